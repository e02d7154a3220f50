//! A call that writes: what is typed for it, what may be sent, and what a lost
//! answer means. A [`Draft`] is what was typed, a [`Filled`] keeps every rule.

use super::spec::{Field, Now, Read};
use crate::api::{CallError, Client};
use crate::failure::Failure;
use crate::http::{Body, Method, Request};
use crate::output::Column;
use crate::row::Row;
use crate::secret::{MASK, Secret};
use crate::sign::Params;
use serde_json::{Map, Value};

/// A call that writes, always a POST.
#[derive(Debug)]
pub struct Write {
    /// Noun and verb: `("children", "update")`.
    pub command: (&'static str, &'static str),
    /// One line of help.
    pub about: &'static str,
    /// What else the help says, before the examples; may be empty.
    pub notes: &'static str,
    /// Command lines, one a line.
    pub examples: &'static str,
    /// What it does, for questions and messages: verb, participle, object:
    /// `("create", "created", "the sub-account")`.
    pub does: (&'static str, &'static str, &'static str),
    /// Path below the base URL, with its leading slash.
    pub path: &'static str,
    /// How its values travel.
    pub sends: Sends,
    /// Its values, in the documents' order, in which they are sent.
    pub fields: &'static [Field],
    /// The field that names the target: `email`.
    pub key: &'static str,
    /// Rules between fields. It may fill in what follows from other fields.
    pub between: fn(&mut Draft, &Now, &mut Findings),
    /// What only the service knows, asked before the write.
    pub preflight: Option<Preflight>,
    /// What a roster of many needs; `None` where there can be none.
    pub rows: Option<&'static Rows>,
    /// What a lost answer means.
    pub repeat: Repeat,
    /// What the service's answer has.
    pub answer: Answer,
    /// What the service adds where a field is left out: its name, and how
    /// much.
    pub adds: &'static [(&'static str, &'static str)],
    /// The command that shows the target, as far as its key.
    pub shown_by: &'static str,
    /// What is said after a success, before that command; may be empty.
    pub after: &'static str,
}

/// Asks the service whether a write would conflict with what is there; gives
/// the conflict in words.
pub type Preflight = fn(&Client, &Filled) -> Result<Option<String>, CallError>;

/// Finds what a write has done: the target as it is now, `None` where the write
/// was not done.
pub type LookUp = fn(&Client, &Filled, &Look) -> Result<Option<Row>, CallError>;

/// How to look a write up.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// When the write was sent, in Unix milliseconds of this machine.
    pub since: i64,
    /// Tries after the first one.
    pub retries: u32,
}

/// What many writes at once are checked for, beyond each by itself.
#[derive(Debug)]
pub struct Rows {
    /// The list that shows what has been written, with its filter by e-mail.
    pub list: &'static Read,
    /// Fields of which a roster has a column for one at least.
    pub one_of: &'static [&'static str],
    /// Rules between the rows of one file, with their lines; a row may break
    /// rules of its own. That two rows have one key is found elsewhere.
    pub between: fn(&[(u64, Draft)]) -> Vec<Finding>,
    /// What of the rows conflicts with the group's accounts: findings, or a
    /// failure that is of all rows.
    pub conflicts: fn(Accounts<'_>, &[Planned<'_>]) -> Result<Vec<Finding>, Failure>,
    /// What the rows take of what the group has; its figures may be unknown.
    pub amounts: fn(&[&Filled], Option<&Row>) -> Vec<Amount>,
}

/// All accounts of a group.
pub type Accounts<'a> = &'a mut dyn Iterator<Item = Result<Row, Failure>>;

/// A row of a roster that keeps every rule of its own.
#[derive(Clone, Copy, Debug)]
pub struct Planned<'a> {
    /// The line of the file that it begins on, from 1.
    pub line: u64,
    /// What it says.
    pub filled: &'a Filled,
    /// Whether it will, or may, be sent.
    pub sends: bool,
}

/// So much of something that a group has.
#[derive(Clone, Debug, PartialEq)]
pub struct Amount {
    /// What the rows take.
    pub takes: u64,
    /// Of what: `G of flow`.
    pub what: &'static str,
    /// What the group has; below zero where it allotted more than it owns;
    /// `None` where the service does not say.
    pub has: Option<f64>,
    /// Which part of it that is: `left`.
    pub part: &'static str,
}

/// How the values of a write travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sends {
    /// In the query, signed; the body is empty.
    Query,
    /// As a form, signed.
    Form,
    /// As a JSON body, not signed.
    Json,
}

/// Whether a write whose answer was lost may be sent again.
#[derive(Clone, Copy, Debug)]
pub enum Repeat {
    /// Its values are targets: it is retried like a read.
    Safe,
    /// Never sent again: the target is looked up until it is found or the
    /// wait is over.
    LookUp(LookUp),
    /// Never sent again, and nothing tells whether it was done.
    Never,
}

/// What is printed after a success.
#[derive(Clone, Copy, Debug)]
pub enum Answer {
    /// The `data` of the answer, an object.
    Row {
        /// The field without which it is not the answer.
        has: &'static str,
        /// Its columns.
        columns: &'static [Column],
        /// What `--columns` may name.
        all: &'static [Column],
    },
    /// The target as it is now: the answer's `data` says nothing.
    ReadBack(LookUp, &'static [Column]),
}

impl Write {
    /// What most writes have in common: a JSON body, not to be repeated,
    /// without rules between fields.
    pub const DEFAULT: Write = Write {
        command: ("", ""),
        about: "",
        notes: "",
        examples: "",
        does: ("", "", ""),
        path: "",
        sends: Sends::Json,
        fields: &[],
        key: "",
        between: |_, _, _| (),
        preflight: None,
        rows: None,
        repeat: Repeat::Never,
        answer: Answer::Row {
            has: "",
            columns: &[],
            all: &[],
        },
        adds: &[],
        shown_by: "",
        after: "",
    };
}

impl Write {
    /// The columns that are shown, and those that `--columns` may name.
    pub fn columns(&self) -> (&'static [Column], &'static [Column]) {
        match self.answer {
            Answer::Row { columns, all, .. } => (columns, all),
            Answer::ReadBack(_, columns) => (columns, columns),
        }
    }

    /// Whether what it has done is looked up after a success.
    pub fn is_looked_up(&self) -> bool {
        matches!(self.repeat, Repeat::LookUp(_)) || matches!(self.answer, Answer::ReadBack(..))
    }

    fn place(&self, api: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.api == api)
    }
}

/// Something wrong with what was typed, or odd about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The line of a roster, from 1.
    pub line: Option<u64>,
    /// The service's name of the field; empty for the row as a whole.
    pub field: &'static str,
    /// What was typed, empty where nothing was; the mask of a secret.
    pub value: String,
    /// The end of a sentence that begins with the field.
    pub text: String,
}

/// What was found while a draft was checked.
#[derive(Debug, Default)]
pub struct Findings {
    /// What breaks a rule.
    pub faults: Vec<Finding>,
    /// What may be sent and probably is a mistake.
    pub warnings: Vec<Finding>,
}

impl Findings {
    /// Adds a fault.
    pub fn fault(&mut self, field: &'static str, value: &str, text: impl Into<String>) {
        self.faults.push(Finding::new(field, value, text));
    }
}

impl Finding {
    /// A finding that is not on a line of a roster.
    pub fn new(field: &'static str, value: impl Into<String>, text: impl Into<String>) -> Self {
        let (value, text) = (value.into(), text.into());
        Self {
            line: None,
            field,
            value,
            text,
        }
    }

    /// Sets the line of a roster.
    #[must_use]
    pub fn on(self, line: u64) -> Self {
        let line = Some(line);
        Self { line, ..self }
    }
}

/// What was typed for a write, nothing checked. A value that is empty is a
/// value, and mostly a fault.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The call that it is for.
    pub call: &'static Write,
    typed: Vec<Option<Secret>>,
}

impl Draft {
    /// Nothing is typed yet.
    pub fn new(call: &'static Write) -> Self {
        let typed = vec![None; call.fields.len()];
        Self { call, typed }
    }

    /// Sets a field of the call.
    pub fn set(&mut self, api: &str, text: impl Into<String>) {
        if let Some(at) = self.call.place(api) {
            self.typed[at] = Some(Secret::new(text));
        }
    }

    /// What was typed for a field.
    pub fn get(&self, api: &str) -> Option<&str> {
        let typed = self.typed[self.call.place(api)?].as_ref();
        typed.map(Secret::expose)
    }

    /// Checks every field, and the fields against each other.
    ///
    /// # Errors
    /// All faults, in the documents' order of the fields.
    pub fn check(mut self, now: &Now) -> Result<Filled, Vec<Finding>> {
        let call = self.call;
        let mut found = Findings::default();
        (call.between)(&mut self, now, &mut found);
        let mut values = Map::new();
        for (field, typed) in call.fields.iter().zip(&self.typed) {
            match value(field, typed.as_ref().map(Secret::expose), now) {
                Ok(None | Some(Value::Null)) => {}
                Ok(Some(value)) => drop(values.insert(field.api.to_owned(), value)),
                Err(finding) => found.faults.push(finding),
            }
        }
        if found.faults.is_empty() {
            let warnings = found.warnings;
            return Ok(Filled {
                call,
                values,
                warnings,
            });
        }
        found
            .faults
            .sort_by_key(|finding| call.place(finding.field));
        Err(found.faults)
    }
}

/// A rule may give null for a value that is not to be sent.
fn value(field: &Field, typed: Option<&str>, now: &Now) -> Result<Option<Value>, Finding> {
    let is_blank = |text: &&str| text.is_empty() || !field.secret && text.trim().is_empty();
    let Some(text) = typed.filter(|text| !field.required || !is_blank(text)) else {
        return match field.required {
            true => Err(Finding::new(field.api, "", "is required")),
            false => Ok(None),
        };
    };
    let shown = if field.secret { MASK } else { text };
    let ruled = (field.rule)(text, now);
    ruled
        .map(Some)
        .map_err(|rule| Finding::new(field.api, shown, rule))
}

/// What may be sent. Only [`Draft::check`] makes one.
#[derive(Clone)]
pub struct Filled {
    /// The call that it fills.
    pub call: &'static Write,
    values: Map<String, Value>,
    /// What is odd about it.
    pub warnings: Vec<Finding>,
}

impl Filled {
    /// A value as text; empty where there is none.
    pub fn text(&self, api: &str) -> &str {
        self.values
            .get(api)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// A value that is a whole number.
    pub fn number(&self, api: &str) -> Option<u64> {
        self.values.get(api)?.as_u64()
    }

    /// What names the target.
    pub fn key(&self) -> &str {
        self.text(self.call.key)
    }

    /// The same with another value for a field.
    ///
    /// # Errors
    /// The rule that the value breaks.
    pub fn with(mut self, api: &str, text: &str, now: &Now) -> Result<Self, String> {
        let fields = self.call.fields;
        if let Some(field) = fields.iter().find(|field| field.api == api) {
            self.values.insert(api.to_owned(), (field.rule)(text, now)?);
        }
        Ok(self)
    }

    /// The request, without what every call adds.
    pub fn request(&self) -> Request {
        let mut request = Request {
            method: Method::POST,
            path: self.call.path.to_owned(),
            query: Params::new(),
            body: Body::None,
        };
        match self.call.sends {
            Sends::Query => request.query = self.params(),
            Sends::Form => request.body = Body::Form(self.params()),
            Sends::Json => {
                request.body = Body::Json {
                    text: Secret::new(json(&self.values)),
                    shown: json(&self.masked()),
                }
            }
        }
        request
    }

    fn params(&self) -> Params {
        let values = self.values.iter();
        values.fold(Params::new(), |all, (name, value)| {
            all.with(name, plain(value))
        })
    }

    /// The values, secrets masked.
    pub fn masked(&self) -> Map<String, Value> {
        let mut values = self.values.clone();
        for field in self.call.fields.iter().filter(|field| field.secret) {
            if let Some(value) = values.get_mut(field.api) {
                *value = MASK.into();
            }
        }
        values
    }

    /// A hash of everything but the secrets (hex, 32 letters), by which a
    /// journal tells whether a row is still the one it noted. Secrets are left
    /// out so that no guess at them can be tried against a journal; letter
    /// case counts.
    pub fn fingerprint(&self) -> String {
        let mut values = self.values.clone();
        values.retain(|name, _| {
            !self
                .call
                .fields
                .iter()
                .any(|field| field.secret && field.api == *name)
        });
        format!("{:x}", md5::compute(json(&values)))
    }
}

impl std::fmt::Debug for Filled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Filled").field(&self.masked()).finish()
    }
}

fn json(values: &Map<String, Value>) -> String {
    serde_json::to_string(values).expect("texts and numbers always become JSON")
}

/// A value as a parameter.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

//! A call that writes: what is typed for it, what may be sent, and what a lost
//! answer means. A [`Draft`] is what was typed, a [`Filled`] keeps every rule.

pub use super::finding::{Finding, Names};
use super::met::Met;
use super::rules;
use super::spec::{Field, Now, Read, plain};
use crate::api::{Client, Remarks};
use crate::failure::Failure;
use crate::http::{Body, Method, Request};
use crate::lang::{Both, Text, both};
use crate::order;
use crate::output::Column;
use crate::row::Row;
use crate::secret::{MASK, Secret};
use crate::sign::Params;
use crate::text::{all_digits, capital};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

/// A call that writes, always a POST.
#[derive(Debug)]
pub struct Write {
    /// Noun and verb: `("children", "update")`.
    pub command: (&'static str, &'static str),
    /// One line of help.
    pub about: Both,
    /// What else the help says, before the examples; may be empty.
    pub notes: Both,
    /// Command lines, one a line.
    pub examples: &'static str,
    /// What it does, for questions and messages.
    pub does: Does,
    /// Path below the base URL, with its leading slash.
    pub path: &'static str,
    /// How its values travel.
    pub sends: Sends,
    /// Its values, in the documents' order, in which they are sent.
    pub fields: &'static [Field],
    /// The field that names the target: `email`.
    pub key: &'static str,
    /// Rules between fields. It may fill in what follows from other fields.
    pub between: fn(&mut Draft, &Now, &mut Vec<Finding>),
    /// What only the service knows, asked before the write.
    pub preflight: Option<Preflight>,
    /// Whether a person confirms it by typing what its target is called.
    pub confirm_by_typing: bool,
    /// The list that must have the target, looked at before a person is asked.
    pub listed: Option<&'static Read>,
    /// What a roster of many needs; `None` where there can be none.
    pub rows: Option<&'static Rows>,
    /// Columns of a list that a roster may have beside its own: it began as an
    /// export. They are not read.
    pub beside: &'static [Column],
    /// What a lost answer means.
    pub repeat: Repeat,
    /// Whether a row is the target, in a list without a filter by e-mail.
    pub is_it: fn(&Filled, &Row) -> bool,
    /// Tells apart the requests that a batch makes for one target: a short word
    /// of the call, empty where there is one request.
    pub what: &'static str,
    /// Fields of the target that a journal keeps for the results; never a
    /// secret.
    pub keeps: &'static [&'static str],
    /// The field without which an answer is not that of the call; empty where
    /// it may say nothing. It is printed with the key, unless the target is
    /// seen as it is now.
    pub has: &'static str,
    /// What is printed of it.
    pub columns: &'static [Column],
    /// What `--columns` may name instead; empty for the same.
    pub all_columns: &'static [Column],
    /// What the service adds where a field is left out: its name, and how
    /// much.
    pub adds: &'static [(&'static str, Both)],
    /// The command that shows the target, as far as its key.
    pub shown_by: &'static str,
    /// What is said after a success, before where it is shown; may be empty.
    pub after: Both,
    /// What a person must know before it is confirmed; may be empty.
    pub warning: Both,
    /// What a lost answer may be told by, after that command; may be empty.
    pub told_by: Both,
    /// Of a call that gives an account a new appSecret, which counts only some
    /// time later: a list that the account may read with it. Its target may be
    /// named without an option.
    pub new_key: Option<&'static Read>,
}

/// Asks the service what it has that a write meets. Given are the target, and
/// everything else once that is known.
pub type Preflight = fn(&Arc<Client>, &str, Option<&Filled>) -> Result<Met, Failure>;

/// What a write does, as parts of sentences.
#[derive(Clone, Copy, Debug)]
pub struct Does {
    /// The verb: `create`. The Chinese one stands right before what it is done
    /// to.
    pub verb: Both,
    /// Its participle: `created`. The Chinese one is the bare verb, which a
    /// sentence puts behind `已`, `未` or `是否已`.
    pub done: Both,
    /// What it is done to, without its name: `the sub-account`.
    pub what: Both,
    /// The same with its name: `the sub-account a@b.cn`. In Chinese it begins
    /// with a Chinese word.
    pub named: fn(&str) -> Text,
}

impl Does {
    const NOTHING: Does = Does {
        verb: both("", ""),
        done: both("", ""),
        what: both("", ""),
        named: |name| Text::verbatim(name),
    };

    /// The verb as the first word of a sentence: `Create`.
    pub fn capital(&self) -> Text {
        Text::made(&|| capital(self.verb.now()))
    }
}

/// What many writes at once are called, print and are checked for, beyond each
/// by itself.
#[derive(Debug)]
pub struct Rows {
    /// The columns of the results. First the line and the key, last the message
    /// and the request's id; between them the status, the service's code, and
    /// fields of the call, of what it keeps, and the target's appSecret.
    pub results: &'static [Column],
    /// What is counted: a `row`, or a `request` where a row makes several; with
    /// its measure word in Chinese.
    pub item: Both,
    /// What is done for each row: `Create an account`.
    pub each_row: Both,
    /// How a row may end that is no failure, for the help: `created, existing (the
    /// group had the e-mail)`.
    pub ends: Both,
    /// What each row is about, for counts of them: `sub-account`, `个分账号`.
    pub each: Both,
    /// What there is of them: `the group's accounts`.
    pub all: Both,
    /// What a run does: `creating sub-accounts`.
    pub doing: Both,
    /// The deed, which something was before or after: `creation`.
    pub deed: Both,
    /// Fields of which a roster has a column for one at least.
    pub one_of: &'static [&'static str],
    /// Rules between the rows of one file, with their lines; a row may break
    /// rules of its own. That two rows have one key is found elsewhere.
    pub between: fn(&[(u64, Draft)]) -> Vec<Finding>,
    /// What of the rows conflicts with the group's accounts: findings, or a
    /// failure that is of all rows.
    pub conflicts: fn(Accounts<'_>, &[Planned<'_>]) -> Result<Vec<Finding>, Failure>,
    /// What the rows take of what the group has; its figures may be unknown.
    /// `None` where they take nothing.
    pub amounts: Option<Amounts>,
}

/// What rows take of what the group has.
pub type Amounts = fn(&[&Filled], Option<&Row>) -> Vec<Amount>;

impl Rows {
    /// What most rosters have in common: no rules between rows, no conflicts,
    /// and nothing taken of the group's.
    pub const DEFAULT: Rows = Rows {
        results: &[],
        item: both("row", "行"),
        each_row: both("", ""),
        ends: both("", ""),
        each: both("", ""),
        all: both("", ""),
        doing: both("", ""),
        deed: both("", ""),
        one_of: &[],
        between: |_| Vec::new(),
        conflicts: |_, _| Ok(Vec::new()),
        amounts: None,
    };
}

/// All accounts of a group.
pub type Accounts<'a> = &'a mut dyn Iterator<Item = &'a Row>;

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
    pub what: Both,
    /// What the group has; below zero where it allotted more than it owns;
    /// `None` where the service does not say.
    pub has: Option<f64>,
    /// Which part of it that is: `left`.
    pub part: Both,
}

impl Amount {
    /// Whether it is more than the group has.
    pub fn is_over(&self) -> bool {
        self.has.is_some_and(|has| self.takes as f64 > has)
    }
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

/// Whether a write whose answer was lost may be sent again. A list with a
/// filter by e-mail shows the target as it is now, if the write was done.
#[derive(Clone, Copy, Debug)]
pub enum Repeat {
    /// Its values are targets: it is tried again like a read, and read back.
    Safe(&'static Read),
    /// Never sent again: the target is looked up until it is found or the
    /// wait is over.
    LookUp(&'static Read),
    /// It takes the target away: never sent again on its own, and looked for
    /// until the target is gone or the wait is over. That it was gone before is
    /// no fault.
    Gone(&'static Read),
    /// Never sent again, and no list tells whether it was done. What does is up
    /// to a batch, which sends a row in doubt again only if it is told to.
    Never,
}

impl Write {
    /// What most writes have in common: a JSON body, not to be repeated,
    /// without rules between fields.
    pub const DEFAULT: Write = Write {
        command: ("", ""),
        about: both("", ""),
        notes: both("", ""),
        examples: "",
        does: Does::NOTHING,
        path: "",
        sends: Sends::Json,
        fields: &[],
        key: "",
        between: |_, _, _| (),
        preflight: None,
        confirm_by_typing: false,
        listed: None,
        rows: None,
        beside: &[],
        repeat: Repeat::Never,
        is_it: |_, _| false,
        what: "",
        keeps: &[],
        has: "",
        columns: &[],
        all_columns: &[],
        adds: &[],
        shown_by: "",
        after: both("", ""),
        warning: both("", ""),
        told_by: both("", ""),
        new_key: None,
    };

    /// What a file of credentials tells of a target: its key, what is kept of it,
    /// its appSecret if it has one, and last the password.
    pub fn credentials(&self) -> Vec<&'static str> {
        let columns = self.rows.map_or(self.columns, |rows| rows.results);
        let secret = columns.iter().filter(|column| column.is_secret());
        let secret = secret.map(|column| column.field);
        let kept = std::iter::once(self.key).chain(self.keeps.iter().copied());
        kept.chain(secret).chain(["password"]).collect()
    }

    /// The list that shows its targets.
    pub fn list(&self) -> Option<&'static Read> {
        match self.repeat {
            Repeat::Safe(list) | Repeat::LookUp(list) | Repeat::Gone(list) => Some(list),
            Repeat::Never => self.listed,
        }
    }

    /// The columns that `--columns` may name.
    pub fn all_columns(&self) -> &'static [Column] {
        match self.all_columns {
            [] => self.columns,
            all => all,
        }
    }
}

/// What was typed for a write, nothing checked. A value that is empty is a
/// value, and mostly a fault.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The call that it is for.
    pub call: &'static Write,
    typed: HashMap<&'static str, Secret>,
    /// What typed ids are said to stand for.
    names: HashMap<&'static str, String>,
}

impl Draft {
    /// Nothing is typed yet.
    pub fn new(call: &'static Write) -> Self {
        let (typed, names) = (HashMap::new(), HashMap::new());
        Self { call, typed, names }
    }

    /// Says what the id of a field stands for: it is sent only if that is so.
    pub fn set_name(&mut self, api: &'static str, name: impl Into<String>) {
        self.names.insert(api, name.into());
    }

    /// Sets a field of the call.
    pub fn set(&mut self, api: &'static str, text: impl Into<String>) {
        self.typed.insert(api, Secret::new(text));
    }

    /// What was typed for a field.
    pub fn get(&self, api: &str) -> Option<&str> {
        self.typed.get(api).map(Secret::expose)
    }

    /// Checks every field, and the fields against each other. A rule may give
    /// null for a value that is not to be sent.
    ///
    /// # Errors
    /// All faults, in the documents' order of the fields.
    pub fn check(mut self, now: &Now) -> Result<Filled, Vec<Finding>> {
        let call = self.call;
        let (mut found, mut values) = (Vec::new(), Map::new());
        (call.between)(&mut self, now, &mut found);
        for field in call.fields {
            let is_blank = |text: &str| text.is_empty() || !field.secret && text.trim().is_empty();
            let typed = self.get(field.api);
            let typed = typed.filter(|text| !field.required || !is_blank(text));
            match typed.map(|text| (text, field.check(text, now))) {
                None if field.required => {
                    found.push(Finding::new(field.api, "", both("is required", "为必填项")));
                }
                None | Some((_, Ok(Value::Null))) => {}
                Some((text, Ok(value))) => {
                    found.extend(odd(field, text));
                    values.insert(field.api.to_owned(), value);
                }
                Some((text, Err(rule))) => {
                    let shown = if field.secret { MASK } else { text };
                    found.push(Finding::new(field.api, shown, rule));
                }
            }
        }
        let place = |found: &Finding| call.fields.iter().position(|f| found.field == f.api);
        order::sort_by_key(&mut found, place);
        let (warnings, faults): (Vec<_>, Vec<_>) = found.into_iter().partition(|f| f.is_warning);
        let Does { verb, what, .. } = call.does;
        let what = format!("{} {}", verb.en, what.en);
        match faults.is_empty() {
            true => Ok(Filled {
                call,
                values,
                names: self.names,
                warnings,
                remarks: Remarks::new(what),
                alike: Vec::new(),
            }),
            false => Err(faults),
        }
    }
}

/// What is odd about a secret that keeps its rule.
fn odd(field: &Field, text: &str) -> Option<Finding> {
    let is_odd = field.secret && !rules::is_easily_typed(text);
    let words = both(
        "has spaces or characters beyond ASCII; make sure that its user can type them",
        "含有空格或非 ASCII 字符；请确认使用者能够输入",
    );
    is_odd.then(|| Finding::new(field.api, MASK, words).warning())
}

/// What may be sent. Only [`Draft::check`] makes one.
#[derive(Clone)]
pub struct Filled {
    /// The call that it fills.
    pub call: &'static Write,
    values: Map<String, Value>,
    /// What ids stand for, by the service's names of the fields: as it was
    /// looked up, or before that as it was typed beside an id.
    names: HashMap<&'static str, String>,
    /// What is odd about it.
    pub warnings: Vec<Finding>,
    /// What an account of writes says of it; who knows what its target was
    /// before adds that.
    pub remarks: Remarks,
    /// The ids of rows that were there before and are not its target.
    pub alike: Vec<String>,
}

impl Filled {
    /// A value as text; empty where there is none.
    pub fn text(&self, api: &str) -> &str {
        let value = self.values.get(api).and_then(Value::as_str);
        value.unwrap_or_default()
    }

    /// A value as people see it, a secret masked; empty where there is none.
    pub fn shown(&self, api: &str) -> Cow<'_, str> {
        match self.values.get(api) {
            None => "".into(),
            Some(_) if self.is_secret(api) => MASK.into(),
            Some(value) => plain(value).into(),
        }
    }

    /// A value that is a whole number.
    pub fn number(&self, api: &str) -> Option<u64> {
        self.values.get(api)?.as_u64()
    }

    /// The fields that hold a name where an id is to be sent, with the lists
    /// that have it.
    pub(super) fn by_name(&self) -> Vec<(&'static Field, &'static Read, String)> {
        let fields = self.call.fields.iter();
        let named = fields.filter_map(|field| {
            let name = self.values.get(field.api)?.as_str();
            let name = name.filter(|name| !all_digits(name))?;
            Some((field, field.listed_by?, name.to_owned()))
        });
        named.collect()
    }

    /// The fields whose id has a name, with the list that has both.
    pub(super) fn with_name(&self) -> Vec<(&'static Field, &'static Read, String)> {
        let fields = self.call.fields.iter();
        let named = fields.filter_map(|field| {
            let name = self.names.get(field.api)?;
            Some((field, field.listed_by?, name.clone()))
        });
        named.collect()
    }

    /// Whether an id is still to be looked up.
    pub fn has_names(&self) -> bool {
        !self.by_name().is_empty()
    }

    /// Puts the id that a name stands for into a field, as its rule has it.
    pub(super) fn set_id(&mut self, field: &'static Field, id: &str, name: &str, now: &Now) {
        let id = field.check(id, now).unwrap_or_else(|_| id.into());
        self.values.insert(field.api.to_owned(), id);
        self.names.insert(field.api, name.to_owned());
    }

    /// What the id of a field stands for, where that is known.
    pub fn name(&self, api: &str) -> Option<&str> {
        self.names.get(api).map(String::as_str)
    }

    /// What names the target.
    pub fn key(&self) -> &str {
        self.text(self.call.key)
    }

    /// Whether a row of a list shows every value that it can show.
    pub fn is_shown_by(&self, row: &Row) -> bool {
        let mut shown = self.values.iter().filter(|(name, _)| self.shows(row, name));
        shown.all(|(name, value)| {
            let is_key = name == self.call.key;
            is_key || row.text(name).unwrap_or_default() == plain(value)
        })
    }

    /// The target as people know it: an id with what it stands for.
    pub fn target(&self) -> String {
        let name = self.name(self.call.key);
        let name = name.map_or(String::new(), |name| format!(" ({name})"));
        format!("{}{name}", self.key())
    }

    /// The same with its key in other letters.
    #[must_use]
    pub fn spelled(mut self, key: &str) -> Self {
        self.values.insert(self.call.key.to_owned(), key.into());
        self
    }

    /// Whether a row of a list can show no more than that: no value is a secret,
    /// or of a field that the list has not.
    pub fn is_shown_whole_by(&self, row: &Row) -> bool {
        self.values.keys().all(|name| self.shows(row, name))
    }

    fn shows(&self, row: &Row, name: &str) -> bool {
        !self.is_secret(name) && row.get(name).is_some()
    }

    /// The same with another value for a field.
    ///
    /// # Errors
    /// The rule that the value breaks.
    pub fn with(mut self, api: &str, text: &str, now: &Now) -> Result<Self, Text> {
        let fields = self.call.fields;
        if let Some(field) = fields.iter().find(|field| field.api == api) {
            self.values.insert(api.to_owned(), field.check(text, now)?);
            self.warnings.extend(odd(field, text));
        }
        Ok(self)
    }

    /// The request, without what every call adds.
    pub fn request(&self) -> Request {
        let params = || {
            let values = self.values.iter();
            values.fold(Params::new(), |all, (name, value)| {
                all.with(name, plain(value))
            })
        };
        let mut request = Request {
            method: Method::POST,
            ..Request::get(self.call.path, Params::new())
        };
        match self.call.sends {
            Sends::Query => request.query = params(),
            Sends::Form => request.body = Body::Form(params()),
            Sends::Json => {
                let (text, shown) = (Secret::new(json(&self.values)), json(&self.masked()));
                request.body = Body::Json { text, shown };
            }
        }
        request
    }

    /// The values, secrets masked.
    pub fn masked(&self) -> Map<String, Value> {
        let mut values = self.values.clone();
        let secrets = values.iter_mut().filter(|(name, _)| self.is_secret(name));
        secrets.for_each(|(_, value)| *value = MASK.into());
        values
    }

    fn is_secret(&self, api: &str) -> bool {
        let mut fields = self.call.fields.iter();
        fields.any(|field| field.secret && field.api == api)
    }

    /// A hash of everything but the secrets (hex, 32 letters), by which a
    /// journal tells whether a row is still the one it noted. Secrets are left
    /// out so that no guess at them can be tried against a journal; letter
    /// case counts.
    pub fn fingerprint(&self) -> String {
        let mut values = self.values.clone();
        values.retain(|name, _| !self.is_secret(name));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text;

    const NOW: Now = Now { unix_millis: 0 };

    /// POST `/v2/group/live/set-durations` (dev.polyv.net: 2019/group_account):
    /// a difference, as a form; `type` says whether it is given or taken.
    static GIVE: Write = Write {
        path: "/v2/group/live/set-durations",
        sends: Sends::Form,
        fields: &[
            Field::new("email", rules::email).required(),
            Field::new("duration", rules::count).required(),
            Field::new("type", rules::line::<9>),
        ],
        key: "email",
        between: |draft, _, _| draft.set("type", "add"),
        ..Write::DEFAULT
    };

    #[test]
    fn a_form_and_a_query_hold_the_values_as_texts_in_the_documents_order() {
        let mut draft = Draft::new(&GIVE);
        draft.set("duration", "007");
        draft.set("email", "a@b.cn");
        let request = draft.check(&NOW).unwrap().request();
        let all = Params::new().with("email", "a@b.cn").with("duration", "7");
        let form = Body::Form(all.with("type", "add"));
        assert_eq!((request.query, request.body), (Params::new(), form));
    }

    #[test]
    fn faults_come_in_the_order_of_the_fields_wherever_they_were_found() {
        static CALL: Write = Write {
            between: |_, _, found| {
                found.push(Finding::new("duration", "", Text::verbatim("is odd")));
                found.push(Finding::new("email", "", Text::verbatim("may be wrong")).warning());
            },
            ..Write { ..GIVE }
        };
        let found = Draft::new(&CALL).check(&NOW).unwrap_err();
        let found: Vec<_> = found.iter().map(|f| (f.field.en(), f.text.en())).collect();
        let required = "is required";
        assert_eq!(
            found,
            [
                ("email", required),
                ("duration", "is odd"),
                ("duration", required)
            ]
        );
    }

    #[test]
    fn a_finding_names_fields_in_the_language_of_its_words() {
        let words = text!(
            "cannot be combined with `duration`",
            "不能与 `duration` 同时使用"
        );
        let name = both("the minutes", "分钟数").into();
        let names = Names::from_iter([("duration", name), ("email", Text::verbatim("邮箱"))]);
        let found = Finding::new("email", "", words).named(&names);
        assert_eq!((found.field.en(), found.field.zh()), ("邮箱", "邮箱"));
        assert_eq!(found.text, "cannot be combined with the minutes");
        assert_eq!(found.text.zh(), "不能与分钟数同时使用");
    }
}

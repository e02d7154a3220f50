//! The shape of an endpoint: what its command takes, what is sent, what its
//! answer holds. Endpoints are data; the runners of `cli` do the work.

use crate::api::emails::chunks;
use crate::api::{Call, CallError, Client, List, Page, Pages, Paging};
use crate::clock;
use crate::failure::Failure;
use crate::http::Request;
use crate::lang::{Both, Text, both, joined};
use crate::output::{Column, chinese};
use crate::row::Row;
use crate::sign::Params;
use crate::text;
use crate::text::{DAMAGED, half_width};
use serde_json::Value;
use std::sync::Arc;

/// When a command runs, for rules that count from now.
#[derive(Clone, Copy, Debug)]
pub struct Now {
    /// Milliseconds since 1970.
    pub unix_millis: i64,
}

impl Now {
    /// By the system's clock.
    pub fn read() -> Self {
        let unix_millis = clock::unix_millis();
        Self { unix_millis }
    }
}

/// Turns what was typed into what is sent, or says which rule it breaks: words
/// that follow the value, such as `must be a whole number`.
pub type Rule = fn(&str, &Now) -> Result<Value, Text>;

/// A value that a command takes, declared once: its option, its parameter or
/// member of the body, its column in a roster.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The service's name: sent, a roster's heading, named in findings.
    pub api: &'static str,
    /// The option without dashes; empty where it is `api` in kebab case.
    pub option: &'static str,
    /// Another option that is the same; may be empty.
    pub alias: &'static str,
    /// What help shows for the value; empty where it is the option's name.
    pub placeholder: &'static str,
    /// The values that are possible, each with its help; empty for any.
    pub choices: &'static [(&'static str, Both)],
    /// What a roster's heading may be beside `api` and what lists call it, with
    /// spaces between: names that people have for it, first the Chinese one where
    /// no list has it.
    pub headings: &'static str,
    /// Units that may follow a heading in brackets.
    pub units: &'static [&'static str],
    /// One line of help.
    pub help: Both,
    /// Whether the call cannot be made without it.
    pub required: bool,
    /// The list whose ids it takes: names of its rows are taken too, and
    /// completion offers both.
    pub listed_by: Option<&'static Read>,
    /// Whether it is asked for without echo and masked, and never an option.
    pub secret: bool,
    /// What it may be.
    pub rule: Rule,
    /// Reads a roster's cell for the rule: spreadsheets write some values in
    /// ways of their own.
    pub cell: Option<fn(&str) -> String>,
    /// Whether an empty roster has it only where it is asked for.
    pub is_seldom: bool,
}

impl Field {
    /// An optional value that is no secret, with an option of its own name.
    pub const fn new(api: &'static str, rule: Rule) -> Self {
        Self {
            api,
            option: "",
            alias: "",
            placeholder: "",
            choices: &[],
            headings: "",
            units: &[],
            help: both("", ""),
            required: false,
            listed_by: None,
            secret: false,
            rule,
            cell: None,
            is_seldom: false,
        }
    }

    /// Sets how a roster's cell is read for the rule.
    pub const fn cell(mut self, cell: fn(&str) -> String) -> Self {
        self.cell = Some(cell);
        self
    }

    /// Sets the option, without dashes.
    pub const fn option(self, option: &'static str) -> Self {
        Self { option, ..self }
    }

    /// Sets another option that is the same.
    pub const fn alias(self, alias: &'static str) -> Self {
        Self { alias, ..self }
    }

    /// Sets what help shows for the value.
    pub const fn placeholder(mut self, placeholder: &'static str) -> Self {
        self.placeholder = placeholder;
        self
    }

    /// Sets the only values that are possible, each with its help.
    pub const fn choices(self, choices: &'static [(&'static str, Both)]) -> Self {
        Self { choices, ..self }
    }

    /// Sets further headings of a roster, with spaces between.
    pub const fn headings(self, headings: &'static str) -> Self {
        Self { headings, ..self }
    }

    /// Sets the units that may follow a heading in brackets.
    pub const fn units(self, units: &'static [&'static str]) -> Self {
        Self { units, ..self }
    }

    /// Sets the line of help.
    pub const fn help(self, help: Both) -> Self {
        Self { help, ..self }
    }

    /// Sets the list whose ids it takes.
    pub const fn listed_by(mut self, read: &'static Read) -> Self {
        self.listed_by = Some(read);
        self
    }

    /// Makes it required.
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Makes it a secret.
    pub const fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    /// Leaves it out of an empty roster, unless it is asked for.
    pub const fn seldom(mut self) -> Self {
        self.is_seldom = true;
        self
    }

    /// Whether it is sent as a number, and has no names that stand for it.
    pub fn is_number(&self) -> bool {
        let sent = (self.rule)("1", &Now { unix_millis: 0 });
        self.listed_by.is_none() && matches!(sent, Ok(Value::Number(_)))
    }

    /// What its rule makes of a text that is whole. Full-width characters, which
    /// a Chinese input method leaves behind, look right: they are named.
    ///
    /// # Errors
    /// The rule that the text breaks.
    pub(crate) fn check(&self, text: &str, now: &Now) -> Result<Value, Text> {
        if let Some(mark) = DAMAGED.into_iter().find(|mark| text.contains(mark)) {
            return Err(text!(
                "was damaged when it was saved or copied (it has {mark}); type it again",
                "在保存或复制时已损坏（含有 {mark}）；请重新输入"
            ));
        }
        let choices = self.choices.iter().map(|(choice, _)| *choice);
        if !self.choices.is_empty() && !choices.clone().any(|choice| choice == text) {
            let choices = joined(choices, both(" or ", " 或 "));
            return Err(text!("must be {choices}", "必须是 {choices}"));
        }
        (self.rule)(text, now).map_err(|rule| {
            let plain = half_width(text);
            let plain = self.cell.map_or(plain.clone(), |read| read(&plain));
            match !self.secret && plain != text && (self.rule)(&plain, now).is_ok() {
                true => text!(
                    "must be written without full-width characters: {plain}",
                    "不能使用全角字符，应写作 {plain}"
                ),
                false => rule,
            }
        })
    }

    /// The Chinese heading of a roster, as lists have it; empty where there is none.
    /// Where names stand for ids it is that of the names.
    pub fn chinese(&self) -> &'static str {
        match chinese::name(self.api) {
            "" => self.headings.split(' ').next().unwrap_or_default(),
            name if self.listed_by.is_some() => name.trim_end_matches("ID"),
            name => name,
        }
    }

    /// The option without dashes: `max-channels` for `maxChannels`.
    pub fn option_name(&self) -> String {
        let kebab = |letter: char| match letter.is_ascii_uppercase() {
            true => format!("-{}", letter.to_ascii_lowercase()),
            false => letter.into(),
        };
        match self.option {
            "" => self.api.chars().map(kebab).collect(),
            option => option.to_owned(),
        }
    }
}

/// Whether a call is about the account whose key signs; those of the group have
/// a path with `/group/`, and what is on this machine has none.
pub(crate) fn is_of_any_account(path: &str) -> bool {
    !path.is_empty() && !path.contains("/group/")
}

/// A value as a query or a form holds it: a text without quotes.
pub(crate) fn plain(value: &Value) -> String {
    let text = value.as_str().map(str::to_owned);
    text.unwrap_or_else(|| value.to_string())
}

/// A call that reads, always a GET.
#[derive(Clone, Copy, Debug)]
pub struct Read {
    /// Noun and verb: `("children", "list")`.
    pub command: (&'static str, &'static str),
    /// One line of help.
    pub about: Both,
    /// What else the help says, before the examples; may be empty.
    pub notes: Both,
    /// Command lines, one a line.
    pub examples: &'static str,
    /// What its rows are, for messages: `child accounts`, `子账号`.
    pub rows: Both,
    /// Path below the base URL, with its leading slash.
    pub path: &'static str,
    /// What the answer looks like.
    pub shape: Shape,
    /// The filter by e-mail, where there is one.
    pub emails: Option<Emails>,
    /// Further options, in the order of help and of the parameters.
    pub fields: &'static [Field],
    /// The time by which the service leaves rows out, where it does.
    pub period: Option<Period>,
    /// What is wrong with the parameters together, in words; all are there in
    /// the form in which they are sent.
    pub between: fn(&Params) -> Result<(), Text>,
    /// The same of the second generation, by `--generation 2`.
    pub second: Option<&'static Read>,
    /// The requests, one after the other, that these parameters stand for.
    pub each: fn(&Params) -> Vec<Params>,
    /// The columns of a row.
    pub columns: &'static [Column],
    /// The fields of an id that other commands take, and of its name.
    pub ids: Option<(&'static str, &'static str)>,
    /// What its rows are called, each: the field of the name unless that does
    /// not tell them apart.
    pub names: fn(&Read, &[Row]) -> Vec<String>,
    /// What a page of rows tells only together, added for the other layout of
    /// tables before any row is left out.
    pub together: fn(Vec<Row>) -> Vec<Row>,
    /// Another layout of tables, unless `--columns` asks for its own.
    pub table: Option<Layout>,
    /// Whether it is about the account whose key signs, so that each account of
    /// the group may be asked.
    pub per_account: bool,
    /// Whether it is of rows that are named, each shown as a sheet.
    pub sheet: bool,
    /// Options that are `--where` in other words.
    pub short_cuts: &'static [ShortCut],
    /// The time by which all its rows are sorted, the newest first; empty for
    /// the service's order.
    pub newest_first: &'static str,
}

/// An option that is `--where` in other words.
#[derive(Clone, Copy, Debug)]
pub struct ShortCut {
    /// The option without its dashes.
    pub option: &'static str,
    /// What the help calls its value.
    pub placeholder: &'static str,
    /// The option's help.
    pub help: Both,
    /// What completion offers.
    pub offers: fn() -> Vec<String>,
    /// The expression for a value.
    ///
    /// # Errors
    /// The rule that the value breaks.
    pub expression: fn(&str) -> Result<String, Text>,
}

/// A layout of tables for people.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// Its columns.
    pub columns: &'static [Column],
    /// The lines that a row is shown as.
    pub rows: fn(&Row) -> Vec<Row>,
}

impl Read {
    /// What most reads have in common: no filter, no options, one layout.
    pub const DEFAULT: Read = Read {
        command: ("", ""),
        about: both("", ""),
        notes: both("", ""),
        examples: "",
        rows: both("", ""),
        path: "",
        shape: Shape::Object,
        emails: None,
        fields: &[],
        period: None,
        between: |_| Ok(()),
        second: None,
        each: |query| vec![query.clone()],
        columns: &[],
        ids: None,
        names: |read, rows| {
            let field = read.ids.map_or("", |(_, name)| name);
            let name = |row: &Row| row.text(field).unwrap_or_default().into_owned();
            rows.iter().map(name).collect()
        },
        together: |page| page,
        table: None,
        per_account: false,
        sheet: false,
        short_cuts: &[],
        newest_first: "",
    };

    /// What reading it is called, in an error: `list the roles`.
    pub fn attempt(&self) -> Text {
        text!("list the {rows}", "列出{rows}", rows = self.rows)
    }

    /// That a row is not there.
    pub fn has_no(&self, name: &str) -> Text {
        let rows = self.rows;
        text!(
            "the list of {rows} has no {name}",
            "{rows}列表中没有 {name}"
        )
    }

    /// The list of these parameters.
    pub fn list(&self, query: Params) -> List {
        let paging = match self.shape {
            Shape::Pages(paging) => Some(paging),
            Shape::Array | Shape::Object => None,
        };
        List {
            rows: self.rows,
            request: Request::get(self.path, query),
            paging,
        }
    }

    /// The lists of these e-mails, split over as many requests as are needed;
    /// without a filter the one of all rows.
    pub fn lists(&self, emails: Option<&[String]>, query: &Params) -> Vec<List> {
        let each = (self.each)(query);
        let (Some(filter), Some(emails)) = (self.emails, emails) else {
            return each.into_iter().map(|query| self.list(query)).collect();
        };
        let of = |emails: Vec<String>| {
            let with_emails = Params::new().with(filter.param, emails.join(","));
            each.iter().map(move |query| {
                let mut all = with_emails.clone();
                all.extend(query);
                self.list(all)
            })
        };
        let lists = chunks(emails, filter.most).into_iter().flat_map(of);
        lists.collect()
    }

    /// The row of an e-mail that was sent, in one request with so many tries
    /// after the first. In yet other letters it may be missed: only the whole
    /// list shows it.
    ///
    /// # Errors
    /// As [`Client::send`].
    pub fn find(
        &self,
        client: &Client,
        email: &str,
        retries: u32,
    ) -> Result<Option<Row>, CallError> {
        let (Some(filter), Shape::Pages(paging)) = (self.emails, self.shape) else {
            return Ok(None);
        };
        let list = self.list(Params::new().with(filter.param, spellings(email).join(",")));
        let request = list.request(1, paging.sizes[0]);
        let rows = client.send(&Call {
            retries: Some(retries),
            ..Call::new(&request, &|done| Ok(Page::read(done.data)?.rows))
        });
        let email = email.to_lowercase();
        let of = |row: &Row| Some(row.get(filter.field)?.as_text().to_lowercase());
        let mut rows = rows?.into_iter();
        Ok(rows.find(|row| of(row).as_ref() == Some(&email)))
    }

    /// The row of an e-mail in any letter case, out of the whole list.
    ///
    /// # Errors
    /// The list could not be read to the row or to its end.
    pub fn search(&self, client: &Arc<Client>, email: &str) -> Result<Option<Row>, Failure> {
        let (field, email) = (self.emails.map_or("", |it| it.field), email.to_lowercase());
        let is_it = |row: &Row| {
            row.text(field)
                .is_some_and(|own| own.to_lowercase() == email)
        };
        for page in Pages::start(client, self.lists(None, &Params::new()), None)? {
            if let Some(row) = page?.into_iter().find(is_it) {
                return Ok(Some(row));
            }
        }
        Ok(None)
    }

    /// The row of an e-mail in any letter case: by the filter, and where that
    /// finds none, out of the whole list.
    ///
    /// # Errors
    /// The list could not be read.
    pub fn look(&self, client: &Arc<Client>, email: &str) -> Result<Option<Row>, Failure> {
        match self.find(client, email, client.retries()) {
            Err(error) => Err(error.failure(text!("look for {email}", "查找 {email}"))),
            Ok(None) => self.search(client, email),
            Ok(found) => Ok(found),
        }
    }

    /// The rows of a list that comes at once, with so many tries after the first.
    ///
    /// # Errors
    /// As [`Client::send`].
    pub fn all(&self, client: &Client, retries: u32) -> Result<Vec<Row>, CallError> {
        let request = Request::get(self.path, Params::new());
        client.send(&Call {
            retries: Some(retries),
            ..Call::new(&request, &|done| Ok(Page::array(done.data)?.rows))
        })
    }

    /// Fetches the one row of a [`Shape::Object`].
    ///
    /// # Errors
    /// As [`Client::send`].
    pub fn object(&self, client: &Client, query: Params) -> Result<Row, CallError> {
        let request = Request::get(self.path, query);
        client.send(&Call::new(&request, &|mut done| {
            let words = both("its data is not an object", "应答的数据不是对象");
            done.data.step_in().ok_or_else(|| words.into())
        }))
    }
}

/// An e-mail as it was sent, and in small letters, as the service may keep it:
/// its filter may mind letter case.
pub(crate) fn spellings(email: &str) -> Vec<String> {
    let mut spellings = vec![email.to_owned(), email.to_lowercase()];
    spellings.dedup();
    spellings
}

/// What the `data` of an answer looks like.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Pages of a list.
    Pages(Paging),
    /// All rows at once.
    Array,
    /// One row.
    Object,
}

/// A filter by time.
#[derive(Clone, Copy, Debug)]
pub struct Period {
    /// The field of a row that holds its time.
    pub field: &'static str,
    /// The parameters of the first and of the last moment.
    pub params: [&'static str; 2],
    /// How a moment is sent, from Unix milliseconds.
    pub sent: fn(i64) -> String,
}

/// A filter by e-mail: `--email`, `--emails-from`.
#[derive(Clone, Copy, Debug)]
pub struct Emails {
    /// The parameter, which takes several with commas.
    pub param: &'static str,
    /// The field of a row that holds its e-mail.
    pub field: &'static str,
    /// At most so many a request.
    pub most: usize,
    /// What is meant where none is given.
    pub absent: Absent,
}

/// What a call without e-mails means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absent {
    /// All rows.
    All,
    /// The service requires e-mails: those of all sub-accounts are sent.
    EverySubAccount,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_is_the_api_name_in_kebab_case_unless_it_is_named() {
        let rule: Rule = |text, _| Ok(text.into());
        assert_eq!(
            Field::new("maxChannels", rule).option_name(),
            "max-channels"
        );
        let month = Field::new("billingDate", rule).option("month");
        assert_eq!(month.option_name(), "month");
    }
}

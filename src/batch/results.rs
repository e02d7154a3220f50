//! What became of each row of a roster, and the file that says so.

use crate::api::CallError;
use crate::endpoints::write::{Filled, Repeat, Write};
use crate::lang::Text;
use crate::output::{Column, Format, Style, sink};
use crate::row::Row;
use crate::secret::{MASK, Secret};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};
use std::io;

/// How a row ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Status {
    /// Done, by this run or by an earlier one of the same journal; in every
    /// journal by the word of those that create.
    #[serde(rename = "created")]
    Done,
    /// There was nothing to do: the group had the e-mail before, or what is to
    /// be deleted is not there. Nothing was sent.
    Existing,
    /// Done earlier with another content; nothing was sent.
    Changed,
    /// Refused, or not sent because there was no connection.
    Failed,
    /// It may or may not have been done.
    Unknown,
    /// The run stopped before it.
    #[default]
    NotSent,
}

impl Status {
    /// The word of the results.
    pub fn word(self, call: &Write) -> &'static str {
        match self {
            Self::Done => call.does.done.en,
            Self::Existing if matches!(call.repeat, Repeat::Gone(_)) => "absent",
            Self::Existing => "existing",
            Self::Changed => "changed",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
            Self::NotSent => "notSent",
        }
    }

    /// A journal tells only whether it was done.
    fn noted<S: Serializer>(&self, journal: S) -> Result<S::Ok, S::Error> {
        let noted = match self {
            Self::Done | Self::Existing | Self::Changed => Self::Done,
            Self::Failed | Self::NotSent => Self::Failed,
            Self::Unknown => Self::Unknown,
        };
        noted.serialize(journal)
    }
}

/// What became of one row, and what the journal keeps of it: nothing secret.
/// What is not known is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RowResult {
    /// The line of the roster, from 1.
    #[serde(skip)]
    pub line: u64,
    /// The e-mail as it is there.
    pub email: String,
    /// Which of the requests for it: [`Write::what`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub what: String,
    /// How it ended.
    #[serde(serialize_with = "Status::noted")]
    pub status: Status,
    /// What of the target is kept, by the service's names: [`Write::keeps`].
    #[serde(flatten)]
    pub kept: Map<String, Value>,
    /// The account's secret.
    #[serde(skip)]
    pub app_secret: Secret,
    /// The service's code of a refusal.
    #[serde(rename = "apiCode", default, skip_serializing_if = "Option::is_none")]
    pub code: Option<i64>,
    /// Why it is not done, or what is special about it; in English in a journal,
    /// from which nobody is told it again.
    #[serde(
        default,
        skip_serializing_if = "Text::is_empty",
        serialize_with = "in_english",
        deserialize_with = "as_noted"
    )]
    pub message: Text,
    /// The service's id of the request, for support cases.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub request_id: String,
    /// Unix milliseconds at which it was noted; `None` in what older versions
    /// noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<i64>,
    /// Whether the account was, or may have been, created with a generated
    /// password.
    #[serde(skip)]
    pub made_password: bool,
}

impl RowResult {
    /// A row of which nothing is known but how it ended.
    pub fn new(line: u64, email: &str, status: Status) -> Self {
        Self {
            line,
            email: email.to_owned(),
            status,
            ..Self::default()
        }
    }

    /// Sets whether it was sent with a generated password.
    #[must_use]
    pub fn made_password(mut self, made: bool) -> Self {
        self.made_password = made;
        self
    }

    /// Sets the message.
    #[must_use]
    pub fn because(mut self, message: impl Into<Text>) -> Self {
        self.message = message.into();
        self
    }

    /// Takes from the service's row what is kept of the target, and its secret.
    #[must_use]
    pub fn of_target(mut self, call: &Write, target: &Row) -> Self {
        let text = |field| target.text(field).filter(|text| !text.is_empty());
        for name in call.keeps {
            match text(name) {
                Some(text) => self.kept.insert((*name).into(), text.into()),
                None => self.kept.remove(*name),
            };
        }
        self.app_secret = Secret::new(text("appSecret").unwrap_or_default());
        self
    }

    /// What is kept of a field of the target; empty where nothing is.
    pub fn kept(&self, field: &str) -> &str {
        let kept = self.kept.get(field).and_then(Value::as_str);
        kept.unwrap_or_default()
    }

    /// Sets the message to the service's words, or the network's.
    #[must_use]
    pub fn of_error(mut self, error: &CallError) -> Self {
        self.message = error.words();
        if let Some(refusal) = error.cause.refusal() {
            self.code = Some(refusal.code);
            self.request_id = refusal.request_id.clone().unwrap_or_default();
        }
        self
    }

    /// A row of a call's results, with the secret in clear or the mask. An earlier
    /// run's is not known here, but an account with an appId has one.
    pub fn row(&self, filled: &Filled, columns: &[Column], reveal: bool) -> Row {
        let app_secret = match reveal || self.kept("appId").is_empty() {
            true => self.app_secret.expose(),
            false => MASK,
        };
        let text = |text: &str| match text {
            "" => Value::Null,
            text => text.into(),
        };
        let value = |field: &str| match field {
            "line" => self.line.into(),
            "status" => self.status.word(filled.call).into(),
            "appSecret" => text(app_secret),
            "code" => self.code.map_or(Value::Null, Value::from),
            "message" => text(self.message.now()),
            "requestId" => text(&self.request_id),
            field if field == filled.call.key => filled.key().into(),
            field if self.kept.contains_key(field) => text(self.kept(field)),
            field => text(&filled.shown(field)),
        };
        let cells = columns.iter().map(|it| (it.field.into(), value(it.field)));
        Row::from(Value::Object(cells.collect()))
    }
}

fn in_english<S: Serializer>(message: &Text, journal: S) -> Result<S::Ok, S::Error> {
    journal.serialize_str(message.en())
}

fn as_noted<'de, D: Deserializer<'de>>(journal: D) -> Result<Text, D::Error> {
    String::deserialize(journal).map(Text::verbatim)
}

/// The results file: CSV of these rows. With `excel` it is marked and has CRLF,
/// and formulas are defused, for a message is the service's and may begin as
/// one.
///
/// # Errors
/// None are known: it is written into memory.
pub fn csv(
    columns: &'static [Column],
    rows: impl IntoIterator<Item = Row>,
    reveal: bool,
    excel: bool,
) -> io::Result<Vec<u8>> {
    let style = Style {
        columns: Some(columns.iter().map(|it| it.field.to_owned()).collect()),
        show_secrets: reveal,
        excel,
        ..Style::plain(Format::Csv)
    };
    let mut bytes = Vec::new();
    let sink = sink(&style, columns, &mut bytes);
    let mut sink = sink.map_err(|failure| io::Error::from(failure.message))?;
    for row in rows {
        sink.row(&row)?;
    }
    sink.finish()?;
    Ok(bytes)
}

/// Bytes that tell whether a file is one of results.
pub const HEAD: u64 = 256;

/// Whether a file begins as a results file of these columns does, be it a
/// spreadsheet's, with a byte order mark and CRLF, or of a version with other
/// columns between the first two and the last two.
pub fn is_headed(bytes: &[u8], columns: &[Column]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let line = text.split_once('\n').map(|(line, _)| line.trim_end());
    let fields = columns.iter().map(|column| column.field);
    let fields: Vec<&str> = fields.collect();
    let is_ours = |line: &str| {
        let found: Vec<&str> = line.split(',').collect();
        found.len() >= 4
            && found.starts_with(&fields[..2])
            && found.ends_with(&fields[fields.len() - 2..])
    };
    bytes.is_empty() || line.is_some_and(is_ours)
}

/// How many rows ended so.
pub fn count(results: &[RowResult], status: Status) -> usize {
    results.iter().filter(|r| r.status == status).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{Cause, Refusal};
    use crate::endpoints::spec::Now;
    use crate::endpoints::subaccounts::CREATE;
    use crate::endpoints::write::Draft;
    use crate::lang::{Lang, both, within};
    use crate::output::{Format, Style, sink};

    const COLUMNS: &[Column] = CREATE.rows.unwrap().results;

    fn fields() -> impl Iterator<Item = &'static str> {
        COLUMNS.iter().map(|column| column.field)
    }

    fn created() -> RowResult {
        let account = Row::parse(r#"{"userId":"u","appId":"a","appSecret":"hush"}"#).unwrap();
        RowResult::new(2, "a@b.cn", Status::Done).of_target(&CREATE, &account)
    }

    /// Why a row is in doubt says more than the ids of those that are not.
    #[test]
    fn a_narrow_terminal_has_room_for_what_went_wrong() {
        let style = Style {
            width: Some(80),
            ..Style::plain(Format::Table)
        };
        let mut out = Vec::new();
        let mut table = sink(&style, COLUMNS, &mut out).unwrap();
        for row in [
            r#"{"line":2,"email":"branch0001@hd.example.com","status":"done","userId":"96v7ckam26","appId":"6bvoygsomq"}"#,
            r#"{"line":3,"email":"branch0002@hd.example.com","status":"unknown","message":"the reply was lost; the list does not have it"}"#,
        ] {
            table.row(&Row::parse(row).unwrap()).unwrap();
        }
        assert_eq!(table.finish().unwrap().columns, ["USER ID", "APP ID"]);
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "LINE  E-MAIL                     STATUS   MESSAGE                              …\n   \
             2  branch0001@hd.example.com  done     -\n   \
             3  branch0002@hd.example.com  unknown  the reply was lost; the list does …\n"
        );
    }

    /// An account as it is in a roster.
    fn filled(email: &str, more: &[(&'static str, &str)]) -> Filled {
        let required = ["password", "contacts", "phone", "maxChannels", "minutes"];
        let values = ["abcd1234", "王芳", "13800000000", "1", "1"];
        let mut draft = Draft::new(&CREATE);
        draft.set("email", email);
        let all = required.into_iter().zip(values);
        all.chain(more.iter().copied())
            .for_each(|(api, text)| draft.set(api, text));
        draft.check(&Now { unix_millis: 0 }).unwrap()
    }

    fn row(result: &RowResult, reveal: bool) -> Row {
        result.row(&filled(&result.email, &[("memo", "=1+1")]), COLUMNS, reveal)
    }

    fn text(results: &[RowResult], reveal: bool) -> String {
        let rows = results.iter().map(|result| row(result, reveal));
        String::from_utf8(csv(COLUMNS, rows, reveal, false).unwrap()).unwrap()
    }

    #[test]
    fn the_file_has_a_line_for_every_row_and_masks_secrets() {
        let failed = RowResult {
            code: Some(10001),
            ..RowResult::new(3, "c@d.cn", Status::Failed).because("no, \"never\"")
        };
        let text = |reveal| text(&[created(), failed.clone()], reveal);
        let expected = "line,email,contacts,memo,status,userId,appId,appSecret,code,message,requestId\n\
             2,a@b.cn,王芳,=1+1,created,u,a,********,,,\n\
             3,c@d.cn,王芳,=1+1,failed,,,,10001,\"no, \"\"never\"\"\",\n";
        assert_eq!(text(false), expected);
        assert_eq!(text(true), expected.replace("********", "hush"));
        assert!(is_headed(expected.as_bytes(), COLUMNS));
    }

    #[test]
    fn the_secret_of_an_earlier_run_is_masked_too() {
        let earlier = RowResult {
            app_secret: Secret::default(),
            ..created()
        };
        let text = |reveal| text(std::slice::from_ref(&earlier), reveal);
        assert!(text(false).contains(",a,********,"));
        assert!(text(true).contains(",a,,"));
    }

    #[test]
    fn a_results_file_is_known_by_its_headings_also_from_a_spreadsheet() {
        let headings = fields().collect::<Vec<_>>().join(",");
        for text in ["{}\n2,", "{}\r\n", "\u{feff}{}\r\n2,", "\u{feff}{}\n"] {
            let text = text.replace("{}", &headings);
            assert!(is_headed(text.as_bytes(), COLUMNS), "{text:?}");
            assert!(text.find('\n').unwrap() < usize::try_from(HEAD).unwrap());
        }
        assert!(is_headed(b"", COLUMNS));
        assert!(is_headed(
            b"line,email,status,userId,message,requestId\n",
            COLUMNS
        ));
        for text in ["line,email\n", "{}", "{},more\n", "\u{feff}", "\n{}\n"] {
            let text = text.replace("{}", &headings);
            assert!(!is_headed(text.as_bytes(), COLUMNS), "{text:?}");
        }
    }

    #[test]
    fn the_row_has_the_same_fields_in_the_same_order() {
        let row = row(&created(), true);
        let names = row.names();
        assert!(names.iter().map(String::as_str).eq(fields()));
        assert_eq!(
            row.as_str(),
            r#"{"line":2,"email":"a@b.cn","contacts":"王芳","memo":"=1+1","status":"created","userId":"u","appId":"a","appSecret":"hush","code":null,"message":null,"requestId":null}"#
        );
    }

    #[test]
    fn a_refusal_is_kept_in_the_services_words() {
        let error = CallError {
            cause: Cause::Refused(Refusal {
                code: 7,
                message: "weak".into(),
                request_id: Some("r.1".into()),
                http_status: 400,
            }),
            attempts: 1,
            url: String::new(),
        };
        let result = RowResult::new(2, "a@b.cn", Status::Failed).of_error(&error);
        assert_eq!(result.message, "weak");
        assert_eq!((result.code, &*result.request_id), (Some(7), "r.1"));
    }

    #[test]
    fn debug_and_the_journal_have_no_secret() {
        assert!(!format!("{:?}", created()).contains("hush"));
        let changed = RowResult {
            status: Status::Changed,
            made_password: true,
            ..created()
        };
        let noted = r#"{"email":"a@b.cn","status":"created","userId":"u","appId":"a"}"#;
        assert_eq!(serde_json::to_string(&changed).unwrap(), noted);
    }

    #[test]
    fn the_results_speak_the_language_and_the_journal_english() {
        let words = both("the list shows the account", "列表中已有该账号");
        let result = RowResult::new(2, "a@b.cn", Status::Failed).because(words);
        let of = |lang| {
            within(lang, || {
                row(&result, false).text("message").unwrap().into_owned()
            })
        };
        assert_eq!([of(Lang::En), of(Lang::Zh)], [words.en, words.zh]);
        let noted =
            r#"{"email":"a@b.cn","status":"failed","message":"the list shows the account"}"#;
        let again = within(Lang::Zh, || serde_json::to_string(&result).unwrap());
        assert_eq!(again, noted);
        let read: RowResult = serde_json::from_str(noted).unwrap();
        assert_eq!(read.message, words.en);
    }
}

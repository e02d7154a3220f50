//! What became of each row of a roster, and the file that says so.

use crate::api::CallError;
use crate::output::{Column, Format, Style, sink};
use crate::row::Row;
use crate::secret::{MASK, Secret};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::json;
use std::io;

/// The columns of the results, on stdout and in the file.
pub const RESULTS: &[Column] = &[
    Column::number("line", "LINE"),
    Column::text("email", "E-MAIL"),
    Column::text("contacts", "CONTACT").hidden(),
    Column::text("memo", "MEMO").hidden(),
    Column::text("status", "STATUS"),
    Column::text("userId", "USER ID"),
    Column::text("appId", "APP ID"),
    Column::text("appSecret", "APP SECRET").secret(),
    Column::number("code", "CODE").hidden(),
    Column::text("message", "MESSAGE"),
    Column::text("requestId", "REQUEST ID").hidden(),
];

/// How a row ended; in results as the name in camel case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Status {
    /// Created, by this run or by an earlier one of the same journal.
    Created,
    /// The group had the e-mail before; nothing was sent.
    Existing,
    /// Created earlier with another content; nothing was sent.
    Changed,
    /// Refused, or not sent because there was no connection.
    Failed,
    /// It may or may not have been created.
    Unknown,
    /// The run stopped before it.
    #[default]
    NotSent,
}

impl Status {
    /// A journal tells only whether the account exists.
    fn noted<S: Serializer>(&self, journal: S) -> Result<S::Ok, S::Error> {
        let noted = match self {
            Self::Created | Self::Existing | Self::Changed => Self::Created,
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
    /// The contact person there.
    #[serde(skip)]
    pub contacts: String,
    /// The note there.
    #[serde(skip)]
    pub memo: String,
    /// How it ended.
    #[serde(serialize_with = "Status::noted")]
    pub status: Status,
    /// The account's id.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub user_id: String,
    /// The account's appId.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub app_id: String,
    /// The account's secret.
    #[serde(skip)]
    pub app_secret: Secret,
    /// The service's code of a refusal.
    #[serde(rename = "apiCode", default, skip_serializing_if = "Option::is_none")]
    pub code: Option<i64>,
    /// Why it is not created, or what is special about it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message: String,
    /// The service's id of the request, for support cases.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub request_id: String,
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
    pub fn because(mut self, message: impl Into<String>) -> Self {
        self.message = message.into();
        self
    }

    /// Sets the account's ids and secret, from the service's row.
    #[must_use]
    pub fn of_account(mut self, account: &Row) -> Self {
        let text = |field| account.text(field).unwrap_or_default().into_owned();
        self.user_id = text("userId");
        self.app_id = text("appId");
        self.app_secret = Secret::new(text("appSecret"));
        self
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

    /// A row of [`RESULTS`], its secret in clear or the mask. An earlier run's is
    /// not known here, but an account with an appId has one.
    pub fn row(&self, reveal: bool) -> Row {
        let app_secret = match reveal || self.app_id.is_empty() {
            true => self.app_secret.expose(),
            false => MASK,
        };
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let object = json!({
            "line": self.line,
            "email": self.email,
            "contacts": text(&self.contacts),
            "memo": text(&self.memo),
            "status": self.status,
            "userId": text(&self.user_id),
            "appId": text(&self.app_id),
            "appSecret": text(app_secret),
            "code": self.code,
            "message": text(&self.message),
            "requestId": text(&self.request_id),
        });
        Row::from(object)
    }
}

/// The results file: CSV with every row of the roster. With `excel` it is
/// marked and has CRLF, and formulas are defused, for a message is the
/// service's and may begin as one.
///
/// # Errors
/// None are known: it is written into memory.
pub fn csv(results: &[RowResult], reveal: bool, excel: bool) -> io::Result<Vec<u8>> {
    let style = Style {
        columns: Some(RESULTS.iter().map(|it| it.field.to_owned()).collect()),
        show_secrets: reveal,
        excel,
        ..Style::plain(Format::Csv)
    };
    let mut bytes = Vec::new();
    let sink = sink(&style, RESULTS, &mut bytes);
    let mut sink = sink.map_err(|failure| io::Error::other(failure.message))?;
    for result in results {
        sink.row(&result.row(reveal))?;
    }
    sink.finish()?;
    Ok(bytes)
}

/// Bytes that tell whether a file is one of results.
pub const HEAD: u64 = 128;

/// Whether a file begins as a results file does, be it a spreadsheet's, with a
/// byte order mark and CRLF, or of a version with other columns between.
pub fn is_headed(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let line = text.split_once('\n').map(|(line, _)| line.trim_end());
    let is_ours =
        |line: &str| line.starts_with("line,email,") && line.ends_with(",message,requestId");
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

    fn fields() -> impl Iterator<Item = &'static str> {
        RESULTS.iter().map(|column| column.field)
    }

    fn created() -> RowResult {
        let account = Row::parse(r#"{"userId":"u","appId":"a","appSecret":"hush"}"#).unwrap();
        RowResult::new(2, "a@b.cn", Status::Created).of_account(&account)
    }

    #[test]
    fn the_file_has_a_line_for_every_row_and_masks_secrets() {
        let failed = RowResult {
            code: Some(10001),
            contacts: "王芳".into(),
            memo: "=1+1".into(),
            ..RowResult::new(3, "c@d.cn", Status::Failed).because("no, \"never\"")
        };
        let text = |reveal| {
            String::from_utf8(csv(&[created(), failed.clone()], reveal, false).unwrap()).unwrap()
        };
        let expected = "line,email,contacts,memo,status,userId,appId,appSecret,code,message,requestId\n\
             2,a@b.cn,,,created,u,a,********,,,\n\
             3,c@d.cn,王芳,=1+1,failed,,,,10001,\"no, \"\"never\"\"\",\n";
        assert_eq!(text(false), expected);
        assert_eq!(text(true), expected.replace("********", "hush"));
        assert!(is_headed(expected.as_bytes()));
    }

    #[test]
    fn the_secret_of_an_earlier_run_is_masked_too() {
        let earlier = RowResult {
            app_secret: Secret::default(),
            ..created()
        };
        let csv = |reveal| csv(std::slice::from_ref(&earlier), reveal, false).unwrap();
        assert!(
            String::from_utf8(csv(false))
                .unwrap()
                .contains(",a,********,")
        );
        assert!(String::from_utf8(csv(true)).unwrap().contains(",a,,"));
    }

    #[test]
    fn a_results_file_is_known_by_its_headings_also_from_a_spreadsheet() {
        let headings = fields().collect::<Vec<_>>().join(",");
        for text in ["{}\n2,", "{}\r\n", "\u{feff}{}\r\n2,", "\u{feff}{}\n"] {
            let text = text.replace("{}", &headings);
            assert!(is_headed(text.as_bytes()), "{text:?}");
            assert!(text.find('\n').unwrap() < usize::try_from(HEAD).unwrap());
        }
        assert!(is_headed(b""));
        assert!(is_headed(b"line,email,status,userId,message,requestId\n"));
        for text in ["line,email\n", "{}", "{},more\n", "\u{feff}", "\n{}\n"] {
            let text = text.replace("{}", &headings);
            assert!(!is_headed(text.as_bytes()), "{text:?}");
        }
    }

    #[test]
    fn the_row_has_the_same_fields_in_the_same_order() {
        let row = created().row(true);
        let names = row.names();
        assert!(names.iter().map(String::as_str).eq(fields()));
        assert_eq!(
            row.as_str(),
            r#"{"line":2,"email":"a@b.cn","contacts":null,"memo":null,"status":"created","userId":"u","appId":"a","appSecret":"hush","code":null,"message":null,"requestId":null}"#
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
}

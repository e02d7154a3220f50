//! One error for the whole program: what was attempted, why it failed, what to
//! do next; its kind decides the exit status.
//!
//! The layers keep their own typed errors; here they are joined. Everything
//! that may come from the network is escaped when it is shown.

mod hints;
mod kind;

pub use kind::Kind;

use crate::api::listing::ListError;
use crate::api::{CallError, Cause, Reason, Refusal};
use crate::config::ConfigError;
use crate::http::Fault;
use crate::output::{ColumnError, escape};
use std::io;
use std::time::Duration;

/// A failure as the user is told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Decides the exit status.
    pub kind: Kind,
    /// What was attempted and why it failed, one line.
    pub message: String,
    /// What to do next.
    pub hint: Option<String>,
    /// The service's refusal.
    pub refusal: Option<Refusal>,
    /// The HTTP status, where a reply came.
    pub http_status: Option<u16>,
}

impl Failure {
    /// A failure without a word of the service.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            hint: None,
            refusal: None,
            http_status: None,
        }
    }

    /// A wrong invocation or input: exit status 2.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// A local read or write that failed: exit status 1.
    pub fn local(what: &str, error: &io::Error) -> Self {
        Self::new(Kind::Unexpected, format!("{what}: {error}"))
    }

    /// A failed write on stdout. A closed pipe is no failure.
    pub fn output(error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::new(Kind::ClosedPipe, "the reader has gone");
        }
        Self::local("cannot write the output", error)
    }

    /// Adds what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// A call that failed; `attempted` continues "could not": `list the
    /// sub-accounts`.
    pub fn call(attempted: &str, error: &CallError) -> Self {
        if let Cause::Fault(Fault::Printed(command)) = &error.cause {
            return Self::new(Kind::Printed, command);
        }
        let why = why(error);
        let mut failure = Self::new(
            kind_of(&error.cause),
            format!("could not {attempted}: {why}"),
        );
        failure.hint = hints::of(&error.cause, &error.path);
        match &error.cause {
            Cause::Refused(refusal)
            | Cause::Limited {
                refusal: Some(refusal),
                ..
            } => {
                failure.http_status = Some(refusal.http_status);
                failure.refusal = Some(refusal.clone());
            }
            Cause::Foreign { http_status, .. } | Cause::Limited { http_status, .. } => {
                failure.http_status = Some(*http_status);
            }
            Cause::Fault(_) => {}
        }
        failure
    }

    /// A list that could not be read to its end.
    pub fn list(noun: &str, error: &ListError) -> Self {
        match error {
            ListError::Call(error) => Self::call(&format!("list the {noun}"), error),
            ListError::Short(seen) => Self::new(
                Kind::Network,
                format!("the list of {noun} is not whole: {seen}"),
            )
            .hint("run it again; the list may have been changed while it was read"),
        }
    }

    /// Text for people: two lines at most, nothing that could drive a terminal.
    pub fn text(&self, paint: bool) -> String {
        let (on, off) = if paint {
            ("\x1b[1;31m", "\x1b[0m")
        } else {
            ("", "")
        };
        let mut text = format!("{on}error:{off} {}\n", escape(&self.message));
        if let Some(hint) = &self.hint {
            text += &format!("hint: {}\n", escape(hint));
        }
        text
    }

    /// One JSON object on one line, absent fields left out.
    pub fn json(&self) -> String {
        let refusal = self.refusal.as_ref();
        let mut fields = serde_json::Map::new();
        let mut put = |name: &str, value: Option<serde_json::Value>| {
            if let Some(value) = value {
                fields.insert(name.to_owned(), value);
            }
        };
        put("kind", Some(self.kind.name().into()));
        put("message", Some(self.message.as_str().into()));
        put("exitCode", Some(self.kind.exit_code().into()));
        put("apiCode", refusal.map(|r| r.code.into()));
        put("apiMessage", refusal.map(|r| r.message.as_str().into()));
        put(
            "requestId",
            refusal
                .and_then(|r| r.request_id.as_deref())
                .map(Into::into),
        );
        put("httpStatus", self.http_status.map(Into::into));
        put("hint", self.hint.as_deref().map(Into::into));
        let text = serde_json::json!({ "error": fields }).to_string();
        crate::output::json_safe(&text).into_owned() + "\n"
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        let kind = if error.is_usage() {
            Kind::Usage
        } else {
            Kind::Config
        };
        Self {
            hint: error.hint(),
            ..Self::new(kind, error.to_string())
        }
    }
}

impl From<ColumnError> for Failure {
    fn from(error: ColumnError) -> Self {
        Self::usage(format!("--columns: {error}"))
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::new(Kind::Unexpected, format!("{error:#}"))
    }
}

fn kind_of(cause: &Cause) -> Kind {
    match cause {
        Cause::Fault(Fault::ReadOnly) => Kind::Config,
        Cause::Fault(Fault::DryRun) => Kind::Usage,
        Cause::Fault(_) | Cause::Foreign { .. } => Kind::Network,
        Cause::Limited { .. } => Kind::RateLimit,
        Cause::Refused(refusal) => match refusal.reason() {
            Reason::Credentials | Reason::Expired => Kind::Credentials,
            Reason::RateLimited => Kind::RateLimit,
            Reason::Unavailable => Kind::Network,
            Reason::Business => Kind::Refused,
        },
    }
}

fn why(error: &CallError) -> String {
    let tries = match error.attempts {
        1 => String::new(),
        tries => format!(" (tried {tries} times)"),
    };
    let refused = |refusal: &Refusal| {
        let id = match &refusal.request_id {
            Some(id) => format!(", request id {id}"),
            None => String::new(),
        };
        format!(
            "the service refused: {} (code {}, HTTP {}{id})",
            refusal.message, refusal.code, refusal.http_status
        )
    };
    match &error.cause {
        Cause::Refused(refusal) => refused(refusal) + &tries,
        Cause::Foreign { what, .. } => format!("the reply is not the API's: {what}{tries}"),
        Cause::Limited { pause, refusal, .. } => {
            let said = refusal
                .as_ref()
                .map_or_else(|| error.cause.words(), refused);
            format!("{said}{tries}{}", come_back(*pause))
        }
        Cause::Fault(fault) => format!("{fault}{tries}"),
    }
}

fn come_back(pause: Option<Duration>) -> String {
    pause.map_or_else(String::new, |pause| {
        format!("; come back in {} s", pause.as_secs().max(1))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(message: &str, code: i64, id: Option<&str>) -> CallError {
        CallError {
            cause: Cause::Refused(Refusal {
                code,
                message: message.into(),
                request_id: id.map(Into::into),
                http_status: 400,
            }),
            attempts: 1,
            path: "/live/v4/group/user/package/list".into(),
        }
    }

    #[test]
    fn a_refusal_keeps_the_services_own_words() {
        let error = refused("找不到集团账号", 400, Some("abc.1.2"));
        let failure = Failure::call("list the sub-accounts", &error);
        assert_eq!(failure.kind, Kind::Credentials);
        assert_eq!(
            failure.message,
            "could not list the sub-accounts: the service refused: 找不到集团账号 \
             (code 400, HTTP 400, request id abc.1.2)"
        );
    }

    #[test]
    fn the_json_leaves_absent_fields_out_and_stays_on_one_line() {
        let failure = Failure::usage("no\nway \u{9b}31m");
        let line =
            "{\"error\":{\"kind\":\"usage\",\"message\":\"no\\nway \\u009b31m\",\"exitCode\":2}}\n";
        assert_eq!(failure.json(), line);
        let failure = Failure::call("x", &refused("bad", 7, None));
        assert_eq!(
            failure.json(),
            "{\"error\":{\"kind\":\"refused\",\"message\":\"could not x: the service refused: bad \
             (code 7, HTTP 400)\",\"exitCode\":5,\"apiCode\":7,\"apiMessage\":\"bad\",\
             \"httpStatus\":400}}\n"
        );
    }

    #[test]
    fn the_text_cannot_drive_a_terminal() {
        let text = Failure::usage("a\u{1b}[2Jb\u{202e}c").text(false);
        assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text:?}");
    }

    #[test]
    fn a_closed_pipe_is_no_failure_and_a_full_disk_is() {
        let closed = Failure::output(&io::ErrorKind::BrokenPipe.into());
        assert_eq!(closed.kind.exit_code(), 0);
        let full = Failure::output(&io::ErrorKind::StorageFull.into());
        assert_eq!(full.kind.exit_code(), 1);
    }

    #[test]
    fn every_kind_has_a_status_and_a_name_of_its_own() {
        let codes: Vec<u8> = Kind::ALL.iter().map(|k| k.exit_code()).collect();
        assert_eq!(codes, [1, 2, 3, 4, 5, 6, 7, 8, 9, 130]);
        let names: std::collections::BTreeSet<_> = Kind::ALL.iter().map(|k| k.name()).collect();
        assert_eq!(names.len(), 10);
    }
}

//! One error for the whole program: what was attempted, why it failed, what to
//! do next; its kind decides the exit status. Any room can build one.

use crate::text::{escape, json_safe, label};
use serde::Serialize;
use serde_json::json;
use std::io;
use unicode_width::UnicodeWidthStr;

/// Kinds of failure. Each has its exit status, and its name in JSON errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// A bug, or a local read or write that failed.
    Unexpected,
    /// An unknown option, an invalid value, an invalid input file.
    Usage,
    /// No such profile, no credentials, a write on a read-only profile.
    Config,
    /// The service refused the credentials.
    Credentials,
    /// The service refused the request for a business reason.
    Refused,
    /// The network or the service failed.
    Network,
    /// Held back or blocked.
    RateLimit,
    /// Part of a batch failed; the rest was done.
    Partial,
    /// A write may or may not have happened.
    Unknown,
    /// `--dry-run --exit-code`: not a failure, nothing is said.
    WouldChange,
    /// SIGHUP: the terminal is gone.
    HungUp,
    /// Ctrl-C.
    Interrupted,
    /// SIGTERM.
    Terminated,
    /// stdout was closed: not a failure, nothing is said.
    ClosedPipe,
    /// `--print-curl`: the message is the command, to be printed instead.
    Printed,
}

/// The exit status of each kind, which scripts rely on; in the order of [`Kind`].
const STATUSES: [(Kind, u8); 15] = [
    (Kind::Unexpected, 1),
    (Kind::Usage, 2),
    (Kind::Config, 3),
    (Kind::Credentials, 4),
    (Kind::Refused, 5),
    (Kind::Network, 6),
    (Kind::RateLimit, 7),
    (Kind::Partial, 8),
    (Kind::Unknown, 9),
    (Kind::WouldChange, 12),
    (Kind::HungUp, 129),
    (Kind::Interrupted, 130),
    (Kind::Terminated, 143),
    (Kind::ClosedPipe, 0),
    (Kind::Printed, 0),
];

impl Kind {
    /// The kinds with an exit status of their own, in the order of the table.
    pub fn all() -> impl Iterator<Item = Kind> {
        let failures = STATUSES.iter().filter(|(_, status)| *status != 0);
        failures.map(|(kind, _)| *kind)
    }

    /// The exit status.
    pub fn exit_code(self) -> u8 {
        STATUSES[self as usize].1
    }

    /// What the exit status means, for the help and the manual.
    pub fn meaning(self) -> &'static str {
        match self {
            Kind::Unexpected => "unexpected: a bug, or a local read or write that failed",
            Kind::Usage => {
                "usage: unknown option, invalid value, invalid input file; nothing was sent"
            }
            Kind::Config => {
                "configuration: no such profile, no credentials, unreadable file, an unusable \
                 base URL or proxy, a write on a read-only profile"
            }
            Kind::Credentials => {
                "the service refused the credentials: appId, signature, timestamp, not a group \
                 account, account forbidden"
            }
            Kind::Refused => "the service refused the request for a business reason",
            Kind::Network => {
                "the network or the service failed: DNS, TLS, time-out, 5xx, a reply that is not \
                 the API's"
            }
            Kind::RateLimit => "rate limit: held back or blocked",
            Kind::Partial => "part of a batch failed; the rest was done",
            Kind::Unknown => "unknown: a write may or may not have happened",
            Kind::WouldChange => "--dry-run --exit-code: something would change",
            Kind::HungUp => "hung up (SIGHUP)",
            Kind::Interrupted => "interrupted",
            Kind::Terminated => "terminated (SIGTERM)",
            Kind::ClosedPipe | Kind::Printed => "done",
        }
    }
}

/// What the service said, verbatim, where a reply was received.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// The service's code and words.
    pub refusal: Option<(i64, String)>,
    /// v4's `requestId`, for support cases.
    pub request_id: Option<String>,
    /// The HTTP status.
    pub http_status: u16,
}

/// A failure as the user is told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Decides the exit status.
    pub kind: Kind,
    /// What was attempted and why it failed, one line.
    pub message: String,
    /// What to do next.
    pub hint: Option<String>,
    /// The service's own words.
    pub said: Option<Box<Said>>,
    /// What was typed, and the byte of it that the message is about.
    pub place: Option<Box<(String, usize)>>,
}

impl Failure {
    /// A failure without a word of the service.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            hint: None,
            said: None,
            place: None,
        }
    }

    /// A wrong invocation or input: exit status 2.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// Wrong configuration: exit status 3.
    pub fn config(message: impl Into<String>) -> Self {
        Self::new(Kind::Config, message)
    }

    /// A local read or write that failed: exit status 1.
    pub fn local(what: impl std::fmt::Display, error: impl std::fmt::Display) -> Self {
        Self::new(Kind::Unexpected, format!("{what}: {error}"))
    }

    /// A failed write on stdout. A closed pipe is no failure.
    pub fn output(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::new(Kind::ClosedPipe, "stdout was closed");
        }
        Self::local("cannot write the output", error)
    }

    /// Says of a failure to tell of a write that the write was done. A closed pipe
    /// is no failure.
    #[must_use]
    pub fn after(mut self, done: &str) -> Self {
        if self.kind != Kind::ClosedPipe {
            self.message = format!("{done}; {}", self.message);
            let hint = "do not do it again: `polyv-group writes list` has what was done";
            self.hint.get_or_insert_with(|| hint.into());
        }
        self
    }

    /// Sets what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Points at a byte of what was typed.
    #[must_use]
    pub fn pointing(mut self, typed: &str, at: usize) -> Self {
        self.place = Some(Box::new((typed.to_owned(), at)));
        self
    }

    /// Text for people: two lines at most, nothing that could drive a terminal.
    pub fn text(&self, paint: bool) -> String {
        let label = label("error:", 31, paint);
        let mut text = format!("{label} {}\n", escape(&self.message));
        if let Some((typed, at)) = self.place.as_deref() {
            let before = escape(&typed[..*at]).width();
            text += &format!("  {}\n  {:before$}^\n", escape(typed), "");
        }
        if let Some(hint) = &self.hint {
            text += &format!("hint: {}\n", escape(hint));
        }
        text
    }

    /// One JSON object on one line, absent fields left out.
    pub fn json(&self) -> String {
        let said = self.said.as_deref();
        let refusal = said.and_then(|said| said.refusal.as_ref());
        let mut error = json!({"error": {
            "kind": self.kind,
            "message": self.message,
            "exitCode": self.kind.exit_code(),
            "apiCode": refusal.map(|(code, _)| code),
            "apiMessage": refusal.map(|(_, words)| words),
            "requestId": said.and_then(|said| said.request_id.as_ref()),
            "httpStatus": said.map(|said| said.http_status),
            "hint": self.hint,
        }});
        if let Some(fields) = error["error"].as_object_mut() {
            fields.retain(|_, value| !value.is_null());
        }
        json_safe(&error.to_string()) + "\n"
    }
}

impl From<anyhow::Error> for Failure {
    /// Local work that failed, with its context: exit status 1.
    fn from(error: anyhow::Error) -> Self {
        Self::new(Kind::Unexpected, format!("{error:#}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_json_leaves_absent_fields_out_and_stays_on_one_line() {
        let failure = Failure::usage("no\nway \u{9b}31m");
        let line =
            "{\"error\":{\"kind\":\"usage\",\"message\":\"no\\nway \\u009b31m\",\"exitCode\":2}}\n";
        assert_eq!(failure.json(), line);
    }

    #[test]
    fn the_json_has_the_services_own_words() {
        let mut failure = Failure::new(Kind::Refused, "x").hint("y");
        failure.said = Some(Box::new(Said {
            refusal: Some((7, "bad".into())),
            request_id: Some("a.1.2".into()),
            http_status: 400,
        }));
        assert_eq!(
            failure.json(),
            "{\"error\":{\"kind\":\"refused\",\"message\":\"x\",\"exitCode\":5,\"apiCode\":7,\
             \"apiMessage\":\"bad\",\"requestId\":\"a.1.2\",\"httpStatus\":400,\"hint\":\"y\"}}\n"
        );
    }

    #[test]
    fn the_text_cannot_drive_a_terminal() {
        let text = Failure::usage("a\u{1b}[2Jb\u{202e}c").text(false);
        assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text:?}");
    }

    #[test]
    fn a_closed_pipe_is_no_failure_and_a_full_disk_is() {
        let closed = Failure::output(io::ErrorKind::BrokenPipe.into());
        assert_eq!(closed.kind.exit_code(), 0);
        let full = Failure::output(io::ErrorKind::StorageFull.into());
        assert_eq!(full.kind.exit_code(), 1);
    }

    #[test]
    fn every_kind_finds_its_own_row() {
        for (at, status) in STATUSES.iter().enumerate() {
            assert_eq!(status.0 as usize, at, "{:?}", status.0);
        }
        let codes: Vec<u8> = Kind::all().map(Kind::exit_code).collect();
        assert_eq!(codes, [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 129, 130, 143]);
    }
}

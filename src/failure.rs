//! One error for the whole program: what was attempted, why it failed, what to
//! do next; its kind decides the exit status. Any room can build one.

use crate::lang::{Both, Text, both};
use crate::text;
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
    /// `check`: a warning holds. Not a failure, nothing is said.
    Warning,
    /// `check`: a critical condition holds. Not a failure, nothing is said.
    Critical,
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
const STATUSES: [(Kind, u8); 17] = [
    (Kind::Unexpected, 1),
    (Kind::Usage, 2),
    (Kind::Config, 3),
    (Kind::Credentials, 4),
    (Kind::Refused, 5),
    (Kind::Network, 6),
    (Kind::RateLimit, 7),
    (Kind::Partial, 8),
    (Kind::Unknown, 9),
    (Kind::Warning, 10),
    (Kind::Critical, 11),
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

    /// Whether it is what was asked for, of which nothing more is to be said.
    pub fn is_silent(self) -> bool {
        matches!(self, Self::Warning | Self::Critical | Self::WouldChange)
    }

    /// What the exit status means, for the help and the manual.
    pub fn meaning(self) -> Both {
        match self {
            Kind::Unexpected => both(
                "unexpected: a bug, or a local read or write that failed",
                "意外错误：程序缺陷，或本地读写失败",
            ),
            Kind::Usage => both(
                "usage: unknown option, invalid value, invalid input file; nothing was sent",
                "用法错误：未知选项、无效的值、无效的输入文件；未发送任何请求",
            ),
            Kind::Config => both(
                "configuration: no such profile, no credentials, unreadable file, an unusable \
                 base URL or proxy, a write on a read-only profile",
                "配置错误：配置档不存在、没有凭证、文件不可读、服务地址或代理不可用、\
                 在只读配置档上执行写操作",
            ),
            Kind::Credentials => both(
                "the service refused the credentials: appId, signature, timestamp, not a group \
                 account, account forbidden",
                "服务拒绝了凭证：appId、签名、时间戳、不是集团主账号、账号被禁用",
            ),
            Kind::Refused => both(
                "the service refused the request for a business reason",
                "服务因业务原因拒绝了请求",
            ),
            Kind::Network => both(
                "the network or the service failed: DNS, TLS, time-out, 5xx, a reply that is not \
                 the API's",
                "网络或服务故障：DNS、TLS、超时、5xx、不是接口返回的应答",
            ),
            Kind::RateLimit => both(
                "rate limit: held back or blocked",
                "频率限制：被限流或被封锁",
            ),
            Kind::Partial => both(
                "part of a batch failed; the rest was done",
                "批量操作部分失败，其余已完成",
            ),
            Kind::Unknown => both(
                "unknown: a write may or may not have happened",
                "结果未知：写操作可能已执行，也可能未执行",
            ),
            Kind::Warning => both(
                "`check`: a warning holds, and nothing worse",
                "`check`：达到警告条件，没有更严重的",
            ),
            Kind::Critical => both(
                "`check`: a critical condition holds",
                "`check`：达到严重条件",
            ),
            Kind::WouldChange => both(
                "--dry-run --exit-code: something would change",
                "--dry-run --exit-code：会有变更",
            ),
            Kind::HungUp => both("hung up (SIGHUP)", "终端已断开（SIGHUP）"),
            Kind::Interrupted => both("interrupted", "已中断"),
            Kind::Terminated => both("terminated (SIGTERM)", "已终止（SIGTERM）"),
            Kind::ClosedPipe | Kind::Printed => both("done", "已完成"),
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
    pub message: Text,
    /// What to do next.
    pub hint: Option<Text>,
    /// The service's own words.
    pub said: Option<Box<Said>>,
    /// What was typed, and the byte of it that the message is about.
    pub place: Option<Box<(String, usize)>>,
}

impl Failure {
    /// A failure without a word of the service.
    pub fn new(kind: Kind, message: impl Into<Text>) -> Self {
        Self {
            kind,
            message: message.into(),
            hint: None,
            said: None,
            place: None,
        }
    }

    /// A wrong invocation or input: exit status 2.
    pub fn usage(message: impl Into<Text>) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// Wrong configuration: exit status 3.
    pub fn config(message: impl Into<Text>) -> Self {
        Self::new(Kind::Config, message)
    }

    /// A local read or write that failed: exit status 1.
    pub fn local(what: impl Into<Text>, error: impl Into<Text>) -> Self {
        let (what, error) = (what.into(), error.into());
        Self::new(
            Kind::Unexpected,
            text!("{what}: {error}", "{what}：{error}"),
        )
    }

    /// A failed write on stdout. A closed pipe is no failure.
    pub fn output(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::new(
                Kind::ClosedPipe,
                both("stdout was closed", "标准输出已关闭"),
            );
        }
        Self::unwritten(error)
    }

    /// Why nothing could be written on stdout.
    pub fn unwritten(why: impl Into<Text>) -> Self {
        Self::local(both("cannot write the output", "无法写出结果"), why)
    }

    /// Says of a failure to tell of a write that the write was done. A closed pipe
    /// is no failure.
    #[must_use]
    pub fn after(mut self, done: impl Into<Text>) -> Self {
        if self.kind != Kind::ClosedPipe {
            let (done, message) = (done.into(), &self.message);
            self.message = text!("{done}; {message}", "{done}；{message}");
            let hint = both(
                "do not do it again: `polyv-group writes list` has what was done",
                "请勿重复执行：`polyv-group writes list` 列出已完成的操作",
            );
            self.hint.get_or_insert_with(|| hint.into());
        }
        self
    }

    /// Sets what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Text>) -> Self {
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
        let label = label(both("error: ", "错误：").now(), 31, paint);
        let mut text = format!("{label}{}\n", escape(self.message.now()));
        if let Some((typed, at)) = self.place.as_deref() {
            let before = escape(&typed[..*at]).width();
            text += &format!("  {}\n  {:before$}^\n", escape(typed), "");
        }
        if let Some(hint) = &self.hint {
            let label = both("hint: ", "提示：");
            text += &format!("{label}{}\n", escape(hint.now()));
        }
        text
    }

    /// One JSON object on one line, absent fields left out.
    pub fn json(&self) -> String {
        let said = self.said.as_deref();
        let refusal = said.and_then(|said| said.refusal.as_ref());
        let mut error = json!({"error": {
            "kind": self.kind,
            "message": self.message.en(),
            "exitCode": self.kind.exit_code(),
            "apiCode": refusal.map(|(code, _)| code),
            "apiMessage": refusal.map(|(_, words)| words),
            "requestId": said.and_then(|said| said.request_id.as_ref()),
            "httpStatus": said.map(|said| said.http_status),
            "hint": self.hint.as_ref().map(Text::en),
        }});
        if let Some(fields) = error["error"].as_object_mut() {
            fields.retain(|_, value| !value.is_null());
        }
        json_safe(&error.to_string()) + "\n"
    }
}

/// What local work gave; its failure says what was attempted.
///
/// # Errors
/// [`Failure::local`].
pub fn local<T>(done: io::Result<T>, attempted: impl FnOnce() -> Text) -> Result<T, Failure> {
    done.map_err(|error| Failure::local(attempted(), error))
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
        assert_eq!(
            codes,
            [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 129, 130, 143]
        );
    }
}

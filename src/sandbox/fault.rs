//! Spoiled answers on demand (`--fault 'PATH:NTH:KIND'`), so that people can
//! rehearse what their programs do when the service or the network fails. What
//! becomes of a connection is decided here and done by the server.

use std::ops::RangeInclusive;
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use super::refusal::{self, Refusal};
use super::{Answer, Outcome, routes};
use crate::lang::{Both, Text, both, joined};
use crate::text;
use crate::text::listed;

/// What a reverse proxy says when the service behind it is down.
const BAD_GATEWAY: &str = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n\
    <center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n";

/// What becomes of an answer.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Effect {
    /// Another one: its status, media type and body.
    Instead(u16, &'static str, &'static str),
    Expired,
    Reset,
    Hang,
    Drop,
    Cut,
    BadJson,
    Slow,
}

use Effect::*;

const GATEWAY: Effect = Instead(502, "text/html", BAD_GATEWAY);
const TOO_MANY: Effect = Instead(429, "text/plain", "too many requests");
const DOWN: Effect = Instead(503, "text/plain", "");
const FAILED: Effect = Instead(500, "text/plain", "");

type Kind = (&'static str, Effect, Both);

/// How a kind is typed, with seconds behind a `+`; what it does; how the help
/// says so. Refusals mean that nothing was done, and a reset after the work is
/// `dropreply`: these have no `done-`.
static KINDS: [Kind; 16] = [
    (
        "500",
        FAILED,
        both("HTTP 500 without JSON", "HTTP 500，不含 JSON"),
    ),
    (
        "503",
        DOWN,
        both("HTTP 503 without JSON", "HTTP 503，不含 JSON"),
    ),
    (
        "502html",
        GATEWAY,
        both(
            "HTTP 502 with a proxy's HTML page",
            "HTTP 502，内容是代理的 HTML 页面",
        ),
    ),
    ("429", TOO_MANY, both("HTTP 429", "HTTP 429")),
    (
        "429+",
        TOO_MANY,
        both(
            "HTTP 429 with Retry-After: 3",
            "HTTP 429，带 Retry-After: 3",
        ),
    ),
    (
        "expired",
        Expired,
        both("the refusal of an expired timestamp", "按时间戳过期拒绝"),
    ),
    ("reset", Reset, both("the connection is closed", "关闭连接")),
    (
        "hang",
        Hang,
        both("no answer for ten minutes", "十分钟不应答"),
    ),
    (
        "dropreply",
        Drop,
        both("the connection closed instead", "再关闭连接，不应答"),
    ),
    (
        "cut",
        Cut,
        both("half of the answer's body is sent", "应答正文只发送一半"),
    ),
    (
        "badjson",
        BadJson,
        both("the answer's JSON breaks off", "应答的 JSON 中途截断"),
    ),
    (
        "slow+",
        Slow,
        both("the answer comes 3 seconds late", "应答晚 3 秒"),
    ),
    ("done-500", FAILED, both("then as 500", "再同 500")),
    ("done-503", DOWN, both("then as 503", "再同 503")),
    (
        "done-502html",
        GATEWAY,
        both("then as 502html", "再同 502html"),
    ),
    ("done-hang", Hang, both("then as hang", "再同 `hang`")),
];

/// Whether the work is done first, and the answer spoiled then.
fn after_work((word, effect, _): &Kind) -> bool {
    word.starts_with("done-") || matches!(effect, Drop | Cut | BadJson | Slow)
}

/// One rule for spoiling answers; read from its text form.
#[derive(Debug, Clone)]
pub struct Fault {
    path: String,
    nth: RangeInclusive<u64>,
    kind: &'static Kind,
    /// Those behind a `+`.
    seconds: Option<u64>,
}

impl FromStr for Fault {
    type Err = Text;

    /// The error says which of the three parts cannot be read, and what it
    /// could be.
    fn from_str(text: &str) -> Result<Fault, Text> {
        // From the right: a path may hold a colon.
        let parts = text.rsplitn(3, ':').filter(|part| !part.is_empty());
        let [kind, nth, path] = parts.collect::<Vec<_>>()[..] else {
            return Err(text!(
                "`{text}` is not PATH:NTH:KIND, such as `user/create:1:dropreply`",
                "`{text}` 不是 PATH:NTH:KIND，例如 `user/create:1:dropreply`"
            ));
        };
        let range = range(nth).ok_or_else(|| {
            text!(
                "`{nth}` is neither a number from 1, nor a range such as 2-5, nor `*`",
                "`{nth}` 不是从 1 起的序号，不是 2-5 这样的范围，也不是 `*`"
            )
        })?;
        let (kind, seconds) = read_kind(kind).ok_or_else(|| {
            let typed = |(word, ..): &Kind| word.replace('+', "+SECONDS");
            text!(
                "`{kind}` is not a kind of fault; possible kinds: {kinds}",
                "`{kind}` 不是故障的种类；可用：{kinds}",
                kinds = listed(KINDS.each_ref().map(typed))
            )
        })?;
        if !routes::paths().any(|known| known.contains(path)) {
            let mut known: Vec<_> = routes::paths().map(ending).collect();
            known.dedup();
            return Err(text!(
                "no path has `{path}` in it; they end with {known}",
                "没有路径含有 `{path}`；路径的结尾有：{known}",
                known = listed(known)
            ));
        }
        Ok(Fault {
            path: path.into(),
            nth: range,
            kind,
            seconds,
        })
    }
}

/// The last two words of a path.
fn ending(path: &'static str) -> &'static str {
    let mut slashes = path.rmatch_indices('/').map(|(at, _)| at + 1);
    &path[slashes.nth(1).unwrap_or_default()..]
}

fn range(nth: &str) -> Option<RangeInclusive<u64>> {
    if nth == "*" {
        return Some(1..=u64::MAX);
    }
    let (first, last) = nth.split_once('-').unwrap_or((nth, nth));
    let (first, last) = (first.parse().ok()?, last.parse().ok()?);
    (1 <= first && first <= last).then_some(first..=last)
}

/// The kind, and the seconds.
fn read_kind(text: &str) -> Option<(&'static Kind, Option<u64>)> {
    KINDS.iter().find_map(|kind| {
        let seconds = match (text.strip_prefix(kind.0)?, kind.0.ends_with('+')) {
            ("", false) => None,
            (seconds, true) => Some(seconds.parse().ok()?),
            _ => return None,
        };
        Some((kind, seconds))
    })
}

impl Fault {
    /// The syntax, for a command's help: plain text, at most 80 columns.
    pub fn help() -> Text {
        let kinds = KINDS.each_ref().map(|kind| {
            let (shown, help) = (kind.0.replace('+', "+3"), kind.2);
            match after_work(kind) {
                true => text!(
                    "    {shown:<13} the work is done, {help}\n",
                    "    {shown:<13} 先执行，{help}\n"
                ),
                false => text!(
                    "    {shown:<13} {help}; nothing is done\n",
                    "    {shown:<13} {help}；不执行\n"
                ),
            }
        });
        text!(
            "  PATH  a part of the path; / matches every request\n\
             \x20 NTH   which of the matching requests, from 1: 3, 2-5, or * for all\n\
             \x20 KIND  what happens to them:\n\
             {kinds}\
             Of several faults that are due, the first one given happens.",
            "  PATH  路径的一部分；/ 与所有请求相符\n\
             \x20 NTH   相符的请求中的第几个，从 1 起：3、2-5，或 * 为全部\n\
             \x20 KIND  发生什么：\n\
             {kinds}\
             同时有多个故障时，取先给出的。",
            kinds = joined(kinds, both("", ""))
        )
    }

    /// What becomes of a request for this path; `work` answers it.
    pub(super) fn apply(&self, path: &str, now_ms: i64, work: impl Fn() -> Answer) -> Outcome {
        let effect = self.kind.1;
        if effect == Slow {
            thread::sleep(Duration::from_secs(self.seconds.unwrap_or(0)));
        }
        let instead = |status, media_type, body: &str| {
            let answer = Answer::new(status, media_type, body.into(), now_ms);
            match self.seconds {
                Some(seconds) => answer.with("Retry-After", &seconds.to_string()),
                None => answer,
            }
        };
        let done = after_work(self.kind).then(work);
        let mut answer = done.unwrap_or_default();
        Outcome::Reply(match effect {
            Reset => return Outcome::Reset,
            Hang => return Outcome::Hang,
            Drop => return Outcome::Drop,
            Cut => return Outcome::Cut(answer),
            Instead(status, media_type, body) => instead(status, media_type, body),
            Expired => refusal::answer(path, Err(Refusal::Timestamp), "", now_ms),
            // Headers fit what is left.
            BadJson => {
                answer.body.truncate(answer.body.len() / 2);
                answer
            }
            Slow => answer,
        })
    }
}

/// All faults of a sandbox, and how often each path has come by.
pub(super) struct Faults(Vec<(Fault, AtomicU64)>);

impl Faults {
    pub(super) fn new(faults: Vec<Fault>) -> Faults {
        let rules = faults.into_iter().map(|fault| (fault, AtomicU64::new(0)));
        Faults(rules.collect())
    }

    /// Counts a request and says which fault it meets: the first that is due.
    pub(super) fn next(&self, path: &str) -> Option<&Fault> {
        let mut due = None;
        for (fault, count) in &self.0 {
            if path.contains(&fault.path) {
                let nth = count.fetch_add(1, Ordering::Relaxed) + 1;
                let is_due = fault.nth.contains(&nth);
                due = due.or(is_due.then_some(fault));
            }
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a fault makes of an answer, and whether the work was done.
    fn outcome(kind: &str) -> (Outcome, bool) {
        let done = std::cell::Cell::new(false);
        let fault: Fault = format!("create:1:{kind}").parse().unwrap();
        let outcome = fault.apply("/live/v4/group/user/create", 0, || {
            done.set(true);
            Answer::new(200, "application/json", "0123456789".into(), 0)
        });
        (outcome, done.get())
    }

    #[test]
    fn errors_name_what_was_typed_and_what_could_be() {
        let error = |text: &str| text.parse::<Fault>().unwrap_err().en().to_owned();
        assert!(error("create:1").contains("`create:1`"));
        for text in [":1:500", "a::500", "a:1:"] {
            assert!(error(text).contains("PATH:NTH:KIND"), "{text}");
        }
        for nth in ["0", "5-2", "x", "-1"] {
            let message = error(&format!("a:{nth}:500"));
            assert!(
                message.starts_with(&format!("`{nth}` is neither")),
                "{message}"
            );
        }
        let message = error("a:1:dropped");
        assert!(message.contains("`dropped`") && message.contains("slow+SECONDS, done-500"));
        for kind in ["done-429", "slow+x", "slow+", "500x", "429+"] {
            assert!(error(&format!("a:1:{kind}")).contains(&format!("`{kind}`")));
        }
        let message = error("user/craete:1:500");
        let words = "no path has `user/craete` in it; they end with account/get-info, ";
        assert!(message.starts_with(words), "{message}");
        assert!(
            message.contains(", user/create, secret/reset, "),
            "{message}"
        );
        assert!(Fault::help().en().lines().all(|line| line.len() <= 80));
    }

    #[test]
    fn numbers_ranges_and_stars_pick_requests() {
        let faults = ["create:2-3:500", "/v2/:1:reset", "user:*:hang"];
        let faults = Faults::new(faults.iter().map(|text| text.parse().unwrap()).collect());
        let paths = [
            "/user/create",
            "/user/create",
            "/v2/a",
            "/v2/a",
            "/user/create",
        ];
        let effects = paths.map(|path| faults.next(path).map(|fault| fault.kind.1));
        let expected = [Some(Hang), Some(FAILED), Some(Reset), None, Some(FAILED)];
        assert_eq!(effects, expected);
    }

    #[test]
    fn answers_are_lost_broken_or_replaced_with_and_without_the_work_done() {
        assert_eq!(outcome("reset"), (Outcome::Reset, false));
        assert_eq!(outcome("hang"), (Outcome::Hang, false));
        assert_eq!(outcome("done-hang"), (Outcome::Hang, true));
        assert_eq!(outcome("dropreply"), (Outcome::Drop, true));
        let (cut, done) = outcome("cut");
        assert!(matches!(cut, Outcome::Cut(whole) if whole.body == b"0123456789"));
        assert!(done);
        let expired = r#"{"code":400,"status":"error","error":{"code":10003,"desc":"时间戳过期"},"success":false}"#;
        for (kind, status, body, worked, waits) in [
            ("badjson", 200, "01234", true, None),
            ("502html", 502, BAD_GATEWAY, false, None),
            ("done-502html", 502, BAD_GATEWAY, true, None),
            ("500", 500, "", false, None),
            ("done-500", 500, "", true, None),
            ("503", 503, "", false, None),
            ("done-503", 503, "", true, None),
            ("slow+0", 200, "0123456789", true, None),
            ("429", 429, "too many requests", false, None),
            ("429+3", 429, "too many requests", false, Some("3")),
            ("expired", 400, expired, false, None),
        ] {
            let (Outcome::Reply(answer), done) = outcome(kind) else {
                panic!("{kind} gives no reply");
            };
            let mut headers = answer.headers.iter();
            let found = headers.find(|(name, _)| name == "Retry-After");
            let told = found.map(|(_, value)| value.as_str());
            let sent = std::str::from_utf8(&answer.body).unwrap();
            let got = (answer.status, sent, done, told);
            assert_eq!(got, (status, body, worked, waits), "{kind}");
        }
    }
}

//! Spoiled answers on demand (`--fault 'PATH:NTH:KIND'`), so that people can
//! rehearse what their programs do when the service or the network fails. What
//! becomes of a connection is decided here and done by the server.

use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use super::refusal::{Generation, Refusal, failure};
use super::{Answer, Outcome, Request};

/// What a reverse proxy says when the service behind it is down.
const BAD_GATEWAY: &str = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n\
    <center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n";

/// What happens to an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    Status(u16),
    BadGateway,
    TooMany,
    /// 429 with the seconds in Retry-After.
    TooManyFor,
    Expired,
    Reset,
    Hang,
    Drop,
    Cut,
    BadJson,
    Slow,
}

use Effect::*;

/// How a kind is typed, with seconds behind a `+`; what it does; how the help
/// says so. Refusals mean that nothing was done, and a reset after the work is
/// `dropreply`: these have no `done-`.
const KINDS: [(&str, Effect, &str); 16] = [
    ("500", Status(500), "HTTP 500 without JSON"),
    ("503", Status(503), "HTTP 503 without JSON"),
    ("502html", BadGateway, "HTTP 502 with a proxy's HTML page"),
    ("429", TooMany, "HTTP 429"),
    ("429+", TooManyFor, "HTTP 429 with Retry-After: 3"),
    ("expired", Expired, "the refusal of an expired timestamp"),
    ("reset", Reset, "the connection is closed"),
    ("hang", Hang, "no answer for ten minutes"),
    ("dropreply", Drop, "the connection closed without an answer"),
    ("cut", Cut, "half of the answer's body is sent"),
    ("badjson", BadJson, "the answer's JSON breaks off"),
    ("slow+", Slow, "the right answer comes 3 seconds late"),
    ("done-500", Status(500), "then as 500"),
    ("done-503", Status(503), "then as 503"),
    ("done-502html", BadGateway, "then as 502html"),
    ("done-hang", Hang, "then as hang"),
];

/// Whether the work is done first, and the answer spoiled then.
fn after_work(word: &str, effect: Effect) -> bool {
    word.starts_with("done-") || matches!(effect, Drop | Cut | BadJson | Slow)
}

/// A kind's word with something in the place of the seconds.
fn shown(word: &str, seconds: &str) -> String {
    match word.strip_suffix('+') {
        Some(word) => format!("{word}+{seconds}"),
        None => word.into(),
    }
}

/// One rule for spoiling answers; read from its text form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    path: String,
    first: u64,
    last: u64,
    effect: Effect,
    after_work: bool,
    seconds: u64,
}

impl FromStr for Fault {
    type Err = String;

    /// The error says which of the three parts cannot be read, and what it
    /// could be.
    fn from_str(text: &str) -> Result<Fault, String> {
        // From the right: a path may hold a colon.
        let mut parts = text.rsplitn(3, ':');
        let (Some(kind), Some(nth), Some(path)) = (
            parts.next(),
            parts.next(),
            parts.next().filter(|path| !path.is_empty()),
        ) else {
            return Err(format!(
                "`{text}` is not PATH:NTH:KIND, such as `user/create:1:dropreply`"
            ));
        };
        let (first, last) = range(nth).ok_or_else(|| {
            format!("`{nth}` is neither a number from 1, nor a range such as 2-5, nor `*`")
        })?;
        let (after_work, effect, seconds) = read_kind(kind).ok_or_else(|| {
            let kinds = KINDS.map(|(word, ..)| shown(word, "SECONDS")).join(", ");
            format!("`{kind}` is not a kind of fault; possible kinds: {kinds}")
        })?;
        Ok(Fault {
            path: path.into(),
            first,
            last,
            effect,
            after_work,
            seconds,
        })
    }
}

fn range(nth: &str) -> Option<(u64, u64)> {
    if nth == "*" {
        return Some((1, u64::MAX));
    }
    let (first, last) = nth.split_once('-').unwrap_or((nth, nth));
    let (first, last) = (first.parse().ok()?, last.parse().ok()?);
    (1 <= first && first <= last).then_some((first, last))
}

/// Whether the work is done first, what happens then, and the seconds.
fn read_kind(text: &str) -> Option<(bool, Effect, u64)> {
    KINDS.iter().find_map(|(word, effect, _)| {
        let seconds = match (text.strip_prefix(word)?, word.ends_with('+')) {
            (seconds, true) => seconds.parse().ok()?,
            ("", false) => 0,
            _ => return None,
        };
        Some((after_work(word, *effect), *effect, seconds))
    })
}

impl Fault {
    /// The syntax, for a command's help: plain text, at most 80 columns.
    pub fn help() -> String {
        let kinds = KINDS.map(|(word, effect, help)| match after_work(word, effect) {
            true => format!("  {:<13} the work is done, {help}\n", shown(word, "3")),
            false => format!("  {:<13} {help}; nothing is done\n", shown(word, "3")),
        });
        format!(
            "PATH  a part of the path; / matches every request\n\
             NTH   which of the matching requests, from 1: 3, 2-5, or * for all\n\
             KIND  what happens to them:\n\
             {}\
             Of several faults that are due, the first one given happens.",
            kinds.concat()
        )
    }

    /// What becomes of the request; `work` answers it.
    pub(super) fn apply(
        &self,
        request: &Request<'_>,
        now_ms: i64,
        work: impl Fn() -> Answer,
    ) -> Outcome {
        let plain = |status, text: &str| Answer::new(status, "text/plain", text.into(), now_ms);
        let generation = Generation::of(request.path());
        if self.effect == Slow {
            thread::sleep(Duration::from_secs(self.seconds));
        }
        let mut answer = match self.after_work {
            true => work(),
            false => plain(500, ""),
        };
        let too_many = || plain(429, "too many requests");
        Outcome::Reply(match self.effect {
            Reset => return Outcome::Reset,
            Hang => return Outcome::Hang,
            Drop => return Outcome::Drop,
            Cut => return Outcome::Cut(answer),
            Status(status) => plain(status, ""),
            BadGateway => Answer::new(502, "text/html", BAD_GATEWAY.into(), now_ms),
            TooMany => too_many(),
            TooManyFor => too_many().with("Retry-After", &self.seconds.to_string()),
            Expired => failure(generation, &Refusal::Timestamp, "", now_ms),
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
                let is_due = (fault.first..=fault.last).contains(&nth);
                due = due.or(is_due.then_some(fault));
            }
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CREATE: Request<'_> = Request {
        method: "POST",
        target: "/live/v4/group/user/create?x",
        content_type: None,
        body: b"",
    };

    /// What a fault makes of an answer, and whether the work was done.
    fn outcome(kind: &str) -> (Outcome, bool) {
        let done = std::cell::Cell::new(false);
        let fault: Fault = format!("create:1:{kind}").parse().unwrap();
        let outcome = fault.apply(&CREATE, 0, || {
            done.set(true);
            Answer::new(200, "application/json", "0123456789".into(), 0)
        });
        (outcome, done.get())
    }

    fn reply(kind: &str) -> (Answer, bool) {
        match outcome(kind) {
            (Outcome::Reply(answer), done) => (answer, done),
            other => panic!("{kind}: {other:?}"),
        }
    }

    #[test]
    fn errors_name_what_was_typed_and_what_could_be() {
        let error = |text: &str| text.parse::<Fault>().unwrap_err();
        assert!(error("create:1").contains("`create:1`"));
        assert!(error(":1:500").contains("PATH:NTH:KIND"));
        for nth in ["0", "5-2", "x", "-1", ""] {
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
        assert!(Fault::help().lines().all(|line| line.len() <= 80));
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
        let effects = paths.map(|path| faults.next(path).map(|fault| fault.effect));
        let expected = [
            Some(Hang),
            Some(Status(500)),
            Some(Reset),
            None,
            Some(Status(500)),
        ];
        assert_eq!(effects, expected);
    }

    #[test]
    fn connections_break_with_and_without_the_work_done() {
        assert_eq!(outcome("reset"), (Outcome::Reset, false));
        assert_eq!(outcome("hang"), (Outcome::Hang, false));
        assert_eq!(outcome("done-hang"), (Outcome::Hang, true));
        assert_eq!(outcome("dropreply"), (Outcome::Drop, true));
        let (cut, done) = outcome("cut");
        assert!(matches!(cut, Outcome::Cut(whole) if whole.body == b"0123456789"));
        assert!(done);
    }

    #[test]
    fn answers_are_replaced_or_broken() {
        for (kind, status, body, worked) in [
            ("badjson", 200, "01234", true),
            ("502html", 502, BAD_GATEWAY, false),
            ("done-502html", 502, BAD_GATEWAY, true),
            ("500", 500, "", false),
            ("done-500", 500, "", true),
            ("503", 503, "", false),
            ("done-503", 503, "", true),
            ("slow+0", 200, "0123456789", true),
            ("429", 429, "too many requests", false),
        ] {
            let (answer, done) = reply(kind);
            let sent = (
                answer.status,
                std::str::from_utf8(&answer.body).unwrap(),
                done,
            );
            assert_eq!(sent, (status, body, worked), "{kind}");
        }
        let waits = |kind| {
            let headers = reply(kind).0.headers.into_iter();
            headers
                .filter(|(name, _)| name == "Retry-After")
                .map(|(_, value)| value)
                .collect::<String>()
        };
        assert_eq!((waits("429+3"), waits("429")), ("3".into(), String::new()));
        let (answer, done) = reply("expired");
        assert_eq!((answer.status, done), (400, false));
        assert!(
            String::from_utf8(answer.body)
                .unwrap()
                .contains("时间戳过期")
        );
    }
}

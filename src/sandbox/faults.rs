//! Spoiled answers on demand (`--fault 'PATH:NTH:KIND'`), so that people can
//! rehearse what their programs do when the service or the network fails.
//!
//! How they are written down is `fault`'s; what becomes of a connection is
//! decided here and done by whoever holds it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use super::envelope::{self, Generation};
use super::fault::{Fault, Kind};
use super::message::{Answer, Outcome, Request};
use super::refusal::Refusal;

/// What a reverse proxy says when the service behind it is down.
const BAD_GATEWAY: &str = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n\
    <center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n";

impl Fault {
    /// What becomes of the request; `answer` does the work.
    pub(super) fn apply(
        &self,
        request: &Request<'_>,
        now_ms: i64,
        answer: impl Fn() -> Answer,
    ) -> Outcome {
        if let Kind::Slow(delay) = self.kind {
            thread::sleep(delay);
        }
        if self.after_work {
            return self.spoil(answer(), request, now_ms);
        }
        let nothing = Answer::new(500, "text/plain", String::new(), now_ms);
        self.spoil(nothing, request, now_ms)
    }

    /// Replaces or breaks an answer.
    fn spoil(&self, answer: Answer, request: &Request<'_>, now_ms: i64) -> Outcome {
        let plain = |status, text: &str| Answer::new(status, "text/plain", text.into(), now_ms);
        match self.kind {
            Kind::Status(status) => Outcome::Reply(plain(status, "")),
            Kind::BadGateway => {
                Outcome::Reply(Answer::new(502, "text/html", BAD_GATEWAY.into(), now_ms))
            }
            Kind::TooMany(None) => Outcome::Reply(plain(429, "too many requests")),
            Kind::TooMany(Some(seconds)) => {
                let answer = plain(429, "too many requests");
                Outcome::Reply(answer.with("Retry-After", &seconds.to_string()))
            }
            Kind::Expired => {
                let generation = Generation::of(request.path());
                let refusal = Refusal::Timestamp;
                Outcome::Reply(envelope::failure(generation, &refusal, "", now_ms))
            }
            Kind::Reset => Outcome::Reset,
            Kind::Hang => Outcome::Hang,
            Kind::DropReply => Outcome::Drop,
            Kind::Cut => Outcome::Cut(answer),
            Kind::BadJson => Outcome::Reply(broken(answer)),
            Kind::Slow(_) => Outcome::Reply(answer),
        }
    }
}

/// The same answer with the second half of its body missing, and headers that
/// fit what is left.
fn broken(mut answer: Answer) -> Answer {
    answer.body.truncate(answer.body.len() / 2);
    answer
}

/// All faults of a sandbox, and how often each path has come by.
pub(super) struct Faults {
    rules: Vec<(Fault, AtomicU64)>,
}

impl Faults {
    pub(super) fn new(faults: Vec<Fault>) -> Faults {
        let rules = faults.into_iter().map(|fault| (fault, AtomicU64::new(0)));
        Faults {
            rules: rules.collect(),
        }
    }

    /// Counts a request and says which fault it meets: the first that is due.
    pub(super) fn next(&self, path: &str) -> Option<&Fault> {
        let mut due = None;
        for (fault, count) in &self.rules {
            if fault.matches(path) {
                let nth = count.fetch_add(1, Ordering::Relaxed) + 1;
                due = due.or(fault.is_due(nth).then_some(fault));
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
    fn numbers_ranges_and_stars_pick_requests() {
        let faults = Faults::new(vec![
            "create:2-3:500".parse().unwrap(),
            "/v2/:1:reset".parse().unwrap(),
            "user:*:hang".parse().unwrap(),
        ]);
        let kinds: Vec<Option<Kind>> = [
            "/user/create",
            "/user/create",
            "/v2/a",
            "/v2/a",
            "/user/create",
        ]
        .into_iter()
        .map(|path| faults.next(path).map(|fault| fault.kind))
        .collect();
        let expected = [
            Some(Kind::Hang),
            Some(Kind::Status(500)),
            Some(Kind::Reset),
            None,
            Some(Kind::Status(500)),
        ];
        assert_eq!(kinds, expected);
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
        let (answer, done) = reply("badjson");
        assert_eq!((answer.body, done), (b"01234".to_vec(), true));
        let (answer, done) = reply("502html");
        assert_eq!((answer.status, done), (502, false));
        assert!(answer.body.starts_with(b"<html>"));
        let (answer, done) = reply("done-500");
        assert_eq!((answer.status, answer.body, done), (500, Vec::new(), true));
        let (answer, done) = reply("slow+0");
        assert_eq!((answer.status, done), (200, true));
    }

    #[test]
    fn too_many_requests_may_say_when_to_come_back() {
        let header = ("Retry-After".to_owned(), "3".to_owned());
        let (answer, done) = reply("429+3");
        assert_eq!((answer.status, done), (429, false));
        assert!(answer.headers.contains(&header));
        let (answer, _) = reply("429");
        assert!(!answer.headers.iter().any(|(name, _)| name == "Retry-After"));
    }

    #[test]
    fn expired_is_the_refusal_of_that_generation() {
        let (answer, done) = reply("expired");
        assert!(!done);
        assert_eq!(answer.status, 400);
        let body = String::from_utf8(answer.body).unwrap();
        assert!(body.contains("时间戳过期"), "{body}");
    }
}

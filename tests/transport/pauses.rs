//! What the service says about when to come back is obeyed.

use crate::support::{Home, RawServer, Sent};
use crate::trouble::{good_page, good_page_of, reply, server};
use serde_json::Value;
use std::time::{Duration, Instant, SystemTime};

const LIMITED: &str = "HTTP/1.1 429 Too Many Requests";
const LIST: &[&str] = &["subaccounts", "list", "-o", "csv"];

fn date_in(seconds: u64) -> String {
    httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(seconds))
}

#[test]
fn a_pause_of_more_than_a_minute_ends_the_run_and_says_when_to_come_back() {
    for status in [LIMITED, "HTTP/1.1 503 Service Unavailable"] {
        let number = &status[9..12];
        let server = RawServer::start(move |_, _| reply(status, &["Retry-After: 3600"], vec![]));
        let run = Home::at(&server.url).run(LIST).expect(7);
        assert_eq!((run.stdout.as_str(), server.seen().len()), ("", 1));
        assert!(
            run.stderr.contains("; come back in 3600 s\n"),
            "{}",
            run.stderr
        );
        assert!(
            run.stderr.contains(&format!("(HTTP {number})")),
            "{}",
            run.stderr
        );
    }
}

#[test]
fn so_does_a_date() {
    let header = format!("Retry-After: {}", date_in(200));
    let server = RawServer::start(move |_, _| reply(LIMITED, &[&header], vec![]));
    let run = Home::at(&server.url)
        .run(&["group", "info", "-o", "json"])
        .expect(7);
    let error = &serde_json::from_str::<Value>(&run.stderr).unwrap()["error"];
    let message = error["message"].as_str().unwrap();
    let wait = message.rsplit_once("come back in ").unwrap().1;
    let seconds: u64 = wait.trim_end_matches(" s").parse().unwrap();
    assert!((190..=200).contains(&seconds), "{message}");
    assert_eq!(error["kind"], "rateLimit");
    assert_eq!(
        (&error["httpStatus"], server.seen().len()),
        (&Value::from(429), 1)
    );
}

#[test]
fn a_short_pause_is_waited_for_in_seconds_or_as_a_date() {
    // A date has whole seconds: one of "two seconds on" is one to two away.
    let headers: [(fn() -> String, f64); 2] = [(|| "1".to_owned(), 1.0), (|| date_in(2), 0.8)];
    for (header, least) in headers {
        let server = server(move |time, request| {
            let header = format!("Retry-After: {}", header());
            (request.page() == 1 && time == 1).then(|| reply(LIMITED, &[&header], vec![]))
        });
        Home::at(&server.url).run(LIST).expect(0);
        let seen = server.seen();
        let waited = (seen[1].at - seen[0].at).as_secs_f64();
        assert!((least..4.0).contains(&waited), "waited {waited} s");
    }
}

#[test]
fn a_date_is_the_services_time_not_ours() {
    let server = server(|time, request| {
        let date = format!("Date: {}", date_in(600));
        let header = format!("Retry-After: {}", date_in(601));
        (request.page() == 1 && time == 1).then(|| reply(LIMITED, &[&date, &header], vec![]))
    });
    Home::at(&server.url).run(LIST).expect(0);
    let seen = server.seen();
    let waited = seen[1].at - seen[0].at;
    assert!(waited < Duration::from_secs(4), "waited {waited:?}");
}

#[test]
fn the_third_429_in_a_row_is_taken_for_the_block() {
    let server = RawServer::start(|_, _| reply(LIMITED, &["Retry-After: 0"], vec![]));
    let run = Home::at(&server.url).run(LIST).expect(7);
    assert_eq!(
        run.stderr,
        "error: could not list the sub-accounts: too many requests (HTTP 429) (tried 3 times); \
         come back in 300 s\nhint: the service blocks an address for 5 minutes after more than \
         1500 requests in 10 s; trying sooner is useless\n"
    );
    assert_eq!((run.stdout.as_str(), server.seen().len()), ("", 3));
}

#[test]
fn an_answer_between_two_429s_starts_the_row_anew() {
    // Three 429s in all, but never three in a row.
    let server = server(|time, _| (time == 1).then(|| reply(LIMITED, &["Retry-After: 0"], vec![])));
    let run = Home::at(&server.url).run(&[LIST, &["--connections", "1"]].concat());
    assert_eq!(run.expect(0).stdout.lines().count(), 251);
    assert_eq!(server.seen().len(), 6);
}

#[test]
fn the_services_own_words_for_too_many_calls_count_as_a_429() {
    let words = r#"{"code":500,"status":"fail","message":"qps exceeds number of calls"}"#;
    let server = RawServer::start(move |_, _| Sent::Json(words.into()));
    let run = Home::at(&server.url)
        .run(&["subaccounts", "list", "-o", "json"])
        .expect(7);
    let error = &serde_json::from_str::<Value>(&run.stderr).unwrap()["error"];
    assert_eq!(error["apiMessage"], "qps exceeds number of calls");
    assert_eq!(
        (&error["apiCode"], &error["httpStatus"]),
        (&500.into(), &200.into())
    );
    assert_eq!(server.seen().len(), 3);
}

/// Thirty pages on eight connections, and one of them is told to wait.
#[test]
fn a_429_holds_back_all_connections() {
    let limited = std::sync::OnceLock::new();
    let at = std::sync::Arc::new(limited);
    let told = std::sync::Arc::clone(&at);
    let server = RawServer::start(move |number, request| {
        if number == 10 {
            told.set(Instant::now()).unwrap();
            return reply(LIMITED, &["Retry-After: 2"], vec![]);
        }
        std::thread::sleep(Duration::from_millis(10));
        Sent::Json(good_page_of(3000, request))
    });
    let run = Home::at(&server.url).run(LIST).expect(0);
    assert_eq!(run.stdout.lines().count(), 3001);
    let at: Instant = *at.get().unwrap();
    // Those on their way already may still arrive.
    let held = at + Duration::from_millis(200)..at + Duration::from_millis(1990);
    let seen = server.seen();
    let inside = seen.iter().filter(|seen| held.contains(&seen.at)).count();
    assert_eq!((inside, seen.len()), (0, 31));
    let after = seen.iter().filter(|seen| seen.at >= held.end).count();
    assert!(after > 10, "the rest came after the pause: {after}");
}

#[test]
fn a_foreign_retry_after_is_no_reason_to_wait_or_to_stop() {
    for header in ["soon", "-1", ""] {
        let server = server(move |time, request| {
            let header = format!("Retry-After: {header}");
            (time == 1).then(|| {
                reply(
                    "HTTP/1.1 502 Bad",
                    &[&header],
                    good_page(request)[..9].into(),
                )
            })
        });
        let run = Home::at(&server.url).run(LIST).expect(0);
        assert_eq!(run.stdout.lines().count(), 251);
    }
}

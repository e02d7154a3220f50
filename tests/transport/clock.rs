//! A clock that is off is measured by the service's answer, once.

use crate::support::{Home, RawServer, Seen, Sent};
use crate::trouble::{good_page, good_page_of, reply};
use polyv_group::clock::unix_millis;
use std::time::{Duration, Instant, SystemTime};

const V4: &str = r#"{"code":400,"status":"error","success":false,
    "error":{"code":10003,"desc":"时间戳过期"}}"#;
const V2: &str = r#"{"code":400,"status":"error","message":"invalid timestamp.","data":""}"#;

/// The service's clock is this far ahead of ours.
const AHEAD: Duration = Duration::from_secs(600);
/// What the service takes (docs/live/api/buildsign).
const VALID_MILLIS: u64 = 180_000;

fn service_millis() -> i64 {
    unix_millis() + 600_000
}

/// How far the time of a request was from the service's when it came.
fn off_by(request: &Seen) -> u64 {
    let timestamp: u64 = request.query("timestamp").unwrap().parse().unwrap();
    let ago = request.at.elapsed().as_millis();
    let came = i128::from(service_millis()) - i128::try_from(ago).unwrap();
    timestamp.abs_diff(u64::try_from(came).unwrap())
}

fn expired(body: &str, date: Option<SystemTime>) -> Sent {
    let date = date.map(|date| format!("Date: {}", httpdate::fmt_http_date(date)));
    let headers: Vec<&str> = date.as_deref().into_iter().collect();
    reply("HTTP/1.1 400 Bad Request", &headers, body.into())
}

/// A service that checks the timestamp of all requests.
fn service(body: &'static str) -> RawServer {
    RawServer::start(move |_, request| {
        if off_by(request) > VALID_MILLIS {
            return expired(body, Some(SystemTime::now() + AHEAD));
        }
        Sent::Json(good_page(request))
    })
}

/// One warning. The service tells whole seconds, and its answer is on its way for a
/// part of the run: by so much the measure may be less, and what is left of a second
/// is not said.
fn assert_one_warning(stderr: &str, began: Instant) {
    let most = AHEAD.as_secs();
    let least = most - 2 - began.elapsed().as_secs();
    let said = (least..=most).map(|seconds| {
        format!(
            "warning: this machine's clock is {}m {}s behind the service's; requests are signed \
             with the service's time\n",
            seconds / 60,
            seconds % 60
        )
    });
    assert!({ said }.any(|said| said == stderr), "{stderr}");
}

#[test]
fn the_time_is_corrected_once_and_kept() {
    for (body, args) in [
        (V4, &["subaccounts", "list", "-o", "csv"][..]),
        (
            V2,
            &[
                "allocations",
                "log",
                "--email",
                "e0@example.com",
                "-o",
                "csv",
            ],
        ),
    ] {
        let (server, began) = (service(body), Instant::now());
        let run = Home::at(&server.url).run(args).expect(0);
        assert_eq!(run.stdout.lines().count(), 251);
        assert_one_warning(&run.stderr, began);
        let seen = server.seen();
        assert_eq!(seen.len(), 4, "the first again, and two more");
        assert!(off_by(&seen[0]) > VALID_MILLIS);
        for later in &seen[1..] {
            assert!(off_by(later) < 10_000, "off by {}", off_by(later));
        }
    }
}

#[test]
fn many_connections_at_once_give_one_warning() {
    let server = RawServer::start(|_, request| {
        std::thread::sleep(Duration::from_millis(20));
        if request.page() > 1 && off_by(request) > VALID_MILLIS {
            return expired(V4, Some(SystemTime::now() + AHEAD));
        }
        Sent::Json(good_page_of(3000, request))
    });
    let args = ["children", "list", "-o", "csv"];
    let began = Instant::now();
    let run = Home::at(&server.url).run(&args).expect(0);
    assert_eq!(run.stdout.lines().count(), 3001);
    assert_one_warning(&run.stderr, began);
    let again = server.seen().len() - 30;
    assert!(
        (1..=8).contains(&again),
        "each connection at most once: {again}"
    );
}

#[test]
fn a_service_that_always_says_expired_is_asked_twice() {
    for (args, body) in [(["subaccounts", "list"], V4), (["group", "info"], V2)] {
        let server = RawServer::start(move |_, _| expired(body, Some(SystemTime::now() + AHEAD)));
        let run = Home::at(&server.url).run(&args).expect(4);
        assert_eq!((run.stdout.as_str(), server.seen().len()), ("", 2));
        assert_eq!(run.stderr.matches("warning:").count(), 1, "{}", run.stderr);
        assert!(run.stderr.contains("(tried 2 times)"), "{}", run.stderr);
    }
}

#[test]
fn without_retries_the_clock_is_corrected_all_the_same() {
    let server = service(V4);
    let args = ["subaccounts", "list", "-o", "csv", "--retries", "0"];
    let run = Home::at(&server.url).run(&args).expect(0);
    assert_eq!(run.stdout.lines().count(), 251);
}

#[test]
fn without_a_date_nothing_is_tried_again() {
    for body in [V2, V4] {
        let server = RawServer::start(move |_, _| expired(body, None));
        let run = Home::at(&server.url).run(&["group", "info"]).expect(4);
        assert_eq!(server.seen().len(), 1);
        assert!(
            run.stderr.contains("\nhint: the service takes timestamps"),
            "{}",
            run.stderr
        );
    }
}

/// The date of the refusal agrees with our clock: the clock is not the reason.
#[test]
fn a_clock_that_is_right_is_not_called_wrong() {
    let server = RawServer::start(|_, _| expired(V2, Some(SystemTime::now())));
    let run = Home::at(&server.url).run(&["group", "info"]).expect(4);
    assert_eq!(run.stderr.matches("warning:").count(), 0, "{}", run.stderr);
    assert!(server.seen().len() <= 2);
}

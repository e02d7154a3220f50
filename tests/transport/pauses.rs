//! What the service says about when to come back is obeyed.

use crate::support::{Home, RawServer, Run, Sent};
use crate::trouble::{good_page, good_page_of, reply, server};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;
use std::sync::{Arc, Condvar, Mutex, OnceLock};
use std::time::{Duration, Instant, SystemTime};

const LIMITED: &str = "HTTP/1.1 429 Too Many Requests";
const LIST: &[&str] = &["subaccounts", "list", "-o", "csv"];

fn date_in(seconds: u64) -> String {
    date_after(SystemTime::now(), seconds)
}

fn date_after(now: SystemTime, seconds: u64) -> String {
    httpdate::fmt_http_date(now + Duration::from_secs(seconds))
}

/// The wait before the one retry, in milliseconds, as `-v` tells it.
fn wait(run: &Run) -> u64 {
    let told = run.stderr.split("; again in ").nth(1).unwrap();
    told.split(' ').next().unwrap().parse().unwrap()
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
    let headers: [(fn() -> String, u64); 2] = [(|| "1".to_owned(), 1000), (|| date_in(2), 2000)];
    for (header, most) in headers {
        let server = server(move |time, request| {
            let header = format!("Retry-After: {}", header());
            (request.page() == 1 && time == 1).then(|| reply(LIMITED, &[&header], vec![]))
        });
        let run = Home::at(&server.url).run(&[LIST, &["-v"]].concat());
        assert!(wait(&run.expect(0)) <= most);
        let seen = server.seen();
        let waited = seen[1].at - seen[0].at;
        assert!(waited >= Duration::from_secs(1), "waited {waited:?}");
    }
}

#[test]
fn a_date_is_the_services_time_not_ours() {
    let server = server(|time, request| {
        let now = SystemTime::now();
        let date = format!("Date: {}", date_after(now, 600));
        let header = format!("Retry-After: {}", date_after(now, 601));
        (request.page() == 1 && time == 1).then(|| reply(LIMITED, &[&date, &header], vec![]))
    });
    let run = Home::at(&server.url).run(&[LIST, &["-v"]].concat());
    assert_eq!(wait(&run.expect(0)), 1000);
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

/// Also where the list cannot be read on before the page that was refused.
#[test]
fn an_answer_on_another_connection_does_so_too() {
    let (others, changed) = (Mutex::new(0), Condvar::new());
    let tries = Mutex::new(0);
    let server = RawServer::start(move |_, request| match request.page() {
        1 => Sent::Json(good_page_of(1000, request)),
        2 if *tries.lock().unwrap() < 3 => {
            let mut tries = tries.lock().unwrap();
            *tries += 1;
            let too_few = |others: &mut i32| *others < *tries;
            drop(changed.wait_while(others.lock().unwrap(), too_few));
            reply(LIMITED, &["Retry-After: 0"], vec![])
        }
        page => {
            if page > 2 {
                *others.lock().unwrap() += 1;
                changed.notify_all();
            }
            Sent::Json(good_page_of(1000, request))
        }
    });
    let run = Home::at(&server.url).run(&[LIST, &["--connections", "2"]].concat());
    assert_eq!(run.expect(0).stdout.lines().count(), 1001);
    assert_eq!(server.seen().len(), 13);
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

/// Something that is told once, and waited for.
#[derive(Default)]
struct Told(Mutex<bool>, Condvar);

impl Told {
    fn tell(&self) {
        *self.0.lock().unwrap() = true;
        self.1.notify_all();
    }

    fn wait(&self) {
        let told = self.0.lock().unwrap();
        drop(self.1.wait_while(told, |told| !*told).unwrap());
    }
}

/// Thirty pages on eight connections, and one of them is told to wait. What the
/// other seven have on its way then is answered only once the pause is told of.
#[test]
fn a_429_holds_back_all_connections() {
    let (limited, pause) = (Arc::new(OnceLock::new()), Arc::new(Told::default()));
    let (at, begun) = (Arc::clone(&limited), Arc::clone(&pause));
    let server = RawServer::start(move |number, request| {
        match number {
            10 => {
                at.set(Instant::now()).unwrap();
                return reply(LIMITED, &["Retry-After: 2"], vec![]);
            }
            11.. => begun.wait(),
            _ => {}
        }
        Sent::Json(good_page_of(3000, request))
    });
    let home = Home::at(&server.url);
    let mut command = home.command(&[LIST, &["-v"]].concat());
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    while !line.contains("; again in 2000 ms") {
        line.clear();
        assert!(stderr.read_line(&mut line).unwrap() > 0, "never said");
    }
    pause.tell();
    stderr.read_to_string(&mut line).unwrap();
    assert!(child.wait().unwrap().success());
    let end = *limited.get().unwrap() + Duration::from_secs(2);
    let seen = server.seen();
    let early = seen.iter().filter(|seen| seen.at < end).count();
    assert_eq!(seen.len(), 31);
    assert!(early <= 10 + 7, "{early} before the pause was over");
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

//! How many requests are on their way at a time, and over how many connections.

use crate::support::{Home, RawServer, Sent};
use crate::trouble::{good_page_of, reply};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

const LIST: &[&str] = &["subaccounts", "list", "-o", "csv", "--connections"];

/// How many requests are there now, and how many were at most.
#[derive(Default)]
struct Requests {
    here: usize,
    most: usize,
}

/// A server that answers once so many requests are there, and what came.
fn meeting(most: usize) -> (RawServer, Arc<(Mutex<Requests>, Condvar)>) {
    let requests = Arc::new((Mutex::new(Requests::default()), Condvar::new()));
    let seen = Arc::clone(&requests);
    let server = RawServer::start(move |number, request| {
        if request.query("pageNumber").is_none() {
            return Sent::Json(r#"{"code":400,"message":"nothing but a list"}"#.into());
        }
        let (requests, changed) = &*requests;
        let mut now = requests.lock().unwrap();
        now.here += 1;
        now.most = now.most.max(now.here);
        changed.notify_all();
        // The first one is alone: it tells how many pages there are.
        if number > 1 {
            now = changed.wait_while(now, |now| now.most < most).unwrap();
            // One too many has a while to come.
            let a_while = Duration::from_millis(50);
            let none_came = |now: &mut Requests| now.most == most;
            let waited = changed.wait_timeout_while(now, a_while, none_came);
            now = waited.unwrap().0;
        }
        now.here -= 1;
        Sent::Json(good_page_of(2000, request))
    });
    (server, seen)
}

#[test]
fn no_more_requests_are_on_their_way_than_there_are_connections() {
    let (server, seen) = meeting(3);
    let run = Home::at(&server.url).run(&[LIST, &["3"]].concat());
    assert_eq!(run.expect(0).stdout.lines().count(), 2001);
    assert_eq!(seen.0.lock().unwrap().most, 3);
}

/// A 429, a page that comes at the second try, and the service's own words for
/// too many calls: the next page is not asked for before the retry.
#[test]
fn one_connection_is_one_and_asks_for_the_pages_in_their_order() {
    let times = Mutex::new([0; 11]);
    let words = r#"{"code":500,"status":"fail","message":"qps exceeds number of calls"}"#;
    let server = RawServer::start(move |_, request| {
        let page = request.page();
        let mut times = times.lock().unwrap();
        times[page] += 1;
        match (page, times[page]) {
            (3, 1) => reply("HTTP/1.1 429 Slow", &[], vec![b' '; 10_000]),
            (5, 1) => reply("HTTP/1.1 503 Busy", &[], vec![b' '; 10_000]),
            (7, 1) => Sent::Json(words.into()),
            _ => Sent::Json(good_page_of(1000, request)),
        }
    });
    let run = Home::at(&server.url)
        .run(&[LIST, &["1"]].concat())
        .expect(0);
    assert_eq!(run.stdout.lines().count(), 1001);
    let seen = server.seen();
    let pages: Vec<_> = seen.iter().map(|request| request.page()).collect();
    assert_eq!(pages, [1, 2, 3, 3, 4, 5, 5, 6, 7, 7, 8, 9, 10]);
    assert!(seen.iter().all(|request| request.from == seen[0].from));
}

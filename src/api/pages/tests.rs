//! Lists that change while they are read, that promise too much or too little,
//! or whose pages lie: read in this process, against an exchange that answers.

use super::*;
use crate::api::{Event, Observer};
use crate::clock::Clock;
use crate::http::{Exchange, Reply, SendError, Transport, Wire, Writes};
use crate::lang::both;
use crate::secret::Secret;
use crate::sign::Params;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Condvar, Mutex};
use std::time::Duration;

/// Rows of the whole list, and of a page.
const ROWS: usize = 250;
const SIZE: usize = 100;
const ID: Option<&str> = Some("id");

struct Silent;

impl Observer for Silent {
    fn note(&self, _: &Event<'_>) {}
}

/// Answers with the `data` made for the page asked for and for how often it
/// was asked for, from 1.
struct Fake<F> {
    data: F,
    asked: Arc<Mutex<HashMap<usize, usize>>>,
}

fn reply(data: &str) -> Reply {
    Reply {
        status: 200,
        headers: Vec::new(),
        body: format!(r#"{{"code":200,"data":{data}}}"#).into_bytes(),
    }
}

fn page_asked_for(wire: &Wire) -> usize {
    let (_, rest) = wire.url.split_once("&page=").unwrap();
    rest.split('&').next().unwrap().parse().unwrap()
}

impl<F: Fn(usize, usize) -> String + Send + Sync> Exchange for Fake<F> {
    fn exchange(&self, wire: &Wire) -> Result<Reply, SendError> {
        let page = page_asked_for(wire);
        let time = {
            let mut asked = self.asked.lock().unwrap();
            let time = asked.entry(page).or_default();
            *time += 1;
            *time
        };
        Ok(reply(&(self.data)(page, time)))
    }
}

/// Starts reading the list that an exchange answers with.
fn start(
    id: Option<&'static str>,
    exchange: impl Exchange + 'static,
    observer: impl Observer + 'static,
    connections: usize,
) -> Pages {
    let transport = Transport {
        exchange: Box::new(exchange),
        base: String::new(),
        app_id: "a".into(),
        app_secret: Secret::new("s"),
        writes: Writes::Allowed,
        clock: Clock::default(),
    };
    let client = Client::new(transport, connections, 0, None, Box::new(observer));
    let list = List {
        rows: both("rows", "行"),
        request: Request::get("/list", Params::new()),
        paging: Some(Paging {
            counter: "page",
            sizes: &[SIZE as u64],
            id,
            or_array: false,
        }),
    };
    Pages::start(&Arc::new(client), vec![list], None).unwrap()
}

/// What came of a list.
struct Outcome {
    /// The ids in order; a row without one is -1.
    ids: Vec<i64>,
    /// The warning, or what is missing.
    said: String,
    is_complete: bool,
    requests: usize,
}

fn read(
    id: Option<&'static str>,
    data: impl Fn(usize, usize) -> String + Send + Sync + 'static,
) -> Outcome {
    let asked = Arc::new(Mutex::new(HashMap::new()));
    let exchange = Fake {
        data,
        asked: Arc::clone(&asked),
    };
    let mut pages = start(id, exchange, Silent, 8);
    let (mut ids, mut failure) = (Vec::new(), None);
    for page in pages.by_ref() {
        match page {
            Ok(rows) => ids.extend(rows.iter().map(|row| {
                let id = row.get("id");
                id.map_or(-1, |id| id.as_str().parse().unwrap())
            })),
            Err(error) => failure = Some(error.message.to_string()),
        }
    }
    let said = failure
        .clone()
        .unwrap_or_else(|| pages.warnings().iter().map(Text::en).collect());
    let (_, said) = said.split_once(": ").unwrap_or_default();
    let said = said.to_owned();
    let requests = asked.lock().unwrap().values().sum();
    Outcome {
        ids,
        said,
        is_complete: failure.is_none(),
        requests,
    }
}

fn rows(ids: Range<usize>) -> String {
    ids.map(|id| format!(r#"{{"id":{id}}}"#))
        .collect::<Vec<_>>()
        .join(",")
}

/// A page of these rows, which says this of the list.
fn saying(ids: Range<usize>, of_the_list: &str) -> String {
    format!(r#"{{{of_the_list},"contents":[{}]}}"#, rows(ids))
}

/// A page of these rows out of so many.
fn of(ids: Range<usize>, total: usize) -> String {
    let pages = total.div_ceil(SIZE);
    saying(
        ids,
        &format!(r#""pageSize":{SIZE},"totalPages":{pages},"totalItems":{total}"#),
    )
}

/// The rows of a page of this size.
fn part(page: usize, size: usize) -> Range<usize> {
    ((page - 1) * size).min(ROWS)..(page * size).min(ROWS)
}

fn good(page: usize) -> String {
    of(part(page, SIZE), ROWS)
}

fn ids(ids: impl IntoIterator<Item = usize>) -> Vec<i64> {
    ids.into_iter()
        .map(|id| i64::try_from(id).unwrap())
        .collect()
}

/// A list that comes out complete, in order and without a warning, in so many
/// requests.
fn assert_whole(id: Option<&'static str>, size: usize, of_the_list: &'static str, requests: usize) {
    let read = read(id, move |page, _| saying(part(page, size), of_the_list));
    assert_eq!(read.ids, ids(0..ROWS), "{of_the_list}");
    assert_eq!(
        (read.said.as_str(), read.is_complete),
        ("", true),
        "{of_the_list}"
    );
    assert_eq!(read.requests, requests, "{of_the_list}");
}

/// Account 5 disappears after the first page was read: account 100 moves to
/// the page that was read already.
#[test]
fn a_row_that_moved_to_a_page_already_read_is_found() {
    let read = read(ID, |page, time| match (page, time) {
        (1, 1) => good(1),
        (1, _) => of(1..101, 249),
        (2, _) => of(101..201, 249),
        _ => of(201..250, 249),
    });
    assert_eq!(read.ids, ids((0..100).chain(101..250).chain([100])));
    let said = "its total went from 250 to 249, found 1 row only at a second look";
    assert_eq!((read.said.as_str(), read.is_complete), (said, true));
    assert_eq!(read.requests, 6);
}

#[test]
fn an_empty_page_before_the_end_is_asked_for_again() {
    for (id, requests) in [(ID, 6), (None, 4)] {
        let read = read(id, |page, time| match (page, time) {
            (2, 1) => of(0..0, ROWS),
            _ => good(page),
        });
        assert_eq!(read.ids, ids((0..100).chain(200..250).chain(100..200)));
        let said = "found 100 rows only at a second look";
        assert_eq!((read.said.as_str(), read.is_complete), (said, true));
        assert_eq!(read.requests, requests);
    }
}

#[test]
fn what_stays_short_is_incomplete() {
    let duplicates = |page| match page {
        2 => of(90..190, ROWS),
        _ => good(page),
    };
    let promised = |page| of(part(page, SIZE), 300);
    let last = |page| match page {
        3 => of(200..240, ROWS),
        _ => good(page),
    };
    type Case = (
        Option<&'static str>,
        fn(usize) -> String,
        usize,
        &'static str,
        usize,
    );
    let cases: [Case; 4] = [
        (
            ID,
            duplicates,
            240,
            "received 240 of 250 rows, dropped 10 duplicates",
            6,
        ),
        (ID, promised, 250, "received 250 of 300 rows", 6),
        (
            ID,
            |_| of(0..100, ROWS),
            100,
            "received 100 of 250 rows, dropped 200 duplicates",
            6,
        ),
        (None, last, 240, "received 240 of 250 rows", 3),
    ];
    for (id, data, count, said, requests) in cases {
        let read = read(id, move |page, _| data(page));
        assert_eq!((read.ids.len(), read.said.as_str()), (count, said));
        assert_eq!(
            (read.is_complete, read.requests),
            (false, requests),
            "{said}"
        );
    }
}

#[test]
fn what_has_no_end_is_given_up_soon() {
    let nameless = |totals: &str| saying(0..100, totals).replace("\"id\"", "\"uid\"");
    let again = "the same page was received again and again";
    let billions = r#""pageSize":100,"totalPages":1000000000000,"totalItems":100000000000000"#;
    let pages = r#""pageSize":100,"totalPages":1000,"totalItems":null"#;
    type Data = Box<dyn Fn(usize) -> String + Send + Sync>;
    let cases: [(Data, usize, &str); 6] = [
        (
            Box::new(|_| of(0..100, 100_000)),
            100,
            "received 100 of 100000 rows, dropped 300 duplicates",
        ),
        (
            Box::new(move |_| nameless(r#""totalPages":1000,"totalItems":100000"#)),
            200,
            again,
        ),
        (
            Box::new(move |_| nameless(r#""totalPages":null"#)),
            200,
            again,
        ),
        (
            Box::new(|page| saying(part(page, SIZE), billions)),
            250,
            "received 250 of 100000000000000 rows",
        ),
        (
            Box::new(|page| saying(part(page, SIZE), pages)),
            250,
            "3 pages in a row brought nothing new",
        ),
        (
            Box::new(|_| saying(0..100, r#""pageSize":100"#)),
            100,
            "dropped 300 duplicates, 3 pages in a row brought nothing new",
        ),
    ];
    for (data, count, said) in cases {
        let read = read(ID, move |page, _| data(page));
        assert_eq!((read.said.as_str(), read.ids.len()), (said, count));
        assert!(
            !read.is_complete && read.requests < 40,
            "{said}: {}",
            read.requests
        );
    }
}

#[test]
fn rows_without_an_id_are_all_given_out() {
    let read = read(Some("other"), |page, _| good(page));
    assert_eq!(
        (read.ids, read.said.as_str(), read.requests),
        (ids(0..ROWS), "", 3)
    );
}

#[test]
fn without_totals_reading_continues_to_an_empty_page() {
    for said in [
        r#""pageSize":100,"totalPages":null,"totalItems":null"#,
        r#""pageSize":null"#,
        r#""totalItems":"many","totalPages":-1"#,
    ] {
        assert_whole(ID, 100, said, 4);
    }
}

#[test]
fn one_total_is_enough_as_a_number_or_text_and_the_higher_one_is_believed() {
    for said in [
        r#""pageSize":100,"totalItems":250"#,
        r#""pageSize":100,"totalPages":3,"totalItems":null"#,
        r#""totalItems":250"#,
        r#""pageSize":"100","totalPages":"3","totalItems":"250""#,
        r#""pageSize":100,"totalPages":1,"totalItems":250"#,
        r#""pageSize":100,"totalPages":0,"totalItems":250"#,
        r#""pageSize":100,"totalPages":3,"totalItems":120"#,
    ] {
        assert_whole(ID, 100, said, 3);
    }
    let said = r#""pageSize":100,"totalPages":1000000000000,"totalItems":250"#;
    let read = read(ID, move |page, _| saying(part(page, 100), said));
    assert_eq!((read.ids, read.is_complete), (ids(0..ROWS), true));
    assert!(read.requests < 30, "{} requests", read.requests);
}

/// A hundred asked for, ten given.
#[test]
fn the_page_size_really_given_is_believed() {
    for said in [
        r#""pageSize":10,"totalPages":25,"totalItems":250"#,
        r#""pageSize":10,"totalItems":250"#,
        r#""pageSize":100,"totalPages":25,"totalItems":250"#,
        r#""pageSize":100,"totalPages":3,"totalItems":250"#,
        r#""totalItems":250"#,
    ] {
        assert_whole(ID, 10, said, 25);
    }
}

/// The latest page that was asked for, for those who wait until it is.
#[derive(Clone, Default)]
struct Asked(Arc<(Mutex<usize>, Condvar)>);

impl Exchange for Asked {
    fn exchange(&self, wire: &Wire) -> Result<Reply, SendError> {
        let page = page_asked_for(wire);
        *self.0.0.lock().unwrap() = page;
        self.0.1.notify_all();
        let long = format!(r#","padding":"{}""#, "x".repeat(10_000));
        Ok(reply(&good(page).replace(
            r#","contents""#,
            &format!(r#"{long},"contents""#),
        )))
    }
}

impl Observer for Asked {
    /// Whoever makes rows of a reply has to wait here until the next page is
    /// asked for.
    fn note(&self, event: &Event<'_>) {
        let Event::Answered { request, .. } = event else {
            return;
        };
        let page: usize = request.query.get("page").unwrap().parse().unwrap();
        if page == 2 {
            let (latest, changed) = &*self.0;
            let latest = latest.lock().unwrap();
            let limit = Duration::from_secs(30);
            let (latest, _) = changed
                .wait_timeout_while(latest, limit, |latest| *latest == page)
                .unwrap();
            assert_eq!(
                *latest,
                page + 1,
                "one connection waits for nothing but replies"
            );
        }
    }
}

#[test]
fn one_connection_asks_for_a_page_while_rows_are_made_of_the_one_before() {
    let asked = Asked::default();
    let pages = start(ID, asked.clone(), asked, 1);
    let rows: Vec<_> = pages.map(|rows| rows.unwrap().len()).collect();
    assert_eq!(rows, [100, 100, 50]);
}

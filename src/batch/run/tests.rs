//! Calls of every kind against a service that does what it is told: what is
//! sent, noted and reported.

use super::*;
use crate::api::{Event, Observer};
use crate::batch::deed::Listed;
use crate::batch::journal::{History, Identity, Known};
use crate::batch::plan::{Found, steps};
use crate::batch::roster::Roster;
use crate::clock::Clock;
use crate::endpoints::children;
use crate::endpoints::spec::{Field, Now};
use crate::endpoints::write::{Does, Draft, Sends, Write};
use crate::http::{Exchange, Reply, SendError, Transport, Wire, Writes};
use crate::lang::both;
use crate::output::Column;
use crate::secret::Secret;
use serde_json::Value;
use std::path::PathBuf;
use tempfile::TempDir;

const EMAIL: &str = "a@b.cn";

/// What the service answers.
const OK: Answer = Answer::Json(200, r#"{"code":200,"data":"success"}"#);
const REFUSED: Answer = Answer::Json(400, r#"{"code":400,"message":"子账号不存在"}"#);
const THERE: Answer = Answer::Json(
    200,
    r#"{"code":200,"data":{"contents":[{"childEmail":"A@b.cn","childName":"n"}],"totalItems":1}}"#,
);
const ABSENT: Answer = Answer::Json(200, r#"{"code":200,"data":{"contents":[],"totalItems":0}}"#);

#[derive(Clone, Copy)]
enum Answer {
    Json(u16, &'static str),
    Lost,
}

const FIELDS: &[Field] = &[
    Field::new("childEmail", |text, _| Ok(text.into())).required(),
    Field::new("childName", |text, _| Ok(text.into())),
];

const fn call(path: &'static str, what: &'static str, repeat: Repeat) -> Write {
    Write {
        command: ("x", "y"),
        path,
        sends: Sends::Form,
        does: Does {
            done: both("done", "执行"),
            ..Write::DEFAULT.does
        },
        fields: FIELDS,
        key: "childEmail",
        what,
        keeps: &["now"],
        repeat,
        ..Write::DEFAULT
    }
}

static MINUTES: Write = call("/minutes", "minutes", Repeat::Never);
static FLOW: Write = call("/flow", "flow", Repeat::Never);
static SET: Write = call("/set", "", Repeat::Safe(&children::LIST));
static DELETE: Write = call("/delete", "", Repeat::Gone(&children::LIST));

/// Finds the records that it is told of, and keeps what it was asked for.
#[derive(Default)]
struct Records {
    before: Option<Value>,
    record: Option<&'static str>,
    asked: Mutex<Vec<Intent>>,
}

impl Deed for Records {
    fn before(&self, _: &Client, _: &RosterRow) -> Result<Option<Value>, CallError> {
        Ok(self.before.clone())
    }

    fn look(
        &self,
        _: &Client,
        _: &RosterRow,
        intents: &[Intent],
    ) -> Result<Option<Row>, CallError> {
        *held(&self.asked) = intents.to_vec();
        Ok(self.record.map(|text| Row::parse(text).unwrap()))
    }

    fn columns(&self) -> &'static [Column] {
        &[]
    }

    fn rows(&self, _: &RosterRow, _: &RowResult, _: bool) -> Vec<Row> {
        Vec::new()
    }
}

/// Gives the answer of each path, and counts what was sent there.
struct Service {
    writes: Answer,
    lists: Answer,
    sent: Arc<Mutex<Vec<String>>>,
}

impl Exchange for Service {
    fn exchange(&self, wire: &Wire) -> Result<Reply, SendError> {
        let is_list = wire.url.contains(children::LIST.path);
        if !is_list {
            held(&self.sent).push(wire.url.clone());
        }
        match if is_list { self.lists } else { self.writes } {
            Answer::Lost => Err(SendError::Lost("reset".into())),
            Answer::Json(status, body) => Ok(Reply {
                status,
                headers: Vec::new(),
                body: body.into(),
            }),
        }
    }
}

impl Observer for Service {
    fn note(&self, _: &Event<'_>) {}
}

/// A folder with a journal, and what was sent so far.
struct Place {
    folder: TempDir,
    sent: Arc<Mutex<Vec<String>>>,
    sends_unknown: bool,
    retries: u32,
    /// Whether the user wants to stop once something was sent.
    stops: bool,
}

impl Place {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            sent: Arc::default(),
            sends_unknown: false,
            retries: 0,
            stops: false,
        }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("j")
    }

    fn sent(&self) -> Vec<String> {
        held(&self.sent).clone()
    }

    fn history(&self) -> History {
        Journal::open(&self.path(), &identity(), true).unwrap().1
    }

    /// Runs these rows as a run of its own.
    fn run(
        &self,
        rows: &[RosterRow],
        deed: Arc<dyn Deed>,
        found: &Found,
        (writes, lists): (Answer, Answer),
    ) -> Vec<RowResult> {
        let service = |answer| Service {
            writes: answer,
            lists,
            sent: Arc::clone(&self.sent),
        };
        let transport = Transport {
            exchange: Box::new(service(writes)),
            base: "http://x".into(),
            app_id: "a".into(),
            app_secret: Secret::new("s"),
            writes: Writes::Allowed,
            clock: Clock::default(),
        };
        let observer = Box::new(service(writes));
        let client = Arc::new(Client::new(transport, 8, self.retries, None, observer));
        let (journal, history) = Journal::open(&self.path(), &identity(), false).unwrap();
        let journal = journal.unwrap_or_else(|| Journal::create(&self.path()).unwrap());
        journal.begin(&identity(), None, []).unwrap();
        let roster = Roster::of(rows.to_vec());
        let steps = steps(&roster, &history, found);
        let mut results = super::super::plan::first_results(&roster, &steps);
        let run = Run {
            client: &client,
            deed: &deed,
            sends_unknown: self.sends_unknown,
            only_looks: false,
            journal: &journal,
            timeout: Duration::ZERO,
            wait: Duration::ZERO,
            connections: 2,
            most_failures: None,
            interrupted: &|| self.stops && !self.sent().is_empty(),
            abandoned: &|| false,
        };
        run.run(rows, &steps, &mut |told| {
            if let Told::Ended(place, result) = told {
                results[place] = result;
            }
        });
        results
    }
}

fn identity() -> Identity {
    Identity::of(&SET, "a", "b".into())
}

fn row(call: &'static Write) -> RosterRow {
    named(call, "n")
}

fn named(call: &'static Write, name: &str) -> RosterRow {
    let mut draft = Draft::new(call);
    draft.set("childEmail", EMAIL);
    draft.set("childName", name);
    RosterRow {
        line: 2,
        filled: draft.check(&Now { unix_millis: 0 }).unwrap(),
        password_generated: false,
        original: Vec::new(),
    }
}

fn listed() -> Found {
    let row = Row::parse(r#"{"childEmail":"A@b.cn"}"#).unwrap();
    Found::from([(EMAIL.to_owned(), row)])
}

fn deed_of(call: &'static Write) -> Arc<Listed> {
    Arc::new(Listed {
        call,
        wait: Duration::ZERO,
    })
}

fn statuses(results: &[RowResult]) -> Vec<Status> {
    results.iter().map(|result| result.status).collect()
}

#[test]
fn requests_for_one_account_are_told_apart_by_what_they_do() {
    let place = Place::new();
    let rows = [row(&MINUTES), row(&FLOW)];
    let deed = || Arc::new(Records::default());
    let first = place.run(&rows[..1], deed(), &listed(), (OK, THERE));
    assert_eq!(statuses(&first), [Status::Done]);
    let both = place.run(&rows, deed(), &listed(), (OK, THERE));
    assert_eq!(statuses(&both), [Status::Done, Status::Done]);
    assert_eq!(place.sent(), ["http://x/minutes", "http://x/flow"]);
    let text = std::fs::read_to_string(place.path()).unwrap();
    assert!(text.contains(r#""email":"a@b.cn","what":"flow","fingerprint":"#));
    assert!(text.contains(r#""email":"a@b.cn","what":"flow","status":"created""#));
}

#[test]
fn a_difference_whose_answer_is_lost_is_done_where_there_is_a_record_of_it() {
    let place = Place::new();
    let deed = Arc::new(Records {
        before: Some(3.into()),
        record: Some(r#"{"now":"7"}"#),
        ..Records::default()
    });
    let results = place.run(
        &[row(&FLOW)],
        deed.clone(),
        &listed(),
        (Answer::Lost, THERE),
    );
    assert_eq!(statuses(&results), [Status::Done]);
    assert_eq!(
        results[0].message,
        "the answer was lost; there is a record of it"
    );
    assert_eq!(results[0].kept("now"), "7");
    let asked = held(&deed.asked).clone();
    assert_eq!((asked.len(), &asked[0].noted), (1, &Some(3.into())));
    let history = place.history();
    let Some(Known::Done(intents, outcome)) = history.of_row(&row(&FLOW)) else {
        panic!("it is done");
    };
    assert_eq!((intents, outcome.kept("now")), (&asked, "7"));
}

#[test]
fn a_difference_in_doubt_is_never_sent_again_unless_it_is_told_to_be() {
    let mut place = Place::new();
    let rows = [row(&FLOW)];
    let run = |place: &Place| {
        place.run(
            &rows,
            Arc::new(Records::default()),
            &listed(),
            (Answer::Lost, THERE),
        )
    };
    assert_eq!(statuses(&run(&place)), [Status::Unknown]);
    let again = run(&place);
    assert_eq!(statuses(&again), [Status::Unknown]);
    let words = "an earlier run may have sent it; no record shows whether it was done";
    assert_eq!(again[0].message, words);
    assert_eq!(place.sent().len(), 1);
    place.sends_unknown = true;
    run(&place);
    assert_eq!(place.sent().len(), 2);
}

#[test]
fn a_row_is_not_sent_where_the_records_before_it_cannot_be_counted() {
    struct Blind;
    impl Deed for Blind {
        fn before(&self, _: &Client, _: &RosterRow) -> Result<Option<Value>, CallError> {
            Err(CallError {
                cause: crate::api::Cause::Fault(SendError::Lost("reset".into())),
                attempts: 1,
                url: String::new(),
            })
        }
        fn look(&self, _: &Client, _: &RosterRow, _: &[Intent]) -> Result<Option<Row>, CallError> {
            Ok(None)
        }
        fn columns(&self) -> &'static [Column] {
            &[]
        }
        fn rows(&self, _: &RosterRow, _: &RowResult, _: bool) -> Vec<Row> {
            Vec::new()
        }
    }
    let place = Place::new();
    let results = place.run(&[row(&FLOW)], Arc::new(Blind), &listed(), (OK, THERE));
    assert_eq!(statuses(&results), [Status::Failed]);
    assert!(place.sent().is_empty());
    assert!(place.history().of_row(&row(&FLOW)).is_none());
}

#[test]
fn a_row_of_targets_that_is_left_open_is_sent_again() {
    let place = Place::new();
    let run = |answers| place.run(&[row(&SET)], deed_of(&SET), &listed(), answers);
    assert_eq!(statuses(&run((Answer::Lost, ABSENT))), [Status::Unknown]);
    assert_eq!(statuses(&run((OK, ABSENT))), [Status::Done]);
    assert_eq!(place.sent().len(), 2);
    run((OK, ABSENT));
    assert_eq!(place.sent().len(), 2, "what is done is not sent again");
}

#[test]
fn a_target_that_was_lost_is_in_doubt_where_it_is_not_tried_again() {
    let place = Place {
        retries: 1,
        stops: true,
        ..Place::new()
    };
    let rows = [row(&SET)];
    let run = |list| place.run(&rows, deed_of(&SET), &listed(), (Answer::Lost, list));
    assert_eq!(statuses(&run(ABSENT)), [Status::Unknown]);
    assert_eq!(place.sent().len(), 1);
    let open = place.history();
    assert!(matches!(open.of_row(&rows[0]), Some(Known::Open(sent)) if sent.len() == 1));
}

#[test]
fn a_row_of_targets_is_done_where_the_list_shows_them() {
    let place = Place::new();
    let deed = deed_of(&SET);
    let results = place.run(&[row(&SET)], deed, &listed(), (Answer::Lost, THERE));
    assert_eq!(statuses(&results), [Status::Done]);
    assert_eq!(
        results[0].message,
        "the answer was lost; the list shows what was sent"
    );
}

#[test]
fn what_is_to_be_gone_and_is_not_there_is_done() {
    for (writes, lists, status) in [
        (OK, ABSENT, Status::Done),
        (OK, THERE, Status::Failed),
        (REFUSED, ABSENT, Status::Done),
        (REFUSED, THERE, Status::Failed),
        (Answer::Lost, ABSENT, Status::Done),
        (Answer::Lost, THERE, Status::Unknown),
    ] {
        let place = Place::new();
        let run = |found: &Found| {
            let deed = deed_of(&DELETE);
            statuses(&place.run(&[row(&DELETE)], deed, found, (writes, lists)))
        };
        assert_eq!(run(&listed()), [status]);
        assert_eq!(place.sent().len(), 1);
        let absent = run(&Found::new());
        let is_open = status == Status::Unknown;
        assert_eq!(place.sent().len(), 1 + usize::from(is_open));
        match status {
            Status::Failed => assert_eq!(absent, [Status::Existing]),
            status => assert_eq!(absent, [status]),
        }
    }
}

#[test]
fn other_targets_are_sent_and_what_was_sent_last_counts() {
    let place = Place::new();
    let run = |name, answers| {
        let rows = [named(&SET, name)];
        statuses(&place.run(&rows, deed_of(&SET), &listed(), answers))
    };
    assert_eq!(run("m", (OK, THERE)), [Status::Done]);
    assert_eq!(run("o", (Answer::Lost, THERE)), [Status::Unknown]);
    // The list shows this one.
    assert_eq!(run("n", (Answer::Lost, THERE)), [Status::Done]);
    assert_eq!(place.sent().len(), 3);
    assert_eq!(run("n", (OK, THERE)), [Status::Done]);
    assert_eq!(place.sent().len(), 3);
}

#[test]
fn a_run_has_ended_once_that_is_noted_and_until_the_next_begins() {
    let place = Place::new();
    let run = || place.run(&[row(&SET)], deed_of(&SET), &listed(), (OK, THERE));
    run();
    assert_eq!(place.history().ended, None);
    let (journal, _) = Journal::open(&place.path(), &identity(), false).unwrap();
    journal.unwrap().append(&Record::End { at: 7 }).unwrap();
    assert_eq!(place.history().ended, Some(7));
    run();
    assert_eq!(place.history().ended, None);
}

//! What was sent counts as the journal has it, whatever the list says by now.

use super::super::changes::changes;
use super::super::declared::declared;
use super::super::earlier::{Note, all, earlier, wished};
use super::super::wishes::{Wished, wishes};
use super::*;
use crate::batch::journal::{Identity, Intent, Journal, Key, Record};
use crate::batch::results::RowResult;
use crate::batch::roster;
use crate::endpoints::spec::Now;
use crate::row::Row;
use serde_json::json;
use std::collections::BTreeMap;

/// What a roster of allotments wishes for.
fn read(text: &str) -> (Roster, Vec<Wish>) {
    let text =
        format!("email,give minutes,give flow,give channels,floor space,refill space\n{text}");
    let roster = roster::read(text.as_bytes(), declared(), false, &Now { unix_millis: 0 }).unwrap();
    let rows = roster.rows.iter();
    let wishes = rows.flat_map(|row| wishes(Some(row.line), row.key(), &row.filled));
    let wishes = wishes.collect();
    (roster, wishes)
}

/// What the wishes come to where each account has so many channels and so much
/// space.
fn planned(wishes: &[Wish], channels: u32, space: u32) -> Vec<Change> {
    let account = |email: &str| {
        let fields = json!({"email": email, "remainMinutes": 100, "remainFlow": 100,
            "maxChannels": channels, "remainSpace": space, "chargeType": "minutes"});
        (email.to_owned(), Row::from(fields))
    };
    let accounts = BTreeMap::from(["a@b.cn", "c@b.cn", "d@b.cn"].map(account));
    changes(wishes, &accounts, None).unwrap().changes
}

/// The journal of a run that sent these changes, each request with its outcome.
fn sent(changes: &[Change], wishes: &[Wish], outcomes: &[Option<Status>]) -> History {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("j");
    let identity = Identity {
        app_id: "app".into(),
        base: "b".into(),
        command: "subaccounts allocate".into(),
    };
    let journal = Journal::create(&path).unwrap();
    journal.begin(&identity, None, []).unwrap();
    let wished = wished(wishes);
    for (request, outcome) in requests(changes).unwrap().iter().zip(outcomes) {
        let of: Vec<Change> = request
            .changes
            .iter()
            .map(|at| changes[*at].clone())
            .collect();
        let (email, what) = (request.filled.key(), request.filled.call.what);
        let note = Note::of(&of, &wished[&Key::new(email, what)]);
        let intent = Intent {
            email: email.into(),
            what: what.into(),
            fingerprint: request.filled.fingerprint(),
            at: 0,
            timeout: 0,
            made_password: false,
            noted: Some(serde_json::to_value(note).unwrap()),
            write: None,
        };
        journal.append(&Record::Intent(intent)).unwrap();
        if let Some(status) = outcome {
            let mut result = RowResult::new(0, email, *status);
            result.what = what.into();
            journal.append(&Record::Outcome(result)).unwrap();
        }
    }
    Journal::open(&path, &identity, true).unwrap().1
}

/// What will be done: `flow a@b.cn 100 → 105: send`.
fn words(sending: &Sending) -> Vec<String> {
    let all = sending
        .roster
        .rows
        .iter()
        .zip(&sending.changes)
        .zip(&sending.steps);
    let words = all.map(|((row, changes), step)| {
        let changes = changes.iter().map(|it| {
            let amount = |amount: Option<rust_decimal::Decimal>| amount.unwrap().to_string();
            format!(
                "{} {} → {}",
                it.resource.word,
                amount(it.from),
                amount(it.to)
            )
        });
        let step = match step {
            Step::Send => "send".to_owned(),
            Step::LookUp(_) => "look up".to_owned(),
            Step::Again(_) => "send again".to_owned(),
            Step::Done(result) => format!("{:?}", result.status),
            Step::Record(_) => "record".to_owned(),
        };
        let changes = changes.collect::<Vec<_>>().join(", ");
        format!("{} {changes}: {step}", row.key())
    });
    words.collect()
}

const DONE: Option<Status> = Some(Status::Done);
const FAILED: Option<Status> = Some(Status::Failed);

#[test]
fn what_was_sent_is_neither_computed_nor_sent_again() {
    let (roster, wishes) = read("a@b.cn,500,5,3,,\nc@b.cn,500,,3,20,50\nd@b.cn,,5,,,\n");
    // a: set done, minutes in doubt, flow refused; c: set in doubt, minutes done.
    let outcomes = [DONE, None, FAILED, None, DONE];
    let history = sent(&planned(&wishes, 20, 10), &wishes, &outcomes);
    // By now the list shows what was set.
    let earlier = earlier(&wishes, &history, false).unwrap();
    let fresh: Vec<_> = earlier
        .fresh
        .iter()
        .map(|it| (&*it.email, it.resource.word))
        .collect();
    assert_eq!(fresh, [("a@b.cn", "flow"), ("d@b.cn", "flow")]);
    let plan = planned(&earlier.fresh, 23, 50);
    let sending = Sending::new(earlier, &plan, &wishes, roster, &history).unwrap();
    assert_eq!(
        words(&sending),
        [
            "a@b.cn minutes 100 → 600: look up",
            "a@b.cn flow 100 → 105: send",
            "a@b.cn channels 20 → 23: Done",
            "c@b.cn minutes 100 → 600: Done",
            "c@b.cn space 10 → 50, channels 20 → 23: send again",
            "d@b.cn flow 100 → 105: send",
        ]
    );
    assert_eq!(
        sending.differences(false),
        (vec!["a@b.cn".into(), "d@b.cn".into()], true)
    );
}

#[test]
fn what_is_wished_for_otherwise_by_now_is_left_as_it_was_sent() {
    let (_, wishes) = read("a@b.cn,500,5,3,,\nc@b.cn,500,,3,20,50\n");
    let history = sent(
        &planned(&wishes, 20, 10),
        &wishes,
        &[None, DONE, FAILED, DONE, None],
    );
    let (roster, now) = read("a@b.cn,600,6,4,,\nc@b.cn,600,,4,,\n");
    let earlier = earlier(&now, &history, false).unwrap();
    let plan = planned(&earlier.fresh, 23, 50);
    let sending = Sending::new(earlier, &plan, &now, roster, &history).unwrap();
    assert_eq!(
        words(&sending),
        [
            "a@b.cn minutes 100 → 600: Changed",
            "a@b.cn flow 100 → 106: send",
            "a@b.cn channels 20 → 23: Unknown",
            "c@b.cn minutes 100 → 600: Unknown",
            "c@b.cn space 10 → 50, channels 20 → 23: Changed",
        ]
    );
}

#[test]
fn a_refill_of_a_killed_run_is_one_result_whether_its_floor_holds_or_not() {
    let (roster, wishes) = read("a@b.cn,,,,20,50\nc@b.cn,,,,20,50\n");
    let history = sent(&planned(&wishes, 20, 10), &wishes, &[DONE, DONE]);
    let saved: Vec<_> = wishes
        .iter()
        .cloned()
        .map(|wish| Wish { line: None, ..wish })
        .collect();
    let of_plan = earlier(&saved, &history, false).unwrap();
    assert_eq!(of_plan.fresh, []);
    let earlier = earlier(&wishes, &history, false).unwrap();
    assert_eq!(earlier.fresh, wishes);
    // That of c holds.
    let plan = planned(&wishes[..1], 20, 15);
    let sending = Sending::new(earlier, &plan, &wishes, roster, &history).unwrap();
    let expected = ["a@b.cn space 15 → 50: send", "c@b.cn space 10 → 50: Done"];
    assert_eq!(words(&sending), expected);
}

#[test]
fn the_cells_of_a_request_are_those_that_ask_for_it() {
    let (roster, wishes) = read("a@b.cn,500,5,3,20,50\n");
    let plan = planned(&wishes, 20, 10);
    let none = earlier(&wishes, &History::default(), false).unwrap();
    let sending = Sending::new(none, &plan, &wishes, roster, &History::default()).unwrap();
    let rows = sending.roster.rows.iter();
    let cells = rows.map(|row| {
        row.original
            .iter()
            .map(Secret::expose)
            .collect::<Vec<_>>()
            .join(",")
    });
    let expected = ["a@b.cn,500,,,,", "a@b.cn,,5,,,", "a@b.cn,,,3,20,50"];
    assert_eq!(cells.collect::<Vec<_>>(), expected);
}

#[test]
fn a_journal_alone_tells_what_to_look_for() {
    let (_, wishes) = read("a@b.cn,500,5,3,,\n");
    let history = sent(&planned(&wishes, 20, 10), &wishes, &[None, DONE, None]);
    let sending = Sending::settling(all(&history).unwrap(), &history);
    assert_eq!(
        words(&sending),
        [
            "a@b.cn flow 100 → 105: look up",
            "a@b.cn minutes 100 → 600: Done",
            "a@b.cn channels 20 → 23: look up",
        ]
    );
}

#[test]
fn everything_is_another_wish_than_as_much_as_there_is() {
    let wish = |how| Wish {
        line: None,
        email: "a@b.cn".into(),
        resource: &crate::endpoints::resources::RESOURCES[2],
        how,
    };
    let all = [wish(Wished::Take(None))];
    let as_much = [wish(Wished::Take(Some(100.into())))];
    let history = sent(&planned(&all, 20, 10), &all, &[DONE]);
    assert!(!earlier(&all, &history, false).unwrap().items[0].differs);
    assert!(earlier(&as_much, &history, false).unwrap().items[0].differs);
}

#[test]
fn what_is_not_asked_for_any_more_belongs_to_a_run_over_the_list_and_else_is_named() {
    let (_, wishes) = read("a@b.cn,500,,,,\nc@b.cn,500,,,,\n");
    let history = sent(&planned(&wishes, 20, 10), &wishes, &[DONE, None]);
    let by_list = earlier(&[], &history, true).unwrap();
    let sending = Sending::new(by_list, &[], &[], Roster::of(Vec::new()), &history).unwrap();
    let mut words = words(&sending);
    words.sort_unstable();
    let expected = [
        "a@b.cn minutes 100 → 600: Done",
        "c@b.cn minutes 100 → 600: look up",
    ];
    assert_eq!(words, expected);
    let of_roster = earlier(&[], &history, false).unwrap();
    assert_eq!(
        (of_roster.items.len(), &*of_roster.orphans),
        (0, &[("c@b.cn".to_owned(), "minutes")][..])
    );
}

//! Every state of an e-mail against every content of its row.

use super::*;
use crate::batch::journal::{Identity, Journal, Record};
use crate::batch::roster;
use crate::endpoints::spec::Now;
use crate::endpoints::subaccounts::CREATE;
use serde_json::{Map, Value};

const LINE: &str = "a@b.cn,abcd1234,王芳,13800000000,5,100,7,0\n";

fn roster(line: &str) -> Roster {
    let text =
        format!("email,password,contacts,phone,maxChannels,minutes,remainFlow,remainSpace\n{line}");
    roster::read(text.as_bytes(), &CREATE, false, &Now { unix_millis: 0 }).unwrap()
}

/// A journal in which the row above was meant to be sent, with this end.
fn state(ended: Option<Status>) -> History {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("j");
    let identity = Identity {
        app_id: "a".into(),
        base: "b".into(),
        command: String::new(),
    };
    let journal = Journal::create(&path).unwrap();
    journal.begin(&identity, None, []).unwrap();
    let fingerprint = roster(LINE).rows[0].filled.fingerprint();
    let (email, at) = ("A@b.cn".to_owned(), 7);
    let intent = Intent {
        email: email.clone(),
        what: String::new(),
        fingerprint,
        at,
        timeout: 0,
        made_password: false,
        noted: None,
        write: None,
    };
    journal.append(&Record::Intent(intent)).unwrap();
    if let Some(status) = ended {
        let outcome = RowResult {
            kept: kept("u"),
            ..RowResult::new(9, &email, status)
        };
        journal.append(&Record::Outcome(outcome)).unwrap();
    }
    Journal::open(&path, &identity, true).unwrap().1
}

fn listed() -> Found {
    let row = Row::parse(r#"{"email":"A@B.cn","userId":"u"}"#).unwrap();
    Found::from([("a@b.cn".to_owned(), row)])
}

fn one(line: &str, state: &History, found: &Found) -> Step {
    steps(&roster(line), state, found).remove(0)
}

fn stands(status: Status, user_id: &str) -> RowResult {
    RowResult {
        kept: kept(user_id),
        ..RowResult::new(2, "a@b.cn", status)
    }
}

#[test]
fn a_row_that_was_never_sent_is_created_unless_the_group_has_it() {
    for state in [History::default(), state(Some(Status::Failed))] {
        assert_eq!(one(LINE, &state, &Found::new()), Step::Send);
        assert_eq!(
            one(LINE, &state, &listed()),
            Step::Done(stands(Status::Existing, "u"))
        );
    }
}

#[test]
fn a_row_that_is_done_stands_unless_its_content_changed() {
    let done = state(Some(Status::Done));
    let expected = Step::Done(stands(Status::Done, "u"));
    assert_eq!(one(LINE, &done, &Found::new()), expected);
    let moved = format!("\n\n{LINE}");
    assert!(matches!(one(&moved, &done, &Found::new()), Step::Done(r) if r.line == 4));
    let changed = LINE.replace("100", "200");
    let Step::Done(result) = one(&changed, &done, &Found::new()) else {
        panic!("it is done");
    };
    assert_eq!(
        (result.status, result.kept("userId")),
        (Status::Changed, "u")
    );
}

#[test]
fn an_open_row_is_recorded_when_its_account_is_there_and_looked_up_when_not() {
    for state in [state(None), state(Some(Status::Unknown))] {
        let Step::LookUp(intents) = one(LINE, &state, &Found::new()) else {
            panic!("it is looked up");
        };
        assert_eq!((intents.len(), intents[0].at), (1, 7));
        let expected = Step::Record(stands(Status::Done, "u"));
        assert_eq!(one(LINE, &state, &listed()), expected);
        let changed = LINE.replace("王芳", "李雷");
        let noted = one(&changed, &state, &listed());
        assert!(matches!(noted, Step::Record(r) if r.status == Status::Changed));
    }
}

#[test]
fn only_what_is_done_need_not_be_looked_up() {
    let unsettled = |state| is_unsettled(&roster(LINE), &state);
    assert!(!unsettled(state(Some(Status::Done))));
    for state in [
        History::default(),
        state(None),
        state(Some(Status::Failed)),
        state(Some(Status::Unknown)),
    ] {
        assert!(unsettled(state));
    }
}

#[test]
fn an_open_row_that_left_the_roster_is_an_orphan() {
    let other = roster(&LINE.replace("a@b.cn", "c@d.cn"));
    assert_eq!(orphans(&other, &state(None)), ["A@b.cn"]);
    assert!(orphans(&roster(LINE), &state(None)).is_empty());
    assert!(orphans(&other, &state(Some(Status::Done))).is_empty());
}

#[test]
fn an_account_that_several_contents_or_passwords_were_sent_for_is_changed() {
    let row = roster(LINE).rows.remove(0);
    let intent = |fingerprint: &str, made_password| Intent {
        email: "a@b.cn".into(),
        what: String::new(),
        fingerprint: fingerprint.into(),
        at: 7,
        timeout: 0,
        made_password,
        noted: None,
        write: None,
    };
    let own = row.filled.fingerprint();
    let of = |intents: &[Intent]| {
        let result = same_or_changed(&row, intents);
        (
            result.status,
            result.made_password,
            result.message.en().to_owned(),
        )
    };
    let same = [intent(&own, true), intent(&own, true)];
    assert_eq!(of(&same), (Status::Done, true, String::new()));
    let unclear = "created earlier; it was sent with several contents or passwords, and which \
        one counts is not known";
    let contents = [intent("other", false), intent(&own, false)];
    let passwords = [intent(&own, true), intent(&own, false)];
    for (intents, made) in [(contents, false), (passwords, true)] {
        assert_eq!(of(&intents), (Status::Changed, made, unclear.into()));
    }
    let others = [intent("other", false), intent("another", false)];
    let words = "created earlier; the row was changed since, not sent";
    assert_eq!(of(&others), (Status::Changed, false, words.into()));
}

fn kept(user_id: &str) -> Map<String, Value> {
    Map::from_iter([("userId".to_owned(), user_id.into())])
}

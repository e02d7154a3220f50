//! Journals on disk: torn, damaged, locked, foreign.

use super::*;
use crate::batch::results::Status;
use crate::failure::Kind;
use tempfile::TempDir;

const START: &str = "{\"start\":{\"version\":1,\"appId\":\"a\",\"base\":\"https://x\",\"at\":1}}\n";

fn identity() -> Identity {
    Identity {
        app_id: "a".into(),
        base: "https://x".into(),
        command: String::new(),
    }
}

fn intent(email: &str) -> Record {
    intent_at(email, 2)
}

fn intent_at(email: &str, at: i64) -> Record {
    Record::Intent(Intent {
        email: email.into(),
        what: String::new(),
        fingerprint: "f".into(),
        at,
        timeout: 0,
        made_password: false,
        noted: None,
        write: None,
    })
}

fn written(text: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("j.jsonl");
    std::fs::write(&path, text).unwrap();
    (folder, path)
}

fn opened(path: &Path) -> (Option<Journal>, History) {
    Journal::open(path, &identity(), false).unwrap()
}

fn error(path: &Path) -> String {
    let failure = Journal::open(path, &identity(), false).unwrap_err();
    assert_eq!(failure.kind, Kind::Usage);
    let error = failure.message.en().replace("; nothing was sent", "");
    error.replace(&path.display().to_string(), "J")
}

#[test]
fn what_is_appended_is_read_again_and_looks_like_this() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("j.jsonl");
    assert!(opened(&path).0.is_none());
    let journal = Journal::create(&path).unwrap();
    journal.begin(&identity(), None, []).unwrap();
    journal.append(&intent("a@b.cn")).unwrap();
    drop(journal);
    let text = std::fs::read_to_string(&path).unwrap();
    let (at, rest) = (text.find("\"at\":").unwrap() + 5, text.find("}}").unwrap());
    let text = format!("{}1{}", &text[..at], &text[rest..]);
    let line = "{\"intent\":{\"email\":\"a@b.cn\",\"fingerprint\":\"f\",\"at\":2,\"timeout\":0}}\n";
    assert_eq!(text, format!("{START}{line}"));
    let (journal, history) = opened(&path);
    let journal = journal.unwrap();
    assert!(matches!(history.of("a@b.cn"), Some(Known::Open(_))));
    journal.append(&intent("c@d.cn")).unwrap();
    assert_eq!(std::fs::read_to_string(&path).unwrap().lines().count(), 3);
}

#[test]
fn a_torn_last_line_is_cut_off_wherever_it_was_torn() {
    let whole =
        format!("{START}{{\"intent\":{{\"email\":\"a\",\"fingerprint\":\"f\",\"at\":2}}}}\n");
    for end in START.len()..whole.len() {
        let (_folder, path) = written(&whole[..end]);
        let (journal, history) = opened(&path);
        let journal = journal.unwrap();
        assert_eq!(history.of("a"), None, "at {end}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), START);
        journal.append(&intent("b")).unwrap();
        assert_eq!(
            Journal::open(&path, &identity(), true).unwrap().1.of("a"),
            None
        );
    }
}

#[test]
fn peeking_changes_nothing() {
    let (_folder, path) = written(&format!("{START}{{\"int"));
    let (journal, history) = Journal::open(&path, &identity(), true).unwrap();
    assert!(journal.is_none());
    assert_eq!(history.identity, Some(identity()));
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.ends_with("{\"int"));
}

#[test]
fn damage_in_the_middle_is_named_by_its_line() {
    for damage in ["{\"int\n", "\n", "\0\0\n", "{\"other\":{}}\n", "\u{feff}\n"] {
        let (_folder, path) = written(&format!("{START}{damage}{START}"));
        assert_eq!(
            error(&path),
            "line 2 of the journal J is damaged: it is not a valid record"
        );
    }
    let (_folder, path) = written(&START.replace(":1,\"appId", ":2,\"appId"));
    assert_eq!(
        error(&path),
        "line 1 of the journal J is damaged: version 2 is not understood"
    );
}

#[test]
fn anothers_file_without_a_whole_line_is_not_cut() {
    for text in ["email,password", "{\"a\":1}"] {
        let (_folder, path) = written(text);
        let expected = "line 1 of the journal J is damaged: it is not a valid record";
        assert_eq!(error(&path), expected);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    }
    let (_folder, path) = written("\0\0");
    assert!(opened(&path).0.is_some());
}

#[test]
fn another_accounts_or_services_journal_is_refused() {
    for (from, to) in [("\"a\"", "\"b\""), ("https://x", "https://y")] {
        let (_folder, path) = written(&START.replace(from, to));
        assert!(error(&path).starts_with("the journal J is of appId "));
    }
}

#[test]
fn another_commands_journal_is_refused_and_the_first_command_has_no_name() {
    let (_folder, path) = written(START);
    let of = |call| Identity::of(call, "a", "https://x".into());
    let open = |call| Journal::open(&path, &of(call), true).map(drop);
    assert!(open(&crate::endpoints::subaccounts::CREATE).is_ok());
    let refused = open(&crate::endpoints::children::UPDATE).unwrap_err();
    assert!(
        refused.message.en().contains("is of `subaccounts create`"),
        "{}",
        refused.message
    );
    let named = START.replace(",\"at\"", ",\"command\":\"children update\",\"at\"");
    std::fs::write(&path, named).unwrap();
    assert!(open(&crate::endpoints::children::UPDATE).is_ok());
    let refused = open(&crate::endpoints::subaccounts::CREATE).unwrap_err();
    assert!(
        refused.message.en().contains("is of `children update`"),
        "{}",
        refused.message
    );
}

#[test]
fn the_slower_of_two_first_runs_is_refused() {
    let (_folder, path) = written(START);
    let failure = Journal::create(&path).unwrap_err();
    assert!(failure.message.en().starts_with("another run is at work"));
}

#[cfg(unix)]
#[test]
fn others_cannot_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new.jsonl");
    let _journal = Journal::create(&path).unwrap();
    assert_eq!(mode(&path), 0o600);
    let (_folder, path) = written(START);
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).unwrap();
    let _journal = opened(&path);
    assert_eq!(mode(&path), 0o600);
}

#[cfg(unix)]
#[test]
fn a_device_is_no_journal() {
    let error = error(Path::new("/dev/null"));
    assert_eq!(error, "cannot use the journal J: it is not a file");
}

#[test]
fn after_a_failed_write_nothing_more_is_written() {
    let (_folder, path) = written(START);
    let read_only = File::open(&path).unwrap();
    let read_only = Locked::try_new(read_only).unwrap();
    let journal = Journal::new(&path, read_only, false);
    assert!(!journal.is_broken());
    assert!(journal.append(&intent("a")).is_err());
    assert!(journal.is_broken());
    assert!(journal.append(&intent("b")).is_err());
}

fn start(app_id: &str) -> Record {
    let app_id = app_id.into();
    Record::Start {
        version: VERSION,
        identity: Identity {
            app_id,
            ..identity()
        },
        at: 1,
        credentials: None,
    }
}

fn outcome(email: &str, status: Status) -> Record {
    Record::Outcome(RowResult::new(0, email, status))
}

fn told(records: Vec<Record>) -> History {
    let mut history = History::default();
    for record in records {
        history.take(record).unwrap();
    }
    history
}

/// What a journal tells of `x@b.cn`: the instants of the intents that may have
/// been done, and whether one surely was.
fn of(records: &[Record]) -> Option<(Vec<i64>, bool)> {
    let all = std::iter::once(start("a")).chain(records.iter().cloned());
    let at = |intents: &[Intent]| intents.iter().map(|intent| intent.at).collect();
    told(all.collect()).of("X@b.cn").map(|known| match known {
        Known::Done(intents, _) => (at(intents), true),
        Known::Open(intents) => (at(intents), false),
        Known::Failed => (Vec::new(), false),
    })
}

#[test]
fn an_intent_is_open_until_its_outcome_whatever_the_case() {
    assert_eq!(of(&[]), None);
    let sent = intent_at("x@b.cn", 5);
    let with = |status| of(&[sent.clone(), outcome("X@B.cn", status)]);
    assert_eq!(of(std::slice::from_ref(&sent)), Some((vec![5], false)));
    assert_eq!(with(Status::Unknown), Some((vec![5], false)));
    assert_eq!(with(Status::Failed), Some((vec![], false)));
    assert_eq!(with(Status::Done), Some((vec![5], true)));
}

#[test]
fn a_refusal_closes_no_intent_but_that_of_its_own_run() {
    let (first, again) = (intent_at("x@b.cn", 5), intent_at("X@b.cn", 9));
    let runs = [first, start("a"), again];
    let with = |status| of(&[&runs[..], &[outcome("x@b.cn", status)]].concat());
    assert_eq!(of(&runs), Some((vec![5, 9], false)));
    assert_eq!(with(Status::Unknown), Some((vec![5, 9], false)));
    assert_eq!(with(Status::Failed), Some((vec![5], false)));
    let third = [
        outcome("x@b.cn", Status::Failed),
        start("a"),
        intent_at("x@b.cn", 11),
    ];
    assert_eq!(
        of(&[&runs[..], &third].concat()),
        Some((vec![5, 11], false))
    );
}

#[test]
fn within_a_run_an_e_mail_is_sent_again_only_where_it_was_surely_not_done() {
    let sent = [intent_at("x@b.cn", 5), intent_at("x@b.cn", 9)];
    assert_eq!(of(&sent), Some((vec![9], false)));
    let failed = [&sent[..], &[outcome("x@b.cn", Status::Failed)]].concat();
    assert_eq!(of(&failed), Some((vec![], false)));
}

#[test]
fn an_answer_is_of_the_last_intent_and_a_list_may_show_what_any_has_made() {
    let runs = [intent_at("x@b.cn", 5), start("a"), intent_at("x@b.cn", 9)];
    let ended = |request_id: &str| {
        let outcome = RowResult {
            request_id: request_id.into(),
            ..RowResult::new(0, "x@b.cn", Status::Done)
        };
        of(&[&runs[..], &[Record::Outcome(outcome)]].concat())
    };
    assert_eq!(ended("r.1"), Some((vec![9], true)));
    assert_eq!(ended(""), Some((vec![5, 9], true)));
}

#[test]
fn the_e_mails_in_doubt_are_told_as_they_were_sent() {
    let records = vec![start("a"), intent("X@b.cn"), intent("y@b.cn")];
    let ended = vec![outcome("y@b.cn", Status::Failed)];
    let history = told([records, ended].concat());
    assert_eq!(
        history.open().map(|it| &*it.email).collect::<Vec<_>>(),
        ["X@b.cn"]
    );
}

#[test]
fn made_passwords_are_needed_unless_what_they_went_with_failed() {
    let needed = |made_password, ended: Option<Status>| {
        let intent = Record::Intent(Intent {
            email: "x@b.cn".into(),
            what: String::new(),
            fingerprint: "f".into(),
            at: 5,
            timeout: 0,
            made_password,
            noted: None,
            write: None,
        });
        let outcome = ended.map(|status| outcome("x@b.cn", status));
        let records = [start("a"), intent].into_iter().chain(outcome);
        told(records.collect()).needs_made_passwords()
    };
    for ended in [None, Some(Status::Done), Some(Status::Unknown)] {
        assert!(needed(true, ended) && !needed(false, ended), "{ended:?}");
    }
    assert!(!needed(true, Some(Status::Failed)));
}

#[test]
fn lines_out_of_place_are_errors() {
    let mut history = History::default();
    assert!(history.take(intent("a@b.cn")).is_err(), "before the start");
    history.take(start("a")).unwrap();
    assert!(history.take(outcome("a@b.cn", Status::Failed)).is_err());
    history.take(intent("a@b.cn")).unwrap();
    assert!(history.take(outcome("a@b.cn", Status::Existing)).is_err());
    history.take(start("a")).unwrap();
    let why = history.take(start("b")).unwrap_err();
    assert_eq!(why, "it is of two accounts");
}

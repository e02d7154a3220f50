//! Journals on disk: torn, damaged, locked, foreign.

use super::*;
use tempfile::TempDir;

const START: &str = "{\"start\":{\"version\":1,\"appId\":\"a\",\"base\":\"https://x\",\"at\":1}}\n";

fn identity() -> Identity {
    Identity {
        app_id: "a".into(),
        base: "https://x".into(),
    }
}

fn intent(email: &str) -> Record {
    Record::Intent(Intent {
        email: email.into(),
        fingerprint: "f".into(),
        at: 2,
        made_password: false,
    })
}

fn written(text: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("j.jsonl");
    std::fs::write(&path, text).unwrap();
    (folder, path)
}

fn error(path: &Path) -> String {
    let error = Journal::open(path, &identity()).unwrap_err().to_string();
    error.replace(&path.display().to_string(), "J")
}

#[test]
fn what_is_appended_is_read_again_and_looks_like_this() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("j.jsonl");
    assert!(Journal::open(&path, &identity()).unwrap().is_none());
    let journal = Journal::create(&path).unwrap();
    journal.begin(&identity(), 1, None).unwrap();
    journal.append(&intent("a@b.cn")).unwrap();
    drop(journal);
    let text = std::fs::read_to_string(&path).unwrap();
    let line = "{\"intent\":{\"email\":\"a@b.cn\",\"fingerprint\":\"f\",\"at\":2}}\n";
    assert_eq!(text, format!("{START}{line}"));
    let (journal, state) = Journal::open(&path, &identity()).unwrap().unwrap();
    assert!(matches!(state.of("a@b.cn"), Some(Known::Open(_))));
    journal.append(&intent("c@d.cn")).unwrap();
    assert_eq!(std::fs::read_to_string(&path).unwrap().lines().count(), 3);
}

#[test]
fn a_torn_last_line_is_cut_off_wherever_it_was_torn() {
    let whole =
        format!("{START}{{\"intent\":{{\"email\":\"a\",\"fingerprint\":\"f\",\"at\":2}}}}\n");
    for end in START.len()..whole.len() {
        let (_folder, path) = written(&whole[..end]);
        let (journal, state) = Journal::open(&path, &identity()).unwrap().unwrap();
        assert_eq!(state.of("a"), None, "at {end}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), START);
        journal.append(&intent("b")).unwrap();
        assert_eq!(Journal::peek(&path, &identity()).unwrap().of("a"), None);
    }
}

#[test]
fn peeking_changes_nothing() {
    let (_folder, path) = written(&format!("{START}{{\"int"));
    let state = Journal::peek(&path, &identity()).unwrap();
    assert_eq!(state.start.unwrap().app_id, "a");
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.ends_with("{\"int"));
}

#[test]
fn damage_in_the_middle_is_named_by_its_line() {
    for damage in ["{\"int\n", "\n", "\0\0\n", "{\"other\":{}}\n", "\u{feff}\n"] {
        let (_folder, path) = written(&format!("{START}{damage}{START}"));
        assert_eq!(
            error(&path),
            "line 2 of the journal J is damaged: it is no record"
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
        let expected = "line 1 of the journal J is damaged: it is no record";
        assert_eq!(error(&path), expected);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    }
    let (_folder, path) = written("\0\0");
    assert!(Journal::open(&path, &identity()).unwrap().is_some());
}

#[test]
fn another_accounts_or_services_journal_is_refused() {
    for (from, to) in [("\"a\"", "\"b\""), ("https://x", "https://y")] {
        let (_folder, path) = written(&START.replace(from, to));
        assert!(error(&path).starts_with("the journal J is of appId "));
    }
}

#[test]
fn two_runs_cannot_have_one_journal() {
    let (_folder, path) = written(START);
    let first = Journal::open(&path, &identity()).unwrap();
    assert_eq!(error(&path), "another run is at work on the journal J");
    drop(first);
    assert!(Journal::open(&path, &identity()).is_ok());
    assert!(matches!(
        Journal::create(&path),
        Err(JournalError::Locked(_))
    ));
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
    let _journal = Journal::open(&path, &identity()).unwrap();
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
    let journal = Journal::new(&path, read_only);
    assert_eq!(journal.broken(), None);
    assert!(journal.append(&intent("a")).is_err());
    assert!(journal.broken().is_some());
    assert!(journal.append(&intent("b")).is_err());
}

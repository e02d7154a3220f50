//! How a run over a roster ended: its exit status, and what to do next. Pure.

use super::files::Paths;
use crate::batch::results::{RowResult, Status, count};
use crate::batch::stop_rule::Stop;
use crate::endpoints::write::Write;
use crate::failure::{Failure, Kind};
use crate::lang::Text;
use crate::text;
use crate::text::{counted, shell_word};

/// What to do after an interruption.
pub(super) const RESUME: &str =
    "run the same command again: it continues where this run stopped and sends nothing twice";

/// What to do about rows that were changed since they were sent.
pub(super) const PUT_BACK: &str = "put them back as they were, and change the accounts themselves";

/// Whether all was done, and if not, why not. Rows whose outcome is unknown come
/// before everything but an interruption.
pub(super) fn status(
    call: &Write,
    results: &[RowResult],
    stop: Option<&Stop>,
    paths: &Paths,
    if_changed: &Text,
) -> Result<(), Failure> {
    let stopped = stop.map(|stop| stopped(call, results, stop, paths));
    let failure = stopped.or_else(|| imperfect(call, results, paths, if_changed));
    let failure = match (failure, unknown(call, results)) {
        (Some(failure), Some(mut unknown)) if failure.kind != Kind::Interrupted => {
            let (message, also) = (&unknown.message, failure.message);
            unknown.message = text!("{message}; {also}", "{message}；{also}");
            Some(unknown)
        }
        (failure, unknown) => failure.or(unknown),
    };
    let Some(mut failure) = failure else {
        return Ok(());
    };
    let (count, done) = (count(results, Status::Done), call.does.1);
    let all = counted(results.len(), item(call));
    failure.message = format!("{} ({count} of {all} {done})", failure.message).into();
    Err(failure)
}

/// What is counted.
fn item(call: &Write) -> &'static str {
    call.rows.map_or("row", |rows| rows.item)
}

/// Stopped before its end.
fn stopped(call: &Write, results: &[RowResult], stop: &Stop, paths: &Paths) -> Failure {
    match stop {
        Stop::Interrupted => Failure::new(Kind::Interrupted, "interrupted").hint(RESUME),
        Stop::TooManyFailures => {
            let words = "stopped: as many rows failed as --max-failures allows";
            Failure::new(Kind::Partial, words).hint(fix(paths))
        }
        Stop::Journal(why) => {
            let journal = paths.journal.display();
            let words = format!("stopped: cannot write the journal {journal}: {why}");
            Failure::new(Kind::Unexpected, words).hint(format!("fix that, then {RESUME}"))
        }
        Stop::ServiceRefuses(error) => {
            let doing = call.rows.map_or("", |rows| rows.doing);
            let mut failure = error.failure(&format!("continue {doing}"));
            if count(results, Status::Done) > 0 {
                failure.kind = Kind::Partial;
            }
            let first = failure.hint.take().map(|hint| format!("{hint}; then "));
            failure.hint(first.unwrap_or_default() + RESUME)
        }
    }
}

/// Gone through to its end, and yet something is left to do.
fn imperfect(
    call: &Write,
    results: &[RowResult],
    paths: &Paths,
    if_changed: &Text,
) -> Option<Failure> {
    let of = |status| count(results, status);
    if of(Status::Failed) > 0 {
        let words = format!("{} failed", counted(of(Status::Failed), item(call)));
        return Some(Failure::new(Kind::Partial, words).hint(fix(paths)));
    }
    let changed = of(Status::Changed);
    (changed > 0).then(|| {
        let deed = call.rows.map_or("", |rows| rows.deed);
        let words = format!(
            "{} changed after {deed}, not sent",
            counted(changed, item(call))
        );
        Failure::new(Kind::Partial, words).hint(if_changed)
    })
}

/// What is said of rows whose outcome is unknown, and how to find out.
fn unknown(call: &Write, results: &[RowResult]) -> Option<Failure> {
    let mut unknown = results.iter().filter(|r| r.status == Status::Unknown);
    let first = &unknown.next()?.email;
    let more = match unknown.count() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let words = format!("{first}{more} may or may not have been {}", call.does.1);
    let (by, first) = (call.shown_by, shell_word(first));
    let hint = format!("look with `{by} {first}`, or {RESUME}");
    Some(Failure::new(Kind::Unknown, words).hint(hint))
}

fn fix(paths: &Paths) -> String {
    match &paths.failed {
        Some(failed) => format!(
            "fix {} and run it with --from, or fix the roster and run the same command again",
            failed.display()
        ),
        None => "see its message; the same command tries again what failed".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{CallError, Cause};
    use crate::endpoints::subaccounts::CREATE;
    use crate::http::SendError;

    fn ended(statuses: &[Status], stop: Option<Stop>) -> (u8, String) {
        match failure(statuses, stop) {
            None => (0, String::new()),
            Some(failure) => (failure.kind.exit_code(), failure.message.en().to_owned()),
        }
    }

    fn failure(statuses: &[Status], stop: Option<Stop>) -> Option<Failure> {
        let results: Vec<_> = statuses
            .iter()
            .zip(2..)
            .map(|(status, line)| RowResult::new(line, &format!("r{line}@b.cn"), *status))
            .collect();
        let paths = Paths {
            journal: "j".into(),
            results: Some("r".into()),
            failed: Some("f".into()),
            credentials: None,
        };
        status(&CREATE, &results, stop.as_ref(), &paths, &PUT_BACK.into()).err()
    }

    fn service_refuses() -> Option<Stop> {
        Some(Stop::ServiceRefuses(CallError {
            cause: Cause::Limited {
                pause: None,
                refusal: None,
                http_status: 429,
            },
            attempts: 1,
            url: String::new(),
        }))
    }

    use Status::{Changed, Done as Created, Existing, Failed, NotSent, Unknown};

    #[test]
    fn all_created_or_there_before_is_done() {
        assert_eq!(ended(&[Created, Existing], None).0, 0);
    }

    #[test]
    fn an_e_mail_in_a_command_to_copy_is_one_word() {
        let results = [RowResult::new(2, "o'hara&co@b.cn", Unknown)];
        let hint = unknown(&CREATE, &results).and_then(|it| it.hint).unwrap();
        assert!(hint.contains(r"--email 'o'\''hara&co@b.cn'`"), "{hint}");
    }

    #[test]
    fn failed_and_changed_rows_are_8_and_unknown_ones_9_whatever_else() {
        let (status, words) = ended(&[Created, Failed], None);
        assert_eq!((status, &*words), (8, "1 row failed (1 of 2 rows created)"));
        assert_eq!(ended(&[Changed], None).0, 8);
        let (status, words) = ended(&[Unknown, Failed, Unknown], None);
        let expected = "r2@b.cn and 1 more may or may not have been created; 1 row failed \
             (0 of 3 rows created)";
        assert_eq!((status, &*words), (9, expected));
        assert_eq!(ended(&[Unknown], None).0, 9);
        assert_eq!(ended(&[Unknown, NotSent], service_refuses()).0, 9);
        let broken = || Some(Stop::Journal("no space".into()));
        assert_eq!(ended(&[Created, NotSent], broken()).0, 1);
        assert_eq!(ended(&[Unknown, NotSent], broken()).0, 9);
    }

    #[test]
    fn the_words_are_those_of_the_call() {
        let look = "look with `polyv-group subaccounts list --email r2@b.cn`, or run the same \
             command again: it continues where this run stopped and sends nothing twice";
        let hint = failure(&[Unknown], None).unwrap().hint;
        assert_eq!(hint.as_deref(), Some(look));
        let changed = "1 row changed after creation, not sent (1 of 2 rows created)";
        assert_eq!(ended(&[Created, Changed], None).1, changed);
        let refused = ended(&[NotSent], service_refuses()).1;
        assert!(
            refused.starts_with("could not continue creating sub-accounts: "),
            "{refused}"
        );
    }

    #[test]
    fn an_interruption_is_130_whatever_else() {
        let stop = || Some(Stop::Interrupted);
        assert_eq!(ended(&[Created, NotSent], stop()).0, 130);
        assert_eq!(ended(&[Unknown, NotSent], stop()).0, 130);
    }

    #[test]
    fn a_run_that_could_do_nothing_ends_as_its_call_did() {
        assert_eq!(ended(&[Failed, NotSent], service_refuses()).0, 7);
        assert_eq!(ended(&[Created, Failed, NotSent], service_refuses()).0, 8);
        let dead = Some(Stop::ServiceRefuses(CallError {
            cause: Cause::Fault(SendError::NotSent("no DNS".into())),
            attempts: 1,
            url: String::new(),
        }));
        assert_eq!(ended(&[Failed, NotSent], dead).0, 6);
    }

    #[test]
    fn too_many_failures_are_8() {
        let stop = Some(Stop::TooManyFailures);
        assert_eq!(ended(&[Failed, NotSent], stop).0, 8);
    }
}

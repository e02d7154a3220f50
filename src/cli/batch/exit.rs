//! How a run over a roster ended: its exit status, and what to do next. Pure.

use super::files::Paths;
use crate::batch::results::{RowResult, Status, count};
use crate::batch::stop_rule::Stop;
use crate::endpoints::write::{Rows, Write};
use crate::failure::{Failure, Kind};
use crate::lang::{Both, Text, both, counted};
use crate::text;
use crate::text::shell_word;

/// What to do after an interruption.
pub(super) const RESUME: Both = both(
    "run the same command again: it continues where this run stopped and sends nothing twice",
    "再次运行同一命令：它从停止处继续，不会重复发送",
);

/// What to do about rows that were changed since they were sent.
pub(super) const PUT_BACK: Both = both(
    "put them back as they were, and change the accounts themselves",
    "请把它们改回原样，并直接修改账号本身",
);

/// What to do about rows that need a person.
pub(super) struct Hints<'a> {
    /// About rows that were changed since they were sent.
    pub(super) if_changed: &'a Text,
    /// About rows whose outcome is unknown, after a look at them; the run goes on
    /// by itself where there is none.
    pub(super) if_unknown: Option<&'a Text>,
}

/// Whether all was done, and if not, why not. Rows whose outcome is unknown come
/// before everything but an interruption.
pub(super) fn status(
    call: &Write,
    results: &[RowResult],
    stop: Option<&Stop>,
    paths: &Paths,
    hints: &Hints<'_>,
) -> Result<(), Failure> {
    let stopped = stop.map(|stop| stopped(call, results, stop, paths));
    let failure = stopped.or_else(|| imperfect(call, results, paths, hints.if_changed));
    let failure = match (failure, unknown(call, results, hints.if_unknown)) {
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
    let (count, done) = (count(results, Status::Done), done(call));
    let all = counted_items(results.len(), call);
    let message = failure.message;
    // `个请求` and `行` begin with their measure word.
    let zh = item(call).zh;
    let zh = zh.char_indices().nth(1).map_or(zh, |(end, _)| &zh[..end]);
    let measure = Both { en: "", zh };
    failure.message = text!(
        "{message} ({count}{measure} of {all} {done})",
        "{message}（{all}中{done} {count} {measure}）"
    );
    Err(failure)
}

/// What is counted.
fn item(call: &Write) -> Both {
    call.rows.map_or(Rows::DEFAULT.item, |rows| rows.item)
}

/// So many of what is counted.
fn counted_items(number: usize, call: &Write) -> Text {
    let item = item(call);
    counted(number, item.en, item.zh)
}

/// So many of what is counted, as a number alone in English: `4`, `4 行`.
pub(super) fn number(number: usize, call: &Write) -> Text {
    let item = Both {
        en: "",
        ..item(call)
    };
    text!("{number}{item}", "{number} {item}")
}

/// That it is done: `created`. A row is created in Chinese too, but a request
/// is not what is given.
pub(super) fn done(call: &Write) -> Text {
    let done = call.does.done;
    match item(call) == Rows::DEFAULT.item {
        true => text!("{done}", "已{done}"),
        false => Both {
            zh: "成功", ..done
        }
        .into(),
    }
}

/// Stopped before its end.
fn stopped(call: &Write, results: &[RowResult], stop: &Stop, paths: &Paths) -> Failure {
    match stop {
        Stop::Interrupted => {
            Failure::new(Kind::Interrupted, both("interrupted", "已中断")).hint(RESUME)
        }
        Stop::TooManyFailures => {
            let words = both(
                "stopped: as many rows failed as --max-failures allows",
                "已停止：失败的行数已达到 --max-failures 的上限",
            );
            Failure::new(Kind::Partial, words).hint(fix(paths))
        }
        Stop::Journal(why) => {
            let journal = paths.journal.display();
            let words = text!(
                "stopped: cannot write the journal {journal}: {why}",
                "已停止：无法写入执行日志 {journal}：{why}"
            );
            let hint = text!("fix that, then {RESUME}", "请先解决该问题，然后{RESUME}");
            Failure::new(Kind::Unexpected, words).hint(hint)
        }
        Stop::ServiceRefuses(error) => {
            let doing = call.rows.map_or(both("", ""), |rows| rows.doing);
            let mut failure = error.failure(text!("continue {doing}", "继续{doing}"));
            if count(results, Status::Done) > 0 {
                failure.kind = Kind::Partial;
            }
            let hint = match failure.hint.take() {
                Some(hint) => text!("{hint}; then {RESUME}", "{hint}；然后{RESUME}"),
                None => RESUME.into(),
            };
            failure.hint(hint)
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
        let rows = counted_items(of(Status::Failed), call);
        let words = text!("{rows} failed", "{rows}失败");
        return Some(Failure::new(Kind::Partial, words).hint(fix(paths)));
    }
    let changed = of(Status::Changed);
    (changed > 0).then(|| {
        let deed = call.rows.map_or(both("", ""), |rows| rows.deed);
        let rows = counted_items(changed, call);
        let words = text!(
            "{rows} changed after {deed}, not sent",
            "{rows}在{deed}后有改动，未发送"
        );
        Failure::new(Kind::Partial, words).hint(if_changed)
    })
}

/// What is said of rows whose outcome is unknown, and how to find out.
fn unknown(call: &Write, results: &[RowResult], then: Option<&Text>) -> Option<Failure> {
    let mut unknown = results.iter().filter(|r| r.status == Status::Unknown);
    let first = &unknown.next()?.email;
    let emails = match unknown.count() {
        0 => Text::verbatim(first),
        more => text!("{first} and {more} more", "{first} 及另外 {more} 个"),
    };
    let words = text!(
        "{emails} may or may not have been {done}",
        "无法确定 {emails} 是否已{done}",
        done = call.does.done
    );
    let (by, first) = (call.shown_by, shell_word(first));
    let hint = match then {
        Some(then) => text!(
            "look with `{by} {first}`; {then}",
            "请用 `{by} {first}` 查看；{then}"
        ),
        None => text!(
            "look with `{by} {first}`, or {RESUME}",
            "请用 `{by} {first}` 查看，或{RESUME}"
        ),
    };
    Some(Failure::new(Kind::Unknown, words).hint(hint))
}

fn fix(paths: &Paths) -> Text {
    match &paths.failed {
        Some(failed) => text!(
            "fix {failed} and run it with --from, or fix the roster and run the same command again",
            "请修正 {failed} 后用 --from 运行它，或修正名单后再次运行同一命令",
            failed = failed.display()
        ),
        None => both(
            "see its message; the same command tries again what failed",
            "请看其说明；再次运行同一命令会重试失败的部分",
        )
        .into(),
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
        let hints = Hints {
            if_changed: &PUT_BACK.into(),
            if_unknown: None,
        };
        status(&CREATE, &results, stop.as_ref(), &paths, &hints).err()
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
        let hint = unknown(&CREATE, &results, None).and_then(|it| it.hint);
        let hint = hint.unwrap();
        let email = r"--email 'o'\''hara&co@b.cn'`";
        assert!(hint.en().contains(email), "{hint}");
        let then = Text::verbatim("then this");
        let hint = unknown(&CREATE, &results, Some(&then)).and_then(|it| it.hint);
        assert!(hint.unwrap().en().ends_with("'`; then this"));
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
        assert_eq!(hint.unwrap(), look);
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

//! One write on its way: sent, and told what became of it.

use super::batch::How;
use super::context::Context;
use super::interrupt::LastWords;
use crate::api::CallError;
use crate::endpoints::send::{Answered, Fate};
use crate::endpoints::write::{Filled, Repeat};
use crate::failure::{Failure, Kind};
use crate::lang::Text;
use crate::row::Row;
use crate::text;
use crate::text::{escape, shell_word};

/// Sends it, and tells what became of it; gives the target as it is now.
pub(super) fn send(filled: &Filled, how: &How, context: &Context) -> Result<Row, Failure> {
    let target = filled.target();
    let key = escape(&target);
    let (answer, seen) = match deliver(filled, how, context)? {
        Fate::Done { answer, seen } => (answer, seen),
        Fate::GoneBefore(error) => {
            let words = error.words();
            context.console.info(text!(
                "{key} was gone already ({words}); the list does not have it",
                "{key} 早已不存在（{words}）；列表中没有它"
            ));
            return Ok(with_key(filled, None));
        }
        Fate::NotDone(error) => return Err(not_done(filled, &error)),
        Fate::StillThere => {
            let message = text!(
                "{named} was not {done}: the list still shows it",
                "{named} 未{done}：列表中仍有它",
                named = named(filled),
                done = filled.call.does.done
            );
            return Err(Failure::new(Kind::Refused, message).hint(look_first(filled)));
        }
        Fate::Unknown(error) => {
            let mut failure = error.failure(filled.call.does.verb);
            let (unknown, why) = (in_doubt(filled), error.words());
            failure.message = text!("{unknown}: {why}", "{unknown}：{why}");
            failure.kind = Kind::Unknown;
            return Err(failure.hint(look_first(filled)));
        }
    };
    let makes = matches!(filled.call.repeat, Repeat::LookUp(_));
    if answer.is_none() && makes && how.no_preflight {
        let message = text!(
            "the answer was lost; {key} exists now, but --no-preflight left unchecked whether it              did before",
            "应答已丢失；{key} 现已存在，但因 --no-preflight 而未检查它此前是否存在"
        );
        return Err(Failure::new(Kind::Unknown, message).hint(look_first(filled)));
    }
    if answer.is_none() || seen.is_some() {
        filled.tell_seen(context.client()?, seen.as_ref());
    }
    let told = told(filled, answer.is_some(), seen.is_some(), how);
    if !told.is_empty() {
        context.console.info(told);
    }
    let answer = answer.and_then(|answer| answer.row);
    Ok(seen.unwrap_or_else(|| with_key(filled, answer.as_ref())))
}

/// Sends it. Whoever interrupts that is told what is known.
fn deliver(filled: &Filled, how: &How, context: &Context) -> Result<Fate, Failure> {
    let target = filled.target();
    let words = LastWords::leave(in_doubt(filled), look_first(filled));
    let answered = |answer: &Answered| {
        let id = answer.row.as_ref().and_then(|row| row.get("userId"));
        let id = id.map(|id| text!(" (userId {id})", "（userId {id}）", id = id.as_text()));
        words.change(text!(
            "interrupted while waiting for the list; {key} was {done}{id}",
            "等待列表时被中断；{key} 已{done}{id}",
            key = escape(&target),
            done = filled.call.does.done,
            id = id.unwrap_or_default()
        ));
    };
    Ok(filled.carry_out(context.client()?, how.wait(), &answered))
}

/// The target with what it is.
fn named(filled: &Filled) -> Text {
    (filled.call.does.named)(&escape(&filled.target()))
}

fn not_done(filled: &Filled, error: &CallError) -> Failure {
    let (verb, done) = (filled.call.does.verb, filled.call.does.done);
    error.failure(text!(
        "{verb} {named} (it was not {done})",
        "{verb}{named}（未{done}）",
        named = named(filled)
    ))
}

fn in_doubt(filled: &Filled) -> Text {
    text!(
        "{named} may or may not have been {done}",
        "{named} 可能已{done}，也可能未{done}",
        named = named(filled),
        done = filled.call.does.done
    )
}

/// What is to be done before it is sent once more.
fn look_first(filled: &Filled) -> Text {
    text!(
        "look with `{look}` before trying again{told_by}",
        "重试前请先用 `{look}` 确认{told_by}",
        look = look(filled),
        told_by = filled.call.told_by
    )
}

/// What is said after a success, beside what is printed.
fn told(filled: &Filled, is_answered: bool, is_seen: bool, how: &How) -> Text {
    let does = filled.call.does;
    let (done, what, after) = (does.done, does.what, filled.call.after);
    match (is_answered, is_seen, filled.call.repeat) {
        (false, _, Repeat::Gone(_)) => text!(
            "the answer was lost, but {what} was {done}: the list does not show it any more",
            "应答已丢失，但{what}已{done}：列表中已没有它"
        ),
        (false, _, Repeat::Safe(_)) => text!(
            "the answer was lost, but the list shows what was sent: it is {done}",
            "应答已丢失，但列表显示的正是所发送的内容：已{done}"
        ),
        (false, ..) => text!(
            "the answer was lost, but {what} was {done}: the list shows it",
            "应答已丢失，但{what}已{done}：列表中有它"
        ),
        (_, false, Repeat::LookUp(_)) if !how.wait().is_zero() => text!(
            "{done}; the list does not show it yet, which takes the service a while",
            "已{done}；列表中暂时还没有它，服务需要一些时间"
        ),
        (_, false, Repeat::Safe(_)) => {
            text!(
                "{done}; it could not be read back",
                "已{done}；未能读回核对"
            )
        }
        _ if after.is_empty() || how.credentials_out.is_some() => after.into(),
        _ => text!(
            "{after}; {shown}",
            "{after}；{shown}",
            shown = shown_by(filled)
        ),
    }
}

/// The answer with the target's key, which the service does not echo.
pub(super) fn with_key(filled: &Filled, answer: Option<&Row>) -> Row {
    let key = serde_json::Value::from(filled.key());
    // One brace on each side: the last field may end with braces of its own.
    let inside = answer.and_then(|row| row.as_str().trim().strip_prefix('{')?.strip_suffix('}'));
    let rest = inside.unwrap_or_default().trim();
    let comma = if rest.is_empty() { "" } else { "," };
    let text = format!("{{\"{}\":{key}{comma}{rest}}}", filled.call.key);
    Row::parse(&text).expect("an object with one more field is an object")
}

/// With which command the target is shown.
pub(super) fn shown_by(filled: &Filled) -> Text {
    let look = look(filled);
    text!("it is shown by `{look}`", "可用 `{look}` 查看")
}

/// The command that shows the target.
fn look(filled: &Filled) -> String {
    let (shown_by, key) = (filled.call.shown_by, shell_word(filled.key()));
    match shown_by.ends_with('=') {
        true => format!("{shown_by}{key}"),
        false => format!("{shown_by} {key}"),
    }
}

//! One write on its way: sent, and told what became of it.

use super::batch::How;
use super::context::Context;
use super::interrupt::LastWords;
use crate::endpoints::send::{Answered, Fate};
use crate::endpoints::write::{Does, Filled, Repeat};
use crate::failure::{Failure, Kind};
use crate::row::Row;
use crate::text::{escape, shell_word};

/// Sends it, and tells what became of it; gives the target as it is now.
pub(super) fn send(filled: &Filled, how: &How, context: &Context) -> Result<Row, Failure> {
    let Does { verb, done, .. } = filled.call.does;
    let target = filled.target();
    let key = escape(&target);
    let what = (filled.call.does.named)(&key);
    let unknown = format!("{what} may or may not have been {done}");
    let look = look(filled);
    let told_by = filled.call.told_by;
    let hint = format!("look with `{look}` before trying again{told_by}");
    let words = LastWords::leave(&unknown, &hint);
    let answered = |answer: &Answered| {
        let id = answer.row.as_ref().and_then(|row| row.get("userId"));
        let id = id.map_or(String::new(), |id| format!(" (userId {})", id.as_text()));
        words.change(format!(
            "interrupted while waiting for the list; {key} was {done}{id}"
        ));
    };
    let fate = filled.carry_out(context.client()?, how.wait(), &answered);
    drop(words);
    let (answer, seen) = match fate {
        Fate::Done { answer, seen } => (answer, seen),
        Fate::NotDone(error) => {
            let attempted = format!("{verb} {what} (it was not {done})");
            return Err(error.failure(&attempted));
        }
        Fate::GoneBefore(error) => {
            let words = error.words();
            let told = format!("{key} was gone already ({words}); the list does not have it");
            context.console.info(&told);
            return Ok(with_key(filled, None));
        }
        Fate::StillThere => {
            let message = format!("{what} was not {done}: the list still shows it");
            return Err(Failure::new(Kind::Refused, message).hint(hint));
        }
        Fate::Unknown(error) => {
            let mut failure = error.failure(verb.now());
            failure.message = format!("{unknown}: {}", error.words()).into();
            failure.kind = Kind::Unknown;
            return Err(failure.hint(hint));
        }
    };
    let makes = matches!(filled.call.repeat, Repeat::LookUp(_));
    if answer.is_none() && makes && how.no_preflight {
        let message = format!(
            "the answer was lost; {key} exists now, but --no-preflight left unchecked whether it \
             did before"
        );
        return Err(Failure::new(Kind::Unknown, message).hint(hint));
    }
    if answer.is_none() || seen.is_some() {
        filled.tell_seen(context.client()?, seen.as_ref());
    }
    let told = told(filled, answer.is_some(), seen.is_some(), how);
    if !told.is_empty() {
        context.console.info(&told);
    }
    let answer = answer.and_then(|answer| answer.row);
    Ok(seen.unwrap_or_else(|| with_key(filled, answer.as_ref())))
}

/// What is said after a success, beside what is printed.
fn told(filled: &Filled, is_answered: bool, is_seen: bool, how: &How) -> String {
    let Does { done, what, .. } = filled.call.does;
    match (is_answered, is_seen, filled.call.repeat) {
        (false, _, Repeat::Gone(_)) => format!(
            "the answer was lost, but {what} was {done}: the list does not show it any more"
        ),
        (false, _, Repeat::Safe(_)) => {
            format!("the answer was lost, but the list shows what was sent: it is {done}")
        }
        (false, ..) => format!("the answer was lost, but {what} was {done}: the list shows it"),
        (_, false, Repeat::LookUp(_)) if !how.wait().is_zero() => {
            format!("{done}; the list does not show it yet, which takes the service a while")
        }
        (_, false, Repeat::Safe(_)) => format!("{done}; it could not be read back"),
        _ if filled.call.after.is_empty() => String::new(),
        _ if how.credentials_out.is_some() => filled.call.after.to_string(),
        _ => format!("{}; it is shown by `{}`", filled.call.after, look(filled)),
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

/// The command that shows the target.
pub(super) fn look(filled: &Filled) -> String {
    let (shown_by, key) = (filled.call.shown_by, shell_word(filled.key()));
    match shown_by.ends_with('=') {
        true => format!("{shown_by}{key}"),
        false => format!("{shown_by} {key}"),
    }
}

//! Amounts as options say them, `minutes=500`, checked by the rules of a roster.

use crate::batch::allocate::declared::{declared, field_of};
use crate::batch::allocate::wishes::{Wished, wishes};
use crate::cli::fields;
use crate::endpoints::resources::{Resource, named, sides};
use crate::endpoints::spec::Now;
use crate::endpoints::write::{Draft, Filled, Names};
use crate::failure::Failure;
use crate::lang::{CLAUSES, Text, joined};
use crate::text;
use crate::text::quoted;
use rust_decimal::Decimal;

/// Resources that are limits, of which another account's can be copied.
pub(super) const LIMITS: [&str; 2] = ["channels", "link-mic-limit"];

/// An e-mail that keeps its rule, where the true ones are not known yet.
const ANYONE: &str = "name@example.com";

/// What was typed for an option: the option, the way that it stands for, and all
/// `R=N` of it.
pub(super) type TypedAmounts<'t> = (&'static str, &'static str, &'t [String]);

/// What options say of every account.
///
/// # Errors
/// Usage, with all faults.
pub(super) fn filled(typed: &[TypedAmounts<'_>], is_like: bool) -> Result<Filled, Failure> {
    let mut draft = Draft::new(declared());
    draft.set(draft.call.key, ANYONE);
    let mut faults = Vec::new();
    for (option, way, all) in typed {
        for text in *all {
            faults.extend(take_in(text, (option, way), &mut draft, is_like));
        }
    }
    let names = names(typed);
    match draft.check(&Now::read()) {
        Ok(filled) if faults.is_empty() => Ok(filled),
        checked => {
            let found = checked.err().unwrap_or_default().into_iter();
            let found = found.map(|it| fields::in_words(it.named(&names)));
            let faults = joined(faults.into_iter().chain(found), CLAUSES);
            Err(Failure::usage(text!(
                "nothing was sent: {faults}",
                "未发送任何请求：{faults}"
            )))
        }
    }
}

/// Takes `minutes=500` of an option in, or says what is wrong with it.
fn take_in(
    text: &str,
    (option, way): (&str, &str),
    draft: &mut Draft,
    is_like: bool,
) -> Option<Text> {
    let (name, amount) = sides(text).unwrap_or((text, ""));
    let resource = match named(name) {
        Ok(resource) => resource,
        Err(_) if name == text => {
            return Some(text!(
                "{option} {text} must be RESOURCE=N, such as minutes=500",
                "{option} {text} 的格式须为 RESOURCE=N，例如 minutes=500",
                text = quoted(text.trim())
            ));
        }
        Err(rule) => {
            let name = quoted(name.trim());
            return Some(text!("{option} {name} {rule}", "{option} {name} {rule}"));
        }
    };
    let (word, typed) = (resource.word, quoted(text));
    if sides(amount).is_some() {
        return Some(text!(
            "{option} {typed} is of several resources: repeat {option} for each",
            "{option} {typed} 含有多个资源：请为每个资源各写一个 {option}"
        ));
    }
    let api = field_of(way, resource)?.api;
    if amount.trim().is_empty() {
        return Some(text!(
            "{option} {typed} requires an amount, such as {word}=500",
            "{option} {typed} 缺少数量，例如 {word}=500"
        ));
    }
    if draft.get(api).is_some() {
        return Some(text!(
            "{option} {word} is given twice",
            "{option} {word} 重复给出"
        ));
    }
    draft.set(api, amount.trim());
    let is_limit = is_like && LIMITS.contains(&word);
    is_limit.then(|| {
        text!(
            "{option} {word} cannot be combined with --like, which sets it",
            "{option} {word} 不能与 --like 同时使用，后者会设置该项"
        )
    })
}

/// `--set minutes` for `set minutes`.
pub(super) fn names(typed: &[TypedAmounts<'_>]) -> Names {
    let fields = declared().fields.iter();
    let names = fields.map(|field| {
        let (way, word) = field.api.split_once(' ').unwrap_or(("", field.api));
        let option = typed.iter().find(|(_, own, _)| *own == way);
        let name = match option {
            Some((option, ..)) => format!("{option} {word}"),
            None => format!("--{}", field.api),
        };
        (field.api, Text::verbatim(name))
    });
    names.collect()
}

/// What may be given at most of each resource.
///
/// # Errors
/// Usage, with all faults.
pub(super) fn budgets(typed: &[String]) -> Result<Vec<(&'static Resource, Decimal)>, Failure> {
    let filled = filled(&[("--budget", "give", typed)], false)?;
    let most = wishes(None, ANYONE, &filled).into_iter();
    let most = most.filter_map(|wish| match wish.how {
        Wished::Give(most) => Some((wish.resource, most)),
        _ => None,
    });
    Ok(most.collect())
}

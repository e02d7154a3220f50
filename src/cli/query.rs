//! The parameters that a read is asked with: what options gave, and what
//! `--where` says in other words.

use super::ask::Asking;
use super::context::Context;
use crate::endpoints::spec::{Now, Period, Read, plain};
use crate::endpoints::times;
use crate::failure::Failure;
use crate::sign::Params;
use crate::text;
use clap::ArgMatches;
use std::cmp::Ordering;
use std::ops::Range;

/// Milliseconds by which a span is longer that is sent for `--where`: the
/// service's times are seconds, and nobody says whether its ends belong to it.
const MARGIN: i64 = 1000;

/// Times that are sent for `--where`, in milliseconds since 1970: the years 2002
/// to 2200, of which all have as many digits. No record is older.
const TIMES: Range<i64> = 1_009_843_200_000..7_258_118_400_000;

/// The parameters of the options.
///
/// # Errors
/// Usage: the first value that breaks its rule, or two that do not fit.
pub(super) fn typed(read: &Read, args: &ArgMatches, context: &Context) -> Result<Params, Failure> {
    let (now, zone) = (Now::read(), &context.style()?.zone);
    let mut query = Params::new();
    for field in read.fields {
        let Some(text) = args.get_one::<String>(field.api) else {
            continue;
        };
        let value = field.check(text, &now);
        let period = read.period.filter(|p| p.params.contains(&field.api));
        let value = value.and_then(|value| match period {
            None => Ok(plain(&value)),
            Some(period) => {
                let span = times::span(text, zone, &now)?;
                let is_last = field.api == period.params[1];
                Ok((period.sent)(if is_last {
                    span.end - 1
                } else {
                    span.start
                }))
            }
        });
        match value {
            Ok(value) => query.push(field.api, value),
            Err(rule) => {
                let option = field.option_name();
                return Err(Failure::usage(text!(
                    "--{option} {text:?} {rule}",
                    "--{option} {text:?} {rule}"
                )));
            }
        }
    }
    (read.between)(&query).map_err(Failure::usage)?;
    Ok(query)
}

/// The parameters with the times that the rows asked for have, where these are
/// tighter than what was typed: the service then sends fewer rows to choose
/// from.
pub(super) fn narrowed(read: &Read, query: Params, asking: &Asking) -> Params {
    let Some(Period {
        field,
        params,
        sent,
    }) = read.period
    else {
        return query;
    };
    let length = |text: &str| (text.len(), text.to_owned());
    let mut tighter = query.clone();
    let [from, to] = asking.times(field);
    let bounds = [
        (
            from.map(|from| from.saturating_sub(MARGIN)),
            Ordering::Greater,
        ),
        (to.map(|to| to.saturating_add(MARGIN)), Ordering::Less),
    ];
    for (param, (bound, order)) in params.into_iter().zip(bounds) {
        let Some(bound) = bound.filter(|bound| TIMES.contains(bound)).map(sent) else {
            continue;
        };
        let typed = query.get(param);
        if typed.is_none_or(|typed| length(&bound).cmp(&length(typed)) == order) {
            tighter.set(param, &bound);
        }
    }
    // Where no row can be there is no such span.
    match (read.between)(&tighter) {
        Ok(()) => tighter,
        Err(_) => query,
    }
}

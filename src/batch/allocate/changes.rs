//! Wishes and what the list says become changes, or all that is wrong with
//! them.

use super::declared::field_of;
use super::rails;
use super::requests::{difference, plain, requests};
use super::wishes::{Wish, Wished};
use super::{Change, Via, amount};
use crate::endpoints::resources::{billed_field, named};
use crate::endpoints::write::Finding;
use crate::lang::{Text, both};
use crate::row::Row;
use crate::text;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// What will be done.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// The changes, those of one account together.
    pub changes: Vec<Change>,
    /// How many wishes need none: it is so already, or above its floor.
    pub already: usize,
}

/// What the wishes come to. The accounts are by their e-mails in small letters;
/// where more than 10 are changed, all of the group must be among them. `group`
/// is what the group has, if that is known, as one flat row.
///
/// # Errors
/// All that is wrong, in the order of the wishes.
pub fn changes(
    wishes: &[Wish],
    accounts: &BTreeMap<String, Row>,
    group: Option<&Row>,
) -> Result<Plan, Vec<Finding>> {
    let (mut plan, mut faults) = (Plan::default(), Vec::new());
    for of_account in wishes.chunk_by(|one, next| one.email == next.email) {
        let first = &of_account[0];
        let Some(account) = accounts.get(&first.email.to_lowercase()) else {
            let text = both("is not a sub-account of the group", "不是集团的分账号");
            let fault = Finding::new("email", &first.email, text);
            faults.push(Finding {
                line: first.line,
                ..fault
            });
            continue;
        };
        for wish in of_account {
            match change(wish, account) {
                Ok(Some(change)) => plan.changes.push(change),
                Ok(None) => plan.already += 1,
                Err(rule) => faults.push(fault(wish, rule)),
            }
        }
    }
    // What was computed may break a rule of its call.
    if let Err(found) = requests(&plan.changes) {
        faults.extend(found);
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    rails::mark(&mut plan.changes, accounts.len(), group);
    Ok(plan)
}

/// What is wrong with a wish, by what was typed for it.
fn fault(wish: &Wish, rule: Text) -> Finding {
    let field = field_of(wish.how.mode().word(), wish.resource);
    let field = field.map_or("", |field| field.api);
    Finding {
        line: wish.line,
        ..Finding::new(field, wish.how.typed(), rule)
    }
}

/// What a wish changes, if anything.
fn change(wish: &Wish, account: &Row) -> Result<Option<Change>, Text> {
    let resource = wish.resource;
    let text = |field| account.text(field).unwrap_or_default().into_owned();
    let email = text("email");
    let billed = billed_field(&text("chargeType"));
    let billed = billed.and_then(|word| named(word).ok());
    if let Some(other) = billed.filter(|it| resource.is_billed() && *it != resource) {
        return Err(text!(
            "is not for {email}, which is billed by {other}",
            "不适用于 {email}，该账号按{other}计费",
            other = other.name()
        ));
    }
    let from = amount(account, resource.left);
    let Some((to, via)) = to_and_via(wish, &email, from)? else {
        return Ok(None);
    };
    if let (Some(most), Some(to)) = (resource.most, to)
        && to > most.into()
    {
        return Err(text!(
            "would make it {to} for {email}; at most {most}",
            "会使 {email} 变为 {to}；最多 {most}",
            to = plain(to)
        ));
    }
    let is_so = via == Via::Set && to == from;
    Ok((!is_so).then(|| Change {
        line: wish.line,
        user_id: text("userId"),
        email,
        resource,
        mode: wish.how.mode(),
        from,
        to,
        delta: delta(wish.how, from, to),
        via,
        computed: is_computed(wish.how, via),
        needs: Vec::new(),
    }))
}

/// What will be there and by which kind of call, where there is so much `from`;
/// `None` where nothing is to be done.
fn to_and_via(
    wish: &Wish,
    email: &str,
    from: Option<Decimal>,
) -> Result<Option<(Option<Decimal>, Via)>, Text> {
    let call = difference(wish.resource);
    let by = call.map_or(Via::Set, |_| BY);
    let unknown = || {
        text!(
            "requires to know what {email} has left: the list does not say",
            "需要知道 {email} 的剩余数量，而列表未显示"
        )
    };
    let known = || from.ok_or_else(unknown);
    Ok(Some(match wish.how {
        Wished::Set(to) => (Some(to), Via::Set),
        Wished::Refill { floor, to } if known()? < floor => (Some(to), Via::Set),
        Wished::Refill { .. } => return Ok(None),
        Wished::Give(amount) | Wished::Take(Some(amount)) if amount.is_zero() => return Ok(None),
        Wished::Give(amount) if call.is_some() => (from.map(|from| from + amount), by),
        Wished::Give(amount) => (Some(known()? + amount), by),
        Wished::Take(Some(amount)) if amount > known()? => {
            let left = plain(known()?);
            return Err(text!(
                "is more than {email} has left ({left})",
                "超出 {email} 的剩余数量 {left}"
            ));
        }
        Wished::Take(Some(amount)) => (Some(known()? - amount), by),
        Wished::Take(None) if from.is_some_and(|from| from <= Decimal::ZERO) => return Ok(None),
        Wished::Take(None) if call.is_some_and(|call| call.takes_all) => {
            (Some(Decimal::ZERO), Via::Difference { all: true })
        }
        Wished::Take(None) if call.is_some() => known().map(|_| (Some(Decimal::ZERO), by))?,
        Wished::Take(None) => (Some(Decimal::ZERO), by),
    }))
}

/// A difference that is not all there is.
const BY: Via = Via::Difference { all: false };

/// What was typed is the difference, whether or not it is known of what.
fn delta(how: Wished, from: Option<Decimal>, to: Option<Decimal>) -> Option<Decimal> {
    match how {
        Wished::Give(amount) => Some(amount),
        Wished::Take(Some(amount)) => Some(-amount),
        _ => Some(to? - from?),
    }
}

/// Whether what is sent follows from what the list says.
fn is_computed(how: Wished, via: Via) -> bool {
    match how {
        Wished::Give(_) | Wished::Take(Some(_)) => via == Via::Set,
        Wished::Take(None) => via == BY,
        Wished::Set(_) | Wished::Refill { .. } => false,
    }
}

#[cfg(test)]
mod tests;

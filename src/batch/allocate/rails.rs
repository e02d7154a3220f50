//! What is not done unless it is allowed by name, what it comes to together,
//! and the budget, which nothing allows to pass.

use super::{Change, Rail, amount};
use crate::endpoints::resources::{RESOURCES, Resource};
use crate::row::Row;
use rust_decimal::Decimal;
use std::collections::HashSet;

/// So many accounts may always be changed at once.
const FEW: usize = 10;

/// And of more, so many percent of the group's.
const MOST_PERCENT: usize = 30;

/// What the changes of a resource come to.
#[derive(Clone, Debug, PartialEq)]
pub struct Sum {
    /// Of what.
    pub resource: &'static Resource,
    /// What is given, all accounts together.
    pub given: Decimal,
    /// What is taken back, below 0.
    pub taken: Decimal,
    /// What the group has left to give, if that is known; below 0 where it gave
    /// more than it owns.
    pub left: Option<Decimal>,
}

impl Sum {
    /// Whether it gives more than there is.
    fn is_over(&self) -> bool {
        self.left
            .is_some_and(|left| !self.given.is_zero() && self.given > left)
    }
}

/// The sum of each resource that changes.
pub fn sums(changes: &[Change], group: Option<&Row>) -> Vec<Sum> {
    let mut sums: Vec<Sum> = (RESOURCES.iter())
        .map(|resource| Sum {
            resource,
            given: Decimal::ZERO,
            taken: Decimal::ZERO,
            left: left(resource, group),
        })
        .collect();
    let mut changed = HashSet::new();
    for change in changes {
        let word = change.resource.word;
        changed.insert(word);
        // What is not known to be there already may all be new.
        let delta = change.delta.or(change.to).unwrap_or_default();
        for sum in sums.iter_mut().filter(|sum| sum.resource.word == word) {
            match delta > Decimal::ZERO {
                true => sum.given += delta,
                false => sum.taken += delta,
            }
        }
    }
    sums.retain(|sum| changed.contains(sum.resource.word));
    sums
}

/// What the group owns of it less what it has allocated.
fn left(resource: &Resource, group: Option<&Row>) -> Option<Decimal> {
    let (owned, allocated) = resource.pool;
    Some(amount(group?, owned)? - amount(group?, allocated)?)
}

/// Says of each change what must be allowed. Of the group's accounts there are
/// so many.
pub(super) fn mark(changes: &mut [Change], accounts: usize, group: Option<&Row>) {
    let emails: HashSet<&str> = changes.iter().map(|it| it.email.as_str()).collect();
    let is_many = emails.len() > FEW && emails.len() * 100 > accounts * MOST_PERCENT;
    let sums = sums(changes, group);
    let over = sums.iter().filter(|sum| sum.is_over());
    let over: Vec<&str> = over.map(|sum| sum.resource.word).collect();
    for change in changes {
        let gives = change.delta.or(change.to) > Some(Decimal::ZERO);
        let own = own(change);
        let over = (gives && over.contains(&change.resource.word)).then_some(Rail::OverPool);
        let many = is_many.then_some(Rail::Many);
        change.needs = own.into_iter().chain(over).chain(many).collect();
    }
}

/// What must be allowed of a change by itself. Who allows that nothing is left
/// allows that less is left.
fn own(change: &Change) -> Option<Rail> {
    let to = change.to?;
    let takes = change.from.is_none_or(|from| to < from);
    if takes && to <= Decimal::ZERO {
        return Some(Rail::Zero);
    }
    let half = change.from? / Decimal::TWO;
    (takes && to <= half).then_some(Rail::Decrease)
}

/// What changes need and what is not among `allowed`, each with the number of
/// its changes; the worst first.
pub fn not_allowed(changes: &[Change], allowed: &[Rail]) -> Vec<(Rail, usize)> {
    let all = [Rail::Zero, Rail::Decrease, Rail::OverPool, Rail::Many];
    let missing = all.into_iter().filter(|rail| !allowed.contains(rail));
    let counted = missing.map(|rail| {
        let needing = changes.iter().filter(|it| it.needs.contains(&rail));
        (rail, needing.count())
    });
    counted.filter(|(_, count)| *count > 0).collect()
}

/// The sums that are over their budgets, with these.
pub fn over_budget<'s>(
    sums: &'s [Sum],
    budgets: &[(&'static Resource, Decimal)],
) -> Vec<(&'s Sum, Decimal)> {
    let over = budgets.iter().filter_map(|(resource, most)| {
        let sum = sums.iter().find(|sum| sum.resource == *resource)?;
        (sum.given > *most).then_some((sum, *most))
    });
    over.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::allocate::{Mode, Via};
    use crate::endpoints::resources::named;

    fn change(resource: &str, delta: Option<i64>, needs: &[Rail]) -> Change {
        Change {
            line: None,
            email: "a@b.cn".into(),
            user_id: String::new(),
            resource: named(resource).unwrap(),
            mode: Mode::Set,
            from: None,
            to: Some(70.into()),
            delta: delta.map(Decimal::from),
            via: Via::Set,
            computed: false,
            needs: needs.to_vec(),
        }
    }

    #[test]
    fn a_budget_counts_what_is_given_and_not_what_is_taken() {
        let changes = [
            change("minutes", Some(30), &[]),
            change("minutes", Some(-100), &[]),
            change("minutes", None, &[]),
            change("flow", Some(-5), &[]),
        ];
        let sums = sums(&changes, None);
        let shown = |sum: &Sum| format!("{} {} {}", sum.resource.word, sum.given, sum.taken);
        let all: Vec<_> = sums.iter().map(shown).collect();
        assert_eq!(all, ["minutes 100 -100", "flow 0 -5"]);
        let minutes = named("minutes").unwrap();
        let over = |most: i64| {
            let over = over_budget(&sums, &[(minutes, most.into())]);
            over.iter()
                .map(|(sum, most)| format!("{} {most}", shown(sum)))
                .collect::<Vec<_>>()
        };
        assert_eq!(over(100), [""; 0]);
        assert_eq!(over(99), ["minutes 100 -100 99"]);
        let flow = [(named("flow").unwrap(), Decimal::ZERO)];
        assert!(over_budget(&sums, &flow).is_empty());
    }

    #[test]
    fn each_rail_is_allowed_by_its_own_name_only() {
        let changes = [
            change("minutes", Some(1), &[Rail::Many]),
            change("flow", Some(1), &[Rail::Decrease, Rail::Many]),
            change("space", Some(1), &[Rail::Zero, Rail::Many]),
        ];
        let (zero, half, many) = ((Rail::Zero, 1), (Rail::Decrease, 1), (Rail::Many, 3));
        for (allowed, missing) in [
            (&[][..], vec![zero, half, many]),
            (&[Rail::Decrease], vec![zero, many]),
            (&[Rail::Zero, Rail::OverPool], vec![half, many]),
            (&[Rail::Zero, Rail::Decrease, Rail::Many], vec![]),
        ] {
            assert_eq!(not_allowed(&changes, allowed), missing, "{allowed:?}");
        }
    }
}

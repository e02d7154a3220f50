//! The calls that make changes: all targets of an account are one request, and
//! each difference is one.

use super::{Change, Mode, Via};
use crate::api::Remarks;
use crate::endpoints::allocate::{DIFFERENCES, Difference, SET};
use crate::endpoints::resources::Resource;
use crate::endpoints::spec::Now;
use crate::endpoints::write::{Draft, Filled, Finding};
use rust_decimal::Decimal;
use serde_json::Value;

/// A call, and which changes it makes.
#[derive(Clone, Debug)]
pub struct Requested {
    /// What is sent.
    pub filled: Filled,
    /// The places of its changes among all: one or more of a target call, one of
    /// a difference.
    pub changes: Vec<usize>,
}

/// The call that gives or takes a difference of a resource, if there is one.
pub fn difference(resource: &Resource) -> Option<&'static Difference> {
    let mut all = DIFFERENCES.iter();
    all.find(|it| it.resource == resource.word)
}

/// An amount as it is sent and shown: without zeros at its end.
pub fn plain(amount: Decimal) -> String {
    amount.normalize().to_string()
}

/// One request for all targets of an account and one for each difference.
/// Changes of one account stand together.
///
/// # Errors
/// A change that breaks a rule of its call, such as a target that is no whole
/// number; by the fields of the call, with the change's line.
pub fn requests(changes: &[Change]) -> Result<Vec<Requested>, Vec<Finding>> {
    let (mut requests, mut faults) = (Vec::new(), Vec::new());
    let mut first = 0;
    for account in changes.chunk_by(|one, next| one.email == next.email) {
        let places = first..first + account.len();
        first = places.end;
        let targets = places.clone().filter(|at| changes[*at].via == Via::Set);
        let targets = Some(targets.collect::<Vec<_>>()).filter(|it| !it.is_empty());
        let differences = places.filter(|at| changes[*at].via != Via::Set);
        for of_one in targets.into_iter().chain(differences.map(|at| vec![at])) {
            match draft(changes, &of_one).check(&Now { unix_millis: 0 }) {
                Ok(mut filled) => {
                    filled.remarks = remarks(changes, &of_one);
                    requests.push(Requested {
                        filled,
                        changes: of_one,
                    });
                }
                Err(found) => faults.extend(found.into_iter().map(|it| Finding {
                    line: changes[of_one[0]].line,
                    ..it
                })),
            }
        }
    }
    match faults.is_empty() {
        true => Ok(requests),
        false => Err(faults),
    }
}

/// What an account of writes says of changes that are one request, as far as
/// the list told what was there.
fn remarks(changes: &[Change], of_one: &[usize]) -> Remarks {
    let changes = of_one.iter().map(|at| &changes[*at]);
    let what = changes.clone().map(|change| {
        let (mode, word) = (change.mode.word(), change.resource.word);
        let amount = |amount: Option<Decimal>| plain(amount.unwrap_or_default().abs());
        match change.via {
            Via::Set => format!("set {word} to {}", amount(change.to)),
            Via::Difference { all: true } => format!("{mode} all {word}"),
            Via::Difference { all: false } => format!("{mode} {} {word}", amount(change.delta)),
        }
    });
    let mut remarks = Remarks::new(what.collect::<Vec<_>>().join(", "));
    let before = |change: &Change| Some((change.resource.word.into(), number(change.from?)));
    remarks.before = changes.filter_map(before).collect();
    remarks
}

/// An amount as a number of JSON.
pub fn number(amount: Decimal) -> Value {
    plain(amount).parse().map_or(Value::Null, Value::Number)
}

/// What is sent for changes that are one request.
fn draft(changes: &[Change], of_one: &[usize]) -> Draft {
    let first = &changes[of_one[0]];
    let Via::Difference { all } = first.via else {
        return of_targets(&first.email, of_one.iter().map(|at| &changes[*at]));
    };
    of_difference(first, all)
}

fn of_targets<'c>(email: &str, targets: impl Iterator<Item = &'c Change>) -> Draft {
    let mut draft = Draft::new(&SET);
    draft.set("email", email);
    for target in targets {
        draft.set(target.resource.target, plain(target.to.unwrap_or_default()));
    }
    draft
}

fn of_difference(change: &Change, all: bool) -> Draft {
    let call = difference(change.resource).expect("the plan knows which have a call");
    let mut draft = Draft::new(call.call);
    draft.set("email", &change.email);
    let is_give = change.mode == Mode::Give;
    draft.set("type", if is_give { "add" } else { "recover" });
    match all {
        true => draft.set("all", "1"),
        false => draft.set(call.amount, plain(change.delta.unwrap_or_default().abs())),
    }
    draft
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoints::resources::RESOURCES;
    use crate::http::Body;
    use proptest::prelude::*;

    /// A change of this account and resource; a difference where there is a call
    /// and it is asked for.
    fn change(account: usize, resource: usize, is_difference: bool, amount: i64) -> Change {
        let resource = &RESOURCES[resource];
        let is_difference = is_difference && difference(resource).is_some();
        Change {
            line: Some(account as u64 + 2),
            email: format!("shop{account}@example.com"),
            user_id: String::new(),
            resource,
            mode: match (is_difference, amount % 2) {
                (false, _) => Mode::Set,
                (true, 0) => Mode::Give,
                (true, _) => Mode::Take,
            },
            from: None,
            to: Some(amount.into()),
            delta: Some(amount.into()),
            via: match is_difference {
                true => Via::Difference { all: false },
                false => Via::Set,
            },
            computed: false,
            needs: Vec::new(),
        }
    }

    fn sent(changes: &[Change]) -> Vec<String> {
        let requests = requests(changes).unwrap();
        let shown = |it: &Requested| {
            let request = it.filled.request();
            let body = match &request.body {
                Body::Json { shown, .. } => shown.clone(),
                _ => request.shown(),
            };
            format!("{} {body} {:?}", request.path, it.changes)
        };
        requests.iter().map(shown).collect()
    }

    #[test]
    fn targets_of_an_account_are_one_request_and_each_difference_is_one() {
        let mut all = change(1, 2, true, 1);
        all.via = Via::Difference { all: true };
        let changes = [
            change(0, 0, true, 500),
            change(0, 4, false, 10),
            change(0, 8, false, 12),
            change(1, 4, false, 20),
            change(1, 0, true, 201),
            all,
        ];
        assert_eq!(
            sent(&changes),
            [
                "/live/v4/group/user/package/update \
                 {\"email\":\"shop0@example.com\",\"balance\":12,\"maxChannels\":10} [1, 2]",
                "/v2/group/live/set-durations \
                 email=shop0%40example.com&type=add&duration=500 [0]",
                "/live/v4/group/user/package/update \
                 {\"email\":\"shop1@example.com\",\"maxChannels\":20} [3]",
                "/v2/group/live/set-durations \
                 email=shop1%40example.com&type=recover&duration=201 [4]",
                "/v2/group/vod/set-flow email=shop1%40example.com&type=recover&all=1 [5]",
            ]
        );
    }

    #[test]
    fn what_no_call_takes_is_a_fault_of_its_line() {
        let mut part = change(3, 2, true, 1);
        part.delta = Some("-0.5".parse().unwrap());
        let found = requests(&[change(2, 7, false, 17), part]).unwrap_err();
        let found: Vec<_> = found
            .iter()
            .map(|it| (it.line, it.field.en(), &*it.value, it.text.en()))
            .collect();
        let whole = "must be a whole number, 0 or more, digits only";
        assert_eq!(
            found,
            [
                (Some(4), "linkMicLimit", "17", "must be at most 16"),
                (Some(5), "flow", "0.5", whole),
            ]
        );
    }

    proptest! {
        #[test]
        fn every_change_is_in_one_request(
            mut drawn in prop::collection::btree_map((0..6usize, 0..9usize), (any::<bool>(), 1..17i64), 0..30)
        ) {
            let changes: Vec<_> = std::mem::take(&mut drawn)
                .into_iter()
                .map(|((account, resource), (is_difference, amount))| {
                    change(account, resource, is_difference, amount)
                })
                .collect();
            let requests = requests(&changes).unwrap();
            let mut seen: Vec<_> = requests.iter().flat_map(|it| it.changes.clone()).collect();
            seen.sort_unstable();
            prop_assert_eq!(seen, (0..changes.len()).collect::<Vec<_>>());
            for request in &requests {
                for at in &request.changes {
                    prop_assert_eq!(request.filled.key(), &changes[*at].email);
                }
            }
        }
    }
}

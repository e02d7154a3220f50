//! Every mode of every kind of resource, against accounts as the list has them.

use super::*;
use crate::batch::allocate::{Mode, Rail};
use crate::endpoints::resources::named;
use crate::row::Row;

/// Two accounts billed by minutes, one by concurrency, one in a way nobody
/// documents and of which nothing is known.
fn accounts() -> BTreeMap<String, Row> {
    let rows = [
        r#"{"email":"A@b.cn","userId":"ua","chargeType":"minutes","remainMinutes":300,
            "remainFlow":120.5,"remainSpace":0,"maxChannels":10,"balance":"12.30",
            "linkMicLimit":6,"linkMicMinutes":40,"guideMinutes":null}"#,
        r#"{"email":"c@b.cn","userId":"uc","chargeType":"parallelConcurrent",
            "remainConcurrent":50,"remainFlow":-3,"maxChannels":1}"#,
        r#"{"email":"d@b.cn","chargeType":"byMoon"}"#,
    ];
    let rows = rows.map(|text| Row::parse(text).unwrap());
    let keyed = rows.map(|row| (row.text("email").unwrap().to_lowercase(), row));
    BTreeMap::from(keyed)
}

fn number(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// A wish as it is typed: `a@b.cn set minutes 5`.
fn wish(text: &str) -> Wish {
    let words: Vec<_> = text.split(' ').collect();
    let how = match words[1..] {
        ["set", _, to] => Wished::Set(number(to)),
        ["give", _, by] => Wished::Give(number(by)),
        ["take", _, "all"] => Wished::Take(None),
        ["take", _, by] => Wished::Take(Some(number(by))),
        ["refill", _, floor, to] => Wished::Refill {
            floor: number(floor),
            to: number(to),
        },
        _ => panic!("{text}"),
    };
    Wish {
        line: Some(7),
        email: words[0].to_owned(),
        resource: named(words[2]).unwrap(),
        how,
    }
}

/// A change in words: `300 → 500 +200 set`, its rails behind it.
fn words(change: &Change) -> String {
    let shown = |amount: Option<Decimal>| amount.map_or("?".into(), plain);
    let (from, to, delta) = (shown(change.from), shown(change.to), shown(change.delta));
    let computed = if change.computed { " computed" } else { "" };
    let via = change.via.word();
    let needs: String = change
        .needs
        .iter()
        .map(|it| format!(" {}", it.name()))
        .collect();
    format!("{from} → {to} {delta} {via}{computed}{needs}")
}

/// What one wish comes to: its change, or the rule it breaks.
fn one(text: &str) -> String {
    match changes(&[wish(text)], &accounts(), None) {
        Ok(plan) if plan.changes.is_empty() => format!("already {}", plan.already),
        Ok(plan) => {
            assert_eq!((plan.changes.len(), plan.already), (1, 0));
            words(&plan.changes[0])
        }
        Err(found) => {
            assert!(found.iter().all(|it| it.line == Some(7)));
            let found = found.iter();
            let found = found.map(|it| format!("{} {:?} {}", it.field, it.value, it.text));
            let found: Vec<_> = found.collect();
            found.join("; ")
        }
    }
}

#[test]
fn each_mode_of_each_kind_of_resource() {
    for (wish, expected) in [
        ("a@b.cn set minutes 500", "300 → 500 200 set"),
        ("a@b.cn set minutes 300", "already 1"),
        ("a@b.cn set balance 12.3", "already 1"),
        ("a@b.cn set balance 20.05", "12.3 → 20.05 7.75 set"),
        ("a@b.cn set guide-minutes 5", "? → 5 ? set"),
        ("a@b.cn give minutes 50", "300 → 350 50 difference"),
        ("a@b.cn give minutes 0", "already 1"),
        ("a@b.cn take minutes 0", "already 1"),
        ("a@b.cn take minutes 100", "300 → 200 -100 difference"),
        ("a@b.cn give flow 5", "120.5 → 125.5 5 difference"),
        ("d@b.cn give flow 5", "? → ? 5 difference"),
        ("a@b.cn give channels 5", "10 → 15 5 set computed"),
        ("a@b.cn take channels 4", "10 → 6 -4 set computed"),
        ("a@b.cn give balance 0.05", "12.3 → 12.35 0.05 set computed"),
        ("a@b.cn give link-mic-limit 10", "6 → 16 10 set computed"),
        ("a@b.cn give link-mic-minutes 1", "40 → 41 1 set computed"),
        ("a@b.cn take space all", "already 1"),
        ("c@b.cn take flow all", "already 1"),
        ("a@b.cn refill minutes 301 500", "300 → 500 200 set"),
        ("a@b.cn refill minutes 300 500", "already 1"),
        ("c@b.cn give concurrent 5", "50 → 55 5 difference"),
        ("d@b.cn give minutes 5", "? → ? 5 difference"),
        ("d@b.cn give concurrent 5", "? → ? 5 difference"),
    ] {
        assert_eq!(one(wish), expected, "{wish}");
    }
}

#[test]
fn what_leaves_half_or_nothing_must_be_allowed() {
    for (wish, expected) in [
        ("a@b.cn set minutes 151", "300 → 151 -149 set"),
        ("a@b.cn set minutes 150", "300 → 150 -150 set decrease"),
        (
            "a@b.cn take minutes 150",
            "300 → 150 -150 difference decrease",
        ),
        ("a@b.cn take channels 5", "10 → 5 -5 set computed decrease"),
        ("a@b.cn set minutes 0", "300 → 0 -300 set zero"),
        ("a@b.cn take minutes 300", "300 → 0 -300 difference zero"),
        (
            "a@b.cn take minutes all",
            "300 → 0 -300 difference computed zero",
        ),
        (
            "c@b.cn take concurrent all",
            "50 → 0 -50 difference computed zero",
        ),
        ("a@b.cn take flow all", "120.5 → 0 -120.5 all zero"),
        ("d@b.cn take flow all", "? → 0 ? all zero"),
        ("a@b.cn take channels all", "10 → 0 -10 set zero"),
        ("a@b.cn take balance all", "12.3 → 0 -12.3 set zero"),
        ("a@b.cn set guide-minutes 0", "? → 0 ? set zero"),
        ("c@b.cn set flow 0", "-3 → 0 3 set"),
    ] {
        assert_eq!(one(wish), expected, "{wish}");
    }
}

#[test]
fn what_cannot_be_is_a_fault_of_its_line() {
    for (wish, expected) in [
        (
            "x@b.cn set minutes 5",
            "email \"x@b.cn\" is not a sub-account of the group",
        ),
        (
            "a@b.cn set concurrent 5",
            "set concurrent \"5\" is not for A@b.cn, which is billed by minutes",
        ),
        (
            "c@b.cn refill minutes 5 6",
            "refill minutes \"6\" is not for c@b.cn, which is billed by concurrent",
        ),
        (
            "a@b.cn take minutes 301",
            "take minutes \"301\" is more than A@b.cn has left (300)",
        ),
        (
            "a@b.cn take flow 121",
            "take flow \"121\" is more than A@b.cn has left (120.5)",
        ),
        (
            "d@b.cn take flow 1",
            "take flow \"1\" requires to know what d@b.cn has left: the list does not say",
        ),
        (
            "d@b.cn give channels 1",
            "give channels \"1\" requires to know what d@b.cn has left: the list does not say",
        ),
        (
            "a@b.cn refill guide-minutes 1 2",
            "refill guide-minutes \"2\" requires to know what A@b.cn has left: the list does not say",
        ),
        (
            "d@b.cn take minutes all",
            "take minutes \"all\" requires to know what d@b.cn has left: the list does not say",
        ),
        (
            "a@b.cn give link-mic-limit 11",
            "give link-mic-limit \"11\" would make it 17 for A@b.cn; at most 16",
        ),
        (
            "a@b.cn give channels 2147483640",
            "maxChannels \"2147483650\" must not be above 2147483647",
        ),
    ] {
        assert_eq!(one(wish), expected, "{wish}");
    }
}

#[test]
fn all_faults_are_told_at_once_and_an_unknown_account_once() {
    let wishes = [
        "x@b.cn set minutes 5",
        "x@b.cn set channels 5",
        "a@b.cn take minutes 301",
        "a@b.cn take channels 11",
        "a@b.cn set flow 5",
    ];
    let found = changes(&wishes.map(wish), &accounts(), None).unwrap_err();
    let fields: Vec<_> = found.iter().map(|it| it.field.en()).collect();
    assert_eq!(fields, ["email", "take minutes", "take channels"]);
}

#[test]
fn an_account_is_found_in_any_letters_and_keeps_those_of_the_list() {
    let plan = changes(&[wish("a@B.CN set minutes 5")], &accounts(), None).unwrap();
    let change = &plan.changes[0];
    assert_eq!((&*change.email, &*change.user_id), ("A@b.cn", "ua"));
}

#[test]
fn more_than_the_group_has_left_must_be_allowed() {
    let group = r#"{"liveInfo.accountDurations":1000,"liveInfo.totalDepositedDuration":400,
        "vodInfo.accountFlow":100.5,"vodInfo.totalFlows":120.25}"#;
    let group = Row::parse(group).unwrap();
    let needs = |wishes: &[&str]| {
        let wishes: Vec<_> = wishes.iter().map(|text| wish(text)).collect();
        let plan = changes(&wishes, &accounts(), Some(&group)).unwrap();
        plan.changes
            .iter()
            .map(|it| it.needs.clone())
            .collect::<Vec<_>>()
    };
    let none: [Vec<Rail>; 2] = [vec![], vec![]];
    let over = vec![Rail::OverPool];
    assert_eq!(
        needs(&["a@b.cn set minutes 500", "d@b.cn give minutes 400"]),
        none
    );
    assert_eq!(
        needs(&["a@b.cn set minutes 500", "d@b.cn give minutes 401"]),
        [over.clone(), over.clone()]
    );
    // What is not known to be there may all be new.
    assert_eq!(needs(&["d@b.cn set minutes 601"])[0], over);
    assert_eq!(needs(&["a@b.cn give flow 1"])[0], over);
    // What is taken makes no room, and does not need any.
    assert_eq!(
        needs(&["a@b.cn take minutes 1", "d@b.cn give minutes 601"]),
        [vec![], over]
    );
    assert_eq!(
        needs(&["a@b.cn give channels 999", "c@b.cn give channels 9"]),
        none
    );
}

#[test]
fn many_accounts_at_once_must_be_allowed() {
    let all = |count: usize| -> BTreeMap<String, Row> {
        (0..count)
            .map(|at| {
                let email = format!("e{at:03}@b.cn");
                let row = Row::from(serde_json::json!({"email": email, "maxChannels": 5}));
                (email, row)
            })
            .collect()
    };
    let is_many = |changed: usize, count: usize| {
        let wishes = (0..changed).flat_map(|at| {
            ["set channels 6", "set balance 1"].map(|how| wish(&format!("e{at:03}@b.cn {how}")))
        });
        let plan = changes(&wishes.collect::<Vec<_>>(), &all(count), None).unwrap();
        let many = plan.changes.iter().filter(|it| it.needs == [Rail::Many]);
        many.count() == changed * 2
    };
    assert!(!is_many(10, 10));
    assert!(is_many(11, 11));
    assert!(is_many(11, 36));
    assert!(!is_many(11, 37));
    assert!(!is_many(30, 100));
    assert!(is_many(31, 100));
}

#[test]
fn a_number_beyond_all_reason_is_none_that_is_known() {
    let most = "79228162514264337593543950335";
    let text = format!(r#"{{"email":"a@b.cn","remainMinutes":{most},"maxChannels":"-{most}"}}"#);
    let accounts = BTreeMap::from([("a@b.cn".to_owned(), Row::parse(&text).unwrap())]);
    let group = r#"{"liveInfo.accountDurations":MOST,"liveInfo.totalDepositedDuration":-MOST}"#;
    let group = Row::parse(&group.replace("MOST", most)).unwrap();
    let wishes = ["a@b.cn give minutes 500", "a@b.cn set channels 5"].map(wish);
    let plan = changes(&wishes, &accounts, Some(&group)).unwrap();
    let words: Vec<_> = plan.changes.iter().map(words).collect();
    assert_eq!(words, ["? → ? 500 difference", "? → 5 ? set"]);
}

#[test]
fn what_is_so_already_counts_for_no_rail() {
    let row = Row::parse(r#"{"email":"a@b.cn","maxChannels":0}"#).unwrap();
    let accounts = BTreeMap::from([("a@b.cn".to_owned(), row)]);
    let plan = changes(&[wish("a@b.cn set channels 0")], &accounts, None).unwrap();
    assert_eq!(
        plan,
        Plan {
            changes: vec![],
            already: 1
        }
    );
    assert_eq!(Mode::of("refill"), Some(Mode::Refill));
    assert_eq!(Mode::of("all"), None);
}

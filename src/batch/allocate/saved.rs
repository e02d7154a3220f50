//! A plan as JSON: written to be looked at, read to be sent. What is read may
//! have been changed by anybody, so every part of it is checked.

use super::changes::Plan;
use super::declared::field_of;
use super::requests::plain;
use super::wishes::{Wish, Wished};
use super::{Change, Mode, Via, amount, or_unknown};
use crate::endpoints::resources::{RESOURCES, Resource};
use crate::endpoints::rules;
use crate::endpoints::spec::Now;
use crate::failure::Failure;
use crate::lang::{Text, both};
use crate::order;
use crate::row::Row;
use crate::text;
use crate::text::quoted;
use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::{Number, Value, json};
use std::collections::{BTreeMap, HashSet};

/// The one layout of a plan that there is.
const FORMAT: u64 = 1;

/// A change as programs see it.
pub fn row(change: &Change) -> Value {
    let needs: Vec<&str> = change.needs.iter().map(|rail| rail.name()).collect();
    json!({
        "email": change.email,
        "resource": change.resource.word,
        "mode": change.mode.word(),
        "from": literal(change.from),
        "to": literal(change.to),
        "delta": literal(change.delta),
        "via": change.via.word(),
        "needs": needs,
    })
}

/// The amount itself, not a float that is near it.
fn literal(amount: Option<Decimal>) -> Option<Number> {
    plain(amount?).parse().ok()
}

/// A plan as a document, for the group account of this appId at this base URL.
pub fn document(app_id: &str, base: &str, changes: &[Change]) -> Value {
    let changes: Vec<Value> = changes.iter().map(row).collect();
    json!({"formatVersion": FORMAT, "appId": app_id, "base": base, "changes": changes})
}

/// The parts of a document.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Document {
    format_version: u64,
    app_id: String,
    base: String,
    changes: Vec<Line>,
}

/// A change as it was written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    email: String,
    resource: String,
    mode: String,
    from: Option<Number>,
    to: Option<Number>,
    delta: Option<Number>,
    via: String,
    /// Looked at by people; what is needed is found out again.
    #[serde(rename = "needs")]
    _needs: Vec<String>,
}

/// A saved change: what it wishes for, and what was there and would be.
#[derive(Clone, Debug, PartialEq)]
pub struct Saved {
    /// The wish that it was made for.
    pub wish: Wish,
    from: Option<Decimal>,
    to: Option<Decimal>,
    delta: Option<Decimal>,
    via: String,
}

/// Reads a document.
///
/// # Errors
/// Usage: it is no plan, of another account, or a part of it breaks a rule.
pub fn read(bytes: &[u8], app_id: &str, base: &str) -> Result<Vec<Saved>, Failure> {
    let document: Value = serde_json::from_slice(bytes)
        .map_err(|error| Failure::usage(text!("it is not JSON: {error}", "不是 JSON：{error}")))?;
    // Of a later version nothing else is known.
    let version = document.get("formatVersion").and_then(Value::as_u64);
    if version.is_some_and(|version| version != FORMAT) {
        return Err(Failure::usage(both(
            "it was written by another version of this program",
            "由本程序的另一个版本写入",
        )));
    }
    let document: Document = serde_json::from_value(document).map_err(|error| {
        Failure::usage(text!("it is not a plan: {error}", "不是执行计划：{error}"))
    })?;
    debug_assert_eq!(document.format_version, FORMAT);
    for (what, of, own) in [
        ("appId", document.app_id.as_str(), app_id),
        ("base", document.base.as_str(), base),
    ] {
        if of != own {
            let (of, own) = (quoted(of), quoted(own));
            return Err(Failure::usage(text!(
                "it is a plan for the {what} {of}, and this is {own}",
                "该执行计划的 {what} 是 {of}，而当前是 {own}"
            )));
        }
    }
    let mut seen = HashSet::new();
    let lines = document.changes.into_iter().enumerate();
    let saved = lines.map(|(at, line)| match line.saved() {
        None => Err(Failure::usage(text!(
            "change {number} is not one that this program writes",
            "第 {number} 项变更不是本程序写入的内容",
            number = at + 1
        ))),
        Some(saved) if !seen.insert(key(&saved.wish)) => Err(Failure::usage(text!(
            "change {number} is of an account and resource that an earlier one changes",
            "第 {number} 项变更与前面某一项的账号和资源相同",
            number = at + 1
        ))),
        Some(saved) => Ok(saved),
    });
    let mut saved = saved.collect::<Result<Vec<_>, _>>()?;
    order::sort_by_key(&mut saved, |it| it.wish.email.to_lowercase());
    Ok(saved)
}

/// What a run changes once: an account's resource.
pub fn key(wish: &Wish) -> (String, &'static str) {
    (wish.email.to_lowercase(), wish.resource.word)
}

impl Line {
    /// What it says, if it keeps every rule.
    fn saved(self) -> Option<Saved> {
        let number = |number: Option<Number>| {
            let text = number.map(|number| number.to_string());
            text.map_or(Some(None), |text| {
                Decimal::from_str_exact(&text).ok().map(Some)
            })
        };
        let (from, to, delta) = (number(self.from)?, number(self.to)?, number(self.delta)?);
        let mode = Mode::of(&self.mode)?;
        let how = match mode {
            Mode::Set => Wished::Set(to?),
            Mode::Refill => Wished::Refill {
                floor: to?,
                to: to?,
            },
            Mode::Give => Wished::Give(delta?),
            // All of what has a fraction is more than can be typed.
            Mode::Take if to == Some(Decimal::ZERO) && self.via != BY => Wished::Take(None),
            Mode::Take => Wished::Take(Some(-delta?)),
        };
        let email = rules::email(&self.email, &Now { unix_millis: 0 });
        let resource = RESOURCES.iter().find(|it| it.word == self.resource)?;
        let field = field_of(mode.word(), resource)?;
        let amount = field.check(&how.typed(), &Now { unix_millis: 0 });
        (email.is_ok() && amount.is_ok()).then_some(Saved {
            wish: Wish {
                line: None,
                email: self.email,
                resource,
                how,
            },
            from,
            to,
            delta,
            via: self.via,
        })
    }
}

const BY: &str = Via::Difference { all: false }.word();

/// What the list says otherwise than the plan did.
pub fn moved(saved: &[Saved], accounts: &BTreeMap<String, Row>) -> Vec<Text> {
    let moved = saved.iter();
    let moved =
        moved.filter_map(|it| has_moved(&it.wish.email, it.wish.resource, it.from, accounts));
    moved.collect()
}

/// What the list says otherwise of changes that were planned by what it said
/// before.
pub fn moved_meanwhile(changes: &[&Change], accounts: &BTreeMap<String, Row>) -> Vec<Text> {
    let moved = changes.iter();
    let moved = moved.filter_map(|it| has_moved(&it.email, it.resource, it.from, accounts));
    moved.collect()
}

/// Whether an account that is there has another amount than when a plan was made.
fn has_moved(
    email: &str,
    resource: &'static Resource,
    from: Option<Decimal>,
    accounts: &BTreeMap<String, Row>,
) -> Option<Text> {
    let now = amount(accounts.get(&email.to_lowercase())?, resource.left);
    (now != from).then(|| {
        text!(
            "{what} of {email} was {was} when the plan was made, and is {is}",
            "{email} 的{what}在制定执行计划时为 {was}，现在为 {is}",
            what = resource.name(),
            was = or_unknown(from),
            is = or_unknown(now)
        )
    })
}

/// Whether changes are exactly the saved ones: what was edited by hand may not
/// be what it seems.
pub fn is_of(plan: &Plan, saved: &[Saved]) -> bool {
    let same = |(change, saved): (&Change, &Saved)| {
        change.to == saved.to && change.delta == saved.delta && change.via.word() == saved.via
    };
    plan.changes.len() == saved.len() && plan.changes.iter().zip(saved).all(same)
}

#[cfg(test)]
mod tests {
    use super::super::changes::changes;
    use super::*;

    fn accounts(minutes: u64) -> BTreeMap<String, Row> {
        let row = json!({"email": "A@b.cn", "remainMinutes": minutes, "remainFlow": 120.5,
                         "maxChannels": 10, "balance": "0.10"});
        BTreeMap::from([("a@b.cn".to_owned(), Row::from(row))])
    }

    fn wishes() -> Vec<Wish> {
        let wish = |resource: &str, how| Wish {
            line: Some(2),
            email: "a@b.cn".into(),
            resource: RESOURCES.iter().find(|it| it.word == resource).unwrap(),
            how,
        };
        vec![
            wish("minutes", Wished::Take(Some(100.into()))),
            wish("flow", Wished::Take(None)),
            wish("channels", Wished::Give(5.into())),
            wish("balance", Wished::Set("12.30".parse().unwrap())),
        ]
    }

    fn saved() -> Value {
        let plan = changes(&wishes(), &accounts(300), None).unwrap();
        document("app1", "https://api.polyv.net", &plan.changes)
    }

    fn read_value(document: &Value) -> Result<Vec<Saved>, Failure> {
        read(
            document.to_string().as_bytes(),
            "app1",
            "https://api.polyv.net",
        )
    }

    #[test]
    fn a_plan_is_written_so() {
        let expected = "{\"formatVersion\":1,\"appId\":\"app1\",\
            \"base\":\"https://api.polyv.net\",\"changes\":[\
            {\"email\":\"A@b.cn\",\"resource\":\"minutes\",\"mode\":\"take\",\"from\":300,\
            \"to\":200,\"delta\":-100,\"via\":\"difference\",\"needs\":[]},\
            {\"email\":\"A@b.cn\",\"resource\":\"flow\",\"mode\":\"take\",\"from\":120.5,\
            \"to\":0,\"delta\":-120.5,\"via\":\"all\",\"needs\":[\"zero\"]},\
            {\"email\":\"A@b.cn\",\"resource\":\"channels\",\"mode\":\"give\",\"from\":10,\
            \"to\":15,\"delta\":5,\"via\":\"set\",\"needs\":[]},\
            {\"email\":\"A@b.cn\",\"resource\":\"balance\",\"mode\":\"set\",\"from\":0.1,\
            \"to\":12.3,\"delta\":12.2,\"via\":\"set\",\"needs\":[]}]}";
        assert_eq!(saved().to_string(), expected);
    }

    #[test]
    fn what_is_read_back_is_what_was_planned() {
        let read = read_value(&saved()).unwrap();
        assert_eq!(moved(&read, &accounts(300)), [""; 0]);
        let wishes: Vec<_> = read.iter().map(|it| it.wish.clone()).collect();
        let again = changes(&wishes, &accounts(300), None).unwrap();
        assert!(is_of(&again, &read));
        let again = document("app1", "https://api.polyv.net", &again.changes);
        assert_eq!(again, saved());
    }

    #[test]
    fn what_has_moved_since_is_named() {
        let mut accounts = accounts(299);
        let read = read_value(&saved()).unwrap();
        let text = "minutes of A@b.cn was 300 when the plan was made, and is 299";
        assert_eq!(moved(&read, &accounts), [text]);
        let row = Row::from(json!({"email": "A@b.cn", "remainMinutes": 300}));
        accounts.insert("a@b.cn".into(), row);
        let moved = moved(&read, &accounts);
        let moved = moved.iter().map(|it| it.en().split(' ').next());
        assert!(moved.eq(["flow", "channels", "balance"].map(Some)));
    }

    #[test]
    fn a_plan_whose_sums_were_changed_by_hand_is_not_its_own() {
        for (at, name, value) in [
            (0, "delta", json!(-99)),
            (1, "delta", json!(0)),
            (2, "delta", json!(6)),
            (2, "via", json!("difference")),
            (3, "to", json!(13)),
        ] {
            let mut document = saved();
            document["changes"][at][name] = value;
            let read = read_value(&document).unwrap();
            let wishes: Vec<_> = read.iter().map(|it| it.wish.clone()).collect();
            let again = changes(&wishes, &accounts(300), None).unwrap();
            assert!(!is_of(&again, &read), "{at} {name}");
        }
    }

    #[test]
    fn a_damaged_or_foreign_plan_is_refused() {
        let refused = |change: &dyn Fn(&mut Value)| {
            let mut document = saved();
            change(&mut document);
            read_value(&document).unwrap_err().message
        };
        for (change, words) in [
            (
                &(|it: &mut Value| it["formatVersion"] = json!(2)) as &dyn Fn(&mut Value),
                "it was written by another version of this program",
            ),
            (
                &|it| it["appId"] = json!("app2"),
                "it is a plan for the appId \"app2\", and this is \"app1\"",
            ),
            (
                &|it| it["base"] = json!("http://127.0.0.1"),
                "it is a plan for the base \"http://127.0.0.1\", and this is \
                 \"https://api.polyv.net\"",
            ),
            (
                &|it| it["changes"][1] = it["changes"][0].clone(),
                "change 2 is of an account and resource that an earlier one changes",
            ),
            (
                &|it| it["changes"][0]["email"] = json!("a@b.cn,c@d.cn"),
                "change 1 is not one that this program writes",
            ),
            (
                &|it| it["changes"][0]["delta"] = json!(100),
                "change 1 is not one that this program writes",
            ),
            (
                &|it| it["changes"][0]["delta"] = json!(-1e30),
                "change 1 is not one that this program writes",
            ),
            (
                &|it| it["changes"][3]["to"] = json!(-1),
                "change 4 is not one that this program writes",
            ),
            (
                &|it| it["changes"][3]["resource"] = json!("money"),
                "change 4 is not one that this program writes",
            ),
            (
                &|it| it["changes"][3]["mode"] = json!("burn"),
                "change 4 is not one that this program writes",
            ),
        ] {
            assert_eq!(refused(change), words);
        }
        for change in [
            &(|it: &mut Value| it["changes"][0]["odd"] = json!(1)) as &dyn Fn(&mut Value),
            &|it| it["odd"] = json!(1),
            &|it| it["changes"][0]["to"] = json!("5"),
            &|it| it["changes"] = json!({}),
            &|it| it["formatVersion"] = json!("1"),
            &|it| *it = json!([]),
        ] {
            let words = refused(change);
            assert!(words.en().starts_with("it is not a plan: "), "{words}");
        }
        for bytes in [&b""[..], b"{", b"email,to\n", b"\xff\xfe"] {
            let failure = read(bytes, "app1", "b").unwrap_err();
            assert!(
                failure.message.en().starts_with("it is not JSON: "),
                "{failure:?}"
            );
        }
    }

    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_plan_is_read_back_as_it_was(
            left in prop::collection::vec((0..1000u32, 0..3u32), 9),
            wished in prop::collection::vec((0..5usize, 0..1200u32), 9),
        ) {
            let mut row = json!({"email": "a@b.cn"});
            for (resource, (amount, digits)) in RESOURCES.iter().zip(&left) {
                let amount = Decimal::new((*amount).into(), *digits);
                row[resource.left] = json!(amount.to_string());
            }
            let accounts = BTreeMap::from([("a@b.cn".to_owned(), Row::from(row))]);
            let wishes = RESOURCES.iter().zip(&wished).filter_map(|(resource, (how, amount))| {
                let amount = Decimal::from(*amount);
                let how = match how {
                    0 => Wished::Set(amount),
                    1 => Wished::Give(amount),
                    2 => Wished::Take(Some(amount)),
                    3 => Wished::Take(None),
                    _ => Wished::Refill { floor: amount, to: amount },
                };
                let wish = Wish { line: None, email: "a@b.cn".into(), resource, how };
                // What cannot be is of no interest here.
                changes(std::slice::from_ref(&wish), &accounts, None).ok().map(|_| wish)
            });
            let wishes: Vec<_> = wishes.collect();
            let plan = changes(&wishes, &accounts, None).unwrap();
            for change in &plan.changes {
                let (from, to) = (change.from.unwrap(), change.to.unwrap());
                prop_assert_eq!(change.delta, Some(to - from));
                prop_assert!(to >= Decimal::ZERO && to != from);
            }
            let document = document("app1", "https://api.polyv.net", &plan.changes);
            let read = read_value(&document).unwrap();
            prop_assert_eq!(moved(&read, &accounts), [""; 0]);
            let wishes: Vec<_> = read.iter().map(|it| it.wish.clone()).collect();
            let again = changes(&wishes, &accounts, None).unwrap();
            prop_assert!(is_of(&again, &read), "{document}");
        }
    }
}

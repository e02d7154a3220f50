//! What new sub-accounts may not be: the fields of one to each other, the rows of
//! many to each other, and all of them to the group's accounts and packages.

use super::resources::{billed_by, billed_field};
use super::rules::{self, phone_key};
use super::spec::Now;
use super::write::{Accounts, Amount, Draft, Filled, Finding, Planned};
use crate::failure::{Failure, Kind};
use crate::lang::{Text, both, counted};
use crate::row::Row;
use crate::text;
use crate::text::listed;
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

/// GiB of VOD flow, and the same of VOD space, that the service gives where
/// the field is left out.
const DEFAULT_VOD_GIB: u64 = 100;

/// The e-mails that one phone number may serve.
const EMAILS_PER_PHONE: usize = 3;

/// The e-mails, in small letters, that each phone of the group serves.
type Phones = HashMap<String, HashSet<String>>;

/// The group has one billing mode, and a date has its own kind of expiry: the
/// service ignores a date that it cannot read, and then the account lives as
/// long as the group.
pub(super) fn billing_and_expiry(draft: &mut Draft, now: &Now, found: &mut Vec<Finding>) {
    match (draft.get("minutes"), draft.get("concurrent")) {
        (Some(_), Some(typed)) => {
            let text = both(
                "cannot be combined with `minutes`; use the one of the group's billing mode",
                "不能与 `minutes` 同时使用；请只用集团计费方式对应的一项",
            );
            found.push(Finding::new("concurrent", typed, text));
        }
        (None, None) => {
            let text = both(
                "or `concurrent` is required: the one of the group's billing mode",
                "和 `concurrent` 须填写其一，按集团的计费方式",
            );
            found.push(Finding::new("minutes", "", text));
        }
        _ => {}
    }
    let date = draft.get("expireDate");
    match (draft.get("expireType"), date) {
        (Some("custom"), None) => {
            let text = both(
                "is required where `expireType` is custom",
                "在 `expireType` 为 `custom` 时为必填项",
            );
            found.push(Finding::new("expireDate", "", text));
        }
        (Some("group"), Some(_)) => {
            let text = both(
                "cannot be combined with `expireDate`; leave one of them out",
                "不能与 `expireDate` 同时使用；请去掉其中一项",
            );
            found.push(Finding::new("expireType", "group", text));
        }
        _ => {}
    }
    let Some(date) = date else { return };
    if rules::date(date).is_ok_and(|day| day < rules::today(now)) {
        let text = both(
            "is in the past; the account would be expired from its first day",
            "已经过去；账号新建后即为到期状态",
        );
        found.push(Finding::new("expireDate", date, text).warning());
    }
    if draft.get("expireType").is_none() {
        draft.set("expireType", "custom");
    }
}

/// Rules between rows.
pub(super) fn between(rows: &[(u64, Draft)]) -> Vec<Finding> {
    let serves = rows
        .iter()
        .filter_map(|(line, draft)| Some((*line, draft.get("email")?, draft.get("phone")?)));
    let mut faults = over_limit(serves, &Phones::new());
    faults.extend(modes_mixed(rows));
    faults
}

/// All sub-accounts follow the main account's one billing mode. The rows of
/// the rarer kind are the faults; of two equally many, those of the later kind.
fn modes_mixed(rows: &[(u64, Draft)]) -> Vec<Finding> {
    let of = |mode, other| -> Vec<(u64, &str)> {
        let rows = rows.iter().filter(|(_, draft)| draft.get(other).is_none());
        let rows = rows.filter_map(|(line, draft)| Some((*line, draft.get(mode)?)));
        rows.collect()
    };
    let minutes = of("minutes", "concurrent");
    let concurrent = of("concurrent", "minutes");
    let (Some((first_minutes, _)), Some((first_concurrent, _))) =
        (minutes.first(), concurrent.first())
    else {
        return Vec::new();
    };
    let many = minutes.len().cmp(&concurrent.len());
    let (usual, line, rare, rows) = match many.then(first_concurrent.cmp(first_minutes)) {
        Ordering::Less => ("concurrent", first_concurrent, "minutes", &minutes),
        _ => ("minutes", first_minutes, "concurrent", &concurrent),
    };
    let rule = text!(
        "cannot be combined with `{usual}` (line {line}) in one roster: all sub-accounts follow the \
         main account's billing mode",
        "不能与 `{usual}`（第 {line} 行）出现在同一名单中：所有分账号的计费方式都与集团主账号相同"
    );
    let fault = |(line, typed): &(u64, &str)| Finding::new(rare, *typed, &rule).on(*line);
    rows.iter().map(fault).collect()
}

/// Phones that would serve too many, with the accounts of the group, and the
/// group's billing mode.
pub(super) fn conflicts(
    accounts: Accounts<'_>,
    rows: &[Planned<'_>],
) -> Result<Vec<Finding>, Failure> {
    let (mut phones, mut mode) = (Phones::new(), None);
    for account in accounts {
        mode = mode.or_else(|| billing_mode(account));
        let (phone, email) = (text(account, "phone"), text(account, "email"));
        if let (Some(phone), Some(email)) = (phone, email) {
            // What is not a phone number serves nobody else.
            let phone = phone_key(&phone).unwrap_or_default();
            let emails = phones.entry(phone).or_default();
            emails.insert(email.to_lowercase());
        }
    }
    let serves = rows.iter();
    let serves = serves.map(|row| (row.line, row.filled.key(), row.filled.text("phone")));
    let faults = over_limit(serves, &phones);
    if !faults.is_empty() {
        return Ok(faults);
    }
    let mode = mode.unwrap_or_default();
    let is_other = |row: &&Planned<'_>| row.sends && !fits(row.filled, &mode);
    match rows.iter().filter(is_other).count() {
        0 => Ok(Vec::new()),
        count => Err(billed_otherwise(count, &mode)),
    }
}

fn billed_otherwise(rows: usize, mode: &str) -> Failure {
    let column = match billed_field(mode) {
        Some("minutes") => "minutes (分钟数)",
        _ => "concurrent (并发数)",
    };
    let are = match rows {
        1 => both("is not", "不是"),
        _ => both("are not", "不是"),
    };
    let rows = counted(rows, "row", "行");
    let message = text!(
        "the group's accounts are billed by {mode}, and {rows} {are}; nothing was sent",
        "集团的账号按{mode}计费，有 {rows}{are}；未发送任何请求",
        mode = billed_by(mode)
    );
    Failure::new(Kind::Refused, message).hint(text!(
        "give the column {column} instead",
        "请改为填写 {column} 列"
    ))
}

/// The rows whose phone would serve more than three e-mails together with
/// those that it serves in the group already. A row whose e-mail the group has
/// adds none: it is skipped.
fn over_limit<'r>(
    rows: impl Iterator<Item = (u64, &'r str, &'r str)>,
    group: &Phones,
) -> Vec<Finding> {
    let taken: HashSet<&String> = group.values().flatten().collect();
    let mut seen: HashMap<String, Vec<(String, u64)>> = HashMap::new();
    let mut faults = Vec::new();
    for (line, email, phone) in rows {
        let (email, Some(key)) = (email.to_lowercase(), phone_key(phone)) else {
            continue;
        };
        let in_group = group.get(&key).map_or(0, HashSet::len);
        let in_file = seen.entry(key).or_default();
        if taken.contains(&email) || in_file.iter().any(|(other, _)| *other == email) {
            continue;
        }
        if in_group + in_file.len() < EMAILS_PER_PHONE {
            in_file.push((email, line));
            continue;
        }
        let lines: Vec<u64> = in_file.iter().map(|(_, line)| *line).collect();
        faults.push(Finding::new("phone", phone, used_by(in_group, &lines)).on(line));
    }
    faults
}

fn used_by(in_group: usize, lines: &[u64]) -> Text {
    let group = text!("{in_group} in the group", "集团中 {in_group} 个");
    let all = listed(lines);
    let rows = match lines.len() {
        1 => text!("line {all}", "第 {all} 行"),
        _ => text!("lines {all}", "第 {all} 行"),
    };
    let users = [(in_group > 0, group), (!lines.is_empty(), rows)];
    let users = users
        .into_iter()
        .filter_map(|(is_there, user)| is_there.then_some(user));
    text!(
        "is used by {accounts} already ({users}); {EMAILS_PER_PHONE} is the maximum",
        "已被 {accounts}使用（{users}）；最多 {EMAILS_PER_PHONE} 个",
        accounts = counted(in_group + lines.len(), "account", "个账号"),
        users = listed(users)
    )
}

/// What the rows allot of what `account…` says is owned and `total…` allotted.
pub(super) fn amounts(rows: &[&Filled], info: Option<&Row>) -> Vec<Amount> {
    let takes = |field, default| {
        let takes = |row: &&Filled| row.number(field).unwrap_or(default);
        rows.iter().map(takes).sum()
    };
    let number = |field: &str| text(info?, field)?.parse::<f64>().ok();
    let left = |field, default, what, owned: &str, allotted: &str| Amount {
        takes: takes(field, default),
        what,
        has: number(owned)
            .zip(number(allotted))
            .map(|(owned, allotted)| owned - allotted),
        part: both("left", "剩余"),
    };
    let (minutes, gave) = (
        "liveInfo.accountDurations",
        "liveInfo.totalDepositedDuration",
    );
    let (flow, flows) = ("vodInfo.accountFlow", "vodInfo.totalFlows");
    let (space, spaces) = ("vodInfo.accountSpace", "vodInfo.totalSpaces");
    vec![
        left("minutes", 0, both("minutes", "分钟"), minutes, gave),
        Amount {
            takes: takes("concurrent", 0),
            what: both("concurrency", "并发"),
            // Zero is what groups billed by minutes have.
            has: number("liveInfo.accountConcurences").filter(|all| *all > 0.0),
            part: both("in all, what is allotted included", "含已分配共有"),
        },
        left(
            "remainFlow",
            DEFAULT_VOD_GIB,
            both("G of flow", "G 点播流量"),
            flow,
            flows,
        ),
        left(
            "remainSpace",
            DEFAULT_VOD_GIB,
            both("G of space", "G 点播空间"),
            space,
            spaces,
        ),
    ]
}

/// A row's `chargeType`.
pub(super) fn billing_mode(account: &Row) -> Option<String> {
    text(account, "chargeType")
}

/// Whether a group billed so may have this account.
pub(super) fn fits(new: &Filled, mode: &str) -> bool {
    billed_field(mode).is_none_or(|field| new.number(field).is_some())
}

fn text(row: &Row, field: &str) -> Option<String> {
    let text = row.text(field).filter(|text| !text.is_empty())?;
    Some(text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoints::spec::Now;
    use crate::endpoints::subaccounts::CREATE;

    fn draft(values: &[(&'static str, &str)]) -> Draft {
        let mut draft = Draft::new(&CREATE);
        values.iter().for_each(|(api, text)| draft.set(api, *text));
        draft
    }

    fn filled(name: &str, more: &[(&'static str, &str)]) -> Filled {
        let email = format!("{name}@b.cn");
        let row = [
            ("email", email.as_str()),
            ("password", "abcd1234"),
            ("contacts", "c"),
            ("phone", "13800000000"),
            ("maxChannels", "1"),
        ];
        draft(&[&row, more].concat())
            .check(&Now { unix_millis: 0 })
            .unwrap()
    }

    /// The findings of rows from line 2 on.
    fn across(rows: &[&[(&'static str, &str)]]) -> Vec<Finding> {
        let rows: Vec<_> = (2..).zip(rows.iter().map(|row| draft(row))).collect();
        between(&rows).into_iter().map(Finding::english).collect()
    }

    fn fault(line: u64, field: &'static str, value: &str, rule: &str) -> Finding {
        Finding::new(field, value, Text::verbatim(rule)).on(line)
    }

    #[test]
    fn the_fourth_email_of_a_phone_is_a_fault_however_the_phone_is_written() {
        let row = |email, phone| [("email", email), ("phone", phone)];
        let same = [
            row("a@b.cn", "13800000000"),
            row("b@b.cn", "138-0000-0000"),
            row("c@b.cn", "+86 13800000000"),
            row("d@b.cn", "13800000000"),
        ];
        let rule = "is used by 3 accounts already (lines 2, 3, 4); 3 is the maximum";
        let rows = same.each_ref().map(|row| &row[..]);
        assert_eq!(across(&rows), [fault(5, "phone", "13800000000", rule)]);
        // Damaged alike they are not one phone.
        let damaged = same.map(|row| [row[0], ("phone", "1.38E+10")]);
        assert_eq!(across(&damaged.each_ref().map(|row| &row[..])), []);
    }

    #[test]
    fn who_uses_a_phone_is_told_in_chinese_too() {
        let words = "已被 3 个账号使用（集团中 1 个、第 2、3 行）；最多 3 个";
        assert_eq!(used_by(1, &[2, 3]).zh(), words);
    }

    #[test]
    fn minutes_and_concurrency_in_one_roster_are_a_fault_of_the_rarer() {
        let rule = |other: &str, line: u64| {
            format!(
                "cannot be combined with `{other}` (line {line}) in one roster: all sub-accounts \
                 follow the main account's billing mode"
            )
        };
        let (minutes, concurrent) = (&[("minutes", "1")][..], &[("concurrent", "1")][..]);
        let rarer = fault(2, "concurrent", "1", &rule("minutes", 3));
        assert_eq!(across(&[concurrent, minutes, minutes]), [rarer]);
        let later = fault(3, "minutes", "1", &rule("concurrent", 2));
        assert_eq!(across(&[concurrent, minutes]), [later]);
    }

    /// The findings of three rows of one phone in a group of these accounts.
    fn in_group(accounts: &[(&'static str, &str)]) -> Vec<Finding> {
        let rows = ["a", "b", "c"].map(|name| filled(name, &[("minutes", "1")]));
        let planned: Vec<_> = (2..)
            .zip(&rows)
            .map(|(line, filled)| Planned {
                line,
                filled,
                sends: true,
            })
            .collect();
        let accounts = accounts.iter().map(|(phone, email)| {
            let row = format!(r#"{{"phone":"{phone}","email":"{email}","chargeType":"minutes"}}"#);
            Row::parse(&row).unwrap()
        });
        let accounts: Vec<_> = accounts.collect();
        let found = conflicts(&mut accounts.iter(), &planned).unwrap();
        found.into_iter().map(Finding::english).collect()
    }

    #[test]
    fn the_emails_of_the_group_count_once_and_skipped_rows_do_not() {
        let (one, other) = ("13800000000", "13900000000");
        assert_eq!(in_group(&[]), []);
        assert_eq!(in_group(&[(one, "A@B.cn")]), []);
        assert_eq!(
            in_group(&[(other, "a@b.cn"), (other, "x@b.cn"), (other, "y@b.cn")]),
            []
        );
        let fault = |line, users| {
            let rule = format!("is used by 3 accounts already ({users}); 3 is the maximum");
            fault(line, "phone", one, &rule)
        };
        assert_eq!(
            in_group(&[("+8613800000000", "x@b.cn")]),
            [fault(4, "1 in the group, lines 2, 3")]
        );
        assert_eq!(
            in_group(&[(one, "a@b.cn"), (one, "x@b.cn")]),
            [fault(4, "2 in the group, line 3")]
        );
        assert_eq!(
            in_group(&[(one, "x@b.cn"), (one, "y@b.cn"), (one, "z@b.cn")]),
            [2, 3, 4].map(|line| fault(line, "3 in the group"))
        );
    }

    #[test]
    fn rows_that_are_sent_are_billed_as_the_group_is() {
        let concurrent = filled("a", &[("concurrent", "1")]);
        let result = |sends| {
            let account = Row::parse(r#"{"chargeType":"minutes"}"#).unwrap();
            let planned = Planned {
                line: 2,
                filled: &concurrent,
                sends,
            };
            conflicts(&mut std::iter::once(&account), &[planned])
        };
        assert_eq!(result(false), Ok(Vec::new()));
        let failure = result(true).unwrap_err();
        let words =
            "the group's accounts are billed by minutes, and 1 row is not; nothing was sent";
        assert_eq!((failure.kind, failure.message.en()), (Kind::Refused, words));
        let words = "集团的账号按分钟数计费，有 1 行不是；未发送任何请求";
        assert_eq!(failure.message.zh(), words);
    }

    fn has(info: Option<&Row>) -> [Option<f64>; 4] {
        let has = amounts(&[], info).into_iter().map(|amount| amount.has);
        has.collect::<Vec<_>>().try_into().unwrap()
    }

    #[test]
    fn what_is_left_is_owned_less_allotted_and_may_be_below_zero() {
        let sample =
            include_str!("../../tests/data/samples/v2.group.account.get-info.success.json");
        let whole: serde_json::Value = serde_json::from_str(sample).unwrap();
        let info = Row::parse(&whole["data"].to_string()).unwrap().flatten();
        let rounded = has(Some(&info)).map(|has| has.map(f64::round));
        let minutes = 2_000_000.0 - 225_362.0;
        assert_eq!(rounded, [Some(minutes), None, Some(-11_946.0), Some(-57.0)]);
    }

    #[test]
    fn what_the_service_does_not_say_is_unknown() {
        let odd = r#"{"vodInfo.accountFlow":null,"vodInfo.totalFlows":1,"liveInfo.accountConcurences":"12"}"#;
        let odd = Row::parse(odd).unwrap();
        assert_eq!(has(Some(&odd)), [None, Some(12.0), None, None]);
        assert_eq!(has(None), [None; 4]);
    }

    #[test]
    fn what_rows_take_counts_the_services_defaults() {
        let vod = [
            ("minutes", "100"),
            ("remainFlow", "7"),
            ("remainSpace", "0"),
        ];
        let rows = [filled("a", &vod), filled("b", &[("minutes", "20")])];
        let takes = amounts(&rows.each_ref(), None).into_iter();
        let takes: Vec<_> = takes.map(|amount| amount.takes).collect();
        assert_eq!(takes, [120, 0, 107, 100]);
    }

    #[test]
    fn a_billing_mode_that_is_null_or_missing_is_unknown() {
        for row in ["{}", r#"{"chargeType":null}"#] {
            assert_eq!(billing_mode(&Row::parse(row).unwrap()), None);
        }
        let row = Row::parse(r#"{"chargeType":"minutes"}"#).unwrap();
        assert_eq!(billing_mode(&row).as_deref(), Some("minutes"));
    }
}

//! The seeded sub-accounts: plain ones made by rule, with the odd ones of
//! `oddities` on the first page.

use super::super::account::{Account, Figures, HUNDREDTHS, Profile};
use super::super::rng::Rng;
use super::{Stream, day, group_expiry, oddities, rng};

const REGIONS: [(&str, &str); 6] = [
    ("华东", "hd"),
    ("华南", "hn"),
    ("华北", "hb"),
    ("华中", "hz"),
    ("西南", "xn"),
    ("东北", "db"),
];
const KINDS: [(&str, &str); 4] = [
    ("分校", "school"),
    ("门店", "store"),
    ("分公司", "branch"),
    ("培训中心", "training"),
];
const DESKS: [&str; 5] = ["教务", "前台", "运营", "财务", "市场"];
const SURNAMES: [&str; 6] = ["张", "王", "李", "赵", "陈", "周"];

/// Prefix of numbers that are assigned to nobody, as the documents use it.
const PHONE_PREFIX: u64 = 12_300_000_000;

/// `count` sub-accounts.
pub(in crate::sandbox) fn accounts(count: usize, seed: u64) -> Vec<Account> {
    (0..count).map(|index| account(index, seed)).collect()
}

fn account(index: usize, seed: u64) -> Account {
    let mut rng = rng(seed, Stream::Accounts, index);
    let mut profile = plain(index, &mut rng);
    oddities::apply(index, &mut profile);
    profile.open(&mut rng, None)
}

fn plain(index: usize, rng: &mut Rng) -> Profile {
    let number = index + 1;
    let (region, region_code) = REGIONS[index % REGIONS.len()];
    let (kind, kind_code) = rng.pick(&KINDS);
    let (expire_type, expire_ms, status) = expiry(index, rng);
    let given = given(rng);
    Profile {
        email: format!("{kind_code}{number:04}@{region_code}.example.com"),
        phone: Some(phone(index)),
        memo: Some(format!("{region}{kind}{number:03}")),
        contacts: Some(format!("{}-{}", rng.pick(&DESKS), rng.pick(&SURNAMES))),
        balance: balance(rng),
        used: used(given, rng),
        given,
        concurrent: 0,
        expire_type,
        expire_ms,
        status,
        pure_rtc: Some(if index % 5 == 3 { "Y" } else { "N" }),
        extra: newer_fields(index, rng),
    }
}

/// Two neighbours share a number, which leaves each number one use.
fn phone(index: usize) -> String {
    let number = u64::try_from(index / 2).unwrap_or(0);
    (PHONE_PREFIX + number).to_string()
}

fn balance(rng: &mut Rng) -> String {
    match rng.below(3) {
        0 => "0".into(),
        _ => format!("{}.{:02}", rng.below(5000), rng.below(100)),
    }
}

fn given(rng: &mut Rng) -> Figures {
    Figures {
        channels: 5 * (1 + rng.below(20)),
        minutes: 100 * (1 + rng.below(200)),
        flow: 100 * HUNDREDTHS + 50 * rng.below(100),
        space: 100 * HUNDREDTHS,
    }
}

/// At most what was given; a third of the accounts has used nothing yet.
fn used(given: Figures, rng: &mut Rng) -> Figures {
    if rng.below(3) == 0 {
        return Figures::default();
    }
    Figures {
        channels: rng.below(given.channels),
        minutes: rng.below(given.minutes),
        flow: rng.below(given.flow),
        space: rng.below(given.space),
    }
}

/// Mostly the group's own; some have one of their own, some of these are over.
fn expiry(index: usize, rng: &mut Rng) -> (&'static str, i64, &'static str) {
    match index % 12 {
        5 => ("custom", day("20281130"), "normal"),
        8 => ("custom", day("20231231"), "expired"),
        11 if rng.below(2) == 0 => ("group", group_expiry(), "frozen"),
        _ => ("group", group_expiry(), "normal"),
    }
}

/// Fields of a newer revision of the documents, which every third row has.
fn newer_fields(index: usize, rng: &mut Rng) -> Vec<(&'static str, String)> {
    if !index.is_multiple_of(3) {
        return Vec::new();
    }
    vec![
        ("remainAiPptVideoDuration", rng.below(600).to_string()),
        ("remainAiPptVideoWithDigitalHumanDuration", "0".into()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn emails_and_app_ids_are_unique_and_phones_serve_two() {
        let accounts = accounts(2000, 1);
        let mut uses: HashMap<&str, u32> = HashMap::new();
        for account in &accounts {
            *uses.entry(&account.email).or_default() += 1;
            *uses.entry(&account.app_id).or_default() += 1;
        }
        assert!(uses.values().all(|count| *count == 1));
        let shared = accounts[100].phone.as_deref();
        let users = accounts.iter().filter(|one| one.phone.as_deref() == shared);
        assert_eq!(users.count(), 2);
    }

    #[test]
    fn all_states_and_kinds_of_expiry_occur() {
        let rows: Vec<String> = accounts(230, 1)
            .iter()
            .map(|account| account.row.get().to_owned())
            .collect();
        for text in [
            r#""status":"normal""#,
            r#""status":"expired""#,
            r#""status":"frozen""#,
            r#""expireType":"custom""#,
            r#""remainAiPptVideoDuration""#,
            r#""balance":"0""#,
        ] {
            assert!(rows.iter().any(|row| row.contains(text)), "{text}");
        }
    }
}

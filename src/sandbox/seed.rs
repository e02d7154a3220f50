//! The made-up group that every sandbox starts with. The same [`Options`] give
//! the same data; names are placeholders of branches and shops, not of people.

use crate::order;
use serde_json::{Value, json};

use super::accounts::{Account, Figures, HUNDREDTHS, Profile, decimals, literal, remove};
use super::china;
use super::log::{self, ADD_FLOW, CHANGE_PLAN, KINDS, Record};
use super::rng::Rng;
use super::{Options, oddities};

/// Ids and names of the roles that child accounts have.
pub(super) const ROLES: [(u32, &str); 4] = [
    (391, "直播管理员"),
    (394, "运营"),
    (396, "财务对账"),
    (397, "直播测试员"),
];

/// Ids and names of the organizations; the last is the root.
pub(super) const DEPARTMENTS: [(u32, &str); 5] = [
    (2743, "测试部门"),
    (2744, "市场部"),
    (2745, "华东大区一部"),
    (2746, "客服"),
    (1, "总部"),
];

/// Left and right edge and parent of each of them.
pub(super) const EDGES: [(u32, u32, u32); 5] =
    [(2, 3, 1), (4, 5, 1), (6, 9, 1), (7, 8, 2745), (1, 10, 0)];

/// When the records begin: 2023-01-01 in China, Unix milliseconds.
pub(super) const FIRST_RECORD_MS: i64 = 1_672_502_400_000;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Keeps the numbers of different lists apart: each list has its own stream.
#[derive(Clone, Copy)]
enum Stream {
    Accounts = 1,
    Children,
    SubAccountChildren,
    Logs,
    Bill,
    AccountBill,
}

/// The generator of one item. It depends on nothing but the seed, so that an
/// account stays the same when more of them are asked for.
fn rng(seed: u64, stream: Stream, index: usize) -> Rng {
    let mut of_seed = Rng(seed);
    let index = u64::try_from(index).unwrap_or(u64::MAX);
    Rng(of_seed.next() ^ ((stream as u64) << 56) ^ (index << 20))
}

/// When the group's packages end: the start of 2030-12-31, Unix milliseconds.
pub(super) const GROUP_EXPIRY: i64 = 1_924_876_800_000;

/// Unix milliseconds of a day that is known to be one.
fn day(text: &str) -> i64 {
    china::parse(china::DAY, text).expect("a constant of this room is a real day")
}

const REGIONS: [(&str, &str); 6] = [
    ("华东", "hd"),
    ("华南", "hn"),
    ("华北", "hb"),
    ("华中", "hz"),
    ("西南", "xn"),
    ("东北", "db"),
];
const SHOPS: [(&str, &str); 4] = [
    ("分校", "school"),
    ("门店", "store"),
    ("分公司", "branch"),
    ("培训中心", "training"),
];
const DESKS: [&str; 5] = ["教务", "前台", "运营", "财务", "市场"];
const SURNAMES: [&str; 6] = ["张", "王", "李", "赵", "陈", "周"];

/// Prefix of numbers that are assigned to nobody, as the documents use it.
const PHONE_PREFIX: u64 = 12_300_000_000;

/// `count` sub-accounts: plain ones made by rule, and those of `oddities`.
pub(super) fn accounts(options: &Options) -> Vec<Account> {
    let (count, odd_first) = (options.accounts, options.odd_first);
    let account = |index| {
        let mut rng = rng(options.seed, Stream::Accounts, index);
        let mut profile = profile(index, &mut rng);
        if let Some(odd) = oddities::which(index, count, oddities::ACCOUNTS, odd_first) {
            oddities::apply(odd, &mut profile);
        }
        if options.by_concurrency {
            profile.bill_by_concurrency();
        }
        profile.open(rng, None)
    };
    (0..count).map(account).collect()
}

fn profile(index: usize, rng: &mut Rng) -> Profile {
    let number = index + 1;
    let (region, region_code) = REGIONS[index % REGIONS.len()];
    let (kind, kind_code) = rng.pick(&SHOPS);
    // Mostly the group's own; some have one of their own, some of these are over.
    let (expire_type, expire_ms, status) = match index % 12 {
        5 => ("custom", day("20281130"), "normal"),
        8 => ("custom", day("20231231"), "expired"),
        11 if rng.below(2) == 0 => ("group", GROUP_EXPIRY, "frozen"),
        _ => ("group", GROUP_EXPIRY, "normal"),
    };
    let given = Figures {
        channels: 5 * (1 + rng.below(20)),
        minutes: 100 * (1 + rng.below(200)),
        concurrent: 0,
        flow: 100 * HUNDREDTHS + 50 * rng.below(100),
        space: 100 * HUNDREDTHS,
    };
    let mut shown = json!({
        "email": format!("{kind_code}{number:04}@{region_code}.example.com"),
        // Two neighbours share a number, which leaves each number one use.
        "phone": (PHONE_PREFIX + index as u64 / 2).to_string(),
        "memo": format!("{region}{kind}{number:03}"),
        "contacts": format!("{}-{}", rng.pick(&DESKS), rng.pick(&SURNAMES)),
        "expireType": expire_type,
        "expireDate": expire_ms,
        "status": status,
        "pureRtcEnabled": if index % 5 == 3 { "Y" } else { "N" },
    });
    if rng.below(3) != 0 {
        shown["balance"] = format!("{}.{:02}", rng.below(5000), rng.below(100)).into();
    }
    // At most what was given; a third of the accounts has used nothing yet.
    let used = match rng.below(3) {
        0 => Figures::default(),
        _ => Figures {
            channels: rng.below(given.channels),
            minutes: rng.below(given.minutes),
            concurrent: 0,
            flow: rng.below(given.flow),
            space: rng.below(given.space),
        },
    };
    // Fields of a newer revision of the documents, on every third row.
    if index.is_multiple_of(3) {
        shown["remainAiPptVideoDuration"] = rng.below(600).into();
        shown["remainAiPptVideoWithDigitalHumanDuration"] = 0.into();
    }
    Profile { shown, given, used }
}

/// `count` records, newest first; none without accounts. Three years of
/// allotments to accounts drawn at random. Amounts come as numbers and as text,
/// since the documents leave open which it is.
pub(super) fn log(options: &Options) -> Vec<Record> {
    let accounts = options.accounts;
    let count = if accounts == 0 { 0 } else { options.logs };
    let (from, until) = (day("20230101"), day("20260101"));
    let record = |index| {
        let mut rng = rng(options.seed, Stream::Logs, index);
        // Whole seconds: the text dates have no smaller unit.
        let at_ms = from + 1000 * rng.below((until - from) / 1000);
        let account = usize::try_from(rng.next() % accounts as u64).unwrap_or(0);
        let kind = match index {
            0 => ADD_FLOW,
            _ => *rng.pick(&KINDS),
        };
        let as_text = rng.below(2) == 0;
        let units = 10 * (1 + rng.below(100));
        let amount = match kind.is_vod() {
            true => log::bytes(units * HUNDREDTHS),
            false => units,
        };
        Record {
            at_ms,
            account,
            kind,
            amount,
            as_text,
        }
    };
    let mut log: Vec<Record> = (0..count).map(record).collect();
    order::sort_by_key(&mut log, |record| std::cmp::Reverse(record.at_ms));
    for (place, record) in log.iter_mut().enumerate() {
        if oddities::which(place, count, oddities::RECORDS, options.odd_first).is_some() {
            record.kind = CHANGE_PLAN;
        }
    }
    log
}

/// The e-mail of a child of the group's main account, or of a sub-account.
pub(super) fn child_email(account: Option<usize>, index: usize) -> String {
    match account {
        None => format!("staff{:05}@group.example.com", index + 1),
        Some(account) => format!("desk{index}@sub{account:04}.example.com"),
    }
}

/// A child's row of children/list.
pub(super) fn child(account: Option<usize>, index: usize, seed: u64) -> Value {
    // A sub-account's children are drawn one after the other.
    let (first, mut rng) = match account {
        None => (index, rng(seed, Stream::Children, index)),
        Some(account) => (0, rng(seed, Stream::SubAccountChildren, account)),
    };
    let email = child_email(account, index);
    let rows = (first..=index).map(|index| child_row(&email, index, &mut rng));
    rows.last().unwrap_or_default()
}

/// What need not be given at creation is null on some rows and missing on
/// others.
fn child_row(email: &str, index: usize, rng: &mut Rng) -> Value {
    let id = rng.code(12);
    // There is no sixth: some are in none.
    let department = DEPARTMENTS.get(*rng.pick(&[0, 1, 2, 3, 5, 4, 4, 4]));
    let (role_id, role_name) = rng.pick(&ROLES);
    let described = index % 7 != 2;
    let mut row = json!({
        "childUserId": id,
        "childName": format!("员工{:04}", index + 1),
        "childEmail": email,
        "description": described.then_some("负责直播测试"),
        "telephone": described.then(|| format!("1230000{index:04}")),
        "organizationId": department.map(|(id, _)| id),
        "organizationName": department.map(|(_, name)| name),
        "status": if index % 9 == 8 { "FROZEN" } else { "NORMAL" },
        "roleId": role_id,
        "roleName": role_name,
        "createdTime": day("20221207") + rng.below(900) * DAY_MS + rng.below(DAY_MS),
    });
    if index % 7 == 5 {
        remove(&mut row, &["description", "telephone"]);
    }
    row
}

/// Products, kinds of use and units of a bill. The products are spelled as in
/// the sample (the documents' table says 云直播 and 云点播); the units of VOD
/// are a guess.
const USES: [(&str, &str, &str); 6] = [
    ("直播", "观看分钟数", "分钟"),
    ("直播", "连麦分钟数", "分钟"),
    ("直播", "无延迟分钟数", "分钟"),
    ("直播", "导播时长", "分钟"),
    ("点播", "视频播放", "GB"),
    ("点播", "存储空间", "GB"),
];

/// The months over which a sub-account's use is spread, from 2023-01 on; then
/// the same follow again.
const BILLED_MONTHS: i64 = 48;

/// The rows of the group's bill of a month `yyyyMM`, up to the day before
/// `now_ms`: a row a day and kind of use. Now and then there is a second one, a
/// supplementary charge (3), as the sample has several rows of a day and use.
pub(super) fn bill(month: &str, now_ms: i64, seed: u64) -> Vec<Value> {
    let union_id = rng(seed, Stream::Bill, 0).code(10);
    let mut rows = Vec::new();
    for number in 1..=31 {
        let date = format!("{month}{number:02}");
        let Some(start) = china::parse(china::DAY, &date).filter(|start| start + DAY_MS <= now_ms)
        else {
            break;
        };
        let mut rng = rng(seed, Stream::Bill, date.parse().unwrap_or(0));
        let stat_at = &china::date_time(start)[..10];
        for kind in &USES {
            let trades: &[i64] = if rng.below(30) == 0 { &[1, 3] } else { &[1] };
            for trade in trades {
                let amount = format!("{}.{:02}", rng.below(3000), 5 * rng.below(20));
                let mut item = bill_item(stat_at, kind, &amount, *trade);
                item["unionId"] = union_id.as_str().into();
                rows.push(item);
            }
        }
    }
    rows
}

/// The bills of a sub-account: what it has used in four years, again and again.
pub(super) fn account_bill(
    (index, account): (usize, &Account),
    months: &std::ops::RangeInclusive<&str>,
    now_ms: i64,
    seed: u64,
) -> Vec<Value> {
    let (used, row) = (account.used, literal(account.row.get()));
    let used = [used.minutes * HUNDREDTHS, 0, 0, 0, used.flow, used.space];
    let mut rows = Vec::new();
    for (nth, at) in (0..BILLED_MONTHS).cycle().enumerate() {
        let month = format!("{}{:02}", 2023 + nth / 12, 1 + nth % 12);
        if month.as_str() > *months.end() || day(&format!("{month}01")) > now_ms {
            break;
        }
        let mut rng = rng(seed, Stream::AccountBill, index * 64 + nth);
        for (kind, used) in USES.iter().zip(used) {
            let date = format!("{month}{:02}", 1 + rng.below(28));
            let start = day(&date);
            let part = used * (at + 1) / BILLED_MONTHS - used * at / BILLED_MONTHS;
            if part == 0 || !months.contains(&month.as_str()) || start + DAY_MS > now_ms {
                continue;
            }
            let stat_at = &china::date_time(start)[..10];
            let mut item = bill_item(stat_at, kind, &decimals(part), 1);
            item["unionId"] = account.user_id.as_str().into();
            item["email"] = account.email.as_str().into();
            item["memo"] = row["memo"].clone();
            rows.push(item);
        }
    }
    rows
}

/// A row that does not say yet whose it is.
fn bill_item(stat_at: &str, kind: &(&str, &str, &str), amount: &str, trade: i64) -> Value {
    let (production, category, unit) = kind;
    json!({
        "unionId": null,
        "accountPeriod": stat_at[..7],
        "email": null,
        "memo": null,
        "production": production,
        "category": category,
        "itemConsumed": literal(amount),
        "itemConsumedUnit": unit,
        "statAt": stat_at,
        "tradeType": trade,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn of(accounts: usize, seed: u64) -> Options {
        Options {
            accounts,
            seed,
            ..Options::default()
        }
    }

    fn rows(count: usize, seed: u64) -> Vec<String> {
        let rows = accounts(&of(count, seed)).into_iter();
        rows.map(|account| account.row.get().to_owned()).collect()
    }

    #[test]
    fn accounts_depend_on_the_seed_alone_and_differ_from_each_other() {
        // But for the odd ones, which are last.
        assert_eq!(rows(40, 1)[..21], rows(60, 1)[..21]);
        assert_ne!(rows(30, 1), rows(30, 2));
        let accounts = accounts(&of(2000, 1));
        let names = accounts.iter().flat_map(|one| [&one.email, &one.app_id]);
        assert_eq!(names.collect::<HashSet<_>>().len(), 4000);
        let shared = |one: &&Account| one.phone == accounts[100].phone;
        assert_eq!(accounts.iter().filter(shared).count(), 2);
        let secrets = "appSecret vodSecretKey vodBakSecretKey writeToken readToken";
        for account in &accounts[..40] {
            let row = literal(account.row.get());
            for name in secrets.split(' ') {
                assert!(row[name].as_str().unwrap().contains("s3cr3t"), "{row}");
            }
        }
    }

    #[test]
    fn a_kind_that_no_program_knows_is_of_the_oldest_records_or_the_newest() {
        let odd = |first: bool| {
            let log = log(&Options {
                logs: 100,
                odd_first: first,
                ..Options::default()
            })
            .into_iter();
            let odd = log.map(|record| record.row("a@x").to_string().contains("CHANGE_PLAN"));
            odd.enumerate()
                .filter_map(|(place, odd)| odd.then_some(place))
                .collect::<Vec<_>>()
        };
        assert_eq!(odd(false), (95..100).collect::<Vec<_>>());
        assert_eq!(odd(true), (0..5).collect::<Vec<_>>());
    }

    /// Examples in the README, and what people wrote down, depend on it. Nulls,
    /// gaps, all states and kinds are among the pinned rows.
    #[test]
    fn the_seeded_data_is_the_same_in_every_release() {
        let log = log(&Options::default()).into_iter();
        let log = log.map(|record| record.row(&record.account.to_string()).to_string());
        let children = (0..1205).map(|index| child(None, index, 1).to_string());
        let branches = (0..40).map(|index| child(Some(index / 2 * 10), index % 2, 1).to_string());
        let bill = bill("202205", i64::MAX, 1).into_iter();
        let digests = [
            rows(230, 1).concat(),
            log.collect(),
            children.collect(),
            branches.collect(),
            bill.map(|row| row.to_string()).collect(),
        ]
        .map(|text: String| format!("{:x}", md5::compute(text)));
        let pinned = [
            "bcd766e2d24aecb2999a608d622cc193",
            "438a6f70ec2866167010023de9937127",
            "0455a5c77459d2a718d1d42921c70f92",
            "543074d4d7a6a6e7ec5480232d0a9568",
            "8e380f632e7f49032d7e5438119cd167",
        ];
        assert_eq!(digests, pinned);
    }
}

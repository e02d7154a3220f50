//! A service whose accounts use up minutes and flow, and that counts what they
//! used. It goes by a clock of its own, which a test sets forward, and shares
//! nothing with the program.

use crate::support::{RawServer, Seen, Sent};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, UNIX_EPOCH};

/// 2026-03-01 10:00:00 in China.
pub(crate) const START: i64 = 1_772_330_400_000;

/// Milliseconds.
pub(crate) const SECOND: i64 = 1000;
pub(crate) const DAY: i64 = 24 * 3600 * SECOND;

/// China is so far ahead of UTC.
const CHINA: i64 = 8 * 3600 * SECOND;

/// A resource that the service keeps, in hundredths of its unit.
pub(crate) const RESOURCES: [(&str, &str, &str, &str); 4] = [
    // The word for it, the field of the list, the code and the column of the logs.
    ("minutes", "remainMinutes", "minutes", "duration"),
    ("flow", "remainFlow", "vodFlow", "flow"),
    ("space", "remainSpace", "vodSpace", "space"),
    ("channels", "maxChannels", "channels", "channels"),
];

/// An account; amounts are hundredths, in the order of [`RESOURCES`].
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) email: String,
    pub(crate) left: [i64; 4],
    /// What it used from the beginning.
    pub(crate) used: [i64; 4],
    pub(crate) expires: i64,
    pub(crate) is_gone: bool,
}

/// A record of the log.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    pub(crate) at: i64,
    pub(crate) email: String,
    /// The place in [`RESOURCES`].
    pub(crate) resource: usize,
    /// 0 given, 1 taken back, 2 cleared at expiry; others are unknown.
    pub(crate) kind: u8,
    pub(crate) amount: i64,
}

/// Everything that the service knows.
pub(crate) struct Group {
    /// Its time, Unix milliseconds.
    pub(crate) now: i64,
    pub(crate) accounts: Vec<Account>,
    pub(crate) log: Vec<Made>,
    /// The generations of the log that answer.
    pub(crate) generations: [bool; 2],
    /// Whether the first of them, where it does not answer, is only down.
    pub(crate) first_is_down: bool,
    /// Whether the second of them has no record.
    pub(crate) second_is_empty: bool,
    /// Whether its replies have a `Date`.
    pub(crate) has_date: bool,
    /// The items of the sub-accounts' bills, as JSON.
    pub(crate) bills: &'static str,
    /// Done while the list is read, once, before its page is made or after.
    pub(crate) while_reading: Option<fn(&mut Group)>,
}

impl Group {
    fn new(accounts: usize) -> Self {
        let account = |at: usize| Account {
            email: format!("Shop{at}@Example.com"),
            left: [100_000, 5_000, 20_000, 1_000],
            used: [0; 4],
            expires: START + 1000 * DAY,
            is_gone: false,
        };
        Self {
            now: START,
            accounts: (0..accounts).map(account).collect(),
            log: Vec::new(),
            generations: [true; 2],
            first_is_down: false,
            second_is_empty: false,
            has_date: true,
            bills: "",
            while_reading: None,
        }
    }

    /// The account uses so much, or what it has.
    pub(crate) fn burn(&mut self, account: usize, resource: usize, amount: i64) {
        let account = &mut self.accounts[account];
        let amount = amount.min(account.left[resource]);
        account.left[resource] -= amount;
        account.used[resource] += amount;
    }

    /// The group gives, takes back (what there is at most) or clears all, by the
    /// kind of the record.
    pub(crate) fn allot(&mut self, account: usize, resource: usize, kind: u8, amount: i64) {
        let of = &mut self.accounts[account];
        let amount = match kind {
            0 => amount,
            1 => amount.min(of.left[resource]),
            _ => of.left[resource],
        };
        of.left[resource] += if kind == 0 { amount } else { -amount };
        let email = match account % 2 {
            0 => of.email.to_uppercase(),
            _ => of.email.clone(),
        };
        self.log.push(Made {
            at: self.now,
            email,
            resource,
            kind,
            amount,
        });
    }

    /// Time passes.
    pub(crate) fn pass(&mut self, millis: i64) {
        self.now += millis;
    }
}

/// The running service.
pub(crate) struct Service {
    pub(crate) server: RawServer,
    group: Arc<Mutex<Group>>,
}

impl Service {
    pub(crate) fn start(accounts: usize) -> Self {
        let group = Arc::new(Mutex::new(Group::new(accounts)));
        let own = Arc::clone(&group);
        let server = RawServer::start(move |_, request| answer(&mut own.lock().unwrap(), request));
        Self { server, group }
    }

    /// Does something to all that it knows.
    pub(crate) fn change<T>(&self, work: impl FnOnce(&mut Group) -> T) -> T {
        work(&mut self.group.lock().unwrap())
    }

    /// What each account used from the beginning, by its id.
    pub(crate) fn used(&self) -> HashMap<String, [i64; 4]> {
        self.change(|group| {
            let used = group.accounts.iter().enumerate();
            let used = used.map(|(at, account)| (format!("u{at}"), account.used));
            used.collect()
        })
    }
}

/// Hundredths as the service writes them: without zeros that say nothing.
pub(crate) fn decimal(hundredths: i64) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let (whole, part) = (hundredths.abs() / 100, hundredths.abs() % 100);
    match part {
        0 => format!("{sign}{whole}"),
        part => format!("{sign}{whole}.{part:02}")
            .trim_end_matches('0')
            .to_owned(),
    }
}

fn answer(group: &mut Group, request: &Seen) -> Sent {
    let path = request.line.split([' ', '?']).nth(1).unwrap();
    let data = match path {
        "/live/v4/group/user/package/list" => list(group),
        "/v2/group/account/get-info" => json!({"liveInfo": {"accountDurations": 1}}).to_string(),
        "/v2/group/account/list-allocate-log" if group.generations[0] => log(group, request, 1),
        "/live/v4/group/account/allocation-log/list" if group.generations[1] => {
            log(group, request, 2)
        }
        "/live/v4/group/user/billing-daily/list" => {
            let count = group.bills.matches("unionId").count();
            format!(r#"{{"totalItems":{count},"contents":[{}]}}"#, group.bills)
        }
        _ => String::new(),
    };
    if data.is_empty() && group.first_is_down && path.contains("list-allocate-log") {
        return Sent::Reply("HTTP/1.1 502 Bad Gateway", Vec::new(), Vec::new());
    }
    let (status, body) = match data.is_empty() {
        false => (
            "HTTP/1.1 200 OK",
            format!(r#"{{"code":200,"status":"success","data":{data}}}"#),
        ),
        true => (
            "HTTP/1.1 400 Bad Request",
            r#"{"code":400,"status":"error","message":"not for this account","data":""}"#.into(),
        ),
    };
    let seconds = u64::try_from(group.now / SECOND).unwrap();
    let date = group
        .has_date
        .then(|| format!("Date: {}", httpdate(seconds)));
    Sent::Reply(status, date.into_iter().collect(), body.into_bytes())
}

fn httpdate(seconds: u64) -> String {
    httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(seconds))
}

/// The list of sub-accounts on one page, a second after it was asked for.
fn list(group: &mut Group) -> String {
    let meanwhile = group.while_reading.take();
    let rows = group.accounts.iter().enumerate();
    let rows = rows.filter(|(_, account)| !account.is_gone);
    let rows = rows.map(|(at, account)| {
        let mut row = format!(
            r#"{{"userId":"u{at}","email":"{}","balance":"0","chargeType":"minutes","expireDate":{},"status":"{}","linkMicLimit":6,"linkMicMinutes":100"#,
            account.email,
            account.expires,
            if account.expires < group.now { "expired" } else { "normal" }
        );
        for (at, (_, field, ..)) in RESOURCES.iter().enumerate() {
            row += &format!(",\"{field}\":{}", decimal(account.left[at]));
        }
        row + "}"
    });
    let rows: Vec<String> = rows.collect();
    if let Some(meanwhile) = meanwhile {
        meanwhile(group);
    }
    let count = rows.len();
    format!(
        r#"{{"pageNumber":1,"pageSize":100,"totalPages":1,"totalItems":{count},"contents":[{}]}}"#,
        rows.join(",")
    )
}

/// The records of these e-mails, newest first.
fn log(group: &Group, request: &Seen, generation: u8) -> String {
    let query = |name| request.query(name).unwrap_or_default();
    let emails = query("emails").to_lowercase();
    let emails: Vec<&str> = emails.split(',').collect();
    assert!(emails.len() <= if generation == 1 { 100 } else { 200 });
    let is_there = |email: &&str| {
        let mut accounts = group.accounts.iter().filter(|account| !account.is_gone);
        accounts.any(|account| account.email.to_lowercase() == *email)
    };
    if !emails.iter().all(is_there) {
        // Who asks for what there is no more is refused.
        return String::new();
    }
    let bounds = match generation {
        1 => [query("startTime"), query("endTime")].map(|text| china_millis(&text)),
        _ => [query("depositStartTime"), query("depositEndTime")].map(|text| text.parse().unwrap()),
    };
    let size: usize = query("pageSize").parse().unwrap();
    let found = group.log.iter().rev().filter(|made| {
        let is_known = generation == 1 || !group.second_is_empty;
        is_known
            && emails.contains(&&*made.email.to_lowercase())
            && (bounds[0]..=bounds[1]).contains(&made.at)
    });
    let found: Vec<Value> = found
        .map(|made| match generation {
            1 => of_first(made),
            _ => of_second(made),
        })
        .collect();
    let page = request.page();
    let rows: Vec<&Value> = found.iter().skip((page - 1) * size).take(size).collect();
    json!({
        "pageNumber": page, "pageSize": size, "totalPages": found.len().div_ceil(size),
        "totalItems": found.len(), "contents": rows
    })
    .to_string()
}

/// Bytes of a hundredth of a G, cut to whole ones.
fn bytes(hundredths: i64) -> i64 {
    hundredths * (1 << 30) / 100
}

fn of_first(made: &Made) -> Value {
    let (.., code, column) = RESOURCES[made.resource];
    let verb = match made.kind {
        0 => "ADD",
        1 => "RECOVER",
        _ => "RESET",
    };
    let mut row = json!({
        "email": made.email, "date": china_text(made.at),
        "origin": format!("{verb}_{}", column.to_uppercase()), "originText": "x",
        "space": null, "flow": null, "channels": null, "concurrences": null, "duration": null
    });
    row[column] = match code.starts_with("vod") {
        true => bytes(made.amount).to_string().into(),
        false => (made.amount / 100).to_string().into(),
    };
    row
}

fn of_second(made: &Made) -> Value {
    let (.., code, _) = RESOURCES[made.resource];
    let amount: Value = serde_json::from_str(&decimal(made.amount)).unwrap();
    json!({
        "email": made.email, "note": null, "depositTime": made.at, "resourceCode": code,
        "alterationType": made.kind, "alteration": amount
    })
}

/// `2026-03-01 10:00:00` of a time.
fn china_text(at: i64) -> String {
    let at = jiff::Timestamp::from_millisecond(at + CHINA).unwrap();
    at.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

fn china_millis(text: &str) -> i64 {
    let at: jiff::civil::DateTime = text.parse().unwrap();
    let at = at.to_zoned_datetime(jiff::tz::TimeZone::UTC).unwrap();
    at.timestamp().as_millisecond() - CHINA
}

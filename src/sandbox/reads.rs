//! The endpoints that read, and the page objects of the service.

use crate::order;
use serde_json::{Value, json};

use super::accounts::{decimal, literal};
use super::check::Asked;
use super::log::{self, Record};
use super::seed;
use super::staff::Node;
use super::world::World;

/// Rows per page when none are asked for (documented).
const DEFAULT_SIZE: usize = 10;

/// The members of a page, as in the sample of package/list.
const PLAIN: &str = "pageNumber pageSize totalPages totalItems contents";

/// As in the sample of list-allocate-log.
const TOTAL_LAST: &str = "pageNumber totalPages pageSize contents totalItems";

/// As in the one real answer on record, an empty page.
const EXTENDED: &str = "pageSize pageNumber totalItems contents limit endRow totalPages \
    startRow firstPage lastPage nextPageNumber prePageNumber offset";

/// The page that the parameters ask for, with these members; `row` writes out
/// what is on it. Only the log calls the page's number `page`.
fn page<T>(
    values: &Value,
    members: &str,
    items: impl Iterator<Item = T>,
    row: impl Fn(T) -> Value,
) -> Value {
    let number = |name: &str| usize::try_from(values[name].as_u64()?).ok();
    let at = number("page").or(number("pageNumber")).unwrap_or(1);
    let size = number("pageSize").unwrap_or(DEFAULT_SIZE);
    let offset = (at - 1).saturating_mul(size);
    let (mut total, mut rows) = (0, Vec::new());
    for item in items {
        if total >= offset && rows.len() < size {
            rows.push(row(item));
        }
        total += 1;
    }
    laid_out(members, (at, size, offset), total, rows)
}

/// A page of its number, size and offset.
fn laid_out(
    members: &str,
    (at, size, offset): (usize, usize, usize),
    total: usize,
    rows: Vec<Value>,
) -> Value {
    // 0 for an empty list, as the service has it.
    let pages = total.div_ceil(size);
    let mut all = json!({
        "pageNumber": at,
        "pageSize": size,
        "totalPages": pages,
        "totalItems": total,
        "limit": if total == 0 { 0 } else { size },
        "endRow": if total == 0 { 0 } else { offset + rows.len() },
        "startRow": offset.saturating_add(1),
        "firstPage": at == 1,
        "lastPage": at == pages,
        "nextPageNumber": (at + 1).min(pages.max(1)),
        "prePageNumber": (at - 1).max(1),
        "offset": offset,
        "contents": rows,
    });
    let names = members.split_whitespace();
    names.map(|name| (name, all[name].take())).collect()
}

/// What the group owns, has allocated (`total*`) and has used.
/// (`accountConcurences` has one r.)
pub(super) fn group_info(world: &World, _: &Asked) -> Value {
    let (owned, given) = (world.owned, world.given());
    let used = world.used();
    json!({
        "liveInfo": {
            "accountChannels": owned.channels,
            "usedChannels": used.channels,
            "totalChannels": given.channels,
            "accountDurations": owned.minutes,
            "usedDuration": used.minutes,
            "totalDepositedDuration": given.minutes,
            "overDuration": world.over(),
            "accountConcurences": owned.concurrent,
            "maxViewers": null,
        },
        "vodInfo": {
            "usedSpaces": decimal(used.space),
            "totalSpaces": decimal(given.space),
            "overSpaces": 0,
            "accountSpace": decimal(owned.space),
            "usedFlows": decimal(used.flow),
            "totalFlows": decimal(given.flow),
            "overFlows": 0,
            "accountFlow": decimal(owned.flow),
        },
    })
}

/// What was given to sub-accounts and taken back, newest first. Its page number
/// is called `page` when asked for and `pageNumber` when answered. The default
/// `type` is not documented; all records are shown.
pub(super) fn allocation_log(world: &World, asked: &Asked) -> Value {
    let values = &asked.values;
    let from = values["startTime"].as_i64().unwrap_or(i64::MIN);
    // Records have milliseconds, the text has not: the last second counts whole.
    let until = values["endTime"].as_i64().map_or(i64::MAX, |ms| ms + 999);
    let is_asked = |record: &Record| match values["type"].as_str() {
        Some("live") => !record.kind.is_vod(),
        Some("vod") => record.kind.is_vod(),
        _ => true,
    };
    let records = world
        .log(&world.find(&values["emails"]), asked.now_ms)
        .into_iter();
    let records = records.filter(|record| (from..=until).contains(&record.at_ms));
    let row = |record: Record| record.row(&world.account(record.account).email);
    page(values, TOTAL_LAST, records.filter(is_asked), row)
}

/// The same in generation 2, which also knows what accounts have of money,
/// link-mic and guide minutes, and what was cleared when they expired.
pub(super) fn allocation_log_2(world: &World, asked: &Asked) -> Value {
    let values = &asked.values;
    let accounts = world.find(&values["emails"]);
    let row = |account: usize, at_ms: i64, (code, kind, amount): (&str, u8, Value)| {
        let shown = literal(world.account(account).row.get());
        json!({
            "email": shown["email"],
            "note": shown["memo"],
            "depositTime": at_ms,
            "resourceCode": code,
            "alterationType": kind,
            "alteration": amount,
        })
    };
    let records = world.log(&accounts, asked.now_ms).into_iter();
    let records = records.filter_map(|one| Some(row(one.account, one.at_ms, log::second(&one)?)));
    let others = accounts.iter().flat_map(|account| {
        let of_account = world.account(*account);
        let shown = literal(of_account.row.get());
        let first = of_account.created.unwrap_or(seed::FIRST_RECORD_MS);
        let allotted = world.logged(*account, asked.now_ms);
        let allotted = allotted.filter_map(|one| Some(row(*account, one.at_ms, one.second()?)));
        let is_over = shown["status"] == "expired";
        let expiry = shown["expireDate"].as_i64().filter(|_| is_over);
        let over = expiry.map(|at_ms| row(*account, at_ms, ("guideDuration", 2, json!(50))));
        let balance = &shown["balance"];
        let has_money = balance.is_string() && balance != "0";
        let money = has_money.then(|| row(*account, first, ("balance", 0, balance.clone())));
        let guide = if is_over { 150 } else { 100 };
        [
            row(*account, first, ("linkMicDuration", 0, json!(100))),
            row(*account, first, ("guideDuration", 0, json!(guide))),
        ]
        .into_iter()
        .chain(money)
        .chain(over)
        .chain(allotted)
    });
    let at = |row: &Value| row["depositTime"].as_i64().unwrap_or_default();
    let from = values["depositStartTime"].as_i64().unwrap_or(i64::MIN);
    let until = values["depositEndTime"].as_i64().unwrap_or(i64::MAX);
    let is_asked = |name: &str, row: &Value| {
        let asked = values[name].as_str();
        asked.is_none_or(|asked| row[name].to_string().trim_matches('"') == asked)
    };
    let rows = records.chain(others).filter(|row| {
        let is_in = (from..=until).contains(&at(row));
        is_in && is_asked("resourceCode", row) && is_asked("alterationType", row)
    });
    let mut rows: Vec<Value> = rows.collect();
    order::sort_by_key(&mut rows, |row| std::cmp::Reverse(at(row)));
    page(values, PLAIN, rows.into_iter(), |row| row)
}

/// The group's own bill of a month, up to yesterday.
pub(super) fn bill(world: &World, asked: &Asked) -> Value {
    let month = asked.values["billingDate"].as_str().unwrap_or_default();
    let rows = seed::bill(month, asked.now_ms, world.seed);
    page(&asked.values, PLAIN, rows.into_iter(), |row| row)
}

/// The bills of sub-accounts, of one or of all of them.
pub(super) fn sub_account_bills(world: &World, asked: &Asked) -> Value {
    let month = |name: &str| asked.values[name].as_str().unwrap_or_default();
    let months = month("startDate")..=month("endDate");
    let accounts = found(world, &asked.values["email"]).into_iter();
    let rows = accounts.flat_map(|index| {
        let account = world.account(index);
        seed::account_bill((index, account), &months, asked.now_ms, world.seed)
    });
    page(&asked.values, PLAIN, rows, |row| row)
}

/// The accounts with these e-mails; all of them where there are none.
fn found(world: &World, emails: &Value) -> Vec<usize> {
    match emails {
        Value::Null => (0..world.accounts().count()).collect(),
        emails => world.find(emails),
    }
}

/// The sub-accounts with their secrets and what they have left.
pub(super) fn sub_accounts(world: &World, asked: &Asked) -> Value {
    let found = found(world, &asked.values["emails"]);
    let visible = |index: &usize| world.account(*index).is_visible(asked.now_ms);
    let shown = found.into_iter().filter(visible);
    page(&asked.values, PLAIN, shown, |index| {
        world.row(index, asked.now_ms)
    })
}

/// The staff logins inside the calling account, be it the group's main account
/// or a sub-account. The name of the e-mail list is singular.
pub(super) fn children(world: &World, asked: &Asked) -> Value {
    let wanted = asked.values["childEmail"].as_array();
    let shown = world.children(asked.caller).filter(|(email, _)| {
        wanted.is_none_or(|wanted| wanted.iter().any(|wanted| wanted == email))
    });
    let row = |(_, child)| world.child_row(asked.caller, &child);
    page(&asked.values, EXTENDED, shown, row)
}

/// The roles a child account can have: a bare array, not a page. The documents
/// join a role's permissions by commas in one text.
pub(super) fn roles(_: &World, _: &Asked) -> Value {
    let roles = seed::ROLES.map(|(id, name)| {
        json!({
            "id": id,
            "name": name,
            "description": format!("内置角色：{name}"),
            "permissionName": "频道管理,直播数据,素材管理",
        })
    });
    roles.into_iter().collect()
}

/// The departments: a bare array of a nested set.
pub(super) fn organization(world: &World, asked: &Asked) -> Value {
    let nodes = world.nodes(asked.caller);
    nodes.iter().map(Node::row).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Options;
    use super::super::client::{BILL, BILLS, CHILDREN, Client, INFO, LIST, LOG};
    use super::*;

    fn names(object: &Value) -> String {
        let names: Vec<_> = object.as_object().unwrap().keys().cloned().collect();
        names.join(" ")
    }

    #[test]
    fn pages_are_laid_out_like_the_samples_and_the_last_is_short() {
        let shown = |number: u32, size: u32, members: &str, rows: u32| {
            let values = json!({"page": number, "pageSize": size});
            page(&values, members, 1..=rows, Value::from).to_string()
        };
        assert_eq!(
            shown(2, 2, PLAIN, 3),
            r#"{"pageNumber":2,"pageSize":2,"totalPages":2,"totalItems":3,"contents":[3]}"#
        );
        assert_eq!(
            shown(3, 2, TOTAL_LAST, 3),
            r#"{"pageNumber":3,"totalPages":2,"pageSize":2,"contents":[],"totalItems":3}"#
        );
        // The one real answer on record, with its page size of 20.
        assert_eq!(
            shown(1, 20, EXTENDED, 0),
            concat!(
                r#"{"pageSize":20,"pageNumber":1,"totalItems":0,"contents":[],"limit":0,"#,
                r#""endRow":0,"totalPages":0,"startRow":1,"firstPage":true,"#,
                r#""lastPage":false,"nextPageNumber":1,"prePageNumber":1,"offset":0}"#
            )
        );
        let first = page(&json!({}), PLAIN, 1..=11, Value::from);
        assert_eq!(first["contents"].as_array().unwrap().len(), 10);
    }

    #[test]
    fn the_figures_are_those_of_the_sample_and_the_sums_those_of_the_rows() {
        let client = Client::new();
        let (_, body) = client.get(INFO, "");
        let live = &body["data"]["liveInfo"];
        assert_eq!(
            names(live),
            "accountChannels usedChannels totalChannels accountDurations usedDuration \
             totalDepositedDuration overDuration accountConcurences maxViewers"
        );
        assert_eq!(
            names(&body["data"]["vodInfo"]),
            "usedSpaces totalSpaces overSpaces accountSpace usedFlows totalFlows overFlows \
             accountFlow"
        );
        let pages = [1, 2, 3].map(|page| format!("pageNumber={page}&pageSize=100"));
        let rows = pages.iter().flat_map(|page| client.rows(LIST, page));
        let left = rows.filter_map(|row| row["remainMinutes"].as_i64()).sum();
        let number = |name: &str| live[name].as_i64().unwrap();
        let unused = number("totalDepositedDuration") - number("usedDuration");
        assert_eq!((unused, number("overDuration")), (left, 4));
        let shown = [10_000, 3392, 50, 0].map(|number| decimal(number).to_string());
        assert_eq!(shown, ["100", "33.92", "0.5", "0"]);
    }

    #[test]
    fn a_log_that_is_not_asked_for_is_not_made() {
        let client = Client::with(Options {
            logs: usize::MAX,
            ..Options::default()
        });
        assert_eq!(client.get(INFO, "").0, 200);
    }

    #[test]
    fn the_log_is_newest_first_and_live_and_vod_share_it_out() {
        let client = Client::with(Options {
            accounts: 3,
            logs: 100,
            ..Options::default()
        });
        let accounts = client.rows(LIST, "");
        let emails: Vec<_> = accounts
            .iter()
            .filter_map(|row| row["email"].as_str())
            .collect();
        let log = |params: &str| {
            let emails = emails.join(",");
            client.rows(LOG, &format!("emails={emails}&pageSize=1000{params}"))
        };
        let dates = |rows: &[Value]| -> Vec<String> {
            let dates = rows.iter().filter_map(|row| row["date"].as_str());
            dates.map(str::to_owned).collect()
        };
        let all = dates(&log(""));
        assert_eq!(all.len(), 100);
        assert!(all.is_sorted_by(|newer, older| newer >= older));
        let (live, vod) = (log("&type=live"), log("&type=vod"));
        assert!(!live.is_empty() && live.len() + vod.len() == 100);
        assert!(vod.iter().all(|row| row["duration"].is_null()));
        let inside = log(&format!("&startTime={}&endTime={}", all[20], all[10]));
        assert_eq!(dates(&inside), all[10..=20]);
        for (params, words) in [
            ("", "param should not be empty: emails"),
            (
                "emails=a@x&pageNumber=1",
                "param validate error: pageNumber",
            ),
            ("emails=a@x&pageSize=1001", "number range error"),
        ] {
            let (_, body) = client.get(LOG, params);
            assert_eq!(body["message"], words);
        }
    }

    #[test]
    fn emails_pick_rows_whatever_their_order_and_case() {
        let client = Client::new();
        let rows = client.rows(LIST, "pageSize=100");
        let (seven, fifty) = (rows[7]["email"].as_str().unwrap(), &rows[50]["email"]);
        let fifty = fifty.as_str().unwrap().to_uppercase();
        let found = client.rows(LIST, &format!("emails={fifty},nobody@x,{seven},{seven}"));
        assert_eq!(found, [rows[7].clone(), rows[50].clone()]);
        let found = client.rows(CHILDREN, "childEmail=STAFF00009@group.example.com,a@x");
        assert_eq!(found[0]["childEmail"], "staff00009@group.example.com");
        assert_eq!(found.len(), 1);
        let many = vec!["a@x"; 101].join(",");
        for (path, name) in [(LIST, "emails"), (CHILDREN, "childEmail")] {
            let (_, body) = client.get(path, &format!("{name}={many}"));
            let words = format!("param length is incorrect: {name}");
            assert_eq!(body["error"]["desc"], words);
        }
    }

    #[test]
    fn a_sub_account_sees_its_own_children_only() {
        let group = Client::new();
        let all = group.rows(CHILDREN, "pageSize=1000");
        assert_eq!(all.len(), 1000);
        let own = group.sub_account(10).rows(CHILDREN, "");
        assert_eq!(own.len(), 2);
        assert!(own.iter().all(|child| !all.contains(child)));
        assert_eq!(Client::new().sub_account(11).rows(CHILDREN, "").len(), 0);
    }

    #[test]
    fn the_bills_of_a_sub_account_add_up_to_what_it_has_used() {
        let client = Client::new();
        let all = "startDate=202301&endDate=202612&pageSize=1000";
        let (used, email) = {
            let store = client.sandbox.store.lock().unwrap();
            let mut accounts = store.world().accounts();
            let account = accounts.find(|one| one.used.flow > 0).unwrap();
            (account.used, account.email.clone())
        };
        let rows = client.rows(BILLS, &format!("{all}&email={email}"));
        let sum = |category: &str| -> f64 {
            let rows = rows.iter().filter(|row| row["category"] == category);
            rows.filter_map(|row| row["itemConsumed"].as_f64()).sum()
        };
        let sums = ["观看分钟数", "视频播放", "存储空间"].map(|name| (sum(name) * 100.0).round());
        assert_eq!(
            sums,
            [used.minutes * 100, used.flow, used.space].map(|used| used as f64)
        );
        let month = client.rows(BILLS, "startDate=202510&endDate=202510&pageSize=1000");
        assert!(month.len() > 230 && month.iter().all(|row| row["accountPeriod"] == "2025-10"));
    }

    #[test]
    fn the_bills_of_sub_accounts_have_no_last_month() {
        let mut client = Client::new();
        client.now_ms += 50_000_000_000; // in August 2028
        let amounts = |month: u32| {
            let asked = format!("startDate={month}&endDate={month}&pageSize=1000");
            let rows = client.rows(BILLS, &asked).into_iter();
            let shown = rows.map(|row| format!("{} {}", row["email"], row["itemConsumed"]));
            shown.collect::<Vec<_>>()
        };
        assert!(amounts(202712).len() > 230);
        assert_eq!(amounts(202712), amounts(202312));
        assert!(amounts(202809).is_empty());
    }

    #[test]
    fn a_bill_has_a_row_a_day_and_use_like_the_sample_and_ends_yesterday() {
        let client = Client::new();
        let page = |month: u32| client.rows(BILL, &format!("billingDate={month}&pageSize=1000"));
        let rows = page(202205);
        assert!(rows.len() >= 31 * 6, "{}", rows.len());
        assert_eq!(
            names(&rows[0]),
            "unionId accountPeriod email memo production category itemConsumed \
             itemConsumedUnit statAt tradeType"
        );
        assert_eq!(rows[0]["accountPeriod"], "2022-05");
        assert_eq!(rows[0]["statAt"], "2022-05-01");
        let amount = rows[0]["itemConsumed"].to_string();
        assert_eq!(amount.split_once('.').unwrap().1.len(), 2, "{amount}");
        // The client's clock is at 2027-01-15, 16 hours into the day.
        assert_eq!(page(202701).last().unwrap()["statAt"], "2027-01-14");
        assert_eq!(page(202702).len(), 0);
    }
}

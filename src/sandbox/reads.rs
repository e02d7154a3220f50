//! The endpoints that read.

use serde_json::{Value, json};

use super::accounts::{Account, HUNDREDTHS, literal};
use super::check::Asked;
use super::log::Record;
use super::page::Page;
use super::refusal::Refusal;
use super::seed;

/// What the group owns, has allocated (`total*`) and has used.
/// (`accountConcurences` has one r.)
pub(super) fn group_info(asked: &mut Asked<'_>) -> Result<Value, Refusal> {
    let world = asked.world();
    let (owned, given) = (world.owned, world.sum(|account| account.given));
    let used = world.sum(|account| account.used);
    let over: i64 = world.accounts().map(Account::minutes_over).sum();
    Ok(json!({
        "liveInfo": {
            "accountChannels": owned.channels,
            "usedChannels": used.channels,
            "totalChannels": given.channels,
            "accountDurations": owned.minutes,
            "usedDuration": used.minutes,
            "totalDepositedDuration": given.minutes,
            "overDuration": over,
            "accountConcurences": 0,
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
    }))
}

/// `33.92`, `0.5`, `100`: as short as can be, as in the sample.
fn decimal(hundredths: i64) -> Value {
    let (whole, part) = (hundredths / HUNDREDTHS, hundredths % HUNDREDTHS);
    match part {
        0 => whole.into(),
        _ => literal(format!("{whole}.{part:02}").trim_end_matches('0')),
    }
}

/// What was given to sub-accounts and taken back, newest first. Its page number
/// is called `page` when asked for and `pageNumber` when answered. The default
/// `type` is not documented; all records are shown.
pub(super) fn allocation_log(asked: &mut Asked<'_>) -> Result<Value, Refusal> {
    let (world, values) = (asked.world(), &asked.values);
    let from = values.number("startTime").unwrap_or(i64::MIN);
    // Records have milliseconds, the text has not: the last second counts whole.
    let until = values.number("endTime").map_or(i64::MAX, |ms| ms + 999);
    let vod = match values.text("type") {
        Some("live") => Some(false),
        Some("vod") => Some(true),
        _ => None,
    };
    let accounts = world.find(&values.emails("emails").unwrap_or_default());
    let records = world.log(&accounts).into_iter().filter(|record| {
        (from..=until).contains(&record.at_ms) && vod.is_none_or(|vod| record.kind.is_vod() == vod)
    });
    let row = |record: Record| record.row(&world.account(record.account).email);
    Ok(Page::of(values, "page", records, row).total_last())
}

/// The group's own bill of a month, up to yesterday.
pub(super) fn bill(asked: &mut Asked<'_>) -> Result<Value, Refusal> {
    let month = asked.values.text("billingDate").unwrap_or_default();
    let rows = seed::bill(month, asked.now_ms, asked.world().seed);
    Ok(Page::of(&asked.values, "pageNumber", rows.into_iter(), |row| row).plain())
}

/// The sub-accounts with their secrets and what they have left.
pub(super) fn sub_accounts(asked: &mut Asked<'_>) -> Result<Value, Refusal> {
    let (world, values) = (asked.world(), &asked.values);
    let wanted = match values.emails("emails") {
        Some(emails) => world.find(&emails),
        None => (0..world.accounts().count()).collect(),
    };
    let visible = |index: &usize| world.account(*index).is_visible(asked.now_ms);
    let shown = wanted.into_iter().filter(visible);
    Ok(Page::of(values, "pageNumber", shown, |index| world.row(index)).plain())
}

/// The staff logins inside the calling account, be it the group's main account
/// or a sub-account. The name of the e-mail list is singular.
pub(super) fn children(asked: &mut Asked<'_>) -> Result<Value, Refusal> {
    let (world, values) = (asked.world(), &asked.values);
    let emails = values.emails("childEmail");
    let wanted = |email: &String| emails.as_ref().is_none_or(|list| list.contains(email));
    let children = world.child_emails(asked.caller).enumerate();
    let shown = children.filter(|(_, email)| wanted(email));
    let row = |(index, _)| world.child(asked.caller, index);
    Ok(Page::of(values, "pageNumber", shown, row).extended())
}

/// The roles a child account can have: a bare array, not a page. The documents
/// join a role's permissions by commas in one text.
pub(super) fn roles(_: &mut Asked<'_>) -> Result<Value, Refusal> {
    let roles = seed::ROLES.map(|(id, name)| {
        json!({
            "id": id,
            "name": name,
            "description": format!("内置角色：{name}"),
            "permissionName": "频道管理,直播数据,素材管理",
        })
    });
    Ok(roles.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::super::Options;
    use super::super::client::{BILL, CHILDREN, Client, INFO, LIST, LOG};
    use super::*;

    fn names(object: &Value) -> String {
        let names: Vec<_> = object.as_object().unwrap().keys().cloned().collect();
        names.join(" ")
    }

    /// Three accounts with a hundred records, and their e-mails.
    fn small() -> (Client, String) {
        let client = Client::with(Options {
            accounts: 3,
            logs: 100,
            ..Options::default()
        });
        let rows = client.rows(LIST, &[]);
        let emails = rows.iter().filter_map(|row| row["email"].as_str());
        let emails = emails.collect::<Vec<_>>().join(",");
        (client, emails)
    }

    fn dates(rows: &[Value]) -> Vec<&str> {
        rows.iter().filter_map(|row| row["date"].as_str()).collect()
    }

    #[test]
    fn the_figures_are_those_of_the_sample_and_the_sums_those_of_the_rows() {
        let client = Client::new();
        let (_, body) = client.get(INFO, &[]);
        assert_eq!(body["message"], "success");
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
        let mut left = 0;
        for page in ["1", "2", "3"] {
            let paging = [("pageNumber", page), ("pageSize", "100")];
            let rows = client.rows(LIST, &paging).into_iter();
            left += rows
                .filter_map(|row| row["remainMinutes"].as_i64())
                .sum::<i64>();
        }
        let number = |name: &str| live[name].as_i64().unwrap();
        let unused = number("totalDepositedDuration") - number("usedDuration");
        assert_eq!((unused, number("overDuration")), (left, 4));
        let shown = [10_000, 3392, 50, 0].map(|number| decimal(number).to_string());
        assert_eq!(shown, ["100", "33.92", "0.5", "0"]);
    }

    #[test]
    fn the_log_is_newest_first_and_live_and_vod_share_it_out() {
        let (client, emails) = small();
        let all = client.rows(LOG, &[("emails", &emails), ("pageSize", "1000")]);
        assert_eq!(all.len(), 100);
        assert!(dates(&all).is_sorted_by(|newer, older| newer >= older));
        let of = |kind: &str| {
            let params = [
                ("emails", emails.as_str()),
                ("type", kind),
                ("pageSize", "1000"),
            ];
            client.rows(LOG, &params)
        };
        let (live, vod) = (of("live"), of("vod"));
        assert!(!live.is_empty() && live.len() + vod.len() == 100);
        assert!(vod.iter().all(|row| row["duration"].is_null()));
        let (newest, oldest) = (dates(&all)[10], dates(&all)[20]);
        let window = [
            ("emails", emails.as_str()),
            ("startTime", oldest),
            ("endTime", newest),
            ("pageSize", "1000"),
        ];
        let inside = client.rows(LOG, &window);
        assert_eq!(dates(&inside), dates(&all[10..=20]));
    }

    #[test]
    fn a_fault_of_a_v2_parameter_is_refused_inside_http_200() {
        let client = Client::new();
        let message = |params: &[(&str, &str)]| {
            let (status, body) = client.get(LOG, params);
            assert_eq!((status, body["code"].as_u64()), (200, Some(400)));
            body["message"].as_str().unwrap().to_owned()
        };
        assert_eq!(message(&[]), "param should not be empty: emails");
        let number = [("emails", "a@x"), ("pageNumber", "1")];
        assert_eq!(message(&number), "param validate error: pageNumber");
        let large = [("emails", "a@x"), ("pageSize", "1001")];
        assert_eq!(message(&large), "number range error");
    }

    #[test]
    fn emails_pick_rows_whatever_their_order_and_case() {
        let client = Client::new();
        let rows = client.rows(LIST, &[("pageSize", "100")]);
        let email = |row: usize| rows[row]["email"].as_str().unwrap();
        let wanted = format!("{},nobody@x,{}", email(50), email(7).to_uppercase());
        let found = client.rows(LIST, &[("emails", &format!("{wanted},{}", email(7)))]);
        assert_eq!(found, [rows[7].clone(), rows[50].clone()]);
        let many = vec!["a@example.com"; 101].join(",");
        for (path, name) in [(LIST, "emails"), (CHILDREN, "childEmail")] {
            let (_, body) = client.get(path, &[(name, &many)]);
            let words = format!("param length is incorrect: {name}");
            assert_eq!(body["error"]["desc"], words);
        }
    }

    #[test]
    fn a_sub_account_sees_its_own_children_only() {
        let group = Client::new();
        let all = group.rows(CHILDREN, &[("pageSize", "1000")]);
        assert_eq!(all.len(), 1000);
        let own = group.sub_account(10).rows(CHILDREN, &[]);
        assert_eq!(own.len(), 2);
        assert!(own.iter().all(|child| !all.contains(child)));
        assert_eq!(Client::new().sub_account(11).rows(CHILDREN, &[]).len(), 0);
    }

    #[test]
    fn a_bill_has_a_row_a_day_and_use_like_the_sample_and_ends_yesterday() {
        let client = Client::new();
        let page = |month: &str| {
            let params = [("billingDate", month), ("pageSize", "1000")];
            client.rows(BILL, &params)
        };
        let rows = page("202205");
        assert!(rows.len() >= 31 * 6, "{}", rows.len());
        assert_eq!(
            names(&rows[0]),
            "unionId accountPeriod email memo production category itemConsumed \
             itemConsumedUnit statAt tradeType"
        );
        assert_eq!(
            (&rows[0]["accountPeriod"], &rows[0]["statAt"]),
            (&json!("2022-05"), &json!("2022-05-01"))
        );
        let amount = rows[0]["itemConsumed"].to_string();
        assert_eq!(amount.split_once('.').unwrap().1.len(), 2, "{amount}");
        // The client's clock is at 2027-01-15, 16 hours into the day.
        assert_eq!(page("202701").last().unwrap()["statAt"], "2027-01-14");
        assert_eq!(page("202702").len(), 0);
        let (status, body) = client.get(BILL, &[("billingDate", "202204")]);
        let desc = &body["error"]["desc"];
        assert_eq!(
            (status, desc),
            (400, &json!("param validate error: billingDate"))
        );
    }
}

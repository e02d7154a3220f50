//! What was used and charged, a row a day and kind of use.

use super::spec::{Absent, Emails, Field, Now, Read, Shape};
use super::times;
use crate::api::Paging;
use crate::lang::{Both, Text, both};
use crate::output::Column;
use crate::sign::Params;
use crate::text;
use crate::text::all_digits;
use serde_json::Value;

/// polyv.gitbook.io: docs/live/api/v-4/group/account/billing_list. `email` and
/// `memo` are in the sample answer, not in the documented table.
pub static GROUP: Read = Read {
    command: ("billing", "group"),
    about: both(
        "List the group account's own bill for some months",
        "列出集团主账号指定月份的账单",
    ),
    notes: both(
        "The service has bills from May 2022 on.",
        "服务自 2022 年 5 月起提供账单。",
    ),
    examples: "polyv-group billing group --month last\n\
               polyv-group billing group --month 2022-05 -o csv > bill.csv",
    rows: both("bill items", "账单明细"),
    path: "/live/v4/group/account/billing-daily/list",
    shape: Shape::Pages(Paging {
        counter: "pageNumber",
        sizes: &[1000],
        id: None,
        or_array: false,
    }),
    fields: &[
        Field::new("billingDate", month)
            .option("month")
            .required()
            .help(MONTH),
        Field::new("to", month).help(LAST_MONTH),
    ],
    between: |query| in_order(query, ["billingDate", "to"], "--month"),
    each: months,
    columns: &items(Column::text("email", "ACCOUNT").hidden()),
    ..Read::DEFAULT
};

/// The same of sub-accounts. Whether its rows name the e-mail is not documented.
pub static SUBACCOUNTS: Read = Read {
    command: ("billing", "subaccounts"),
    about: both(
        "List the bills of the sub-accounts for some months",
        "列出分账号指定月份的账单",
    ),
    notes: both(
        "The service has bills from May 2022 on. Amounts are summed unit by unit.",
        "服务自 2022 年 5 月起提供账单。用量按单位分别合计。",
    ),
    examples: "polyv-group billing subaccounts --from 2022-05 --to 2022-07\n\
               polyv-group billing subaccounts --month 2022-05 \\\n    \
               --by account,category --sum itemConsumed",
    path: "/live/v4/group/user/billing-daily/list",
    emails: Some(Emails {
        param: "email",
        field: "email",
        most: 1,
        absent: Absent::All,
    }),
    fields: &[
        Field::new("startDate", month)
            .option("from")
            .alias("month")
            .required()
            .help(MONTH),
        Field::new("endDate", month).option("to").help(LAST_MONTH),
    ],
    between: |query| in_order(query, ["startDate", "endDate"], "--from"),
    each: |query| {
        let first = query.get("startDate").unwrap_or_default().to_owned();
        let is_one = query.get("endDate").is_none();
        vec![match is_one {
            true => query.clone().with("endDate", first),
            false => query.clone(),
        }]
    },
    columns: &items(Column::text("email", "ACCOUNT")),
    ..GROUP
};

/// The columns of both.
const fn items(account: Column) -> [Column; 10] {
    [
        account,
        Column::text("statAt", "DAY"),
        Column::text("production", "PRODUCT"),
        Column::text("category", "CATEGORY"),
        Column::number("itemConsumed", "AMOUNT")
            .of_unit("itemConsumedUnit")
            // Nobody says whether the amount of a refund has a sign.
            .signed_by("tradeType", &[("4", 0), ("", 1)]),
        Column::text("itemConsumedUnit", "UNIT"),
        Column::text("tradeType", "TYPE")
            .hidden()
            .one_of(&["1", "2", "3", "4"]),
        Column::text("accountPeriod", "MONTH").hidden(),
        Column::text("memo", "MEMO").hidden(),
        Column::text("unionId", "UNION ID").hidden(),
    ]
}

const MONTH: Both = both(
    "The month, or the first: 2022-05, 202205, last or this",
    "月份，或起始月份：2022-05、202205、`last`（上月）或 `this`（本月）",
);
const LAST_MONTH: Both = both(
    "The last month, where more than one is meant",
    "截止月份，用于多个月份",
);

/// `yyyyMM`, later than 202204.
fn month(text: &str, now: &Now) -> Result<Value, Text> {
    let digits = match text.trim() {
        "this" => times::month_ago(0, now).unwrap_or_default(),
        "last" => times::month_ago(1, now).unwrap_or_default(),
        text => text.replacen('-', "", usize::from(text.find('-') == Some(4))),
    };
    let is_month =
        digits.len() == 6 && all_digits(&digits) && ("01"..="12").contains(&&digits[4..]);
    match is_month && digits.as_str() > "202204" {
        true => Ok(digits.into()),
        false => Err(both(
            "must be a month after 2022-04: 2022-05, 202205, last or this",
            "必须是 2022-04 之后的月份：2022-05、202205、`last` 或 `this`",
        )
        .into()),
    }
}

fn in_order(query: &Params, [from, to]: [&str; 2], option: &str) -> Result<(), Text> {
    match query.get(to) {
        Some(to) if query.get(from) > Some(to) => {
            Err(text!("{option} is later than --to", "{option} 晚于 --to"))
        }
        _ => Ok(()),
    }
}

/// A request a month, from the first to the last.
fn months(query: &Params) -> Vec<Params> {
    let number = |name| {
        let (year, month) = query.get(name)?.split_at(4);
        Some(12 * year.parse::<u32>().ok()? + month.parse::<u32>().ok()? - 1)
    };
    let first = number("billingDate").unwrap_or_default();
    let months = first..=number("to").unwrap_or(first);
    let name = |month| format!("{}{:02}", month / 12, 1 + month % 12);
    let months = months.map(|month| Params::new().with("billingDate", name(month)));
    months.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_sent_as_six_digits() {
        let now = Now {
            unix_millis: 1_656_604_799_000, // the last second of June 2022 in China
        };
        for text in ["2022-05", "202205", "last"] {
            assert_eq!(month(text, &now).unwrap(), "202205");
        }
        assert_eq!(month("this", &now).unwrap(), "202206");
        for text in [
            "",
            "2022-04",
            "2022-13",
            "2022-00",
            "2022-5",
            "22-05",
            "20220-5",
            "2022-05-01",
            "２０２２05",
            "+20225",
            "2022--5",
        ] {
            assert!(month(text, &now).is_err(), "{text}");
        }
    }
}

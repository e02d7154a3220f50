//! What was used and charged, a row a day and kind of use.

use super::spec::{Absent, Emails, Field, Now, Read, Shape};
use crate::api::Paging;
use crate::output::Column;
use crate::text::all_digits;
use serde_json::Value;

/// polyv.gitbook.io: docs/live/api/v-4/group/account/billing_list. `email` and
/// `memo` are in the sample answer, not in the documented table.
pub static GROUP: Read = Read {
    command: ("billing", "group"),
    about: "List the group account's own bill for a month",
    notes: "The service has bills from May 2022 on.",
    examples: "polyv-group billing group --month 2022-05\n\
               polyv-group billing group --month 2022-05 -o csv > bill.csv",
    rows: "bill items",
    path: "/live/v4/group/account/billing-daily/list",
    shape: Shape::Pages(Paging {
        counter: "pageNumber",
        sizes: &[1000],
        id: None,
    }),
    fields: &[Field::new("billingDate", month)
        .option("month")
        .required()
        .help("The month: 2022-05 or 202205")],
    columns: &items(Column::text("email", "ACCOUNT").hidden()),
    ..Read::DEFAULT
};

/// The same of sub-accounts. Whether its rows name the e-mail is not documented.
pub static SUBACCOUNTS: Read = Read {
    command: ("billing", "subaccounts"),
    about: "List the bills of the sub-accounts for some months",
    notes: "The service has bills from May 2022 on. Amounts are summed unit by unit.",
    examples: "polyv-group billing subaccounts --from 2022-05 --to 2022-07\n\
               polyv-group billing subaccounts --from 2022-05 --to 2022-05 \\\n    \
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
            .required()
            .help("The first month: 2022-05 or 202205"),
        Field::new("endDate", month)
            .option("to")
            .required()
            .help("The last month"),
    ],
    between: |query| match query.get("startDate") > query.get("endDate") {
        true => Err("--from is later than --to".into()),
        false => Ok(()),
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
        Column::number("itemConsumed", "AMOUNT").of_unit("itemConsumedUnit"),
        Column::text("itemConsumedUnit", "UNIT"),
        Column::text("tradeType", "TYPE").hidden(),
        Column::text("accountPeriod", "MONTH").hidden(),
        Column::text("memo", "MEMO").hidden(),
        Column::text("unionId", "UNION ID").hidden(),
    ]
}

/// `yyyyMM`, later than 202204.
fn month(text: &str, _: &Now) -> Result<Value, String> {
    let digits = text.replacen('-', "", usize::from(text.find('-') == Some(4)));
    let is_month =
        digits.len() == 6 && all_digits(&digits) && ("01"..="12").contains(&&digits[4..]);
    match is_month && digits.as_str() > "202204" {
        true => Ok(digits.into()),
        false => Err("must be a month after 2022-04, such as 2022-05 or 202205".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_sent_as_six_digits() {
        let now = Now { unix_millis: 0 };
        for text in ["2022-05", "202205"] {
            assert_eq!(month(text, &now).unwrap(), "202205");
        }
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

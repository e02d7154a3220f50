//! What the group gave to its sub-accounts, and took back.

use super::spec::{Absent, Emails, Field, Layout, Read, Shape};
use super::times;
use crate::api::Paging;
use crate::output::{Column, Values, gib};
use crate::row::Row;
use crate::sign::Params;
use serde_json::json;

/// dev.polyv.net: 2019/group_account/list-allocate-log. No largest page is
/// documented: the vendor's command-line tool takes 1000, other calls allow
/// 100. Unlike the other lists it says `page`. Records have no id, and two may
/// be equal. Space and flow are bytes. What is meant without `type` is not
/// documented, nor is a largest number of e-mails.
pub static LOG: Read = Read {
    command: ("allocations", "log"),
    about: "Show the records of some or all sub-accounts",
    notes: "The newest records come first, over all sub-accounts: the list is held until its end.
Times: 2024-05-20, '2024-05-20 08:00[:30]', RFC 3339 with offset, or 7d / 12h back. \
            Without an offset they are China time (Asia/Shanghai), whatever --tz says.",
    examples: "polyv-group allocations log --since 7d\n\
               polyv-group allocations log --email shop1@example.com --type vod -o csv",
    rows: "allocation records",
    path: "/v2/group/account/list-allocate-log",
    shape: Shape::Pages(Paging {
        counter: "page",
        sizes: &[1000, 100],
        id: None,
    }),
    emails: Some(Emails {
        param: "emails",
        field: "email",
        most: 100,
        absent: Absent::EverySubAccount,
    }),
    fields: &[
        Field::new("type", |text, _| Ok(text.into()))
            .choices(&[
                ("all", "VOD and live"),
                ("live", "Channels, concurrency, minutes"),
                ("vod", "Space and flow"),
            ])
            .help("Only records of this kind"),
        Field::new("startTime", times::start)
            .option("since")
            .placeholder("T")
            .help("Not before this time; a date alone is the start of that day"),
        Field::new("endTime", times::end)
            .option("until")
            .placeholder("T")
            .help("Not after this time; a date alone is the end of that day"),
    ],
    between: in_order,
    columns: &[
        Column::text("email", "E-MAIL"),
        Column::new("date", "DATE", Values::ShanghaiText),
        Column::text("origin", "ORIGIN").hidden(),
        Column::text("originText", "WHAT"),
        Column::new("space", "SPACE", Values::Bytes),
        Column::new("flow", "FLOW", Values::Bytes),
        Column::number("channels", "CHAN.").yielding(2),
        Column::number("concurrences", "CONC.").yielding(1),
        Column::number("duration", "MINUTES"),
    ],
    table: Some(Layout {
        columns: &[
            Column::text("email", "E-MAIL"),
            Column::new("date", "DATE", Values::ShanghaiText),
            Column::text("originText", "WHAT").yielding(1),
            Column::number("change", "CHANGE"),
        ],
        rows: |record| vec![with_change(record)],
    }),
    newest_first: "date",
    ..Read::DEFAULT
};

/// Fields of amounts, of what, and whether in bytes. A record fills that of its
/// own kind.
const AMOUNTS: [(&str, &str, bool); 5] = [
    ("space", "space", true),
    ("flow", "flow", true),
    ("channels", "channels", false),
    ("concurrences", "concurrency", false),
    ("duration", "minutes", false),
];

/// The record with its one amount in words: `+600 minutes`. What was taken back
/// is known by its kind (`RECOVER_…`); kinds are an open set.
fn with_change(record: &Row) -> Row {
    let sign = match record.text("origin").unwrap_or_default() {
        origin if origin.starts_with("RECOVER_") => "-",
        origin if origin.starts_with("ADD_") => "+",
        _ => "",
    };
    let amounts = AMOUNTS.iter().filter_map(|(field, what, is_bytes)| {
        let amount = record.text(field)?;
        let in_gib = is_bytes.then(|| gib(&amount)).flatten();
        Some(format!(
            "{sign}{} {what}",
            in_gib.unwrap_or(amount.into_owned())
        ))
    });
    let change: Vec<String> = amounts.collect();
    Row::from(json!({
        "email": record.text("email"),
        "date": record.text("date"),
        "originText": record.text("originText"),
        "change": change.join(", "),
    }))
}

/// The times sort like their texts.
fn in_order(query: &Params) -> Result<(), String> {
    match (query.get("startTime"), query.get("endTime")) {
        (Some(since), Some(until)) if since > until => {
            Err(format!("--since {since} is later than --until {until}"))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_is_one_text_with_its_unit_and_sign() {
        for (record, expected) in [
            (
                r#"{"origin":"RECOVER_DURATION","duration":"600"}"#,
                "-600 minutes",
            ),
            (
                r#"{"origin":"ADD_CONCURRENCES","concurrences":970}"#,
                "+970 concurrency",
            ),
            (
                r#"{"origin":"ADD_CHANNELS","channels":"5","flow":null}"#,
                "+5 channels",
            ),
            (
                r#"{"origin":"RECOVER_FLOW","flow":955630223360}"#,
                "-890 GiB flow",
            ),
            (
                r#"{"origin":"ADD_SPACE","space":"1610612736"}"#,
                "+1.5 GiB space",
            ),
            (r#"{"origin":"ADD_SPACE","space":"a lot"}"#, "+a lot space"),
            (r#"{"origin":"EXPIRED","duration":-3}"#, "-3 minutes"),
            (r#"{"origin":"CHANGE_PLAN"}"#, ""),
        ] {
            let row = with_change(&Row::parse(record).unwrap());
            assert_eq!(row.text("change").unwrap(), expected, "{record}");
        }
    }
}

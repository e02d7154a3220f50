//! What the group gave to its sub-accounts, and took back.

use super::spec::{Absent, Emails, Field, Read, Shape};
use super::times;
use crate::api::Paging;
use crate::output::{Column, Values};
use crate::sign::Params;

/// dev.polyv.net: 2019/group_account/list-allocate-log. No largest page is
/// documented: the vendor's command-line tool takes 1000, other calls allow
/// 100. Unlike the other lists it says `page`. Records have no id, and two may
/// be equal. Space and flow are bytes. What is meant without `type` is not
/// documented, nor is a largest number of e-mails.
pub static LOG: Read = Read {
    command: ("allocations", "log"),
    about: "Show the records of some or all sub-accounts",
    notes: "Times: 2024-05-20, '2024-05-20 08:00[:30]', RFC 3339 with offset, or 7d / 12h back. \
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
    ..Read::DEFAULT
};

/// The times sort like their texts.
fn in_order(query: &Params) -> Result<(), String> {
    match (query.get("startTime"), query.get("endTime")) {
        (Some(since), Some(until)) if since > until => {
            Err(format!("--since {since} is later than --until {until}"))
        }
        _ => Ok(()),
    }
}

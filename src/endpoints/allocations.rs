//! What the group gave to its sub-accounts, and took back.

use super::spec::{Absent, Emails, Field, Layout, Now, Period, Read, Shape};
use super::times;
use crate::api::Paging;
use crate::lang::{Both, Text, both};
use crate::output::{Column, Values, gib};
use crate::row::Row;
use crate::sign::Params;
use crate::text;
use crate::text::listed;
use serde_json::Value;

/// dev.polyv.net: 2019/group_account/list-allocate-log. No largest page is
/// documented: the vendor's command-line tool takes 1000, other calls allow
/// 100. Unlike the other lists it says `page`. Records have no id, and two may
/// be equal. Space and flow are bytes. What is meant without `type` is not
/// documented, nor is a largest number of e-mails.
pub static LOG: Read = Read {
    command: ("allocations", "log"),
    about: both(
        "Show the records of some or all sub-accounts",
        "显示部分或全部分账号的分配记录",
    ),
    notes: both(
        "The newest records come first, over all sub-accounts: the list is held until its end. \
         Amounts have no sign: ORIGIN tells what was given (ADD_…) and what was taken back \
         (RECOVER_…), which --sum takes away. Space and flow are GiB in tables, bytes elsewhere.
Generation 2 also knows money, link-mic, guide and expiry records. Its fields are email, note, \
         depositTime, resourceCode, alterationType and alteration.
Times: 2024-05-20, '2024-05-20 08:00[:30]', RFC 3339 with offset, yesterday, or 7d / 12h back. \
         Without an offset they are of the zone that --tz names (Asia/Shanghai).",
        "所有分账号的记录一起按时间排序，最新的在前：整个列表读完后才输出。数量没有正负号：\
         `origin` 说明是增加（ADD_…）还是回收（RECOVER_…），--sum 会减去回收的量。空间和流量在表格中\
         以 GiB 计，其他格式以字节计。
第 2 代接口还有金额、连麦、导播台和到期的记录。其字段为 `email`、`note`、`depositTime`、\
         `resourceCode`、`alterationType` 和 `alteration`。
时间：2024-05-20、'2024-05-20 08:00[:30]'、带时差的 RFC 3339、昨天，或 7d / 12h（之前）。\
         不带时差时按 --tz 指定的时区（Asia/Shanghai）。",
    ),
    examples: "polyv-group allocations log --since 7d\n\
               polyv-group allocations log --email shop1@example.com --type vod -o csv\n\
               polyv-group allocations log --generation 2 --change expired --since 30d",
    rows: both("allocation records", "分配记录"),
    path: "/v2/group/account/list-allocate-log",
    shape: Shape::Pages(Paging {
        counter: "page",
        sizes: &[1000, 100],
        id: None,
        or_array: false,
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
                ("all", both("VOD and live", "点播和直播")),
                (
                    "live",
                    both("Channels, concurrency, minutes", "频道数、并发、分钟数"),
                ),
                ("vod", both("Space and flow", "点播空间和流量")),
            ])
            .help(both("Only records of this kind", "只显示此类记录")),
        Field::new("startTime", times::any)
            .option("since")
            .placeholder("T")
            .help(both(
                "Not before this time; a date alone is the start of that day",
                "不早于此时间；只写日期则从当天开始",)),
        Field::new("endTime", times::any)
            .option("until")
            .placeholder("T")
            .help(both(
                "Not after this time; a date alone is the end of that day",
                "不晚于此时间；只写日期则到当天结束",)),
    ],
    period: Some(Period {
        field: "date",
        params: ["startTime", "endTime"],
        sent: times::log_time,
    }),
    between: in_order,
    columns: &[
        Column::text("email", "E-MAIL"),
        Column::new("date", "DATE", Values::ShanghaiText),
        Column::text("origin", "ORIGIN").hidden(),
        Column::text("originText", "WHAT"),
        SPACE,
        FLOW,
        CHANNELS,
        CONCURRENCY,
        MINUTES,
    ],
    table: Some(Layout {
        columns: &[
            Column::text("email", "E-MAIL"),
            Column::new("date", "DATE", Values::ShanghaiText).yielding(1),
            Column::text("originText", "WHAT").yielding(2),
            Column::number("change", "CHANGE"),
            Column::text("origin", "ORIGIN").hidden(),
            SPACE.hidden(),
            FLOW.hidden(),
            CHANNELS.hidden(),
            CONCURRENCY.hidden(),
            MINUTES.hidden(),
        ],
        rows: |record| vec![with_change(record)],
    }),
    newest_first: "date",
    second: Some(&LOG_2),
    ..Read::DEFAULT
};

/// polyv.gitbook.io: docs/live/api/v-4/group/user/allocation-log. Its answer is
/// not published: a page or a bare array, with totals or without.
static LOG_2: Read = Read {
    command: LOG.command,
    rows: both("allocation records", "分配记录"),
    path: "/live/v4/group/account/allocation-log/list",
    shape: Shape::Pages(Paging {
        counter: "pageNumber",
        sizes: &[1000, 100],
        id: None,
        or_array: true,
    }),
    emails: Some(Emails {
        param: "emails",
        field: "email",
        most: 200,
        absent: Absent::EverySubAccount,
    }),
    fields: &[
        Field::new("resourceCode", resource)
            .option("resource")
            .help(both(
                "Only records of this resource, such as minutes (generation 2)",
                "只显示此资源的记录，如 `minutes`（第 2 代接口）",
            )),
        Field::new("alterationType", |text, _| Ok(place(&CHANGES, text).into()))
            .option("change")
            .choices(&CHANGES)
            .help(both(
                "Only records of this change (generation 2)",
                "只显示此类变更的记录（第 2 代接口）",
            )),
        // Sent by other names, see `each`: their options are those of generation 1.
        Field::new("startTime", times::any).option("since"),
        Field::new("endTime", times::any).option("until"),
    ],
    period: Some(Period {
        field: "depositTime",
        params: ["startTime", "endTime"],
        sent: |unix_millis| unix_millis.to_string(),
    }),
    between: in_order,
    each: |query| {
        let sent = query.iter().map(|(name, value)| match name {
            "startTime" => ("depositStartTime", value),
            "endTime" => ("depositEndTime", value),
            _ => (name, value),
        });
        vec![sent.fold(Params::new(), |all, (name, value)| all.with(name, value))]
    },
    columns: &[
        Column::text("email", "E-MAIL"),
        Column::text("note", "MEMO"),
        Column::new("depositTime", "DATE", Values::Millis),
        Column::text("resourceCode", "RESOURCE"),
        Column::text("alterationType", "TYPE").one_of(&["0", "1", "2"]),
        Column::number("alteration", "AMOUNT")
            .of_unit("resourceCode")
            .signed_by("alterationType", &[("0", 1), ("1", -1), ("2", -1)]),
    ],
    table: Some(Layout {
        columns: &[
            Column::text("email", "E-MAIL"),
            Column::new("depositTime", "DATE", Values::Millis).yielding(1),
            Column::text("what", "WHAT").yielding(2),
            Column::number("change", "CHANGE"),
            Column::text("note", "MEMO").hidden(),
            Column::text("resourceCode", "RESOURCE").hidden(),
            Column::text("alterationType", "TYPE").hidden(),
            Column::number("alteration", "AMOUNT").hidden(),
        ],
        rows: |record| vec![with_change_2(record)],
    }),
    newest_first: "depositTime",
    ..Read::DEFAULT
};

/// The kinds of change, in the order of their numbers from 0.
const CHANGES: [(&str, Both); 3] = [
    ("give", both("given", "增加")),
    ("take", both("taken back", "回收")),
    ("expired", both("cleared at expiry", "到期清零")),
];

fn place(words: &[(&str, Both)], text: &str) -> String {
    let at = words.iter().position(|(word, _)| *word == text);
    at.map_or_else(|| text.to_owned(), |at| at.to_string())
}

/// A resource: its code, its name in options, and what its amounts are of. GB
/// is taken for GiB.
const RESOURCES: [(&str, &str, Both); 10] = [
    ("minutes", "minutes", both("minutes", "分钟")),
    (
        "parallelConcurrent",
        "concurrent",
        both("concurrency", "并发"),
    ),
    (
        "totalConcurrent",
        "total-concurrent",
        both("total concurrency", "总并发"),
    ),
    ("vodFlow", "flow", both("GiB flow", "GiB 流量")),
    ("vodSpace", "space", both("GiB space", "GiB 空间")),
    ("channels", "channels", both("channels", "个频道")),
    (
        "linkMicDuration",
        "link-mic-minutes",
        both("link-mic minutes", "连麦分钟"),
    ),
    (
        "guideDuration",
        "guide-minutes",
        both("guide minutes", "导播台分钟"),
    ),
    ("balance", "balance", both("balance", "金额")),
    (
        "groupUserCount",
        "sub-accounts",
        both("sub-accounts", "个分账号"),
    ),
];

fn resource(text: &str, _: &Now) -> Result<Value, Text> {
    let mut known = RESOURCES.iter();
    let found = known.find(|(code, name, _)| [*code, *name].contains(&text));
    let names = listed(RESOURCES.map(|(_, name, _)| name));
    let found = found.ok_or_else(|| text!("must be one of {names}", "必须是其中之一：{names}"))?;
    Ok(found.0.into())
}

/// What changed, in words: `-600 minutes`. Whether an amount that was taken back
/// has a sign is not documented.
fn with_change_2(record: &Row) -> Row {
    let [code, kind, amount] = ["resourceCode", "alterationType", "alteration"]
        .map(|name| record.text(name).unwrap_or_default().into_owned());
    let known = kind.parse().ok().and_then(|kind: usize| CHANGES.get(kind));
    let sign = known.map_or("", |(word, _)| if *word == "give" { "+" } else { "-" });
    let bare = amount.trim_start_matches(sign);
    let of = RESOURCES.iter().find(|(known, ..)| *known == code);
    let mut fields: Value = serde_json::from_str(record.as_str()).unwrap_or_default();
    fields["what"] = known.map_or(&*kind, |(_, what)| what.now()).into();
    let words = of.map_or(&*code, |(.., words)| words.now());
    fields["change"] = format!("{sign}{bare} {words}").into();
    Row::from(fields)
}

/// The service's amounts have no sign: what was taken back is known by its kind.
/// Kinds are an open set.
const fn signed(amount: Column) -> Column {
    amount.signed_by("origin", &[("ADD_", 1), ("RECOVER_", -1)])
}

const SPACE: Column = signed(Column::new("space", "SPACE", Values::Bytes));
const FLOW: Column = signed(Column::new("flow", "FLOW", Values::Bytes));
const CHANNELS: Column = signed(Column::number("channels", "CHAN.").yielding(2));
const CONCURRENCY: Column = signed(Column::number("concurrences", "CONC.").yielding(1));
const MINUTES: Column = signed(Column::number("duration", "MINUTES"));

/// Fields of amounts, of what, and whether in bytes. A record fills that of its
/// own kind.
const AMOUNTS: [(&str, Both, bool); 5] = [
    ("space", both("space", "空间"), true),
    ("flow", both("flow", "流量"), true),
    ("channels", both("channels", "个频道"), false),
    ("concurrences", both("concurrency", "并发"), false),
    ("duration", both("minutes", "分钟"), false),
];

/// The record with its one amount in words: `+600 minutes`.
fn with_change(record: &Row) -> Row {
    let sign = match MINUTES.sign_in(record) {
        1 => "+",
        -1 => "-",
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
    let mut fields: Value = serde_json::from_str(record.as_str()).unwrap_or_default();
    fields["change"] = listed(change).now().into();
    Row::from(fields)
}

/// The times sort like their texts; of milliseconds the longer are later.
fn in_order(query: &Params) -> Result<(), Text> {
    let time = |name| query.get(name).map(|time| (time.len(), time));
    match (time("startTime"), time("endTime")) {
        (Some(since), Some(until)) if since > until => {
            Err(both("--since is later than --until", "--since 晚于 --until").into())
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoints::children;
    use crate::lang::{Lang, within};
    use crate::output::{Format, Style, sink};

    #[test]
    fn what_changed_reads_alike_in_the_second_generation() {
        for (kind, code, amount, expected) in [
            ("0", "minutes", "600", "given, +600 minutes"),
            (
                "\"1\"",
                "vodFlow",
                "\"890.0\"",
                "taken back, -890.0 GiB flow",
            ),
            (
                "1",
                "parallelConcurrent",
                "-5",
                "taken back, -5 concurrency",
            ),
            ("2", "balance", "12.50", "cleared at expiry, -12.50 balance"),
            ("7", "newThing", "-3", "7, -3 newThing"),
        ] {
            let record = format!(
                r#"{{"resourceCode":"{code}","alterationType":{kind},"alteration":{amount}}}"#
            );
            let row = with_change_2(&Row::parse(&record).unwrap());
            let text = |name| row.text(name).unwrap().into_owned();
            assert_eq!(format!("{}, {}", text("what"), text("change")), expected);
        }
    }

    #[test]
    fn what_changed_is_told_in_chinese_too() {
        let first = r#"{"origin":"RECOVER_FLOW","flow":955630223360,"channels":5}"#;
        let second = r#"{"resourceCode":"minutes","alterationType":1,"alteration":600}"#;
        let rows = within(Lang::Zh, || {
            let second = with_change_2(&Row::parse(second).unwrap());
            [with_change(&Row::parse(first).unwrap()), second]
        });
        let [first, second] = rows.each_ref().map(|row| row.text("change").unwrap());
        assert_eq!(
            (&*first, &*second),
            ("-890 GiB 流量、-5 个频道", "-600 分钟")
        );
        assert_eq!(rows[1].text("what").unwrap(), "回收");
    }

    #[test]
    fn forty_columns_have_room_for_the_e_mail_and_what_is_known_of_it() {
        let email = "branch0001@hd.example.com";
        let log = format!(
            r#"{{"email":"{email}","date":"2025-12-24 08:00:00","originText":"分配并发","origin":"ADD_CONCURRENCES","concurrences":970}}"#
        );
        let login = format!(
            r#"{{"childUserId":"abcdef0123","childName":"张三","childEmail":"{email}","status":"NORMAL","roleName":"管理员"}}"#
        );
        let log = with_change(&Row::parse(&log).unwrap());
        let login = Row::parse(&login).unwrap();
        for (columns, row, headings) in [
            (LOG.table.unwrap().columns, log, "E-MAIL CHANGE …"),
            (children::LIST.columns, login, "NAME E-MAIL …"),
        ] {
            let (mut out, mut style) = (Vec::new(), Style::plain(Format::Table));
            style.width = Some(40);
            let mut table = sink(&style, columns, &mut out).unwrap();
            table.row(&row).unwrap();
            table.finish().unwrap();
            let text = String::from_utf8(out).unwrap();
            let words: Vec<_> = text.lines().next().unwrap().split_whitespace().collect();
            assert_eq!(words.join(" "), headings, "{text}");
            assert!(text.contains(email), "{text}");
        }
    }

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

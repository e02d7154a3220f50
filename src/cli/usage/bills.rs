//! `usage --source bills`: the service's own daily bills of the sub-accounts,
//! added up over the days of a span.

use super::super::ask::Asking;
use super::super::between::{Between, KeptList};
use super::super::context::Context;
use super::super::list;
use super::super::which_snapshot::Which;
use super::SpanOptions;
use super::log::added_up;
use crate::clock;
use crate::endpoints::billing::SUBACCOUNTS;
use crate::endpoints::spec::{Read, Shape};
use crate::endpoints::times;
use crate::failure::Failure;
use crate::lang::{Both, both};
use crate::output::{Column, Values};
use crate::row::Row;
use crate::sign::Params;
use crate::text;
use clap::ArgMatches;
use indexmap::IndexMap;
use rust_decimal::Decimal;
use std::iter;
use std::ops::RangeInclusive;

/// The first day of which the service has bills.
const FIRST_DAY: &str = "2022-05-01";

/// Bytes of a day.
const DAY: usize = "2022-05-01".len();

/// What keeps the sum of a line from being what was used.
const NOTES: [Both; 4] = [
    both("supplement or refund", "有补扣或退款"),
    both("unknown trade type", "交易类型不明"),
    both("unknown day", "日期不明"),
    both("not a number", "不是数字"),
];

static LIST: Read = Read {
    rows: both("bill sums", "账单合计"),
    shape: Shape::Array,
    columns: COLUMNS,
    ..Read::DEFAULT
};

/// Who used how much of what stays longest.
pub(in crate::cli) const COLUMNS: &[Column] = &[
    Column::text("email", "ACCOUNT"),
    Column::text("unionId", "UNION ID").hidden(),
    Column::text("production", "PRODUCT").yielding(5),
    Column::text("category", "CATEGORY"),
    Column::number("used", "USED")
        .in_chinese("已用量")
        .of_unit("unit"),
    Column::text("unit", "UNIT").in_chinese("单位"),
    Column::number("billed", "BILLED")
        .in_chinese("正常扣费")
        .of_unit("unit")
        .yielding(4),
    Column::number("supplemented", "SUPPLEMENTED")
        .in_chinese("补扣")
        .of_unit("unit")
        .yielding(3),
    Column::number("refunded", "REFUNDED")
        .in_chinese("退款")
        .of_unit("unit")
        .yielding(3),
    Column::text("note", "NOTE")
        .in_chinese("说明")
        .saying(&NOTES)
        .yielding(1)
        .keeping(12),
];

/// Of whole days in China.
pub(super) fn run(
    options: &SpanOptions,
    args: &ArgMatches,
    context: &Context,
) -> Result<(), Failure> {
    list::check(&LIST, context)?;
    let asking = Asking::new(&LIST, args, context)?;
    let days = days(options, context)?;
    let (from, to) = (days.start(), days.end());
    let console = &context.console;
    console.info(match from == to {
        true => text!("bills of {from}", "{from} 的账单"),
        false => text!("bills from {from} to {to}", "{from} 至 {to} 的账单"),
    });
    let month = |day: &str| day[..7].replace('-', "");
    let query = Params::new().with("startDate", month(from));
    let query = query.with("endDate", month(to));
    let emails = asking.emails("email");
    let lists = || SUBACCOUNTS.lists(emails.as_deref(), &query);
    let reading = both("reading the bills", "正在读取账单");
    let sums = console.with_progress(reading, || {
        added_up(lists, || Sums::new(days.clone()), Sums::add, context)
    })?;
    let rows = sums.rows();
    list::print_local(&LIST, args, &asking, iter::once(Ok(rows)), context)?;
    Ok(())
}

/// The first and the last day of the span, as `yyyy-MM-dd` in China.
fn days(options: &SpanOptions, context: &Context) -> Result<RangeInclusive<String>, Failure> {
    let which = |option, typed: &Option<String>| {
        let typed = typed.as_deref();
        typed
            .map(|typed| Which::typed(option, typed, context))
            .transpose()
    };
    let (since, until) = (
        which("--since", &options.since)?,
        which("--until", &options.until)?,
    );
    let dir = &options.dir;
    let start = match since {
        Some(Which::At(span)) => span.start,
        Some(Which::Now) => clock::unix_millis(),
        Some(since) => KeptList::of(&since.as_of_start(dir, context)?).header.ended,
        None => {
            let until = options.until.as_deref().filter(|until| *until != "now");
            let between = Between::of_span(None, until, dir, context);
            let between = between.map_err(|failure| {
                let hint = both(
                    "give the days: --since and --until",
                    "请用 --since 和 --until 指定日期",
                );
                failure.hint(hint)
            })?;
            match &options.until {
                Some(until) if until == "now" => between.after.header.ended,
                _ => between.before.header.ended,
            }
        }
    };
    let end = match until {
        Some(Which::At(span)) => span.end - 1,
        Some(Which::Now) => clock::unix_millis(),
        Some(until) => KeptList::of(&until.as_of_end(dir, context)?).header.ended,
        None if options.since.is_some() => clock::unix_millis(),
        None => {
            KeptList::of(&Which::Latest.as_of_end(dir, context)?)
                .header
                .ended
        }
    };
    let day = |at| times::log_time(at).get(..10).unwrap_or_default().to_owned();
    let (start, end) = (day(start).max(FIRST_DAY.to_owned()), day(end));
    match start <= end {
        true => Ok(start..=end),
        false => Err(Failure::usage(both(
            "there are no bills of these days: --since is later than --until, or they are before \
             2022-05-01",
            "这些日期没有账单：--since 晚于 --until，或早于 2022-05-01",
        ))),
    }
}

/// The account, the product, the category and the unit of a line.
type BillLine = [String; 4];

/// Bills added up.
struct Sums {
    days: RangeInclusive<String>,
    lines: IndexMap<BillLine, OfLine>,
}

#[derive(Default)]
struct OfLine {
    /// The literals of e-mail and id.
    email: Option<String>,
    union_id: Option<String>,
    billed: Decimal,
    supplemented: Option<Decimal>,
    refunded: Option<Decimal>,
    note: Option<Both>,
}

impl Sums {
    fn new(days: RangeInclusive<String>) -> Self {
        Self {
            days,
            lines: IndexMap::new(),
        }
    }

    /// Takes an item of a bill. Rows may lack the e-mail: then the id tells the
    /// account.
    fn add(&mut self, item: &Row) {
        let text = |name| item.text(name).unwrap_or_default().into_owned();
        let day = text("statAt");
        let day = day.get(..DAY).filter(|day| {
            let start = times::log_millis(&format!("{day} 00:00:00"));
            start.is_some()
        });
        if day.is_some_and(|day| !self.days.contains(&day.to_owned())) {
            return;
        }
        let email = text("email").to_lowercase();
        let account = if email.is_empty() {
            text("unionId")
        } else {
            email
        };
        let [production, category, unit] = ["production", "category", "itemConsumedUnit"].map(text);
        let line = self.lines.entry([account, production, category, unit]);
        line.or_default().add(item, day.is_some());
    }

    fn rows(self) -> Vec<Row> {
        let rows = self.lines.into_iter();
        rows.map(|(line, sum)| sum.row(&line)).collect()
    }
}

impl OfLine {
    fn add(&mut self, item: &Row, is_day: bool) {
        let literal = |name| {
            let value = item.get(name).filter(|value| !value.is_null());
            value.map(|value| value.as_str().to_owned())
        };
        self.email = self.email.take().or_else(|| literal("email"));
        self.union_id = self.union_id.take().or_else(|| literal("unionId"));
        let kind = item.text("tradeType").unwrap_or_default();
        let amount = item.text("itemConsumed");
        let amount = amount.and_then(|text| Values::Number.number(&text));
        let sum = match &*kind {
            "1" => &mut self.billed,
            "3" => self.supplemented.get_or_insert_default(),
            "4" => self.refunded.get_or_insert_default(),
            _ => {
                self.note = Some(NOTES[1]);
                return;
            }
        };
        match amount.and_then(|amount| sum.checked_add(amount)) {
            Some(more) => *sum = more,
            None => self.note = Some(NOTES[3]),
        }
        if !is_day {
            self.note = Some(NOTES[2]);
        }
    }

    /// Nobody says how supplementary charges and refunds count, nor whether their
    /// amounts have a sign.
    fn row(self, [_, production, category, unit]: &BillLine) -> Row {
        let others = self.supplemented.or(self.refunded);
        let note = self.note.or_else(|| others.map(|_| NOTES[0]));
        let amount = |amount: Option<Decimal>| {
            amount.map_or("null".into(), |amount| amount.normalize().to_string())
        };
        let text = |text: &str| serde_json::Value::from(text).to_string();
        let used = Some(self.billed).filter(|_| note.is_none());
        let fields = [
            ("email", self.email.unwrap_or("null".into())),
            ("unionId", self.union_id.unwrap_or("null".into())),
            ("production", text(production)),
            ("category", text(category)),
            ("used", amount(used)),
            ("unit", text(unit)),
            ("billed", amount(Some(self.billed))),
            ("supplemented", amount(self.supplemented)),
            ("refunded", amount(self.refunded)),
            ("note", note.map_or("null".into(), |note| text(note.en))),
        ];
        let fields = fields.map(|(name, literal)| format!("\"{name}\":{literal}"));
        Row::parse(&format!("{{{}}}", fields.join(","))).expect("pieces of valid JSON")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::row::Value;

    fn summed(items: &[&str]) -> Vec<String> {
        let mut sums = Sums::new("2026-11-05".to_owned()..="2026-11-07".to_owned());
        for item in items {
            let fields = format!(
                r#"{{"production":"直播","category":"观看分钟数","itemConsumedUnit":"分钟",{item}}}"#
            );
            sums.add(&Row::parse(&fields).unwrap());
        }
        let told = |row: &Row| {
            let fields = [
                "email",
                "unionId",
                "used",
                "billed",
                "supplemented",
                "refunded",
                "note",
            ];
            let text = |name| row.get(name).map_or("", Value::as_str).to_owned();
            fields.map(text).join(" ")
        };
        sums.rows().iter().map(told).collect()
    }

    #[test]
    fn the_items_of_the_days_are_added_up_by_account() {
        assert_eq!(
            summed(&[
                r#""email":"a@b.c","unionId":"u","statAt":"2026-11-05","itemConsumed":1.50,"tradeType":1"#,
                r#""email":"A@b.c","unionId":"u","statAt":"2026-11-07","itemConsumed":"2","tradeType":"1""#,
                r#""email":"a@b.c","unionId":"u","statAt":"2026-11-04","itemConsumed":9,"tradeType":1"#,
                r#""email":"a@b.c","unionId":"u","statAt":"2026-11-08","itemConsumed":9,"tradeType":1"#,
                r#""email":null,"unionId":"v","statAt":"2026-11-06","itemConsumed":7,"tradeType":1"#,
                r#""unionId":"v","statAt":"2026-11-06","itemConsumed":7,"tradeType":1"#,
            ]),
            [
                r#""a@b.c" "u" 3.5 3.5 null null null"#,
                r#"null "v" 14 14 null null null"#,
            ]
        );
    }

    #[test]
    fn what_nobody_says_how_it_counts_is_marked() {
        let item = |fields: &str| {
            let item = format!(r#""email":"a@b.c","statAt":"2026-11-05",{fields}"#);
            summed(&[
                r#""email":"a@b.c","statAt":"2026-11-05","itemConsumed":5,"tradeType":1"#,
                &item,
            ])
            .remove(0)
        };
        for (fields, expected) in [
            (
                r#""itemConsumed":2,"tradeType":3"#,
                r#"null 5 2 null "supplement or refund""#,
            ),
            (
                r#""itemConsumed":-2,"tradeType":4"#,
                r#"null 5 null -2 "supplement or refund""#,
            ),
            (
                r#""itemConsumed":2,"tradeType":2"#,
                r#"null 5 null null "unknown trade type""#,
            ),
            (
                r#""itemConsumed":2"#,
                r#"null 5 null null "unknown trade type""#,
            ),
            (
                r#""itemConsumed":"x","tradeType":1"#,
                r#"null 5 null null "not a number""#,
            ),
            (
                r#""itemConsumed":2,"tradeType":1,"statAt":"soon""#,
                r#"null 7 null null "unknown day""#,
            ),
            (
                r#""itemConsumed":2,"tradeType":1,"statAt":"二〇二六年""#,
                r#"null 7 null null "unknown day""#,
            ),
            (
                r#""itemConsumed":2,"tradeType":1,"statAt":"2026-11-31""#,
                r#"null 7 null null "unknown day""#,
            ),
        ] {
            assert_eq!(
                item(fields),
                format!(r#""a@b.c" null {expected}"#),
                "{fields}"
            );
        }
    }
}

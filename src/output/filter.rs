//! `--where`: which rows are asked for. A small language of comparisons,
//! checked against the columns before anything is read.
//!
//! ```text
//! any   = all { "or" all }
//! all   = one { "and" one }
//! one   = "not" one | "(" any ")" | FIELD test
//! test  = OPERATOR VALUE | [ "not" ] "in" "(" VALUE { "," VALUE } ")"
//! ```
//!
//! A field is named as in `--columns`. Fields and values are bare or in single
//! or double quotes; a quote inside is written twice.

mod comparison;
mod parser;

pub use comparison::Comparison;

use parser::{Parser, ends_name};

use super::columns::Column;
use crate::failure::Failure;
use crate::lang::both;
use crate::row::Row;
use crate::text::half_width;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use std::cmp::Ordering::{self, Equal, Greater, Less};

/// How a field is compared: the words for it, and whether they mean that it
/// does not hold. Symbols stand before those that they begin with.
const OPERATORS: [(&[&str], Operator, bool); 8] = [
    (&["!=", "ne"], EQUAL, false),
    (&["!~"], Operator::Has, false),
    (&["<=", "le"], Operator::Order(&[Less, Equal]), true),
    (&[">=", "ge"], Operator::Order(&[Greater, Equal]), true),
    (&["==", "=", "eq"], EQUAL, true),
    (&["<", "lt"], Operator::Order(&[Less]), true),
    (&[">", "gt"], Operator::Order(&[Greater]), true),
    (&["~"], Operator::Has, true),
];

const EQUAL: Operator = Operator::Order(&[Equal]);

#[derive(Clone, Copy, Debug)]
enum Operator {
    /// One of these orders.
    Order(&'static [Ordering]),
    /// Contains, whatever the letter case.
    Has,
}

/// What `--where` says.
#[derive(Debug)]
pub struct Filter(Expression);

#[derive(Debug)]
enum Expression {
    Any(Vec<Expression>),
    All(Vec<Expression>),
    Not(Box<Expression>),
    /// Holds for one of the values.
    Test(&'static Column, Operator, Vec<Wanted>),
}

/// A value that a field is compared with.
#[derive(Debug)]
enum Wanted {
    Null,
    /// From this to that number, or millisecond since 1970: a day is all its
    /// milliseconds.
    Number(Decimal, Decimal),
    Text(String),
}

impl Filter {
    /// Reads an expression that an option gave. Times without an offset are
    /// those of the zone; `30d` is from now on, `-7d` ago.
    ///
    /// # Errors
    /// Usage: the first thing that is wrong, and where it is.
    pub fn parse(
        option: &str,
        text: &str,
        columns: &'static [Column],
        zone: &TimeZone,
        now_unix_millis: i64,
    ) -> Result<Self, Failure> {
        let mut parser = Parser {
            option,
            text,
            at: 0,
            levels: 0,
            columns,
            zone,
            now_unix_millis,
        };
        let expression = parser.any()?;
        parser.skip_blanks();
        match parser.rest() {
            "" => Ok(Self(expression)),
            rest if rest.starts_with(')') => {
                let words = both("there is no ( for this )", "这个 ) 没有对应的 (");
                Err(parser.wrong(parser.at, words))
            }
            rest if rest.starts_with([',', '，']) => {
                let words = both(
                    "`and` or `or` is expected here; a comma joins nothing, and no number has one",
                    "这里应为 `and` 或 `or`；逗号不能连接条件，数字中也不能有逗号",
                );
                Err(parser.wrong(parser.at, words))
            }
            _ => {
                let words = both("`and` or `or` is expected here", "这里应为 `and` 或 `or`");
                Err(parser.wrong(parser.at, words))
            }
        }
    }

    /// Whether a row is asked for.
    pub fn keeps(&self, row: &Row) -> bool {
        self.0.holds(row)
    }

    /// The texts of which a field has one in every row that is kept; `None`
    /// where nothing says so.
    pub fn texts_of(&self, field: &str) -> Option<Vec<String>> {
        self.0.texts_of(field)
    }

    /// The first and the last number, or millisecond since 1970, that a field has
    /// in any row that is kept; `None` where nothing says so.
    pub fn bounds_of(&self, field: &str) -> Bounds {
        self.0.bounds_of(field)
    }
}

/// The least and the most that may be.
pub type Bounds = [Option<Decimal>; 2];

/// The bounds of what is within both, the later of two beginnings and the
/// earlier of two ends.
pub fn within([from, to]: Bounds, [other_from, other_to]: Bounds) -> Bounds {
    let earlier = match (to, other_to) {
        (Some(to), Some(other)) => Some(to.min(other)),
        (to, other) => to.or(other),
    };
    [from.max(other_from), earlier]
}

/// The bounds of what is within either.
fn either([from, to]: Bounds, [other_from, other_to]: Bounds) -> Bounds {
    let last = |(to, other): (Decimal, _)| to.max(other);
    [from.min(other_from), to.zip(other_to).map(last)]
}

impl Expression {
    fn texts_of(&self, field: &str) -> Option<Vec<String>> {
        let text = |wanted: &Wanted| match wanted {
            Wanted::Text(text) => Some(text.clone()),
            _ => None,
        };
        match self {
            Self::Any(parts) if parts.len() > 1 => None,
            Self::Any(parts) | Self::All(parts) => {
                parts.iter().find_map(|part| part.texts_of(field))
            }
            Self::Test(column, Operator::Order([Equal]), wanted) if column.field == field => {
                wanted.iter().map(text).collect()
            }
            Self::Test(..) | Self::Not(_) => None,
        }
    }

    fn bounds_of(&self, field: &str) -> Bounds {
        let all = match self {
            Self::Any(parts) => parts
                .iter()
                .map(|part| part.bounds_of(field))
                .reduce(either),
            Self::All(parts) => parts
                .iter()
                .map(|part| part.bounds_of(field))
                .reduce(within),
            Self::Test(column, Operator::Order(orders), wanted) if column.field == field => {
                let bounds = wanted.iter().map(|wanted| wanted.bounds(orders));
                bounds.reduce(either)
            }
            Self::Test(..) | Self::Not(_) => None,
        };
        all.unwrap_or_default()
    }

    fn holds(&self, row: &Row) -> bool {
        match self {
            Self::Any(parts) => parts.iter().any(|part| part.holds(row)),
            Self::All(parts) => parts.iter().all(|part| part.holds(row)),
            Self::Not(part) => !part.holds(row),
            Self::Test(column, operator, wanted) => {
                let cell = row.text(column.field);
                let mut wanted = wanted.iter();
                wanted.any(|wanted| operator.holds(column, cell.as_deref(), wanted))
            }
        }
    }
}

impl Operator {
    fn holds(self, column: &Column, cell: Option<&str>, wanted: &Wanted) -> bool {
        match (self, wanted, cell) {
            (Self::Has, Wanted::Text(text), Some(cell)) => cell.to_lowercase().contains(text),
            (Self::Has, ..) => false,
            (Self::Order(orders), ..) => {
                let order = wanted.compared(column, cell);
                order.is_some_and(|order| orders.contains(&order))
            }
        }
    }
}

impl Wanted {
    /// The bounds of what compares so with this value.
    fn bounds(&self, orders: &[Ordering]) -> Bounds {
        let Self::Number(first, last) = self else {
            return [None, None];
        };
        let (least, most) = match orders.contains(&Equal) {
            true => (*first, *last),
            false => (*last, *first),
        };
        let end = |is_open, end| (!orders.contains(&is_open)).then_some(end);
        [end(Less, least), end(Greater, most)]
    }

    /// How the cell compares with this value; `None` where the two have no
    /// order, as null and anything else.
    fn compared(&self, column: &Column, cell: Option<&str>) -> Option<Ordering> {
        match (self, cell) {
            (Self::Null, None) => Some(Equal),
            (Self::Null, Some(_)) | (_, None) => None,
            (Self::Number(first, last), Some(cell)) => Some(match column.values.number(cell)? {
                number if number < *first => Less,
                number if number > *last => Greater,
                _ => Equal,
            }),
            (Self::Text(wanted), Some(cell)) => Some(match has_no_case(column) {
                true => cell.to_lowercase().cmp(&wanted.to_lowercase()),
                false if is_phone(column) => dialled(cell).cmp(&dialled(wanted)),
                false => cell.cmp(wanted),
            }),
        }
    }
}

/// E-mails and states are one whatever their letter case.
fn has_no_case(column: &Column) -> bool {
    !column.words.is_empty() || column.field.to_ascii_lowercase().ends_with("email")
}

/// Phone numbers are one however their digits are grouped.
fn is_phone(column: &Column) -> bool {
    ["phone", "telephone"].contains(&column.field)
}

/// A phone number without what groups its digits.
fn dialled(number: &str) -> String {
    half_width(number).replace([' ', '-'], "")
}

#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::columns::Values;
    use crate::output::time;
    use proptest::prelude::*;

    static COLUMNS: [Column; 7] = [
        Column::text("state", "STATE")
            .one_of(&["normal", "frozen"])
            .called(&[both("frozen", "冻结")]),
        Column::text("email", "E-MAIL"),
        Column::number("minutes", "MINUTES"),
        Column::number("balance", "BALANCE"),
        Column::text("memo", "备注"),
        Column::new("expireDate", "EXPIRES", Values::Millis),
        Column::new("date", "DATE (TEXT)", Values::ShanghaiText),
    ];

    /// 2024-05-20 00:00:00 in China.
    const DAY: i64 = 1_716_134_400_000;
    const HOUR: i64 = 3_600_000;
    const NOW: i64 = DAY + 12 * HOUR;

    fn parse(text: &str) -> Result<Filter, Failure> {
        Filter::parse("--where", text, &COLUMNS, &time::SHANGHAI, NOW)
    }

    /// A row's values beside the row itself, for references.
    #[derive(Debug)]
    struct Known {
        at: i64,
        minutes: Option<i128>,
        /// In hundredths.
        balance: Option<i64>,
        memo: Option<&'static str>,
        hours: Option<i64>,
    }

    /// 200 rows: nulls and gaps, decimals in texts, whole numbers beyond 2^53,
    /// Chinese, times as numbers and as texts.
    fn rows() -> Vec<(Known, Row)> {
        let memos = [
            Some("北京分校"),
            None,
            Some("Shop A, \"b\""),
            Some("shop a"),
            Some(""),
        ];
        let known = |at: i64| Known {
            at,
            minutes: (at % 7 != 0).then_some(9_007_199_254_740_990 + i128::from(at % 5)),
            balance: (at % 11 != 0).then_some(at * 37 % 1000 - 300),
            memo: memos[usize::try_from(at % 5).unwrap()],
            hours: (at % 13 != 0).then_some(at % 48 - 20),
        };
        let row = |known: &Known| {
            let minutes = known
                .minutes
                .map_or("null".to_owned(), |minutes| minutes.to_string());
            let balance = known.balance.map(|all| {
                let (sign, all) = (if all < 0 { "-" } else { "" }, all.abs());
                format!("{sign}{}.{:02}", all / 100, all % 100)
            });
            let balance = balance.map(|text| {
                if known.at % 2 == 0 {
                    format!("\"{text}\"")
                } else {
                    text
                }
            });
            let time = known.hours.map(|hours| DAY + hours * HOUR);
            let date = known.hours.map(|hours| {
                let (day, hour) = (20 + hours.div_euclid(24), hours.rem_euclid(24));
                serde_json::Value::from(format!("2024-05-{day} {hour:02}:00:00")).to_string()
            });
            let mut fields = vec![
                format!("\"email\":\"Shop{}@b.cn\"", known.at),
                format!("\"minutes\":{minutes}"),
                format!("\"memo\":{}", serde_json::Value::from(known.memo)),
                format!(
                    "\"expireDate\":{}",
                    time.map_or("null".to_owned(), |time| time.to_string())
                ),
            ];
            fields.extend(balance.map(|balance| format!("\"balance\":{balance}")));
            fields.extend(date.map(|date| format!("\"date\":{date}")));
            Row::parse(&format!("{{{}}}", fields.join(","))).unwrap()
        };
        (1..=200)
            .map(known)
            .map(|known| {
                let row = row(&known);
                (known, row)
            })
            .collect()
    }

    type Reference = fn(&Known) -> bool;

    /// Headings are names of fields, and so are their values; Chinese input methods
    /// type wide signs.
    #[test]
    fn what_people_read_and_type_means_the_services_own_words() {
        static OWN: [Column; 3] = [
            Column::text("what", "WHAT")
                .saying(&[both("appeared", "新增")])
                .of_fields(&[&COLUMNS]),
            COLUMNS[0],
            COLUMNS[2],
        ];
        for (wide, plain) in [
            ("STATE＝冻结", "state = frozen"),
            ("state in （冻结，normal）", "state in (frozen, normal)"),
            ("state in (冻结、FROZEN)", "state in (frozen, FROZEN)"),
            ("（state！＝冻结）", "(state != frozen)"),
            ("minutes ＞＝ １００．５", "minutes >= 100.5"),
            ("what = “new，one”", "what = 'new，one'"),
            ("what = （东）", "what = '（东）'"),
            ("what = 新增", "what = appeared"),
            ("what = Minutes", "what = minutes"),
            ("what = expires", "what = expireDate"),
        ] {
            let parsed = |text| Filter::parse("--where", text, &OWN, &time::SHANGHAI, NOW);
            let [wide, plain] = [wide, plain].map(|text| format!("{:?}", parsed(text).unwrap()));
            assert_eq!(wide, plain);
        }
    }

    #[test]
    fn rows_are_kept_as_a_reference_says() {
        let cases: [(&str, Reference); 30] = [
            ("minutes = 9007199254740993", |k| {
                k.minutes == Some(9_007_199_254_740_993)
            }),
            ("minutes != 9007199254740993", |k| {
                k.minutes != Some(9_007_199_254_740_993)
            }),
            ("minutes > 9007199254740992.5", |k| {
                k.minutes > Some(9_007_199_254_740_992)
            }),
            ("MINUTES lt 9007199254740992", |k| {
                k.minutes.is_some_and(|m| m < 9_007_199_254_740_992)
            }),
            ("minutes = null", |k| k.minutes.is_none()),
            ("minutes != null", |k| k.minutes.is_some()),
            ("balance <= 0.07", |k| k.balance.is_some_and(|b| b <= 7)),
            ("balance >= -1.50 and balance < 1e0", |k| {
                k.balance.is_some_and(|b| (-150..100).contains(&b))
            }),
            ("balance==0.70 OR balance = 1.440", |k| {
                [Some(70), Some(144)].contains(&k.balance)
            }),
            ("not balance > 0", |k| k.balance.is_none_or(|b| b <= 0)),
            ("balance in (-0.41, 1.81,'2.18')", |k| {
                [Some(-41), Some(181), Some(218)].contains(&k.balance)
            }),
            ("balance not in (-0.41)", |k| k.balance != Some(-41)),
            ("备注 = 北京分校", |k| k.memo == Some("北京分校")),
            ("memo ~ 分校", |k| k.memo == Some("北京分校")),
            ("memo ~ SHOP", |k| {
                k.memo.is_some_and(|m| m.to_lowercase().contains("shop"))
            }),
            ("memo !~ shop", |k| {
                !k.memo.is_some_and(|m| m.to_lowercase().contains("shop"))
            }),
            ("memo = \"Shop A, \"\"b\"\"\"", |k| {
                k.memo == Some("Shop A, \"b\"")
            }),
            ("memo = 'shop a'", |k| k.memo == Some("shop a")),
            ("memo = \"\"", |k| k.memo == Some("")),
            ("memo = null or memo = ''", |k| {
                k.memo.is_none_or(str::is_empty)
            }),
            ("memo > a", |k| k.memo.is_some_and(|m| m > "a")),
            ("email = shop7@B.CN", |k| k.at == 7),
            ("expireDate = 2024-05-20", |k| {
                k.hours.is_some_and(|h| (0..24).contains(&h))
            }),
            ("expires < 2024-05-20", |k| k.hours.is_some_and(|h| h < 0)),
            ("expires <= 2024-05-20", |k| k.hours.is_some_and(|h| h < 24)),
            ("expires > '2024-05-20 11:00'", |k| {
                k.hours.is_some_and(|h| h > 11)
            }),
            ("expires > 0d and expires <= 10h", |k| {
                k.hours.is_some_and(|h| (13..=22).contains(&h))
            }),
            ("date >= -1d", |k| k.hours.is_some_and(|h| h >= -12)),
            ("date = 2024-05-19T15:00:00Z", |k| k.hours == Some(-1)),
            (
                "not (minutes = null or (balance < 0 and memo != null)) and \"date (text)\" != null",
                |k| {
                    k.minutes.is_some()
                        && !(k.balance.is_some_and(|b| b < 0) && k.memo.is_some())
                        && k.hours.is_some()
                },
            ),
        ];
        let rows = rows();
        for (text, reference) in cases {
            let filter = parse(text).unwrap();
            let kept = rows
                .iter()
                .filter(|(_, row)| filter.keeps(row))
                .map(|(known, _)| known.at);
            let expected = rows
                .iter()
                .filter(|(known, _)| reference(known))
                .map(|(known, _)| known.at);
            let expected: Vec<i64> = expected.collect();
            assert!(
                !expected.is_empty() && expected.len() < 200,
                "{text} tells nothing apart"
            );
            assert_eq!(kept.collect::<Vec<_>>(), expected, "{text}");
        }
    }

    #[test]
    fn a_state_is_one_in_any_letter_case_and_another_word_is_refused() {
        let row = Row::parse(r#"{"state":"FROZEN"}"#).unwrap();
        for (text, keeps) in [
            ("state = Frozen", true),
            ("STATE != frozen", false),
            ("state in (normal, frozen)", true),
            ("state = null", false),
            ("state ~ roz", true),
        ] {
            assert_eq!(parse(text).unwrap().keeps(&row), keeps, "{text}");
        }
        let refused = parse("state in (normal, froozen)").unwrap_err().message;
        let words = "--where: \"froozen\" is not a value of state: give normal or frozen";
        assert_eq!(refused, words);
        let chinese = "--where：\"froozen\" 不是 state 的有效值；可用：normal 或 frozen（冻结）";
        assert_eq!(refused.zh(), chinese);
    }

    #[test]
    fn bounds_leave_out_no_row_that_is_kept() {
        let rows = rows();
        for (text, bounds) in [
            ("minutes > 5 and minutes <= 7", [Some(5), Some(7)]),
            ("minutes in (3, 9) and minutes != 4", [Some(3), Some(9)]),
            ("minutes < 5 or minutes = 8 and memo = x", [None, Some(8)]),
            ("minutes = 5 or memo = x", [None, None]),
            ("not minutes = 5", [None, None]),
            ("minutes in (null, 5)", [None, None]),
            ("balance > 5", [None, None]),
        ] {
            let found = parse(text).unwrap().bounds_of("minutes");
            assert_eq!(
                found,
                bounds.map(|bound| bound.map(Decimal::from)),
                "{text}"
            );
        }
        for text in ["date > 2024-05-20", "date <= 2024-05-20", "date = -1d"] {
            let filter = parse(text).unwrap();
            let [from, to] = filter.bounds_of("date");
            let kept = rows.iter().filter(|(_, row)| filter.keeps(row));
            for time in kept.filter_map(|(known, _)| known.hours) {
                let time = Decimal::from(DAY + time * HOUR);
                assert!(from.is_none_or(|from| from <= time), "{text}");
                assert!(to.is_none_or(|to| to >= time), "{text}");
            }
        }
    }

    #[test]
    fn what_is_wrong_is_pointed_at() {
        for (text, pointed, message) in [
            ("", "", "a column name is missing"),
            (
                "mintes < 5",
                "mintes < 5",
                "there is no column \"mintes\"; did you mean \"minutes\"?",
            ),
            (
                "minutes < abc",
                "abc",
                "\"abc\" is not a value of minutes: give a number such as 500 or 12.5",
            ),
            (
                "minutes < ",
                "",
                "a value is expected here; an empty one is \"\"",
            ),
            ("minutes 5", "5", "an operator is expected here"),
            ("minutes not = 5", "= 5", "an operator is expected here"),
            ("minutes < null", "null", "null is neither less nor greater"),
            ("(minutes < 5", "(minutes < 5", "this ( has no )"),
            ("minutes < 5)", ")", "there is no ( for this )"),
            (
                "minutes < 5 memo = x",
                "memo = x",
                "`and` or `or` is expected here",
            ),
            ("minutes in 5", "5", "values in brackets are expected here"),
            ("minutes in (5 6)", "6)", "`,` or `)` is expected here"),
            ("备注 = 'x", "'x", "this quote has no end"),
            (
                "备注 = x and expires < soon",
                "soon",
                "\"soon\" is not a value of expireDate: give a time",
            ),
            (
                "expires = 2024-02-30",
                "2024-02-30",
                "\"2024-02-30\" is not a value",
            ),
        ] {
            let failure = parse(text).unwrap_err();
            let (typed, at) = *failure.place.clone().unwrap();
            assert_eq!(
                (typed.as_str(), &typed[at..]),
                (text, pointed),
                "{}",
                failure.message
            );
            assert!(
                failure
                    .message
                    .en()
                    .starts_with(&format!("--where: {message}")),
                "{}",
                failure.message
            );
        }
        let shown = parse("备注 = x and 多 < 5").unwrap_err().text(false);
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(lines[1..], ["  备注 = x and 多 < 5", "               ^"]);
        let deep = "(".repeat(10_000) + "minutes < 5";
        assert!(
            parse(&deep)
                .unwrap_err()
                .message
                .en()
                .contains("too many brackets")
        );
    }

    #[test]
    fn a_secret_is_not_asked_for() {
        static SECRET: [Column; 1] = [Column::text("appSecret", "SECRET").secret()];
        let refused =
            Filter::parse("--where", "appSecret ~ a", &SECRET, &time::SHANGHAI, NOW).unwrap_err();
        assert_eq!(
            refused.message,
            "--where: appSecret is a secret, and cannot be asked for"
        );
    }

    fn any_test() -> impl Strategy<Value = String> {
        let operator = prop::sample::select(vec!["=", "!=", "<", "<=", ">", ">="]);
        prop_oneof![
            (operator.clone(), -5..5_i64).prop_map(|(op, n)| format!("minutes {op} {n}")),
            (operator, "[a-c]{0,2}").prop_map(|(op, text)| format!("memo {op} \"{text}\"")),
            "[a-c]".prop_map(|text| format!("memo ~ {text}")),
            prop::collection::vec(-5..5_i64, 1..4).prop_map(|all| {
                let all: Vec<String> = all.iter().map(i64::to_string).collect();
                format!("minutes in ({})", all.join(", "))
            }),
        ]
    }

    proptest! {
        #[test]
        fn not_leaves_just_the_others(
            one in any_test(),
            other in any_test(),
            join in prop::sample::select(vec!["and", "or", "and not"]),
            minutes in -5..5_i64,
            memo in "[a-c]{0,2}",
        ) {
            let row = Row::from(serde_json::json!({"minutes": minutes, "memo": memo}));
            let text = format!("{one} {join} {other}");
            let keeps = parse(&text).unwrap().keeps(&row);
            prop_assert_eq!(parse(&format!("not ({text})")).unwrap().keeps(&row), !keeps, "{}", text);
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,40}") {
            let _ = parse(&text);
        }
    }
}

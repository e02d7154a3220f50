//! Any text as what `--where` says: read and then consistent, or pointed at.

use super::super::columns::{Column, Values};
use super::super::time;
use super::Filter;
use crate::fuzz::Target;
use crate::row::Row;

static COLUMNS: [Column; 6] = [
    Column::text("state", "STATE").one_of(&["normal", "frozen"]),
    Column::text("email", "E-MAIL"),
    Column::number("minutes", "MINUTES"),
    Column::text("memo", "备注"),
    Column::new("expireDate", "EXPIRES", Values::Millis),
    Column::new("date", "DATE (TEXT)", Values::ShanghaiText),
];

/// 2024-05-20 12:00:00 in China.
const NOW: i64 = 1_716_177_600_000;

const WORDS: &[&str] = &[
    "minutes",
    "EXPIRES",
    "expireDate",
    "email",
    "state",
    "备注",
    "\"date (text)\"",
    "memo",
    "=",
    "!=",
    "==",
    "<",
    "<=",
    ">",
    ">=",
    "~",
    "!~",
    " in ",
    " not ",
    " and ",
    " or ",
    "(",
    ")",
    ",",
    "\"",
    "'",
    "''",
    " eq ",
    " ne ",
    " lt ",
    " ge ",
    "null",
    "normal",
    "frozen",
    "2024-05-20",
    "2024-02-30",
    "9999-12-31 23:59:59",
    "-9999-01-01",
    "2024-05-20T12:00:00Z",
    "30d",
    "-7d",
    "1h",
    "5m",
    "1.50",
    "-0",
    "İ",
    "ß",
    "\u{3000}",
    "not not not not ",
    "((((((((",
];

fn rows() -> Vec<Row> {
    let texts = [
        r#"{"state":"NORMAL","email":"A@b.cn","minutes":5,"memo":"北京","expireDate":1716177600000,"date":"2024-05-20 12:00:00"}"#,
        r#"{"state":"frozen","email":null,"minutes":-1.50,"memo":"","expireDate":0,"date":null}"#,
        r#"{"state":"","minutes":"9007199254740993","memo":"İß\"'","expireDate":"x","date":"2024-13-01"}"#,
        r#"{"minutes":1e400,"expireDate":-9223372036854775808,"date":{"a":1},"memo":[1]}"#,
        r#"{"minutes":79228162514264337593543950335,"expireDate":253402271999999,"date":"9999-12-31 23:59:59"}"#,
        "{}",
    ];
    texts.map(|text| Row::parse(text).unwrap()).to_vec()
}

fn parse(text: &str) -> Result<Filter, crate::failure::Failure> {
    Filter::parse("--where", text, &COLUMNS, &time::SHANGHAI, NOW)
}

/// That brackets and `not` mean what they say, and that no row that is kept is
/// out of the bounds that are told.
fn is_sound(text: &str, filter: &Filter, rows: &[Row]) -> usize {
    let kept = |filter: &Filter| rows.iter().map(|row| filter.keeps(row)).collect::<Vec<_>>();
    let keeps = kept(filter);
    // Brackets may be too many then.
    if let Ok(again) = parse(&format!(" ( {text} ) ")) {
        assert_eq!(kept(&again), keeps, "brackets change it");
    }
    if let Ok(other) = parse(&format!("not({text})")) {
        assert!(
            kept(&other)
                .iter()
                .zip(&keeps)
                .all(|(it, keeps)| it != keeps)
        );
    }
    let all = rows.iter().zip(&keeps).filter(|(_, keeps)| **keeps);
    let all: Vec<&Row> = all.map(|(row, _)| row).collect();
    for column in &COLUMNS {
        let [from, to] = filter.bounds_of(column.field);
        let texts = filter.texts_of(column.field);
        for row in &all {
            let cell = row.text(column.field);
            if from.is_some() || to.is_some() {
                let number = cell.as_deref().and_then(|cell| column.values.number(cell));
                let number = number.expect("bounds say that there is a number");
                assert!(from.is_none_or(|from| from <= number), "below its bound");
                assert!(to.is_none_or(|to| to >= number), "above its bound");
            }
            if let Some(texts) = &texts {
                let cell = cell.expect("a text is said to be there").to_lowercase();
                assert!(texts.iter().any(|text| text.to_lowercase() == cell));
            }
        }
    }
    all.len()
}

#[test]
fn expressions() {
    let seeds = [
        "minutes < 5 and not (memo ~ 北京 or expires > 30d)",
        "state in (normal, 'frozen') and email != null",
        "\"date (text)\" >= '2024-05-20 08:00' or date < -7d",
        "备注 = \"a, \"\"b\"\"\" or minutes not in (1, 2.50, -3e2)",
        "NOT minutes eq null AND expireDate = 2024-05-20T12:00:00Z",
    ];
    let seeds = seeds.map(|text| text.as_bytes().to_vec()).to_vec();
    let rows = rows();
    Target {
        name: "where",
        seeds,
        words: WORDS,
    }
    .run(move |input| {
        let Ok(text) = std::str::from_utf8(input) else {
            return "no text".into();
        };
        match parse(text) {
            Ok(filter) => format!("read {}", "x".repeat(is_sound(text, &filter, &rows))),
            Err(failure) => {
                let (typed, at) = *failure.place.clone().expect("what is wrong has a place");
                assert!(typed == text && text.is_char_boundary(at));
                assert!(!failure.text(false).is_empty() && !failure.message.zh().is_empty());
                failure.message.en().to_owned()
            }
        }
    });
}

//! Any text as a row: taken where it is a JSON object, and then verbatim.

use super::{Document, Joined, Packed, Row};
use crate::fuzz::Target;
use serde::de::IgnoredAny;
use serde_json::{Map, Value};

const WORDS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "\"",
    ":",
    ",",
    "\\",
    "\\\"",
    "\\u0000",
    "\\ud83d",
    "\\ude00",
    "\\u4e2d",
    "null",
    "true",
    "false",
    "-",
    "1e",
    ".0",
    "{}",
    "[]",
    "\"a\":1,",
    "\"rows\":[",
    "\u{feff}",
    "中",
    "{\"a\":{\"b\":",
    "\u{2028}",
    "\t",
];

fn target(name: &'static str) -> Target {
    let seeds = [
        r#"{"email":"a@b.cn","minutes":100.0,"memo":null,"a":1E5,"é":"\u00e9\n","x":{"y":[1,{"z":"]}"}]}}"#,
        r#" { "a" : 1 , "a" : -0.50e+2 , "" : "" , "live":{"used":5,"left":{"n":{}}} } "#,
        r#"{"n":1,"rows":[{"a":1,"b":"x"},{"a":2,"b":"\"}"},{},{"b":[],"a":null}],"rows":[{"c":{}}]}"#,
        r#"{"rows":[{"a":1,"b":2},{"a":3,"b":4},{"a": 5,"b":6},{"a":7,"b":8 },{"a":9,"bc":0},{"a":1},{},{ }]}"#,
        "{}",
    ];
    let seeds = seeds.map(|text| text.as_bytes().to_vec()).to_vec();
    Target {
        name,
        seeds,
        words: WORDS,
    }
}

/// That a row has the fields that another reader finds.
fn same(row: &Row, text: &str) {
    assert_eq!(row.as_str(), text.trim(), "it is not verbatim");
    let Ok(theirs) = serde_json::from_str::<Map<String, Value>>(text) else {
        // Too deep for that reader, or with half a surrogate pair.
        return;
    };
    for (name, value) in &theirs {
        let found = row.get(name).expect("a field that the other reader finds");
        assert_eq!(
            &serde_json::from_str::<Value>(found.as_str()).unwrap(),
            value
        );
        match value {
            Value::String(text) => assert_eq!(found.as_text(), text.as_str()),
            _ => assert_eq!(found.as_text(), found.as_str()),
        }
    }
    assert!(row.names().iter().all(|name| theirs.contains_key(name)));
}

/// That a row is no other one where it stands alone: the rows before it are of
/// no matter.
fn is_as_alone(row: &Row) {
    let alone = Row::parse(row.as_str()).expect("a row is an object");
    assert_eq!(row.names(), alone.names());
    assert_eq!(row.is_plain(), alone.is_plain());
    let mut places = 0..row.names().len();
    assert!(places.all(|place| row.value(place) == alone.value(place)));
}

/// That rows are the same after they were put away, and after a text was put
/// before them.
fn kept(rows: &[Row]) {
    let mut packed = Packed::default();
    rows.iter().for_each(|row| packed.push(row));
    let places: Vec<usize> = (0..rows.len()).rev().collect();
    let given = packed.give_up(&places);
    assert!(given.iter().eq(rows.iter().rev()));
    for row in rows {
        joined(row);
    }
    let led = Row::led_by(rows, "of", "x\"}");
    for (led, row) in led.iter().zip(rows) {
        assert_eq!(led.names()[0], "of");
        assert_eq!(led.names()[1..], *row.names());
        same(led, led.as_str());
    }
}

/// That a row is the same once more after it was written as its names and its
/// values, but for the white space around these.
fn joined(row: &Row) {
    let places: Vec<usize> = (0..row.names().len()).collect();
    let (mut names, mut values) = (Vec::new(), Vec::new());
    row.push_names(&places, &mut names);
    row.push_values(&places, &mut values);
    let [names, values] = [names, values].map(|line| String::from_utf8(line).unwrap());
    let mut joined = Joined::default();
    let done = joined.names(&names).and_then(|()| joined.values(&values));
    assert!(done.is_some(), "its own names or values are refused");
    let same = joined.give_up().remove(0);
    assert_eq!(same.names(), row.names());
    assert!(places.into_iter().all(|at| same.value(at) == row.value(at)));
    is_as_alone(&same);
}

/// A value without its fields of this name, at any depth.
fn without(value: &mut Value, dropped: &str) {
    match value {
        Value::Object(fields) => {
            fields.retain(|name, _| name != dropped);
            fields
                .values_mut()
                .for_each(|value| without(value, dropped));
        }
        Value::Array(values) => values.iter_mut().for_each(|value| without(value, dropped)),
        _ => {}
    }
}

/// That a row is one line, and the same but for what is dropped.
fn is_without(row: &Row) {
    for dropped in ["a", "x", "no field"] {
        let mut line = Vec::new();
        row.push_without(|name| name == dropped, &mut line);
        let line = String::from_utf8(line).expect("what is cut is cut at ASCII");
        assert!(!line.contains(['\n', '\r']), "it is more than one line");
        Row::parse(&line).expect("a row without a field is a row");
        if let Ok(mut value) = serde_json::from_str::<Value>(row.as_str()) {
            without(&mut value, dropped);
            assert_eq!(serde_json::from_str::<Value>(&line).unwrap(), value);
        }
    }
}

/// Of what kinds the first values are.
fn kinds(row: &Row) -> String {
    let values = (0..row.names().len().min(6)).map(|place| row.value(place).as_str());
    let firsts = values.filter_map(|value| value.chars().next());
    // Numbers and quotes tell no endings apart.
    let kind = |first: char| match first {
        '0'..='9' => 'd',
        '"' => 's',
        other => other,
    };
    firsts.map(kind).collect()
}

#[test]
fn rows() {
    target("row").run(|input| {
        let Ok(text) = std::str::from_utf8(input) else {
            return "no text".into();
        };
        let is_json = serde_json::from_str::<IgnoredAny>(text).is_ok();
        match Row::parse(text) {
            Ok(row) => {
                assert!(is_json, "it is not JSON");
                same(&row, text);
                is_without(&row);
                let flat = row.flatten();
                same(&flat, flat.as_str());
                kept(&[row.clone(), flat]);
                kinds(&row)
            }
            Err(why) => {
                assert!(
                    !is_json || !text.trim_start().starts_with('{'),
                    "it is an object"
                );
                let theirs = serde_json::from_str::<IgnoredAny>(text).err();
                theirs.map_or_else(|| why.to_string(), |why| why.to_string())
            }
        }
    });
}

#[test]
fn lists_of_rows() {
    target("rows").run(|input| {
        let text = std::str::from_utf8(input).unwrap_or_default();
        let document = Document::read(text, &["rows"]);
        let is_json = serde_json::from_str::<IgnoredAny>(text).is_ok();
        assert_eq!(document.is_ok(), is_json);
        let Ok(mut document) = document else {
            return "no JSON".into();
        };
        let whole = document.step_in();
        let rows = match document.rows {
            Ok(Some(rows)) => rows,
            Ok(None) => return "no list".into(),
            Err(why) => return why.to_string(),
        };
        for row in &rows {
            same(row, row.as_str());
            is_as_alone(row);
        }
        kept(&rows);
        // Of several lists of this name the last one counts.
        let list = whole.as_ref().map_or(text, |whole| {
            same(whole, text);
            whole.get("rows").expect("it was found").as_str()
        });
        assert!(Row::rows(list).unwrap() == rows);
        rows.iter().take(3).map(kinds).collect::<Vec<_>>().join(" ")
    });
}

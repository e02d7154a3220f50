//! Takes inner objects apart into dotted names, so that an object of objects
//! can be a line of a table.

use serde_json::value::RawValue;

use super::{Row, scan::Walk};

/// Levels of objects that are taken apart. The service nests two; the bound
/// keeps a hostile reply from growing names without end.
const MAX_LEVELS: usize = 8;

pub(super) fn flatten(row: &Row) -> Row {
    let mut text = String::with_capacity(row.as_str().len());
    push_fields(&mut text, "", row.as_str(), MAX_LEVELS);
    text = format!("{{{text}}}");
    let raw = RawValue::from_string(text).expect("joined from the pieces of valid JSON");
    Row::from_raw(raw).expect("the braces stand around it")
}

/// Appends the fields of an object; `prefix` and names stay escaped as they
/// were sent.
fn push_fields(text: &mut String, prefix: &str, object: &str, levels: usize) {
    let mut walk = Walk::new(object);
    walk.enter(b'{');
    while let Some(quoted) = walk.name() {
        let quoted = quoted.of(object);
        let name = format!("{prefix}{}", &quoted[1..quoted.len() - 1]);
        let value = walk.value().of(object);
        if levels > 1 && has_fields(value) {
            push_fields(text, &format!("{name}."), value, levels - 1);
        } else {
            push_field(text, &name, value);
        }
    }
}

fn has_fields(value: &str) -> bool {
    let mut walk = Walk::new(value);
    walk.enter(b'{').is_some() && walk.name().is_some()
}

fn push_field(text: &mut String, name: &str, value: &str) {
    if !text.is_empty() {
        text.push(',');
    }
    text.push('"');
    text.push_str(name);
    text.push_str("\":");
    text.push_str(value);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flat(text: &str) -> String {
        Row::parse(text).unwrap().flatten().as_str().to_owned()
    }

    #[test]
    fn inner_objects_become_dotted_names_in_the_same_order() {
        assert_eq!(
            flat(r#"{"liveInfo": {"a": 1.0, "b": null}, "x": "\u0041", "vodInfo": {"c": [{}]}}"#),
            r#"{"liveInfo.a":1.0,"liveInfo.b":null,"x":"\u0041","vodInfo.c":[{}]}"#
        );
    }

    #[test]
    fn nothing_to_take_apart_changes_nothing() {
        assert_eq!(flat(r#"{"a":1,"e":{}}"#), r#"{"a":1,"e":{}}"#);
        assert_eq!(flat("{}"), "{}");
    }

    #[test]
    fn names_keep_their_escapes() {
        assert_eq!(flat(r#"{"a\"":{"\u002e":1}}"#), r#"{"a\".\u002e":1}"#);
    }

    #[test]
    fn deeper_than_eight_levels_stays_whole() {
        let nested = format!("{}1{}", r#"{"a":"#.repeat(10), "}".repeat(10));
        assert_eq!(flat(&nested), r#"{"a.a.a.a.a.a.a.a":{"a":{"a":1}}}"#);
    }
}

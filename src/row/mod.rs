//! A JSON object kept verbatim as the service sent it.
//!
//! The tool promises that rows come out as they came in: number literals,
//! nulls, order and unknown fields. Maps and number types lose that,
//! so a row is its own text, and looking into it is scanning the text. Which
//! fields there are and what they mean is left to others.

mod check;
#[cfg(test)]
mod fuzz;
mod line;
mod packed;
mod read;
mod scan;
mod value;
mod values;

use crate::lang::both;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;
use thiserror::Error;

pub use packed::Packed;
use packed::values_of;
use scan::Span;
pub(crate) use scan::value_end;
pub use value::Value;
use value::unquoted;
pub use values::Joined;

/// One JSON object, as received. The rows of a page share what was read.
#[derive(Clone)]
pub struct Row {
    source: Arc<Source>,
    place: Place,
}

/// Where in the text and in what was found there a row is.
#[derive(Clone)]
struct Place {
    text: Span,
    /// Which of the source's forms is its own.
    form: usize,
    values: Range<usize>,
}

/// A text and where in it the values of its rows stand: found once, when the
/// rows are made, and looked at many times.
struct Source {
    text: Box<str>,
    forms: Vec<Form>,
    values: Vec<Span>,
}

/// What is written around the values of a row: the same for nearly all of a page.
#[derive(Clone)]
struct Form {
    /// The fields' names in the order they were sent.
    names: Vec<String>,
    /// Whether there is no white space between the tokens.
    is_compact: bool,
}

impl Form {
    /// The form whose pieces stand before each value, and behind the last one.
    fn new<'a>(frame: impl DoubleEndedIterator<Item = &'a str>) -> Self {
        let mut pieces = frame.rev();
        let end = pieces.next().expect("no row is without braces");
        let mut is_compact = matches!(end, "}" | "{}");
        let mut names: Vec<_> = pieces
            .map(|piece| {
                let name = name_in(piece);
                is_compact &= piece.len() == name.len() + "{:".len();
                unquoted(name).into_owned()
            })
            .collect();
        names.reverse();
        Self { names, is_compact }
    }
}

/// The name in what stands before a value, with its quotes.
fn name_in(piece: &str) -> &str {
    let is_outside = |letter| letter != '"';
    piece.trim_matches(is_outside)
}

/// A JSON text, and what stands in it along a path of names: the path begins at
/// the outermost object, and ends at an array of rows.
#[derive(Debug)]
pub struct Document {
    /// The objects on the way, the outermost last.
    objects: Vec<Row>,
    /// The rows of the array, where the way leads to one.
    pub rows: Result<Option<Vec<Row>>, RowError>,
}

impl Default for Document {
    /// Nothing of use.
    fn default() -> Self {
        Self {
            objects: Vec::new(),
            rows: Ok(None),
        }
    }
}

impl Document {
    /// Checks and copies a text. All that is found in it shares the copy.
    ///
    /// # Errors
    ///
    /// [`RowError::Syntax`].
    pub fn read(text: &str, path: &[&str]) -> Result<Self, RowError> {
        read::document(text.into(), path)
    }

    /// Whether there is an object at the start of the path.
    pub fn is_object(&self) -> bool {
        !self.objects.is_empty()
    }

    /// Takes the outermost object away: the next one of the path is that then.
    pub fn step_in(&mut self) -> Option<Row> {
        self.objects.pop()
    }
}

/// Why a text is no [`Row`].
#[derive(Debug, Error)]
pub enum RowError {
    /// The text is not JSON.
    #[error("{}", both("not valid JSON", "不是有效的 JSON"))]
    Syntax,
    /// The text is JSON, but an array, a string, a number or the like.
    #[error("{}", both("not a JSON object", "不是 JSON 对象"))]
    NotAnObject,
    /// An element of the list of rows is not an object.
    #[error(
        "{}",
        both("a row of the list is not an object", "列表中有一行不是对象")
    )]
    NotARow,
    /// The list of rows is longer than any of the service.
    #[error("{}", both("it has more than 100000 rows", "超过 100000 行"))]
    TooMany,
}

impl Row {
    /// Checks and copies a text; white space around the object is dropped.
    ///
    /// # Errors
    ///
    /// [`RowError`] when the text is not JSON or not an object.
    pub fn parse(text: &str) -> Result<Self, RowError> {
        let object = Document::read(text, &[])?.step_in();
        object.ok_or(RowError::NotAnObject)
    }

    /// The rows of an array; none where it is no array.
    ///
    /// # Errors
    ///
    /// [`RowError`] when the text is not JSON, an element is no object, or there
    /// are too many.
    pub fn rows(text: &str) -> Result<Vec<Self>, RowError> {
        Ok(Document::read(text, &[])?.rows?.unwrap_or_default())
    }

    /// The same rows, a text of this name before their own fields.
    pub fn led_by(rows: &[Self], name: &str, text: &str) -> Vec<Self> {
        let [name, text] = [name, text].map(|text| serde_json::Value::from(text).to_string());
        let led = rows.iter().map(|row| {
            let rest = row.as_str()[1..].trim_start();
            let comma = if rest == "}" { "" } else { "," };
            format!("{{{name}:{text}{comma}{rest}")
        });
        let all = format!("[{}]", led.collect::<Vec<_>>().join(","));
        Self::rows(&all).expect("joined from the pieces of valid JSON")
    }

    /// The text of the object, from brace to brace.
    pub fn as_str(&self) -> &str {
        self.place.text.of(&self.source.text)
    }

    fn form(&self) -> &Form {
        &self.source.forms[self.place.form]
    }

    /// The names of the fields in the order they were sent.
    pub fn names(&self) -> &[String] {
        &self.form().names
    }

    /// The value of the field that is that many fields from the first.
    ///
    /// # Panics
    ///
    /// There are not as many fields.
    pub fn value(&self, place: usize) -> Value<'_> {
        Value::new(values_of(self)[place].of(&self.source.text))
    }

    /// The same, as bytes: cut out without a look at its letters.
    ///
    /// # Panics
    ///
    /// There are not as many fields.
    pub fn literal(&self, place: usize) -> &[u8] {
        let value = values_of(self)[place];
        &self.source.text.as_bytes()[value.range()]
    }

    /// How many fields from the first one the field of this name is. Of fields
    /// of the same name the last one counts, as with most JSON readers.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.names().iter().rposition(|found| found == name)
    }

    /// Whether the names are those of the other row, in the same order. It may
    /// say no where they are: for rows of different pages, say.
    pub fn has_names_of(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.source, &other.source) && self.place.form == other.place.form
    }

    /// The value of a field.
    pub fn get(&self, name: &str) -> Option<Value<'_>> {
        self.place(name).map(|place| self.value(place))
    }

    /// The value of a field as text; nothing for null and where it is missing.
    pub fn text(&self, name: &str) -> Option<Cow<'_, str>> {
        let value = self.get(name).filter(|value| !value.is_null())?;
        Some(value.as_text())
    }

    /// The same figures without inner objects: `{"live":{"used":5}}` becomes
    /// `{"live.used":5}`, literals untouched. Empty objects, arrays, what lies
    /// deeper than eight levels or under a long name stay as they are.
    pub fn flatten(&self) -> Self {
        let mut fields = Vec::new();
        push_fields("", self, MAX_LEVELS, &mut fields);
        let text = format!("{{{}}}", fields.join(","));
        Self::parse(&text).expect("joined from the pieces of valid JSON")
    }
}

/// Levels of objects that are taken apart. The service nests two; the bound
/// keeps a hostile reply from growing names without end.
const MAX_LEVELS: usize = 8;

/// Bytes of a name that is put before others: each of them repeats it.
const MOST_NAME: usize = 200;

fn push_fields(prefix: &str, row: &Row, levels: usize, fields: &mut Vec<String>) {
    for (place, name) in row.names().iter().enumerate() {
        let name = format!("{prefix}{name}");
        let value = row.value(place).as_str();
        match Row::parse(value) {
            Ok(inner) if levels > 1 && name.len() < MOST_NAME && !inner.names().is_empty() => {
                push_fields(&format!("{name}."), &inner, levels - 1, fields);
            }
            _ => fields.push(format!("{}:{value}", serde_json::Value::from(name))),
        }
    }
}

impl From<serde_json::Value> for Row {
    /// A row of our own making.
    ///
    /// # Panics
    ///
    /// The value is not an object.
    fn from(object: serde_json::Value) -> Self {
        Self::parse(&object.to_string()).expect("a row is made of an object")
    }
}

impl PartialEq for Row {
    /// Equal to the letter.
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Row {}

impl std::fmt::Debug for Row {
    /// Never the text: a row may hold an `appSecret`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Row({} bytes)", self.as_str().len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_kept_verbatim() {
        let text = r#"{ "a" :100.0,"b":null, "a":1E5,"é":"\u00e9" }"#;
        assert_eq!(Row::parse(&format!(" {text}\n")).unwrap().as_str(), text);
    }

    #[test]
    fn a_text_is_put_before_the_fields_and_these_stay_verbatim() {
        let rows = [r#"{ "a":1.0}"#, "{}"].map(|text| Row::parse(text).unwrap());
        let led = Row::led_by(&rows, "of", "}\"x");
        let led: Vec<_> = led.iter().map(Row::as_str).collect();
        assert_eq!(led, [r#"{"of":"}\"x","a":1.0}"#, r#"{"of":"}\"x"}"#]);
        assert_eq!(Row::led_by(&[], "of", "x"), []);
    }

    #[test]
    fn other_json_and_no_json_are_told_apart() {
        assert!(matches!(Row::parse("[1]"), Err(RowError::NotAnObject)));
        assert!(matches!(Row::parse("{\"a\":}"), Err(RowError::Syntax)));
        assert!(matches!(Row::parse(""), Err(RowError::Syntax)));
        assert!(matches!(Row::parse("{} {}"), Err(RowError::Syntax)));
    }

    #[test]
    fn of_fields_of_one_name_the_last_counts() {
        let row = Row::parse(r#"{"a":1,"b":2,"a":3}"#).unwrap();
        assert_eq!(row.get("a").unwrap().as_str(), "3");
        assert!(row.get("c").is_none());
    }

    #[test]
    fn debug_shows_the_length_only() {
        let row = Row::parse(r#"{"appSecret":"hunter2"}"#).unwrap();
        assert_eq!(format!("{row:?}"), "Row(23 bytes)");
        assert_eq!(
            format!("{:?}", row.get("appSecret").unwrap()),
            "Value(9 bytes)"
        );
    }

    #[test]
    fn inner_objects_become_dotted_names_and_literals_stay() {
        let flat = |text| Row::parse(text).unwrap().flatten().as_str().to_owned();
        assert_eq!(
            flat(r#"{"a": {"b": 1.0E7, "c\"": null}, "x": "\u0041", "v": {"c": [{}]}, "e":{}}"#),
            r#"{"a.b":1.0E7,"a.c\"":null,"x":"\u0041","v.c":[{}],"e":{}}"#
        );
        assert_eq!(flat("{}"), "{}");
    }

    #[test]
    fn a_long_name_is_not_repeated() {
        let text = format!(r#"{{"{}":{{"a":1}}}}"#, "x".repeat(MOST_NAME));
        assert_eq!(Row::parse(&text).unwrap().flatten().as_str(), text);
    }

    #[test]
    fn deeper_than_eight_levels_stays_whole() {
        let nested = format!("{}1{}", r#"{"a":"#.repeat(10), "}".repeat(10));
        let flat = Row::parse(&nested).unwrap().flatten();
        assert_eq!(flat.as_str(), r#"{"a.a.a.a.a.a.a.a":{"a":{"a":1}}}"#);
    }
}

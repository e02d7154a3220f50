//! The accounts of two lists beside each other, and what changed of them. Pure.
//!
//! The two lists are walked over in step. As long as they are in the same
//! order nothing is held; of another order the rows are that were not yet met
//! on the other side.

use crate::failure::Failure;
use crate::order;
use crate::output::Values;
use crate::row::{Packed, Row, Value};
use crate::secret::is_secret_name;
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::collections::HashMap;
use std::iter::Peekable;
use std::vec;

/// An account in one of the lists, or in both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pair {
    /// Its rows, the earlier first.
    Both(Row, Row),
    /// It is in the earlier list only.
    Disappeared(Row),
    /// It is in the later list only.
    Appeared(Row),
}

impl Pair {
    /// Its row in the earlier list.
    pub fn before(&self) -> Option<&Row> {
        match self {
            Self::Both(before, _) | Self::Disappeared(before) => Some(before),
            Self::Appeared(_) => None,
        }
    }

    /// Its row in the later list.
    pub fn after(&self) -> Option<&Row> {
        match self {
            Self::Both(_, after) | Self::Appeared(after) => Some(after),
            Self::Disappeared(_) => None,
        }
    }

    /// Its row, the later where there are two.
    pub fn latest(&self) -> &Row {
        match self {
            Self::Both(_, row) | Self::Disappeared(row) | Self::Appeared(row) => row,
        }
    }
}

/// By what an account is known in every list: its `userId`, or its e-mail in
/// small letters where it has none.
pub fn account(row: &Row) -> Cow<'_, str> {
    let is_there = |id: &Cow<str>| !id.is_empty();
    let email = || Some(row.text("email")?.to_lowercase().into());
    let id = row.text("userId").filter(is_there).or_else(email);
    id.unwrap_or(Cow::Borrowed(row.as_str()))
}

/// Pairs up the rows of two lists. Accounts that are in one list only come last,
/// those that disappeared first.
pub struct Pairs<B: Iterator, A: Iterator> {
    before: Side<B>,
    after: Side<A>,
    failed: bool,
}

/// A page of rows, or why there is none.
type Paged = Result<Vec<Row>, Failure>;

impl<B: Iterator<Item = Paged>, A: Iterator<Item = Paged>> Pairs<B, A> {
    /// Of the pages of two lists, the earlier first.
    pub fn new(before: B, after: A) -> Self {
        Self {
            before: Side::new(before),
            after: Side::new(after),
            failed: false,
        }
    }

    /// One step: a pair, or rows that wait for their other half. Where one side
    /// has met a row that waited, it alone goes on: so the two come into step
    /// again behind a row that only one of them has.
    fn step(&mut self) -> Result<Stepped, Failure> {
        let (before, after) = (self.before.head()?, self.after.head()?);
        if before.is_none() && after.is_none() {
            return Ok(Stepped::End);
        }
        let is_same = |(before, after): (&Row, &Row)| {
            before.as_str() == after.as_str() || account(before) == account(after)
        };
        if before.zip(after).is_some_and(is_same) {
            let pair = self.before.page.next().zip(self.after.page.next());
            return Ok(pair.map_or(Stepped::None, |(before, after)| {
                Stepped::Pair(Pair::Both(before, after))
            }));
        }
        let (before, after) = (before.cloned(), after.cloned());
        let met = before.and_then(|row| self.after.waiting.met(&row));
        if let Some((before, after)) = met.and_then(|met| Some((self.before.page.next()?, met))) {
            return Ok(Stepped::Pair(Pair::Both(before, after)));
        }
        let met = after.and_then(|row| self.before.waiting.met(&row));
        if let Some((before, after)) = met.and_then(|met| Some((met, self.after.page.next()?))) {
            return Ok(Stepped::Pair(Pair::Both(before, after)));
        }
        self.before.wait();
        self.after.wait();
        Ok(Stepped::None)
    }
}

enum Stepped {
    Pair(Pair),
    None,
    End,
}

impl<B: Iterator<Item = Paged>, A: Iterator<Item = Paged>> Iterator for Pairs<B, A> {
    type Item = Result<Pair, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.failed {
            match self.step() {
                Ok(Stepped::Pair(pair)) => return Some(Ok(pair)),
                Ok(Stepped::None) => {}
                Ok(Stepped::End) => {
                    let gone = self.before.waiting.left().map(Pair::Disappeared);
                    let new = || self.after.waiting.left().map(Pair::Appeared);
                    return gone.or_else(new).map(Ok);
                }
                Err(failure) => {
                    self.failed = true;
                    return Some(Err(failure));
                }
            }
        }
        None
    }
}

/// One of the lists: where the walk is in it, and its rows that wait.
struct Side<I: Iterator> {
    pages: I,
    page: Peekable<vec::IntoIter<Row>>,
    waiting: Waiting,
}

impl<I: Iterator<Item = Paged>> Side<I> {
    fn new(pages: I) -> Self {
        Self {
            pages,
            page: Vec::new().into_iter().peekable(),
            waiting: Waiting::default(),
        }
    }

    /// The next row.
    fn head(&mut self) -> Result<Option<&Row>, Failure> {
        while self.page.peek().is_none() {
            match self.pages.next() {
                Some(page) => self.page = page?.into_iter().peekable(),
                None => return Ok(None),
            }
        }
        Ok(self.page.peek())
    }

    /// Keeps the next row until its other half comes.
    fn wait(&mut self) {
        if let Some(row) = self.page.next() {
            self.waiting.push(&row);
        }
    }
}

/// Rows that wait for their other half.
#[derive(Default)]
struct Waiting {
    rows: Packed,
    /// Their places, by account.
    places: HashMap<Box<str>, usize>,
    /// Places of rows whose account came again before they were met.
    twice: Vec<usize>,
    /// What is left at the end, in order.
    left: Option<vec::IntoIter<usize>>,
}

impl Waiting {
    fn push(&mut self, row: &Row) {
        let place = self.rows.len();
        self.rows.push(row);
        let before = self.places.insert(account(row).into(), place);
        self.twice.extend(before);
    }

    /// The row of the same account as this one of the other list.
    fn met(&mut self, row: &Row) -> Option<Row> {
        // Lists in the same order have none that waits.
        let place = match self.places.is_empty() {
            true => None,
            false => self.places.remove(&*account(row)),
        };
        self.rows.give_up(&[place?]).pop()
    }

    /// The next row of those that were never met.
    fn left(&mut self) -> Option<Row> {
        let left = self.left.get_or_insert_with(|| {
            let places = std::mem::take(&mut self.places).into_values();
            let mut left: Vec<usize> = places.chain(self.twice.drain(..)).collect();
            order::sort(&mut left);
            left.into_iter()
        });
        let place = left.next()?;
        self.rows.give_up(&[place]).pop()
    }
}

/// A field that is another than before. Literals are JSON, `null` where there is
/// no such field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// The service's name of it.
    pub what: String,
    /// The literal before.
    pub from: String,
    /// The literal after.
    pub to: String,
    /// Of quantities the later less the earlier, exactly; nothing where that has
    /// more than 28 digits.
    pub change: Option<Decimal>,
}

/// What changed from one row of an account to the other, in the order of the
/// later. Numbers that are equal as decimals are no change, nor is null where
/// the field is missing; secrets, which no snapshot has, are passed over.
/// `values` tells what the values of a field are, where that is known.
pub fn changes(
    before: &Row,
    after: &Row,
    values: impl Fn(&str) -> Option<Values>,
) -> Vec<FieldChange> {
    if before.as_str() == after.as_str() {
        return Vec::new();
    }
    let gone = before.names().iter();
    let gone = gone.filter(|name| after.place(name).is_none());
    // Of fields of one name the last counts.
    let last = after.names().iter().enumerate();
    let last = last.filter(|(at, name)| after.place(name) == Some(*at));
    let names = last.map(|(_, name)| name).chain(gone);
    let change = |name: &String| {
        let [from, to] = [before, after].map(|row| row.get(name).filter(|value| !value.is_null()));
        if from == to || is_secret_name(name) {
            return None;
        }
        let numbers = numbers(from, to, values(name));
        let is_same = match numbers {
            Some((from, to)) => from == to,
            None => from.map(Value::as_text) == to.map(Value::as_text),
        };
        let literal = |value: Option<Value>| value.map_or("null", Value::as_str).to_owned();
        (!is_same).then(|| FieldChange {
            what: name.clone(),
            from: literal(from),
            to: literal(to),
            change: match values(name) {
                Some(Values::Millis | Values::ShanghaiText | Values::Text) => None,
                _ => numbers.and_then(|(from, to)| to.checked_sub(from)),
            },
        })
    };
    names.filter_map(change).collect()
}

/// Both values as decimals, where they are quantities or times. Of a field that
/// nobody knows only a number is one, no text of digits.
fn numbers(
    from: Option<Value>,
    to: Option<Value>,
    values: Option<Values>,
) -> Option<(Decimal, Decimal)> {
    let number = |value: Value| {
        let kind = match values {
            None if value.as_str().starts_with('"') => Values::Text,
            values => values.unwrap_or(Values::Number),
        };
        kind.number(&value.as_text())
    };
    Some((number(from?)?, number(to?)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::Kind;
    use crate::lang::both;
    use proptest::prelude::*;

    fn rows(texts: &[&str]) -> Vec<Row> {
        texts.iter().map(|text| Row::parse(text).unwrap()).collect()
    }

    /// The rows in pages of so many.
    fn paged(rows: Vec<Row>, size: usize) -> impl Iterator<Item = Paged> {
        let pages: Vec<Paged> = rows.chunks(size).map(|page| Ok(page.to_vec())).collect();
        pages.into_iter()
    }

    fn told(pair: &Pair) -> String {
        let text = |row: &Row| row.as_str().to_owned();
        match pair {
            Pair::Both(before, after) => text(before) + " " + &text(after),
            Pair::Disappeared(row) => "-".to_owned() + &text(row),
            Pair::Appeared(row) => "+".to_owned() + &text(row),
        }
    }

    fn paired(before: &[&str], after: &[&str]) -> Vec<String> {
        let pairs = Pairs::new(paged(rows(before), 2), paged(rows(after), 3));
        pairs.map(|pair| told(&pair.unwrap())).collect()
    }

    #[test]
    fn accounts_are_matched_by_id_else_by_e_mail_in_any_letter_case() {
        assert_eq!(
            paired(
                &[
                    r#"{"userId":"1","email":"a@b.c"}"#,
                    r#"{"email":"D@e.f"}"#,
                    r#"{"userId":"","email":"x"}"#,
                ],
                &[
                    r#"{"userId":null,"email":"X"}"#,
                    r#"{"userId":"1","email":"new@b.c"}"#,
                    r#"{"email":"d@E.f","n":1}"#,
                ]
            ),
            [
                r#"{"userId":"1","email":"a@b.c"} {"userId":"1","email":"new@b.c"}"#,
                r#"{"email":"D@e.f"} {"email":"d@E.f","n":1}"#,
                r#"{"userId":"","email":"x"} {"userId":null,"email":"X"}"#,
            ]
        );
    }

    #[test]
    fn what_is_in_one_list_only_comes_last_in_the_order_of_the_lists() {
        let row = |id: usize| format!(r#"{{"userId":"{id}"}}"#);
        let list = |ids: &[usize]| ids.iter().map(|id| row(*id)).collect::<Vec<_>>();
        let (before, after) = (list(&[1, 2, 3, 4, 5, 2]), list(&[9, 1, 3, 8, 4, 5, 7]));
        let [before, after] = [&before, &after].map(|all| {
            let all: Vec<&str> = all.iter().map(String::as_str).collect();
            rows(&all)
        });
        let pairs = Pairs::new(paged(before, 4), paged(after, 2));
        let told: Vec<String> = pairs.map(|pair| told(&pair.unwrap())).collect();
        let both = |id| format!("{} {}", row(id), row(id));
        let expected = [both(1), both(3), both(4), both(5)];
        let lost = [2, 2].map(|id| "-".to_owned() + &row(id));
        let new = [9, 8, 7].map(|id| "+".to_owned() + &row(id));
        assert_eq!(told, [&expected[..], &lost, &new].concat());
    }

    #[test]
    fn lists_in_the_same_order_hold_no_row() {
        let text = |id: usize| format!(r#"{{"userId":"{id}","n":{id}}}"#);
        let list = || (0..1000).filter(|id| id % 7 > 0).map(text);
        let parsed = |texts: &mut dyn Iterator<Item = String>| {
            let parsed = texts.map(|text| Row::parse(&text).unwrap());
            paged(parsed.collect(), 100)
        };
        // A row more and one less: two wait, and no other.
        let less = parsed(&mut list().skip(1));
        let more = parsed(&mut [text(5000)].into_iter().chain(list().skip(1)));
        let mut pairs = Pairs::new(less, more);
        assert_eq!(pairs.by_ref().count(), 857);
        assert_eq!(
            (
                pairs.before.waiting.rows.len(),
                pairs.after.waiting.rows.len()
            ),
            (1, 1)
        );
    }

    #[test]
    fn a_page_that_fails_ends_the_pairs() {
        let why = || Failure::new(Kind::Network, both("no", "不"));
        let page = || Ok(rows(&[r#"{"userId":"1"}"#]));
        let mut pairs = Pairs::new([page(), Err(why())].into_iter(), [page()].into_iter());
        assert!(pairs.next().unwrap().is_ok());
        assert_eq!(pairs.next().unwrap().unwrap_err(), why());
        assert!(pairs.next().is_none());
    }

    proptest! {
        /// However the two lists are ordered, each account is told once.
        #[test]
        fn any_order_gives_the_same_pairs(
            before in Just((0..40).collect::<Vec<usize>>()).prop_shuffle(),
            after in Just((10..50).collect::<Vec<usize>>()).prop_shuffle(),
            sizes in (1..9_usize, 1..9_usize),
        ) {
            let list = |ids: &[usize]| -> Vec<Row> {
                let text = |id: &usize| format!(r#"{{"userId":"{id}","n":[{id}]}}"#);
                ids.iter().map(|id| Row::parse(&text(id)).unwrap()).collect()
            };
            let pairs = Pairs::new(paged(list(&before), sizes.0), paged(list(&after), sizes.1));
            let mut told: Vec<String> = pairs.map(|pair| told(&pair.unwrap())).collect();
            let ordered: Vec<usize> = (0..50).collect();
            let pairs = Pairs::new(paged(list(&ordered[..40]), 7), paged(list(&ordered[10..]), 7));
            let mut expected: Vec<String> = pairs.map(|pair| super::tests::told(&pair.unwrap())).collect();
            told.sort();
            expected.sort();
            prop_assert_eq!(told, expected);
        }
    }

    fn changed(before: &str, after: &str) -> Vec<String> {
        let [before, after] = [before, after].map(|text| Row::parse(text).unwrap());
        let known = |name: &str| match name {
            "minutes" => Some(Values::Number),
            "phone" => Some(Values::Text),
            "expires" => Some(Values::Millis),
            _ => None,
        };
        let tell = |it: FieldChange| {
            let change = it
                .change
                .map_or("-".to_owned(), |change| change.to_string());
            format!("{} {} {} {change}", it.what, it.from, it.to)
        };
        changes(&before, &after, known)
            .into_iter()
            .map(tell)
            .collect()
    }

    #[test]
    fn quantities_are_compared_and_subtracted_exactly() {
        assert_eq!(
            changed(r#"{"minutes":100}"#, r#"{"minutes":"100.00"}"#),
            [""; 0]
        );
        assert_eq!(
            changed(
                r#"{"minutes":"0.3","x":1e2,"big":99999999999999999999999999999}"#,
                r#"{"minutes":0.1,"x":100.5,"big":1}"#
            ),
            [
                "minutes \"0.3\" 0.1 -0.2",
                "x 1e2 100.5 0.5",
                "big 99999999999999999999999999999 1 -",
            ]
        );
    }

    #[test]
    fn texts_and_times_have_no_difference() {
        assert_eq!(
            changed(
                r#"{"phone":"0138","code":"01","expires":1000,"y":{"a":1}}"#,
                r#"{"phone":"138","code":"1","expires":"2000","y":{"a":2}}"#
            ),
            [
                "phone \"0138\" \"138\" -",
                "code \"01\" \"1\" -",
                "expires 1000 \"2000\" -",
                "y {\"a\":1} {\"a\":2} -",
            ]
        );
        assert_eq!(
            changed(r#"{"expires":1000}"#, r#"{"expires":"1000"}"#),
            [""; 0]
        );
        assert_eq!(changed(r#"{"memo":"\u4e2d"}"#, r#"{"memo":"中"}"#), [""; 0]);
    }

    #[test]
    fn what_is_missing_is_null_and_secrets_are_passed_over() {
        let (before, after) = (
            r#"{"appSecret":"a","memo":null,"old":7,"x":1,"x":2}"#,
            r#"{"x":3,"x":2,"new":"null","readToken":"b","note":null}"#,
        );
        assert_eq!(
            changed(before, after),
            ["new null \"null\" -", "old 7 null -"]
        );
    }
}

//! Reads expressions of `--where`.

use super::{EQUAL, Expression, OPERATORS, Operator, Wanted};
use crate::failure::Failure;
use crate::lang::{Both, Lang, Text, both, current, joined};
use crate::output::columns::{Column, Values, named};
use crate::output::time;
use crate::output::value::decimal;
use crate::text;
use crate::text::{half_width, quoted};
use jiff::tz::TimeZone;
use std::borrow::Cow;
use std::cmp::Ordering::Equal;

/// Brackets and `not` inside each other. People write three or four.
const MOST_LEVELS: usize = 50;

/// Whether a letter ends a bare name.
pub(super) fn ends_name(letter: char) -> bool {
    letter.is_whitespace() || "()=!<>~,'\"（）＝！＜＞～，“‘".contains(letter)
}

/// Letters that end a bare value, and those that do so too where it cannot have
/// them: Chinese input methods type these.
const ENDS: &str = "(),";
const WIDE_ENDS: &str = "（），、";

/// The quote that ends what this one begins.
fn closing(quote: char) -> Option<char> {
    match quote {
        '"' | '\'' => Some(quote),
        '“' => Some('”'),
        '‘' => Some('’'),
        _ => None,
    }
}

/// How long a symbol is at the start of a text, in full width or not; `None` where
/// it is not there.
fn symbol(text: &str, token: &str) -> Option<usize> {
    let begin: String = text.chars().take(token.chars().count()).collect();
    let list = if begin == "、" {
        ","
    } else {
        &half_width(&begin)
    };
    (list == token).then_some(begin.len())
}

pub(super) struct Parser<'t> {
    pub(super) option: &'t str,
    pub(super) text: &'t str,
    /// Bytes that have been read.
    pub(super) at: usize,
    pub(super) levels: usize,
    pub(super) columns: &'static [Column],
    pub(super) zone: &'t TimeZone,
    pub(super) now_unix_millis: i64,
}

impl<'t> Parser<'t> {
    pub(super) fn any(&mut self) -> Result<Expression, Failure> {
        let mut parts = vec![self.all()?];
        while self.takes("or") {
            parts.push(self.all()?);
        }
        Ok(Expression::Any(parts))
    }

    fn all(&mut self) -> Result<Expression, Failure> {
        let mut parts = vec![self.one()?];
        while self.takes("and") {
            parts.push(self.one()?);
        }
        Ok(Expression::All(parts))
    }

    fn one(&mut self) -> Result<Expression, Failure> {
        self.skip_blanks();
        let start = self.at;
        self.levels += 1;
        if self.levels > MOST_LEVELS {
            let words = both("too many brackets inside each other", "括号嵌套过深");
            return Err(self.wrong(start, words));
        }
        let one = if self.takes("not") {
            Expression::Not(Box::new(self.one()?))
        } else if self.takes("(") {
            let inner = self.any()?;
            if !self.takes(")") {
                let words = both("this ( has no )", "这个 ( 没有对应的 )");
                return Err(self.wrong(start, words));
            }
            inner
        } else {
            self.test()?
        };
        self.levels -= 1;
        Ok(one)
    }

    fn test(&mut self) -> Result<Expression, Failure> {
        self.skip_blanks();
        let start = self.at;
        let (name, _) = self.word(ends_name)?;
        let column = self.column(start, &name)?;
        let is_not = self.takes("not");
        let (operator, holds, wanted) = if self.takes("in") {
            (EQUAL, !is_not, self.values(column)?)
        } else {
            let expected = both(
                "an operator is expected here: = != < <= > >= ~ !~ in",
                "这里应为运算符：`= != < <= > >= ~ !~ in`",
            );
            let (_, operator, holds) = self.operator(|_| !is_not, expected)?;
            (operator, holds, vec![self.value(column, operator, false)?])
        };
        let test = Expression::Test(column, operator, wanted);
        Ok(match holds {
            true => test,
            false => Expression::Not(Box::new(test)),
        })
    }

    /// The next operator of those that may be here: its words, itself, and whether
    /// it is to hold.
    pub(super) fn operator(
        &mut self,
        may_be: impl Fn(Operator) -> bool,
        expected: Both,
    ) -> Result<(&'static [&'static str], Operator, bool), Failure> {
        self.skip_blanks();
        let place = self.at;
        let mut operators = OPERATORS.iter().filter(|(_, it, _)| may_be(*it));
        let found = operators.find(|(words, ..)| words.iter().any(|word| self.takes(word)));
        found.copied().ok_or_else(|| self.wrong(place, expected))
    }

    /// The values of `in`.
    fn values(&mut self, column: &'static Column) -> Result<Vec<Wanted>, Failure> {
        if !self.takes("(") {
            let words = both(
                "values in brackets are expected here: in (a, b)",
                "这里应为括号中的值：`in (a, b)`",
            );
            return Err(self.wrong(self.at, words));
        }
        let mut wanted = Vec::new();
        loop {
            wanted.push(self.value(column, EQUAL, true)?);
            if self.takes(")") {
                return Ok(wanted);
            }
            if !self.takes(",") {
                let words = both("`,` or `)` is expected here", "这里应为 `,` 或 `)`");
                return Err(self.wrong(self.at, words));
            }
        }
    }

    fn column(&self, start: usize, name: &str) -> Result<&'static Column, Failure> {
        named(name, self.columns, false).map_err(|why| self.wrong(start, why))
    }

    /// The next value, which may be one of a list.
    pub(super) fn value(
        &mut self,
        column: &'static Column,
        operator: Operator,
        in_list: bool,
    ) -> Result<Wanted, Failure> {
        self.skip_blanks();
        let start = self.at;
        let is_free = column.values == Values::Text && column.words.is_empty() && !in_list;
        let ends = |c: char| ENDS.contains(c) || !is_free && WIDE_ENDS.contains(c);
        let (text, is_bare) = self.word(|c| c.is_whitespace() || ends(c))?;
        if is_bare && text.is_empty() {
            let words = both(
                "a value is expected here; an empty one is \"\"",
                "这里应为值；空值写作 \"\"",
            );
            return Err(self.wrong(start, words));
        }
        let is_null = is_bare && text == "null";
        let wanted = match (operator, column.values) {
            (Operator::Order([Equal]), _) if is_null => Some(Wanted::Null),
            (Operator::Order(_), _) if is_null => {
                let words = both(
                    "null is neither less nor greater; ask for it with = or !=",
                    "`null` 不能比较大小；查询它请用 = 或 !=",
                );
                return Err(self.wrong(start, words));
            }
            (Operator::Has, _) => Some(Wanted::Text(text.to_lowercase())),
            (_, Values::Text) => {
                let meant = column.value_meant(&text).unwrap_or(&text);
                let is_known = column.words.iter().any(|w| w.eq_ignore_ascii_case(meant));
                let may_be = is_known || column.words.is_empty();
                may_be.then(|| Wanted::Text(meant.to_owned()))
            }
            (_, Values::Number | Values::Bytes) => {
                decimal(&half_width(&text)).map(|number| Wanted::Number(number, number))
            }
            (_, Values::Span) => {
                time::seconds(&half_width(&text)).map(|long| Wanted::Number(long, long))
            }
            (_, Values::Millis | Values::ShanghaiText) => {
                let text = half_width(&text);
                let relative = time::relative(&text, self.now_unix_millis);
                let span = relative.or_else(|| time::typed(&text, self.zone, self.now_unix_millis));
                span.map(|span| Wanted::Number(span.start.into(), (span.end - 1).into()))
            }
        };
        wanted.ok_or_else(|| self.wrong(start, is_no_value(&text, column)))
    }

    /// The next word up to a letter that ends bare ones, or what is in quotes;
    /// and whether it was bare.
    pub(super) fn word(
        &mut self,
        ends: impl Fn(char) -> bool,
    ) -> Result<(Cow<'t, str>, bool), Failure> {
        let (start, rest) = (self.at, self.rest());
        let Some(quote) = rest.chars().next().and_then(closing) else {
            let end = rest.find(ends).unwrap_or(rest.len());
            self.at += end;
            return Ok((rest[..end].into(), true));
        };
        let mut word = String::new();
        let mut letters = rest.char_indices().skip(1).peekable();
        while let Some((at, letter)) = letters.next() {
            if letter != quote {
                word.push(letter);
            } else if letters.next_if(|(_, next)| *next == quote).is_some() {
                word.push(quote);
            } else {
                self.at += at + quote.len_utf8();
                return Ok((word.into(), false));
            }
        }
        let words = both("this quote has no end", "这个引号没有结束");
        Err(self.wrong(start, words))
    }

    pub(super) fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    pub(super) fn skip_blanks(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    /// Whether this symbol or whole word, in any letter case, comes next; it is
    /// read then.
    pub(super) fn takes(&mut self, token: &str) -> bool {
        self.skip_blanks();
        let rest = self.rest();
        let length = match token.starts_with(char::is_alphabetic) {
            true => {
                let end = rest.find(|c: char| !c.is_alphabetic());
                let next = &rest[..end.unwrap_or(rest.len())];
                next.eq_ignore_ascii_case(token).then_some(token.len())
            }
            false => symbol(rest, token),
        };
        self.at += length.unwrap_or(0);
        length.is_some()
    }

    pub(super) fn wrong(&self, at: usize, what: impl Into<Text>) -> Failure {
        let (option, what) = (self.option, what.into());
        Failure::usage(text!("{option}: {what}", "{option}：{what}")).pointing(self.text, at)
    }
}

/// A value, and in Chinese what it is called.
fn explained(word: &str, column: &Column) -> Text {
    let called = column.called.iter().find(|own| own.en == word);
    Text::made(&|| match (called, current()) {
        (Some(own), Lang::Zh) => format!("{word}（{}）", own.zh),
        _ => word.to_owned(),
    })
}

/// What a column's values look like, told of a text that is none.
fn is_no_value(text: &str, column: &Column) -> Text {
    let give: Text = match column.values {
        Values::Number | Values::Bytes => both(
            "give a number such as 500 or 12.5",
            "请给出数字，如 500 或 12.5",
        )
        .into(),
        Values::Text => {
            let words = column.words.iter().map(|word| explained(word, column));
            let words = joined(words, both(" or ", " 或 "));
            text!("give {words}", "可用：{words}")
        }
        Values::Span => both(
            "give a time with its unit, such as 26h, 2d or 90m",
            "请给出带单位的时长，如 26h、2d、90m",
        )
        .into(),
        Values::Millis | Values::ShanghaiText => both(
            "give a time such as 2026-12-31, \"2026-12-31 08:00\", 30d (ahead), -7d (ago)",
            "请给出时间，如 2026-12-31、\"2026-12-31 08:00\"、30d（此后）、-7d（此前）",
        )
        .into(),
    };
    let (text, field) = (quoted(text), column.field);
    text!(
        "{text} is not a value of {field}: {give}",
        "{text} 不是 {field} 的有效值；{give}"
    )
}

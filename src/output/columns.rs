//! What a column is, and which columns a run prints.
//!
//! A resource declares its columns once; table, CSV, `--columns`, its help
//! and its completion all read that one declaration.

use super::{Format, Headings, Style, chinese};
use crate::failure::Failure;
use crate::lang::{Both, Text, both};
use crate::row::Row;
use crate::secret::is_secret_name;
use crate::text;
use crate::text::{TYPED_COMMAS, begun_alike, close, half_width, listed, meant, quoted};
use std::borrow::Cow;

/// What a column's values are, which decides how they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Values {
    /// Text, or an id: never a quantity, even when it is all digits.
    Text,
    /// A quantity, as a number or a numeric string; the heading names a unit.
    Number,
    /// Bytes, as a number or a numeric string. Tables show GiB.
    Bytes,
    /// Milliseconds since 1970, as a number or a numeric string.
    Millis,
    /// `yyyy-MM-dd HH:mm:ss` in Asia/Shanghai.
    ShanghaiText,
    /// How long something takes, in seconds; typed as 26h, 2d or 90m.
    Span,
}

/// One column of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// The API's field name: the heading of the CSV.
    pub field: &'static str,
    /// The heading of the table.
    pub heading: &'static str,
    /// The Chinese name, where that of its field means something else; empty
    /// elsewhere.
    pub own_chinese: &'static str,
    /// Whether a table shows it without being asked.
    pub shown: bool,
    /// Whether it is masked unless `--show-secrets` is given.
    pub secret: bool,
    /// Whether 0 or less needs attention: coloured on a terminal.
    pub low: bool,
    /// On a terminal that is too narrow a table leaves out the column that
    /// yields most, unless it was asked for by name; 0 never yields.
    pub yields: u8,
    /// Cells that a text keeps on a terminal while another column can go.
    pub keeps: usize,
    /// Whether tables align its texts at their ends: most are numbers.
    pub right: bool,
    /// What its values are.
    pub values: Values,
    /// The field that says of what unit its amounts are; empty where they are
    /// all of one.
    pub unit: &'static str,
    /// Its only values, whatever their letter case; empty where nobody says so.
    pub words: &'static [&'static str],
    /// Values that are words of ours: rows have the English, people read their own.
    pub said: &'static [Both],
    /// What people call its values, whose English is the service's own word.
    pub called: &'static [Both],
    /// Columns of which its values are fields: people read their headings.
    pub fields: &'static [&'static [Column]],
    /// The field that says of amounts without a sign whether they are added or
    /// taken away.
    pub sign: Option<(&'static str, Signs)>,
}

/// The beginnings of a field's values: 1 where the amount is added, -1 where it
/// is taken away, 0 where nobody knows. The first that fits counts.
pub type Signs = &'static [(&'static str, i8)];

impl Column {
    /// A column that tables show, not secret.
    pub const fn new(field: &'static str, heading: &'static str, values: Values) -> Self {
        Self {
            field,
            heading,
            own_chinese: "",
            shown: true,
            secret: false,
            low: false,
            yields: 0,
            keeps: 8,
            right: false,
            values,
            unit: "",
            sign: None,
            words: &[],
            said: &[],
            called: &[],
            fields: &[],
        }
    }

    /// A column of texts that tables show, not secret.
    pub const fn text(field: &'static str, heading: &'static str) -> Self {
        Self::new(field, heading, Values::Text)
    }

    /// A column of quantities that tables show, not secret.
    pub const fn number(field: &'static str, heading: &'static str) -> Self {
        Self::new(field, heading, Values::Number)
    }

    /// The same column, in need of attention where it is 0 or less.
    pub const fn low(self) -> Self {
        Self { low: true, ..self }
    }

    /// The same column, its amounts of the unit that this field says.
    pub const fn of_unit(self, unit: &'static str) -> Self {
        Self { unit, ..self }
    }

    /// The same column, with a Chinese name that is not its field's.
    pub const fn in_chinese(self, own_chinese: &'static str) -> Self {
        Self {
            own_chinese,
            ..self
        }
    }

    /// The same column, its values of these only.
    pub const fn one_of(mut self, words: &'static [&'static str]) -> Self {
        self.words = words;
        self
    }

    /// The same column, these of its values in the language of the reader.
    pub const fn saying(mut self, said: &'static [Both]) -> Self {
        self.said = said;
        self
    }

    /// The same column, its values called so by people.
    pub const fn called(mut self, called: &'static [Both]) -> Self {
        self.called = called;
        self
    }

    /// The same column, its values the fields of these columns.
    pub const fn of_fields(mut self, columns: &'static [&'static [Column]]) -> Self {
        self.fields = columns;
        self
    }

    /// The column of a field that is a value of this one.
    pub(crate) fn field_in(&self, value: &str) -> Option<&'static Column> {
        let mut columns = self.fields.iter().copied().flatten();
        columns.find(|column| column.field == value)
    }

    /// The value that is meant by a word, which may be one that people read.
    pub(crate) fn value_meant(&self, word: &str) -> Option<&'static str> {
        let is_own = |own: &&Both| own.zh == word || own.en.eq_ignore_ascii_case(word);
        let own = self.said.iter().chain(self.called).find(is_own);
        let mut columns = self.fields.iter().copied().flatten();
        own.map(|own| own.en).or_else(|| {
            let column = columns.find(|column| column.is_named_by(word))?;
            Some(column.field)
        })
    }

    /// The same column, its amounts added or taken away as this field says.
    pub const fn signed_by(mut self, field: &'static str, signs: Signs) -> Self {
        self.sign = Some((field, signs));
        self
    }

    /// The sign of a row's amount: 1, -1, or 0 where nobody knows.
    pub(crate) fn sign_in(&self, row: &Row) -> i8 {
        let Some((field, signs)) = self.sign else {
            return 1;
        };
        let value = row.text(field).unwrap_or_default();
        let fits = signs.iter().find(|(begins, _)| value.starts_with(begins));
        fits.map_or(0, |(_, sign)| *sign)
    }

    /// The same column, shown by tables only when asked for.
    pub const fn hidden(mut self) -> Self {
        self.shown = false;
        self
    }

    /// The same column, left out where there is no room; the highest first.
    pub const fn yielding(self, yields: u8) -> Self {
        Self { yields, ..self }
    }

    /// The same column, its texts cut to no fewer cells while another can go.
    pub const fn keeping(self, keeps: usize) -> Self {
        Self { keeps, ..self }
    }

    /// The same column of texts, of which most are numbers.
    pub const fn right(self) -> Self {
        Self {
            right: true,
            ..self
        }
    }

    /// The same column as a secret, shown only when asked for.
    pub const fn secret(mut self) -> Self {
        self.secret = true;
        self.hidden()
    }

    /// Its Chinese name; empty where it has none.
    pub fn chinese(&self) -> &'static str {
        match self.own_chinese {
            "" => chinese::name(self.field),
            own => own,
        }
    }

    /// Its name of this kind.
    pub(crate) fn headed(&self, by: Headings) -> Cow<'static, str> {
        match by {
            Headings::Api => self.field.into(),
            Headings::Zh => self.chinese_heading(),
            Headings::En => self.heading.into(),
        }
    }

    /// Its Chinese heading, with the unit of the English one; the English one
    /// where it has none.
    fn chinese_heading(&self) -> Cow<'static, str> {
        let unit = self.heading.split_once(" (").map(|(_, unit)| unit);
        match (self.chinese(), unit) {
            ("", _) => self.heading.into(),
            (name, None) => name.into(),
            (name, Some(unit)) => format!("{name}({unit}").into(),
        }
    }

    /// Its heading without the unit in brackets.
    pub(crate) fn bare_heading(&self) -> &'static str {
        self.heading.split(" (").next().unwrap_or_default()
    }

    /// Whether a word of `--columns`, a sign before it or not, is its field, its
    /// heading or its Chinese name, in any letter case; a unit in brackets may be
    /// left out: `flow` for FLOW (G).
    pub(crate) fn is_named_by(&self, word: &str) -> bool {
        let word = half_width(word);
        let name = word.trim().trim_start_matches(SIGNS).to_lowercase();
        let (bare, chinese) = (self.bare_heading(), self.chinese());
        let bare_chinese = chinese.split('(').next().unwrap_or_default();
        let names = [self.field, self.heading, bare, chinese, bare_chinese];
        let is_own = |own: &str| own.to_lowercase() == name;
        let mut names = names.into_iter();
        !name.is_empty() && (names.any(is_own) || is_own(&self.chinese_heading()))
    }

    /// Whether its values are secrets. A declaration that forgot to say so
    /// does not print one: the well-known names are always secret.
    pub fn is_secret(&self) -> bool {
        self.secret || is_secret_name(self.field)
    }
}

/// The word of `--columns` for all columns.
pub const ALL: &str = "all";

/// Before a word of `--columns`: add it, take it away.
pub const SIGNS: [char; 2] = ['+', '-'];

/// The names of a list as they were typed, also with the wide commas and signs of
/// Chinese input methods.
pub fn typed_names(typed: &[String]) -> Vec<String> {
    let names = typed.iter().flat_map(|text| text.split(TYPED_COMMAS));
    names.map(half_width).collect()
}

/// The API field names of the columns, for help, completion and errors.
pub fn names(columns: &'static [Column]) -> Vec<&'static str> {
    columns.iter().map(|column| column.field).collect()
}

/// The columns to print: those the style names, in its order, also twice if
/// it names one twice; without names the default of the format. Tables then
/// show what is declared as shown, CSV has everything but the secrets, and
/// those too if they are to be shown. Where the first name has a sign, names
/// change that default: `+` adds, `-` takes away.
///
/// # Errors
///
/// Usage, for the first name that is missing or unknown.
pub fn choose(style: &Style, columns: &'static [Column]) -> Result<Vec<&'static Column>, Failure> {
    let by_default = |column: &&Column| match style.format {
        Format::Table => column.shown,
        _ => style.show_secrets || !column.is_secret(),
    };
    let by_default = columns.iter().filter(by_default);
    let Some(words) = &style.columns else {
        return Ok(by_default.collect());
    };
    let changes = words
        .first()
        .is_some_and(|word| word.trim().starts_with(SIGNS));
    let mut chosen: Vec<_> = by_default.filter(|_| changes).collect();
    for word in words.iter().map(|word| word.trim()) {
        if word.eq_ignore_ascii_case(ALL) {
            chosen.extend(columns);
            continue;
        }
        let column = named(word, columns, true);
        let column = column.map_err(|why| of_option("--columns", &why))?;
        match word.chars().next() {
            Some('-') => chosen.retain(|other| *other != column),
            Some('+') if chosen.contains(&column) => {}
            _ => chosen.push(column),
        }
    }
    match chosen.is_empty() {
        true => Err(of_option(
            "--columns",
            &both("no column is left", "没有剩下任何列").into(),
        )),
        false => Ok(chosen),
    }
}

/// The column of this name, a sign before it or not, of which an option asks.
///
/// # Errors
/// Usage: the name is missing or unknown, or that of a secret.
pub fn find(
    option: &str,
    word: &str,
    columns: &'static [Column],
) -> Result<&'static Column, Failure> {
    named(word, columns, false).map_err(|why| of_option(option, &why))
}

/// What is wrong with the value of an option.
fn of_option(option: &str, why: &Text) -> Failure {
    Failure::usage(text!("{option}: {why}", "{option}：{why}"))
}

/// The column of this name, a sign before it or not.
///
/// # Errors
/// Why there is none.
pub(super) fn named(
    word: &str,
    columns: &'static [Column],
    with_secrets: bool,
) -> Result<&'static Column, Text> {
    let name = word.trim_start_matches(SIGNS);
    let is_possible = |column: &&Column| with_secrets || !column.is_secret();
    match columns.iter().find(|column| column.is_named_by(word)) {
        Some(column) if is_possible(&column) => return Ok(column),
        Some(_) => {
            return Err(text!(
                "{name} is a secret, and cannot be asked for",
                "{name} 是密钥，不能用来查询"
            ));
        }
        None => {}
    }
    let possible: Vec<_> = columns.iter().filter(is_possible).collect();
    let own = possible
        .iter()
        .flat_map(|c| [c.field, c.heading, c.chinese()]);
    // `change` is near CHAN., which are channels.
    let own = own.filter(|name| !name.ends_with('.') && !name.is_empty());
    let near = close(name, own.clone()).or_else(|| begun_alike(name, own.clone()));
    // 频道 for 频道数, 分钟 for 剩余分钟数.
    let has_it = |own: &&str| !name.is_ascii() && own.contains(name);
    let near = near.or_else(|| { own }.find(has_it));
    let what = match name {
        "" => both("a column name is missing", "缺少列名").into(),
        _ => text!(
            "there is no column {name}{near}",
            "没有列 {name}{near}",
            name = quoted(name),
            near = meant(near)
        ),
    };
    let possible = listed(possible.iter().map(|column| column.field));
    Err(text!(
        "{what} (possible: {possible})",
        "{what}（可用：{possible}）"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[Column] = &[
        Column::text("userId", "USER"),
        Column::text("email", "E-MAIL"),
        Column::text("memo", "MEMO").hidden(),
        Column::text("appSecret", "SECRET").secret(),
        Column::text("readToken", "TOKEN").hidden(),
    ];

    fn chosen(format: Format, show_secrets: bool, typed: Option<&[&str]>) -> String {
        let mut style = Style::plain(format);
        style.show_secrets = show_secrets;
        style.columns = typed.map(|names| names.iter().map(|n| (*n).to_owned()).collect());
        match choose(&style, COLUMNS) {
            Ok(columns) => columns
                .iter()
                .map(|c| c.field)
                .collect::<Vec<_>>()
                .join(" "),
            Err(failure) => failure.message.en().to_owned(),
        }
    }

    #[test]
    fn a_table_shows_what_is_declared_as_shown() {
        assert_eq!(chosen(Format::Table, false, None), "userId email");
        assert_eq!(chosen(Format::Table, true, None), "userId email");
    }

    #[test]
    fn csv_has_all_but_the_secrets_unless_they_are_to_be_shown() {
        assert_eq!(chosen(Format::Csv, false, None), "userId email memo");
        assert_eq!(
            chosen(Format::Csv, true, None),
            "userId email memo appSecret readToken"
        );
    }

    #[test]
    fn names_keep_their_order_and_may_repeat() {
        let names = ["appSecret", " memo", "userId", "memo"];
        for format in [Format::Table, Format::Csv] {
            assert_eq!(
                chosen(format, false, Some(&names)),
                "appSecret memo userId memo"
            );
        }
    }

    #[test]
    fn a_column_is_named_by_field_or_heading_in_any_letter_case() {
        let names = ["USERID", "e-mail", "Secret", "READTOKEN"];
        assert_eq!(
            chosen(Format::Table, false, Some(&names)),
            "userId email appSecret readToken"
        );
    }

    #[test]
    fn signs_change_the_default_and_all_takes_all() {
        for (format, typed, expected) in [
            (Format::Table, &["+memo", "-user"][..], "email memo"),
            (Format::Table, &["-email", "+email"], "userId email"),
            (Format::Table, &["+email"], "userId email"),
            (Format::Csv, &["-E-MAIL"], "userId memo"),
            (Format::Csv, &["+secret"], "userId email memo appSecret"),
            (Format::Table, &["memo", "+userId"], "memo userId"),
            (
                Format::Table,
                &["ALL", "-memo"],
                "userId email appSecret readToken",
            ),
            (
                Format::Csv,
                &["all"],
                "userId email memo appSecret readToken",
            ),
            (
                Format::Table,
                &["-email", "-userId"],
                "--columns: no column is left",
            ),
        ] {
            assert_eq!(chosen(format, false, Some(typed)), expected);
        }
        assert_eq!(
            chosen(Format::Csv, false, Some(&["-emial"])),
            "--columns: there is no column \"emial\"; did you mean \"email\"? (possible: userId, \
             email, memo, appSecret, readToken)"
        );
    }

    #[test]
    fn a_wrong_name_is_told_with_the_nearest_and_all_possible_ones() {
        let possible = "(possible: userId, email, memo, appSecret, readToken)";
        assert_eq!(
            chosen(Format::Csv, false, Some(&["emial"])),
            format!(r#"--columns: there is no column "emial"; did you mean "email"? {possible}"#)
        );
        assert_eq!(
            chosen(Format::Csv, false, Some(&["secrets"])),
            format!(
                r#"--columns: there is no column "secrets"; did you mean "SECRET"? {possible}"#
            )
        );
        assert_eq!(
            chosen(Format::Csv, false, Some(&["x\u{1b}"])),
            format!(r#"--columns: there is no column "x\u{{1b}}" {possible}"#)
        );
    }

    #[test]
    fn names_may_be_typed_with_wide_signs() {
        let typed = ["－ｅｍａｉｌ，＋memo、secret", "token"].map(str::to_owned);
        let names = typed_names(&typed);
        assert_eq!(names, ["-email", "+memo", "secret", "token"]);
        assert!(COLUMNS[1].is_named_by("Ｅ－Mail"));
    }

    #[test]
    fn no_name_is_an_error_too() {
        let error = "--columns: a column name is missing (possible: userId, email, memo, appSecret, readToken)";
        for typed in [&[""][..], &["memo", " ", "email"], &["+"]] {
            assert_eq!(chosen(Format::Table, false, Some(typed)), error);
        }
    }
}

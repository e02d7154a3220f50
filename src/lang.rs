//! The two languages that people are spoken to in. Every text stands once, both
//! languages beside each other, so the compiler sees that none is missing:
//! [`both`] for a fixed text, the macro [`text!`](crate::text!) for one with
//! values in it. Which of the two is read is decided where it is shown.
//!
//! A text within a text comes in the language of the outer one:
//!
//! ```text
//! let rows = counted(3, "row", "行");
//! text!("{rows} of {file} were read", "已读取 {file} 的 {rows}")
//! ```

use std::cell::Cell;
use std::fmt::{self, Debug, Display};
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

/// A language of texts for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    /// English.
    En,
    /// Chinese, in simplified characters.
    Zh,
}

/// Whether this process speaks Chinese; a program has one user.
static IS_CHINESE: AtomicBool = AtomicBool::new(false);

thread_local! {
    /// The language of the text that is being put together on this thread.
    static WITHIN: Cell<Option<Lang>> = const { Cell::new(None) };
}

/// Chooses the language of this process.
pub fn speak(lang: Lang) {
    IS_CHINESE.store(lang == Lang::Zh, Ordering::Relaxed);
}

/// The language that texts are shown in here and now.
pub fn current() -> Lang {
    WITHIN
        .get()
        .unwrap_or_else(|| match IS_CHINESE.load(Ordering::Relaxed) {
            true => Lang::Zh,
            false => Lang::En,
        })
}

/// Does something during which texts are shown in this language.
pub fn within<T>(lang: Lang, work: impl FnOnce() -> T) -> T {
    let outer = WITHIN.replace(Some(lang));
    let made = work();
    WITHIN.set(outer);
    made
}

/// A fixed text, for tables of data.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Both {
    /// The English text.
    pub en: &'static str,
    /// The Chinese text.
    pub zh: &'static str,
}

/// The same text in English and in Chinese.
pub const fn both(en: &'static str, zh: &'static str) -> Both {
    Both { en, zh }
}

impl Both {
    /// The text in the current language.
    pub fn now(self) -> &'static str {
        match current() {
            Lang::En => self.en,
            Lang::Zh => self.zh,
        }
    }

    /// Whether there is nothing to say.
    pub const fn is_empty(self) -> bool {
        self.en.is_empty()
    }
}

impl Display for Both {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.now())
    }
}

impl Debug for Both {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Debug::fmt(self.en, f)
    }
}

/// A text for people in both languages: as small as can be, for it goes through
/// many hands as part of a failure.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Text(Box<Words>);

#[derive(Clone, Default, PartialEq, Eq)]
struct Words {
    en: String,
    zh: String,
}

impl Text {
    fn new(en: String, zh: String) -> Self {
        Self(Box::new(Words { en, zh }))
    }

    /// What this is in English, and that in Chinese: the macro [`text!`](crate::text!)
    /// in a function of its own, as small as it can be where it is used.
    #[inline(never)]
    pub fn of(en: fmt::Arguments<'_>, zh: fmt::Arguments<'_>) -> Self {
        Self::new(
            within(Lang::En, || fmt::format(en)),
            within(Lang::Zh, || fmt::format(zh)),
        )
    }

    /// What these make in the one and the other language.
    #[inline(never)]
    pub fn made(make: &dyn Fn() -> String) -> Self {
        Self::new(within(Lang::En, make), within(Lang::Zh, make))
    }

    /// What is the same in every language: names, values, the words of the
    /// service, of the system and of libraries.
    pub fn verbatim(words: impl Display) -> Self {
        let words = words.to_string();
        Self::new(words.clone(), words)
    }

    /// The English text, which never changes with the language: for JSON.
    pub fn en(&self) -> &str {
        &self.0.en
    }

    /// The Chinese text.
    pub fn zh(&self) -> &str {
        &self.0.zh
    }

    /// The text in the current language.
    pub fn now(&self) -> &str {
        match current() {
            Lang::En => &self.0.en,
            Lang::Zh => &self.0.zh,
        }
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.0.en.is_empty()
    }
}

impl Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.now())
    }
}

impl Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Debug::fmt(&self.0.en, f)
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, english: &str) -> bool {
        self.0.en == english
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, english: &&str) -> bool {
        self.0.en == *english
    }
}

impl PartialEq<String> for Text {
    fn eq(&self, english: &String) -> bool {
        self.0.en == *english
    }
}

impl From<Both> for Text {
    fn from(text: Both) -> Self {
        Self::new(text.en.to_owned(), text.zh.to_owned())
    }
}

/// Tests say what no person reads in one language.
#[cfg(test)]
impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::verbatim(text)
    }
}

impl From<&Text> for Text {
    fn from(text: &Text) -> Self {
        text.clone()
    }
}

impl std::error::Error for Text {}

/// An error of our own, in our own words.
impl From<Text> for io::Error {
    fn from(words: Text) -> Self {
        io::Error::other(words)
    }
}

/// What the system says of a failed read or write, or we do.
impl From<&io::Error> for Text {
    fn from(error: &io::Error) -> Self {
        let own = error.get_ref().and_then(|own| own.downcast_ref::<Self>());
        if let Some(own) = own {
            return own.clone();
        }
        let chinese = in_chinese(error).map_or_else(|| error.to_string(), str::to_owned);
        Self::new(error.to_string(), chinese)
    }
}

impl From<io::Error> for Text {
    fn from(error: io::Error) -> Self {
        (&error).into()
    }
}

/// The usual failures of the system, which speaks English only.
fn in_chinese(error: &io::Error) -> Option<&'static str> {
    // A library's error has its own words.
    error.raw_os_error()?;
    Some(match error.kind() {
        io::ErrorKind::NotFound => "没有该文件或文件夹",
        io::ErrorKind::PermissionDenied => "没有权限",
        io::ErrorKind::AlreadyExists => "文件已存在",
        io::ErrorKind::IsADirectory => "这是文件夹，不是文件",
        io::ErrorKind::NotADirectory => "路径中有一段不是文件夹",
        io::ErrorKind::StorageFull => "磁盘已满",
        io::ErrorKind::QuotaExceeded => "磁盘配额已用完",
        io::ErrorKind::ReadOnlyFilesystem => "文件系统只读",
        io::ErrorKind::BrokenPipe => "管道已关闭",
        io::ErrorKind::FileTooLarge => "文件过大",
        io::ErrorKind::InvalidFilename => "文件名无效",
        io::ErrorKind::ConnectionRefused => "连接被拒绝",
        io::ErrorKind::ConnectionReset => "连接被对方断开",
        io::ErrorKind::TimedOut => "超时",
        io::ErrorKind::AddrInUse => "地址或端口已被占用",
        _ => return None,
    })
}

/// `1 row`, `3 rows`, `3 行`: the English noun in the singular, the Chinese one
/// with its measure word.
pub fn counted(number: impl TryInto<u64>, noun: &str, measured: &str) -> Text {
    let number = number.try_into().unwrap_or(u64::MAX);
    let plural = if number == 1 { "" } else { "s" };
    Text::new(
        format!("{number} {noun}{plural}"),
        format!("{number} {measured}"),
    )
}

/// Texts with this between them: `CLAUSES`, `COMMAS` or a sign that is the same
/// in both languages.
pub fn joined<T: Display>(all: impl IntoIterator<Item = T>, between: Both) -> Text {
    let all: Vec<T> = all.into_iter().collect();
    Text::made(&|| {
        let words: Vec<String> = all.iter().map(T::to_string).collect();
        words.join(between.now())
    })
}

/// Words behind each other, with a blank between them as [`append`] has it.
pub fn phrase(before: impl Into<Text>, after: impl Into<Text>) -> Text {
    let (before, after) = (before.into(), after.into());
    Text::made(&|| {
        let mut words = before.to_string();
        append(&mut words, &format!(" {after}"));
        words
    })
}

/// Puts words behind others. A blank between the two goes where it would stand
/// between Chinese characters.
pub fn append(text: &mut String, words: &str) {
    let (before, after) = (text.trim_end_matches(' '), words.trim_start_matches(' '));
    if before.ends_with(is_chinese) && after.starts_with(is_chinese) {
        text.truncate(before.len());
        *text += after;
    } else {
        *text += words;
    }
}

/// Whether a letter is a Chinese character, no sign or other wide letter.
pub fn is_chinese(letter: char) -> bool {
    matches!(letter, '\u{4e00}'..='\u{9fff}')
}

/// Between parts of a sentence that could stand alone.
pub const CLAUSES: Both = both("; ", "；");

/// Between parts of a sentence that are not words of a list.
pub const COMMAS: Both = both(", ", "，");

/// A text for people: the format in English, the same in Chinese, and names for
/// values that have none yet, which both may use in any order.
///
/// ```text
/// text!("{file} is empty", "{file} 是空的")
/// text!("line {line}: {why}", "第 {line} 行：{why}", line = row.line)
/// ```
#[macro_export]
macro_rules! text {
    ($en:literal, $zh:literal $(, $name:ident = $value:expr)* $(,)?) => {{
        $(let $name = &$value;)*
        $crate::lang::Text::of(::std::format_args!($en), ::std::format_args!($zh))
    }};
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_within_a_text_comes_in_the_language_of_the_outer_one() {
        let rows = counted(3, "row", "行");
        let file = Text::verbatim("a.csv");
        let text = text!("{rows} of {file} were read", "已读取 {file} 的 {rows}");
        assert_eq!(text.en(), "3 rows of a.csv were read");
        assert_eq!(text.zh(), "已读取 a.csv 的 3 行");
        assert_eq!(
            within(Lang::Zh, || format!("{text:>17}|")),
            format!("{:>17}|", text.zh())
        );
        assert_eq!(text.to_string(), text.en());
    }

    #[test]
    fn values_are_named_once_for_both() {
        let text = text!(
            "line {at}: {why}",
            "第 {at} 行：{why}",
            at = 1 + 1,
            why = both("no", "不")
        );
        assert_eq!((text.en(), text.zh()), ("line 2: no", "第 2 行：不"));
        assert_eq!(counted(1, "row", "行"), "1 row");
    }

    #[test]
    fn texts_are_joined_as_each_language_does() {
        let rows = [counted(1, "row", "行"), counted(2, "row", "行")];
        let text = joined(&rows, CLAUSES);
        assert_eq!((text.en(), text.zh()), ("1 row; 2 rows", "1 行；2 行"));
    }

    #[test]
    fn no_blank_stands_between_chinese_words() {
        let of = |name| phrase(Text::verbatim(name), both("is required", "为必填项"));
        assert_eq!(of("联系人").zh(), "联系人为必填项");
        assert_eq!(of("--email").zh(), "--email 为必填项");
        assert_eq!(of("联系人").en(), "联系人 is required");
    }

    #[test]
    fn errors_of_the_system_and_of_our_own_are_in_both_languages() {
        let text = Text::from(io::Error::from_raw_os_error(2));
        assert_eq!(text.zh(), "没有该文件或文件夹");
        let own = io::Error::from(Text::from(both("bad header", "文件头损坏")));
        assert_eq!(own.to_string(), "bad header");
        assert_eq!(Text::from(own).zh(), "文件头损坏");
        let other = Text::from(io::Error::other("bad header"));
        assert_eq!(other.zh(), "bad header");
    }
}

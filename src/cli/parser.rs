//! The parser in two languages: it takes our texts, and its own words, which
//! are English, are said in Chinese here: those of the help one by one, its
//! errors from what it tells of them.

use crate::lang::{Both, Lang, Text, both, current, is_chinese};
use crate::text;
use crate::text::{shell_word, wrapped};
use clap::builder::{Str, StyledStr};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command, Error};
use std::error::Error as _;
use textwrap::core::display_width;

impl From<Both> for StyledStr {
    // Small where it is used, which is at each of two hundred options.
    #[inline(never)]
    fn from(text: Both) -> Self {
        text.now().into()
    }
}

impl From<Text> for StyledStr {
    fn from(text: Text) -> Self {
        text.now().to_owned().into()
    }
}

impl From<Both> for Str {
    fn from(text: Both) -> Self {
        text.now().into()
    }
}

/// What the parser puts into help; what is a part of another comes after it.
const WORDS: &[Both] = &[
    both("Usage:", "用法："),
    both("Commands:", "命令："),
    both("Arguments:", "参数："),
    both("Options:", "选项："),
    both("[OPTIONS]", "[选项]"),
    both("<COMMAND>", "<命令>"),
    both("[COMMAND]", "[命令]"),
    both("[default: ", "[默认："),
    both("[alias: ", "[别名："),
    both("[aliases: ", "[别名："),
    both("[possible values: ", "[可用值："),
    both("Possible values:", "可用值："),
    both(
        "Print help (see more with '--help')",
        "显示帮助（'--help' 更详细）",
    ),
    both(
        "Print help (see a summary with '-h')",
        "显示帮助（'-h' 更简短）",
    ),
    both("Print help", "显示帮助"),
    both("Print version", "显示版本"),
    both(
        "Print this message or the help of the given subcommand(s)",
        "显示本页，或某个命令的帮助",
    ),
];

/// The parser's way to say that lines have no end.
const NO_END: usize = 0;

/// Colours end before a blank that no full-width sign has behind it.
const ENDED: &str = "\x1b[0m";

/// The parser's own words in the current language.
pub(super) fn in_words(rendered: &str) -> String {
    let mut text = rendered.to_owned();
    if current() == Lang::En {
        return text;
    }
    for word in WORDS {
        text = text.replace(word.en, word.zh);
    }
    // A heading of ours has the parser's colon.
    let mut words = String::with_capacity(text.len());
    let mut last = ' ';
    for letter in text.chars() {
        last = if letter == ':' && is_chinese(last) {
            '：'
        } else {
            letter
        };
        words.push(last);
    }
    let words = words.replace(&format!("：{ENDED} "), &format!("：{ENDED}"));
    words.replace("： ", "：")
}

/// The tree without the parser's line ends where it would find no place for
/// them: it breaks lines at blanks alone, which Chinese does not have.
pub(super) fn unwrapped(tree: Command) -> Command {
    match current() {
        Lang::En => tree,
        Lang::Zh => tree.term_width(NO_END),
    }
}

/// Help, or the version, in lines of so many cells.
pub(super) fn shown(help: &Error, paint: bool, cells: usize) -> String {
    let rendered = help.render();
    let rendered = match paint {
        true => rendered.ansi().to_string(),
        false => rendered.to_string(),
    };
    laid_out(&rendered, cells)
}

/// Help of an [`unwrapped`] tree in lines of so many cells.
pub(super) fn laid_out(rendered: &str, cells: usize) -> String {
    match current() {
        Lang::En => rendered.to_owned(),
        Lang::Zh => {
            let words = in_words(rendered);
            let lines = words.split('\n').map(|line| broken(line, cells));
            lines.collect::<Vec<_>>().join("\n")
        }
    }
}

/// A line of so many cells at most; it goes on below the beginning of its text.
fn broken(line: &str, cells: usize) -> String {
    if display_width(line) <= cells {
        return line.to_owned();
    }
    let (before, text) = line.split_at(beginning(line));
    // A name may be so long that there is hardly room beside it.
    let indent = display_width(before).min(cells / 2);
    let text = wrapped(
        text,
        cells.saturating_sub(display_width(before)).max(cells / 2),
    );
    let next = format!("\n{}", " ".repeat(indent));
    format!("{before}{}", text.replace('\n', &next))
}

/// Where the text of a line begins: behind its margin, and behind a name in it
/// that has two blanks or more after it.
fn beginning(line: &str) -> usize {
    let margin = line.len() - line.trim_start_matches(' ').len();
    if margin == 0 {
        return 0;
    }
    let gap = line[margin..].find("  ").map(|at| margin + at);
    gap.map_or(margin, |gap| {
        line.len() - line[gap..].trim_start_matches(' ').len()
    })
}

/// An error of the parser, or the help that stands for one.
pub(super) fn error(error: &Error, cells: usize) -> String {
    match (current(), what_is_wrong(error)) {
        (Lang::En, _) => in_english(error),
        // Kinds that cannot come from what is typed are left in English.
        (Lang::Zh, None) => laid_out(&in_english(error), cells),
        (Lang::Zh, Some(message)) => with_tips(message, error),
    }
}

/// An error in the parser's own words, but for a range, which it writes as code.
pub(super) fn in_english(error: &Error) -> String {
    let rendered = error.render().to_string();
    let why = error.source().map(ToString::to_string).unwrap_or_default();
    match range(&why) {
        Some(rule) => rendered.replace(&why, rule.en()),
        None => rendered,
    }
}

/// The rule of a value that is out of its range, by what the parser says of it:
/// `0 is not in 1..=9`.
fn range(why: &str) -> Option<Text> {
    let (_, range) = why.split_once(" is not in ")?;
    let (least, most) = range.split_once("..=")?;
    let is_open = most
        .parse()
        .is_ok_and(|most: u64| most >= u64::from(u32::MAX));
    Some(match is_open {
        true => text!("it must be {least} or more", "须大于或等于 {least}"),
        false => text!(
            "it must be from {least} to {most}",
            "须为 {least} 至 {most}"
        ),
    })
}

fn with_tips(mut message: String, error: &Error) -> String {
    let mut tips = Vec::new();
    for kind in [
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedArg,
        ContextKind::SuggestedValue,
    ] {
        let words = words(error, kind);
        if !words.is_empty() {
            tips.push(format!("是否想输入 '{}'？", words.join("'、'")));
        }
    }
    if let Some(ContextValue::StyledStrs(more)) = error.get(ContextKind::Suggested) {
        tips.extend(more.iter().map(|tip| tip_in_chinese(&tip.to_string())));
    }
    for (at, tip) in tips.iter().enumerate() {
        let gap = if at == 0 { "\n" } else { "" };
        message += &format!("{gap}\n  提示：{tip}");
    }
    if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
        message += &format!("\n\n{}", in_words(&usage.to_string()));
    }
    format!("错误：{message}\n\n更多信息见 '--help'")
}

/// The error with what was probably meant by an argument that the command does not
/// take: the parser only tells how to pass it as a value. JSON is English.
pub(super) fn with_tip(mut error: Error, tree: &Command, is_json: bool) -> Error {
    if let Some(tip) = meant(&error, tree) {
        let tip = if is_json { tip.en() } else { tip.now() }.to_owned();
        let tip = ContextValue::StyledStrs(vec![tip.into()]);
        error.insert(ContextKind::Suggested, tip);
    }
    error
}

fn meant(error: &Error, tree: &Command) -> Option<Text> {
    if error.kind() != ErrorKind::UnknownArgument {
        return None;
    }
    let typed = word(error, ContextKind::InvalidArg)?;
    let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) else {
        return None;
    };
    let usage = usage.to_string();
    // The program's own name stands first.
    let names = usage.split(' ').skip(2);
    let command = names
        .map_while({
            let mut command = tree;
            move |name| {
                command = command.find_subcommand(name)?;
                Some(command)
            }
        })
        .last()?;
    let has = |option: &str| {
        let mut options = command.get_arguments();
        options.any(|known| known.get_long() == Some(option))
    };
    let mut words = command.get_positionals().flat_map(Arg::get_value_names);
    let shown = shell_word(&typed);
    if typed == "--email" && words.any(|names| names[0].as_str() == "EMAIL") {
        return Some(text!(
            "give the e-mail without --email",
            "直接写邮箱，不加 --email"
        ));
    }
    if typed.contains('@') && !typed.starts_with('-') && has("email") {
        return Some(text!(
            "an e-mail is given as --email {shown}",
            "邮箱写作 --email {shown}"
        ));
    }
    if typed.contains(['<', '>', '=']) && has("critical") {
        return Some(text!(
            "a condition is given as -w {shown} or -c {shown}",
            "条件写作 -w {shown} 或 -c {shown}"
        ));
    }
    None
}

/// Strings that the parser tells of an error.
fn words(error: &Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(word)) => vec![word.clone()],
        Some(ContextValue::Strings(words)) => words.clone(),
        _ => Vec::new(),
    }
}

/// The first string that the parser tells of an error.
fn word(error: &Error, kind: ContextKind) -> Option<String> {
    words(error, kind).into_iter().next()
}

/// The argument that an error is about, with what it is.
fn named(error: &Error) -> Option<String> {
    let about = word(error, ContextKind::InvalidArg)?;
    Some(format!("{} '{about}'", sort(&about)))
}

/// The message; none where the parser does not tell what it is about.
fn what_is_wrong(error: &Error) -> Option<String> {
    let command = || word(error, ContextKind::InvalidSubcommand);
    match error.kind() {
        ErrorKind::UnknownArgument => match word(error, ContextKind::InvalidArg)? {
            option if option.starts_with('-') => Some(format!("未知的选项 '{option}'")),
            word => Some(format!("多余的参数 '{word}'")),
        },
        ErrorKind::InvalidSubcommand => Some(format!("未知的命令 '{}'", command()?)),
        ErrorKind::MissingSubcommand => {
            let known = listed(&words(error, ContextKind::ValidSubcommand));
            Some(format!("'{}' 之后缺少命令{known}", command()?))
        }
        ErrorKind::MissingRequiredArgument => {
            let missing = words(error, ContextKind::InvalidArg).join("\n  ");
            Some(format!("缺少必需的参数：\n  {missing}"))
        }
        ErrorKind::ArgumentConflict => conflict(error),
        ErrorKind::InvalidUtf8 => Some("参数不是有效的 UTF-8".to_owned()),
        _ => wrong_value(error),
    }
}

/// The message about a value, or the number of values.
fn wrong_value(error: &Error) -> Option<String> {
    let named = || named(error);
    let value = || word(error, ContextKind::InvalidValue);
    let number = |kind| match error.get(kind) {
        Some(ContextValue::Number(number)) => *number,
        _ => 0,
    };
    let few = |kind| {
        let (named, given) = (named()?, number(ContextKind::ActualNumValues));
        Some(format!(
            "{named} 需要 {} 个值，只给出 {given} 个",
            number(kind)
        ))
    };
    match error.kind() {
        ErrorKind::InvalidValue => {
            let message = match value()?.as_str() {
                "" => format!("{} 缺少值", named()?),
                value => format!("'{value}' 不是{} 的有效值", named()?),
            };
            Some(message + &listed(&words(error, ContextKind::ValidValue)))
        }
        ErrorKind::ValueValidation => {
            let why = error.source().map(|why| reason(&why.to_string()));
            let why = why.unwrap_or_default();
            Some(format!("'{}' 不是{} 的有效值{why}", value()?, named()?))
        }
        ErrorKind::NoEquals => Some(format!("{} 的值须写在等号之后", named()?)),
        ErrorKind::TooManyValues => Some(format!("{} 的值过多：'{}'", named()?, value()?)),
        ErrorKind::TooFewValues => few(ContextKind::MinValues),
        ErrorKind::WrongNumberOfValues => few(ContextKind::ExpectedNumValues),
        _ => None,
    }
}

/// The message about arguments that exclude each other.
fn conflict(error: &Error) -> Option<String> {
    let (named, about) = (named(error)?, word(error, ContextKind::InvalidArg));
    Some(match &words(error, ContextKind::PriorArg)[..] {
        [] => format!("{named} 不能与其他已有的参数同时使用"),
        [other] if Some(other) == about.as_ref() => format!("{named} 只能使用一次"),
        [other] => format!("{named} 不能与 '{other}' 同时使用"),
        others => {
            let others = others.join("\n  ");
            format!("{named} 不能与以下参数同时使用：\n  {others}")
        }
    })
}

/// Why a value is none, where the parser's own types say so.
fn reason(why: &str) -> String {
    match (why, range(why)) {
        (_, Some(rule)) => format!("：{}", rule.now()),
        ("invalid digit found in string", _) => "：不是整数".to_owned(),
        _ => format!("：{why}"),
    }
}

/// What an argument is called.
fn sort(argument: &str) -> &'static str {
    match argument.starts_with('-') {
        true => "选项",
        false => "参数",
    }
}

/// What is possible.
fn listed(values: &[String]) -> String {
    match values {
        [] => String::new(),
        values => format!("\n  [可用：{}]", values.join(", ")),
    }
}

/// A tip of the parser, which has words in quotes.
fn tip_in_chinese(tip: &str) -> String {
    let quoted: Vec<&str> = tip.split('\'').skip(1).step_by(2).collect();
    match quoted[..] {
        [value, typed] if tip.starts_with("to pass ") => {
            format!("要以 '{value}' 为值，写作 '{typed}'")
        }
        [command, dashes] if tip.starts_with("subcommand ") => {
            format!("有命令 '{command}'；去掉前面的 '{dashes}' 即可使用")
        }
        [known] if tip.ends_with(" exists") => format!("有 '{known}'"),
        _ => tip.to_owned(),
    }
}

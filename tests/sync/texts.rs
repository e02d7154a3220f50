//! Every text for people stands in two languages: the same values in both,
//! Chinese that is Chinese, and nothing of it left in English.

use super::sources;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::BTreeSet;

/// Words that stay as they are in Chinese: formats, programs, protocols.
const KEPT: &[&str] = &[
    "always",
    "api",
    "auto",
    "bash",
    "cron",
    "csv",
    "curl",
    "en",
    "fish",
    "json",
    "jsonl",
    "man",
    "never",
    "ods",
    "powershell",
    "shell",
    "stderr",
    "stdin",
    "stdout",
    "table",
    "txt",
    "xls",
    "xlsb",
    "xlsx",
    "zh",
    "zip",
    "zsh",
];

/// A text as it stands in the sources.
struct Twin {
    place: String,
    english: String,
    chinese: String,
    /// Whether braces are values, as in a format.
    has_values: bool,
}

impl Twin {
    /// The names between braces, sorted.
    fn values(text: &str) -> BTreeSet<String> {
        let text = text.replace("{{", "").replace("}}", "");
        let names = text.split('{').skip(1).map(|rest| {
            let name = rest.split(['}', ':']).next().unwrap_or_default();
            name.to_owned()
        });
        names.collect()
    }

    /// What is written in a language: without values, and without commands in
    /// backquotes.
    fn prose(&self, text: &str) -> String {
        let mut prose = String::new();
        for (at, part) in text.split('`').enumerate() {
            prose += if at % 2 == 0 { part } else { "$" };
        }
        if !self.has_values {
            return prose;
        }
        let mut shown = String::new();
        for (at, part) in prose.split('{').enumerate() {
            let rest = part.split_once('}').filter(|_| at > 0);
            shown += if at > 0 { "$" } else { "" };
            shown += rest.map_or(part, |(_, rest)| rest);
        }
        shown
    }

    fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.has_values && Self::values(&self.english) != Self::values(&self.chinese) {
            faults.push("other values".to_owned());
        }
        let (english, chinese) = (self.prose(&self.english), self.prose(&self.chinese));
        let says = |text: &str| {
            text.split(|c: char| !c.is_ascii_alphabetic())
                .any(|w| w.len() > 1)
        };
        let has_words = english
            .split_whitespace()
            .any(|word| is_word(word) && says(word));
        if has_words && !chinese.contains(is_chinese) {
            faults.push("no Chinese".to_owned());
        }
        if let Some(found) = ["帐", "账户", "您", "你"]
            .iter()
            .find(|it| chinese.contains(**it))
        {
            faults.push(format!("{found:?} is not our word"));
        }
        // The unit of a heading is as in `点播流量(G)` of the lists.
        let letters: Vec<char> = chinese.replace("(G)", "").chars().collect();
        for pair in letters.windows(2) {
            let (one, other) = (pair[0], pair[1]);
            let is_half = |c| matches!(c, ',' | ';' | ':' | '?' | '!' | '(' | ')');
            let is_latin = |c: char| c.is_ascii_alphanumeric();
            let (left, right) = (is_chinese(one), is_chinese(other));
            if (left && is_half(other)) || (right && is_half(one)) {
                faults.push(format!("{one}{other}: half-width beside Chinese"));
            }
            if (left && is_latin(other)) || (right && is_latin(one)) {
                faults.push(format!("{one}{other}: no blank between"));
            }
        }
        // What stands in quotes is a value.
        let unquoted: String = chinese.split('\'').step_by(2).collect();
        let words = unquoted.split(|c: char| !c.is_ascii() || c.is_whitespace());
        let left: Vec<_> = words
            .map(|w| w.trim_matches(['"', '\'', ',', ':', ';', '.']))
            .collect();
        let left = left
            .into_iter()
            .filter(|word| is_word(word) && !KEPT.contains(word));
        faults.extend(left.map(|word| format!("{word:?} is English")));
        faults
    }
}

/// Whether it is a plain word of English, no name, option, value or path.
fn is_word(word: &str) -> bool {
    let word = word.trim_matches(['"', '\'', ',', ':', ';', '.', '(', ')', '?', '…']);
    word.len() > 1 && word.chars().all(|c| c.is_ascii_lowercase())
}

fn is_chinese(letter: char) -> bool {
    matches!(letter, '\u{4e00}'..='\u{9fff}')
}

/// The texts in these tokens, the ones within others too.
fn twins(tokens: TokenStream, file: &str, found: &mut Vec<Twin>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        if let TokenTree::Group(group) = token {
            let before = |back: usize| at.checked_sub(back).map(|at| tokens[at].to_string());
            let (one, two) = (before(1).unwrap_or_default(), before(2).unwrap_or_default());
            let is_call = group.delimiter() == Delimiter::Parenthesis && two != "fn";
            let is_text = one == "!" && two == "text";
            if is_call && (is_text || one == "both" || one == "counted") {
                let literals = group.stream().into_iter().filter_map(literal).collect();
                let literals: Vec<String> = literals;
                if let [english, chinese, ..] = &*literals {
                    found.push(Twin {
                        place: format!("{file}:{}", token.span().start().line),
                        english: english.clone(),
                        chinese: chinese.clone(),
                        has_values: is_text,
                    });
                }
            }
            twins(group.stream(), file, found);
        }
    }
}

fn literal(token: TokenTree) -> Option<String> {
    let text = token.to_string();
    Some(syn::parse_str::<syn::LitStr>(&text).ok()?.value())
}

#[test]
fn every_text_says_the_same_in_both_languages() {
    let mut found = Vec::new();
    for (path, text) in sources("src") {
        twins(text.parse().unwrap(), path.to_str().unwrap(), &mut found);
    }
    assert!(found.len() > 20, "{}", found.len());
    let faults = found.iter().flat_map(|twin| {
        let faults = twin.faults().into_iter();
        faults.map(|fault| format!("{}: {fault}: {:?}", twin.place, twin.chinese))
    });
    let faults: Vec<String> = faults.collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn what_is_wrong_with_a_text_is_found() {
    let faults = |source: &str| {
        let mut found = Vec::new();
        twins(source.parse().unwrap(), "x.rs", &mut found);
        found.iter().flat_map(Twin::faults).collect::<Vec<_>>()
    };
    assert!(faults(r#"text!("{a} of {b} rows", "{b} 行中的 {a} 行")"#).is_empty());
    assert!(faults(r#"both("run `x list`", "运行 `x list`")"#).is_empty());
    assert!(faults(r#"text!("{a}: {b}", "{a}：{b}")"#).is_empty());
    assert_eq!(faults(r#"text!("{a} rows", "{b} 行")"#), ["other values"]);
    assert_eq!(faults(r#"both("no rows", "-")"#), ["no Chinese"]);
    assert_eq!(
        faults(r#"both("no, none", "没有, 无")"#),
        ["有,: half-width beside Chinese"]
    );
    assert_eq!(
        faults(r#"both("row 1", "第1 行")"#),
        ["第1: no blank between"]
    );
    assert_eq!(
        faults(r#"f(both("the list", "list 列表"))"#),
        [r#""list" is English"#]
    );
}

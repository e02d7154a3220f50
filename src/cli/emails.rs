//! E-mails as a filter: `--email`, repeatable and comma-separated, or
//! `--emails-from`. An empty filter is an error, never "no filter".

use super::prompt::text_of;
use crate::endpoints::rules;
use crate::endpoints::spec::Now;
use crate::failure::Failure;
use crate::text::{quoted, shown_path};
use clap::Args;
use std::collections::HashSet;
use std::path::PathBuf;

/// A first line like these is a heading: the tool's own CSV has one.
const HEADINGS: [&str; 4] = ["email", "childEmail", "Email", "邮箱"];

/// The largest file of e-mails, in bytes: a quarter of a million of them.
const MOST_BYTES: u64 = 8 * 1024 * 1024;

/// The e-mails to filter by.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct EmailArgs {
    /// Only this e-mail; repeatable, or several with commas
    #[arg(long = "email", value_name = "E", conflicts_with = "emails_from")]
    email: Vec<String>,
    /// Only the e-mails in this file (- for stdin), one a line or with commas
    #[arg(long, value_name = "FILE|-")]
    emails_from: Option<PathBuf>,
}

impl EmailArgs {
    /// The e-mails asked for, each once, in order; `None` without a filter.
    ///
    /// # Errors
    /// Usage, when there is a filter without a single e-mail, or something in
    /// it that is not an e-mail address.
    pub(super) fn read(&self) -> Result<Option<Vec<String>>, Failure> {
        if let Some(path) = &self.emails_from {
            let from = format!("--emails-from {}", shown_path(path));
            return parse(&text_of(&from, path, MOST_BYTES)?, &from).map(Some);
        }
        if self.email.is_empty() {
            return Ok(None);
        }
        parse(&self.email.join(","), "--email").map(Some)
    }
}

fn parse(text: &str, from: &str) -> Result<Vec<String>, Failure> {
    let mut seen = HashSet::new();
    let mut emails = Vec::new();
    let text = text.trim_start_matches('\u{feff}');
    for word in text.split(['\n', ',', ';']).map(str::trim) {
        if word.is_empty() || emails.is_empty() && HEADINGS.contains(&word) {
            continue;
        }
        if let Err(rule) = rules::email(word, &Now::read()) {
            let message = format!("{from}: {} {rule}", quoted(word));
            let hint = "give e-mails one a line or with commas";
            return Err(Failure::usage(message).hint(hint));
        }
        if seen.insert(word.to_lowercase()) {
            emails.push(word.to_owned());
        }
    }
    if emails.is_empty() {
        return Err(Failure::usage(format!("{from}: no e-mail in it"))
            .hint("leave the option out to have all of them"));
    }
    Ok(emails)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_commas_and_a_mark_are_read_each_e_mail_once() {
        let text = "\u{feff}email\r\na@b.c\r\n\r\nd@e.f, g@h.i;\nA@B.C\n";
        assert_eq!(parse(text, "f").unwrap(), ["a@b.c", "d@e.f", "g@h.i"]);
    }

    #[test]
    fn an_empty_filter_is_an_error() {
        for text in ["", " ,\n", "\u{feff}"] {
            assert_eq!(
                parse(text, "--email").unwrap_err().message,
                "--email: no e-mail in it"
            );
        }
    }

    #[test]
    fn what_is_no_e_mail_is_named() {
        let failure = parse("x@y.zz,a\u{200b}@b.cn", "--email").unwrap_err();
        let words = "--email: \"a\\u{200b}@b.cn\" must be one e-mail address such as \
                     name@example.com, without U+200B";
        assert_eq!(failure.message, words);
    }
}

//! E-mails as a filter: `--email`, repeatable and comma-separated, or
//! `--emails-from`. An empty filter is an error, never "no filter".

use super::context::Context;
use crate::api::Pages;
use crate::batch::roster::{self, RosterFile};
use crate::endpoints::spec::{Field, Now, Read};
use crate::endpoints::{rules, subaccounts};
use crate::failure::Failure;
use crate::files::read_bounded;
use crate::lang::{Both, Text, both};
use crate::row::Row;
use crate::sign::Params;
use crate::text;
use crate::text::{TYPED_COMMAS, quoted, shown_path};
use clap::Args;
use std::borrow::Cow;
use std::collections::HashSet;
use std::path::PathBuf;

/// What an e-mail is, by the words in which a write says it.
const EMAIL: Field = Field::new("email", rules::email);

/// The help of `--sheet`, wherever a file may be a workbook.
pub(super) const SHEET: Both = both(
    "The sheet of a workbook [default: the one whose headings fit]",
    "工作簿中的工作表 [默认：表头符合的那张]",
);

/// The e-mails to filter by.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct EmailArgs {
    #[arg(help = both(
        "Only this e-mail; repeatable, or several with commas",
        "只要此邮箱；可多次使用，或用逗号分隔多个",
    ))]
    #[arg(long = "email", value_name = "E", conflicts_with = "emails_from")]
    email: Vec<String>,
    #[arg(help = both(
        "Only the e-mails in this file (- for stdin), a list or a table with a heading: a text in \
         any encoding that a roster may have, or a workbook",
        "只要此文件中的邮箱（- 为标准输入）：一列邮箱，或带列名的表格；文本（编码与名单相同）或\
         工作簿均可",
    ))]
    #[arg(long, value_name = "FILE|-", group = "FileOfRows")]
    emails_from: Option<PathBuf>,
    #[arg(long, value_name = "NAME|N", requires = "FileOfRows", help = SHEET)]
    pub(super) sheet: Option<String>,
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
            let bytes = read_bounded(path, roster::MAX_BYTES);
            let bytes = bytes.map_err(|error| {
                let why = Text::from(error);
                Failure::usage(text!("{from}: {why}", "{from}：{why}"))
            })?;
            let (bytes, sheet) = (bytes.as_slice(), self.sheet.as_deref());
            let words = roster::emails(RosterFile { bytes, sheet });
            let words = words.map_err(|failure| Failure {
                message: text!("{from}: {why}", "{from}：{why}", why = failure.message),
                ..failure
            })?;
            return check(words, &from).map(Some);
        }
        if self.email.is_empty() {
            return Ok(None);
        }
        let parts = |sign| TYPED_COMMAS.contains(&sign) || matches!(sign, ';' | '；');
        let words = self.email.iter().flat_map(|typed| typed.split(parts));
        let words = words.map(str::trim).filter(|word| !word.is_empty());
        check(words.map(str::to_owned), "--email").map(Some)
    }
}

/// These words as e-mails, each once; `from` says where they were given.
///
/// # Errors
/// As [`EmailArgs::read`].
pub(super) fn check(
    words: impl IntoIterator<Item = String>,
    from: &str,
) -> Result<Vec<String>, Failure> {
    let (mut seen, mut emails, now) = (HashSet::new(), Vec::new(), Now::read());
    for word in words {
        if let Err(rule) = EMAIL.check(&word, &now) {
            let word = quoted(&word);
            let message = text!("{from}: {word} {rule}", "{from}：{word} {rule}");
            let hint = both(
                "separate several e-mails by commas or line ends",
                "多个邮箱请用逗号或换行分隔",
            );
            return Err(Failure::usage(message).hint(hint));
        }
        if seen.insert(word.to_lowercase()) {
            emails.push(word);
        }
    }
    if emails.is_empty() {
        let message = text!("{from}: no e-mail in it", "{from}：其中没有邮箱");
        let hint = both(
            "leave the option out to have all of them",
            "请去掉该选项以列出全部",
        );
        return Err(Failure::usage(message).hint(hint));
    }
    Ok(emails)
}

/// The e-mails that matched nothing, whatever their letter case.
pub(super) fn missing<'e>(asked: &'e [String], received: &HashSet<String>) -> Vec<&'e str> {
    let asked = asked.iter().map(String::as_str);
    let missing = asked.filter(|email| !received.contains(&email.to_lowercase()));
    missing.collect()
}

/// The rows of e-mails that matched nothing, asked for in the letters in which
/// the group has them: the service's filter may mind letter case.
pub(super) fn in_other_letters(
    read: &Read,
    missing: &[&str],
    query: &Params,
    limit: Option<u64>,
    context: &Context,
) -> Result<Pages, Failure> {
    let list = match read.path.contains("/group/") {
        _ if missing.is_empty() => return context.start(Vec::new(), None),
        // Accounts of the group: its rows may have no e-mails of their own.
        true => &subaccounts::LIST,
        false => read,
    };
    let wanted: HashSet<String> = missing.iter().map(|email| email.to_lowercase()).collect();
    let mut there = every_email(list, context)?;
    there.retain(|email| wanted.contains(&email.to_lowercase()) && !missing.contains(&&**email));
    let lists = read.lists(Some(&there), query);
    context.start(lists, limit)
}

/// The e-mails of a whole list.
pub(super) fn every_email(list: &Read, context: &Context) -> Result<Vec<String>, Failure> {
    let field = list.emails.map_or("", |emails| emails.field);
    let mut emails = Vec::new();
    let take = |row: &Row| emails.extend(row.text(field).map(Cow::into_owned));
    context.every_row(list, take)?;
    Ok(emails)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(email: &str) -> Result<Vec<String>, Failure> {
        let email = vec![email.to_owned()];
        let args = EmailArgs {
            email,
            emails_from: None,
            sheet: None,
        };
        args.read().map(Option::unwrap)
    }

    #[test]
    fn each_e_mail_is_taken_once_whatever_its_letter_case() {
        for text in ["a@b.cn, d@e.fr;,A@B.CN", "a@b.cn，d@e.fr；、A@B.CN"] {
            assert_eq!(typed(text).unwrap(), ["a@b.cn", "d@e.fr"]);
        }
    }

    #[test]
    fn an_empty_filter_is_an_error() {
        for text in ["", " ,;"] {
            let failure = typed(text).unwrap_err();
            assert_eq!(failure.message, "--email: no e-mail in it");
        }
    }

    #[test]
    fn what_is_no_e_mail_is_named() {
        let failure = typed("x@y.zz,a\u{200b}@b.cn").unwrap_err();
        let words = "--email: \"a\\u{200b}@b.cn\" must be one e-mail address such as \
                     name@example.com, without U+200B";
        assert_eq!(failure.message, words);
        let failure = typed("ａ@b.cn").unwrap_err();
        let words = "--email: \"ａ@b.cn\" must be written without full-width characters: a@b.cn";
        assert_eq!(failure.message, words);
    }
}

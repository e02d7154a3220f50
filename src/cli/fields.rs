//! Commands made from the data of their endpoint: options, help, values.

use super::candidates;
use super::console::Console;
use crate::endpoints::spec::Field;
use crate::endpoints::write::{Finding, Names, Write};
use crate::failure::Failure;
use crate::lang::{self, Both, CLAUSES, Lang, Text, both, joined, phrase};
use crate::output::chinese;
use crate::secret::MASK;
use crate::text;
use crate::text::reveal;
use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, ArgMatches, FromArgMatches};
use std::fmt::Display;

/// The heading that ends a command's help.
pub(super) const EXAMPLES: Both = both("Examples:", "示例：");

/// The end of a command's help.
pub(super) fn notes_and_examples(notes: impl Display, examples: &str) -> String {
    let examples = examples.replace('\n', "\n  ");
    let notes = notes.to_string();
    let gap = if notes.is_empty() { "" } else { "\n\n" };
    format!("{notes}{gap}{EXAMPLES}\n  {examples}")
}

/// The end of the help of a command that needs no notes.
pub(super) fn examples(examples: &str) -> String {
    notes_and_examples("", examples)
}

/// The long help of an option: the short one and more.
pub(super) fn longer(short: impl Display, more: impl Display) -> String {
    format!("{short}\n\n{more}")
}

/// The option of a field; its id is the field's API name.
pub(super) fn option(field: &'static Field) -> Arg {
    let name = field.option_name();
    let placeholder = match field.placeholder {
        "" => name.to_uppercase(),
        placeholder => placeholder.to_owned(),
    };
    let option = Arg::new(field.api)
        .long(name)
        .value_name(placeholder)
        .required(field.required)
        .help(field.help.now());
    let option = match field.listed_by {
        Some(list) => option.add(candidates::ids(list.rows.en)),
        None => option,
    };
    let option = match field.alias {
        "" => option,
        alias => option.visible_alias(alias),
    };
    if field.choices.is_empty() {
        return option;
    }
    let choices = field.choices.iter();
    let choices = choices.map(|(name, help)| PossibleValue::new(*name).help(help.now()));
    option.value_parser(PossibleValuesParser::new(choices))
}

/// Whether the command has this flag and it was typed.
pub(super) fn is_set(args: &ArgMatches, id: &str) -> bool {
    matches!(args.try_get_one::<bool>(id), Ok(Some(true)))
}

/// Derived arguments out of what was typed.
///
/// # Errors
/// None that the parser has not found already.
pub(super) fn parsed<T: FromArgMatches>(args: &ArgMatches) -> Result<T, Failure> {
    T::from_arg_matches(args).map_err(|error| Failure::usage(Text::verbatim(error)))
}

/// What the fields are called on the command line.
pub(super) fn option_names(call: &Write) -> Names {
    let optional = call.fields.iter().filter(|field| !field.help.is_empty());
    let names = optional.map(|field| match field.secret {
        true => (field.api, secret_name(field)),
        false => {
            let option = field.option_name();
            (field.api, Text::verbatim(format!("--{option}")))
        }
    });
    names.collect()
}

/// What a field is called that is asked for.
pub(super) fn called(field: &Field) -> Text {
    Text::made(&|| match (lang::current(), field.chinese()) {
        (Lang::En, _) | (_, "") => field.option_name(),
        (Lang::Zh, name) => name.to_owned(),
    })
}

/// What a value is called in what will be sent: as the service names it.
pub(super) fn sent_name(call: &Write, api: &str) -> Text {
    let field = call.fields.iter().find(|field| field.api == api);
    let chinese = field.map_or_else(|| chinese::name(api), Field::chinese);
    Text::made(&|| match (lang::current(), chinese) {
        (Lang::En, _) | (_, "") => api.to_owned(),
        (Lang::Zh, name) => name.to_owned(),
    })
}

/// What a secret is called: it has no option.
pub(super) fn secret_name(field: &Field) -> Text {
    Text::made(&|| match lang::current() {
        Lang::En => format!("the {}", field.api),
        Lang::Zh => field.chinese().to_owned(),
    })
}

/// Tells what is odd and may be sent all the same.
pub(super) fn warn(odd: &[Finding], names: &Names, console: &Console) {
    for warning in odd.iter().map(|warning| warning.clone().named(names)) {
        let (field, value, words) = (warning.field, reveal(&warning.value), warning.text);
        console.warn(text!("{field} {value} {words}", "{field} {value} {words}"));
    }
}

/// All faults in one failure.
pub(super) fn faults(found: Vec<Finding>, names: &Names) -> Failure {
    let found = found.into_iter();
    let lines = found.map(|finding| in_words(finding.named(names)));
    let lines = joined(lines, CLAUSES);
    Failure::usage(text!(
        "nothing was sent: {lines}",
        "未发送任何请求：{lines}"
    ))
}

/// How a fault begins that is told of the value, not of its option.
const IS_NONE: &str = "is not a ";

/// A fault as a part of one message.
pub(super) fn in_words(finding: Finding) -> Text {
    let (field, words) = (finding.field, finding.text);
    let value = reveal(&finding.value);
    match finding.value.as_str() {
        "" | MASK => phrase(field, words),
        _ if words.en().starts_with(IS_NONE) => {
            text!("{field} {value} {words}", "{field} {value} {words}")
        }
        _ => {
            let fault = phrase(field, words);
            text!("{fault} (given: {value})", "{fault}（输入：{value}）")
        }
    }
}

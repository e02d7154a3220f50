//! Commands made from the data of their endpoint: options, help, values.

use super::candidates;
use crate::endpoints::spec::Field;
use crate::failure::Failure;
use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, ArgMatches, FromArgMatches};

/// The end of a command's help.
pub(super) fn notes_and_examples(notes: &str, examples: &str) -> String {
    let notes = match notes {
        "" => String::new(),
        notes => format!("{notes}\n\n"),
    };
    format!("{notes}Examples:\n  {}", examples.replace('\n', "\n  "))
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
        .help(field.help);
    let option = match field.listed_by {
        Some(list) => option.add(candidates::ids(list.rows)),
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
    let choices = choices.map(|(name, help)| PossibleValue::new(*name).help(*help));
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
    T::from_arg_matches(args).map_err(|error| Failure::usage(error.to_string()))
}

//! What is said of one new account: its fields, its faults, its fate.

use crate::api::new_account::{Fault, NewAccount};
use crate::batch::create::Answer;
use crate::failure::Failure;
use crate::row::Row;
use crate::secret::MASK;
use crate::text::escape;

/// What will be sent, a line a field, with what the service adds unasked.
pub(super) fn fields(account: &NewAccount) -> Vec<String> {
    let body = Row::parse(&account.masked_body()).expect("our own body is an object");
    let line = |name: &str, value: &str| format!("  {name:<12} {}", escape(value));
    let mut lines: Vec<String> = body
        .names()
        .iter()
        .filter_map(|name| Some(line(name, &body.get(name)?.as_text())))
        .collect();
    for (name, amount) in [
        ("remainFlow", account.flow_gib()),
        ("remainSpace", account.space_gib()),
    ] {
        if body.get(name).is_none() {
            lines.push(line(name, &format!("{amount} G, the service's default")));
        }
    }
    lines
}

/// The option that gives a field: `--max-channels` for `maxChannels`.
fn option(field: &str) -> String {
    let mut name = String::from("--");
    for letter in field.chars() {
        if letter.is_ascii_uppercase() {
            name.push('-');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}

/// All faults in one failure.
pub(super) fn faults(faults: &[Fault]) -> Failure {
    let name = |fault: &Fault| match fault.field {
        "password" => "the password".to_owned(),
        field => option(field),
    };
    let lines: Vec<String> = faults
        .iter()
        .map(|fault| match fault.value.as_str() {
            "" | MASK => format!("{} {}", name(fault), fault.rule),
            value => format!("{} {} (given: {value})", name(fault), fault.rule),
        })
        .collect();
    Failure::usage(format!("nothing was sent: {}", lines.join("; ")))
}

pub(super) fn unknown_words(email: &str) -> String {
    format!("{email} may or may not have been created")
}

pub(super) fn created_words(email: &str, answer: &Answer) -> String {
    let user_id = answer.account.get("userId");
    let user_id = user_id.map(|id| id.as_text().into_owned());
    let user_id = user_id.unwrap_or_default();
    format!("interrupted while waiting for the list; {email} was created (userId {user_id})")
}

pub(super) fn check_command(email: &str) -> String {
    format!("look with `polyv-group subaccounts list --email {email}` before trying again")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_named_by_its_option() {
        assert_eq!(option("maxChannels"), "--max-channels");
        assert_eq!(option("email"), "--email");
    }
}

//! `--account EMAIL`: a call in a sub-account, with its own key. The key comes
//! from the list of sub-accounts and stays in memory.

use crate::api::Client;
use crate::endpoints::spec::Now;
use crate::endpoints::{rules, subaccounts};
use crate::failure::{Failure, Kind};
use crate::http::Account;
use crate::lang::{Text, both};
use crate::row::Row;
use crate::secret::Secret;
use crate::text;
use crate::text::reveal;
use clap::{Arg, ArgMatches};
use std::sync::Arc;

/// The option.
pub(super) const ACCOUNT: &str = "account";

/// The option of a call about the account whose key signs.
pub(super) fn option() -> Arg {
    let option = Arg::new(ACCOUNT).long(ACCOUNT).value_name("EMAIL");
    let help = both(
        "Act in this sub-account, with its own key, instead of your own account",
        "以此分账号的密钥在该分账号内操作，而不是在本账号内",
    );
    option.help(help)
}

/// The account that a command line names.
pub(super) fn named(args: &ArgMatches) -> Option<String> {
    args.try_get_one(ACCOUNT).ok().flatten().cloned()
}

/// The sub-account with this e-mail, and its own key.
///
/// # Errors
/// Usage: it is no e-mail. Refused: the group has no such account, or its key is
/// not in the list.
pub(super) fn find(email: &str, client: &Arc<Client>) -> Result<(String, Secret), Failure> {
    rules::email(email, &Now::read()).map_err(|rule| {
        let given = reveal(email);
        Failure::usage(text!(
            "--{ACCOUNT} {rule} (given: {given})",
            "--{ACCOUNT} {rule}（输入：{given}）"
        ))
    })?;
    let list = &subaccounts::LIST;
    let row = list.look(client, email)?;
    let refused = |why: Text| {
        let message = text!("{why}; nothing was sent", "{why}；未发送任何请求");
        Failure::new(Kind::Refused, message)
    };
    match of(&row.ok_or_else(|| refused(list.has_no(email)))?).key {
        Some((id, secret)) if !id.is_empty() && !secret.expose().is_empty() => Ok((id, secret)),
        _ => Err(refused(text!(
            "the list of {rows} has no key of {email}",
            "{rows}列表中没有 {email} 的密钥",
            rows = list.rows
        ))),
    }
}

/// A sub-account with its own key, by its row.
pub(super) fn of(row: &Row) -> Account {
    let text = |field| row.text(field).unwrap_or_default().into_owned();
    Account {
        email: text("email"),
        key: Some((text("appId"), Secret::new(text("appSecret")))),
    }
}

//! `--all-accounts`: a list of the group account and of every sub-account in
//! one, each read with the account's own key. The keys come from the list of
//! sub-accounts and stay in memory.

use super::context::Context;
use super::within::{self, of};
use crate::api::error::says_feature_is_off;
use crate::api::{ACCOUNT, List, Unread};
use crate::endpoints::spec::Read;
use crate::endpoints::subaccounts;
use crate::failure::{Failure, Kind};
use crate::http::Account;
use crate::lang::{Both, Text, both, counted};
use crate::output::Column;
use crate::sign::Params;
use crate::text;
use clap::{Arg, ArgAction, ArgMatches, Command};
use std::collections::HashSet;

/// Accounts that could not be read and are named without `-v`.
const MOST_NAMED: usize = 20;

const ALL: &str = "all-accounts";
const SKIP: &str = "skip-unreadable";

/// In the place of an e-mail: the service does not tell the group account's.
const GROUP: Both = both("(group account)", "（集团主账号）");

pub(super) fn options(command: Command) -> Command {
    let flag = |name, help: Both| {
        let flag = Arg::new(name).long(name).help(help);
        flag.action(ArgAction::SetTrue)
    };
    command.args([
        flag(
            ALL,
            both(
                "Of the group account and of every sub-account, each row with its account in \
                 front; a request for each of them",
                "集团主账号和所有分账号的，每行前面标出账号；每个账号一次请求",
            ),
        )
        .conflicts_with_all(["page", within::ACCOUNT]),
        flag(
            SKIP,
            both(
                "Leave out, with a warning, the accounts that cannot be read",
                "跳过无法读取的账号，并给出警告",
            ),
        )
        .requires(ALL),
    ])
}

/// Whether all accounts are asked for.
pub(super) fn are_asked(args: &ArgMatches) -> bool {
    is_set(args, ALL)
}

/// Whether those that cannot be read are left out.
pub(super) fn may_be_left_out(args: &ArgMatches) -> bool {
    is_set(args, SKIP)
}

fn is_set(args: &ArgMatches, name: &str) -> bool {
    matches!(args.try_get_one::<bool>(name), Ok(Some(true)))
}

/// The same read with the account in front of the other columns.
pub(super) fn with_account(read: &Read) -> &'static Read {
    let columns = [
        &[Column::text(ACCOUNT, "ACCOUNT").saying(&[GROUP])],
        read.columns,
    ]
    .concat();
    let columns = columns.leak();
    Box::leak(Box::new(Read { columns, ..*read }))
}

/// The list of each account, or of those that are asked for. Which rows are
/// asked for is not sent: the service's filter may mind letter case.
pub(super) fn lists(
    read: &Read,
    query: &Params,
    wanted: Option<Vec<String>>,
    context: &Context,
) -> Result<Vec<List>, Failure> {
    let list = |account| {
        let mut list = read.list(query.clone());
        list.request.account = Some(account);
        list
    };
    let (email, key) = (GROUP.en.to_owned(), None);
    let mut lists = vec![list(Account { email, key })];
    context.every_row(&subaccounts::LIST, |row| lists.push(list(of(row))))?;
    if let Some(wanted) = wanted {
        let wanted: HashSet<_> = wanted.iter().map(|email| email.to_lowercase()).collect();
        let email = |list: &List| Some(list.request.account.as_ref()?.email.to_lowercase());
        lists.retain(|list| email(list).is_some_and(|email| wanted.contains(&email)));
    }
    Ok(lists)
}

/// Tells which accounts were left out.
///
/// # Errors
/// Network: some could not be read, and that was not allowed.
pub(super) fn tell(
    read: &Read,
    unread: &[Unread],
    may_be_left_out: bool,
    context: &Context,
) -> Result<(), Failure> {
    let console = &context.console;
    let words = |failure: &Failure| Some(failure.said.as_ref()?.refusal.as_ref()?.1.clone());
    let is_off = |(_, failure): &&Unread| words(failure).is_some_and(|w| says_feature_is_off(&w));
    let (off, unread): (Vec<_>, Vec<_>) = unread.iter().partition(is_off);
    let called = |email: &str| match email == GROUP.en {
        true => GROUP.into(),
        false => Text::verbatim(email),
    };
    for (email, failure) in &off {
        let email = called(email);
        let words = words(failure).unwrap_or_default();
        console.detail(text!(
            "{email} does not have the feature: {words}",
            "{email} 未开通该功能：{words}"
        ));
    }
    if !off.is_empty() {
        let (accounts, rows) = (counted(off.len(), "account", "个账号"), read.rows);
        console.info(text!(
            "{accounts} without the feature of {rows} (-v names them)",
            "{accounts}未开通{rows}功能（-v 逐个列出）"
        ));
    }
    for (number, (email, failure)) in unread.iter().enumerate() {
        let (email, message) = (called(email), &failure.message);
        let line = text!("{email}: {message}", "{email}：{message}");
        match number < MOST_NAMED {
            true => console.warn(line),
            false => console.detail(line),
        }
    }
    if unread.len() > MOST_NAMED {
        let others = counted(unread.len() - MOST_NAMED, "other account", "个账号");
        console.warn(text!(
            "{others} could not be read either (-v names them)",
            "另外 {others}也无法读取（-v 逐个列出）"
        ));
    }
    if unread.is_empty() || may_be_left_out {
        return Ok(());
    }
    let message = text!(
        "the list of {rows} is incomplete: {accounts} could not be read",
        "{rows}列表不完整：{accounts}无法读取",
        rows = read.rows,
        accounts = counted(unread.len(), "account", "个账号")
    );
    let hint = both(
        "--skip-unreadable leaves such accounts out",
        "--skip-unreadable 会略过这些账号",
    );
    Err(Failure::new(Kind::Network, message).hint(hint))
}

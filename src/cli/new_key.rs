//! A write that gives an account a new appSecret: that goes into a file, and is
//! waited for until it counts.

use super::batch::How;
use super::context::Context;
use super::fields::{self, longer};
use super::interrupt::LastWords;
use super::{one_or_many, within, write};
use crate::config::parse_duration;
use crate::endpoints::new_key::until_it_signs;
use crate::endpoints::spec::Read;
use crate::endpoints::write::Write;
use crate::failure::Failure;
use crate::lang::{Both, both};
use crate::row::Row;
use crate::text::escape;
use clap::{ArgMatches, Args, Command};
use std::path::PathBuf;
use std::time::Duration;

/// The documented 5 minutes and some more.
const DEFAULT_WAIT: &str = "7m";

const FILE: Both = both(
    "Write the new appSecret into this new file",
    "把新的 appSecret 写入此新文件",
);

#[derive(Debug, Args)]
struct NewKey {
    #[arg(help = FILE, long_help = longer(FILE, both(
        "It is a CSV of e-mail, userId, appId, appSecret and an empty password, which only you \
         can read.",
        "内容是 CSV，含邮箱、userId、appId、appSecret 和空白的密码列，仅本人可读。",
    )))]
    #[arg(long, value_name = "FILE")]
    credentials_out: Option<PathBuf>,
    #[arg(help = both(
        "Wait until the new appSecret signs, for so long at most [default: 7m]",
        "等待新的 appSecret 生效，最长这么久 [默认：7m]",
    ))]
    #[arg(long, value_name = "DUR", num_args = 0..=1, require_equals = true)]
    #[arg(default_missing_value = DEFAULT_WAIT, value_parser = parse_duration)]
    wait: Option<Duration>,
}

/// The command of such a write.
pub(super) fn command(call: &'static Write) -> Command {
    NewKey::augment_args(one_or_many::command(call))
}

/// Runs it. What is printed is there before the wait.
///
/// # Errors
/// As [`write::run`], or it was done and does not sign.
pub(super) fn run(
    call: &'static Write,
    args: &ArgMatches,
    context: &Context,
) -> Result<(), Failure> {
    let typed: NewKey = fields::parsed(args)?;
    let how = How {
        credentials_out: typed.credentials_out,
        ..How::default()
    };
    let row = write::run(call, &how, args, context)?;
    match (row, call.new_key, typed.wait) {
        (Some(row), Some(list), Some(wait)) => wait_for(call, list, &row, wait, context),
        _ => Ok(()),
    }
}

fn wait_for(
    call: &Write,
    list: &Read,
    row: &Row,
    wait: Duration,
    context: &Context,
) -> Result<(), Failure> {
    const HINT: &str = "it takes effect 5 minutes after the reset; do not reset it again";
    let (console, client) = (&context.console, context.client()?);
    let account = within::of(row);
    let (done, what) = (call.does.done, (call.does.named)(&escape(&account.email)));
    let was_done = format!("{what} was {done}");
    let waiting = "waiting until the new appSecret signs";
    let words = LastWords::leave(format!("interrupted while {waiting}; {was_done}"), HINT);
    console.info(format!("{waiting}, for {} s at most", wait.as_secs()));
    let signs = console.with_progress(waiting, || until_it_signs(client, list, account, wait));
    drop(words);
    match signs {
        Ok(()) => {
            console.info("the new appSecret signs");
            Ok(())
        }
        Err(error) => {
            let attempted = format!("read with the new appSecret ({was_done})");
            Err(error.failure(&attempted).hint(HINT))
        }
    }
}

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
use crate::text;
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
    const HINT: Both = both(
        "it takes effect 5 minutes after the reset; do not reset it again",
        "重置 5 分钟后才生效；请勿再次重置",
    );
    const WAITING: Both = both(
        "waiting until the new appSecret signs",
        "等待新的 appSecret 生效",
    );
    let (console, client) = (&context.console, context.client()?);
    let account = within::of(row);
    let (does, seconds) = (call.does, wait.as_secs());
    let named = (does.named)(&escape(&account.email));
    let was_done = text!("{named} was {done}", "{named} 已{done}", done = does.done);
    let interrupted = text!(
        "interrupted while {WAITING}; {was_done}",
        "{WAITING}时被中断；{was_done}"
    );
    let words = LastWords::leave(interrupted, HINT);
    console.info(text!(
        "{WAITING}, for {seconds} s at most",
        "{WAITING}，最多 {seconds} 秒"
    ));
    let signs = console.with_progress(WAITING, || until_it_signs(client, list, account, wait));
    drop(words);
    match signs {
        Ok(()) => {
            console.info(both("the new appSecret signs", "新的 appSecret 已生效"));
            Ok(())
        }
        Err(error) => {
            let attempted = text!(
                "read with the new appSecret ({was_done})",
                "用新的 appSecret 读取（{was_done}）"
            );
            Err(error.failure(&attempted).hint(HINT))
        }
    }
}

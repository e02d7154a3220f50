//! How changes are sent: the options.

use crate::cli::batch::How;
use crate::cli::fields::longer;
use crate::config::parse_duration;
use crate::lang::{Both, both};
use clap::Args;
use std::path::PathBuf;
use std::time::Duration;

const JOURNAL: Both = both(
    "Where the run keeps what it has sent [default: FILE.journal.jsonl]",
    "执行日志的位置 [默认：FILE.journal.jsonl]",
);

const RESULTS: Both = both(
    "Where every change's result goes, which --undo needs [default: FILE.results.csv]",
    "每项更改的结果写入何处，--undo 需要它 [默认：FILE.results.csv]",
);

/// How it is sent.
#[derive(Debug, Args)]
pub(super) struct SendingArgs {
    #[arg(help = JOURNAL, long_help = longer(JOURNAL, both(
        "Without --from it is in the state folder until all is done.",
        "没有 --from 时放在状态文件夹中，全部完成后删除。",
    )))]
    #[arg(long, value_name = "FILE")]
    pub(super) journal: Option<PathBuf>,
    #[arg(help = RESULTS, long_help = longer(RESULTS, both(
        "Without --from and --plan none is kept unless it is named.",
        "没有 --from 和 --plan 时，不指定就不保存。",
    )))]
    #[arg(long, value_name = "FILE")]
    pub(super) results: Option<PathBuf>,
    #[arg(help = both("Stop once N requests have failed", "失败达到 N 个请求即停止"))]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) max_failures: Option<u64>,
    #[arg(help = both(
        "Wait so long for the list and the log to show what was sent [default: 15s]",
        "等待列表和分配记录显示结果的最长时间 [默认：15s]",
    ))]
    #[arg(long, value_name = "DUR", value_parser = parse_duration)]
    pub(super) wait: Option<Duration>,
    #[arg(help = both(
        "Do once more what this command has done already",
        "再执行一次此命令已做过的更改",
    ))]
    #[arg(long)]
    pub(super) again: bool,
    #[arg(help = both(
        "Send again what an earlier run may have sent: only where you have seen that it was not \
         done",
        "重新发送以前可能已发送的请求：仅在确认未生效时使用",
    ))]
    #[arg(long, conflicts_with = "again")]
    pub(super) send_unknown: bool,
    #[arg(help = both(
        "Look again for what the runs of this journal have left unknown; send nothing",
        "重新核对此执行日志中结果未知的请求；不发送任何写操作",
    ))]
    #[arg(long, value_name = "FILE", conflicts_with_all = ["again", "send_unknown", "dry_run"])]
    pub(super) settle: Option<PathBuf>,
}

impl SendingArgs {
    /// The same for the batch.
    pub(super) fn settings(&self) -> How {
        How {
            wait: self.wait,
            ..How::default()
        }
    }
}

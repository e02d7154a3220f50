//! How changes are sent: the options.

use crate::cli::batch::How;
use crate::config::parse_duration;
use clap::Args;
use std::path::PathBuf;
use std::time::Duration;

/// How it is sent.
#[derive(Debug, Args)]
pub(super) struct Sending {
    /// Where the run keeps what it has sent [default: FILE.journal.jsonl]
    ///
    /// Without --from it is in the state folder until all is done.
    #[arg(long, value_name = "FILE")]
    pub(super) journal: Option<PathBuf>,
    /// Where every change's result goes, which --undo needs
    /// [default: FILE.results.csv]
    ///
    /// Without --from and --plan none is kept unless it is named.
    #[arg(long, value_name = "FILE")]
    pub(super) results: Option<PathBuf>,
    /// Stop once N requests have failed
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) max_failures: Option<u64>,
    /// Wait so long for the list and the log to show what was sent
    /// [default: 15s]
    #[arg(long, value_name = "DUR", value_parser = parse_duration)]
    pub(super) wait: Option<Duration>,
    /// Do once more what this command has done already
    #[arg(long)]
    pub(super) again: bool,
    /// Send again what an earlier run may have sent: only where you have seen
    /// that it was not done
    #[arg(long, conflicts_with = "again")]
    pub(super) send_unknown: bool,
    /// Look again for what the runs of this journal have left unknown; send
    /// nothing
    #[arg(long, value_name = "FILE", conflicts_with_all = ["again", "send_unknown", "dry_run"])]
    pub(super) settle: Option<PathBuf>,
}

impl Sending {
    /// The same for the batch.
    pub(super) fn settings(&self) -> How {
        How {
            wait: self.wait,
            ..How::default()
        }
    }
}

//! `sandbox`: the simulator on a port of this machine, and what it keeps.

use super::context::Context;
use super::exchange::{open_sandbox, sandbox_file};
use super::ledger;
use crate::clock;
use crate::config::parse_duration;
use crate::failure::{self, Failure};
use crate::files::remove;
use crate::lang::both;
use crate::sandbox::server::Server;
use crate::sandbox::{APP_ID, APP_SECRET, Fault, Options, reset};
use crate::text;
use crate::text::shown_path;
use clap::builder::RangedU64ValueParser;
use clap::{Args, Subcommand};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// What can be done with the simulator.
#[derive(Debug, Subcommand)]
pub(super) enum SandboxVerb {
    /// Serve the simulator on this machine, for any client
    #[command(after_help = serve_help())]
    Serve(Serve),
    /// Forget what was written in the sandbox, and the list of it
    #[command(after_help = "Examples:
  polyv-group sandbox reset")]
    Reset,
}

/// What a fault is, and examples.
fn serve_help() -> String {
    const EXAMPLES: &str = "Examples:
  polyv-group sandbox serve --port 8080
  polyv-group sandbox serve --fault 'user/create:1:dropreply'";
    format!("A fault spoils answers:\n{}\n\n{EXAMPLES}", Fault::help())
}

/// The arguments of `sandbox serve`.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Port on 127.0.0.1; 0 takes a free one
    #[arg(long, value_name = "N", default_value_t = 0)]
    port: u16,
    /// Seeded sub-accounts
    #[arg(long, value_name = "N", default_value_t = Options::default().accounts)]
    #[arg(value_parser = count())]
    accounts: usize,
    /// Seeded child accounts
    #[arg(long, value_name = "N", default_value_t = Options::default().children)]
    #[arg(value_parser = count())]
    children: usize,
    /// Seeded allocation records
    #[arg(long, value_name = "N", default_value_t = Options::default().logs)]
    #[arg(value_parser = count())]
    logs: usize,
    /// Same seed and numbers, same data
    #[arg(long, value_name = "S", default_value_t = Options::default().seed)]
    seed: u64,
    /// Begin with the values that break naive programs; they are last otherwise
    #[arg(long)]
    oddities: bool,
    /// Bill the group by concurrency, not by minutes
    #[arg(long)]
    concurrency: bool,
    /// Let the list of sub-accounts show changed amounts so much later
    #[arg(long, value_name = "DUR", value_parser = parse_latency)]
    list_delay: Option<Duration>,
    /// Let the allocation log show them so much later
    #[arg(long, value_name = "DUR", value_parser = parse_latency)]
    log_delay: Option<Duration>,
    /// Hold every request for so long
    #[arg(long, value_name = "DUR", value_parser = parse_latency)]
    latency: Option<Duration>,
    /// Spoil answers; repeatable
    #[arg(long, value_name = "PATH:NTH:KIND")]
    fault: Vec<Fault>,
    /// Keep what is created in memory only
    #[arg(long)]
    forget: bool,
}

/// So many rows are still held in memory with ease.
const MOST_ROWS: u64 = 1_000_000;

fn count() -> RangedU64ValueParser<usize> {
    RangedU64ValueParser::new().range(..=MOST_ROWS)
}

fn parse_latency(text: &str) -> Result<Duration, String> {
    match text {
        "0" => Ok(Duration::ZERO),
        _ => parse_duration(text),
    }
}

impl SandboxVerb {
    pub(super) fn run(&self, context: &Context) -> Result<(), Failure> {
        if let SandboxVerb::Serve(serve) = self {
            return serve.run(context);
        }
        let removed = |file: &Path, done| {
            let file = shown_path(file);
            failure::local(done, || text!("cannot remove {file}", "无法删除 {file}"))
        };
        if let Ok(writes) = ledger::file(true) {
            for file in [ledger::older(&writes), writes] {
                removed(&file, remove(&file))?;
            }
        }
        let file = sandbox_file(&context.console);
        let was_there = file.map(|file| removed(&file, reset(&file)));
        context.console.info(match was_there.transpose()? {
            Some(true) => both("sandbox reset", "沙箱已重置"),
            _ => both(
                "nothing was created in the sandbox",
                "沙箱中没有创建过任何内容",
            ),
        });
        Ok(())
    }
}

impl Serve {
    fn run(&self, context: &Context) -> Result<(), Failure> {
        let sandbox = open_sandbox(Options {
            accounts: self.accounts,
            children: self.children,
            logs: self.logs,
            seed: self.seed,
            odd_first: self.oddities,
            by_concurrency: self.concurrency,
            sets_totals: false,
            list_delay: self.list_delay.unwrap_or_default(),
            log_delay: self.log_delay.unwrap_or_default(),
            latency: self.latency.unwrap_or_default(),
            faults: self.fault.clone(),
            state_file: match self.forget {
                true => None,
                false => sandbox_file(&context.console),
            },
        })?;
        let server = Server::bind(self.port, Arc::new(sandbox), clock::unix_millis);
        let address = format!("127.0.0.1:{}", self.port);
        let server = failure::local(server, || {
            text!("cannot serve on {address}", "无法在 {address} 上提供服务")
        })?;
        context.print(&format!(
            "POLYV_BASE_URL=http://{}\nPOLYV_APP_ID={APP_ID}\nPOLYV_APP_SECRET={APP_SECRET}\n",
            server.addr()
        ))?;
        server.run();
        Ok(())
    }
}

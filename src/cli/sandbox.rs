//! `sandbox`: the simulator on a port of this machine, and what it keeps.

use super::allocate::forget_sandbox;
use super::context::Context;
use super::exchange::{open_sandbox, sandbox_file};
use super::fields::notes_and_examples;
use super::ledger;
use crate::clock;
use crate::config::settings::BASE_URL;
use crate::config::{parse_duration, state_dir};
use crate::failure::{self, Failure};
use crate::files::remove;
use crate::lang::Text;
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
    #[command(about = both(
        "Serve the simulator on this machine, for any client",
        "在本机端口上运行模拟环境，供任意客户端使用",
    ))]
    #[command(after_help = serve_help())]
    Serve(Serve),
    #[command(about = both(
        "Forget what was written in the sandbox, and the list of it",
        "清除沙箱中写入的数据及其写操作记录",
    ))]
    #[command(after_help = notes_and_examples(
        both(
            "The list is that of --sandbox. What was written to a sandbox that is served is in \
             the same list as all other writes, and stays there; so do snapshots.",
            "清除的是 --sandbox 的写操作记录。对 `sandbox serve` 的写操作与其他写操作记在同一处，\
             不会清除；快照也会保留。",
        ),
        "polyv-group sandbox reset",
    ))]
    Reset,
}

/// What a fault is, and examples.
fn serve_help() -> String {
    let faults = text!(
        "A fault spoils answers:\n{kinds}",
        "故障用来破坏应答：\n{kinds}",
        kinds = Fault::help()
    );
    notes_and_examples(
        faults,
        "polyv-group sandbox serve --port 8080
polyv-group sandbox serve --fault 'user/create:1:dropreply'",
    )
}

/// The arguments of `sandbox serve`.
#[derive(Debug, Args)]
pub(super) struct Serve {
    #[arg(help = both(
        "Port on 127.0.0.1; 0 takes a free one",
        "127.0.0.1 上的端口；0 为任一空闲端口",
    ))]
    #[arg(long, value_name = "N", default_value_t = 0)]
    port: u16,
    #[arg(help = both("Seeded sub-accounts", "预置的分账号数"))]
    #[arg(long, value_name = "N", default_value_t = Options::default().accounts)]
    #[arg(value_parser = count())]
    accounts: usize,
    #[arg(help = both("Seeded child accounts", "预置的子账号数"))]
    #[arg(long, value_name = "N", default_value_t = Options::default().children)]
    #[arg(value_parser = count())]
    children: usize,
    #[arg(help = both("Seeded allocation records", "预置的分配记录数"))]
    #[arg(long, value_name = "N", default_value_t = Options::default().logs)]
    #[arg(value_parser = count())]
    logs: usize,
    #[arg(help = both(
        "Same seed and numbers, same data",
        "随机种子：种子和数量相同，数据就相同",
    ))]
    #[arg(long, value_name = "S", default_value_t = Options::default().seed)]
    seed: u64,
    #[arg(help = both(
        "Begin with the values that break naive programs; they are last otherwise",
        "把容易让程序出错的值放在最前；默认在最后",
    ))]
    #[arg(long)]
    oddities: bool,
    #[arg(help = both(
        "Bill the group by concurrency, not by minutes",
        "集团按并发计费，而不是按分钟数",
    ))]
    #[arg(long)]
    concurrency: bool,
    #[arg(help = both(
        "Let the list of sub-accounts show changed amounts so much later",
        "分账号列表延迟这么久才显示变动后的数量",
    ))]
    #[arg(long, value_name = "DUR", value_parser = parse_latency)]
    list_delay: Option<Duration>,
    #[arg(help = both(
        "Let the allocation log show them so much later",
        "分配记录延迟这么久才显示",
    ))]
    #[arg(long, value_name = "DUR", value_parser = parse_latency)]
    log_delay: Option<Duration>,
    #[arg(help = both("Hold every request for so long", "每个请求都延迟这么久"))]
    #[arg(long, value_name = "DUR", value_parser = parse_latency)]
    latency: Option<Duration>,
    #[arg(help = both("Spoil answers; repeatable", "制造应答故障；可多次使用"))]
    #[arg(long, value_name = "PATH:NTH:KIND")]
    fault: Vec<Fault>,
    #[arg(help = both("Keep what is created in memory only", "写入的数据只保留在内存中"))]
    #[arg(long)]
    forget: bool,
}

/// So many rows are still held in memory with ease.
const MOST_ROWS: u64 = 1_000_000;

fn count() -> RangedU64ValueParser<usize> {
    RangedU64ValueParser::new().range(..=MOST_ROWS)
}

fn parse_latency(text: &str) -> Result<Duration, Text> {
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
        if let Ok(folder) = state_dir() {
            forget_sandbox(&folder)?;
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
            "{}=http://{}\nPOLYV_APP_ID={APP_ID}\nPOLYV_APP_SECRET={APP_SECRET}\n",
            BASE_URL.variable,
            server.addr()
        ))?;
        server.run();
        Ok(())
    }
}

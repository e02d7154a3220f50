//! `sandbox`, and the glue that lets any command run against it.

use super::context::Context;
use crate::clock::{self, Clock};
use crate::config::{SETTINGS, Settings, parse_duration, state_dir};
use crate::failure::{Failure, Kind};
use crate::http::{self, Exchange, Reply, Transport, Wire, Writes};
use crate::sandbox::server::Server;
use crate::sandbox::{self, APP_ID, APP_SECRET, Fault, Options, Outcome, Sandbox};
use crate::secret::Secret;
use clap::{Args, Subcommand};
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// The file in the state folder that keeps what was created.
const STATE_FILE: &str = "sandbox.json";

/// The base URL that in-process requests carry; nothing ever resolves it.
const BASE: &str = "https://sandbox.invalid";

/// What can be done with the simulator.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Serve the simulator on this machine, for any client
    #[command(
        after_help = serve_help()
    )]
    Serve(Serve),
    /// Forget what was created in the sandbox
    #[command(after_help = "Examples:
  polyv-group sandbox reset")]
    Reset,
}

/// What a fault is, and examples.
fn serve_help() -> String {
    const EXAMPLES: &str = "Examples:
  polyv-group sandbox serve --port 8080
  polyv-group sandbox serve --accounts 1000 --fault 'user/create:1:dropreply'";
    format!("A fault spoils answers:\n{}\n\n{EXAMPLES}", Fault::help())
}

/// The arguments of `sandbox serve`.
#[derive(Debug, Args)]
pub struct Serve {
    /// Port on 127.0.0.1; 0 takes a free one
    #[arg(long, value_name = "N", default_value_t = 0)]
    port: u16,
    /// Seeded sub-accounts
    #[arg(long, value_name = "N", default_value_t = 230, value_parser = parse_count)]
    accounts: usize,
    /// Seeded child accounts
    #[arg(long, value_name = "N", default_value_t = 1205, value_parser = parse_count)]
    children: usize,
    /// Seeded allocation records
    #[arg(long, value_name = "N", default_value_t = 2400, value_parser = parse_count)]
    logs: usize,
    /// Same seed and numbers, same data
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
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
const MOST_ROWS: usize = 1_000_000;

fn parse_count(text: &str) -> Result<usize, String> {
    let count = text
        .parse::<usize>()
        .ok()
        .filter(|count| *count <= MOST_ROWS);
    count.ok_or_else(|| format!("a number from 0 to {MOST_ROWS} is wanted"))
}

fn parse_latency(text: &str) -> Result<Duration, String> {
    if text == "0" {
        return Ok(Duration::ZERO);
    }
    parse_duration(text)
}

impl Verb {
    pub(super) fn run(&self, context: &Context) -> Result<(), Failure> {
        match self {
            Verb::Serve(serve) => serve.run(context),
            Verb::Reset => reset(context),
        }
    }
}

fn reset(context: &Context) -> Result<(), Failure> {
    let file = state_file()?;
    let there = sandbox::reset(&file)
        .map_err(|error| Failure::local(format!("cannot remove {}", file.display()), &error))?;
    context.console.say(if there {
        "the sandbox is as it was in the beginning"
    } else {
        "nothing was created in the sandbox"
    });
    Ok(())
}

impl Serve {
    fn run(&self, context: &Context) -> Result<(), Failure> {
        let sandbox = open(Options {
            accounts: self.accounts,
            children: self.children,
            logs: self.logs,
            seed: self.seed,
            latency: self.latency.unwrap_or_default(),
            faults: self.fault.clone(),
            state_file: if self.forget {
                None
            } else {
                Some(state_file()?)
            },
        })?;
        let port = self.port;
        let failed = |error: std::io::Error| {
            Failure::local(format!("cannot serve on 127.0.0.1:{port}"), &error)
        };
        let server = Server::bind(port, Arc::new(sandbox), clock::unix_millis).map_err(failed)?;
        context.print(&format!(
            "POLYV_BASE_URL=http://{}\nPOLYV_APP_ID={APP_ID}\nPOLYV_APP_SECRET={APP_SECRET}\n",
            server.addr()
        ))?;
        server.run().map_err(failed)
    }
}

fn state_file() -> Result<PathBuf, Failure> {
    Ok(state_dir()?.join(STATE_FILE))
}

fn open(options: Options) -> Result<Sandbox, Failure> {
    Sandbox::open(options).map_err(|error| Failure::new(Kind::Unexpected, error.to_string()))
}

/// The environment as `--sandbox` sees it: how to print, not where to go.
pub(super) fn env(name: &str) -> Option<OsString> {
    let counts = SETTINGS.iter().any(|s| s.in_sandbox && s.variable == name);
    counts.then(|| super::session::env(name))?
}

/// The simulator inside this process, in the place of the network.
pub(super) fn transport(_: &Settings, writes: Writes) -> Result<Transport, Failure> {
    let sandbox = open(Options {
        state_file: Some(state_file()?),
        ..Options::default()
    })?;
    Ok(Transport {
        exchange: Box::new(InProcess(sandbox)),
        base: BASE.to_owned(),
        app_id: APP_ID.to_owned(),
        app_secret: Secret::new(APP_SECRET),
        writes,
        clock: Clock::default(),
    })
}

/// Hands the very bytes that would go over the wire to the simulator.
struct InProcess(Sandbox);

impl Exchange for InProcess {
    fn exchange(&self, wire: &Wire) -> Result<Reply, http::SendError> {
        let request = sandbox::Request {
            method: wire.method.as_str(),
            target: wire.url.strip_prefix(BASE).unwrap_or(&wire.url),
            content_type: wire.content_type,
            body: wire.body.expose().as_bytes(),
        };
        match self.0.handle(&request, clock::unix_millis()) {
            Outcome::Reply(answer) => Ok(Reply {
                status: answer.status,
                headers: lower_case(answer.headers),
                body: answer.body,
            }),
            _ => Err(http::SendError::Lost("the answer was lost".into())),
        }
    }
}

fn lower_case(headers: Vec<(String, String)>) -> Vec<(String, String)> {
    let lower = |(name, value): (String, String)| (name.to_ascii_lowercase(), value);
    headers.into_iter().map(lower).collect()
}

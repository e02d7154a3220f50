//! `api`: any endpoint of the service, signed. For what no command covers yet.

mod pages;
mod reply;

use super::call::Call;
use super::confirm;
use super::console::Console;
use super::globals::Globals;
use super::session::{Session, Setup};
use super::watch::Watch;
use crate::api::listing::ListError;
use crate::api::listing::{List, Listing};
use crate::failure::{Failure, Kind};
use crate::http::{Body, Method, Request};
use crate::output::{Format, compact_json, sink};
use crate::secret::{MASK, Secret};
use crate::text::escape;
use clap::Args;
use pages::AnyList;
use reply::shown;
use std::io::{self, BufWriter, Read, Write, stdout};
use std::path::PathBuf;

/// The largest JSON body that is read, in bytes. The service's own calls take
/// a few hundred.
const MOST_BYTES: u64 = 8 * 1024 * 1024;

/// The arguments of `api`.
#[derive(Debug, Args)]
#[command(
    after_help = "appId, timestamp and sign are added. The reply is printed as it came, secrets masked.
With --paginate only the rows of all pages are printed, as JSON or with -o jsonl. A page is
asked for by `page` below /v2/ and by `pageNumber` elsewhere; -q page=1 or -q pageNumber=1
settles it otherwise.

Examples:
  polyv-group api GET /v2/group/account/get-info
  polyv-group api GET /live/v4/user/children/list -q pageSize=100 --paginate -o jsonl
  polyv-group api POST /live/v4/group/user/create --json account.json --dry-run"
)]
pub struct Api {
    #[command(flatten)]
    call: Call,
    /// Send this JSON document as the body, unsigned (- for stdin)
    #[arg(long, value_name = "FILE|-", conflicts_with = "form")]
    json: Option<PathBuf>,
    /// Read all pages of a list
    #[arg(long, conflicts_with_all = ["json", "form", "include"])]
    paginate: bool,
    /// Print the HTTP status and headers too, also of a refusal
    #[arg(short, long)]
    include: bool,
    /// Do not ask
    #[arg(short, long)]
    yes: bool,
    /// Show what would be sent by a method other than GET, send nothing
    #[arg(long)]
    dry_run: bool,
}

impl Api {
    pub(super) fn run(&self, globals: &Globals, console: &Console) -> Result<(), Failure> {
        let setup = Setup::read(globals)?;
        let console = &setup.console(console);
        refuse_tables(globals)?;
        let request = self.request(&setup)?;
        if self.paginate {
            return self.pages(request, globals, &setup, console);
        }
        let is_write = request.method.is_write();
        let sends = !self.dry_run && !globals.print_curl;
        setup.refuse_if_read_only(!is_write || !sends)?;
        let watch = Watch::new(console);
        let observer = Box::new(watch.clone());
        let session = Session::watched(globals, &setup, console, self.dry_run, observer)?;
        if is_write && self.dry_run && !globals.print_curl {
            return print(&plan(&request, &setup));
        }
        if is_write && sends {
            console.say(&escape(&format!(
                "on {}: {} {} {}",
                session.account,
                request.method.as_str(),
                request.path,
                request.shown()
            )));
            confirm::confirm("Send it?", self.yes, console)?;
        }
        self.send(&request, &session, &watch, globals)
    }

    fn request(&self, setup: &Setup) -> Result<Request, Failure> {
        let mut request = self.call.request(&setup.settings.base_url.value)?;
        let Some(path) = &self.json else {
            return Ok(request);
        };
        if request.method == Method::Get {
            return Err(Failure::usage(
                "a GET has no body; --json goes with other methods",
            ));
        }
        request.body = json_body(path)?;
        Ok(request)
    }

    fn send(
        &self,
        request: &Request,
        session: &Session,
        watch: &Watch,
        globals: &Globals,
    ) -> Result<(), Failure> {
        let show_secrets = globals.show_secrets;
        let answered = session.client.run(request, &|reply, _| Ok(reply.clone()));
        let error = match answered {
            Ok(reply) => return print(&shown(&reply, self.include, show_secrets)),
            Err(error) => error,
        };
        if self.include
            && let Some((reply, _)) = watch.replies().last()
        {
            print(&shown(reply, true, show_secrets))?;
        }
        let what = format!("call {} {}", request.method.as_str(), request.path);
        let mut failure = error.failure(&what);
        if request.method.is_write() && error.cause.in_doubt() {
            failure.kind = Kind::Unknown;
            failure = failure.hint("it may or may not have been done; look before trying again");
        }
        Err(failure)
    }

    fn pages(
        &self,
        request: Request,
        globals: &Globals,
        setup: &Setup,
        console: &Console,
    ) -> Result<(), Failure> {
        if request.method != Method::Get {
            return Err(Failure::usage("--paginate goes with GET"));
        }
        let list = AnyList::new(request)?;
        let session = Session::open(globals, setup, console, false)?;
        let mut style = setup.style(globals)?;
        if style.format != Format::Jsonl {
            style.format = Format::Json;
        }
        let failed = |error: ListError| error.failure(AnyList::NOUN);
        let mut out = BufWriter::new(stdout().lock());
        let mut sink = sink(&style, &[], &mut out).map_err(io_failure)?;
        let mut listing = Listing::start(&session.client, vec![list], session.connections, None)
            .map_err(failed)?;
        for page in listing.by_ref() {
            let rows = page.map_err(failed)?.rows;
            let written = rows.iter().try_for_each(|row| sink.row(row));
            written.map_err(|error| Failure::output(&error))?;
        }
        let ended = sink.finish().and_then(|_| out.flush());
        ended.map_err(|error| Failure::output(&error))?;
        for warning in listing.warnings() {
            console.warn(&format!("the list changed while it was read: {warning}"));
        }
        Ok(())
    }
}

fn io_failure(error: impl std::fmt::Display) -> Failure {
    Failure::usage(error.to_string())
}

/// What has no columns cannot be a table; what a profile says is passed over.
fn refuse_tables(globals: &Globals) -> Result<(), Failure> {
    match globals.output {
        Some(format @ (Format::Table | Format::Csv)) => Err(Failure::usage(format!(
            "-o {format}: `api` prints the reply; possible are json and jsonl"
        ))),
        _ => Ok(()),
    }
}

/// The document letter by letter, once it is known to be one.
fn json_body(path: &PathBuf) -> Result<Body, Failure> {
    let name = format!("--json {}", path.display());
    let mut text = String::new();
    let from: Box<dyn Read> = if path.as_os_str() == "-" {
        Box::new(io::stdin())
    } else {
        let file = std::fs::File::open(path);
        Box::new(file.map_err(|error| Failure::usage(format!("{name}: {error}")))?)
    };
    from.take(MOST_BYTES + 1)
        .read_to_string(&mut text)
        .map_err(|error| Failure::usage(format!("{name}: {error}")))?;
    if text.len() as u64 > MOST_BYTES {
        let most = MOST_BYTES / 1024 / 1024;
        return Err(Failure::usage(format!("{name}: larger than {most} MiB")));
    }
    if let Err(error) = serde_json::from_str::<&serde_json::value::RawValue>(&text) {
        return Err(Failure::usage(format!("{name}: this is no JSON: {error}")));
    }
    let shown = compact_json(&text, false).unwrap_or_else(|| MASK.to_owned());
    let text = Secret::new(text);
    Ok(Body::Json { text, shown })
}

/// `--dry-run`: what would be sent.
fn plan(request: &Request, setup: &Setup) -> String {
    let (method, path) = (request.method.as_str(), &request.path);
    let base = &setup.settings.base_url.value;
    escape(&format!("{method} {base}{path}")).into_owned() + "\n" + &escape(&request.shown()) + "\n"
}

fn print(text: &str) -> Result<(), Failure> {
    let mut out = stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    written.map_err(|error| Failure::output(&error))
}

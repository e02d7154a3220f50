//! `api`: any endpoint of the service, signed. For what no command covers yet.

mod pages;
mod reply;

use super::context::Context;
use super::request_args::RequestArgs;
use crate::api::{self, Pages};
use crate::config::BaseUrl;
use crate::failure::{Failure, Kind};
use crate::http::{Body, Method, Request};
use crate::output::{Format, compact_json};
use crate::secret::{MASK, Secret};
use crate::text::escape;
use clap::Args;
use pages::any_list;
use reply::shown;
use std::io::{self, Read};
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
    args: RequestArgs,
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
    pub(super) fn run(&self, context: &Context) -> Result<(), Failure> {
        let base = &context.settings()?.base_url();
        refuse_tables(context)?;
        let request = self.request(base)?;
        if self.paginate {
            return pages(request, context);
        }
        let is_write = request.is_write();
        if is_write {
            context.refuse_if_read_only()?;
        }
        context.recorded()?;
        if is_write && self.dry_run && !context.globals.print_curl {
            return context.print(&plan(&request, base));
        }
        if is_write && context.sends() {
            context.console.say(&escape(&format!(
                "on {}: {} {} {}",
                context.account()?,
                request.method.as_str(),
                request.path,
                request.shown()
            )));
            context.confirm("Send it?")?;
        }
        self.send(&request, context)
    }

    fn request(&self, base: &BaseUrl) -> Result<Request, Failure> {
        let mut request = self.args.request(base)?;
        let Some(path) = &self.json else {
            return Ok(request);
        };
        if request.method == Method::GET {
            return Err(Failure::usage(
                "a GET has no body; --json goes with other methods",
            ));
        }
        request.body = json_body(path)?;
        Ok(request)
    }

    fn send(&self, request: &Request, context: &Context) -> Result<(), Failure> {
        let show_secrets = context.globals.show_secrets;
        let (client, recorder) = context.recorded()?;
        let error = match client.send(&api::Call::new(request, &|reply, _| Ok(reply.clone()))) {
            Ok(reply) => return context.print(&shown(&reply, self.include, show_secrets)),
            Err(error) => error,
        };
        if self.include
            && let Some((reply, _)) = recorder.replies().last()
        {
            context.print(&shown(reply, true, show_secrets))?;
        }
        let what = format!("call {} {}", request.method.as_str(), request.path);
        let mut failure = error.failure(&what);
        if request.is_write() && error.cause.in_doubt() {
            failure.kind = Kind::Unknown;
            failure = failure.hint("it may or may not have been done; look before trying again");
        }
        Err(failure)
    }
}

/// `--paginate`: the rows of all pages.
fn pages(request: Request, context: &Context) -> Result<(), Failure> {
    if request.method != Method::GET {
        return Err(Failure::usage("--paginate goes with GET"));
    }
    let list = any_list(request)?;
    let mut style = context.style()?.clone();
    if style.format != Format::Jsonl {
        style.format = Format::Json;
    }
    let mut pages = Pages::start(context.client()?, vec![list], context.connections()?, None)?;
    let rows = pages.by_ref().map(|page| page.map(|page| page.rows));
    context.pages(&style, &[], rows)?;
    let warnings = pages.warnings();
    warnings.for_each(|warning| context.console.warn(&warning));
    Ok(())
}

/// What has no columns cannot be a table; what a profile says is passed over.
fn refuse_tables(context: &Context) -> Result<(), Failure> {
    match context.globals.output {
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
fn plan(request: &Request, base: &BaseUrl) -> String {
    let (method, path) = (request.method.as_str(), &request.path);
    escape(&format!("{method} {base}{path}")).into_owned() + "\n" + &escape(&request.shown()) + "\n"
}

//! Settings and credentials made into a client. Only commands that call the
//! API open a session; the others never look for credentials.

use super::console::Console;
use super::globals::Globals;
use super::{interrupt, sandbox};
use crate::api::{Client, Observer};
use crate::clock::Clock;
use crate::config::settings::{OUTPUT, READ_ONLY, TZ};
use crate::config::{BaseUrl, Config, Credentials, Settings, state_dir};
use crate::failure::{Failure, Kind};
use crate::http::agent::{AgentOptions, HttpAgent};
use crate::http::limits::Window;
use crate::http::{Exchange, Timeouts, Transport, Writes, proxy};
use crate::output::{Format, Style};
use crate::sandbox::{APP_ID, APP_SECRET};
use crate::secret::Secret;
use clap::ValueEnum;
use jiff::tz::TimeZone;
use std::ffi::OsString;
use std::sync::Arc;

/// The file of the rate window, in the state folder.
const RATE_FILE: &str = "rate-window";

/// The process's environment.
pub fn env(name: &str) -> Option<OsString> {
    std::env::var_os(name)
}

/// The configuration, and which settings won. `--sandbox` reads no file.
pub struct Setup {
    /// What the config file holds.
    pub config: Config,
    /// The settings in force.
    pub settings: Settings,
}

impl Setup {
    /// Reads the config file, if there is one, and settles the settings.
    ///
    /// # Errors
    /// A wrong option is usage, anything else configuration.
    pub fn read(globals: &Globals) -> Result<Self, Failure> {
        let options = globals.options();
        let config = if globals.sandbox {
            Config::absent("(none)".into())
        } else {
            Config::load(&options, &env)?
        };
        let settings = if globals.sandbox {
            config.settings(&options, &sandbox::env)?
        } else {
            config.settings(&options, &env)?
        };
        Ok(Self { config, settings })
    }

    /// The credentials in force; the simulator's own with `--sandbox`.
    ///
    /// # Errors
    /// None are chosen, or the secret cannot be had.
    pub fn credentials(&self, globals: &Globals) -> Result<Credentials, Failure> {
        if !globals.sandbox {
            return self.config.credentials(&globals.options(), &env);
        }
        Ok(Credentials {
            app_id: APP_ID.to_owned(),
            app_secret: Secret::new(APP_SECRET),
            profile: None,
        })
    }

    /// Refuses a write on a read-only profile before anything is asked; the
    /// transport would refuse it too.
    ///
    /// # Errors
    /// Configuration, unless no write leaves anyway.
    pub fn refuse_if_read_only(&self, leaves_none: bool) -> Result<(), Failure> {
        if leaves_none || !self.settings.read_only() {
            return Ok(());
        }
        let source = self.settings.source(&READ_ONLY);
        let message = format!("writes are refused: read_only is set ({source})");
        Err(Failure::new(Kind::Config, message)
            .hint("use another profile for writes, or look with --dry-run"))
    }

    /// The console, with errors in the format that the settings ask for.
    pub fn console(&self, console: &Console) -> Console {
        let format = self.settings.text(&OUTPUT);
        console.set_json(matches!(format, "json" | "jsonl"));
        console.clone()
    }

    /// How to print.
    ///
    /// # Errors
    /// An unknown zone or format, which the settings have ruled out already.
    pub fn style(&self, globals: &Globals) -> Result<Style, Failure> {
        let format = Format::from_str(self.settings.text(&OUTPUT), false);
        Ok(Style {
            format: format.map_err(Failure::usage)?,
            columns: globals.columns.clone(),
            header: !globals.no_header,
            excel: globals.excel,
            show_secrets: globals.show_secrets,
            zone: zone(self.settings.text(&TZ))?,
            width: super::console::width(),
            color: super::console::paints(globals.color, &std::io::stdout()),
        })
    }
}

fn zone(name: &str) -> Result<TimeZone, Failure> {
    if name == "local" {
        return Ok(TimeZone::system());
    }
    TimeZone::get(name).map_err(|error| Failure::usage(format!("no time zone {name}: {error}")))
}

/// One set of credentials, ready to call.
pub struct Session {
    /// Makes the calls.
    pub client: Arc<Client>,
    /// Connections at a time.
    pub connections: usize,
    /// `profile hq, appId …`: on whose account a write would act.
    pub account: String,
}

impl Session {
    /// Fetches the credentials and builds the client. Nothing is sent.
    ///
    /// # Errors
    /// No credentials, a secret that cannot be had, a bad ca_file or proxy.
    pub fn open(
        globals: &Globals,
        setup: &Setup,
        console: &Console,
        dry_run: bool,
    ) -> Result<Self, Failure> {
        let observer = Box::new(console.clone());
        Self::watched(globals, setup, console, dry_run, observer)
    }

    /// As [`Session::open`], with another observer than the console.
    ///
    /// # Errors
    /// As [`Session::open`].
    pub fn watched(
        globals: &Globals,
        setup: &Setup,
        console: &Console,
        dry_run: bool,
        observer: Box<dyn Observer>,
    ) -> Result<Self, Failure> {
        interrupt::listen(console.is_json())?;
        let settings = &setup.settings;
        let writes = writes(globals, settings, dry_run);
        let (transport, account, window) = if globals.sandbox {
            let transport = sandbox::transport(settings, writes)?;
            (transport, "the sandbox".to_owned(), None)
        } else {
            let (transport, account) = real(globals, setup, writes)?;
            (transport, account, Some(window(console)))
        };
        let retries = settings.retries();
        let account = format!("{account}, appId {}", transport.app_id);
        let client = Client::new(transport, retries, window, observer);
        Ok(Self {
            client: Arc::new(client),
            connections: settings.connections(),
            account,
        })
    }
}

fn writes(globals: &Globals, settings: &Settings, dry_run: bool) -> Writes {
    if globals.print_curl {
        let show_secrets = globals.show_secrets;
        return Writes::Print { show_secrets };
    }
    match (dry_run, settings.read_only()) {
        (true, _) => Writes::DryRun,
        (_, true) => Writes::ReadOnly,
        _ => Writes::Allowed,
    }
}

fn real(globals: &Globals, setup: &Setup, writes: Writes) -> Result<(Transport, String), Failure> {
    let credentials = setup.credentials(globals)?;
    let settings = &setup.settings;
    let account = match &credentials.profile {
        Some(name) => format!("profile {name}"),
        None => "credentials from the environment".to_owned(),
    };
    let transport = Transport {
        exchange: network(settings)?,
        base: settings.base_url().as_str().to_owned(),
        app_id: credentials.app_id,
        app_secret: credentials.app_secret,
        writes,
        clock: Clock::default(),
    };
    Ok((transport, account))
}

fn network(settings: &Settings) -> Result<Box<dyn Exchange>, Failure> {
    let proxy = proxy_for(&settings.base_url());
    let options = AgentOptions {
        timeouts: Timeouts::of(settings.timeout()),
        connections: settings.connections(),
        ca_file: settings.ca_file(),
        proxy: proxy.as_ref(),
    };
    let agent = HttpAgent::new(&options)?;
    Ok(Box::new(agent))
}

/// The proxy that requests to this address go through.
pub fn proxy_for(base: &BaseUrl) -> Option<proxy::Choice> {
    let env = |name: &str| env(name).and_then(|value| value.into_string().ok());
    proxy::choose(base.host(), base.is_loopback(), &env)
}

fn window(console: &Console) -> Window {
    let shared = state_dir()
        .map_err(|error| error.message)
        .and_then(|folder| {
            Window::shared(&folder.join(RATE_FILE)).map_err(|error| error.to_string())
        });
    shared.unwrap_or_else(|why| {
        use crate::api::{Event, Observer};
        console.note(&Event::OwnWindow(&why));
        Window::own()
    })
}

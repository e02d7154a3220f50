//! Everything a command needs: the global options, the console, and, once it
//! is asked for, the settings, the style and a client. Commands that do not
//! call the API never look for credentials.

use super::console::{self, Console};
use super::exchange::{self, SANDBOX_URL, env, env_of};
use super::fields::is_set;
use super::globals::Globals;
use super::interrupt::{self, terminal};
use super::ledger::{self, Ledger};
use super::out::Out;
use super::recorder::Recorder;
use super::{language, within};
use crate::api::{Client, List, Pages};
use crate::batch::journal::SANDBOX;
use crate::clock::{self, Clock};
use crate::config::settings::{OUTPUT, TZ};
use crate::config::{Config, Credentials, Env, Settings};
use crate::endpoints::spec::Read;
use crate::failure::Failure;
use crate::http::{Transport, Writes};
use crate::lang::{Both, Text, both};
use crate::output::{About, Format, Style, typed_names};
use crate::row::Row;
use crate::sandbox::{APP_ID, APP_SECRET};
use crate::secret::Secret;
use crate::sign::Params;
use crate::snapshot::Header;
use crate::text;
use crate::text::shown_path;
use clap::{ArgMatches, ColorChoice, ValueEnum};
use jiff::tz::TimeZone;
use std::io::{self, IsTerminal};
use std::sync::{Arc, OnceLock};

/// The configuration, and which settings won.
struct Setup {
    config: Config,
    settings: Settings,
}

/// The config file; `--sandbox` reads none.
pub(super) fn read_config(globals: &Globals) -> Result<Config, Failure> {
    match globals.sandbox {
        true => Ok(Config::absent("(none)".into())),
        false => Config::load(&globals.options(), &env),
    }
}

/// Makes a value when it is first asked for.
fn once<T>(cell: &OnceLock<T>, make: impl FnOnce() -> Result<T, Failure>) -> Result<&T, Failure> {
    if let Some(made) = cell.get() {
        return Ok(made);
    }
    let made = make()?;
    Ok(cell.get_or_init(|| made))
}

/// What a command is run with. Each part is made when it is first asked for.
pub(super) struct Context {
    pub globals: Globals,
    pub console: Console,
    /// Whether `--dry-run` was typed: no write leaves then.
    pub dry_run: bool,
    /// Whether `--exit-code` was typed: a dry run that would send ends so.
    pub exit_code: bool,
    /// Whether `--yes` was typed: nothing is asked then.
    pub yes: bool,
    /// The sub-account to act in, by `--account`.
    within: Option<String>,
    /// Where the data go.
    pub out: Out,
    /// The words of the command, such as `subaccounts list`.
    pub command: String,
    /// What tells of the snapshot that is read, where one is.
    pub kept: OnceLock<Header>,
    /// When the earlier list was complete, in Unix milliseconds, where two are
    /// compared.
    pub since: OnceLock<i64>,
    recorder: Recorder,
    setup: OnceLock<Setup>,
    style: OnceLock<Style>,
    link: OnceLock<Link>,
}

/// The client, and on whose account it acts.
struct Link {
    client: Arc<Client>,
    /// The profile, or what is in its place.
    profile: Text,
    /// The same in a sentence, with the appId.
    account: Text,
}

impl Context {
    /// For these options; `matches` are those of the whole command line, from
    /// which `--dry-run` and `--yes` of the command itself are taken.
    pub(super) fn new(globals: Globals, console: Console, matches: &ArgMatches) -> Self {
        let (mut leaf, mut words) = (matches, Vec::new());
        while let Some((word, inner)) = leaf.subcommand() {
            words.push(word);
            leaf = inner;
        }
        Self {
            recorder: Recorder::new(&console),
            out: Out::new(globals.out.as_deref()),
            command: words.join(" "),
            globals,
            console,
            dry_run: is_set(leaf, "dry_run"),
            exit_code: is_set(leaf, "exit_code"),
            yes: is_set(leaf, "yes"),
            within: within::named(leaf),
            kept: OnceLock::new(),
            since: OnceLock::new(),
            setup: OnceLock::new(),
            style: OnceLock::new(),
            link: OnceLock::new(),
        }
    }

    /// The context of these options instead.
    pub(super) fn other(&self, globals: Globals) -> Self {
        Self::new(globals, self.console.clone(), &ArgMatches::default())
    }

    /// The context of a command that reads only: no write can leave.
    pub(super) fn reading(&self) -> Self {
        Self {
            command: self.command.clone(),
            dry_run: true,
            ..self.other(self.globals.clone())
        }
    }

    /// A context that goes by this configuration instead of the file's.
    ///
    /// # Errors
    /// As [`Config::settings`].
    pub(super) fn with(
        &self,
        globals: Globals,
        config: Config,
        env: Env<'_>,
    ) -> Result<Self, Failure> {
        let settings = config.settings(&globals.options(), env)?;
        Ok(Self {
            setup: OnceLock::from(Setup { config, settings }),
            ..self.other(globals)
        })
    }

    fn setup(&self) -> Result<&Setup, Failure> {
        once(&self.setup, || {
            let globals = &self.globals;
            let (config, env) = (read_config(globals)?, env_of(globals.sandbox));
            let settings = config.settings(&globals.options(), &env)?;
            language::settle(&settings);
            let format = settings.text(&OUTPUT);
            self.console.set_json(matches!(format, "json" | "jsonl"));
            Ok(Setup { config, settings })
        })
    }

    /// # Errors
    /// A wrong option is usage, anything else configuration.
    pub(super) fn settings(&self) -> Result<&Settings, Failure> {
        Ok(&self.setup()?.settings)
    }

    pub(super) fn config(&self) -> Result<&Config, Failure> {
        Ok(&self.setup()?.config)
    }

    /// The credentials in force; the simulator's own with `--sandbox`.
    ///
    /// # Errors
    /// None are chosen, or the secret cannot be had.
    pub(super) fn credentials(&self) -> Result<Credentials, Failure> {
        if !self.globals.sandbox {
            // A command that gives the secret may hide what is typed for it.
            let _open = terminal::ask("", true);
            return self.config()?.credentials(&self.globals.options(), &env);
        }
        Ok(Credentials {
            app_id: APP_ID.to_owned(),
            app_secret: Secret::new(APP_SECRET),
            profile: None,
        })
    }

    /// The appId of the credentials in force, without their secret; `None` where
    /// there are none.
    ///
    /// # Errors
    /// A wrong configuration.
    pub(super) fn app_id(&self) -> Result<Option<String>, Failure> {
        match self.globals.sandbox {
            true => Ok(Some(APP_ID.to_owned())),
            false => self.config()?.app_id(&self.globals.options(), &env),
        }
    }

    /// How to print.
    pub(super) fn style(&self) -> Result<&Style, Failure> {
        once(&self.style, || {
            let (globals, settings) = (&self.globals, self.settings()?);
            let zone = match settings.text(&TZ) {
                "local" => Ok(TimeZone::system()),
                name => clock::zone(name),
            };
            let format = Format::from_str(settings.text(&OUTPUT), false);
            let format = format.map_err(|why| Failure::usage(Text::verbatim(why)))?;
            self.check_out(format)?;
            Ok(Style {
                format,
                columns: globals.columns.as_deref().map(typed_names),
                headings: globals.headings,
                about: About::default(),
                header: !globals.no_header,
                excel: globals.excel,
                show_secrets: globals.show_secrets,
                zone: zone.map_err(|error| {
                    Failure::usage(text!("no time zone: {error}", "没有时区：{error}"))
                })?,
                width: console::width(io::stdout()).filter(|_| !self.out.is_file()),
                color: match self.out.is_file() {
                    true => globals.color == ColorChoice::Always,
                    false => console::paints(globals.color, &io::stdout()),
                },
            })
        })
    }

    /// Whether the data go to a terminal.
    pub(super) fn is_on_terminal(&self) -> bool {
        !self.out.is_file() && io::stdout().is_terminal()
    }

    /// # Errors
    /// Usage: the data would go to a terminal.
    pub(super) fn refuse_workbook_on_terminal(&self) -> Result<(), Failure> {
        if !self.is_on_terminal() {
            return Ok(());
        }
        let message = both(
            "-o xlsx: a workbook is not for a terminal",
            "-o xlsx：工作簿不能输出到终端",
        );
        Err(Failure::usage(message).hint(both(
            "give it a name: --out report.xlsx",
            "请指定文件名：--out report.xlsx",
        )))
    }

    /// Finds what is wrong with the place of the data.
    fn check_out(&self, format: Format) -> Result<(), Failure> {
        if format == Format::Xlsx {
            self.refuse_workbook_on_terminal()?;
        }
        self.refuse_unknown_ending(both(
            "give -o, or end it in .csv, .json, .jsonl, .xlsx or .txt",
            "请用 -o 指定格式，或使用扩展名 `.csv`、`.json`、`.jsonl`、`.xlsx`、`.txt`",
        ))?;
        self.out.open(self.globals.show_secrets)
    }

    /// # Errors
    /// Usage: neither `-o` nor the name of the file tells the format.
    pub(super) fn refuse_unknown_ending(&self, hint: Both) -> Result<(), Failure> {
        let (Some(file), None) = (self.out.file(), self.globals.format()) else {
            return Ok(());
        };
        let message = text!(
            "--out {file}: its ending says no format",
            "--out {file}：无法从扩展名判断格式",
            file = shown_path(file)
        );
        Err(Failure::usage(message).hint(hint))
    }

    /// The client and on whose account it acts. `--account` has the key looked
    /// up first, by a client of the credentials in force.
    fn link(&self) -> Result<&Link, Failure> {
        once(&self.link, || {
            interrupt::listen(self.console.is_json())?;
            let credentials = self.credentials()?;
            let named = credentials
                .profile
                .as_ref()
                .filter(|_| !self.globals.sandbox);
            let profile = match named {
                Some(name) => Text::verbatim(name),
                None if self.globals.sandbox => both("the sandbox", "沙箱").into(),
                None => both("credentials from the environment", "环境变量中的凭证").into(),
            };
            let account = match named {
                Some(name) => text!("profile {name}", "配置档 {name}"),
                None => profile.clone(),
            };
            let app_id = &credentials.app_id;
            let account = text!("{account}, appId {app_id}", "{account}，appId {app_id}");
            let Some(email) = &self.within else {
                let client = self.connect(credentials)?;
                return Ok(Link {
                    client,
                    profile,
                    account,
                });
            };
            if self.globals.print_curl {
                return Err(Failure::usage(both(
                    "--print-curl sends nothing, so it cannot look up the key of --account",
                    "--print-curl 不发送任何请求，因此无法查询 --account 的凭证",
                )));
            }
            let of_profile = credentials.profile.clone();
            let client = self.connect(credentials)?;
            let (app_id, app_secret) = within::find(email, &client)?;
            let profile = text!(
                "sub-account {email}, by {account}",
                "分账号 {email}，通过{account}"
            );
            let account = text!(
                "sub-account {email}, appId {app_id}, by {account}",
                "分账号 {email}，appId {app_id}，通过{account}"
            );
            let client = self.connect(Credentials {
                app_id,
                app_secret,
                profile: of_profile,
            })?;
            Ok(Link {
                client,
                profile,
                account,
            })
        })
    }

    /// A client that signs with these credentials.
    fn connect(&self, credentials: Credentials) -> Result<Arc<Client>, Failure> {
        let (sandbox, settings) = (self.globals.sandbox, self.settings()?);
        let show_secrets = self.globals.show_secrets;
        let writes = match settings.refuses_writes() {
            _ if self.globals.print_curl => Writes::Print { show_secrets },
            _ if self.dry_run => Writes::DryRun,
            true => Writes::ReadOnly,
            false => Writes::Allowed,
        };
        let (exchange, base) = match sandbox {
            true => (exchange::in_process(&self.console)?, SANDBOX_URL.to_owned()),
            false => (
                exchange::network(settings, &self.console)?,
                settings.base_url().to_string(),
            ),
        };
        let noted = ledger::Writer {
            profile: credentials.profile,
            app_id: credentials.app_id.clone(),
            within: self.within.clone(),
            base: (!sandbox).then(|| base.clone()),
        };
        let transport = Transport {
            exchange,
            base,
            app_id: credentials.app_id,
            app_secret: credentials.app_secret,
            writes,
            clock: Clock::default(),
        };
        let window = (!sandbox).then(|| exchange::window(settings.timeout(), &self.console));
        let recorder = self.recorder.clone();
        let observer = Box::new(Ledger::new(noted, recorder, &self.console));
        let client = Client::new(
            transport,
            settings.connections(),
            settings.retries(),
            window,
            observer,
        );
        Ok(Arc::new(client))
    }

    /// The client that makes the calls. Nothing is sent to build it.
    ///
    /// # Errors
    /// No credentials, a secret that cannot be had, a bad ca_file or proxy.
    pub(super) fn client(&self) -> Result<&Arc<Client>, Failure> {
        Ok(&self.link()?.client)
    }

    /// The client, which keeps its replies from now on for those who show more
    /// of one than its data.
    pub(super) fn recorded(&self) -> Result<(&Arc<Client>, &Recorder), Failure> {
        self.recorder.start();
        Ok((self.client()?, &self.recorder))
    }

    /// `profile hq, appId …`: on whose account a write would act.
    pub(super) fn account(&self) -> Result<&Text, Failure> {
        Ok(&self.link()?.account)
    }

    /// The profile, or what is in its place, and the appId of an account that is
    /// asked; nothing where none is.
    pub(super) fn asked(&self) -> Option<(Text, &str)> {
        let link = self.link.get()?;
        Some((link.profile.clone(), link.client.app_id()))
    }

    /// The base URL that requests go to, as files name it.
    ///
    /// # Errors
    /// As [`Self::settings`].
    pub(super) fn base(&self) -> Result<String, Failure> {
        match self.globals.sandbox {
            true => Ok(SANDBOX.en.to_owned()),
            false => Ok(self.settings()?.base_url().to_string()),
        }
    }

    /// Starts reading lists, as far as a limit.
    pub(super) fn start(&self, lists: Vec<List>, limit: Option<u64>) -> Result<Pages, Failure> {
        Pages::start(self.client()?, lists, limit)
    }

    /// Takes each row of a whole list.
    pub(super) fn every_row(&self, list: &Read, mut take: impl FnMut(&Row)) -> Result<(), Failure> {
        let mut pages = self.start(list.lists(None, &Params::new()), None)?;
        for page in pages.by_ref() {
            page?.iter().for_each(&mut take);
        }
        for warning in pages.warnings() {
            self.console.warn(warning);
        }
        Ok(())
    }

    /// Whether a write of this run would leave the machine.
    pub(super) fn sends(&self) -> bool {
        !self.dry_run && !self.globals.print_curl
    }
}

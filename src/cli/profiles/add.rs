//! `profiles add`: asks or is told, tries the key, saves.

use super::super::console::Console;
use super::super::globals::Globals;
use super::super::session::{Session, Setup, env};
use super::super::{interrupt, prompt};
use super::refuse_sandbox;
use super::trial::{Generation, is_main};
use crate::config::settings::{BASE_URL, CA_FILE, READ_ONLY};
use crate::config::{
    self, Config, Profile, SecretSource, Source, Texts, check_variable_name, config_path,
};
use crate::failure::Failure;
use crate::text::escape;
use clap::Args;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The arguments of `profiles add`.
#[derive(Debug, Args)]
pub struct Add {
    /// Letters, digits, `.`, `_` and `-`
    name: String,
    /// The account's appId
    #[arg(long, value_name = "ID")]
    app_id: Option<String>,
    #[command(flatten)]
    secret: SecretFrom,
    /// Address of the service, if it is not the usual one
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// PEM file of certificates to trust
    #[arg(long, value_name = "FILE")]
    ca_file: Option<PathBuf>,
    /// Refuse every write with this profile
    #[arg(long)]
    read_only: bool,
    /// Replace a profile of this name
    #[arg(long)]
    replace: bool,
    /// Save it without trying it
    #[arg(long)]
    no_verify: bool,
}

/// Where the secret is. Never in an option: those are seen by others.
#[derive(Debug, Args)]
#[group(multiple = false)]
struct SecretFrom {
    /// Read the appSecret from stdin and save it in the config file
    #[arg(long)]
    secret_stdin: bool,
    /// Take it from this file each time; it must be yours alone
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,
    /// Take it from this environment variable each time
    #[arg(long, value_name = "NAME")]
    secret_env: Option<String>,
    /// Take it from this command's output each time; words are parted at
    /// blanks, no shell is run
    #[arg(long, value_name = "COMMAND")]
    secret_command: Option<String>,
}

impl Add {
    pub(super) fn run(&self, globals: &Globals, console: &Console) -> Result<(), Failure> {
        refuse_sandbox(globals)?;
        interrupt::listen(console.is_json())?;
        let path = config_path(&globals.options(), &env)?.path;
        let settings = self.settings()?;
        self.refuse_taken(&path, globals)?;
        let profile = self.profile(settings, console)?;
        if !self.no_verify {
            self.try_key(&profile, &path, globals, console)?;
        }
        let added = config::add(&path, &profile, self.replace)?;
        let (done, file) = match added.replaced {
            true => ("replaced", path),
            false => ("saved", path),
        };
        let file = escape(&file.to_string_lossy()).into_owned();
        console.say(&format!("profile {} is {done} in {file}", profile.name));
        if added.made_default {
            console.say("it is the default profile");
        }
        Ok(())
    }

    /// Nobody is asked for a secret that cannot be saved.
    fn refuse_taken(&self, path: &Path, globals: &Globals) -> Result<(), Failure> {
        let typed = self.app_id.as_deref().unwrap_or("not-asked-yet");
        Profile::new(&self.name, typed, SecretSource::Env("NONE".into()))?;
        if self.replace || !path.exists() {
            return Ok(());
        }
        Config::load(&globals.options(), &env)?.refuse_taken(&self.name)
    }

    fn settings(&self) -> Result<Texts, Failure> {
        let mut settings = Texts::new();
        if let Some(typed) = &self.base_url {
            let checked = BASE_URL.check("--base-url", typed);
            settings.insert(BASE_URL.key, checked.map_err(Failure::usage)?);
        }
        if self.read_only {
            settings.insert(READ_ONLY.key, "true".into());
        }
        if let Some(path) = &self.ca_file {
            let path = absolute(path)?.into_os_string().into_string();
            let not_text = |_| Failure::usage("--ca-file: the path is not UTF-8 text");
            settings.insert(CA_FILE.key, path.map_err(not_text)?);
        }
        Ok(settings)
    }

    fn profile(&self, settings: Texts, console: &Console) -> Result<Profile, Failure> {
        let app_id = match &self.app_id {
            Some(app_id) => app_id.clone(),
            None if console.can_ask() => prompt::line("appId:", console)?,
            None => {
                return Err(
                    Failure::usage("no appId: there is no terminal to ask for one")
                        .hint("give it with --app-id"),
                );
            }
        };
        // The appId is checked before the secret is asked for.
        Profile::new(&self.name, &app_id, SecretSource::Env("NONE".into()))?;
        let mut profile = Profile::new(&self.name, &app_id, self.secret.source(console)?)?;
        profile.settings = settings;
        Ok(profile)
    }

    /// Tries the key as the profile would be used. A key of no group main
    /// account is good for child accounts, so that is only a warning.
    fn try_key(
        &self,
        profile: &Profile,
        path: &Path,
        globals: &Globals,
        console: &Console,
    ) -> Result<(), Failure> {
        let globals = Globals {
            profile: Some(profile.name.clone()),
            print_curl: false,
            ..globals.clone()
        };
        let mut config = Config::absent(path.to_owned());
        config.profiles = vec![profile.clone()];
        let options = globals.options();
        let settings = config.settings(&options, &|name| self.env(name))?;
        let (base, source) = (settings.base_url(), settings.source(&BASE_URL));
        let host = base.host().to_owned();
        if matches!(source, Source::Env(_)) {
            console.warn(&format!(
                "base_url is {base} here, from {source}, and is not saved; --base-url saves it"
            ));
        }
        let setup = Setup { config, settings };
        let session = Session::open(&globals, &setup, console, false)?;
        let retries = session.client.retries();
        let mut main = Vec::new();
        for generation in Generation::ALL {
            let tried = is_main(&session.client, generation, retries);
            if tried.map_err(|error| untried(&error, &host))? {
                main.push(generation);
            }
        }
        tell(&main, &host, console);
        Ok(())
    }

    /// An option of this command wins over a variable, too.
    fn env(&self, name: &str) -> Option<OsString> {
        match name {
            _ if name == BASE_URL.variable && self.base_url.is_some() => None,
            _ if name == CA_FILE.variable && self.ca_file.is_some() => None,
            _ => env(name),
        }
    }
}

fn untried(error: &crate::api::CallError, host: &str) -> Failure {
    let failure = error.failure(&format!("try the key at {host}"));
    let anyway = "--no-verify saves it all the same";
    let hint = match &failure.hint {
        Some(hint) => format!("{hint}; {anyway}"),
        None => anyway.to_owned(),
    };
    failure.hint(hint)
}

fn tell(main: &[Generation], host: &str, console: &Console) {
    console.say(&format!("{host} accepts the key"));
    let others = Generation::ALL.iter().filter(|g| !main.contains(g));
    for other in others {
        console.warn(&format!(
            "it is not the main account of a {}: {} will not work with it",
            other.name(),
            other.commands()
        ));
    }
}

impl SecretFrom {
    fn source(&self, console: &Console) -> Result<SecretSource, Failure> {
        if let Some(path) = &self.secret_file {
            return absolute(path).map(SecretSource::File);
        }
        if let Some(name) = &self.secret_env {
            return variable(name);
        }
        if let Some(command) = &self.secret_command {
            return argv(command);
        }
        if self.secret_stdin {
            return prompt::secret_from_stdin("--secret-stdin").map(SecretSource::Plain);
        }
        if console.can_ask() {
            return prompt::secret("appSecret", console).map(SecretSource::Plain);
        }
        Err(
            Failure::usage("no appSecret: there is no terminal to ask for one").hint(
                "give it with --secret-stdin, or say where it is with --secret-file, \
                 --secret-env or --secret-command",
            ),
        )
    }
}

fn variable(name: &str) -> Result<SecretSource, Failure> {
    let refused = |why| Failure::usage(format!("--secret-env \"{}\" {why}", escape(name)));
    check_variable_name(name).map_err(refused)?;
    Ok(SecretSource::Env(name.to_owned()))
}

fn argv(command: &str) -> Result<SecretSource, Failure> {
    let words: Vec<String> = command.split_whitespace().map(Into::into).collect();
    if words.is_empty() {
        return Err(Failure::usage(
            "--secret-command: there is no command in it",
        ));
    }
    Ok(SecretSource::Command(words))
}

/// What is typed is relative to the working folder; in the file it would be
/// relative to the file.
fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    std::path::absolute(path)
        .map_err(|error| Failure::usage(format!("{}: {error}", escape(&path.to_string_lossy()))))
}

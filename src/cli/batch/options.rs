//! What a write can be told beside its values: how to do it, and where the
//! files of many are.

use crate::cli::fields::is_set;
use crate::config::parse_duration;
use crate::endpoints::send::DEFAULT_WAIT;
use crate::endpoints::subaccounts::CREATE;
use crate::endpoints::write::{Repeat, Write};
use clap::{Arg, ArgAction, ArgMatches, Args, value_parser};
use std::path::PathBuf;
use std::time::Duration;

/// The options of rosters, in the help.
pub(in crate::cli) const HEADING: &str = "Many accounts";

/// Many accounts.
#[derive(Debug, Args)]
pub(in crate::cli) struct Many {
    // The first line is the call's.
    /// 4 at a time unless --connections says otherwise. Safe to run again after
    /// any interruption: what is done is not done twice.
    #[arg(long, value_name = "FILE|-", conflicts_with = "One", help_heading = HEADING)]
    pub(in crate::cli) from: Option<PathBuf>,
    /// Where the run keeps what it has done [default: FILE.journal.jsonl]
    #[arg(long, value_name = "FILE", requires = "from", help_heading = HEADING)]
    pub(in crate::cli) journal: Option<PathBuf>,
    /// Where every row's result goes [default: FILE.results.csv]
    ///
    /// The rows that failed go into FILE.failed.csv, to be fixed and run again;
    /// where FILE is in a read-only place, beside the results.
    /// With --excel both are a spreadsheet's, too.
    #[arg(long, value_name = "FILE", requires = "from", help_heading = HEADING)]
    pub(in crate::cli) results: Option<PathBuf>,
    /// Stop once N rows have failed
    #[arg(long, value_name = "N", requires = "from", help_heading = HEADING,
          value_parser = value_parser!(u64).range(1..))]
    pub(in crate::cli) max_failures: Option<u64>,
}

/// How to do it, one or many.
#[derive(Debug, Default)]
pub(in crate::cli) struct How {
    /// `--generate-password`
    pub(in crate::cli) generate_password: bool,
    /// `--credentials-out`
    pub(in crate::cli) credentials_out: Option<PathBuf>,
    /// `--wait`, or none with `--no-wait`.
    pub(in crate::cli) wait: Option<Duration>,
    /// `--another`
    pub(in crate::cli) another: bool,
    /// `--no-preflight`
    pub(in crate::cli) no_preflight: bool,
    /// `--again`
    pub(in crate::cli) again: bool,
}

fn flag(id: &'static str, help: &'static str) -> Arg {
    let flag = Arg::new(id).long(id.replace('_', "-"));
    flag.help(help).action(ArgAction::SetTrue)
}

impl How {
    /// The option that only one target has.
    pub(in crate::cli) fn of_one(call: &Write) -> Option<Arg> {
        let no_wait = flag("no_wait", "Do not wait for the list to show the account");
        let is_slow = call.rows.is_some() && matches!(call.repeat, Repeat::LookUp(_));
        is_slow.then(|| no_wait.conflicts_with("wait"))
    }

    /// The options that a call with rosters can have.
    pub(in crate::cli) fn options(call: &Write) -> Vec<Arg> {
        let mut options = Vec::new();
        if call.fields.iter().any(|field| field.secret) {
            options.extend(Self::passwords(call));
        }
        options.push(Self::wait_for(call));
        if call.preflight.is_some() && matches!(call.repeat, Repeat::LookUp(_)) {
            let short = "Do not look for conflicts in the service first";
            let long = match call.rows.and_then(|rows| rows.amounts) {
                Some(_) => {
                    "Without it: for one account whether its e-mail is free and the plan fits, for \
                     many whether phones and the plan fit."
                }
                None => "Without it: for one account whether its e-mail is free.",
            };
            let option = flag("no_preflight", short);
            options.push(option.long_help(format!("{short}\n\n{long}")));
        }
        options
    }

    /// The option of a call that may make a second one of a name.
    pub(in crate::cli) fn another(call: &Write) -> Option<Arg> {
        let option = flag("another", "Also where there is one of this name already");
        let makes = call.preflight.is_some() && matches!(call.repeat, Repeat::LookUp(_));
        makes.then_some(option)
    }

    /// How long what was done is looked for.
    pub(in crate::cli) fn wait_for(call: &Write) -> Arg {
        let is_slow = call.path == CREATE.path;
        let what = if is_slow {
            "an account"
        } else {
            "what was done"
        };
        let short = format!("Wait so long for the list to show {what} [default: 15s]");
        let wait = Arg::new("wait").long("wait").value_name("DUR");
        let wait = wait.value_parser(parse_duration).help(short.clone());
        match is_slow {
            true => wait.long_help(format!("{short}\n\nThe service takes up to 3 s.")),
            false => wait,
        }
    }

    fn passwords(call: &Write) -> [Arg; 2] {
        let short = "Make passwords";
        let long = "They go into --credentials-out, or (one account) are shown on the terminal.";
        let generate = flag("generate_password", short);
        let generate = generate.long_help(format!("{short}\n\n{long}"));
        let told = call.credentials();
        let short = match told.contains(&"appSecret") {
            true => "Write logins and secrets of the new accounts into this new file",
            false => "Write logins and generated passwords into this new file",
        };
        let told = told[1..told.len() - 1].join(", ");
        let long = format!(
            "It is a CSV of e-mail, {told} and a generated password, which only you can read."
        );
        let file = Arg::new("credentials_out").long("credentials-out");
        let file = file.value_name("FILE").value_parser(value_parser!(PathBuf));
        [
            generate,
            file.help(short).long_help(format!("{short}\n\n{long}")),
        ]
    }

    /// What was typed of them.
    pub(in crate::cli) fn read(args: &ArgMatches) -> Self {
        let wait = args.try_get_one::<Duration>("wait").ok().flatten();
        let file = args.try_get_one::<PathBuf>("credentials_out");
        Self {
            generate_password: is_set(args, "generate_password"),
            credentials_out: file.ok().flatten().cloned(),
            wait: match is_set(args, "no_wait") {
                true => Some(Duration::ZERO),
                false => wait.copied(),
            },
            no_preflight: is_set(args, "no_preflight"),
            again: is_set(args, "again"),
            another: is_set(args, "another"),
        }
    }

    /// How long the list is asked for an account.
    pub(in crate::cli) fn wait(&self) -> Duration {
        self.wait.unwrap_or(DEFAULT_WAIT)
    }
}

impl Many {
    /// The option of calls that may be done again.
    pub(in crate::cli) fn more(call: &Write) -> Option<Arg> {
        let again = flag(
            "again",
            "Do again what a finished run of this journal has done",
        );
        let again = again.requires("from").help_heading(HEADING);
        let is_once = matches!(call.repeat, Repeat::LookUp(_));
        (!is_once).then_some(again)
    }
}

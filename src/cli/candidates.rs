//! What completion offers for a value that the parser cannot list itself, from
//! what is on this machine: nothing is asked of the service.

use crate::config::{Config, Options, state_dir, state_path};
use crate::files::make_folder;
use crate::output::{ALL, Column, Format, SIGNS};
use crate::snapshot::Folder;
use crate::text::all_digits;
use clap_complete::CompletionCandidate;
use clap_complete::engine::{ArgValueCandidates, ArgValueCompleter};
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::{env, fs};

/// Tells a script that the shell itself knows best: a file is meant.
const FILES: &str = ":files";

/// Files, which the shell finds.
pub(super) fn files() -> ArgValueCompleter {
    ArgValueCompleter::new(file)
}

fn file(typed: &OsStr) -> Vec<CompletionCandidate> {
    match typed.as_encoded_bytes() {
        // An option, after which the shell must not look for files.
        [b'-', ..] => Vec::new(),
        _ => vec![CompletionCandidate::new(FILES)],
    }
}

/// These words for a snapshot, and the names of those in the folder of `--dir` or in
/// this one of the state folder, the newest first; files where none of these is meant.
pub(super) fn snapshots(own: &'static str, words: &'static [&'static str]) -> ArgValueCompleter {
    ArgValueCompleter::new(move |typed: &OsStr| {
        let kept = || state_path().ok().map(|state| state.join(own));
        let folder = value_before("--dir").or_else(kept).map(Folder::new);
        // A folder that cannot be read is for the command to speak of.
        let entries = folder.and_then(|folder| folder.entries(None).ok());
        let entries = entries.unwrap_or_default().into_iter().rev();
        let names = entries.filter_map(|entry| Some(entry.path.file_name()?.to_owned()));
        let words = words.iter().map(OsString::from);
        let prefix = typed.as_encoded_bytes();
        let begins = |name: &OsString| name.as_encoded_bytes().starts_with(prefix);
        let begun = words.chain(names).filter(begins);
        let found: Vec<_> = begun.map(CompletionCandidate::new).collect();
        match found.is_empty() {
            true => file(typed),
            false => found,
        }
    })
}

/// What was typed as the value of an option.
fn value_before(option: &str) -> Option<PathBuf> {
    let mut args = env::args_os().skip_while(|arg| arg != option);
    args.nth(1).map(PathBuf::from)
}

/// The names of the profiles in the config file.
pub(super) fn profiles() -> ArgValueCandidates {
    ArgValueCandidates::new(|| {
        let options = Options {
            config: value_before("--config"),
            ..Options::default()
        };
        // A file that cannot be read is for the command to speak of.
        let config = Config::load(&options, &|name| env::var_os(name));
        let profiles = config.map(|config| config.profiles).unwrap_or_default();
        let profiles = profiles.into_iter();
        profiles
            .map(|profile| described(profile.name, &profile.app_id))
            .collect()
    })
}

/// The columns of a list, with the sign that was typed; by heading too. To be
/// shown they may be secret, and the word for all comes after them.
pub(super) fn columns(columns: &'static [Column], are_shown: bool) -> ArgValueCompleter {
    ArgValueCompleter::new(move |typed: &OsStr| {
        let typed = typed.to_string_lossy();
        let name = typed.trim_start_matches(SIGNS);
        let sign = typed.strip_suffix(name).unwrap_or_default();
        let begins = |own: &str| own.to_lowercase().starts_with(&name.to_lowercase());
        let is_meant = |column: &&Column| {
            (are_shown || !column.is_secret()) && (begins(column.field) || begins(column.heading))
        };
        let meant = columns.iter().filter(is_meant);
        let word = Some(ALL).filter(|word| are_shown && sign.is_empty() && begins(word));
        let headings = Format::Table.headings();
        let named = meant.map(|column| (column.field, column.headed(headings)));
        let named = named.chain(word.map(|word| (word, "".into())));
        let named = named.map(|(name, help)| described(format!("{sign}{name}"), &help));
        named.collect()
    })
}

/// Keeps the ids of a list that was read whole, a line each with a tab before
/// its name. Where that fails they are not offered, which harms nobody.
pub(super) fn keep(list: &str, lines: &str, account: &str) {
    let lines = lines.replace('\n', &format!(" ({account})\n"));
    let write = |folder: PathBuf| {
        make_folder(&folder)?;
        fs::write(folder.join(list), lines)
    };
    let _ = state_dir().map(write);
}

/// The ids that a list showed last; where something else than one is typed, the
/// names or paths.
pub(super) fn ids(list: &'static str) -> ArgValueCompleter {
    ArgValueCompleter::new(move |typed: &OsStr| {
        let typed = typed.to_string_lossy();
        let read = |folder: PathBuf| fs::read_to_string(folder.join(list)).ok();
        let lines = state_path().ok().and_then(read).unwrap_or_default();
        let by_id = all_digits(&typed) || typed.is_empty();
        let offered = lines.lines().filter_map(|line| {
            let (id, name) = line.split_once('\t')?;
            match by_id {
                true => Some((id, name)),
                false => Some((name.rsplit_once(" (")?.0, id)),
            }
        });
        let begun = offered.filter(|(value, _)| value.starts_with(&*typed));
        let begun = begun.map(|(value, help)| described(value.to_owned(), help));
        begun.collect()
    })
}

/// These words.
pub(super) fn words(words: fn() -> Vec<String>) -> ArgValueCandidates {
    ArgValueCandidates::new(move || words().into_iter().map(CompletionCandidate::new).collect())
}

fn described(value: String, help: &str) -> CompletionCandidate {
    CompletionCandidate::new(value).help(Some(help.to_owned().into()))
}

//! Which snapshot is meant: by its file, by a time, or the latest.

use super::context::Context;
use super::{candidates, fields};
use crate::config::state_dir;
use crate::endpoints::spec::Now;
use crate::endpoints::times;
use crate::failure::Failure;
use crate::lang::{Text, both};
use crate::output::instant;
use crate::snapshot::{Entry, Folder, Reader, When};
use crate::text;
use crate::text::{escape, listed, quoted, shown_path};
use clap::{ArgMatches, Args, Command};
use clap_complete::engine::ArgValueCompleter;
use jiff::tz::TimeZone;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// The folder of snapshots in the state folder.
const FOLDER: &str = "snapshots";

/// What completion offers where a snapshot is meant.
pub(super) fn offered(words: &'static [&'static str]) -> ArgValueCompleter {
    candidates::snapshots(FOLDER, words)
}

/// Snapshots that are meant by a word.
pub(super) const WORDS: [&str; 3] = ["latest", "today", "yesterday"];

/// Where the snapshots are.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct DirArg {
    #[arg(help = both(
        "The folder with the snapshots [default: snapshots in the state folder]",
        "快照所在的文件夹 [默认：状态文件夹中的 snapshots]",
    ))]
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

impl DirArg {
    /// The folder, which may have to be made.
    ///
    /// # Errors
    /// There is no state folder.
    pub(super) fn folder(&self) -> Result<Folder, Failure> {
        match &self.dir {
            Some(folder) => Ok(Folder::new(folder)),
            None => Ok(Folder::new(state_dir()?.join(FOLDER))),
        }
    }

    /// The folder, to look for snapshots in.
    ///
    /// # Errors
    /// Usage: the one that was named is not there. As [`Self::folder`].
    pub(super) fn to_read(&self) -> Result<Folder, Failure> {
        match &self.dir {
            Some(folder) if !folder.is_dir() => {
                let folder = shown_path(folder);
                let message = text!(
                    "--dir {folder}: there is no such folder",
                    "--dir {folder}：没有这个文件夹"
                );
                Err(Failure::usage(message))
            }
            _ => self.folder(),
        }
    }
}

/// The snapshot whose rows are wanted instead of the service's.
#[derive(Clone, Debug, Args)]
pub(super) struct FromSnapshot {
    #[arg(help = both(
        "Read a snapshot, not the service: a file, `latest`, or the last one of a time or before \
         it, such as 2024-05-20, `yesterday`, 7d",
        "读取快照，不查询服务：文件、`latest`，或某一时间及之前的最后一份，如 2024-05-20、\
         `yesterday`、7d",
    ))]
    #[arg(long, value_name = "FILE|WHEN", add = offered(&WORDS))]
    from_snapshot: Option<String>,
    #[command(flatten)]
    dir: DirArg,
}

impl FromSnapshot {
    /// The options on a command.
    pub(super) fn options(command: Command) -> Command {
        let command = Self::augment_args(command);
        command.mut_arg("dir", |dir| dir.requires("from_snapshot"))
    }

    /// The folder of the snapshots.
    pub(super) fn dir(&self) -> &DirArg {
        &self.dir
    }

    /// Whether a folder was named and no snapshot.
    pub(super) fn is_only_dir(&self) -> bool {
        self.dir.dir.is_some() && self.from_snapshot.is_none()
    }

    /// Whether a snapshot was asked for.
    pub(super) fn is_given(&self) -> bool {
        self.from_snapshot.is_some()
    }

    /// The moment of which the snapshot should be, now at the latest, in Unix
    /// milliseconds; `None` where none was asked for, or a file was named.
    ///
    /// # Errors
    /// Usage: what was typed names no snapshot.
    pub(super) fn moment(&self, now: i64, context: &Context) -> Result<Option<i64>, Failure> {
        let Some(typed) = &self.from_snapshot else {
            return Ok(None);
        };
        Ok(match Which::typed("--from-snapshot", typed, context)? {
            Which::Latest => Some(now),
            Which::At(span) => Some(span.end.min(now)),
            Which::File(_) | Which::Now => None,
        })
    }

    /// The snapshot that was asked for, opened and said; `None` where none was, or
    /// the command has no such option.
    ///
    /// # Errors
    /// Usage: there is no such snapshot, or it is damaged. The system's.
    pub(super) fn opened(args: &ArgMatches, context: &Context) -> Result<Option<Reader>, Failure> {
        if !matches!(args.try_contains_id("from_snapshot"), Ok(true)) {
            return Ok(None);
        }
        let Some(reader) = fields::parsed::<Self>(args)?.reader(context)? else {
            return Ok(None);
        };
        let time = time_of(&reader, context)?;
        context.kept.get_or_init(|| reader.header().clone());
        let console = &context.console;
        console.info(text!("as of {time}", "截至 {time}"));
        if context.globals.show_secrets {
            console.warn(both(
                "--show-secrets: a snapshot has no secrets",
                "--show-secrets：快照中没有密钥",
            ));
        }
        Ok(Some(reader))
    }

    /// The same, opened only.
    ///
    /// # Errors
    /// As [`Self::opened`].
    pub(super) fn reader(&self, context: &Context) -> Result<Option<Reader>, Failure> {
        let Some(typed) = &self.from_snapshot else {
            return Ok(None);
        };
        let which = Which::typed("--from-snapshot", typed, context)?;
        which.as_of_end(&self.dir, context).map(Some)
    }
}

/// What a word for a snapshot means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Which {
    /// This file.
    File(PathBuf),
    /// The newest of the group.
    Latest,
    /// None: what the service says now.
    Now,
    /// That of a time: a day, a minute, a moment, in Unix milliseconds.
    At(Range<i64>),
}

impl Which {
    /// What was typed as this option or argument.
    ///
    /// # Errors
    /// Usage: it is none of these.
    pub(super) fn typed(option: &str, typed: &str, context: &Context) -> Result<Self, Failure> {
        let zone = &context.style()?.zone;
        Self::parsed(typed, zone, &Now::read()).map_err(|rule| {
            let typed = quoted(typed);
            let message = text!("{option} {typed} {rule}", "{option} {typed} {rule}");
            Failure::usage(message).hint(both(
                "a snapshot is named by its file as `polyv-group snapshot list` shows it, by a \
                 time, or by `latest`, `today` or `yesterday`",
                "请用快照的文件（见 `polyv-group snapshot list`）、时间，或 `latest`、`today`、\
                 `yesterday` 指定快照",
            ))
        })
    }

    fn parsed(typed: &str, zone: &TimeZone, now: &Now) -> Result<Self, Text> {
        match typed.trim() {
            "latest" => return Ok(Self::Latest),
            "now" => return Ok(Self::Now),
            _ => {}
        }
        let path = Path::new(typed);
        // A day may be written with slashes, too.
        let is_path = typed.contains(std::path::is_separator) || typed.ends_with(".gz");
        match times::span(typed, zone, now) {
            Ok(span) if !is_path || !path.exists() => Ok(Self::At(span)),
            Err(rule) if !is_path && !path.is_file() => Err(rule),
            _ => Ok(Self::File(path.into())),
        }
    }

    /// The start of the time that was typed as this option, in Unix milliseconds.
    ///
    /// # Errors
    /// Usage: it is no time.
    pub(super) fn start(option: &str, typed: &str, context: &Context) -> Result<i64, Failure> {
        let parsed = Self::parsed(typed, &context.style()?.zone, &Now::read());
        let typed = quoted(typed);
        let message = match parsed {
            Ok(Self::At(span)) => return Ok(span.start),
            Ok(_) => text!(
                "{option} {typed}: a time is required",
                "{option} {typed}：必须是时间"
            ),
            Err(rule) => text!("{option} {typed} {rule}", "{option} {typed} {rule}"),
        };
        Err(Failure::usage(message).hint(both(
            "such as 90d, yesterday or 2024-05-20",
            "如 90d、`yesterday` 或 2024-05-20",
        )))
    }

    /// The snapshot as of the end of what was typed: the last one of that day or
    /// before it.
    ///
    /// # Errors
    /// Usage: there is none, or none so old; it is damaged. The system's.
    pub(super) fn as_of_end(&self, dir: &DirArg, context: &Context) -> Result<Reader, Failure> {
        match self {
            Self::At(span) => found(dir, When::Before(span.end), context),
            _ => self.of_no_time(dir, context),
        }
    }

    /// The snapshot from which a span starts that was typed: the last one of that
    /// moment or before it. Where none is that old it is the oldest, and said.
    ///
    /// # Errors
    /// Usage: there is none; it is damaged. The system's.
    pub(super) fn as_of_start(&self, dir: &DirArg, context: &Context) -> Result<Reader, Failure> {
        let Self::At(span) = self else {
            return self.of_no_time(dir, context);
        };
        let reader = found(dir, When::Since(span.start), context)?;
        if reader.header().ended > span.start + 999 {
            let time = time_of(&reader, context)?;
            context.console.warn(text!(
                "no snapshot is that old; it starts from the oldest, of {time}",
                "没有那么早的快照；从最早的一份（{time}）算起"
            ));
        }
        Ok(reader)
    }

    fn of_no_time(&self, dir: &DirArg, context: &Context) -> Result<Reader, Failure> {
        match self {
            Self::File(path) => Reader::open(&in_folder(path, dir)?),
            Self::Now => Err(Failure::usage(both(
                "`now` is not a snapshot: leave the option out to ask the service",
                "`now` 不是快照：请去掉该选项，直接查询服务",
            ))),
            Self::Latest | Self::At(_) => found(dir, When::Latest, context),
        }
    }
}

/// The file that is meant: a name alone, as the list of snapshots shows it, is that
/// of one in their folder, where the current folder has no such file.
///
/// # Errors
/// Usage: there is no such file. As [`DirArg::folder`].
fn in_folder(path: &Path, dir: &DirArg) -> Result<PathBuf, Failure> {
    if fs::symlink_metadata(path).is_ok() {
        return Ok(path.to_owned());
    }
    let is_name = path.file_name() == Some(path.as_os_str());
    if is_name && let Ok(folder) = dir.folder() {
        let there = folder.path().join(path);
        if there.is_file() {
            return Ok(there);
        }
    }
    let path = shown_path(path);
    let message = text!("{path}: there is no such file", "{path}：没有这个文件");
    Err(Failure::usage(message).hint(both(
        "`polyv-group snapshot list` shows what there is",
        "`polyv-group snapshot list` 列出全部快照",
    )))
}

/// When a snapshot was made, for people.
///
/// # Errors
/// As [`Context::style`].
pub(super) fn time_of(reader: &Reader, context: &Context) -> Result<String, Failure> {
    Ok(instant(reader.header().ended, &context.style()?.zone))
}

/// The snapshots of the group that is meant, the newest last, in their folder.
///
/// # Errors
/// Usage: nobody says of which group. The system's.
pub(super) fn of_group(dir: &DirArg, context: &Context) -> Result<(Folder, Vec<Entry>), Failure> {
    let folder = dir.to_read()?;
    let entries = folder.entries(Some(&app_id(&folder, context)?))?;
    Ok((folder, entries))
}

fn found(dir: &DirArg, when: When, context: &Context) -> Result<Reader, Failure> {
    let folder = dir.to_read()?;
    let app_id = app_id(&folder, context)?;
    let entry = folder.find(&app_id, when, &context.style()?.zone)?;
    Reader::of(&entry)
}

/// The group whose snapshots are meant: that of the credentials in force, else the
/// only one that the folder has snapshots of.
fn app_id(folder: &Folder, context: &Context) -> Result<String, Failure> {
    if let Some(app_id) = context.app_id()? {
        return Ok(app_id);
    }
    let shown = shown_path(folder.path());
    let there = folder.app_ids()?;
    match &there[..] {
        [only] => Ok(only.clone()),
        [] => Err(
            Failure::usage(text!("no snapshot is in {shown}", "{shown} 中没有快照")).hint(both(
                "`polyv-group snapshot save` makes one",
                "请用 `polyv-group snapshot save` 保存一份",
            )),
        ),
        _ => {
            let there = listed(there.iter().map(|app_id| escape(app_id)));
            let message = text!(
                "snapshots of several groups are in {shown}: appId {there}",
                "{shown} 中有多个集团的快照：appId {there}"
            );
            Err(Failure::usage(message).hint(both(
                "choose one by --profile, or name the file",
                "请用 --profile 选择一个，或直接指定文件",
            )))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-12-01 06:15:30 in China.
    const NOW: Now = Now {
        unix_millis: 1_796_076_930_000,
    };

    fn parsed(typed: &str) -> Result<Which, Text> {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        Which::parsed(typed, &zone, &NOW)
    }

    fn shown(typed: &str) -> String {
        let Ok(Which::At(span)) = parsed(typed) else {
            return format!("{:?}", parsed(typed).unwrap());
        };
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let [start, end] = [span.start, span.end].map(|at| instant(at, &zone));
        format!("{start} to {end}")
    }

    #[test]
    fn a_snapshot_is_named_in_many_ways() {
        for (typed, means) in [
            ("latest", "Latest"),
            ("now", "Now"),
            ("s.gz", "File(\"s.gz\")"),
            ("./latest", "File(\"./latest\")"),
            ("2026/12", "File(\"2026/12\")"),
            ("Cargo.toml", "File(\"Cargo.toml\")"),
            ("today", "2026-12-01 00:00:00 to 2026-12-02 00:00:00"),
            ("yesterday", "2026-11-30 00:00:00 to 2026-12-01 00:00:00"),
            ("2026-11-05", "2026-11-05 00:00:00 to 2026-11-06 00:00:00"),
            ("2026/11/5", "2026-11-05 00:00:00 to 2026-11-06 00:00:00"),
            (
                "2026-11-05 08:00",
                "2026-11-05 08:00:00 to 2026-11-05 08:01:00",
            ),
            ("1d", "2026-11-30 06:15:30 to 2026-11-30 06:15:30"),
        ] {
            assert_eq!(shown(typed), means, "{typed}");
        }
    }

    #[test]
    fn what_names_none_is_refused() {
        for (typed, why) in [
            ("", "not a known form"),
            ("lastest", "not a known form"),
            ("src", "not a known form"),
            ("2026-02-30", "there is no such day or hour"),
            ("30m", "not a known form"),
        ] {
            let rule = parsed(typed).unwrap_err();
            assert!(rule.en().contains(why), "{typed}: {rule}");
        }
    }
}

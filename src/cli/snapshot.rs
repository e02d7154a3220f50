//! `snapshot`: the group as it is now, kept in files for later.

use super::changes::Diff;
use super::context::Context;
use super::own_list::{OwnList, Typed};
use super::which_snapshot::{DirArg, Which, of_group};
use super::{fields, group_now, list};
use crate::endpoints::spec::{Layout, Read, Shape};
use crate::failure::Failure;
use crate::lang::{Text, both, counted};
use crate::output::{Column, Format, Values};
use crate::row::Row;
use crate::snapshot::{Entry, FILE_PROBLEMS, Keep, Reader, Stored};
use crate::text;
use crate::text::shown_path;
use clap::{ArgGroup, Args, Command, Subcommand};
use serde_json::{Map, Value, json};
use std::fs;
use std::path::Path;

/// What can be done with snapshots.
#[derive(Debug, Subcommand)]
pub(super) enum SnapshotVerb {
    #[command(about = both(
        "Keep what every sub-account and the group have now in a file",
        "把每个分账号和集团当前的数据保存到文件",
    ))]
    #[command(after_help = save_help())]
    Save(DirArg),
    #[command(about = both("List the snapshots", "列出快照"))]
    List(Typed<Snapshots>),
    #[command(about = both(
        "Show what changed between two snapshots",
        "显示两份快照之间的变化",
    ))]
    Diff(Typed<Diff>),
    #[command(about = both("Remove old snapshots", "删除旧快照"))]
    #[command(after_help = prune_help())]
    Prune(Prune),
}

/// What a snapshot is, and examples.
fn save_help() -> String {
    fields::notes_and_examples(
        both(
            "The file is gzip of JSON Lines: a line about the snapshot, the group's own figures, \
             a line with the names of the fields, then an array of their values for each \
             sub-account, as the service sent them; `subaccounts list --from-snapshot FILE -o \
             jsonl` makes objects of these. Secrets are left out. The file is named by the appId \
             and the time, in UTC, and only its owner can read it. A list that cannot be read to \
             its end leaves no file. Two runs in one folder at the same time: the \
             second one ends with status 1.\n\n\
             stdout has the path of the file; with -o json it is an object with the first line \
             of the file, its path and size.",
            "文件为 `gzip` 压缩的 JSON Lines：第一行是快照的说明，第二行是集团自身的数据，然后\
             一行是字段名，之后每个分账号一行，是各字段值的数组，与服务返回的相同，但不含密钥；\
             `subaccounts list --from-snapshot FILE -o jsonl` 可将其还原为对象。文件名由 appId 和 UTC 时间组成，只有所有者\
             可读。列表未能读完时不会留下文件。同一文件夹同时只能有一个进程保存：后一个以状态 1 结束。\
             \n\n\
             标准输出为文件路径；加 -o json 时为一个对象，含文件第一行的内容、路径和大小。",
        ),
        "polyv-group snapshot save\n\
         polyv-group snapshot save --dir /srv/polyv -q",
    )
}

static LIST: Read = Read {
    command: ("snapshot", "list"),
    about: both("List the snapshots", "列出快照"),
    notes: both(
        "Newest first; it needs no credentials and no network. TIME is when the snapshot was \
         complete. What is wrong with a file is in PROBLEM: of each the first lines are read, \
         with --verify all of it.",
        "最新的在前；不需要凭证，也不需要网络。时间为快照完成的时间。文件有问题时写在「问题」列：\
         默认只读取文件开头，--verify 读取全部内容。",
    ),
    examples: "polyv-group snapshot list\n\
               polyv-group snapshot list --verify --where 'problem != null'",
    rows: both("snapshots", "快照"),
    shape: Shape::Array,
    columns: COLUMNS,
    table: Some(Layout {
        columns: COLUMNS,
        rows: with_name,
    }),
    newest_first: "time",
    ..Read::DEFAULT
};

/// The name of a file, by which it is asked for, tells the appId as well.
pub(super) const COLUMNS: &[Column] = &[
    Column::new("time", "TIME", Values::Millis),
    Column::text("appId", "APP ID").yielding(4),
    Column::number("accounts", "ACCOUNTS").yielding(2),
    Column::number("size", "BYTES")
        .in_chinese("字节数")
        .yielding(3),
    Column::text("baseUrl", "BASE URL").hidden(),
    Column::text("tool", "TOOL").hidden(),
    Column::text("problem", "PROBLEM")
        .saying(&FILE_PROBLEMS)
        .yielding(1)
        .keeping(16),
    Column::text("file", "FILE").yielding(1).keeping(40),
];

/// A snapshot for people: its file without the folder, which all share.
fn with_name(row: &Row) -> Vec<Row> {
    let mut fields: Map<String, Value> = serde_json::from_str(row.as_str()).unwrap_or_default();
    let name = |path: &Value| {
        Path::new(path.as_str()?)
            .file_name()?
            .to_str()
            .map(Value::from)
    };
    if let Some(file) = fields.get_mut("file")
        && let Some(name) = name(file)
    {
        *file = name;
    }
    vec![Row::from(Value::from(fields))]
}

/// `snapshot list`.
#[derive(Debug)]
pub(super) struct Snapshots;

/// The options of the list that are not about asking.
#[derive(Debug, Args)]
struct ListOptions {
    #[command(flatten)]
    dir: DirArg,
    #[arg(help = both(
        "Read every snapshot to its end, to find damage",
        "读取每份快照的全部内容，检查是否损坏",
    ))]
    #[arg(long)]
    verify: bool,
}

impl OwnList for Snapshots {
    fn options(command: Command) -> Command {
        list::options(ListOptions::augment_args(command), &LIST)
    }
}

/// Which go, and examples.
fn prune_help() -> String {
    fields::notes_and_examples(
        both(
            "What none of the rules keeps goes: of the group whose credentials are in force, \
             and never its newest snapshot. What goes is shown before it is removed.",
            "没有任何规则要保留的快照会被删除：只限当前凭证所属的集团，且最新的一份总会保留。\
             删除之前先列出。",
        ),
        "polyv-group snapshot prune --keep 30\n\
         polyv-group snapshot prune --older-than 14d --keep-daily 90 --yes",
    )
}

/// What `snapshot prune` keeps.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("rule").multiple(true).required(true))]
pub(super) struct Prune {
    #[arg(help = both("Keep so many of the newest", "保留最新的 N 份"))]
    #[arg(long, value_name = "N", group = "rule", value_parser = list::from_one)]
    keep: Option<u64>,
    #[arg(help = both(
        "Keep what is not older than this: 2024-05-20, 90d",
        "保留不早于此时间的快照：2024-05-20、90d",
    ))]
    #[arg(long, value_name = "TIME", group = "rule")]
    older_than: Option<String>,
    #[arg(help = both(
        "Keep the last one of each of the latest N days",
        "最近 N 天每天保留最后一份",
    ))]
    #[arg(long, value_name = "N", group = "rule", value_parser = list::from_one)]
    keep_daily: Option<u64>,
    #[command(flatten)]
    dir: DirArg,
    #[arg(help = both("Show what would be removed, remove nothing", "只列出将删除的快照，不删除"))]
    #[arg(long)]
    dry_run: bool,
    #[arg(help = both("Do it without asking you to confirm", "不询问确认，直接执行"))]
    #[arg(long, short)]
    yes: bool,
}

impl Prune {
    fn run(&self, context: &Context) -> Result<(), Failure> {
        let zone = &context.style()?.zone;
        let since = self.older_than.as_deref();
        let since = since.map(|time| Which::start("--older-than", time, context));
        let count = |number: Option<u64>| number.map(|n| usize::try_from(n).unwrap_or(usize::MAX));
        let keep = Keep {
            newest: count(self.keep),
            since: since.transpose()?,
            daily: count(self.keep_daily),
        };
        let (folder, entries) = of_group(&self.dir, context)?;
        let go = keep.to_go(&entries, zone);
        let left = counted(entries.len() - go.len(), "snapshot", "份快照");
        let rows = go.iter().copied().map(gone);
        match context.style()?.format {
            Format::Table => context.rows(GONE, rows.flat_map(|row| with_name(&row)))?,
            _ => context.rows(GONE, rows)?,
        }
        if go.is_empty() {
            let console = &context.console;
            console.info(text!(
                "nothing to remove; {left}",
                "没有要删除的；现有 {left}"
            ));
            return Ok(());
        }
        let count = counted(go.len(), "snapshot", "份快照");
        if !context.sends() {
            context
                .console
                .info(text!("{count} would be removed", "将删除 {count}"));
            return Ok(());
        }
        context.confirm(text!("Remove {count}?", "删除 {count}？"))?;
        folder.remove(&go)?;
        context.console.info(text!(
            "{count} removed; {left} kept",
            "已删除 {count}，保留 {left}"
        ));
        Ok(())
    }
}

/// What is shown of a snapshot that goes.
pub(super) const GONE: &[Column] = &[COLUMNS[0], COLUMNS[1], COLUMNS[3], COLUMNS[7]];

fn gone(entry: &Entry) -> Row {
    Row::from(json!({
        "time": entry.time,
        "appId": entry.app_id,
        "size": bytes_of(entry),
        "file": entry.path.to_string_lossy(),
    }))
}

fn bytes_of(entry: &Entry) -> Option<u64> {
    fs::metadata(&entry.path).ok().map(|found| found.len())
}

impl SnapshotVerb {
    pub(super) fn run(&self, context: &Context) -> Result<(), Failure> {
        match self {
            Self::Save(dir) => save(dir, context),
            Self::Diff(args) => args.run(context),
            Self::Prune(prune) => prune.run(context),
            Self::List(Typed(args, _)) => list::run_local(&LIST, args, context, || {
                let options: ListOptions = fields::parsed(args)?;
                let folder = options.dir.to_read()?;
                let entries = folder.entries(None)?;
                if entries.is_empty() {
                    let folder = shown_path(folder.path());
                    let console = &context.console;
                    console.info(text!("looked in {folder}", "查找位置：{folder}"));
                }
                let rows = entries.iter().rev();
                Ok(rows.map(|entry| listed(entry, options.verify)).collect())
            }),
        }
    }
}

/// Reads the group and keeps it.
fn save(dir: &DirArg, context: &Context) -> Result<(), Failure> {
    let style = context.style()?;
    let stored = group_now::save(&dir.folder()?, context)?;
    let count = counted(stored.header.accounts, "sub-account", "个分账号");
    let size = size(stored.bytes);
    context
        .console
        .info(text!("{count}, {size}", "{count}，{size}"));
    match style.format.is_json() {
        true => context.object(&as_object(&stored)),
        false => context.print(&format!("{}\n", stored.path.display())),
    }
}

/// Bytes for people: `812 bytes`, `41 kB`, `2.5 MB`.
fn size(bytes: u64) -> Text {
    match bytes {
        0..1000 => counted(bytes, "byte", "字节"),
        1000..1_000_000 => Text::verbatim(format!("{} kB", bytes / 1000)),
        _ => Text::verbatim(format!("{:.1} MB", bytes as f64 / 1e6)),
    }
}

/// A snapshot that was saved, for programs.
fn as_object(stored: &Stored) -> Row {
    let mut object = json!(stored.header);
    if let Value::Object(fields) = &mut object {
        fields.insert("file".into(), stored.path.to_string_lossy().into());
        fields.insert("size".into(), stored.bytes.into());
    }
    Row::from(object)
}

/// A snapshot as a row.
fn listed(entry: &Entry, verify: bool) -> Row {
    let opened = Reader::of(entry);
    let header = opened.as_ref().ok().map(|reader| reader.header().clone());
    let read = match verify {
        true => opened.and_then(|mut rows| rows.try_for_each(|page| page.map(drop))),
        false => opened.map(drop),
    };
    let named = shown_path(&entry.path) + ": ";
    let problem = read.err().map(|failure| {
        let why = failure.message.en();
        why.strip_prefix(&named).unwrap_or(why).to_owned()
    });
    Row::from(json!({
        "time": entry.time,
        "appId": entry.app_id,
        "accounts": header.as_ref().map(|header| header.accounts),
        "size": bytes_of(entry),
        "baseUrl": header.as_ref().map(|header| &header.base_url),
        "tool": header.as_ref().map(|header| &header.tool),
        "file": entry.path.to_string_lossy(),
        "problem": problem,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::{Style, sink};

    /// By its name a snapshot is asked for, and a damaged one removed.
    #[test]
    fn a_narrow_terminal_has_room_for_the_names_of_files() {
        let style = Style {
            width: Some(79),
            ..Style::plain(Format::Table)
        };
        for (problem, left) in [
            (Value::Null, &["APP ID", "PROBLEM"][..]),
            (
                "it is not a snapshot".into(),
                &["APP ID", "ACCOUNTS", "BYTES"],
            ),
        ] {
            let row = Row::from(json!({
                "time": 1_796_076_930_000_i64,
                "appId": "sandboxapp",
                "accounts": 230,
                "size": 17069,
                "problem": problem,
                "file": "sandboxapp-20261130T221530Z.jsonl.gz",
            }));
            let mut out = Vec::new();
            let mut table = sink(&style, COLUMNS, &mut out).unwrap();
            table.row(&row).unwrap();
            assert_eq!(table.finish().unwrap().columns, left);
        }
    }

    #[test]
    fn a_size_has_a_unit() {
        let shown = [1, 999, 1000, 41_700, 999_999, 1_000_000, 2_549_000].map(size);
        let expected = [
            "1 byte",
            "999 bytes",
            "1 kB",
            "41 kB",
            "999 kB",
            "1.0 MB",
            "2.5 MB",
        ];
        assert_eq!(shown.map(|size| size.en().to_owned()), expected);
    }
}

//! `writes`: the account of every write that left this machine.

use super::context::Context;
use super::own_list::{OwnList, Typed};
use super::{ledger, list};
use crate::endpoints::resources::RESOURCES;
use crate::endpoints::spec::{Layout, Read, Shape, plain};
use crate::endpoints::write::Does;
use crate::endpoints::{ENDPOINTS, Endpoint};
use crate::failure::{self, Failure};
use crate::files::absent_is_none;
use crate::lang::{self, Both, Lang, Text, both, counted};
use crate::output::{Column, Values, chinese};
use crate::row::Row;
use crate::text;
use crate::text::{listed, shown_path};
use clap::{Command, Subcommand};
use indexmap::IndexMap;
use serde_json::{Map, Value};
use std::fs;
use std::path::Path;

/// What can be done with the account of writes.
#[derive(Debug, Subcommand)]
pub(super) enum WritesVerb {
    #[command(about = both(
        "List every write this machine sent",
        "列出本机发送过的全部写操作",
    ))]
    List(Typed<SentWrites>),
}

/// The outcomes of a write.
const OUTCOMES: &[&str] = &["done", "refused", "unknown", "notSent"];

/// What they are called.
const CALLED: [Both; 4] = [
    both("done", "完成"),
    both("refused", "被拒绝"),
    both("unknown", "未知"),
    both("notSent", "未发送"),
];

static LIST: Read = Read {
    command: ("writes", "list"),
    about: both(
        "List every write this machine sent",
        "列出本机发送过的所有写操作",
    ),
    notes: both(
        "Newest first; it needs no credentials and no network. Each user of a machine has a \
         list of their own, in writes.jsonl of the state folder; when that has 10 MB it \
         becomes writes.1.jsonl, and an older one of that name goes. A write is noted before \
         it leaves and when it has ended. One without an end is unknown: the program was \
         ended in between, or it is still at it. Tries of one write are one row. With --sandbox \
         it lists the writes to the sandbox, which have a file of their own.\n\n\
         Outcomes: done, refused (in the service's words), unknown (it may or may not have \
         been done), notSent (it did not reach the service).",
        "最新的在前；不需要凭证，也不需要网络。每个系统用户各有一份记录，即状态文件夹中的 \
         writes.jsonl；达到 10 MB 时改名为 writes.1.jsonl，原有的同名文件被覆盖。每次写操作在发送之前\
         和结束之后各记一次。没有结束记录的为结果未知：程序中途被终止，或仍在执行。同一写操作的多次\
         尝试为一行。使用 --sandbox 时列出对沙箱的写操作，记录在单独的文件中。\n\n\
         结果：`done`（已完成）、`refused`（服务拒绝，附服务的原话）、`unknown`（结果未知）、\
         `notSent`（未到达服务）。",
    ),
    examples: "polyv-group writes list --limit 10\n\
               polyv-group writes list --where 'outcome != done and time > -7d'\n\
               polyv-group writes list --by user,what -o csv",
    rows: both("writes", "写操作"),
    shape: Shape::Array,
    columns: COLUMNS,
    table: Some(Layout {
        columns: COLUMNS,
        rows: |write| vec![in_words(write)],
    }),
    newest_first: "time",
    ..Read::DEFAULT
};

/// What a write did, to whom and what became of it stay longest.
pub(super) const COLUMNS: &[Column] = &[
    Column::new("time", "TIME", Values::Millis),
    Column::text("user", "USER").yielding(4),
    Column::text("profile", "PROFILE").yielding(5),
    Column::text("appId", "APP ID").hidden(),
    Column::text("account", "ACCOUNT").hidden(),
    Column::text("baseUrl", "BASE URL").hidden(),
    Column::text("what", "WHAT").keeping(18),
    Column::text("email", "E-MAIL"),
    Column::text("endpoint", "ENDPOINT").hidden(),
    Column::text("values", "VALUES").hidden(),
    Column::text("before", "BEFORE").yielding(3).keeping(16),
    Column::text("after", "AFTER").yielding(2).keeping(16),
    Column::text("outcome", "OUTCOME")
        .one_of(OUTCOMES)
        .called(&CALLED),
    Column::number("attempts", "TRIES").hidden(),
    Column::text("code", "CODE").hidden(),
    Column::text("message", "MESSAGE").yielding(1).keeping(24),
    Column::text("requestId", "REQUEST ID").hidden(),
    Column::text("id", "ID").hidden(),
];

/// In the place of a message, where nobody noted how a write ended: rows have it
/// in English.
const NO_END: Both = both(
    "its end is not noted: the program was ended, or is still at it",
    "没有记下结果：程序已被终止，或仍在执行",
);

/// A write for people: `minutes 16010` for what was there and what is there now.
fn in_words(write: &Row) -> Row {
    let mut fields: Map<String, Value> = serde_json::from_str(write.as_str()).unwrap_or_default();
    for name in ["before", "after"] {
        if let Some(Value::Object(values)) = fields.get(name) {
            let words = values
                .iter()
                .map(|(name, value)| format!("{} {}", called(name), plain(value)));
            let words = listed(words).now().into();
            fields.insert(name.into(), words);
        }
    }
    if let Some(Value::String(what)) = fields.get_mut("what") {
        deed(what).now().clone_into(what);
    }
    if let Some(message) = fields.get_mut("message").filter(|it| **it == NO_END.en) {
        *message = NO_END.now().into();
    }
    Row::from(Value::from(fields))
}

/// What a write does, which rows say in English.
fn deed(what: &str) -> Text {
    let calls = ENDPOINTS.iter().filter_map(|endpoint| match endpoint {
        Endpoint::Write(call) => Some(call.does),
        Endpoint::Read(_) | Endpoint::Allocate => None,
    });
    let mut deeds = calls.map(|Does { verb, what, .. }| text!("{verb} {what}", "{verb}{what}"));
    let found = deeds.find(|deed| deed == what);
    found.unwrap_or_else(|| listed(what.split(", ").map(change)))
}

/// The same of one resource: `set minutes to 500`, `give 5 minutes`.
fn change(words: &str) -> Text {
    let parts: Vec<&str> = words.split(' ').collect();
    match parts[..] {
        ["set", resource, "to", amount] => {
            let name = called(resource);
            text!("set {name} to {amount}", "{name}设为 {amount}")
        }
        ["give", amount, resource] => {
            let name = called(resource);
            text!("give {amount} {name}", "增加{name} {amount}")
        }
        ["take", "all", resource] => {
            let name = called(resource);
            text!("take all {name}", "回收全部{name}")
        }
        ["take", amount, resource] => {
            let name = called(resource);
            text!("take {amount} {name}", "回收{name} {amount}")
        }
        _ => Text::verbatim(words),
    }
}

/// What a resource or a field is called, which rows call as the service does.
fn called(name: &str) -> Text {
    let mut resources = RESOURCES.iter();
    let resource = resources.find(|resource| resource.word == name);
    let chinese = resource.map_or_else(|| chinese::name(name), |resource| resource.name().zh);
    Text::made(&|| match (lang::current(), chinese) {
        (Lang::En, _) | (_, "") => name.to_owned(),
        (Lang::Zh, chinese) => chinese.to_owned(),
    })
}

/// `writes list`.
#[derive(Debug)]
pub(super) struct SentWrites;

impl OwnList for SentWrites {
    fn options(command: Command) -> Command {
        list::options(command, &LIST)
    }
}

impl WritesVerb {
    pub(super) fn run(&self, context: &Context) -> Result<(), Failure> {
        let WritesVerb::List(Typed(args, _)) = self;
        list::run_local(&LIST, args, context, || {
            let file = ledger::file(context.globals.sandbox)?;
            let mut writes = Writes::default();
            for file in [&ledger::older(&file), &file] {
                let damaged = writes.read(file)?;
                if damaged > 0 {
                    let (file, lines) = (shown_path(file), counted(damaged, "line", "行"));
                    context.console.warn(text!(
                        "{file}: {lines} cannot be read and are left out",
                        "{file}：{lines}无法读取，已略过"
                    ));
                }
            }
            Ok(writes.rows())
        })
    }
}

/// What is known of each write, by its id.
#[derive(Default)]
struct Writes(IndexMap<String, Map<String, Value>>);

impl Writes {
    /// Adds what the lines of a file say; returns how many say nothing.
    fn read(&mut self, file: &Path) -> Result<usize, Failure> {
        let found = absent_is_none(fs::read(file));
        let bytes = failure::local(found, || {
            let file = shown_path(file);
            text!("cannot read {file}", "无法读取 {file}")
        })?;
        let bytes = bytes.unwrap_or_default();
        let lines = bytes.split(|byte| *byte == b'\n');
        let lines = lines.filter(|line| !line.is_empty());
        let damaged = lines.filter(|line| self.add(line).is_none());
        Ok(damaged.count())
    }

    /// Later lines of a write say more.
    fn add(&mut self, line: &[u8]) -> Option<()> {
        let line: Map<String, Value> = serde_json::from_slice(line).ok()?;
        let id = line.get("id")?.as_str()?.to_owned();
        self.0.entry(id).or_default().extend(line);
        Some(())
    }

    /// The rows, those that were noted last first.
    fn rows(self) -> Vec<Row> {
        let mut writes = self.0.into_values().rev().collect::<Vec<_>>();
        // Of a write whose lines are gone that say more, nothing is told.
        writes.retain(|write| write.contains_key("time"));
        let rows = writes.into_iter().map(|mut write| {
            if write.get("outcome").is_some_and(|it| *it == ledger::SENT) {
                write.insert("outcome".into(), "unknown".into());
                write.insert("message".into(), NO_END.en.into());
            }
            Row::from(Value::from(write))
        });
        rows.collect()
    }
}

#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoints::write::Write;

    #[test]
    fn what_a_write_does_is_told_in_the_language_of_the_table() {
        for (english, chinese) in [
            ("create the sub-account", "新建分账号"),
            ("delete the child account", "删除子账号"),
            ("give 5 minutes", "增加分钟数 5"),
            (
                "set space to 10, take all flow",
                "点播空间设为 10、回收全部点播流量",
            ),
            ("take 2 channels", "回收频道数 2"),
            ("POST /v4/new", "POST /v4/new"),
        ] {
            let told = deed(english);
            assert_eq!((told.en(), told.zh()), (english, chinese));
        }
        let write = r#"{"what":"give 5 minutes","before":{"minutes":1,"childName":"x"}}"#;
        let row = Row::parse(write).unwrap();
        let told = lang::within(Lang::Zh, || in_words(&row));
        assert_eq!(told.text("before").unwrap(), "分钟数 1、姓名 x");
        assert_eq!(
            in_words(&row).text("before").unwrap(),
            "minutes 1, childName x"
        );
    }

    #[test]
    fn every_write_of_this_program_has_a_chinese_deed() {
        for endpoint in ENDPOINTS {
            if let Endpoint::Write(Write { does, .. }) = endpoint {
                let english = format!("{} {}", does.verb.en, does.what.en);
                assert!(!deed(&english).zh().contains(does.verb.en), "{english}");
            }
        }
    }
}

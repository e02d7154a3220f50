//! `check`: what is too low, or soon over, for cron and monitors. It reads only,
//! and ends by its deadline whatever the network does.

mod age;
mod checkup;
mod condition;
mod line;
mod metrics;
pub(super) mod nagios;
mod rows;

pub(super) use rows::COLUMNS;

use super::candidates;
use super::context::Context;
use super::fields::notes_and_examples;
use super::group_now;
use super::interrupt;
use super::list;
use super::out::{Out, written};
use super::usage::daily_use;
use super::which_snapshot::FromSnapshot;
use crate::clock;
use crate::config::parse_duration;
use crate::endpoints::group::INFO;
use crate::endpoints::subaccounts;
use crate::failure::{self, Failure, Kind};
use crate::lang::{Text, both, counted};
use crate::output::{Filter, Format, Style, choose};
use crate::row::Row;
use crate::sign::Params;
use crate::snapshot::Reader;
use crate::text;
use crate::text::{listed, shown_path};
use checkup::{Checkup, Days, DaysOf, Held, Lasts, Plan};
use clap::Args;
use condition::{Condition, Subject, lasting};
use rows::rows;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

/// What the help says after the options.
pub(super) fn help() -> String {
    notes_and_examples(
        both(
            "A condition is NAME OP VALUE, OP one of < <= > >= = !=. It holds for a sub-account \
             by any field or resource of `subaccounts list` (minutes<100, status=frozen); \
             expires<7d holds for those that expire within 7 days from now or have expired. It \
             holds for the group by what it has left to give (group.minutes, group.flow, \
             group.space, group.channels; with % in percent of what it owns: group.minutes%<10), \
             by a figure of `group info` (group.liveInfo.usedDuration), or by the number of \
             accounts: count, normal, expired, frozen. days-left<7 holds for accounts of which \
             minutes, flow, link-mic or guide minutes last for fewer days at their mean use, as \
             `usage` tells it: snapshots of 3 days are needed. What is not told is counted, not \
             guessed. age>26h holds where the snapshot of --from-snapshot is older than that; \
             without a condition on age, one that is 26 hours older than what was asked for \
             (`latest`: now) is a warning.\n\n\
             It prints one line of fewer than 80 cells, the worst first; -v adds a row for each \
             account and condition, and -o json, jsonl, csv or xlsx prints these alone. The exit \
             status is 0, 10 where a warning holds, 11 where a critical condition does; any other \
             is an error. With --nagios it is 0, 1 and 2, and 3 for every error.",
            "条件写作 NAME OP VALUE，OP 为 < <= > >= = != 之一。对分账号：`subaccounts list` 的任一字段\
             或资源（minutes<100、status=frozen）；expires<7d 包括 7 天内到期和已到期的账号。\
             对集团：剩余可分配量（group.minutes、group.flow、group.space、group.channels；加 % 为占\
             拥有量的百分比：group.minutes%<10）、`group info` 的任一数值\
             （group.liveInfo.usedDuration），或账号个数：`count`、`normal`、`expired`、`frozen`。\
             days-left<7：按平均用量，分钟数、点播流量、连麦或导播台分钟数不足 7 天的账号（同 `usage`，需要 3 天的快照）。没有的数值只计个数，不作猜测。age>26h：--from-snapshot 的快照早于 26 小时前；未给出 `age` 条件时，\
             快照比所要的时间（`latest` 为现在）早 26 小时以上即为警告。\n\n\
             输出一行，不超过 79 列，最严重的在前；-v 再为每个账号和条件输出一行，-o json、jsonl、\
             csv 或 xlsx 只输出这些行。退出状态为 0；达到警告条件为 10，达到严重条件为 11，其他均为\
             错误。使用 --nagios 时为 0、1、2，所有错误都是 3。",
        ),
        "polyv-group check -w 'minutes<500' -c 'minutes<100' -w 'expires<7d'\n\
         polyv-group check -c 'group.minutes%<10' -c 'frozen>0' -v\n\
         polyv-group check --where 'status = normal' -w 'minutes<500' -o csv\n\
         polyv-group check --from-snapshot latest -c 'age>26h' -w 'expires<7d'\n\
         polyv-group check -w 'minutes<500' --nagios --deadline 30s\n\
         polyv-group check -w 'minutes<500' --prometheus polyv.prom",
    )
}

/// What was typed.
#[derive(Clone, Debug, Args)]
pub(super) struct Check {
    #[arg(help = both(
        "Warn where this holds, such as 'minutes<500'; may be given several times",
        "达到此条件时警告，如 'minutes<500'；可多次使用",
    ))]
    #[arg(short, long = "warning", value_name = "COND", add = candidates::words(condition::names))]
    warning: Vec<String>,
    #[arg(help = both(
        "Critical where this holds; may be given several times",
        "达到此条件时为严重；可多次使用",
    ))]
    #[arg(short, long = "critical", value_name = "COND", add = candidates::words(condition::names))]
    critical: Vec<String>,
    #[arg(help = both(
        "Only sub-accounts for which this holds count (see `help asking`)",
        "只计符合条件的分账号（见 `help asking`）",
    ))]
    #[arg(long = "where", value_name = "EXPR")]
    #[arg(add = candidates::columns(subaccounts::COLUMNS, false))]
    filters: Vec<String>,
    #[arg(help = both(
        "Give up after this time, whatever has to be waited for",
        "超过此时长即放弃，不论在等待什么",
    ))]
    #[arg(long, value_name = "DUR", default_value = "10s", value_parser = parse_duration)]
    deadline: Duration,
    #[arg(help = both(
        "Output and exit status of a Nagios plug-in: 0, 1, 2, and 3 for every error",
        "按 Nagios 插件的方式输出和退出：0、1、2，所有错误为 3",
    ))]
    #[arg(long)]
    nagios: bool,
    #[arg(help = both(
        "Write the figures to this file for Prometheus, for node_exporter's textfile collector",
        "把数值写入此文件，供 Prometheus（node_exporter 的 `textfile` 收集器）读取",
    ))]
    #[arg(long, value_name = "FILE")]
    prometheus: Option<PathBuf>,
    #[command(flatten)]
    from: FromSnapshot,
}

/// What was read of which group.
struct Examined {
    checkup: Checkup,
    app_id: String,
    /// When it was read.
    unix_millis: i64,
    /// Whether it is from a snapshot.
    is_saved: bool,
}

/// What was found out.
struct Found {
    read: Examined,
    /// Where the figures for Prometheus go.
    metrics: Out,
}

impl Check {
    /// Looks on a thread of its own, which is left behind at the deadline: names
    /// that are looked up, locks and secret commands have no other bound.
    ///
    /// # Errors
    /// [`Kind::Warning`] and [`Kind::Critical`] where a condition holds; whatever
    /// kept it from being known, or printed.
    pub(super) fn run(&self, context: &Context) -> Result<(), Failure> {
        let (check, other) = (self.clone(), context.reading());
        let (sender, answer) = channel();
        let look = move || {
            let found = check.look(&other);
            // Nobody hears it after the deadline.
            let _ = sender.send((other, found));
        };
        let spawned = thread::Builder::new().spawn(look);
        failure::local(spawned, || {
            both("cannot start to check", "无法开始检查").into()
        })?;
        match answer.recv_timeout(self.deadline) {
            Ok((other, found)) => {
                let result = found.and_then(|found| self.tell(found, &other));
                other.out.end(result, |words| other.console.aside(words))
            }
            Err(RecvTimeoutError::Timeout) => {
                interrupt::clean_up();
                Err(self.late(context))
            }
            Err(RecvTimeoutError::Disconnected) => {
                let why = both("the check ended without a result", "检查没有结果就结束了");
                Err(Failure::new(Kind::Unexpected, why))
            }
        }
    }

    /// There was no answer in time, and what went wrong last.
    fn late(&self, context: &Context) -> Failure {
        let limit = match self.deadline.subsec_millis() {
            0 => format!("{} s", self.deadline.as_secs()),
            _ => format!("{} ms", self.deadline.as_millis()),
        };
        let console = &context.console;
        let why = match console.asked() {
            Some((place, true)) => text!(
                "not done within {limit}, though {place} answers",
                "{limit} 内未完成，{place} 有应答"
            ),
            Some((place, false)) => text!(
                "no answer from {place} within {limit}",
                "{limit} 内 {place} 没有应答"
            ),
            None => text!("no answer within {limit}", "{limit} 内没有应答"),
        };
        let why = match console.trouble() {
            Some(trouble) => text!("{why}: {trouble}", "{why}：{trouble}"),
            None => why,
        };
        let hint = both(
            "--deadline gives it longer; -v tells what it waits for",
            "可用 --deadline 延长时限；-v 显示在等待什么",
        );
        Failure::new(Kind::Network, why).hint(hint)
    }

    /// Reads what the conditions are about.
    fn look(&self, context: &Context) -> Result<Found, Failure> {
        let style = context.style()?;
        let plan = self.plan(style, context)?;
        choose(style, COLUMNS)?;
        let metrics = Out::of("--prometheus", self.prometheus.as_deref()).for_others();
        metrics.open(false)?;
        if let Some(file) = metrics.file().filter(|file| !is_collected(file)) {
            let file = shown_path(file);
            context.console.warn(text!(
                "--prometheus {file}: node_exporter reads only files that end in .prom",
                "--prometheus {file}：node_exporter 只读取以 `.prom` 结尾的文件"
            ));
        }
        let needs_days = plan.needs_days();
        let words = both("reading the group", "正在读取集团数据");
        let read = || {
            let snapshot = self.from.reader(context)?;
            let days = match needs_days {
                true => Some(self.days(snapshot.as_ref(), context)?),
                false => None,
            };
            match snapshot {
                Some(snapshot) => saved(plan, snapshot, days),
                None => live(plan, days, context),
            }
        };
        let read = context.console.with_progress(words, read)?;
        Ok(Found { read, metrics })
    }

    /// How long what accounts have left lasts, or why nobody can say.
    fn days(&self, until: Option<&Reader>, context: &Context) -> Result<Days, Failure> {
        let daily = daily_use(until, self.from.dir(), context)?;
        Ok(daily.map(|daily| DaysOf {
            until: daily.until,
            of: Box::new(move |row| {
                let days = lasting().filter_map(|resource| daily.days_left(row, resource));
                Lasts {
                    days: days.min(),
                    is_uncertain: lasting().any(|it| daily.is_uncertain(row, it)),
                }
            }),
        }))
    }

    /// What is asked.
    ///
    /// # Errors
    /// Usage: the first condition that is wrong, or there is none.
    fn plan(&self, style: &Style, context: &Context) -> Result<Plan, Failure> {
        let globals = &context.globals;
        let asks_for_another =
            globals.output.is_some() || globals.out.is_some() || globals.print_curl;
        if self.nagios && asks_for_another {
            let message = both(
                "--nagios has an output of its own: not with -o, --out or --print-curl",
                "--nagios 有自己的输出，不能与 -o、--out 或 --print-curl 同时使用",
            );
            return Err(Failure::usage(message));
        }
        if self.warning.is_empty() && self.critical.is_empty() && self.prometheus.is_none() {
            let message = both("there is nothing to check", "没有要检查的条件");
            let hint = both(
                "give -w or -c a condition, such as -w 'minutes<500'",
                "请用 -w 或 -c 给出条件，如 -w 'minutes<500'",
            );
            return Err(Failure::usage(message).hint(hint));
        }
        let (zone, now) = (&style.zone, clock::unix_millis());
        let warnings = self.warning.iter().map(|text| (text, false));
        let typed = self
            .critical
            .iter()
            .map(|text| (text, true))
            .chain(warnings);
        let conditions = typed.map(|(text, critical)| Condition::parse(text, critical, zone, now));
        let columns = subaccounts::COLUMNS;
        let filters = self.filters.iter();
        let filters = filters.map(|text| Filter::parse("--where", text, columns, zone, now));
        let mut plan = Plan {
            conditions: conditions.collect::<Result<_, _>>()?,
            filters: filters.collect::<Result<_, _>>()?,
            with_metrics: self.prometheus.is_some(),
        };
        age::limit(&mut plan, &self.from, now, context)?;
        if self.from.is_only_dir() && !plan.needs_days() {
            return Err(Failure::usage(both(
                "--dir is for --from-snapshot and for days-left",
                "--dir 只用于 --from-snapshot 和 days-left",
            )));
        }
        Ok(plan)
    }

    /// Writes the figures, then the answer.
    fn tell(&self, found: Found, context: &Context) -> Result<(), Failure> {
        let (style, checkup) = (context.style()?, &found.read.checkup);
        let worst = checkup.worst();
        let saved = found.read.is_saved.then_some(found.read.unix_millis);
        let notes = line::notes(checkup, saved, &style.zone);
        let untold = checkup.held.iter().find(|held| held.is_untold);
        if let (Some(held), None) = (untold, worst) {
            return Err(not_told(held, checkup, found.read.is_saved));
        }
        match (found.write_metrics(context), worst) {
            // Nothing may hide that a condition holds.
            (Err(why), Some(_)) => context.console.always(why.message),
            (written, _) => written?,
        }
        let printed = self.print(checkup, &notes, style, context);
        let ended = match worst {
            None => Ok(()),
            Some(kind) => Err(Failure::new(kind, kind.meaning())),
        };
        match printed {
            Err(failure) if failure.kind == Kind::ClosedPipe => ended,
            printed => printed.and(ended),
        }
    }

    fn print(
        &self,
        checkup: &Checkup,
        notes: &[Text],
        style: &Style,
        context: &Context,
    ) -> Result<(), Failure> {
        let is_long = context.globals.verbose > 0;
        if self.nagios {
            let output = nagios::output(checkup, notes, &style.zone, is_long);
            return context
                .out
                .write(|out| written(out.write_all(output.as_bytes()).and_then(|()| out.flush())));
        }
        if style.format != Format::Table {
            notes.iter().for_each(|note| context.console.info(note));
            return context.rows(COLUMNS, rows(checkup, style));
        }
        context.print(&format!("{}\n", line::line(checkup, notes, &style.zone)))?;
        let rows = if is_long {
            rows(checkup, style)
        } else {
            Vec::new()
        };
        match rows.is_empty() {
            false => context.rows(COLUMNS, rows),
            true => Ok(()),
        }
    }
}

impl Found {
    fn write_metrics(&self, context: &Context) -> Result<(), Failure> {
        let Examined {
            checkup,
            app_id,
            unix_millis,
            ..
        } = &self.read;
        let Some(metrics) = &checkup.metrics else {
            return Ok(());
        };
        if metrics.doubles > 0 {
            let rows = counted(metrics.doubles, "row", "行");
            context.console.warn(text!(
                "{rows} of the same e-mail and user id as another have no metrics",
                "{rows}与其他行的邮箱和用户 ID 相同，没有写入指标"
            ));
        }
        let done = self.metrics.write(|out| {
            let mut out = BufWriter::new(out);
            let done = checkup.write_metrics(app_id, *unix_millis, &mut out);
            written(done.and_then(|()| out.flush()))
        });
        let tell = |words| context.console.aside(words);
        self.metrics.end(done, tell)
    }
}

/// Whether the collector reads a file of this name.
fn is_collected(file: &Path) -> bool {
    file.extension().is_some_and(|ending| ending == "prom")
}

/// Asks the service for what is needed, and for nothing else.
fn live(plan: Plan, days: Option<Days>, context: &Context) -> Result<Examined, Failure> {
    let unix_millis = clock::unix_millis();
    let info = match (plan.needs_info(), plan.with_metrics) {
        (true, _) => Some(list::object(&INFO, Params::new(), context)?),
        (false, true) => group_now::figures(context)?,
        (false, false) => None,
    };
    let info = info.map(|info| info.flatten());
    let needs_accounts = plan.needs_accounts();
    let mut checkup = Checkup::new(plan, days);
    if needs_accounts {
        context.every_row(&subaccounts::LIST, |row| checkup.take(row))?;
    }
    checkup.end(info.as_ref());
    Ok(Examined {
        checkup,
        app_id: context.client()?.app_id().to_owned(),
        unix_millis,
        is_saved: false,
    })
}

/// Takes it from a snapshot.
fn saved(plan: Plan, mut snapshot: Reader, days: Option<Days>) -> Result<Examined, Failure> {
    let mut checkup = Checkup::new(plan, days);
    let age = clock::unix_millis() - snapshot.header().ended;
    checkup.age = Some(age.max(0) / 1000);
    let info = snapshot.group().map(Row::flatten);
    let (app_id, unix_millis) = (snapshot.header().app_id.clone(), snapshot.header().ended);
    for page in snapshot.by_ref() {
        page?.iter().for_each(|row| checkup.take(row));
    }
    checkup.end(info.as_ref());
    Ok(Examined {
        checkup,
        app_id,
        unix_millis,
        is_saved: true,
    })
}

/// That the service, or a snapshot, does not tell what a condition is about.
fn not_told(held: &Held, checkup: &Checkup, is_saved: bool) -> Failure {
    let name = &held.condition.name;
    if let (Subject::DaysLeft, Some(Err(why))) = (held.condition.subject, &checkup.days) {
        let reason = &why.message;
        return Failure {
            message: text!(
                "{name} is not told: {reason}",
                "没有 {name} 的数据：{reason}"
            ),
            ..why.clone()
        };
    }
    let figures = listed(held.condition.subject.figures());
    let kind = if is_saved { Kind::Usage } else { Kind::Network };
    let why = match held.condition.subject {
        Subject::DaysLeft => text!(
            "{name} is not told: what was used is certain of no sub-account; `usage` says why",
            "没有 {name} 的数据：所有分账号的用量都无法确定，`usage` 会给出原因"
        ),
        Subject::Account(_) | Subject::Accounts(_) => text!(
            "{name} is not told: no sub-account has it in a form that is known",
            "没有 {name} 的数据：没有分账号以已知的形式给出"
        ),
        _ => text!(
            "{name} is not told: it is made of {figures}, and one of them is missing, 0 or no number",
            "没有 {name} 的数据：由 {figures} 得出，其中有的缺失、为 0 或不是数字"
        ),
    };
    Failure::new(kind, why)
}

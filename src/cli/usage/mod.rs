//! `usage`: what each sub-account used of each resource between two snapshots,
//! or what the service bills for that time.

mod bills;
mod days;
mod log;

use super::ask::Asking;
use super::between::{Between, KeptList};
use super::context::Context;
use super::own_list::{OwnList, Typed};
use super::which_snapshot::DirArg;
use super::{fields, list};
use crate::endpoints::spec::{Read, Shape};
use crate::failure::Failure;
use crate::lang::{Both, both, counted};
use crate::output::{Column, Format, Values};
use crate::row::Value;
use crate::snapshot::{Logged, NOTES, Pair, UsageNote, Used, used};
use crate::text;
use crate::text::escape;
use clap::{ArgMatches, Args, Command, ValueEnum};
use rust_decimal::Decimal;

#[cfg(test)]
pub(super) use bills::COLUMNS as BILLS;
use days::DailyUse;
pub(super) use days::daily_use;
use log::LogEmails;

/// `usage`.
#[derive(Debug)]
pub(super) struct Usage;

/// Where the figures come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum FigureSource {
    /// Two snapshots and the allocation log between them.
    #[default]
    #[value(help = both(
        "Two snapshots, and the allocation log between them",
        "两份快照及其间的分配记录",
    ).now())]
    Snapshots,
    /// The service's daily bills.
    #[value(help = both(
        "The service's own daily bills, of whole days",
        "服务自己的每日账单，按整天计",
    ).now())]
    Bills,
}

/// The options that are not about asking.
#[derive(Debug, Args)]
struct SpanOptions {
    #[arg(help = both(
        "From when: a time, a day (its start), or a snapshot's file [default: the snapshot before \
         the one of --until]",
        "起点：时间、日期（当天开始）或快照文件 [默认：--until 那份之前的一份快照]",
    ))]
    #[arg(long, value_name = "T")]
    since: Option<String>,
    #[arg(help = both(
        "Until when: a time, a day (its end), a snapshot's file, or now, which asks the service \
         [default: the latest snapshot]",
        "终点：时间、日期（当天结束）、快照文件，或 `now`（查询服务）[默认：最新的快照]",
    ))]
    #[arg(long, value_name = "T|now")]
    until: Option<String>,
    #[arg(long, value_enum, default_value_t, hide_default_value = true, help = both(
        "Where the figures come from [default: snapshots]",
        "数据来源 [默认：snapshots]",
    ))]
    source: FigureSource,
    #[command(flatten)]
    dir: DirArg,
}

impl OwnList for Usage {
    fn options(command: Command) -> Command {
        list::options(SpanOptions::augment_args(command), &LIST)
    }
}

static LIST: Read = Read {
    command: ("usage", ""),
    about: both(
        "What each sub-account used between two snapshots",
        "两份快照之间各分账号的用量",
    ),
    notes: both(
        "USED is FROM − TO + GIVEN − TAKEN. FROM and TO are what the two snapshots have; what was \
         given and taken back meanwhile is of the allocation log: of generation 2 where that has \
         any record, else of generation 1, which knows minutes, concurrency, flow, space and \
         channels. What was cleared at expiry counts as taken back. Flow and space are in G.\n\n\
         A row for which that is not certain has no USED, and NOTE says why: the log could not be \
         read or has no such resource, the log has a record of the seconds in which a snapshot was \
         made or of an unknown kind, the account is new or gone, the result is negative. A \
         table leaves out what was not used; -o csv and json have every row. Sums are without \
         the rows that have no USED.\n\n\
         DAYS LEFT is TO divided by the mean daily use since the oldest snapshot of the last 14 \
         days; there is none where that is less than 3 days before.\n\n\
         --source bills adds up the daily bills instead, by account, category and unit. Bills \
         have whole days: that of --since and that of --until are in it. Supplementary charges \
         and refunds are shown beside; their rows have no USED, since nobody says how they count.",
        "已用量 = 期初 − 期末 + 增加 − 回收。期初和期末取自两份快照；其间的增加和回收取自分配记录：\
         优先使用第 2 代接口，无应答或没有记录时用第 1 代（只有分钟数、并发、流量、空间和频道数）。到期清零\
         计入回收。流量和空间以 G 计。\n\n\
         无法确定的行没有已用量，说明列给出原因：分配记录无法读取或不含此资源；制作快照的几秒内有\
         分配记录，或记录含义不明；账号是新增的或已消失；结果为负数。表格不显示没有用量的行，\
         -o csv 和 json 有全部行。合计不含没有已用量的行。\n\n\
         剩余天数为期末除以日均用量，日均取最近 14 天内最早的快照以来的平均值；不足 3 天时不给出。\
         \n\n\
         `--source bills` 改为汇总每日账单，按账号、类别和单位合计。账单按整天计：包含 --since 和 \
         --until 当天。补扣和退款另列；有这两项的行没有已用量，因为其计法没有说明。",
    ),
    examples: "polyv-group usage\n\
               polyv-group usage --since yesterday --until now\n\
               polyv-group usage --since 7d --by resource --sum used\n\
               polyv-group usage --where 'daysLeft < 7' -o csv\n\
               polyv-group usage --source bills --since 2026-11-01 --until 2026-11-30",
    rows: both("figures", "用量数据"),
    shape: Shape::Array,
    columns: COLUMNS,
    ..Read::DEFAULT
};

/// The list of those only that say something.
static SHORT: Read = Read {
    rows: both("use", "用量"),
    shape: Shape::Array,
    columns: COLUMNS,
    ..Read::DEFAULT
};

/// What resources are called, in the order of [`RESOURCES`].
///
/// [`RESOURCES`]: crate::endpoints::resources::RESOURCES
const NAMES: [Both; 9] = [
    both("minutes", "分钟数"),
    both("concurrent", "并发数"),
    both("flow", "点播流量"),
    both("space", "点播空间"),
    both("channels", "频道数"),
    both("link-mic-minutes", "连麦分钟数"),
    both("guide-minutes", "导播台分钟数"),
    both("link-mic-limit", "连麦人数"),
    both("balance", "余额"),
];

/// Who used how much of what stays longest.
pub(super) const COLUMNS: &[Column] = &[
    Column::text("email", "E-MAIL"),
    Column::text("userId", "USER ID").hidden(),
    Column::text("resource", "RESOURCE").saying(&NAMES),
    Column::number("from", "FROM")
        .in_chinese("期初")
        .of_unit("resource")
        .yielding(4),
    Column::number("to", "TO")
        .in_chinese("期末")
        .of_unit("resource")
        .yielding(3),
    Column::number("given", "GIVEN")
        .in_chinese("增加")
        .of_unit("resource")
        .yielding(2),
    Column::number("taken", "TAKEN")
        .in_chinese("回收")
        .of_unit("resource")
        .yielding(2),
    Column::number("used", "USED")
        .in_chinese("已用量")
        .of_unit("resource"),
    Column::text("unit", "UNIT").in_chinese("单位").yielding(5),
    Column::number("daysLeft", "DAYS LEFT").in_chinese("剩余天数"),
    Column::text("note", "NOTE")
        .in_chinese("说明")
        .saying(&NOTES)
        .yielding(1)
        .keeping(12),
];

impl Typed<Usage> {
    pub(super) fn run(&self, context: &Context) -> Result<(), Failure> {
        let args = &self.0;
        let options: SpanOptions = fields::parsed(args)?;
        match options.source {
            FigureSource::Bills => bills::run(&options, args, context),
            FigureSource::Snapshots => run(&options, args, context),
        }
    }
}

/// Between two snapshots.
fn run(options: &SpanOptions, args: &ArgMatches, context: &Context) -> Result<(), Failure> {
    list::check(&LIST, context)?;
    let asking = Asking::new(&LIST, args, context)?;
    let (since, until) = (options.since.as_deref(), options.until.as_deref());
    let between = Between::of_span(since, until, &options.dir, context)?;
    between.tell(context)?;
    has_its_log(&between.after, context)?;
    let of_late = days::start(&between.after, &options.dir, context)?;
    let (logged, daily) = told(&between, of_late.as_ref(), &asking, context)?;
    let is_for_people = context.style()?.format == Format::Table;
    let is_short = is_for_people && !asking.leaves_out() && !asking.tallies();
    let (mut hidden, mut marked) = (0_u64, 0_u64);
    let pages = between.pages(|pair| {
        let mut used = used(pair, &logged);
        used.retain(|used| {
            let is_hidden = is_short && says_nothing(used);
            hidden += u64::from(is_hidden);
            marked += u64::from(used.is_marked() && !says_nothing(used));
            !is_hidden
        });
        let left = |used: &Used| daily.days_left(pair.after()?, used.resource);
        used.iter().map(|it| figure(pair, it, left(it))).collect()
    })?;
    let read = if is_short { &SHORT } else { &LIST };
    list::print_local(read, args, &asking, pages, context)?;
    if hidden > 0 {
        let hidden = counted(hidden, "figure", "项");
        context.console.info(text!(
            "{hidden} without use not shown; -o csv has all",
            "{hidden}没有用量，未显示；-o csv 有全部"
        ));
    }
    if marked > 0 && args.value_source("sum").is_some() {
        let are = match marked {
            1 => both("1 figure is", "1 项").into(),
            _ => text!("{marked} figures are", "{marked} 项"),
        };
        context.console.warn(text!(
            "{are} in no sum: it is not certain what was used; --where 'note != null' lists them",
            "{are}的用量无法确定，未计入合计；用 --where 'note != null' 列出"
        ));
    }
    Ok(())
}

/// Whether the credentials are those of the group of a list: another one's log
/// tells nothing of it.
///
/// # Errors
/// Usage: they are not. There are none.
fn has_its_log(list: &KeptList, context: &Context) -> Result<(), Failure> {
    let (own, theirs) = (context.client()?.app_id(), &list.header.app_id);
    if own == theirs {
        return Ok(());
    }
    let [own, theirs] = [own, theirs].map(escape);
    let message = text!(
        "the snapshots are of appId {theirs}, and the credentials of appId {own}",
        "快照的 appId 为 {theirs}，而凭证的 appId 为 {own}"
    );
    Err(Failure::usage(message).hint(both(
        "the allocation log is read with the credentials of the same group: --profile chooses",
        "分配记录须用同一集团的凭证读取：请用 --profile 选择",
    )))
}

/// What the log tells of the time between two lists, and what is used a day of
/// late.
fn told(
    Between { before, after }: &Between,
    of_late: Option<&KeptList>,
    asking: &Asking,
    context: &Context,
) -> Result<(Logged, DailyUse), Failure> {
    let lists: Vec<_> = [Some(after), Some(before), of_late]
        .into_iter()
        .flatten()
        .collect();
    let mut emails = LogEmails::of_lists(&lists)?;
    if let Some(wanted) = asking.emails("email") {
        emails.keep(&wanted);
    }
    let end = after.read_in();
    let starts = [Some(before), of_late].into_iter().flatten();
    let spans: Vec<_> = starts.map(|start| [start.read_in(), end]).collect();
    let logs = log::between(&spans, &emails, context)?;
    let daily = match (of_late, logs.get(1)) {
        (Some(start), Some(logged)) => DailyUse::of(start, after, logged)?,
        _ => DailyUse::default(),
    };
    Ok((logs.into_iter().next().expect("one of each span"), daily))
}

/// Whether nobody misses a figure: nothing was used, or what nobody logs stayed
/// as it was, or an account that is new or gone has none of it.
fn says_nothing(used: &Used) -> bool {
    let is_zero = |literal: &Option<String>| {
        let amount = literal.as_deref().and_then(number);
        literal.is_none() || amount == Some(Decimal::ZERO)
    };
    let moved = used.moved.is_some_and(|moved| moved != Default::default());
    match used.note {
        None => used.used == Some(Decimal::ZERO),
        Some(UsageNote::NoLog | UsageNote::NotLogged) => used.is_unchanged(),
        Some(UsageNote::Appeared | UsageNote::Disappeared) => {
            !moved && is_zero(&used.from) && is_zero(&used.to)
        }
        Some(_) => false,
    }
}

/// The number of a literal.
fn number(literal: &str) -> Option<Decimal> {
    Values::Number.number(literal.trim_matches('"'))
}

/// A figure as JSON.
fn figure(pair: &Pair, used: &Used, days_left: Option<Decimal>) -> String {
    let latest = pair.latest();
    let literal = |name| latest.get(name).map_or("null", Value::as_str);
    let amount =
        |amount: Option<Decimal>| amount.map_or("null".into(), |it| it.normalize().to_string());
    let left = |literal: &Option<String>| match literal {
        None => "null".to_owned(),
        // Numbers without the quotes and zeros that the service may write.
        Some(literal) => number(literal).map_or_else(|| literal.clone(), |it| amount(Some(it))),
    };
    let (given, taken) = used.moved.unzip();
    let (email, user_id) = (literal("email"), literal("userId"));
    let (resource, unit) = (used.resource.word, used.resource.unit);
    let (from, to) = (left(&used.from), left(&used.to));
    let (given, taken) = (amount(given), amount(taken));
    let (used_up, days_left) = (amount(used.used), amount(days_left));
    let quoted = |text: &str| {
        if text.is_empty() {
            "null".to_owned()
        } else {
            format!("\"{text}\"")
        }
    };
    let unit = quoted(unit);
    let note = quoted(used.note.map_or("", |note| note.words().en));
    format!(
        "{{\"email\":{email},\"userId\":{user_id},\"resource\":\"{resource}\",\"from\":{from},\
         \"to\":{to},\"given\":{given},\"taken\":{taken},\"used\":{used_up},\"unit\":{unit},\
         \"daysLeft\":{days_left},\"note\":{note}}}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoints::resources::RESOURCES;

    #[test]
    fn resources_have_the_names_that_they_have_elsewhere() {
        assert_eq!(NAMES, RESOURCES.each_ref().map(|resource| resource.name()));
    }
}

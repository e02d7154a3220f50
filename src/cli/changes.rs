//! `snapshot diff`: what changed between two snapshots, or since one.

use super::ask::Asking;
use super::between::{Between, KeptList, is_no_start};
use super::context::Context;
use super::own_list::{OwnList, Typed};
use super::which_snapshot::{DirArg, WORDS, Which, offered};
use super::{fields, list};
use crate::endpoints::spec::{Layout, Read, Shape};
use crate::endpoints::subaccounts;
use crate::failure::Failure;
use crate::lang::{Both, both};
use crate::output::{Column, Values, instant};
use crate::row::{Row, Value};
use crate::snapshot::{FieldChange, Pair, changes};
use clap::{Args, Command};
use jiff::tz::TimeZone;
use rust_decimal::Decimal;

/// What is told of an account that is in one list only.
const APPEARED: Both = both("appeared", "新增");
const DISAPPEARED: Both = both("disappeared", "消失");

/// Letters of a time, of which none is cut.
const TIME: usize = "2026-12-31 08:00:00".len();

/// What people need not read behind a day.
const MIDNIGHT: &str = " 00:00:00";

/// `snapshot diff`.
#[derive(Debug)]
pub(super) struct Diff;

/// The options that are not about asking.
#[derive(Debug, Args)]
struct DiffOptions {
    #[arg(help = both(
        "The earlier snapshot: a file, a time, a day (its end) [default: the one before the \
         latest]",
        "较早的快照：文件、时间或日期（当天结束）[默认：最新的前一份]",
    ))]
    #[arg(value_name = "A", add = offered(&WORDS))]
    from: Option<String>,
    #[arg(help = both(
        "The later one, or now, which asks the service [default: the latest]",
        "较晚的快照，或 `now`（查询服务）[默认：最新的]",
    ))]
    #[arg(value_name = "B|now", requires = "from")]
    #[arg(add = offered(&["now", "latest", "today", "yesterday"]))]
    to: Option<String>,
    #[arg(help = both(
        "From the snapshot of this time, or of the start of this day, to the latest",
        "从该时间或该日开始时的快照到最新的",
    ))]
    #[arg(long, value_name = "T", conflicts_with_all = ["from", "to"])]
    since: Option<String>,
    #[command(flatten)]
    dir: DirArg,
}

impl OwnList for Diff {
    fn options(command: Command) -> Command {
        list::options(DiffOptions::augment_args(command), &LIST)
    }
}

static LIST: Read = Read {
    command: ("snapshot", "diff"),
    about: both(
        "Show what changed between two snapshots",
        "显示两份快照之间的变化",
    ),
    notes: both(
        "A row a field that changed, old and new; an account that is in one of the two only is a \
         row that says appeared or disappeared. CHANGE is new less old, exactly; texts and times \
         have none. Numbers that are equal are no change, however they are written. Accounts are \
         matched by user id. Without arguments the two latest snapshots are compared.",
        "每个有变化的字段一行，给出变化前后的值；只在其中一份中的账号为一行，注明新增或消失。变化量\
         为后者减前者；文本和时间没有变化量。写法不同但相等的数字不算变化。账号按账号 ID 对应。\
         不带参数时比较最新的两份快照。",
    ),
    examples: "polyv-group snapshot diff\n\
               polyv-group snapshot diff --since yesterday -o csv\n\
               polyv-group snapshot diff latest now --where 'what = remainMinutes'\n\
               polyv-group snapshot diff --since 7d --by what --count",
    rows: both("changes", "变化"),
    shape: Shape::Array,
    columns: COLUMNS,
    table: Some(Layout {
        columns: COLUMNS,
        rows: |change| vec![in_words(change)],
    }),
    ..Read::DEFAULT
};

/// Whose change of what stays longest.
pub(super) const COLUMNS: &[Column] = &[
    Column::text("email", "E-MAIL"),
    Column::text("userId", "USER ID").hidden(),
    Column::text("what", "WHAT")
        .in_chinese("变化项")
        .saying(&[APPEARED, DISAPPEARED])
        .of_fields(&[subaccounts::COLUMNS]),
    Column::text("from", "FROM")
        .in_chinese("变化前")
        .right()
        .yielding(1)
        .keeping(TIME),
    Column::text("to", "TO")
        .in_chinese("变化后")
        .right()
        .keeping(TIME),
    Column::number("change", "CHANGE")
        .in_chinese("变化量")
        .of_unit("what"),
];

/// A change for people, who need no midnight behind a day.
fn in_words(change: &Row) -> Row {
    let mut fields: serde_json::Value = serde_json::from_str(change.as_str()).unwrap_or_default();
    for name in ["from", "to"] {
        if let Some(day) = fields[name]
            .as_str()
            .and_then(|at| at.strip_suffix(MIDNIGHT))
        {
            fields[name] = day.into();
        }
    }
    Row::from(fields)
}

/// The column of a field.
fn column(field: &str) -> Option<&'static Column> {
    let mut columns = subaccounts::COLUMNS.iter();
    columns.find(|column| column.field == field)
}

impl Typed<Diff> {
    pub(super) fn run(&self, context: &Context) -> Result<(), Failure> {
        let args = &self.0;
        let options: DiffOptions = fields::parsed(args)?;
        list::check(&LIST, context)?;
        let asking = Asking::new(&LIST, args, context)?;
        let between = options.between(context)?;
        between.tell(context)?;
        let style = context.style()?;
        // Programs that read JSON have the service's own values.
        let zone = (!style.format.is_json()).then_some(&style.zone);
        let pages = between.pages(|pair| rows(pair, zone))?;
        list::print_local(&LIST, args, &asking, pages, context)?;
        Ok(())
    }
}

impl DiffOptions {
    /// The two lists that are meant.
    fn between(&self, context: &Context) -> Result<Between, Failure> {
        let dir = &self.dir;
        let Some(from) = &self.from else {
            return Between::of_span(self.since.as_deref(), None, dir, context);
        };
        let which = |typed: &str| Which::typed("snapshot diff", typed, context);
        let from = which(from)?;
        is_no_start(Some(&from))?;
        let to = self.to.as_deref().map(which).transpose()?;
        let before = KeptList::of(&from.as_of_end(dir, context)?);
        let after = match to {
            Some(Which::Now) => KeptList::now(context)?,
            Some(to) => KeptList::of(&to.as_of_end(dir, context)?),
            None => KeptList::of(&Which::Latest.as_of_end(dir, context)?),
        };
        let between = Between::new(before, after)?;
        if between.before.header.ended > between.after.header.ended {
            context.console.warn(both(
                "the first snapshot is the later one: changes are shown backwards",
                "前一份快照的时间较晚：变化按相反的方向显示",
            ));
        }
        Ok(between)
    }
}

/// The rows of an account, as JSON; its times in a zone, where there is one.
fn rows(pair: &Pair, zone: Option<&TimeZone>) -> Vec<String> {
    let row = |what: &str, [from, to]: [&str; 2], change: Option<Decimal>| {
        let literal = |name| pair.latest().get(name).map_or("null", Value::as_str);
        let (email, user_id) = (literal("email"), literal("userId"));
        let what = serde_json::Value::from(what);
        let change = change.map_or("null".into(), |it| it.normalize().to_string());
        format!(
            "{{\"email\":{email},\"userId\":{user_id},\"what\":{what},\"from\":{from},\
             \"to\":{to},\"change\":{change}}}"
        )
    };
    match pair {
        Pair::Appeared(_) => vec![row(APPEARED.en, ["null"; 2], None)],
        Pair::Disappeared(_) => vec![row(DISAPPEARED.en, ["null"; 2], None)],
        Pair::Both(before, after) => {
            let values = |name: &str| column(name).map(|column| column.values);
            let changes = changes(before, after, values).into_iter();
            let of = |it: FieldChange| {
                let in_zone = zone.filter(|_| values(&it.what) == Some(Values::Millis));
                let [from, to] = [&it.from, &it.to].map(|literal| shown(literal, in_zone));
                row(&it.what, [&from, &to], it.change)
            };
            changes.map(of).collect()
        }
    }
}

/// A literal, or the time that it is, where that is to be shown in a zone.
fn shown(literal: &str, zone: Option<&TimeZone>) -> String {
    let millis = zone.and_then(|_| literal.trim_matches('"').parse().ok());
    match zone.zip(millis) {
        Some((zone, millis)) => serde_json::Value::from(instant(millis, zone)).to_string(),
        None => literal.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::{Format, Style, sink};

    const BEFORE: &str = r#"{"email":"a@b.c","userId":"1","remainMinutes":100.0,"expireDate":1652803200000,"memo":"x"}"#;
    const AFTER: &str =
        r#"{"email":"a@b.c","userId":"1","remainMinutes":"90.5","expireDate":null,"memo":"中"}"#;

    fn pair() -> Pair {
        let [before, after] = [BEFORE, AFTER].map(|text| Row::parse(text).unwrap());
        Pair::Both(before, after)
    }

    #[test]
    fn a_change_is_a_row_with_the_services_own_values() {
        let of = r#"{"email":"a@b.c","userId":"1","what""#;
        assert_eq!(
            rows(&pair(), None),
            [
                format!(r#"{of}:"remainMinutes","from":100.0,"to":"90.5","change":-9.5}}"#),
                format!(r#"{of}:"expireDate","from":1652803200000,"to":null,"change":null}}"#),
                format!(r#"{of}:"memo","from":"x","to":"中","change":null}}"#),
            ]
        );
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let times = r#""from":"2022-05-18 00:00:00","to":null,"#;
        assert!(rows(&pair(), Some(&zone))[1].contains(times));
        let gone = rows(&Pair::Disappeared(Row::parse(BEFORE).unwrap()), None);
        let gone_row = format!(r#"{of}:"disappeared","from":null,"to":null,"change":null}}"#);
        assert_eq!(gone, [gone_row]);
    }

    #[test]
    fn people_read_no_midnight() {
        let expires = r#"{"what":"expireDate","from":null,"to":"2028-11-26 00:00:00"}"#;
        let day = in_words(&Row::parse(expires).unwrap());
        assert_eq!(day.text("to").unwrap(), "2028-11-26");
    }

    /// How much a number changed is what is looked for; times are the widest.
    #[test]
    fn a_narrow_terminal_has_no_room_for_what_was_before() {
        let style = Style {
            width: Some(79),
            ..Style::plain(Format::Table)
        };
        let of = r#"{"email":"training0001@hn.example.com","userId":"1","what""#;
        let rows = [
            r#":"remainMinutes","from":3947,"to":3787,"change":-160}"#,
            r#":"expireDate","from":"2028-11-25 08:00:00","to":"2028-11-26 10:00:00","change":null}"#,
        ];
        let mut out = Vec::new();
        let mut table = sink(&style, COLUMNS, &mut out).unwrap();
        for row in rows {
            let row = in_words(&Row::parse(&format!("{of}{row}")).unwrap());
            table.row(&row).unwrap();
        }
        let left_out = table.finish().unwrap();
        assert_eq!(left_out.columns, ["FROM"]);
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "E-MAIL                       WHAT                      TO  CHANGE  …\n\
             training0001@hn.example.com  MINUTES                 3787    -160\n\
             training0001@hn.example.com  EXPIRES  2028-11-26 10:00:00       -\n"
        );
    }
}

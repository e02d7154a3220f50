//! What was typed: which accounts, and how much of what.

use super::amounts::{LIMITS, TypedAmounts, filled, names};
use crate::batch::allocate::amount;
use crate::batch::allocate::changes::Plan;
use crate::batch::allocate::declared::declared;
use crate::batch::allocate::saved::{self, Saved};
use crate::batch::allocate::undo::{self, Done};
use crate::batch::allocate::wishes::{Wish, Wished, wishes};
use crate::batch::plan::Found;
use crate::batch::roster::{MAX_BYTES, Roster};
use crate::cli::batch::{faults, load};
use crate::cli::context::Context;
use crate::cli::emails::EmailArgs;
use crate::cli::fields;
use crate::clock;
use crate::endpoints::resources::{RESOURCES, Resource};
use crate::endpoints::subaccounts::LIST;
use crate::endpoints::write::{Filled, Finding, Names};
use crate::failure::{Failure, Kind};
use crate::files::{beside, read_bounded};
use crate::lang::{CLAUSES, Text, both, counted, joined};
use crate::output::Filter;
use crate::text;
use crate::text::{quoted, shown_path};
use clap::Args;
use rust_decimal::Decimal;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// Faults that one message tells.
const MOST_FAULTS: usize = 10;

/// The accounts, and the changes.
#[derive(Debug, Args)]
pub(super) struct Typed {
    #[command(flatten)]
    emails: EmailArgs,
    #[arg(help = both(
        "Only accounts for which this holds, such as 'minutes < 100'; may be given several \
         times (see `help asking`)",
        "只要符合条件的账号，例如 'minutes < 100'；可多次使用（见 `help asking`）",
    ))]
    #[arg(long = "where", value_name = "EXPR")]
    filters: Vec<String>,
    #[arg(help = both(
        "Accounts and amounts of this CSV or workbook (- for stdin), see --template",
        "此 CSV 或工作簿中的账号和数量（- 为标准输入），见 --template",
    ))]
    #[arg(long, value_name = "FILE|-", group = "FileOfRows")]
    pub(super) from: Option<PathBuf>,
    #[arg(help = both(
        "Exactly the changes of this plan (- for stdin), which a dry run with -o json has printed",
        "只做此执行计划中的更改（- 为标准输入）；计划由试运行加 -o json 打印",
    ))]
    #[arg(long, value_name = "FILE|-")]
    plan: Option<PathBuf>,
    #[arg(help = both(
        "The reverse of what was done, by the results file of an earlier run (see --results)",
        "撤销以前的一次执行，依据它的结果文件（见 --results）",
    ))]
    #[arg(long, value_name = "FILE")]
    undo: Option<PathBuf>,
    #[arg(help = both("Set so much, such as minutes=5000", "设为此数量，例如 minutes=5000"))]
    #[arg(long, value_name = "R=N", conflicts_with_all = OTHERS)]
    set: Vec<String>,
    #[arg(help = both(
        "Give so much more, such as minutes=500",
        "增加此数量，例如 minutes=500",
    ))]
    #[arg(long, value_name = "R=N", conflicts_with_all = OTHERS)]
    give: Vec<String>,
    #[arg(help = both(
        "Take back so much, such as minutes=200, or all: flow=all",
        "回收此数量，例如 minutes=200；全部回收：flow=all",
    ))]
    #[arg(long, value_name = "R=N|all", conflicts_with_all = OTHERS)]
    take: Vec<String>,
    #[arg(help = both(
        "Set the limits that this account has: channels and link-mic-limit",
        "设为与此账号相同的上限：`channels` 和 `link-mic-limit`",
    ))]
    #[arg(long, value_name = "EMAIL", conflicts_with_all = OTHERS)]
    like: Option<String>,
}

/// What has its own amounts.
const OTHERS: [&str; 4] = ["from", "plan", "undo", "template"];

/// The arguments of which one may be there.
pub(super) const WHOM: [&str; 8] = [
    "email",
    "emails_from",
    "filters",
    "from",
    "plan",
    "undo",
    "settle",
    "template",
];

/// What was typed, with every rule kept that needs no request.
pub(super) enum Origin {
    /// `--from`
    Roster(PathBuf, Roster),
    /// `--plan`
    Plan(Vec<Saved>),
    /// `--undo`
    Results(Vec<Done>),
    /// The same for all these accounts.
    Same(Same),
}

/// The same change of several accounts.
pub(super) struct Same {
    whom: Whom,
    filled: Filled,
    like: Option<String>,
}

enum Whom {
    Emails(Vec<String>),
    Where(Vec<Filter>),
}

impl Origin {
    /// Reads and checks it.
    ///
    /// # Errors
    /// Usage, with all faults.
    pub(super) fn read(typed: &Typed, context: &Context) -> Result<Self, Failure> {
        if let Some(path) = &typed.from {
            let roster = load(
                declared(),
                path,
                typed.emails.sheet.as_deref(),
                false,
                context,
            )?;
            return Ok(Self::Roster(path.clone(), roster));
        }
        if let Some(path) = &typed.plan {
            let (app_id, base) = (context.client()?.app_id(), context.base()?);
            let read = |bytes: &[u8]| saved::read(bytes, app_id, &base);
            return file("--plan", path, read).map(Self::Plan);
        }
        if let Some(path) = &typed.undo {
            return file("--undo", path, undo::read).map(Self::Results);
        }
        let whom = match typed.emails.read()? {
            Some(emails) => Whom::Emails(emails),
            None if typed.filters.is_empty() => {
                return Err(Failure::usage(both(
                    "no accounts are given: name them with --email, --emails-from or --where, or \
                     give --from, --plan or --undo",
                    "未指定账号：请用 --email、--emails-from 或 --where 指定，或给出 --from、\
                     --plan 或 --undo",
                )));
            }
            None => Whom::Where(filters(&typed.filters, context)?),
        };
        let (amounts, like) = (typed.amounts(), typed.like.clone());
        if like.is_none() && amounts.iter().all(|(.., all)| all.is_empty()) {
            return Err(Failure::usage(both(
                "nothing to change: give --set, --give, --take or --like",
                "未指定更改内容：请给出 --set、--give、--take 或 --like",
            )));
        }
        let filled = filled(&amounts, like.is_some())?;
        Ok(Self::Same(Same { whom, filled, like }))
    }

    /// What tells this command from others that have no roster: what it asks for,
    /// or, where the list decides of whom, how that was typed.
    pub(super) fn words(&self, typed: &Typed, wishes: &[Wish]) -> String {
        if let Self::Same(Same {
            whom: Whom::Where(_),
            ..
        }) = self
        {
            let [set, give, take] = typed.amounts().map(|(option, _, all)| (option, all));
            let like = ("--like", typed.like.as_slice());
            let all = [("--where", typed.filters.as_slice()), set, give, take, like];
            let each = all.iter().flat_map(|(option, all)| {
                let all = all.iter();
                all.map(move |text| format!("{option} {text}\n"))
            });
            return each.collect();
        }
        let each = wishes.iter().map(|wish| {
            let (email, mode) = (wish.email.to_lowercase(), wish.how.mode().word());
            let (word, typed) = (wish.resource.word, wish.how.typed());
            format!("{email} {mode} {word} {typed}\n")
        });
        each.collect()
    }

    /// The roster, and where it is.
    pub(super) fn roster(&self) -> Option<(&Path, Roster)> {
        match self {
            Self::Roster(path, roster) => Some((path, roster.clone())),
            _ => None,
        }
    }

    /// The accounts that must be there; `None` where all are asked for.
    pub(super) fn emails(&self) -> Option<Vec<String>> {
        let of = |wishes: &mut dyn Iterator<Item = &str>| wishes.map(str::to_owned).collect();
        match self {
            Self::Roster(_, roster) => Some(of(&mut roster.rows.iter().map(|row| row.key()))),
            Self::Plan(saved) => Some(of(&mut saved.iter().map(|it| it.wish.email.as_str()))),
            Self::Results(done) => Some(of(&mut done.iter().map(Done::email))),
            Self::Same(same) => match &same.whom {
                Whom::Where(_) => None,
                Whom::Emails(emails) => Some(emails.iter().chain(&same.like).cloned().collect()),
            },
        }
    }

    /// All that is wished for, whether it is done already or not.
    ///
    /// # Errors
    /// Usage: no account is like the one that is named. Refused: nothing of the
    /// results can be undone.
    pub(super) fn wishes(&self, accounts: &Found, context: &Context) -> Result<Vec<Wish>, Failure> {
        Ok(match self {
            Self::Roster(_, roster) => {
                let rows = roster.rows.iter();
                rows.flat_map(|row| wishes(Some(row.line), row.key(), &row.filled))
                    .collect()
            }
            Self::Plan(saved) => saved.iter().map(|it| it.wish.clone()).collect(),
            Self::Results(done) => {
                let (wishes, left) = undo::inverse(done);
                tell_left(&left, context);
                if wishes.is_empty() && !left.is_empty() {
                    return Err(nothing_to_undo());
                }
                wishes
            }
            Self::Same(same) => return same.wishes(accounts, context),
        })
    }

    /// Those of these wishes whose accounts are as a plan or results have them.
    ///
    /// # Errors
    /// Refused: accounts of a plan have changed since, or all that is to be
    /// undone.
    pub(super) fn still_true(
        &self,
        wishes: &[Wish],
        accounts: &Found,
        context: &Context,
    ) -> Result<Vec<Wish>, Failure> {
        match self {
            Self::Plan(saved) => match saved::moved(&of(saved, wishes), accounts) {
                moved if moved.is_empty() => Ok(wishes.to_vec()),
                moved => Err(self::moved(moved)),
            },
            Self::Results(done) => {
                let (same, left) = undo::unchanged(wishes, done, accounts);
                tell_left(&left, context);
                match same.is_empty() && !left.is_empty() {
                    true => Err(nothing_to_undo()),
                    false => Ok(same),
                }
            }
            _ => Ok(wishes.to_vec()),
        }
    }

    /// That nothing is left where so many wishes were carried out, now or before:
    /// an undoing that leaves something as it is has failed in part.
    ///
    /// # Errors
    /// Partial: something was left.
    pub(super) fn leaves_nothing(&self, wishes: usize) -> Result<(), Failure> {
        let left = match self {
            Self::Results(done) => done.len().saturating_sub(wishes),
            _ => 0,
        };
        if left == 0 {
            return Ok(());
        }
        let left = counted(left, "change", "项更改");
        Err(Failure::new(
            Kind::Partial,
            text!(
                "{left} left as before; the rest was taken back",
                "{left}保持不变；其余已撤销"
            ),
        ))
    }

    /// That a saved plan is what its amounts come to.
    ///
    /// # Errors
    /// Usage: it was changed by hand, and not everywhere.
    pub(super) fn holds(&self, plan: &Plan, wishes: &[Wish]) -> Result<(), Failure> {
        match self {
            Self::Plan(saved) if !saved::is_of(plan, &of(saved, wishes)) => {
                Err(Failure::usage(both(
                    "the amounts of the plan do not agree with each other; nothing was sent",
                    "执行计划中的数量前后不一致；未发送任何请求",
                ))
                .hint(both(
                    "make a new one with --dry-run -o json",
                    "请用 --dry-run -o json 重新生成",
                )))
            }
            _ => Ok(()),
        }
    }

    /// All that is wrong, by the names of the file or of the options.
    pub(super) fn faults(&self, found: Vec<Finding>, context: &Context) -> Failure {
        match self {
            Self::Roster(path, roster) => {
                let found = found.into_iter().map(|it| it.named(&roster.names));
                faults(path, &found.collect::<Vec<_>>(), &context.console)
            }
            _ => few(found, &names(&[])),
        }
    }
}

/// The faults of options, of which there may be one for each account.
fn few(mut found: Vec<Finding>, names: &Names) -> Failure {
    let more = found.len().saturating_sub(MOST_FAULTS);
    found.truncate(MOST_FAULTS);
    let mut failure = fields::faults(found, names);
    failure.message = and_more(failure.message, more);
    failure
}

/// Accounts are not any more as a plan has them.
pub(super) fn moved(found: Vec<Text>) -> Failure {
    let more = found.len().saturating_sub(MOST_FAULTS);
    let found = joined(found.iter().take(MOST_FAULTS), CLAUSES);
    let words = text!("nothing was sent: {found}", "未发送任何请求：{found}");
    Failure::new(Kind::Refused, and_more(words, more))
}

fn and_more(message: Text, more: usize) -> Text {
    match more {
        0 => message,
        more => text!("{message}; and {more} more", "{message}；另有 {more} 处"),
    }
}

/// The saved changes that are still wished for.
fn of(saved: &[Saved], wishes: &[Wish]) -> Vec<Saved> {
    let wishes: HashSet<_> = wishes.iter().map(saved::key).collect();
    let saved = saved
        .iter()
        .filter(|it| wishes.contains(&saved::key(&it.wish)));
    saved.cloned().collect()
}

fn nothing_to_undo() -> Failure {
    let words = both(
        "nothing can be taken back; nothing was sent",
        "没有可撤销的更改；未发送任何请求",
    );
    Failure::new(Kind::Refused, words)
}

/// Names what is not taken back.
fn tell_left(left: &[Text], context: &Context) {
    for why in left {
        let words = text!("left as it is: {why}", "保持不变：{why}");
        context.console.warn(words);
    }
}

/// Reads a file whole.
fn file<T>(
    option: &str,
    path: &Path,
    read: impl Fn(&[u8]) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let read = match read_bounded(path, MAX_BYTES) {
        Ok(bytes) => read(&bytes),
        Err(error) => Err(Failure::usage(error)),
    };
    match read {
        Ok(read) => Ok(read),
        Err(Failure { message, .. }) => {
            let path = shown_path(path);
            Err(Failure::usage(text!(
                "{option} {path}: {message}; nothing was sent",
                "{option} {path}：{message}；未发送任何请求"
            )))
        }
    }
}

fn filters(typed: &[String], context: &Context) -> Result<Vec<Filter>, Failure> {
    let (zone, now) = (&context.style()?.zone, clock::unix_millis());
    let parse = |text: &String| Filter::parse("--where", text, LIST.columns, zone, now);
    typed.iter().map(parse).collect()
}

impl Typed {
    /// Where the results of a saved plan go, unless that is told.
    pub(super) fn results_of_plan(&self) -> Option<PathBuf> {
        let plan = self.plan.as_deref().filter(|plan| *plan != Path::new("-"));
        plan.map(|plan| beside(plan, ".results.csv"))
    }

    /// The options that say how much.
    fn amounts(&self) -> [TypedAmounts<'_>; 3] {
        [
            ("--set", "set", &self.set),
            ("--give", "give", &self.give),
            ("--take", "take", &self.take),
        ]
    }
}

impl Same {
    fn wishes(&self, accounts: &Found, context: &Context) -> Result<Vec<Wish>, Failure> {
        let emails: Vec<String> = match &self.whom {
            Whom::Emails(emails) => emails.clone(),
            Whom::Where(filters) => {
                let kept = accounts.iter();
                let kept = kept.filter(|(_, row)| filters.iter().all(|filter| filter.keeps(row)));
                let kept: Vec<String> = kept.map(|(email, _)| email.clone()).collect();
                let (count, of) = (kept.len(), accounts.len());
                context.console.info(text!(
                    "{count} of {of} sub-accounts",
                    "{of} 个分账号中的 {count} 个"
                ));
                kept
            }
        };
        let limits = match &self.like {
            Some(email) => limits(email, accounts)?,
            None => Vec::new(),
        };
        let of_one = |email: &String| {
            let mut all = wishes(None, email, &self.filled);
            all.extend(limits.iter().map(|(resource, to)| Wish {
                line: None,
                email: email.clone(),
                resource,
                how: Wished::Set(*to),
            }));
            all
        };
        Ok(emails.iter().flat_map(of_one).collect())
    }
}

/// The limits of an account.
fn limits(like: &str, accounts: &Found) -> Result<Vec<(&'static Resource, Decimal)>, Failure> {
    let account = accounts.get(&like.trim().to_lowercase()).ok_or_else(|| {
        let like = quoted(like);
        Failure::usage(text!(
            "--like {like} is not a sub-account of the group; nothing was sent",
            "--like {like} 不是集团的分账号；未发送任何请求"
        ))
    })?;
    let limits = RESOURCES.iter().filter(|it| LIMITS.contains(&it.word));
    let known = limits.filter_map(|it| Some((it, amount(account, it.left)?)));
    Ok(known.collect())
}

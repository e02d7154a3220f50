//! `subaccounts allocate`: from what was typed to a plan that is shown, agreed
//! on and sent.

mod amounts;
mod journals;
mod plan;
mod plan_lines;
mod run;
mod sending;
mod typed;

use super::batch::ask_group;
use super::context::Context;
use super::{candidates, fields, template, write_options};
use crate::batch::allocate::changes::changes;
use crate::batch::allocate::declared::declared;
use crate::batch::allocate::rails::{Sum, not_allowed, over_budget, sums};
use crate::batch::allocate::requests::{plain, requests};
use crate::batch::allocate::saved::moved_meanwhile;
use crate::batch::allocate::wishes::Wish;
use crate::batch::allocate::{Change, Rail};
use crate::batch::checks;
use crate::batch::plan::Found;
use crate::endpoints::resources::{RESOURCES, Resource};
use crate::endpoints::spec::spellings;
use crate::endpoints::subaccounts::LIST;
use crate::failure::Failure;
use crate::lang::{Both, CLAUSES, Text, both, counted, joined};
use crate::output::{Format, choose};
use crate::row::Row;
use crate::text;
use amounts::budgets;
use clap::{ArgGroup, ArgMatches, Args, Command};
pub(super) use journals::forget_sandbox;
use plan::PlanView;
use rust_decimal::Decimal;
use std::collections::HashSet;
use typed::{Origin, Typed, WHOM};

/// What is said while the list is read.
const READING: Both = both("reading the group's accounts", "正在读取集团的分账号");

/// So many accounts are asked for by name; of more the whole list is read, as
/// [`changes()`] requires.
const FEW: usize = 10;

#[derive(Debug, Args)]
struct Allocate {
    #[command(flatten)]
    typed: Typed,
    #[arg(help = both(
        "Do what needs this, too: decrease, zero, over-pool, many",
        "允许触发这些安全限制：`decrease`（大幅减少）、`zero`（归零）、`over-pool`（超出集团剩余）、\
         `many`（账号过多）",
    ))]
    #[arg(
        long,
        value_name = "NAME,…",
        value_enum,
        value_delimiter = ',',
        hide_possible_values = true
    )]
    allow: Vec<Rail>,
    #[arg(help = both(
        "Do nothing at all where more than this would be given, all accounts together; may be \
         given several times",
        "所有账号合计增加的数量超过此预算时，什么都不做；可多次使用",
    ))]
    #[arg(long, value_name = "R=N")]
    budget: Vec<String>,
    #[command(flatten)]
    sending: sending::SendingArgs,
}

/// The command.
pub(super) fn command() -> Command {
    let call = declared();
    let end = fields::notes_and_examples(call.notes, call.examples);
    // That none is given is said in words that are shorter than the usage.
    let whom = ArgGroup::new("Whom").args(WHOM);
    let alone = ["allow", "budget", "SendingArgs", "yes", "dry_run"];
    let template = template::option().conflicts_with_all(alone);
    let mut command = Allocate::augment_args(Command::new(call.command.1));
    command = command.arg(template).group(whom);
    for option in ["set", "give", "take", "budget"] {
        let offers = candidates::words(|| {
            RESOURCES
                .each_ref()
                .map(|it| format!("{}=", it.word))
                .to_vec()
        });
        command = command.mut_arg(option, |option| option.add(offers));
    }
    command
        .args(write_options::how())
        .about(call.about.now())
        .after_help(end)
}

/// Runs it.
///
/// # Errors
/// Usage, configuration or refused, where nothing was sent; else what
/// became of it.
pub(super) fn run(args: &ArgMatches, context: &Context) -> Result<(), Failure> {
    if template::is_written(declared(), args, context)? {
        return Ok(());
    }
    let mut typed: Allocate = fields::parsed(args)?;
    let named = typed.sending.results.take();
    typed.sending.results = named.or_else(|| typed.typed.results_of_plan());
    if let Some(journal) = &typed.sending.settle {
        return run::settle(journal, &typed.sending, context);
    }
    if context.dry_run {
        choose(context.style()?, plan::COLUMNS)?;
    }
    context.refuse_if_read_only()?;
    let budgets = budgets(&typed.budget)?;
    let source = Origin::read(&typed.typed, context)?;
    let accounts = accounts(&source, context)?;
    let wishes = source.wishes(&accounts, context)?;
    let words = source.words(&typed.typed, &wishes);
    let wished = (&*wishes, source.emails().is_none());
    let earlier = run::open(
        &typed.sending,
        source.roster(),
        &words,
        wished,
        &accounts,
        context,
    )?;
    let before = wishes.len() - earlier.fresh().len();
    let wishes = source.still_true(earlier.fresh(), &accounts, context)?;
    let carried_out = before + wishes.len();
    earlier.keeps_other_results()?;
    let has_pool = |wish: &Wish| !wish.resource.pool.0.is_empty();
    let group = match wishes.iter().any(has_pool) {
        true => ask_group(context)?,
        false => None,
    };
    let plan = match changes(&wishes, &accounts, group.as_ref()) {
        Ok(plan) => plan,
        Err(found) => return Err(source.faults(found, context)),
    };
    source.holds(&plan, &wishes)?;
    // Only what makes requests is a plan.
    let count = requests(&plan.changes).map_or(0, |requests| requests.len());
    let shown = PlanView {
        sums: sums(&plan.changes, group.as_ref()),
        plan: &plan,
        requests: count,
    };
    end(&shown, &typed, &budgets, earlier, &source, context)?;
    match context.sends() {
        true => source.leaves_nothing(carried_out),
        false => Ok(()),
    }
}

/// Shows what will be done, has it agreed on and does it; or, in a dry run,
/// only shows it.
fn end(
    shown: &PlanView<'_>,
    typed: &Allocate,
    budgets: &[(&'static Resource, Decimal)],
    earlier: run::EarlierRuns<'_>,
    source: &Origin,
    context: &Context,
) -> Result<(), Failure> {
    let plan = shown.plan;
    let words = earlier.words(!plan.changes.is_empty())?;
    words.iter().for_each(|line| context.console.info(line));
    earlier.tell_doubtful();
    let is_nothing = plan.changes.is_empty() && !earlier.asks();
    if context.dry_run {
        dry_run(shown, budgets, &typed.allow, context)?;
        return earlier.end_dry_run(!is_nothing);
    }
    if is_nothing {
        if words.is_empty() {
            context.console.info(shown.totals());
        }
        return earlier.carry_out(Vec::new(), &|| Ok(()));
    }
    if !plan.changes.is_empty() {
        shown.tell(context)?;
    }
    keep_budget(&shown.sums, budgets)?;
    if agree(&plan.changes, earlier.asks(), &typed.allow, context)? {
        hold_planned(&plan.changes, source, false, context)?;
    }
    let still_holds = || hold_planned(&plan.changes, source, true, context);
    earlier.carry_out(plan.changes.clone(), &still_holds)
}

/// Prints the plan, and says what a run would need.
fn dry_run(
    shown: &PlanView<'_>,
    budgets: &[(&'static Resource, Decimal)],
    allowed: &[Rail],
    context: &Context,
) -> Result<(), Failure> {
    // What nothing allows is shown to people, and never saved.
    let kept = keep_budget(&shown.sums, budgets);
    if kept.is_ok() || context.style()?.format == Format::Table {
        shown.print(context)?;
    }
    kept?;
    if let Some((words, option)) = lacking(&shown.plan.changes, allowed) {
        context.console.warn(text!(
            "{words}: a run requires {option}, or a terminal to ask on",
            "{words}：执行时需要 {option}，或在终端中确认"
        ));
    }
    Ok(())
}

/// The accounts that are asked for, or all of the group.
fn accounts(source: &Origin, context: &Context) -> Result<Found, Failure> {
    let client = context.client()?;
    if let Some(emails) = source.emails().filter(|emails| emails.len() <= FEW) {
        let spelled: Vec<_> = emails.iter().flat_map(|email| spellings(email)).collect();
        let read = || checks::accounts(client, &LIST, Some(&spelled));
        let found = context.console.with_progress(READING, read)?;
        let mut emails = emails.iter();
        if emails.all(|email| found.contains_key(&email.to_lowercase())) {
            return Ok(found);
        }
    }
    let mut found = Found::new();
    let take = |row: &Row| {
        if let Some(email) = row.text("email") {
            found.insert(email.to_lowercase(), row.clone());
        }
    };
    let every = || context.every_row(&LIST, take);
    context.console.with_progress(READING, every)?;
    Ok(found)
}

/// Nothing allows to give more than a budget.
fn keep_budget(sums: &[Sum], budgets: &[(&'static Resource, Decimal)]) -> Result<(), Failure> {
    let over = over_budget(sums, budgets).into_iter().map(|(sum, most)| {
        text!(
            "{given} of {what} would be given, and --budget allows {most}",
            "{what}将增加 {given}，而 --budget 只允许 {most}",
            given = plain(sum.given),
            what = sum.resource.name(),
            most = plain(most)
        )
    });
    let over = joined(over, CLAUSES);
    match over.is_empty() {
        true => Ok(()),
        false => Err(Failure::usage(text!(
            "{over}; nothing was sent",
            "{over}；未发送任何请求"
        ))),
    }
}

/// What changes need that is not allowed, in words, and as an option.
fn lacking(changes: &[Change], allowed: &[Rail]) -> Option<(Text, String)> {
    let missing = not_allowed(changes, allowed);
    let words = missing.iter().map(|(rail, count)| needed(*rail, *count));
    let words = joined(words, CLAUSES);
    let rails: Vec<_> = missing.iter().map(|(rail, _)| rail.name()).collect();
    let option = format!("--allow {}", rails.join(","));
    (!missing.is_empty()).then_some((words, option))
}

/// What so many changes would do, and what allows it.
fn needed(rail: Rail, count: usize) -> Text {
    let (name, changes) = (rail.name(), counted(count, "change", "项变更"));
    match rail {
        Rail::Zero => text!(
            "{changes} would leave nothing ({name})",
            "{changes}会使剩余归零（{name}）"
        ),
        Rail::Decrease => text!(
            "{changes} would leave half of what is left, or less ({name})",
            "{changes}会使剩余减少一半或更多（{name}）"
        ),
        Rail::OverPool => text!(
            "{changes} together would give more than the group has left ({name})",
            "{changes}合计增加的数量超出集团剩余（{name}）"
        ),
        Rail::Many => text!(
            "more than 30 % of the group's accounts would change ({name})",
            "将更改集团 30% 以上的分账号（{name}）"
        ),
    }
}

/// Has the plan confirmed, and that what is in doubt is sent again; what must be
/// allowed is asked for by its name, also with `--yes`. Says whether a person was
/// asked.
fn agree(
    changes: &[Change],
    sends_again: bool,
    allowed: &[Rail],
    context: &Context,
) -> Result<bool, Failure> {
    let emails: HashSet<&str> = changes.iter().map(|it| it.email.as_str()).collect();
    let changed = counted(changes.len(), "change", "项变更");
    let accounts = counted(emails.len(), "account", "个账号");
    let question = match (changes.len(), sends_again) {
        (0, _) => both("Send again what is in doubt?", "重新发送结果未知的请求？").into(),
        (_, true) => text!(
            "Make {changed} of {accounts}, and send again what is in doubt?",
            "对 {accounts}执行 {changed}，并重新发送结果未知的请求？"
        ),
        (_, false) => text!(
            "Make {changed} of {accounts}?",
            "对 {accounts}执行 {changed}？"
        ),
    };
    let Some((words, option)) = lacking(changes, allowed) else {
        return context.confirm(&question).map(|()| !context.yes);
    };
    if !context.console.can_ask() {
        let hint = text!(
            "if that is meant, add {option}; look with --dry-run first",
            "如确需如此，请加上 {option}；可先用 --dry-run 查看"
        );
        let words = text!("{words}; nothing was sent", "{words}；未发送任何请求");
        return Err(Failure::usage(words).hint(hint));
    }
    context.console.always(text!(
        "{words}. {option} allows it.",
        "{words}。{option} 表示允许。"
    ));
    context.ask(&question).map(|()| true)
}

/// A person may take a while, and so may another run: what was computed from an
/// amount is sent only where that is still there, and so is all of a saved plan
/// and of an undoing. After another run, so is what an account was chosen by.
fn hold_planned(
    changes: &[Change],
    source: &Origin,
    after_another: bool,
    context: &Context,
) -> Result<(), Failure> {
    let is_saved = matches!(source, Origin::Plan(_) | Origin::Results(_));
    let is_saved = is_saved || after_another && source.emails().is_none();
    let held = changes.iter().filter(|it| it.computed || is_saved);
    let held: Vec<_> = held.collect();
    if held.is_empty() {
        return Ok(());
    }
    let moved = moved_meanwhile(&held, &accounts(source, context)?);
    match moved.is_empty() {
        true => Ok(()),
        false => Err(typed::moved(moved).hint(both(
            "run it again to have another plan",
            "请重新执行，以得到新的执行计划",
        ))),
    }
}

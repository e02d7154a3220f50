//! The plan, shown before anything is done: the riskiest change first, what it
//! all comes to last.

use super::plan_lines::{aligned, cells, names, signed, with_unit};
use crate::batch::allocate::changes::Plan;
use crate::batch::allocate::rails::Sum;
use crate::batch::allocate::requests::plain;
use crate::batch::allocate::saved::{document, row};
use crate::batch::allocate::{Change, Rail, amount};
use crate::batch::plan::Found;
use crate::cli::console::{height, paints, width};
use crate::cli::context::Context;
use crate::cli::interrupt;
use crate::failure::Failure;
use crate::lang::{CLAUSES, COMMAS, Text, both, counted, joined};
use crate::order;
use crate::output::{Column, Format};
use crate::row::Row;
use crate::text;
use crate::text::wrapped;
use rust_decimal::Decimal;
use std::collections::HashSet;
use std::io::{IsTerminal, stderr, stdout};

/// The columns of a plan as CSV.
pub(super) const COLUMNS: &[Column] = &[
    Column::text("email", "E-MAIL"),
    Column::text("resource", "RESOURCE"),
    Column::text("mode", "MODE"),
    Column::number("from", "FROM"),
    Column::number("to", "TO"),
    Column::number("delta", "DELTA"),
    Column::text("via", "VIA"),
    Column::text("needs", "NEEDS"),
];

/// Lines of a screen that are not changes: what comes before the plan, what was
/// left out, two lines of totals, the question and its answer.
const OTHER_LINES: usize = 6;

/// Lines of a terminal that does not know how many it has.
const USUAL_LINES: usize = 24;

/// Where a plan is shown.
struct Place {
    /// The cells of a line, where they are limited.
    width: Option<usize>,
    /// Changes that are shown.
    most: usize,
    /// Whether what must be allowed is coloured.
    paint: bool,
    /// What shows all of them.
    has_all: &'static str,
}

/// A plan, and what it comes to.
pub(super) struct PlanView<'p> {
    pub(super) plan: &'p Plan,
    pub(super) requests: usize,
    pub(super) sums: Vec<Sum>,
}

impl PlanView<'_> {
    /// Shows it to who is asked, or told.
    ///
    /// # Errors
    /// No credentials.
    pub(super) fn tell(&self, context: &Context) -> Result<(), Failure> {
        let place = Place {
            width: width(stderr()),
            most: lines(stderr().is_terminal(), height(stderr())),
            paint: paints(context.globals.color, &stderr()),
            has_all: "--dry-run -o csv",
        };
        let is_asked = !context.yes;
        if is_asked || !context.globals.quiet {
            let account = context.account()?;
            let on = text!("on {account}:", "操作账号：{account}");
            context.console.always(on);
            interrupt::write(&self.text(&place));
        }
        Ok(())
    }

    /// Prints it for a dry run.
    ///
    /// # Errors
    /// A failed write on stdout; an unknown column of `--columns`.
    pub(super) fn print(&self, context: &Context) -> Result<(), Failure> {
        let style = context.style()?;
        match style.format {
            Format::Table if self.plan.changes.is_empty() => {
                context.console.info(self.totals());
                Ok(())
            }
            Format::Table => {
                let place = Place {
                    width: style.width,
                    most: lines(context.is_on_terminal(), height(stdout())),
                    paint: style.color,
                    has_all: "-o csv",
                };
                context.print(&self.text(&place))
            }
            Format::Json => {
                let (app_id, base) = (context.client()?.app_id(), context.base()?);
                context.object(&Row::from(document(app_id, &base, &self.plan.changes)))
            }
            format => {
                let rows = self.plan.changes.iter().map(|change| {
                    let mut row = row(change);
                    if format.is_of_cells() {
                        row["needs"] = names(&change.needs, " ").into();
                    }
                    Row::from(row)
                });
                context.rows(COLUMNS, rows)
            }
        }
    }

    /// A line for each change that has room, and what they come to.
    fn text(&self, place: &Place) -> String {
        let mut changes: Vec<&Change> = self.plan.changes.iter().collect();
        order::sort_by_key(&mut changes, |change| risk(change));
        let more = changes.len().saturating_sub(place.most);
        changes.truncate(place.most);
        let mut text = aligned(&changes, place.width, place.paint);
        if more > 0 {
            let all = place.has_all;
            let rest = text!(
                "… and {more} like these; {all} has all",
                "… 另有 {more} 项类似，用 {all} 列出全部"
            );
            text += &format!("{rest}\n");
        }
        let totals = self.totals();
        text += &match place.width {
            Some(width) => wrapped(totals.now(), width),
            None => totals.to_string(),
        };
        text + "\n"
    }

    /// Accounts, requests, and what is given and taken of each resource.
    pub(super) fn totals(&self) -> Text {
        let changes = &self.plan.changes;
        let many = changes.iter().any(|it| it.needs.contains(&Rail::Many));
        let many = many.then(|| Text::verbatim("! many"));
        let sums = self.sums.iter().map(sum_in_words);
        joined(
            std::iter::once(self.counts()).chain(sums).chain(many),
            CLAUSES,
        )
    }

    /// How much there is to do.
    fn counts(&self) -> Text {
        let (changes, already) = (&self.plan.changes, self.plan.already);
        let emails: HashSet<&str> = changes.iter().map(|it| it.email.as_str()).collect();
        let changed = counted(changes.len(), "change", "项变更");
        let accounts = counted(emails.len(), "account", "个账号");
        let mut counts = match changes.len() {
            0 => vec![both("nothing to change", "无需更改").into()],
            _ => vec![
                text!("{changed} of {accounts}", "{accounts}共 {changed}"),
                counted(self.requests, "request", "个请求"),
            ],
        };
        if already > 0 {
            counts.push(text!("{already} already so", "{already} 项已符合"));
        }
        joined(counts, COMMAS)
    }
}

/// `flow (G) +5 −65 (the group has 200000 left)`.
fn sum_in_words(sum: &Sum) -> Text {
    let parts = [sum.given, sum.taken].into_iter();
    let parts = parts.filter(|amount| !amount.is_zero()).map(signed);
    let parts = parts.collect::<Vec<_>>().join(" ");
    let left = sum.left.map(|left| {
        let left = plain(left.round_dp(2));
        text!(" (the group has {left} left)", "（集团剩余 {left}）")
    });
    let (left, what) = (left.unwrap_or_default(), with_unit(sum.resource));
    text!("{what} {parts}{left}", "{what} {parts}{left}")
}

/// Shows what would be sent again, at most a screenful: as it was noted, and what
/// the list says by now.
pub(super) fn tell_doubtful(changes: &[&Change], accounts: &Found, context: &Context) {
    if context.yes && context.globals.quiet {
        return;
    }
    let most = lines(stderr().is_terminal(), height(stderr()));
    let told = doubtful(changes, accounts, most);
    told.iter().for_each(|line| context.console.always(line));
}

fn doubtful(changes: &[&Change], accounts: &Found, most: usize) -> Vec<Text> {
    let told = changes.iter().take(most).map(|change| {
        let [email, resource, amounts, difference] = cells(change);
        let (mode, account) = (
            change.mode.name(),
            accounts.get(&change.email.to_lowercase()),
        );
        let now = account.and_then(|account| amount(account, change.resource.left));
        let now = now.map_or("?".to_owned(), plain);
        text!(
            "? {email}  {resource}  {mode}  {amounts}  {difference}; the list says {now}",
            "? {email}  {resource}  {mode}  {amounts}  {difference}；列表显示 {now}"
        )
    });
    let mut told: Vec<Text> = told.collect();
    if changes.len() > most {
        let more = changes.len() - most;
        told.push(text!("… and {more} more", "… 另有 {more} 项"));
    }
    told
}

/// How many changes fit a screen; all where there is none.
fn lines(is_terminal: bool, height: Option<usize>) -> usize {
    match is_terminal {
        true => height
            .unwrap_or(USUAL_LINES)
            .saturating_sub(OTHER_LINES)
            .max(1),
        false => usize::MAX,
    }
}

/// What must be allowed comes first, then what is taken.
fn risk(change: &Change) -> (Option<Rail>, bool) {
    let worst = change.needs.iter().min().copied();
    (
        worst.or(Some(Rail::Many)),
        change.delta.is_none_or(|delta| delta > Decimal::ZERO),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::allocate::{Mode, Via};
    use crate::endpoints::resources::named;
    use serde_json::json;

    #[test]
    fn what_is_in_doubt_is_shown_with_what_the_list_says_and_a_screenful_of_it() {
        let change = |email: &str| Change {
            line: None,
            email: email.into(),
            user_id: String::new(),
            resource: named("flow").unwrap(),
            mode: Mode::Take,
            from: Some(500.into()),
            to: Some(494.into()),
            delta: Some((-6).into()),
            via: Via::Difference { all: false },
            computed: false,
            needs: Vec::new(),
        };
        let [first, second, third] = ["A@b.cn", "c@b.cn", "d@b.cn"].map(change);
        let row = Row::from(json!({"email": "a@b.cn", "remainFlow": 494}));
        let accounts = Found::from([("a@b.cn".to_owned(), row)]);
        let expected = [
            "? A@b.cn  flow (G)  take  500 → 494  (−6); the list says 494",
            "? c@b.cn  flow (G)  take  500 → 494  (−6); the list says ?",
            "… and 1 more",
        ];
        assert_eq!(doubtful(&[&first, &second, &third], &accounts, 2), expected);
    }
}

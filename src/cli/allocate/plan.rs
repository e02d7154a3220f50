//! The plan, shown before anything is done: the riskiest change first, what it
//! all comes to last.

use crate::batch::allocate::changes::Plan;
use crate::batch::allocate::rails::Sum;
use crate::batch::allocate::requests::plain;
use crate::batch::allocate::saved::{document, row};
use crate::batch::allocate::{Change, Rail, Via, amount};
use crate::batch::plan::Found;
use crate::cli::console::{height, paints, width};
use crate::cli::context::Context;
use crate::cli::interrupt;
use crate::endpoints::resources::Resource;
use crate::failure::Failure;
use crate::output::{Column, Format};
use crate::row::Row;
use crate::text::{counted, escape, label, wrapped};
use rust_decimal::Decimal;
use std::collections::HashSet;
use std::io::{IsTerminal, stderr, stdout};
use unicode_width::UnicodeWidthStr;

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
            context
                .console
                .always(format!("on {}:", context.account()?));
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
        changes.sort_by_key(|change| risk(change));
        let more = changes.len().saturating_sub(place.most);
        changes.truncate(place.most);
        let cells: Vec<_> = changes.iter().map(|change| cells(change)).collect();
        let mut widths = [0; 4];
        for row in &cells {
            for (widest, cell) in widths.iter_mut().zip(row) {
                *widest = cell.width().max(*widest);
            }
        }
        let mut text = String::new();
        for (row, change) in cells.iter().zip(&changes) {
            let remarks = remarks(change);
            let padded = line(row, &widths, &remarks, place.paint);
            let is_wide = place
                .width
                .is_some_and(|most| line(row, &widths, &remarks, false).width() > most);
            text += &match is_wide {
                true => line(row, &[0; 4], &remarks, place.paint),
                false => padded,
            };
            text.push('\n');
        }
        if more > 0 {
            text += &format!("… and {more} like these; {} has all\n", place.has_all);
        }
        let totals = self.totals();
        text += &match place.width {
            Some(width) => wrapped(&totals, width),
            None => totals,
        };
        text + "\n"
    }

    /// Accounts, requests, and what is given and taken of each resource.
    pub(super) fn totals(&self) -> String {
        let emails: HashSet<&str> = self
            .plan
            .changes
            .iter()
            .map(|it| it.email.as_str())
            .collect();
        let (changes, accounts) = (self.plan.changes.len(), emails.len());
        let mut counts = match changes {
            0 => vec!["nothing to change".to_owned()],
            _ => vec![
                format!(
                    "{} of {}",
                    counted(changes, "change"),
                    counted(accounts, "account")
                ),
                counted(self.requests, "request"),
            ],
        };
        if self.plan.already > 0 {
            counts.push(format!("{} already so", self.plan.already));
        }
        let sums = self.sums.iter().map(|sum| {
            let parts = [sum.given, sum.taken]
                .into_iter()
                .filter(|amount| !amount.is_zero());
            let parts: Vec<_> = parts.map(signed).collect();
            let left = match sum.left {
                Some(left) => format!(" (the group has {} left)", plain(left.round_dp(2))),
                None => String::new(),
            };
            format!("; {} {}{left}", with_unit(sum.resource), parts.join(" "))
        });
        let many = self
            .plan
            .changes
            .iter()
            .any(|it| it.needs.contains(&Rail::Many));
        let many = if many { "; ! many" } else { "" };
        counts.join(", ") + &sums.collect::<String>() + many
    }
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

fn doubtful(changes: &[&Change], accounts: &Found, most: usize) -> Vec<String> {
    let told = changes.iter().take(most).map(|change| {
        let [email, resource, amounts, difference] = cells(change);
        let (mode, account) = (change.mode.word(), accounts.get(&email.to_lowercase()));
        let now = account.and_then(|account| amount(account, change.resource.left));
        let now = now.map_or("?".to_owned(), plain);
        format!("? {email}  {resource}  {mode}  {amounts}  {difference}; the list says {now}")
    });
    let mut told: Vec<String> = told.collect();
    if changes.len() > most {
        told.push(format!("… and {} more", changes.len() - most));
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

/// Account, resource, amounts and difference.
fn cells(change: &Change) -> [String; 4] {
    let shown = |amount: Option<Decimal>| amount.map_or("?".to_owned(), plain);
    let amounts = format!("{} → {}", shown(change.from), shown(change.to));
    let difference = match (change.via, change.delta) {
        (Via::Difference { all: true }, _) => "(all)".to_owned(),
        (_, Some(delta)) => format!("({})", signed(delta)),
        (_, None) => String::new(),
    };
    let email = escape(&change.email).into_owned();
    [email, with_unit(change.resource), amounts, difference]
}

fn line(
    cells: &[String; 4],
    widths: &[usize; 4],
    (computed, needs): &(String, String),
    paint: bool,
) -> String {
    let mut line = "~".to_owned();
    for (at, (cell, widest)) in cells.iter().zip(widths).enumerate() {
        let pad = widest.saturating_sub(cell.width());
        line += if at == 0 { " " } else { "  " };
        line += &format!("{cell}{:pad$}", "");
    }
    if !computed.is_empty() {
        line += &format!("  {computed}");
    }
    if !needs.is_empty() {
        line += &format!("  {}", label(needs, 33, paint));
    }
    line.trim_end().to_owned()
}

/// What is behind the amounts: what they follow from, and what must be allowed.
/// That many accounts change is no property of one.
fn remarks(change: &Change) -> (String, String) {
    let computed = match (change.computed, change.from) {
        (true, Some(from)) => format!("computed from {}", plain(from)),
        _ => String::new(),
    };
    let needs: Vec<Rail> = change
        .needs
        .iter()
        .copied()
        .filter(|rail| *rail != Rail::Many)
        .collect();
    let needs = match needs.as_slice() {
        [] => String::new(),
        needs => format!("! {}", names(needs, ", ")),
    };
    (computed, needs)
}

/// The names of rails, with this between them.
pub(super) fn names(rails: &[Rail], between: &str) -> String {
    let names: Vec<_> = rails.iter().map(|rail| rail.name()).collect();
    names.join(between)
}

/// What must be allowed comes first, then what is taken.
fn risk(change: &Change) -> (Option<Rail>, bool) {
    let worst = change.needs.iter().min().copied();
    (
        worst.or(Some(Rail::Many)),
        change.delta.is_none_or(|delta| delta > Decimal::ZERO),
    )
}

/// `flow (G)`.
fn with_unit(resource: &Resource) -> String {
    match resource.unit {
        "" => resource.word.to_owned(),
        unit => format!("{} ({unit})", resource.word),
    }
}

/// `+500`, `−10`: with a true minus, which no option is taken for.
fn signed(amount: Decimal) -> String {
    match amount.is_sign_negative() && !amount.is_zero() {
        true => format!("−{}", plain(-amount)),
        false => format!("+{}", plain(amount)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::allocate::Mode;
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

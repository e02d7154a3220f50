//! What is asked of a list: which rows, in which order, or how many and how
//! much.

use super::context::Context;
use super::{accounts, candidates, fields};
use crate::clock;
use crate::endpoints::spec::{Read, ShortCut};
use crate::failure::Failure;
use crate::lang::{Both, Text, both};
use crate::output::{Column, Filter, Order, Sorter, Tally, Values, find, typed_names, within};
use crate::row::Row;
use crate::text;
use crate::text::{listed, quoted};
use clap::{Arg, ArgAction, ArgMatches, Args, Command};
use std::cell::Cell;
use std::collections::HashSet;

/// The heading of these options in the help.
const ASKING: Both = both("Asking", "查询");

/// The options of asking.
#[derive(Debug, Args)]
#[command(next_help_heading = ASKING)]
pub(super) struct AskArgs {
    #[arg(help = both(
        "Only rows for which this holds: FIELD < VALUE and the like, joined by `and`, `or`, \
         `not`; may be given several times (see `help asking`)",
        "只要符合条件的行：FIELD < VALUE 等，用 `and`、`or`、`not` 连接；可多次使用（见 `help \
         asking`）",
    ))]
    #[arg(long = "where", value_name = "EXPR")]
    filters: Vec<String>,
    #[arg(help = both(
        "Only rows with this in one of their texts, whatever its letter case",
        "只要任一文本中含有此内容的行，不分大小写",
    ))]
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    #[arg(help = both(
        "Sort by these fields, -FIELD by the largest first; holds the list until its end",
        "按这些字段排序，-FIELD 为从大到小；读完整个列表后才输出",
    ))]
    #[arg(
        long,
        value_name = "FIELD,-FIELD",
        value_delimiter = ',',
        allow_hyphen_values = true
    )]
    sort: Vec<String>,
    #[arg(help = both(
        "Print how many rows there are, not the rows; --limit does not change it",
        "只打印行数，不打印各行；不受 --limit 影响",
    ))]
    #[arg(long)]
    count: bool,
    #[arg(help = both(
        "Print the sums of these fields, not the rows",
        "只打印这些字段的合计，不打印各行",
    ))]
    #[arg(long, value_name = "FIELD,...", value_delimiter = ',')]
    sum: Vec<String>,
    #[arg(help = both(
        "Print a line for each value of these fields, with its count or sums",
        "按这些字段的值分组，每组一行，给出行数或合计",
    ))]
    #[arg(long, value_name = "FIELD,...", value_delimiter = ',')]
    by: Vec<String>,
}

/// What is asked, checked against the columns.
#[derive(Debug, Default)]
pub(super) struct Asking {
    filters: Vec<Filter>,
    /// A text in small letters, and where to look for it.
    search: Option<(String, Vec<&'static str>)>,
    /// E-mails in small letters, and the field of theirs.
    emails: Option<(&'static str, HashSet<String>)>,
    orders: Vec<Order>,
    tally: Option<Tally>,
    /// Whether a bare number is all that is asked for.
    pub(super) is_count: bool,
    /// Whether the rows of all accounts are asked for, and whether some may be
    /// missing.
    pub(super) of_accounts: bool,
    pub(super) may_skip: bool,
    /// Rows that were kept so far.
    pub(super) matched: Cell<usize>,
}

/// The options of a list.
pub(super) fn options(command: Command, read: &'static Read) -> Command {
    let short_cut = |short_cut: &'static ShortCut| {
        let words = (short_cut.offers)();
        let words = words.iter().map(|word| word.trim_end_matches('='));
        let help = match words.collect::<Vec<_>>() {
            words if words.is_empty() => short_cut.help.into(),
            words => text!(
                "{help} (possible: {words})",
                "{help}（可用：{words}）",
                help = short_cut.help,
                words = listed(words)
            ),
        };
        let option = Arg::new(short_cut.option).long(short_cut.option);
        let option = option
            .value_name(short_cut.placeholder)
            .help(help)
            .add(candidates::words(short_cut.offers));
        option.action(ArgAction::Append).help_heading(ASKING)
    };
    let options = read.short_cuts.iter().map(short_cut);
    let mut command = AskArgs::augment_args(command).args(options);
    for option in ["filters", "sort", "sum", "by"] {
        let fields = candidates::columns(read.columns, false);
        command = command.mut_arg(option, |option| option.add(fields));
    }
    // What comes next is not about asking.
    command.next_help_heading(None::<&str>)
}

impl Asking {
    /// What was typed for a list.
    ///
    /// # Errors
    /// Usage: an unknown field, or an expression that is wrong.
    pub(super) fn new(read: &Read, args: &ArgMatches, context: &Context) -> Result<Self, Failure> {
        let mut typed: AskArgs = fields::parsed(args)?;
        for names in [&mut typed.sort, &mut typed.sum, &mut typed.by] {
            *names = typed_names(names);
        }
        let (columns, zone) = (read.columns, &context.style()?.zone);
        let now = clock::unix_millis();
        let parse = |option: &str, text: &str| Filter::parse(option, text, columns, zone, now);
        let filters = typed.filters.iter().map(|text| parse("--where", text));
        let mut filters = filters.collect::<Result<Vec<_>, _>>()?;
        for short_cut in read.short_cuts {
            for text in args
                .get_many::<String>(short_cut.option)
                .into_iter()
                .flatten()
            {
                let option = format!("--{}", short_cut.option);
                let wrong = |rule: Text| {
                    let value = quoted(text);
                    Failure::usage(text!("{option} {value} {rule}", "{option} {value} {rule}"))
                };
                let expression = (short_cut.expression)(text).map_err(wrong)?;
                filters.push(parse(&option, &expression)?);
            }
        }
        let is_text = |column: &&Column| column.values == Values::Text && !column.is_secret();
        let texts = columns.iter().filter(is_text).map(|column| column.field);
        let tally = tally(&typed, columns)?;
        let sorted: &'static [Column] = match &tally {
            Some(tally) => tally.columns().leak(),
            None => columns,
        };
        let order = |name: &String| order(name, sorted);
        let orders = typed.sort.iter().map(order);
        let mut orders = orders.collect::<Result<Vec<_>, Failure>>()?;
        if orders.is_empty() && tally.is_none() {
            let newest = columns
                .iter()
                .find(|column| column.field == read.newest_first);
            orders.extend(newest.map(|time| (time, true)));
        }
        Ok(Self {
            filters,
            search: typed
                .search
                .map(|text| (text.to_lowercase(), texts.collect())),
            emails: None,
            matched: Cell::new(0),
            orders,
            tally,
            of_accounts: accounts::are_asked(args),
            may_skip: accounts::may_be_left_out(args),
            is_count: typed.count && typed.by.is_empty() && typed.sum.is_empty(),
        })
    }

    /// Whether the first row can be told only when all are read.
    pub(super) fn needs_all(&self) -> bool {
        !self.orders.is_empty() || self.tally.is_some()
    }

    /// Whether rows may be left out.
    pub(super) fn leaves_out(&self) -> bool {
        !self.filters.is_empty() || self.search.is_some() || self.emails.is_some()
    }

    /// Asks for the rows of these e-mails only.
    pub(super) fn keep_emails(&mut self, field: &'static str, emails: &[String]) {
        let emails = emails.iter().map(|email| email.to_lowercase());
        self.emails = Some((field, emails.collect()));
    }

    /// Whether this is one of the e-mails asked for, in small letters.
    pub(super) fn is_of(&self, email: &str) -> bool {
        let mut emails = self.emails.iter();
        emails.any(|(_, emails)| emails.contains(email))
    }

    /// The e-mails of which every row that is asked for has one, where the service
    /// can be asked for them: a blank would ask for all rows.
    pub(super) fn emails(&self, field: &str) -> Option<Vec<String>> {
        let mut filters = self.filters.iter();
        let emails = filters.find_map(|filter| filter.texts_of(field))?;
        let may_be = |email: &String| !email.is_empty() && !email.contains([',', ' ']);
        emails.iter().all(may_be).then_some(emails)
    }

    /// The first and the last millisecond since 1970 that a field has in the rows
    /// asked for, where something says so.
    pub(super) fn times(&self, field: &str) -> [Option<i64>; 2] {
        let bounds = self.filters.iter().map(|filter| filter.bounds_of(field));
        let bounds = bounds.reduce(within).unwrap_or_default();
        bounds.map(|bound| bound?.try_into().ok())
    }

    /// Whether rows are counted or added up.
    pub(super) fn tallies(&self) -> bool {
        self.tally.is_some()
    }

    /// The rows of a page that are asked for.
    pub(super) fn kept(&self, mut page: Vec<Row>) -> Vec<Row> {
        if self.leaves_out() {
            page.retain(|row| self.keeps(row));
        }
        self.matched.update(|matched| matched + page.len());
        page
    }

    fn keeps(&self, row: &Row) -> bool {
        let has = |(text, fields): &(String, Vec<&str>)| {
            let mut cells = fields.iter().filter_map(|field| row.text(field));
            cells.any(|cell| cell.to_lowercase().contains(text))
        };
        let is_wanted = |(field, emails): &(&str, HashSet<String>)| {
            let email = row.text(field).map(|email| email.to_lowercase());
            email.is_some_and(|email| emails.contains(&email))
        };
        self.filters.iter().all(|filter| filter.keeps(row))
            && self.search.as_ref().is_none_or(has)
            && self.emails.as_ref().is_none_or(is_wanted)
    }

    /// The rows in the order asked for, or what they add up to, and the columns
    /// of that. Pages come one by one where no order is asked for.
    ///
    /// # Errors
    /// The first page that failed; what is to be added up is not a number.
    pub(super) fn answer<'p>(
        &self,
        pages: &'p mut dyn Iterator<Item = Page>,
        columns: &'static [Column],
    ) -> Result<Answer<'p>, Failure> {
        let mut sorter = Sorter::new(&self.orders);
        let columns = match self.tally.clone() {
            Some(mut tally) => {
                for page in pages {
                    page?.iter().try_for_each(|row| tally.add(row))?;
                }
                let columns = tally.columns().leak();
                tally.rows().iter().for_each(|row| sorter.add(row));
                columns
            }
            None if self.orders.is_empty() => return Ok((columns, Box::new(pages))),
            None => {
                for page in pages {
                    page?.iter().for_each(|row| sorter.add(row));
                }
                columns
            }
        };
        Ok((columns, Box::new(sorter.sorted().map(Ok))))
    }
}

/// What a word of `--sort` says.
fn order(word: &str, columns: &'static [Column]) -> Result<Order, Failure> {
    let found = find("--sort", word, columns);
    let column = found.map_err(|failure| {
        let (name, direction) = word.trim().rsplit_once(' ').unwrap_or_default();
        match direction.to_lowercase().as_str() {
            "desc" => failure.hint(text!(
                "the largest come first by -{name}",
                "从大到小排序请写 -{name}"
            )),
            "asc" => failure.hint(text!(
                "the smallest come first by {name}",
                "从小到大排序请写 {name}"
            )),
            _ => failure,
        }
    })?;
    Ok((column, word.trim().starts_with('-')))
}

/// A page of rows, or why there is none.
type Page = Result<Vec<Row>, Failure>;

/// The columns of an answer, and its rows.
type Answer<'p> = (&'static [Column], Box<dyn Iterator<Item = Page> + 'p>);

fn tally(typed: &AskArgs, columns: &'static [Column]) -> Result<Option<Tally>, Failure> {
    let named = |option, names: &[String]| {
        let names = names.iter().map(|name| find(option, name.trim(), columns));
        names.collect::<Result<Vec<_>, _>>()
    };
    let (mut by, sums) = (named("--by", &typed.by)?, named("--sum", &typed.sum)?);
    let is_amount = |column: &Column| matches!(column.values, Values::Number | Values::Bytes);
    if let Some(column) = sums.iter().find(|column| !is_amount(column)) {
        let amounts = columns.iter().filter(|column| is_amount(column));
        return Err(Failure::usage(text!(
            "--sum: {field} is not an amount (possible: {amounts})",
            "--sum：{field} 不是数量（可用：{amounts}）",
            field = column.field,
            amounts = listed(amounts.map(|column| column.field))
        )));
    }
    if !typed.count && by.is_empty() && sums.is_empty() {
        return Ok(None);
    }
    for column in &sums {
        // Amounts of two units are never added up.
        let unit = columns.iter().find(|unit| unit.field == column.unit);
        by.extend(unit.filter(|unit| !by.contains(unit)));
    }
    let counts = typed.count || sums.is_empty();
    Ok(Some(Tally::new(by, sums, counts)))
}

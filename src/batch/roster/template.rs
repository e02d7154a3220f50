//! A roster to be filled in: a heading line in CSV, or a workbook that tells the
//! rule of each column.

use super::headings::{named, one_of};
use super::{PASSWORD, csv_text};
use crate::endpoints::spec::{Field, Now};
use crate::endpoints::write::Write;
use crate::failure::Failure;
use crate::lang::{CLAUSES, Text, both, joined};
use crate::output::{ALL, Blank, Headings, SIGNS};
use crate::text;
use crate::text::capital;
use std::borrow::Cow;

/// Breaks every rule that there is for texts, dates and numbers.
const WRONG: [char; 1000] = ['x'; 1000];

/// Breaks the rule of numbers that have a limit of their own.
const LARGE: &str = "2147483647";

/// A roster without rows.
#[derive(Clone, Debug)]
pub struct Template {
    call: &'static Write,
    headings: Headings,
    fields: Vec<&'static Field>,
}

impl Template {
    /// With the usual columns, or the required ones and those that are named; the
    /// name of a resource stands for all of its columns. Where the first name has a
    /// sign, names change the usual ones: `+` adds, `-` takes away.
    ///
    /// # Errors
    /// Usage: a name is that of no column.
    pub fn new(
        call: &'static Write,
        headings: Headings,
        names: Option<&[String]>,
    ) -> Result<Self, Failure> {
        let names = names.unwrap_or(&[]);
        let changes = names
            .first()
            .is_none_or(|name| name.trim().starts_with(SIGNS));
        let is_there = |field: &&Field| field.required || changes && !field.is_seldom;
        let mut fields: Vec<_> = call.fields.iter().filter(is_there).collect();
        for name in names.iter().map(|name| name.trim()) {
            if name.eq_ignore_ascii_case(ALL) {
                fields = call.fields.iter().collect();
                continue;
            }
            let meant = meant(call, name.trim_start_matches(SIGNS))
                .map_err(|why| Failure::usage(text!("--columns: {why}", "--columns：{why}")))?;
            let is_in =
                |field: &Field, all: &[&Field]| all.iter().any(|other| other.api == field.api);
            match name.starts_with('-') {
                true => fields.retain(|field| !is_in(field, &meant)),
                false => {
                    let missing = meant.into_iter().filter(|field| !is_in(field, &fields));
                    fields.extend(missing.collect::<Vec<_>>());
                }
            }
        }
        Ok(Self {
            call,
            headings,
            fields,
        })
    }

    /// As CSV for spreadsheets.
    pub fn csv(&self) -> String {
        let headings = self.fields.iter().map(|field| self.heading(field));
        let headings = headings.map(Cow::into_owned).collect::<Vec<_>>();
        csv_text(b',', std::iter::once(headings))
    }

    /// The columns of a workbook.
    pub fn columns(&self) -> Vec<Blank> {
        self.fields.iter().map(|field| self.column(field)).collect()
    }

    fn heading(&self, field: &Field) -> Cow<'static, str> {
        match self.headings {
            Headings::Api => field.api.into(),
            Headings::Zh => field.chinese().into(),
            Headings::En => field.option_name().replace('-', " ").into(),
        }
    }

    fn column(&self, field: &Field) -> Blank {
        let rule = joined(rules(field), CLAUSES).to_string();
        let need = self.need(field);
        let parts = [field.help.now(), &capital(&rule), need.now()];
        let parts = parts.into_iter().filter(|part| !part.is_empty());
        let lines: Vec<&str> = parts.collect();
        Blank {
            heading: self.heading(field).into_owned(),
            note: lines.join("\n"),
            is_text: !field.is_number(),
            choices: field.choices.iter().map(|(choice, _)| *choice).collect(),
            rule,
        }
    }

    /// Whether a row must have a value of a column.
    fn need(&self, field: &Field) -> Text {
        let others = one_of(self.call);
        match field.required {
            true if field.api == PASSWORD => both(
                "Required without --generate-password",
                "必填，除非用 --generate-password 生成",
            )
            .into(),
            true => both("Required", "必填").into(),
            false if others.iter().any(|other| other.api == field.api) => {
                let names = others.iter().map(|other| self.heading(other));
                let names = names.collect::<Vec<_>>();
                let names = Text::made(&|| names.join(both(" or ", " 或 ").now()));
                text!("Required: {names}", "必填其一：{names}")
            }
            false => both("May be left empty", "选填").into(),
        }
    }
}

/// The fields that a name stands for.
///
/// # Errors
/// As [`named`].
fn meant(call: &'static Write, name: &str) -> Result<Vec<&'static Field>, Text> {
    let of_resource = |field: &&Field| {
        let resource = field.api.split_once(' ').map(|(_, resource)| resource);
        resource.is_some_and(|resource| resource.eq_ignore_ascii_case(name))
    };
    match call.fields.iter().filter(of_resource).collect::<Vec<_>>() {
        none if none.is_empty() => Ok(vec![named(call, name)?]),
        fields => Ok(fields),
    }
}

/// What is said to those who break the rules of a field.
fn rules(field: &Field) -> Vec<Text> {
    let now = Now { unix_millis: 0 };
    let broken = |text: &str| field.check(text, &now).err();
    let limit = Some(LARGE).filter(|_| field.is_number());
    let found = broken(&String::from_iter(WRONG)).into_iter();
    found.chain(limit.and_then(broken)).collect()
}

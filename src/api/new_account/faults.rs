//! Gathering the faults of a draft: a field that breaks a rule must not keep
//! the fields after it from being checked.

use jiff::civil::Date;

use super::{Allotment, Expiry, Fault, Warning, expiry, rules};
use crate::secret::{MASK, Secret};

/// The faults found so far. Each method gives the value, or notes why not.
#[derive(Default)]
pub(super) struct Faults {
    pub(super) found: Vec<Fault>,
}

impl Faults {
    pub(super) fn none(&self) -> bool {
        self.found.is_empty()
    }

    fn add(&mut self, field: &'static str, value: &str, rule: impl Into<String>) {
        let (value, rule) = (value.to_owned(), rule.into());
        self.found.push(Fault { field, value, rule });
    }

    pub(super) fn required<T>(
        &mut self,
        field: &'static str,
        typed: Option<String>,
        rule: impl Fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        let Some(typed) = typed.filter(|text| !text.trim().is_empty()) else {
            self.add(field, "", "is required");
            return None;
        };
        self.optional(field, Some(typed), rule)
    }

    pub(super) fn optional<T>(
        &mut self,
        field: &'static str,
        typed: Option<String>,
        rule: impl Fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        let typed = typed?;
        rule(&typed)
            .map_err(|rule| self.add(field, &typed, rule))
            .ok()
    }

    pub(super) fn password(&mut self, typed: Option<Secret>) -> Option<Secret> {
        let Some(typed) = typed.filter(|secret| !secret.expose().is_empty()) else {
            self.add("password", "", "is required");
            return None;
        };
        match rules::password(typed.expose()) {
            Ok(()) => Some(typed),
            Err(rule) => {
                self.add("password", MASK, rule);
                None
            }
        }
    }

    pub(super) fn allotment(
        &mut self,
        minutes: Option<String>,
        concurrent: Option<String>,
    ) -> Option<Allotment> {
        if let (Some(_), Some(typed)) = (&minutes, &concurrent) {
            let rule = "cannot stand beside minutes: give the one of the group's plan";
            self.add("concurrent", typed, rule);
        } else if (&minutes, &concurrent) == (&None, &None) {
            let rule = "or concurrent is required: the one of the group's plan";
            self.add("minutes", "", rule);
        }
        let minutes = self.optional("minutes", minutes, rules::count);
        let concurrent = self.optional("concurrent", concurrent, rules::count);
        minutes
            .map(Allotment::Minutes)
            .or(concurrent.map(Allotment::Concurrent))
    }

    pub(super) fn expiry(
        &mut self,
        kind: Option<String>,
        date: Option<String>,
        today: Date,
    ) -> (Option<Expiry>, Vec<Warning>) {
        let shown = date.clone().unwrap_or_default();
        let date_given = date.is_some();
        let date = self.optional("expireDate", date, expiry::day);
        let expiry = self.expiry_kind(kind, date_given, date);
        let past = date.filter(|day| *day < today).map(|_| Warning {
            field: "expireDate",
            value: shown,
            text: "is in the past; the account would be expired from its first day".into(),
        });
        (expiry, past.into_iter().collect())
    }

    fn expiry_kind(
        &mut self,
        kind: Option<String>,
        date_given: bool,
        date: Option<Date>,
    ) -> Option<Expiry> {
        match (kind.as_deref(), date_given) {
            (None, _) | (Some("custom"), true) => date.map(Expiry::Custom),
            (Some("group"), false) => Some(Expiry::Group),
            (Some("custom"), false) => {
                self.add("expireDate", "", "is required where expireType is custom");
                None
            }
            (Some("group"), true) => {
                let rule = "cannot be group beside an expireDate: leave one of them out";
                self.add("expireType", "group", rule);
                None
            }
            (Some(other), _) => {
                self.add("expireType", other, "must be group or custom");
                None
            }
        }
    }
}

//! What batches differ in: how it is found out what a request has done whose
//! answer was lost, and what the results say of it.

use super::checks;
use super::journal::Intent;
use super::results::{RowResult, Status};
use super::roster::RosterRow;
use crate::api::{CallError, Client};
use crate::endpoints::write::{Repeat, Write};
use crate::failure::Failure;
use crate::lang::{Both, Text, both, counted};
use crate::order;
use crate::output::Column;
use crate::row::Row;
use crate::text;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;

/// A kind of batch.
pub trait Deed: Send + Sync {
    /// What a look at a row's work will need, such as how many like records there
    /// are before, and the results of a later run: asked before its intent is
    /// noted, which keeps it.
    ///
    /// # Errors
    /// It cannot be told, and so the row is not sent.
    fn before(&self, client: &Client, row: &RosterRow) -> Result<Option<Value>, CallError> {
        let _ = (client, row);
        Ok(None)
    }

    /// Whether a refusal in the words of one of the caller is of the row: then the
    /// others are sent all the same.
    fn is_of_the_row(&self, error: &CallError) -> bool {
        let _ = error;
        false
    }

    /// Told of an intent that an answer says was done, before that is noted.
    fn done(&self, row: &RosterRow, intent: &Intent) {
        let _ = (row, intent);
    }

    /// Asks how the targets are once nothing more is sent, until they are as they
    /// were set or the wait is over. Whether any result was changed.
    ///
    /// # Errors
    /// The service could not be asked.
    fn read_back(
        &self,
        client: &Arc<Client>,
        rows: &[RosterRow],
        results: &mut [RowResult],
    ) -> Result<bool, Failure> {
        let _ = (client, rows, results);
        Ok(false)
    }

    /// What is odd about the results, for their summary.
    fn remarks(&self, rows: &[RosterRow], results: &[RowResult]) -> Vec<Text> {
        let _ = (rows, results);
        Vec::new()
    }

    /// One look for proof that one of these intents was done: the target as it
    /// is now, or a record. `None` proves nothing: a look later may find it.
    ///
    /// # Errors
    /// The service could not be asked.
    fn look(
        &self,
        client: &Client,
        row: &RosterRow,
        intents: &[Intent],
    ) -> Result<Option<Row>, CallError>;

    /// The columns of the results. The first two and the last two tell a file
    /// of results from others.
    fn columns(&self) -> &'static [Column];

    /// What the results say of a row, a secret in clear or the mask.
    fn rows(&self, row: &RosterRow, result: &RowResult, reveal: bool) -> Vec<Row>;
}

/// A call with one request for each row, whose targets a list shows.
#[derive(Clone, Copy, Debug)]
pub struct Listed {
    /// The call.
    pub call: &'static Write,
    /// How long the list may take to show targets.
    pub wait: Duration,
}

impl Deed for Listed {
    fn look(
        &self,
        client: &Client,
        row: &RosterRow,
        intents: &[Intent],
    ) -> Result<Option<Row>, CallError> {
        // In every spelling that was sent.
        let mut emails: Vec<&str> = vec![row.key()];
        emails.extend(intents.iter().map(|intent| &*intent.email));
        order::sort(&mut emails);
        emails.dedup();
        row.filled.proof(client, &emails, 0)
    }

    fn read_back(
        &self,
        client: &Arc<Client>,
        rows: &[RosterRow],
        results: &mut [RowResult],
    ) -> Result<bool, Failure> {
        let Repeat::Safe(list) = self.call.repeat else {
            return Ok(false);
        };
        let of = |it: &(usize, &RosterRow)| {
            let result = &results[it.0];
            result.status == Status::Done && result.kept.is_empty()
        };
        let asked = rows.iter().enumerate().filter(of);
        let asked = asked.map(|(place, row)| (place, row.key().to_owned()));
        let asked: Vec<_> = asked.collect();
        let any = !asked.is_empty();
        checks::look_until(client, list, asked, self.wait, &mut |place, target| {
            let (row, result) = (&rows[place], &mut results[place]);
            if let Some(target) = target {
                *result = result.clone().of_target(self.call, target);
            }
            let is_shown = target.is_some_and(|target| row.filled.is_shown_by(target));
            if !is_shown {
                result.message = NOT_SHOWN.into();
            } else if result.message == NOT_SHOWN.en {
                result.message = Text::default();
            }
            is_shown
        })?;
        Ok(any)
    }

    fn remarks(&self, _: &[RosterRow], results: &[RowResult]) -> Vec<Text> {
        let is_odd = |it: &&RowResult| it.message == NOT_SHOWN.en;
        let odd = results.iter().filter(is_odd).count();
        let rows = counted(odd, "row", "行");
        let remark = text!("{rows}: {NOT_SHOWN}", "{rows}：{NOT_SHOWN}");
        (odd > 0).then_some(remark).into_iter().collect()
    }

    fn columns(&self) -> &'static [Column] {
        self.call.rows.map_or(&[], |rows| rows.results)
    }

    fn rows(&self, row: &RosterRow, result: &RowResult, reveal: bool) -> Vec<Row> {
        vec![result.row(&row.filled, self.columns(), reveal)]
    }
}

/// What is said of a row whose targets the list does not show.
const NOT_SHOWN: Both = both(
    "the list does not show what was sent",
    "列表显示的与发送的不一致",
);

//! What batches differ in: how it is found out what a request has done whose
//! answer was lost, and what the results say of it.

use super::journal::Intent;
use super::results::RowResult;
use super::roster::RosterRow;
use crate::api::{CallError, Client};
use crate::endpoints::write::Write;
use crate::failure::Failure;
use crate::output::Column;
use crate::row::Row;
use serde_json::Value;
use std::sync::Arc;

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
    fn remarks(&self, rows: &[RosterRow], results: &[RowResult]) -> Vec<String> {
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
pub struct Listed(pub &'static Write);

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
        emails.sort_unstable();
        emails.dedup();
        row.filled.proof(client, &emails, 0)
    }

    fn columns(&self) -> &'static [Column] {
        self.0.rows.map_or(&[], |rows| rows.results)
    }

    fn rows(&self, row: &RosterRow, result: &RowResult, reveal: bool) -> Vec<Row> {
        vec![result.row(&row.filled, self.columns(), reveal)]
    }
}

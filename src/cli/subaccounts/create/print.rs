//! One new account on stdout: as a request, as a plan, as it was created.

use crate::api::create::{CreateAccount, PATH};
use crate::api::new_account::NewAccount;
use crate::api::{Call, CallError};
use crate::cli::session::Session;
use crate::cli::subaccounts::CREATED;
use crate::endpoints::subaccounts::COLUMNS;
use crate::failure::Failure;
use crate::output::{Format, Style, object, sink};
use crate::row::Row;
use std::io::{BufWriter, Write, stdout};

/// `--print-curl`: the write itself, not the reads that come before it.
pub(super) fn print_curl(session: &Session, account: &NewAccount) -> Result<(), Failure> {
    let request = CreateAccount(account).request();
    let answer = session.client.send(&Call::new(&request, &|_, _| Ok(())));
    let failed = |error: CallError| error.failure("create the sub-account");
    answer.map_err(failed)
}

/// `--dry-run`: the request that would be sent.
pub(super) fn print_plan(account: &NewAccount, style: &Style) -> Result<(), Failure> {
    let body = account.masked_body();
    let text = match style.format {
        Format::Json | Format::Jsonl => {
            format!("{{\"method\":\"POST\",\"path\":\"{PATH}\",\"body\":{body}}}\n")
        }
        _ => format!("POST {PATH}\n{body}\n"),
    };
    let mut out = stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    written.map_err(|error| Failure::output(&error))
}

pub(super) fn print_account(row: &Row, style: &Style) -> Result<(), Failure> {
    let mut out = BufWriter::new(stdout().lock());
    let written = match style.format {
        Format::Json | Format::Jsonl => object(style, row, &mut out),
        _ => {
            // Columns asked for by name may be any of the list's.
            let columns = if style.columns.is_some() {
                COLUMNS
            } else {
                CREATED
            };
            let mut sink = sink(style, columns, &mut out)?;
            sink.row(row).and_then(|()| sink.finish().map(drop))
        }
    };
    let written = written.and_then(|()| out.flush());
    written.map_err(|error| Failure::output(&error))
}

//! `--print-curl`: the command comes up as a failure, since the request was
//! not sent; here it is printed as what was asked for.

use super::Cli;
use super::console::Console;
use crate::failure::Failure;
use std::io::{Write, stdout};

/// Prints the command; returns the exit status.
pub(super) fn tell(printed: &Failure, cli: &Cli, console: &Console) -> u8 {
    if !cli.globals.show_secrets {
        console
            .say("note: the sign is masked; --show-secrets prints one that is good for 3 minutes");
    }
    let mut out = stdout().lock();
    let written = writeln!(out, "{}", printed.message).and_then(|()| out.flush());
    match written.map_err(|error| Failure::output(&error)) {
        Ok(()) => 0,
        Err(failure) => {
            if failure.kind.exit_code() != 0 {
                console.fail(&failure);
            }
            failure.kind.exit_code()
        }
    }
}

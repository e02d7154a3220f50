//! The command; see the library for everything else.

use std::process::ExitCode;

/// A bug must not end with a status that scripts do not know.
const UNEXPECTED: u8 = 1;

fn main() -> ExitCode {
    let args = std::env::args_os().collect();
    let status = std::panic::catch_unwind(|| polyv_group::cli::run(args));
    ExitCode::from(status.unwrap_or(UNEXPECTED))
}

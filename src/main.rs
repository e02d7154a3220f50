//! The command; see the library for everything else.

use std::panic;
use std::process::{self, ExitCode};
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether stdout was open for writing when the program started.
static STDOUT_IS_OPEN: AtomicBool = AtomicBool::new(true);

// Before `main`, Rust's runtime puts /dev/null in the place of a closed stdout,
// and its stdout is silent where a descriptor is not open for writing: every
// write would succeed. After that, nothing tells this /dev/null from a user's
// own one, which is open and no failure. So this looks before the runtime does.
#[cfg(unix)]
ctor::declarative::ctor! {
    #[ctor(unsafe)]
    fn look_at_stdout() {
        use rustix::fs::{OFlags, fcntl_getfl};
        let flags = fcntl_getfl(rustix::stdio::stdout());
        let is_open = flags.is_ok_and(|flags| flags & OFlags::RWMODE != OFlags::RDONLY);
        STDOUT_IS_OPEN.store(is_open, Ordering::Relaxed);
    }
}

fn main() -> ExitCode {
    let args: Vec<_> = std::env::args_os().collect();
    let (typed, tell) = (args.clone(), panic::take_hook());
    // A panic of any thread ends the program, with a status that scripts know.
    panic::set_hook(Box::new(move |info| {
        let status = polyv_group::cli::panicked(&typed, || tell(info));
        process::exit(status.into());
    }));
    let is_open = STDOUT_IS_OPEN.load(Ordering::Relaxed);
    ExitCode::from(polyv_group::cli::run(args, is_open))
}

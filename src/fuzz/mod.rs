//! Inputs by the million for everything that reads what others wrote: replies,
//! files, expressions. A small fuzzer of our own, for the usual ones need an
//! unstable compiler.
//!
//! `cargo test` gives each target the first [`FEW`] inputs, or as many as a second
//! has time for. One command gives each a million, and tells what that took:
//!
//! ```text
//! FUZZ_INPUTS=1000000 cargo test --profile fuzz --lib fuzz
//! ```
//!
//! A target is a test in a module `fuzz` beside what it reads. It says what the
//! reader promises for any input; that it does not panic, hang or grow is
//! looked after here:
//!
//! ```text
//! #[test]
//! fn colours() {
//!     let target = Target {
//!         name: "colours",
//!         seeds: vec![b"#ff0000".to_vec(), b"red".to_vec()],
//!         words: &["#", "rgb("],
//!     };
//!     target.run(|input| match Colour::parse(input) {
//!         Ok(colour) => { assert_eq!(Colour::parse(&colour.to_string()), Ok(colour)); "read".into() }
//!         Err(why) => why.to_string(),
//!     });
//! }
//! ```
//!
//! What a reader returns is how an input ended, in words. An input that ends as
//! none before it is kept and changed further.
//!
//! An input that fails is kept in `target/fuzz-failed`, and named. `FUZZ_FILE=FILE` runs
//! just that one, `FUZZ_SEED=N` begins at another place.

mod mutate;
mod random;
mod run;

use run::{Run, watched};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Inputs of each target where none are asked for: enough to see that it runs.
const FEW: u64 = 2_000;

const SHORT: Duration = Duration::from_secs(1);

/// Inputs from which on memory is watched: the test runs alone then.
const MANY: u64 = 100_000;

/// Where a run begins if nothing is said.
const FIRST_SEED: u64 = 13;

/// What is read, and what inputs of it are made of.
pub(crate) struct Target {
    /// In messages and in names of files.
    pub(crate) name: &'static str,
    /// Inputs that people or programs write: the others are made of them.
    pub(crate) seeds: Vec<Vec<u8>>,
    /// What means something to the reader.
    pub(crate) words: &'static [&'static str],
}

impl Target {
    /// Gives inputs to a reader, which tells how each ended and panics where a
    /// promise does not hold.
    ///
    /// # Panics
    /// An input made the reader panic, took too long, or made the process grow.
    pub(crate) fn run(self, read: impl Fn(&[u8]) -> String + Send + 'static) {
        static ALONE: Mutex<()> = Mutex::new(());
        let number = |name| std::env::var(name).ok().map(|text| text.parse::<u64>());
        let number = |name| number(name).map(|number| number.expect("a whole number"));
        let asked_for = number("FUZZ_INPUTS");
        let inputs = asked_for.unwrap_or(FEW);
        let _alone = (inputs >= MANY).then(|| ALONE.lock().unwrap_or_else(PoisonError::into_inner));
        let run = Run {
            target: self,
            only: std::env::var_os("FUZZ_FILE").map(PathBuf::from),
            seed: number("FUZZ_SEED").unwrap_or(FIRST_SEED),
            inputs,
            time: asked_for.map_or(SHORT, |_| Duration::MAX),
        };
        watched(run, read);
    }
}

//! One run of a target: inputs on one thread, and another that watches it.

use super::mutate::Source;
use super::random::Random;
use super::{MANY, Target};
use crate::clock;
use crate::locks::held;
use std::any::Any;
use std::collections::HashSet;
use std::collections::hash_map::DefaultHasher;
use std::fmt::Write as _;
use std::hash::{Hash, Hasher};
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// An input that takes longer is a hang.
const LONGEST: Duration = Duration::from_secs(10);

/// Bytes of the longest input, where no seed is longer.
const MOST_BYTES: usize = 4 * 1024;

/// Inputs that are kept, and ways to end by which they are told apart.
const MOST_KEPT: usize = 1_000;

/// Between two looks at the memory, in inputs.
const LOOKED_AT: u64 = 1_000;

/// What a run may need more than its first tenth did.
const MOST_GROWTH: u64 = 32 * MIB;
const MIB: u64 = 1024 * 1024;

/// What is asked for.
pub(super) struct Run {
    pub(super) target: Target,
    /// The file of the one input that is wanted.
    pub(super) only: Option<PathBuf>,
    pub(super) seed: u64,
    pub(super) inputs: u64,
    /// After which no further input is begun.
    pub(super) time: Duration,
}

/// The input that is being read.
#[derive(Default)]
struct Current {
    number: u64,
    bytes: Vec<u8>,
    /// The file that tells what its thread has cost, in nanoseconds.
    cost: PathBuf,
}

/// What a run has shown.
#[derive(Default)]
struct Figures {
    slowest: Duration,
    /// The most memory in its first tenth, and in all of it, in bytes.
    early: u64,
    peak: u64,
    endings: usize,
}

/// Runs it on a thread of its own and waits for its end.
pub(super) fn watched(run: Run, read: impl Fn(&[u8]) -> String + Send + 'static) {
    let (name, seed, inputs) = (run.target.name, run.seed, run.inputs);
    let current = Arc::new(Mutex::new(Current::default()));
    let begun = clock::instant();
    let (done, wait) = channel();
    let shared = current.clone();
    thread::spawn(move || done.send(all(run, &read, &shared)));
    let fail = |why: &str| {
        let current = held(&current);
        let file = kept(&format!("{name}-{seed}-{}", current.number), &current.bytes);
        let (number, file) = (current.number, file.display());
        panic!(
            "target {name}, input {number} of seed {seed}: {why}; it is in {file}: FUZZ_FILE={file} \
             repeats it"
        );
    };
    let mut seen = Seen::new(&current);
    let figures = loop {
        match wait.recv_timeout(LONGEST / 10) {
            Ok(Ok(figures)) => break figures,
            Ok(Err(why)) => fail(&why),
            Err(RecvTimeoutError::Disconnected) => fail("its thread has ended"),
            Err(RecvTimeoutError::Timeout) => {}
        }
        let now = Seen::new(&current);
        match now.number == seen.number {
            true if now.is_too_late_for(&seen) => fail("it takes longer than 10 s"),
            true => {}
            false => seen = now,
        }
    };
    if inputs >= MANY {
        told(name, inputs, begun, &figures);
    }
}

/// When an input was seen.
struct Seen {
    number: u64,
    at: Instant,
    /// What its thread had cost by then, where the system tells: on a busy machine
    /// time goes by without it.
    cost: Option<Duration>,
}

impl Seen {
    fn new(current: &Mutex<Current>) -> Self {
        let current = held(current);
        let cost = std::fs::read_to_string(&current.cost).ok();
        let nanos = cost.and_then(|cost| cost.split(' ').next()?.parse().ok());
        Self {
            number: current.number,
            at: clock::instant(),
            cost: nanos.map(Duration::from_nanos),
        }
    }

    fn is_too_late_for(&self, first: &Self) -> bool {
        let waited = self.at - first.at;
        match self.cost.zip(first.cost) {
            // Also where it waits for what never comes.
            Some((cost, before)) => cost - before > LONGEST || waited > 10 * LONGEST,
            None => waited > LONGEST,
        }
    }
}

/// Gives all inputs to the reader.
fn all(
    run: Run,
    read: &impl Fn(&[u8]) -> String,
    current: &Mutex<Current>,
) -> Result<Figures, String> {
    let Run {
        target,
        only,
        seed,
        inputs,
        time,
    } = run;
    let mut figures = Figures::default();
    let thread = std::fs::read_link("/proc/thread-self").unwrap_or_default();
    held(current).cost = Path::new("/proc").join(thread).join("schedstat");
    let mut give = |number: u64, bytes: Vec<u8>| {
        let mut now = held(current);
        (now.number, now.bytes) = (number, bytes.clone());
        drop(now);
        let begun = clock::instant();
        let ended = catch_unwind(AssertUnwindSafe(|| read(&bytes))).map_err(words)?;
        figures.slowest = figures.slowest.max(begun.elapsed());
        Ok::<_, String>((ended, bytes))
    };
    if let Some(file) = only {
        give(0, std::fs::read(&file).expect("FUZZ_FILE is a file"))?;
        return Ok(figures);
    }
    let longest = target.seeds.iter().map(Vec::len).max().unwrap_or(0);
    let (mut random, mut endings) = (Random::of(seed), HashSet::new());
    let mut corpus: Vec<Vec<u8>> = Vec::new();
    let (mut memory, begun) = (Memory::new(inputs), clock::instant());
    for number in 0..inputs {
        if begun.elapsed() > time {
            break;
        }
        let seed = usize::try_from(number)
            .ok()
            .and_then(|at| target.seeds.get(at));
        let (is_seed, input) = match seed {
            Some(seed) => (true, seed.clone()),
            None => {
                let (corpus, words) = (corpus.as_slice(), target.words);
                let most = MOST_BYTES.max(2 * longest);
                (
                    false,
                    Source {
                        corpus,
                        words,
                        most,
                    }
                    .input(&mut random),
                )
            }
        };
        let (ended, input) = give(number, input)?;
        let is_new = endings.len() < MOST_KEPT && endings.insert(shape(&ended));
        if is_seed || is_new {
            corpus.push(input);
        }
        if number % LOOKED_AT == 0 {
            memory.look(number)?;
        }
    }
    (figures.early, figures.peak) = (memory.early, memory.peak);
    figures.endings = endings.len();
    Ok(figures)
}

/// An ending without its numbers and what stands in quotes, of the input mostly.
fn shape(ended: &str) -> u64 {
    let quotes = ['"', '`'];
    let (start, rest) = ended.split_once(quotes).unwrap_or((ended, ""));
    let end = rest.rsplit_once(quotes).map_or(rest, |(_, end)| end);
    let mut hasher = DefaultHasher::new();
    let signs = start.bytes().chain(end.bytes());
    let signs = signs.filter(|byte| !byte.is_ascii_digit());
    signs.for_each(|sign| sign.hash(&mut hasher));
    hasher.finish()
}

fn words(panic: Box<dyn Any + Send>) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or(panic.downcast_ref::<&str>().copied());
    text.unwrap_or("it panics").to_owned()
}

/// Keeps an input; its file. Where the sources may not be written to, it is among
/// the temporary files.
fn kept(name: &str, bytes: &[u8]) -> PathBuf {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/fuzz-failed");
    let keep = |folder: &Path| {
        std::fs::create_dir_all(folder)?;
        std::fs::write(folder.join(name), bytes)?;
        Ok::<_, std::io::Error>(folder.join(name))
    };
    keep(&beside)
        .or_else(|_| keep(&std::env::temp_dir()))
        .unwrap()
}

/// Says what a run took, past the test harness, which keeps what tests print.
fn told(name: &str, inputs: u64, begun: Instant, figures: &Figures) {
    let (seconds, slowest) = (
        begun.elapsed().as_secs_f64(),
        figures.slowest.as_secs_f64() * 1e3,
    );
    let (early, peak) = (figures.early / MIB, figures.peak / MIB);
    let mut line = format!("\nfuzz {name}: {inputs} inputs in {seconds:.1} s, ");
    let endings = figures.endings;
    let _ = writeln!(
        line,
        "peak {peak} MiB ({early} in the first tenth), {endings} endings, slowest {slowest:.1} ms"
    );
    let _ = std::io::stdout().write_all(line.as_bytes());
}

/// What the process needs, where the system tells and nothing else runs in it.
struct Memory {
    inputs: u64,
    early: u64,
    peak: u64,
}

impl Memory {
    fn new(inputs: u64) -> Self {
        // The most begins anew.
        let _ = std::fs::write("/proc/self/clear_refs", "5");
        Self {
            inputs,
            early: 0,
            peak: 0,
        }
    }

    fn look(&mut self, number: u64) -> Result<(), String> {
        if self.inputs < MANY {
            return Ok(());
        }
        self.peak = peak().unwrap_or_default();
        if number <= self.inputs / 10 {
            self.early = self.peak;
        }
        match self.peak > self.early + MOST_GROWTH {
            true => Err(format!(
                "the process grew from {} to {} MiB within the last {LOOKED_AT} inputs or over all",
                self.early / MIB,
                self.peak / MIB
            )),
            false => Ok(()),
        }
    }
}

/// The most that was resident, in bytes.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kib * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(read: fn(&[u8]) -> String) -> Result<(), String> {
        let target = Target {
            name: "own",
            seeds: vec![b"ab".to_vec()],
            words: &["xyz"],
        };
        let run = Run {
            target,
            only: None,
            seed: 1,
            inputs: 500,
            time: LONGEST,
        };
        let ended = catch_unwind(AssertUnwindSafe(|| watched(run, read)));
        ended.map_err(words)
    }

    #[test]
    fn an_input_that_fails_is_kept_and_named() {
        assert_eq!(run(|input| format!("{} bytes", input.len())), Ok(()));
        let refused = run(|input| {
            assert!(!input.windows(3).any(|it| it == b"xyz"), "it has xyz");
            String::new()
        });
        let refused = refused.unwrap_err();
        let (before, file) = refused.split_once(": it has xyz; it is in ").unwrap();
        assert!(before.starts_with("target own, input "), "{before}");
        let (file, _) = file.split_once(':').unwrap();
        let kept = std::fs::read(file).unwrap();
        assert!(kept.windows(3).any(|it| it == b"xyz"));
        std::fs::remove_file(file).unwrap();
    }

    #[test]
    fn endings_differ_by_their_words_only() {
        assert_eq!(
            shape("row 5 has \"a\" twice"),
            shape("row 17 has \"\"b\"\" twice")
        );
        assert_ne!(shape("row 5 has \"a\""), shape("row 5 lacks \"a\""));
    }
}

//! The table: medians, and ratios to one of the programs.
//!
//! A ratio is the median of the ratios of each round, so that a round in which
//! the machine was busy with something else weighs no more than any other.

use crate::Cost;
use std::io::{Write, stdout};
use std::time::Duration;

/// The costs of some programs, in the order they were first added.
pub(crate) struct Table {
    title: String,
    base: &'static str,
    programs: Vec<(&'static str, Vec<Cost>)>,
}

impl Table {
    /// A table whose ratios are to `base`.
    pub(crate) fn new(title: &str, base: &'static str) -> Self {
        Self {
            title: title.to_owned(),
            base,
            programs: Vec::new(),
        }
    }

    /// Adds one run.
    pub(crate) fn add(&mut self, name: &'static str, cost: Cost) {
        match self.programs.iter_mut().find(|(n, _)| *n == name) {
            Some((_, costs)) => costs.push(cost),
            None => self.programs.push((name, vec![cost])),
        }
    }

    fn costs(&self, name: &str) -> &[Cost] {
        let found = self.programs.iter().find(|(n, _)| *n == name);
        found.map_or(&[], |(_, costs)| costs)
    }

    fn ratio(&self, name: &str, base: &str, of: fn(&Cost) -> Duration) -> f64 {
        let pairs = self.costs(name).iter().zip(self.costs(base));
        let ratios = pairs.map(|(this, base)| of(this).as_secs_f64() / of(base).as_secs_f64());
        median(ratios.collect())
    }

    /// Prints it; with requests also what they cost.
    pub(crate) fn print(&self, requests: usize) {
        let mut text = format!("\n{}\n\n", self.title);
        let base = format!("x {}", self.base);
        text += &match requests {
            0 => format!("{:<22} {:>9} {base:>18}\n", "", "wall ms"),
            _ => format!(
                "{:<22} {:>9} {base:>18} {:>9} {:>9} {:>11}\n",
                "", "wall ms", "CPU ms", "peak MiB", "requests/s"
            ),
        };
        for (name, costs) in &self.programs {
            text += &self.line(name, costs, requests);
        }
        print(&text);
    }

    fn line(&self, name: &str, costs: &[Cost], requests: usize) -> String {
        let wall = median(costs.iter().map(|cost| cost.wall).collect());
        let cpu = median(costs.iter().map(|cost| cost.cpu).collect());
        let peak = median(costs.iter().map(|cost| cost.peak_kib).collect());
        let ratio = self.ratio(name, self.base, |cost| cost.wall);
        let mut line = format!("{name:<22} {:>9.2} {ratio:>18.2}", millis(wall));
        if requests > 0 {
            let rate = requests as f64 / wall.as_secs_f64();
            let (cpu, peak) = (millis(cpu), mib(peak));
            line += &format!(" {cpu:>9.0} {peak:>9.1} {rate:>11.0}");
        }
        line + "\n"
    }

    /// Prints what one program costs as a share of another, if both were run.
    pub(crate) fn print_ratios(&self, name: &str, base: &str) {
        let Some(measured) = self.costs(base).first() else {
            return;
        };
        let wall = self.ratio(name, base, |cost| cost.wall);
        let mut text = format!("{name} : {base} = {wall:.3} wall");
        if measured.peak_kib > 0 {
            let cpu = self.ratio(name, base, |cost| cost.cpu);
            let kib = |name| median(self.costs(name).iter().map(|cost| cost.peak_kib).collect());
            let memory = kib(name) as f64 / kib(base) as f64;
            text += &format!(", {cpu:.3} CPU, {memory:.3} memory");
        }
        print(&(text + "\n"));
    }

    /// Prints what one program costs beside another: time as a share, memory as
    /// what it takes more, if both were run.
    pub(crate) fn print_more(&self, name: &str, base: &str) {
        if self.costs(base).is_empty() {
            return;
        }
        let wall = self.ratio(name, base, |cost| cost.wall);
        let cpu = self.ratio(name, base, |cost| cost.cpu);
        let kib = |name| median(self.costs(name).iter().map(|cost| cost.peak_kib).collect());
        let more = (kib(name) as f64 - kib(base) as f64) * 1024.0 / 1e6;
        print(&format!(
            "{name} : {base} = {wall:.3} wall, {cpu:.3} CPU, {more:+.1} MB memory\n"
        ));
    }
}

/// Prints the peaks of a short and of a long list.
pub(crate) fn memory(what: &str, short: (usize, u64), long: (usize, u64)) {
    let more = (long.1 as f64 - short.1 as f64) * 1024.0 / 1e6;
    print(&format!(
        "peak memory, {what}: {:.1} MiB for {}, {:.1} MiB for {} ({more:+.1} MB)\n",
        mib(short.1),
        short.0,
        mib(long.1),
        long.0
    ));
}

/// Prints the size of one file as a share of another's.
pub(crate) fn share(name: &str, bytes: u64, base: &str, whole: u64) {
    let share = bytes as f64 / whole as f64;
    print(&format!(
        "{name} : {base} = {share:.3} size ({bytes} of {whole} bytes)\n"
    ));
}

/// Prints how near something came to the best there can be.
pub(crate) fn near(what: &str, took: Duration, best: Duration) {
    let ratio = took.as_secs_f64() / best.as_secs_f64();
    print(&format!("{what}: {took:.2?}, {ratio:.3} x {best:.2?}\n"));
}

/// The wrapper's report, for [`crate::measure::run`].
pub(crate) fn line(cost: &Cost) {
    let (wall, cpu) = (cost.wall.as_micros(), cost.cpu.as_micros());
    print(&format!("{wall} {cpu} {}\n", cost.peak_kib));
}

/// The middle one; of an even number the upper middle.
pub(crate) fn median<T: PartialOrd + Copy>(mut values: Vec<T>) -> T {
    values.sort_by(|a, b| a.partial_cmp(b).expect("no NaN among them"));
    values[values.len() / 2]
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

fn mib(kib: u64) -> f64 {
    kib as f64 / 1024.0
}

fn print(text: &str) {
    let mut out = stdout().lock();
    out.write_all(text.as_bytes())
        .expect("stdout can be written to");
}

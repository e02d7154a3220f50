//! What it costs to compare two snapshots: at most a second of CPU and 60 MB for
//! a hundred thousand accounts, and no more memory for ten times as many.

use crate::measure::{self, Cost};
use crate::pages::scattered_row;
use crate::programs::ours;
use crate::report::{self, Table};
use polyv_group::row::Row;
use polyv_group::snapshot::{Folder, Saving};
use std::path::PathBuf;
use tempfile::TempDir;

/// Of so many accounts one has changed.
const CHANGED: usize = 10;

/// A factor that is prime to the numbers of accounts: an order far from theirs.
const STRIDE: usize = 7_919;

/// Two snapshots of so many accounts, and the later one in another order.
struct Snapshots {
    folder: TempDir,
    before: PathBuf,
    after: PathBuf,
    shuffled: PathBuf,
}

impl Snapshots {
    fn of(accounts: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let changed = |id| {
            let row = scattered_row(id);
            match id % CHANGED {
                0 => row.replace(r#""remainMinutes":"#, r#""remainMinutes":1"#),
                _ => row,
            }
        };
        let save = |at: i64, row: &dyn Fn(usize) -> String| {
            let mut saving = Saving::create(&Folder::new(folder.path())).unwrap();
            for number in 0..accounts {
                saving.row(&Row::parse(&row(number)).unwrap()).unwrap();
            }
            let url = "https://api.polyv.net";
            saving.finish("bench", url, (at, at), None).unwrap().path
        };
        Self {
            before: save(1_000, &scattered_row),
            after: save(2_000, &changed),
            shuffled: save(3_000, &|number| changed(number * STRIDE % accounts)),
            folder,
        }
    }

    /// What the comparison costs; it must tell of so many changes.
    fn diff(&self, after: &PathBuf, changes: usize) -> Cost {
        let [before, after] = [&self.before, after].map(|path| path.to_str().unwrap());
        let cost = self.run(&["snapshot", "diff", before, after, "-q", "-o", "csv"]);
        let csv = std::fs::read(self.folder.path().join("out")).unwrap();
        let lines = csv.iter().filter(|byte| **byte == b'\n').count();
        assert_eq!(lines, changes + 1);
        cost
    }

    fn run(&self, args: &[&str]) -> Cost {
        let mut command = ours(args);
        command.env("HOME", self.folder.path());
        measure::run(&command, &self.folder.path().join("out"))
    }
}

/// Two snapshots of so many accounts in the same order and in another, beside
/// reading one of them; and the memory for ten times as many.
pub(crate) fn measure(accounts: usize, rounds: usize) {
    let tenth = Snapshots::of(accounts);
    let changes = accounts / CHANGED;
    let title = format!("Two snapshots of {accounts} accounts compared");
    let mut table = Table::new(&title, "one counted");
    for _ in 0..rounds {
        let one = tenth.before.to_str().unwrap();
        let list = [
            "subaccounts",
            "list",
            "-q",
            "--count",
            "--from-snapshot",
            one,
        ];
        table.add("one counted", tenth.run(&list));
        table.add("compared", tenth.diff(&tenth.after, changes));
        table.add("another order", tenth.diff(&tenth.shuffled, changes));
    }
    table.print(2 * accounts / crate::pages::ROWS);
    table.print_more("compared", "one counted");
    table.print_more("another order", "compared");
    let small = tenth.diff(&tenth.after, changes).peak_kib;
    let whole = Snapshots::of(10 * accounts);
    let large = whole.diff(&whole.after, 10 * changes).peak_kib;
    report::memory("compared", (accounts, small), (10 * accounts, large));
}

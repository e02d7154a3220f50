//! What holds for every file.

use proptest::prelude::*;

use super::super::{Roster, cells};
use super::*;

proptest! {
    /// Cells of any letters, quotes, separators and line breaks, written by
    /// us, are read again letter by letter.
    #[test]
    fn what_is_written_is_read_again(
        rows in prop::collection::vec(prop::collection::vec("[a-b,;\t \"\n王]{0,6}", 3), 1..6),
    ) {
        let good = roster(&format!("{HEADINGS}\n{}", row("a", "13800000000")));
        let expected: Vec<Vec<String>> = rows.into_iter().filter(|row| !cells::blank(row)).collect();
        let rows: Vec<RosterRow> = expected
            .iter()
            .map(|row| RosterRow { original: row.iter().map(Secret::new).collect(), ..good.rows[0].clone() })
            .collect();
        let headings = ["email", "phone", "memo"].map(str::to_owned).to_vec();
        let written = Roster { headings, ..good }.to_csv(&rows, false);
        let read = cells::split(&|row| headings::known(&CREATE, row), written.trim_start_matches('\u{feff}'), MAX_ROWS).unwrap();
        let cells: Vec<Vec<String>> = read.rows.into_iter().map(|r| r.cells).collect();
        prop_assert_eq!(cells, expected);
    }

    /// What `--excel` guards is read again letter by letter, passwords too.
    #[test]
    fn what_is_guarded_is_read_again(
        memo in "('|=|＝|MAR-|[0-9]|\\+|[a-c]|-){1,8}", password in "'{0,2}=?(1e[0-9]{6}|abcdefg1|5-Jan-2024)",
    ) {
        let text = format!("{HEADINGS},memo\na@b.cn,{password},王芳,13800000000,5,100,{memo}\n");
        let first = roster(&text);
        let again = roster(first.to_csv(&first.rows, true).as_str());
        prop_assert_eq!(bodies(&again), bodies(&first));
        let twice = roster(again.to_csv(&again.rows, true).as_str());
        prop_assert_eq!(bodies(&twice), bodies(&first));
    }

    /// No bytes under good headings bring the reader down, and none become an
    /// account by chance.
    #[test]
    fn no_bytes_bring_the_reader_down(noise in prop::collection::vec(any::<u8>(), 0..200)) {
        let file = [HEADINGS.as_bytes(), b"\n", &noise].concat();
        prop_assert!(read(&file, &CREATE, false, &NOW).is_err());
    }
}

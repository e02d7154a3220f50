//! What the tests of this room share.

use std::io::{self, Write};

use super::{Column, Style, sink};
use crate::row::Row;

/// What comes out for these rows.
pub(super) fn print(style: &Style, columns: &'static [Column], rows: &[&str]) -> String {
    let mut out = Vec::new();
    let mut sink = sink(style, columns, &mut out).unwrap();
    for row in rows {
        sink.row(&Row::parse(row).unwrap()).unwrap();
    }
    sink.finish().unwrap();
    String::from_utf8(out).unwrap()
}

/// A writer on which every write fails, as on a full disk.
pub(super) struct Full(pub(super) io::ErrorKind);

impl Write for Full {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(self.0.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Err(self.0.into())
    }
}

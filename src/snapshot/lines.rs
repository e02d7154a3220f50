//! The lines of a packed file, read within bounds.

use crate::failure::Failure;
use crate::lang::{Both, Text, both};
use crate::text;
use crate::text::shown_path;
use flate2::bufread::MultiGzDecoder;
use std::fs::File;
use std::io::{self, BufRead, BufReader, ErrorKind};
use std::path::{Path, PathBuf};

/// Bytes that are read at once.
const BUFFER: usize = 64 * 1024;

/// Most bytes of a line: no reply that is read is larger, so no row is. A
/// sub-account has about 600.
pub(super) const MOST_LINE: usize = 8 * 1024 * 1024;

/// Most bytes of a file once it is unpacked, with those of the rows made of it:
/// six million sub-accounts.
const MOST_BYTES: u64 = 4 * 1024 * 1024 * 1024;

pub(super) const NO_SNAPSHOT: Both = both("it is not a snapshot", "不是快照文件");
const TOO_LARGE: Both = both("it is larger than any snapshot", "大小超过任何快照");
pub(super) const OTHER_GROUP: Both = both(
    "it is of another group than its name tells",
    "文件名中的 appId 与内容不符",
);
const CUT_SHORT: Both = both("it is cut short", "文件不完整");
const DAMAGED: Both = both("it is damaged", "文件已损坏");

/// What is wrong with most files that are not to be read.
pub const FILE_PROBLEMS: [Both; 5] = [NO_SNAPSHOT, TOO_LARGE, CUT_SHORT, DAMAGED, OTHER_GROUP];

/// What gzip begins with.
const MAGIC: &[u8] = &[0x1f, 0x8b];

/// The lines of a packed file, within bounds.
pub(super) struct PackedLines {
    pub(super) path: PathBuf,
    text: BufReader<MultiGzDecoder<BufReader<File>>>,
    /// Bytes that were read or made of these.
    bytes: u64,
    /// Lines that were read.
    pub(super) count: u64,
}

impl PackedLines {
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let file = File::open(path);
        let file = file.map_err(|error| refused(path, error))?;
        let mut file = BufReader::with_capacity(BUFFER, file);
        let is_other = file.fill_buf().is_ok_and(|bytes| {
            let first = &bytes[..bytes.len().min(MAGIC.len())];
            !MAGIC.starts_with(first)
        });
        if is_other {
            return Err(refused(path, NO_SNAPSHOT));
        }
        Ok(Self {
            path: path.to_owned(),
            text: BufReader::with_capacity(BUFFER, MultiGzDecoder::new(file)),
            bytes: 0,
            count: 0,
        })
    }

    /// Appends the next line, without its end, to `into`; whether there was one.
    pub(super) fn take(&mut self, into: &mut Vec<u8>) -> Result<bool, Failure> {
        let before = into.len();
        loop {
            let piece = match self.text.fill_buf() {
                Ok(piece) => piece,
                Err(error) => return Err(self.unreadable(error)),
            };
            let end = memchr::memchr(b'\n', piece);
            let length = end.unwrap_or(piece.len());
            let is_last = piece.is_empty();
            into.extend_from_slice(&piece[..length]);
            let taken = length + usize::from(end.is_some());
            self.text.consume(taken);
            self.bytes += taken as u64;
            if into.len() - before > MOST_LINE || self.bytes > MOST_BYTES {
                return Err(self.refused(TOO_LARGE));
            }
            if end.is_some() || is_last {
                let is_line = end.is_some() || into.len() > before;
                self.count += u64::from(is_line);
                return Ok(is_line);
            }
        }
    }

    /// Counts bytes that were made of the lines: few names and values may make
    /// large rows.
    pub(super) fn add(&mut self, bytes: usize) {
        self.bytes += bytes as u64;
    }

    fn unreadable(&self, error: io::Error) -> Failure {
        match error.kind() {
            ErrorKind::UnexpectedEof => self.refused(CUT_SHORT),
            ErrorKind::InvalidInput | ErrorKind::InvalidData => self.refused(DAMAGED),
            ErrorKind::IsADirectory => self.refused(error),
            _ => {
                let path = shown_path(&self.path);
                Failure::local(text!("cannot read {path}", "无法读取 {path}"), error)
            }
        }
    }

    /// That the file is not to be read, and why.
    pub(super) fn refused(&self, why: impl Into<Text>) -> Failure {
        refused(&self.path, why)
    }
}

fn refused(path: &Path, why: impl Into<Text>) -> Failure {
    let (path, why) = (shown_path(path), why.into());
    Failure::usage(text!("{path}: {why}", "{path}：{why}"))
}

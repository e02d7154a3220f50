//! The parts of a zip file, unpacked within bounds.
//!
//! What is declared is never trusted: a part ends with an error where it has
//! more bytes than it says, where all parts together have too many, and where
//! its checksum is wrong: a digit of a phone number may be what has changed.

use super::wrong::{cut_off, damaged, protected, too_large};
use crate::failure::Failure;
use crate::lang::Text;
use crate::text;
use flate2::Crc;
use flate2::bufread::DeflateDecoder;
use std::cell::Cell;
use std::collections::HashMap;
use std::io::{self, Read};
use std::rc::Rc;

/// How a zip file begins.
pub(in super::super) const MAGIC: &[u8] = b"PK\x03\x04";

/// How the list of its parts ends.
const END: &[u8] = b"PK\x05\x06";
const END_BYTES: usize = 22;

/// Bytes after which that has to be found: its comment has at most 65 535.
const END_WITHIN: usize = END_BYTES + 0xffff;

/// How a part is listed, and how it begins.
const LISTED: &[u8] = b"PK\x01\x02";
const LISTED_BYTES: usize = 46;
const BEGUN_BYTES: usize = 30;

/// Bytes of all parts that are unpacked in one reading: 100 000 rows of 20
/// columns have some 100 MiB. Nothing but tags, so much takes some two seconds.
const MOST_UNPACKED: u64 = 128 * 1024 * 1024;

/// How a part is packed.
const STORED: u16 = 0;
const DEFLATED: u16 = 8;

struct Listed {
    at: usize,
    method: u16,
    is_encrypted: bool,
    packed: usize,
    size: u64,
    sum: u32,
}

/// The parts of a zip file, by their names in small letters.
pub(super) struct Zip<'b> {
    bytes: &'b [u8],
    parts: HashMap<String, Listed>,
    left: Rc<Cell<u64>>,
}

fn number<const BYTES: usize>(bytes: &[u8], at: usize) -> Option<u64> {
    let field = bytes.get(at..at.checked_add(BYTES)?)?;
    let value = field.iter().rev();
    Some(value.fold(0, |all, byte| all << 8 | u64::from(*byte)))
}

fn offset<const BYTES: usize>(bytes: &[u8], at: usize) -> Option<usize> {
    number::<BYTES>(bytes, at).and_then(|number| usize::try_from(number).ok())
}

impl<'b> Zip<'b> {
    /// Reads the list of the parts.
    ///
    /// # Errors
    /// Usage: it is damaged, or not whole.
    pub(super) fn open(bytes: &'b [u8]) -> Result<Self, Failure> {
        let parts = list(bytes).ok_or_else(cut_off)?;
        let left = Rc::new(Cell::new(MOST_UNPACKED));
        Ok(Self { bytes, parts, left })
    }

    /// Whether there is a part of this name, in any letter case.
    pub(super) fn has(&self, name: &str) -> bool {
        self.parts.contains_key(&name.to_lowercase())
    }

    /// A part, to be read; `None` where there is none of this name.
    ///
    /// # Errors
    /// Usage: it is encrypted, too large, or packed in no known way.
    pub(super) fn part(&self, name: &str) -> Result<Option<Unpacked<'b>>, Failure> {
        let Some(listed) = self.parts.get(&name.to_lowercase()) else {
            return Ok(None);
        };
        if listed.is_encrypted {
            return Err(protected());
        }
        if listed.size > self.left.get() {
            return Err(most_unpacked());
        }
        let packed = self.packed(listed);
        let packed = packed.ok_or_else(cut_off)?;
        let packed = match listed.method {
            STORED => Packed::Stored(packed),
            DEFLATED => Packed::Deflated(Box::new(DeflateDecoder::new(packed))),
            other => {
                return Err(damaged(text!(
                    "{name} is packed in the unknown way {other}",
                    "{name} 的压缩方式 {other} 未知"
                )));
            }
        };
        Ok(Some(Unpacked {
            packed,
            name: name.to_owned(),
            size: listed.size,
            sum: listed.sum,
            crc: Crc::new(),
            left: self.left.clone(),
            held: 0,
        }))
    }

    fn packed(&self, listed: &Listed) -> Option<&'b [u8]> {
        let header = self.bytes.get(listed.at..)?;
        let names = offset::<2>(header, 26)? + offset::<2>(header, 28)?;
        let start = BEGUN_BYTES.checked_add(names)?;
        let end = start.checked_add(listed.packed)?;
        header.starts_with(MAGIC).then_some(())?;
        header.get(start..end)
    }

    /// The first bytes of a part, as text.
    pub(super) fn beginning(&self, name: &str) -> Option<String> {
        let part = self.part(name).ok()??;
        let mut start = Vec::new();
        part.take(256).read_to_end(&mut start).ok()?;
        String::from_utf8(start).ok()
    }
}

/// That the parts have too many bytes.
fn most_unpacked() -> Failure {
    let most = MOST_UNPACKED / 1024 / 1024;
    too_large(text!("{most} MiB unpacked", "解压后 {most} MiB"))
}

fn list(bytes: &[u8]) -> Option<HashMap<String, Listed>> {
    let from = bytes.len().saturating_sub(END_WITHIN);
    let end = from + memchr::memmem::rfind(&bytes[from..], END)?;
    let tail = &bytes[end..];
    let (count, size) = (number::<2>(tail, 10)?, offset::<4>(tail, 12)?);
    let start = end.checked_sub(size)?;
    // Where something stands before the zip file, all places are later.
    let before = start.checked_sub(offset::<4>(tail, 16)?)?;
    let mut rest = bytes.get(start..end)?;
    let mut parts = HashMap::new();
    for _ in 0..count {
        rest.starts_with(LISTED).then_some(())?;
        let name_bytes = offset::<2>(rest, 28)?;
        let name = rest.get(LISTED_BYTES..LISTED_BYTES + name_bytes)?;
        let listed = Listed {
            at: before.checked_add(offset::<4>(rest, 42)?)?,
            method: u16::try_from(number::<2>(rest, 10)?).ok()?,
            is_encrypted: number::<2>(rest, 8)? & 1 != 0,
            packed: offset::<4>(rest, 20)?,
            size: number::<4>(rest, 24)?,
            sum: u32::try_from(number::<4>(rest, 16)?).ok()?,
        };
        let name = String::from_utf8_lossy(name).replace('\\', "/");
        parts.insert(name.to_lowercase(), listed);
        let others = offset::<2>(rest, 30)? + offset::<2>(rest, 32)?;
        rest = rest.get(LISTED_BYTES + name_bytes + others..)?;
    }
    Some(parts)
}

enum Packed<'b> {
    Stored(&'b [u8]),
    Deflated(Box<DeflateDecoder<&'b [u8]>>),
}

/// A part as it is read.
pub(super) struct Unpacked<'b> {
    packed: Packed<'b>,
    name: String,
    size: u64,
    sum: u32,
    crc: Crc,
    left: Rc<Cell<u64>>,
    held: usize,
}

/// Bytes of one tag or text: a cell has at most 32 767 characters.
const MOST_HELD: usize = 4 * 1024 * 1024;

impl Unpacked<'_> {
    /// Says that nothing is held any more of what was read.
    pub(super) fn let_go(&mut self) {
        self.held = 0;
    }

    /// What is wrong with a part that could not be read.
    pub(super) fn failure(&self, why: &dyn std::fmt::Display) -> Failure {
        match self.left.get() {
            0 => most_unpacked(),
            _ => damaged(Text::verbatim(format!("{}: {why}", self.name))),
        }
    }
}

impl Read for Unpacked<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = match &mut self.packed {
            Packed::Stored(bytes) => bytes.read(into),
            Packed::Deflated(bytes) => bytes.read(into),
        }?;
        self.crc.update(&into[..read]);
        self.held += read;
        let all = u64::from(self.crc.amount());
        let left = self.left.get().saturating_sub(read as u64);
        self.left.set(left);
        if left == 0 || self.held > MOST_HELD {
            return Err(io::Error::other("it is too large"));
        }
        if all > self.size || read == 0 && !into.is_empty() && self.crc.sum() != self.sum {
            return Err(io::Error::other("its bytes are not those that were saved"));
        }
        Ok(read)
    }
}

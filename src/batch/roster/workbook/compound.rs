//! The streams of an OLE2 file ([MS-CFB]), in which `.xls` is kept.

use super::wrong::cut_off;
use crate::failure::Failure;

/// How such a file begins.
pub(in super::super) const MAGIC: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Bytes of the header, and of what it tells of the table of sectors itself.
const HEADER_BYTES: usize = 512;
const FIRST_TABLES: std::ops::Range<usize> = 76..512;

/// Numbers from here on are no sectors but marks.
const NO_SECTOR: u32 = 0xffff_fffa;

/// Streams below this size are kept in sectors of their own, which are small.
const SMALL: usize = 4096;
const SMALL_SECTOR: usize = 64;

/// Bytes of an entry of the directory.
const ENTRY_BYTES: usize = 128;

struct Listed {
    name: String,
    start: u32,
    bytes: usize,
}

/// An OLE2 file with its directory.
pub(super) struct Compound<'b> {
    bytes: &'b [u8],
    sector: usize,
    table: Vec<u32>,
    small_table: Vec<u32>,
    small: Vec<u8>,
    listed: Vec<Listed>,
}

pub(super) fn two(bytes: &[u8], at: usize) -> Option<u16> {
    let field = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(field.try_into().ok()?))
}

pub(super) fn four(bytes: &[u8], at: usize) -> Option<u32> {
    let field = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(field.try_into().ok()?))
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    let fields = bytes.chunks_exact(4);
    fields.map(|field| four(field, 0).unwrap_or(NO_SECTOR))
}

impl<'b> Compound<'b> {
    /// Reads the directory.
    ///
    /// # Errors
    /// Usage: it is damaged.
    pub(super) fn open(bytes: &'b [u8]) -> Result<Self, Failure> {
        Self::read(bytes).ok_or_else(cut_off)
    }

    fn read(bytes: &'b [u8]) -> Option<Self> {
        let header = bytes.get(..HEADER_BYTES)?;
        let sector = match two(header, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let mut all = Self {
            bytes,
            sector,
            table: Vec::new(),
            small_table: Vec::new(),
            small: Vec::new(),
            listed: Vec::new(),
        };
        all.table = all.sectors(header)?;
        let directory = all.chain(four(header, 48)?, usize::MAX)?;
        all.listed = of_root(&directory)?;
        let root = all.listed.first()?;
        if four(header, 64)? > 0 && root.start < NO_SECTOR {
            all.small = all.chain(root.start, root.bytes)?;
            all.small_table = numbers(&all.chain(four(header, 60)?, usize::MAX)?).collect();
        }
        Some(all)
    }

    /// Which sector follows which one.
    fn sectors(&self, header: &[u8]) -> Option<Vec<u32>> {
        let mut tables: Vec<u32> = numbers(&header[FIRST_TABLES]).collect();
        let mut next = four(header, 68)?;
        let most = self.bytes.len() / self.sector;
        for _ in 0..=most {
            if next >= NO_SECTOR {
                break;
            }
            let mut more: Vec<u32> = numbers(self.at(next)?).collect();
            next = more.pop()?;
            tables.extend(more);
        }
        let mut table = Vec::new();
        for one in tables.into_iter().filter(|one| *one < NO_SECTOR).take(most) {
            table.extend(numbers(self.at(one)?));
        }
        Some(table)
    }

    fn at(&self, sector: u32) -> Option<&'b [u8]> {
        let start = usize::try_from(sector).ok()?.checked_add(1)?;
        let start = start.checked_mul(self.sector)?;
        let end = start.checked_add(self.sector)?.min(self.bytes.len());
        self.bytes.get(start..end)
    }

    /// The bytes of a chain of sectors, which is never longer than the file.
    fn chain(&self, start: u32, most: usize) -> Option<Vec<u8>> {
        let (mut found, mut next) = (Vec::new(), start);
        while next < NO_SECTOR && found.len() < most {
            let bytes = self.at(next)?;
            found.extend_from_slice(bytes);
            if found.len() > self.bytes.len() {
                return None;
            }
            next = *self.table.get(next as usize)?;
            // Nothing follows what is cut off.
            if bytes.len() < self.sector && next < NO_SECTOR {
                return None;
            }
        }
        found.truncate(most);
        Some(found)
    }

    fn small_chain(&self, start: u32, most: usize) -> Option<Vec<u8>> {
        let (mut found, mut next) = (Vec::new(), start);
        while next < NO_SECTOR && found.len() < most {
            let from = (next as usize).checked_mul(SMALL_SECTOR)?;
            let to = from.checked_add(SMALL_SECTOR)?.min(self.small.len());
            found.extend_from_slice(self.small.get(from..to)?);
            if found.len() > self.small.len() {
                return None;
            }
            next = *self.small_table.get(next as usize)?;
        }
        found.truncate(most);
        Some(found)
    }

    /// Whether there is a stream or folder of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.listed
            .iter()
            .any(|it| it.name.eq_ignore_ascii_case(name))
    }

    /// The bytes of a stream; `None` where there is none of this name.
    ///
    /// # Errors
    /// Usage: it is damaged.
    pub(super) fn stream(&self, name: &str) -> Result<Option<Vec<u8>>, Failure> {
        let mut listed = self.listed.iter();
        let Some(found) = listed.find(|it| it.name.eq_ignore_ascii_case(name)) else {
            return Ok(None);
        };
        let bytes = match found.bytes < SMALL {
            true => self.small_chain(found.start, found.bytes),
            false => self.chain(found.start, found.bytes),
        };
        let bytes = bytes.filter(|bytes| bytes.len() == found.bytes);
        bytes.map(Some).ok_or_else(cut_off)
    }
}

/// The root and what is right in it: a workbook that is embedded in another one
/// is a `Workbook` as well, in a folder of its own.
fn of_root(directory: &[u8]) -> Option<Vec<Listed>> {
    let entries: Vec<&[u8]> = directory.chunks_exact(ENTRY_BYTES).collect();
    let root = entries.first()?;
    let mut found = vec![listed(root)?];
    let mut is_open = vec![true; entries.len()];
    let mut next = vec![four(root, 76)?];
    while let Some(at) = next.pop() {
        let at = at as usize;
        let (Some(entry), Some(is_open)) = (entries.get(at), is_open.get_mut(at)) else {
            continue;
        };
        if std::mem::take(is_open) {
            found.push(listed(entry)?);
            // Those before and behind it.
            next.extend([four(entry, 68)?, four(entry, 72)?]);
        }
    }
    Some(found)
}

fn listed(entry: &[u8]) -> Option<Listed> {
    let units = entry.chunks(2).take(32).map_while(|unit| two(unit, 0));
    let units: Vec<u16> = units.take_while(|unit| *unit != 0).collect();
    Some(Listed {
        name: String::from_utf16_lossy(&units),
        start: four(entry, 116)?,
        bytes: usize::try_from(four(entry, 120)?).ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: u32 = u32::MAX;

    fn entry(name: &str, [before, behind, within]: [u32; 3]) -> Vec<u8> {
        let mut entry = vec![0; ENTRY_BYTES];
        for (at, unit) in name.encode_utf16().enumerate() {
            entry[2 * at..2 * at + 2].copy_from_slice(&unit.to_le_bytes());
        }
        for (at, number) in [(68, before), (72, behind), (76, within)] {
            entry[at..at + 4].copy_from_slice(&number.to_le_bytes());
        }
        entry
    }

    #[test]
    fn what_is_embedded_is_no_part_of_the_root() {
        let directory = [
            entry("Root Entry", [NONE, NONE, 2]),
            entry("Workbook", [NONE, NONE, NONE]),
            entry("MBD01", [NONE, 3, 1]),
            // Goes round in a circle.
            entry("Workbook", [2, 99, NONE]),
        ];
        let found = of_root(&directory.concat()).unwrap();
        let names: Vec<&str> = found.iter().map(|it| &*it.name).collect();
        assert_eq!(names, ["Root Entry", "MBD01", "Workbook"]);
    }
}

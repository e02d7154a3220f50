//! Packs what an input says, so that only that is wrong with it.

use super::super::compound::{Compound, MAGIC, four, two};
use std::fmt::Write;

/// A line of this and a name begins a part.
const PART: &[u8] = b"=== ";

/// Kinds of records: where a sheet begins, where the list of sheets says that, and
/// the others that are read.
const BEGIN: u16 = 0x0809;
const SHEET: u16 = 0x0085;
const READ: [u16; 20] = [
    0x0006, 0x000a, 0x0022, 0x002f, 0x003c, 0x007d, 0x00bd, 0x00d6, 0x00e0, 0x00e5, 0x00fc, 0x00fd,
    0x01c1, 0x0203, 0x0204, 0x0205, 0x0207, 0x0208, 0x027e, 0x041e,
];

/// A zip file of the parts that a text holds one behind the other.
pub(super) fn zipped(text: &[u8]) -> Vec<u8> {
    let (mut file, mut list, mut count) = (Vec::new(), Vec::new(), 0_u16);
    for part in parts(text) {
        let end = part
            .iter()
            .position(|byte| *byte == b'\n')
            .unwrap_or(part.len());
        let (name, bytes) = (&part[..end], part.get(end + 1..).unwrap_or_default());
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        let size = number(bytes.len());
        let [name_low, name_high, ..] = number(name.len());
        let start = number(file.len());
        // Version, flags, stored, time and date.
        let head = [
            &[20, 0, 0, 0, 0, 0, 0, 0, 0, 0][..],
            &crc.sum().to_le_bytes(),
            &size,
            &size,
        ]
        .concat();
        let head = [&head[..], &[name_low, name_high, 0, 0]].concat();
        file.extend([b"PK\x03\x04", &head[..], name, bytes].concat());
        list.extend([b"PK\x01\x02\x14\0", &head[..], &[0; 10], &start, name].concat());
        count += 1;
    }
    let count = count.to_le_bytes();
    let (start, size) = (number(file.len()), number(list.len()));
    let end = [
        b"PK\x05\x06",
        &[0; 4][..],
        &count,
        &count,
        &size,
        &start,
        &[0; 2],
    ]
    .concat();
    [file, list, end].concat()
}

fn parts(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut starts: Vec<usize> = memchr::memmem::find_iter(text, PART).collect();
    starts.retain(|at| *at == 0 || text[at - 1] == b'\n');
    let ends = starts.iter().skip(1).map(|at| at - 1).chain([text.len()]);
    let ends: Vec<usize> = ends.collect();
    starts
        .into_iter()
        .zip(ends)
        .map(|(start, end)| &text[start + PART.len()..end])
}

fn number(number: usize) -> [u8; 4] {
    u32::try_from(number)
        .expect("inputs are small")
        .to_le_bytes()
}

/// The records of a workbook that are read at all, a line each: its kind and its
/// bytes in hexadecimal. A sheet says as which it begins, not at which byte.
pub(super) fn records(file: &[u8]) -> Vec<u8> {
    let file = Compound::open(file).unwrap();
    let stream = file.stream("Workbook").unwrap().unwrap();
    let (mut rest, mut text, mut sheet) = (&stream[..], String::new(), 0_u32);
    while let (Some(kind), Some(size)) = (two(rest, 0), two(rest, 2)) {
        let (record, after) = rest.split_at(4 + usize::from(size));
        rest = after;
        let mut bytes = record[4..].to_vec();
        if kind == SHEET {
            sheet += 1;
            bytes[..4].copy_from_slice(&sheet.to_le_bytes());
        }
        if READ.contains(&kind) || [BEGIN, SHEET].contains(&kind) {
            let hex = |bytes: &[u8]| {
                bytes.iter().fold(String::new(), |mut all, byte| {
                    let _ = write!(all, "{byte:02x}");
                    all
                })
            };
            text += &format!("{} {}\n", hex(&kind.to_le_bytes()), hex(&bytes));
        }
    }
    text.into_bytes()
}

/// An OLE2 file with a workbook of such records.
pub(super) fn compound(text: &[u8]) -> Vec<u8> {
    let (mut stream, mut begins, mut sheets) = (Vec::new(), Vec::new(), Vec::new());
    for line in text.split(|byte| *byte == b'\n') {
        let digits: Vec<u8> = line
            .iter()
            .filter_map(|digit| char::from(*digit).to_digit(16))
            .map(|digit| digit.to_le_bytes()[0])
            .collect();
        let bytes: Vec<u8> = digits
            .chunks_exact(2)
            .map(|pair| pair[0] << 4 | pair[1])
            .collect();
        let Some((kind, bytes)) = bytes.split_first_chunk::<2>() else {
            continue;
        };
        match u16::from_le_bytes(*kind) {
            BEGIN => begins.push(stream.len()),
            SHEET => sheets.push(stream.len() + 4),
            _ => {}
        }
        let [low, high, ..] = number(bytes.len());
        stream.extend([&kind[..], &[low, high], bytes].concat());
    }
    for at in sheets {
        let which = four(&stream, at).and_then(|which| begins.get(which as usize));
        if let (Some(start), Some(place)) = (which, stream.get_mut(at..at + 4)) {
            place.copy_from_slice(&number(*start));
        }
    }
    in_sectors(stream)
}

const SECTOR: usize = 512;

/// A table of sectors, a directory, and the one stream.
fn in_sectors(mut stream: Vec<u8>) -> Vec<u8> {
    // Smaller ones are kept otherwise; more sectors are in several tables.
    stream.resize(
        stream
            .len()
            .clamp(4096, 120 * SECTOR)
            .next_multiple_of(SECTOR),
        0,
    );
    let sectors = stream.len() / SECTOR;
    let mut header = [MAGIC, &[0; SECTOR - MAGIC.len()]].concat();
    header[30] = 9;
    header[48..52].copy_from_slice(&number(1));
    for at in (60..SECTOR).step_by(4).filter(|at| *at != 64 && *at != 72) {
        header[at..at + 4].copy_from_slice(&[0xff; 4]);
    }
    header[76..80].copy_from_slice(&number(0));
    let mut table = vec![0xff; SECTOR];
    let mut follows =
        |sector: usize, next: [u8; 4]| table[4 * sector..][..4].copy_from_slice(&next);
    follows(1, [0xfe, 0xff, 0xff, 0xff]);
    for sector in 2..sectors + 1 {
        follows(sector, number(sector + 1));
    }
    follows(sectors + 1, [0xfe, 0xff, 0xff, 0xff]);
    let mut directory = vec![0; SECTOR];
    for (at, name, inside, start, bytes) in [
        (0, "Root Entry", 1, None, 0),
        (1, "Workbook", 0, Some(2), stream.len()),
    ] {
        let entry = &mut directory[128 * at..][..128];
        for (unit, place) in name.encode_utf16().zip(entry.chunks_exact_mut(2)) {
            place.copy_from_slice(&unit.to_le_bytes());
        }
        entry[68..76].fill(0xff);
        entry[76..80].copy_from_slice(&if inside > 0 {
            number(inside)
        } else {
            [0xff; 4]
        });
        entry[116..120].copy_from_slice(&start.map_or([0xfe, 0xff, 0xff, 0xff], number));
        entry[120..124].copy_from_slice(&number(bytes));
    }
    [header, table, directory, stream].concat()
}

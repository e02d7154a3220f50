//! Damaged and hostile workbooks: status 2 in bounded time and memory, and a
//! word that helps.

use crate::support::Home;
use flate2::{Compress, Compression, Crc, FlushCompress};

const XLSX: &[u8] = include_bytes!("../data/workbooks/roster.xlsx");
const XLS: &[u8] = include_bytes!("../data/workbooks/roster.xls");

/// Seconds of the processor and KiB of address space, by far the most of which
/// is the program itself.
const BOUNDED: &str = "ulimit -t 10; ulimit -v 300000; exec \"$0\" \"$@\"";

/// A part of a zip file, with what its header says.
struct Part {
    name: &'static str,
    bytes: Vec<u8>,
    method: u16,
    flags: u16,
    size: u32,
    sum: u32,
}

impl Part {
    fn stored(name: &'static str, bytes: impl AsRef<[u8]>) -> Self {
        let bytes = bytes.as_ref().to_vec();
        let mut crc = Crc::new();
        crc.update(&bytes);
        let size = u32::try_from(bytes.len()).unwrap();
        Self {
            name,
            bytes,
            method: 0,
            flags: 0,
            size,
            sum: crc.sum(),
        }
    }

    /// A text so often that it has this many bytes, packed a thousandfold.
    fn bomb(name: &'static str, text: &str, size: u32) -> Self {
        let chunk = text.repeat((1 << 20) / text.len());
        let mut packed = Vec::with_capacity(1 << 20);
        let mut compress = Compress::new(Compression::best(), false);
        compress
            .compress_vec(chunk.as_bytes(), &mut packed, FlushCompress::Full)
            .unwrap();
        let times = size as usize / chunk.len();
        Self {
            bytes: packed.repeat(times),
            method: 8,
            size,
            ..Self::stored(name, "")
        }
    }

    fn header(&self, magic: &[u8], at: Option<usize>) -> Vec<u8> {
        let two = |number: u16| number.to_le_bytes().to_vec();
        let four = |number: usize| u32::try_from(number).unwrap().to_le_bytes().to_vec();
        let mut all = vec![magic.to_vec()];
        all.extend(at.map(|_| two(20)));
        all.extend([
            two(20),
            two(self.flags),
            two(self.method),
            four(0),
            four(self.sum as usize),
        ]);
        all.extend([
            four(self.bytes.len()),
            four(self.size as usize),
            two(u16::try_from(self.name.len()).unwrap()),
            two(0),
        ]);
        if let Some(at) = at {
            all.extend([two(0), two(0), two(0), four(0), four(at)]);
        }
        all.push(self.name.into());
        all.concat()
    }
}

fn zip(parts: &[Part]) -> Vec<u8> {
    let (mut all, mut list) = (Vec::new(), Vec::new());
    for part in parts {
        list.extend(part.header(b"PK\x01\x02", Some(all.len())));
        all.extend(part.header(b"PK\x03\x04", None));
        all.extend(&part.bytes);
    }
    let count = u16::try_from(parts.len()).unwrap().to_le_bytes();
    let [size, at] = [list.len(), all.len()].map(|it| u32::try_from(it).unwrap().to_le_bytes());
    [
        &all[..],
        &list,
        b"PK\x05\x06\0\0\0\0",
        &count,
        &count,
        &size,
        &at,
        b"\0\0",
    ]
    .concat()
}

fn rels(list: &str) -> String {
    let each = list.split(' ').enumerate().map(|(at, it)| {
        let (kind, target) = it.split_once('=').unwrap();
        format!("<Relationship Id=\"r{at}\" Type=\"x/{kind}\" Target=\"{target}\"/>")
    });
    format!(
        "<Relationships>{}</Relationships>",
        each.collect::<String>()
    )
}

/// A workbook of these sheets, the first of which is this part.
fn xlsx_of(sheets: usize, mut parts: Vec<Part>) -> Vec<u8> {
    let each = (0..sheets).map(|at| format!("<sheet name=\"S{at}\" r:id=\"r0\"/>"));
    let workbook = format!(
        "<workbook><sheets>{}</sheets></workbook>",
        each.collect::<String>()
    );
    parts.extend([
        Part::stored("_rels/.rels", rels("officeDocument=xl/workbook.xml")),
        Part::stored("xl/workbook.xml", workbook),
        Part::stored(
            "xl/_rels/workbook.xml.rels",
            rels("worksheet=s.xml sharedStrings=t.xml styles=y.xml"),
        ),
    ]);
    zip(&parts)
}

fn xlsx(part: Part) -> Vec<u8> {
    xlsx_of(1, vec![part])
}

fn sheet(rows: &str) -> Vec<u8> {
    let text = format!(
        "<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData>{rows}</sheetData></worksheet>"
    );
    xlsx(Part::stored("xl/s.xml", text))
}

fn cell(place: &str, text: &str) -> String {
    format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

fn ods(rows: &str) -> Vec<u8> {
    let kind = "application/vnd.oasis.opendocument.spreadsheet";
    let content = format!("<o><table:table table:name=\"S\">{rows}</table:table></o>");
    zip(&[
        Part::stored("mimetype", kind),
        Part::stored("content.xml", content),
    ])
}

fn ods_row(rows: u32, columns: u32, text: &str) -> String {
    format!(
        "<table:table-row table:number-rows-repeated=\"{rows}\"><table:table-cell \
         table:number-columns-repeated=\"{columns}\" office:value-type=\"string\">\
         <text:p>{text}</text:p></table:table-cell></table:table-row>"
    )
}

/// The bytes with others in the place where these are first.
fn patched(bytes: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let at = bytes.windows(old.len()).position(|it| it == old).unwrap();
    let mut bytes = bytes.to_vec();
    bytes[at..at + new.len()].copy_from_slice(new);
    bytes
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// An `.xls` with another name for its stream.
fn renamed(name: &str) -> Vec<u8> {
    patched(XLS, &wide("Workbook"), &wide(name))
}

/// An `.xls` whose directory goes on in itself without end.
fn endless() -> Vec<u8> {
    let directory = u32::from_le_bytes(XLS[48..52].try_into().unwrap());
    let table = u32::from_le_bytes(XLS[76..80].try_into().unwrap());
    let at = 512 + 512 * table as usize + 4 * directory as usize;
    let mut bytes = XLS.to_vec();
    bytes[at..at + 4].copy_from_slice(&directory.to_le_bytes());
    bytes
}

const BEGIN: &[u8] = &[0x09, 0x08, 0x10, 0x00, 0x00, 0x06, 0x05, 0x00];

/// An `.xls` with a password: its second record says so.
fn with_password() -> Vec<u8> {
    let at = XLS.windows(BEGIN.len()).position(|it| it == BEGIN).unwrap() + 20;
    let mut bytes = XLS.to_vec();
    bytes[at..at + 2].copy_from_slice(&[0x2f, 0]);
    bytes[at + 4..at + 6].copy_from_slice(&[1, 0]);
    bytes
}

fn encrypted_part() -> Vec<u8> {
    xlsx(Part {
        flags: 1,
        ..Part::stored("xl/s.xml", "")
    })
}

fn encrypted_ods() -> Vec<u8> {
    let kind = "application/vnd.oasis.opendocument.spreadsheet";
    let manifest = "<m><file-entry><manifest:encryption-data/></file-entry></m>";
    zip(&[
        Part::stored("mimetype", kind),
        Part::stored("META-INF/manifest.xml", manifest),
    ])
}

fn changed_digit() -> Vec<u8> {
    let rows = format!("<row r=\"1\">{}</row>", cell("A1", "13800000001"));
    patched(&sheet(&rows), b"13800000001", b"13800000007")
}

/// A file, and how the message begins.
type Case = (Vec<u8>, String);

fn damaged(why: &str) -> String {
    format!("the workbook is damaged: {why}")
}

fn too_large(most: &str) -> String {
    format!("the workbook is too large: it has more than {most}")
}

/// Each file is status 2 with this message, of which the next line says what to
/// do.
fn refused(cases: impl IntoIterator<Item = Case>) {
    let home = Home::new();
    let args = "subaccounts create --sandbox --dry-run --from roster.xlsx";
    for (at, (bytes, words)) in cases.into_iter().enumerate() {
        home.write("roster.xlsx", bytes);
        let run = home.run_in_shell(BOUNDED, &args.split(' ').collect::<Vec<_>>());
        let (error, hint) = run.stderr.split_once('\n').unwrap_or_default();
        let is_it = error.starts_with(&format!("error: roster.xlsx: {words}"));
        assert_eq!((run.status, is_it), (2, true), "{at}: {}", run.stderr);
        let is_whole = error.ends_with("; nothing was sent") && hint.starts_with("hint: ");
        assert!(
            is_whole && hint.lines().count() == 1,
            "{at}: {}",
            run.stderr
        );
    }
}

#[test]
fn what_is_no_workbook_is_said_to_be_none() {
    let document = |target: &str| {
        let rels = rels(&format!("officeDocument={target}"));
        zip(&[Part::stored("_rels/.rels", rels)])
    };
    let other = "the file is an Office document, and no workbook";
    let old = "the workbook is of Excel 95 or older";
    let cases = [
        (
            zip(&[Part::stored("a.txt", "a")]),
            "the file is a zip archive, and no workbook",
        ),
        (document("word/document.xml"), other),
        (renamed("WordDocument"), other),
        (
            document("xl/workbook.bin"),
            "the workbook is a binary one (.xlsb)",
        ),
        (renamed("Book\0"), old),
        (
            patched(XLS, BEGIN, &[0x09, 0x08, 0x10, 0x00, 0x00, 0x05]),
            old,
        ),
    ];
    refused(cases.map(|(bytes, words)| (bytes, words.to_owned())));
}

#[test]
fn what_has_a_password_is_said_to_have_one() {
    let words = "the workbook is encrypted with a password".to_owned();
    refused(
        [
            renamed("EncryptedPackage"),
            with_password(),
            encrypted_part(),
            encrypted_ods(),
        ]
        .map(|bytes| (bytes, words.clone())),
    );
}

#[test]
fn what_is_cut_off_or_changed_is_damaged() {
    let end = b"PK\x05\x06\0\0\0\0";
    let cut_off = [
        XLSX[..XLSX.len() / 2].to_vec(),
        b"PK\x03\x04".to_vec(),
        patched(XLSX, end, &[&end[..], b"\xff\xff\xff\xff"].concat()),
        XLS[..8].to_vec(),
        XLS[..XLS.len() / 2].to_vec(),
        endless(),
    ];
    let not_saved = "xl/s.xml: its bytes are not those that were saved";
    let packed = Part {
        method: 12,
        ..Part::stored("xl/s.xml", "")
    };
    let no_text =
        "<worksheet><sheetData><row><c r=\"B2\" t=\"s\"><v>0</v></c></row></sheetData></worksheet>";
    let texts = [
        // A table of texts that says it has a million millions.
        Part::stored("xl/t.xml", "<sst uniqueCount=\"1000000000000\"/>"),
        Part::stored("xl/s.xml", no_text),
    ];
    let entity = "<!DOCTYPE a [<!ENTITY b \"bbbb\">]><worksheet><sheetData><row><c t=\"str\"><v>&b;</v></c></row></sheetData></worksheet>";
    let others = [
        (changed_digit(), not_saved),
        (xlsx(packed), "xl/s.xml is packed in the unknown way 12"),
        (
            xlsx(Part::stored("xl/other.xml", "")),
            "xl/s.xml is missing",
        ),
        (xlsx_of(1, texts.into()), "the value of B2 cannot be read"),
        (
            xlsx(Part::stored("xl/s.xml", entity)),
            "a sign of it is not known",
        ),
        (
            xlsx(Part::stored("xl/s.xml", wide("\u{feff}<worksheet/>"))),
            "",
        ),
        (
            sheet(&cell("XFE1048577", "x")),
            "a cell is outside of its sheet",
        ),
    ];
    let cut_off = cut_off.map(|bytes| (bytes, "it is cut off")).into_iter();
    refused(
        cut_off
            .chain(others)
            .map(|(bytes, why)| (bytes, damaged(why))),
    );
}

#[test]
fn what_unpacks_to_too_much_is_too_large() {
    let gigabyte = 1 << 30;
    let lying = Part {
        size: 1000,
        ..Part::bomb("xl/s.xml", "<row>", gigabyte)
    };
    let empty = "<worksheet><sheetData/></worksheet>";
    let held = damaged("xl/s.xml: it is too large");
    let email = cell("A1", "email");
    let far = ods_row(1, 1, "email") + &ods_row(1_048_576, 16_384, "x");
    let empty_cells = "<table:table-cell table:number-columns-repeated=\"998\"/>";
    let wide = ods_row(1, 1, "email")
        + &ods_row(3000, 1, "x").replace(
            "<table:table-cell",
            &format!("{empty_cells}<table:table-cell"),
        );
    refused([
        (
            xlsx(Part::bomb("xl/s.xml", " ", gigabyte)),
            too_large("128 MiB unpacked"),
        ),
        (
            xlsx(lying),
            damaged("xl/s.xml: its bytes are not those that were saved"),
        ),
        (xlsx(Part::bomb("xl/s.xml", " ", 100 << 20)), held.clone()),
        (sheet(&cell("A1", &"x".repeat(5 << 20))), held),
        (
            xlsx(Part::bomb("xl/s.xml", "<row>", 100 << 20)),
            damaged("its elements are nested too deep"),
        ),
        (
            xlsx_of(300, vec![Part::stored("xl/s.xml", empty)]),
            too_large("256 sheets"),
        ),
        // That it has all cells there can be says its dimension only.
        (sheet(&email), "there is no column contacts".into()),
        (
            sheet(&(email + &cell("XFD1048576", "x"))),
            "S0!XFD1048576 is far from all columns".into(),
        ),
        (ods(&far), "S!ALM2 is far from all columns".into()),
        (ods(&wide), too_large("2000000 cells")),
    ]);
}

#[test]
fn lists_without_end_are_too_long() {
    let many = |tag: &str| format!("<a><cellXfs>{}</cellXfs></a>", tag.repeat(70_000));
    let email = cell("A1", "email");
    let styles = format!("<worksheet><sheetData>{email}</sheetData></worksheet>");
    let styles = [
        Part::stored("xl/s.xml", styles),
        Part::stored("xl/y.xml", many("<xf/>")),
    ];
    let first = [
        Part::stored("_rels/.rels", rels("officeDocument=xl/workbook.xml")),
        Part::stored("xl/workbook.xml", many("<sheet/>")),
    ];
    let words = too_large("65536 parts, sheets or formats");
    refused([
        (
            zip(&[Part::stored("_rels/.rels", many("<Relationship/>"))]),
            words.clone(),
        ),
        (zip(&first), words.clone()),
        (xlsx_of(1, styles.into()), words),
    ]);
    let hidden = "<col hidden=\"1\" min=\"1\" max=\"4294967295\"/>".repeat(20_000);
    let hidden = format!("<worksheet>{hidden}<sheetData>{email}</sheetData></worksheet>");
    let hidden = xlsx_of(1, vec![Part::stored("xl/s.xml", hidden)]);
    refused([(hidden, too_large("16384 hidden columns"))]);
}

/// A few bytes that tell of many more, each of which was once written out.
#[test]
fn what_is_told_often_is_not_written_often() {
    let spaces = "<text:s text:c=\"999999999\"/>".repeat(200_000);
    let spaces = ods_row(1, 1, "email") + &ods_row(1, 1, &spaces);
    let row = |number: usize| {
        format!("<row r=\"{number}\"><c r=\"A{number}\" t=\"s\"><v>0</v></c></row>")
    };
    let rows = (2..60_000).map(row).collect::<String>();
    let rows = format!(
        "<worksheet><sheetData>{}{rows}</sheetData></worksheet>",
        cell("A1", "email")
    );
    let shared = format!("<sst><si><t>{}</t></si></sst>", "字".repeat(1 << 20));
    let shared = [
        Part::stored("xl/s.xml", rows),
        Part::stored("xl/t.xml", shared),
    ];
    let missing = "there is no column contacts";
    refused([
        (ods(&spaces), missing.into()),
        (xlsx_of(1, shared.into()), missing.into()),
    ]);
}

#[test]
fn rows_without_end_are_too_many() {
    let home = Home::new();
    let row = |times, columns: [&str; 2]| {
        let cells = columns.map(|text| format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"));
        format!(
            "<table:table-row table:number-rows-repeated=\"{times}\">{}</table:table-row>",
            cells.concat()
        )
    };
    let rows = row(1, ["email", "set minutes"]) + &row(1_048_000, ["a@example.com", "5"]);
    home.write("roster.ods", ods(&rows));
    let args = "subaccounts allocate --sandbox --dry-run --from roster.ods";
    let run = home
        .run_in_shell(BOUNDED, &args.split(' ').collect::<Vec<_>>())
        .expect(2);
    let words =
        "error: roster.ods: the file has more than 100000 rows; split it; nothing was sent\n";
    assert!(run.stderr.starts_with(words), "{}", run.stderr);
}

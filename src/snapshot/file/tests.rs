use super::super::lines::MOST_LINE;
use super::*;
use flate2::bufread::MultiGzDecoder;
use std::io::Read;
use tempfile::TempDir;

const BEGAN: i64 = 1_796_076_920_000;
/// 2026-11-30 22:15:30 UTC.
const ENDED: i64 = 1_796_076_930_123;

fn row(text: &str) -> Row {
    Row::parse(text).unwrap()
}

/// A snapshot with these rows.
fn saved(folder: &TempDir, group: Option<&Row>, rows: &[Row]) -> Stored {
    let mut writer = Saving::create(&Folder::new(folder.path())).unwrap();
    rows.iter().for_each(|row| writer.row(row).unwrap());
    let url = "https://api.polyv.net";
    writer.finish("g1", url, (BEGAN, ENDED), group).unwrap()
}

/// A file of the first version with these rows.
fn first_version(rows: &str, accounts: u64) -> Vec<u8> {
    let head = head(accounts).replacen('2', "1", 1);
    packed_lines(&(head + rows))
}

/// A file of these lines.
fn packed_lines(lines: &str) -> Vec<u8> {
    Packing::default().member(lines.as_bytes()).unwrap()
}

fn head(accounts: u64) -> String {
    format!(
        "{{\"snapshot\":2,\"appId\":\"g1\",\"baseUrl\":\"u\",\"tool\":\"t\",\"began\":1,\
         \"ended\":2,\"accounts\":{accounts}}}\nnull\n"
    )
}

/// What is said of a file with this in it.
fn said_of(bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.gz");
    fs::write(&path, bytes).unwrap();
    let read =
        Reader::open(&path).and_then(|mut reader| reader.try_for_each(|page| page.map(drop)));
    let failure = read.unwrap_err();
    assert_eq!(failure.kind.exit_code(), 2, "{failure:?}");
    let (named, why) = failure.message.en().split_once(": ").unwrap();
    assert_eq!(named, shown_path(&path));
    why.to_owned()
}

#[test]
fn the_lines_of_a_file_are_these() {
    let folder = tempfile::tempdir().unwrap();
    let group = row(r#"{ "minutes":{"left":1.0, "token":"t"} }"#);
    let rows = [
        row(r#"{"email":"a@b.cn", "appSecret":"s","remain":100.0,"new":[1e5]}"#),
        row(r#"{"email":"一\"二","remain":null,"x_write-token_2":"s","new":{ "token":"t" }}"#),
        row(r#"{"email":"c@d.cn","token":"t"}"#),
        row(r#"{"email":"e@f.cn"}"#),
    ];
    let saved = saved(&folder, Some(&group), &rows);
    let name = "g1-20261130T221530Z.jsonl.gz";
    assert_eq!(saved.path, folder.path().join(name));
    let bytes = fs::read(&saved.path).unwrap();
    assert_eq!(saved.bytes, bytes.len() as u64);
    let text = io::read_to_string(MultiGzDecoder::new(&*bytes)).unwrap();
    let tool = concat!("polyv-group ", env!("CARGO_PKG_VERSION"));
    let expected = format!(
        "{{\"snapshot\":2,\"appId\":\"g1\",\"baseUrl\":\"https://api.polyv.net\",\
         \"tool\":\"{tool}\",\"began\":{BEGAN},\"ended\":{ENDED},\"ahead\":0,\"within\":0,\"accounts\":4}}\n\
         {{\"minutes\":{{\"left\":1.0}}}}\n\
         {{\"fields\":[\"email\",\"remain\",\"new\"]}}\n\
         [\"a@b.cn\",100.0,[1e5]]\n\
         [\"一\\\"二\",null,{{}}]\n\
         {{\"fields\":[\"email\"]}}\n\
         [\"c@d.cn\"]\n\
         [\"e@f.cn\"]\n"
    );
    assert_eq!(text, expected);
}

#[cfg(unix)]
#[test]
fn it_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let saved = saved(&folder, None, &[]);
    let mode = fs::metadata(saved.path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn what_is_read_is_what_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let rows: Vec<Row> = (0..250)
        .map(|n| row(&format!(r#"{{"n":{n}.0,"text":"一\"二"}}"#)))
        .collect();
    for (group, count) in [
        (None, 0),
        (Some(row("{}")), 1),
        (Some(row(r#"{"a":1}"#)), 250),
    ] {
        let saved = saved(&folder, group.as_ref(), &rows[..count]);
        let reader = Reader::open(&saved.path).unwrap();
        assert_eq!(
            (reader.header(), reader.group()),
            (&saved.header, group.as_ref())
        );
        assert_eq!(saved.header.accounts, count as u64);
        let pages: Vec<Vec<Row>> = reader.map(Result::unwrap).collect();
        assert_eq!(pages.len(), count.div_ceil(100));
        assert_eq!(pages.concat(), rows[..count]);
    }
    assert_eq!(Folder::new(folder.path()).entries(None).unwrap().len(), 3);
}

#[test]
fn any_gzip_of_the_lines_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("any");
    let lines = head(2) + "{ \"fields\" : [\"a\"] }\n[1]\n[ 2.0 ]";
    let (first, rest) = lines.split_at(9);
    fs::write(&path, [packed_lines(first), packed_lines(rest)].concat()).unwrap();
    let rows = Reader::open(&path).unwrap().next().unwrap().unwrap();
    assert_eq!(rows, [row(r#"{"a":1}"#), row(r#"{"a":2.0}"#)]);
}

#[test]
fn snapshots_of_the_first_version_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("first");
    fs::write(&path, first_version("{\"a\":1}\n{\"b\": 2}", 2)).unwrap();
    let rows = Reader::open(&path).unwrap().next().unwrap().unwrap();
    assert_eq!(rows, [row(r#"{"a":1}"#), row(r#"{"b": 2}"#)]);
    for odd in ["7", "", "{},{}", "{\"a\":", "null", "\u{feff}{}", "[]"] {
        let rows = format!("{{}}\n{{}}\n{odd}\n{{}}\n");
        let why = said_of(&first_version(&rows, 4));
        assert_eq!(why, "line 5 is not a sub-account", "{odd}");
    }
}

#[test]
fn what_is_no_snapshot_is_refused() {
    let not = "it is not a snapshot";
    assert_eq!(said_of(b"email\na@b.cn\n"), not);
    assert_eq!(said_of(head(0).as_bytes()), not);
    assert_eq!(said_of(&packed_lines("{\"a\":1}\n")), not);
    assert_eq!(said_of(&packed_lines("email\na@b.cn\n")), not);
    assert_eq!(said_of(&packed_lines("")), not);
    assert_eq!(said_of(b""), "it is cut short");
    assert_eq!(
        said_of(&packed_lines("{\"snapshot\":3,\"new\":{}}\n")),
        "it was written by a newer polyv-group (version 3 of the form, and this one knows 2)"
    );
    let damaged = "its first line is damaged";
    assert_eq!(said_of(&packed_lines("{\"snapshot\":2}\n")), damaged);
    assert_eq!(
        said_of(&packed_lines(&head(0).replacen('2', "0", 1))),
        damaged
    );
    let figures = "line 2 is not the figures of a group";
    assert_eq!(
        said_of(&packed_lines(&head(0).replace("null", "7"))),
        figures
    );
    assert_eq!(
        said_of(&packed_lines(&head(0).replace("null\n", ""))),
        figures
    );
}

#[test]
fn a_damaged_snapshot_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let rows = [row(r#"{"email":"a@b.cn","remain":100.0}"#)];
    let whole = fs::read(saved(&folder, None, &rows).path).unwrap();
    for length in 1..whole.len() {
        // Where the first member ends, one is missing and not cut.
        let why = said_of(&whole[..length]);
        let counts = "its first line tells of 1 sub-account, and 0 follow";
        assert!(why == "it is cut short" || why == counts, "{length}: {why}");
    }
    for at in 0..whole.len() {
        let mut flipped = whole.clone();
        flipped[at] ^= 0x10;
        let path = folder.path().join("flipped");
        fs::write(&path, &flipped).unwrap();
        let read = Reader::open(&path).and_then(|reader| reader.collect::<Result<Vec<_>, _>>());
        match read {
            // The time, flags and system in the head of gzip do not matter.
            Ok(read) => assert_eq!(read.concat(), rows),
            Err(failure) => assert_eq!(failure.kind.exit_code(), 2, "{at}: {failure:?}"),
        }
    }
    let foreign = [whole, b"more than a head".to_vec()].concat();
    assert_eq!(said_of(&foreign), "it is damaged");
}

#[test]
fn rows_that_are_none_or_too_few_are_refused() {
    let lines = |rows: &str, count| packed_lines(&(head(count) + rows));
    let few = "its first line tells of 2 sub-accounts, and 1 follow";
    assert_eq!(said_of(&lines("{\"fields\":[]}\n[]\n", 2)), few);
    let many = "its first line tells of 1 sub-account, and 2 follow";
    assert_eq!(said_of(&lines("{\"fields\":[]}\n[]\n[]\n", 1)), many);
    let none = "its first line tells of 1 sub-account, and 0 follow";
    assert_eq!(said_of(&lines("{\"fields\":[]}\n", 1)), none);
    let odd = [
        "7",
        "",
        "[1,2]",
        "[]",
        "[1",
        "null",
        "\u{feff}[1]",
        "[1] [1]",
    ];
    let names = ["{}", "{\"fields\":1}", "{\"fields\":[1]}", "{\"names\":[]}"];
    let more = [
        "{\"fields\":[],\"a\":[]}",
        "{\"fields\":[\"a\"}",
        "{\"a\":1}",
    ];
    for odd in odd.into_iter().chain(names).chain(more) {
        let rows = format!("{{\"fields\":[\"a\"]}}\n[1]\n{odd}\n[1]\n");
        let why = said_of(&lines(&rows, 3));
        assert_eq!(why, "line 5 is not a sub-account", "{odd}");
    }
    let third = "line 3 is not a sub-account";
    assert_eq!(said_of(&lines("[1]\n", 1)), third);
    let torn = "{\"fields\":[\"a\"]}\n[[1\n2]]\n";
    assert_eq!(said_of(&lines(torn, 1)), "line 4 is not a sub-account");
    let mut bytes = packed_lines(&head(1));
    let binary = b"{\"fields\":[\"\xff\"]}\n";
    bytes.extend(Packing::default().member(binary).unwrap());
    assert_eq!(said_of(&bytes), third);
}

/// A file of a few kilobytes may unpack to gigabytes.
#[test]
fn a_line_without_an_end_is_refused_in_bounded_memory() {
    let mut bytes = packed_lines(&head(1));
    let bomb = vec![b' '; 2 * MOST_LINE];
    bytes.extend(Packing::default().member(&bomb).unwrap());
    assert_eq!(said_of(&bytes), "it is larger than any snapshot");
    let first = packed_lines(&" ".repeat(MOST_LINE + 1));
    assert_eq!(said_of(&first), "it is larger than any snapshot");
}

/// The names are written once, and stand in every row that is made.
#[test]
fn large_rows_of_small_lines_are_refused_in_bounded_memory() {
    let name = "n".repeat(MOST_LINE / 2);
    let lines = format!("{}{{\"fields\":[\"{name}\"]}}\n", head(1024));
    let bytes = packed_lines(&(lines + &"[1]\n".repeat(1024)));
    assert_eq!(said_of(&bytes), "it is larger than any snapshot");
}

#[test]
fn a_file_that_is_not_there_and_a_folder_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let absent = Reader::open(&folder.path().join("absent")).err().unwrap();
    assert!(
        absent
            .message
            .en()
            .ends_with(&format!("absent: {}", io::Error::from_raw_os_error(2)))
    );
    assert_eq!(absent.kind.exit_code(), 2);
    let is_folder = Reader::open(folder.path()).err().unwrap();
    let read = File::open(folder.path()).and_then(|mut it| it.read(&mut [0]));
    let why = format!(": {}", read.unwrap_err());
    assert!(is_folder.message.en().ends_with(&why), "{why}");
    assert_eq!(is_folder.kind.exit_code(), 2);
}

#[test]
fn without_an_end_there_is_no_file_and_nothing_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Saving::create(&Folder::new(folder.path())).unwrap();
    writer.row(&row("{}")).unwrap();
    let second = Saving::create(&Folder::new(folder.path())).err().unwrap();
    assert!(
        second
            .message
            .en()
            .contains("another snapshot is being saved")
    );
    drop(writer);
    let names = fs::read_dir(folder.path()).unwrap();
    let names: Vec<_> = names.map(|file| file.unwrap().file_name()).collect();
    assert_eq!(names, [".lock"]);
    fs::write(folder.path().join(UNFINISHED), "of a killed run").unwrap();
    saved(&folder, None, &[]);
    assert!(!folder.path().join(UNFINISHED).exists());
}

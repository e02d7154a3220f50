//! `snapshot save | list | prune` and `--from-snapshot`: what is kept, and what is
//! read again.

use crate::support::{Home, RawServer, Run, Sent, nobody, page, sandbox};
use flate2::read::MultiGzDecoder;
use polyv_group::sandbox::{APP_ID, Options};
use serde_json::{Map, Value};
use std::fs::{self, File};
use std::io::{Write, read_to_string};
use std::path::{Path, PathBuf};

const ACCOUNTS: &str = "subaccounts list --from-snapshot";

fn run(home: &Home, line: &str) -> Run {
    home.run(&line.split(' ').collect::<Vec<_>>())
}

/// Saves a snapshot; gives its file.
fn save(home: &Home) -> PathBuf {
    let saved = run(home, "snapshot save").expect(0);
    PathBuf::from(saved.stdout.strip_suffix('\n').unwrap())
}

fn text(file: &Path) -> String {
    read_to_string(MultiGzDecoder::new(File::open(file).unwrap())).unwrap()
}

/// A file of a name of ours with these lines.
fn packed(path: &Path, lines: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let file = File::create(path).unwrap();
    let mut packing = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
    packing.write_all(lines.as_bytes()).unwrap();
    packing.finish().unwrap();
}

/// The names of the files in a folder, the lock aside.
fn names(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name != ".lock").collect();
    names.sort();
    names
}

fn folder(home: &Home) -> PathBuf {
    home.file("state/polyv-group/snapshots")
}

/// A service that has one account, and these figures of the group.
fn service(figures: &'static str, account: &'static str) -> RawServer {
    RawServer::start(move |_, request| {
        Sent::Json(match request.line.contains("/get-info") {
            true => figures.to_owned(),
            false => format!(
                r#"{{"code":200,"data":{{"pageNumber":1,"totalItems":1,"contents":[{account}]}}}}"#
            ),
        })
    })
}

#[test]
fn a_snapshot_is_verbatim_without_secrets_and_for_its_owner_alone() {
    let server = service(
        r#"{"code":200,"data":{"liveInfo":{ "usedDuration":1.50E1,"token":"hush"}}}"#,
        r#"{ "userId":"u1","email":"e@x.cn","appSecret":"hush", "remainFlow":100.0,
             "zzz":null,"new_access_token_2":"hush","inner":{"password":"hush","a":[1e5]}}"#,
    );
    let home = Home::at(&server.url);
    let saved = run(&home, "snapshot save").expect(0);
    assert_eq!(
        saved.stderr,
        "1 sub-account, 305 bytes\n".replace("305", &size(&saved))
    );
    let file = PathBuf::from(saved.stdout.trim_end());
    let text = text(&file);
    let (header, rest) = text.split_once('\n').unwrap();
    assert_eq!(
        rest,
        "{\"liveInfo\":{\"usedDuration\":1.50E1}}\n\
         {\"fields\":[\"userId\",\"email\",\"remainFlow\",\"zzz\",\"inner\"]}\n\
         [\"u1\",\"e@x.cn\",100.0,null,{\"a\":[1e5]}]\n"
    );
    let header: Value = serde_json::from_str(header).unwrap();
    assert_eq!(header["snapshot"], 2);
    assert_eq!(
        (&header["appId"], &header["accounts"]),
        (&APP_ID.into(), &1.into())
    );
    assert_eq!(header["baseUrl"], server.url);
    assert!(header["began"].as_i64() <= header["ended"].as_i64());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&file), mode(&folder(&home))), (0o600, 0o700));
    }
    let json = run(&home, "snapshot save -o json").expect(0).stdout;
    let json: Value = serde_json::from_str(&json).unwrap();
    let second = Path::new(json["file"].as_str().unwrap());
    assert_eq!(json["size"], fs::metadata(second).unwrap().len());
    assert_eq!(
        (&json["accounts"], names(&folder(&home)).len()),
        (&1.into(), 2)
    );
}

fn size(saved: &Run) -> String {
    let file = Path::new(saved.stdout.trim_end());
    fs::metadata(file).unwrap().len().to_string()
}

#[test]
fn a_list_from_a_snapshot_is_that_of_the_service_without_a_request() {
    let home = Home::at(&sandbox(Options::default()));
    let file = save(&home);
    let away = Home::new().with("POLYV_BASE_URL", &nobody());
    for options in [
        "-o csv",
        "-o table",
        "--where remainMinutes<500 -o csv",
        "--sort -remainFlow --limit 7 -o csv",
        "--by status --sum remainMinutes",
        "--count",
        "--status frozen --columns email,appSecret -o csv",
        "--email BRANCH0001@hd.example.com -o csv",
    ] {
        let live = run(&home, &format!("subaccounts list {options}")).expect(0);
        let kept = run(&away, &format!("{ACCOUNTS} {} {options}", file.display())).expect(0);
        let live = live.stdout.replace("********", "");
        assert_eq!(kept.stdout.replace("********", ""), live, "{options}");
        assert!(kept.stderr.starts_with("as of 20"), "{}", kept.stderr);
    }
    let lines = run(&away, &format!("{ACCOUNTS} {} -o jsonl", file.display())).expect(0);
    let text = text(&file);
    let json = |line: &str| serde_json::from_str::<Value>(line).unwrap();
    let (mut names, mut kept) = (Vec::new(), Vec::new());
    for line in text.lines().skip(2) {
        match json(line) {
            Value::Array(values) => {
                let named = names.iter().cloned().zip(values);
                kept.push(Value::from(named.collect::<Map<_, _>>()));
            }
            line => {
                let fields = line["fields"].as_array().unwrap().iter();
                names = fields
                    .map(|name| name.as_str().unwrap().to_owned())
                    .collect();
            }
        }
    }
    let printed: Vec<Value> = lines.stdout.lines().map(json).collect();
    assert!(kept == printed && kept.len() == 230);
}

#[test]
fn a_workbook_tells_of_when_and_of_whom_its_rows_are() {
    use calamine::Reader;
    let home = Home::new();
    run(&home, "--sandbox snapshot save").expect(0);
    run(&home, &format!("{ACCOUNTS} latest --out kept.xlsx")).expect(0);
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(home.file("kept.xlsx")).unwrap();
    let about = book.worksheet_range("About").unwrap();
    let labels: Vec<String> = about.rows().map(|row| row[0].to_string()).collect();
    let expected = ["Made", "As of", "Time zone", "appId", "Command", "Rows"];
    assert_eq!(labels, expected);
    assert_eq!(about.rows().nth(3).unwrap()[1].to_string(), APP_ID);
}

#[test]
fn the_accounts_named_are_taken_from_a_snapshot_too() {
    let home = Home::at(&sandbox(Options::default()));
    let file = save(&home);
    let of = |emails: &str| run(&home, &format!("{ACCOUNTS} latest {emails} -o csv"));
    let some = of("--email nobody@x.cn,Branch0001@hd.example.com").expect(0);
    assert_eq!(some.stdout.lines().count(), 2);
    let said = "1 of 230 sub-accounts\nwarning: nothing found for nobody@x.cn\n";
    assert!(some.stderr.ends_with(said), "{}", some.stderr);
    let get = |emails: &str| {
        let file = file.display();
        run(
            &home,
            &format!("subaccounts get {emails} --from-snapshot {file} -o csv"),
        )
    };
    let two = get("store0002@hn.example.com BRANCH0001@hd.example.com nobody@x.cn").expect(0);
    let logins: Vec<&str> = two.stdout.lines().skip(1).map(|line| &line[..10]).collect();
    assert_eq!(logins, ["store0002@", "branch0001"]);
    assert!(
        two.stderr
            .ends_with("warning: nothing found for nobody@x.cn\n")
    );
    let none = get("nobody@x.cn").expect(5);
    assert!(
        none.stderr
            .contains("error: no sub-account has the e-mail nobody@x.cn")
    );
    let secrets = run(&home, &format!("{ACCOUNTS} latest --show-secrets --count")).expect(0);
    assert!(
        secrets
            .stderr
            .contains("warning: --show-secrets: a snapshot has no secrets")
    );
}

#[test]
fn which_snapshot_is_meant_depends_on_the_time_and_on_whose_it_is() {
    let home = Home::new();
    let line = |app_id: &str, time: &str, email: &str| {
        let file = folder(&home).join(format!("{app_id}-{time}Z.jsonl.gz"));
        let head = format!(
            r#"{{"snapshot":1,"appId":"{app_id}","baseUrl":"u","tool":"t","began":1,"ended":1764486000000,"accounts":1}}"#
        );
        packed(&file, &format!("{head}\nnull\n{{\"email\":\"{email}\"}}\n"));
    };
    line("a", "20251129T155959", "29 late");
    line("a", "20251129T160000", "30 first");
    line("a", "20251130T070000", "30 last");
    let email = |typed: &str| {
        let args = [
            "subaccounts",
            "list",
            "-o",
            "csv",
            "--no-header",
            "--columns",
            "email",
        ];
        let run = home.run(&[&args[..], &["--from-snapshot", typed]].concat());
        run.stdout + run.stderr.lines().last().unwrap()
    };
    let said = "as of 2025-11-30 15:00:00";
    assert_eq!(email("latest"), format!("30 last\n{said}"));
    assert_eq!(email("2025-11-30"), format!("30 last\n{said}"));
    assert_eq!(email("1d"), format!("30 last\n{said}"));
    assert_eq!(email("2025-11-30 08:00"), format!("30 first\n{said}"));
    assert_eq!(email("2025-11-29"), format!("29 late\n{said}"));
    // As the list shows it.
    let first = "a-20251129T160000Z.jsonl.gz";
    assert_eq!(email(first), format!("30 first\n{said}"));
    let old = run(&home, &format!("{ACCOUNTS} 2025-11-28")).expect(2);
    assert_eq!(
        old.stderr,
        "error: no snapshot of appId a is that old: there are 3, from 2025-11-29 23:59:59 to \
         2025-11-30 15:00:00\nhint: `polyv-group snapshot list` shows what there is; `latest` is \
         the newest\n"
    );
    line("b", "20251129T150000", "of b");
    let which = run(&home, &format!("{ACCOUNTS} latest")).expect(2);
    assert!(
        which.stderr.contains("snapshots of several groups are in "),
        "{}",
        which.stderr
    );
    // The secret is not needed, so its command is not run.
    home.write(
        "config/polyv-group/config.toml",
        "[profiles.b]\napp_id = 'b'\napp_secret_command = ['/nowhere']\n",
    );
    let of_b = run(
        &home,
        &format!("{ACCOUNTS} latest --profile b --columns email -o csv"),
    );
    assert_eq!(of_b.expect(0).stdout, "email\nof b\n");
    let none = run(&home, &format!("--sandbox {ACCOUNTS} latest")).expect(2);
    let shown = folder(&home).display().to_string();
    assert_eq!(
        none.stderr,
        format!(
            "error: no snapshot of appId sandboxapp is in {shown}\n\
             hint: `polyv-group snapshot save` makes one\n"
        )
    );
}

#[test]
fn what_is_no_snapshot_is_named_and_nothing_is_printed() {
    let home = Home::new();
    home.write("notes.gz", "not gzip");
    packed(&home.file("foreign.gz"), "email\na@b.cn\n");
    packed(&home.file("newer.gz"), "{\"snapshot\":9}\n");
    let head =
        r#"{"snapshot":1,"appId":"a","baseUrl":"u","tool":"t","began":1,"ended":1,"accounts":2}"#;
    packed(&home.file("short.gz"), &format!("{head}\nnull\n{{}}\n"));
    let whole = fs::read(home.file("short.gz")).unwrap();
    fs::write(home.file("cut.gz"), &whole[..whole.len() - 1]).unwrap();
    let is_folder = fs::read(home.path()).unwrap_err();
    for (file, why) in [
        ("notes.gz", "it is not a snapshot"),
        ("foreign.gz", "it is not a snapshot"),
        (
            "newer.gz",
            "it was written by a newer polyv-group (version 9 of the form, and this one knows 2)",
        ),
        (
            "short.gz",
            "its first line tells of 2 sub-accounts, and 1 follow",
        ),
        ("cut.gz", "it is cut short"),
        ("./", &is_folder.to_string()),
    ] {
        let refused = run(&home, &format!("{ACCOUNTS} {file} --count")).expect(2);
        assert_eq!(refused.stdout, "", "{file}");
        let error = refused.stderr.lines().last().unwrap();
        assert_eq!(error, format!("error: {file}: {why}"));
    }
    let absent = run(&home, &format!("{ACCOUNTS} absent.gz --count")).expect(2);
    assert_eq!(
        absent.stderr,
        "error: absent.gz: there is no such file\n\
         hint: `polyv-group snapshot list` shows what there is\n"
    );
    for (line, why) in [
        (
            &*format!("{ACCOUNTS} lastest"),
            "is not a valid time: not a known form",
        ),
        (
            &format!("{ACCOUNTS} 2025-02-30"),
            "there is no such day or hour",
        ),
        (&format!("{ACCOUNTS} now"), "`now` is not a snapshot"),
        (
            &format!("{ACCOUNTS} latest --page 1"),
            "cannot be used with",
        ),
        (
            &format!("{ACCOUNTS} latest --dir nowhere"),
            "--dir nowhere: there is no such folder",
        ),
        ("subaccounts list --dir .", "--from-snapshot <FILE|WHEN>"),
        (
            "subaccounts get a@b.cn --with log --from-snapshot latest",
            "cannot be used with",
        ),
        (&format!("{ACCOUNTS} short.gz --where nothing=1"), "nothing"),
        (&format!("{ACCOUNTS} latest"), "no snapshot is in "),
        (
            "children list --from-snapshot latest",
            "unexpected argument",
        ),
    ] {
        let refused = run(&home, line).expect(2);
        assert!(refused.stderr.contains(why), "{line}: {}", refused.stderr);
    }
}

#[test]
fn a_list_that_ends_short_leaves_no_file() {
    let server = RawServer::start(|_, request| match request.line.contains("/get-info") {
        true => Sent::Json(r#"{"code":200,"data":{}}"#.into()),
        false if request.page() == 3 => Sent::Close,
        false => Sent::Json(page(0..100, request.page(), 100, 400)),
    });
    let home = Home::at(&server.url).with("POLYV_RETRIES", "0");
    let failed = run(&home, "snapshot save").expect(6);
    assert_eq!(failed.stdout, "");
    assert_eq!(names(&folder(&home)), [""; 0]);
}

#[test]
fn figures_that_are_refused_are_null_and_said() {
    // The second is what an account of the newer generation gets.
    for (refused, words) in [
        (
            r#"{"code":403,"status":"error","message":"no right to it","data":null}"#,
            "no right to it",
        ),
        (
            r#"{"code":400,"status":"error","message":"account not found.","data":""}"#,
            "account not found.",
        ),
    ] {
        let server = service(refused, r#"{"userId":"u1"}"#);
        let home = Home::at(&server.url).with("POLYV_READ_ONLY", "true");
        let saved = run(&home, "snapshot save").expect(0);
        let warning = "warning: without the group's own figures: ";
        assert!(saved.stderr.starts_with(warning), "{}", saved.stderr);
        assert!(saved.stderr.contains(words), "{}", saved.stderr);
        let file = PathBuf::from(saved.stdout.trim_end());
        assert!(text(&file).ends_with("\nnull\n{\"fields\":[\"userId\"]}\n[\"u1\"]\n"));
        let count = run(&home, &format!("{ACCOUNTS} latest --count")).expect(0);
        assert_eq!(count.stdout, "1\n");
    }
}

#[test]
fn a_second_run_at_the_same_time_ends_and_makes_no_file() {
    let home = Home::new();
    let file = PathBuf::from(
        run(&home, "--sandbox snapshot save -q")
            .expect(0)
            .stdout
            .trim_end(),
    );
    let lock = File::open(folder(&home).join(".lock")).unwrap();
    lock.lock().unwrap();
    run(&home, "--sandbox snapshot list").expect(0);
    let second = run(&home, "--sandbox snapshot save").expect(1);
    assert!(
        second
            .stderr
            .contains("another snapshot is being saved there")
    );
    assert_eq!(second.stdout, "");
    assert_eq!(
        names(&folder(&home)),
        [file.file_name().unwrap().to_str().unwrap()]
    );
    drop(lock);
    run(&home, "--sandbox snapshot save").expect(0);
}

#[cfg(unix)]
#[test]
fn a_full_disk_leaves_no_file() {
    let home = Home::at(&sandbox(Options::default()));
    // No file may be larger than 4 kB.
    let script = "trap '' XFSZ; ulimit -f 8; exec \"$0\" \"$@\"";
    let full = home.run_in_shell(script, &["snapshot", "save"]).expect(1);
    let folder = folder(&home);
    let shown = folder.display();
    let error =
        format!("error: cannot write a snapshot to {shown}: File too large (os error 27)\n");
    assert_eq!((full.stdout.as_str(), full.stderr.as_str()), ("", &*error));
    assert_eq!(names(&folder), [""; 0]);
}

#[test]
fn a_folder_that_cannot_be_made_is_said_before_any_request() {
    let server = service("{}", "{}");
    let home = Home::at(&server.url);
    home.write("taken", "");
    let refused = run(&home, "snapshot save --dir taken").expect(1);
    assert!(
        refused
            .stderr
            .starts_with("error: cannot make the folder taken: ")
    );
    let refused = run(&home, "snapshot save --dir taken/below -o json").expect(1);
    assert!(
        refused
            .stderr
            .starts_with("{\"error\":{\"kind\":\"unexpected\"")
    );
    assert_eq!(server.count(), 0);
    let curl = run(&home, "snapshot save --dir here --print-curl").expect(0);
    assert!(curl.stdout.starts_with("curl ") && !home.file("here").exists());
}

#[cfg(unix)]
#[test]
fn a_script_goes_on_with_the_file() {
    let home = Home::new();
    let script = "set -e; file=$(\"$0\" --sandbox snapshot save -q); test -s \"$file\"; \
                  \"$0\" subaccounts list --from-snapshot \"$file\" --count -q";
    let run = home.run_in_shell(script, &[]).expect(0);
    assert_eq!((&*run.stdout, &*run.stderr), ("230\n", ""));
    let bare = "unset HOME XDG_CONFIG_HOME; \"$0\" --sandbox snapshot save -q >&-";
    let run = home.run_in_shell(bare, &[]).expect(1);
    assert!(run.stderr.contains("stdout is not open"), "{}", run.stderr);
}

#[test]
fn the_list_has_damaged_ones_too() {
    let home = Home::new();
    run(&home, "--sandbox snapshot save").expect(0);
    let good = folder(&home).join(&names(&folder(&home))[0]);
    let whole = fs::read(&good).unwrap();
    let cut = folder(&home).join("sandboxapp-20200101T000000Z.jsonl.gz");
    fs::write(&cut, &whole[..whole.len() - 9]).unwrap();
    fs::write(folder(&home).join("other-20190101T000000Z.jsonl.gz"), "").unwrap();
    let of_another = folder(&home).join("other-20180101T000000Z.jsonl.gz");
    fs::copy(&good, &of_another).unwrap();
    fs::write(folder(&home).join("notes.txt"), "").unwrap();
    let list = |more: &str| {
        let line = format!("snapshot list --columns time,appId,accounts,problem -o csv{more}");
        let rows = run(&home, &line).expect(0).stdout;
        rows.lines().skip(2).map(str::to_owned).collect::<Vec<_>>()
    };
    let empty = "2019-01-01 08:00:00,other,,it is cut short";
    let of_another = "2018-01-01 08:00:00,other,,it is of another group than its name tells";
    let cut = "2020-01-01 08:00:00,sandboxapp,230,";
    assert_eq!(list(""), [cut, empty, of_another]);
    let cut = format!("{cut}it is cut short");
    assert_eq!(list(" --verify"), [&cut, empty, of_another]);
    // Nor is it read in the other's place.
    let other = home
        .with("POLYV_APP_ID", "other")
        .with("POLYV_APP_SECRET", "x");
    fs::remove_file(folder(&other).join("other-20190101T000000Z.jsonl.gz")).unwrap();
    let line = format!("{ACCOUNTS} latest");
    let refused = run(&other, &line).expect(2);
    let why = "it is of another group than its name tells";
    assert!(refused.stderr.contains(why), "{}", refused.stderr);
    let home = other;
    let chinese = run(&home, "snapshot list --lang zh --columns problem").expect(0);
    assert_eq!(chinese.stdout, "问题\n-\n-\n文件名中的 appId 与内容不符\n");
    let none = run(&home, "snapshot list --dir config").expect(2);
    assert!(none.stderr.contains("there is no such folder"));
    let fresh = Home::new();
    let none = run(&fresh, "snapshot list").expect(0);
    let looked = format!("looked in {}\nno snapshots\n", folder(&fresh).display());
    assert_eq!((none.stdout, none.stderr), (String::new(), looked));
}

#[test]
fn old_snapshots_go_and_nothing_else() {
    let home = Home::new();
    let files = [
        "a-20251101T000000Z.jsonl.gz",
        "a-20251102T000000Z.jsonl.gz",
        "a-20251103T000000Z.jsonl.gz",
        "b-20240101T000000Z.jsonl.gz",
        "notes-20240101.jsonl.gz",
        "notes.txt",
    ];
    let dir = home.file("kept");
    for name in files {
        home.write(&format!("kept/{name}"), "");
    }
    let home = home.with("POLYV_APP_ID", "a").with("POLYV_APP_SECRET", "s");
    let prune = |more: &str| run(&home, &format!("snapshot prune --dir kept {more}"));
    let dry = prune("--keep 1 --dry-run -o csv --columns time").expect(0);
    assert_eq!(
        dry.stdout,
        "time\n2025-11-01 08:00:00\n2025-11-02 08:00:00\n"
    );
    assert_eq!(dry.stderr, "2 snapshots would be removed\n");
    assert_eq!(prune("--keep 1 --print-curl").expect(0).stderr, dry.stderr);
    let unasked = prune("--keep 1").expect(2);
    assert!(unasked.stderr.contains("give --yes"), "{}", unasked.stderr);
    for wrong in [
        "--yes",
        "--keep 0",
        "--keep-daily x",
        "--older-than soon",
        "--older-than latest",
    ] {
        prune(wrong).expect(2);
    }
    assert_eq!(names(&dir), files);
    let nothing = prune("--older-than 2025-11-01 -o json").expect(0);
    assert_eq!(nothing.stdout, "[]\n");
    assert_eq!(nothing.stderr, "nothing to remove; 3 snapshots\n");
    let gone = prune("--older-than 1d --yes").expect(0);
    assert_eq!(gone.stderr, "2 snapshots removed; 1 snapshot kept\n");
    assert_eq!(names(&dir), files[2..]);
}

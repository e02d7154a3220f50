//! In which language people are spoken to, and who decides.

use crate::support::{Home, Run, nobody};

/// A home whose default profile speaks Chinese; its address refuses every
/// connection.
fn chinese_profile() -> Home {
    let home = Home::new();
    let config = format!(
        "default_profile = \"a\"\n[profiles.a]\napp_id = \"a\"\napp_secret = \"s\"\n\
         base_url = \"{}\"\nretries = 0\nlang = \"zh\"\n",
        nobody()
    );
    home.write("config/polyv-group/config.toml", config);
    home
}

#[test]
fn the_option_wins_over_the_variable_and_that_over_the_profile() {
    let list = |home: &Home, args: &[&str]| {
        let run = home.run(&[&["group", "info"], args].concat()).expect(6);
        run.stderr.starts_with("错误：")
    };
    let home = chinese_profile();
    assert!(list(&home, &[]));
    assert!(!list(&home, &["--lang", "en"]));
    let home = home.with("POLYV_LANG", "en");
    assert!(!list(&home, &[]));
    assert!(list(&home, &["--lang", "zh"]));
}

#[test]
fn help_is_in_the_language_of_the_profile() {
    let home = chinese_profile();
    let help = |home: &Home| home.run(&["help", "exit-codes"]).expect(0).stdout;
    assert!(help(&home).starts_with("退出状态"), "{}", help(&home));
    let home = home.with("POLYV_LANG", "en");
    assert!(
        help(&home).starts_with("The exit status"),
        "{}",
        help(&home)
    );
}

#[test]
fn an_unknown_language_is_refused_by_its_name() {
    let home = Home::new();
    let run = home
        .run(&["--sandbox", "group", "info", "--lang", "fr"])
        .expect(2);
    assert!(run.stderr.contains("'fr'"), "{}", run.stderr);
    let home = home.with("POLYV_LANG", "fr");
    let run = home.run(&["--sandbox", "group", "info"]).expect(3);
    let words = "error: POLYV_LANG: \"fr\" is not a valid language (possible: zh, en)\n";
    assert_eq!(run.stderr, words);
}

/// What a program reads is of one language: nothing that it compares changes.
#[test]
fn json_and_csv_are_the_same_in_every_language() {
    const ACCOUNT: &str = "store0011@xn.example.com";
    let reads = [
        "status",
        "group info",
        "group health",
        "subaccounts list",
        "subaccounts list --by status",
        &format!("subaccounts get {ACCOUNT}"),
        "children list",
        "children list --all-accounts",
        "children roles",
        "organization list",
        "allocations log --since 400d",
        "billing group --month 202401",
        "billing subaccounts --from 2024-01",
        "writes list",
        "profiles list",
        "profiles show",
        "profiles check",
        &format!("subaccounts allocate --email {ACCOUNT} --give minutes=2 --dry-run"),
        "subaccounts create --from roster.csv --generate-password --dry-run",
    ];
    let roster = "email,contacts,phone,max_channels,minutes\nn2@example.com,x,13800000001,3,4\n";
    let creates = "subaccounts create --email n1@example.com --contacts x --phone 13800000000 \
                   --max-channels 3 --minutes 4 --password-stdin --yes";
    let allocates = format!("subaccounts allocate --email {ACCOUNT} --give minutes=1 --yes");
    for format in ["json", "jsonl", "csv"] {
        let (here, there) = (Home::new(), Home::new());
        let told = |home: &Home, command: &str, lang: &str| -> Run {
            home.write("roster.csv", roster);
            let line = format!("--sandbox {command} -o {format} --lang {lang}");
            let args: Vec<&str> = line.split(' ').collect();
            home.run_with_stdin(&args, "Abcd1234Efgh\n")
        };
        // Each sandbox makes ids of its own.
        let ids = |home: &Home| -> Vec<String> {
            let list = "subaccounts list --search n1@example.com --columns userId,appId";
            let args = format!("--sandbox {list} -o csv --no-header");
            let args: Vec<&str> = args.split(' ').collect();
            let ids = home.run(&args).expect(0).stdout;
            ids.trim().split(',').map(str::to_owned).collect()
        };
        for write in [creates, &allocates] {
            let english = told(&here, write, "en").expect(0).stdout;
            let told_in_chinese = told(&there, write, "zh").expect(0).stdout;
            assert!(!english.is_empty(), "{write}");
            let chinese = ids(&there).into_iter().zip(ids(&here));
            let chinese = chinese.fold(told_in_chinese, |all, (there, here)| {
                all.replace(&there, &here)
            });
            assert_eq!(chinese, english, "{write} -o {format}");
        }
        for read in reads {
            let (english, chinese) = (told(&here, read, "en"), told(&here, read, "zh"));
            assert_eq!(chinese.status, english.status, "{read} -o {format}");
            let is_told = !english.stdout.is_empty();
            let has_no_rows = english.status == 2 || read == "profiles list";
            assert!(is_told || has_no_rows, "{read}: {}", english.stderr);
            // The language itself is among the settings.
            let chinese = chinese.stdout;
            let lang = [("\"zh", "\"en"), ("lang,zh", "lang,en")];
            let chinese = { lang }
                .iter()
                .fold(chinese, |all, (zh, en)| all.replace(zh, en));
            assert_eq!(chinese, english.stdout, "{read} -o {format}");
        }
    }
}

#[test]
fn a_table_says_the_words_of_ours_in_the_language_of_its_reader() {
    let list = |lang, format| {
        let line = format!("--sandbox children list --all-accounts --limit 1 -o {format}");
        let mut args: Vec<&str> = line.split(' ').collect();
        args.extend(["--lang", lang, "--where", "account=\"(group account)\""]);
        Home::new().run(&args).expect(0).stdout
    };
    assert!(list("en", "table").contains("\n(group account)  "));
    assert!(list("zh", "table").contains("\n（集团主账号）  "));
    assert!(list("zh", "csv").contains("\n(group account),"));
}

#[test]
fn the_billing_mode_has_its_name() {
    let line = "--sandbox subaccounts create --email n@example.com --contacts x \
                --phone 13800000000 --max-channels 3 --concurrent 4 --password-stdin --yes \
                --lang zh";
    let args: Vec<&str> = line.split(' ').collect();
    let run = Home::new().run_with_stdin(&args, "Abcd1234Efgh\n");
    let told = "集团的账号按分钟数计费；请改用分钟数";
    assert!(run.stderr.contains(told), "{}", run.stderr);
}

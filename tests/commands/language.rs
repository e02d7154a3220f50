//! In which language people are spoken to, and who decides.

use crate::support::Home;

/// A home whose default profile speaks Chinese; its address refuses every
/// connection.
fn chinese_profile() -> Home {
    let home = Home::new();
    let config = "default_profile = \"a\"\n[profiles.a]\napp_id = \"a\"\napp_secret = \"s\"\n\
                  base_url = \"http://127.0.0.1:1\"\nretries = 0\nlang = \"zh\"\n";
    let file = home.write("config/polyv-group/config.toml", config);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(file, mode).unwrap();
    }
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

//! Any text as a config file: refused by its line, or read and then edited so
//! that nothing else in it changes.

use super::super::file::Profile;
use super::super::testing::{TWO_PROFILES, config_of};
use super::super::{Config, SecretSource, Texts};
use super::{MARK, put_default, put_profile, take_default, take_profile, values_of};
use crate::fuzz::Target;
use crate::secret::Secret;

const WORDS: &[&str] = &[
    "[profiles.hq]",
    "[profiles]",
    "[profiles.\"a.b\"]",
    "[[profiles.x]]",
    "profiles.y.app_id = 'y'",
    "profiles = {",
    "}",
    "default_profile = 'hq'",
    "app_id = \"a\"",
    "app_secret = 's'",
    "app_secret_file = \"~/s\"",
    "app_secret_env = 'E'",
    "app_secret_command = ['a', \"b\"]",
    "base_url = 'https://a.cn'",
    "timeout = 30",
    "retries = 0x3",
    "connections",
    "read_only = true",
    "tz = 'Asia/Shanghai'",
    "lang",
    "output = 'csv'",
    "ca_file",
    "\n",
    "\r\n",
    "\n\n",
    "# comment\n",
    "\"\"\"",
    "'''",
    "\\u0000",
    "\\U0010ffff",
    "\\",
    "=",
    ".",
    ",",
    "[",
    "]",
    "{",
    "\u{feff}",
    "集团",
    "1979-05-27T07:32:00Z",
    "nan",
    "1_000",
    "99999999999999999999",
    "\t",
];

/// A profile that no file has.
fn added() -> Profile {
    Profile {
        name: "added-one".to_owned(),
        app_id: "id1".to_owned(),
        secret: SecretSource::Plain(Secret::new("s\"1\\")),
        settings: Texts::new(),
    }
}

/// What an edit has left, if it can be made at all.
fn edited(what: &str, text: Option<String>) -> Config {
    let text = text.unwrap_or_else(|| panic!("it cannot {what}"));
    match config_of(&text) {
        Ok(config) => config,
        Err(failure) => panic!("after {what} it is refused: {}\n{text}", failure.message),
    }
}

/// Every edit changes just what it should.
fn is_edited(text: &str, before: &Config) {
    let profiles = |config: &Config| config.profiles.clone();
    let default = before.default_profile.as_deref();
    let added = added();
    let after = put_profile(text, &added.name, values_of(&added).unwrap());
    let after = edited("add a profile", after);
    let others = after.profiles.iter().filter(|it| **it != added);
    assert!(
        others.eq(&before.profiles),
        "profiles are lost by adding one"
    );
    assert_eq!(after.profiles.len(), before.profiles.len() + 1);
    assert_eq!(after.default_profile.as_deref(), default);

    let after = edited("take the default away", take_default(text));
    assert_eq!(
        (after.default_profile, after.profiles),
        (None, profiles(before))
    );
    let after = edited("set the default", put_default(text, "hq"));
    assert_eq!(
        (after.default_profile.as_deref(), after.profiles),
        (Some("hq"), profiles(before))
    );

    for profile in &before.profiles {
        let after = edited("take a profile away", take_profile(text, &profile.name));
        let others = before.profiles.iter().filter(|it| *it != profile);
        assert!(after.profiles.iter().eq(others), "other profiles change");
        assert_eq!(after.default_profile.as_deref(), default);
        let replaced = Profile {
            name: profile.name.clone(),
            ..added.clone()
        };
        let values = values_of(&replaced).unwrap();
        let after = edited(
            "replace a profile",
            put_profile(text, &profile.name, values),
        );
        let expected = before.profiles.iter().map(|it| match it == profile {
            true => &replaced,
            false => it,
        });
        assert!(
            after.profiles.iter().eq(expected),
            "replacing changes others"
        );
    }
}

#[test]
fn config_files() {
    let texts = [
        TWO_PROFILES,
        include_str!("../../../config.example.toml"),
        "# of the file\n\n# of z\n[profiles.z]\napp_id='z' # id\napp_secret_env='E'\n\n\
         [profiles.\"a.b\"]\napp_id = 'a'\napp_secret_command = [\n  'pass', # p\n  'p',\n]\n# end",
        "default_profile = 'x'\r\nprofiles.x = {app_id = 'a', app_secret = '''s'''}\r\n",
        "[profiles]\n  [profiles.x]\n  app_id = \"\"\"\na\"\"\"\n  app_secret = \"\\u0061\"\n",
    ];
    let seeds = texts.map(|text| text.as_bytes().to_vec()).to_vec();
    Target {
        name: "config",
        seeds,
        words: WORDS,
    }
    .run(|input| {
        let Ok(text) = std::str::from_utf8(input) else {
            return "no text".into();
        };
        match config_of(text) {
            Ok(config) => {
                // Edits are made behind a byte order mark.
                is_edited(text.strip_prefix(MARK).unwrap_or(text), &config);
                format!("read {}", "x".repeat(config.profiles.len()))
            }
            Err(failure) => {
                let message = failure.message.en();
                let place = message.strip_prefix("/c/config.toml:");
                let rest = place.expect("a fault is named by its line");
                rest.trim_start_matches(|sign: char| sign.is_ascii_digit() || sign == ':')
                    .to_owned()
            }
        }
    });
}

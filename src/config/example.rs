//! Holds `config.example.toml` and the reader together. Tests only.

use super::file::Config;
use super::profile::{Overrides, PROFILE_KEYS, TOP_KEYS};
use super::settings::Options;
use super::testing::{config_of, env_of};

const EXAMPLE: &str = include_str!("../../config.example.toml");

/// Keys written as `key = …`, switched off or on.
fn keys(text: &str) -> Vec<&str> {
    let lines = text.lines().map(|line| line.trim_start_matches('#'));
    let keys = lines.filter_map(|line| line.split_once(" = "));
    keys.map(|(key, _)| key)
        .filter(|key| !key.contains(' '))
        .collect()
}

/// The example with the switched-off line of `key` in the first profile on.
fn switched_on(key: &str) -> Result<Config, super::ConfigError> {
    let mut text = EXAMPLE.replacen(&format!("\n#{key} = "), &format!("\n{key} = "), 1);
    assert_ne!(text, EXAMPLE, "#{key} = … is not in config.example.toml");
    if key.starts_with("app_secret") {
        text = text.replacen("\napp_secret_command", "\n#app_secret_command", 1);
    }
    config_of(&text)
}

#[test]
fn the_example_loads_as_it_is() {
    let config = config_of(EXAMPLE).unwrap();
    assert_eq!(config.default_profile.as_deref(), Some("hq"));
    let rows = config.rows();
    let shown = rows
        .iter()
        .map(|row| (row.name.as_str(), row.secret_from, row.read_only));
    assert_eq!(
        shown.collect::<Vec<_>>(),
        [
            ("hq", "app_secret_command", false),
            ("lab", "app_secret_env", true)
        ]
    );
    assert_eq!(config.profiles[0].settings, Overrides::default());
}

#[test]
fn every_known_key_is_in_the_example_and_every_key_of_the_example_is_known() {
    let written = keys(EXAMPLE);
    for key in PROFILE_KEYS.iter().chain(&TOP_KEYS[..1]) {
        assert!(
            written.contains(key),
            "describe {key} in config.example.toml"
        );
    }
    assert!(EXAMPLE.contains("\n[profiles.hq]\n"));
    for key in written {
        let known = PROFILE_KEYS.contains(&key) || TOP_KEYS.contains(&key);
        assert!(known, "{key} in config.example.toml is no key");
    }
}

#[test]
fn every_switched_off_line_works_when_switched_on() {
    for key in PROFILE_KEYS {
        if !["app_id", "app_secret_command"].contains(key) {
            let config = switched_on(key).unwrap_or_else(|why| panic!("{key}: {why}"));
            let read = &config.profiles[0];
            let taken = read.secret.key() == *key || read.settings != Overrides::default();
            assert!(taken, "{key} is read and then forgotten");
        }
    }
}

#[test]
fn the_defaults_it_shows_are_the_defaults() {
    let plain = config_of("").unwrap();
    let plain = plain.settings(&Options::default(), &env_of(&[])).unwrap();
    for key in PROFILE_KEYS {
        if key.starts_with("app_") || *key == "ca_file" {
            continue;
        }
        let shown = switched_on(key).unwrap();
        let shown = shown.settings(&Options::default(), &env_of(&[])).unwrap();
        assert_eq!(shown.base_url.value, plain.base_url.value, "{key}");
        assert_eq!(shown.read_only.value, plain.read_only.value, "{key}");
        assert_eq!(shown.timeout.value, plain.timeout.value, "{key}");
        assert_eq!(shown.retries.value, plain.retries.value, "{key}");
        assert_eq!(shown.connections.value, plain.connections.value, "{key}");
        assert_eq!(shown.output.value, plain.output.value, "{key}");
        assert_eq!(shown.tz.value, plain.tz.value, "{key}");
    }
}

#[test]
fn every_variable_of_a_setting_is_named_in_the_example() {
    for (name, _) in super::VARIABLES {
        assert!(EXAMPLE.contains(name), "name {name} in config.example.toml");
    }
}

//! Edits of the config file that leave everything else in it as it was:
//! comments, order, blank lines.
//!
//! The new text is read back by this room's own reader before it is written,
//! so no edit ever leaves a file that the next run refuses. How text is changed
//! is `edit_text`'s, writing is `atomic`'s; asking and telling are the
//! caller's.

use std::io;
use std::path::Path;

use super::atomic::rewrite;
use super::edit_text::{put_default, put_profile, take_default, take_profile};
use super::env::Env;
use super::error::{ConfigError, Origin};
use super::file::Config;
use super::profile::Profile;
use super::written::values_of;

/// What [`add`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Added {
    /// Whether a profile of that name was there and has been replaced.
    pub replaced: bool,
    /// Whether it became `default_profile`, being the first.
    pub made_default: bool,
}

/// What [`remove`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Removed {
    /// Whether it was `default_profile`. None is the default then: nothing ever
    /// moves on to another account by itself.
    pub was_default: bool,
}

/// Adds a profile to the end of the file, which is made if need be. The first
/// profile becomes the default one.
///
/// With `replace`, a profile of that name gets these values in its old place;
/// without, it is an error.
///
/// # Errors
///
/// The name is taken, the file is wrong already, or it cannot be written.
pub fn add(path: &Path, profile: &Profile, replace: bool) -> Result<Added, ConfigError> {
    let values = values_of(profile).map_err(|why| unwritable(path, why))?;
    edit(path, |old, before| {
        let replaced = before.profile(&profile.name).is_some();
        if replaced && !replace {
            let (name, path) = (profile.name.clone(), path.to_owned());
            return Err(ConfigError::Exists { name, path });
        }
        let made_default = before.profiles.is_empty() && before.default_profile.is_none();
        let mut text = old.to_owned();
        if made_default {
            text = put_default(&text, &profile.name).ok_or_else(|| uneditable(path))?;
        }
        let text = put_profile(&text, &profile.name, values).ok_or_else(|| uneditable(path))?;
        let told = Added {
            replaced,
            made_default,
        };
        Ok((text, told))
    })
}

/// Makes a profile the one used when none is chosen.
///
/// # Errors
///
/// There is no such profile, the file is wrong already, or it cannot be
/// written.
pub fn set_default(path: &Path, name: &str) -> Result<(), ConfigError> {
    existing(path, name)?;
    edit(path, |old, before| {
        must_have(before, name)?;
        let text = put_default(old, name).ok_or_else(|| uneditable(path))?;
        Ok((text, ()))
    })
}

/// Removes a profile, and `default_profile` with it if that names it.
///
/// # Errors
///
/// There is no such profile, the file is wrong already, or it cannot be
/// written.
pub fn remove(path: &Path, name: &str) -> Result<Removed, ConfigError> {
    existing(path, name)?;
    edit(path, |old, before| {
        must_have(before, name)?;
        let was_default = before.default_profile.as_deref() == Some(name);
        let mut text = take_profile(old, name).ok_or_else(|| uneditable(path))?;
        if was_default {
            text = take_default(&text).ok_or_else(|| uneditable(path))?;
        }
        Ok((text, Removed { was_default }))
    })
}

/// One edit under the lock: `change` gets the text and what it means, and gives
/// the new text and what to tell.
fn edit<T>(
    path: &Path,
    change: impl FnOnce(&str, &Config) -> Result<(String, T), ConfigError>,
) -> Result<T, ConfigError> {
    // Paths in the file are not followed here, so no home folder is needed.
    let nothing: Env<'_> = &|_| None;
    rewrite(path, |old| {
        let before = Config::parse(path, old, nothing)?;
        let (new, told) = change(old, &before)?;
        Config::parse(path, &new, nothing)?;
        Ok((new, told))
    })
}

/// The two TOML readers agree on what is TOML; should they not, say so plainly.
fn uneditable(path: &Path) -> ConfigError {
    unwritable(path, io::Error::other("please edit it by hand"))
}

fn unwritable(path: &Path, why: io::Error) -> ConfigError {
    let path = path.to_owned();
    ConfigError::Write { path, why }
}

/// Keeps an edit of a profile that cannot be there from making a file.
fn existing(path: &Path, name: &str) -> Result<(), ConfigError> {
    if path.exists() {
        return Ok(());
    }
    must_have(&Config::absent(path.to_owned()), name)
}

fn must_have(config: &Config, name: &str) -> Result<(), ConfigError> {
    if config.profile(name).is_some() {
        return Ok(());
    }
    Err(config.no_profile(name, Origin::Option("NAME")))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use super::super::testing::{TWO_PROFILES, config_of, env_of, private_file};
    use super::super::{Options, Overrides, SecretSource};
    use super::*;
    use crate::secret::Secret;

    fn profile(name: &str) -> Profile {
        let secret = SecretSource::Plain(Secret::new("s\"1\\"));
        Profile::new(name, "id1", secret).unwrap()
    }

    fn load(path: &Path) -> Config {
        let config = Some(path.to_owned());
        let options = Options {
            config,
            ..Options::default()
        };
        Config::load(&options, &env_of(&[])).unwrap()
    }

    fn temporary(content: &str) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = private_file(folder.path(), content);
        (folder, path)
    }

    #[test]
    fn the_first_profile_makes_the_file_and_is_the_default() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("polyv-group/config.toml");
        let added = add(&path, &profile("hq"), false).unwrap();
        assert_eq!(
            added,
            Added {
                replaced: false,
                made_default: true
            }
        );
        let second = Profile {
            secret: SecretSource::Command(vec!["pass".into(), "a b".into()]),
            settings: config_of(TWO_PROFILES).unwrap().profiles[0]
                .settings
                .clone(),
            ..profile("a.b")
        };
        assert!(!add(&path, &second, false).unwrap().made_default);
        assert_eq!(
            fs::read_to_string(&path).unwrap(),
            r#"default_profile = "hq"

[profiles.hq]
app_id = "id1"
app_secret = 's"1\'

[profiles."a.b"]
app_id = "id1"
app_secret_command = ["pass", "a b"]
base_url = "https://hq.example.cn"
read_only = true
timeout = "1m30s"
retries = 2
connections = 3
ca_file = "/c/ca.pem"
output = "csv"
tz = "UTC"
"#
        );
        assert_eq!(load(&path).profiles, [profile("hq"), second]);
    }

    #[test]
    fn a_taken_name_is_an_error_unless_it_is_to_be_replaced() {
        let (_folder, path) = temporary(TWO_PROFILES);
        let refused = add(&path, &profile("hq"), false).unwrap_err();
        assert_eq!(
            refused.to_string(),
            format!("profile \"hq\" exists already in {}", path.display())
        );
        assert_eq!(fs::read_to_string(&path).unwrap(), TWO_PROFILES);
        let added = add(&path, &profile("hq"), true).unwrap();
        assert_eq!(
            added,
            Added {
                replaced: true,
                made_default: false
            }
        );
        let config = load(&path);
        assert_eq!(config.profiles[0], profile("hq"));
        assert_eq!(config.profiles[1].app_id, "labid");
    }

    #[test]
    fn the_default_can_be_moved_and_goes_with_its_profile() {
        let (_folder, path) = temporary(TWO_PROFILES);
        set_default(&path, "lab").unwrap();
        assert_eq!(load(&path).default_profile.as_deref(), Some("lab"));
        assert_eq!(remove(&path, "hq").unwrap(), Removed { was_default: false });
        assert_eq!(remove(&path, "lab").unwrap(), Removed { was_default: true });
        let config = load(&path);
        assert_eq!((config.default_profile, config.profiles.len()), (None, 0));
    }

    #[test]
    fn a_profile_that_is_not_there_is_named_and_no_file_is_made() {
        let (folder, path) = temporary(TWO_PROFILES);
        let refused = remove(&path, "labs").unwrap_err();
        assert_eq!(
            refused.to_string(),
            format!(
                "NAME: no profile \"labs\" in {}; did you mean \"lab\"?",
                path.display()
            )
        );
        let missing = folder.path().join("none/config.toml");
        assert!(set_default(&missing, "hq").is_err());
        assert!(!folder.path().join("none").exists());
    }

    #[test]
    fn a_file_that_is_wrong_already_is_left_as_it_is() {
        let (_folder, path) = temporary("[profiles.hq]\ncolour = 1\n");
        let refused = add(&path, &profile("new"), false).unwrap_err();
        assert!(refused.to_string().contains(":2:1: unknown key \"colour\""));
        assert_eq!(
            fs::read_to_string(&path).unwrap(),
            "[profiles.hq]\ncolour = 1\n"
        );
    }

    #[test]
    fn profiles_added_at_the_same_time_all_survive() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/config.toml");
        std::thread::scope(|scope| {
            for thread in ["a", "b"] {
                let path = &path;
                scope.spawn(move || {
                    for number in 0..8 {
                        let new = profile(&format!("{thread}{number}"));
                        add(path, &new, false).unwrap();
                    }
                });
            }
        });
        let config = load(&path);
        assert_eq!(config.profiles.len(), 16);
        assert!(config.default_profile.is_some());
    }

    #[test]
    fn what_was_typed_for_a_new_profile_is_checked() {
        let secret = |text: &str| SecretSource::Plain(Secret::new(text));
        for (name, app_id, usage) in [("a b", "id", true), ("a", "i d", true), ("a", "", true)] {
            let refused = Profile::new(name, app_id, secret("s")).unwrap_err();
            assert_eq!(refused.is_usage(), usage);
        }
        let refused = Profile::new("a", "id", secret("MARKER\n")).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "the profile's app_secret: the secret has more than one line"
        );
        assert_eq!(profile("a").settings, Overrides::default());
    }
}

//! Edits of the config file that leave everything else in it as it was:
//! comments, order, blank lines.
//!
//! The new text is read back before it is written, so no edit ever leaves a
//! file that the next run refuses. A comment right above a profile is removed
//! with it; one with a blank line after it is about the file and stays.

use std::io;
use std::path::Path;

use toml_edit::{Document, DocumentMut, Item, Table, TableLike, Value};

use super::file::{Profile, profile_keys};
use super::paths::read_text;
use super::profiles::{Config, MAX_FILE, unreadable};
use super::secret_source::SecretSource;
use super::settings::{Env, SETTINGS, Toml};
use crate::failure::Failure;
use crate::files::{absent_is_none, behind_links, folder_of, lock, make_folder, replace};
use crate::lang::{Both, Text, both};
use crate::text;
use crate::text::shown_path;

const DEFAULT: &str = "default_profile";
const PROFILES: &str = "profiles";
/// A byte order mark.
const MARK: &str = "\u{feff}";
const NOT_TEXT: Both = both(
    "a path that is not UTF-8 text cannot be kept in it",
    "不能保存不是 UTF-8 文本的路径",
);

/// What [`add`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Added {
    /// Whether a profile of that name was there and has been replaced.
    pub replaced: bool,
    /// Whether it became `default_profile`, being the first.
    pub made_default: bool,
}

/// Adds a profile to the end of the file, which is made if need be. The first
/// profile becomes the default one.
///
/// With `replace`, a profile of that name gets these values in its old place;
/// without, it is an error.
///
/// # Errors
/// The name is taken, the file is wrong already, or it cannot be written.
pub fn add(path: &Path, profile: &Profile, replace: bool) -> Result<Added, Failure> {
    let values = values_of(profile).map_err(|why| unwritten(path, why))?;
    edit(path, |old, before| {
        if !replace {
            before.refuse_taken(&profile.name)?;
        }
        let told = Added {
            replaced: before.profile(&profile.name).is_some(),
            made_default: before.profiles.is_empty() && before.default_profile.is_none(),
        };
        let text = match told.made_default {
            true => put_default(old, &profile.name),
            false => Some(old.to_owned()),
        };
        let text = text.and_then(|text| put_profile(&text, &profile.name, values));
        Ok(text.map(|text| (text, told)))
    })
}

/// Makes a profile the one used when none is chosen.
///
/// # Errors
/// There is no such profile, the file is wrong already, or it cannot be
/// written.
pub fn set_default(path: &Path, name: &str) -> Result<(), Failure> {
    edit_existing(path, name, |old, _| Some((put_default(old, name)?, ())))
}

/// Removes a profile, and `default_profile` with it if that names it; whether
/// it did. None is the default then: nothing ever moves on to another account
/// by itself.
///
/// # Errors
/// There is no such profile, the file is wrong already, or it cannot be
/// written.
pub fn remove(path: &Path, name: &str) -> Result<bool, Failure> {
    edit_existing(path, name, |old, before| {
        let was_default = before.default_profile.as_deref() == Some(name);
        let text = take_profile(old, name)?;
        match was_default {
            true => Some((take_default(&text)?, true)),
            false => Some((text, false)),
        }
    })
}

/// An edit of a profile that must be there; without a file, none is made.
fn edit_existing<T>(
    path: &Path,
    name: &str,
    change: impl FnOnce(&str, &Config) -> Option<(String, T)>,
) -> Result<T, Failure> {
    if !path.exists() {
        return Err(Config::absent(path.to_owned()).no_profile("NAME", name));
    }
    edit(path, |old, before| match before.profile(name) {
        Some(_) => Ok(change(old, before)),
        None => Err(before.no_profile("NAME", name)),
    })
}

/// Replaces the text of `path`: `change` gets the text and what it means, and
/// gives the new text and what to tell; nothing if the text cannot be edited.
///
/// All of it happens under the file's lock. A file that does not exist is
/// empty to `change`, and made, with its folder (mode 0700). A symbolic link is
/// kept, and the file it points to is changed. After an error the old text is
/// still there.
fn edit<T>(
    path: &Path,
    change: impl FnOnce(&str, &Config) -> Result<Option<(String, T)>, Failure>,
) -> Result<T, Failure> {
    // Paths in the file are not followed here, so no home folder is needed.
    let nothing: Env<'_> = &|_| None;
    let failed = |why: io::Error| unwritten(path, why);
    let target = behind_links(path).map_err(failed)?;
    make_folder(folder_of(&target)).map_err(failed)?;
    // Held until it goes out of scope, on every way out.
    let _lock = lock(&target).map_err(failed)?;
    let old = absent_is_none(read_text(&target, MAX_FILE));
    let old = old.map_err(|why| unreadable(path, &why))?;
    let old = old.map_or(String::new(), |(text, _)| text);
    let before = Config::parse(path, &old, nothing)?;
    // The two TOML readers agree on what is TOML; should they not, say so.
    let by_hand = || unwritten(path, both("please edit it by hand", "请手动编辑"));
    // Windows puts one before everything, and there it stays.
    let mark = if old.starts_with(MARK) { MARK } else { "" };
    let (new, told) = change(&old[mark.len()..], &before)?.ok_or_else(by_hand)?;
    let new = format!("{mark}{new}");
    Config::parse(path, &new, nothing)?;
    replace(&target, new.as_bytes()).map_err(failed)?;
    Ok(told)
}

fn unwritten(path: &Path, why: impl Into<Text>) -> Failure {
    let (path, why) = (shown_path(path), why.into());
    Failure::config(text!(
        "cannot write the config file {path}: {why}",
        "无法写入配置文件 {path}：{why}"
    ))
}

/// The keys and values of a profile, in the order they are written.
fn values_of(profile: &Profile) -> Result<Vec<(&'static str, Value)>, Both> {
    let secret: Value = match &profile.secret {
        // The one place that writes a secret, into a file of mode 0600.
        SecretSource::Plain(secret) => secret.expose().into(),
        SecretSource::File(path) => path.to_str().ok_or(NOT_TEXT)?.into(),
        SecretSource::Command(argv) => argv.iter().collect(),
        SecretSource::Env(name) => name.as_str().into(),
    };
    let mut values = vec![
        ("app_id", profile.app_id.as_str().into()),
        (profile.secret.key(), secret),
    ];
    for setting in SETTINGS {
        if let Some(text) = profile.settings.get(setting.key) {
            // Their canonical texts are what TOML writes.
            let is_bare = matches!(setting.toml, Toml::Flag | Toml::Number);
            let bare = text.parse().ok().filter(|_| is_bare);
            values.push((setting.key, bare.unwrap_or_else(|| text.into())));
        }
    }
    Ok(values)
}

/// Sets `default_profile`, where it is or else above the first key.
fn put_default(text: &str, name: &str) -> Option<String> {
    let mut document: DocumentMut = text.parse().ok()?;
    if let Some(old) = document.get_mut(DEFAULT).and_then(Item::as_value_mut) {
        put_value(old, name.into());
        return Some(document.to_string());
    }
    let line = format!("{DEFAULT} = {}", Value::from(name));
    let (before, after) = text.split_at(first_key_with_its_comment(text));
    Some(match (before.trim().is_empty(), after.is_empty()) {
        (true, true) => format!("{before}{line}\n"),
        (false, true) => format!("{}\n\n{line}\n", before.trim_end()),
        (_, false) => format!("{before}{line}\n\n{after}"),
    })
}

/// Takes the line of `default_profile` out, and only that line.
fn take_default(text: &str) -> Option<String> {
    let document = Document::parse(text).ok()?;
    let Some((key, value)) = document.as_table().get_key_value(DEFAULT) else {
        return Some(text.to_owned());
    };
    Some(without_lines(text, key.span()?.start, value.span()?.end))
}

/// Puts a profile in its old place, or after everything else.
fn put_profile(text: &str, name: &str, values: Vec<(&'static str, Value)>) -> Option<String> {
    let mut document: DocumentMut = text.parse().ok()?;
    let trailing = document.trailing().as_str().unwrap_or_default().to_owned();
    let profiles = profiles_of(&mut document)?;
    if let Some(table) = profiles.get_mut(name).and_then(Item::as_table_like_mut) {
        fill(table, values);
        return Some(document.to_string());
    }
    let mut table = Table::new();
    fill(&mut table, values);
    // Comments at the end of the file stay above what is added.
    let gap = if text.trim().is_empty() { "" } else { "\n" };
    table.decor_mut().set_prefix(format!("{trailing}{gap}"));
    profiles.insert(name, Item::Table(table));
    if profiles.get(name).is_some_and(Item::is_table) {
        document.set_trailing("");
    }
    Some(document.to_string())
}

/// Takes a profile out with the comment right above it.
fn take_profile(text: &str, name: &str) -> Option<String> {
    let document = Document::parse(text).ok()?;
    let table = document.get(PROFILES)?.get(name)?.as_table();
    let Some((table, heading)) = table.and_then(|table| Some((table, table.span()?))) else {
        // Written inside another table: there is no heading.
        let mut document: DocumentMut = text.parse().ok()?;
        profiles_of(&mut document)?.remove(name)?;
        return Some(document.to_string());
    };
    let values = table.iter().filter_map(|(_, item)| Some(item.span()?.end));
    let end = values.fold(heading.end, usize::max);
    let mut start = line_start(text, heading.start);
    while text[line_start(text, start.saturating_sub(1))..start]
        .trim_start()
        .starts_with('#')
    {
        start = line_start(text, start - 1);
    }
    Some(without_lines(text, start, end))
}

/// The text without these lines, and without a second blank line where they
/// were.
fn without_lines(text: &str, start: usize, end: usize) -> String {
    let before = &text[..line_start(text, start)];
    let after = text[end..].split_once('\n').map_or("", |(_, after)| after);
    match before.is_empty() || before.ends_with("\n\n") {
        true => format!("{before}{}", after.trim_start_matches('\n')),
        false => format!("{before}{after}"),
    }
}

/// Where the first key or heading begins, with the comment right above it; the
/// end of the text if there is none.
fn first_key_with_its_comment(text: &str) -> usize {
    let (mut start, mut end) = (0, 0);
    for line in text.split_inclusive('\n') {
        end += line.len();
        match line.trim_start().chars().next() {
            None => start = end,
            Some('#') => {}
            Some(_) => return start,
        }
    }
    end
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// `[profiles]`, made without a heading of its own if it is not there.
fn profiles_of(document: &mut DocumentMut) -> Option<&mut dyn TableLike> {
    let item = document.entry(PROFILES).or_insert_with(|| {
        let mut table = Table::new();
        table.set_implicit(true);
        Item::Table(table)
    });
    item.as_table_like_mut()
}

/// Gives a table just these values; a value that stays keeps its comments.
fn fill(table: &mut dyn TableLike, values: Vec<(&'static str, Value)>) {
    for key in profile_keys() {
        if !values.iter().any(|(given, _)| *given == key) {
            table.remove(key);
        }
    }
    for (key, value) in values {
        match table.get_mut(key).and_then(Item::as_value_mut) {
            Some(old) => put_value(old, value),
            None => {
                table.insert(key, Item::Value(value));
            }
        }
    }
}

/// Replaces a value and keeps the blanks and the comment around it.
fn put_value(old: &mut Value, mut new: Value) {
    *new.decor_mut() = old.decor().clone();
    *old = new;
}

#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use super::super::testing::{TWO_PROFILES, config_of, env_of, private_file};
    use super::super::{Options, Texts};
    use super::*;
    use crate::secret::Secret;

    fn profile(name: &str) -> Profile {
        Profile {
            name: name.to_owned(),
            app_id: "id1".to_owned(),
            secret: SecretSource::Plain(Secret::new("s\"1\\")),
            settings: Texts::new(),
        }
    }

    fn load(path: &Path) -> Config {
        let options = Options {
            config: Some(path.to_owned()),
            ..Options::default()
        };
        Config::load(&options, &env_of(&[])).unwrap()
    }

    fn temporary(content: &str) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = private_file(folder.path(), content);
        (folder, path)
    }

    fn rewrite(path: &Path, text: &str) -> Result<(), Failure> {
        edit(path, |_, _| Ok(Some((text.to_owned(), ()))))
    }

    #[test]
    fn the_first_profile_makes_the_file_and_every_setting_is_written_in_its_order() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("polyv-group/config.toml");
        let added = add(&path, &profile("hq"), false).unwrap();
        assert!(added.made_default && !added.replaced);
        let mut settings = config_of(TWO_PROFILES).unwrap().profiles.remove(0).settings;
        // Windows names the drive, too.
        let ca_file = std::path::absolute("/c/ca.pem").unwrap();
        let ca_file = ca_file.to_str().unwrap();
        settings.insert("ca_file", ca_file.into());
        let second = Profile {
            secret: SecretSource::Command(vec!["pass".into(), "a b".into()]),
            settings,
            ..profile("a.b")
        };
        assert!(!add(&path, &second, false).unwrap().made_default);
        let text = fs::read_to_string(&path).unwrap();
        let text = text.replace(&format!("'{ca_file}'"), r#""/c/ca.pem""#);
        assert_eq!(
            text,
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
lang = "zh"
"#
        );
        assert_eq!(load(&path).profiles, [profile("hq"), second]);
    }

    #[test]
    fn a_taken_name_is_an_error_unless_it_is_to_be_replaced() {
        let (_folder, path) = temporary(TWO_PROFILES);
        let refused = add(&path, &profile("hq"), false).unwrap_err();
        let message = format!("profile \"hq\" exists already in {}", path.display());
        assert_eq!(refused.message, message);
        assert_eq!(fs::read_to_string(&path).unwrap(), TWO_PROFILES);
        let added = add(&path, &profile("hq"), true).unwrap();
        assert!(added.replaced && !added.made_default);
        let config = load(&path);
        assert_eq!(config.profiles[0], profile("hq"));
        assert_eq!(config.profiles[0].settings, Texts::new());
        assert_eq!(config.profiles[1].app_id, "labid");
    }

    #[test]
    fn the_default_can_be_moved_and_is_removed_with_its_profile() {
        let (_folder, path) = temporary(TWO_PROFILES);
        set_default(&path, "lab").unwrap();
        assert_eq!(load(&path).default_profile.as_deref(), Some("lab"));
        assert!(!remove(&path, "hq").unwrap());
        assert!(remove(&path, "lab").unwrap());
        let config = load(&path);
        assert_eq!((config.default_profile, config.profiles.len()), (None, 0));
    }

    #[test]
    fn a_byte_order_mark_stays_before_everything() {
        let bare = TWO_PROFILES.replace("default_profile = \"hq\"\n", "");
        let (_folder, path) = temporary(&format!("\u{feff}{}", bare.trim_start()));
        set_default(&path, "lab").unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("\u{feff}default_profile = \"lab\"\n"));
        add(&path, &profile("new"), false).unwrap();
        remove(&path, "hq").unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text.matches('\u{feff}').count(), 1);
        let names = load(&path).profiles.into_iter().map(|it| it.name);
        assert!(text.starts_with('\u{feff}') && names.eq(["lab", "new"]));
    }

    #[test]
    fn a_profile_that_is_not_there_is_named_and_no_file_is_made() {
        let (folder, path) = temporary(TWO_PROFILES);
        let refused = remove(&path, "labs").unwrap_err();
        let shown = path.display();
        let message = format!("NAME: no profile \"labs\" in {shown}; did you mean \"lab\"?");
        assert_eq!(refused.message, message);
        let missing = folder.path().join("none/config.toml");
        assert!(set_default(&missing, "hq").is_err());
        assert!(!folder.path().join("none").exists());
    }

    #[test]
    fn what_cannot_be_read_or_would_not_be_is_not_written() {
        let wrong = "[profiles.hq]\ncolour = 1\n";
        let (_folder, path) = temporary(wrong);
        let refused = add(&path, &profile("new"), false).unwrap_err();
        assert!(
            refused
                .message
                .en()
                .contains(":2:1: unknown key \"colour\"")
        );
        assert_eq!(fs::read_to_string(&path).unwrap(), wrong);
        let (_folder, path) = temporary(TWO_PROFILES);
        assert!(rewrite(&path, wrong).is_err());
        let by_hand = edit::<()>(&path, |_, _| Ok(None)).unwrap_err().message;
        assert!(
            by_hand.en().ends_with(": please edit it by hand"),
            "{by_hand}"
        );
        assert_eq!(fs::read_to_string(&path).unwrap(), TWO_PROFILES);
    }

    #[cfg(unix)]
    #[test]
    fn a_path_that_is_not_text_is_refused() {
        use std::os::unix::ffi::OsStrExt;
        let path = Path::new(std::ffi::OsStr::from_bytes(b"/\xff")).to_owned();
        let profile = Profile {
            secret: SecretSource::File(path),
            ..profile("a")
        };
        let refused = add(Path::new("/c"), &profile, false).unwrap_err().message;
        assert!(
            refused
                .en()
                .ends_with("a path that is not UTF-8 text cannot be kept in it")
        );
    }

    #[cfg(unix)]
    mod modes {
        use std::os::unix::fs::PermissionsExt;

        use super::*;

        fn mode(path: &Path) -> u32 {
            fs::metadata(path).unwrap().permissions().mode() & 0o7777
        }

        #[test]
        fn an_open_file_is_closed_and_nothing_but_the_lock_is_left_beside_it() {
            let (folder, path) = temporary("");
            fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
            add(&path, &profile("hq"), false).unwrap();
            assert_eq!(mode(&path), 0o600);
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
        }

        #[test]
        fn a_link_is_kept_and_its_target_changed() {
            let folder = tempfile::tempdir().unwrap();
            let link = folder.path().join("config.toml");
            std::os::unix::fs::symlink("dots/real.toml", &link).unwrap();
            for text in ["# made\n", "# changed\n"] {
                rewrite(&link, text).unwrap();
                assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
                let real = folder.path().join("dots/real.toml");
                assert_eq!(fs::read_to_string(real).unwrap(), text);
            }
            let round = folder.path().join("round");
            std::os::unix::fs::symlink("round", &round).unwrap();
            let refused = rewrite(&round, "").unwrap_err().message;
            assert!(
                refused.en().ends_with("too many symbolic links"),
                "{refused}"
            );
        }
    }

    const COMMENTED: &str = "\
# Accounts of the school.
# Ask Wang before a change.

# the main account
[profiles.hq] # main
app_id = \"a\" # from the console
app_secret_env = \"E\"
# retries = 3

# for tests
[profiles.lab]
app_id = \"l\"
app_secret_env = \"L\"

# the end
";

    fn values(app_id: &str) -> Vec<(&'static str, Value)> {
        vec![("app_id", app_id.into()), ("app_secret_file", "k".into())]
    }

    #[test]
    fn a_default_is_put_above_the_first_profile_and_below_the_heading_comment() {
        let text = put_default(COMMENTED, "lab").unwrap();
        let expected = COMMENTED.replace(
            "# the main account",
            "default_profile = \"lab\"\n\n# the main account",
        );
        assert_eq!(text, expected);
        assert_eq!(put_default("", "a").unwrap(), "default_profile = \"a\"\n");
        assert_eq!(
            put_default("# only talk\n", "a").unwrap(),
            "# only talk\n\ndefault_profile = \"a\"\n"
        );
    }

    #[test]
    fn a_default_that_is_there_is_changed_in_place_and_taken_without_its_neighbours() {
        let text = "# top\n\ndefault_profile = \"a\" # mine\n\n[profiles.a]\n";
        assert_eq!(
            put_default(text, "b").unwrap(),
            text.replace("\"a\"", "\"b\"")
        );
        assert_eq!(take_default(text).unwrap(), "# top\n\n[profiles.a]\n");
        assert_eq!(take_default("# x\n").unwrap(), "# x\n");
        assert_eq!(take_default("default_profile = 'a'").unwrap(), "");
    }

    #[test]
    fn a_new_profile_comes_last_below_the_last_comment() {
        let text = put_profile(COMMENTED, "new", values("n")).unwrap();
        let added = "\n[profiles.new]\napp_id = \"n\"\napp_secret_file = \"k\"\n";
        assert_eq!(text, format!("{COMMENTED}{added}"));
        assert_eq!(put_profile("", "new", values("n")).unwrap(), &added[1..]);
    }

    #[test]
    fn a_replaced_profile_keeps_its_place_and_its_comments() {
        let text = put_profile(COMMENTED, "hq", values("b")).unwrap();
        let expected = COMMENTED
            .replace("app_id = \"a\"", "app_id = \"b\"")
            .replace("app_secret_env = \"E\"", "app_secret_file = \"k\"");
        assert_eq!(text, expected);
    }

    #[test]
    fn a_removed_profile_takes_its_own_comment_and_leaves_the_others() {
        let first = take_profile(COMMENTED, "hq").unwrap();
        assert_eq!(
            first,
            "# Accounts of the school.\n# Ask Wang before a change.\n\n# retries = 3\n\n# for tests\n[profiles.lab]\napp_id = \"l\"\napp_secret_env = \"L\"\n\n# the end\n"
        );
        let last = take_profile(COMMENTED, "lab").unwrap();
        let cut = COMMENTED.find("# for tests").unwrap();
        assert_eq!(last, format!("{}# the end\n", &COMMENTED[..cut]));
        let none = take_profile(&first, "lab").unwrap();
        assert!(none.starts_with("# Accounts of the school.\n"));
        assert!(none.ends_with("# the end\n") && !none.contains("lab"));
    }

    #[test]
    fn inline_and_dotted_profiles_can_be_edited_too() {
        for text in [
            "profiles = { a = { app_id = 'x', app_secret_env = 'E' } }\n",
            "profiles.a.app_id = 'x'\nprofiles.a.app_secret_env = 'E'\n",
            "[profiles]\na = { app_id = 'x', app_secret_env = 'E' }\n",
            "[profiles]\n[profiles.a]\napp_id = 'x'\napp_secret_env = 'E'\n",
        ] {
            let names = |text: &str| {
                let config = config_of(text).unwrap();
                let names = config.profiles.into_iter().map(|profile| profile.name);
                (config.default_profile, names.collect::<Vec<_>>())
            };
            let added = put_profile(text, "b", values("b")).unwrap();
            let added = put_default(&added, "b").unwrap();
            assert_eq!(
                names(&added),
                (Some("b".into()), vec!["a".into(), "b".into()])
            );
            let taken = take_profile(&take_default(&added).unwrap(), "a").unwrap();
            assert_eq!(names(&taken), (None, vec!["b".into()]));
        }
    }
}

//! The text of a config file with one thing changed and every comment kept.
//!
//! Pure functions from text to text; `None` means the text is no TOML, which
//! the caller has ruled out. A comment right above a profile goes with it when
//! it is removed; one with a blank line after it is about the file and stays.

use toml_edit::{Document, DocumentMut, Item, Table, TableLike, Value};

use super::profile::PROFILE_KEYS;

const DEFAULT: &str = "default_profile";
const PROFILES: &str = "profiles";

/// Sets `default_profile`, where it is or else above the first key.
pub(super) fn put_default(text: &str, name: &str) -> Option<String> {
    let mut document: DocumentMut = text.parse().ok()?;
    if let Some(old) = document.get_mut(DEFAULT).and_then(Item::as_value_mut) {
        put_value(old, name.into());
        return Some(document.to_string());
    }
    let line = format!("{DEFAULT} = {}", Value::from(name));
    let at = first_key_with_its_comment(text)?;
    let (before, after) = text.split_at(at);
    Some(match (before.trim().is_empty(), after.is_empty()) {
        (true, true) => format!("{before}{line}\n"),
        (false, true) => format!("{}\n\n{line}\n", before.trim_end()),
        (_, false) => format!("{before}{line}\n\n{after}"),
    })
}

/// Takes the line of `default_profile` out, and only that line.
pub(super) fn take_default(text: &str) -> Option<String> {
    let document = Document::parse(text).ok()?;
    let Some((key, value)) = document.as_table().get_key_value(DEFAULT) else {
        return Some(text.to_owned());
    };
    let start = line_start(text, key.span()?.start);
    let end = value.span()?.end;
    let end = text[end..].find('\n').map_or(text.len(), |at| end + at + 1);
    Some(format!("{}{}", &text[..start], &text[end..]))
}

/// Puts a profile in its old place, or after everything else.
pub(super) fn put_profile(
    text: &str,
    name: &str,
    values: Vec<(&'static str, Value)>,
) -> Option<String> {
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
pub(super) fn take_profile(text: &str, name: &str) -> Option<String> {
    let mut document: DocumentMut = text.parse().ok()?;
    let removed = profiles_of(&mut document)?.remove(name)?;
    let Item::Table(removed) = removed else {
        return Some(document.to_string());
    };
    let above = removed.decor().prefix().and_then(|raw| raw.as_str());
    let kept = about_the_file(above.unwrap_or_default());
    match next_table(&mut document, removed.position()) {
        Some(next) => {
            let prefix = next.decor().prefix().and_then(|raw| raw.as_str());
            let mut prefix = prefix.unwrap_or_default().to_owned();
            // One blank line above it is enough, and none at the very top.
            if !kept.is_empty() || text.starts_with('[') {
                prefix = prefix.trim_start_matches('\n').to_owned();
            }
            next.decor_mut().set_prefix(format!("{kept}{prefix}"));
        }
        None => {
            let trailing = document.trailing().as_str().unwrap_or_default();
            document.set_trailing(format!("{kept}{trailing}"));
        }
    }
    Some(document.to_string())
}

/// The table that stands next after `position` in the text.
fn next_table(document: &mut DocumentMut, position: Option<isize>) -> Option<&mut Table> {
    let profiles = document.get_mut(PROFILES)?.as_table_mut()?;
    let tables = profiles
        .iter_mut()
        .filter_map(|(_, item)| item.as_table_mut());
    tables
        .filter(|table| table.position() > position)
        .min_by_key(|table| table.position())
}

/// The part of the text above a heading that is not about the heading: all up
/// to the last blank line.
fn about_the_file(above: &str) -> &str {
    let mut end = above.len();
    while end > 0 {
        let start = line_start(above, end - 1);
        if above[start..end].trim().is_empty() {
            let kept = &above[..end];
            return if kept.trim().is_empty() { "" } else { kept };
        }
        end = start;
    }
    ""
}

/// Where the first key or heading begins, with the comment right above it; the
/// end of the text if there is none.
fn first_key_with_its_comment(text: &str) -> Option<usize> {
    let document = Document::parse(text).ok()?;
    let keys = document.iter().filter_map(|(key, _)| {
        let (key, _) = document.as_table().get_key_value(key)?;
        Some(key.span()?.start)
    });
    let Some(first) = keys.min() else {
        return Some(text.len());
    };
    let mut start = line_start(text, first);
    while start > 0 {
        let above = line_start(text, start - 1);
        if !text[above..start].trim_start().starts_with('#') {
            break;
        }
        start = above;
    }
    Some(start)
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
    for key in PROFILE_KEYS {
        if !values.iter().any(|(given, _)| given == key) {
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
mod tests {
    use super::*;

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
        assert_eq!(take_default(text).unwrap(), "# top\n\n\n[profiles.a]\n");
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
        assert_eq!(last, format!("{}\n# the end\n", &COMMENTED[..cut]));
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
                let config = super::super::testing::config_of(text).unwrap();
                (
                    config.default_profile.clone(),
                    config
                        .rows()
                        .into_iter()
                        .map(|row| row.name)
                        .collect::<Vec<_>>(),
                )
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

//! A parsed TOML document with the places of its parts, and typed access to
//! one key that names the place when the type is wrong.
//!
//! The parser's own error text is not used as it is: it quotes the source
//! line, and that line may hold a secret.

use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::{ConfigError, Invalid, Origin, Place};

/// The text of a config file under its name.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) path: &'a Path,
    pub(super) text: &'a str,
}

impl<'a> Source<'a> {
    /// The document, or where and why it is none.
    pub(super) fn parse(self) -> Result<Spanned<DeTable<'a>>, ConfigError> {
        DeTable::parse(self.text).map_err(|error| ConfigError::Syntax {
            place: self.place(error.span().map_or(0, |span| span.start)),
            why: error.message().replace('\n', ", "),
        })
    }

    /// Line and column of a byte offset.
    pub(super) fn place(self, offset: usize) -> Place {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Place {
            path: self.path.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }

    /// The key a person did not mean to type, with its nearest neighbour.
    pub(super) fn unknown(
        self,
        key: &Spanned<toml::de::DeString<'_>>,
        within: String,
        known: &'static [&'static str],
    ) -> ConfigError {
        let typed = key.get_ref().to_string();
        let nearest = crate::text::nearest(&typed, known.iter().copied());
        let nearest = known.iter().find(|word| Some(**word) == nearest);
        ConfigError::UnknownKey {
            place: self.place(key.span().start),
            key: typed,
            within,
            nearest: nearest.copied().unwrap_or_default(),
            known,
        }
    }
}

/// One key and its value.
#[derive(Clone, Copy)]
pub(super) struct Entry<'a> {
    pub(super) source: Source<'a>,
    pub(super) key: &'a str,
    pub(super) value: &'a Spanned<DeValue<'a>>,
}

impl<'a> Entry<'a> {
    pub(super) fn place(&self) -> Place {
        self.source.place(self.value.span().start)
    }

    pub(super) fn table(&self) -> Result<&'a DeTable<'a>, ConfigError> {
        let table = self.value.get_ref().as_table();
        table.ok_or_else(|| self.wrong_type("a table"))
    }

    pub(super) fn string(&self) -> Result<&'a str, ConfigError> {
        let text = self.value.get_ref().as_str();
        text.ok_or_else(|| self.wrong_type("a string"))
    }

    pub(super) fn boolean(&self) -> Result<bool, ConfigError> {
        let flag = self.value.get_ref().as_bool();
        flag.ok_or_else(|| self.wrong_type("true or false"))
    }

    /// A program and its arguments: at least one string, nothing but strings.
    pub(super) fn argv(&self) -> Result<Vec<String>, ConfigError> {
        const EXPECTED: &str = "an array of strings: the program and its arguments";
        let array = self.value.get_ref().as_array();
        let array = array.ok_or_else(|| self.wrong_type(EXPECTED))?;
        let words = array.iter().map(|word| word.get_ref().as_str());
        let argv: Option<Vec<String>> = words.map(|word| word.map(str::to_owned)).collect();
        match argv {
            Some(argv) if argv.first().is_some_and(|program| !program.is_empty()) => Ok(argv),
            Some(_) => Err(self.mismatch(EXPECTED, "no program".into())),
            None => Err(self.mismatch(EXPECTED, "an array with something else in it".into())),
        }
    }

    /// A string through `parse`.
    pub(super) fn parsed<T>(
        &self,
        parse: impl Fn(&str) -> Result<T, Invalid>,
    ) -> Result<T, ConfigError> {
        let text = self.string()?;
        parse(text).map_err(|why| self.invalid(text, why))
    }

    /// A whole number through `parse`; where `or_text`, a string will do.
    pub(super) fn number<T>(
        &self,
        or_text: bool,
        parse: impl Fn(&str) -> Result<T, Invalid>,
    ) -> Result<T, ConfigError> {
        match self.value.get_ref().as_integer() {
            // Other radixes are shown as typed and refused: nobody means them.
            Some(number) if number.radix() == 10 => {
                parse(number.as_str()).map_err(|why| self.invalid(number.as_str(), why))
            }
            Some(_) => Err(self.mismatch("a decimal number", "another radix".into())),
            None if or_text && self.value.get_ref().is_str() => self.parsed(parse),
            None if or_text => Err(self.wrong_type("a string such as \"30s\" or whole seconds")),
            None => Err(self.wrong_type("a whole number")),
        }
    }

    pub(super) fn invalid(&self, typed: &str, why: Invalid) -> ConfigError {
        let typed = match self.key {
            "base_url" => super::base_url::without_secrets(typed),
            _ => typed.to_owned(),
        };
        ConfigError::Invalid {
            origin: Origin::File(Box::new(self.place()), self.key.to_owned()),
            typed,
            why,
        }
    }

    fn wrong_type(&self, expected: &'static str) -> ConfigError {
        let found = match self.value.get_ref() {
            DeValue::String(_) => "a string",
            DeValue::Integer(_) => "an integer",
            DeValue::Float(_) => "a float",
            DeValue::Boolean(_) => "a boolean",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "an array",
            DeValue::Table(_) => "a table",
        };
        self.mismatch(expected, found.to_owned())
    }

    fn mismatch(&self, expected: &'static str, found: String) -> ConfigError {
        ConfigError::WrongType {
            place: self.place(),
            key: self.key.to_owned(),
            expected,
            found,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::config_of;
    use super::*;

    #[test]
    fn a_syntax_error_names_the_place_and_never_the_line() {
        for text in [
            "[profiles.hq]\napp_secret = MARKER\n",
            "[profiles.hq]\napp_secret = \"MARKER\n",
            "[profiles.hq]\napp_secret \"MARKER\"\n",
            "[profiles.hq]\napp_secret = \"a\\MARKER\"\n",
            "[profiles.hq]\napp_secret = 'a' MARKER\n",
            "[profiles.hq]\napp_secret = 0MARKER\n",
            "[profiles.hq]\napp_secret = [\"MARKER\"\n",
        ] {
            let path = Path::new("c.toml");
            let refused = Source { path, text }.parse().unwrap_err();
            let shown = format!("{refused} {refused:?} {:?}", refused.hint());
            assert!(!shown.contains("MARKER"), "{shown}");
            let message = refused.to_string();
            assert!(message.starts_with("c.toml:"), "{message}");
            assert!(message.contains(": not valid TOML: "), "{message}");
        }
    }

    #[test]
    fn places_count_lines_and_characters_from_one() {
        let source = Source {
            path: Path::new("c.toml"),
            text: "集团\n团 = x",
        };
        assert_eq!(source.place(0).to_string(), "c.toml:1:1");
        assert_eq!(source.place(source.text.len()).to_string(), "c.toml:2:6");
        let refused = source.parse().unwrap_err();
        assert!(refused.to_string().starts_with("c.toml:1:"), "{refused}");
    }

    #[test]
    fn a_wrong_type_names_key_found_and_expected_but_not_the_value() {
        for (text, message) in [
            (
                "app_secret = 777",
                "app_secret must be a string, found an integer",
            ),
            (
                "app_secret_command = \"777\"",
                "app_secret_command must be an array of strings: the program and its arguments, found a string",
            ),
            (
                "app_secret_command = []",
                "app_secret_command must be an array of strings: the program and its arguments, found no program",
            ),
            (
                "app_secret_command = [\"a\", 777]",
                "app_secret_command must be an array of strings: the program and its arguments, found an array with something else in it",
            ),
            (
                "read_only = \"true\"",
                "read_only must be true or false, found a string",
            ),
            (
                "retries = \"3\"",
                "retries must be a whole number, found a string",
            ),
            (
                "connections = 1.5",
                "connections must be a whole number, found a float",
            ),
            (
                "retries = 0x3",
                "retries must be a decimal number, found another radix",
            ),
            (
                "timeout = true",
                "timeout must be a string such as \"30s\" or whole seconds, found a boolean",
            ),
            ("tz = 1979-05-27", "tz must be a string, found a date"),
        ] {
            let refused = config_of(&format!("[profiles.hq]\n{text}"))
                .unwrap_err()
                .to_string();
            let place = format!("/c/config.toml:2:{}: ", text.find("= ").unwrap() + 3);
            assert_eq!(refused, place + message);
        }
        for text in [
            "profiles = 1",
            "[profiles]\nhq = 1",
            "default_profile = 1",
            "[[profiles.hq]]",
        ] {
            assert!(
                matches!(config_of(text), Err(ConfigError::WrongType { .. })),
                "{text}"
            );
        }
    }
}

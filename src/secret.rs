//! A string that must not be shown: an `appSecret`, a password.
//!
//! The type has no `Display`, its `Debug` is a constant, and the one way to
//! the text is [`Secret::expose`], which can be searched for.

/// What stands wherever a secret would stand. Always the same eight
/// asterisks, so that not even the length of the secret shows.
pub const MASK: &str = "********";

/// A secret text. It can be passed around, compared and exposed, not printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes the text letter by letter.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for signing it or for writing it where the user asked.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(********)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_neither_the_text_nor_its_length() {
        assert_eq!(format!("{:?}", Secret::new("hunter2")), "Secret(********)");
        assert_eq!(format!("{:#?}", Secret::new("")), "Secret(********)");
    }

    #[test]
    fn the_text_is_kept_letter_by_letter() {
        assert_eq!(Secret::new(" a b \n").expose(), " a b \n");
    }
}

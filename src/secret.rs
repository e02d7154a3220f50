//! What must not be shown: the type of a secret text, and the one rule that
//! says which names hold secrets.
//!
//! The type has no `Display`, its `Debug` is a constant, and the one way to
//! the text is [`Secret::expose`], which can be searched for.

/// Shown in place of every secret. Always the same eight asterisks, so that
/// not even the length of the secret shows.
pub const MASK: &str = "********";

/// A secret text. It can be passed around, compared and exposed, not printed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes the text verbatim.
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

/// Endings that make any name a secret, in lower case and without separators:
/// `appSecret`, `vodBakSecretKey`, `writeToken`, `newPasswd2`.
const ENDINGS: [&[u8]; 6] = [
    b"secret",
    b"secretkey",
    b"password",
    b"passwd",
    b"pwd",
    b"token",
];

/// The signature of a request, a secret where it is the whole name: `design`
/// and `designer` are not.
const SIGNATURE: &[u8] = b"sign";

/// Whether a parameter, field or column of this name holds a secret. Letter
/// case, separators and digits at the end do not matter: `app_secret` and
/// `APP-SECRET-2` are `appSecret`.
pub fn is_secret_name(name: &str) -> bool {
    // Asked for every field of every row: most names end here.
    const LAST: [[u8; 2]; 6] = [*b"et", *b"ey", *b"en", *b"gn", *b"rd", *b"wd"];
    if let Some(last) = name.as_bytes().last_chunk::<2>()
        && last.iter().all(u8::is_ascii_alphabetic)
        && !LAST.contains(&last.map(|letter| letter.to_ascii_lowercase()))
    {
        return false;
    }
    let letters = name.bytes().rev().filter(u8::is_ascii_alphabetic);
    let letters = letters.map(|letter| letter.to_ascii_lowercase());
    let ends = |end: &&[u8]| {
        letters
            .clone()
            .take(end.len())
            .eq(end.iter().rev().copied())
    };
    letters.clone().eq(SIGNATURE.iter().rev().copied()) || ENDINGS.iter().any(ends)
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
    fn the_text_is_kept_verbatim() {
        assert_eq!(Secret::new(" a b \n").expose(), " a b \n");
    }

    #[test]
    fn secrets_are_known_in_any_spelling() {
        let names = "appSecret appsecret APP_SECRET app-secret vodSecretKey vodBakSecretKey \
                     writeToken readToken read_token_ token ssoToken password Password passwd \
                     newPassword loginPasswd userPwd PWD password2 sign SIGN secret \
                     aVeryLongPrefixBeforeTheAppSecret";
        for name in names.split(' ') {
            assert!(is_secret_name(name), "{name}");
        }
    }

    #[test]
    fn other_names_are_not() {
        let names = "_ appId userId email design designer signature remainConcurrent chargeType \
                     secretary passwordless tokens 密码";
        for name in names.split(' ').chain([""]) {
            assert!(!is_secret_name(name), "{name}");
        }
    }
}

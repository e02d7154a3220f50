//! Which field names are secrets, wherever they turn up.
//!
//! Columns say themselves whether they are secret. JSON is printed whole,
//! with fields nobody declared, so there the name decides.

/// Names that are secret as a whole, without separators, in lower case.
/// `vodSecretKey` and `vodBakSecretKey` are covered by [`ENDINGS`].
const WHOLE: [&[u8]; 3] = [b"sign", b"writetoken", b"readtoken"];

/// Endings that make any name a secret: `appSecret`, `newPassword`.
const ENDINGS: [&[u8]; 4] = [b"secret", b"secretkey", b"password", b"passwd"];

/// Letters that decide: more than any name above has.
const TAIL: usize = 16;

/// Whether a field of this name holds a secret. Case and separators do not
/// matter: `app_secret` and `APP-SECRET` are `appSecret`.
pub fn is_secret_name(name: &str) -> bool {
    // Asked for every field of every row: most names end here.
    const LAST: [[u8; 2]; 6] = [*b"et", *b"ey", *b"en", *b"gn", *b"rd", *b"wd"];
    if let Some(last) = name.as_bytes().last_chunk::<2>()
        && last.iter().all(u8::is_ascii_alphanumeric)
        && !LAST.contains(&last.map(|letter| letter.to_ascii_lowercase()))
    {
        return false;
    }
    let mut buffer = [0; TAIL];
    let tail = letters_of_tail(name, &mut buffer);
    WHOLE.contains(&tail) || ENDINGS.iter().any(|ending| tail.ends_with(ending))
}

/// The last letters and digits in lower case.
fn letters_of_tail<'b>(name: &str, buffer: &'b mut [u8; TAIL]) -> &'b [u8] {
    let letters = name.bytes().rev().filter(u8::is_ascii_alphanumeric);
    let mut start = TAIL;
    for letter in letters.take(TAIL) {
        start -= 1;
        buffer[start] = letter.to_ascii_lowercase();
    }
    &buffer[start..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_services_secrets_are_known_in_any_spelling() {
        for name in [
            "appSecret",
            "appsecret",
            "APP_SECRET",
            "app-secret",
            "vodSecretKey",
            "vodBakSecretKey",
            "writeToken",
            "readToken",
            "read_token_",
            "password",
            "Password",
            "newPassword",
            "loginPasswd",
            "sign",
            "SIGN",
            "secret",
            "aVeryLongPrefixBeforeTheAppSecret",
        ] {
            assert!(is_secret_name(name), "{name}");
        }
    }

    #[test]
    fn other_names_are_not() {
        for name in [
            "",
            "_",
            "appId",
            "userId",
            "email",
            "design",
            "signature",
            "remainConcurrent",
            "chargeType",
            "secretary",
            "passwordless",
            "密码",
        ] {
            assert!(!is_secret_name(name), "{name}");
        }
    }
}

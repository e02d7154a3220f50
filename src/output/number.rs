//! What counts as a number, and bytes as GiB.

use crate::text::all_digits;

/// Whether the text is wholly a number as spreadsheets read one: a sign,
/// digits, a fraction, an exponent.
pub(super) fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let exponent = exponent.map(|text| text.strip_prefix(['+', '-']).unwrap_or(text));
    [Some(whole), fraction, exponent]
        .into_iter()
        .flatten()
        .all(all_digits)
}

/// `21474836480` as `20 GiB`; `None` when the text is no number.
///
/// Three decimals at most from one GiB on, three significant digits below, so
/// that nothing but zero shows as zero.
pub(super) fn gib(bytes: &str) -> Option<String> {
    const GIB: f64 = 1024.0 * 1024.0 * 1024.0;
    let bytes: f64 = bytes.parse().ok().filter(|_| is_number(bytes))?;
    let amount = bytes / GIB;
    if !amount.is_finite() {
        return None;
    }
    let shown = format!("{amount:.*}", decimals(amount.abs()));
    Some(format!("{} GiB", without_zeros(&shown)))
}

/// Decimals for three significant digits of an amount, at least three.
fn decimals(amount: f64) -> usize {
    const AT_LEAST: usize = 3;
    let mut decimals = AT_LEAST;
    let mut scaled = amount;
    while scaled > 0.0 && scaled < 0.1 {
        scaled *= 10.0;
        decimals += 1;
    }
    decimals
}

fn without_zeros(number: &str) -> &str {
    let number = number.trim_end_matches('0').trim_end_matches('.');
    if number == "-0" { "0" } else { number }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_from_texts() {
        for number in ["0", "-12.50", "+5", "1e5", "1.5E-10", "007", "13800000000"] {
            assert!(is_number(number), "{number}");
        }
        for text in [
            "", "-", "+", ".5", "5.", "1e", "1e+", "--1", "1,5", "0x1F", "inf", "NaN", " 1", "1 ",
            "-1+1", "1.2.3", "１",
        ] {
            assert!(!is_number(text), "{text}");
        }
    }

    #[test]
    fn bytes_are_shown_as_gib() {
        for (bytes, shown) in [
            ("0", "0 GiB"),
            ("-0.0", "0 GiB"),
            ("21474836480", "20 GiB"),
            ("1610612736", "1.5 GiB"),
            ("-1610612736", "-1.5 GiB"),
            ("107374182400.0", "100 GiB"),
            ("1.073741824E9", "1 GiB"),
            ("1234567890123", "1149.781 GiB"),
            ("536870912", "0.5 GiB"),
            ("10737418", "0.01 GiB"),
        ] {
            assert_eq!(gib(bytes).as_deref(), Some(shown), "{bytes}");
        }
    }

    #[test]
    fn not_even_one_byte_shows_as_zero() {
        assert_eq!(gib("1").as_deref(), Some("0.000000000931 GiB"));
        assert_eq!(gib("524288").as_deref(), Some("0.000488 GiB"));
        assert_eq!(gib("-1048576").as_deref(), Some("-0.000977 GiB"));
    }

    #[test]
    fn what_is_no_number_of_bytes_is_refused() {
        for text in ["", "20 G", "inf", "nan", "1e999", "0x10"] {
            assert_eq!(gib(text), None, "{text}");
        }
    }
}

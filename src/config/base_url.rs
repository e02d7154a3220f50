//! The address requests go to, read strictly.
//!
//! A wrong host would get signed requests with the appId in them, so anything
//! two programs could read differently is refused: user info, query, fragment,
//! backslashes, numbers that only some read as an address, dot segments.
//! Plain `http` is for loopback only, where the simulator listens.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use super::error::{ConfigError, Invalid, Origin};
use crate::secret::MASK;

/// The service's address, from its public documentation.
pub const DEFAULT_BASE_URL: &str = "https://api.polyv.net";

/// Length limits of a host name and of its labels, in bytes (RFC 1035).
const MAX_HOST: usize = 253;
const MAX_LABEL: usize = 63;

/// `https://host[:port][/path]`, or the same with `http` on loopback. The host
/// is lower case and the path has no trailing slash, so that `{base}/live/…`
/// is always right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl {
    text: String,
    host: String,
    loopback: bool,
}

impl BaseUrl {
    /// The normalised address, without a trailing slash.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The host alone: a name, an IPv4 address or an IPv6 one in brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whether the host is this machine: 127.0.0.0/8, `::1` or `localhost`.
    pub fn is_loopback(&self) -> bool {
        self.loopback
    }
}

impl Default for BaseUrl {
    fn default() -> Self {
        DEFAULT_BASE_URL
            .parse()
            .expect("the default address is one; a test reads it")
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for BaseUrl {
    type Err = Invalid;

    fn from_str(typed: &str) -> Result<Self, Invalid> {
        if let Some(odd) = typed.chars().find(|c| !c.is_ascii_graphic() || *c == '\\') {
            return Err(Invalid::new(format!(
                "is no base URL: {odd:?} cannot stand in one"
            )));
        }
        let (scheme, rest) = split_scheme(typed)?;
        if rest.contains(['?', '#']) {
            return Err(Invalid::new("is no base URL: it has a query or a fragment"));
        }
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let (host, port, loopback) = read_authority(authority)?;
        if scheme == "http" && !loopback {
            return Err(Invalid::new(
                "is not accepted: only https, except to a loopback address",
            ));
        }
        let path = read_path(path)?;
        let text = format!("{scheme}://{host}{port}{path}");
        Ok(Self {
            text,
            host,
            loopback,
        })
    }
}

/// The address given to an option; the error names the option, secrets in what
/// was typed masked.
///
/// # Errors
///
/// It is no address that is accepted.
pub fn typed_base_url(option: &'static str, typed: &str) -> Result<BaseUrl, ConfigError> {
    typed.parse().map_err(|why| ConfigError::Invalid {
        origin: Origin::Option(option),
        typed: without_secrets(typed),
        why,
    })
}

/// The typed address with what may be secret in it masked: user info, query
/// and fragment.
pub(super) fn without_secrets(typed: &str) -> String {
    let end = typed.find(['?', '#']).unwrap_or(typed.len());
    let (address, tail) = typed.split_at(end);
    let tail = match tail.chars().next() {
        Some(mark) => format!("{mark}{MASK}"),
        None => String::new(),
    };
    match address.rsplit_once('@') {
        Some((before, host)) => {
            let scheme = before.find("://").map_or("", |at| &before[..at + 3]);
            format!("{scheme}{MASK}@{host}{tail}")
        }
        None => format!("{address}{tail}"),
    }
}

fn split_scheme(typed: &str) -> Result<(&'static str, &str), Invalid> {
    let (scheme, rest) = typed
        .split_once("://")
        .ok_or_else(|| Invalid::new("is no base URL: it must start with https://"))?;
    match scheme.to_ascii_lowercase().as_str() {
        "https" => Ok(("https", rest)),
        "http" => Ok(("http", rest)),
        _ => Err(Invalid::new("is no base URL: it must start with https://")),
    }
}

/// Host, port with its colon or nothing, and whether the host is loopback.
fn read_authority(authority: &str) -> Result<(String, String, bool), Invalid> {
    if authority.contains('@') {
        return Err(Invalid::new(
            "is no base URL: it has user info before the host",
        ));
    }
    let bracket = authority.rfind(']').map_or(0, |at| at + 1);
    let colon = authority[bracket..].find(':').map(|at| at + bracket);
    let (host, port) = authority.split_at(colon.unwrap_or(authority.len()));
    let (host, loopback) = read_host(&host.to_ascii_lowercase())?;
    Ok((host, read_port(port)?, loopback))
}

fn read_port(port: &str) -> Result<String, Invalid> {
    let Some(digits) = port.strip_prefix(':') else {
        return Ok(String::new());
    };
    match digits.parse::<u16>() {
        Ok(number) if number > 0 && digits.bytes().all(|b| b.is_ascii_digit()) => {
            Ok(format!(":{number}"))
        }
        _ => Err(Invalid::new(
            "is no base URL: a port is a number from 1 to 65535",
        )),
    }
}

fn read_host(host: &str) -> Result<(String, bool), Invalid> {
    if let Some(inner) = host.strip_prefix('[') {
        let address = inner.strip_suffix(']').map(str::parse::<Ipv6Addr>);
        return match address {
            Some(Ok(address)) => Ok((format!("[{address}]"), address.is_loopback())),
            _ => Err(bad_host()),
        };
    }
    if let Ok(address) = host.parse::<Ipv4Addr>() {
        return Ok((host.to_owned(), address.is_loopback()));
    }
    let labels_are_good = host.split('.').all(is_label);
    if !labels_are_good || host.len() > MAX_HOST || ends_in_a_number(host) {
        return Err(bad_host());
    }
    Ok((host.to_owned(), host == "localhost"))
}

fn bad_host() -> Invalid {
    Invalid::new("is no base URL: its host is neither a name nor an address")
}

fn is_label(label: &str) -> bool {
    let good = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    (1..=MAX_LABEL).contains(&label.len())
        && label.bytes().all(good)
        && !label.starts_with('-')
        && !label.ends_with('-')
}

/// `127.1`, `0x7f.1` and `2130706433` are names to one program and addresses
/// to another.
fn ends_in_a_number(host: &str) -> bool {
    let last = host.rsplit('.').next().unwrap_or(host);
    last.bytes().all(|b| b.is_ascii_digit()) || last.starts_with("0x")
}

/// The path without its trailing slash.
fn read_path(path: &str) -> Result<&str, Invalid> {
    let path = path.strip_suffix('/').unwrap_or(path);
    let segments = path.split('/').skip(1);
    for segment in segments {
        let good = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
        if matches!(segment, "" | "." | "..") || !segment.bytes().all(good) {
            return Err(Invalid::new(
                "is no base URL: its path has an empty or dot segment, or a character other than letters, digits and -._~",
            ));
        }
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(typed: &str) -> String {
        typed.parse::<BaseUrl>().unwrap().to_string()
    }

    #[test]
    fn good_addresses_are_normalised() {
        assert_eq!(BaseUrl::default().as_str(), "https://api.polyv.net");
        assert_eq!(read("HTTPS://Api.Polyv.NET/"), "https://api.polyv.net");
        assert_eq!(read("https://a-b.cn:8443/x/y/"), "https://a-b.cn:8443/x/y");
        assert_eq!(read("https://10.0.0.1:0443"), "https://10.0.0.1:443");
        assert_eq!(read("https://[2001:DB8::1]/p"), "https://[2001:db8::1]/p");
    }

    #[test]
    fn plain_http_is_for_loopback_only() {
        for typed in [
            "http://127.0.0.1:8080",
            "http://127.8.9.1",
            "http://[::1]:1",
            "http://LOCALHOST:3000/",
        ] {
            assert!(typed.parse::<BaseUrl>().unwrap().is_loopback(), "{typed}");
        }
        for typed in [
            "http://api.polyv.net",
            "http://localhost.evil.cn",
            "http://127.0.0.1.evil.cn",
            "http://10.0.0.1",
            "http://[::ffff:127.0.0.1]",
            "http://0.0.0.0",
        ] {
            let why = typed.parse::<BaseUrl>().unwrap_err().to_string();
            assert_eq!(
                why, "is not accepted: only https, except to a loopback address",
                "{typed}"
            );
        }
        assert!(!"https://a.cn".parse::<BaseUrl>().unwrap().is_loopback());
    }

    #[test]
    fn everything_ambiguous_is_refused() {
        for (typed, part) in [
            ("", "https://"),
            ("api.polyv.net", "https://"),
            ("ftp://a.cn", "https://"),
            ("https:/a.cn", "https://"),
            ("https://", "host"),
            ("https:///x", "host"),
            ("https://u:p@a.cn", "user info"),
            ("https://a.cn?x=1", "query"),
            ("https://a.cn/x#y", "fragment"),
            ("https://a.cn\\@b.cn", "cannot stand"),
            ("https://a.cn/ x", "cannot stand"),
            ("https://集团.cn", "cannot stand"),
            (" https://a.cn", "cannot stand"),
            ("https://a..cn", "host"),
            ("https://a.cn.", "host"),
            ("https://-a.cn", "host"),
            ("https://a_b.cn", "host"),
            ("https://127.1", "host"),
            ("https://2130706433", "host"),
            ("https://0x7f.0x1", "host"),
            ("https://[::1", "host"),
            ("https://[::1%25eth0]", "host"),
            ("https://::1", "host"),
            ("https://a.cn:", "port"),
            ("https://a.cn:0", "port"),
            ("https://a.cn:65536", "port"),
            ("https://a.cn:+80", "port"),
            ("https://a.cn:80:80", "port"),
            ("https://a.cn/../x", "dot segment"),
            ("https://a.cn//", "empty"),
            ("https://a.cn/%2e%2e", "character"),
        ] {
            let why = typed.parse::<BaseUrl>().unwrap_err().to_string();
            assert!(why.contains(part), "{typed}: {why}");
        }
    }

    #[test]
    fn a_password_in_an_address_is_masked_when_it_is_named() {
        assert_eq!(
            without_secrets("https://u:pa@ss@a.cn/x?sign=1"),
            "https://********@a.cn/x?********"
        );
        assert_eq!(without_secrets("u:p@a.cn#f"), "********@a.cn#********");
        assert_eq!(without_secrets("https://a.cn"), "https://a.cn");
    }
}

//! The address requests go to, read strictly.
//!
//! A wrong host would get signed requests with the appId in them, so anything
//! two programs could read differently is refused: user info, query, fragment,
//! backslashes, numbers that only some read as an address, dot segments.
//! Plain `http` is for loopback only, where the simulator listens.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use crate::lang::{Text, both};
use crate::secret::MASK;
use crate::text;
use crate::text::{all_digits, meant};

/// Length limits of a host name and of its labels, in bytes (RFC 1035).
const MAX_HOST: usize = 253;
const MAX_LABEL: usize = 63;

/// `https://host[:port][/path]`, or the same with `http` on loopback. The host
/// is lower case and the path has no trailing slash, so that `{base}/live/…`
/// is always right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl {
    text: String,
    /// The host alone: a name, an IPv4 address or an IPv6 one in brackets.
    pub host: String,
    /// The port as written, else the usual one of the scheme.
    pub port: u16,
    /// Whether the host is this machine: 127.0.0.0/8, `::1` or `localhost`.
    pub is_loopback: bool,
}

impl BaseUrl {
    /// The normalised address, without a trailing slash.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for BaseUrl {
    type Err = Text;

    fn from_str(typed: &str) -> Result<Self, Text> {
        read(typed).map_err(|why| {
            let rest = typed.strip_prefix("http://").unwrap_or(typed);
            let schemes = ["http", "https"].map(|scheme| format!("{scheme}://{rest}"));
            let near = schemes.iter().find(|address| read(address).is_ok());
            let near = meant(near.map(String::as_str));
            text!(
                "is not a valid base URL: {why}{near}",
                "不是有效的服务地址：{why}{near}"
            )
        })
    }
}

fn read(typed: &str) -> Result<BaseUrl, Text> {
    if let Some(odd) = typed.chars().find(|c| !c.is_ascii_graphic() || *c == '\\') {
        return Err(text!("it contains {odd:?}", "其中含有 {odd:?}"));
    }
    let (scheme, rest) = typed.split_once("://").unwrap_or_default();
    let scheme = scheme.to_ascii_lowercase();
    let usual_port = match scheme.as_str() {
        "https" => 443,
        "http" => 80,
        _ => return Err(both("it must start with https://", "必须以 `https://` 开头").into()),
    };
    if rest.contains(['?', '#']) {
        return Err(both("it has a query or a fragment", "含有查询参数或片段").into());
    }
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    if authority.contains('@') {
        return Err(both("it has user info before the host", "主机名之前有用户信息").into());
    }
    let bracket = authority.rfind(']').map_or(0, |at| at + 1);
    let colon = authority[bracket..].find(':').map(|at| at + bracket);
    let (host, port) = authority.split_at(colon.unwrap_or(authority.len()));
    let host = host.to_ascii_lowercase();
    let (host, is_loopback) = read_host(&host).ok_or(both(
        "its host is neither a name nor an address",
        "主机既不是域名也不是 IP 地址",
    ))?;
    let port = port.strip_prefix(':').map(read_port).transpose()?;
    if scheme == "http" && !is_loopback {
        return Err(both(
            "only https is accepted, except to a loopback address",
            "除本机回环地址外，只接受 `https`",
        )
        .into());
    }
    let path = path.strip_suffix('/').unwrap_or(path);
    if !path.split('/').skip(1).all(is_segment) {
        return Err(both(
            "its path has an empty or dot segment, or a character other than letters, digits \
             and -._~",
            "路径中有空段或点段，或有字母、数字和 -._~ 以外的字符",
        )
        .into());
    }
    let written = port.map_or(String::new(), |port| format!(":{port}"));
    Ok(BaseUrl {
        text: format!("{scheme}://{host}{written}{path}"),
        host,
        port: port.unwrap_or(usual_port),
        is_loopback,
    })
}

/// The typed address with what may be secret in it masked: user info, query
/// and fragment.
pub(super) fn without_secrets(typed: &str) -> String {
    let end = typed.find(['?', '#']).unwrap_or(typed.len());
    let (address, tail) = typed.split_at(end);
    let mark = tail.chars().next();
    let tail = mark.map_or(String::new(), |mark| format!("{mark}{MASK}"));
    match address.rsplit_once('@') {
        Some((before, host)) => {
            let scheme = before.find("://").map_or("", |at| &before[..at + 3]);
            format!("{scheme}{MASK}@{host}{tail}")
        }
        None => format!("{address}{tail}"),
    }
}

fn read_port(digits: &str) -> Result<u16, Text> {
    let number = digits.parse().ok().filter(|number| *number > 0);
    let number = number.filter(|_| all_digits(digits));
    number.ok_or_else(|| {
        both(
            "its port is not a number from 1 to 65535",
            "端口不是 1 到 65535 之间的数字",
        )
        .into()
    })
}

/// The host as it is written back, and whether it is loopback.
fn read_host(host: &str) -> Option<(String, bool)> {
    if let Some(inner) = host.strip_prefix('[') {
        let address: Ipv6Addr = inner.strip_suffix(']')?.parse().ok()?;
        return Some((format!("[{address}]"), address.is_loopback()));
    }
    if let Ok(address) = host.parse::<Ipv4Addr>() {
        return Some((host.to_owned(), address.is_loopback()));
    }
    let is_name = host.len() <= MAX_HOST && host.split('.').all(is_label);
    (is_name && !ends_in_a_number(host)).then(|| (host.to_owned(), host == "localhost"))
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
    all_digits(last) || last.starts_with("0x")
}

fn is_segment(segment: &str) -> bool {
    let good = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    !matches!(segment, "" | "." | "..") && segment.bytes().all(good)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(typed: &str) -> BaseUrl {
        typed.parse().unwrap()
    }

    #[test]
    fn good_addresses_are_normalised() {
        for (typed, text, port) in [
            ("HTTPS://Api.Polyv.NET/", "https://api.polyv.net", 443),
            ("https://a-b.cn:8443/x/y/", "https://a-b.cn:8443/x/y", 8443),
            ("https://10.0.0.1:0443", "https://10.0.0.1:443", 443),
            ("https://[2001:DB8::1]/p", "https://[2001:db8::1]/p", 443),
            ("http://127.0.0.1/x", "http://127.0.0.1/x", 80),
            ("http://[::1]:81", "http://[::1]:81", 81),
        ] {
            assert_eq!((read(typed).as_str(), read(typed).port), (text, port));
        }
    }

    #[test]
    fn plain_http_is_for_loopback_only() {
        for typed in [
            "http://127.0.0.1:8080",
            "http://127.8.9.1",
            "http://[::1]:1",
            "http://LOCALHOST:3000/",
        ] {
            assert!(read(typed).is_loopback, "{typed}");
        }
        for typed in [
            "http://api.polyv.net",
            "http://localhost.evil.cn",
            "http://127.0.0.1.evil.cn",
            "http://10.0.0.1",
            "http://[::ffff:127.0.0.1]",
            "http://0.0.0.0",
        ] {
            let why = typed.parse::<BaseUrl>().unwrap_err();
            assert!(
                why.en().contains(": only https is accepted, except"),
                "{why}"
            );
        }
        assert!(!read("https://a.cn").is_loopback);
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
            ("https://a.cn\\@b.cn", "contains '\\\\'"),
            ("https://a.cn/ x", "contains ' '"),
            ("https://集团.cn", "contains '集'"),
            (" https://a.cn", "contains ' '"),
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
            let why = typed.parse::<BaseUrl>().unwrap_err();
            assert!(why.en().contains(part), "{typed}: {why}");
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

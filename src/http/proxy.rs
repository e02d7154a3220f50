//! Which proxy a base URL goes through, by the usual variables. Pure: the
//! environment is passed in.

use crate::secret::Secret;
use std::net::IpAddr;

/// A proxy that was chosen. Its URL may hold a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Choice {
    /// The variable it came from.
    pub(crate) variable: &'static str,
    /// The proxy's URL.
    pub(crate) url: Secret,
}

/// The variables, most specific first. Plain http only ever goes to loopback,
/// so `HTTP_PROXY` has no say.
const VARIABLES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

/// What a variable is set to.
type Env<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The proxy for a host and port, if any. A loopback host never goes through
/// one.
pub(crate) fn choose(host: &str, port: u16, loopback: bool, env: Env<'_>) -> Option<Choice> {
    let set = |name: &str| env(name).filter(|value| !value.trim().is_empty());
    let exempt = set("NO_PROXY").or_else(|| set("no_proxy"));
    if loopback || exempt.is_some_and(|list| is_exempt(host, port, &list)) {
        return None;
    }
    VARIABLES.into_iter().find_map(|variable| {
        let url = Secret::new(set(variable)?);
        Some(Choice { variable, url })
    })
}

/// `NO_PROXY` as curl reads it: `*`, or host names, each of which exempts its
/// sub-domains too, and addresses or networks (`10.0.0.0/8`), with commas or
/// blanks between. Beyond curl, `*.` before a name changes nothing, and a port
/// after one exempts that port alone.
fn is_exempt(host: &str, port: u16, list: &str) -> bool {
    let host = host.trim_matches(['[', ']']).to_ascii_lowercase();
    let address = host.parse().ok();
    let mut entries = list.split(|c: char| c == ',' || c.is_whitespace());
    entries.any(|entry| {
        let entry = entry.to_ascii_lowercase();
        let (entry, only) = match entry.rsplit_once(':') {
            Some((name, port)) if !name.contains(':') || name.ends_with(']') => (name, Some(port)),
            _ => (entry.as_str(), None),
        };
        let domain = entry.trim_start_matches("*.").trim_matches('.');
        let matches = match address {
            _ if entry == "*" => true,
            Some(address) => is_inside(address, entry.trim_matches(['[', ']'])),
            None if domain.is_empty() => false,
            None => host == domain || host.ends_with(&format!(".{domain}")),
        };
        matches && only.is_none_or(|only| only.parse() == Ok(port))
    })
}

/// Whether an address is this one, or in this network.
fn is_inside(address: IpAddr, network: &str) -> bool {
    let (network, length) = network.split_once('/').unwrap_or((network, "128"));
    let bits = |address| match address {
        // At the upper end, so that a network's length means the same for both.
        IpAddr::V4(address) => u128::from(address.to_bits()) << 96,
        IpAddr::V6(address) => address.to_bits(),
    };
    let (Ok(network), Ok(length @ 0..=128)) = (network.parse::<IpAddr>(), length.parse::<u32>())
    else {
        return false;
    };
    let differ = bits(address) ^ bits(network);
    address.is_ipv4() == network.is_ipv4() && differ.checked_shr(128 - length).unwrap_or(0) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(host: &str, pairs: &[(&str, &str)]) -> Option<(&'static str, String)> {
        let env = |name: &str| {
            let found = pairs.iter().find(|(n, _)| *n == name);
            found.map(|(_, v)| (*v).to_owned())
        };
        choose(host, 443, host == "127.0.0.1", &env)
            .map(|c| (c.variable, c.url.expose().to_owned()))
    }

    #[test]
    fn the_https_proxy_wins_over_the_general_one() {
        let chosen = |pairs: &[(&str, &str)]| chosen("api.polyv.net", pairs);
        let (all, https) = (
            ("ALL_PROXY", "http://all:1"),
            ("HTTPS_PROXY", "http://https:1"),
        );
        assert_eq!(
            chosen(&[all, https]),
            Some(("HTTPS_PROXY", "http://https:1".into()))
        );
        assert_eq!(chosen(&[("HTTP_PROXY", "http://x:1")]), None);
        assert_eq!(chosen(&[("HTTPS_PROXY", " ")]), None);
    }

    fn is_exempt(host: &str, list: &str) -> bool {
        let pairs = [("HTTPS_PROXY", "http://p:1"), ("no_proxy", list)];
        chosen(host, &pairs).is_none()
    }

    #[test]
    fn no_proxy_exempts_a_host_and_its_sub_domains() {
        for exempting in [
            "*",
            "api.polyv.net",
            "a.b, .polyv.net",
            "*.polyv.net",
            "NET",
            "a b\tpolyv.net",
            ",, polyv.net.",
            "api.polyv.net:443",
            "a.b:80,.polyv.net:443",
        ] {
            assert!(is_exempt("api.polyv.net", exempting), "{exempting}");
        }
        for other in [
            "",
            "lyv.net",
            "xapi.polyv.net",
            ",",
            ".",
            "*.",
            "api.polyv.net:8443",
            "api.polyv.net:",
            "*:8443",
            "0.0.0.0/0",
        ] {
            assert!(!is_exempt("api.polyv.net", other), "{other}");
        }
    }

    #[test]
    fn no_proxy_exempts_addresses_and_networks() {
        for (host, exempting) in [
            ("10.1.2.3", "10.1.2.3"),
            ("10.1.2.3", "10.1.2.3:443"),
            ("10.1.2.3", "a, 10.0.0.0/8"),
            ("10.1.2.3", "10.1.2.2/31"),
            ("10.1.2.3", "0.0.0.0/0"),
            ("[2001:db8::1]", "2001:DB8:0::1"),
            ("[2001:db8::1]", "[2001:db8::1]"),
            ("[2001:db8::1]", "[2001:db8::1]:443"),
            ("[2001:db8::1]", "2001:db8::/32"),
        ] {
            assert!(is_exempt(host, exempting), "{host} {exempting}");
        }
        for (host, other) in [
            ("10.1.2.3", "2.3"),
            ("10.1.2.3", ".1.2.3"),
            ("10.1.2.3", "10.1.2.4/32"),
            ("10.1.2.3", "11.0.0.0/8"),
            ("10.1.2.3", "10.1.2.3:80"),
            ("10.1.2.3", "10.1.2.3/x"),
            ("10.1.2.3", "10.1.2.3/129"),
            ("10.1.2.3", "::/0"),
            ("[2001:db8::1]", "2001:db9::/32"),
            ("[2001:db8::1]", "0.0.0.0/0"),
        ] {
            assert!(!is_exempt(host, other), "{host} {other}");
        }
    }

    #[test]
    fn loopback_never_goes_through_a_proxy() {
        assert_eq!(chosen("127.0.0.1", &[("ALL_PROXY", "http://p:1")]), None);
    }
}

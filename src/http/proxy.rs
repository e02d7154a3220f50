//! Which proxy a base URL goes through, by the usual variables. Pure: the
//! environment is passed in.

use crate::secret::Secret;

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

/// The proxy for a host, if any. A loopback host never goes through one.
pub(crate) fn choose(host: &str, loopback: bool, env: Env<'_>) -> Option<Choice> {
    let set = |name: &str| env(name).filter(|value| !value.trim().is_empty());
    let exempt = set("NO_PROXY").or_else(|| set("no_proxy"));
    if loopback || exempt.is_some_and(|list| is_exempt(host, &list)) {
        return None;
    }
    VARIABLES.into_iter().find_map(|variable| {
        let url = Secret::new(set(variable)?);
        Some(Choice { variable, url })
    })
}

/// `NO_PROXY` as curl reads it: `*`, or a comma-separated list of host names,
/// each of which exempts its sub-domains too.
fn is_exempt(host: &str, list: &str) -> bool {
    let host = host.to_ascii_lowercase();
    list.split(',').map(str::trim).any(|entry| {
        let entry = entry.to_ascii_lowercase();
        let domain = entry.trim_start_matches("*.").trim_start_matches('.');
        entry == "*"
            || !domain.is_empty() && (host == domain || host.ends_with(&format!(".{domain}")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(host: &str, pairs: &[(&str, &str)]) -> Option<(&'static str, String)> {
        let env = |name: &str| {
            let found = pairs.iter().find(|(n, _)| *n == name);
            found.map(|(_, v)| (*v).to_owned())
        };
        choose(host, host == "127.0.0.1", &env).map(|c| (c.variable, c.url.expose().to_owned()))
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

    #[test]
    fn no_proxy_exempts_a_host_and_its_sub_domains() {
        let is_exempt = |list| {
            let pairs = [("HTTPS_PROXY", "http://p:1"), ("NO_PROXY", list)];
            chosen("api.polyv.net", &pairs).is_none()
        };
        for exempting in [
            "*",
            "api.polyv.net",
            "a.b, .polyv.net",
            "*.polyv.net",
            "NET",
        ] {
            assert!(is_exempt(exempting), "{exempting}");
        }
        for other in ["", "lyv.net", "xapi.polyv.net", ","] {
            assert!(!is_exempt(other), "{other}");
        }
    }

    #[test]
    fn loopback_never_goes_through_a_proxy() {
        assert_eq!(chosen("127.0.0.1", &[("ALL_PROXY", "http://p:1")]), None);
    }
}

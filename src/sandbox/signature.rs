//! The sign a request must carry, worked out from the vendor's rule
//! (docs/live/api/buildsign) and not from the client's code: names and values
//! sorted by name, joined without separators, between two copies of the
//! secret, MD5 in capitals.

/// The sign of the given parameters. `sign` itself and blank values take no
/// part.
pub(super) fn expected<'a>(
    params: impl Iterator<Item = (&'a str, &'a str)>,
    app_secret: &str,
) -> String {
    let mut signed: Vec<(&str, &str)> = params
        .filter(|(name, value)| *name != "sign" && !value.trim().is_empty())
        .collect();
    // `str` orders by bytes, which is the ASCII order the rule asks for.
    signed.sort_unstable();
    let mut text = String::from(app_secret);
    for (name, value) in signed {
        text.push_str(name);
        text.push_str(value);
    }
    text.push_str(app_secret);
    format!("{:X}", md5::compute(text))
}

#[cfg(test)]
mod tests {
    use super::super::params::Params;
    use super::*;
    use serde_json::Value;

    const VECTORS: &str = include_str!("../../tests/data/signing-vectors.json");

    fn vectors(kind: &str) -> Vec<Value> {
        let all: Value = serde_json::from_str(VECTORS).unwrap();
        let md5 = |vector: &&Value| vector["algorithm"] == "MD5";
        all[kind]
            .as_array()
            .unwrap()
            .iter()
            .filter(md5)
            .cloned()
            .collect()
    }

    fn sign(vector: &Value) -> String {
        let params = vector["params"].as_object().unwrap();
        let pairs = params
            .iter()
            .filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)));
        expected(pairs, vector["appSecret"].as_str().unwrap())
    }

    #[test]
    fn the_published_vectors_hold() {
        let vectors = vectors("published");
        assert_eq!(vectors.len(), 4);
        for vector in &vectors {
            assert_eq!(sign(vector), vector["computed"], "{}", vector["id"]);
        }
    }

    #[test]
    fn our_own_vectors_hold_also_when_read_back_from_their_query() {
        let vectors = vectors("own");
        assert_eq!(vectors.len(), 14);
        for vector in &vectors {
            assert_eq!(sign(vector), vector["sign"], "{}", vector["id"]);
            let mut params = Params::default();
            params.read(vector["query"].as_str().unwrap()).unwrap();
            let read_back = expected(params.iter(), vector["appSecret"].as_str().unwrap());
            assert_eq!(read_back, vector["sign"], "{}", vector["id"]);
        }
    }
}

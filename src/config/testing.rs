//! What the tests of this room share: a made environment and files with a
//! known mode.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::Config;
use crate::failure::Failure;

/// An environment of just these variables.
pub(super) fn env_of(pairs: &[(&str, &str)]) -> impl Fn(&str) -> Option<OsString> + use<> {
    let pairs = pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).into()));
    let pairs: Vec<(String, OsString)> = pairs.collect();
    move |name| {
        let found = pairs.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone())
    }
}

/// A file of mode 0600 in `folder`, replaced by the next call.
pub(super) fn private_file(folder: &Path, content: &str) -> PathBuf {
    let path = folder.join("config.toml");
    std::fs::write(&path, content).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    }
    path
}

/// `content` read as the file `/c/config.toml`, in an empty environment.
pub(super) fn config_of(content: &str) -> Result<Config, Failure> {
    Config::parse(Path::new("/c/config.toml"), content, &env_of(&[]))
}

/// Two profiles, `hq` the default with every setting, and `lab`.
pub(super) const TWO_PROFILES: &str = r#"
default_profile = "hq"

[profiles.hq]
app_id = "hqid"
app_secret_env = "HQ_SECRET"
base_url = "https://hq.example.cn/"
read_only = true
timeout = "1m30s"
retries = 2
connections = 3
ca_file = "ca.pem"
output = "csv"
tz = "UTC"
lang = "zh"

[profiles.lab]
app_id = "labid"
app_secret = "lab-MARKER"
"#;

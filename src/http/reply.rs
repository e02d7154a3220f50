//! What came back over HTTP, before anybody asks what it means, and what can
//! go wrong on the way.

use crate::lang::{Text, both};

/// A whole HTTP reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// Header names in lower case, values as text.
    pub headers: Vec<(String, String)>,
    /// The body, decompressed.
    pub body: Vec<u8>,
}

impl Reply {
    /// The first header of a (lower-case) name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// Why there is no reply.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// The request cannot have reached the service: no name, no connection,
    /// no TLS.
    #[error("{0}")]
    NotSent(Text),
    /// The request may have reached the service; its answer was lost.
    #[error("{0}")]
    Lost(Text),
    /// The reply is larger than the bound, in bytes. Decompressed size counts.
    #[error("{} {} MiB", both("the reply is larger than", "应答超过"), .0 / (1024 * 1024))]
    TooLarge(u64),
    /// A write on a read-only profile: nothing was sent.
    #[error("{}", both("the profile is read-only", "配置档为只读"))]
    ReadOnly,
    /// A write with `--dry-run`: nothing was sent.
    #[error("{}", both("--dry-run sends no write", "--dry-run 不发送写操作"))]
    DryRun,
    /// With `--print-curl`: nothing was sent; this is the command.
    #[error(
        "{}",
        both("--print-curl sends nothing", "--print-curl 不发送任何请求")
    )]
    Printed(String),
}

impl SendError {
    /// The same in words.
    pub fn words(&self) -> Text {
        Text::made(&|| self.to_string())
    }
}

/// Sends one attempt. The real network and the simulator implement it.
pub trait Exchange: Send + Sync {
    /// Sends and waits for the whole reply.
    ///
    /// # Errors
    /// [`SendError`] says whether the request can have reached the service.
    fn exchange(&self, wire: &super::Wire) -> Result<Reply, SendError>;
}

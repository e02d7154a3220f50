//! The real network: the one room that names the HTTP library.
//!
//! Redirects are never followed, HTTP statuses are never errors here, replies
//! are bounded. Which failures prove that nothing was sent is decided here.

use super::dns_cache::DnsCache;
use super::link::{self, Links};
use super::proxy::Choice;
use super::reply::{Exchange, Reply, SendError};
use super::{Wire, place};
use crate::failure::Failure;
use crate::files::read_at_most;
use crate::lang::{Text, both};
use crate::text;
use rustls::crypto::ring;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use ureq::http;
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::unversioned::transport::{Connector, DefaultConnector};
use ureq::{Agent, Proxy, ProxyProtocol};

/// The largest reply, in bytes after decompression. A page of 1000 rows is
/// under 1 MiB; 8 MiB leave room for growth, and eight at once stay small.
pub(crate) const REPLY_LIMIT: u64 = 8 * 1024 * 1024;
/// Memory set aside on the word of a `Content-Length`: the largest usual page.
const EXPECTED_AT_MOST: u64 = 1024 * 1024;

/// Bytes of a `ca_file`. The certificates of a whole system have 250 KiB.
const MOST_CERTIFICATES: u64 = 4 * 1024 * 1024;

/// As long a wait as a person bears in silence.
const CONNECT_AT_MOST: Duration = Duration::from_secs(10);

/// How long an attempt that may take `whole` waits for name, connection, proxy
/// and TLS together.
pub(crate) fn connect_timeout(whole: Duration) -> Duration {
    whole.min(CONNECT_AT_MOST)
}

/// Two pools: reads keep their connections alive; writes take a new one each
/// time, so that a connection closed by the other side while it lay idle can
/// never put the fate of a write in doubt.
pub(crate) struct HttpAgent {
    reads: Agent,
    writes: Agent,
    timeout: Duration,
    /// The end of every failure's words where there is a proxy.
    through: Text,
}

impl HttpAgent {
    /// Builds both pools of so many kept-alive connections, for one attempt's
    /// time-out, the certificates to trust instead of the system's, and the proxy.
    /// Touches no network.
    ///
    /// # Errors
    /// A `ca_file` or proxy that cannot be used.
    pub(crate) fn new(
        timeout: Duration,
        connections: usize,
        ca_file: Option<&Path>,
        proxy: Option<&Choice>,
    ) -> Result<Self, Failure> {
        let tls = TlsConfig::builder()
            .root_certs(roots(ca_file)?)
            .unversioned_rustls_crypto_provider(Arc::new(ring::default_provider()))
            .build();
        let proxy = proxy.map(proxy_of).transpose()?;
        let build = |idle: usize| {
            let config = Agent::config_builder()
                .http_status_as_error(false)
                .max_redirects(0)
                .max_redirects_will_error(false)
                .allow_non_standard_methods(true)
                .timeout_connect(Some(connect_timeout(timeout)))
                .timeout_global(Some(timeout))
                .max_idle_connections(idle)
                .max_idle_connections_per_host(idle)
                .user_agent(concat!("polyv-group/", env!("CARGO_PKG_VERSION")))
                .accept("application/json")
                .tls_config(tls.clone())
                .proxy(proxy.clone())
                .build();
            let proxied = proxy.is_some();
            let connector = DefaultConnector::new().chain(Links { proxied });
            Agent::with_parts(config, connector, DnsCache::default())
        };
        let proxy = proxy.as_ref().map(|proxy| place(&proxy.uri().to_string()));
        let through = proxy.map(|place| text!(", through the proxy {place}", "，经由代理 {place}"));
        Ok(Self {
            reads: build(connections),
            writes: build(0),
            timeout,
            through: through.unwrap_or_default(),
        })
    }
}

fn roots(ca_file: Option<&Path>) -> Result<RootCerts, Failure> {
    let Some(path) = ca_file else {
        return Ok(RootCerts::PlatformVerifier);
    };
    let shown = path.display();
    let pem = File::open(path)
        .and_then(|file| read_at_most(file, MOST_CERTIFICATES))
        .map_err(|error| {
            Failure::config(text!(
                "cannot read the ca_file {shown}: {why}",
                "无法读取 ca_file {shown}：{why}",
                why = Text::from(&error)
            ))
        })?;
    let certificates = parse_pem(&pem).filter_map(|item| match item {
        Ok(PemItem::Certificate(certificate)) => Some(certificate),
        _ => None,
    });
    let certificates: Vec<_> = certificates.collect();
    if certificates.is_empty() {
        return Err(Failure::config(text!(
            "the ca_file {shown} holds no PEM certificate",
            "ca_file {shown} 中没有 PEM 证书"
        )));
    }
    Ok(RootCerts::from(certificates))
}

fn proxy_of(choice: &Choice) -> Result<Proxy, Failure> {
    // The URL is not shown: it may hold a password.
    let variable = choice.variable;
    let refused = |message: Text| {
        Failure::config(message).hint(both(
            "give an HTTP proxy: http://host:port or https://host:port",
            "请设为 HTTP 代理：http://host:port 或 https://host:port",
        ))
    };
    let proxy = Proxy::new(choice.url.expose().trim()).ok().filter(|proxy| {
        // A port that is no number would count as none.
        let authority = proxy.uri().authority().map(|authority| authority.as_str());
        let place = authority.and_then(|text| text.rsplit('@').next());
        proxy.uri().port().is_some() || place == Some(proxy.host())
    });
    let proxy = proxy.ok_or_else(|| {
        refused(text!(
            "{variable} is not the URL of a proxy",
            "{variable} 不是有效的代理地址"
        ))
    })?;
    // The HTTP library panics at the first request where it has no such proxy.
    match proxy.protocol() {
        ProxyProtocol::Http | ProxyProtocol::Https => Ok(proxy),
        kind => Err(refused(text!(
            "{variable} names a {kind} proxy, which is not supported",
            "{variable} 指定了 {kind} 代理，不支持这种代理"
        ))),
    }
}

impl Exchange for HttpAgent {
    fn exchange(&self, wire: &Wire) -> Result<Reply, SendError> {
        let mut request = http::Request::builder().method(&wire.method).uri(&wire.url);
        if let Some(content_type) = wire.content_type {
            request = request.header("content-type", content_type);
        }
        let unbuildable = |error: http::Error| SendError::NotSent(Text::verbatim(error));
        link::begin(self.timeout);
        let reply = match wire.method {
            http::Method::GET => self.reads.run(request.body(()).map_err(unbuildable)?),
            _ => {
                let request = request.body(wire.body.expose()).map_err(unbuildable)?;
                self.writes.run(request)
            }
        };
        let reply = reply.and_then(read);
        reply.map_err(|error| send_error(&error, link::any(), &self.through))
    }
}

fn read(reply: http::Response<ureq::Body>) -> Result<Reply, ureq::Error> {
    let (head, mut body) = reply.into_parts();
    let headers = head.headers.iter().map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        (name.as_str().to_owned(), value)
    });
    Ok(Reply {
        status: head.status.as_u16(),
        headers: headers.collect(),
        body: whole(&mut body)?,
    })
}

/// Reads a body into a buffer of the right size, as far as its length is told
/// and not absurd.
fn whole(body: &mut ureq::Body) -> Result<Vec<u8>, ureq::Error> {
    let told = body.content_length().unwrap_or(0).min(EXPECTED_AT_MOST);
    let mut bytes = Vec::with_capacity(usize::try_from(told).unwrap_or(0));
    let mut reader = body.with_config().limit(REPLY_LIMIT).reader();
    reader.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Sorts the library's errors by the one question that matters for a write:
/// can the request have reached the service? Only what was `sent` can, whatever
/// the error sounds like.
fn send_error(error: &ureq::Error, sent: bool, through: &Text) -> SendError {
    let whole = |why: Text| text!("{why}{through}", "{why}{through}");
    match error {
        ureq::Error::BodyExceedsLimit(limit) => SendError::TooLarge(*limit),
        error if sent => SendError::Lost(whole(after(error))),
        error => SendError::NotSent(whole(before(error))),
    }
}

/// What went wrong once the request had left.
fn after(error: &ureq::Error) -> Text {
    let kind = match error {
        ureq::Error::Io(io) => io.kind(),
        ureq::Error::Timeout(_) => ErrorKind::TimedOut,
        _ => ErrorKind::Other,
    };
    let why = match kind {
        ErrorKind::UnexpectedEof => both("the reply was cut off", "应答被截断"),
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe => both(
            "the connection was closed before the whole reply",
            "连接在应答完整返回前被关闭",
        ),
        ErrorKind::TimedOut | ErrorKind::WouldBlock => {
            both("the reply did not come in time", "等待应答超时")
        }
        _ => return text!("the reply broke off: {error}", "应答中断：{error}"),
    };
    why.into()
}

fn insecure(why: impl Into<Text>) -> Text {
    let why = why.into();
    text!("no secure connection: {why}", "无法建立安全连接：{why}")
}

/// What went wrong on the way to a connection that takes the request.
fn before(error: &ureq::Error) -> Text {
    use ureq::Error as E;
    match error {
        E::HostNotFound => both("the host name was not found (DNS)", "找不到主机名（DNS）").into(),
        E::Timeout(_) => both("no connection in time", "连接超时").into(),
        E::ConnectProxyFailed(why) => text!("the proxy refused: {why}", "代理拒绝了连接：{why}"),
        E::Tls(_) | E::Rustls(_) => insecure(Text::verbatim(error)),
        E::Io(io) => match io.kind() {
            // Errors of the resolver have no kind of their own.
            _ if io.to_string().contains("lookup address") => text!(
                "the host name was not found (DNS): {io}",
                "找不到主机名（DNS）：{io}"
            ),
            // TLS's own errors travel as invalid data.
            ErrorKind::InvalidData => insecure(Text::verbatim(io)),
            ErrorKind::UnexpectedEof
            | ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::BrokenPipe => insecure(both("the other side closed it", "被对方关闭")),
            _ => text!(
                "no connection: {why}",
                "连接失败：{why}",
                why = Text::from(io)
            ),
        },
        other => Text::verbatim(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::Kind;
    use crate::secret::Secret;

    #[test]
    fn a_file_of_certificates_is_bounded() {
        let file = tempfile::NamedTempFile::new().unwrap();
        file.as_file().set_len(MOST_CERTIFICATES + 1).unwrap();
        let agent = HttpAgent::new(Duration::from_secs(1), 1, Some(file.path()), None);
        let refused = agent.err().unwrap();
        let shown = file.path().display();
        let said = format!("cannot read the ca_file {shown}: it is larger than 4 MiB");
        assert_eq!((refused.kind, refused.message.en()), (Kind::Config, &*said));
    }

    #[test]
    fn a_proxy_is_one_that_is_supported_or_refused_in_words() {
        let refusal = |url: &str| {
            let proxy = Choice {
                variable: "all_proxy",
                url: Secret::new(url),
            };
            let agent = HttpAgent::new(Duration::from_secs(1), 1, None, Some(&proxy));
            agent.err().map(|failure| {
                assert_eq!(failure.kind, Kind::Config);
                failure.message.en().to_owned()
            })
        };
        for good in [
            "http://p:1",
            "HTTPS://u:s3cr3t@p",
            "p:3128",
            " p ",
            "http://[::1]:1/",
        ] {
            assert_eq!(refusal(good), None, "{good}");
        }
        for (url, kind) in [
            ("socks5://u:s3cr3t@p:1080", "SOCKS5"),
            ("SOCKS5H://p", "SOCKS5h"),
            ("socks4://p:1", "SOCKS4"),
            ("socks4a://p:1", "SOCKS4a"),
            ("socks://p:1", "SOCKS5"),
        ] {
            let said = format!("all_proxy names a {kind} proxy, which is not supported");
            assert_eq!(refusal(url), Some(said));
        }
        for url in [
            "ftp://s3cr3t",
            "//p:1",
            "/x",
            "http://",
            "http:/p",
            "a b",
            "\u{fffd}",
            "p:x",
            "http://u:s3cr3t@p:65536",
        ] {
            let said = "all_proxy is not the URL of a proxy".to_owned();
            assert_eq!(refusal(url), Some(said), "{url}");
        }
    }
}

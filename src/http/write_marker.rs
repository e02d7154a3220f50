//! Whether anything of a request has been given to its connection. An error
//! alone does not tell: a system may report "host unreachable" for a
//! connection that stood (Linux does once it gives up sending again, tcp(7)).
//!
//! A link at the end of the library's chain of connectors, behind proxy and
//! TLS. An exchange stays on one thread, and so does the mark.

use std::cell::Cell;
use ureq::Error;
use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, NextTimeout, Transport};

thread_local! {
    static SENT: Cell<bool> = const { Cell::new(false) };
}

/// An exchange begins.
pub(super) fn begin() {
    SENT.set(false);
}

/// Whether bytes of the request have left since.
pub(super) fn any() -> bool {
    SENT.get()
}

/// The link.
#[derive(Debug)]
pub(super) struct Marking {
    /// Whether there is a proxy: the connection to itself is made with the
    /// same chain, and what that is told is not the request.
    pub(super) proxied: bool,
}

impl<In: Transport> Connector<In> for Marking {
    type Out = Marked<In>;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        let marks = details.config.proxy().is_some() == self.proxied;
        Ok(chained.map(|inner| Marked { inner, marks }))
    }
}

/// A connection that marks what it is given.
#[derive(Debug)]
pub(super) struct Marked<In> {
    inner: In,
    marks: bool,
}

impl<In: Transport> Transport for Marked<In> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.inner.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        if self.marks {
            SENT.set(true);
        }
        self.inner.transmit_output(amount, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.inner.await_input(timeout)
    }

    fn is_open(&mut self) -> bool {
        self.inner.is_open()
    }

    fn is_tls(&self) -> bool {
        self.inner.is_tls()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::agent::HttpAgent;
    use crate::http::proxy::Choice;
    use crate::http::{Exchange, Method, SendError, Wire};
    use crate::secret::Secret;
    use std::io::{Read, Write};
    use std::net::TcpListener;
    use std::thread::JoinHandle;
    use std::time::Duration;

    /// Listens for one connection, reads a head, says this and closes it.
    fn server(says: &'static str) -> (String, JoinHandle<()>) {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let thread = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                let mut byte = [0];
                stream.read_exact(&mut byte).unwrap();
                head.extend(byte);
            }
            stream.write_all(says.as_bytes()).unwrap();
        });
        (address, thread)
    }

    /// What a POST to there gives, and whether it was sent.
    fn post(url: &str, proxy: Option<&Choice>) -> (SendError, bool) {
        let timeouts = Duration::from_secs(30);
        let agent = HttpAgent::new(timeouts, 1, None, proxy);
        let wire = Wire {
            method: Method::POST,
            url: url.into(),
            content_type: None,
            body: Secret::new("{}"),
            sign: String::new(),
        };
        (agent.unwrap().exchange(&wire).unwrap_err(), any())
    }

    #[test]
    fn a_request_is_sent_once_its_connection_takes_it_and_not_before() {
        let (address, thread) = server("");
        assert!(post(&format!("http://{address}/"), None).1);
        thread.join().unwrap();
        // Nobody listens there any more.
        let (error, sent) = post(&format!("http://{address}/"), None);
        assert!(matches!(error, SendError::NotSent(_)) && !sent, "{error:?}");
    }

    #[test]
    fn what_a_proxy_is_told_is_not_the_request() {
        let (address, thread) = server("HTTP/1.1 403 Forbidden\r\n\r\n");
        let proxy = Choice {
            variable: "HTTPS_PROXY",
            url: Secret::new(format!("http://{address}")),
        };
        let (error, sent) = post("https://service.invalid/", Some(&proxy));
        assert!(matches!(error, SendError::NotSent(_)) && !sent, "{error:?}");
        thread.join().unwrap();
    }
}

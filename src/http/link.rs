//! The link between the HTTP library and a connection: it marks that something
//! of a request was given to it, and ends what takes longer than one attempt may.
//!
//! An error alone does not tell whether a request has left: a system may report
//! "host unreachable" for a connection that stood (Linux does once it gives up
//! sending again, tcp(7)). And the library grants each read of a proxy's answer
//! the whole time anew.
//!
//! It stands at the end of the library's chain of connectors, behind proxy and
//! TLS. An exchange stays on one thread, and so do mark and deadline.

use crate::clock;
use std::cell::Cell;
use std::time::{Duration, Instant};
use ureq::Error;
use ureq::unversioned::transport::time::Duration::Exact;
use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, NextTimeout, Transport};

thread_local! {
    static SENT: Cell<bool> = const { Cell::new(false) };
    static UNTIL: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// An exchange begins, which may take so long.
pub(super) fn begin(timeout: Duration) {
    SENT.set(false);
    UNTIL.set(clock::instant().checked_add(timeout));
}

/// Whether bytes of the request have left since.
pub(super) fn any() -> bool {
    SENT.get()
}

/// The time that a step may take, which ends with the exchange's.
fn bounded(mut timeout: NextTimeout) -> Result<NextTimeout, Error> {
    let Some(until) = UNTIL.get() else {
        return Ok(timeout);
    };
    match until.saturating_duration_since(clock::instant()) {
        Duration::ZERO => return Err(Error::Timeout(timeout.reason)),
        left if left < *timeout.after => timeout.after = Exact(left),
        _ => {}
    }
    Ok(timeout)
}

/// Makes links.
#[derive(Debug)]
pub(super) struct Links {
    /// Whether there is a proxy: the connection to itself is made with the
    /// same chain, and what that is told is not the request.
    pub(super) proxied: bool,
}

impl<In: Transport> Connector<In> for Links {
    type Out = Link<In>;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        let marks = details.config.proxy().is_some() == self.proxied;
        Ok(chained.map(|inner| Link { inner, marks }))
    }
}

/// A connection, watched.
#[derive(Debug)]
pub(super) struct Link<In> {
    inner: In,
    marks: bool,
}

impl<In: Transport> Transport for Link<In> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.inner.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        if self.marks {
            SENT.set(true);
        }
        self.inner.transmit_output(amount, bounded(timeout)?)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.inner.await_input(bounded(timeout)?)
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
    use std::net::TcpStream;
    use std::thread::JoinHandle;

    /// Does this with the next connection.
    fn server(act: impl FnOnce(TcpStream) + Send + 'static) -> (String, JoinHandle<()>) {
        let listener = crate::loopback::listen();
        let address = listener.local_addr().unwrap().to_string();
        let thread = std::thread::spawn(move || act(listener.accept().unwrap().0));
        (address, thread)
    }

    fn read_head(stream: &mut TcpStream) {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            head.extend(byte);
        }
    }

    /// Says these bytes, then ever more of the last one, until nobody listens.
    fn drip(mut stream: TcpStream, start: &[u8]) {
        let mut sent = stream.write_all(start);
        while sent.is_ok() {
            std::thread::sleep(Duration::from_millis(20));
            sent = stream.write_all(&start[start.len() - 1..]);
        }
    }

    const LONG: Duration = Duration::from_secs(30);
    /// Enough to connect and to say something on a busy machine.
    const SHORT: Duration = Duration::from_secs(1);

    fn through(address: &str) -> Choice {
        Choice {
            variable: "HTTPS_PROXY",
            url: Secret::new(format!("http://{address}")),
        }
    }

    /// What a POST to there gives in this time, and whether it was sent.
    fn post(url: &str, proxy: Option<&Choice>, timeout: Duration) -> (SendError, bool) {
        let agent = HttpAgent::new(timeout, 1, None, proxy);
        let wire = Wire {
            method: Method::POST,
            url: url.into(),
            content_type: None,
            body: Secret::new("{}"),
            sign: String::new(),
        };
        let began = clock::instant();
        let error = agent.unwrap().exchange(&wire).unwrap_err();
        // What has no end would take for ever.
        let most = timeout + Duration::from_secs(20);
        assert!(began.elapsed() < most, "took {:?}", began.elapsed());
        (error, any())
    }

    /// Why a request was not sent, where that was so and known.
    fn not_sent(result: &(SendError, bool)) -> Option<&str> {
        match result {
            (SendError::NotSent(why), false) => Some(why.en()),
            _ => None,
        }
    }

    #[test]
    fn a_request_is_sent_once_its_connection_takes_it_and_not_before() {
        let (address, thread) = server(|mut stream| read_head(&mut stream));
        // The system tells it as an end or as a reset.
        let lost = post(&format!("http://{address}/"), None, LONG);
        assert!(matches!(lost, (SendError::Lost(_), true)), "{lost:?}");
        thread.join().unwrap();
        let nobody = post(&crate::loopback::nobody(), None, LONG);
        let (SendError::NotSent(why), false) = &nobody else {
            panic!("{nobody:?}");
        };
        assert!(
            why.en().starts_with("no connection: Connection refused"),
            "{why}"
        );
    }

    #[test]
    fn what_a_proxy_is_told_is_not_the_request() {
        for (says, why) in [
            (
                "HTTP/1.1 403 Forbidden\r\n\r\n",
                "the proxy refused: proxy server responded 403/403",
            ),
            ("", "the proxy refused: proxy server did not respond"),
            (
                "HTTP/1.1 200 OK\r\n\r\n",
                "no secure connection: the other side closed it",
            ),
        ] {
            let (address, thread) = server(|mut stream| {
                read_head(&mut stream);
                stream.write_all(says.as_bytes()).unwrap();
                stream.shutdown(std::net::Shutdown::Write).unwrap();
                let _ = std::io::copy(&mut stream, &mut std::io::sink());
            });
            let result = post("https://service.invalid/", Some(&through(&address)), LONG);
            let why = format!("{why}, through the proxy {address}");
            assert_eq!(not_sent(&result), Some(&*why), "{says}");
            thread.join().unwrap();
        }
    }

    #[test]
    fn a_hand_shake_that_fails_sends_nothing() {
        type Act = fn(TcpStream);
        let talk: [(Act, &str); 4] = [
            (drop, "no secure connection: the other side closed it"),
            (
                |mut stream| {
                    stream
                        .write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                        .unwrap()
                },
                "no secure connection: received corrupt message of type InvalidContentType",
            ),
            (
                |mut stream| drop(std::io::copy(&mut stream, &mut std::io::sink())),
                "no connection in time",
            ),
            // The head of a record of 4096 bytes.
            (
                |stream| drip(stream, &[22, 3, 3, 16, 0]),
                "no connection in time",
            ),
        ];
        for (act, why) in talk {
            let (address, thread) = server(act);
            let ends = if why.ends_with("in time") {
                SHORT
            } else {
                LONG
            };
            let result = post(&format!("https://{address}/"), None, ends);
            assert_eq!(not_sent(&result), Some(why));
            thread.join().unwrap();
        }
    }

    #[test]
    fn a_proxy_that_drips_its_answer_ends_with_the_time_out() {
        let (address, thread) = server(|mut stream| {
            read_head(&mut stream);
            drip(stream, b"HTTP/1.1 200 OK\r\nX: x");
        });
        let result = post("https://service.invalid/", Some(&through(&address)), SHORT);
        let why = format!("no connection in time, through the proxy {address}");
        assert_eq!(not_sent(&result), Some(&*why));
        thread.join().unwrap();
    }
}

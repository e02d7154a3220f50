//! A server that costs as little as it can: a thread serves a connection, and
//! connections are kept alive. What it answers is up to others.

use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// A running server; it ends with the process.
pub(crate) struct Server {
    addr: SocketAddr,
}

impl Server {
    /// Starts a server that has each request without a body answered: by its
    /// first line, into the connection.
    pub(crate) fn start(
        answer: impl Fn(&str, &mut TcpStream) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        let listener = crate::loopback::listen();
        let addr = listener.local_addr().unwrap();
        let answer = Arc::new(answer);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let answer = Arc::clone(&answer);
                // Until the other side hangs up.
                std::thread::spawn(move || serve(stream, &*answer));
            }
        });
        Self { addr }
    }

    /// `http://127.0.0.1:port`.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.addr)
    }
}

fn serve(
    mut stream: TcpStream,
    answer: &dyn Fn(&str, &mut TcpStream) -> io::Result<()>,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let (mut first, mut line) = (String::new(), String::new());
    while reader.read_line(&mut first)? > 0 {
        while reader.read_line(&mut line)? > 2 {
            line.clear();
        }
        line.clear();
        answer(&first, &mut stream)?;
        first.clear();
    }
    Ok(())
}

/// The page that a request asks for.
pub(crate) fn page(line: &str) -> usize {
    let (_, rest) = line.split_once("pageNumber=").expect("a page");
    let number = rest.split(['&', ' ']).next();
    number.unwrap_or_default().parse().expect("a number")
}

/// Lets so many requests through in any ten seconds, as the service does.
pub(crate) struct Gate {
    most: usize,
    latest: Mutex<VecDeque<Instant>>,
}

impl Gate {
    pub(crate) fn new(most: usize) -> Self {
        let latest = Mutex::default();
        Self { most, latest }
    }

    /// Answers a request that came too soon with a 429; the others are still to
    /// be answered.
    pub(crate) fn lets_through(&self, stream: &mut TcpStream) -> io::Result<bool> {
        let mut latest = self.latest.lock().expect("nobody panics with it");
        let now = Instant::now();
        if latest.len() == self.most {
            if now - latest[0] < Duration::from_secs(10) {
                stream.write_all(b"HTTP/1.1 429 Slow\r\nContent-Length: 0\r\n\r\n")?;
                return Ok(false);
            }
            latest.pop_front();
        }
        latest.push_back(now);
        Ok(true)
    }
}

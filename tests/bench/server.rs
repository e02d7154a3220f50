//! A server that costs as little as it can: the replies are rendered before
//! it starts, a thread serves a connection, and connections are kept alive.

use crate::pages::Replies;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

/// A running server; it ends with the process.
pub(crate) struct Server {
    addr: SocketAddr,
}

impl Server {
    /// Serves these replies, each of them this much later.
    pub(crate) fn start(replies: Replies, latency: Duration) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let addr = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let replies = Arc::clone(&replies);
                std::thread::spawn(move || serve(stream, &replies, latency));
            }
        });
        Self { addr }
    }

    /// `http://127.0.0.1:port`.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.addr)
    }
}

/// Until the other side hangs up.
fn serve(mut stream: TcpStream, replies: &Replies, latency: Duration) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    loop {
        let page = page_asked_for(&mut reader)?;
        std::thread::sleep(latency);
        stream.write_all(replies.get(page - 1)?).ok()?;
    }
}

/// Reads one request without a body.
fn page_asked_for(reader: &mut impl BufRead) -> Option<usize> {
    let mut page = None;
    let mut line = String::new();
    while reader.read_line(&mut line).ok()? > 2 {
        if line.starts_with("GET ") {
            let (_, rest) = line.split_once("pageNumber=")?;
            page = rest.split(['&', ' ']).next()?.parse().ok();
        }
        line.clear();
    }
    page
}

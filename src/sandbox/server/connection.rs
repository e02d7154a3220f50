//! One connection: requests in, answers or accidents out.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use super::super::{Answer, Outcome, Request, Sandbox};
use super::body;
use super::head::{self, HEAD_TOO_LARGE, Head, Refused};

/// Bytes of a request's head, URL included.
const MAX_HEAD: usize = 16 * 1024;

/// An idle connection is closed after this long.
const IDLE: Duration = Duration::from_secs(75);

/// How long a connection is held without an answer.
const HANG: Duration = Duration::from_secs(600);

/// How much of a refused request is read to let its sender see the answer, and
/// how long a silence ends that.
const LINGER_BYTES: usize = 4 * 1024 * 1024;
const LINGER: Duration = Duration::from_secs(1);

/// A client's connection.
pub(super) struct Connection {
    stream: TcpStream,
    /// Received and not used yet.
    buffer: Vec<u8>,
    clock: fn() -> i64,
}

/// A request's head and body, or why they were not taken.
type Received = Result<(Head, Vec<u8>), Refused>;

/// Whether another request may follow.
#[derive(PartialEq, Eq)]
enum Next {
    Request,
    Close,
}

impl Connection {
    pub(super) fn new(stream: TcpStream, clock: fn() -> i64) -> io::Result<Connection> {
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(IDLE))?;
        stream.set_write_timeout(Some(IDLE))?;
        Ok(Connection {
            stream,
            buffer: Vec::new(),
            clock,
        })
    }

    /// Answers requests until the client or an answer ends it.
    pub(super) fn serve(&mut self, sandbox: &Sandbox) -> io::Result<()> {
        while let Some(request) = self.read()? {
            let next = match request {
                Ok((head, body)) => self.answer(sandbox, &head, &body)?,
                Err(refused) => self.refuse(refused)?,
            };
            if next == Next::Close {
                break;
            }
        }
        Ok(())
    }

    /// The next request; `None` when the client has closed.
    fn read(&mut self) -> io::Result<Option<Received>> {
        let head = loop {
            match head::read(&self.buffer) {
                Ok(Some(head)) if head.size <= MAX_HEAD => break head,
                Ok(None) if self.buffer.len() <= MAX_HEAD => {}
                Ok(_) => return Ok(Some(Err(HEAD_TOO_LARGE))),
                Err(refused) => return Ok(Some(Err(refused))),
            }
            if !self.receive()? {
                return Ok(None);
            }
        };
        self.buffer.drain(..head.size);
        let mut waits = head.waits;
        loop {
            match body::read(&self.buffer, head.length) {
                Ok(Some((body, size))) => {
                    self.buffer.drain(..size);
                    return Ok(Some(Ok((head, body))));
                }
                Ok(None) => {}
                Err(refused) => return Ok(Some(Err(refused))),
            }
            if std::mem::take(&mut waits) {
                self.stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
            }
            if !self.receive()? {
                return Ok(None);
            }
        }
    }

    /// Waits for more bytes; false when there will be none.
    fn receive(&mut self) -> io::Result<bool> {
        let mut chunk = [0; 8192];
        let count = self.stream.read(&mut chunk)?;
        self.buffer.extend_from_slice(&chunk[..count]);
        Ok(count > 0)
    }

    fn answer(&mut self, sandbox: &Sandbox, head: &Head, body: &[u8]) -> io::Result<Next> {
        let request = Request {
            method: &head.method,
            target: &head.target,
            content_type: head.content_type.as_deref(),
            body,
        };
        match sandbox.handle(&request, (self.clock)()) {
            Outcome::Reply(answer) => {
                let body = match head.method.as_str() {
                    "HEAD" => &[],
                    _ => answer.body.as_slice(),
                };
                self.send(&answer, head.close, body)?;
                Ok(if head.close {
                    Next::Close
                } else {
                    Next::Request
                })
            }
            Outcome::Cut(answer) => {
                let half = &answer.body[..answer.body.len() / 2];
                self.send(&answer, head.close, half)?;
                Ok(Next::Close)
            }
            Outcome::Hang => self.hang(),
            Outcome::Reset | Outcome::Drop => {
                self.stream.shutdown(Shutdown::Both)?;
                Ok(Next::Close)
            }
        }
    }

    /// Sends the head for the whole answer, and `body` after it.
    fn send(&mut self, answer: &Answer, close: bool, body: &[u8]) -> io::Result<()> {
        let mut bytes = head_of(answer, close).into_bytes();
        bytes.extend_from_slice(body);
        self.stream.write_all(&bytes)
    }

    /// Answers a request that never reached the sandbox. What is still on its
    /// way is read and thrown away: closing before that would make the system
    /// reset the connection, and the client would not see the answer.
    fn refuse(&mut self, refused: Refused) -> io::Result<Next> {
        let now_ms = (self.clock)();
        let answer = Answer::new(refused.status, "text/plain", refused.reason.into(), now_ms);
        self.send(&answer, true, &answer.body)?;
        self.stream.shutdown(Shutdown::Write)?;
        self.stream.set_read_timeout(Some(LINGER))?;
        let mut chunk = [0; 8192];
        let mut left = LINGER_BYTES;
        while left > 0 {
            match self.stream.read(&mut chunk)? {
                0 => break,
                count => left = left.saturating_sub(count),
            }
        }
        Ok(Next::Close)
    }

    /// Says nothing until the client gives up.
    fn hang(&mut self) -> io::Result<Next> {
        self.stream.set_read_timeout(Some(HANG))?;
        while self.receive()? {
            self.buffer.clear();
        }
        Ok(Next::Close)
    }
}

fn head_of(answer: &Answer, close: bool) -> String {
    let mut head = format!("HTTP/1.1 {} {}\r\n", answer.status, phrase(answer.status));
    for (name, value) in &answer.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    let connection = if close { "close" } else { "keep-alive" };
    let length = answer.body.len();
    head + &format!("Content-Length: {length}\r\nConnection: {connection}\r\n\r\n")
}

fn phrase(status: u16) -> &'static str {
    match status {
        200 => "OK",
        400 => "Bad Request",
        404 => "Not Found",
        405 => "Method Not Allowed",
        413 => "Content Too Large",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        // Allowed to be empty, and clients look at the number only.
        _ => "",
    }
}

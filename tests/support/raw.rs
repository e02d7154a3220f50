//! A server written for one test each: it says exactly these bytes, however
//! wrong they are. Loopback only, a thread a connection.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// No connection is held longer than this, whatever happens.
const LONGEST: Duration = Duration::from_secs(60);

/// No request of ours has a longer head.
const LONGEST_HEAD: usize = 64 * 1024;

/// A request as it came over the wire.
#[derive(Clone, Debug)]
pub struct Seen {
    /// When it came.
    pub at: Instant,
    /// The other end of the connection over which it came.
    pub from: SocketAddr,
    /// The request line, such as `GET /x?y=z HTTP/1.1`.
    pub line: String,
    /// Header lines.
    pub headers: Vec<String>,
    pub body: String,
}

impl Seen {
    /// The decoded value of a query parameter.
    pub fn query(&self, name: &str) -> Option<String> {
        let target = self.line.split(' ').nth(1)?;
        let query = target.split_once('?')?.1;
        query.split('&').find_map(|pair| {
            let (key, value) = pair.split_once('=')?;
            let value = percent_encoding::percent_decode_str(value);
            (key == name).then(|| value.decode_utf8().unwrap().into_owned())
        })
    }

    /// The `pageNumber` asked for.
    pub fn page(&self) -> usize {
        let page = self.query("pageNumber").or_else(|| self.query("page"));
        page.unwrap().parse().unwrap()
    }
}

/// What a handler has the server do.
#[derive(Clone, Debug)]
pub enum Sent {
    /// A whole reply with status 200 and this JSON; the connection stays.
    Json(String),
    /// A whole reply with this status line, these header lines and this body.
    Reply(&'static str, Vec<String>, Vec<u8>),
    /// These very bytes, then the connection is closed.
    Raw(Vec<u8>),
    /// These very bytes, a pause between each two, then closed.
    Drip(Vec<u8>, Duration),
    /// Nothing, for up to a minute.
    Hang,
    /// Nothing; the connection is closed at once.
    Close,
    /// Nothing; the connection is reset.
    Reset,
}

/// A running server.
pub struct RawServer {
    pub url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl RawServer {
    /// Starts a server. The handler is told the number of the request, from 1,
    /// and the request.
    pub fn start(handler: impl Fn(usize, &Seen) -> Sent + Send + Sync + 'static) -> Self {
        let listener = super::loopback::listen();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (log, handler) = (Arc::clone(&seen), Arc::new(handler));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (log, handler) = (Arc::clone(&log), Arc::clone(&handler));
                std::thread::spawn(move || converse(stream, &log, &*handler));
            }
        });
        Self { url, seen }
    }

    /// How many requests came so far.
    pub fn count(&self) -> usize {
        self.seen.lock().unwrap().len()
    }

    /// All requests that came so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }
}

fn converse(mut stream: TcpStream, log: &Mutex<Vec<Seen>>, handler: &dyn Fn(usize, &Seen) -> Sent) {
    stream.set_read_timeout(Some(LONGEST)).unwrap();
    stream.set_nodelay(true).unwrap();
    while let Some(request) = read(&mut stream) {
        let number = {
            let mut log = log.lock().unwrap();
            log.push(request.clone());
            log.len()
        };
        let sent = handler(number, &request);
        if matches!(sent, Sent::Reset) {
            return; // with a byte unread: the system answers with a reset
        }
        let last_byte = stream.read_exact(&mut [0]).is_ok();
        if !last_byte || !send(&mut stream, sent) {
            let _ = stream.shutdown(Shutdown::Both);
            return;
        }
    }
}

/// Reads a request but for its last byte, which is left in the system's hands.
fn read(stream: &mut TcpStream) -> Option<Seen> {
    let head = read_head(stream)?;
    let mut lines = head.lines();
    let line = lines.next()?.to_owned();
    let headers: Vec<String> = lines.map(str::to_owned).collect();
    let length = headers.iter().find_map(|header| {
        let (name, value) = header.split_once(':')?;
        let is_it = name.eq_ignore_ascii_case("content-length");
        is_it.then(|| value.trim().parse::<usize>().ok())?
    });
    let mut rest = vec![0; END_OF_HEAD.len() + length.unwrap_or(0)];
    let but_one = rest.len() - 1;
    stream.read_exact(&mut rest[..but_one]).ok()?;
    if length.is_some_and(|length| length > 0) {
        wait_for_a_byte(stream, &mut rest[but_one..])?;
    }
    Some(Seen {
        at: Instant::now(),
        from: stream.peer_addr().ok()?,
        line,
        headers,
        body: String::from_utf8(rest.split_off(END_OF_HEAD.len())).ok()?,
    })
}

const END_OF_HEAD: &[u8] = b"\r\n\r\n";

/// Takes the head of a request, without the empty line that ends it.
fn read_head(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = vec![0; LONGEST_HEAD];
    let length = loop {
        let came = stream.peek(&mut bytes).ok().filter(|came| *came > 0)?;
        let is_end = |part: &[u8]| part == END_OF_HEAD;
        if let Some(at) = bytes[..came].windows(END_OF_HEAD.len()).position(is_end) {
            break at;
        }
        std::thread::sleep(Duration::from_millis(1));
    };
    bytes.truncate(length);
    stream.read_exact(&mut bytes).ok()?;
    String::from_utf8(bytes).ok()
}

fn wait_for_a_byte(stream: &TcpStream, byte: &mut [u8]) -> Option<()> {
    stream.peek(byte).ok().filter(|came| *came > 0).map(drop)
}

/// Whether the connection stays open.
fn send(stream: &mut TcpStream, sent: Sent) -> bool {
    match sent {
        Sent::Json(body) => send(
            stream,
            Sent::Reply(
                "HTTP/1.1 200 OK",
                vec!["Content-Type: application/json".into()],
                body.into_bytes(),
            ),
        ),
        Sent::Reply(status, headers, body) => {
            let mut bytes = format!("{status}\r\n").into_bytes();
            for header in headers {
                bytes.extend(format!("{header}\r\n").bytes());
            }
            bytes.extend(format!("Content-Length: {}\r\n\r\n", body.len()).bytes());
            bytes.extend(body);
            stream.write_all(&bytes).is_ok()
        }
        Sent::Raw(bytes) => {
            let _ = stream.write_all(&bytes);
            false
        }
        Sent::Drip(bytes, pause) => {
            for byte in bytes {
                if stream.write_all(&[byte]).is_err() {
                    return false;
                }
                std::thread::sleep(pause);
            }
            false
        }
        Sent::Hang => {
            // Until the other side goes away, a minute at most.
            let _ = stream.read(&mut [0]);
            false
        }
        Sent::Close | Sent::Reset => false,
    }
}

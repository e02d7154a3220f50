//! A server written for one test each: it says exactly these bytes, however
//! wrong they are. Loopback only, a thread a connection.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// No connection is held longer than this, whatever happens.
const LONGEST: Duration = Duration::from_secs(60);

/// A request as it came over the wire.
#[derive(Clone, Debug)]
pub struct Seen {
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
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
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

    /// All requests that came so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }
}

fn converse(stream: TcpStream, log: &Mutex<Vec<Seen>>, handler: &dyn Fn(usize, &Seen) -> Sent) {
    stream.set_read_timeout(Some(LONGEST)).unwrap();
    stream.set_nodelay(true).unwrap();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut writer = stream;
    while let Some(request) = read(&mut reader) {
        let number = {
            let mut log = log.lock().unwrap();
            log.push(request.clone());
            log.len()
        };
        if !send(&mut writer, handler(number, &request)) {
            let _ = writer.shutdown(Shutdown::Both);
            return;
        }
    }
}

fn read(reader: &mut impl BufRead) -> Option<Seen> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|size| *size > 0)?;
    let mut headers = Vec::new();
    let mut length = 0;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let header = header.trim_end().to_owned();
        if header.is_empty() {
            break;
        }
        if let Some(value) = header.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        headers.push(header);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Seen {
        line: line.trim_end().to_owned(),
        headers,
        body: String::from_utf8(body).ok()?,
    })
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
        Sent::Close => false,
    }
}

//! The server as a client sees it, over a raw socket.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::thread;

use super::super::client::Client;
use super::super::{Options, Sandbox};
use super::*;

const NOW_MS: i64 = 1_800_000_000_000;
const LIST: &str = "/live/v4/group/user/package/list";

fn start(faults: &[&str]) -> SocketAddr {
    let options = Options {
        faults: faults.iter().map(|fault| fault.parse().unwrap()).collect(),
        ..Options::default()
    };
    let sandbox = Arc::new(Sandbox::open(options).unwrap());
    let server = Server::bind(0, sandbox, || NOW_MS).unwrap();
    let addr = server.addr();
    thread::spawn(move || server.run());
    addr
}

/// Sends bytes and reads until the server closes.
fn exchange(addr: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(addr).unwrap();
    stream.write_all(bytes).unwrap();
    read_all(stream)
}

fn read_all(mut stream: TcpStream) -> String {
    let mut text = Vec::new();
    // A reset ends an answer as well as an orderly end does.
    let _ = stream.read_to_end(&mut text);
    String::from_utf8(text).unwrap()
}

fn get(target: &str, close: bool) -> String {
    let connection = if close { "close" } else { "keep-alive" };
    format!("GET {target} HTTP/1.1\r\nHost: x\r\nConnection: {connection}\r\n\r\n")
}

fn signed() -> String {
    Client::new().target(LIST, &[("pageSize", "1")])
}

#[test]
fn only_the_loopback_address_is_bound() {
    assert!(start(&[]).ip().is_loopback());
}

#[test]
fn two_requests_on_one_connection_get_two_dated_answers() {
    let both = get(&signed(), false) + &get("/", true);
    let text = exchange(start(&[]), both.as_bytes());
    assert!(text.starts_with("HTTP/1.1 200 OK\r\nDate: Fri, 15 Jan 2027 08:00:00 GMT\r\n"));
    assert!(text.contains("\r\nConnection: keep-alive\r\n"));
    assert!(text.contains("}HTTP/1.1 404 Not Found\r\n"), "{text}");
    assert!(text.contains("\r\nConnection: close\r\n"));
    let (head, rest) = text.split_once("\r\n\r\n").unwrap();
    let body = rest.split("HTTP/1.1 404").next().unwrap();
    assert!(head.contains(&format!("Content-Length: {}\r\n", body.len())));
}

#[test]
fn a_post_may_wait_for_a_continue_and_come_in_chunks() {
    let target = Client::new().target("/live/v4/group/user/create", &[]);
    let mut stream = TcpStream::connect(start(&[])).unwrap();
    let head = format!(
        "POST {target} HTTP/1.1\r\nContent-Type: application/json\r\nExpect: 100-continue\r\n\
         Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut told = [0; 25];
    stream.read_exact(&mut told).unwrap();
    assert_eq!(&told, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(b"2\r\n{}\r\n0\r\n\r\n").unwrap();
    let text = read_all(stream);
    assert!(text.ends_with(
        r#""error":{"code":10002,"desc":"param should not be empty: email"},"success":false}"#
    ));
}

#[test]
fn heads_and_bodies_have_their_bounds() {
    let addr = start(&[]);
    let long = get(&format!("/{}", "a".repeat(17 * 1024)), true);
    assert!(exchange(addr, long.as_bytes()).starts_with("HTTP/1.1 431 "));
    let large = b"POST / HTTP/1.1\r\nContent-Length: 1048577\r\n\r\n";
    let mut stream = TcpStream::connect(addr).unwrap();
    stream.write_all(large).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    assert!(read_all(stream).starts_with("HTTP/1.1 413 "));
    let mut stream = TcpStream::connect(addr).unwrap();
    stream.write_all(b"what is this\r\n\r\n").unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    assert!(read_all(stream).starts_with("HTTP/1.1 400 "));
}

#[test]
fn a_head_request_has_no_body() {
    let request = "HEAD /live/v4/group/user/create HTTP/1.1\r\nConnection: close\r\n\r\n";
    let text = exchange(start(&[]), request.as_bytes());
    assert!(text.starts_with("HTTP/1.1 405 "));
    assert!(text.contains("Allow: POST\r\n"));
    assert!(text.ends_with("\r\n\r\n"));
}

#[test]
fn faults_cut_drop_and_reset_on_the_wire() {
    let addr = start(&[
        "list:1:cut",
        "list:2:dropreply",
        "list:3:reset",
        "list:4:429+7",
    ]);
    let request = get(&signed(), false);
    let cut = exchange(addr, request.as_bytes());
    let (head, body) = cut.split_once("\r\n\r\n").unwrap();
    let promised = head.split("Content-Length: ").nth(1).unwrap();
    let promised: usize = promised.lines().next().unwrap().parse().unwrap();
    assert!(body.len() < promised && !body.is_empty());
    assert_eq!(exchange(addr, request.as_bytes()), "");
    assert_eq!(exchange(addr, request.as_bytes()), "");
    let limited = exchange(addr, get(&signed(), true).as_bytes());
    assert!(limited.starts_with("HTTP/1.1 429 Too Many Requests\r\n"));
    assert!(limited.contains("\r\nRetry-After: 7\r\n"));
}

#[test]
fn a_hanging_request_leaves_the_others_alone() {
    let addr = start(&["list:1:hang"]);
    let mut hanging = TcpStream::connect(addr).unwrap();
    hanging.write_all(get(&signed(), false).as_bytes()).unwrap();
    let impatient = Duration::from_millis(100);
    hanging.set_read_timeout(Some(impatient)).unwrap();
    let error = hanging.read(&mut [0; 1]).unwrap_err();
    assert!(matches!(
        error.kind(),
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut
    ));
    let other = exchange(addr, get("/", true).as_bytes());
    assert!(other.starts_with("HTTP/1.1 404 Not Found\r\n"));
}

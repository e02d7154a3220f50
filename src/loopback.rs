//! A server of a test, which waits for ever where nobody can come to it. The
//! tests outside of the library include this file.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::OnceLock;
use std::time::Duration;

/// Longer than a machine takes to connect to itself.
const LONGEST: Duration = Duration::from_secs(10);

/// Listens on a free port of the loopback interface.
///
/// # Panics
/// The interface is down.
#[track_caller]
pub(crate) fn listen() -> TcpListener {
    require();
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap()
}

/// The URL of a port that nobody listens to, nor can: it is one end of a
/// connection, which lasts as long as the process.
///
/// # Panics
/// The interface is down.
#[track_caller]
pub(crate) fn nobody() -> String {
    let listener = listen();
    let end = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    let url = format!("http://{}", end.local_addr().unwrap());
    std::mem::forget((listener, end));
    url
}

/// For a server that listens by itself.
///
/// # Panics
/// The interface is down.
#[track_caller]
pub(crate) fn require() {
    static IS_UP: OnceLock<bool> = OnceLock::new();
    let is_up = IS_UP.get_or_init(|| {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
        let addr = listener.as_ref().map(|listener| listener.local_addr());
        addr.is_ok_and(|addr| TcpStream::connect_timeout(&addr.unwrap(), LONGEST).is_ok())
    });
    assert!(
        is_up,
        "the tests need the loopback interface (lo), which is down"
    );
}

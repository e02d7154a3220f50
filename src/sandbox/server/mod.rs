//! The sandbox on a loopback port: HTTP/1.1 with keep-alive, a thread for each
//! connection. No more of HTTP than API clients use; what a request means is
//! `handle`'s.

mod body;
mod connection;
mod head;

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use super::Sandbox;
use connection::Connection;

/// After a failed accept (out of file handles, mostly) there is no use in
/// asking again at once.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// A bound port that is not served yet.
pub struct Server {
    listener: TcpListener,
    addr: SocketAddr,
    sandbox: Arc<Sandbox>,
    clock: fn() -> i64,
}

impl Server {
    /// Binds 127.0.0.1, and no other address, at `port`; 0 takes any free one.
    /// `clock` answers with Unix milliseconds.
    ///
    /// # Errors
    ///
    /// The port is taken or not allowed.
    pub fn bind(port: u16, sandbox: Arc<Sandbox>, clock: fn() -> i64) -> io::Result<Server> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        let addr = listener.local_addr()?;
        Ok(Server {
            listener,
            addr,
            sandbox,
            clock,
        })
    }

    /// The address and the port it has.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Serves for ever.
    ///
    /// # Errors
    ///
    /// A thread could not be started.
    pub fn run(self) -> io::Result<()> {
        loop {
            let Ok((stream, _)) = self.listener.accept() else {
                thread::sleep(ACCEPT_PAUSE);
                continue;
            };
            let (sandbox, clock) = (Arc::clone(&self.sandbox), self.clock);
            let serve = move || {
                // A connection that fails is its client's affair.
                let _ = Connection::new(stream, clock).and_then(|mut one| one.serve(&sandbox));
            };
            thread::Builder::new().name("sandbox".into()).spawn(serve)?;
        }
    }
}

#[cfg(test)]
mod tests;

//! A connection to a server that can be cut, slowed down, or made to hang while it stays open.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU16, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// How often a hanging connection checks whether it still hangs.
const LOOK: Duration = Duration::from_millis(5);

/// A TCP proxy on a loopback port of its own.
pub struct Proxy {
    port: u16,
    line: Arc<Line>,
}

#[derive(Default)]
struct Line {
    /// The target port; 0 = none, and callers are disconnected.
    target: AtomicU16,
    /// Nothing passes, but connections stay open.
    dead: AtomicBool,
    /// The delay of each piece of data.
    delay_ms: AtomicU64,
    open: Mutex<Vec<TcpStream>>,
    ended: AtomicBool,
}

impl Proxy {
    /// A proxy to the port.
    pub fn to(port: u16) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let own = listener.local_addr().unwrap().port();
        let line = Arc::new(Line::default());
        line.target.store(port, Ordering::SeqCst);
        let accepting = Arc::clone(&line);
        thread::spawn(move || {
            for caller in listener.incoming() {
                if accepting.ended.load(Ordering::SeqCst) {
                    return;
                }
                accepting.connect(caller.unwrap());
            }
        });
        Proxy { port: own, line }
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Its host and port.
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Closes all connections. New ones lead to this port, or nowhere if it is 0.
    pub fn lead_to(&self, port: u16) {
        self.line.target.store(port, Ordering::SeqCst);
        self.cut();
    }

    /// Closes all connections. New ones pass.
    pub fn cut(&self) {
        for connection in self.line.open.lock().unwrap().drain(..) {
            // It may be closed already.
            let _ = connection.shutdown(Shutdown::Both);
        }
    }

    /// Makes connections hang: they stay open and pass nothing until revived.
    pub fn set_dead(&self, is_dead: bool) {
        self.line.dead.store(is_dead, Ordering::SeqCst);
    }

    /// Delays each piece of data.
    pub fn slow(&self, delay: Duration) {
        let millis = delay.as_millis() as u64;
        self.line.delay_ms.store(millis, Ordering::SeqCst);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.line.ended.store(true, Ordering::SeqCst);
        self.cut();
        // Wakes the accepting thread.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

impl Line {
    fn connect(self: &Arc<Line>, caller: TcpStream) {
        let target = self.target.load(Ordering::SeqCst);
        let Ok(server) = TcpStream::connect(("127.0.0.1", target)) else {
            return;
        };
        for connection in [&caller, &server] {
            connection.set_nodelay(true).unwrap();
            self.open
                .lock()
                .unwrap()
                .push(connection.try_clone().unwrap());
        }
        let ends = (caller.try_clone().unwrap(), server.try_clone().unwrap());
        for (from, to) in [(caller, server), (ends.1, ends.0)] {
            let line = Arc::clone(self);
            thread::spawn(move || line.carry(from, to));
        }
    }

    fn carry(&self, mut from: TcpStream, mut to: TcpStream) {
        let mut data = [0; 16 * 1024];
        while let Ok(count @ 1..) = from.read(&mut data) {
            thread::sleep(Duration::from_millis(self.delay_ms.load(Ordering::SeqCst)));
            while self.dead.load(Ordering::SeqCst) && !self.ended.load(Ordering::SeqCst) {
                thread::sleep(LOOK);
            }
            if to.write_all(&data[..count]).is_err() {
                break;
            }
        }
        // Ends the other direction, too.
        let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
    }
}

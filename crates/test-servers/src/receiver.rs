//! Small servers that receive what Livetill sends: HTTP requests and mail.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver as Channel, Sender};
use std::thread;

use crate::PATIENCE;

/// Something received.
#[derive(Debug)]
pub struct Received {
    /// The path of a request; empty for mail.
    pub path: String,
    /// The request's body, or the whole mail.
    pub body: Vec<u8>,
}

/// A server on a free loopback port.
pub struct Receiver {
    /// Its host and port.
    pub address: String,
    received: Channel<Received>,
}

impl Receiver {
    /// Answers every request with 200.
    pub fn http() -> Receiver {
        Receiver::start(take_requests)
    }

    /// Accepts every mail, but not for an address that begins with `nobody@`.
    pub fn smtp() -> Receiver {
        Receiver::start(take_mails)
    }

    fn start(take: fn(TcpStream, &Sender<Received>) -> Option<()>) -> Receiver {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (sender, received) = mpsc::channel();
        // The thread ends with the test's process.
        thread::spawn(move || {
            for connection in listener.incoming().map_while(Result::ok) {
                let sender = sender.clone();
                thread::spawn(move || take(connection, &sender));
            }
        });
        Receiver { address, received }
    }

    /// Waits for the next one.
    ///
    /// # Panics
    /// When nothing arrives within a minute.
    pub fn next(&self) -> Received {
        self.received.recv_timeout(PATIENCE).unwrap()
    }

    /// Everything received so far.
    pub fn all(&self) -> Vec<Received> {
        self.received.try_iter().collect()
    }
}

/// `None` when the connection has ended.
fn take_requests(connection: TcpStream, sender: &Sender<Received>) -> Option<()> {
    let mut writer = connection.try_clone().ok()?;
    let mut reader = BufReader::new(connection);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
        let path = line.split(' ').nth(1)?.to_owned();
        let mut length = 0;
        loop {
            let mut header = String::new();
            reader.read_line(&mut header).ok()?;
            let Some((name, value)) = header.trim().split_once(':') else {
                break;
            };
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().ok()?;
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        // The receiver may be gone already.
        let _ = sender.send(Received { path, body });
        writer
            .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
            .ok()?;
    }
}

fn take_mails(mut connection: TcpStream, sender: &Sender<Received>) -> Option<()> {
    let mut reader = BufReader::new(connection.try_clone().ok()?);
    connection.write_all(b"220 test\r\n").ok()?;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
        let command = line.to_uppercase();
        if command.starts_with("DATA") {
            connection.write_all(b"354 go on\r\n").ok()?;
            let mut body = Vec::new();
            loop {
                let mut line = Vec::new();
                reader.read_until(b'\n', &mut line).ok()?;
                if line == b".\r\n" {
                    break;
                }
                body.append(&mut line);
            }
            // The receiver may be gone already.
            let _ = sender.send(Received {
                path: String::new(),
                body,
            });
        }
        let answer: &[u8] = if command.starts_with("QUIT") {
            b"221 bye\r\n"
        } else if command.starts_with("RCPT TO:<NOBODY@") {
            b"550 no such user\r\n"
        } else {
            b"250 ok\r\n"
        };
        connection.write_all(answer).ok()?;
    }
}

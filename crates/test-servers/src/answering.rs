//! A server that gives the same answer to every request.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::sync::mpsc::{self, Receiver};
use std::thread;

/// An address that gives every caller this answer. The receiver gets what callers sent before their bodies.
///
/// # Panics
/// When no port is free.
pub fn answering(answer: String) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    let (said, heard) = mpsc::channel();
    thread::spawn(move || {
        for mut caller in listener.incoming().map_while(Result::ok) {
            let lines = BufReader::new(caller.try_clone().unwrap()).lines();
            let head: Vec<String> = lines
                .map_while(Result::ok)
                .take_while(|line| !line.is_empty())
                .collect();
            let _ = said.send(head.join("\n"));
            let _ = caller.write_all(answer.as_bytes());
        }
    });
    (address, heard)
}

/// An address that redirects its callers to another one, with what was sent to each.
///
/// # Panics
/// As [`answering`].
pub fn redirected() -> (String, Receiver<String>, Receiver<String>) {
    let (end, there) = answering("HTTP/1.1 204 No Content\r\n\r\n".to_owned());
    let moved = format!("HTTP/1.1 307 Moved\r\nlocation: {end}\r\ncontent-length: 0\r\n\r\n");
    let (start, here) = answering(moved);
    (start, here, there)
}

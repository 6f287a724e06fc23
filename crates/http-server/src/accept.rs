//! Accepts connections, and survives failures to do so.

use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::net::{TcpListener, TcpStream};

/// How long to wait when the system has no room for another connection.
const PAUSE: Duration = Duration::from_secs(1);
/// How often that is logged.
const TELL_EVERY: Duration = Duration::from_secs(30);

/// Accepts the connections of a listener.
pub(super) struct Acceptor {
    listener: TcpListener,
    told: Option<Instant>,
}

impl Acceptor {
    pub(super) fn new(listener: TcpListener) -> Acceptor {
        Acceptor {
            listener,
            told: None,
        }
    }

    /// The next connection. Skips those that failed before they were accepted, and waits while the process has too many
    /// files open. Dropping this future loses nothing.
    pub(super) async fn accept(&mut self) -> (TcpStream, SocketAddr) {
        loop {
            match self.listener.accept().await {
                Ok(accepted) => return accepted,
                Err(error) if failed_by_client(&error) => {}
                Err(error) => {
                    self.tell(&error);
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }

    fn tell(&mut self, error: &io::Error) {
        if self.told.is_some_and(|told| told.elapsed() < TELL_EVERY) {
            return;
        }
        self.told = Some(Instant::now());
        if is_out_of_files(error) {
            tracing::error!(
                %error,
                "no room for more connections: each viewer and each source is an open file; raise the limit (ulimit -n, \
                 systemd's LimitNOFILE=, docker's --ulimit nofile=), or start a second server on the same Redis store"
            );
        } else {
            tracing::error!(%error, "connections cannot be accepted");
        }
    }
}

fn failed_by_client(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::ConnectionRefused | ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset
    )
}

fn is_out_of_files(error: &io::Error) -> bool {
    /// `ENFILE` (system-wide) and `EMFILE` (per process): the same numbers on every Unix.
    const OUT_OF_FILES: [i32; 2] = [23, 24];
    error
        .raw_os_error()
        .is_some_and(|code| OUT_OF_FILES.contains(&code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_of_open_files_is_told_from_a_client_that_left() {
        assert!(is_out_of_files(&io::Error::from_raw_os_error(24)));
        let left = io::Error::from(ErrorKind::ConnectionAborted);
        assert!(failed_by_client(&left) && !is_out_of_files(&left));
    }
}

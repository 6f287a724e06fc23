//! One viewer's connection.

use std::io;
use std::pin::pin;
use std::time::Duration;

use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::Instant;
use tungstenite::protocol::frame::coding::CloseCode;

use super::frame;
use super::inbox::{Inbox, Said};
use crate::auth::Identity;
use crate::live::Subscription;
use http_server::{Socket, StallGuard};

/// The system's send buffer for a slow viewer, in bytes: a larger one would only hold older messages.
const SEND_BUFFER: usize = 64 * 1024;
/// How often a viewer is pinged.
const PING_EVERY: Duration = Duration::from_secs(30);
/// After this long without a sign of life, pongs included, a viewer counts as gone.
const SILENT_FOR: Duration = Duration::from_secs(75);
/// How long a viewer may take for the closing handshake.
const GOODBYE: Duration = Duration::from_secs(1);

/// Serves a viewer until it leaves, stops reading, loses access, or the channel ends.
pub(crate) async fn attend(
    on_upgrade: OnUpgrade,
    deflate: bool,
    subscription: Subscription,
    identity: Identity,
) {
    let Ok(upgraded) = on_upgrade.await else {
        return;
    };
    // Unwraps the plain socket: the layers of a connection that could still become anything cost memory.
    let served = match upgraded.downcast::<TokioIo<StallGuard<Socket>>>() {
        Ok(parts) => {
            let socket = parts.io.into_inner();
            let raw = socket2::SockRef::from(socket.get_ref().tcp());
            // If the system refuses, the viewer only costs more.
            let _ = raw.set_send_buffer_size(SEND_BUFFER);
            let viewer = Viewer::new(socket, deflate, &parts.read_buf);
            // The request's buffer of thousands of bytes would otherwise stay as long as the viewer.
            drop(parts.read_buf);
            viewer.run(subscription, &identity).await
        }
        Err(upgraded) => {
            Viewer::new(TokioIo::new(upgraded), deflate, &[])
                .run(subscription, &identity)
                .await
        }
    };
    if let Err(error) = served {
        // Viewers come and go; a lost connection is not an error.
        tracing::debug!(error = &error as &dyn std::error::Error, "viewer lost");
    }
}

struct Viewer<IO> {
    io: IO,
    deflate: bool,
    inbox: Inbox,
    heard: Instant,
    pinged: Instant,
}

impl<IO: AsyncRead + AsyncWrite + Unpin> Viewer<IO> {
    /// `early` are the bytes that the viewer sent before the answer to its handshake.
    fn new(io: IO, deflate: bool, early: &[u8]) -> Viewer<IO> {
        let mut inbox = Inbox::new();
        let space = inbox.space();
        let count = early.len().min(space.len());
        space[..count].copy_from_slice(&early[..count]);
        inbox.filled(count);
        let now = Instant::now();
        Viewer {
            io,
            deflate,
            inbox,
            heard: now,
            pinged: now,
        }
    }

    async fn run(mut self, mut subscription: Subscription, viewer: &Identity) -> io::Result<()> {
        let mut ended = pin!(viewer.ended());
        loop {
            while let Some(said) = self.inbox.next() {
                match said {
                    Said::Ping(payload) => self.io.write_all(&frame::pong(&payload)).await?,
                    Said::Something => {}
                    Said::Close => return self.say_goodbye(CloseCode::Normal, "").await,
                    Said::Wrong(code, why) => return self.say_goodbye(code, why).await,
                }
            }
            tokio::select! {
                message = subscription.next() => match message {
                    Some(message) => {
                        self.io.write_all(message.frame(self.deflate)).await?;
                        self.ask_if_there().await?;
                    }
                    None => return self.say_goodbye(CloseCode::Away, "shutting down").await,
                },
                () = &mut ended => return self.say_goodbye(CloseCode::Policy, "signed out").await,
                count = self.io.read(self.inbox.space()) => match count? {
                    0 => return Ok(()),
                    count => {
                        self.inbox.filled(count);
                        self.heard = Instant::now();
                    }
                },
            }
        }
    }

    /// Needs no timer of its own: there is a message at least every few seconds.
    async fn ask_if_there(&mut self) -> io::Result<()> {
        if self.heard.elapsed() > SILENT_FOR {
            return Err(io::Error::new(
                io::ErrorKind::TimedOut,
                "the viewer does not answer pings",
            ));
        }
        if self.heard.elapsed().min(self.pinged.elapsed()) > PING_EVERY {
            self.pinged = Instant::now();
            self.io.write_all(&frame::ping()).await?;
        }
        Ok(())
    }

    async fn say_goodbye(mut self, code: CloseCode, why: &str) -> io::Result<()> {
        let goodbye = async {
            self.io.write_all(&frame::close(code, why)).await?;
            self.io.shutdown().await?;
            // Closing with unread bytes would reset the connection and lose the close frame.
            let mut rest = [0; 256];
            while self.io.read(&mut rest).await? > 0 {}
            Ok(())
        };
        tokio::time::timeout(GOODBYE, goodbye)
            .await
            .unwrap_or(Ok(()))
    }
}

//! Checks whether a stream can be read. Creates nothing on the server.

use super::Server;

/// A readable stream.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Probed {
    /// Messages in it.
    pub messages: u64,
    /// Whether messages are removed once a consumer acknowledges them. A reader that acknowledges nothing and other
    /// consumers would then be in each other's way.
    pub is_queue: bool,
}

/// Why a stream cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProbeError {
    /// The connection failed.
    #[error("no connection: {0}")]
    Unreached(String),
    /// The stream does not exist, or may not be inspected.
    #[error("{0}")]
    NoStream(String),
}

/// Checks the stream.
///
/// # Errors
/// [`ProbeError`] says why it cannot be read.
pub async fn probe(server: &Server) -> Result<Probed, ProbeError> {
    let context = server.context().await.map_err(ProbeError::Unreached)?;
    let stream = context.get_stream(&server.url.stream).await;
    let stream = stream.map_err(|error| ProbeError::NoStream(error.to_string()))?;
    let info = stream.cached_info();
    Ok(Probed {
        messages: info.state.messages,
        is_queue: info.config.retention != async_nats::jetstream::stream::RetentionPolicy::Limits,
    })
}

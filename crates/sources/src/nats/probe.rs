//! Whether a stream can be read. Nothing is made on the server.

use super::Server;

/// What there is of a stream.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Probed {
    /// Messages in it.
    pub messages: u64,
    /// Whether messages go when a consumer has acknowledged them, so that a reader that acknowledges
    /// nothing is in the way of others, and they of it.
    pub is_queue: bool,
}

/// Why a stream cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProbeError {
    /// There is no connection.
    #[error("no connection: {0}")]
    Unreached(String),
    /// There is one, and no such stream, or it may not be looked at.
    #[error("{0}")]
    NoStream(String),
}

/// Looks at the stream.
///
/// # Errors
/// [`ProbeError`] says what stands in the way.
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

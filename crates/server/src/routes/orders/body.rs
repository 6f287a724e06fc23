//! Reads a request's body within its encoding, size and time limits.

use std::io::Read;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use bytes::Bytes;
use flate2::read::MultiGzDecoder;
use http_body_util::BodyExt as _;
use serde::de::DeserializeOwned;
use tokio::sync::Semaphore;

use super::room::Taken;
use crate::json_object::object;
use crate::problem::ApiError;
use crate::routes::aside::aside;
use http_server::{Patience, Peer};

/// The largest accepted body, in bytes, both as sent and decompressed.
pub(crate) const MAX_BODY: usize = 64 * 1024 * 1024;
/// More than any object of settings needs, in bytes.
const MAX_SHORT: usize = 16 * 1024;

/// How many compressed bodies of endpoints other than that of orders are read at a time.
static COMPRESSED: Semaphore = Semaphore::const_new(2);

/// The compression of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Identity,
    Gzip,
    Zstd,
}

impl Encoding {
    /// Reads `Content-Encoding`.
    pub(crate) fn of(headers: &HeaderMap) -> Result<Encoding, ApiError> {
        let Some(value) = headers.get(header::CONTENT_ENCODING) else {
            return Ok(Encoding::Identity);
        };
        match value.as_bytes().to_ascii_lowercase().as_slice() {
            b"" | b"identity" => Ok(Encoding::Identity),
            b"gzip" | b"x-gzip" => Ok(Encoding::Gzip),
            b"zstd" => Ok(Encoding::Zstd),
            other => {
                let detail = format!(
                    "header Content-Encoding is `{}`; bodies are accepted plain, with gzip, or with zstd",
                    String::from_utf8_lossy(&other[..other.len().min(64)])
                );
                let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
                Err(ApiError::new(
                    status,
                    "unsupported_encoding",
                    "Unsupported encoding",
                    detail,
                ))
            }
        }
    }

    /// Decompresses a body to at most `most` bytes, and takes room for it as it grows. This may take long for a large body, so it must not run
    /// on an async thread.
    pub(crate) fn decode(
        self,
        body: Bytes,
        most: usize,
        room: &mut Taken,
    ) -> Result<Bytes, ApiError> {
        match self {
            Encoding::Identity => Ok(body),
            Encoding::Gzip => read_limited(MultiGzDecoder::new(&*body), most, room),
            Encoding::Zstd => {
                let mut decoder = zstd::Decoder::with_buffer(&*body).map_err(|_| malformed())?;
                // A frame may ask for a window of any size; this allows one as large as a body.
                let limited = decoder.window_log_max(MAX_BODY.ilog2());
                limited.map_err(|_| malformed())?;
                read_limited(decoder, most, room)
            }
        }
    }
}

/// Reads a body that has at most `most` bytes, as sent and decompressed.
pub(crate) async fn read(
    parts: &Parts,
    body: Body,
    most: usize,
    mut room: Taken,
) -> Result<(Bytes, Taken), ApiError> {
    let encoding = Encoding::of(&parts.headers)?;
    let body = collect(parts, body, most, &mut room).await?;
    if encoding == Encoding::Identity {
        return Ok((body, room));
    }
    let decoded = aside(&COMPRESSED, move || {
        Ok((encoding.decode(body, most, &mut room)?, room))
    });
    decoded.await
}

/// Reads a short JSON object. `form` is an example of one, for the error.
pub(crate) async fn short_json<T: DeserializeOwned>(
    parts: &Parts,
    body: Body,
    room: Taken,
    form: &str,
) -> Result<T, ApiError> {
    let (body, _room) = read(parts, body, MAX_SHORT, room).await?;
    object(&body).map_err(|error| {
        ApiError::bad_request(format!("the body must be JSON such as {form}: {error}"))
    })
}

/// Collects a body of at most `most` bytes, and takes room for it as it arrives.
pub(crate) async fn collect(
    parts: &Parts,
    mut body: Body,
    most: usize,
    room: &mut Taken,
) -> Result<Bytes, ApiError> {
    let started = Instant::now();
    let peer = parts.extensions.get::<Peer>();
    let patience = peer.map_or_else(Patience::default, |peer| peer.patience);
    let announced = parts
        .headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok());
    let announced: Option<usize> = announced.and_then(|length| length.parse().ok());
    if announced.is_some_and(|length| length > most) {
        return Err(too_large(most));
    }
    let mut first: Option<Bytes> = None;
    let mut all = Vec::new();
    // Room grows with what arrives, not with what is announced: announcing costs the client nothing.
    let longest = announced.unwrap_or(most);
    while let Some(frame) = next_frame(&mut body, patience.silence).await? {
        if all.len() + first.as_ref().map_or(0, Bytes::len) + frame.len() > most {
            drain(&mut body).await;
            return Err(too_large(most));
        }
        let length = all.len() + first.as_ref().map_or(0, Bytes::len) + frame.len();
        if started.elapsed() > patience.with_body(length) {
            return Err(too_slow("the body comes too slowly"));
        }
        if let Err(busy) = room.grow(frame.len()) {
            drain(&mut body).await;
            return Err(busy);
        }
        // The usual body is one piece, which is not copied.
        match first.take() {
            None if all.is_empty() => first = Some(frame),
            None => {
                make_room(&mut all, frame.len(), longest);
                all.extend_from_slice(&frame);
            }
            Some(start) => {
                make_room(&mut all, start.len() + frame.len(), longest);
                all.extend_from_slice(&start);
                all.extend_from_slice(&frame);
            }
        }
    }
    Ok(first.unwrap_or_else(|| all.into()))
}

/// Grows the buffer for more bytes: doubles it, but not beyond the longest body. While bytes are moved, both buffers
/// exist, so without this limit the last one would be twice as large as needed.
fn make_room(bytes: &mut Vec<u8>, more: usize, longest: usize) {
    let needed = bytes.len() + more;
    if needed > bytes.capacity() {
        let room = (bytes.capacity() * 2).min(longest).max(needed);
        bytes.reserve_exact(room - bytes.len());
    }
}

async fn next_frame(body: &mut Body, silence: Duration) -> Result<Option<Bytes>, ApiError> {
    loop {
        let frame = match tokio::time::timeout(silence, body.frame()).await {
            Ok(None) => return Ok(None),
            Ok(Some(Ok(frame))) => frame,
            Ok(Some(Err(_))) => {
                return Err(ApiError::bad_request(
                    "the connection broke in the middle of the body",
                ));
            }
            Err(_) => {
                let seconds = silence.as_secs_f64();
                return Err(too_slow(&format!(
                    "nothing came for {seconds} seconds in the middle of the body"
                )));
            }
        };
        if let Ok(data) = frame.into_data() {
            return Ok(Some(data));
        }
    }
}

fn read_limited(mut decoder: impl Read, most: usize, room: &mut Taken) -> Result<Bytes, ApiError> {
    let mut piece = vec![0; 32 * 1024];
    let mut plain = Vec::new();
    loop {
        let more = decoder.read(&mut piece).map_err(|_| malformed())?;
        if more == 0 {
            return Ok(plain.into());
        }
        if plain.len() + more > most {
            return Err(too_large(most));
        }
        room.grow(more)?;
        make_room(&mut plain, more, most);
        plain.extend_from_slice(&piece[..more]);
    }
}

/// Reads and discards some of what a refused client goes on to send. Closing at once would reset the connection, and
/// many clients would then never see the answer.
async fn drain(body: &mut Body) {
    const LONGEST: Duration = Duration::from_secs(5);
    let draining = async {
        let mut drained = 0;
        while let Ok(Some(frame)) = next_frame(body, LONGEST).await {
            drained += frame.len();
            if drained > MAX_BODY {
                break;
            }
        }
    };
    // A client that takes longer does not see the answer.
    let _ = tokio::time::timeout(LONGEST, draining).await;
}

fn too_slow(what: &str) -> ApiError {
    let (status, detail) = (
        StatusCode::REQUEST_TIMEOUT,
        format!("{what}; send it again"),
    );
    ApiError::new(status, "timeout", "Request timeout", detail)
}

fn malformed() -> ApiError {
    ApiError::bad_request("the body is not what header Content-Encoding says")
}

fn too_large(most: usize) -> ApiError {
    if most < MAX_BODY {
        return ApiError::too_large(format!(
            "a request to this address may have at most {most} bytes"
        ));
    }
    ApiError::too_large(
        "a request may have at most 64 MiB, as sent and as decompressed; send several requests, or use `livetill import`",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes::orders::room::{OF_ORDERS, Room};

    fn zstd_of_zeros(length: u64) -> Bytes {
        zstd::encode_all(std::io::repeat(0).take(length), 1)
            .unwrap()
            .into()
    }

    #[test]
    fn what_grows_beyond_the_limit_is_refused_before_it_has_grown() {
        let room = Room::new(OF_ORDERS);
        let decode = |body| Encoding::Zstd.decode(body, MAX_BODY, &mut room.begin());
        let exactly = decode(zstd_of_zeros(MAX_BODY as u64)).unwrap();
        assert_eq!(exactly.len(), MAX_BODY);
        let bomb = zstd_of_zeros(3 * MAX_BODY as u64);
        assert!(bomb.len() < 1024 * 1024);
        let error = decode(bomb).unwrap_err();
        assert!(format!("{error:?}").contains("at most 64 MiB"));
    }

    #[test]
    fn broken_compression_is_said() {
        for encoding in [Encoding::Gzip, Encoding::Zstd] {
            let error = encoding
                .decode(
                    Bytes::from_static(b"{\"id\":1}"),
                    MAX_BODY,
                    &mut Room::new(OF_ORDERS).begin(),
                )
                .unwrap_err();
            assert!(format!("{error:?}").contains("Content-Encoding"));
        }
    }
}

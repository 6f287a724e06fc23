//! The options of a source's URL: `NAME?option=value&…`.

use std::time::Duration;

/// A source's URL that makes no sense.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidUrl(String);

impl InvalidUrl {
    /// Says what is wrong: lower case, no final dot.
    pub fn new(message: impl Into<String>) -> InvalidUrl {
        InvalidUrl(message.into())
    }
}

/// The options in their order, with `%xx` decoded.
pub(crate) struct Options<'u>(std::str::Split<'u, char>);

impl<'u> Options<'u> {
    /// A URL's name and its options.
    pub(crate) fn split(url: &'u str) -> Result<(String, Options<'u>), InvalidUrl> {
        let (name, query) = url.split_once('?').unwrap_or((url, ""));
        Ok((decoded(name)?, Options(query.split('&'))))
    }
}

impl Iterator for Options<'_> {
    type Item = (String, String);

    fn next(&mut self) -> Option<(String, String)> {
        let option = self.0.find(|option| !option.is_empty())?;
        let (name, value) = option.split_once('=').unwrap_or((option, ""));
        // What cannot be decoded is taken as it stands, and named by whoever cannot use it.
        let text = |part: &str| decoded(part).unwrap_or_else(|_| part.to_owned());
        Some((text(name), text(value)))
    }
}

fn decoded(text: &str) -> Result<String, InvalidUrl> {
    let wrong = || InvalidUrl::new(format!("`{text}` is not valid percent-encoding"));
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || rest.next().and_then(|digit| (digit as char).to_digit(16));
        let (high, low) = (digit().ok_or_else(wrong)?, digit().ok_or_else(wrong)?);
        bytes.push((high * 16 + low) as u8);
    }
    String::from_utf8(bytes).map_err(|_| wrong())
}

/// `250ms`, `5s`, or `5` for seconds.
pub(crate) fn duration(value: &str) -> Option<Duration> {
    let (number, unit) = match value.strip_suffix("ms") {
        Some(number) => (number, Duration::from_millis(1)),
        None => (
            value.strip_suffix('s').unwrap_or(value),
            Duration::from_secs(1),
        ),
    };
    number.parse::<u32>().ok().map(|number| unit * number)
}

//! The options of a source's URL: `NAME?option=value&…`.

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;
use std::time::Duration;

use pipeline::SecretPlace;

/// An invalid URL of a source.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidUrl(String);

impl InvalidUrl {
    /// Takes a message that says what is wrong: lower case, no final dot.
    pub fn new(message: impl Into<String>) -> InvalidUrl {
        InvalidUrl(message.into())
    }
}

/// The options in order, with `%xx` decoded.
pub(crate) struct Options<'u>(std::str::Split<'u, char>);

impl<'u> Options<'u> {
    /// Splits a URL into name and options.
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
        // Text that cannot be decoded stays as it is; the code that cannot use it reports it.
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

/// A duration of at least a second.
pub(crate) fn time(name: &str, value: &str) -> Result<Duration, InvalidUrl> {
    let time = duration(value).filter(|time| *time >= Duration::from_secs(1));
    time.ok_or_else(|| InvalidUrl::new(format!("{name} is a time of at least 1s, not `{value}`")))
}

/// A number within bounds. `of` says what it counts.
pub(crate) fn number<N: FromStr + PartialOrd + Display>(
    name: &str,
    value: &str,
    bounds: RangeInclusive<N>,
    of: &str,
) -> Result<N, InvalidUrl> {
    let number = value.parse().ok().filter(|it| bounds.contains(it));
    number.ok_or_else(|| {
        let (least, most) = bounds.into_inner();
        InvalidUrl::new(format!("{name} is {least} to {most} {of}, not `{value}`"))
    })
}

/// `on` or `off`.
pub(crate) fn switch(name: &str, value: &str) -> Result<bool, InvalidUrl> {
    match value {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err(InvalidUrl::new(format!(
            "{name} is on or off, not `{value}`"
        ))),
    }
}

/// The place of a secret. A secret written into the URL itself is not quoted.
pub(crate) fn secret(name: &str, value: &str) -> Result<SecretPlace, InvalidUrl> {
    SecretPlace::parse(value).ok_or_else(|| {
        InvalidUrl::new(format!(
            "give {name} as env:VARIABLE or file:PATH, never in the URL itself"
        ))
    })
}

/// The error for an unknown option.
pub(crate) fn unknown(name: &str, known: &str) -> InvalidUrl {
    InvalidUrl::new(format!("there is no option `{name}`; there are {known}"))
}

/// `250ms`, `5s`, or `5` for seconds.
fn duration(value: &str) -> Option<Duration> {
    let (number, unit) = match value.strip_suffix("ms") {
        Some(number) => (number, Duration::from_millis(1)),
        None => (
            value.strip_suffix('s').unwrap_or(value),
            Duration::from_secs(1),
        ),
    };
    number.parse::<u32>().ok().map(|number| unit * number)
}

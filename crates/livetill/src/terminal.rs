//! Output for people: results on stdout, everything else on stderr.

use std::fmt;
use std::io::{self, Write};

/// The reader of the results has gone, as with `| head`. That is not an error, and nobody would see one.
#[derive(Debug)]
pub(crate) struct ReaderGone;

impl fmt::Display for ReaderGone {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("nobody reads the results any longer")
    }
}

impl std::error::Error for ReaderGone {}

/// Prints a result.
///
/// # Errors
/// [`ReaderGone`], or another problem with stdout.
pub(crate) fn print(text: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    let written = writeln!(out, "{text}").and_then(|()| out.flush());
    written.map_err(|error| not_written(error, "cannot write the results"))
}

/// Why results could not be written.
pub(crate) fn not_written(error: io::Error, what: &'static str) -> anyhow::Error {
    if error.kind() == io::ErrorKind::BrokenPipe {
        ReaderGone.into()
    } else {
        anyhow::Error::new(error).context(what)
    }
}

/// How many there are of something: "1 shop", "2 shops".
pub(crate) fn plural(count: u64, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        count => format!("{count} {what}s"),
    }
}

/// Prints a message to the person at the terminal. It may contain text from files.
pub(crate) fn report(text: &str) {
    let lines: Vec<String> = text.lines().map(clean).collect();
    // Without stderr there is nowhere to report it.
    let _ = writeln!(io::stderr(), "{}", lines.join("\n"));
}

/// Cleans text from outside, so that it cannot control the terminal.
pub(crate) fn clean(text: &str) -> String {
    text.chars()
        .map(|sign| if sign.is_control() { '\u{fffd}' } else { sign })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_that_has_gone_is_told_from_a_full_disk() {
        let failed = |kind: io::ErrorKind| not_written(kind.into(), "cannot write");
        assert!(failed(io::ErrorKind::BrokenPipe).is::<ReaderGone>());
        assert!(!failed(io::ErrorKind::StorageFull).is::<ReaderGone>());
    }

    #[test]
    fn text_from_outside_does_not_steer_the_terminal() {
        assert_eq!(clean("a\u{1b}[2Jb\r"), "a\u{fffd}[2Jb\u{fffd}");
    }
}

//! Advice for a store that refuses orders until somebody fixes something.

use ports::ErrorKind;

/// The advice if only a restart helps.
pub(crate) const STOPPED: &str = "the store stopped after a failure, and nothing is counted until you restart the \
     server; the log says why";

/// What to do after a fault of the server itself.
pub(crate) const BROKEN: &str = "a fault in the server, which its log describes, broke the commit off: it is unknown \
     whether these orders were counted; send the same request again: what was counted counts once";

/// Advice for a store that refuses orders, in words that reveal nothing of its content.
pub(crate) const fn helps(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Settings => {
            "it has the shop with other settings, or does not let this server in; compare the configuration with the log"
        }
        ErrorKind::Format => {
            "it has a format that this version does not write; start the version that does"
        }
        ErrorKind::ReadOnly => "it takes no writes, because it is a replica; name the primary",
        ErrorKind::WrongType => {
            "one of its keys has another type, because another program wrote it; move it away"
        }
        ErrorKind::Corrupt => "something stored in it cannot be read; run `livetill doctor`",
        ErrorKind::Poisoned => STOPPED,
        ErrorKind::Unavailable
        | ErrorKind::TooFewReplicas
        | ErrorKind::TooLarge
        | ErrorKind::Unexpected => "it answers with an unexpected error; see the log",
    }
}

//! What helps when a store refuses orders until somebody mends it.

use ports::ErrorKind;

/// What only a restart helps.
pub(crate) const STOPPED: &str = "the store stopped after a failure, and nothing is counted until you restart the \
     server; the log says why";

/// What helps when a store refuses orders, in words that tell nothing of what is in it.
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

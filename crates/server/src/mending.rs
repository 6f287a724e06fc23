//! What helps when a store refuses orders until somebody mends it.

use ports::ErrorKind;

/// What only a restart helps.
pub(crate) const STOPPED: &str = "the store stopped after a failure, and nothing is counted until the \
     server is started again; the log says why";

/// What helps when a store refuses orders, in words that tell nothing of what is in it.
pub(crate) const fn helps(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Settings => {
            "it holds the shop with other settings, or does not let this server in; compare the \
             configuration with what the log says"
        }
        ErrorKind::Format => {
            "it is of a format that this version does not write; start the version that does"
        }
        ErrorKind::ReadOnly => "it takes no writes, as a replica does; name the primary",
        ErrorKind::WrongType => {
            "one of its keys is of another type, written by something else; move it away"
        }
        ErrorKind::Corrupt => "something stored in it cannot be read; run `livetill doctor`",
        ErrorKind::Poisoned => STOPPED,
        ErrorKind::Unavailable
        | ErrorKind::TooFewReplicas
        | ErrorKind::TooLarge
        | ErrorKind::Unexpected => "it answers with an error that is not expected; the log has it",
    }
}

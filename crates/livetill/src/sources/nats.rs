//! Connects to a stream of NATS JetStream and checks it.

use sources::nats::{self, NatsConnector, NatsUrl, ProbeError, Server};

use super::kind::{CHECK, Opened, Opening, Probed, Probing, driven, misnamed, password};
use crate::doctor::finding::Finding;

pub(super) async fn open(opening: Opening<'_>) -> anyhow::Result<Opened> {
    let url = NatsUrl::parse(&opening.setting.url)?;
    let server = server(&url).map_err(anyhow::Error::msg)?;
    Ok(driven(NatsConnector::new(server), opening))
}

fn server(url: &NatsUrl) -> Result<Server, String> {
    Ok(Server::new(url.clone(), password(url.password.clone())?))
}

pub(super) async fn probe(Probing { url, of, .. }: Probing<'_>) -> Probed {
    let url = match NatsUrl::parse(url) {
        Ok(url) => url,
        Err(error) => return misnamed(of, error),
    };
    let server = match server(&url) {
        Ok(server) => server,
        Err(error) => return misnamed(of, error),
    };
    let finding = match nats::probe(&server).await {
        Ok(found) => judge(of, found),
        Err(error) => {
            let mend = match error {
                ProbeError::Unreached(_) => "see servers=, and user and password or creds=",
                ProbeError::NoStream(_) => {
                    "make the stream, name the right one, or let the user look at it"
                }
            };
            Finding::error(CHECK, format!("{of} cannot be read: {error}"), mend)
        }
    };
    (Some(url.source()), vec![finding])
}

fn judge(of: &str, found: nats::Probed) -> Finding {
    let text = format!("{of} can be read; {} messages are in it", found.messages);
    match found.is_queue {
        true => Finding::warning(
            CHECK,
            format!("{text}; it keeps them only until its consumers have acknowledged them"),
            "read a stream with the retention `limits`, such as one that has this one as its source",
        ),
        false => Finding::ok(CHECK, text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::finding::Level;

    #[test]
    fn a_stream_that_forgets_what_others_acknowledge_is_a_warning() {
        let level = |is_queue| {
            let messages = 3;
            judge("nats:O", nats::Probed { messages, is_queue }).level
        };
        assert_eq!((level(false), level(true)), (Level::Ok, Level::Warning));
    }
}

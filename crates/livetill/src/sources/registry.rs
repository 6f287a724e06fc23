//! Every kind of source, one row each. `serve` opens sources by these rows, `doctor` checks them, and the error about
//! an unknown URL lists them.

#[cfg(feature = "kafka")]
use super::kafka;
use super::kind::Kind;
#[cfg(feature = "aws")]
use super::kinesis;
#[cfg(feature = "nats")]
use super::nats;
use super::redis_stream;
#[cfg(feature = "aws")]
use super::sqs;

/// A kind of source.
struct Row {
    /// The scheme of its URLs, without the colon.
    scheme: &'static str,
    /// What its URLs look like.
    form: &'static str,
    /// The operations, or the feature that this binary was built without.
    built: Result<Kind, &'static str>,
}

const ROWS: &[Row] = &[
    Row {
        scheme: "kafka",
        form: "kafka:TOPIC",
        #[cfg(feature = "kafka")]
        built: Ok(Kind {
            open: |it| Box::pin(kafka::open(it)),
            probe: |it| Box::pin(kafka::probe(it)),
        }),
        #[cfg(not(feature = "kafka"))]
        built: Err("kafka"),
    },
    Row {
        scheme: "kinesis",
        form: "kinesis:STREAM",
        #[cfg(feature = "aws")]
        built: Ok(Kind {
            open: |it| Box::pin(kinesis::open(it)),
            probe: |it| Box::pin(kinesis::probe(it)),
        }),
        #[cfg(not(feature = "aws"))]
        built: Err("aws"),
    },
    Row {
        scheme: "nats",
        form: "nats:STREAM",
        #[cfg(feature = "nats")]
        built: Ok(Kind {
            open: |it| Box::pin(nats::open(it)),
            probe: |it| Box::pin(nats::probe(it)),
        }),
        #[cfg(not(feature = "nats"))]
        built: Err("nats"),
    },
    Row {
        scheme: "redis-stream",
        form: "redis-stream:KEY",
        built: Ok(Kind {
            open: |it| Box::pin(redis_stream::open(it)),
            probe: |it| Box::pin(redis_stream::probe(it)),
        }),
    },
    Row {
        scheme: "sqs",
        form: "sqs:URL",
        #[cfg(feature = "aws")]
        built: Ok(Kind {
            open: |it| Box::pin(sqs::open(it)),
            probe: |it| Box::pin(sqs::probe(it)),
        }),
        #[cfg(not(feature = "aws"))]
        built: Err("aws"),
    },
];

/// The kind of source that a URL names.
///
/// # Errors
/// Explains what is wrong with a URL that names no kind, or one that this binary cannot read.
pub(crate) fn kind_of(url: &str) -> Result<Kind, String> {
    let scheme = url.split_once(':').map(|(scheme, _)| scheme);
    let row = ROWS.iter().find(|row| Some(row.scheme) == scheme);
    let row = row.ok_or_else(|| format!("no such source; there are {}", forms()))?;
    row.built.map_err(|feature| {
        format!(
            "this binary was built without {}: use one with the feature `{feature}` \
             (cargo build --release -p livetill --features {feature})",
            row.form
        )
    })
}

/// The forms of all kinds of URLs, for people.
fn forms() -> String {
    let forms: Vec<&str> = ROWS.iter().map(|row| row.form).collect();
    match forms.as_slice() {
        [most @ .., last] if !most.is_empty() => format!("{} and {last}", most.join(", ")),
        forms => forms.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_found_by_its_url_and_documented() {
        let docs = include_str!("../../../../docs/sources.md");
        for row in ROWS {
            assert!(row.form.starts_with(&format!("{}:", row.scheme)));
            assert_eq!(kind_of(row.form).is_ok(), row.built.is_ok());
            let options = format!("`{}?option=value", row.form);
            assert!(
                docs.contains(&options),
                "{options} is not in docs/sources.md"
            );
        }
        for unknown in ["rabbit:orders", "kinesis", "", "redis-streams:k"] {
            let Err(said) = kind_of(unknown) else {
                panic!("{unknown} is a source");
            };
            assert!(
                said.ends_with(
                    "kafka:TOPIC, kinesis:STREAM, nats:STREAM, redis-stream:KEY and sqs:URL"
                ),
                "{said}"
            );
        }
    }
}

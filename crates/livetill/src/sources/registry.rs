//! Every kind of source there is, a row each: `serve` opens them by it, `doctor` looks at them, and
//! the error of a URL that names none lists them.

use super::kind::Kind;
#[cfg(feature = "aws")]
use super::kinesis;
use super::redis_stream;

/// A kind of source.
struct Row {
    /// What its URLs begin with, before the colon.
    scheme: &'static str,
    /// What its URLs look like.
    form: &'static str,
    /// The feature that this binary would have to be built with, if it was not.
    built: Result<Kind, &'static str>,
}

const ROWS: &[Row] = &[
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
        scheme: "redis-stream",
        form: "redis-stream:KEY",
        built: Ok(Kind {
            open: |it| Box::pin(redis_stream::open(it)),
            probe: |it| Box::pin(redis_stream::probe(it)),
        }),
    },
];

/// The kind of a source's URL.
///
/// # Errors
/// What is said of a URL that names none, or one that this binary cannot read.
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

/// What the URLs of all kinds look like, for people.
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
        for unknown in ["kafka:orders", "kinesis", "", "redis-streams:k"] {
            let Err(said) = kind_of(unknown) else {
                panic!("{unknown} is a source");
            };
            assert!(
                said.ends_with("kinesis:STREAM and redis-stream:KEY"),
                "{said}"
            );
        }
    }
}

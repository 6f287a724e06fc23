//! Opens the place named in a setting.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::prefix::PrefixStore;
use object_store::{ObjectStore, RetryConfig};
use server::Archive;

use super::http::Connector;

const SCHEME: &str = "s3://";
/// A failed run is repeated as a whole, so a server that is shutting down does not wait for long.
const RETRIES: usize = 3;
const RETRY_FOR: Duration = Duration::from_secs(60);

/// Opens `s3://BUCKET/PREFIX?region=…&endpoint=…` or a folder. Creates the folder if it is to be written.
///
/// # Errors
/// When it is neither of these, or does not exist. A missing bucket is noticed only when it is used.
pub(crate) fn open(place: &str, is_written: bool) -> anyhow::Result<Archive> {
    if place.contains("://") && place.contains('@') {
        // Do not quote it: it may be a secret.
        bail!(
            "archive: credentials are not for its address but for the variables of AWS, such as AWS_ACCESS_KEY_ID"
        );
    }
    let opened = match place.strip_prefix(SCHEME) {
        Some(bucket) => bucket_of(bucket),
        None if place.contains("://") => Err(anyhow!(
            "it is neither a folder nor of the form s3://bucket/prefix?region=eu-west-1"
        )),
        None => folder(Path::new(place), is_written),
    };
    let shown = place.split('?').next().unwrap_or_default();
    opened.with_context(|| format!("archive: {shown}"))
}

fn folder(path: &Path, is_written: bool) -> anyhow::Result<Archive> {
    if is_written {
        fs::create_dir_all(path)?;
    }
    let path = path.canonicalize()?;
    let store = LocalFileSystem::new_with_prefix(&path)?.with_fsync(true);
    let archive = Archive::new(Arc::new(store), &path.display().to_string());
    Ok(archive.in_folder(path))
}

/// Credentials come from the environment or the machine, as usual for programs that use AWS.
fn bucket_of(text: &str) -> anyhow::Result<Archive> {
    let (place, options) = text.split_once('?').unwrap_or((text, ""));
    let (bucket, prefix) = place.split_once('/').unwrap_or((place, ""));
    if bucket.is_empty() {
        bail!("the bucket is missing, as in s3://bucket/prefix?region=eu-west-1");
    }
    let connector = Connector::default();
    let mut builder = AmazonS3Builder::from_env()
        .with_bucket_name(bucket)
        .with_http_connector(connector)
        .with_retry(RetryConfig {
            max_retries: RETRIES,
            retry_timeout: RETRY_FOR,
            ..RetryConfig::default()
        });
    for (name, value) in form_urlencoded::parse(options.as_bytes()) {
        builder = match &*name {
            "region" => builder.with_region(value),
            "endpoint" => builder
                .with_allow_http(value.starts_with("http://"))
                .with_endpoint(value),
            // Do not quote the value: it may be a secret.
            name => bail!("there is no option `{name}`; there are region and endpoint"),
        };
    }
    let store: Arc<dyn ObjectStore> = match prefix.trim_matches('/') {
        "" => Arc::new(builder.build()?),
        prefix => Arc::new(PrefixStore::new(builder.build()?, prefix)),
    };
    Ok(Archive::new(store, &format!("{SCHEME}{text}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_place_is_named() {
        let error = |place: &str| format!("{:#}", open(place, false).unwrap_err());
        assert!(error("gs://bucket").contains("gs://bucket: it is neither a folder"));
        assert!(error("s3:///x").contains("the bucket is missing"));
        let secret = error("s3://bucket?secret_key=hush");
        assert!(secret.contains("no option `secret_key`"), "{secret}");
        let named = error("s3://me:hush@bucket");
        assert!(named.contains("AWS_ACCESS_KEY_ID"), "{named}");
        assert!(!secret.contains("hush") && !named.contains("hush"));
    }
}

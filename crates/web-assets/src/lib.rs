//! The dashboard's built files (`web/dist`), in the binary. The crate also compiles without them; the
//! start page then names the command to run.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Write as _;
use std::sync::OnceLock;

use data_encoding::HEXLOWER;
use flate2::Compression;
use flate2::write::GzEncoder;
use rust_embed::RustEmbed;

/// Development builds read the files from the folder at each start; release builds include them in the binary.
#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Dist;

/// The start page of a binary that was compiled before the dashboard was built.
const MISSING: &[u8] = include_bytes!("missing.html");
/// The start page's name.
const INDEX: &str = "index.html";

/// A file of the dashboard, ready to send.
#[derive(Debug)]
pub struct Asset {
    /// Its content.
    pub bytes: Cow<'static, [u8]>,
    /// The same compressed with gzip, if that is smaller.
    pub gzip: Option<Vec<u8>>,
    /// Its media type.
    pub content_type: &'static str,
    /// A strong entity tag, quotes included.
    pub etag: String,
    /// Whether its name changes with its content, so that it may be cached forever.
    pub immutable: bool,
}

/// The file at this path, such as `assets/index-4f2a.js`.
pub fn get(path: &str) -> Option<&'static Asset> {
    all().get(path)
}

/// The page that every address of the dashboard loads first.
pub fn index() -> &'static Asset {
    static ABSENT: OnceLock<Asset> = OnceLock::new();
    get(INDEX).unwrap_or_else(|| {
        ABSENT.get_or_init(|| Asset::new(INDEX, Cow::Borrowed(MISSING), "\"none\"".to_owned()))
    })
}

/// Whether the dashboard was built into this binary.
pub fn is_built() -> bool {
    get(INDEX).is_some()
}

/// Compressed once, at the first request: a few hundred kilobytes take about ten milliseconds.
fn all() -> &'static HashMap<Cow<'static, str>, Asset> {
    static ALL: OnceLock<HashMap<Cow<'static, str>, Asset>> = OnceLock::new();
    ALL.get_or_init(|| {
        let files = Dist::iter().filter_map(|path| {
            let file = Dist::get(&path)?;
            let hash = file.metadata.sha256_hash();
            let etag = HEXLOWER.encode(&hash[..12]);
            let asset = Asset::new(&path, file.data, format!("\"{etag}\""));
            Some((path, asset))
        });
        files.collect()
    })
}

impl Asset {
    fn new(path: &str, bytes: Cow<'static, [u8]>, etag: String) -> Asset {
        let (content_type, is_text) = content_type(path);
        let gzip = is_text.then(|| gzip(&bytes)).flatten();
        // Vite puts a hash of the content into the name of each file in this folder.
        let immutable = path.starts_with("assets/");
        Asset {
            bytes,
            gzip,
            content_type,
            etag,
            immutable,
        }
    }
}

fn gzip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).ok()?;
    encoder
        .finish()
        .ok()
        .filter(|gzip| gzip.len() < bytes.len())
}

/// The media type for the file extension, and whether compressing is worthwhile.
fn content_type(path: &str) -> (&'static str, bool) {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("html") => ("text/html; charset=utf-8", true),
        Some("js" | "mjs") => ("text/javascript; charset=utf-8", true),
        Some("css") => ("text/css; charset=utf-8", true),
        Some("json" | "map") => ("application/json", true),
        Some("webmanifest") => ("application/manifest+json", true),
        Some("svg") => ("image/svg+xml", true),
        Some("txt") => ("text/plain; charset=utf-8", true),
        Some("png") => ("image/png", false),
        Some("webp") => ("image/webp", false),
        Some("ico") => ("image/x-icon", false),
        Some("woff2") => ("font/woff2", false),
        _ => ("application/octet-stream", false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_start_page_with_or_without_the_dashboard() {
        let page = std::str::from_utf8(&index().bytes).unwrap();
        assert_eq!(index().content_type, "text/html; charset=utf-8");
        assert!(!index().immutable);
        assert!(is_built() || page.contains("make build"));
    }

    #[test]
    fn names_with_a_hash_are_cached_for_ever_and_text_is_compressed() {
        let script = Cow::Owned(b"let a = 1;\n".repeat(100));
        let asset = Asset::new("assets/index-4f2a.js", script, String::new());
        assert!(asset.immutable);
        assert!(asset.gzip.unwrap().len() < 200);
        let image = Asset::new("favicon.png", Cow::Borrowed(b"png"), String::new());
        assert_eq!(
            (image.content_type, image.gzip, image.immutable),
            ("image/png", None, false)
        );
    }

    #[test]
    fn paths_that_are_no_file_of_the_dashboard_are_nothing() {
        assert!(get("../Cargo.toml").is_none());
        assert!(get("").is_none());
    }
}

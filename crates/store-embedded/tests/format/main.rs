//! Stores that earlier versions wrote open for ever.
//!
//! Each format has a fixture: a store's folder as `format-N.tar.zst` and its figures as
//! `format-N.txt`. Once released a fixture is never made anew. The one of the running format comes
//! from `cargo run -p store-embedded --example format-fixture`, which is to be run when the format's
//! number grows, with new file names.

mod content;

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use ports::SalesStore;
use store_embedded::EmbeddedStore;

#[tokio::test]
async fn format_1_opens_with_its_figures() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/format");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let packed = File::open(fixtures.join("format-1.tar.zst")).expect("the fixture is there");
    let packed = zstd::Decoder::new(packed).expect("it is packed with zstd");
    tar::Archive::new(packed)
        .unpack(folder.path())
        .expect("it unpacks");
    let expected = std::fs::read_to_string(fixtures.join("format-1.txt"));
    let expected = expected.expect("its figures are there");
    // Twice: what the first one may have written is read by the second.
    for _ in 0..2 {
        let store = Arc::new(EmbeddedStore::open(folder.path()).expect("format 1 opens"));
        assert_eq!(content::figures(Arc::clone(&store)).await, expected);
        content::replay(&store).await;
        assert_eq!(
            content::figures(Arc::clone(&store)).await,
            expected,
            "all of it is known"
        );
        store.close().await.expect("it closes");
    }
}

#[tokio::test]
async fn this_version_writes_what_format_1_reads() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    content::fill(folder.path()).await;
    let store = Arc::new(EmbeddedStore::open(folder.path()).expect("the store opens"));
    let figures = content::figures(store).await;
    assert_eq!(figures, include_str!("format-1.txt"));
}

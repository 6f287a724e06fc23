//! Stores that earlier versions wrote open for ever.
//!
//! Each format has fixtures: a store's folder as `NAME.tar.zst` and its figures as `NAME.txt`. Once
//! released a fixture is never made anew. `cargo run -p store-embedded --example format-fixture NAME`
//! makes one of the running format; that is to be done before its bytes change.

mod content;

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use ports::Store;
use store_embedded::EmbeddedStore;

/// Opens the store of a fixture and compares every figure.
async fn assert_opens(name: &str) {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/format");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let packed = fixtures.join(format!("{name}.tar.zst"));
    let packed = File::open(packed).expect("the fixture is there");
    let packed = zstd::Decoder::new(packed).expect("it is packed with zstd");
    tar::Archive::new(packed)
        .unpack(folder.path())
        .expect("it unpacks");
    let expected = std::fs::read_to_string(fixtures.join(format!("{name}.txt")));
    let expected = expected.expect("its figures are there");
    // Twice: what the first one may have written is read by the second.
    for _ in 0..2 {
        let store = Arc::new(EmbeddedStore::open(folder.path()).expect("the fixture opens"));
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
async fn format_1_opens_with_its_figures() {
    assert_opens("format-1").await;
}

/// Written by the last version before measures became a list.
#[tokio::test]
async fn the_last_folders_of_format_1_open_with_their_figures() {
    assert_opens("format-1-last").await;
}

#[tokio::test]
async fn format_2_opens_with_its_figures() {
    assert_opens("format-2").await;
}

#[tokio::test]
async fn this_version_writes_what_format_1_reads() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    content::fill(folder.path()).await;
    let store = Arc::new(EmbeddedStore::open(folder.path()).expect("the store opens"));
    let figures = content::figures(store).await;
    assert_eq!(figures, include_str!("format-1.txt"));
}

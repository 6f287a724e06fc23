//! Creates a fixture of the current on-disk format: `cargo run -p store-embedded --example format-fixture NAME`, such
//! as `format-2`. `tests/format/main.rs` explains when.

#[path = "../tests/format/content.rs"]
mod content;

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use store_embedded::EmbeddedStore;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let name = std::env::args().nth(1).ok_or("say the fixture's name")?;
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/format");
    let target = target.join(format!("{name}.tar.zst"));
    if target.exists() {
        return Err("this fixture is there: it is never made anew".into());
    }
    let folder = tempfile::tempdir()?;
    content::fill(folder.path()).await;
    content::fill_split(folder.path()).await;
    content::fill_converted(folder.path()).await;
    content::fill_remembering(folder.path()).await;
    let packed = zstd::Encoder::new(File::create(&target)?, 19)?;
    let mut archive = tar::Builder::new(packed.auto_finish());
    archive.append_dir_all(".", folder.path())?;
    archive.finish()?;
    drop(archive);
    let store = Arc::new(EmbeddedStore::open(folder.path())?);
    let figures = content::figures_with_memos(Arc::clone(&store)).await;
    content::replay(&store).await;
    assert_eq!(
        content::figures_with_memos(store).await,
        figures,
        "a replay changes nothing"
    );
    std::fs::write(target.with_extension("").with_extension("txt"), figures)?;
    Ok(())
}

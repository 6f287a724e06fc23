//! Recompiles the crate when `web/dist` changes.

use std::fs;

fn main() {
    let dist = "../../web/dist";
    // A missing path counts as changed in every build. An empty folder does not, and the dashboard's build begins with
    // one too. If it cannot be created, that only costs time.
    let _ = fs::create_dir_all(dist);
    println!("cargo::rerun-if-changed={dist}");
    println!("cargo::rerun-if-changed=build.rs");
}

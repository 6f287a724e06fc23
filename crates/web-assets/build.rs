//! Recompiles the crate when `web/dist` changes, if it includes those files.

use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // Development builds read the files when they run, so they can be compiled while the dashboard is built.
    if env::var("PROFILE").is_ok_and(|profile| profile == "debug") {
        return;
    }
    let dist = "../../web/dist";
    // A missing path counts as changed in every build. An empty folder does not, and the dashboard's build begins with
    // one too. If it cannot be created, that only costs time.
    let _ = fs::create_dir_all(dist);
    println!("cargo::rerun-if-changed={dist}");
}

//! Makes the compiler look at `web/dist` again when it changes.

use std::fs;

fn main() {
    let dist = "../../web/dist";
    // A path that is missing counts as changed at every build. An empty folder does not, and it
    // is what the dashboard's build begins with too. Where it cannot be made, only time is lost.
    let _ = fs::create_dir_all(dist);
    println!("cargo::rerun-if-changed={dist}");
    println!("cargo::rerun-if-changed=build.rs");
}

//! Substitutes for Kafka and NATS.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The folder of the pinned servers, which are installed if missing.
pub(crate) fn servers() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = Command::new(own.join("../../scripts/stream-servers"))
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    assert!(output.status.success(), "scripts/stream-servers failed");
    String::from_utf8(output.stdout).unwrap().trim().into()
}

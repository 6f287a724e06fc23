//! Which crates of the workspace may depend on which others, and how long their files may be.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::support::repository;

/// A crate: its manifest, and its dependencies other than those of its tests.
struct Crate {
    manifest: String,
    dependencies: BTreeSet<String>,
}

/// All crates of the workspace by name.
struct Workspace(BTreeMap<String, Crate>);

impl Workspace {
    fn read() -> Workspace {
        let cargo = Command::new(env!("CARGO"))
            .args(["metadata", "--no-deps", "--format-version", "1"])
            .args(["--offline", "--manifest-path"])
            .arg(repository().join("Cargo.toml"))
            .output()
            .unwrap();
        let metadata: Value = serde_json::from_slice(&cargo.stdout).unwrap();
        let name = |value: &Value| value["name"].as_str().unwrap().to_owned();
        let read = |package: &Value| {
            let used = package["dependencies"].as_array().unwrap().iter();
            let dependencies = used.filter(|dependency| dependency["kind"].as_str() != Some("dev"));
            let manifest = package["manifest_path"].as_str().unwrap();
            let found = Crate {
                manifest: fs::read_to_string(manifest).unwrap(),
                dependencies: dependencies.map(name).collect(),
            };
            (name(package), found)
        };
        let packages = metadata["packages"].as_array().unwrap();
        Workspace(packages.iter().map(read).collect())
    }

    /// The crates of the workspace that a crate depends on.
    fn known_to(&self, name: &str) -> BTreeSet<&str> {
        let all = self.0[name].dependencies.iter().map(String::as_str);
        all.filter(|other| self.0.contains_key(*other)).collect()
    }

    fn assert_knows_only(&self, name: &str, allowed: &[&str]) {
        for other in self.known_to(name) {
            assert!(allowed.contains(&other), "{name} must not know {other}");
        }
    }
}

/// A crate that connects to the outside world: a store, or the sources.
fn is_adapter(name: &str) -> bool {
    name.starts_with("store-") || name == "sources"
}

#[test]
fn the_domain_is_pure() {
    let workspace = Workspace::read();
    workspace.assert_knows_only("time-zones", &[]);
    workspace.assert_knows_only("domain", &["time-zones"]);
    let impure = [
        "tokio",
        "serde",
        "serde_json",
        "sonic-rs",
        "tracing",
        "telemetry",
    ];
    for other in impure {
        let dependencies = &workspace.0["domain"].dependencies;
        assert!(
            !dependencies.contains(other),
            "domain must not know {other}"
        );
    }
}

#[test]
fn dependencies_point_one_way() {
    let workspace = Workspace::read();
    workspace.assert_knows_only("ports", &["domain", "telemetry"]);
    workspace.assert_knows_only("packing", &[]);
    workspace.assert_knows_only("telemetry", &[]);
    workspace.assert_knows_only("test-servers", &[]);
    workspace.assert_knows_only("presets", &["domain"]);
    workspace.assert_knows_only("pipeline", &["domain", "ports", "presets", "telemetry"]);
    workspace.assert_knows_only("transfer", &["domain", "ports"]);
    // Files become lines of JSON: no store, no server.
    workspace.assert_knows_only("order-files", &["domain", "packing", "pipeline", "presets"]);
    workspace.assert_knows_only("api-types", &["domain"]);
    workspace.assert_knows_only(
        "server",
        &[
            "api-types",
            "domain",
            "http-server",
            "pipeline",
            "platform-apis",
            "ports",
            "presets",
            "telemetry",
            "transfer",
            "web-assets",
        ],
    );
    workspace.assert_knows_only("web-assets", &[]);
    workspace.assert_knows_only("http-client", &[]);
    workspace.assert_knows_only("http-server", &["telemetry"]);
    // Not `presets`: `reconcile` compares the platform's own sales with what the presets read from its bodies.
    workspace.assert_knows_only("platform-apis", &["domain", "http-client", "ports"]);
    workspace.assert_knows_only("sample-orders", &[]);
    for name in workspace.0.keys().filter(|name| name.starts_with("store-")) {
        workspace.assert_knows_only(name, &["domain", "packing", "ports"]);
    }
    if workspace.0.contains_key("sources") {
        workspace.assert_knows_only(
            "sources",
            &[
                "domain",
                "pipeline",
                "platform-apis",
                "ports",
                "presets",
                "telemetry",
            ],
        );
    }
}

#[test]
fn only_tests_know_their_servers() {
    let workspace = Workspace::read();
    for name in workspace.0.keys() {
        assert!(!workspace.known_to(name).contains("test-servers"), "{name}");
    }
}

#[test]
fn only_the_programs_know_concrete_stores_and_sources() {
    let workspace = Workspace::read();
    for name in workspace.0.keys() {
        let known = workspace.known_to(name);
        let adapter = known.into_iter().find(|other| is_adapter(other));
        if let Some(adapter) = adapter {
            let is_program = ["livetill", "livetill-lambda"].contains(&name.as_str());
            // A benchmark measures a store and the fuzzer feeds it, so they may name it.
            let examines = name.starts_with("bench") || name == "fuzz-targets";
            assert!(is_program || examines, "{name} must not know {adapter}");
        }
    }
}

#[test]
fn crates_have_names_and_share_the_lints() {
    for (name, found) in Workspace::read().0 {
        for part in name.split(['-', '_']) {
            let says_nothing = ["common", "util", "utils", "helper", "helpers"].contains(&part);
            assert!(!says_nothing, "{name} does not say what is in it");
        }
        let manifest: toml::Table = found.manifest.parse().unwrap();
        let lints = manifest
            .get("lints")
            .and_then(|lints| lints.get("workspace"));
        assert_eq!(
            lints,
            Some(&toml::Value::Boolean(true)),
            "{name} has lints of its own"
        );
    }
}

/// The most lines of a file of code, without its unit tests: more than that is not read in one go.
const MAX_LINES: usize = 400;

/// All Rust files below a folder, without those of integration tests.
fn files_of(folder: PathBuf) -> Vec<PathBuf> {
    let (mut folders, mut files) = (vec![folder], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && path.file_name().is_some_and(|name| name != "tests") {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files
}

#[test]
fn no_file_of_code_is_too_long_to_be_read() {
    let folders = ["crates", "benches"].map(|folder| files_of(repository().join(folder)));
    let files = folders.concat();
    assert!(files.len() > 500, "only {} files were found", files.len());
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        let code = text.lines().take_while(|line| *line != "#[cfg(test)]");
        let (lines, path) = (code.count(), path.display());
        assert!(lines <= MAX_LINES, "{path} has {lines} lines of code");
    }
}

/// Whether a text has an example in its documentation, which is a block of code that is not said to be anything else.
fn has_example(text: &str) -> bool {
    let mut is_inside = false;
    text.lines().any(|line| {
        let doc = line.trim_start();
        let doc = doc.strip_prefix("///").or_else(|| doc.strip_prefix("//!"));
        let Some(language) = doc.and_then(|doc| doc.trim_start().strip_prefix("```")) else {
            return false;
        };
        is_inside = !is_inside;
        is_inside && language != "text"
    })
}

#[test]
fn examples_in_the_documentation_are_tested() {
    assert!(has_example("//! ```\n//! run();\n//! ```"));
    assert!(!has_example("/// ```text\n/// a drawing\n/// ```"));
    for (name, found) in Workspace::read().0 {
        // Looking for examples takes rustdoc a minute and a half for all crates, so those without any say so.
        if !found.manifest.contains("doctest = false") {
            continue;
        }
        let source = repository().join("crates").join(&name).join("src");
        for path in files_of(source) {
            let text = fs::read_to_string(&path).unwrap();
            let path = path.display();
            assert!(
                !has_example(&text),
                "{path} has an example that no test runs: remove `doctest = false` from the manifest of {name}"
            );
        }
    }
}

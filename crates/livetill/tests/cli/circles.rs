//! The files of a crate must not import each other in a circle. In a circle, reading one file means reading all of
//! them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::support::repository;

/// The crates without circles. Add a crate when it becomes free of circles; never remove one.
const FREE: [&str; 19] = [
    "api-types",
    "domain",
    "http-client",
    "http-server",
    "livetill",
    "livetill-lambda",
    "order-files",
    "packing",
    "pipeline",
    "platform-apis",
    "ports",
    "presets",
    "sample-orders",
    "server",
    "sources",
    "store-embedded",
    "store-redis",
    "telemetry",
    "transfer",
];

/// For each module of a crate, the modules that it imports, as paths inside the crate.
type Imports = BTreeMap<String, BTreeSet<String>>;

#[test]
fn files_import_each_other_in_no_circle() {
    for name in FREE {
        let source = repository().join("crates").join(name).join("src");
        let mut texts = BTreeMap::new();
        read_modules(&source, "", &mut texts);
        let imports = imports(&texts);
        let circle = circle_in(&imports);
        assert!(
            circle.is_empty(),
            "{name}: {} in a circle",
            circle.join(", ")
        );
    }
}

#[test]
fn a_circle_is_found() {
    let texts = [
        ("a", "use crate::b::thing;"),
        ("b", "use super::c::{self, thing};"),
        (
            "c",
            "fn f() { crate::a::g() }\n#[cfg(test)] mod tests { use super::super::d; }",
        ),
        ("d", "use crate::a;"),
    ];
    let texts = texts.map(|(name, text)| (name.to_owned(), text.to_owned()));
    let imports = imports(&texts.into());
    assert_eq!(circle_in(&imports), ["a", "b", "c"]);
}

/// Reads each file as a module. A folder's `mod.rs` counts as the folder's own module.
fn read_modules(folder: &Path, above: &str, texts: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap();
        let module = match (above, stem) {
            (_, "mod") => above.to_owned(),
            ("", _) => stem.to_owned(),
            _ => format!("{above}::{stem}"),
        };
        if path.is_dir() {
            read_modules(&path, &module, texts);
        } else if path.extension().is_some_and(|kind| kind == "rs") && stem != "lib" {
            texts.insert(module, fs::read_to_string(&path).unwrap());
        }
    }
}

fn imports(texts: &BTreeMap<String, String>) -> Imports {
    let named = |(module, text): (&String, &String)| {
        // Test modules may import anything.
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        let above = module.rsplit_once("::").map_or("", |(above, _)| above);
        let inside = paths(text, "crate::").map(str::to_owned);
        let beside = paths(text, "super::").map(|path| match above {
            "" => path.to_owned(),
            _ => format!("{above}::{path}"),
        });
        let known = inside
            .chain(beside)
            .filter_map(|path| module_of(&path, texts));
        let others = known.filter(|other| other != module).collect();
        (module.clone(), others)
    };
    texts.iter().map(named).collect()
}

/// The paths that follow a word.
fn paths<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = &'t str> {
    text.match_indices(word).map(move |(at, _)| {
        let path = &text[at + word.len()..];
        let is_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
        let end = path.find(|c| !is_path(c)).unwrap_or(path.len());
        path[..end].trim_end_matches(':')
    })
}

/// The module that a path leads into. Its last parts may be items of that module.
fn module_of(mut path: &str, texts: &BTreeMap<String, String>) -> Option<String> {
    while !texts.contains_key(path) {
        path = path.rsplit_once("::")?.0;
    }
    Some(path.to_owned())
}

/// The modules that import themselves, directly or through others.
fn circle_in(imports: &Imports) -> Vec<&str> {
    let reaches_itself = |module: &&String| {
        let mut seen: BTreeSet<&String> = BTreeSet::new();
        let mut next: Vec<&String> = imports[*module].iter().collect();
        while let Some(other) = next.pop() {
            if seen.insert(other) {
                next.extend(&imports[other]);
            }
        }
        seen.contains(module)
    };
    let found = imports.keys().filter(reaches_itself);
    found.map(String::as_str).collect()
}

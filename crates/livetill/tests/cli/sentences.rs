//! Pages translate sentences by matching their forms, so each form must still be what the code says.

use std::fs;
use std::path::Path;

use api_types::Said;

use crate::support::repository;

/// The most texts in the code that may make up a form's text between two values.
const PIECES: usize = 3;

#[test]
fn every_form_of_a_sentence_stands_in_the_code_that_says_it() {
    let code = code();
    let mut gone = Vec::new();
    for (word, form) in Said::forms() {
        let literals = form.split(['{', '}']).step_by(2);
        for literal in literals.filter(|it| !is_said(it.trim(), &code)) {
            gone.push(format!("{word}: {literal}"));
        }
    }
    assert_eq!(gone, Vec::<String>::new(), "nobody says this any more");
}

#[test]
fn another_sentence_is_noticed() {
    let code = ["\"the parcel {which}\"", "\"weighs too much\""].join("\n");
    assert!(is_said("the parcel weighs too much", &code));
    assert!(!is_said("the parcel weighs far too much already", &code));
}

/// Whether a text can be assembled from texts in the code.
fn is_said(mut text: &str, code: &str) -> bool {
    for _ in 0..PIECES {
        let ends = text.char_indices().map(|(at, sign)| at + sign.len_utf8());
        let Some(end) = ends.rev().find(|end| code.contains(&text[..*end])) else {
            return text.is_empty();
        };
        text = text[end..].trim_start();
    }
    text.is_empty()
}

/// The source text of all crates, without their tests and without the list itself, with each string on one line.
fn code() -> String {
    let mut all = String::new();
    for entry in fs::read_dir(repository().join("crates")).unwrap() {
        gather(&entry.unwrap().path().join("src"), &mut all);
    }
    all
}

fn gather(folder: &Path, all: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("api-types/src/said") {
            gather(&path, all);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let text = text.split("#[cfg(test)]").next().unwrap_or_default();
            for (index, part) in text.split("\\\n").enumerate() {
                all.push_str(if index == 0 { part } else { part.trim_start() });
            }
        }
    }
}

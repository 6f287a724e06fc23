//! The names, kinds, labels and buckets that other people's dashboards and alert rules rely on. They are stable, so a
//! golden file holds them. After an intended change, `make generate` regenerates it, together with the documentation's
//! table.

use std::path::{Path, PathBuf};

use telemetry::{CATALOGUE, Family, Label};

const UPDATE: &str = "UPDATE_GOLDEN";

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(path)
}

/// One line per metric: its name and kind, each label with its values, the bucket bounds.
fn schema(metric: &dyn Family) -> String {
    let mut line = format!("{} {}", metric.name(), metric.kind().as_str());
    for label in metric.labels() {
        let mut values = label.values.to_vec();
        values.extend(label.is_open.then_some("*"));
        line.push_str(&format!(" {}={}", label.name, values.join("|")));
    }
    if !metric.bounds().is_empty() {
        let bounds = metric.bounds().iter().map(f64::to_string);
        let bounds: Vec<String> = bounds.collect();
        line.push_str(&format!(" buckets={}", bounds.join("|")));
    }
    line.push('\n');
    line
}

#[test]
fn the_golden_file_has_the_list() {
    let path = repository("crates/telemetry/tests/metrics.txt");
    let schema: String = CATALOGUE.iter().map(|metric| schema(*metric)).collect();
    if std::env::var_os(UPDATE).is_some() {
        std::fs::write(path, schema).unwrap();
        return;
    }
    let golden = std::fs::read_to_string(path).unwrap();
    let differs = golden
        .lines()
        .zip(schema.lines())
        .find(|(kept, now)| kept != now);
    assert!(
        golden == schema,
        "what somebody's dashboard asks for has changed, from line {differs:?}; if that is wanted, \
         `make generate` writes the golden file anew"
    );
}

#[test]
fn the_documentation_has_the_list() {
    const MARKS: [&str; 2] = ["<!-- metrics: begin -->\n", "<!-- metrics: end -->"];
    let path = repository("docs/operations.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once(MARKS[0]).unwrap();
    let (listed, after) = rest.split_once(MARKS[1]).unwrap();
    let mut table = "| name | kind | labels | |\n|---|---|---|---|\n".to_owned();
    for metric in CATALOGUE {
        let labels: Vec<String> = metric.labels().iter().map(documented).collect();
        table.push_str(&format!(
            "| `{}` | {} | {} | {} |\n",
            metric.name(),
            metric.kind().as_str(),
            labels.join(", "),
            metric.help()
        ));
    }
    if std::env::var_os(UPDATE).is_some() {
        let text = [before, MARKS[0], &table, MARKS[1], after].concat();
        std::fs::write(path, text).unwrap();
        return;
    }
    assert!(
        listed == table,
        "docs/operations.md differs: `make generate` writes it anew"
    );
}

/// A label with its values, such as `` `source` (`http`, `buffer` …) ``.
fn documented(label: &Label) -> String {
    let name = format!("`{}`", label.name);
    if label.values.is_empty() {
        return name;
    }
    let values = label.values.iter().map(|value| format!("`{value}`"));
    let values: Vec<String> = values.collect();
    let others = if label.is_open { " …" } else { "" };
    format!("{name} ({}{others})", values.join(", "))
}

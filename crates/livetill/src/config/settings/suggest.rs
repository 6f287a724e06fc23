//! Suggests the setting that was probably meant by an unknown one.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::{lookup, settings};

/// Words less alike than this are not suggested. The shortest names with one letter missing, added or changed are about
/// this alike.
const ALIKE: f64 = 0.85;

/// The variable that was probably meant.
pub(in crate::config) fn variable_meant(name: &str) -> Option<&'static str> {
    let own = |name: &'_ str| name.trim_start_matches("LIVETILL_").to_owned();
    let name = own(name);
    let names = lookup::variables();
    nearest(names.map(|known| (strsim::jaro_winkler(&name, &own(known)), known)))
}

/// The key that was probably meant by the one at this place of a file.
pub(in crate::config) fn key_meant(file: &str, place: Range<usize>) -> Option<String> {
    let table = DeTable::parse(file).ok()?;
    let key = key_at(table.get_ref(), &place)?;
    let mut general: Vec<&str> = key.iter().map(String::as_str).collect();
    let any = is_of_any_name(&general).then(|| std::mem::replace(&mut general[1], "*"));
    let general = general.join(".");
    let known = known_keys().filter(|known| known.contains('*') == any.is_some());
    let meant = nearest(known.map(|known| (likeness(&general, &known), known)))?;
    Some(meant.replace('*', any.unwrap_or_default()))
}

/// All keys, and their sections.
fn known_keys() -> impl Iterator<Item = String> {
    settings().filter_map(|row| row.key).flat_map(|key| {
        let section = key.rsplit_once('.').map(|(section, _)| section.to_owned());
        let of_any_shop = key.strip_prefix("shop.");
        let of_any_shop = of_any_shop.map(|name| format!("shops.*.{name}"));
        [Some(key.to_owned()), section, of_any_shop]
            .into_iter()
            .flatten()
    })
}

/// Whether the second part of a key is a free name, as in `shops` and `keys`.
fn is_of_any_name(key: &[&str]) -> bool {
    key.len() > 2 && matches!(key[0], "shops" | "keys")
}

/// How alike two keys are. A correct key in the wrong section is likelier than a misspelled one in the right section.
fn likeness(key: &str, known: &str) -> f64 {
    let (section, name) = key.rsplit_once('.').unwrap_or(("", key));
    let (known_section, known_name) = known.rsplit_once('.').unwrap_or(("", known));
    if name == known_name {
        1.0 + strsim::jaro(section, known_section)
    } else if section == known_section {
        strsim::jaro_winkler(name, known_name)
    } else {
        0.0
    }
}

fn nearest<T>(likely: impl Iterator<Item = (f64, T)>) -> Option<T> {
    let likely = likely.filter(|(alike, _)| *alike >= ALIKE);
    let nearest = likely.max_by(|(one, _), (other, _)| one.total_cmp(other));
    nearest.map(|(_, name)| name)
}

/// The path of the key at this place.
fn key_at(table: &DeTable<'_>, place: &Range<usize>) -> Option<Vec<String>> {
    table.iter().find_map(|(key, value)| {
        let name = key.get_ref().to_string();
        if key.span() == *place {
            return Some(vec![name]);
        }
        let DeValue::Table(nested) = value.get_ref() else {
            return None;
        };
        let mut path = key_at(nested, place)?;
        path.insert(0, name);
        Some(path)
    })
}

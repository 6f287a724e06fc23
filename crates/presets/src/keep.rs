//! Lists which parts of a body are read and may be stored, by their place. Other parts are neither read nor stored.

/// What is read at one place of a body.
#[derive(Debug)]
pub enum Keep {
    /// A number, a text, true, false or null; not a list or an object.
    Value,
    /// These keys of an object, or of each object in a list.
    Object(Members),
    /// The same, or a value: an id that its object may replace.
    Either(Members),
}

/// Keys of an object, at most as many as a set in 64 bits can have.
#[derive(Debug)]
pub struct Members {
    all: &'static [(&'static str, Keep)],
    /// By group of their names: the place of the first of them, or [`NONE`]. Most other names are of a group without any, so
    /// one look tells that they are not read.
    first: [u8; GROUPS],
    /// By place: the place of the next of the same group, or [`NONE`].
    next: [u8; u64::BITS as usize],
}

/// The groups of names.
const GROUPS: usize = 256;
/// Where no key is.
const NONE: u8 = u8::MAX;

/// [`Keep::Object`] of these keys.
pub(crate) const fn object(all: &'static [(&'static str, Keep)]) -> Keep {
    Keep::Object(Members::of(all))
}

/// [`Keep::Either`] of these keys.
pub(crate) const fn either(all: &'static [(&'static str, Keep)]) -> Keep {
    Keep::Either(Members::of(all))
}

impl Keep {
    /// The keys that are read of an object; `None` = objects and lists are not.
    pub(crate) fn members(&self) -> Option<&Members> {
        match self {
            Keep::Value => None,
            Keep::Object(members) | Keep::Either(members) => Some(members),
        }
    }

    /// Whether a number, a text, true or false is read.
    pub(crate) fn has_values(&self) -> bool {
        !matches!(self, Keep::Object(_))
    }
}

impl Members {
    const fn of(all: &'static [(&'static str, Keep)]) -> Members {
        assert!(all.len() <= u64::BITS as usize);
        let (mut first, mut next) = ([NONE; GROUPS], [NONE; u64::BITS as usize]);
        let mut place = all.len();
        while place > 0 {
            place -= 1;
            let group = group(all[place].0.as_bytes());
            next[place] = first[group];
            first[group] = place as u8;
        }
        Members { all, first, next }
    }

    /// The place of a name among the keys, as a bit, the key, and what is read there.
    #[inline]
    pub(crate) fn find(&self, name: &[u8]) -> Option<(u64, &'static str, &'static Keep)> {
        let mut place = usize::from(self.first[group(name)]);
        loop {
            let (key, keep) = self.all.get(place)?;
            if is_same(key.as_bytes(), name) {
                return Some((1 << place, key, keep));
            }
            place = usize::from(self.next[place]);
        }
    }
}

/// The group of a name, by its length and its ends.
const fn group(name: &[u8]) -> usize {
    match name {
        [first, .., last] => (name.len() + 5 * *first as usize + 11 * *last as usize) % GROUPS,
        _ => 0,
    }
}

/// Compares names. Most differ in their length or their first byte.
#[inline]
pub(crate) fn is_same(key: &[u8], name: &[u8]) -> bool {
    key.len() == name.len() && key.first() == name.first() && key == name
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Platform;

    /// Checks names at a place and below: its own, and others that look like them.
    fn check(keep: &Keep) -> usize {
        let Some(members) = keep.members() else {
            return 0;
        };
        let names = || members.all.iter().map(|(key, _)| *key);
        for name in names() {
            let others = [
                name.to_uppercase(),
                format!("{name}s"),
                name[1..].to_owned(),
                name.chars().rev().collect(),
                String::new(),
            ];
            for name in others.iter().map(String::as_str).chain([name]) {
                let expected = names().position(|key| key == name);
                let found = members
                    .find(name.as_bytes())
                    .map(|(place, key, _)| (place, key));
                assert_eq!(found, expected.map(|place| (1 << place, name)), "{name}");
            }
        }
        let below: usize = members.all.iter().map(|(_, keep)| check(keep)).sum();
        below + members.all.len()
    }

    #[test]
    fn names_are_found_as_in_a_plain_list() {
        let keeps = Platform::ALL.map(|platform| check(platform.preset().kept()));
        assert!(keeps.iter().sum::<usize>() > 200, "{keeps:?}");
    }
}

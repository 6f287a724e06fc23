//! Channels: eight common to all shops, up to 23 of a shop's own, and `other`.

use std::sync::Arc;

/// A channel, by its permanent number: the common ones, `other`, then the shop's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Channel(u8);

/// The channels common to all shops, in order of number.
const FIXED: [&str; 8] = [
    "online",
    "pos",
    "app",
    "marketplace",
    "social",
    "phone",
    "wholesale",
    "subscription",
];

const OTHER: &str = "other";
/// The name in addresses for orders without a channel.
const NONE: &str = "none";
const FIRST_OWN: u8 = FIXED.len() as u8 + 1;

/// By a hash of length and first letter, the number of the only channel common to all shops that a name can mean. A
/// name with another hash can only mean `other`.
const COMMON: [u8; HASHES] = {
    let (mut numbers, mut number) = ([Channel::OTHER.0; HASHES], 0);
    while number < FIXED.len() {
        let name = FIXED[number].as_bytes();
        let hash = hash(name.len(), name[0]);
        assert!(numbers[hash] == Channel::OTHER.0, "choose another factor");
        assert!(hash != self::hash(OTHER.len(), OTHER.as_bytes()[0]));
        numbers[hash] = number as u8;
        number += 1;
    }
    numbers
};

const HASHES: usize = 32;

/// The same for both cases of a letter.
const fn hash(len: usize, first: u8) -> usize {
    (3 * len + (first | 0x20) as usize) % HASHES
}

impl Channel {
    /// Any channel without a name of its own.
    pub const OTHER: Channel = Channel(FIXED.len() as u8);

    /// Its number.
    pub const fn number(self) -> u8 {
        self.0
    }

    /// The channel with this number.
    pub fn of_number(number: u8) -> Option<Channel> {
        let end = usize::from(FIRST_OWN) + OwnChannels::MOST;
        (usize::from(number) < end).then_some(Channel(number))
    }

    /// The channel with this name, in any case.
    pub fn from_name(name: &str, own: &OwnChannels) -> Option<Channel> {
        let common = Channel(COMMON[hash(name.len(), *name.as_bytes().first()?)]);
        let known = FIXED.get(usize::from(common.0)).unwrap_or(&OTHER);
        if known.eq_ignore_ascii_case(name) {
            return Some(common);
        }
        let mut owned = (FIRST_OWN..).zip(own.names());
        let found = owned.find(|(_, known)| known.eq_ignore_ascii_case(name));
        found.map(|(number, _)| Channel(number))
    }

    /// Its name in a shop with these channels of its own.
    pub fn name(self, own: &OwnChannels) -> &str {
        let own_name = |number: u8| own.0.get(usize::from(number)).map(|name| &**name);
        match self.0.checked_sub(FIRST_OWN) {
            None => FIXED.get(usize::from(self.0)).copied().unwrap_or(OTHER),
            Some(number) => own_name(number).unwrap_or(OTHER),
        }
    }
}

/// A shop's own channels. A channel's index determines its number, so channels are only ever added at the end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnChannels(Arc<[Box<str>]>);

/// Channels that a shop cannot have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidChannels {
    /// Not a valid name.
    #[error("channel `{0}`: a channel's name is 1-32 characters of a-z, 0-9, -, _ and .")]
    Name(String),
    /// The channel exists already.
    #[error("channel `{0}` already exists: every shop has {fixed}, {OTHER} and {NONE}", fixed = FIXED.join(", "))]
    Twice(String),
    /// There are too many.
    #[error("channels: a shop has at most {most} of its own", most = OwnChannels::MOST)]
    TooMany,
}

impl OwnChannels {
    /// The most that a shop may have.
    pub const MOST: usize = 23;

    /// Checks the names.
    ///
    /// # Errors
    /// [`InvalidChannels`] with the invalid name.
    pub fn new<S: AsRef<str>>(
        names: impl IntoIterator<Item = S>,
    ) -> Result<OwnChannels, InvalidChannels> {
        let mut own: Vec<Box<str>> = Vec::new();
        for name in names {
            let name = name.as_ref();
            let allowed = |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.');
            if name.is_empty() || name.len() > 32 || !name.bytes().all(allowed) {
                return Err(InvalidChannels::Name(name.to_owned()));
            }
            let is_fixed = FIXED.contains(&name) || [OTHER, NONE].contains(&name);
            if is_fixed || own.iter().any(|it| **it == *name) {
                return Err(InvalidChannels::Twice(name.to_owned()));
            }
            own.push(name.into());
        }
        match own.len() <= OwnChannels::MOST {
            true => Ok(OwnChannels(own.into())),
            false => Err(InvalidChannels::TooMany),
        }
    }

    /// Their names, in order of number.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|name| &**name)
    }

    /// Whether there are no own channels.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether these begin with all of the others, so that every number keeps its meaning.
    pub fn extend(&self, others: &OwnChannels) -> bool {
        self.0.starts_with(&others.0)
    }
}

impl std::fmt::Display for OwnChannels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.join(","))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn own_channels_are_names_that_no_other_channel_has() {
        for (names, error) in [
            (vec![""], InvalidChannels::Name(String::new())),
            (vec!["Amazon"], InvalidChannels::Name("Amazon".into())),
            (vec!["pos"], InvalidChannels::Twice("pos".into())),
            (vec!["other"], InvalidChannels::Twice("other".into())),
            (vec!["none"], InvalidChannels::Twice("none".into())),
            (vec!["a", "b", "a"], InvalidChannels::Twice("a".into())),
        ] {
            assert_eq!(OwnChannels::new(names), Err(error));
        }
        let many = |count: usize| OwnChannels::new((0..count).map(|number| format!("c{number}")));
        assert_eq!(many(24), Err(InvalidChannels::TooMany));
        let most = many(23).unwrap();
        let last = Channel::from_name("c22", &most).unwrap();
        assert_eq!((last.number(), last.name(&most)), (31, "c22"));
        assert_eq!(Channel::of_number(31), Some(last));
        assert_eq!(Channel::of_number(32), None);
    }

    proptest! {
        #[test]
        fn a_name_means_the_first_channel_called_so(
            name in "[a-zA-Z]{0,13}|(?i:online|pos|app|marketplace|social|phone|wholesale|subscription|other|amazon|ebay)|\\PC{0,3}"
        ) {
            let own = OwnChannels::new(["amazon", "ebay"]).unwrap();
            let mut names = FIXED.into_iter().chain([OTHER]).chain(own.names());
            let first = names.position(|known| known.eq_ignore_ascii_case(&name));
            let found = Channel::from_name(&name, &own).map(|it| usize::from(it.number()));
            prop_assert_eq!(found, first);
        }
    }

    #[test]
    fn channels_are_added_at_the_end() {
        let of = |names: &[&str]| OwnChannels::new(names).unwrap();
        let stored = of(&["amazon", "ebay"]);
        for (names, extend) in [
            (&["amazon", "ebay"][..], true),
            (&["amazon", "ebay", "etsy"], true),
            (&["amazon"], false),
            (&["ebay", "amazon"], false),
            (&[], false),
        ] {
            assert_eq!(of(names).extend(&stored), extend, "{names:?}");
        }
        assert_eq!(stored.to_string(), "amazon,ebay");
        // A channel that another process added is not known here.
        let added = Channel::from_name("etsy", &of(&["amazon", "ebay", "etsy"])).unwrap();
        assert_eq!(added.name(&stored), "other");
    }
}

//! What orders are split by: the channel that sold them and the country that they go to.
//!
//! Both are closed sets, so that no figure depends on which value came first. A value's number is
//! permanent: it stands in records of the stores.

mod channel;
mod country;
mod slices;

pub use channel::{Channel, InvalidChannels, OwnChannels};
pub use country::Country;
pub use slices::{SLICED, SliceSums, Slices};

/// What orders are split by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// Where it was sold.
    Channel,
    /// Where it goes.
    Country,
}

impl Dimension {
    /// Every one.
    pub const ALL: [Dimension; 2] = [Dimension::Channel, Dimension::Country];

    /// Its name wherever it is written out.
    pub const fn as_str(self) -> &'static str {
        match self {
            Dimension::Channel => "channel",
            Dimension::Country => "country",
        }
    }

    /// The one of a name.
    pub fn from_name(name: &str) -> Option<Dimension> {
        Dimension::ALL.into_iter().find(|it| it.as_str() == name)
    }
}

/// A value of a dimension, by one number over all of them: channels first, then countries. An order without a
/// value has no slice; what such orders add up to is what the day's slices leave of its sums.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slice(u16);

/// Room for channels.
const CHANNELS: u16 = 32;

impl Slice {
    /// One more than the highest number that any slice may ever have.
    pub const END: usize = CHANNELS as usize + 256;

    /// Its number.
    pub const fn number(self) -> usize {
        self.0 as usize
    }

    /// The slice of a number; `None` = of a newer version.
    pub fn of_number(number: usize) -> Option<Slice> {
        let number = u16::try_from(number).ok()?;
        let is_known = match number.checked_sub(CHANNELS) {
            None => Channel::of_number(number as u8).is_some(),
            Some(country) => Country::of_number(u8::try_from(country).ok()?).is_some(),
        };
        is_known.then_some(Slice(number))
    }

    /// The dimension that it is a value of.
    pub const fn dimension(self) -> Dimension {
        match self.0 < CHANNELS {
            true => Dimension::Channel,
            false => Dimension::Country,
        }
    }

    /// What it is called: a channel's name, or a country's two letters. `own` are the shop's channels.
    pub fn name(self, own: &OwnChannels) -> &str {
        match self.0.checked_sub(CHANNELS) {
            None => {
                Channel::of_number(self.0 as u8).map_or(Channel::OTHER.name(own), |it| it.name(own))
            }
            Some(number) => Country::of_number(number as u8).map_or("", Country::code),
        }
    }

    /// The value that goes by this name.
    pub fn from_name(dimension: Dimension, name: &str, own: &OwnChannels) -> Option<Slice> {
        match dimension {
            Dimension::Channel => Channel::from_name(name, own).map(Slice::from),
            Dimension::Country => Country::from_code(name).map(Slice::from),
        }
    }
}

impl From<Channel> for Slice {
    fn from(channel: Channel) -> Slice {
        Slice(channel.number().into())
    }
}

impl From<Country> for Slice {
    fn from(country: Country) -> Slice {
        Slice(CHANNELS + u16::from(country.number()))
    }
}

/// Where an order was sold and where it goes, as far as it says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Market {
    /// Where it was sold.
    pub channel: Option<Channel>,
    /// Where it goes.
    pub country: Option<Country>,
}

impl Market {
    /// Of an order that says neither.
    pub const NONE: Market = Market {
        channel: None,
        country: None,
    };

    /// What a body's words mean. A channel that is none of the shop's is [`Channel::OTHER`], a country that
    /// is none is none, and nothing but spaces says nothing.
    pub fn said(channel: Option<&str>, country: Option<&str>, own: &OwnChannels) -> Market {
        let channel = channel.map(str::trim).filter(|said| !said.is_empty());
        let channel = channel.map(|said| Channel::from_name(said, own).unwrap_or(Channel::OTHER));
        let country = country.and_then(|said| Country::from_code(said.trim()));
        Market { channel, country }
    }

    /// Whether it says nothing.
    pub fn is_none(self) -> bool {
        self == Market::NONE
    }

    /// Its value in a dimension.
    pub fn slice(self, dimension: Dimension) -> Option<Slice> {
        match dimension {
            Dimension::Channel => self.channel.map(Slice::from),
            Dimension::Country => self.country.map(Slice::from),
        }
    }

    /// Its values in all dimensions.
    pub fn slices(self) -> impl Iterator<Item = Slice> {
        let slices = Dimension::ALL.map(|dimension| self.slice(dimension));
        slices.into_iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_have_their_numbers_for_ever() {
        let own = OwnChannels::new(["amazon", "ebay"]).unwrap();
        for (dimension, name, number) in [
            (Dimension::Channel, "online", 0),
            (Dimension::Channel, "subscription", 7),
            (Dimension::Channel, "other", 8),
            (Dimension::Channel, "amazon", 9),
            (Dimension::Channel, "ebay", 10),
            (Dimension::Country, "AD", 32),
            (Dimension::Country, "ZW", 280),
        ] {
            let slice = Slice::from_name(dimension, name, &own).unwrap();
            assert_eq!((slice.number(), slice.dimension()), (number, dimension));
            assert_eq!(Slice::of_number(number), Some(slice));
            assert_eq!(slice.name(&own), name);
        }
        assert_eq!(Slice::of_number(281), None, "a country of a newer version");
        assert_eq!(Slice::of_number(Slice::END), None);
    }

    #[test]
    fn a_market_is_what_a_body_says() {
        let own = OwnChannels::new(["amazon"]).unwrap();
        let said = |channel, country| {
            let market = Market::said(channel, country, &own);
            let name = |slice: Slice| slice.name(&own).to_owned();
            Dimension::ALL.map(|dimension| market.slice(dimension).map(name))
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(said(None, None), [None, None]);
        assert_eq!(said(Some(" POS "), Some("de")), [some("pos"), some("DE")]);
        assert_eq!(said(Some("Amazon"), Some("XX")), [some("amazon"), None]);
        assert_eq!(
            said(Some("carrier pigeon"), Some("DEU")),
            [some("other"), None]
        );
        assert_eq!(said(Some("other"), Some("")), [some("other"), None]);
        assert_eq!(said(Some("  "), Some("é")), [None, None]);
        assert!(Market::said(Some(""), Some("Unspecified"), &own).is_none());
    }
}

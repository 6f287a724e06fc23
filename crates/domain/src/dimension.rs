//! The dimensions of orders: the channel that sold them, and the country they go to.
//!
//! Both are closed sets, so that no figure depends on which value came first. A value's number is permanent, because
//! records of the stores contain it.

mod channel;
mod country;
mod slices;

pub use channel::{Channel, InvalidChannels, OwnChannels};
pub use country::Country;
pub use slices::{SLICED, SliceSums, Slices};

/// A dimension by which orders are split.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// The channel that sold it.
    Channel,
    /// The country it goes to.
    Country,
}

impl Dimension {
    /// Every dimension.
    pub const ALL: [Dimension; 2] = [Dimension::Channel, Dimension::Country];

    /// Its name in all output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Dimension::Channel => "channel",
            Dimension::Country => "country",
        }
    }

    /// The dimension with this name.
    pub fn from_name(name: &str) -> Option<Dimension> {
        Dimension::ALL.into_iter().find(|it| it.as_str() == name)
    }
}

/// A value of a dimension, as one number over all dimensions: channels first, then countries. Orders without a value
/// have no slice; their sums are those of the day less those of its slices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slice(u16);

/// The numbers reserved for channels.
const CHANNELS: u16 = 32;

impl Slice {
    /// One more than the highest number that a slice can ever have.
    pub const END: usize = CHANNELS as usize + 256;

    /// Its number.
    pub const fn number(self) -> usize {
        self.0 as usize
    }

    /// The slice with this number; `None` = it belongs to a newer version.
    pub fn of_number(number: usize) -> Option<Slice> {
        let number = u16::try_from(number).ok()?;
        let is_known = match number.checked_sub(CHANNELS) {
            None => Channel::of_number(number as u8).is_some(),
            Some(country) => Country::of_number(u8::try_from(country).ok()?).is_some(),
        };
        is_known.then_some(Slice(number))
    }

    /// Its dimension.
    pub const fn dimension(self) -> Dimension {
        match self.0 < CHANNELS {
            true => Dimension::Channel,
            false => Dimension::Country,
        }
    }

    /// Its name: that of a channel, or a country's two letters. `own` are the shop's channels.
    pub fn name(self, own: &OwnChannels) -> &str {
        match self.0.checked_sub(CHANNELS) {
            None => {
                Channel::of_number(self.0 as u8).map_or(Channel::OTHER.name(own), |it| it.name(own))
            }
            Some(number) => Country::of_number(number as u8).map_or("", Country::code),
        }
    }

    /// The value with this name.
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

/// Where an order was sold and where it goes, if known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Market {
    /// The channel that sold it.
    pub channel: Option<Channel>,
    /// The country it goes to.
    pub country: Option<Country>,
}

impl Market {
    /// The market of an order with neither.
    pub const NONE: Market = Market {
        channel: None,
        country: None,
    };

    /// The meaning of a body's words. A channel that the shop does not have is [`Channel::OTHER`], an unknown country
    /// is `None`, and blank text is `None`.
    pub fn said(channel: Option<&str>, country: Option<&str>, own: &OwnChannels) -> Market {
        // Nearly all are written without spaces around them.
        let named = |said: &str| Channel::from_name(said, own);
        let trimmed = |said: &str| match said.trim() {
            "" => None,
            said => Some(named(said).unwrap_or(Channel::OTHER)),
        };
        let channel = channel.and_then(|said| named(said).or_else(|| trimmed(said)));
        let code =
            |said: &str| Country::from_code(said).or_else(|| Country::from_code(said.trim()));
        let country = country.and_then(code);
        Market { channel, country }
    }

    /// Whether both are unknown.
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

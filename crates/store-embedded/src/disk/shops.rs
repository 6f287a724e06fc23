//! The stored data of a shop besides its figures.

use std::sync::PoisonError;

use domain::{BusinessDay, FirstDays, Measure, OwnChannels, Shop};
use fjall::PersistMode;
use ports::StoreError;

use super::{Disk, ShopNumber, corrupt, read_error, write_error};
use crate::codec::{Malformed, Reader, Write};

#[derive(Clone, Debug)]
pub(crate) struct StoredShop {
    pub number: ShopNumber,
    pub timezone: String,
    pub currency: String,
    /// Not in the pages: those are written when there is much to write, but this when a shop is opened.
    pub first_days: FirstDays,
    /// Every own channel that it ever had.
    pub channels: OwnChannels,
}

/// Tags in the place of a measure's number: the day from which on channels and countries are known, and a channel.
const SLICED: usize = 1_000;
const CHANNEL: usize = 1_001;

impl Disk {
    /// The stored data of a shop.
    pub(crate) fn shop(&self, id: &str) -> Result<Option<StoredShop>, StoreError> {
        let stored = self.meta.get(shop_key(id));
        let stored = stored.map_err(|error| read_error("a shop", error))?;
        let read = stored.map(|bytes| StoredShop::read(&bytes)).transpose();
        read.map_err(|error| corrupt("a shop").because(error))
    }

    /// Numbers a shop and writes its settings. The number is new: removed shops count too.
    pub(crate) fn add_shop(&self, shop: &Shop) -> Result<StoredShop, StoreError> {
        let mut numbered = self.numbered.lock().unwrap_or_else(PoisonError::into_inner);
        let count = || self.meta.prefix("shop/").count() as ShopNumber;
        let number = numbered.unwrap_or_else(count);
        let stored = StoredShop {
            number,
            timezone: shop.clock.name().to_owned(),
            currency: shop.currency.code().to_owned(),
            first_days: FirstDays::of_new_shop(),
            channels: shop.channels.clone(),
        };
        self.keep_shop(shop.id.as_str(), &stored)?;
        *numbered = Some(number + 1);
        Ok(stored)
    }

    /// Writes the data of a shop durably.
    pub(crate) fn keep_shop(&self, id: &str, stored: &StoredShop) -> Result<(), StoreError> {
        let mut batch = self.batch();
        batch.insert(&self.meta, shop_key(id), stored.bytes());
        let written = batch.durability(Some(PersistMode::SyncAll)).commit();
        written.map_err(|error| write_error("a shop", error))
    }
}

impl StoredShop {
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        bytes.put_u64(u64::from(self.number));
        bytes.put_bytes(self.timezone.as_bytes());
        bytes.put_bytes(self.currency.as_bytes());
        bytes.put_len(self.first_days.known());
        for (measure, day) in self.first_days.each() {
            bytes.put_len(measure.number());
            bytes.put_i64(i64::from(day.epoch_days()));
        }
        if let Some(day) = self.first_days.sliced() {
            bytes.put_len(SLICED);
            bytes.put_i64(i64::from(day.epoch_days()));
        }
        for name in self.channels.names() {
            bytes.put_len(CHANNEL);
            bytes.put_bytes(name.as_bytes());
        }
        bytes
    }

    fn read(bytes: &[u8]) -> Result<StoredShop, Malformed> {
        let mut reader = Reader::new(bytes);
        let mut shop = StoredShop {
            number: reader.u32()?,
            timezone: reader.str()?.to_owned(),
            currency: reader.str()?.to_owned(),
            first_days: FirstDays::default(),
            channels: OwnChannels::default(),
        };
        // Format 1 ends here.
        if !reader.is_empty() {
            let known = reader.u32()? as usize;
            let (mut days, mut sliced, mut channels) = (Vec::new(), None, Vec::new());
            while !reader.is_empty() {
                match reader.u32()? as usize {
                    CHANNEL => channels.push(reader.str()?),
                    SLICED => sliced = Some(BusinessDay::from_epoch_days(reader.i32()?)),
                    number => {
                        let measure = Measure::of_number(number).ok_or(Malformed::Newer)?;
                        days.push((measure, BusinessDay::from_epoch_days(reader.i32()?)));
                    }
                }
            }
            shop.first_days = FirstDays::kept(known, days).with_sliced(sliced);
            shop.channels = OwnChannels::new(channels).map_err(|_| Malformed::Damaged)?;
        }
        Ok(shop)
    }
}

pub(super) fn shop_key(id: &str) -> String {
    format!("shop/{id}")
}

#[cfg(test)]
mod tests {
    use domain::Measure::Returns;

    use super::*;

    #[test]
    fn a_shop_comes_back() {
        let day = BusinessDay::from_epoch_days(-3);
        let mut shop = StoredShop {
            number: 300,
            timezone: "Asia/Tokyo".to_owned(),
            currency: "JPY".to_owned(),
            first_days: FirstDays::kept(9, [(Returns, day)]),
            channels: OwnChannels::default(),
        };
        let bytes = shop.bytes();
        let read = StoredShop::read(&bytes).unwrap();
        assert_eq!((read.number, &read.first_days), (300, &shop.first_days));
        assert_eq!((&*read.timezone, &*read.currency), ("Asia/Tokyo", "JPY"));
        // In format 1.
        let first = &bytes[..bytes.len() - 3];
        assert_eq!(
            StoredShop::read(first).unwrap().first_days,
            FirstDays::default()
        );
        shop.first_days = FirstDays::of_new_shop();
        shop.channels = OwnChannels::new(["amazon", "ebay"]).unwrap();
        let read = StoredShop::read(&shop.bytes()).unwrap();
        assert_eq!(read.first_days, FirstDays::of_new_shop());
        assert_eq!(read.channels, shop.channels);
    }
}

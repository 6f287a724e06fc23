//! Records the first complete days of measures that a shop's servers did not know until now. This happens once for each
//! measure, when a shop is opened, and before orders of another store are copied into it.

use domain::{BusinessDay, FirstDays, Shop};
use ports::{ErrorKind, StoreError, machine_time};

use crate::core::Core;
use crate::layout::first_days;
use crate::layout::keys::Keys;
use crate::wire::error::corrupt;
use crate::wire::value::Answer as _;

const DOING: &str = "note the first days of measures in redis";
const READING: &str = "read the first days of measures from redis";

/// How often to try while other servers do the same. Each time one of them succeeds.
const ATTEMPTS: usize = 10;

/// Keys that show that the original design filled a shop.
pub(crate) const OF_THE_ORIGINAL: [&str; 3] = [
    "orders:items:popular",
    "orders:items:latest",
    "sales:revenue:days",
];

impl Core {
    /// Records the days of measures that no server knew before this one opened the shop.
    pub(crate) async fn learn_first_days(
        &self,
        shop: &Shop,
        keys: &Keys,
    ) -> Result<(), StoreError> {
        match self.change_first_days(shop, keys, |_| {}).await {
            // A known shop can be read while Redis is full, and readers work out the day themselves (see `read`).
            Err(error) if error.kind() == ErrorKind::Unavailable && error.is_refused() => {
                tracing::warn!(shop = %shop.id, %error, "the first days of measures are not recorded yet");
                Ok(())
            }
            done => done,
        }
    }

    /// Adopts the days of a shop whose orders are copied into this one, if they are later.
    pub(crate) async fn raise_first_days(
        &self,
        shop: &Shop,
        keys: &Keys,
        others: &FirstDays,
    ) -> Result<(), StoreError> {
        self.change_first_days(shop, keys, |days| {
            days.raise(others);
        })
        .await
    }

    /// The first complete days of measures.
    pub(crate) async fn first_days(
        &self,
        shop: &Shop,
        keys: &Keys,
    ) -> Result<FirstDays, StoreError> {
        let mut since = redis::cmd("HGET");
        since.arg(keys.state()).arg("since");
        let noted = self.reader.command(READING, &since).await?;
        read(shop, noted.text())
    }

    /// Learns of new measures and makes a change.
    async fn change_first_days(
        &self,
        shop: &Shop,
        keys: &Keys,
        change: impl Fn(&mut FirstDays),
    ) -> Result<(), StoreError> {
        for _ in 0..ATTEMPTS {
            let mut pipeline = redis::pipe();
            let mut state = redis::cmd("HMGET");
            state.arg(keys.state()).arg(&["since", "adopted"]);
            pipeline.add_command(state);
            let mut original = redis::cmd("EXISTS");
            original.arg(&OF_THE_ORIGINAL.map(|key| keys.article(key)));
            pipeline.add_command(original);
            let answers = self.reader.moment(DOING, &pipeline).await?;
            let [state, original] = &answers[..] else {
                return Err(corrupt(DOING));
            };
            let [noted, adopted] = state.list()? else {
                return Err(corrupt(DOING));
            };
            let is_new = adopted.bytes().is_none() && original.number() == 0;
            let mut days = match noted.text() {
                None if is_new => FirstDays::of_new_shop(),
                noted => read_noted(noted)?,
            };
            days.learn(today(shop));
            change(&mut days);
            let noted = noted.text().unwrap_or_default();
            let text = first_days::amend(noted, &days);
            if text == noted || self.note(DOING, keys, "since", [noted, &text]).await? {
                return Ok(());
            }
        }
        let message = format!("{DOING}: other servers changed them {ATTEMPTS} times in a row");
        Err(StoreError::new(ErrorKind::Unavailable, message))
    }
}

/// Reads a shop's recorded days. Measures not recorded yet are not complete before tomorrow.
pub(crate) fn read(shop: &Shop, noted: Option<&str>) -> Result<FirstDays, StoreError> {
    let mut days = read_noted(noted)?;
    days.learn(today(shop));
    Ok(days)
}

fn read_noted(noted: Option<&str>) -> Result<FirstDays, StoreError> {
    first_days::read(noted).ok_or_else(|| corrupt("the first days of measures cannot be read"))
}

fn today(shop: &Shop) -> BusinessDay {
    shop.today(machine_time())
}

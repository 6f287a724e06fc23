//! Checks that a shop in the store is the right one and accepts commits.
//!
//! Only commits that touch a foreign key notice it. So the key is remembered then, and checked until it is gone or has
//! another type.

use domain::{Measure, OwnChannels, Shop};
use ports::{ErrorKind, StoreError};
use redis::Value;

use crate::core::Core;
use crate::layout::keys::Keys;
use crate::layout::sizes::FORMATS;
use crate::scripts::{Call, NOTE, NOTE_TEXT};
use crate::wire::error::corrupt;
use crate::wire::value::Answer as _;

const OPENING: &str = "open the shop in redis";
/// The field of the state with the shop's own channels.
const CHANNELS: &str = "channels";

impl Core {
    /// Like [`Core::identify`], when a shop is opened. A new shop can also be opened while Redis refuses writes, for
    /// example because it is full. Nothing is committed to it until it is [identified](Core::identify_late).
    pub(crate) async fn identify_first(&self, shop: &Shop, keys: &Keys) -> Result<(), StoreError> {
        let Err(error) = self.identify(shop, keys).await else {
            return Ok(());
        };
        let is_refused = error.kind() == ErrorKind::Unavailable && error.is_refused();
        // A shop that does not exist cannot be read either.
        if !is_refused || self.retained(keys).await.is_err() {
            return Err(error);
        }
        tracing::warn!(shop = %shop.id, %error, "the store takes no writes, and the shop is new: no orders are taken yet");
        self.unidentified.lock().insert(keys.own.clone());
        Ok(())
    }

    /// Identifies a shop before its first commit, if that was not possible when it was opened.
    pub(crate) async fn identify_late(&self, shop: &Shop) -> Result<(), StoreError> {
        if self.unidentified.lock().is_empty() {
            return Ok(());
        }
        let keys = self.keys(shop);
        if self.unidentified.lock().contains(&keys.own) {
            self.identify(shop, &keys).await?;
            self.unidentified.lock().remove(&keys.own);
        }
        Ok(())
    }

    /// Records which shop these figures belong to, or checks that they are this shop's.
    pub(crate) async fn identify(&self, shop: &Shop, keys: &Keys) -> Result<(), StoreError> {
        let state = keys.state();
        let wanted = [
            ("format", FORMATS[0]),
            ("timezone", shop.clock.name()),
            ("currency", shop.currency.code()),
        ];
        let answers = match self.note_settings(&state, &wanted).await {
            // A known shop can be read while Redis is full.
            Err(error) if error.kind() == ErrorKind::Unavailable && error.is_refused() => {
                let mut read = redis::cmd("HMGET");
                read.arg(&state).arg(&wanted.map(|(field, _)| field));
                let answer = self.reader.command(OPENING, &read).await?;
                let stored = answer.list()?.to_vec();
                if stored.iter().any(|it| it.text().is_none()) {
                    return Err(error);
                }
                stored
            }
            written => written?,
        };
        for ((field, wanted), answer) in wanted.into_iter().zip(&answers) {
            let stored = answer.text().unwrap_or_default();
            let is_same = match field {
                "format" => FORMATS.contains(&stored),
                "timezone" => shop.clock.is_named(stored),
                _ => stored == wanted,
            };
            if !is_same {
                if field != "format" {
                    return Err(StoreError::other_setting(shop, field, stored, wanted));
                }
                let [.., newest] = FORMATS;
                let message = format!(
                    "shop `{}` has format {stored}, this server writes {newest}",
                    shop.id
                );
                // An upgrade is running.
                let kind = match stored.contains('>') {
                    true => ErrorKind::Unavailable,
                    false => ErrorKind::Format,
                };
                return Err(StoreError::new(kind, message));
            }
        }
        self.check_measures(shop, keys).await?;
        self.identify_channels(shop, keys).await
    }

    /// Adds new channels of the shop, or checks that it still has all earlier ones.
    async fn identify_channels(&self, shop: &Shop, keys: &Keys) -> Result<(), StoreError> {
        loop {
            let mut read = redis::cmd("HGET");
            read.arg(keys.state()).arg(CHANNELS);
            let answer = self.reader.command(OPENING, &read).await?;
            let noted = answer.text().unwrap_or_default();
            let names = noted.split(',').filter(|name| !name.is_empty());
            let stored = OwnChannels::new(names);
            let stored = stored.map_err(|_| corrupt("the shop's channels cannot be read"))?;
            if !shop.channels.extend(&stored) {
                return Err(StoreError::other_channels(shop, &stored));
            }
            let wanted = shop.channels.to_string();
            if wanted == noted || self.note(OPENING, keys, CHANNELS, [noted, &wanted]).await? {
                return Ok(());
            }
        }
    }

    /// Replaces a text in a field of the state, if it is still the expected one.
    pub(crate) async fn note(
        &self,
        doing: &str,
        keys: &Keys,
        field: &str,
        [noted, text]: [&str; 2],
    ) -> Result<bool, StoreError> {
        let state = keys.state();
        let call = Call {
            script: &NOTE,
            source: NOTE_TEXT,
            keys: &[&state],
            args: &[field, noted, text].map(str::as_bytes),
        };
        Ok(self.writer.script(doing, &call).await?.number() == 1)
    }

    /// Refuses a shop if newer servers sum more measures of it than this one knows.
    async fn check_measures(&self, shop: &Shop, keys: &Keys) -> Result<(), StoreError> {
        let mut read = redis::cmd("HGET");
        read.arg(keys.state()).arg("measures");
        let stored = self.reader.command(OPENING, &read).await?;
        let stored = stored.number();
        if stored > Measure::COUNT as i64 {
            let (name, known) = (&shop.id, Measure::COUNT);
            let message = format!("shop `{name}` has {stored} measures, this server knows {known}");
            return Err(StoreError::new(ErrorKind::Format, message));
        }
        Ok(())
    }

    /// Writes the settings that a shop lacks. Returns its settings afterwards.
    async fn note_settings(
        &self,
        state: &str,
        wanted: &[(&str, &str)],
    ) -> Result<Vec<Value>, StoreError> {
        let mut pipeline = redis::pipe();
        pipeline.atomic();
        for (field, value) in wanted {
            let set = pipeline.cmd("HSETNX").arg(state);
            set.arg(field).arg(value).ignore();
        }
        for (field, _) in wanted {
            pipeline.cmd("HGET").arg(state).arg(field);
        }
        self.writer.transaction(OPENING, &pipeline).await
    }

    /// Remembers the key because of which a commit was refused.
    pub(crate) async fn meet_stranger(&self, keys: &Keys, error: &StoreError) {
        let Some(key) = stranger_of(&error.to_string()) else {
            return;
        };
        if let Ok(found) = self.type_of(&key).await {
            self.strangers.lock().insert(keys.own.clone(), (key, found));
        }
    }

    /// Fails while the key that caused the last refusal is unchanged.
    pub(crate) async fn check_stranger(&self, keys: &Keys) -> Result<(), StoreError> {
        let known = self.strangers.lock().get(&keys.own).cloned();
        let Some((key, then)) = known else {
            return Ok(());
        };
        if self.type_of(&key).await? == then {
            let message = format!("wrong type of {key}: it is a {then}");
            return Err(StoreError::new(ErrorKind::WrongType, message));
        }
        self.strangers.lock().remove(&keys.own);
        Ok(())
    }

    async fn type_of(&self, key: &str) -> Result<String, StoreError> {
        let mut command = redis::cmd("TYPE");
        command.arg(key);
        let answer = self
            .writer
            .command("look at a key of redis", &command)
            .await?;
        Ok(answer.text().unwrap_or_default().to_owned())
    }
}

/// The key that the commit script names.
fn stranger_of(message: &str) -> Option<String> {
    let (_, rest) = message.split_once("LIVETILL wrong type of ")?;
    let key = rest.split_whitespace().next()?.trim_end_matches([':', ',']);
    Some(key.to_owned())
}

#[cfg(test)]
mod tests {
    use super::stranger_of;

    #[test]
    fn the_key_is_found_in_what_every_version_of_redis_makes_of_the_error() {
        for message in [
            "commit to redis: ERR user_script:29: LIVETILL wrong type of {a}:orders:items:latest script: 1f, on @user_script:29.",
            "commit to redis: ERR Error running script (call to f_1f): @user_script:29: user_script:29: LIVETILL wrong type of {a}:orders:items:latest",
        ] {
            assert_eq!(
                stranger_of(message).as_deref(),
                Some("{a}:orders:items:latest")
            );
        }
        assert_eq!(stranger_of("commit to redis: OOM"), None);
    }
}

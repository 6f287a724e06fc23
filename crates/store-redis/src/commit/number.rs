//! Numbers a commit's items, see [`dictionary`](crate::layout::dictionary).

use domain::Commit;
use ports::{ErrorKind, StoreError};

use crate::core::Core;
use crate::layout::dictionary::{Dictionary, Numbering};
use crate::layout::keys::Keys;
use crate::layout::page;
use crate::wire::error::corrupt;
use crate::wire::value::Answer as _;

/// How many items to ask for in one command.
const ASKED_AT_ONCE: usize = 5_000;
/// How often to ask for a batch's numbers before another server gets a turn.
const ATTEMPTS: usize = 100;

impl Core {
    /// Numbers a commit's items. Redis is asked only about items that are neither remembered nor certainly new, after
    /// all commits under way.
    pub(crate) async fn number(
        &self,
        keys: &Keys,
        dictionary: &mut Dictionary,
        commit: &Commit<'_>,
    ) -> Result<Numbering, StoreError> {
        dictionary.make_room();
        let mut new = vec![false; commit.skus.len()];
        for _ in 0..ATTEMPTS {
            let unknown = match dictionary.number(commit, &new) {
                Ok(numbering) => return Ok(numbering),
                Err(unknown) => unknown,
            };
            self.ask(keys, dictionary, commit, &unknown, &mut new)
                .await?;
        }
        let message = "the numbers of items change as fast as they are read";
        Err(StoreError::new(ErrorKind::Unavailable, message))
    }

    async fn ask(
        &self,
        keys: &Keys,
        dictionary: &mut Dictionary,
        commit: &Commit<'_>,
        slots: &[usize],
        new: &mut [bool],
    ) -> Result<(), StoreError> {
        const DOING: &str = "read the numbers of items from redis";
        let mut pipeline = redis::pipe();
        pipeline
            .cmd("HMGET")
            .arg(keys.state())
            .arg(&["dictionary", "numbers"]);
        for slots in slots.chunks(ASKED_AT_ONCE) {
            let skus: Vec<&str> = slots.iter().map(|slot| commit.skus[*slot].sku).collect();
            pipeline.cmd("HMGET").arg(keys.own("catalogue")).arg(skus);
        }
        let answers = self.writer.moment(DOING, &pipeline).await?;
        let Some((state, answers)) = answers.split_first() else {
            return Err(corrupt(DOING));
        };
        let [token, count] = state.list()? else {
            return Err(corrupt(DOING));
        };
        let token = token.text().unwrap_or_default();
        let count = u64::try_from(count.number()).unwrap_or_default();
        if dictionary.learn_state(token, count) {
            new.fill(false);
        }
        let mut slots = slots.iter();
        for answer in answers {
            for (value, &slot) in answer.list()?.iter().zip(&mut slots) {
                let Some(bytes) = value.bytes() else {
                    new[slot] = true;
                    continue;
                };
                let (number, name) =
                    page::read_item(bytes).ok_or_else(|| corrupt("an item cannot be read"))?;
                dictionary.learn(commit.skus[slot].sku, number, name);
            }
        }
        Ok(())
    }
}

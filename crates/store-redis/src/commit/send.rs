//! Commits with one script call, and acts on its answer.

use std::future::Future;
use std::sync::Arc;

use domain::{Commit, Shop};
use ports::{Committed, ErrorKind, StoreError};
use tokio::sync::Mutex;

use crate::commit::answer::{Answer, read_answer};
use crate::commit::encode;
use crate::core::Core;
use crate::layout::dictionary::{Dictionary, Numbering};
use crate::layout::keys::Keys;
use crate::layout::sizes::NARROW_FORMAT;
use crate::scripts::{COMMIT, COMMIT_TEXT, OwnedCall};
use crate::wire::sent::Sent;

const DOING: &str = "commit to redis";

/// How often to rebuild a commit because the items' numbers were out of date. Each time another server added items in
/// between, so somebody makes progress.
const ATTEMPTS: usize = 100;

/// A sent commit.
struct UnderWay<'c> {
    sent: Sent<'c>,
    /// The numbers given to its items, if it has any.
    numbering: Option<Numbering>,
}

impl Core {
    /// Sends a commit, which fixes its place in the sequence. The caller waits for the result separately.
    pub(crate) async fn submit<'c>(
        self: &'c Arc<Core>,
        shop: &'c Shop,
        commit: &'c Commit<'c>,
    ) -> Result<impl Future<Output = Result<Committed, StoreError>> + Send + 'c, StoreError> {
        let keys = self.keys(shop);
        let dictionary = self.dictionaries.of(&keys);
        let under_way = self.begin(shop, &keys, &dictionary, commit).await;
        let under_way = self.heed(&keys, under_way).await?;
        Ok(async move {
            let committed = self.end(shop, &keys, &dictionary, commit, under_way).await;
            self.heed(&keys, committed).await
        })
    }

    /// Remembers a foreign key that a commit met.
    async fn heed<T>(&self, keys: &Keys, result: Result<T, StoreError>) -> Result<T, StoreError> {
        if let Err(error) = &result
            && error.kind() == ErrorKind::WrongType
        {
            self.meet_stranger(keys, error).await;
        }
        result
    }

    /// Builds a commit with the items' numbers and sends it.
    async fn begin<'c>(
        &'c self,
        shop: &Shop,
        keys: &Keys,
        dictionary: &Mutex<Dictionary>,
        commit: &Commit<'_>,
    ) -> Result<UnderWay<'c>, StoreError> {
        let too_large = |_| {
            let message = "an amount of the commit exceeds 64 bits";
            StoreError::new(ErrorKind::TooLarge, message).refused()
        };
        let least = if self.url.narrow_pages {
            NARROW_FORMAT
        } else {
            0
        };
        if commit.skus.is_empty() {
            let body = encode::pack(shop, commit, None, least).map_err(too_large)?;
            let sent = self.call(keys, body).await?;
            let numbering = None;
            return Ok(UnderWay { sent, numbering });
        }
        // Held until the commit is on its way, because later commits build on it. Waiters are served in turn, so
        // commits keep their order.
        let mut turn = dictionary.lock().await;
        let numbering = self.number(keys, &mut turn, commit).await?;
        let body = encode::pack(shop, commit, Some(&numbering), least).map_err(too_large)?;
        let sent = self.call(keys, body).await?;
        turn.expect(&numbering, commit);
        let numbering = Some(numbering);
        Ok(UnderWay { sent, numbering })
    }

    async fn call(
        &self,
        keys: &Keys,
        [whole, small]: [Vec<u8>; 2],
    ) -> Result<Sent<'_>, StoreError> {
        let (article, own) = (keys.article.clone(), keys.own.clone());
        let call = OwnedCall {
            script: &COMMIT,
            source: &COMMIT_TEXT,
            key: keys.state(),
            args: [article.into_bytes(), own.into_bytes(), whole, small],
        };
        self.writer.send(DOING, call).await
    }

    /// Waits for the result of a commit, and rebuilds and sends it again if that helps.
    async fn end(
        self: &Arc<Core>,
        shop: &Shop,
        keys: &Keys,
        dictionary: &Mutex<Dictionary>,
        commit: &Commit<'_>,
        first: UnderWay<'_>,
    ) -> Result<Committed, StoreError> {
        let mut first = Some(first);
        for _ in 0..ATTEMPTS {
            let under_way = match first.take() {
                Some(first) => first,
                None => self.begin(shop, keys, dictionary, commit).await?,
            };
            match under_way.answer(dictionary, commit).await? {
                Answer::Applied(applied) => {
                    // It is applied, whatever the result of the wait.
                    self.wait_for_replicas()
                        .await
                        .map_err(StoreError::in_doubt)?;
                    for board in applied.thin {
                        // The commit has succeeded even if the refill fails: pages are then read from the units until a
                        // refill succeeds.
                        if let Err(error) = self.refill(keys, &board).await {
                            tracing::warn!(%error, "the leaderboard could not be refilled yet");
                        }
                    }
                    if applied.dropped {
                        self.sweep_later(keys);
                    }
                    return Ok(Committed::Applied);
                }
                Answer::Conflict(conflict) => {
                    if !conflict.entries.is_empty() {
                        // Its sender is told that these orders are stored.
                        self.wait_for_replicas_of_stored(keys).await?;
                    }
                    return Ok(Committed::Conflict(conflict));
                }
                // Normally done once in a shop's life, but its data may be deleted and filled by the original design
                // again.
                Answer::Foreign => self.adopt(shop, keys).await?,
                Answer::Stale => {}
            }
        }
        let message = format!("{DOING}: other servers added items {ATTEMPTS} times in a row");
        Err(StoreError::new(ErrorKind::Unavailable, message).refused())
    }
}

impl UnderWay<'_> {
    async fn answer(
        self,
        dictionary: &Mutex<Dictionary>,
        commit: &Commit<'_>,
    ) -> Result<Answer, StoreError> {
        let answer = self.sent.answer().await;
        let numbering = self.numbering.as_ref();
        let answer = answer.and_then(|answer| read_answer(commit, numbering, &answer));
        if let Some(numbering) = numbering {
            settle(dictionary, numbering, commit, &answer).await;
        }
        answer
    }
}

/// Keeps the remembered items in step with the result of a commit.
async fn settle(
    dictionary: &Mutex<Dictionary>,
    numbering: &Numbering,
    commit: &Commit<'_>,
    answer: &Result<Answer, StoreError>,
) {
    match answer {
        Ok(Answer::Applied(applied)) if applied.named.is_empty() => {}
        Ok(Answer::Applied(applied)) => {
            let mut dictionary = dictionary.lock().await;
            dictionary.learn_names(numbering, commit, &applied.named);
        }
        Ok(Answer::Stale) => dictionary.lock().await.forget(),
        Ok(Answer::Conflict(_) | Answer::Foreign) => {
            dictionary.lock().await.take_back(numbering, commit);
        }
        // It was expected to add items, and it is unknown whether it did.
        Err(_) if numbering.next.is_some() => dictionary.lock().await.forget(),
        _ => {}
    }
}

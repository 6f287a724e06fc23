//! Records which digests were sent to whom, in one document per shop, and decides who may send one now.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Range, Rhythm, ShopId, Timestamp};
use pipeline::{change_document, forget_document};
use ports::{Presence, StoreError};
use serde::{Deserialize, Serialize};

use crate::peers::{FRESH, Peers};

const WHAT: &str = "what was sent of a shop's digests";
/// How long a claim holds, in milliseconds: longer than sending takes. A server that has not finished by then is taken
/// to be gone.
const CLAIMED: i64 = 10 * 60_000;
/// The pause after the first failure, in milliseconds. It doubles with each.
const PAUSE: i64 = 60_000;
/// The longest pause, in milliseconds.
const LONGEST_PAUSE: i64 = 30 * 60_000;

/// By the name of the rhythm. Fields may be added.
type Sent = BTreeMap<String, SentDigest>;

/// The newest digest of a rhythm.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct SentDigest {
    /// The last day it covers.
    last: String,
    /// The keys of the targets that have it. A kind alone means all of that kind.
    told: BTreeSet<String>,
    /// The number of failed attempts.
    failures: u32,
    /// The time before which no other server may send it, in milliseconds since 1970.
    not_before: i64,
    /// The server that is sending it, if others can see whether it lives.
    server: String,
}

/// Whether a digest is to be sent now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// Yes, by this server, to the targets that do not have it.
    Ours(BTreeSet<String>),
    /// Not before this time: another server is sending it, or an attempt has just failed.
    Later(Timestamp),
    /// Every target has it.
    Done,
}

fn name(shop: &ShopId) -> String {
    format!("digest/{shop}")
}

/// Claims the digest of these days for this server. The claim of a server that is gone is free.
///
/// # Errors
/// Any kind.
pub(super) async fn claim(
    store: &dyn Presence,
    shop: &ShopId,
    (rhythm, days): (Rhythm, Range),
    targets: &BTreeSet<String>,
    peers: &Peers,
    now: Timestamp,
) -> Result<Turn, StoreError> {
    let mut turn = Turn::Done;
    let (name, last) = (name(shop), days.last.to_string());
    let changed = change_document(store, &name, WHAT, |sent: &mut Sent| {
        let digest = sent.entry(rhythm.name().to_owned()).or_default();
        if digest.last != last {
            *digest = SentDigest {
                last: last.clone(),
                ..SentDigest::default()
            };
        }
        let untold: BTreeSet<String> = targets
            .iter()
            .filter(|key| !has_it(&digest.told, key))
            .cloned()
            .collect();
        // A clock that was set back must not delay a digest for days.
        let is_held = (now.millis()..now.millis() + LONGEST_PAUSE).contains(&digest.not_before);
        let is_gone = peers.is_gone(&digest.server, digest.not_before - CLAIMED, now);
        let again = match digest.server.is_empty() {
            true => digest.not_before,
            false => digest.not_before.min(now.millis() + FRESH),
        };
        turn = match () {
            () if untold.is_empty() => Turn::Done,
            () if is_held && !is_gone => Turn::Later(Timestamp::from_millis(again)),
            () => {
                digest.not_before = now.millis() + CLAIMED;
                digest.server.clone_from(&peers.own);
                Turn::Ours(untold)
            }
        };
        matches!(turn, Turn::Ours(_))
    });
    changed.await?;
    Ok(turn)
}

/// Notes that a target has a digest, while others are still to get it.
///
/// # Errors
/// Any kind.
pub(super) async fn note_one(
    store: &dyn Presence,
    shop: &ShopId,
    (rhythm, days): (Rhythm, Range),
    target: String,
) -> Result<(), StoreError> {
    let (name, last) = (name(shop), days.last.to_string());
    let changed = change_document(store, &name, WHAT, |sent: &mut Sent| {
        let digest = sent.get_mut(rhythm.name()).filter(|it| it.last == last);
        digest.is_some_and(|digest| digest.told.insert(target.clone()))
    });
    changed.await.map(drop)
}

/// Notes which targets have a digest; a failed attempt is repeated after a pause.
///
/// # Errors
/// Any kind.
pub(super) async fn note(
    store: &dyn Presence,
    shop: &ShopId,
    (rhythm, days): (Rhythm, Range),
    told: &BTreeSet<String>,
    failed: bool,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (name, last) = (name(shop), days.last.to_string());
    let changed = change_document(store, &name, WHAT, |sent: &mut Sent| {
        let digest = sent.get_mut(rhythm.name()).filter(|it| it.last == last);
        let Some(digest) = digest else {
            return false;
        };
        digest.told.extend(told.iter().cloned());
        let pause = match failed {
            false => 0,
            true => pause(digest.failures),
        };
        digest.failures += u32::from(failed);
        digest.not_before = now.millis() + pause;
        digest.server.clear();
        true
    });
    changed.await.map(drop)
}

/// Whether a target has a digest. Older servers noted only the kind.
fn has_it(told: &BTreeSet<String>, key: &str) -> bool {
    let kind = key.split_once(':').map_or(key, |(kind, _)| kind);
    told.contains(key) || told.contains(kind)
}

/// The pause after this many failures, in milliseconds.
fn pause(failures: u32) -> i64 {
    (PAUSE << failures.min(16)).min(LONGEST_PAUSE)
}

/// Forgets the digests sent for a shop.
///
/// # Errors
/// Any kind.
pub(crate) async fn forget(store: &dyn Presence, shop: &ShopId) -> Result<(), StoreError> {
    forget_document(store, &name(shop)).await
}

#[cfg(test)]
mod tests {
    use store_embedded::EmbeddedStore;

    use super::*;

    #[test]
    fn a_recipient_has_what_an_older_server_sent_to_all() {
        let told = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
        assert!(has_it(&told(&["email"]), "email:12") && has_it(&told(&["email:12"]), "email:12"));
        assert!(!has_it(&told(&["email:12", "slack"]), "email:34"));
    }

    #[tokio::test]
    async fn a_claim_is_free_once_its_server_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let store = EmbeddedStore::open(folder.path()).unwrap();
        let shop = ShopId::new("harbor").unwrap();
        let day = domain::BusinessDay::parse("2026-04-01").unwrap();
        let digest = (
            Rhythm::Daily,
            Range {
                first: day,
                last: day,
            },
        );
        let targets = BTreeSet::from(["slack".to_owned()]);
        let at = |seconds: i64| Timestamp::from_millis(1_775_000_000_000 + seconds * 1_000);
        let claimed = async |own: &str, alive: &[&str], seconds: i64| {
            let all = alive.iter().map(|id| (*id).to_owned()).collect();
            let own = own.to_owned();
            let peers = Peers { own, all };
            claim(&store, &shop, digest, &targets, &peers, at(seconds))
                .await
                .unwrap()
        };
        let ours = || Turn::Ours(targets.clone());
        assert_eq!(claimed("a", &["a", "b"], 0).await, ours());
        // It is being sent, and is looked at again soon.
        assert_eq!(claimed("b", &["a", "b"], 60).await, Turn::Later(at(70)));
        assert_eq!(claimed("b", &["b"], 5).await, Turn::Later(at(15)));
        assert_eq!(claimed("b", &["b"], 60).await, ours());
        assert_eq!(claimed("a", &["a", "b"], 61).await, Turn::Later(at(71)));
        // A server that lives but hangs.
        assert_eq!(claimed("a", &["a", "b"], 661).await, ours());
        // After a failure nobody is sending it.
        note(&store, &shop, digest, &BTreeSet::new(), true, at(662))
            .await
            .unwrap();
        assert_eq!(claimed("b", &["b"], 700).await, Turn::Later(at(722)));
        // The others cannot see this one, so its claim holds.
        assert_eq!(claimed("", &["b"], 730).await, ours());
        assert_eq!(claimed("b", &["b"], 800).await, Turn::Later(at(1_330)));
    }

    #[test]
    fn pauses_grow_up_to_half_an_hour() {
        let minutes = [0, 1, 4, 5, 40].map(|failures| pause(failures) / 60_000);
        assert_eq!(minutes, [1, 2, 16, 30, 30]);
    }
}

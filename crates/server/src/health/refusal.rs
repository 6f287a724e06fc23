//! The shops whose orders the store refuses until somebody fixes something. Each server knows only its own refusals, so
//! it reports them to the others: the server that raises alerts may not be the one that meets the refusal.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use domain::alerts::Verdict;
use pipeline::BufferRefusal;
use serde::{Deserialize, Serialize};
use tokio::time::timeout;

use crate::mending::helps;
use crate::shops::Shops;

/// A refusal that a server met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Refusal {
    pub(crate) shop: String,
    /// The host name of the server.
    pub(crate) host: String,
    /// Whether an order was accepted since then: perhaps only some are refused.
    pub(crate) is_over: bool,
    /// The store's message and what to do, for people.
    pub(crate) detail: String,
}

/// The refusals that this server meets now. Asks the store about all shops that met one whether the reason is fixed,
/// and waits at most this long.
pub(crate) async fn own(shops: &Shops, host: &str, patience: Duration) -> Vec<Refusal> {
    let met = shops.troubled();
    let asked = async {
        for shop in &met {
            shop.intake.standing_trouble().await;
        }
    };
    // A shop without an answer keeps its last known state.
    let _ = timeout(patience, asked).await;
    let mut refusals = Vec::new();
    for shop in &met {
        let Some(trouble) = shop.intake.trouble() else {
            continue;
        };
        let what = match &trouble.source {
            None => "no orders are taken".to_owned(),
            Some(source) => format!("no orders from {source} are taken"),
        };
        let helps = helps(trouble.kind);
        refusals.push(Refusal {
            shop: shop.shop().id.to_string(),
            host: host.to_owned(),
            is_over: trouble.is_over,
            detail: format!("{what} ({}): {helps}", trouble.message),
        });
    }
    refusals
}

/// Why this server's intake buffer takes no orders of some shops. Every shop's dashboard shows it, so it names none.
pub(crate) fn of_buffer(shops: &Shops) -> Option<String> {
    let (mut failed, mut waiting) = (None, None);
    for shop in shops.all() {
        let Some(buffer) = shop.intake.buffer() else {
            continue;
        };
        match buffer.refusal() {
            None => {}
            Some(BufferRefusal::Failed(failure)) => failed = Some(failure),
            Some(BufferRefusal::Full) => *waiting.get_or_insert(0) += buffer.status().orders,
        }
    }
    let full = || Some(format!("it is full, {} orders wait", waiting?));
    let why = failed.or_else(full)?;
    Some(format!("the intake buffer takes no orders ({why})"))
}

/// The verdict on one shop, from the refusals that all of these servers met.
pub(crate) fn judge<'a>(refusals: impl Iterator<Item = &'a Refusal>, servers: usize) -> Verdict {
    let (over, standing): (Vec<&Refusal>, Vec<&Refusal>) = refusals.partition(|it| it.is_over);
    if standing.is_empty() {
        return match over.is_empty() {
            true => Verdict::Good,
            false => Verdict::Unknown,
        };
    }
    let is_everywhere = standing.len() == servers;
    let mut hosts: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for refusal in standing {
        let of = hosts.entry(&refusal.detail).or_default();
        of.insert(&refusal.host);
    }
    let parts = hosts.into_iter().map(|(detail, hosts)| {
        let hosts: Vec<&str> = hosts.into_iter().collect();
        match is_everywhere {
            true => detail.to_owned(),
            false => format!("on the server of {}: {detail}", hosts.join(", ")),
        }
    });
    Verdict::Bad(parts.collect::<Vec<String>>().join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(host: &str, detail: &str, is_over: bool) -> Refusal {
        Refusal {
            shop: "default".to_owned(),
            host: host.to_owned(),
            is_over,
            detail: detail.to_owned(),
        }
    }

    #[test]
    fn what_one_of_several_servers_meets_says_which_and_what_all_meet_says_it_once() {
        let of = |refusals: &[Refusal], servers| judge(refusals.iter(), servers);
        let bad = |text: &str| Verdict::Bad(text.to_owned());
        let (one, two) = (
            refusal("a", "format 9", false),
            refusal("b", "format 9", false),
        );
        assert_eq!(of(&[], 2), Verdict::Good);
        assert_eq!(of(std::slice::from_ref(&one), 1), bad("format 9"));
        assert_eq!(
            of(std::slice::from_ref(&two), 2),
            bad("on the server of b: format 9")
        );
        assert_eq!(of(&[one.clone(), two.clone()], 2), bad("format 9"));
        assert_eq!(
            of(&[one, refusal("b", "read only", false)], 3),
            bad("on the server of a: format 9; on the server of b: read only")
        );
        let over = refusal("a", "format 9", true);
        assert_eq!(of(std::slice::from_ref(&over), 2), Verdict::Unknown);
        assert_eq!(
            of(&[over, two], 2),
            bad("on the server of b: format 9"),
            "one of the servers has it"
        );
    }
}

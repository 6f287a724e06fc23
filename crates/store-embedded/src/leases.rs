//! Leases of sources. They are only in memory: a lease held across a restart could only belong to another process, but
//! the folder has just one.

use std::collections::{BTreeMap, HashMap};
use std::time::Instant;

use domain::ShopId;
use ports::{Lease, LeaseRequest};

/// The leases of all shops.
#[derive(Default)]
pub(crate) struct Leases {
    groups: HashMap<(ShopId, String), BTreeMap<String, Held>>,
}

struct Held {
    owner: String,
    until: Instant,
}

impl Leases {
    /// See [`ports::Presence::lease`].
    pub(crate) fn answer(
        &mut self,
        shop: &ShopId,
        request: &LeaseRequest<'_>,
        now: Instant,
    ) -> Vec<Lease> {
        let key = (shop.clone(), request.group.to_owned());
        let group = self.groups.entry(key).or_default();
        group.retain(|_, held| held.until > now);
        for name in request.release {
            if group
                .get(name)
                .is_some_and(|held| held.owner == request.owner)
            {
                group.remove(name);
            }
        }
        for claim in request.take {
            let may = group.get(&claim.name).is_none_or(|held| {
                held.owner == request.owner || Some(&held.owner) == claim.from.as_ref()
            });
            if may {
                let held = Held {
                    owner: request.owner.to_owned(),
                    until: now + request.lasts,
                };
                group.insert(claim.name.clone(), held);
            }
        }
        let leases = group.iter().map(|(name, held)| Lease {
            name: name.clone(),
            owner: held.owner.clone(),
        });
        leases.collect()
    }
}

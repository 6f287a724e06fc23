//! How workers share partitions: a worker with fewer than others takes free ones. If none is free, it takes one at a
//! time from the worker with the most.

use std::collections::HashMap;

use ports::{Claim, Lease};

/// The prefix of a worker's name in the lease that shows its presence. No partition's name has this prefix.
const WORKER: &str = "worker:";

/// The lease that shows others that this worker is there.
pub(super) fn presence(worker: &str) -> Claim {
    let name = format!("{WORKER}{worker}");
    Claim { name, from: None }
}

/// The leased partitions of a worker.
pub(super) fn partitions_of<'l>(
    leases: &'l [Lease],
    worker: &str,
) -> impl Iterator<Item = &'l str> {
    leases
        .iter()
        .filter(move |lease| lease.owner == worker && !lease.name.starts_with(WORKER))
        .map(|lease| lease.name.as_str())
}

/// What a worker should claim in addition, so that all have equally many.
pub(super) fn claims(worker: &str, readable: &[&str], leases: &[Lease]) -> Vec<Claim> {
    let workers = leases.iter().filter(|lease| lease.name.starts_with(WORKER));
    let workers = workers.count().max(1);
    let owners: HashMap<&str, &str> = leases
        .iter()
        .map(|lease| (lease.name.as_str(), lease.owner.as_str()))
        .collect();
    let mut partitions_of: HashMap<&str, Vec<&str>> = HashMap::new();
    let mut free = Vec::new();
    for partition in readable {
        match owners.get(partition) {
            Some(owner) => partitions_of.entry(owner).or_default().push(partition),
            None => free.push(*partition),
        }
    }
    let mine = partitions_of.get(worker).map_or(0, Vec::len);
    let share = readable.len().div_ceil(workers);
    if !free.is_empty() {
        // Each worker starts elsewhere, so that two that look at once rarely want the same.
        let first = worker.bytes().map(usize::from).sum::<usize>() % free.len();
        free.rotate_left(first);
        let wanted = free.into_iter().take(share.saturating_sub(mine));
        return wanted.map(|partition| claim(partition, None)).collect();
    }
    let others = partitions_of.iter().filter(|(owner, _)| **owner != worker);
    let most = others.max_by_key(|(owner, partitions)| (partitions.len(), **owner));
    match most {
        // A difference of two: with a difference of one, the partition would go back and forth.
        Some((owner, partitions)) if partitions.len() >= mine + 2 => {
            let last = partitions.last().into_iter();
            last.map(|partition| claim(partition, Some(owner)))
                .collect()
        }
        _ => Vec::new(),
    }
}

fn claim(partition: &str, from: Option<&str>) -> Claim {
    Claim {
        name: partition.to_owned(),
        from: from.map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lease(name: &str, owner: &str) -> Lease {
        Lease {
            name: name.to_owned(),
            owner: owner.to_owned(),
        }
    }

    /// Lets workers claim in turn until none of them wants more. Returns how many partitions each has.
    fn settle(workers: &[&str], partitions: &[&str], mut leases: Vec<Lease>) -> Vec<usize> {
        leases.extend(
            workers
                .iter()
                .map(|worker| lease(&presence(worker).name, worker)),
        );
        for _ in 0..100 {
            let mut calm = true;
            for worker in workers {
                for claim in claims(worker, partitions, &leases) {
                    calm = false;
                    let held = leases.iter_mut().find(|lease| lease.name == claim.name);
                    match held {
                        Some(held) => {
                            assert_eq!(Some(&held.owner), claim.from.as_ref());
                            held.owner = (*worker).to_owned();
                        }
                        None => leases.push(lease(&claim.name, worker)),
                    }
                }
            }
            if calm {
                let count = |worker: &&str| partitions_of(&leases, worker).count();
                return workers.iter().map(count).collect();
            }
        }
        panic!("they never agree: {leases:?}");
    }

    #[test]
    fn a_single_worker_takes_everything() {
        assert_eq!(settle(&["w"], &["1", "2", "3"], vec![]), [3]);
    }

    #[test]
    fn several_share() {
        assert_eq!(settle(&["v", "w"], &["1", "2", "3", "4"], vec![]), [2, 2]);
        let mut shares = settle(&["u", "v", "w"], &["1", "2", "3", "4"], vec![]);
        shares.sort_unstable();
        assert_eq!(shares, [1, 1, 2]);
        assert_eq!(settle(&["v", "w"], &["1"], vec![]).iter().sum::<usize>(), 1);
    }

    #[test]
    fn who_comes_later_gets_its_share() {
        let all = ["1", "2", "3", "4"];
        let held = all.map(|partition| lease(partition, "v")).to_vec();
        assert_eq!(settle(&["v", "w"], &all, held), [2, 2]);
    }

    #[test]
    fn who_is_gone_is_replaced() {
        let held = vec![lease("1", "v")];
        assert_eq!(settle(&["v"], &["1", "2"], held), [2]);
    }
}

//! Counts connections, and limits how many there are.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Neighbour;

/// Counts connections, in total and by where they come from.
#[derive(Clone, Debug)]
pub(super) struct Crowd(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    most: usize,
    most_each: usize,
    counts: Mutex<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    all: usize,
    /// Only neighbours with connections: it never holds more entries than there are connections.
    by_neighbour: HashMap<Neighbour, usize>,
}

/// A connection, counted until this is dropped.
#[derive(Debug)]
pub(super) struct Place {
    crowd: Crowd,
    neighbour: Option<Neighbour>,
}

impl Crowd {
    /// At most this many in total, and from one neighbour; 0 = no limit.
    pub(super) fn new(most: usize, most_each: usize) -> Crowd {
        let unless_none = |count: usize| if count == 0 { usize::MAX } else { count };
        Crowd(Arc::new(Inner {
            most: unless_none(most),
            most_each: unless_none(most_each),
            counts: Mutex::default(),
        }))
    }

    /// A place for one more connection; `None` if there are too many. Without a neighbour only the total is limited.
    pub(super) fn enter(&self, neighbour: Option<Neighbour>) -> Option<Place> {
        let mut counts = self.lock();
        if counts.all >= self.0.most {
            return None;
        }
        if let Some(neighbour) = neighbour {
            let count = counts.by_neighbour.entry(neighbour).or_default();
            if *count >= self.0.most_each {
                return None;
            }
            *count += 1;
        }
        counts.all += 1;
        let crowd = self.clone();
        Some(Place { crowd, neighbour })
    }

    fn lock(&self) -> MutexGuard<'_, Counts> {
        self.0.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self.crowd.lock();
        counts.all -= 1;
        if let Some(neighbour) = self.neighbour
            && let Some(count) = counts.by_neighbour.get_mut(&neighbour)
        {
            *count -= 1;
            if *count == 0 {
                counts.by_neighbour.remove(&neighbour);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;

    #[test]
    fn places_are_given_and_given_back() {
        let neighbour = |text: &str| Some(Neighbour::of(text.parse::<IpAddr>().unwrap()));
        let (here, there) = (neighbour("192.0.2.1"), neighbour("192.0.2.2"));
        let crowd = Crowd::new(4, 2);
        let first = crowd.enter(here).unwrap();
        let _second = crowd.enter(here).unwrap();
        assert!(crowd.enter(here).is_none());
        drop(first);
        let _third = crowd.enter(here).unwrap();
        let others = [crowd.enter(there).unwrap(), crowd.enter(None).unwrap()];
        assert!(crowd.enter(None).is_none(), "four in all");
        drop(others);
        assert_eq!(crowd.lock().by_neighbour.len(), 1);
        let unlimited = Crowd::new(0, 0);
        let places: Vec<_> = (0..1_000).map(|_| unlimited.enter(here)).collect();
        assert!(places.iter().all(Option::is_some));
    }
}

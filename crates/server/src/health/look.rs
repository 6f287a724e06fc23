//! One look at everything, and the rates between two looks.

use std::sync::Arc;
use std::time::Instant;

use domain::Timestamp;
use ports::{NodeFigures, StoreFigures};
use telemetry::Tally;

use super::fleet::Fleet;
use super::host::HostFigures;
use super::measured::Measured;

/// Everything seen at one moment.
#[derive(Debug)]
pub(crate) struct Look {
    pub(crate) at: Timestamp,
    pub(crate) taken: Instant,
    pub(crate) measured: Measured,
    pub(crate) host: HostFigures,
    /// The last known figures if the store did not answer.
    pub(crate) store: StoreFigures,
    /// Since when the store has not answered; `None` if it does.
    pub(crate) away_since: Option<Timestamp>,
    /// Since when the store answers but refuses writes, and why.
    pub(crate) refuses: Option<(Timestamp, String)>,
    /// Why this server's intake buffer takes no orders.
    pub(crate) buffer_refuses: Option<String>,
    pub(crate) fleet: Arc<Fleet>,
}

/// Two looks.
#[derive(Clone, Copy)]
pub(crate) struct Window<'a> {
    pub(crate) first: &'a Look,
    pub(crate) last: &'a Look,
}

impl Window<'_> {
    pub(crate) fn seconds(&self) -> f64 {
        (self.last.taken - self.first.taken).as_secs_f64()
    }

    /// The growth per second; `None` if the counter was reset in between, for example by a restart.
    pub(crate) fn rate(&self, before: f64, after: f64) -> Option<f64> {
        let seconds = self.seconds();
        (seconds > 0.0 && after >= before).then(|| (after - before) / seconds)
    }

    /// The growth per second of one of this server's counters.
    pub(crate) fn counter(&self, of: impl Fn(&Measured) -> u64) -> Option<f64> {
        let of = |look: &Look| of(&look.measured) as f64;
        self.rate(of(self.first), of(self.last))
    }

    /// The value that this share of the measurements in between does not exceed.
    pub(crate) fn quantile(&self, of: fn(&Measured) -> &Tally, share: f64) -> Option<f64> {
        let (first, last) = (of(&self.first.measured), of(&self.last.measured));
        last.quantile_since(first, share)
    }

    /// The growth per second of a counter of the host.
    pub(crate) fn host(&self, of: impl Fn(&HostFigures) -> f64) -> Option<f64> {
        self.rate(of(&self.first.host), of(&self.last.host))
    }

    /// The growth per second of a counter of one of the store's nodes.
    pub(crate) fn node(
        &self,
        node: &NodeFigures,
        of: impl Fn(&NodeFigures) -> Option<f64>,
    ) -> Option<f64> {
        let mut before = self.first.store.nodes.iter();
        let before = before.find(|before| before.address == node.address)?;
        self.rate(of(before)?, of(node)?)
    }

    /// The same for all nodes together.
    pub(crate) fn nodes(&self, of: impl Fn(&NodeFigures) -> Option<f64>) -> Option<f64> {
        let nodes = self.last.store.nodes.iter();
        nodes.map(|node| self.node(node, &of)).sum()
    }
}

//! The servers at a store, and what they report to each other.

use std::time::Instant;

use api_types::HealthSource;
use ports::ServerRecord;

use super::LISTED;
use super::refusal::Refusal;
use super::report::Report;
use super::sources;
use crate::peers::WILL_DO;

/// The servers at a store, as far as they are known, and what they report.
#[derive(Debug, Default)]
pub(crate) struct Fleet {
    /// The servers, sorted by start.
    pub(crate) servers: Vec<ServerRecord>,
    /// Their sources.
    pub(crate) sources: Vec<HealthSource>,
    /// The shops whose orders the store refuses on one of them.
    pub(crate) refusals: Vec<Refusal>,
    /// Those whose intake buffer takes no orders.
    pub(crate) buffers: Vec<Refusal>,
}

impl Fleet {
    pub(super) fn of(servers: Vec<ServerRecord>) -> Fleet {
        let mut fleet = Fleet::default();
        let mut told = Vec::new();
        for server in &servers {
            let report = Report::of(server);
            told.extend(report.sources);
            fleet.refusals.extend(report.refusals);
            fleet.buffers.extend(report.buffer.map(|detail| Refusal {
                shop: String::new(),
                host: server.host.clone(),
                is_over: false,
                detail,
            }));
        }
        fleet.sources = sources::all(told.into_iter());
        Fleet { servers, ..fleet }
    }

    /// The same with a newer report of one of the servers.
    pub(super) fn with(&self, own: &ServerRecord) -> Fleet {
        let same = |it: &ServerRecord| it.id == own.id;
        let servers = self.servers.iter();
        let servers = servers.map(|it| if same(it) { own } else { it }.clone());
        Fleet::of(servers.collect())
    }
}

/// What this server reported last.
pub(super) struct Reported {
    at: Instant,
    report: Report,
    /// This server, with the report.
    pub(super) own: ServerRecord,
}

impl Reported {
    pub(super) fn now(own: &ServerRecord, report: Report) -> Reported {
        Reported {
            at: Instant::now(),
            own: ServerRecord {
                report: report.to_text(),
                ..own.clone()
            },
            report,
        }
    }

    /// Whether it still does, so that nothing has to be reported again now. A report of ten thousand sources has a
    /// megabyte, which each server reads with the list of servers.
    pub(super) fn will_do(&self, refusals: &[Refusal], buffer: Option<&str>) -> bool {
        self.report.sources.len() > LISTED
            && self.at.elapsed() < WILL_DO
            && self.report.refusals == refusals
            && self.report.buffer.as_deref() == buffer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_sources_are_reported_less_often_but_trouble_at_once() {
        let report = |sources| Report {
            sources: vec![HealthSource::default(); sources],
            ..Report::default()
        };
        let own = ServerRecord {
            id: String::new(),
            version: String::new(),
            host: String::new(),
            started_millis: 0,
            report: String::new(),
        };
        let few = Reported::now(&own, report(LISTED));
        assert!(!few.will_do(&[], None));
        let mut many = Reported::now(&own, report(LISTED + 1));
        assert!(many.will_do(&[], None));
        assert!(!many.will_do(&[], Some("the disk is full")));
        let refusal = Refusal {
            shop: "a".to_owned(),
            host: "h".to_owned(),
            is_over: false,
            detail: "refused".to_owned(),
        };
        assert!(!many.will_do(&[refusal], None));
        many.at = Instant::now().checked_sub(WILL_DO).unwrap();
        assert!(!many.will_do(&[], None));
    }
}

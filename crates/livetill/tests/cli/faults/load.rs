//! Orders from several senders at once. Each is sent again until it is acknowledged.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::PATIENCE;
use super::figures::order;

const SENDERS: usize = 4;
/// The pause before an order is sent again.
const PAUSE: Duration = Duration::from_millis(20);

/// The senders. They send an order again until the server acknowledges it, and never after that.
pub(super) struct Load {
    shared: Arc<Shared>,
    senders: Vec<JoinHandle<Report>>,
}

struct Shared {
    /// The server's address; it may change when the server is restarted.
    address: Mutex<String>,
    next: AtomicU64,
    stop: AtomicBool,
}

/// The answers that the senders got.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Report {
    /// Acknowledged orders, each counted once: their numbers are 0 to this, exclusive.
    pub(super) orders: u64,
    /// Answers 200 that counted an order.
    pub(super) accepted: u64,
    /// Answers 200 for an order that was already known: its first answer was lost, or wrongly refused it.
    pub(super) known: u64,
    /// Answers 202.
    pub(super) buffered: u64,
    /// Answers 503, each with `Retry-After`.
    pub(super) refused: u64,
    /// Requests without an answer.
    pub(super) unanswered: u64,
}

impl Load {
    pub(super) fn start(address: &str) -> Load {
        let shared = Arc::new(Shared {
            address: Mutex::new(address.to_owned()),
            next: AtomicU64::new(0),
            stop: AtomicBool::new(false),
        });
        let send = |_| {
            let shared = Arc::clone(&shared);
            thread::spawn(move || shared.send_all())
        };
        let senders = (0..SENDERS).map(send).collect();
        Load { shared, senders }
    }

    /// Redirects the senders to another address of the server.
    pub(super) fn move_to(&self, address: &str) {
        address.clone_into(&mut self.shared.address.lock().unwrap());
    }

    /// How many orders the senders have started to send.
    pub(super) fn begun(&self) -> u64 {
        self.shared.next.load(Ordering::SeqCst)
    }

    /// Waits until the senders have started to send this many more orders.
    pub(super) fn wait_for(&self, orders: u64) {
        let until = self.begun() + orders;
        test_servers::wait_until("orders are acknowledged again", || self.begun() >= until);
    }

    /// Starts no further orders. Returns once all that were started are acknowledged.
    pub(super) fn finish(self) -> Report {
        self.shared.stop.store(true, Ordering::SeqCst);
        let mut all = Report::default();
        for sender in self.senders {
            let own = sender.join().unwrap();
            all.orders += own.orders;
            all.accepted += own.accepted;
            all.known += own.known;
            all.buffered += own.buffered;
            all.refused += own.refused;
            all.unanswered += own.unanswered;
        }
        assert_eq!(all.orders, self.shared.next.load(Ordering::SeqCst));
        all
    }
}

impl Shared {
    fn send_all(&self) -> Report {
        let config = ureq::Agent::config_builder().http_status_as_error(false);
        let agent: ureq::Agent = config.timeout_global(Some(PATIENCE)).build().into();
        let mut report = Report::default();
        while !self.stop.load(Ordering::SeqCst) {
            let number = self.next.fetch_add(1, Ordering::SeqCst);
            self.send(&agent, number, &mut report);
            report.orders += 1;
        }
        report
    }

    fn send(&self, agent: &ureq::Agent, number: u64, report: &mut Report) {
        let since = Instant::now();
        loop {
            assert!(since.elapsed() < PATIENCE, "order {number} is not taken");
            let url = format!("http://{}/v1/orders", self.address.lock().unwrap());
            let Ok(mut answer) = agent.post(url).send_json(order(number)) else {
                report.unanswered += 1;
                thread::sleep(PAUSE);
                continue;
            };
            let status = answer.status().as_u16();
            let retry_after = answer.headers().contains_key("retry-after");
            let Ok(body) = answer.body_mut().read_json::<Value>() else {
                report.unanswered += 1;
                continue;
            };
            match status {
                200 => {
                    report.accepted += body["accepted"].as_u64().unwrap();
                    report.known += body["duplicates"].as_u64().unwrap();
                    assert_eq!(body["rejected"], json!([]));
                    return;
                }
                202 => {
                    assert_eq!(body["buffered"], 1, "{body}");
                    report.buffered += 1;
                    return;
                }
                503 => {
                    assert!(retry_after, "{body}");
                    report.refused += 1;
                    thread::sleep(PAUSE);
                }
                _ => panic!("{status}: {body}"),
            }
        }
    }
}

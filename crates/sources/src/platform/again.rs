//! The bodies that a round reads again, because it begins before the end of the previous round.

use std::collections::HashSet;
use std::mem;

use platform_apis::ApiBody;

/// How many bytes of a round to remember. Bodies beyond that are read as duplicates, which costs little.
const MOST: usize = 1024 * 1024;

/// The bodies of the previous round. Without them, a body that cannot be read would be rejected again in every round.
#[derive(Default)]
pub(super) struct Again {
    before: HashSet<ApiBody>,
    now: HashSet<ApiBody>,
    bytes: usize,
}

impl Again {
    /// Whether exactly this body came in the previous round.
    pub(super) fn has(&mut self, body: &ApiBody) -> bool {
        self.bytes += body.topic.len() + body.body.len();
        if self.bytes <= MOST {
            self.now.insert(body.clone());
        }
        self.before.contains(body)
    }

    /// Ends the round.
    pub(super) fn turn(&mut self) {
        self.before = mem::take(&mut self.now);
        self.bytes = 0;
    }
}

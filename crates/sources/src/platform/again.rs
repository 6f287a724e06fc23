//! What a round reads again: its beginning lies before the end of the round before.

use std::collections::HashSet;
use std::mem;

use platform_apis::ApiBody;

/// So many bytes of a round are remembered. What is read twice beyond is a duplicate, and costs no more than that.
const MOST: usize = 1024 * 1024;

/// The bodies of the round before. A body that cannot be understood would be kept among the rejects in every round.
#[derive(Default)]
pub(super) struct Again {
    before: HashSet<ApiBody>,
    now: HashSet<ApiBody>,
    bytes: usize,
}

impl Again {
    /// Whether this very body came in the round before.
    pub(super) fn has(&mut self, body: &ApiBody) -> bool {
        self.bytes += body.topic.len() + body.body.len();
        if self.bytes <= MOST {
            self.now.insert(body.clone());
        }
        self.before.contains(body)
    }

    /// The round is over.
    pub(super) fn turn(&mut self) {
        self.before = mem::take(&mut self.now);
        self.bytes = 0;
    }
}

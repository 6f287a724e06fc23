//! Refills a leaderboard's sorted set from the units, in short calls so that the server stays free for others.

use ports::StoreError;

use crate::core::Core;
use crate::layout::keys::Keys;
use crate::layout::leaderboard::Leaderboard;
use crate::scripts::{Call, REFILL, REFILL_TEXT};
use crate::wire::value::Answer as _;

/// How many items a call looks at: about a millisecond of the server's time.
const STRETCH: &str = "500";

impl Core {
    /// Lowers a leaderboard's threshold until its sorted set is long enough again.
    pub(crate) async fn refill(&self, keys: &Keys, suffix: &str) -> Result<(), StoreError> {
        let board = Leaderboard::with_suffix(keys, suffix);
        let (state, catalogue) = (keys.state(), keys.own("catalogue"));
        let mut script_keys = vec![&*state, &*catalogue, &*board.sold, &*board.set];
        script_keys.extend(board.items.as_deref());
        loop {
            let mut read = redis::cmd("HGET");
            read.arg(&state).arg(format!("top{suffix}"));
            let threshold = self
                .reader
                .command("refill a leaderboard", &read)
                .await?
                .number();
            let mut count = redis::cmd("ZCOUNT");
            count.arg(&board.set).arg(threshold).arg("+inf");
            let length = self
                .reader
                .command("refill a leaderboard", &count)
                .await?
                .number();
            if threshold <= 1 || length >= board.shortest {
                return Ok(());
            }
            let token = ports::chance();
            let mark = format!("{}:{token:x}", threshold / 2 + threshold % 2);
            // Half of 3 becomes 2, half of 2 becomes 1: the threshold always falls.
            let mark = if threshold == 2 {
                format!("1:{token:x}")
            } else {
                mark
            };
            let mut cursor = "0".to_owned();
            loop {
                let call = Call {
                    script: &REFILL,
                    source: REFILL_TEXT,
                    keys: &script_keys,
                    args: &[
                        suffix.as_bytes(),
                        cursor.as_bytes(),
                        mark.as_bytes(),
                        STRETCH.as_bytes(),
                    ],
                };
                let answer = self.writer.script("refill a leaderboard", &call).await?;
                match answer.text() {
                    Some("0") => break,
                    Some("-") | None => return Ok(()),
                    Some(next) => next.clone_into(&mut cursor),
                }
            }
        }
    }
}

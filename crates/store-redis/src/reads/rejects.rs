//! Rejects: numbered, in order, counted by reason.

use domain::Reason;
use ports::{Page, RejectCount, StoreError, StoredReject};

use crate::core::Core;
use crate::layout::keys::Keys;
use crate::layout::reject;
use crate::scripts::{Call, DROP_REJECTS, DROP_REJECTS_TEXT};
use crate::wire::error::corrupt;
use crate::wire::value::{Answer as _, pairs};

/// How many a call drops: within a few milliseconds of the server's time.
const DROPPED_AT_ONCE: usize = 1_000;

impl Core {
    pub(crate) async fn rejects(
        &self,
        keys: &Keys,
        offset: usize,
        limit: usize,
    ) -> Result<Page<StoredReject>, StoreError> {
        const DOING: &str = "read rejects from redis";
        let order = keys.own("rejects:order");
        let mut pipeline = redis::pipe();
        pipeline.cmd("ZCARD").arg(&order);
        let last = (offset + limit.max(1)).saturating_sub(1);
        pipeline.cmd("ZREVRANGE").arg(&order).arg(offset).arg(last);
        let answers = self.reader.moment(DOING, &pipeline).await?;
        let [total, members] = &answers[..] else {
            return Err(corrupt(DOING));
        };
        let number = |member: &str| member.split(':').next().and_then(|it| it.parse().ok());
        let members = members.list()?.iter().take(limit);
        let numbers: Vec<u64> = members
            .filter_map(|member| number(member.text()?))
            .collect();
        let total = usize::try_from(total.number()).unwrap_or_default();
        if numbers.is_empty() {
            return Ok(Page {
                items: Vec::new(),
                total,
            });
        }
        let mut command = redis::cmd("HMGET");
        command.arg(keys.own("rejects")).arg(&numbers);
        let bodies = self.reader.command(DOING, &command).await?;
        let mut items = Vec::with_capacity(numbers.len());
        for (number, body) in numbers.into_iter().zip(bodies.list()?) {
            // One that left between the two calls is not there any more.
            let Some(bytes) = body.bytes() else { continue };
            let reject = reject::read(bytes).ok_or_else(|| corrupt("a reject cannot be read"))?;
            items.push(StoredReject { number, reject });
        }
        Ok(Page { items, total })
    }

    pub(crate) async fn reject_counts(&self, keys: &Keys) -> Result<Vec<RejectCount>, StoreError> {
        let mut command = redis::cmd("HGETALL");
        command.arg(keys.own("rejects:counts"));
        let answer = self
            .reader
            .command("count rejects in redis", &command)
            .await?;
        let counts = pairs(answer.list()?).filter_map(|(reason, count)| {
            let reason = Reason::from_name(reason.text()?)?;
            Some(RejectCount {
                reason,
                count: u64::try_from(count.number()).ok()?,
            })
        });
        let mut counts: Vec<RejectCount> = counts.collect();
        counts.sort_by_key(|count| count.reason);
        Ok(counts)
    }

    pub(crate) async fn drop_rejects(
        &self,
        keys: &Keys,
        numbers: &[u64],
    ) -> Result<usize, StoreError> {
        let state = keys.state();
        let mut dropped = 0;
        for numbers in numbers.chunks(DROPPED_AT_ONCE) {
            let numbers: Vec<String> = numbers.iter().map(u64::to_string).collect();
            let mut args = vec![keys.own.as_bytes()];
            args.extend(numbers.iter().map(String::as_bytes));
            let call = Call {
                script: &DROP_REJECTS,
                source: DROP_REJECTS_TEXT,
                keys: &[&state],
                args: &args,
            };
            dropped += self
                .writer
                .script("drop rejects in redis", &call)
                .await?
                .number();
        }
        Ok(usize::try_from(dropped).unwrap_or_default())
    }
}

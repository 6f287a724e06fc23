//! Rejects: numbered, in order, counted by reason. `scripts/rejects.lua` describes their keys.

use domain::{Reason, Timestamp};
use ports::{Page, RejectCount, StoreError, StoredReject};

use crate::core::Core;
use crate::layout::keys::Keys;
use crate::layout::reject;
use crate::scripts::{Call, DROP_REJECTS, DROP_REJECTS_TEXT, EXPIRE_REJECTS, EXPIRE_REJECTS_TEXT};
use crate::wire::error::corrupt;
use crate::wire::value::{Answer as _, pairs};

/// How many rejects one call drops: within a few milliseconds of the server's time.
const DROPPED_AT_ONCE: usize = 1_000;

impl Core {
    pub(crate) async fn rejects(
        &self,
        keys: &Keys,
        offset: usize,
        limit: usize,
    ) -> Result<Page<StoredReject>, StoreError> {
        const DOING: &str = "read rejects from redis";
        let mut pipeline = redis::pipe();
        let last = (offset + limit.max(1)).saturating_sub(1);
        for order in ["rejects:order", "rejects:apart"] {
            let order = keys.own(order);
            pipeline.cmd("ZCARD").arg(&order);
            pipeline.cmd("ZREVRANGE").arg(&order).arg(0).arg(last);
        }
        let answers = self.reader.moment(DOING, &pipeline).await?;
        let (mut total, mut numbers) = (0, Vec::new());
        for answer in answers.chunks(2) {
            let [count, members] = answer else {
                return Err(corrupt(DOING));
            };
            total += usize::try_from(count.number()).unwrap_or_default();
            let number = |member: &str| member.split(':').next()?.parse::<u64>().ok();
            let members = members.list()?.iter();
            numbers.extend(members.filter_map(|member| number(member.text()?)));
        }
        // Puts the numbers from both into one order.
        numbers.sort_unstable_by(|one, other| other.cmp(one));
        let numbers: Vec<u64> = numbers.into_iter().skip(offset).take(limit).collect();
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
            // One removed between the two calls is gone.
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

    pub(crate) async fn expire_rejects(
        &self,
        keys: &Keys,
        before: Timestamp,
    ) -> Result<u64, StoreError> {
        const DOING: &str = "forget old rejects in redis";
        let state = keys.state();
        let mut command = redis::cmd("HGET");
        command.arg(&state).arg("rejects_apart");
        let bytes = self.reader.command(DOING, &command).await?;
        // Most shops have none, and are asked often.
        if bytes.number() <= 0 {
            return Ok(0);
        }
        let before = before.millis().to_string();
        let call = Call {
            script: &EXPIRE_REJECTS,
            source: EXPIRE_REJECTS_TEXT,
            keys: &[&state],
            args: &[keys.own.as_bytes(), before.as_bytes()],
        };
        let left = self.writer.script(DOING, &call).await?.number();
        Ok(u64::try_from(left).unwrap_or_default())
    }
}

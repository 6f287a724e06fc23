//! Leases of sources: one script call over one hash per group.

use ports::{Lease, LeaseRequest, StoreError};

use crate::core::Core;
use crate::layout::keys::Keys;
use crate::scripts::{Call, LEASE, LEASE_TEXT};
use crate::wire::value::{Answer as _, lossy, pairs};

impl Core {
    pub(crate) async fn lease(
        &self,
        keys: &Keys,
        request: &LeaseRequest<'_>,
    ) -> Result<Vec<Lease>, StoreError> {
        let key = keys.own(&format!("leases:{}", request.group));
        let lasts = request.lasts.as_millis().to_string();
        let count = request.take.len().to_string();
        let mut args = vec![request.owner, &lasts, &count];
        for claim in request.take {
            args.extend([
                claim.name.as_str(),
                claim.from.as_deref().unwrap_or_default(),
            ]);
        }
        args.extend(request.release.iter().map(String::as_str));
        let args: Vec<&[u8]> = args.into_iter().map(str::as_bytes).collect();
        let call = Call {
            script: &LEASE,
            source: LEASE_TEXT,
            keys: &[&key],
            args: &args,
        };
        let answer = self
            .reader
            .script("lease a part of a source", &call)
            .await?;
        let leases = pairs(answer.list()?).map(|(name, owner)| Lease {
            name: lossy(name),
            owner: lossy(owner),
        });
        Ok(leases.collect())
    }
}

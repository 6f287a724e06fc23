//! A whole store.

use async_trait::async_trait;

use crate::{Export, Figures, Ledger, Presence, Records, Roster, StoreError};

/// A store of sales. Only what wires a program together names it; everybody else asks for the part
/// that he uses.
#[async_trait]
pub trait Store: Ledger + Figures + Records + Presence + Roster + Export {
    /// Lets go of everything held, after the last call. Commits that returned are durable without.
    ///
    /// # Errors
    /// Any kind.
    async fn close(&self) -> Result<(), StoreError>;
}

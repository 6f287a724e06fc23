//! A whole store.

use async_trait::async_trait;

use crate::{Export, Figures, Ledger, Presence, Records, Roster, StoreError};

/// A store of sales. Only code that wires a program together names it; all other code asks for the parts that it uses.
#[async_trait]
pub trait Store: Ledger + Figures + Records + Presence + Roster + Export {
    /// Releases everything, after the last call. Commits that returned are durable even without
    /// this.
    ///
    /// # Errors
    /// Any kind.
    async fn close(&self) -> Result<(), StoreError>;
}

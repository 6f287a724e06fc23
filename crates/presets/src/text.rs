//! Texts of orders and events.

use compact_str::CompactString;

/// An id, a SKU, a currency: usually so short that it needs no memory of its own. An order has a dozen, and is read, joined and
/// dropped on different threads, where memory costs most.
pub type Text = CompactString;

//! The input of a server: mostly orders.

use crate::malformed::Malformed;
use crate::order::Order;

/// One line of input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A good event, though perhaps one seen before.
    Order(Order),
    /// A bad one.
    Malformed {
        /// What is wrong with it.
        kind: Malformed,
        /// The line without its end.
        line: Vec<u8>,
    },
}

impl Event {
    /// Appends the event as a line of NDJSON with its line end.
    pub fn write_line(&self, out: &mut Vec<u8>) {
        match self {
            Self::Order(order) => order.write_json(out),
            Self::Malformed { line, .. } => out.extend_from_slice(line),
        }
        out.push(b'\n');
    }
}

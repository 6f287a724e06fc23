//! Incoming orders: their content, the checks, their contribution to the measures, and the compact batch of those that
//! passed.

mod batch;
mod check;
mod effect;
mod event;
mod extra;
mod line;
mod original;
mod round;

pub use batch::{OrderRef, Orders};
pub use check::{MAX_KEY_BYTES, MAX_LINES, MAX_NAME_BYTES, check_id, check_sku, clip_name};
pub(crate) use effect::line_amount;
pub use event::{OrderEvent, Standing, WholeAmounts};
pub use extra::Extra;
pub(crate) use extra::joined;
pub use line::{LineKind, LineValue, OrderLine};
pub use original::Original;

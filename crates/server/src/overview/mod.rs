//! All shops on one screen.
//!
//! There may be ten thousand of them, so none is read for a request that was read before: while somebody looks, the
//! day of every shop is remembered in a few hundred bytes ([`Summary`]), and read again when the store has news of
//! the shop, and at its midnight. A quiet shop costs a look at two numbers. What a day is compared with is
//! remembered by the minute, so that a minute that passes reads nothing. A minute after the last question all is
//! forgotten.
//!
//! What is asked, a [`View`], is answered from that memory: a [`Sheet`]. Viewers of the same view share its sheets
//! and the live channel that tells what changed in them.

mod figures;
mod keeper;
mod sheet;
mod sum;
mod summary;
mod view;
mod views;

pub(crate) use keeper::Overview;
pub(crate) use view::View;
pub(crate) use views::{NoView, Views};

//! All shops on one screen.
//!
//! There may be ten thousand shops, so a request does not read each of them again: while somebody looks, the day of
//! every shop is remembered in a few hundred bytes ([`Summary`]), and read again when the store has news of the shop,
//! and at its midnight. A quiet shop costs a look at two numbers. The days for comparison are remembered by the minute,
//! so that the passing of a minute reads nothing. A minute after the last request everything is forgotten.
//!
//! A request, a [`View`], is answered from that memory with a [`Sheet`]. Viewers of the same view share its sheets and
//! the live channel of its changes.

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

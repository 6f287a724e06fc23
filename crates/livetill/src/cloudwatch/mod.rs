//! Sends figures to CloudWatch: once a minute, all in one call.

#[cfg(not(feature = "aws"))]
mod absent;
#[cfg(feature = "aws")]
mod figures;
#[cfg(feature = "aws")]
mod sender;

#[cfg(not(feature = "aws"))]
pub(crate) use absent::Sender;
#[cfg(feature = "aws")]
pub(crate) use sender::Sender;

//! Redis or Valkey: one server, a primary with replicas under a Sentinel, or a cluster.

mod cluster;
mod server;
mod watched;

pub use cluster::Cluster;
pub use server::Redis;
pub use watched::Watched;

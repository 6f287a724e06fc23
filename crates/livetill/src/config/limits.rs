//! Limits of the server: request rates and connection counts.

use clap::Args;
use http_server::ConnectionSettings;
use serde::Deserialize;
use server::auth::LimitSettings;

#[derive(Clone, Debug, Default, Args)]
pub(crate) struct LimitArgs {
    #[arg(long)]
    limit_sign_ins_per_minute: Option<u32>,
    #[arg(long)]
    limit_refusals_per_minute: Option<u32>,
    #[arg(long)]
    limit_requests_per_key: Option<u32>,
    #[arg(long)]
    limit_requests_per_address: Option<u32>,
    #[arg(long)]
    limit_connections: Option<usize>,
    #[arg(long)]
    limit_connections_per_address: Option<usize>,
}

/// `[limits]` in the file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct LimitSection {
    sign_ins_per_minute: Option<u32>,
    refusals_per_minute: Option<u32>,
    requests_per_key: Option<u32>,
    requests_per_address: Option<u32>,
    connections: Option<usize>,
    connections_per_address: Option<usize>,
}

impl LimitSection {
    /// How often a client may send requests.
    pub(super) fn requests(&self, args: &LimitArgs) -> LimitSettings {
        let limit = |said: Option<u32>, file: Option<u32>| said.or(file).unwrap_or_default();
        LimitSettings {
            sign_ins_per_minute: limit(args.limit_sign_ins_per_minute, self.sign_ins_per_minute),
            refusals_per_minute: limit(args.limit_refusals_per_minute, self.refusals_per_minute),
            requests_per_key: limit(args.limit_requests_per_key, self.requests_per_key),
            requests_per_address: limit(args.limit_requests_per_address, self.requests_per_address),
        }
    }

    /// How many connections may be open.
    pub(super) fn connections(&self, args: &LimitArgs) -> ConnectionSettings {
        let most = args.limit_connections.or(self.connections);
        let per_address = args.limit_connections_per_address;
        let per_address = per_address.or(self.connections_per_address);
        ConnectionSettings {
            most: most.unwrap_or_default(),
            most_per_address: per_address.unwrap_or_default(),
            ..ConnectionSettings::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_beats_the_file() {
        let file = LimitSection {
            requests_per_key: Some(1),
            refusals_per_minute: Some(2),
            connections: Some(3),
            ..LimitSection::default()
        };
        let args = LimitArgs {
            limit_requests_per_key: Some(9),
            limit_connections: Some(0),
            ..LimitArgs::default()
        };
        let requests = file.requests(&args);
        assert_eq!(
            (requests.requests_per_key, requests.refusals_per_minute),
            (9, 2)
        );
        assert_eq!(file.connections(&args).most, 0);
    }
}

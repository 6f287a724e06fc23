use clap::Args;

/// Where the server's figures go besides `/metrics`.
#[derive(Debug, Default, Args)]
pub(crate) struct CloudWatchArgs {
    /// Send the figures to this namespace of CloudWatch once a minute, with region and credentials
    /// as AWS's own tools find them [default: none]
    #[arg(long, value_name = "NAMESPACE", env = "LIVETILL_CLOUDWATCH")]
    pub(crate) cloudwatch: Option<String>,
}

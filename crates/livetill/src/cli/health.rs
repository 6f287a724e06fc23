use clap::Args;

/// Exit code: 0 when it is alive, 1 when it is not or does not answer.
#[derive(Debug, Args)]
pub(crate) struct HealthArgs {
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    pub(crate) server: String,
}

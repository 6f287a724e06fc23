use clap::Args;

use super::KeyArgs;

#[derive(Debug, Args)]
pub(crate) struct TopArgs {
    /// The server to watch
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8080")]
    pub(crate) server: String,

    /// Print once, without a screen: for scripts
    #[arg(long)]
    pub(crate) once: bool,

    #[command(flatten)]
    pub(crate) key: KeyArgs,
}

use clap::Args;

use super::KeyArgs;

#[derive(Debug, Args)]
pub(crate) struct TopArgs {
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    pub(crate) server: String,

    #[arg(long = "shop")]
    pub(crate) shop_id: Option<String>,

    #[arg(long)]
    pub(crate) once: bool,

    #[command(flatten)]
    pub(crate) key: KeyArgs,
}

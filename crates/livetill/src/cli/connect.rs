use clap::Args;
use domain::ShopId;
use presets::Platform;

use super::StoreOrServer;
use crate::config::SecretArgs;

#[derive(Debug, Args)]
pub(crate) struct ConnectArgs {
    #[arg(value_parser = platform)]
    pub(crate) platform: Platform,

    #[arg(long, value_parser = ShopId::new)]
    pub(crate) shop: Option<ShopId>,

    #[arg(long)]
    pub(crate) address: Option<String>,

    #[arg(long)]
    pub(crate) api_token: Option<String>,

    #[arg(long)]
    pub(crate) client_id: Option<String>,

    #[arg(long)]
    pub(crate) client_secret: Option<String>,

    #[arg(long)]
    pub(crate) public_url: Option<String>,

    #[arg(long)]
    pub(crate) since: Option<jiff::civil::Date>,

    #[arg(long)]
    pub(crate) from_day: Option<jiff::civil::Date>,

    #[arg(long, default_value_t = 400)]
    pub(crate) retention_days: u32,

    #[arg(long)]
    pub(crate) timezone: Option<String>,

    #[arg(long)]
    pub(crate) currency: Option<String>,

    #[arg(long)]
    pub(crate) check: bool,

    #[command(flatten)]
    pub(crate) secrets: SecretArgs,

    #[command(flatten)]
    pub(crate) at: StoreOrServer,
}

#[derive(Debug, Args)]
pub(crate) struct DisconnectArgs {
    #[arg(value_parser = platform)]
    pub(crate) platform: Platform,

    #[arg(long, value_parser = ShopId::new)]
    pub(crate) shop: ShopId,

    #[command(flatten)]
    pub(crate) secrets: SecretArgs,

    #[command(flatten)]
    pub(crate) at: StoreOrServer,
}

fn platform(name: &str) -> Result<Platform, String> {
    let known = || Platform::ALL.map(Platform::as_str).join(", ");
    Platform::from_name(name)
        .ok_or_else(|| format!("there is no such platform; choose one of {}", known()))
}

use clap::Args;

/// The default shop. Further shops stand in the configuration file.
#[derive(Debug, Default, Args)]
pub(crate) struct ShopArgs {
    /// IANA time zone: it decides the business day [default: UTC]
    #[arg(long, value_name = "ZONE", env = "LIVETILL_TIMEZONE")]
    pub(crate) timezone: Option<String>,

    /// ISO 4217 currency; orders in another one are rejected [default: USD]
    #[arg(long, value_name = "CODE", env = "LIVETILL_CURRENCY")]
    pub(crate) currency: Option<String>,

    /// Business days with data that are kept in detail [default: 8]
    #[arg(long, value_name = "N", env = "LIVETILL_RETENTION_DAYS")]
    pub(crate) retention_days: Option<u32>,

    /// Minutes by which an order may be in the future [default: 10]
    #[arg(long, value_name = "N", env = "LIVETILL_MAX_FUTURE_MINUTES")]
    pub(crate) max_future_minutes: Option<u32>,

    /// The most distinct items that orders may bring; 0: any number [default: 1000000]
    #[arg(long, value_name = "N", env = "LIVETILL_MAX_ITEMS")]
    pub(crate) max_items: Option<u64>,
}

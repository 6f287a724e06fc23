use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct SizeArgs {
    #[arg(long)]
    pub(crate) orders_per_day: u64,

    #[arg(long)]
    pub(crate) skus: u64,

    #[arg(long)]
    pub(crate) viewers: u64,

    #[arg(long, default_value_t = 8)]
    pub(crate) retention_days: u32,

    #[arg(long, default_value_t = 2.5)]
    pub(crate) lines_per_order: f64,

    #[arg(long, default_value_t = 10.0)]
    pub(crate) peak_factor: f64,

    #[arg(long)]
    pub(crate) json: bool,
}

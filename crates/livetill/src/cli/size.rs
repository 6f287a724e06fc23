use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct SizeArgs {
    /// Orders on a usual day
    #[arg(long, value_name = "N")]
    pub(crate) orders_per_day: u64,

    /// Items in the catalogue
    #[arg(long, value_name = "N")]
    pub(crate) skus: u64,

    /// Dashboards open at the same time
    #[arg(long, value_name = "N")]
    pub(crate) viewers: u64,

    /// Business days that are kept in detail
    #[arg(long, value_name = "N", default_value_t = 8)]
    pub(crate) retention_days: u32,

    /// Item lines of an average order
    #[arg(long, value_name = "X", default_value_t = 2.5)]
    pub(crate) lines_per_order: f64,

    /// The busiest second's orders, as a multiple of the average second's
    #[arg(long, value_name = "X", default_value_t = 10.0)]
    pub(crate) peak_factor: f64,

    /// Print the result as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

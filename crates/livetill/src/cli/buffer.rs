use std::path::PathBuf;

use clap::Args;

/// Where orders wait while a Redis store is away.
#[derive(Debug, Default, Args)]
pub(crate) struct BufferArgs {
    /// Folder in which orders wait, durably, while the Redis store is away; they are counted when
    /// it is back. Without one, they are refused meanwhile
    #[arg(long, value_name = "PATH", env = "LIVETILL_BUFFER")]
    pub(crate) buffer: Option<PathBuf>,

    /// The most that waits there for each shop, such as 512MiB or 2GiB [default: 1GiB]
    #[arg(long, value_name = "SIZE", env = "LIVETILL_BUFFER_MAX")]
    pub(crate) buffer_max: Option<String>,
}

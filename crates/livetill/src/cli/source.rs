use clap::Args;

#[derive(Debug, Default, Args)]
pub(crate) struct SourceArgs {
    /// Where the default shop's orders come from besides requests, such as
    /// kinesis:STREAM?region=eu-west-1 or redis-stream:KEY; may be said several times, and with
    /// spaces between them in the environment
    #[arg(
        long,
        value_name = "URL",
        env = "LIVETILL_SOURCE",
        value_delimiter = ' ',
        hide_env_values = true
    )]
    pub(crate) source: Vec<String>,
}

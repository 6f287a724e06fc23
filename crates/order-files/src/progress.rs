//! A progress bar, if there is a terminal to show it on.

use std::fs;
use std::io::Read;
use std::path::PathBuf;

use indicatif::{ProgressBar, ProgressStyle};

/// Shows how much of the files has been read.
#[derive(Clone, Debug)]
pub struct Progress(ProgressBar);

impl Progress {
    /// Starts with the sizes of these files; `-` has none.
    pub fn start(files: &[PathBuf]) -> Progress {
        let size = |path: &PathBuf| fs::metadata(path).map(|file| file.len());
        let total: Option<u64> = files.iter().map(size).sum::<Result<u64, _>>().ok();
        let (bar, template) = match total {
            Some(total) => (
                ProgressBar::new(total),
                "{bar:32} {percent:>3} %  {bytes}/{total_bytes}  {msg}  {eta} left",
            ),
            None => (ProgressBar::new_spinner(), "{spinner} {bytes}  {msg}"),
        };
        // The templates are constants; with an invalid one the bar has its default style.
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Progress(bar)
    }

    /// Counts the bytes read from `file`.
    pub(super) fn watch(&self, file: impl Read + Send + 'static) -> Box<dyn Read + Send> {
        Box::new(self.0.wrap_read(file))
    }

    /// Shows how many events are done.
    pub fn events(&self, events: u64) {
        self.0.set_message(format!("{events} orders"));
    }

    /// Removes the bar.
    pub fn finish(&self) {
        self.0.finish_and_clear();
    }
}

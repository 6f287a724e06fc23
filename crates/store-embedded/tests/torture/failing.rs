//! A disk that fails or is full: the store refuses everything from then on, and everything it acknowledged is there
//! when it is opened again.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{
    Acknowledged, Dice, Instant, Options, SHOPS, Work, check, child, replay_everything, seconds,
};

/// How the disk fails, from some call on: every write, every write for lack of room, or every sync.
const KINDS: [&str; 3] = ["broken", "full", "sync"];

/// Compiles the failing layer.
pub(crate) fn layer(into: &Path) -> PathBuf {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/torture/failing.c");
    let library = into.join("failing.so");
    let compiled = Command::new("cc")
        .args(["-O1", "-Wall", "-Werror", "-shared", "-fPIC", "-o"])
        .arg(&library)
        .arg(source)
        .arg("-ldl")
        .status();
    let compiled = compiled.expect("this test needs a C compiler: install cc");
    assert!(compiled.success(), "the failing layer is compiled");
    library
}

/// Runs a child until its disk fails; returns what it acknowledged.
fn until_it_fails(
    folder: &Path,
    options: Options,
    work: &[Work],
    more: &[(&str, &str)],
) -> [u64; SHOPS] {
    let mut child = child::start_with(folder, options, work, more);
    let acknowledged = Acknowledged::of(&mut child);
    let status = child.wait().expect("the child ends");
    let said = acknowledged.all();
    let code = status.code();
    assert!(
        [Some(child::REFUSES), Some(child::DOES_NOT_OPEN)].contains(&code),
        "a store whose disk failed refuses, or does not open: {status}"
    );
    said
}

#[test]
fn a_disk_that_fails_stops_the_store_and_takes_nothing_from_it() {
    let place = tempfile::tempdir().expect("a temporary folder");
    let library = layer(place.path());
    let library = library.display().to_string();
    let end = Instant::now() + seconds();
    let mut dice = Dice::new(7);
    let (mut faults, mut batches) = (0, 0);
    while Instant::now() < end {
        let options = Options {
            checkpoint_bytes: [512, 40_000, 64 * 1024 * 1024][dice.below(3)],
            ..Options::default()
        };
        let folder = tempfile::tempdir().expect("a temporary folder");
        let at = folder.path().display().to_string();
        let mut work: Vec<Work> = (0..SHOPS).map(|_| Work::new(dice.bits())).collect();
        for kind in KINDS.into_iter().cycle().take(9) {
            let after = dice.below(300).to_string();
            let more = [
                ("LD_PRELOAD", library.as_str()),
                ("LIVETILL_FAULT_KIND", kind),
                ("LIVETILL_FAULT_AFTER", &after),
                ("LIVETILL_FAULT_FOLDER", &at),
            ];
            let promised = until_it_fails(folder.path(), options, &work, &more);
            check(folder.path(), options, promised, &mut work, &mut dice);
            faults += 1;
            if Instant::now() > end {
                break;
            }
        }
        batches += work.iter().map(|work| work.done).sum::<u64>();
        replay_everything(folder.path(), options, &mut work);
    }
    super::say(format_args!(
        "failing disk: {faults} faults, {batches} batches"
    ));
}

/// A file system of fixed size that can be enlarged. Needs root.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn mount() -> Option<SmallDisk> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=2m", "livetill-torture"])
            .arg(folder.path())
            .output();
        let is_mounted = mounted.is_ok_and(|output| output.status.success());
        is_mounted.then(|| SmallDisk(folder))
    }

    fn resize(&self, size: &str) {
        let resized = Command::new("mount")
            .args(["-o", &format!("remount,size={size}")])
            .arg(self.0.path())
            .status();
        assert!(
            resized.is_ok_and(|status| status.success()),
            "the disk is resized"
        );
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // A failure leaves it mounted until the machine shuts down; the test already has its result.
        let _ = Command::new("umount").arg(self.0.path()).status();
    }
}

#[test]
fn a_full_disk_stops_the_store_until_there_is_room() {
    let (end, mut dice, mut faults) = (Instant::now() + seconds() / 2, Dice::new(8), 0);
    // Without root, the failing layer's full disk in the test above has to suffice.
    while let Some(disk) = SmallDisk::mount().filter(|_| Instant::now() < end) {
        let options = Options {
            checkpoint_bytes: [512, 40_000][dice.below(2)],
            ..Options::default()
        };
        let folder = disk.0.path().join("store");
        let mut work: Vec<Work> = (0..SHOPS).map(|_| Work::new(dice.bits())).collect();
        for mebibytes in [2, 4, 6] {
            disk.resize(&format!("{mebibytes}m"));
            let promised = until_it_fails(&folder, options, &work, &[]);
            disk.resize("256m");
            check(&folder, options, promised, &mut work, &mut dice);
            faults += 1;
        }
        replay_everything(&folder, options, &mut work);
    }
    super::say(format_args!("full disk: {faults} times"));
}

//! A temporary folder to run the binary in.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A folder that is removed with everything in it.
pub(crate) struct Workplace(TempDir);

/// The result of a command.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Workplace {
    pub(crate) fn new() -> Workplace {
        Workplace(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file, with its folder if need be, and returns its path.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path.display().to_string()
    }

    /// The binary in this folder, without settings from the environment of the test run.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = self.within(Command::new(env!("CARGO_BIN_EXE_livetill")));
        // Commands that need AWS credentials use these and read no file of a home folder.
        command
            .env("AWS_ACCESS_KEY_ID", "test")
            .env("AWS_SECRET_ACCESS_KEY", "test");
        command.args(args);
        command
    }

    /// Another program in this folder, also without those settings.
    pub(crate) fn within(&self, mut command: Command) -> Command {
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("LIVETILL_") {
                command.env_remove(name);
            }
        }
        command.current_dir(self.0.path());
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        Ran::of(self.command(args))
    }

    /// Creates a store without orders.
    pub(crate) fn create_store(&self, args: &[&str]) {
        let nothing = self.file("nothing.ndjson", "");
        self.run(&[&["import", &nothing], args].concat()).expect(0);
    }

    /// Connects a platform's shop with the secret in `livetill-secrets/key`.
    pub(crate) fn connect(&self, platform: &str, address: &str, more: &[&str]) -> Ran {
        let token = "--api-token=file:livetill-secrets/key";
        let connect = ["connect", platform, "--address", address, token];
        let connected = self.run(&[&connect, more].concat());
        assert_eq!(connected.code(), 0, "{connected:?}");
        connected
    }

    /// Imports real orders, some of which are refused.
    pub(crate) fn import_real_orders(&self, args: &[&str]) -> Ran {
        let fixture = repository().join("tests/fixtures/online-retail-extract.csv");
        let import = ["import", "--time-format=%m/%d/%Y %H:%M"];
        let fixture = [fixture.to_str().unwrap()];
        self.run(&[&import, args, &fixture].concat())
    }

    pub(crate) fn run_with_stdin(&self, args: &[&str], input: &[u8]) -> Ran {
        let mut command = self.command(args);
        let piped = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = piped.spawn().unwrap();
        // The program may end before it has read everything.
        let _ = child.stdin.take().unwrap().write_all(input);
        Ran::from(child.wait_with_output().unwrap())
    }
}

impl Ran {
    pub(crate) fn of(mut command: Command) -> Ran {
        Ran::from(command.stdin(Stdio::null()).output().unwrap())
    }

    fn from(output: std::process::Output) -> Ran {
        Ran {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The exit code.
    pub(crate) fn code(&self) -> i32 {
        self.code
    }

    /// The results, if the exit code is as expected.
    #[track_caller]
    pub(crate) fn expect(self, code: i32) -> String {
        assert_eq!(self.code, code, "{self:?}");
        self.stdout
    }

    /// The results as JSON.
    #[track_caller]
    pub(crate) fn json(self, code: i32) -> Value {
        serde_json::from_str(&self.expect(code)).unwrap()
    }

    /// The error message of a command that could not run.
    #[track_caller]
    pub(crate) fn error(self) -> String {
        assert!(self.code == 1 && self.stdout.is_empty(), "{self:?}");
        self.stderr
    }
}

/// The repository's folder.
pub(crate) fn repository() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

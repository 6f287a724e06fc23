//! The function's process, started as by Lambda.

use std::io::Read as _;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use test_servers::Redis;

use super::RuntimeApi;

/// Longer than anything takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct Function {
    child: Child,
    api: RuntimeApi,
    invocations: u32,
}

/// How an invocation ended.
#[derive(Debug, PartialEq)]
pub(crate) enum Outcome {
    Answered(Value),
    Failed(String),
}

impl Outcome {
    /// The records to deliver again.
    #[track_caller]
    pub(crate) fn failures(&self) -> Vec<&str> {
        let Outcome::Answered(answer) = self else {
            panic!("{self:?}")
        };
        let failures = answer["batchItemFailures"].as_array().unwrap().iter();
        let item = failures.map(|failure| failure["itemIdentifier"].as_str().unwrap());
        item.collect()
    }
}

impl Function {
    /// With the default shop in New York, as in the original design.
    pub(crate) fn start(redis: &Redis) -> Function {
        Function::with(&[
            ("LIVETILL_STORE", &redis.url()),
            ("LIVETILL_TIMEZONE", "America/New_York"),
        ])
    }

    /// With only these settings.
    pub(crate) fn with(settings: &[(&str, &str)]) -> Function {
        let api = RuntimeApi::start();
        let child = Command::new(env!("CARGO_BIN_EXE_livetill-lambda"))
            .env_clear()
            .envs(settings.iter().copied())
            .env("AWS_LAMBDA_RUNTIME_API", &api.address)
            .env("AWS_LAMBDA_FUNCTION_NAME", "livetill")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512")
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        Function {
            child,
            api,
            invocations: 0,
        }
    }

    pub(crate) fn invoke(&mut self, event: &str) -> Outcome {
        self.invoke_within(event, PATIENCE)
    }

    /// Invokes it with this much time.
    pub(crate) fn invoke_within(&mut self, event: &str, time: Duration) -> Outcome {
        let id = self.begin(event, time);
        let said = self.api.hear(PATIENCE).expect("the function answers");
        assert_eq!(said.id, id);
        if said.is_error {
            return Outcome::Failed(said.body);
        }
        Outcome::Answered(serde_json::from_str(&said.body).unwrap())
    }

    /// Hands over an event without waiting.
    pub(crate) fn begin(&mut self, event: &str, time: Duration) -> String {
        self.invocations += 1;
        let id = format!("request-{}", self.invocations);
        self.api.send(&id, event, time);
        id
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal to its process, such as `STOP` and `CONT`: Lambda freezes it between invocations.
    pub(crate) fn signal(&self, name: &str) {
        let pid = self.pid().to_string();
        let sent = Command::new("kill")
            .args([&format!("-{name}"), &pid])
            .status()
            .unwrap();
        assert!(sent.success());
    }

    /// Kills it. Returns what it wrote to stdout and stderr.
    pub(crate) fn kill(mut self) -> (String, String) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.output()
    }

    /// Waits until it ends by itself.
    pub(crate) fn ended(mut self) -> (ExitStatus, String) {
        let since = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return (status, self.output().1);
            }
            assert!(since.elapsed() < PATIENCE, "it does not end");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn output(&mut self) -> (String, String) {
        let (mut stdout, mut stderr) = (String::new(), String::new());
        let (out, err) = (self.child.stdout.take(), self.child.stderr.take());
        out.unwrap().read_to_string(&mut stdout).unwrap();
        err.unwrap().read_to_string(&mut stderr).unwrap();
        (stdout, stderr)
    }
}

impl Drop for Function {
    fn drop(&mut self) {
        // It has usually ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

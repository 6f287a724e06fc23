//! A server that runs until it is dropped.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::Workplace;

/// Longer than any step takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) struct Server {
    child: Child,
    pub(crate) address: String,
    agent: ureq::Agent,
    log: Arc<Mutex<String>>,
    readers: Vec<JoinHandle<()>>,
}

/// An answer with any status.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) content_type: String,
    pub(crate) retry_after: Option<String>,
    pub(crate) body: String,
}

impl Answer {
    #[track_caller]
    pub(crate) fn json(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{self:?}");
        serde_json::from_str(&self.body).unwrap()
    }
}

impl Server {
    /// Starts `livetill serve` on a free port.
    pub(crate) fn start(place: &Workplace, args: &[&str]) -> Server {
        let mut command = place.command(&["serve", "--listen", "127.0.0.1:0"]);
        command.args(args);
        Server::spawn(command)
    }

    /// Starts a command that prints its address on stdout or stderr, as `http://ADDRESS/`.
    pub(crate) fn spawn(mut command: Command) -> Server {
        let piped = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = piped.spawn().unwrap();
        let log = Arc::new(Mutex::new(String::new()));
        let outputs: [Box<dyn Read + Send>; 2] = [
            Box::new(child.stdout.take().unwrap()),
            Box::new(child.stderr.take().unwrap()),
        ];
        let read = |output| {
            let log = Arc::clone(&log);
            thread::spawn(move || {
                for line in BufReader::new(output).lines().map_while(Result::ok) {
                    log.lock().unwrap().push_str(&(line + "\n"));
                }
            })
        };
        let readers = outputs.into_iter().map(read).collect();
        let since = Instant::now();
        let address = loop {
            let said = log.lock().unwrap().clone();
            let found = said.split_once("http://").or(said.split_once("https://"));
            if let Some((_, rest)) = found {
                break rest.split('/').next().unwrap().to_owned();
            }
            let ended = child.try_wait().unwrap();
            assert!(ended.is_none() && since.elapsed() < PATIENCE, "{said}");
            thread::sleep(Duration::from_millis(5));
        };
        let config = ureq::Agent::config_builder().http_status_as_error(false);
        let agent = config.timeout_global(Some(PATIENCE)).build().into();
        Server {
            child,
            address,
            agent,
            log,
            readers,
        }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        Server::answer(self.agent.get(self.url(path)).call()).unwrap()
    }

    pub(crate) fn get_with(&self, path: &str, headers: &[(&str, String)]) -> Answer {
        let mut request = self.agent.get(self.url(path));
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        Server::answer(request.call()).unwrap()
    }

    pub(crate) fn delete(&self, path: &str) -> Answer {
        Server::answer(self.agent.delete(self.url(path)).call()).unwrap()
    }

    pub(crate) fn post(&self, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        self.try_post(path, headers, body).unwrap()
    }

    /// `None` if the server is gone.
    pub(crate) fn try_post(
        &self,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Option<Answer> {
        let mut request = self.agent.post(self.url(path));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Server::answer(request.send(body))
    }

    /// Posts one order, or an array of them.
    pub(crate) fn post_json(&self, orders: &Value) -> Answer {
        let body = orders.to_string();
        self.post(
            "/v1/orders",
            &[("content-type", "application/json")],
            body.as_bytes(),
        )
    }

    fn answer(result: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Option<Answer> {
        let mut response = result.ok()?;
        let header = |name: &str| {
            let value = response.headers().get(name)?.to_str();
            Some(value.unwrap_or_default().to_owned())
        };
        Some(Answer {
            status: response.status().as_u16(),
            content_type: header("content-type").unwrap_or_default(),
            retry_after: header("retry-after"),
            body: response.body_mut().read_to_string().ok()?,
        })
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Its output so far.
    pub(crate) fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// Sends SIGKILL: work in progress is lost.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Sends SIGTERM: work in progress is finished.
    pub(crate) fn terminate(&mut self) -> ExitStatus {
        let pid = self.pid().to_string();
        let sent = Command::new("kill").args(["-TERM", &pid]).status().unwrap();
        assert!(sent.success());
        let since = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                // Its last output may still be on its way.
                let readers = self.readers.drain(..);
                readers.for_each(|reader| reader.join().unwrap());
                return status;
            }
            assert!(
                since.elapsed() < PATIENCE,
                "it does not stop: {}",
                self.log()
            );
            thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It has usually ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

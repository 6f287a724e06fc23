//! An HTTP server over a state that tests can change while it runs.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;

use serde_json::Value;

/// A request.
#[derive(Clone, Debug)]
pub struct Request {
    /// `GET` and so on.
    pub method: String,
    /// Without the query.
    pub path: String,
    /// The query's parameters.
    pub query: Vec<(String, String)>,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Request {
    /// A parameter of the query.
    pub fn param(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| &**value)
    }

    /// A number in the query.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.param(name)?.parse().ok()
    }

    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| &**value)
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Reply {
    /// Its status.
    pub status: u16,
    /// Its headers, besides those of the body.
    pub headers: Vec<(&'static str, String)>,
    /// Its body.
    pub body: String,
}

impl Reply {
    /// 200 with JSON.
    pub fn json(body: &Value) -> Reply {
        Reply::of(200, body)
    }

    /// A status with JSON.
    pub fn of(status: u16, body: &Value) -> Reply {
        Reply {
            status,
            headers: Vec::new(),
            body: body.to_string(),
        }
    }
}

/// What goes wrong with the next request.
#[derive(Clone, Debug)]
pub enum Fault {
    /// It is answered with this status, and with this many seconds to wait.
    Status(u16, Option<u64>),
    /// It is answered with this.
    Answer(Reply),
    /// The connection is closed without an answer.
    Cut,
}

/// A change of the state before a request is answered.
type Meanwhile<S> = Box<dyn FnOnce(&mut S) + Send>;

struct Inner<S> {
    state: S,
    requests: Vec<Request>,
    faults: VecDeque<Fault>,
    meanwhile: VecDeque<Option<Meanwhile<S>>>,
}

/// A server with its own state, for as long as the test's process lives.
pub struct ApiServer<S> {
    /// Its address: `http://127.0.0.1:PORT`.
    pub address: String,
    inner: Arc<Mutex<Inner<S>>>,
}

impl<S: Send + 'static> ApiServer<S> {
    /// Answers requests from the state, on a free port.
    pub fn start(state: S, answer: fn(&mut S, &Request) -> Reply) -> ApiServer<S> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let inner = Arc::new(Mutex::new(Inner {
            state,
            requests: Vec::new(),
            faults: VecDeque::new(),
            meanwhile: VecDeque::new(),
        }));
        let shared = Arc::clone(&inner);
        // The thread ends with the test's process.
        thread::spawn(move || {
            for connection in listener.incoming().map_while(Result::ok) {
                let inner = Arc::clone(&shared);
                thread::spawn(move || serve(connection, &inner, answer));
            }
        });
        ApiServer { address, inner }
    }

    fn lock(&self) -> MutexGuard<'_, Inner<S>> {
        self.inner.lock().unwrap()
    }

    /// Reads or changes the state.
    pub fn with<T>(&self, look: impl FnOnce(&mut S) -> T) -> T {
        look(&mut self.lock().state)
    }

    /// Makes the next requests fail in these ways, one each.
    pub fn fail(&self, faults: impl IntoIterator<Item = Fault>) {
        self.lock().faults.extend(faults);
    }

    /// Changes the state just before a later request is answered; `after` is how many requests come before it.
    pub fn meanwhile(&self, after: usize, change: impl FnOnce(&mut S) + Send + 'static) {
        let mut inner = self.lock();
        while inner.meanwhile.len() <= after {
            inner.meanwhile.push_back(None);
        }
        inner.meanwhile[after] = Some(Box::new(change));
    }

    /// The requests so far. Clears them.
    pub fn requests(&self) -> Vec<Request> {
        std::mem::take(&mut self.lock().requests)
    }
}

/// `None` when the connection has ended.
fn serve<S>(
    connection: TcpStream,
    inner: &Mutex<Inner<S>>,
    answer: fn(&mut S, &Request) -> Reply,
) -> Option<()> {
    let mut writer = connection.try_clone().ok()?;
    let mut reader = BufReader::new(connection);
    loop {
        let request = read(&mut reader)?;
        let reply = {
            let mut inner = inner.lock().unwrap();
            inner.requests.push(request.clone());
            if let Some(Some(change)) = inner.meanwhile.pop_front() {
                change(&mut inner.state);
            }
            match inner.faults.pop_front() {
                Some(Fault::Cut) => return None,
                Some(Fault::Answer(reply)) => reply,
                Some(Fault::Status(status, pause)) => Reply {
                    status,
                    headers: pause
                        .map(|pause| ("retry-after", pause.to_string()))
                        .into_iter()
                        .collect(),
                    body: "busy".to_owned(),
                },
                None => answer(&mut inner.state, &request),
            }
        };
        let mut head = format!(
            "HTTP/1.1 {} X\r\ncontent-length: {}\r\n",
            reply.status,
            reply.body.len()
        );
        for (name, value) in &reply.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("content-type: application/json\r\n\r\n");
        writer.write_all(head.as_bytes()).ok()?;
        writer.write_all(reply.body.as_bytes()).ok()?;
    }
}

fn read(reader: &mut BufReader<TcpStream>) -> Option<Request> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
    let mut words = line.split(' ');
    let (method, target) = (words.next()?.to_owned(), words.next()?);
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let query = form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect();
    let (mut headers, mut length) = (Vec::new(), 0);
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let Some((name, value)) = header.trim().split_once(':') else {
            break;
        };
        let (name, value) = (name.to_ascii_lowercase(), value.trim().to_owned());
        if name == "content-length" {
            length = value.parse().ok()?;
        }
        headers.push((name, value));
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Request {
        method,
        path: path.to_owned(),
        query,
        headers,
        body,
    })
}

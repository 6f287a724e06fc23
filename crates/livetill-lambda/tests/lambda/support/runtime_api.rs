//! Lambda's Runtime API: the four addresses at which a function gets events and answers them.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use tokio::sync::{Notify, oneshot};

/// An answer from the function.
#[derive(Debug)]
pub(crate) struct Said {
    /// The invocation's id; empty for an error before the first.
    pub(crate) id: String,
    pub(crate) is_error: bool,
    pub(crate) body: String,
}

#[derive(Default)]
struct Queue {
    waiting: Mutex<VecDeque<(String, String, Duration)>>,
    came: Notify,
}

#[derive(Clone)]
struct Api {
    queue: Arc<Queue>,
    said: mpsc::Sender<Said>,
}

/// Runs until it is dropped.
pub(crate) struct RuntimeApi {
    pub(crate) address: String,
    queue: Arc<Queue>,
    said: mpsc::Receiver<Said>,
    _stop: oneshot::Sender<()>,
}

impl RuntimeApi {
    pub(crate) fn start() -> RuntimeApi {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let queue = Arc::new(Queue::default());
        let (say, said) = mpsc::channel();
        let (stop, stopped) = oneshot::channel::<()>();
        let api = Api {
            queue: Arc::clone(&queue),
            said: say,
        };
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                tokio::select! {
                    served = axum::serve(listener, router(api)) => served.unwrap(),
                    _ = stopped => {}
                }
            });
        });
        RuntimeApi {
            address,
            queue,
            said,
            _stop: stop,
        }
    }

    /// Hands an event to the function, with this much time for it.
    pub(crate) fn send(&self, id: &str, event: &str, time: Duration) {
        let mut waiting = self.queue.waiting.lock().unwrap();
        waiting.push_back((id.to_owned(), event.to_owned(), time));
        drop(waiting);
        self.queue.came.notify_one();
    }

    /// The function's next answer.
    pub(crate) fn hear(&self, patience: Duration) -> Option<Said> {
        self.said.recv_timeout(patience).ok()
    }
}

fn router(api: Api) -> Router {
    Router::new()
        .route("/2018-06-01/runtime/invocation/next", get(next))
        .route("/2018-06-01/runtime/invocation/{id}/response", post(answer))
        .route("/2018-06-01/runtime/invocation/{id}/error", post(error))
        .route("/2018-06-01/runtime/init/error", post(init_error))
        .with_state(api)
}

async fn next(State(api): State<Api>) -> Response {
    loop {
        let event = api.queue.waiting.lock().unwrap().pop_front();
        let Some((id, event, time)) = event else {
            api.queue.came.notified().await;
            continue;
        };
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let deadline = (now + time).as_millis().to_string();
        let headers = [
            ("lambda-runtime-aws-request-id", id),
            ("lambda-runtime-deadline-ms", deadline),
            (
                "lambda-runtime-invoked-function-arn",
                "arn:aws:lambda:eu-central-1:123456789012:function:livetill".to_owned(),
            ),
            ("content-type", "application/json".to_owned()),
        ];
        return (headers, event).into_response();
    }
}

async fn answer(State(api): State<Api>, Path(id): Path<String>, body: String) -> StatusCode {
    say(&api, id, false, body)
}

async fn error(State(api): State<Api>, Path(id): Path<String>, body: String) -> StatusCode {
    say(&api, id, true, body)
}

async fn init_error(State(api): State<Api>, body: String) -> StatusCode {
    say(&api, String::new(), true, body)
}

fn say(api: &Api, id: String, is_error: bool, body: String) -> StatusCode {
    // Once the test is over, nobody listens any more.
    let _ = api.said.send(Said { id, is_error, body });
    StatusCode::ACCEPTED
}

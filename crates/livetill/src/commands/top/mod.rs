//! Shows a server's health live in the terminal.

mod figures;
mod screen;
mod units;

use std::io::{self, IsTerminal as _};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use anyhow::{Context, bail};
use api_types::{Alert, AlertList, Health, Problem};
use domain::ShopId;
use ratatui::DefaultTerminal;
use ratatui::crossterm::event::{self, Event, KeyCode, KeyEventKind, KeyModifiers};
use serde::de::DeserializeOwned;

use crate::cli::TopArgs;
use crate::client::unreached;
use crate::terminal::print;

/// How often to ask the server, which measures just as often.
const EVERY: Duration = Duration::from_secs(2);
/// How often to check for key presses.
const KEYS: Duration = Duration::from_millis(100);

/// The server's latest answers.
#[derive(Clone, Debug, Default)]
pub(crate) struct View {
    server: String,
    health: Health,
    alerts: Vec<Alert>,
    /// Why the latest request failed.
    error: Option<String>,
}

pub(crate) fn run(args: &TopArgs) -> anyhow::Result<()> {
    let asker = Asker {
        agent: crate::client::agent(&args.key, &args.server),
        base: args.server.trim_end_matches('/').to_owned(),
        shop: args.shop_id.as_deref().map(ShopId::new).transpose()?,
    };
    // Problems with the address or the key are better reported before the screen opens.
    let first = asker.ask()?;
    if args.once {
        return print(&figures::text(&first));
    }
    if !io::stdout().is_terminal() {
        bail!("this is not a terminal; `livetill top --once` prints the figures once");
    }
    let (views, newest) = mpsc::channel();
    let (stop, stopped) = mpsc::channel();
    let asking = thread::spawn(move || keep_asking(&asker, &views, &stopped));
    let mut terminal = ratatui::init();
    let shown = show(&mut terminal, first, &newest);
    ratatui::restore();
    drop(stop);
    // The thread ends with its current request, within a few seconds. There is no need to wait for it.
    drop(asking);
    shown
}

fn show(
    terminal: &mut DefaultTerminal,
    mut view: View,
    newest: &Receiver<Result<View, String>>,
) -> anyhow::Result<()> {
    loop {
        terminal
            .draw(|frame| screen::draw(frame, &view))
            .context("cannot draw")?;
        while !event::poll(KEYS).context("cannot read keys")? {
            match newest.try_recv() {
                Ok(Ok(newer)) => {
                    view = newer;
                    break;
                }
                Ok(Err(error)) => {
                    view.error = Some(error);
                    break;
                }
                Err(_) => {}
            }
        }
        if event::poll(Duration::ZERO).context("cannot read keys")?
            && is_end(&event::read().context("cannot read keys")?)
        {
            return Ok(());
        }
    }
}

fn is_end(event: &Event) -> bool {
    let Event::Key(key) = event else {
        return false;
    };
    let is_break = key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL);
    key.kind != KeyEventKind::Release
        && (is_break || matches!(key.code, KeyCode::Char('q' | 'Q') | KeyCode::Esc))
}

fn keep_asking(asker: &Asker, views: &Sender<Result<View, String>>, stopped: &Receiver<()>) {
    while stopped.recv_timeout(EVERY) == Err(RecvTimeoutError::Timeout) {
        let view = asker.ask().map_err(|error| format!("{error:#}"));
        if views.send(view).is_err() {
            return;
        }
    }
}

struct Asker {
    agent: ureq::Agent,
    base: String,
    shop: Option<ShopId>,
}

impl Asker {
    fn ask(&self) -> anyhow::Result<View> {
        let query = self.shop.as_ref().map(|shop| format!("?shop={shop}"));
        let query = query.unwrap_or_default();
        Ok(View {
            server: self.base.clone(),
            health: self.get(&format!("/v1/health{query}"))?,
            // A server without alert targets has no alerts.
            alerts: self
                .get::<AlertList>(&format!("/v1/alerts{query}"))
                .map_or_else(|_| Vec::new(), |list| list.alerts),
            error: None,
        })
    }

    fn get<T: DeserializeOwned>(&self, path: &str) -> anyhow::Result<T> {
        let answer = self.agent.get(format!("{}{path}", self.base)).call();
        let mut answer = answer.map_err(|error| unreached(&self.base, &error))?;
        let status = answer.status();
        let mut body = answer.body_mut().as_reader();
        if !status.is_success() {
            match serde_json::from_reader::<_, Problem>(&mut body) {
                Ok(problem) => bail!("{}", crate::import::explain(&problem)),
                Err(_) => bail!("{} answered {status}", self.base),
            }
        }
        serde_json::from_reader(body)
            .with_context(|| format!("{} is not a Livetill server", self.base))
    }
}

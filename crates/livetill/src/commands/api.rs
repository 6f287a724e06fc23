//! Asks for figures over HTTP, whether or not a server runs. For a store without a server, this process starts one, so
//! there is only one way to ask and to answer.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, anyhow, bail};
use api_types::Problem;
use domain::ShopId;
use serde::Serialize;
use serde::de::DeserializeOwned;
use server::auth::{Access, AccessSettings, Key, Role, SecretKey};
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::serve::{Door, Links, Tell, bind, serve};
use crate::cli::{From, KeyArgs};
use crate::client::{agent, unreached};
use crate::config::File;
use crate::linker::MachineLinker;
use crate::opener::Opener;
use crate::wiring::{self, Asked};
use crate::{archive, logging};

/// A connection to a server.
pub(crate) struct Api {
    base: String,
    shop: String,
    agent: ureq::Agent,
    local: Option<Local>,
}

/// A server inside this process.
struct Local {
    runtime: Runtime,
    stop: oneshot::Sender<()>,
    served: JoinHandle<anyhow::Result<()>>,
}

/// What to do when the folder of an embedded store has no store.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Missing {
    Create,
    Refuse,
}

impl Api {
    /// Connects to the requested server, or opens the store and serves it.
    ///
    /// # Errors
    /// When the store cannot be opened.
    pub(crate) fn connect(from: &From) -> anyhow::Result<Api> {
        Api::open(from, Missing::Create, None, None)
    }

    /// Like [`Api::connect`], but does not create the store if there is none: what is read from it would pass for the
    /// shop's.
    ///
    /// # Errors
    /// When the store does not exist or cannot be opened.
    pub(crate) fn connect_existing(from: &From) -> anyhow::Result<Api> {
        Api::open(from, Missing::Refuse, None, None)
    }

    /// Like [`Api::connect`], but a store opened here can connect shops: it reads secrets, and does not poll platforms.
    ///
    /// # Errors
    /// When the store cannot be opened.
    pub(crate) fn connect_linked(
        from: &From,
        missing: Missing,
        secrets: &Path,
    ) -> anyhow::Result<Api> {
        Api::open(from, missing, Some(secrets), None)
    }

    /// Like [`Api::connect`], but a store opened here reads older orders from this archive, or from that of the configuration file.
    ///
    /// # Errors
    /// When store or archive do not exist or cannot be opened.
    pub(crate) fn connect_archived(from: &From, archive: Option<&str>) -> anyhow::Result<Api> {
        Api::open(from, Missing::Refuse, None, Some(archive))
    }

    fn open(
        from: &From,
        missing: Missing,
        secrets: Option<&Path>,
        archive: Option<Option<&str>>,
    ) -> anyhow::Result<Api> {
        logging::start_quietly()?;
        let shop = ShopId::new(&from.shop_id)?.as_str().to_owned();
        if let Some(server) = &from.server {
            let base = server.trim_end_matches('/').to_owned();
            return Ok(Api {
                base,
                shop,
                agent: agent(&from.key, server),
                local: None,
            });
        }
        let file = File::read(from.common.config.as_deref())?;
        let asked = Asked {
            file: &file,
            shop: &from.shop,
            common: &from.common,
        };
        if missing == Missing::Refuse {
            let asks = "; to ask a running server, use --server URL";
            wiring::must_exist(&asked.store()?).map_err(|error| anyhow!("{error:#}{asks}"))?;
        }
        let archive = archive.and_then(|said| said.or(file.archive.as_deref()));
        let archive = archive
            .map(|place| archive::open(place, false))
            .transpose()?;
        // Other users of this machine must not see the figures.
        let secret = SecretKey::generate()
            .map_err(|error| anyhow!("the system provides no random numbers: {error}"))?;
        let key = Key {
            name: "this-command".to_owned(),
            role: Role::Admin,
            shops: None,
            hash: secret.hash(),
        };
        let door = Door::of_this_machine(Access::new(vec![key], AccessSettings::default()));
        let runtime = super::runtime()?;
        let (stop, stopped) = oneshot::channel();
        let (address, served) = runtime.block_on(async {
            let (store, config) = asked.open().await.map_err(|error| {
                let error = ports::with_causes(&*error);
                anyhow!("{error}; to ask a running server, use --server URL")
            })?;
            if !config.has(&shop) {
                let listed = store.roster().await?;
                if !listed.iter().any(|it| it.id.as_str() == shop) {
                    config.shop(&shop)?;
                }
            }
            let opener = Opener::new(config.every.clone(), store.clone(), None);
            let links = secrets.map(|folder| Links {
                linker: Arc::new(MachineLinker::new(folder.to_owned())),
                of_settings: config.connects.clone(),
            });
            let tell = Tell {
                links,
                archive: archive.map(|archive| (archive, false)),
                opener: Some(Arc::new(opener)),
                ..Tell::default()
            };
            let listener = bind(&[([127, 0, 0, 1], 0).into()]).await?;
            let address = listener.local_addr().context("listen")?;
            let served = tokio::spawn(async move {
                let until = async move {
                    // A dropped sender means stop, too.
                    let _ = stopped.await;
                };
                serve(listener, store, &config.shops, door, tell, until).await
            });
            anyhow::Ok((address, served))
        })?;
        let local = Some(Local {
            runtime,
            stop,
            served,
        });
        Ok(Api {
            base: format!("http://{address}"),
            shop,
            agent: agent(&KeyArgs::of(&secret), ""),
            local,
        })
    }

    /// Sends a GET request and reads the answer.
    ///
    /// # Errors
    /// What the server says is wrong.
    pub(crate) fn get<T: DeserializeOwned>(&self, path: &str) -> anyhow::Result<T> {
        let answer = self.agent.get(self.url(path)).call();
        self.read(answer)
    }

    /// Like [`Api::get`], for something that may not exist.
    ///
    /// # Errors
    /// What the server says is wrong, except that it does not exist.
    pub(crate) fn find<T: DeserializeOwned>(&self, path: &str) -> anyhow::Result<Option<T>> {
        let answer = self.agent.get(self.url(path)).call();
        if answer.as_ref().is_ok_and(|answer| answer.status() == 404) {
            return Ok(None);
        }
        self.read(answer).map(Some)
    }

    /// Sends JSON with PUT and reads the answer.
    ///
    /// # Errors
    /// What the server says is wrong.
    pub(crate) fn put<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> anyhow::Result<T> {
        self.read(self.agent.put(self.url(path)).send_json(body))
    }

    /// Sends JSON, or an empty body, with POST and reads the answer.
    ///
    /// # Errors
    /// What the server says is wrong.
    pub(crate) fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: Option<&impl Serialize>,
    ) -> anyhow::Result<T> {
        let request = self.agent.post(self.url(path));
        self.read(match body {
            Some(body) => request.send_json(body),
            None => request.send_empty(),
        })
    }

    /// Sends a POST request about another shop and reads the answer.
    ///
    /// # Errors
    /// What the server says is wrong.
    pub(crate) fn post_for<T: DeserializeOwned>(
        &self,
        shop: &ShopId,
        path: &str,
    ) -> anyhow::Result<T> {
        let url = address(&self.base, path, shop.as_str());
        self.read(self.agent.post(url).send_empty())
    }

    /// Sends a file and reads the answer.
    ///
    /// # Errors
    /// What the server says is wrong.
    pub(crate) fn send<T: DeserializeOwned>(
        &self,
        path: &str,
        kind: &str,
        body: &[u8],
    ) -> anyhow::Result<T> {
        let request = self.agent.post(format!("{}{path}", self.base));
        self.read(request.content_type(kind).send(body))
    }

    /// Deletes what the body selects, or what the path names, and reads the answer.
    ///
    /// # Errors
    /// What the server says is wrong.
    pub(crate) fn delete<T: DeserializeOwned>(
        &self,
        path: &str,
        body: Option<&impl Serialize>,
    ) -> anyhow::Result<T> {
        let request = self.agent.delete(self.url(path));
        self.read(match body {
            Some(body) => request.force_send_body().send_json(body),
            None => request.call(),
        })
    }

    /// Deletes what the path names. The answer is empty.
    ///
    /// # Errors
    /// What the server says is wrong.
    pub(crate) fn remove(&self, path: &str) -> anyhow::Result<()> {
        let answer = self.agent.delete(self.url(path)).call();
        self.succeed(answer).map(drop)
    }

    /// The shop that requests are about.
    pub(crate) fn shop(&self) -> &str {
        &self.shop
    }

    /// Requests a long answer and returns its bytes as they arrive.
    ///
    /// # Errors
    /// What the server says is wrong.
    pub(crate) fn body(&self, path: &str) -> anyhow::Result<impl std::io::Read> {
        let answer = self.succeed(self.agent.get(self.url(path)).call())?;
        Ok(answer
            .into_body()
            .into_with_config()
            .limit(u64::MAX)
            .reader())
    }

    /// Stops the server of this process, if there is one, and waits until its store is closed.
    ///
    /// # Errors
    /// When the store could not be closed.
    pub(crate) fn close(self) -> anyhow::Result<()> {
        // The server would wait for connections that are kept open.
        drop(self.agent);
        let Some(Local {
            runtime,
            stop,
            served,
        }) = self.local
        else {
            return Ok(());
        };
        drop(stop);
        runtime.block_on(served).context("the server stopped")?
    }

    fn url(&self, path: &str) -> String {
        address(&self.base, path, &self.shop)
    }

    fn read<T: DeserializeOwned>(
        &self,
        answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
    ) -> anyhow::Result<T> {
        let mut answer = self.succeed(answer)?;
        let body = answer.body_mut().with_config().limit(u64::MAX).reader();
        serde_json::from_reader(body)
            .with_context(|| format!("{} is not a Livetill server", self.base))
    }

    /// The answer, unless it is a problem.
    fn succeed(
        &self,
        answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
    ) -> anyhow::Result<ureq::http::Response<ureq::Body>> {
        let mut answer = answer.map_err(|error| unreached(&self.base, &error))?;
        let status = answer.status();
        if status.is_success() {
            return Ok(answer);
        }
        let body = answer.body_mut().with_config().limit(u64::MAX).reader();
        match serde_json::from_reader::<_, Problem>(body) {
            Ok(problem) => bail!(crate::import::explain(&problem)),
            Err(_) => bail!("{} answered {status}", self.base),
        }
    }
}

/// The address of a path about a shop.
fn address(base: &str, path: &str, shop: &str) -> String {
    let sign = if path.contains('?') { '&' } else { '?' };
    format!("{base}{path}{sign}shop={shop}")
}

//! The one place that decides who gets access.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::Request;
use axum::http::{Extensions, HeaderMap, Method, header};

use super::credentials::Credentials;
use super::keyring::Keyring;
use super::limits::{LimitSettings, Limiter};
use super::sessions::Sessions;
use super::{Identity, Key, KeyHash, Permission, Role, hosts};
use crate::origin;
use crate::problem::ApiError;
use http_server::{Neighbour, Peer, Proxies};

/// Access control. Cheap to clone; all clones share one state.
#[derive(Clone, Debug)]
pub struct Access(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    settings: AccessSettings,
    keys: Keyring,
    sessions: Sessions,
    by_key: Limiter<String>,
    by_neighbour: Limiter<Neighbour>,
    refusals: Limiter<Neighbour>,
    sign_ins: Limiter<Neighbour>,
}

/// The settings of access control.
#[derive(Clone, Debug)]
pub struct AccessSettings {
    /// Host names, without port, of a server without keys behind a proxy.
    pub hosts: Vec<String>,
    /// How long a browser stays signed in.
    pub session: Duration,
    /// How often one client may send requests.
    pub limits: LimitSettings,
    /// The proxies in front of this server, which name the client they forward for.
    pub proxies: Proxies,
}

impl Default for AccessSettings {
    fn default() -> AccessSettings {
        AccessSettings {
            hosts: Vec::new(),
            session: Duration::from_secs(30 * 24 * 60 * 60),
            limits: LimitSettings::default(),
            proxies: Proxies::default(),
        }
    }
}

impl Access {
    /// Access with these keys; without any key the server is open.
    pub fn new(keys: Vec<Key>, settings: AccessSettings) -> Access {
        let ring = Keyring::default();
        ring.replace(keys);
        let sessions = Sessions::new(settings.session);
        let limits = settings.limits;
        Access(Arc::new(Inner {
            settings,
            keys: ring,
            sessions,
            by_key: Limiter::per_second(limits.requests_per_key),
            by_neighbour: Limiter::per_second(limits.requests_per_address),
            refusals: Limiter::per_minute(limits.refusals_per_minute),
            sign_ins: Limiter::per_minute(limits.sign_ins_per_minute),
        }))
    }

    /// Open access: nobody has to identify themselves.
    pub fn open() -> Access {
        Access::new(Vec::new(), AccessSettings::default())
    }

    /// Replaces the keys. Sessions and live connections of a removed key end at once.
    pub fn replace_keys(&self, keys: Vec<Key>) {
        self.0.keys.replace(keys);
    }

    /// Whether the server is open: nobody has to identify themselves. After the first key it never is again.
    pub fn is_open(&self) -> bool {
        self.0.keys.is_open()
    }

    /// Who sends a request, whatever they may do.
    pub(crate) fn identify(&self, headers: &HeaderMap) -> Result<Identity, ApiError> {
        if self.is_open() {
            return self.check_host(headers).map(|()| Identity::Anybody);
        }
        match Credentials::of(headers) {
            Credentials::None => Err(ApiError::unauthorized()),
            Credentials::Other => Err(ApiError::invalid_key()),
            Credentials::Key(key) => {
                let held = self.0.keys.find(&KeyHash::of(key.as_bytes()));
                held.map(Identity::Key).ok_or_else(ApiError::invalid_key)
            }
            Credentials::Session(token) => {
                let session = self.0.sessions.find(token);
                session
                    .map(Identity::Session)
                    .ok_or_else(ApiError::session_over)
            }
        }
    }

    /// Who sends a request, if they have the permission and do not ask too often; `shop` is the one in its path.
    /// `None` if the sender does not matter.
    pub(super) fn admit(
        &self,
        permission: Permission,
        shop: Option<&str>,
        request: &Request,
    ) -> Result<Option<Identity>, ApiError> {
        let neighbour = self.neighbour(request.headers(), request.extensions());
        if let Some(neighbour) = &neighbour {
            slow_down(self.0.by_neighbour.take(neighbour))?;
        }
        if permission == Permission::Greet {
            self.greet(request.headers(), neighbour.as_ref())?;
            return Ok(None);
        }
        let admitted = self.check(permission, shop, request);
        match (&admitted, &neighbour) {
            (Ok(identity), _) => {
                if let Some(key) = identity.key() {
                    slow_down(self.0.by_key.take(&key.name))?;
                }
            }
            (Err(refusal), Some(neighbour)) if refusal.is_unauthorized() => {
                slow_down(self.0.refusals.take(neighbour))?;
            }
            (Err(_), _) => {}
        }
        admitted.map(Some)
    }

    /// Lets anybody sign in and out. An invalid key counts as a guess here too.
    fn greet(&self, headers: &HeaderMap, neighbour: Option<&Neighbour>) -> Result<(), ApiError> {
        let guesses = !matches!(Credentials::of(headers), Credentials::None);
        match (self.identify(headers), neighbour) {
            (Err(refusal), Some(neighbour)) if guesses && refusal.is_unauthorized() => {
                slow_down(self.0.refusals.take(neighbour))
            }
            _ => Ok(()),
        }
    }

    fn check(
        &self,
        permission: Permission,
        shop: Option<&str>,
        request: &Request,
    ) -> Result<Identity, ApiError> {
        let (method, headers) = (request.method(), request.headers());
        let query = request.uri().query().unwrap_or_default();
        let is_write = !matches!(*method, Method::GET | Method::HEAD);
        if is_write {
            origin::check(headers)?;
        }
        let identity = self.identify(headers)?;
        // Browsers name the origin of every write. A write without it could come from a page that the cookie's owner
        // never meant to use.
        if is_write
            && matches!(identity, Identity::Session(_))
            && !headers.contains_key(header::ORIGIN)
        {
            return Err(ApiError::origin_needed());
        }
        // A repeated parameter is refused later; until then each value counts.
        let named: Vec<_> = form_urlencoded::parse(query.as_bytes())
            .filter_map(|(name, value)| (name == "shop").then_some(value))
            .collect();
        let is_named = shop.is_some() || !named.is_empty();
        let default = (!is_named).then_some(domain::ShopId::DEFAULT);
        let named = named.iter().map(AsRef::as_ref).chain(shop).chain(default);
        identity.check(permission, named)?;
        Ok(identity)
    }

    /// Uses up one sign-in attempt of the request's sender.
    pub(crate) fn take_attempt(
        &self,
        headers: &HeaderMap,
        extensions: &Extensions,
    ) -> Result<(), ApiError> {
        match self.neighbour(headers, extensions) {
            Some(neighbour) if !self.is_open() => slow_down(self.0.sign_ins.take(&neighbour)),
            _ => Ok(()),
        }
    }

    /// Signs a browser in. Returns the session's token and how long it lasts; no token if the server is open.
    pub(crate) fn sign_in(&self, key: &str) -> Result<Option<(String, Duration)>, ApiError> {
        if self.is_open() {
            return Ok(None);
        }
        let held = self.0.keys.find(&KeyHash::of(key.as_bytes()));
        let held = held.ok_or_else(ApiError::invalid_key)?;
        if held.key.role == Role::Ingest {
            return Err(ApiError::role_not_allowed(Role::Ingest, Role::View));
        }
        let token = self.0.sessions.begin(held).map_err(|error| {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "no random numbers"
            );
            ApiError::internal("no session could be created; see the log")
        })?;
        Ok(Some((token, self.0.sessions.lasting())))
    }

    /// Signs out the browser that sends this.
    pub(crate) fn sign_out(&self, headers: &HeaderMap) {
        if let Credentials::Session(token) = Credentials::of(headers) {
            self.0.sessions.end(token);
        }
    }

    /// The neighbourhood that a request comes from; `None` if the connection does not tell its address.
    fn neighbour(&self, headers: &HeaderMap, extensions: &Extensions) -> Option<Neighbour> {
        let peer = extensions.get::<Peer>()?;
        Some(Neighbour::of(
            self.0.settings.proxies.client(peer.address, headers),
        ))
    }

    fn check_host(&self, headers: &HeaderMap) -> Result<(), ApiError> {
        let Some(host) = headers.get(header::HOST) else {
            return Ok(());
        };
        match host.to_str() {
            Ok(host) if hosts::is_ours(host, &self.0.settings.hosts) => Ok(()),
            _ => Err(ApiError::foreign_host()),
        }
    }
}

fn slow_down(taken: Result<(), Duration>) -> Result<(), ApiError> {
    taken.map_err(ApiError::too_many)
}

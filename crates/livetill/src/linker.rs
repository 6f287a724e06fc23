//! Where the secrets of connections are, and how platforms are polled.

use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::{Shop, ShopId, Timestamp};
use pipeline::{PlatformLink, SecretPlace, Troubles};
use platform_apis::PlatformApi;
use ports::Store;
use presets::Secret;
use server::{LinkedSource, Linker, SourceStanding, Stamp, system_clock};
use sources::driver::{Connector as _, Context, Driver};
use sources::platform::{Crowd, PlatformConnector, Polling, Polls, Progress};

use crate::config::stamp::stamp;
use crate::platforms::{self, Access};
use crate::secrets::read;

/// Variables with these prefixes do not hold secrets of platforms.
const NOT_FOR_PLATFORMS: [&str; 2] = ["LIVETILL_", "AWS_"];

/// Reads secrets from this machine's files and this process's environment.
pub(crate) struct MachineLinker {
    folder: PathBuf,
    /// Where polled changes are committed; `None` = platforms are not polled.
    store: Option<Arc<dyn Store>>,
    polls: Arc<Polls>,
    crowd: Crowd,
}

impl MachineLinker {
    /// Connections made over HTTP may name files in this folder.
    pub(crate) fn new(folder: PathBuf) -> MachineLinker {
        MachineLinker {
            folder,
            store: None,
            polls: Arc::default(),
            crowd: Crowd::default(),
        }
    }

    /// Also polls the platforms for the shops of this store.
    #[must_use]
    pub(crate) fn asking(mut self, store: Arc<dyn Store>) -> MachineLinker {
        self.store = Some(store);
        self
    }
}

#[async_trait]
impl Linker for MachineLinker {
    fn check(&self, link: &PlatformLink) -> Result<(), String> {
        link.places().try_for_each(|place| match place {
            SecretPlace::Variable(name)
                if NOT_FOR_PLATFORMS.iter().any(|it| name.starts_with(it)) =>
            {
                Err(format!(
                    "{place}: variables that begin like this cannot hold platforms' secrets"
                ))
            }
            SecretPlace::Variable(_) => Ok(()),
            SecretPlace::File(path) if is_within(path, &self.folder) => Ok(()),
            SecretPlace::File(path) if is_forbidden(path, &self.folder) => Err(format!(
                "{place}: the server may not read it; give the folder and the file to the user that runs the server \
                 (chown)"
            )),
            SecretPlace::File(_) => Err(format!(
                "{place}: a file with a secret must be in the server's secrets_folder, which is {}",
                absolute(&self.folder).display()
            )),
        })
    }

    fn secrets(&self, link: &PlatformLink) -> Result<Vec<Secret>, String> {
        let preset = link.platform.preset();
        let secrets = link.webhook_secrets.iter().map(|place| {
            let text = read(place).map_err(|error| format!("webhook_secrets: {error:#}"))?;
            let secret = preset.secret(&text);
            secret.map_err(|what| format!("webhook_secrets: {place}: the secret {what}"))
        });
        secrets.collect()
    }

    fn stamps(&self, link: &PlatformLink) -> Vec<Stamp> {
        link.files().map(|path| stamp(path)).collect()
    }

    fn api(&self, link: &PlatformLink) -> Result<Option<Box<dyn PlatformApi>>, String> {
        platforms::of_link(link).map_err(|error| format!("{error:#}"))
    }

    async fn start(
        &self,
        shop: &Arc<Shop>,
        link: &PlatformLink,
    ) -> Result<Option<Box<dyn LinkedSource>>, String> {
        let told = |error: anyhow::Error| format!("{error:#}");
        let access = platforms::access(link).map_err(told)?;
        let (Some(store), Some(access)) = (&self.store, access) else {
            return Ok(None);
        };
        let api = platforms::open(link.platform, link.store.as_deref(), &access).map_err(told)?;
        let clock = system_clock();
        let polling = Polling {
            account: link
                .store
                .clone()
                .unwrap_or_else(|| link.platform.as_str().to_owned()),
            since: since(shop, link, clock()),
            every: every(link),
        };
        let api = Arc::from(api);
        let connector =
            PlatformConnector::new(&shop.id, link.platform, api, polling, Arc::clone(&clock))
                .among(&self.crowd);
        let progress = connector.progress();
        let context = Context {
            shop: Arc::clone(shop),
            ledger: store.clone(),
            leases: store.clone(),
            troubles: Arc::new(Troubles::of_source(&shop.id, &connector.name())),
            clock,
        };
        let source = Box::new(Driver::new(connector, context));
        self.polls.start(shop.id.clone(), source).await;
        Ok(Some(Box::new(Polled {
            shop: shop.id.clone(),
            polls: Arc::clone(&self.polls),
            progress,
            link: link.clone(),
            access,
        })))
    }
}

/// A platform's API that is polled for a shop.
struct Polled {
    shop: ShopId,
    polls: Arc<Polls>,
    progress: Progress,
    link: PlatformLink,
    access: Access,
}

#[async_trait]
impl LinkedSource for Polled {
    fn standing(&self) -> SourceStanding {
        let standing = self.progress.standing();
        SourceStanding {
            filled: standing.filled,
            read: standing.read,
            complete_at: standing.complete_at,
            trouble: standing.trouble,
        }
    }

    fn is_current(&self) -> bool {
        // While a secret cannot be read, the previous one stays in effect.
        let now = platforms::access(&self.link);
        now.map_or(true, |now| now.as_ref() == Some(&self.access))
    }

    async fn stop(self: Box<Self>) {
        self.polls.stop(&self.shop).await;
    }
}

/// How long to wait between two rounds.
fn every(link: &PlatformLink) -> Duration {
    match link.is_posted {
        true => Polling::WITH_WEBHOOKS,
        false => Polling::ALONE,
    }
}

/// The start of the first day to fetch, or of all days that the shop keeps.
fn since(shop: &Shop, link: &PlatformLink, now: Timestamp) -> Timestamp {
    const DAY: i64 = 86_400_000;
    let kept = i64::try_from(shop.retention_days).unwrap_or(i64::MAX);
    let oldest = now.millis().saturating_sub(kept.saturating_mul(DAY));
    match link.since.max(link.from_day) {
        // A day begins at most 14 hours before it does in Greenwich. Anything else returned is too old or already
        // known.
        Some(day) => Timestamp::from_millis(i64::from(day.epoch_days()) * DAY - DAY),
        None => Timestamp::from_millis(oldest),
    }
}

/// Whether the file is really inside the folder after following links.
fn is_within(path: &Path, folder: &Path) -> bool {
    match (path.canonicalize(), folder.canonicalize()) {
        (Ok(path), Ok(folder)) => path.starts_with(folder),
        _ => false,
    }
}

/// Whether a file looks as if it were in the folder, and this process has no right to find out. Nothing is told about
/// other files.
fn is_forbidden(path: &Path, folder: &Path) -> bool {
    let climbs = path.components().any(|part| part == Component::ParentDir);
    let denied = |error: std::io::Error| error.kind() == ErrorKind::PermissionDenied;
    !climbs
        && absolute(path).starts_with(absolute(folder))
        && path.canonicalize().is_err_and(denied)
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    use pipeline::LinkText;
    use presets::Platform;

    use super::*;

    fn link(place: &str) -> PlatformLink {
        let text = LinkText {
            platform: Some("stripe".to_owned()),
            webhook_secrets: vec![place.to_owned()],
            ..LinkText::default()
        };
        PlatformLink::of(&text).unwrap()
    }

    #[test]
    fn a_secret_is_read_from_its_file_without_the_end_of_the_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        fs::write(&path, "hush \r\n").unwrap();
        let linker = MachineLinker::new(folder.path().to_owned());
        let link = link(&format!("file:{}", path.display()));
        let preset = Platform::Stripe.preset();
        assert_eq!(
            linker.secrets(&link).unwrap(),
            [preset.secret("hush ").unwrap()]
        );
        fs::remove_file(&path).unwrap();
        let error = linker.secrets(&link).unwrap_err();
        assert!(
            error.contains("cannot read") && error.contains("secret"),
            "{error}"
        );
    }

    #[test]
    fn over_http_only_secrets_of_platforms_may_be_named() {
        let (own, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        for folder in [&own, &other] {
            fs::write(folder.path().join("s"), "hush").unwrap();
        }
        let linker = MachineLinker::new(own.path().to_owned());
        let closed = own.path().join("closed");
        fs::create_dir(&closed).unwrap();
        fs::write(closed.join("s"), "hush").unwrap();
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
        let hidden = linker.check(&link(&format!("file:{}/s", closed.display())));
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
        // Root may read everything.
        assert!(hidden.is_ok() || hidden.unwrap_err().contains("the server may not read it"));
        let file = |folder: &tempfile::TempDir| format!("file:{}/s", folder.path().display());
        let around = format!("file:{}/../{}/s", own.path().display(), {
            other.path().file_name().unwrap().display()
        });
        let (within, outside) = (file(&own), file(&other));
        for (place, is_allowed) in [
            (&*within, true),
            ("env:ACME_SECRET", true),
            (&outside, false),
            (&around, false),
            ("file:/etc/passwd", false),
            ("env:AWS_SECRET_ACCESS_KEY", false),
            ("env:LIVETILL_KEYS", false),
        ] {
            assert_eq!(linker.check(&link(place)).is_ok(), is_allowed, "{place}");
        }
    }
}

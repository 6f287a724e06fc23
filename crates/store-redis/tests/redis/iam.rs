//! Logins with tokens, on a TLS server whose user has these tokens as passwords.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use domain::Measure::Orders;
use ports::suite::{Fixture, order};
use ports::{ErrorKind, StoreError};
use store_redis::{Dialer, IamLogin, Passwords, RedisStore, StoreUrl};
use test_servers::Redis;

use crate::tls::Secured;

/// A vector from the signer's test, with its last character replaced by a number.
const TOKEN: &str = "till-figures/?Action=connect&User=livetill&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=\
    ASIAIOSFODNN7EXAMPLE%2F20260311%2Fus-east-1%2Felasticache%2Faws4_request&X-Amz-Date=20260311T140509Z&X-Amz-Expires=900\
    &X-Amz-SignedHeaders=host&X-Amz-Security-Token=IQoJb3JpZ2luX2VjEXAMPLE%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F%2Btoken%3D%3D\
    &X-Amz-Signature=315a0925a8879555b90e3a4f7a61a8a95e9bc7eccdb0cc6be1ab5761f9bfb5e";

/// Makes these tokens the user's only passwords, because older ones are no longer valid.
fn let_in(server: &Redis, tokens: &[usize]) {
    let tokens: String = tokens.iter().map(|it| format!(" >{TOKEN}{it}")).collect();
    let answer = server.ask(&format!(
        "ACL SETUSER livetill reset on{tokens} ~* &* +@all"
    ));
    assert!(answer.starts_with('+'), "{answer}");
}

/// Hands out the current password.
struct Now(Mutex<Result<usize, String>>);

#[async_trait]
impl Passwords for Now {
    async fn password(&self, login: &IamLogin) -> Result<String, String> {
        assert_eq!((&*login.user, &*login.cache), ("livetill", "till-figures"));
        let now = self.0.lock().unwrap().clone();
        now.map(|number| format!("{TOKEN}{number}"))
    }
}

fn url(it: &Secured, scheme: &str) -> StoreUrl {
    let (port, options) = (&it.tls_port, it.options());
    let url = format!("{scheme}://livetill@127.0.0.1:{port}?iam=till-figures&prefix=iam&{options}");
    StoreUrl::parse(&url).unwrap()
}

#[tokio::test]
async fn connections_that_end_are_made_again_with_the_token_of_that_time() {
    let it = Secured::start();
    let server = &it.server;
    let_in(server, &[1]);
    let now = Arc::new(Now(Mutex::new(Ok(1))));
    let store = RedisStore::connect_with(url(&it, "rediss"), Some(now.clone())).await;
    let it = Fixture::over(Arc::new(store.unwrap()), "default").await;
    it.commit(&[order("1", "2018-03-11T10:00:00Z").line("A", 1, "1.00")])
        .await;
    let_in(server, &[2]);
    *now.0.lock().unwrap() = Ok(2);
    assert!(server.ask("CLIENT KILL USER livetill").starts_with(':'));
    it.commit(&[order("2", "2018-03-11T10:00:00Z").line("A", 1, "1.00")])
        .await;
    assert_eq!(it.day("2018-03-11").await.sums[Orders], 2);
    // So does the connection for messages.
    let mut news = it.store.news(&it.shop);
    it.store.listening(&[&it.shop]).await;
    news.mark_unchanged();
    let told = async {
        while !news.has_changed().unwrap() {
            server.ask("PUBLISH {iam}:orders: x");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), told)
        .await
        .unwrap();
}

/// Numbers its passwords.
#[derive(Default)]
struct Numbered(AtomicUsize);

#[async_trait]
impl Passwords for Numbered {
    async fn password(&self, _: &IamLogin) -> Result<String, String> {
        let number = self.0.fetch_add(1, Ordering::SeqCst);
        Ok(format!("{TOKEN}{number}"))
    }
}

/// The first password shows that there are credentials, the second one connects, and the open connection logs in again
/// with the third.
#[tokio::test]
async fn an_open_connection_logs_in_again_with_another_token() {
    let it = Secured::start();
    let_in(&it.server, &[1, 2]);
    let passwords: Arc<Numbered> = Arc::default();
    let dialer = Dialer::with(&url(&it, "rediss"), Some(passwords.clone())).unwrap();
    let connection = dialer.dial().await.unwrap();
    let again = async {
        loop {
            let figures = it.server.ask("INFO commandstats");
            let logins = figures
                .lines()
                .find(|line| line.starts_with("cmdstat_auth:"));
            let logins = logins.unwrap();
            assert!(logins.contains("failed_calls=0"), "{logins}");
            if logins.contains("calls=2,") {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), again)
        .await
        .unwrap();
    assert_eq!(passwords.0.load(Ordering::SeqCst), 3);
    drop(connection);
}

#[tokio::test]
async fn why_nobody_is_let_in_is_said_with_what_to_do() {
    let it = Secured::start();
    let_in(&it.server, &[1]);
    let error = async |scheme, now: Option<Result<usize, String>>| -> StoreError {
        let passwords = now.map(|now| Arc::new(Now(Mutex::new(now))) as Arc<dyn Passwords>);
        let store = RedisStore::connect_with(url(&it, scheme), passwords).await;
        let error = store.err().unwrap();
        let said = ports::with_causes(&error);
        assert!(!said.contains("Signature"), "{said}");
        error
    };
    for scheme in ["rediss", "rediss-cluster"] {
        let refused = error(scheme, Some(Ok(2))).await;
        assert_eq!(refused.kind(), ErrorKind::Settings);
        let said = refused.to_string();
        let wanted = "elasticache:Connect on the cache `till-figures` and on the user `livetill`";
        assert!(said.contains(wanted), "{said}");
        // They may appear in a moment.
        let missing = error(scheme, Some(Err("this machine has no role".to_owned()))).await;
        assert_eq!(missing.kind(), ErrorKind::Unavailable);
        let said = missing.to_string();
        assert!(said.contains("this machine has no role"), "{said}");
        assert_eq!(error(scheme, None).await.kind(), ErrorKind::Settings);
    }
}

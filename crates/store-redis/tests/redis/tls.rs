//! TLS, with a private certificate authority and with a client certificate.

use domain::Measure::Orders;
use ports::ErrorKind;
use ports::suite::{Fixture, order};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use store_redis::RedisStore;
use tempfile::TempDir;
use test_servers::{Redis, free_port};

use crate::factory::store;

/// Writes the certificates of an authority, a server and a client into a folder.
fn certificates() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: String| std::fs::write(folder.path().join(name), text).unwrap();
    let key = KeyPair::generate().unwrap();
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority
        .distinguished_name
        .push(DnType::CommonName, "authority");
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    write("ca.pem", authority.self_signed(&key).unwrap().pem());
    let issuer = Issuer::new(authority, key);
    for name in ["server", "client"] {
        let key = KeyPair::generate().unwrap();
        let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
        let certificate = CertificateParams::new(names)
            .unwrap()
            .signed_by(&key, &issuer)
            .unwrap();
        write(&format!("{name}.pem"), certificate.pem());
        write(&format!("{name}.key"), key.serialize_pem());
    }
    folder
}

/// A server that also accepts TLS.
pub(crate) struct Secured {
    pub(crate) server: Redis,
    folder: TempDir,
    pub(crate) tls_port: String,
}

impl Secured {
    pub(crate) fn start() -> Secured {
        let folder = certificates();
        let tls_port = free_port().to_string();
        let file = |name: &str| folder.path().join(name).display().to_string();
        let (ca, cert, key) = (file("ca.pem"), file("server.pem"), file("server.key"));
        let server = Redis::with(&[
            "--tls-port",
            &tls_port,
            "--tls-ca-cert-file",
            &ca,
            "--tls-cert-file",
            &cert,
            "--tls-key-file",
            &key,
        ]);
        Secured {
            server,
            folder,
            tls_port,
        }
    }

    fn file(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    /// The certificate options of a store URL.
    pub(crate) fn options(&self) -> String {
        let [ca, cert, key] = ["ca.pem", "client.pem", "client.key"].map(|name| self.file(name));
        format!("ca={ca}&cert={cert}&key={key}")
    }
}

#[tokio::test]
async fn a_store_speaks_tls() {
    let it = Secured::start();
    let (server, tls_port, ca) = (&it.server, &it.tls_port, it.file("ca.pem"));
    let url = format!("rediss://127.0.0.1:{tls_port}?{}", it.options());
    let it = Fixture::over(store(&url).await, "default").await;
    it.commit(&[order("1", "2018-03-11T10:00:00Z").line("A", 1, "1.00")])
        .await;
    assert_eq!(it.day("2018-03-11").await.sums[Orders], 1);
    let mut news = it.store.news(&it.shop);
    it.store.listening(&[&it.shop]).await;
    news.mark_unchanged();
    assert!(server.ask("PUBLISH orders: x").starts_with(':'));
    tokio::time::timeout(std::time::Duration::from_secs(10), news.changed())
        .await
        .unwrap()
        .unwrap();

    // Once without the client certificate, once without the authority.
    for options in [format!("?ca={ca}"), String::new()] {
        let url = format!("rediss://127.0.0.1:{tls_port}{options}");
        assert!(RedisStore::connect(&url).await.is_err(), "{options}");
    }
    let missing = RedisStore::connect("rediss://127.0.0.1?ca=/nowhere/ca.pem")
        .await
        .err()
        .unwrap();
    assert_eq!(missing.kind(), ErrorKind::Settings);
}

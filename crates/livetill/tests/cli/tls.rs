//! TLS, from the command line.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::{Ran, Server, Workplace};

/// Writes a certificate for this machine. Returns the paths of the certificate and its key.
fn certificate(place: &Workplace, name: &str) -> [String; 2] {
    let names = ["localhost".to_owned(), "127.0.0.1".to_owned()];
    let made = rcgen::generate_simple_self_signed(names).unwrap();
    [
        place.file(&format!("{name}.pem"), made.cert.pem()),
        place.file(&format!("{name}-key.pem"), made.signing_key.serialize_pem()),
    ]
}

#[test]
fn commands_speak_it_with_a_server_that_they_trust() {
    let place = Workplace::new();
    let [cert, key] = certificate(&place, "server");
    let server = Server::start(&place, &["--tls-cert", &cert, "--tls-key", &key]);
    let url = format!("https://{}", server.address);
    let order = json!({
        "id": "1", "timestamp": jiff::Timestamp::now().as_millisecond(),
        "items": [{"sku": "A", "price": "1.99", "quantity": 2}],
    });
    let file = place.file("orders.ndjson", order.to_string());
    let trusting = |args: &[&str]| {
        let mut command = place.command(args);
        command.env("SSL_CERT_FILE", &cert);
        Ran::of(command)
    };
    trusting(&["import", &file, "--to", &url]).expect(0);
    assert!(
        trusting(&["board", "--server", &url])
            .expect(0)
            .contains("3.98")
    );
    let stranger = place.run(&["board", "--server", &url]).error();
    assert!(
        stranger.contains("cannot reach") && stranger.contains("SSL_CERT_FILE"),
        "{stranger}"
    );
    let plain = url.replace("https", "http");
    let error = place.run(&["board", "--server", &plain]).error();
    assert!(error.contains("begins with https://"), "{error}");
    let open = Server::start(&Workplace::new(), &[]);
    let secured = format!("https://{}", open.address);
    let error = trusting(&["board", "--server", &secured]).error();
    assert!(error.contains("begins with http://"), "{error}");

    let next = certificate(&place, "next");
    std::fs::copy(&next[0], &cert).unwrap();
    std::fs::copy(&next[1], &key).unwrap();
    let since = Instant::now();
    while trusting(&["board", "--server", &url]).code != 0 {
        assert!(
            since.elapsed() < Duration::from_secs(30),
            "{}",
            server.log()
        );
        thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn half_a_certificate_is_an_error() {
    let place = Workplace::new();
    let [cert, key] = certificate(&place, "server");
    for (args, said) in [
        (vec!["--tls-cert", &*cert], "tls-key"),
        (vec!["--tls-key", &*key], "tls-cert"),
        (
            vec!["--tls-cert", &key, "--tls-key", &cert],
            "has no certificate",
        ),
        (
            vec!["--tls-cert", "nope.pem", "--tls-key", &key],
            "nope.pem",
        ),
    ] {
        let error = place.run(&[vec!["serve"], args].concat()).error();
        assert!(error.contains(said), "{error}");
    }
}

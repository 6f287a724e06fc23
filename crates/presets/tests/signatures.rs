//! Every valid and invalid signature in the fixtures.

// Helpers of tests may panic like tests; the lint knows only the tests themselves.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use presets::{Platform, Secret};
use serde_json::Value;

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/deliveries")
}

fn read(name: &str) -> Vec<u8> {
    fs::read(folder().join(name)).unwrap()
}

/// The body after the change that the case makes to it once it is signed.
fn body_of(case: &Value) -> Vec<u8> {
    let body = read(case["body"].as_str().unwrap());
    match case["change"].as_str().unwrap_or("as_is") {
        "as_is" => body,
        "newline_added" => [&body[..], b"\n"].concat(),
        "one_byte_changed" => {
            let mut body = body;
            let place = body.iter().position(|byte| *byte == b'0').unwrap();
            body[place] = b'1';
            body
        }
        "empty" => Vec::new(),
        "written_anew" => {
            let parsed: Value = serde_json::from_slice(&body).unwrap();
            serde_json::to_vec_pretty(&parsed).unwrap()
        }
        other => panic!("unknown change {other}"),
    }
}

#[test]
fn signatures_are_told_from_forged_ones() {
    let file: Value = serde_json::from_slice(&read("signatures.json")).unwrap();
    let cases = file["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 129);
    for case in cases {
        let platform = Platform::from_name(case["platform"].as_str().unwrap()).unwrap();
        let preset = platform.preset();
        let secrets = case["secrets"].as_array().unwrap().iter();
        let secrets: Vec<Secret> = secrets
            .map(|text| preset.secret(text.as_str().unwrap()).unwrap())
            .collect();
        let headers = case["headers"].as_object().unwrap().iter();
        let headers: BTreeMap<String, Vec<u8>> = headers
            .map(|(name, value)| {
                let value = value.as_str().unwrap().as_bytes().to_vec();
                (name.to_ascii_lowercase(), value)
            })
            .collect();
        let header = |name: &str| headers.get(name).map(Vec::as_slice);
        let now = case["now"].as_i64().unwrap();
        let verified = preset.verify(&header, &body_of(case), &secrets, now);
        let found = verified.err().map_or("valid", presets::Refusal::as_str);
        assert_eq!(found, case["expected"], "{}", case["name"]);
    }
}

#[test]
fn the_vector_that_all_libraries_know_is_right() {
    let preset = Platform::Standard.preset();
    let secret = preset.secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    let headers = BTreeMap::from([
        ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
        ("webhook-timestamp", "1614265330"),
        (
            "webhook-signature",
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        ),
    ]);
    let header = |name: &str| headers.get(name).map(|text| text.as_bytes());
    let body = br#"{"test": 2432232314}"#;
    let secrets = [secret.unwrap()];
    assert_eq!(
        preset.verify(&header, body, &secrets, 1_614_265_330),
        Ok(())
    );
}

#[test]
fn only_the_unsigned_number_of_a_new_webhook_is_a_ping() {
    let preset = Platform::WooCommerce.preset();
    let none = BTreeMap::<&str, Vec<u8>>::new();
    let one = BTreeMap::from([("x-wc-webhook-signature", b"x".to_vec())]);
    let unsigned = |name: &str| none.get(name).map(Vec::as_slice);
    let signed = |name: &str| one.get(name).map(Vec::as_slice);
    assert!(preset.is_ping(&unsigned, &read("woo-ping.form")));
    for body in ["webhook_id=", "webhook_id=1&x=2", "webhook_id=a", "", "{}"] {
        assert!(!preset.is_ping(&unsigned, body.as_bytes()), "{body}");
    }
    assert!(!preset.is_ping(&signed, &read("woo-ping.form")));
    assert!(
        !Platform::Shopify
            .preset()
            .is_ping(&unsigned, b"webhook_id=1")
    );
}

#[test]
fn secrets_that_can_be_none_are_refused() {
    for (platform, text) in [
        (Platform::Shopify, ""),
        (Platform::Standard, "whsec_c2hvcnQ="),
        (Platform::Standard, "whsec_not base64"),
    ] {
        assert!(platform.preset().secret(text).is_err(), "{text}");
    }
}

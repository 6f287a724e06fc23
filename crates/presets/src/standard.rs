//! Standard Webhooks 1.0.0: any sender, with our own order events.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::{Rejection, Timestamp};
use sonic_rs::{JsonType, JsonValueTrait};

use crate::json::{self, malformed};
use crate::keep::{Keep, object};
use crate::preset::{Preset, Reading};
use crate::signature::stamped::{self, stamp};
use crate::signature::{Headers, Refusal, Secret};

pub(crate) struct Standard;

/// The optional prefix of secrets.
const PREFIX: &str = "whsec_";

impl Preset for Standard {
    fn secret(&self, text: &str) -> Result<Secret, String> {
        let key = STANDARD.decode(text.strip_prefix(PREFIX).unwrap_or(text));
        match key {
            Ok(key) if (24..=64).contains(&key.len()) => Ok(Secret::new(key)),
            _ => Err("is not `whsec_` and the base64 of 24 to 64 bytes".to_owned()),
        }
    }

    fn verify(
        &self,
        headers: Headers<'_>,
        body: &[u8],
        secrets: &[Secret],
        now: i64,
    ) -> Result<(), Refusal> {
        let header = |name| headers(name).filter(|value| !value.is_empty());
        let (Some(id), Some(stamped), Some(given)) = (
            header("webhook-id"),
            header("webhook-timestamp"),
            header("webhook-signature"),
        ) else {
            return Err(Refusal::MissingSignature);
        };
        let text = |bytes| std::str::from_utf8(bytes).map_err(|_| Refusal::BadSignature);
        let at = stamp(text(stamped)?).ok_or(Refusal::BadSignature)?;
        let values = text(given)?.split(' ');
        let values = values.filter_map(|value| value.strip_prefix("v1,"));
        let values = values.filter_map(|value| STANDARD.decode(value).ok());
        let message = [id, b".", stamped, b".", body];
        stamped::verify(values.collect(), &message, secrets, at, now)
    }

    fn topic(&self, _: Headers<'_>, body: &[u8]) -> String {
        let found = sonic_rs::get(body, ["type"]).ok();
        let found = found.as_ref().and_then(|value| value.as_str());
        found.unwrap_or_default().to_owned()
    }

    fn read(&self, _: &str, body: &[u8], _: Timestamp) -> Result<Reading, Rejection> {
        json::parse(&json::room(), body, self.kept())?;
        let no_data = || malformed("data is neither an order event nor a list of them");
        // The original text, so that no digit changes.
        let data = sonic_rs::get(body, ["data"]).map_err(|_| no_data())?;
        match data.get_type() {
            JsonType::Object | JsonType::Array => Ok(Reading::Own(data.as_raw_str().to_owned())),
            _ => Err(no_data()),
        }
    }

    fn kept(&self) -> &'static Keep {
        const KEPT: Keep = object(&[("type", Keep::Value), ("timestamp", Keep::Value)]);
        &KEPT
    }
}

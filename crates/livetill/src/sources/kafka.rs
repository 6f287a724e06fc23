//! Connects to a topic of Kafka and checks it: brokers, login, rights, and the topic itself.

use sources::kafka::{
    self, CallError, Cluster, KafkaConnector, KafkaUrl, Probed as Found, Sasl, Secret, Security,
    Trouble,
};

use super::kind::{CHECK, Opened, Opening, Probed, Probing, driven, misnamed, password};
use crate::doctor::finding::Finding;
use crate::iam;

pub(super) async fn open(opening: Opening<'_>) -> anyhow::Result<Opened> {
    let url = KafkaUrl::parse(&opening.setting.url)?;
    let cluster = cluster(&url).await.map_err(anyhow::Error::msg)?;
    Ok(driven(KafkaConnector::new(cluster), opening))
}

async fn cluster(url: &KafkaUrl) -> Result<Cluster, String> {
    let secret = match url.sasl {
        Some(Sasl::AwsMskIam) => Secret::Tokens(iam::tokens(url.region.clone()).await?),
        _ => Secret::Password(password(url.password.clone())?),
    };
    let security = Security::of(url, secret)?;
    Ok(Cluster::new(url.clone(), security))
}

pub(super) async fn probe(Probing { url, of, .. }: Probing<'_>) -> Probed {
    let url = match KafkaUrl::parse(url) {
        Ok(url) => url,
        Err(error) => return misnamed(of, error),
    };
    let cluster = match cluster(&url).await {
        Ok(cluster) => cluster,
        Err(error) => return misnamed(of, error),
    };
    let finding = match kafka::probe(&cluster).await {
        Ok(found) => readable(of, &url, found),
        Err(error) => unreadable(of, &error),
    };
    (Some(url.source()), vec![finding])
}

fn readable(of: &str, url: &KafkaUrl, found: Found) -> Finding {
    let Found {
        partitions,
        records,
    } = found;
    let found = format!("{of} can be read; {partitions} partitions with {records} records");
    match url.sasl.is_some() && !url.tls {
        true => Finding::warning(
            CHECK,
            format!("{found}; the login and the orders go over the network as they are"),
            "say tls=on, and the port of the brokers' listener with TLS",
        ),
        false => Finding::ok(CHECK, found),
    }
}

fn unreadable(of: &str, error: &CallError) -> Finding {
    let mend = match error.trouble {
        Trouble::Unreached => {
            "see that the brokers run, that brokers= has their addresses, and that the addresses that they name themselves \
             (advertised.listeners) are reached from here"
        }
        Trouble::NotKafka => {
            "name a broker's own port in brokers=, and with tls=on or off what its listener speaks"
        }
        Trouble::Denied => {
            "see user and password (or, with sasl=aws-msk-iam, the role), and that the user may Describe and Read the topic"
        }
        Trouble::NoTopic => "make the topic, or name the right one: it is never made by reading",
        Trouble::Compacted => "see docs/sources.md on compacted topics",
        Trouble::Refused => {
            "see the broker's log; some of it passes by itself, as while leaders change"
        }
    };
    Finding::error(CHECK, format!("{of} cannot be read: {error}"), mend)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::finding::Level;

    #[test]
    fn a_login_without_tls_is_a_warning() {
        let level = |options: &str| {
            let url = format!("kafka:orders?brokers=h{options}");
            let url = KafkaUrl::parse(&url).unwrap();
            readable("kafka:orders", &url, Found::default()).level
        };
        let login = "&sasl=plain&user=a&password=env:A";
        assert_eq!(level(""), Level::Ok);
        assert_eq!(level(login), Level::Warning);
        assert_eq!(level(&format!("{login}&tls=on")), Level::Ok);
    }
}

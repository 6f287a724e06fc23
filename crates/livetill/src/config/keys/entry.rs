//! Keys as one line of text, for the environment.

use anyhow::{Context, bail};
use domain::ShopId;
use server::auth::{Key, SecretKey};

use super::section::check_name;

/// Reads `[NAME=]ROLE[@SHOP+SHOP]:SECRET`, separated by commas or white space. The secret is a hash or the key itself,
/// so that a platform's secret store can hand it to a container.
///
/// # Errors
/// Says which entry is invalid, by number: its text may be a secret.
pub(crate) fn parse_entries(text: &str) -> anyhow::Result<Vec<Key>> {
    let entries = text.split(|sign: char| sign == ',' || sign.is_whitespace());
    let entries = entries.filter(|entry| !entry.is_empty()).zip(1..);
    entries
        .map(|(entry, number)| {
            parse(entry, number).with_context(|| format!("LIVETILL_KEYS: entry {number}"))
        })
        .collect()
}

/// The entry of a key, with its hash.
pub(crate) fn entry(key: &Key) -> String {
    let shops = key.shops.as_ref().map_or_else(String::new, |shops| {
        let shops: Vec<&str> = shops.iter().map(ShopId::as_str).collect();
        format!("@{}", shops.join("+"))
    });
    format!("{}={}{shops}:{}", key.name, key.role, key.hash)
}

fn parse(entry: &str, number: usize) -> anyhow::Result<Key> {
    let Some((what, secret)) = entry.split_once(':') else {
        bail!("it is not [NAME=]ROLE[@SHOP+SHOP]:sha256:…");
    };
    let (name, what) = match what.split_once('=') {
        Some((name, what)) => (name.to_owned(), what),
        None => (format!("env-{number}"), what),
    };
    check_name(&name)?;
    let (role, shops) = match what.split_once('@') {
        Some((role, shops)) => (role, Some(shops)),
        None => (what, None),
    };
    let shops = shops.map(|shops| shops.split('+').map(ShopId::new).collect::<Result<_, _>>());
    let hash = match secret.parse::<SecretKey>() {
        Ok(key) => key.hash(),
        Err(_) => secret.parse().context(
            "after the role comes sha256:… as `livetill keys add` prints it, or a key that it made",
        )?,
    };
    Ok(Key {
        name,
        role: role.parse()?,
        shops: shops.transpose()?,
        hash,
    })
}

#[cfg(test)]
mod tests {
    use server::auth::Role;

    use super::*;

    #[test]
    fn an_entry_is_read_as_it_is_written() {
        let secret = SecretKey::generate().unwrap();
        let key = Key {
            name: "wall".to_owned(),
            role: Role::View,
            shops: Some(vec![ShopId::new("a").unwrap(), ShopId::new("b-1").unwrap()]),
            hash: secret.hash(),
        };
        let plain = format!("admin:{}", secret.expose());
        let keys = parse_entries(&format!(" {},\n{plain}", entry(&key))).unwrap();
        assert_eq!((&keys[0].name, keys[0].role), (&key.name, key.role));
        assert_eq!((&keys[0].shops, keys[0].hash), (&key.shops, key.hash));
        assert_eq!((&*keys[1].name, keys[1].role), ("env-2", Role::Admin));
        assert!(keys[1].shops.is_none() && keys[1].hash == secret.hash());
    }

    #[test]
    fn what_makes_no_sense_is_said_by_number_and_not_repeated() {
        for (wrong, said) in [
            ("hunter2", "entry 1"),
            ("view:hunter2", "entry 1: after the role"),
            ("view:sha256:hunter2", "entry 1: after the role"),
            ("hunter2:sha256:1", "entry 1"),
            ("a b=view@:sha256:", "entry 1"),
        ] {
            let error = format!("{:#}", parse_entries(wrong).unwrap_err());
            assert!(error.contains(said), "{wrong}: {error}");
            assert!(
                !wrong.starts_with("view") || !error.contains("hunter2"),
                "{error}"
            );
        }
        assert!(parse_entries(" ,\n").unwrap().is_empty());
    }
}

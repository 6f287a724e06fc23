//! Adds, lists and revokes keys.

use std::path::{Path, PathBuf};

use anyhow::bail;
use domain::ShopId;
use serde_json::json;
use server::auth::{Key, Role, SecretKey};

use crate::cli::{KeysCommand, KeysPlace};
use crate::config::{File, KeyFile, KeySection, KeySections, KeySources, PlacedKey, key_entry};
use crate::terminal::{print, report};

pub(crate) fn run(command: KeysCommand) -> anyhow::Result<()> {
    match command {
        KeysCommand::Add {
            role,
            name,
            shops,
            print_only,
            place,
        } => {
            let sources = of_place(&place, None)?;
            let file = (!print_only).then_some(sources.file);
            add(role, name.as_deref(), shops, file.as_deref())
        }
        KeysCommand::List { json, place, keys } => {
            list(&of_place(&place, keys.as_ref())?.read()?, json)
        }
        KeysCommand::Revoke { names, place } => revoke(&names, &of_place(&place, None)?),
    }
}

fn of_place(place: &KeysPlace, entries: Option<&String>) -> anyhow::Result<KeySources> {
    let file = File::read(place.config.as_deref())?;
    KeySources::of(&file, place.keys_file.as_ref(), entries)
}

/// Only the key goes to stdout, so that a script can read it.
fn add(
    role: Role,
    name: Option<&str>,
    shops: Vec<ShopId>,
    file: Option<&Path>,
) -> anyhow::Result<()> {
    if let Some(name) = name {
        crate::config::check_key_name(name)?;
    }
    let secret = SecretKey::generate()
        .map_err(|error| anyhow::anyhow!("the system provides no random numbers: {error}"))?;
    let mut key = Key {
        name: name.map_or_else(|| role.to_string(), str::to_owned),
        role,
        shops: (!shops.is_empty()).then_some(shops),
        hash: secret.hash(),
    };
    if let Some(path) = file {
        KeyFile::change(path, |keys| {
            if name.is_none() {
                key.name = free_name(role, keys);
            } else if keys.contains_key(&key.name) {
                bail!(
                    "there is already a key `{}`; revoke it or choose another name",
                    key.name
                );
            }
            let created = jiff::Timestamp::now()
                .strftime("%Y-%m-%dT%H:%M:%SZ")
                .to_string();
            keys.insert(key.name.clone(), KeySection::new(&key, created));
            Ok(())
        })?;
    }
    let shops = shops_of(&key);
    report(&match file {
        Some(path) => format!(
            "Kept in {} as `{}` ({role}, {shops}).",
            path.display(),
            key.name
        ),
        None => "Kept nowhere.".to_owned(),
    });
    report(&format!("For LIVETILL_KEYS instead: {}", key_entry(&key)));
    report("This is the only time the key is shown:");
    print(secret.expose())
}

fn free_name(role: Role, keys: &KeySections) -> String {
    let names = (1..).map(|number| format!("{role}-{number}"));
    let mut free = names.filter(|name| !keys.contains_key(name));
    free.next().unwrap_or_else(|| role.to_string())
}

fn list(keys: &[PlacedKey], json: bool) -> anyhow::Result<()> {
    if json {
        let keys: Vec<_> = keys
            .iter()
            .map(
                |PlacedKey {
                     key,
                     place,
                     created,
                 }| {
                    let shops = key.shops.as_ref();
                    let shops =
                        shops.map(|shops| shops.iter().map(ShopId::as_str).collect::<Vec<_>>());
                    json!({"name": key.name, "role": key.role.as_str(), "shops": shops,
                       "created": created, "place": place, "hash": key.hash.to_string()})
                },
            )
            .collect();
        return print(&format!("{:#}", json!(keys)));
    }
    if keys.is_empty() {
        return print("no keys; a server without keys is open to its own machine only");
    }
    let width = keys
        .iter()
        .map(|placed| placed.key.name.len())
        .max()
        .unwrap_or_default();
    for PlacedKey {
        key,
        place,
        created,
    } in keys
    {
        let created = created.as_deref().unwrap_or("-");
        let (name, role, shops) = (&key.name, key.role, shops_of(key));
        print(&format!(
            "{name:width$}  {role:6}  {created:20}  {shops}  ({place})"
        ))?;
    }
    Ok(())
}

fn shops_of(key: &Key) -> String {
    key.shops.as_ref().map_or_else(
        || "all shops".to_owned(),
        |shops| {
            shops
                .iter()
                .map(ShopId::as_str)
                .collect::<Vec<_>>()
                .join(", ")
        },
    )
}

fn revoke(names: &[String], sources: &KeySources) -> anyhow::Result<()> {
    let elsewhere: Vec<PlacedKey> = sources.read()?;
    let path: &PathBuf = &sources.file;
    KeyFile::change(path, |keys| {
        for name in names {
            if keys.remove(name).is_some() {
                continue;
            }
            match elsewhere.iter().find(|placed| placed.key.name == *name) {
                Some(PlacedKey { place, .. }) => {
                    bail!("key `{name}` is in {place}: remove it there")
                }
                None => bail!("there is no key `{name}` in {}", path.display()),
            }
        }
        Ok(())
    })?;
    print(&format!("revoked {}", names.join(", ")))
}

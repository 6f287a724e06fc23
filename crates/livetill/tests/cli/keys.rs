//! Keys, from the command line to a running server.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{Ran, Server, Workplace};

/// Key changes take effect within seconds; this is longer than a busy machine takes.
const SOON: Duration = Duration::from_secs(30);

/// Adds a key to the default file.
fn add(place: &Workplace, args: &[&str]) -> String {
    let key = place.run(&[&["keys", "add"], args].concat()).expect(0);
    assert!(key.starts_with("ltk_") && key.len() == 69, "{key}");
    key.trim().to_owned()
}

fn with_key(place: &Workplace, key: &str, args: &[&str]) -> Ran {
    let mut command = place.command(args);
    command.env("LIVETILL_KEY", key);
    Ran::of(command)
}

/// Waits until the server answers a request for its board with this status.
fn until_board_says(server: &Server, key: Option<&str>, status: u16) {
    let since = Instant::now();
    loop {
        let headers = key.map(|key| ("authorization", format!("Bearer {key}")));
        let said = server.get_with("/v1/board", headers.as_slice()).status;
        if said == status {
            return;
        }
        assert!(since.elapsed() < SOON, "it says {said}: {}", server.log());
        thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn keys_take_effect_and_leave_without_a_restart() {
    let place = Workplace::new();
    let server = Server::start(&place, &[]);
    assert_eq!(server.get("/v1/board").status, 200);
    let admin = add(&place, &["--role=admin"]);
    until_board_says(&server, None, 401);
    until_board_says(&server, Some(&admin), 200);
    let wall = add(&place, &["--role=view", "--name=wall"]);
    until_board_says(&server, Some(&wall), 200);
    assert_eq!(
        place.run(&["keys", "revoke", "wall"]).expect(0),
        "revoked wall\n"
    );
    until_board_says(&server, Some(&wall), 401);
    place.run(&["keys", "revoke", "admin-1"]).expect(0);
    until_board_says(&server, Some(&admin), 401);
    assert_eq!(
        server.get("/v1/board").status,
        401,
        "it must not be open again"
    );
}

#[test]
fn commands_say_who_they_are() {
    let place = Workplace::new();
    let (admin, sender) = (
        add(&place, &["--role=admin"]),
        add(&place, &["--role=ingest"]),
    );
    let server = Server::start(&place, &[]);
    let url = server.url("");
    let orders = place
        .run(&["generate", "--orders=50", "--days=2"])
        .expect(0);
    let file = place.file("orders.ndjson", orders);
    let refused = place.run(&["import", &file, "--to", &url]).error();
    assert!(
        refused.contains("Sign in first") && refused.contains("--key"),
        "{refused}"
    );
    with_key(&place, &sender, &["import", &file, "--to", &url]).expect(0);
    with_key(
        &place,
        &sender,
        &["generate", "--orders=5", "--days=1", "--to", &url],
    )
    .expect(0);
    let refused = with_key(&place, &sender, &["board", "--server", &url]).error();
    assert!(
        refused.contains("`ingest`") && refused.contains("`view`"),
        "{refused}"
    );
    let board = with_key(&place, &admin, &["board", "--json", "--server", &url]).json(0);
    assert_eq!(board["shop"], "default");
    let listed = place
        .run(&["rejects", "list", "--server", &url, "--key", &admin])
        .expect(0);
    assert!(listed.contains("0 kept"), "{listed}");
}

#[test]
fn a_key_is_kept_as_its_hash_and_listed_without_it() {
    let place = Workplace::new();
    let key = add(&place, &["--role=view", "--shop=acme", "--shop=b"]);
    let path = place.path("livetill-keys.toml");
    let text = fs::read_to_string(&path).unwrap();
    assert!(
        !text.contains(&key[4..]) && text.contains("sha256:"),
        "{text}"
    );
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let list = place.run(&["keys", "list"]).expect(0);
    assert!(
        list.starts_with("view-1  view") && list.contains("acme, b"),
        "{list}"
    );
    let list = place.run(&["keys", "list", "--json"]).json(0);
    assert_eq!(
        (&list[0]["name"], &list[0]["shops"]),
        (&json!("view-1"), &json!(["acme", "b"]))
    );
    let again = place
        .run(&["keys", "add", "--role=view", "--name=view-1"])
        .error();
    assert!(again.contains("already"), "{again}");
    let unknown = place.run(&["keys", "revoke", "nope"]).error();
    assert!(unknown.contains("`nope`"), "{unknown}");
    for wrong in [
        &["--role=root"][..],
        &["--role=view", "--name=a b"],
        &["--role=view", "--shop=A"],
    ] {
        place.run(&[&["keys", "add"], wrong].concat()).error();
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn keys_may_come_from_the_environment_and_the_configuration_file() {
    let place = Workplace::new();
    let printed = place.run(&["keys", "add", "--role=view", "--print-only"]);
    let (stderr, of_file) = (printed.stderr.clone(), printed.expect(0).trim().to_owned());
    let hash = stderr
        .split("view=view:")
        .nth(1)
        .unwrap()
        .lines()
        .next()
        .unwrap();
    assert!(!place.path("livetill-keys.toml").exists());
    let config = format!("[keys.wall]\nrole = 'view'\nhash = '{hash}'\n");
    let config = place.file("livetill.toml", config);
    let of_environment = place
        .run(&["keys", "add", "--role=admin", "--print-only"])
        .expect(0);
    let of_environment = of_environment.trim();
    let mut command = place.command(&["serve", "--listen=127.0.0.1:0", "--config", &config]);
    command.env("LIVETILL_KEYS", format!("boss=admin:{of_environment}"));
    let server = Server::spawn(command);
    until_board_says(&server, None, 401);
    for (key, role, name) in [
        (&*of_file, "view", "wall"),
        (of_environment, "admin", "boss"),
    ] {
        let header = ("authorization", format!("Bearer {key}"));
        let session: Value = server.get_with("/v1/session", &[header]).json(200);
        assert_eq!(
            (&session["role"], &session["name"]),
            (&json!(role), &json!(name))
        );
    }
    // A key in the configuration file becomes invalid when it is removed there.
    place.file("livetill.toml", "");
    until_board_says(&server, Some(&of_file), 401);
    until_board_says(&server, Some(of_environment), 200);
}

#[test]
fn wrong_keys_are_named_without_being_shown() {
    let place = Workplace::new();
    for (text, named) in [
        (
            "[keys.wall]\nrole = 'root'\nhash = 'sha256:1'",
            "key `wall`",
        ),
        ("[keys.wall]\nrole = 'view'\nhash = 'hunter2'", "key `wall`"),
        (
            "[keys.wall]\nrole = 'view'\nhash = 'hunter2'\nshop = 'a'",
            "unknown field `shop`",
        ),
        (
            "[keys.'a b']\nrole = 'view'\nhash = 'sha256:1'",
            "key `a b`",
        ),
        ("session_days = 0", "session_days: 0"),
    ] {
        let config = place.file("livetill.toml", text);
        let error = place.run(&["serve", "--config", &config]).error();
        assert!(error.contains(named), "{text}: {error}");
    }
    let mut command = place.command(&["serve"]);
    command.env("LIVETILL_KEYS", "view:hunter2");
    let error = Ran::of(command).error();
    assert!(
        error.contains("LIVETILL_KEYS: entry 1") && !error.contains("hunter2"),
        "{error}"
    );
}

/// Only root can give files away, so only root can test it.
#[test]
fn keys_that_root_changes_are_still_the_servers() {
    const SERVER: u32 = 65_534;
    let place = Workplace::new();
    add(&place, &["--role=view", "--name=wall"]);
    let file = place.path("livetill-keys.toml");
    let Ok(()) = chown(&file, Some(SERVER), Some(SERVER)) else {
        return;
    };
    place.run(&["keys", "revoke", "wall"]).expect(0);
    assert_eq!(fs::metadata(&file).unwrap().uid(), SERVER);

    let folder = place.path("of-the-server");
    fs::create_dir(&folder).unwrap();
    chown(&folder, Some(SERVER), Some(SERVER)).unwrap();
    add(
        &place,
        &["--role=view", "--keys-file=of-the-server/keys.toml"],
    );
    for name in ["keys.toml", "keys.toml.lock"] {
        assert_eq!(fs::metadata(folder.join(name)).unwrap().uid(), SERVER);
    }
}

/// The owner of the folder must not make root give away a file elsewhere.
#[test]
fn keys_are_not_written_through_a_link() {
    let place = Workplace::new();
    add(&place, &["--role=view", "--name=wall"]);
    for ending in ["lock", "new"] {
        let link = place.path(&format!("livetill-keys.toml.{ending}"));
        let other = place.path("other");
        fs::write(&other, "theirs").unwrap();
        let _ = fs::remove_file(&link);
        symlink(&other, &link).unwrap();
        let refused = place.run(&["keys", "revoke", "wall"]);
        assert_eq!(refused.code, 1, "{refused:?}");
        assert!(refused.stderr.contains("cannot write the keys file"));
        assert_eq!(fs::read_to_string(&other).unwrap(), "theirs");
        fs::remove_file(&link).unwrap();
    }
}

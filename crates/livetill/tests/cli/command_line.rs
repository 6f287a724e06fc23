//! What all commands have in common: results, errors, settings.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

use crate::support::{Ran, Workplace};

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let place = Workplace::new();
    for args in [
        &["generate", "--orders=20000"][..],
        &["generate", "--plain", "--orders=50000"],
        &["openapi"],
    ] {
        let mut command = place.command(args);
        let piped = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = piped.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        assert!(!line.is_empty());
        let ended = child.wait_with_output().unwrap();
        let said = String::from_utf8(ended.stderr).unwrap();
        assert!(ended.status.success() && said.is_empty(), "{args:?} {said}");
    }
}

#[test]
fn results_that_cannot_be_written_are_an_error_and_no_panic() {
    let Ok(full) = File::options().write(true).open("/dev/full") else {
        return;
    };
    let place = Workplace::new();
    place.create_store(&[]);
    for args in [&["openapi"][..], &["generate"], &["board"]] {
        let mut command = place.command(args);
        let output = command.stdout(full.try_clone().unwrap()).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{args:?} {said}");
        assert!(said.starts_with("error: cannot write the"), "{said}");
    }
}

#[test]
fn a_wrong_command_line_is_1_because_2_means_rejected_orders() {
    let place = Workplace::new();
    for wrong in [
        &["import"][..],
        &["import", "--nonsense", "x"],
        &["nonsense"],
        &["serve", "--listen", "nowhere"],
        &["board", "--date", "x y"],
    ] {
        let error = place.run(wrong).error();
        assert!(error.starts_with("error: "), "{error}");
    }
    assert!(place.run(&["--help"]).expect(0).contains("Usage"));
    assert!(place.run(&["--version"]).expect(0).starts_with("livetill "));
}

/// An empty shop would pass for the one that is meant, and its backup for a backup.
#[test]
fn a_store_that_does_not_exist_is_not_created_to_take_something_from_it() {
    let place = Workplace::new();
    for command in [
        &["export", "days"][..],
        &["backup", "shop.zst"],
        &["reconcile", "--shop", "acme"],
    ] {
        let args = [command, &["--store=embedded:misspelt"]].concat();
        let error = place.run(&args).error();
        let said = "error: store: there is no store in misspelt; ";
        assert!(error.starts_with(said), "{command:?}: {error}");
        assert!(error.contains("--server"), "{error}");
    }
    let error = place
        .run(&["copy", "--from=embedded:misspelt", "--to=embedded:to"])
        .error();
    assert!(error.contains("there is no store in misspelt"), "{error}");
    let made = ["misspelt", "to", "shop.zst"].map(|it| place.path(it).exists());
    assert_eq!(made, [false; 3]);
}

#[test]
fn wrong_settings_are_named_wherever_they_stand() {
    let place = Workplace::new();
    let flags = [
        ("--timezone=Mars", "timezone `Mars`"),
        ("--currency=EURO", "currency `EURO`"),
        ("--retention-days=0", "retention_days: 0"),
        ("--retention-days=x", "--retention-days"),
        (
            "--listen=0.0.0.0:0",
            "listen: other machines can reach 0.0.0.0:0",
        ),
        ("--store=mysql:x", "store: `mysql:x`"),
        ("--log==,=", "log: `=,=`"),
        ("--config=nope.toml", "nope.toml"),
        ("--session-days=0", "session_days: 0"),
        ("--limit-connections=x", "--limit-connections"),
        ("--alert-chance=0.5", "alerts.chance: 0.5"),
        ("--alert-closed-days=25.12.", "alerts.closed_days: `25.12.`"),
    ];
    for (flag, named) in flags {
        let error = place.run(&["serve", flag]).error();
        assert!(error.contains(named), "{flag}: {error}");
    }
    let variables = [
        (
            "LIVETILL_TIMEZON",
            "UTC",
            "LIVETILL_TIMEZON is not a setting",
        ),
        ("LIVETILL_TIMEZON", "UTC", "did you mean LIVETILL_TIMEZONE?"),
        ("LIVETILL_SHOPS", "{}", "LIVETILL_SHOPS is not a setting"),
        ("LIVETILL_TIMEZONE", "Mars", "timezone `Mars`"),
        ("LIVETILL_SESSION_DAYS", "0\n", "session_days: 0"),
        (
            "LIVETILL_LIMIT_CONNECTIONS",
            "x",
            "LIVETILL_LIMIT_CONNECTIONS",
        ),
        ("LIVETILL_ALERT_SHARE", "1", "alerts.share: 1"),
        ("LIVETILL_RETENTION_DAYS", "x", "LIVETILL_RETENTION_DAYS"),
        ("LIVETILL_LISTEN", "nowhere", "LIVETILL_LISTEN"),
        (
            "LIVETILL_LISTEN",
            ":0",
            "listen: other machines can reach :0",
        ),
        ("LIVETILL_PROXIES", "10.0.0.0/8,x", "proxies: `x`"),
    ];
    for (name, value, named) in variables {
        let mut command = place.command(&["serve"]);
        command.env(name, value);
        let error = Ran::of(command).error();
        assert!(error.contains(named), "{name}: {error}");
    }
    let files = [
        ("listen = 'x'", "`x` is not an address to listen on"),
        ("timezone = 'UTC'", "unknown field `timezone`"),
        ("[shop]\ntimezon = 'UTC'", "did you mean `shop.timezone`?"),
        ("session_days = 0", "session_days: 0"),
        ("[alerts]\nchance = 0.5", "alerts.chance: 0.5"),
        ("[shop]\ntimezone = 'Mars'", "timezone `Mars`"),
        ("[shops.acme]\ncurrency = 'EURO'", "shop `acme`: currency"),
        ("[shops.acme]\nretention_days = 0", "shop `acme`: retention"),
        ("[shops.default]", "shops.default"),
        ("[shops.'a b']", "shop `a b`: a shop's name"),
        ("[log]\nformat = 'xml'", "`xml`"),
    ];
    for (text, named) in files {
        let config = place.file("livetill.toml", text);
        let error = place.run(&["serve", "--config", &config]).error();
        assert!(error.contains(named), "{text}: {error}");
        assert_eq!(error.matches(named).count(), 1, "said twice: {error}");
    }
}

#[test]
fn the_configuration_file_is_read_once() {
    let place = Workplace::new();
    // A pipe can be read only once. Each of these settings belongs to another part of the program.
    for (text, named) in [
        ("[shop]\ntimezone = 'Mars'", "timezone `Mars`"),
        ("session_days = 0", "session_days: 0"),
        ("[tls]\ncert = 'x'", "tls-key"),
        ("[buffer]\nmax = 'x'", "buffer_max: `x`"),
        ("[alerts]\nchance = 0.5", "alerts.chance: 0.5"),
        ("[traces]\notlp_endpoint = 'x'", "otlp_endpoint: `x`"),
        (
            "[keys.'a b']\nrole = 'view'\nhash = 'x'",
            "key `a b` in /dev/stdin",
        ),
    ] {
        let ran = place.run_with_stdin(&["serve", "--config=/dev/stdin"], text.as_bytes());
        let error = ran.error();
        assert!(error.contains(named), "{text}: {error}");
    }
}

#[test]
fn a_password_stays_out_of_errors() {
    let place = Workplace::new();
    let error = place
        .run(&["serve", "--store=nosuch://user:secret@host/1"])
        .error();
    assert!(error.contains("nosuch://") && !error.contains("secret"));
}

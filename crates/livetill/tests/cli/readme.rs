//! Runs the README's examples as they are. Where the README shows an output, the run must print the same.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;

use serde_json::{Value, json};
use test_servers::Redis;
use test_servers::platforms::{WooServer, WooShop};

use crate::support::{Ran, Server, Workplace, repository};

/// Examples that other tests run, with the test.
const ELSEWHERE: [(&str, &str); 2] = [
    ("make demo", "demo.rs runs what it starts"),
    (
        "livetill serve --store redis://127.0.0.1:6379 --source 'kinesis:",
        "kinesis.rs",
    ),
];

/// The examples under one heading of the README, in sequence.
#[derive(Debug)]
struct Section {
    heading: String,
    examples: Vec<Example>,
}

#[derive(Debug)]
struct Example {
    commands: String,
    /// The output that the README shows.
    output: Option<String>,
}

fn sections() -> Vec<Section> {
    let readme = fs::read_to_string(repository().join("README.md")).unwrap();
    let mut sections: Vec<Section> = Vec::new();
    // The open code block: its language, and its text so far.
    let mut open: Option<(String, String)> = None;
    for line in readme.lines() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(language), None) => open = Some((language.to_owned(), String::new())),
            (Some(_), Some(_)) => {
                let (language, text) = open.take().unwrap();
                let examples = &mut sections.last_mut().unwrap().examples;
                if language == "sh" {
                    let output = None;
                    examples.push(Example {
                        commands: text,
                        output,
                    });
                } else {
                    examples.last_mut().unwrap().output = Some(text);
                }
            }
            (None, Some((_, text))) => text.extend([line, "\n"]),
            (None, None) => {
                if let Some(heading) = line.strip_prefix("## ") {
                    let (heading, examples) = (heading.to_owned(), Vec::new());
                    sections.push(Section { heading, examples });
                }
            }
        }
    }
    sections.retain(|section| !section.examples.is_empty());
    sections
}

/// The machine of the README's reader: a shop on WooCommerce, a Redis, and the repository.
struct Reader {
    place: Workplace,
    redis: Redis,
    shop: WooServer,
    server: Option<Server>,
}

impl Reader {
    fn new() -> Reader {
        let place = Workplace::new();
        for name in ["bin", "livetill-secrets"] {
            fs::create_dir(place.path(name)).unwrap();
        }
        symlink(env!("CARGO_BIN_EXE_livetill"), place.path("bin/livetill")).unwrap();
        symlink(repository().join("tests"), place.path("tests")).unwrap();
        place.file("livetill-secrets/key", WooShop::KEY);
        let shop = WooShop::serve("Europe/Berlin", "EUR");
        shop.with(|it| {
            it.put(order(1, 29, "1204.10"));
            it.put(order(2, 30, "89.70"));
        });
        let redis = Redis::start();
        Reader {
            place,
            redis,
            shop,
            server: None,
        }
    }

    /// Replaces the README's addresses with those of this test, and adds the API token that the reader types.
    fn here(&self, text: &str) -> String {
        let at = self
            .server
            .as_ref()
            .map_or_else(String::new, |server| server.url(""));
        let shop = format!(
            "{} --api-token file:livetill-secrets/key",
            self.shop.address
        );
        text.replace("https://shop.example.com", &shop)
            .replace("https://till.example.com", &at)
            .replace("http://127.0.0.1:8080", &at)
            .replace("redis://127.0.0.1:6379", &self.redis.url())
    }

    fn run(&mut self, commands: &str) -> Ran {
        let mut commands = commands.to_owned();
        if let Some((serve, rest)) = commands.split_once('\n')
            && let Some(args) = serve.strip_prefix("livetill serve")
        {
            let args = self.here(args);
            let args: Vec<&str> = args.split_whitespace().collect();
            self.server = Some(Server::start(&self.place, &args));
            commands = rest.to_owned();
        }
        let path = format!(
            "{}:{}",
            self.place.path("bin").display(),
            std::env::var("PATH").unwrap()
        );
        let mut shell = self.place.within(Command::new("sh"));
        shell.args(["-e", "-c", &self.here(&commands)]);
        shell.env("PATH", path);
        Ran::of(shell)
    }
}

/// An order of WooCommerce on day `day` of March 2026.
fn order(id: u64, day: u8, total: &str) -> Value {
    let time = format!("2026-03-{day}T12:00:00");
    json!({
        "id": id, "parent_id": 0, "status": "processing", "currency": "EUR",
        "date_created": time, "date_created_gmt": time, "date_paid": time, "date_paid_gmt": time,
        "date_modified_gmt": time, "total": total, "total_tax": "0.00", "shipping_total": "0.00",
        "line_items": [{"id": 1, "name": "Rope", "sku": "ROPE", "product_id": 7, "variation_id": 0, "quantity": 1,
            "subtotal": total, "total": total, "total_tax": "0.00"}],
        "shipping_lines": [], "fee_lines": [], "refunds": [],
    })
}

/// The lines that are the same in every run: all but the duration.
fn lasting(output: &str) -> Vec<&str> {
    let lines = output.lines().map(str::trim_end);
    lines.filter(|line| !line.contains(" orders/s, ")).collect()
}

#[test]
fn every_example_of_the_readme_works_and_prints_what_it_shows() {
    let sections = sections();
    let all = || sections.iter().flat_map(|section| &section.examples);
    for (commands, by) in ELSEWHERE {
        assert!(
            all().any(|it| it.commands.starts_with(commands)),
            "{commands}: {by}"
        );
    }
    for Section { heading, examples } in &sections {
        let mut reader = Reader::new();
        for example in examples {
            let commands = &example.commands;
            if ELSEWHERE
                .iter()
                .any(|(elsewhere, _)| commands.starts_with(elsewhere))
            {
                continue;
            }
            let ran = reader.run(commands);
            assert_eq!(ran.code(), 0, "{heading}\n{commands}{ran:?}");
            if let Some(shown) = &example.output {
                assert_eq!(
                    lasting(&ran.stdout),
                    lasting(shown),
                    "{heading}\n{commands}{ran:?}"
                );
            }
        }
    }
}

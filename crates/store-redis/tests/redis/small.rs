//! Small commits have a way of their own through the commit's script. It leaves what the general way leaves, byte for
//! byte, and refuses what that refuses.
//!
//! Only the small way reads a score (`ZSCORE`) within a script, and goes over to the general one if it cannot. So a user
//! who may not use that command commits everything the general way.

use std::collections::BTreeMap;

use domain::{BusinessDay, Known, Memo, MemoChange, PositionChange, Shop, fold};
use ports::Committed;
use ports::suite::{Dice, Event, Fixture, durably, learn, order, orders_of};
use test_servers::Redis;

use crate::factory::{plain, store};
use crate::versions::{oldest, valkey};

const DAYS: [&str; 3] = ["2018-03-10", "2018-03-11", "2018-03-12"];
/// Items that sell often, and how many others there are, which have no units at first.
const OFTEN: usize = 150;
const SELDOM: usize = 600;
/// What both ways need.
const NEEDED: [&str; 7] = ["hset", "zadd", "sadd", "lpush", "ltrim", "set", "publish"];

/// A shop on a server of its own.
struct Side {
    plain: redis::Connection,
    it: Fixture,
    /// Where its source stands.
    position: Option<String>,
    /// Its memos, by key.
    memos: BTreeMap<String, String>,
    _server: Redis,
}

impl Side {
    async fn new(server: Redis, options: &str, keeps_products: bool, rights: &str) -> Side {
        let mut plain = plain(&server);
        let mut user = redis::cmd("ACL");
        user.arg("SETUSER").arg("shop").arg("on").arg(">secret");
        user.arg("~*").arg("&*").arg("+@all");
        user.arg(rights.split_whitespace().collect::<Vec<_>>());
        user.exec(&mut plain).unwrap();
        let url = format!("redis://shop:secret@{}{options}", server.address());
        let shop = Shop::new("default", "UTC", "USD").unwrap();
        let it = Fixture::of(store(&url).await, shop, Some(keeps_products)).await;
        Side {
            plain,
            it,
            position: None,
            memos: BTreeMap::new(),
            _server: server,
        }
    }

    fn do_to(&mut self, command: &str) {
        let mut words = command.split(' ');
        let mut done = redis::cmd(words.next().unwrap());
        done.arg(words.collect::<Vec<_>>());
        done.exec(&mut self.plain).unwrap();
    }

    /// Commits orders without knowing any, learns, and commits again. Returns every answer on the way.
    async fn commit(
        &mut self,
        events: &[Event],
        position: Option<&str>,
        memo: Option<&Memo>,
    ) -> Vec<String> {
        let mut known = Known {
            retained: self.it.store.retained(&self.it.shop).await.unwrap(),
            ..Known::default()
        };
        let orders = orders_of(&self.it.shop, events);
        let mut answers = Vec::new();
        loop {
            let mut commit = fold(&self.it.shop, &self.it.retention, &known, &orders).commit;
            commit
                .positions
                .extend(position.map(|position| PositionChange {
                    source: "test:1".to_owned(),
                    expected: self.position.clone(),
                    position: position.to_owned(),
                }));
            commit.memos.extend(memo.map(|memo| MemoChange {
                expected: self.memos.get(&memo.key).cloned(),
                memo: memo.clone(),
            }));
            let answer = durably(&*self.it.store, &self.it.shop, &commit).await;
            drop(commit);
            match answer {
                Ok(Committed::Applied) => {
                    answers.push("applied".to_owned());
                    self.position = position.map(str::to_owned).or(self.position.take());
                    let memo = memo.map(|memo| (memo.key.clone(), memo.text.clone()));
                    self.memos.extend(memo);
                    return answers;
                }
                Ok(Committed::Conflict(conflict)) => {
                    answers.push(format!("{conflict:?}"));
                    for (key, text) in &conflict.memos {
                        self.memos.remove(key);
                        self.memos
                            .extend(text.clone().map(|text| (key.clone(), text)));
                    }
                    learn(&mut known, conflict);
                }
                Err(error) => {
                    // The script's hash and lines are the server's.
                    let told = error.to_string();
                    let told = told.split("LIVETILL ").nth(1).unwrap_or(&told);
                    let told = told.split(" script: ").next().unwrap_or_default();
                    answers.push(format!("{:?}: {told}", error.kind()));
                    return answers;
                }
            }
        }
    }

    /// Everything it holds, apart from the random name of the dictionary's state and from what servers say of
    /// themselves.
    fn holds(&mut self) -> BTreeMap<String, (Vec<Vec<u8>>, bool)> {
        let keys: Vec<String> = self.ask("KEYS", &["*"]);
        let keys = keys.into_iter();
        keys.filter(|key| !["livetill:servers", "livetill:ready"].contains(&&**key))
            .map(|key| {
                let kind: String = self.ask("TYPE", &[&key]);
                let mut parts: Vec<Vec<u8>> = match kind.as_str() {
                    "string" => vec![self.ask("GET", &[&key])],
                    "hash" => {
                        let fields: Vec<(Vec<u8>, Vec<u8>)> = self.ask("HGETALL", &[&key]);
                        let fields = fields.into_iter();
                        let fields = fields.filter(|(field, _)| field != b"dictionary");
                        fields
                            .map(|(field, value)| [field, b" = ".to_vec(), value].concat())
                            .collect()
                    }
                    "list" => self.ask("LRANGE", &[&key, "0", "-1"]),
                    "zset" => self.ask("ZRANGE", &[&key, "0", "-1", "WITHSCORES"]),
                    "set" => self.ask("SMEMBERS", &[&key]),
                    other => panic!("{key} is a {other}"),
                };
                if ["hash", "set"].contains(&kind.as_str()) {
                    parts.sort();
                }
                let left: i64 = self.ask("TTL", &[&key]);
                (key, (parts, left > 0))
            })
            .collect()
    }

    fn ask<T: redis::FromRedisValue>(&mut self, command: &str, arguments: &[&str]) -> T {
        let mut ask = redis::cmd(command);
        ask.arg(arguments).query(&mut self.plain).unwrap()
    }

    /// How often the server ran a command.
    fn runs(&mut self, command: &str) -> usize {
        let said: String = self.ask("INFO", &["commandstats"]);
        let start = format!("cmdstat_{command}:calls=");
        let calls = said.lines().find_map(|line| line.strip_prefix(&start));
        calls.map_or(0, |calls| calls.split(',').next().unwrap().parse().unwrap())
    }
}

/// Mostly a new order of the second day, with everything that an order may have.
fn random_order(dice: &mut Dice, new: &mut usize) -> Event {
    let is_new = !dice.once_in(6);
    *new += usize::from(is_new);
    let number = if is_new {
        *new
    } else {
        1 + dice.below(*new + 1)
    };
    let id = match number % 5 {
        0 => format!("order-{number}"),
        _ => number.to_string(),
    };
    let day = DAYS[if dice.once_in(8) { dice.below(3) } else { 1 }];
    let (hour, minute) = (dice.below(4), dice.below(60));
    let at = format!("{day}T{:02}:{minute:02}:07Z", 6 * hour);
    let mut event = order(&id, &at).version(dice.below(3) as i64);
    for _ in 0..1 + dice.below(4) {
        // Quantities and prices of all widths on a page.
        let quantity = match dice.below(12) {
            0 => -1,
            1 => 200,
            2 => 40_000,
            _ => 1 + dice.below(3) as i64,
        };
        let price = ["0.00", "0.01", "1.25", "19.99", "2500.00"][dice.below(5)];
        let item = if dice.once_in(8) {
            OFTEN + dice.below(SELDOM)
        } else {
            dice.below(OFTEN)
        };
        event = event.line(&format!("sku-{item}"), quantity, price);
        if dice.once_in(4) {
            event = event.named(["A name", "Another"][usize::from(dice.once_in(20))]);
        }
    }
    if dice.once_in(3) {
        event = event.with_amounts("4.90", "0.50", "0.93");
    }
    if dice.once_in(3) {
        event = event.sold_in(
            ["pos", "online"][dice.below(2)],
            ["DE", "FR"][dice.below(2)],
        );
    }
    match dice.below(20) {
        0 => event.cancelled(),
        1 => event.refund(),
        _ => event,
    }
}

/// Commits at random on two servers, of which one commits everything the general way; in between, breaks the same on
/// both and mends it.
async fn leaves_what_the_general_way_leaves(
    server: impl Fn() -> Redis,
    options: &str,
    keeps_products: bool,
    knows_rights: bool,
) {
    let mut small = Side::new(server(), options, keeps_products, "").await;
    let mut general = Side::new(server(), options, keeps_products, "-zscore").await;
    let (mut dice, mut new) = (Dice::new(21), 0);
    // All items are known from here on, and two of the days.
    let first: Vec<Event> = (0..OFTEN + SELDOM)
        .map(|number| {
            let at = format!("{}T00:{:02}:00Z", DAYS[number % 2], number % 60);
            order(&format!("first-{number}"), &at).line(&format!("sku-{number}"), 1, "1.00")
        })
        .collect();
    let taken_back = first.iter().skip(OFTEN);
    let taken_back: Vec<Event> = taken_back
        .map(|event| event.clone().version(1).cancelled())
        .collect();
    for events in [&first, &taken_back] {
        assert_eq!(
            small.commit(events, None, None).await,
            general.commit(events, None, None).await
        );
    }
    // As if a day had been dropped: memos until then leave.
    for side in [&mut small, &mut general] {
        let days: String = side.ask("HGET", &["livetill:state", "days"]);
        let days = days.replacen("*,", "*,17590<,", 1);
        assert!(days.contains("17590<"), "{days}");
        side.do_to(&format!("HSET livetill:state days {days}"));
    }
    let (mut refused, steps) = (0, 400);
    for step in 0..steps {
        let size = [1, 1, 1, 2, 5, 12, 25][dice.below(7)];
        let events: Vec<Event> = (0..size)
            .map(|_| random_order(&mut dice, &mut new))
            .collect();
        let position = dice.once_in(4).then(|| step.to_string());
        // Some of these leave with the next commit, and are then expected in vain.
        let until = [17_500, 17_601, 17_602][dice.below(3)];
        let memo = dice.once_in(3).then(|| Memo {
            key: format!("memo-{}", dice.below(8)),
            text: "text ".repeat(dice.below(20)),
            until: BusinessDay::from_epoch_days(until),
        });
        let both = async |small: &mut Side, general: &mut Side| {
            let position = position.as_deref();
            let answers = small.commit(&events, position, memo.as_ref()).await;
            assert_eq!(
                answers,
                general.commit(&events, position, memo.as_ref()).await,
                "step {step}: {events:?}"
            );
            answers.last().unwrap() == "applied"
        };
        let broken = dice.below(12);
        let keys: Vec<String> = small.holds().into_keys().collect();
        let key = &keys[dice.below(keys.len())];
        let pages = [
            "livetill:sold 0",
            "livetill:sold:20180311 1",
            "livetill:state commits",
        ];
        let field = pages[dice.below(pages.len())];
        let command = NEEDED[dice.below(NEEDED.len())];
        match broken {
            0 if key != "livetill:state" => {
                let kind: String = small.ask("TYPE", &[key]);
                let other = if kind == "list" { "SET" } else { "LPUSH" };
                for side in [&mut small, &mut general] {
                    side.do_to(&format!("RENAME {key} aside"));
                    side.do_to(&format!("{other} {key} x"));
                }
                let is_applied = both(&mut small, &mut general).await;
                for side in [&mut small, &mut general] {
                    side.do_to(&format!("RENAME aside {key}"));
                }
                refused += usize::from(!is_applied);
            }
            1 => {
                let words: Vec<&str> = field.split(' ').collect();
                let was: Vec<u8> = small.ask("HGET", &words);
                for side in [&mut small, &mut general] {
                    side.do_to(&format!("HSET {field} broken"));
                }
                let is_applied = both(&mut small, &mut general).await;
                for side in [&mut small, &mut general] {
                    let mut mend = redis::cmd("HSET");
                    let is_counter = field.ends_with("commits");
                    if !is_applied || !is_counter {
                        mend.arg(&words).arg(&was).exec(&mut side.plain).unwrap();
                    }
                }
                refused += usize::from(!is_applied);
            }
            2 if knows_rights => {
                let before = small.holds();
                for side in [&mut small, &mut general] {
                    side.do_to(&format!("ACL SETUSER shop -{command}"));
                }
                if !both(&mut small, &mut general).await {
                    assert!(small.holds() == before, "partly applied without {command}");
                    refused += 1;
                }
                for side in [&mut small, &mut general] {
                    side.do_to(&format!("ACL SETUSER shop +{command}"));
                }
            }
            _ => {
                both(&mut small, &mut general).await;
            }
        }
        let (ours, theirs) = (small.holds(), general.holds());
        for (key, value) in &theirs {
            let is_same = ours.get(key) == Some(value);
            assert!(is_same, "{key} differs in step {step}: {events:?}");
        }
        assert_eq!(ours.len(), theirs.len());
    }
    assert!(refused > 15, "{refused} commits were refused");
    let [ours, theirs] = [small.runs("bitfield"), general.runs("bitfield")];
    assert!(ours > 50, "only {ours} commits went the general way");
    assert!(
        theirs > ours + 100,
        "{ours} of {theirs} counts were the general way's"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_small_commit_leaves_what_any_commit_leaves() {
    leaves_what_the_general_way_leaves(Redis::start, "", true, true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn so_it_does_without_amounts_by_line_on_valkey() {
    leaves_what_the_general_way_leaves(valkey, "?pages=narrow", false, true).await;
}

/// It cannot be asked what a user may do.
#[tokio::test(flavor = "multi_thread")]
async fn so_it_does_on_redis_6_2() {
    leaves_what_the_general_way_leaves(oldest, "", true, false).await;
}

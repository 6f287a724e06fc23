//! Keys that another program broke: a commit that hits one is refused as a whole, with the key's name, and counts once
//! when the key is fixed.

use domain::{Known, PositionChange, Reason, Reject, Rejection, Timestamp, fold};
use ports::suite::{Event, Fixture, Naive, durably, learn, order, orders_of};
use ports::{Committed, ErrorKind, StoreError};
use test_servers::Redis;

use crate::factory::{plain, store};

/// Fifty orders of two days, starting at this number: known and new items, with names that change.
fn fifty(first: usize, days: [&str; 2]) -> Vec<Event> {
    let one = |number: usize| {
        let at = format!("{}T10:{:02}:00Z", days[number % 2], number % 60);
        order(&number.to_string(), &at)
            .line(
                &format!("S{}", number % 70),
                1 + (number % 3) as i64,
                "1.25",
            )
            .named(&format!("Name {number}"))
    };
    (first..first + 50).map(one).collect()
}

/// Commits orders with a reject and a position, so that everything that can be written is written.
async fn commit(it: &Fixture, events: &[Event], from: Option<&str>) -> Result<(), StoreError> {
    let mut known = Known {
        retained: it.store.retained(&it.shop).await?,
        ..Known::default()
    };
    let orders = orders_of(&it.shop, events);
    loop {
        let mut commit = fold(&it.shop, &it.retention, &known, &orders).commit;
        assert_eq!(commit.entries.len(), events.len(), "none is known yet");
        commit.positions.push(PositionChange {
            source: "test:1".to_owned(),
            expected: from.map(str::to_owned),
            position: events.len().to_string() + from.unwrap_or_default(),
        });
        commit.rejects.push(Reject {
            rejection: Rejection::new(Reason::ALL[0], "no order"),
            id: None,
            source: "test".to_owned(),
            received_at: Timestamp::from_millis(1_520_776_000_000),
            body: b"{}".to_vec(),
        });
        let answer = durably(&*it.store, &it.shop, &commit).await?;
        drop(commit);
        match answer {
            Committed::Applied => return Ok(()),
            Committed::Conflict(conflict) => learn(&mut known, conflict),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_that_meets_a_key_of_the_wrong_type_is_refused_whole() {
    let server = Redis::start();
    let mut plain = plain(&server);
    let first = fifty(100, ["2018-03-11", "2018-03-12"]);
    // One day leaves with them, and one begins.
    let second = fifty(150, ["2018-03-12", "2018-03-14"]);
    let (mut keys, mut refused) = (vec![String::new()], 0);
    let mut next = 0;
    while next < keys.len() {
        redis::cmd("FLUSHALL").exec(&mut plain).unwrap();
        let mut it = Fixture::over(store(&server.url()).await, "default").await;
        it.retention.max_days = 2;
        commit(&it, &first, None).await.unwrap();
        if next == 0 {
            keys = redis::cmd("KEYS").arg("*").query(&mut plain).unwrap();
            // The keys that the second commit has to create.
            keys.extend(
                [
                    "orders",
                    "orders:items",
                    "sales:revenue",
                    "livetill:day",
                    "livetill:sold",
                    "livetill:top",
                ]
                .map(|name| format!("{name}:20180314")),
            );
            keys.push("livetill:totals".to_owned());
            assert!(keys.len() > 30, "{keys:?}");
        }
        let key = keys[next].clone();
        next += 1;
        let there = redis::cmd("RENAME")
            .arg(&key)
            .arg("aside")
            .exec(&mut plain)
            .is_ok();
        let kind: String = redis::cmd("TYPE").arg("aside").query(&mut plain).unwrap();
        let other = if kind == "string" || key.starts_with("orders:2") || key.contains(":day:") {
            redis::cmd("LPUSH").arg(&key).arg("x").clone()
        } else {
            redis::cmd("SET").arg(&key).arg("x").clone()
        };
        other.exec(&mut plain).unwrap();
        let answer = commit(&it, &second, Some("50")).await;
        redis::cmd("DEL").arg(&key).exec(&mut plain).unwrap();
        // Only broken keys of the dropped day are not refused: they are gone for good.
        if there && (answer.is_err() || !key.ends_with(":20180311")) {
            redis::cmd("RENAME")
                .arg("aside")
                .arg(&key)
                .exec(&mut plain)
                .unwrap();
        }
        if let Err(error) = answer {
            refused += 1;
            assert_eq!(error.kind(), ErrorKind::WrongType, "{key}: {error}");
            assert!(error.to_string().contains(&key), "{key}: {error}");
            commit(&it, &second, Some("50")).await.unwrap();
        } else {
            let may_be_broken = ["livetill:ready", "livetill:top:20180311"];
            let leaves = key.ends_with(":20180311");
            assert!(
                leaves || may_be_broken.contains(&&*key),
                "{key} was not looked at"
            );
        }
        let mut naive = Naive::new(&it.shop, it.retention.max_days);
        naive.take(&first);
        naive.take(&second);
        naive.assert_shown(&it).await;
        assert_eq!(
            it.store.rejects(&it.shop, 0, 9).await.unwrap().total,
            2,
            "{key}"
        );
        let position = it.store.position(&it.shop, "test:1").await.unwrap();
        assert_eq!(position.as_deref(), Some("5050"), "{key}");
    }
    assert!(
        refused >= 27,
        "{refused} of {} keys were refused",
        keys.len()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_that_meets_a_broken_value_is_refused_whole() {
    let server = Redis::start();
    let mut plain = plain(&server);
    let (first, second) = (
        fifty(100, ["2018-03-11", "2018-03-12"]),
        fifty(150, ["2018-03-12", "2018-03-14"]),
    );
    for (key, field) in [
        ("livetill:sold", "0"),
        ("livetill:named", "0"),
        ("livetill:sold:20180312", "0"),
        ("livetill:state", "commits"),
        ("livetill:state", "rejects"),
        ("livetill:state", "items"),
        ("livetill:state", "items:20180312"),
        ("livetill:rejects:counts", Reason::ALL[0].as_str()),
    ] {
        redis::cmd("FLUSHALL").exec(&mut plain).unwrap();
        let mut it = Fixture::over(store(&server.url()).await, "default").await;
        it.retention.max_days = 2;
        commit(&it, &first, None).await.unwrap();
        let value: Vec<u8> = redis::cmd("HGET")
            .arg(key)
            .arg(field)
            .query(&mut plain)
            .unwrap();
        redis::cmd("HSET")
            .arg(key)
            .arg(field)
            .arg("broken")
            .exec(&mut plain)
            .unwrap();
        let error = commit(&it, &second, Some("50")).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Corrupt, "{key} {field}: {error}");
        assert!(error.to_string().contains(key), "{key} {field}: {error}");
        redis::cmd("HSET")
            .arg(key)
            .arg(field)
            .arg(value)
            .exec(&mut plain)
            .unwrap();
        commit(&it, &second, Some("50")).await.unwrap();
        let mut naive = Naive::new(&it.shop, it.retention.max_days);
        naive.take(&first);
        naive.take(&second);
        naive.assert_shown(&it).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_who_may_not_do_all_that_a_commit_does_is_refused_whole() {
    let server = Redis::start();
    let mut plain = plain(&server);
    let events = fifty(100, ["2018-03-11", "2018-03-12"]);
    for (rights, named) in [
        ("~* &* +@all -bitfield", "BITFIELD"),
        ("~* &* +@all -ltrim", "LTRIM"),
        ("~* &* +@all -publish", "PUBLISH"),
        (
            "~livetill:* ~orders:* ~sales:revenue:days &* +@all",
            "sales:revenue:",
        ),
        ("~livetill:* ~sales:* %R~orders:* &* +@all", "orders:"),
    ] {
        redis::cmd("FLUSHALL").exec(&mut plain).unwrap();
        let mut user = redis::cmd("ACL");
        user.arg("SETUSER")
            .arg("shop")
            .arg("reset")
            .arg("on")
            .arg(">secret");
        user.arg(rights.split(' ').collect::<Vec<_>>())
            .exec(&mut plain)
            .unwrap();
        let url = format!("redis://shop:secret@{}", server.address());
        let it = Fixture::over(store(&url).await, "default").await;
        let error = commit(&it, &events, None).await.unwrap_err();
        assert!(error.to_string().contains(named), "{rights}: {error}");
        assert_eq!(error.kind(), ErrorKind::Settings, "{rights}: {error}");
        user.arg("allkeys").arg("+@all").exec(&mut plain).unwrap();
        commit(&it, &events, None).await.unwrap();
        let mut naive = Naive::new(&it.shop, it.retention.max_days);
        naive.take(&events);
        naive.assert_shown(&it).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_some_commits_do_is_asked_for_by_those() {
    let server = Redis::start();
    let mut plain = plain(&server);
    let mut set_rights = |rights: &[&str]| {
        let mut user = redis::cmd("ACL");
        user.arg("SETUSER").arg("shop").arg(rights);
        user.exec(&mut plain).unwrap();
    };
    set_rights(&["on", ">secret", "~*", "&*", "+@all"]);
    let url = format!("redis://shop:secret@{}", server.address());
    let first = fifty(100, ["2018-03-11", "2018-03-12"]);
    // One day leaves with them, and one begins.
    let second = fifty(150, ["2018-03-12", "2018-03-14"]);
    for (number, command) in ["UNLINK", "HDEL", "ZREM", "SETRANGE", "ZRANGEBYSCORE"]
        .into_iter()
        .enumerate()
    {
        let mut it = Fixture::over(store(&url).await, &format!("shop-{number}")).await;
        it.retention.max_days = 2;
        commit(&it, &first, None).await.unwrap();
        set_rights(&[&format!("-{command}")]);
        let error = commit(&it, &second, Some("50")).await.unwrap_err();
        let told = format!("may not {command} the key");
        assert!(error.to_string().contains(&told), "{command}: {error}");
        assert_eq!(error.kind(), ErrorKind::Settings, "{command}: {error}");
        set_rights(&["+@all"]);
        commit(&it, &second, Some("50")).await.unwrap();
        let mut naive = Naive::new(&it.shop, it.retention.max_days);
        naive.take(&first);
        naive.take(&second);
        naive.assert_shown(&it).await;
    }
}

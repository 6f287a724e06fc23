//! What a store reports about itself and its servers.

use super::{Fixture, StoreFactory, order};
use crate::{NodeFigures, ServerRecord};

/// The store reports its kind and its use of resources, which never shrinks to nothing.
pub async fn a_store_tells_its_own_figures(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let before = it.store.health().await.expect("figures are read");
    let orders: Vec<_> = (0..2_000)
        .map(|id| order(&id.to_string(), "2018-03-11T10:00:00Z").line(&format!("s{id}"), 1, "1"))
        .collect();
    it.commit(&orders).await;
    let after = it.store.health().await.expect("figures are read");
    assert!(
        !after.kind.is_empty() && !after.version.is_empty(),
        "{after:?}"
    );
    assert!(!after.nodes.is_empty());
    assert!(after.nodes.iter().all(|node| !node.address.is_empty()));
    let bytes = |nodes: &[NodeFigures]| -> u64 {
        nodes.iter().map(|node| node.bytes_used.unwrap_or(0)).sum()
    };
    assert!(bytes(&after.nodes) > 0, "{after:?}");
    // Counters keep counting.
    let commands = |nodes: &[NodeFigures]| -> u64 {
        nodes.iter().map(|node| node.commands.unwrap_or(0)).sum()
    };
    assert!(commands(&after.nodes) >= commands(&before.nodes));
    assert_eq!(
        after.nodes.iter().any(|node| node.commands.is_some()),
        after.ping_seconds.is_some(),
        "a store that is asked over a network has a round trip"
    );
}

/// The others see a server that announces itself, in order of start, and always with its latest report.
pub async fn servers_see_each_other(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let server = |id: &str, version: &str, started_millis| ServerRecord {
        id: format!("{}-{id}", it.shop.id),
        version: version.to_owned(),
        host: "till é 1".to_owned(),
        started_millis,
        report: format!("{{\"{id}\": [1, \"ü\"]}}"),
    };
    let seen = |servers: Vec<ServerRecord>| {
        let prefix = format!("{}-", it.shop.id);
        let own = servers
            .into_iter()
            .filter(move |it| it.id.starts_with(&prefix));
        own.collect::<Vec<_>>()
    };
    let (one, two) = (server("one", "1.0.0", 2_000), server("two", "1.1.0", 1_000));
    let first = it.store.announce(&one).await.expect("it is announced");
    assert_eq!(seen(first), std::slice::from_ref(&one));
    let both = it.store.announce(&two).await.expect("it is announced");
    assert_eq!(seen(both), [two.clone(), one.clone()]);
    let renewed = server("one", "1.2.0", 2_000);
    let both = it.store.announce(&renewed).await.expect("it is announced");
    assert_eq!(seen(both.clone()), [two, renewed]);
    let read = it.store.servers().await.expect("the servers are read");
    assert_eq!(seen(read), seen(both));
}

/// Notes can be read by everybody, replaced and removed, and survive a restart.
pub async fn notes_are_shared_and_outlive_the_store(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let name = |of: &str| format!("{}/{of}", it.shop.id);
    let own = |notes: Vec<(String, String)>| {
        let prefix = name("");
        let mut own: Vec<_> = notes
            .into_iter()
            .filter(|(name, _)| name.starts_with(&prefix))
            .collect();
        own.sort();
        own
    };
    assert_eq!(own(it.store.notes().await.expect("notes are read")), []);
    for (of, text) in [("a", "1"), ("b", "zwei ü"), ("a", "2"), ("c", "3")] {
        let written = it.store.set_note(&name(of), Some(text)).await;
        written.expect("a note is written");
    }
    let removed = it.store.set_note(&name("c"), None).await;
    removed.expect("a note is taken away");
    let removed = it.store.set_note(&name("never"), None).await;
    removed.expect("a note that is not there is taken away");
    let expected = [
        (name("a"), "2".to_owned()),
        (name("b"), "zwei ü".to_owned()),
    ];
    assert_eq!(
        own(it.store.notes().await.expect("notes are read")),
        expected
    );
    it.store.close().await.expect("the store closes");
    let Fixture { store, .. } = it;
    drop(store);
    let again = factory.reopen().await;
    let notes = again.notes().await.expect("notes are read");
    let mut notes: Vec<_> = notes
        .into_iter()
        .filter(|note| expected.contains(note))
        .collect();
    notes.sort();
    assert_eq!(notes, expected);
}

/// A document is replaced only by a caller that knows its current content, and survives a restart.
pub async fn a_document_is_replaced_only_by_who_has_read_it(factory: &dyn StoreFactory) {
    let it = Fixture::open(factory).await;
    let name = format!("{}/rates", it.shop.id);
    let read = async |store: &dyn crate::Store| store.document(&name).await.expect("it is read");
    let replace = async |store: &dyn crate::Store, known: &[u8], new: &[u8]| {
        let replaced = store.replace_document(&name, known, new).await;
        replaced.expect("the store answers")
    };
    assert_eq!(read(&*it.store).await, b"");
    assert!(!replace(&*it.store, b"another", b"one").await);
    // Arbitrary bytes, and many of them.
    let one: Vec<u8> = (0..300_000_u32).map(|at| (at % 251) as u8).collect();
    assert!(replace(&*it.store, b"", &one).await);
    assert!(!replace(&*it.store, b"", b"two").await);
    assert_eq!(read(&*it.store).await, one);
    assert!(replace(&*it.store, &one, b"two").await);
    it.store.close().await.expect("the store closes");
    let Fixture { store, .. } = it;
    drop(store);
    let again = factory.reopen().await;
    assert_eq!(read(&*again).await, b"two");
}

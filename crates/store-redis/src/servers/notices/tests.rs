use super::*;

fn shop() -> Shop {
    Shop::new("default", "UTC", "USD").unwrap()
}

/// Carries out the pending changes. Returns the channels to leave, and how many shops to subscribe to.
fn turn(board: &Board) -> (Vec<String>, usize) {
    let turn = board.turn();
    board.confirmed(turn.begun.iter().map(|(id, _)| id));
    (turn.left, turn.begun.len())
}

#[test]
fn a_commit_is_news_once() {
    let shop = shop();
    let notices = Notices::of_this_process();
    notices.watch_shop(&shop, &Keys::new(None));
    let mut news = notices.receiver(&shop);
    let board = &notices.board;
    turn(board);
    let mut is_news = |heard: &dyn Fn(&Board)| {
        heard(board);
        let is_new = news.has_changed().unwrap();
        news.mark_unchanged();
        is_new
    };
    assert!(is_news(&|_| {}), "what was said before is lost");
    assert!(is_news(&|it| it.heard("orders:", b"5")));
    assert!(!is_news(&|it| it.heard("sales:", b"5")), "the same commit");
    assert!(!is_news(&|it| it.read(&shop.id, 5)), "it was heard of");
    assert!(
        is_news(&|it| it.heard("orders:", b"5")),
        "emptied, and filled"
    );
    assert!(
        is_news(&|it| it.read(&shop.id, 6)),
        "its messages were lost"
    );
    assert!(!is_news(&|it| it.read(&shop.id, 6)));
    for _ in 0..2 {
        assert!(is_news(&|it| it.heard("sales:", b"another program")));
    }
    assert!(is_news(&|it| it.heard("sales:", b"7")));
    assert!(is_news(&|it| it.read(&shop.id, 3)), "it fell");
    assert_eq!(notices.losses().len(), 1);
}

#[test]
fn a_shop_is_subscribed_to_while_somebody_waits_for_it() {
    let shop = shop();
    let notices = Notices::of_this_process();
    let board = &notices.board;
    let early = notices.receiver(&shop);
    assert_eq!(turn(board), (vec![], 0), "it is not open");
    notices.watch_shop(&shop, &Keys::new(None));
    let mut slow = notices.slow_receiver(&shop);
    assert!(!board.hears_all(&[&shop]));
    assert_eq!(turn(board), (vec![], 1));
    assert!(board.hears_all(&[&shop]));
    let late = notices.receiver(&shop);
    drop(early);
    board.sweep();
    assert_eq!(turn(board), (vec![], 0));
    slow.mark_unchanged();
    board.heard("orders:", b"1");
    assert!(slow.has_changed().unwrap());
    drop(late);
    board.sweep();
    let channels = ["orders:", "sales:"].map(str::to_owned);
    assert_eq!(turn(board), (channels.to_vec(), 0));
    slow.mark_unchanged();
    board.heard("orders:", b"2");
    assert!(!slow.has_changed().unwrap(), "nobody listens");
    board.read(&shop.id, 2);
    assert!(slow.has_changed().unwrap());
    // The counter of news continues from its last value.
    let again = notices.receiver(&shop);
    assert_eq!(*again.borrow(), *slow.borrow());
    // A waiter that leaves before anything was done leaves no work behind.
    drop(again);
    board.sweep();
    assert_eq!(turn(board), (vec![], 0));
}

#[test]
fn a_new_connection_subscribes_to_all_again_and_is_news() {
    let shop = shop();
    let notices = Notices::of_this_process();
    notices.watch_shop(&shop, &Keys::new(None));
    let mut news = notices.receiver(&shop);
    let board = &notices.board;
    turn(board);
    news.mark_unchanged();
    board.disconnected();
    assert!(
        board.hears_all(&[&shop]),
        "nobody waits for what cannot come"
    );
    assert!(board.is_wanted());
    board.connected();
    assert!(!board.hears_all(&[&shop]));
    assert_eq!(turn(board), (vec![], 1));
    assert!(news.has_changed().unwrap());
    notices.forget(&shop.id);
    assert_eq!(turn(board).0.len(), 2);
    news.mark_unchanged();
    assert!(news.has_changed().is_err(), "nobody tells any more");
}

#[test]
fn every_counter_has_its_turn() {
    let notices = Notices::of_this_process();
    for number in 0..150 {
        let shop = Shop::new(&format!("shop-{number}"), "UTC", "USD").unwrap();
        notices.watch_shop(&shop, &Keys::new(Some(shop.id.as_str())));
    }
    let mut shops = notices.board.shops();
    let mut seen = std::collections::HashSet::new();
    for _ in 0..60 {
        let turn = shops.next(60, 1);
        assert_eq!(turn.len(), 3);
        seen.extend(turn.into_iter().map(|(id, _)| id));
    }
    assert_eq!(seen.len(), 150);
    assert_eq!(shops.next(60, 20).len(), 20);
}

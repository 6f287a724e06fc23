//! What store URLs mean.

use super::*;

fn parse(url: &str) -> StoreUrl {
    StoreUrl::parse(url).unwrap()
}

#[test]
fn a_server() {
    let url = parse("rediss://joe:p%40ss@cache.example/3?wait=1&connect_timeout=250ms");
    let node = Node {
        host: "cache.example".into(),
        port: 6379,
    };
    assert_eq!(url.topology, Topology::Server(node));
    assert_eq!(
        (url.user.as_deref(), url.password.as_deref()),
        (Some("joe"), Some("p@ss"))
    );
    assert_eq!((url.tls, url.database, url.wait), (true, 3, Some(1)));
    assert_eq!(url.connect_timeout, Duration::from_millis(250));
    assert_eq!(url.default_prefix(), None);
    assert!(!format!("{url:?}").contains("p@ss"));
}

#[test]
fn a_cluster_and_sentinels() {
    let url = parse("redis-cluster://:secret@[::1]:7000,b:7001");
    let Topology::Cluster(nodes) = &url.topology else {
        panic!("{url:?}")
    };
    assert_eq!((nodes[0].host.as_str(), nodes[1].port), ("::1", 7001));
    assert_eq!(
        (url.user.as_deref(), url.default_prefix()),
        (None, Some("default"))
    );
    let url = parse("redis-sentinel://a,b:7/main/2?prefix=shop");
    let Topology::Sentinel(nodes, name) = &url.topology else {
        panic!("{url:?}")
    };
    assert_eq!(
        (nodes[0].port, nodes[1].port, name.as_str()),
        (26379, 7, "main")
    );
    assert_eq!((url.database, url.default_prefix()), (2, Some("shop")));
}

#[test]
fn a_login_by_iam() {
    for (url, is_serverless) in [
        ("rediss://till@h?iam=my-cache&region=eu-west-1", false),
        (
            "valkeys-cluster://till@h,i?region=eu-west-1&wait=0&iam=serverless:my-cache",
            true,
        ),
    ] {
        let login = IamLogin {
            user: "till".into(),
            cache: "my-cache".into(),
            is_serverless,
            region: Some("eu-west-1".into()),
        };
        assert_eq!(parse(url).iam, Some(login));
    }
    assert_eq!(parse("rediss://till@h?iam=c").iam.unwrap().region, None);
}

#[test]
fn what_is_wrong_is_named() {
    for (url, named) in [
        ("rediss://till@h?iam=", "name of the cache"),
        ("rediss://till@h?iam=serverless:", "name of the cache"),
        ("rediss://till@h?iam=a/b", "name of the cache"),
        ("rediss://till+writer@h?iam=c", "the user"),
        ("rediss://h?iam=c", "the user"),
        ("rediss://till:p@h?iam=c", "no password"),
        ("redis://till@h?iam=c", "TLS"),
        ("rediss-sentinel://till@h/main?iam=c", "Sentinels"),
        ("rediss://till@h?region=eu-west-1", "region goes with iam"),
        ("localhost:6379", "://"),
        ("mysql://h", "mysql"),
        ("redis://a,b", "cluster"),
        ("redis://h:x", "h:x"),
        ("redis://h/x", "database"),
        ("redis-sentinel://h", "NAME"),
        ("redis-cluster://h/1", "databases"),
        ("redis://h?wat=1", "wat"),
        ("redis://h?wait=x", "wait"),
        ("redis://h?connect_timeout=0", "connect_timeout"),
        ("redis://h?prefix={a}", "prefix"),
        ("redis://h?pages=wide", "pages"),
    ] {
        let error = StoreUrl::parse(url).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Settings);
        assert!(error.to_string().contains(named), "{error}");
    }
}

//! The server: listening, access, limits, and where figures, logs and traces go.

use super::commands::{
    CONFIGURED, KEYS, KEYS_FILE, LISTENING, LOG_FORMAT, SECRETS, SERVE, SERVER, STORE,
};
use super::{LAMBDA, ROW, Setting};

pub(super) const ROWS: &[Setting] = &[
    Setting {
        env: Some("LIVETILL_CONFIG"),
        flag: Some("config"),
        value: "FILE",
        commands: CONFIGURED,
        help: "Configuration file. Flags and the environment override it",
        ..ROW
    },
    Setting {
        key: Some("listen"),
        env: Some("LIVETILL_LISTEN"),
        flag: Some("listen"),
        value: "ADDRESS",
        default: Some("\"127.0.0.1:8080\""),
        commands: LISTENING,
        help: "Address to listen on, such as localhost:8080, or :8080 for every address. Beyond loopback, the server \
            refuses to listen until there are keys. The demo takes a free port if the usual one is in use",
        ..ROW
    },
    Setting {
        key: Some("store"),
        env: Some("LIVETILL_STORE"),
        flag: Some("store"),
        value: "URL",
        default: Some("\"embedded:./livetill-data\""),
        commands: STORE,
        help: "Where the figures are kept: embedded:PATH, redis://HOST:PORT, redis-cluster://…, redis-sentinel://…",
        ..ROW
    },
    Setting {
        key: Some("rates"),
        env: Some("LIVETILL_RATES"),
        flag: Some("rates"),
        value: "FILE",
        example: Some("\"/var/lib/livetill/eurofxref-hist.csv\""),
        commands: SERVE,
        help: "File with exchange rates, as `livetill rates import` takes it; loaded at the start and whenever it \
            changes",
        ..ROW
    },
    Setting {
        key: Some("archive"),
        env: Some("LIVETILL_ARCHIVE"),
        flag: Some("archive"),
        value: "PLACE",
        example: Some("\"s3://bucket/livetill?region=eu-west-1\""),
        commands: &["serve", "export"],
        help: "Where orders and their lines are archived each night as Parquet: a folder, or \
            s3://BUCKET/PREFIX?region=…&endpoint=… with the credentials in AWS's own variables, as docs/archive.md says. \
            Exports of days that are no longer kept read it. The binary has to be built with the feature parquet",
        ..ROW
    },
    Setting {
        key: Some("keys_file"),
        env: Some("LIVETILL_KEYS_FILE"),
        flag: Some("keys-file"),
        value: "FILE",
        default: Some("\"livetill-keys.toml\""),
        commands: KEYS_FILE,
        help: "File that `livetill keys` writes. A change takes effect without a restart",
        ..ROW
    },
    Setting {
        key: Some("secrets_folder"),
        env: Some("LIVETILL_SECRETS_FOLDER"),
        flag: Some("secrets-folder"),
        value: "FOLDER",
        default: Some("\"./livetill-secrets\""),
        commands: SECRETS,
        help: "Folder for platforms' secrets. `livetill connect` writes them there, readable only by the server's user. \
            Connections made while the server runs may name only files in it",
        ..ROW
    },
    Setting {
        key: Some("session_days"),
        env: Some("LIVETILL_SESSION_DAYS"),
        flag: Some("session-days"),
        value: "N",
        default: Some("30"),
        commands: SERVER,
        help: "How many days a browser stays signed in, unless the server is restarted",
        ..ROW
    },
    Setting {
        key: Some("hosts"),
        env: Some("LIVETILL_HOSTS"),
        flag: Some("hosts"),
        value: "NAME,…",
        default: Some("[]"),
        commands: SERVER,
        help: "Names by which browsers call a server without keys, if there is a proxy in front of it. Names without a \
            dot and IP addresses need not be listed",
        ..ROW
    },
    Setting {
        key: Some("proxies"),
        env: Some("LIVETILL_PROXIES"),
        flag: Some("proxies"),
        value: "ADDRESS,…",
        default: Some("[]"),
        commands: SERVER,
        help: "Addresses or networks of the proxies in front of the server, such as 10.0.0.0/8. Their X-Forwarded-For \
            or Forwarded tells the limits who the client is",
        ..ROW
    },
    Setting {
        key: Some("keys"),
        env: Some("LIVETILL_KEYS"),
        flag: Some("keys"),
        value: "ENTRIES",
        commands: KEYS,
        help: "Further keys, separated by commas or spaces: `[NAME=]ROLE[@SHOP+SHOP]:sha256:…`, as `livetill keys add` \
            prints it. The environment may have the key itself in place of sha256:…; on the command line others could \
            see it",
        ..ROW
    },
    Setting {
        key: Some("keys.*.role"),
        example: Some("\"ingest\""),
        commands: KEYS,
        help: "ingest: post orders, view: look at figures, admin: everything",
        ..ROW
    },
    Setting {
        key: Some("keys.*.shops"),
        example: Some("[\"acme\"]"),
        commands: KEYS,
        help: "if left out, all shops",
        ..ROW
    },
    Setting {
        key: Some("keys.*.hash"),
        example: Some("\"sha256:…\""),
        commands: KEYS,
        help: "as `livetill keys add --print-only` prints it",
        ..ROW
    },
    Setting {
        key: Some("keys.*.created"),
        example: Some("\"2018-03-11T10:23:45Z\""),
        commands: KEYS,
        help: "when it was made, for your information",
        ..ROW
    },
    Setting {
        key: Some("tls.cert"),
        env: Some("LIVETILL_TLS_CERT"),
        flag: Some("tls-cert"),
        value: "FILE",
        example: Some("\"/etc/livetill/fullchain.pem\""),
        commands: SERVER,
        help: "Certificate with its chain, PEM; with it, the server speaks TLS. A renewed one is loaded without a \
            restart",
        ..ROW
    },
    Setting {
        key: Some("tls.key"),
        env: Some("LIVETILL_TLS_KEY"),
        flag: Some("tls-key"),
        value: "FILE",
        example: Some("\"/etc/livetill/privkey.pem\""),
        commands: SERVER,
        help: "Private key of the certificate, PEM",
        ..ROW
    },
    Setting {
        key: Some("limits.sign_ins_per_minute"),
        env: Some("LIVETILL_LIMIT_SIGN_INS_PER_MINUTE"),
        flag: Some("limit-sign-ins-per-minute"),
        default: Some("10"),
        help: "Sign-in attempts per minute and address",
        ..LIMIT
    },
    Setting {
        key: Some("limits.refusals_per_minute"),
        env: Some("LIVETILL_LIMIT_REFUSALS_PER_MINUTE"),
        flag: Some("limit-refusals-per-minute"),
        default: Some("120"),
        help: "Requests without a valid key per minute and address",
        ..LIMIT
    },
    Setting {
        key: Some("limits.requests_per_key"),
        env: Some("LIVETILL_LIMIT_REQUESTS_PER_KEY"),
        flag: Some("limit-requests-per-key"),
        default: Some("0"),
        help: "Requests per second with one key; ten times as many in a burst",
        ..LIMIT
    },
    Setting {
        key: Some("limits.requests_per_address"),
        env: Some("LIVETILL_LIMIT_REQUESTS_PER_ADDRESS"),
        flag: Some("limit-requests-per-address"),
        default: Some("0"),
        help: "Requests per second from one address; ten times as many in a burst",
        ..LIMIT
    },
    Setting {
        key: Some("limits.connections"),
        env: Some("LIVETILL_LIMIT_CONNECTIONS"),
        flag: Some("limit-connections"),
        default: Some("25000"),
        help: "Open connections, viewers included",
        ..LIMIT
    },
    Setting {
        key: Some("limits.connections_per_address"),
        env: Some("LIVETILL_LIMIT_CONNECTIONS_PER_ADDRESS"),
        flag: Some("limit-connections-per-address"),
        default: Some("1000"),
        help: "Open connections from one address; this machine and the proxies are not limited",
        ..LIMIT
    },
    Setting {
        key: Some("log.filter"),
        env: Some("LIVETILL_LOG"),
        flag: Some("log"),
        value: "FILTER",
        default: Some("\"info\""),
        commands: STORE,
        help: "What to log: error, warn, info, debug, or a filter such as `warn,pipeline=debug`",
        ..ROW
    },
    Setting {
        key: Some("log.format"),
        env: Some("LIVETILL_LOG_FORMAT"),
        flag: Some("log-format"),
        value: "FORMAT",
        default: Some("\"text\""),
        commands: LOG_FORMAT,
        help: "How to log: text or json",
        ..ROW
    },
    Setting {
        key: Some("traces.otlp_endpoint"),
        env: Some("LIVETILL_OTLP_ENDPOINT"),
        flag: Some("otlp-endpoint"),
        value: "URL",
        example: Some("\"http://127.0.0.1:4318\""),
        commands: SERVE,
        help: "Collector to send traces to over OTLP, such as http://127.0.0.1:4318",
        ..ROW
    },
    Setting {
        key: Some("cloudwatch.namespace"),
        env: Some("LIVETILL_CLOUDWATCH"),
        flag: Some("cloudwatch"),
        value: "NAMESPACE",
        example: Some("\"Livetill\""),
        commands: &["serve", LAMBDA],
        help: "Send the figures to this CloudWatch namespace once a minute. Region and credentials are found as AWS's \
            own tools do",
        ..ROW
    },
];

/// 0 means no limit.
const LIMIT: Setting = Setting {
    value: "N",
    commands: SERVER,
    ..ROW
};

"""Loading the same orders into analytical databases, which check and sync nothing. Each has a process of its own, with both cores.

`pip install chdb duckdb` installs them; a database that is not installed is left out.
"""

import subprocess
import sys

ORDERS = 2_000_000
ATTEMPTS = 3

# Both print the seconds of the load alone, and how many orders the table has then.
CLICKHOUSE = """
import sys, time
from chdb import session
base = session.Session(sys.argv[1])
schema = "id String, timestamp UInt64, items Array(Tuple(sku String, price Decimal(18, 6), quantity Int32))"
base.query("create database shop")
base.query(f"create table shop.orders ({schema}) engine = ReplacingMergeTree order by id")
begun = time.monotonic()
base.query(f"insert into shop.orders select * from file('{sys.argv[2]}', 'JSONEachRow', '{schema}') settings max_threads = 2, max_insert_threads = 2")
print(time.monotonic() - begun, base.query("select count() from shop.orders final", "CSV"))
"""
DUCKDB = """
import sys, time
import duckdb
base = duckdb.connect(sys.argv[1])
base.execute("set threads = 2")
base.execute("set enable_progress_bar = false")
columns = {"id": "VARCHAR", "timestamp": "UBIGINT", "items": "STRUCT(sku VARCHAR, price DECIMAL(18, 6), quantity INTEGER)[]"}
base.execute('create table orders (id VARCHAR primary key, "timestamp" UBIGINT, items ' + columns["items"] + ")")
begun = time.monotonic()
base.execute(f"insert or ignore into orders select * from read_json(?, format = 'newline_delimited', columns = {columns})", [sys.argv[2]])
print(time.monotonic() - begun, base.execute("select count(*) from orders").fetchone()[0])
"""


def loaded(script, into, source, orders):
    """Orders a second; `None` if the database is not installed."""
    done = subprocess.run([sys.executable, "-c", script, into, source], capture_output=True, text=True)
    if "ModuleNotFoundError" in done.stderr:
        return None
    if done.returncode:
        raise SystemExit(f"the load failed: {done.stderr}")
    seconds, count = done.stdout.split()
    if int(count) != orders:
        raise SystemExit(f"the table has {count} orders of {orders}")
    return orders / float(seconds)


def import_beside_databases(bench):
    """In turn, so that other work on the machine slows them all alike."""
    orders = bench.scale(ORDERS)
    source = bench.plain_orders(orders)
    ours, others = [], {"ClickHouse": [], "DuckDB": []}
    for attempt in range(ATTEMPTS):
        ours.append(bench.import_into(f"embedded:{bench.path(f'beside-{attempt}')}", source, orders))
        for (name, rates), script in zip(others.items(), (CLICKHOUSE, DUCKDB)):
            rates.append(loaded(script, bench.path(f"{name}-{attempt}"), source, orders))
    best = {name: max(rates) for name, rates in others.items() if None not in rates}
    beside = ", ".join(f"{name} {rate:,.0f}/s" for name, rate in best.items()) or "nothing is installed"
    share = "; ".join(f"{max(ours) / rate:.2f} of {name}" for name, rate in best.items())
    bench.row("import to the embedded store, exact and synced", f"{max(ours):,.0f}/s", f"loads that check and sync nothing: {beside}",
              "≥ ClickHouse", f"{share}; best of {ATTEMPTS} in turn, {orders:,} orders")


STEPS = {"databases": import_beside_databases}

"""CSV files beside NDJSON of the same orders: the rate, and how much memory an import takes."""

import csv
import json
import os
import random
import subprocess
import time

SMALL, LARGE = 500_000, 8_000_000


def as_csv(bench, source, target, shuffled=False):
    """The orders of a plain NDJSON file as rows; made once."""
    path = bench.path(target)
    if os.path.exists(path):
        return path
    rows = []
    with open(source, encoding="utf-8") as orders, open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["id", "timestamp", "sku", "price", "quantity"])
        for order in map(json.loads, orders):
            for item in order["items"]:
                row = [order["id"], order["timestamp"], item["sku"], item["price"], item["quantity"]]
                rows.append(row) if shuffled else out.writerow(row)
        random.Random(1).shuffle(rows)
        out.writerows(rows)
    return path


def measured(bench, source, orders):
    """Seconds, seconds of the processor, and MB of an import into a new store."""
    store = f"embedded:{bench.path(f'csv-{time.time_ns()}')}"
    command = [bench.livetill, "import", source, "--store", store, "--max-items", "0", "--json"]
    begun = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    answer = json.loads(process.stdout.read())
    _, _, usage = os.wait4(process.pid, 0)
    process.returncode = 0
    seconds = time.monotonic() - begun
    if answer["accepted"] != orders or answer["rejected"]:
        raise SystemExit(f"the import counted wrong: {answer}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def in_duckdb(path):
    """Orders per second of DuckDB's read_csv into a table, if it is installed."""
    try:
        import duckdb
    except ImportError:
        return None
    begun = time.monotonic()
    with duckdb.connect() as base:
        base.execute("create table rows as select * from read_csv(?)", [path])
        (orders,) = base.execute("select count(distinct id) from rows").fetchone()
    return orders / (time.monotonic() - begun)


def csv_files(bench):
    """In turn, so that what else the machine does falls on both."""
    orders = bench.scale(SMALL)
    lines = bench.plain_orders(orders)
    sorted_rows, shuffled = (as_csv(bench, lines, f"rows-{orders}-{how}.csv", how == "shuffled") for how in ("sorted", "shuffled"))
    runs = {path: [] for path in (lines, sorted_rows, shuffled)}
    for _ in range(3):
        for path, of_path in runs.items():
            of_path.append(measured(bench, path, orders))
    seconds = {path: sorted(run[0] for run in of_path)[1] for path, of_path in runs.items()}
    cpu = {path: sorted(run[1] for run in of_path)[1] for path, of_path in runs.items()}
    peak = {path: max(run[2] for run in of_path) for path, of_path in runs.items()}
    duckdb = in_duckdb(sorted_rows)
    beside = f"NDJSON {orders / seconds[lines]:,.0f}/s" + (f", DuckDB's `read_csv` alone {duckdb:,.0f}/s" if duckdb else "")
    bench.row("import of CSV to the embedded store", f"{orders / seconds[sorted_rows]:,.0f}/s", beside, "≥ 0.7 of NDJSON",
              f"{seconds[lines] / seconds[sorted_rows]:.2f} of it, {cpu[lines] / cpu[sorted_rows]:.2f} by time of the processor; rows in random order "
              f"{seconds[lines] / seconds[shuffled]:.2f}; medians of 3, {orders:,} orders")
    megabytes = os.path.getsize(sorted_rows) / 1e6
    bench.row(f"peak memory of an import of {megabytes:,.0f} MB of CSV", f"{peak[sorted_rows]:,.0f} MB", f"NDJSON {peak[lines]:,.0f} MB", "< 150 MB",
              f"rows in random order {peak[shuffled]:,.0f} MB")
    many = bench.scale(LARGE)
    lines = bench.plain_orders(many)
    peaks = [measured(bench, as_csv(bench, lines, f"rows-{many}-{how}.csv", how == "shuffled"), many)[2] for how in ("sorted", "shuffled")]
    beside = measured(bench, lines, many)[2]
    megabytes = os.path.getsize(bench.path(f"rows-{many}-sorted.csv")) / 1e6
    bench.row(f"peak memory of an import of {megabytes:,.0f} MB of CSV", f"{peaks[0]:,.0f} MB", f"NDJSON {beside:,.0f} MB", "< 150 MB",
              f"rows in random order {peaks[1]:,.0f} MB; {many:,} orders")


STEPS = {"csv": csv_files}

"""CSV files against NDJSON of the same orders: the rate, and how much memory an import takes."""

import csv
import json
import os
import random
import re
import subprocess
import time

from processes import Server

SMALL, LARGE = 500_000, 8_000_000
KINDS = ("NDJSON", "sorted", "shuffled")


def files(bench, orders):
    """Plain orders as NDJSON, as rows sorted by time, and as the same rows in random order."""
    lines = bench.plain_orders(orders)
    paths = [lines, *(bench.path(f"rows-{orders}-{kind}.csv") for kind in KINDS[1:])]
    with open(lines, encoding="utf-8") as source, open(paths[1], "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["id", "timestamp", "sku", "price", "quantity"])
        for order in map(json.loads, source):
            out.writerows([order["id"], order["timestamp"], item["sku"], item["price"], item["quantity"]] for item in order["items"])
    with open(paths[1], encoding="utf-8") as source, open(paths[2], "w", encoding="utf-8") as file:
        file.write(next(source))
        rows = source.readlines()
        random.Random(1).shuffle(rows)
        file.writelines(rows)
    return dict(zip(KINDS, paths))


def measured(bench, source, orders, *into):
    """Seconds, seconds of the processor, and MiB at the peak of an import."""
    begun = time.monotonic()
    process = subprocess.Popen([bench.livetill, "import", source, "--json", *into], stdout=subprocess.PIPE, text=True)
    peak = peak_memory(process.pid)
    answer = json.loads(process.stdout.read())
    _, _, usage = os.wait4(process.pid, 0)
    process.returncode = 0
    seconds = time.monotonic() - begun
    if answer["accepted"] != orders or answer["rejected"]:
        raise SystemExit(f"the import counted wrong: {answer}")
    return seconds, usage.ru_utime + usage.ru_stime, peak


def peak_memory(process):
    """Peak MiB of a process, sampled until it ends. Its `ru_maxrss` would include the memory of this process, from before the exec."""
    peak = 0
    while True:
        with open(f"/proc/{process}/status", encoding="ascii") as status:
            found = re.search(r"VmHWM:\s+(\d+)", status.read())
        # A process that has ended but was not yet waited for has no such line.
        if not found:
            return peak / 1024
        peak = int(found.group(1))
        time.sleep(0.01)


def in_duckdb(path, orders):
    """Orders per second of DuckDB's read_csv into a table, if it is installed."""
    try:
        import duckdb
    except ImportError:
        return None
    begun = time.monotonic()
    with duckdb.connect() as base:
        base.execute("create table rows as select * from read_csv(?)", [path])
    return orders / (time.monotonic() - begun)


def csv_rate(bench):
    """In turn, so that other work on the machine slows them all alike."""
    orders = bench.scale(SMALL)
    paths = files(bench, orders)
    runs = {kind: [] for kind in KINDS}
    for attempt in range(3):
        for kind, path in paths.items():
            store = f"embedded:{bench.path(f'csv-{kind}-{attempt}')}"
            runs[kind].append(measured(bench, path, orders, "--store", store, "--max-items", "0"))
    seconds, cores, _ = ({kind: sorted(run[place] for run in of_kind)[1] for kind, of_kind in runs.items()} for place in range(3))
    duckdb = in_duckdb(paths["sorted"], orders)
    beside = f"NDJSON {orders / seconds['NDJSON']:,.0f}/s" + (f", DuckDB's `read_csv` into a table {duckdb:,.0f}/s" if duckdb else "")
    share = {kind: (seconds["NDJSON"] / seconds[kind], cores["NDJSON"] / cores[kind]) for kind in KINDS}
    bench.row("import of CSV to the embedded store", f"{orders / seconds['sorted']:,.0f}/s", beside, "≥ 0.7 of NDJSON",
              f"{share['sorted'][0]:.2f} of it, by processor time {share['sorted'][1]:.2f}; with rows in random order {share['shuffled'][0]:.2f} and "
              f"{share['shuffled'][1]:.2f}; medians of 3, {orders:,} orders")


def csv_memory(bench):
    """The memory of reading: the orders go to a server, because a store in the same process would add the memory of its orders."""
    for orders in (bench.scale(SMALL), bench.scale(LARGE)):
        paths, peaks = files(bench, orders), {}
        for kind, path in paths.items():
            with Server(bench.livetill, f"embedded:{bench.path(f'csv-{kind}-{orders}')}") as server:
                peaks[kind] = measured(bench, path, orders, "--to", f"http://{server.address}")[2]
        size = os.path.getsize(paths["sorted"]) / 1e6
        bench.row(f"peak memory of `import --to` for {size:,.0f} MB of CSV", f"{peaks['sorted']:,.0f} MiB", f"NDJSON {peaks['NDJSON']:,.0f} MiB",
                  "< 150 MiB", f"with rows in random order {peaks['shuffled']:,.0f} MiB; {orders:,} orders")


STEPS = {"csv": csv_rate, "csv-memory": csv_memory}

#!/usr/bin/env python3
"""Measures Livetill and its references on this machine in one run, and prints a table with the goals.

usage: run.py LIVETILL LOAD [--only NAME,…] [--quick] [--before LIVETILL] [--json FILE] [--chart FILE.svg]

Whole processes, started and stopped here, on loopback and in temporary folders. Every import's
figures are checked against the generator's own. This needs only Python's standard library, wrk, redis-server
and redis-cli. With --before, a binary of an earlier commit, the guards are measured too (see guards.py).
"""

import argparse
import contextlib
import glob
import itertools
import json
import os
import platform
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
import uuid

import commits
import connected
import csv_files
import databases
import guards
import kafka
import posts
import ranges
import reads
import shops
from chart import chart
from processes import Redis, Server, post_each, run, wrk

SKUS = 100_000


class Bench:
    def __init__(self, args, folder):
        self.livetill, self.load, self.before = args.livetill, args.load, args.before
        self.quick, self.folder = args.quick, folder
        self.rows = []
        self.curves = {}

    def path(self, name):
        return os.path.join(self.folder, name)

    def scale(self, number):
        return number // 20 if self.quick else number

    def row(self, what, ours, reference, goal, note=""):
        self.rows.append({"what": what, "ours": ours, "reference": reference, "goal": goal, "note": note})
        print(f"  {what}: {ours} | {reference} | {goal} {note}", file=sys.stderr, flush=True)

    def plain_orders(self, orders, skus=SKUS, is_rich=False):
        """A file of distinct orders of 1-4 lines; made once. Rich ones are the same with discounts, tax, shipping, channel, country."""
        path = self.path(f"{'rich' if is_rich else 'plain'}-{orders}-{skus}.ndjson")
        if not os.path.exists(path):
            run([self.livetill, "generate", "--plain", *(["--rich"] if is_rich else []), "--orders", str(orders),
                 "--skus", str(skus), "--days", "7", "--to", path])
        return path

    def import_into(self, store, source, orders, livetill=None, options=()):
        answer = json.loads(run([livetill or self.livetill, "import", source, "--store", store, "--max-items", "0", "--json", *options]))
        if answer["accepted"] != orders or answer["rejected"]:
            raise SystemExit(f"the import counted wrong: {answer}")
        return answer["orders_per_second"]

    def check_revenue(self, store, source):
        """Checks that every cent of the file is on the boards."""
        expected = 0
        with open(source, encoding="utf-8") as lines:
            for line in lines:
                for item in json.loads(line)["items"]:
                    whole, _, cents = str(item["price"]).partition(".")
                    expected += (int(whole) * 100 + int((cents + "00")[:2])) * item["quantity"]
        with Server(self.livetill, store) as server:
            answer = server.get("/v1/revenue?days=10")
        days = answer.get("days") or answer.get("items")
        found = sum(int(day["total"].replace(".", "")) for day in days)
        if found != expected:
            raise SystemExit(f"revenue is {found} cents, the orders sum to {expected}")


def rate(number):
    return f"{number:,.0f}/s"


def import_embedded(bench):
    orders = bench.scale(4_000_000)
    source = bench.plain_orders(orders)
    best = 0
    for attempt in range(3):
        store = f"embedded:{bench.path(f'import-{attempt}')}"
        best = max(best, bench.import_into(store, source, orders))
    bench.check_revenue(store, source)
    bench.row("import to the embedded store", rate(best), "Alibaba's peak 583,000/s",
              "583,000 orders/s", f"{best / 583_000:.2f} of it; best of 3, {orders:,} orders")


def rich_orders(bench):
    """Plain and rich orders in turn, then the bytes that they take in Redis."""
    orders = bench.scale(1_000_000)
    files = [bench.plain_orders(orders), bench.plain_orders(orders, is_rich=True)]
    plain, rich = [], []
    for attempt in range(5):
        for name, source, rates in zip(("plain", "rich"), files, (plain, rich)):
            store = f"embedded:{bench.path(f'{name}-{attempt}')}"
            rates.append(bench.import_into(store, source, orders))
    plain, rich = sorted(plain)[2], sorted(rich)[2]
    bench.row("import of rich orders to the embedded store", rate(rich), f"plain ones {rate(plain)}", "≥ 0.8 of plain",
              f"{rich / plain:.2f} of it; medians of 5, {orders:,} orders")
    bytes_of = [import_into_redis(bench, source, orders)[1] / orders for source in files]
    bench.row("bytes of a rich order in Redis, items and all", f"{bytes_of[1]:.1f}", f"plain {bytes_of[0]:.1f}", "≤ 105, plain ≤ 90",
              f"{orders:,} orders")


def import_redis(bench):
    """Ours and the article's commands in turn, each three times on a server of its own."""
    orders = bench.scale(1_000_000)
    source = bench.plain_orders(orders)
    commands = bench.path("article.resp")
    with open(source, "rb") as lines, open(commands, "wb") as out:
        subprocess.run([bench.load, "article"], stdin=lines, stdout=out, check=True)
    ours, theirs, memory = [], [], 0
    for attempt in range(3):
        rate_of_ours, memory = import_into_redis(bench, source, orders, check=attempt == 0)
        ours.append(rate_of_ours)
        with Redis(bench.folder) as redis, open(commands, "rb") as piped:
            started = time.monotonic()
            subprocess.run(["redis-cli", "-p", str(redis.port), "--pipe"], stdin=piped,
                           stdout=subprocess.DEVNULL, check=True)
            theirs.append(orders / (time.monotonic() - started))
    ours, theirs = sorted(ours)[1], sorted(theirs)[1]
    bench.row("import to Redis", rate(ours), f"article's commands {rate(theirs)}", "5 x",
              f"{ours / theirs:.1f} x; medians of 3, the same {orders:,} orders; "
              f"{memory / orders:.0f} bytes an order, items and all")
    random_ids = with_random_ids(bench, source)
    runs = sorted(import_into_redis(bench, random_ids, orders) for _ in range(3))
    bench.row("the same orders with random UUIDs as ids", rate(runs[1][0]),
              f"article's commands {rate(theirs)}", "5 x",
              f"{runs[1][0] / theirs:.1f} x; {runs[1][1] / orders:.0f} bytes an order")


def import_into_redis(bench, source, orders, check=False):
    """The rate, and the memory that it took."""
    with Redis(bench.folder) as redis:
        reached = bench.import_into(redis.url, source, orders)
        memory = redis.memory()
        if check:
            bench.check_revenue(redis.url, source)
        return reached, memory


def with_random_ids(bench, source):
    """The same orders with random ids."""
    path = bench.path("random-ids.ndjson")
    dice = random.Random(4)
    with open(source, encoding="utf-8") as lines, open(path, "w", encoding="utf-8") as out:
        for line in lines:
            out.write(re.sub('"id":"[^"]*"', f'"id":"{uuid.UUID(int=dice.getrandbits(128))}"', line, count=1))
    return path


def webhooks(bench):
    """Signed webhooks of a platform, compared with plain orders from the same client."""
    seconds = 3 if bench.quick else 10
    settings = bench.path("webhooks.toml")
    with open(settings, "w", encoding="utf-8") as file:
        file.write('[shop.connect]\nplatform = "shopify"\nwebhook_secrets = ["env:BENCH_SECRET"]\n')
    os.environ["BENCH_SECRET"] = "bench"

    def posted(server, what, *options):
        before = server.processor()
        done = json.loads(run([bench.load, "posts", "--server", server.address, "--what", what, "--seconds", str(seconds), *options]))
        return {**done, "us": (server.processor() - before) / done["posts"] * 1e6}

    with Server(bench.livetill, f"embedded:{bench.path('webhooks')}", "--config", settings) as server:
        paced = posted(server, "webhooks", "--rate", "500")
        orders, hooks = posted(server, "orders"), posted(server, "webhooks")
        rejects = server.get("/v1/rejects?limit=1")["total"]
    if rejects:
        raise SystemExit(f"{rejects} webhooks were not understood")
    bench.row("answer to a webhook at 500 a second", f"p99 {paced['answer']['p99_ms']:.1f} ms", f"p50 {paced['answer']['p50_ms']:.1f} ms", "p99 < 100 ms")
    bench.row("webhooks of two lines, durable, 64 connections", rate(hooks["rate"]), f"POST {rate(orders['rate'])}", "≥ 0.7 of POST",
              f"{hooks['rate'] / orders['rate']:.2f} of it; the server's processor time {hooks['us']:.0f} µs beside {orders['us']:.0f}")


def posts_beside_long_work(bench):
    """Single orders, one after the other, while the shop is checked and backed up again and again, then exported and archived."""
    posts, orders = bench.scale(10_000), bench.scale(1_500_000)
    store = f"embedded:{bench.path('long-work')}"
    bench.import_into(store, bench.plain_orders(orders), orders)
    with Server(bench.livetill, store) as server, again(server, "/v1/verify", "/v1/backup") as rounds:
        times = sorted(post_each(server.port, "beside", one_line(range(posts))))
    slowest, median = times[-1] * 1000, times[len(times) // 2] * 1000
    bench.row(f"slowest of {posts:,} POSTs beside verify and backup of {orders:,} orders", f"{slowest:.0f} ms",
              f"median {median:.2f} ms", "< 50 ms", f"{rounds['/v1/verify']} checks, {rounds['/v1/backup']} backups meanwhile")
    export, archive = "/v1/export?what=lines&format=parquet&span=last_7_days", bench.path("archive")
    started = time.monotonic()
    with Server(bench.livetill, store, "--archive", archive) as server, again(server, export) as rounds:
        steps = server.get("/v1/range?span=last_10_days&step=day")["steps"][:-1]
        files = 2 * sum(step["total"]["orders"] > 0 for step in steps)
        times = sorted(post_each(server.port, "archived", one_line(until_there(archive, files))))
    seconds, slowest, median = time.monotonic() - started, times[-1] * 1000, times[len(times) // 2] * 1000
    bench.row(f"slowest of {len(times):,} POSTs beside an export and the archive of {orders:,} orders", f"{slowest:.0f} ms",
              f"median {median:.2f} ms", "< 50 ms", f"{rounds[export]} exports meanwhile; {files} files in {seconds:.0f} s")


def one_line(numbers):
    """The lines of this many orders."""
    return ([{"sku": f"s{number % 100}", "price": "1.00", "quantity": 1}] for number in numbers)


def until_there(folder, files):
    """Yields numbers until a folder has this many files in it."""
    for number in itertools.count():
        if number % 100 == 0 and len(glob.glob(f"{folder}/*/*/*/*.parquet")) >= files:
            return
        yield number


@contextlib.contextmanager
def again(server, *paths):
    """Requests these paths again and again meanwhile; yields how often each was answered."""
    done, rounds = threading.Event(), dict.fromkeys(paths, 0)

    def ask(path):
        while not done.is_set():
            with urllib.request.urlopen(f"http://{server.address}{path}", timeout=120) as answer:
                while answer.read(1 << 20):
                    pass
            rounds[path] += 1

    working = [threading.Thread(target=ask, args=(path,)) for path in paths]
    for thread in working:
        thread.start()
    try:
        yield rounds
    finally:
        done.set()
        for thread in working:
            thread.join()


def order_to_message(bench):
    seconds = 5 if bench.quick else 15
    loads = [(1_000, "p50 < 15 ms, p99 < 150 ms")]
    loads.append((int(getattr(bench, "peak", 10_000) * 0.7), "p99 < 250 ms"))
    for number, goal in loads:
        with Server(bench.livetill, f"embedded:{bench.path(f'latency-{number}')}") as server:
            answer = json.loads(run([bench.load, "latency", "--server", server.address, "--rate",
                                     str(number), "--seconds", str(seconds)]))
        shown = answer["shown"]
        bench.row(f"order accepted to message at {number:,} orders/s (reached {answer['rate']:,.0f})",
                  f"p50 {shown['p50_ms']} ms, p99 {shown['p99_ms']} ms",
                  f"{answer['messages_per_second']:.1f} messages/s", goal)


def quiet_shop(bench):
    """Orders that come one at a time, and rarely: their messages should not wait for a tick."""
    with Redis(bench.folder) as redis:
        for kind, store in [("embedded", f"embedded:{bench.path('quiet')}"), ("Redis", redis.url)]:
            with Server(bench.livetill, store) as server:
                answer = json.loads(run([bench.load, "latency", "--server", server.address, "--rate", "3",
                                         "--seconds", str(bench.scale(200)), "--connections", "1"]))
            shown = answer["shown"]
            bench.row(f"a quiet shop's order to its message, {kind}", f"p50 {shown['p50_ms']} ms, p99 {shown['p99_ms']} ms", "",
                      "p99 < 10 ms", f"{answer['orders']} orders, three a second")


def open_files(wanted):
    """Allows this process and its children this many open files; returns how many it got."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(wanted, soft), max(wanted, hard)))
    except (ValueError, OSError):
        # Only root may raise the hard limit.
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def viewers(bench):
    # Each viewer is a file in the server and one in the client; some are needed for the rest.
    wanted = bench.scale(20_000)
    number = min(wanted, open_files(wanted + 1_000) - 300)
    with Server(bench.livetill, f"embedded:{bench.path('viewers')}") as server:
        time.sleep(1)
        before = server.memory()
        seconds = 5 if bench.quick else 15
        orders = subprocess.Popen([bench.livetill, "generate", "--rate", "4", "--orders", "0",
                                   "--to", f"http://{server.address}"])
        try:
            watching = subprocess.Popen(
                [bench.load, "viewers", "--server", server.address, "--viewers", str(number),
                 "--seconds", str(seconds)], stdout=subprocess.PIPE, text=True)
            most = before
            while watching.poll() is None:
                most = max(most, server.memory())
                time.sleep(0.25)
            answer = json.loads(watching.stdout.read())
        finally:
            orders.kill()
            orders.wait()
    each = (most - before) / number / 1024
    bench.row(f"{number:,} viewers, {answer['messages_per_viewer_second']:.1f} messages/s each",
              f"p99 age {answer['age']['p99_ms']} ms, {each:.1f} KiB each", "",
              "20,000 at 4/s, p99 < 500 ms, < 10 KiB",
              "" if number == wanted else "as many as this machine's limit of open files allows")


def board_under_load(bench, server):
    """GET /v1/board over one connection while orders come in: reads a second, p99 in milliseconds."""
    posting = subprocess.Popen(
        [bench.load, "latency", "--server", server.address, "--rate", "500", "--seconds", "8",
         "--connections", "16"], stdout=subprocess.DEVNULL)
    time.sleep(1)
    answer = wrk(server.address, "/v1/board", 1, 5)
    posting.wait()
    return answer


def board_reads(bench):
    reading, importing, memories = [], [], []
    for skus in [10_000, 1_000_000] + ([] if bench.quick else [10_000_000]):
        folder = bench.path(f"board-{skus}")
        store = f"embedded:{folder}"
        reads.catalogue(bench, store, skus)
        with Server(bench.livetill, store) as server:
            boards, p99 = board_under_load(bench, server)
            memory = server.memory()
        orders = bench.scale(1_000_000)
        source = bench.plain_orders(orders, skus)
        importing.append((skus, bench.import_into(store, source, orders)))
        os.remove(source)
        reading.append((skus, p99))
        memories.append((skus, memory))
        bench.row(f"GET /v1/board at {skus:,} SKUs, 500 orders/s coming in", f"p99 {p99:.2f} ms, {rate(boards)}",
                  f"{memory / 2**20:,.0f} MiB of memory", "p99 < 1 ms, the same at every size")
        shutil.rmtree(folder)
    bench.curves["board p99 (ms) by SKUs"] = reading
    bench.curves["import (orders/s) by SKUs"] = importing
    bench.curves["memory (MiB per million SKUs)"] = per_million(memories)


def per_million(memories):
    """What each further million costs, from one size to the next."""
    steps = zip(memories, memories[1:])
    return [(size, (bytes - before) / (size - smaller) * 1e6 / 2**20)
            for (smaller, before), (size, bytes) in steps]


def restart(bench):
    curves = {"restart (s)": [], "import (orders/s)": [], "board p99 (ms)": []}
    memories = []
    sizes = [bench.scale(100_000), bench.scale(1_000_000), bench.scale(10_000_000)]
    for orders in sizes:
        store = f"embedded:{bench.path(f'restart-{orders}')}"
        generate = subprocess.Popen([bench.livetill, "generate", "--plain", "--orders", str(orders),
                                     "--skus", str(SKUS), "--days", "7"], stdout=subprocess.PIPE)
        answer = json.loads(run([bench.livetill, "import", "-", "--format", "ndjson", "--store", store,
                                 "--json"], stdin=generate.stdout))
        generate.wait()
        # The restart should not pay for dirty pages of the import.
        os.sync()
        with Server(bench.livetill, store) as server:
            seconds, memory = server.ready_seconds, server.memory()
            _, p99 = board_under_load(bench, server)
        curves["restart (s)"].append((orders, seconds))
        curves["import (orders/s)"].append((orders, answer["orders_per_second"]))
        curves["board p99 (ms)"].append((orders, p99))
        memories.append((orders, memory))
        bench.row(f"restart with {orders:,} orders in the ledger", f"{seconds:.2f} s",
                  f"{memory / 2**20:,.0f} MiB of memory, {memory / orders:.0f} bytes an order in all",
                  "< 2 s at 10,000,000")
        if orders == sizes[-1]:
            seconds = restart_after_kill(bench, store)
            bench.row("the same after kill -9 under load", f"{seconds:.2f} s", "", "< 2 s",
                      "5,000 orders/s for ten seconds before")
        shutil.rmtree(bench.path(f"restart-{orders}"))
    for title, curve in curves.items():
        bench.curves[f"{title} by orders in the ledger"] = curve
    bench.curves["memory (MiB per million orders)"] = per_million(memories)


def restart_after_kill(bench, store):
    with Server(bench.livetill, store) as server:
        run([bench.load, "latency", "--server", server.address, "--rate", "5000", "--seconds", "10"])
        server.process.kill()
    with Server(bench.livetill, store) as server:
        return server.ready_seconds


STEPS = {
    "import": import_embedded, "redis": import_redis, "rich": rich_orders, **posts.STEPS, "webhooks": webhooks, "beside": posts_beside_long_work, "latency": order_to_message, "quiet": quiet_shop,
    "viewers": viewers, "board": board_reads, "restart": restart,
    **commits.STEPS, **connected.STEPS, **csv_files.STEPS, **databases.STEPS, **kafka.STEPS, **ranges.STEPS, **reads.STEPS, **shops.STEPS, **guards.STEPS,
}


def table(rows):
    lines = ["| what | ours | beside it | goal | |", "|---|---|---|---|---|"]
    lines += ["| " + " | ".join(row[key] for key in ("what", "ours", "reference", "goal", "note")) + " |"
              for row in rows]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("livetill")
    parser.add_argument("load")
    parser.add_argument("--only", help="rows, instead of all")
    parser.add_argument("--before", help="a binary of an earlier commit: measures also what must not have become dearer")
    parser.add_argument("--quick", action="store_true", help="a twentieth of the size: does it run?")
    parser.add_argument("--json")
    parser.add_argument("--chart")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="livetill-bench-") as folder:
        bench = Bench(args, folder)
        rows = [name for name in STEPS if args.before or name not in guards.STEPS]
        for name in args.only.split(",") if args.only else rows:
            print(f"{name} …", file=sys.stderr, flush=True)
            STEPS[name](bench)
    here = os.path.dirname(os.path.abspath(__file__))
    commit = run(["git", "-C", here, "rev-parse", "--short", "HEAD"]).strip()
    with open("/proc/cpuinfo", encoding="utf-8") as cpus:
        model = re.search(r"model name\s*:\s*(.+)", cpus.read())
    print(f"\nCommit {commit}, {os.cpu_count()} cores of {model.group(1) if model else platform.machine()}, "
          f"{platform.system()} {platform.release().split('-')[0]}\n\n{table(bench.rows)}")
    if args.json:
        with open(args.json, "w", encoding="utf-8") as out:
            json.dump({"commit": commit, "rows": bench.rows, "curves": bench.curves}, out, indent=1)
    if args.chart and bench.curves:
        with open(args.chart, "w", encoding="utf-8") as out:
            out.write(chart(bench.curves))


if __name__ == "__main__":
    main()

"""What commits of few orders cost Redis: processor time, and the bytes that it sends to a replica and writes to its log."""

import http.client
import itertools
import re
import subprocess
import threading
import time

from processes import Redis, Replica, Server, run

SKUS = 100_000
# Orders in a commit, and how many commits are measured.
SIZES = [(1, 4_000), (10, 1_000), (100, 200), (1_000, 40), (4_000, 20)]
GOALS = {1: "≤ 60 µs, ≤ 1,024 bytes", 10: "≤ 25 µs an order"}


def post_bodies(port, bodies):
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for body in bodies:
        client.request("POST", "/v1/orders", body, {"content-type": "application/x-ndjson"})
        answer = client.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"orders were answered {answer.status}")


def spent(redis):
    """Microseconds of the server's processor in scripts (every commit and every board is one), and the replication
    offset."""
    calls = re.findall(r"cmdstat_eval(?:sha)?:calls=\d+,usec=(\d+)", redis.cli("info", "commandstats"))
    return sum(map(int, calls)), int(re.search(r"master_repl_offset:(\d+)", redis.cli("info", "replication")).group(1))


class Looking:
    """Reads the board ten times a second, as the server does for viewers."""

    def __init__(self, server):
        self.done, self.reads = threading.Event(), 0
        self.thread = threading.Thread(target=self.look, args=(server,))

    def look(self, server):
        while not self.done.wait(0.1):
            server.get("/v1/board")
            self.reads += 1

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.done.set()
        self.thread.join()


def small_commits(bench):
    catalogue = bench.path("every-item.ndjson")
    with open(catalogue, "wb") as out:
        subprocess.run([bench.load, "catalogue", "--skus", str(SKUS)], stdout=out, check=True)
    known = bench.scale(200_000)
    sizes = [(size, max(bench.scale(commits), 5)) for size, commits in SIZES]
    source = bench.plain_orders(known + sum(size * commits for size, commits in sizes))
    before = bench.path("before.ndjson")
    with open(source, encoding="utf-8") as lines:
        with open(before, "w", encoding="utf-8") as out:
            out.writelines(itertools.islice(lines, known))
        with Redis(bench.folder, "--appendonly", "yes") as redis, Replica(bench.folder, redis):
            for file in (catalogue, before):
                run([bench.livetill, "import", file, "--store", redis.url, "--max-items", "0", "--json"])
            with Server(bench.livetill, redis.url) as server:
                post_bodies(server.port, itertools.islice(lines, 1))
                for size, commits in sizes:
                    bodies = ["".join(itertools.islice(lines, size)) for _ in range(commits)]
                    started, (micros, offset) = time.monotonic(), spent(redis)
                    with Looking(server) as looking:
                        post_bodies(server.port, bodies)
                    took, (now, end) = time.monotonic() - started, spent(redis)
                    orders = size * commits
                    bench.row(f"commits of {size:,} orders in Redis, {SKUS:,} items known", f"{(now - micros) / orders:.1f} µs an order",
                              f"{(end - offset) / orders:,.0f} bytes to each replica, and as many into the log", GOALS.get(size, ""),
                              f"{orders / took:,.0f} orders/s one after another; {looking.reads} boards read meanwhile are counted")


STEPS = {"commits": small_commits}

"""Orders that are posted one by one, durable: by many connections and by few, with a key, and into the buffer while Redis is away."""

import os
import re
import time

from processes import Empty, Redis, Server, run, wrk, wrk_latency

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "post.lua")


def single_posts(bench):
    seconds = 3 if bench.quick else 10
    reference = empty_handler(bench, seconds)
    goal = "≥ 0.65 of it, p99 ≤ 3 x p50"

    def row(server, what):
        ours, p50, p99 = wrk_latency(server.address, "/v1/orders", 64, seconds, SCRIPT)
        bench.row(f"single-order POST, {what}, 64 connections", f"{ours:,.0f}/s, p50 {p50:.1f} ms, p99 {p99:.1f} ms",
                  f"empty handler {reference:,.0f}/s", goal, f"{ours / reference:.2f} of it; p99 is {p99 / p50:.1f} x p50")
        return ours

    with Server(bench.livetill, f"embedded:{bench.path('posts')}") as server:
        bench.peak = row(server, "durable")
        few = {connections: wrk_latency(server.address, "/v1/orders", connections, seconds, SCRIPT) for connections in (16, 1)}
    syncs = syncs_a_second(bench.path("synced"), seconds)
    for connections, (ours, p50, p99) in few.items():
        bench.row(f"single-order POST, durable, {connections} connection{'s' if connections > 1 else ''}",
                  f"{ours:,.0f}/s, p50 {p50:.1f} ms, p99 {p99:.1f} ms", f"the disk syncs {syncs:,.0f} times/s", "")
    keys = bench.path("keys.toml")
    added = run([bench.livetill, "keys", "add", "--role", "ingest", "--shop", "default", "--keys-file", keys])
    os.environ["KEY"] = re.search(r"ltk_\w+", added).group()
    with Server(bench.livetill, f"embedded:{bench.path('posts-with-key')}", "--keys-file", keys) as server:
        row(server, "with a key")
    del os.environ["KEY"]
    with Redis(bench.folder) as redis, Server(bench.livetill, redis.url, "--buffer", bench.path("buffer")) as server:
        redis.process.kill()
        row(server, "into the buffer")


def empty_handler(bench, seconds):
    """How many of the same requests a second are answered by a server that does nothing with them."""
    with Empty(bench.load) as server:
        return wrk(server.address, "/", 64, seconds, SCRIPT)[0]


def syncs_a_second(path, seconds):
    """How often the disk syncs a file to which some hundred bytes are appended."""
    with open(path, "wb", buffering=0) as file:
        count, until = 0, time.monotonic() + seconds
        while time.monotonic() < until:
            file.write(b"x" * 300)
            os.fdatasync(file.fileno())
            count += 1
    return count / seconds


STEPS = {"post": single_posts}

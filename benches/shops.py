"""What many shops on one server cost, and whether they disturb each other."""

import http.client
import json
import os
import threading
import time

from processes import Empty, Redis, Server, wrk

HERE = os.path.dirname(os.path.abspath(__file__))
ZONES = ["Europe/Berlin", "Asia/Tokyo", "America/New_York", "UTC"]
CURRENCIES = ["EUR", "JPY", "USD", "GBP"]
# The items that orders are of (shops.lua has as many).
ITEMS = 100
# The shops are in the store's list: with shops in the file, reading it would take the time instead.
NUMBERS = [1, 100, 10_000]


def add_shops(server, number):
    client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    for shop in range(number):
        body = {"shop": f"shop-{shop}", "timezone": ZONES[shop % 4], "currency": CURRENCIES[shop % 4]}
        client.request("POST", "/v1/shops", json.dumps(body), {"content-type": "application/json"})
        answer = client.getresponse()
        answer.read()
        if answer.status != 201:
            raise SystemExit(f"a shop was answered {answer.status}")


def wait_for_shops(server, number):
    """The shops in the list, and the default one."""
    while server.get("/v1/shops?limit=1")["total"] < number + 1:
        time.sleep(0.01)


class Poster:
    """One connection, one order after the other."""

    def __init__(self, port, name):
        self.client, self.name, self.count = http.client.HTTPConnection("127.0.0.1", port, timeout=60), name, 0

    def post(self, shop):
        """How many seconds it took."""
        return self.post_items(shop, [self.count % ITEMS])

    def post_items(self, shop, numbers):
        """How long an order of these items took."""
        self.count += 1
        items = [{"sku": f"s{number}", "price": "1.99", "quantity": 1} for number in numbers]
        body = json.dumps({"id": f"{self.name}-{self.count}", "timestamp": int(time.time()), "items": items})
        started = time.monotonic()
        self.client.request("POST", f"/v1/orders?shop={shop}", body, {"content-type": "application/json"})
        answer = self.client.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"an order was answered {answer.status}")
        return time.monotonic() - started


def first_orders(server, number):
    """Orders a second over one connection, where each is its shop's first: it also writes what every shop has once."""
    poster, started = Poster(server.port, f"first-{time.time_ns()}"), time.monotonic()
    for shop in range(number):
        poster.post(f"shop-{shop * 7_919 % number}")
    return number / (time.monotonic() - started)


def sell_all(server, number):
    """Sells each item once in each shop: shops sell what they have sold before."""
    poster = Poster(server.port, f"all-{time.time_ns()}")
    for shop in range(number):
        poster.post_items(f"shop-{shop}", range(ITEMS))


def in_turn(server, number, seconds):
    """Orders a second over one connection, jumping between all shops."""
    poster, until, done = Poster(server.port, f"turn-{time.time_ns()}"), time.monotonic() + seconds, 0
    while time.monotonic() < until:
        poster.post(f"shop-{done * 7_919 % number}")
        done += 1
    return done / seconds


def at_once(server, number, seconds):
    os.environ["SHOPS"] = str(number)
    return wrk(server.address, "/v1/orders", 64, seconds, os.path.join(HERE, "shops.lua"))[0]


def idle(server, seconds):
    """Processor time, in percent of a core."""
    before = server.processor()
    time.sleep(seconds)
    return (server.processor() - before) / seconds * 100


def timed(server, path):
    started = time.monotonic()
    server.get(path)
    return (time.monotonic() - started) * 1000


def measure(bench, store, number, seconds):
    """What a server with this many shops costs before the first request, and after it."""
    with Server(bench.livetill, store) as server:
        add_shops(server, number)
    started = time.monotonic()
    with Server(bench.livetill, store) as server:
        wait_for_shops(server, number)
        ready = time.monotonic() - started
        memory, still = server.memory(), idle(server, seconds)
        found = {"ready": ready, "memory": memory, "idle": still, "overview": timed(server, "/v1/overview?currency=EUR"),
                 "again": timed(server, "/v1/overview?currency=EUR&sort=silence")}
        found["first"] = first_orders(server, number)
        sell_all(server, number)
        found["turn"], found["once"] = in_turn(server, number, seconds), at_once(server, number, seconds)
        return found


def many_shops(bench):
    seconds = 3 if bench.quick else 10
    with Redis(bench.folder) as redis:
        for kind in ["embedded", "redis"]:
            first = None
            for number in NUMBERS:
                if kind == "redis":
                    redis.cli("flushall")
                store = f"embedded:{bench.path(f'shops-{number}')}" if kind == "embedded" else redis.url
                found = measure(bench, store, number, seconds)
                first = first or found
                per_shop = (found["memory"] - first["memory"]) / number / 1024
                bench.row(
                    f"{number:,} shops, {kind}: orders in turn, by 64 connections", f"{found['turn']:,.0f}/s, {found['once']:,.0f}/s",
                    f"idle {found['idle']:.1f} % of a core, {per_shop:.1f} KiB a shop, ready in {found['ready']:.2f} s; "
                    f"each shop's first order {found['first']:,.0f}/s",
                    "0.9 of one shop's; < 1 %, < 8 KiB, < 2 s",
                    f"{found['turn'] / first['turn']:.2f} and {found['once'] / first['once']:.2f} of it; all on one screen in "
                    f"{found['overview']:.0f} ms, then {found['again']:.0f} ms")


def fairness(bench):
    """Single orders of one shop, first alone and then while another shop gets as many as the server can take. Flood and
    sender are on the same cores, so the same is measured with a server that does nothing."""
    with Empty(bench.load) as server:
        quiet, busy, _, _ = beside_flood(bench, server)
    machine = f"an empty handler {quiet:.2f} and {busy:.2f} ms, {busy / quiet:.1f} x"
    with Redis(bench.folder) as redis:
        for kind, store in [("embedded", f"embedded:{bench.path('fair')}"), ("redis", redis.url)]:
            with Server(bench.livetill, store) as server:
                add_shops(server, 2)
                quiet, busy, done, flood = beside_flood(bench, server)
            bench.row(f"a single order beside another shop's flood, {kind}", f"p99 {busy:.2f} ms, quiet {quiet:.2f} ms", machine,
                      "2 x", f"{busy / quiet:.1f} x; {done:,} orders beside {flood:,.0f}/s")


def beside_flood(bench, server):
    """The p99 of single orders in milliseconds, alone and beside a flood; how many were sent beside it, and its rate."""
    posts, seconds = bench.scale(4_000), 2 if bench.quick else 20

    def p99(name, until):
        poster, times = Poster(server.port, f"{name}-{time.time_ns()}"), []
        while until(len(times)):
            times.append(poster.post("shop-1"))
            time.sleep(0.002)
        return sorted(times)[int(len(times) * 0.99)] * 1000, len(times)

    quiet, _ = p99("quiet", lambda done: done < posts)
    flooded = []
    flood = threading.Thread(target=lambda: flooded.append(at_once(server, 1, seconds)))
    flood.start()
    time.sleep(0.5)
    busy, done = p99("busy", lambda _: flood.is_alive())
    flood.join()
    return quiet, busy, done, flooded[0]


STEPS = {"shops": many_shops, "fair": fairness}

"""What shops that are connected to a platform cost while nobody buys anything."""

import http.server
import multiprocessing
import os
import time

from processes import Redis, Server, free_port
from shops import idle

SHOPS = 10_000
# A server asks the platforms of so many shops a second for the first time.
STARTS_A_SECOND = 33


class Quiet(http.server.BaseHTTPRequestHandler):
    """The API of a WooCommerce site that has no orders."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"[]")

    def log_message(self, *_):
        pass


class Platform:
    """One process that is the site of every shop."""

    def __init__(self):
        self.port = free_port()
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), Quiet)
        self.process = multiprocessing.Process(target=self.server.serve_forever, daemon=True)

    def __enter__(self):
        self.process.start()
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.join()
        self.server.server_close()


def midnight():
    """A zone where the day has just begun: the comparison with the platform is due two hours later."""
    hour = time.gmtime().tm_hour
    return f"Etc/GMT+{hour}" if hour <= 12 else f"Etc/GMT-{24 - hour}"


def settings(bench, number, platform):
    """A file of settings with so many shops; each has its own site, and all have the same secrets."""
    secret = bench.path("secret")
    with open(secret, "w", encoding="utf-8") as out:
        out.write("ck_1:cs_1")
    path = bench.path("connected.toml")
    with open(path, "w", encoding="utf-8") as out:
        for shop in range(number):
            out.write(f'[shops.s{shop}]\ntimezone = "{midnight()}"\ncurrency = "EUR"\n'
                      f'[shops.s{shop}.connect]\nplatform = "woocommerce"\nstore = "http://127.0.0.1:{platform.port}/s{shop}"\n'
                      f'api_token = "file:{secret}"\nwebhook_secrets = ["file:{secret}"]\n')
    return path


def measure(bench, store, redis, number):
    with Platform() as platform:
        options = ["--config", settings(bench, number, platform), "--secrets-folder", os.path.dirname(bench.path("secret"))]
        with Server(bench.livetill, store, *options) as server:
            time.sleep(number / STARTS_A_SECOND + 30)
            seconds = 10 if bench.quick else 120
            before = redis.processor()
            share = idle(server, seconds)
            stored = (redis.processor() - before) / seconds * 100
            started = time.monotonic()
            server.get("/v1/health")
            return share, stored, server.memory(), (time.monotonic() - started) * 1000


def connected_shops(bench):
    number = bench.scale(SHOPS)
    with Redis(bench.folder) as redis:
        for kind, store in [("embedded", f"embedded:{bench.path('connected')}"), ("redis", redis.url)]:
            share, stored, memory, health = measure(bench, store, redis, number)
            beside = f"Redis {stored:.1f} %" if kind == "redis" else ""
            bench.row(f"{number:,} connected shops at rest, {kind}", f"{share:.1f} % of a core", beside, "< 1 %, < 32 KiB a shop",
                      f"{memory / number / 1024:.1f} KiB a shop; `/v1/health` in {health:.0f} ms")


STEPS = {"connected": connected_shops}

"""What deep reads in a very large shop cost while orders come in: long leaderboards, searches, an item, a day's orders."""

import json
import os
import shutil
import subprocess
import time
import urllib.parse

from processes import Server, run, wrk

POSTS_A_SECOND = 500
# Of each length that search.lua asks for.
FIRST_TEXTS = ["&q=98765", "&q=9876", "&q=987", "&q=98"]


def posting(bench, server, seconds):
    """Orders that come in one by one, at an even rate."""
    command = [bench.load, "posts", "--server", server.address, "--what", "orders", "--rate", str(POSTS_A_SECOND), "--seconds", str(seconds)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def spent(server, path):
    """How long an answer takes, in milliseconds."""
    began = time.monotonic()
    server.get(path)
    return (time.monotonic() - began) * 1000


def answered(posts):
    """The p99 of the answers, in milliseconds."""
    return json.loads(posts.communicate()[0])["answer"]["p99_ms"]


def catalogue(bench, store, skus):
    """Fills a store with an item of each SKU, sold once."""
    source = bench.path(f"catalogue-{skus}.ndjson")
    with open(source, "wb") as out:
        subprocess.run([bench.load, "catalogue", "--skus", str(skus)], stdout=out, check=True)
    run([bench.livetill, "import", source, "--store", store, "--max-items", "0", "--json"])
    os.remove(source)


def deep_reads(bench):
    skus, orders, seconds = bench.scale(10_000_000), bench.scale(10_000_000), 2 if bench.quick else 8
    folder = bench.path("reads")
    store = f"embedded:{folder}"
    catalogue(bench, store, skus)
    source = bench.plain_orders(orders, skus)
    bench.import_into(store, source, orders)
    os.remove(source)
    with Server(bench.livetill, store) as server:
        day = server.get("/v1/range?span=last_3_days&step=day")["steps"][0]["first"]
        sku = urllib.parse.quote(server.get(f"/v1/items/popular?date={day}&limit=1")["items"][0]["sku"])
        quiet = answered(posting(bench, server, seconds))
        new_texts = os.path.join(os.path.dirname(__file__), "search.lua")
        for what, path, script in [
            ("1,000 items of the leaderboard", "/v1/items/popular?limit=1000", None),
            ("1,000 items of a day's leaderboard", f"/v1/items/popular?date={day}&limit=1000", None),
            ("a search in the catalogue, the same again and again", "/v1/items/popular?q=99&limit=100", None),
            ("a search in the catalogue, a new text each time", "/v1/items/popular?limit=100", new_texts),
            ("the orders of an item on a day", f"/v1/orders?date={day}&sku={sku}&limit=100", None),
            ("the newest orders of a day", f"/v1/orders?date={day}&limit=100", None),
            ("an item's page", f"/v1/items/item?sku={sku}&span=last_7_days&step=day", None),
        ]:
            posts = posting(bench, server, seconds)
            time.sleep(0.5)
            # These make what the others find made, and wrk would count that for all that it held up.
            first = max(spent(server, path + text) for text in (FIRST_TEXTS if script else [""]))
            reads, p99 = wrk(server.address, path, 1, seconds - 1, script)
            bench.row(f"{what}, {skus:,} SKUs and {orders:,} orders", f"p99 {p99:.2f} ms, {reads:,.0f}/s, the first {first:.1f} ms",
                      f"POST p99 {answered(posts):.2f} ms, without reads {quiet:.2f} ms", "p99 < 20 ms", f"{POSTS_A_SECOND} orders/s coming in")
    shutil.rmtree(folder)


STEPS = {"reads": deep_reads}

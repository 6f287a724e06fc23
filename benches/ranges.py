"""What it costs to ask for any range of days within ten years, after the first question."""

import datetime
import json
import os
import threading
import time

from processes import Redis, Server, post_each, wrk

HERE = os.path.dirname(os.path.abspath(__file__))
DAYS = 3_650


def ten_years(bench):
    """A file of orders on each day of ten years, the last of them today."""
    path, today = bench.path("ten-years.ndjson"), datetime.datetime.now(datetime.timezone.utc).replace(hour=0, minute=1)
    with open(path, "w", encoding="utf-8") as out:
        for back in range(DAYS, -1, -1):
            for number in range(3):
                items = [{"sku": f"s{(back + number) % 500}", "price": f"{10 + number}.99", "quantity": 1 + back % 3}]
                placed = (today - datetime.timedelta(days=back, seconds=number)).isoformat()
                out.write(json.dumps({"id": f"{back}-{number}", "timestamp": placed, "items": items}) + "\n")
    return path


def any_range(bench):
    """Random ranges of any length, by month and compared with the year before: on a quiet server, and while orders come in."""
    source, seconds = ten_years(bench), 2 if bench.quick else 10
    os.environ["DAYS"] = str(DAYS)
    with Redis(bench.folder) as redis:
        for kind, store in [("embedded", f"embedded:{bench.path('ranges')}"), ("redis", redis.url)]:
            bench.import_into(store, source, 3 * (DAYS + 1))
            with Server(bench.livetill, store) as server:
                started = time.monotonic()
                server.get("/v1/range?span=last_3660_days&step=month")
                first = (time.monotonic() - started) * 1000
                script = os.path.join(HERE, "ranges.lua")
                rate, quiet = wrk(server.address, "/v1/range", 1, seconds, script)
                is_over = threading.Event()

                def sell():
                    while not is_over.is_set():
                        post_each(server.port, f"sold-{time.time_ns()}", [[{"sku": "tea", "price": "1.99", "quantity": 1}]] * 10)
                        time.sleep(0.1)

                selling = threading.Thread(target=sell)
                selling.start()
                _, busy = wrk(server.address, "/v1/range", 1, seconds, script)
                is_over.set()
                selling.join()
                _, days = wrk(server.address, "/v1/range?span=last_3660_days&step=day", 1, seconds)
                bench.row(f"any range of ten years, {kind}", f"p99 {quiet:.2f} ms", f"{busy:.2f} ms while orders come in", "< 1 ms",
                          f"{rate:,.0f}/s; the first question {first:.0f} ms; all ten years by the day, 3,660 rows, {days:.1f} ms")


STEPS = {"ranges": any_range}

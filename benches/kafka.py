"""From a broker into the embedded store, compared with an import of the same orders."""

import os
import subprocess
import time
import urllib.request

from processes import Server, free_port, run

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PARTITIONS = 2


class Tansu:
    """The broker that tests use, with everything in memory."""

    def __init__(self):
        folder = run([os.path.join(ROOT, "scripts", "stream-servers")]).strip()
        self.put = os.path.join(folder, "librdkafka")
        port = free_port()
        self.address = f"127.0.0.1:{port}"
        self.process = subprocess.Popen(
            [os.path.join(folder, "tansu"), "broker", "--listener-url", f"tcp://{self.address}",
             "--advertised-listener-url", f"tcp://{self.address}", "--storage-engine", "memory://tansu/"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(1)

    def fill(self, topic, source):
        """Writes the lines to the partitions in turn, with librdkafka, uncompressed, as most producers send them."""
        subprocess.run([self.put, "create", self.address, topic, str(PARTITIONS)], check=True)
        with open(source, "rb") as lines:
            subprocess.run([self.put, "put", self.address, topic, "-1", "none"], stdin=lines, check=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


def read_all(bench, broker, topic, orders, attempt):
    """Orders a second, from the start of the server until the last order is counted."""
    store = f"embedded:{bench.path(f'kafka-{attempt}')}"
    started = time.monotonic()
    with Server(bench.livetill, store, "--source", f"kafka:{topic}?brokers={broker.address}") as server:
        while True:
            with urllib.request.urlopen(f"http://{server.address}/metrics", timeout=60) as answer:
                lines = answer.read().decode().splitlines()
            counted = [line for line in lines if line.startswith("livetill_orders_total") and 'outcome="accepted"' in line]
            if sum(float(line.rsplit(" ", 1)[1]) for line in counted) >= orders:
                return orders / (time.monotonic() - started)
            time.sleep(0.02)


def from_kafka(bench):
    orders = bench.scale(1_000_000)
    source = bench.plain_orders(orders)
    ours, imports = [], []
    with Tansu() as broker:
        broker.fill("orders", source)
        for attempt in range(3):
            imports.append(bench.import_into(f"embedded:{bench.path(f'beside-kafka-{attempt}')}", source, orders))
            ours.append(read_all(bench, broker, "orders", orders, attempt))
    ours, imports = sorted(ours)[1], sorted(imports)[1]
    bench.row(f"Kafka ({PARTITIONS} partitions) to the embedded store", f"{ours:,.0f}/s", f"import of the same {imports:,.0f}/s", "≥ 0.7 of it",
              f"{ours / imports:.2f} of it; medians of 3, {orders:,} orders, the broker on the same machine")


STEPS = {"kafka": from_kafka}

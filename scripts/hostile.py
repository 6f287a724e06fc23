#!/usr/bin/env python3
"""Starts a server, sends it hostile input, and says how much memory that took and whether
others were served meanwhile. `scripts/hostile.py path/to/livetill [WORD]`: Linux only, about two
minutes; with a word, only the cases with that word in their name.

Each case starts a server of its own, asks for the board all the while, and prints the server's
peak memory (VmHWM), the slowest answer to well-behaved clients, and how many of those failed.
It checks the bounds in docs/threat-model.md: the exit code is 1 if one is exceeded.
"""

import gzip
import http.client
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

MIB = 1024 * 1024
#: The most megabytes that a server may take, by case, as docs/threat-model.md promises.
BOUNDS = {
    "at rest": 64,
    "10,000 idle connections": 320,
    "2,000 slow heads": 160,
    "500 slow bodies": 160,
    "8 bodies of 64 MiB at once": 1_280,
    "64 gzip bombs at once": 1_280,
    "32 bodies of 100,000 malformed lines at once": 1_280,
    "20 viewers that never read, 2,000 orders": 192,
    "a body of 1 GB": 320,
    "3,000,000 invented items of 120 bytes": 1_280,
}


class Server:
    def __init__(self, binary):
        self.folder = tempfile.TemporaryDirectory()
        command = [binary, "serve", "--listen", "127.0.0.1:0", "--store", f"embedded:{self.folder.name}/data"]
        environment = {k: v for k, v in os.environ.items() if not k.startswith("LIVETILL_")}
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=self.folder.name, env=environment)
        for line in self.process.stderr:
            if "http://" in line:
                self.port = int(line.split("http://127.0.0.1:")[1].split("/")[0])
                break
        else:
            raise SystemExit("the server did not start")
        threading.Thread(target=self.process.stderr.read, daemon=True).start()
        self.stop_asking = threading.Event()
        self.slowest, self.failed, self.asked = 0.0, 0, 0
        self.asking = threading.Thread(target=self.ask)
        self.asking.start()

    def ask(self):
        """Well-behaved clients: they ask for the board, ten times a second."""
        while not self.stop_asking.wait(0.1):
            started = time.monotonic()
            try:
                client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
                client.request("GET", "/v1/board")
                good = client.getresponse().status == 200
                client.close()
            except OSError:
                good = False
            self.asked += 1
            self.failed += not good
            self.slowest = max(self.slowest, time.monotonic() - started)

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port))

    def post(self, body, headers=()):
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            client.request("POST", "/v1/orders", body, {"content-type": "application/x-ndjson", **dict(headers)})
            answer = client.getresponse()
            answer.read()
            return answer.status
        except OSError:
            return 0
        finally:
            client.close()

    def finish(self, name):
        self.stop_asking.set()
        self.asking.join()
        status = open(f"/proc/{self.process.pid}/status").read()
        peak = int(status.split("VmHWM:")[1].split()[0]) // 1024
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.folder.cleanup()
        bound = BOUNDS[name]
        verdict = "ok" if peak <= bound and self.failed == 0 else "EXCEEDED"
        print(f"| {name} | {peak} MB | {bound} MB | {self.slowest * 1000:.0f} ms | {self.failed} of {self.asked} | {verdict} |", flush=True)
        return verdict == "ok"


def at_once(count, work):
    results = []
    threads = [threading.Thread(target=lambda: results.append(work())) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def at_rest(server):
    time.sleep(2)


def idle(server):
    held = [server.connect() for _ in range(10_000)]
    time.sleep(3)
    return held


def slow_heads(server):
    held = [server.connect() for _ in range(2_000)]
    for _ in range(5):
        for connection in held:
            connection.sendall(b"x")
        time.sleep(0.5)
    return held


def slow_bodies(server):
    held = [server.connect() for _ in range(500)]
    for connection in held:
        connection.sendall(b"POST /v1/orders HTTP/1.1\r\nhost: localhost\r\ncontent-length: 67000000\r\n\r\n")
    for _ in range(5):
        for connection in held:
            connection.sendall(b" " * 100)
        time.sleep(0.5)
    return held


def large(server):
    line = json.dumps({"id": "1", "timestamp": int(time.time()), "items": [{"sku": "a", "price": "1.00", "quantity": 1}]}).encode() + b"\n"
    body = line * (64 * MIB // len(line))
    return at_once(8, lambda: server.post(body))


def bombs(server):
    body = gzip.compress(b" " * (400 * MIB), 9)
    return at_once(64, lambda: server.post(body, {"content-encoding": "gzip"}))


def rubbish(server):
    return at_once(32, lambda: server.post(b"{\n" * 100_000))


def deaf(server):
    held = []
    for _ in range(20):
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(("127.0.0.1", server.port))
        connection.sendall(
            b"GET /v1/live HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n"
            b"sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        held.append(connection)
    for number in range(2_000):
        order = {"id": str(number), "timestamp": int(time.time()), "items": [{"sku": f"{number}" + "x" * 100, "name": "y" * 200, "price": "1.00", "quantity": 1}]}
        server.post(json.dumps(order))
    return held


def gigabyte(server):
    connection = server.connect()
    connection.sendall(b"POST /v1/orders HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n")
    chunk = b"100000\r\n" + b" " * MIB + b"\r\n"
    try:
        for _ in range(1024):
            connection.sendall(chunk)
    except OSError:
        pass
    connection.close()


def invented_items(server):
    now = int(time.time())
    for batch in range(30):
        lines = []
        for order in range(100):
            skus = [f"{batch}-{order}-{item}-".ljust(120, "x") for item in range(1000)]
            items = [{"sku": sku, "name": "n" * 128, "price": "1", "quantity": 1} for sku in skus]
            lines.append(json.dumps({"id": f"{batch}-{order}", "timestamp": now, "items": items}))
        server.post(gzip.compress("\n".join(lines).encode(), 1), {"content-encoding": "gzip"})


def main():
    binary = os.path.abspath(sys.argv[1])
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = min(hard, 24_000)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    cases = dict(zip(BOUNDS, [at_rest, idle, slow_heads, slow_bodies, large, bombs, rubbish, deaf, gigabyte, invented_items], strict=True))
    print("| what | most memory | bound | slowest answer to others | failed | |\n|---|---|---|---|---|---|")
    good = True
    chosen = {name: case for name, case in cases.items() if all(word in name for word in sys.argv[2:])}
    for name, case in chosen.items():
        server = Server(binary)
        held = case(server)
        good &= server.finish(name)
        del held
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

"""What the measurements start and stop: servers, Redis, wrk and commands, on loopback."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.request


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def without_products(livetill):
    """The argument that keeps a binary from storing amounts by line, if it knows them: orders then take as many bytes as before."""
    said = subprocess.run([livetill, "import", "--help"], capture_output=True, text=True, check=True).stdout
    return ["--products", "false"] if "--products" in said else []


def processor(process):
    """The processor time that a process has used, user and kernel, in seconds."""
    with open(f"/proc/{process.pid}/stat", encoding="ascii") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Server:
    """livetill serve, stopped at the end."""

    def __init__(self, livetill, store, *options):
        self.port = free_port()
        self.address = f"127.0.0.1:{self.port}"
        started = time.monotonic()
        self.process = subprocess.Popen(
            [livetill, "serve", "--listen", self.address, "--store", store, "--max-items", "0", "--log", "error", *options])
        while True:
            try:
                with urllib.request.urlopen(f"http://{self.address}/readyz", timeout=1):
                    break
            except OSError:
                if self.process.poll() is not None:
                    raise SystemExit("livetill serve did not start") from None
                time.sleep(0.005)
        self.ready_seconds = time.monotonic() - started

    def get(self, path):
        with urllib.request.urlopen(f"http://{self.address}{path}", timeout=60) as answer:
            return json.load(answer)

    def memory(self):
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            return int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1)) * 1024

    def processor(self):
        return processor(self.process)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=60)


class Redis:
    """redis-server without persistence, as a cache runs it, unless the options say otherwise."""

    def __init__(self, folder, *options):
        self.port = free_port()
        self.process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--save", "", "--dir", folder, "--loglevel", "warning", *options],
            stdout=subprocess.DEVNULL)
        self.url = f"redis://127.0.0.1:{self.port}"
        while self.cli("ping") != "PONG":
            time.sleep(0.05)

    def cli(self, *words):
        done = subprocess.run(["redis-cli", "-p", str(self.port), *words], capture_output=True, text=True)
        return done.stdout.strip()

    def ask(self, *words):
        """A command's answer, byte for byte: redis-cli cannot print every byte."""
        with socket.create_connection(("127.0.0.1", self.port)) as connection, connection.makefile("rb") as answer:
            connection.sendall(b"".join([b"*%d\r\n" % len(words)] + [b"$%d\r\n%b\r\n" % (len(word), word.encode()) for word in words]))
            return read_answer(answer)

    def processor(self):
        return processor(self.process)

    def memory(self):
        return int(re.search(r"used_memory:(\d+)", self.cli("info", "memory")).group(1))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


class Replica(Redis):
    """A replica of another server, from its start."""

    def __init__(self, folder, of):
        super().__init__(folder, "--replicaof", "127.0.0.1", str(of.port), "--dbfilename", "replica.rdb")
        while "master_link_status:up" not in self.cli("info", "replication"):
            time.sleep(0.05)


def read_answer(stream):
    """One answer from Redis: bytes, a number or a list."""
    kind, rest = (line := stream.readline())[:1], line[1:-2]
    if kind == b"*":
        return [read_answer(stream) for _ in range(int(rest))]
    if kind == b"$":
        return stream.read(int(rest) + 2)[:-2] if int(rest) >= 0 else None
    if kind == b"-":
        raise SystemExit(f"Redis answered {rest.decode()}")
    return int(rest) if kind == b":" else rest


def post_each(port, name, orders):
    """How many seconds each POST took, one per given line; each is answered before the next is sent."""
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    times = []
    for number, items in enumerate(orders):
        body = json.dumps({"id": f"{name}-{100_000 + number}", "timestamp": int(time.time()), "items": items})
        started = time.monotonic()
        client.request("POST", "/v1/orders", body, {"content-type": "application/json"})
        answer = client.getresponse()
        answer.read()
        times.append(time.monotonic() - started)
        if answer.status != 200:
            raise SystemExit(f"an order was answered {answer.status}")
    return times


def run(command, **options):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, **options).stdout


class Empty:
    """A server that reads requests and does nothing with them: what HTTP itself costs."""

    def __init__(self, load):
        self.port = free_port()
        self.address = f"127.0.0.1:{self.port}"
        self.process = subprocess.Popen([load, "empty", "--listen", self.address])
        time.sleep(0.5)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


def wrk(target, path, connections, seconds, script=None):
    """How many requests a second were answered, and the p99 of their answers in milliseconds."""
    rate, _, p99 = wrk_latency(target, path, connections, seconds, script)
    return rate, p99


def wrk_latency(target, path, connections, seconds, script=None):
    """The same with the median before the p99."""
    env = dict(os.environ, TARGET=path, RUN=str(time.time_ns()), NOW=str(int(time.time() * 1000)))
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}", "--latency"]
    command += ["-s", script] if script else []
    text = run(command + [f"http://{target}{path}"], env=env)
    errors = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    if errors:
        raise SystemExit(f"{errors.group(1)} answers were errors:\n{text}")
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1))
    return rate, milliseconds(text, "50%"), milliseconds(text, "99%")


def milliseconds(text, share):
    number, unit = re.search(rf"{share}\s+([\d.]+)(us|ms|s)\b", text).groups()
    return float(number) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[unit]

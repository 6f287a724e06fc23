"""What must not have become more expensive since an earlier commit: both binaries in turn, on this machine, in one run.

Each row has the medians of both, and the median of the ratios, ours to before, within the pairs of runs. The runs of a pair follow
each other directly, and their order changes from pair to pair, so that other work on the machine slows both alike.
"""

import random
import re
import statistics

from processes import Redis, Server, post_each, without_products

PAIRS = 9


def in_turn(bench, measure):
    """What measure(binary) returns for our binary and the earlier one, in pairs."""
    if not bench.before:
        raise SystemExit("say which binary was before: --before LIVETILL")
    ours, before = [], []
    for pair in range(PAIRS):
        both = [(bench.livetill, ours), (bench.before, before)]
        for binary, found in both if pair % 2 else reversed(both):
            found.append(measure(binary))
    return ours, before


def compared(ours, before):
    """The medians of both, and the median of the ratios within the pairs."""
    ratios = [one / other for one, other in zip(ours, before)]
    return statistics.median(ours), statistics.median(before), statistics.median(ratios)


def verdict(is_kept):
    return "" if is_kept else "MISSED; "


def plain_import(bench):
    orders = bench.scale(1_000_000)
    source, count = bench.plain_orders(orders), iter(range(1_000))

    def measure(binary):
        return bench.import_into(f"embedded:{bench.path(f'guard-{next(count)}')}", source, orders, binary, without_products(binary))

    ours, before, ratio = compared(*in_turn(bench, measure))
    bench.row("plain import, beside the binary before", f"{ours:,.0f}/s", f"before {before:,.0f}/s", "≥ 0.95 of before",
              f"{verdict(ratio >= 0.95)}{ratio:.2f} of it; medians of {PAIRS} pairs, {orders:,} orders")


def memory_in_redis(bench):
    orders = bench.scale(1_000_000)
    source = bench.plain_orders(orders)

    def measure(binary):
        with Redis(bench.folder) as redis:
            empty = redis.memory()
            bench.import_into(redis.url, source, orders, binary, without_products(binary))
            return (redis.memory() - empty) / orders

    ours, before, _ = compared(*in_turn(bench, measure))
    # Hash tables and the allocator do not take exactly the same memory in two runs.
    bench.row("bytes of an order in Redis, items and all", f"{ours:.1f}", f"before {before:.1f}", "as before",
              f"{verdict(ours < before + 0.5)}medians of {PAIRS} pairs, {orders:,} orders")


def single_commit(bench):
    posts = bench.scale(2_000)

    def measure(binary):
        with Redis(bench.folder) as redis, Server(binary, redis.url, *without_products(binary)) as server:
            # Once, so that the shop exists.
            post_each(server.port, "first", [two_lines(posts)])
            for setting in (("slowlog-max-len", "100000"), ("slowlog-log-slower-than", "0")):
                redis.cli("config", "set", *setting)
            post_each(server.port, "order", map(two_lines, range(posts)))
            return commits(redis, posts)

    ours, before = in_turn(bench, measure)
    ours, our_bytes = zip(*ours)
    before, their_bytes = zip(*before)
    our_bytes, their_bytes = statistics.median(our_bytes), statistics.median(their_bytes)
    ours, before, ratio = compared(ours, before)
    bench.row("commit of one order of two lines in Redis, the script's own time", f"{ours:.0f} µs, sent in {our_bytes:.0f} bytes",
              f"before {before:.0f} µs, {their_bytes:.0f} bytes", "≤ 1.00 of before",
              f"{verdict(ratio <= 1)}{ratio:.2f} of it; medians of {PAIRS} pairs, each of {posts:,} commits")


def two_lines(number):
    dice = random.Random(number)
    return [{"sku": f"SKU-{dice.randrange(1_000):04}", "name": "Enamel cup",
             "price": f"{dice.randrange(100, 3_000) / 100:.2f}", "quantity": 1 + dice.randrange(3)} for _ in range(2)]


def commits(redis, posts):
    """The median of the microseconds that Redis took for a commit's script, and of the bytes of its arguments."""
    calls = {}
    for micros, sha, body in slow_calls(redis):
        calls.setdefault(sha, []).append((micros, body))
    # Boards are read by a script as well, but less often.
    found = max(calls.values(), key=len)
    if len(found) < posts:
        raise SystemExit(f"{len(found)} commits were seen instead of {posts}")
    return tuple(statistics.median(part) for part in zip(*found))


def slow_calls(redis):
    """For each EVALSHA in the slow log: its microseconds, its script's hash, and the length of its arguments."""
    for _, _, micros, words, *_ in redis.ask("SLOWLOG", "GET", "100000"):
        if words[0].upper() == b"EVALSHA":
            yield micros, words[1], sum(map(whole_length, words[3:]))


def whole_length(word):
    """The length of a word that the slow log may have cut."""
    cut = re.search(rb"\.\.\. \((\d+) more bytes\)$", word)
    return 128 + int(cut.group(1)) if cut else len(word)


STEPS = {"guard-import": plain_import, "guard-memory": memory_in_redis, "guard-commit": single_commit}

#!/usr/bin/env python3
"""Compares a running server with figures that reference_board.py computed.

    tests/reference_board.py FILE --timezone … --daily-items > expected.json
    tests/compare_board.py expected.json http://127.0.0.1:8080

Every calendar day from the first to the last is compared, days without orders as zeros, and the
all-time leaderboard to its end. Prints each difference; exits 1 if there is one.
Needs only Python's standard library.
"""

import argparse
import json
import sys
import urllib.parse
import urllib.request
from datetime import date, timedelta
from fractions import Fraction

PAGE = 1_000
FIGURES = ("orders", "unique_items", "units", "revenue", "returns", "net_revenue")


class Server:
    def __init__(self, url, shop, key):
        self.url = url.rstrip("/")
        self.shop = shop
        self.key = key

    def get(self, path, **query):
        if self.shop:
            query["shop"] = self.shop
        request = urllib.request.Request(f"{self.url}{path}?{urllib.parse.urlencode(query)}")
        if self.key:
            request.add_header("Authorization", f"Bearer {self.key}")
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def leaderboard(self, **query):
        """All pages as (sku, units)."""
        entries = []
        while True:
            page = self.get("/v1/items/popular", limit=PAGE, offset=len(entries), **query)["items"]
            entries += [(item["sku"], item["units"]) for item in page]
            if len(page) < PAGE:
                return entries


class Differences:
    def __init__(self, shown):
        self.count = 0
        self.shown = shown

    def check(self, what, expected, found):
        if expected == found:
            return
        self.count += 1
        if self.count <= self.shown:
            print(f"{what}: expected {expected}, found {found}")

    def check_leaderboard(self, what, expected, found):
        self.check(f"{what}, length", len(expected), len(found))
        for place, (one, other) in enumerate(zip(expected, found), start=1):
            self.check(f"{what}, place {place}", one, other)


def empty_day(day, zero):
    figures = {"date": day, "orders": 0, "unique_items": 0, "units": 0, "hours": [zero] * 24}
    figures |= {"revenue": zero, "returns": zero, "net_revenue": zero, "items": []}
    return figures


def average_order(figures):
    """Revenue by orders, rounded half away from zero to the revenue's own decimals."""
    revenue, orders = figures["revenue"], figures["orders"]
    digits = len(revenue.partition(".")[2])
    average = Fraction(revenue) / orders if orders else Fraction(0)
    minor = int(average * 10**digits + Fraction(1, 2))
    whole, part = divmod(minor, 10**digits)
    return f"{whole}.{part:0{digits}}" if digits else str(whole)


def compare_day(server, differences, expected, with_items):
    day = expected["date"]
    board = server.get("/v1/board", date=day)
    differences.check(f"{day} date", day, board["date"])
    for figure in FIGURES:
        differences.check(f"{day} {figure}", expected[figure], board["today"][figure])
    differences.check(f"{day} average_order", average_order(expected), board["today"]["average_order"])

    last = board["revenue"][-1]
    differences.check(f"{day} revenue date", day, last["date"])
    differences.check(f"{day} revenue total", expected["revenue"], last["total"])
    differences.check(f"{day} revenue orders", expected["orders"], last["orders"])
    differences.check(f"{day} revenue days", 7, len(board["revenue"]))
    for hour in range(24):
        differences.check(f"{day} hour {hour}", expected["hours"][hour], last["hours"][hour])

    if with_items:
        items = pairs(expected["items"])
        differences.check_leaderboard(f"{day} items", items, server.leaderboard(date=day))
        shown = [(item["sku"], item["units"]) for item in board["popular_today"]]
        differences.check_leaderboard(f"{day} popular_today", items[: len(shown)], shown)


def pairs(items):
    return [(item["sku"], item["units"]) for item in items]


def calendar(days):
    """Each calendar day from the first to the last with its figures, zeros where there are none."""
    known = {day["date"]: day for day in days}
    zero = "0" if "." not in days[0]["revenue"] else "0." + "0" * len(days[0]["revenue"].partition(".")[2])
    day, last = date.fromisoformat(days[0]["date"]), date.fromisoformat(days[-1]["date"])
    while day <= last:
        yield known.get(day.isoformat()) or empty_day(day.isoformat(), zero)
        day += timedelta(days=1)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("expected", help="the JSON that reference_board.py printed")
    parser.add_argument("url", help="the server, for instance http://127.0.0.1:8080")
    parser.add_argument("--shop", help="absent = default")
    parser.add_argument("--key", help="a view key, where the server asks for one")
    parser.add_argument("--show", type=int, default=50, help="differences printed (default: 50)")
    arguments = parser.parse_args()

    with open(arguments.expected, encoding="utf-8") as file:
        expected = json.load(file)
    server = Server(arguments.url, arguments.shop, arguments.key)
    differences = Differences(arguments.show)

    with_items = "items" in expected["days"][0]
    compared = 0
    for figures in calendar(expected["days"]):
        compare_day(server, differences, figures, with_items)
        compared += 1
    popular = pairs(expected["popular"])
    differences.check_leaderboard("all-time items", popular, server.leaderboard())

    print(f"{compared} days and {len(popular)} items compared, {differences.count} differences")
    return 1 if differences.count else 0


if __name__ == "__main__":
    sys.exit(main())

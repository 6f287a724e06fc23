#!/usr/bin/env python3
"""The figures a board must show after importing a CSV file, computed the plain way.

This script is the oracle for `livetill import`: it keeps everything in memory, uses exact
fractions and nothing of Livetill. It needs only Python's standard library.

    tests/reference_board.py FILE --timezone Europe/London --time-format '%m/%d/%Y %H:%M'

One row is one item line. Rows of one order share its id wherever they stand, and the order has
the time of its first row. What counts:

- A line with a positive quantity is sold, one with a negative quantity is returned.
- An order counts on its local day if it has a sold line. Returns count on the day of their own
  event, and nowhere but in `returns`.
- An order's sold lines are summed exactly and then rounded once to the currency's minor unit,
  half away from zero; its returned lines likewise.
- An order with a line that no order may have is rejected as a whole, with one reason.
"""

import argparse
import csv
import io
import json
import sys
from collections import Counter, defaultdict
from datetime import datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

ONLINE_RETAIL = "id=InvoiceNo,time=InvoiceDate,sku=StockCode,price=UnitPrice,quantity=Quantity"

MAX_LINES = 1_000
MAX_QUANTITY = 1_000_000
MAX_PRICE_DECIMALS = 6
MAX_KEY_BYTES = 128


class Rejected(Exception):
    """An event that no board counts; the message is its reason."""


def read_orders(file, columns):
    """Gathers the rows of each order, in the order of first appearance."""
    orders = {}
    for row in csv.DictReader(file):
        line = {field: row[column] for field, column in columns.items()}
        orders.setdefault(line["id"], []).append(line)
    return orders


def parse_time(text, time_format, timezone):
    """A time without offset is the shop's local time; the result always is."""
    try:
        if time_format:
            time = datetime.strptime(text, time_format)
        else:
            time = datetime.fromisoformat(text)
    except ValueError:
        raise Rejected("invalid_timestamp") from None
    if time.tzinfo is None:
        time = time.replace(tzinfo=timezone)
    # There and back again: a local time that the clocks skipped becomes the one they showed.
    return time.astimezone(ZoneInfo("UTC")).astimezone(timezone)


def parse_price(text):
    whole, _, decimals = text.partition(".")
    if not (whole + decimals).isdecimal() or len(decimals) > MAX_PRICE_DECIMALS:
        raise Rejected("invalid_price")
    return Fraction(text)


def parse_quantity(text):
    try:
        quantity = int(text)
    except ValueError:
        raise Rejected("invalid_quantity") from None
    if quantity == 0 or abs(quantity) > MAX_QUANTITY:
        raise Rejected("invalid_quantity")
    return quantity


def parse_line(line):
    if not 1 <= len(line["sku"].encode()) <= MAX_KEY_BYTES:
        raise Rejected("invalid_sku")
    return line["sku"], parse_price(line["price"]), parse_quantity(line["quantity"])


def round_once(amount, digits):
    """Whole minor units, half away from zero; both sums of an order are never negative."""
    return int(amount * 10**digits + Fraction(1, 2))


def money(minor, digits):
    sign = "-" if minor < 0 else ""
    whole, part = divmod(abs(minor), 10**digits)
    return f"{sign}{whole}.{part:0{digits}}" if digits else f"{sign}{whole}"


def ranked(units):
    """Most units first, ties by the bytes of the SKU descending."""
    entries = sorted(units.items(), key=lambda entry: (entry[1], entry[0].encode()), reverse=True)
    return [{"sku": sku, "units": count} for sku, count in entries]


class Day:
    def __init__(self):
        self.orders = 0
        self.revenue = 0
        self.returns = 0
        self.hours = [0] * 24
        self.units = Counter()

    def report(self, date, digits, with_items):
        figures = {
            "date": date,
            "orders": self.orders,
            "unique_items": len(self.units),
            "units": self.units.total(),
            "revenue": money(self.revenue, digits),
            "returns": money(self.returns, digits),
            "net_revenue": money(self.revenue - self.returns, digits),
            "hours": [money(hour, digits) for hour in self.hours],
        }
        if with_items:
            figures["items"] = ranked(self.units)
        return figures


class Board:
    def __init__(self, timezone, digits, time_format=None):
        self.timezone = timezone
        self.digits = digits
        self.time_format = time_format
        self.days = defaultdict(Day)
        self.units = Counter()
        self.accepted = 0
        self.rejected = Counter()
        self.rejected_orders = []

    def take(self, order_id, rows):
        try:
            self.count(rows)
            self.accepted += 1
        except Rejected as reason:
            self.rejected[str(reason)] += 1
            self.rejected_orders.append({"id": order_id, "reason": str(reason)})

    def count(self, rows):
        time = parse_time(rows[0]["time"], self.time_format, self.timezone)
        if len(rows) > MAX_LINES:
            raise Rejected("too_large")
        lines = [parse_line(row) for row in rows]

        sold = [(sku, price, quantity) for sku, price, quantity in lines if quantity > 0]
        returned = [(sku, price, quantity) for sku, price, quantity in lines if quantity < 0]
        revenue = round_once(sum(price * quantity for _, price, quantity in sold), self.digits)
        returns = round_once(sum(price * -quantity for _, price, quantity in returned), self.digits)

        day = self.days[time.date().isoformat()]
        day.orders += 1 if sold else 0
        day.revenue += revenue
        day.returns += returns
        day.hours[time.hour] += revenue
        for sku, _, quantity in sold:
            day.units[sku] += quantity
            self.units[sku] += quantity

    def report(self, with_items=False):
        return {
            "timezone": str(self.timezone),
            "accepted": self.accepted,
            "rejected": dict(sorted(self.rejected.items())),
            "rejected_orders": self.rejected_orders,
            "totals": {
                "orders": sum(day.orders for day in self.days.values()),
                "units": self.units.total(),
                "revenue": money(sum(day.revenue for day in self.days.values()), self.digits),
                "returns": money(sum(day.returns for day in self.days.values()), self.digits),
            },
            "days": [
                day.report(date, self.digits, with_items) for date, day in sorted(self.days.items())
            ],
            "popular": ranked(self.units),
        }


def plain_sums(orders):
    """Sums of the rows as they stand, rejected ones too: to compare with what others published."""

    def sums(wanted):
        rows = [(key, row) for key, rows in orders.items() for row in rows if wanted(row)]
        amount = sum(Fraction(row["price"]) * int(row["quantity"]) for _, row in rows)
        return {
            "rows": len(rows),
            "orders": len({key for key, _ in rows}),
            "units": sum(int(row["quantity"]) for _, row in rows),
            "amount": money(int(amount * 10**6), 6).rstrip("0").rstrip("."),
        }

    return {
        "all": sums(lambda row: True),
        "positive": sums(lambda row: int(row["quantity"]) > 0 and Fraction(row["price"]) > 0),
    }


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", help="the CSV file, or - for standard input")
    parser.add_argument("--map", default=ONLINE_RETAIL, help="field=column,… (default: %(default)s)")
    parser.add_argument("--time-format", help="strptime's; absent = ISO 8601")
    parser.add_argument("--encoding", default="utf-8-sig")
    parser.add_argument("--timezone", default="UTC", type=ZoneInfo)
    parser.add_argument("--minor-digits", default=2, type=int, help="decimals of the currency")
    parser.add_argument("--daily-items", action="store_true", help="units of each SKU for each day")
    parser.add_argument("--sums", action="store_true", help="print plain sums of all rows instead")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    columns = dict(pair.split("=", 1) for pair in arguments.map.split(","))
    raw = sys.stdin.buffer if arguments.file == "-" else open(arguments.file, "rb")
    with io.TextIOWrapper(raw, encoding=arguments.encoding, newline="") as file:
        orders = read_orders(file, columns)
    if arguments.sums:
        report = plain_sums(orders)
    else:
        board = Board(arguments.timezone, arguments.minor_digits, arguments.time_format)
        for order_id, rows in orders.items():
            board.take(order_id, rows)
        report = board.report(arguments.daily_items)
    json.dump(report, sys.stdout, indent=1, ensure_ascii=False)
    print()


if __name__ == "__main__":
    main()

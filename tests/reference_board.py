#!/usr/bin/env python3
"""The figures a board must show after importing a CSV file, computed the plain way.

This script is the oracle for `livetill import`: it keeps everything in memory, and uses exact
fractions and none of Livetill's code. It needs only Python's standard library.

    tests/reference_board.py FILE --timezone Europe/London --time-format '%m/%d/%Y %H:%M'

One row is one item line. Rows of one order share its id, wherever they are, and the order has
the time of its first row. What counts:

- A line with a positive quantity is sold, one with a negative quantity is returned.
- An order counts on its local day if it has a sold line. Returns count on the day of their own
  event, and nowhere but in `returns`.
- An order's sold lines are summed exactly and then rounded once to the currency's minor unit,
  half away from zero; its returned lines likewise.
- An order with a line that no order may have is rejected as a whole, with one reason.

Further columns that are mapped (`kind`, `amount`, `discount`, `tax` of a line; `shipping`,
`order_discount`, `order_tax`, `tip`, `fee`, `tax_included`, `refund_of`, `status`, `test` of an order)
count as docs/orders.md says, and the report has the figures that they give. If `channel` or `country` is
mapped, it also has what each of them sold.
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

ONLINE_RETAIL = "id=InvoiceNo,time=InvoiceDate,sku=StockCode,price=UnitPrice,quantity=Quantity,country=Country"

MAX_LINES = 1_000
MAX_QUANTITY = 1_000_000
MAX_PRICE_DECIMALS = 6
MAX_KEY_BYTES = 128
MAX_AMOUNT = 10**12

KINDS = ("product", "gift_card", "shipping", "tip", "fee", "tax", "discount", "adjustment")
WHOLE = {"shipping": "shipping", "order_discount": "discount", "order_tax": "tax", "tip": "tip", "fee": "fee"}
RICH = {"kind", "amount", "discount", "tax", "tax_included", "refund_of", "status", "test", *WHOLE}
CHANNELS = {"online", "pos", "app", "marketplace", "social", "phone", "wholesale", "subscription", "other"}
# ISO 3166-1 alpha-2.
COUNTRIES = set(
    """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC
    CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD
    GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH
    KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW
    MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC
    SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY
    UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
    """.split()
)
# The names of countries in the real orders; any other name, or an ambiguous one, is no country.
NAMES = {
    "Australia": "AU", "Austria": "AT", "Bahrain": "BH", "Belgium": "BE", "Brazil": "BR", "Canada": "CA", "Cyprus": "CY",
    "Czech Republic": "CZ", "Denmark": "DK", "EIRE": "IE", "Finland": "FI", "France": "FR", "Germany": "DE", "Greece": "GR",
    "Hong Kong": "HK", "Iceland": "IS", "Israel": "IL", "Italy": "IT", "Japan": "JP", "Lebanon": "LB", "Lithuania": "LT",
    "Malta": "MT", "Netherlands": "NL", "Norway": "NO", "Poland": "PL", "Portugal": "PT", "RSA": "ZA", "Saudi Arabia": "SA",
    "Singapore": "SG", "Spain": "ES", "Sweden": "SE", "Switzerland": "CH", "USA": "US", "United Arab Emirates": "AE",
    "United Kingdom": "GB",
}
FIGURES = ("discounts", "shipping", "tax", "tips", "fees", "gift_cards")


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
    # To UTC and back: a local time that the clocks skipped becomes the one that they showed.
    return time.astimezone(ZoneInfo("UTC")).astimezone(timezone)


def parse_price(text):
    whole, _, decimals = text.partition(".")
    if not (whole + decimals).isdecimal() or len(decimals) > MAX_PRICE_DECIMALS:
        raise Rejected("invalid_price")
    return Fraction(text)


def parse_quantity(text):
    if not text.removeprefix("-").replace(".", "", 1).isdecimal():
        raise Rejected("invalid_quantity")
    quantity = Fraction(text)
    if quantity == 0 or abs(quantity) > MAX_QUANTITY or quantity * 1000 % 1:
        raise Rejected("invalid_quantity")
    return quantity


def parse_amount(text):
    """An amount; 0 if there is none, or if it is not a decimal."""
    digits = text.removeprefix("-").replace(".", "", 1)
    if not digits.isdecimal():
        return Fraction(0)
    amount = Fraction(text)
    if abs(amount) > MAX_AMOUNT or amount * 10**MAX_PRICE_DECIMALS % 1:
        raise Rejected("invalid_amount")
    return amount


class Line:
    """One line: what it is worth, with the sign of its quantity or of its lump sum."""

    def __init__(self, row, tax_included=False):
        get = lambda field: row.get(field) or ""
        self.kind = get("kind") or "product"
        if self.kind not in KINDS:
            raise Rejected("invalid_kind")
        self.sku = row["sku"] or (f"name:{get('name')}" if get("name") else "")
        if self.kind == "product" and not self.sku or len(self.sku.encode()) > MAX_KEY_BYTES:
            raise Rejected("invalid_sku")
        if not get("amount"):
            price, self.quantity = parse_price(row["price"]), parse_quantity(row["quantity"])
            worth = price * self.quantity
        else:
            self.quantity = parse_quantity(get("quantity")) if get("quantity") else None
            worth = parse_amount(get("amount"))
            is_sold = self.quantity is None or self.quantity > 0
            wrong = self.quantity is None and self.kind == "product"
            if get("price") or wrong or self.quantity and worth and (worth > 0) != is_sold:
                raise Rejected("invalid_amount")
        self.sign = -1 if (worth if self.quantity is None else self.quantity) < 0 else 1
        self.worth = abs(worth)
        self.discount, self.tax = parse_amount(get("discount")), parse_amount(get("tax"))
        paid = self.worth - self.discount
        self.net = paid - (self.tax if tax_included else 0)
        self.gross = self.worth * self.net / paid if paid else self.worth
        if self.discount < 0 or self.tax < 0 or paid < 0 or self.net < 0:
            raise Rejected("invalid_amount")

    @property
    def pieces(self):
        """Whole pieces, at least one."""
        return max(1, round_once(abs(self.quantity), 0))


def round_once(amount, digits):
    """Whole minor units, half away from zero."""
    minor = int(abs(amount) * 10**digits + Fraction(1, 2))
    return minor if amount >= 0 else -minor


def money(minor, digits):
    sign = "-" if minor < 0 else ""
    whole, part = divmod(abs(minor), 10**digits)
    return f"{sign}{whole}.{part:0{digits}}" if digits else f"{sign}{whole}"


def channel_of(text):
    """An unknown channel is `other`; an empty one is None."""
    name = text.strip().lower()
    return (name if name in CHANNELS else "other") if name else None


def country_of(text):
    code = text.strip().upper()
    return code if code in COUNTRIES else NAMES.get(text.strip())


def ranked(units):
    """Most units first, ties by the bytes of the SKU descending."""
    entries = sorted(units.items(), key=lambda entry: (entry[1], entry[0].encode()), reverse=True)
    return [{"sku": sku, "units": count} for sku, count in entries]


class Day:
    def __init__(self):
        self.orders = 0
        self.revenue = 0
        self.returns = 0
        self.returned_units = 0
        self.rich = Counter()
        self.hours = [0] * 24
        self.units = Counter()
        self.products = defaultdict(Counter)
        self.slices = {"channel": defaultdict(Counter), "country": defaultdict(Counter)}

    def slices_by(self, dimension, digits):
        """What each value sold; orders without one are under None."""
        rows = sorted(self.slices[dimension].items(), key=lambda row: row[0] or "")
        amounts = lambda sums: {name: money(sums[name], digits) for name in ("revenue", "discounts", "returns")}
        return [{"value": value, "orders": sums["orders"], **amounts(sums)} for value, sums in rows]

    def items(self, digits):
        """What each item sold and what came back, every line rounded by itself."""
        for sku, sums in sorted(self.products.items()):
            amounts = {name: money(sums[name], digits) for name in ("amount", "returned_amount")}
            yield {"sku": sku, "units": sums["units"], "returned": sums["returned"], **amounts}

    def report(self, date, digits, with_items, is_rich, by):
        net = self.revenue - self.rich["discounts"] - self.returns
        figures = {
            "date": date,
            "orders": self.orders,
            "unique_items": len(self.units),
            "units": self.units.total(),
            "revenue": money(self.revenue, digits),
            "returns": money(self.returns, digits),
            "net_revenue": money(net, digits),
            "hours": [money(hour, digits) for hour in self.hours],
        }
        if is_rich:
            total = net + self.rich["shipping"] + self.rich["tax"] + self.rich["fees"]
            charged = total + self.rich["tips"] + self.rich["gift_cards"]
            made = {
                **{name: self.rich[name] for name in FIGURES},
                "total_sales": total,
                "charged": charged,
                "sales_ex_tax": charged - self.rich["tax"] - self.rich["shipping"],
            }
            figures |= {name: money(value, digits) for name, value in made.items()}
            figures["returned_units"] = self.returned_units
        for dimension in by:
            plural = {"channel": "channels", "country": "countries"}[dimension]
            figures[plural] = self.slices_by(dimension, digits)
        if with_items:
            figures["items"] = ranked(self.units)
            figures["products"] = list(self.items(digits))
        return figures


class Board:
    def __init__(self, timezone, digits, time_format=None, is_rich=False, by=()):
        self.is_rich = is_rich
        self.by = by
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
        first = {field: text for row in reversed(rows) for field, text in row.items() if text}
        is_true = lambda field: first.get(field, "").lower() in ("true", "yes", "1")
        is_refund = bool(first.get("refund_of"))
        lines = [Line(row, is_true("tax_included")) for row in rows]
        sells = any(line.sign > 0 and line.kind in ("product", "gift_card") for line in lines)
        whole = {kind: parse_amount(first.get(field, "")) for field, kind in WHOLE.items()}
        if sells and not is_refund and min(whole.values()) < 0:
            raise Rejected("invalid_amount")
        if first.get("status", "placed") not in ("placed", "pending", "cancelled"):
            raise Rejected("invalid_status")
        day = self.days[time.date().isoformat()]
        if is_true("test") or first.get("status", "placed") != "placed":
            return

        sold = [line for line in lines if line.kind == "product" and line.sign > 0]
        returned = [line for line in lines if line.kind == "product" and line.sign < 0]
        kind = lambda name: [line for line in lines if line.kind == name]
        signed = lambda name: sum(line.sign * line.net for line in kind(name))
        worth = lambda name: sum(line.sign * line.worth for line in kind(name))
        taxed = [line for line in lines if line.kind not in ("tax", "discount")]
        once = lambda amount: round_once(Fraction(amount), self.digits)

        revenue = once(sum(line.gross for line in sold))
        net = once(sum(line.net for line in sold))
        sums = {
            "orders": 1 if sells and not is_refund else 0,
            "revenue": revenue,
            "discounts": revenue - net + once(worth("discount") + whole["discount"]),
            "returns": once(sum(line.net for line in returned) - worth("adjustment")),
        }
        day.slices["channel"][channel_of(first.get("channel", ""))].update(sums)
        day.slices["country"][country_of(first.get("country", ""))].update(sums)
        day.orders += sums["orders"]
        day.revenue += revenue
        day.returns += sums["returns"]
        day.hours[time.hour] += revenue
        day.returned_units += sum(line.pieces for line in returned)
        day.rich["discounts"] += sums["discounts"]
        day.rich["shipping"] += once(signed("shipping") + whole["shipping"])
        tax = sum(line.sign * line.tax for line in taxed)
        day.rich["tax"] += once(tax + worth("tax") + whole["tax"])
        day.rich["tips"] += once(signed("tip") + whole["tip"])
        day.rich["fees"] += once(signed("fee") + whole["fee"])
        day.rich["gift_cards"] += once(signed("gift_card"))
        for line in sold:
            day.units[line.sku] += line.pieces
            self.units[line.sku] += line.pieces
            day.products[line.sku].update(units=line.pieces, amount=once(line.net))
        for line in returned:
            day.products[line.sku].update(returned=line.pieces, returned_amount=once(line.net))

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
                day.report(date, self.digits, with_items, self.is_rich, self.by)
                for date, day in sorted(self.days.items())
            ],
            "popular": ranked(self.units),
        }


def plain_sums(orders):
    """Sums of the rows as they are, including rejected ones, to compare with published figures."""

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
    parser.add_argument("--daily-items", action="store_true", help="what each SKU sold and took back, day by day")
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
        is_rich = not RICH.isdisjoint(columns)
        by = [dimension for dimension in ("channel", "country") if dimension in columns]
        board = Board(arguments.timezone, arguments.minor_digits, arguments.time_format, is_rich, by)
        for order_id, rows in orders.items():
            board.take(order_id, rows)
        report = board.report(arguments.daily_items)
    json.dump(report, sys.stdout, indent=1, ensure_ascii=False)
    print()


if __name__ == "__main__":
    main()

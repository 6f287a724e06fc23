"""Exports as Parquet, opened with DuckDB as their owner would: they must equal what the server shows, to the cent."""

import json
import os
import subprocess
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

LIVETILL = os.environ["LIVETILL_BIN"]
NOW = "2026-03-20T12:00:00Z"
DAYS = ["--first", "2026-03-14", "--last", "2026-03-20"]


def run(folder: Path, *arguments: str) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LIVETILL_")}
    done = subprocess.run([LIVETILL, *arguments], cwd=folder, env=environment, check=True, capture_output=True, text=True)
    return done.stdout


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory):
    """A week of orders with everything that an order may have, and DuckDB in the folder of its files."""
    folder = tmp_path_factory.mktemp("exports")
    run(folder, "generate", "--rich", "--days=8", "--orders=2000", f"--now={NOW}", "--to=orders.ndjson")
    run(folder, "import", "--store=embedded:shop", "orders.ndjson")
    for what in ["days", "items", "orders", "lines"]:
        run(folder, "export", what, *DAYS, "--format=parquet", f"--output={what}.parquet", "--store=embedded:shop")
    report = json.loads(run(folder, "report", *DAYS, "--json", "--store=embedded:shop"))
    database = duckdb.connect()
    database.sql(f"set file_search_path = '{folder}'")
    return database, report


def test_days_have_the_figures_that_are_shown(exported):
    database, report = exported
    rows = database.sql("select * from 'days.parquet' order by date")
    names = rows.columns[1:]
    for row, step in zip(rows.fetchall(), report["steps"], strict=True):
        assert str(row[0]) == step["first"]
        for name, value in zip(names, row[1:], strict=True):
            shown = step["total"][name]
            assert value == (Decimal(shown) if isinstance(shown, str) else shown), (row[0], name)


def test_orders_and_items_add_up_to_the_days(exported):
    database, _ = exported
    differences = database.sql("""
        with o as (select date, sum(orders) n, sum(revenue) r, sum(net_revenue) net, sum(tax) t from 'orders.parquet' group by date)
        select * from 'days.parquet' d left join o using (date)
        where (d.orders, d.revenue, d.net_revenue, d.tax) is distinct from (o.n, o.r, o.net, o.t)""").fetchall()
    assert differences == []
    differences = database.sql("""
        with l as (select date, sku, sum(units) filter (units > 0) u, sum(amount) filter (units > 0) a,
                   -sum(units) filter (units < 0) ru, -sum(amount) filter (units < 0) ra from 'lines.parquet' group by all)
        select * from 'items.parquet' i full join l using (date, sku)
        where (i.units, i.amount, i.returned, i.returned_amount) is distinct from
              (coalesce(u, 0), coalesce(a, 0), coalesce(ru, 0), coalesce(ra, 0))""").fetchall()
    assert differences == []
    assert database.sql("select count(*) > 100 from 'items.parquet'").fetchall() == [(True,)]


def test_columns_have_the_types_that_databases_expect(exported):
    database, _ = exported
    types = {row[0]: row[1] for row in database.sql("describe select * from 'orders.parquet'").fetchall()}
    assert types["date"] == "DATE"
    assert types["placed_at"] == "TIMESTAMP WITH TIME ZONE"
    assert types["revenue"] == "DECIMAL(38,2)"
    assert types["orders"] == "BIGINT"
    assert types["channel"] == "VARCHAR"

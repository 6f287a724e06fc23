"""The archive, opened with DuckDB as its owner would: it adds up to what the server shows."""

import json
import os
import re
import socket
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import boto3
import duckdb
import pytest
from moto.server import ThreadedMotoServer

LIVETILL = os.environ["LIVETILL_BIN"]
DOCUMENT = Path(__file__).parents[2] / "docs" / "archive.md"
# Yesterday's noon: every order is on a day that is over, and kept.
NOON = (datetime.now(timezone.utc) - timedelta(days=1)).replace(hour=12, minute=0, second=0, microsecond=0)
KEYS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("LIVETILL_")} | KEYS


def run(folder: Path, *arguments: str) -> str:
    done = subprocess.run([LIVETILL, *arguments], cwd=folder, env=environment(), capture_output=True, text=True)
    assert done.returncode == 0, (arguments, done.stderr)
    return done.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(what: str, is_so) -> None:
    for _ in range(600):
        if is_so():
            return
        time.sleep(0.1)
    raise AssertionError(f"waited in vain until {what}")


@contextmanager
def served(folder: Path, *arguments: str):
    """A server; gives its address."""
    port = free_port()
    command = [LIVETILL, "serve", f"--listen=127.0.0.1:{port}", "--store=embedded:shop", *arguments]
    server = subprocess.Popen(command, cwd=folder, env=environment())
    address = f"http://127.0.0.1:{port}"

    def is_ready() -> bool:
        assert server.poll() is None, "the server stopped"
        try:
            return urllib.request.urlopen(f"{address}/readyz").status == 200
        except (urllib.error.URLError, ConnectionError):
            return False

    try:
        wait_until("the server is ready", is_ready)
        yield address
    finally:
        server.terminate()
        server.wait(60)


def days(count: int) -> list[str]:
    return [str(NOON.date() - timedelta(days=count - 1 - place)) for place in range(count)]


def fill(folder: Path, *arguments: str) -> None:
    """A week of orders with everything that an order may have, until yesterday."""
    run(folder, "generate", "--rich", "--days=8", "--orders=2000", f"--now={NOON:%Y-%m-%dT%H:%M:%SZ}", "--to=orders.ndjson")
    run(folder, "import", "--store=embedded:shop", *arguments, "orders.ndjson")


def names(count: int) -> set[str]:
    return {f"{what}/shop=default/date={day}/{what}.parquet" for what in ["orders", "lines"] for day in days(count)}


def files(archive: Path) -> set[str]:
    return {str(path.relative_to(archive)) for path in archive.rglob("*.parquet")}


@pytest.fixture(scope="module")
def archived(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("archived")
    fill(folder)
    with served(folder, "--archive=archive"):
        wait_until("the archive is written", lambda: files(folder / "archive") >= names(8))
    database = duckdb.connect()
    database.sql(f"set file_search_path = '{folder / 'archive'}'")
    return folder, database


def test_the_archive_has_the_figures_of_the_board(archived):
    folder, database = archived
    rows = database.sql("""
        select date, sum(orders), sum(units), sum(revenue), sum(discounts), sum(returns), sum(net_revenue), sum(tax), sum(total_sales)
        from 'orders/*/*/*.parquet' where shop = 'default' group by date order by date""").fetchall()
    assert [str(row[0]) for row in rows] == days(8)
    for row in rows:
        board = json.loads(run(folder, "board", "--json", f"--date={row[0]}", "--store=embedded:shop"))["today"]
        shown = ["orders", "units", "revenue", "discounts", "returns", "net_revenue", "tax", "total_sales"]
        assert list(row[1:]) == [Decimal(board[name]) for name in shown], row[0]


def test_the_archive_has_nothing_personal(archived):
    _, database = archived
    of_figures = {row[0] for row in database.sql("describe select * from 'orders/*/*/*.parquet'").fetchall()} - {
        "placed_at", "id", "version", "standing", "channel", "country", "original_currency", "original_charged", "shop",
        "date"}
    figures = set(json.loads((DOCUMENT.parents[1] / "web" / "openapi.json").read_text())["components"]["schemas"]["DayFigures"]["properties"])
    assert of_figures and of_figures <= figures
    lines = [row[0] for row in database.sql("describe select * from 'lines/*/*/*.parquet'").fetchall()]
    assert sorted(lines) == sorted(["placed_at", "order_id", "line", "sku", "name", "units", "amount", "shop", "date"])


def test_every_query_of_the_document_runs(archived):
    _, database = archived
    queries = re.findall(r"```sql\n(.*?)```", DOCUMENT.read_text(), re.S)
    assert len(queries) == 10
    for query in queries:
        assert database.sql(query).fetchall(), query


def test_orders_of_days_that_are_kept_no_more_come_from_the_archive(archived):
    folder, _ = archived
    first, last = days(8)[0], days(8)[-1]
    asked = ["export", "lines", f"--first={first}", f"--last={last}", "--store=embedded:shop"]
    before = sorted(run(folder, *asked).splitlines())
    # Today's order pushes out the oldest day.
    order = {"id": "new", "timestamp": int(time.time()), "items": [{"sku": "tea", "price": 1, "quantity": 1}]}
    (folder / "today.ndjson").write_text(json.dumps(order))
    run(folder, "import", "--store=embedded:shop", "today.ndjson")
    refused = subprocess.run([LIVETILL, *asked], cwd=folder, env=environment(), capture_output=True, text=True)
    assert refused.returncode == 1 and first in refused.stderr
    after = run(folder, *asked, "--archive=archive").splitlines()
    assert sorted(after) == before and len(before) > 2000
    database = duckdb.connect()
    path = folder / "one.parquet"
    run(folder, "export", "orders", f"--first={first}", "--format=parquet", f"--output={path}", "--store=embedded:shop", "--archive=archive")
    found = database.sql(f"select date, count(*) from '{path}' group by date order by date limit 1").fetchall()
    assert str(found[0][0]) == first
    for place, reason in [("another", "archive: another"), (".", "is not in the archive")]:
        refused = [LIVETILL, *asked, f"--archive={place}"]
        refused = subprocess.run(refused, cwd=folder, env=environment(), capture_output=True, text=True)
        assert refused.returncode == 1 and reason in refused.stderr
    assert not (folder / "another").exists()


def test_a_bucket_holds_the_same(tmp_path: Path, archived):
    _, database = archived
    port = free_port()
    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
    moto.start()
    try:
        endpoint = f"http://127.0.0.1:{port}"
        s3 = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test")
        s3.create_bucket(Bucket="till")
        fill(tmp_path)
        place = f"--archive=s3://till/some/prefix?region=us-east-1&endpoint={endpoint}"

        def there() -> set[str]:
            found = s3.list_objects_v2(Bucket="till").get("Contents", [])
            return {file["Key"].removeprefix("some/prefix/") for file in found}

        with served(tmp_path, place) as address:
            wait_until("the archive is written", lambda: there() >= names(8))
            assert urllib.request.urlopen(f"{address}/v1/board").status == 200
        for key in there():
            path = tmp_path / "copy" / key
            path.parent.mkdir(parents=True, exist_ok=True)
            s3.download_file("till", f"some/prefix/{key}", str(path))
        every = "select * from 'orders/*/*/*.parquet' order by date, id"
        here = duckdb.connect()
        here.sql(f"set file_search_path = '{tmp_path / 'copy'}'")
        assert here.sql(every).fetchall() == database.sql(every).fetchall()
        # A day that has left is read from there as well.
        order = {"id": "new", "timestamp": int(time.time()), "items": [{"sku": "tea", "price": 1, "quantity": 1}]}
        (tmp_path / "today.ndjson").write_text(json.dumps(order))
        run(tmp_path, "import", "--store=embedded:shop", "today.ndjson")
        first = days(8)[0]
        rows = run(tmp_path, "export", "orders", f"--first={first}", f"--last={first}", "--store=embedded:shop", place).splitlines()
        assert len(rows) - 1 == here.sql(f"select count(*) from 'orders/*/*/*.parquet' where date = '{first}'").fetchall()[0][0]
    finally:
        moto.stop()

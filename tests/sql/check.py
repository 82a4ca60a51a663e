"""Runs the queries of `xtask ci --only sql` in engines, and compares with customers in memory.

The first argument is the folder with `cases.json`; the others are engines: duckdb, datafusion, postgres.
"""

import atexit
import csv
import json
import math
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

# How far a quality may be off; a mean over some hundred customers no further.
ALLOWED = 1e-12
FOLDER = pathlib.Path(sys.argv[1])
TYPES = {
    "customer": "varchar",
    "region": "varchar",
    'department "id"': "varchar",
    "department": "varchar",
    "need": "varchar",
}


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def rows_of(case):
    with open(FOLDER / case["file"], encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class DuckDb:
    def __init__(self):
        import duckdb

        self.connection = duckdb.connect()
        self.version = duckdb.__version__

    def load(self, case):
        columns = ", ".join(f"{quoted(name)} {TYPES.get(name, 'double')}" for name in rows_of(case)[0])
        table = quoted(case["table"])
        self.connection.execute(f"create table {table} ({columns})")
        self.connection.execute(f"copy {table} from '{FOLDER / case['file']}' (header, delimiter ',')")

    def ask(self, query):
        answer = self.connection.execute(query)
        names = [column[0] for column in answer.description]
        return [dict(zip(names, row)) for row in answer.fetchall()]


class DataFusion:
    def __init__(self):
        import datafusion
        import pyarrow

        self.context = datafusion.SessionContext()
        self.arrow = pyarrow
        self.version = datafusion.__version__

    def load(self, case):
        rows = rows_of(case)
        columns = {}
        for name in rows[0]:
            texts = [row[name] or None for row in rows]
            is_text = name in TYPES
            columns[name] = self.arrow.array(
                texts if is_text else [text and float(text) for text in texts],
                self.arrow.string() if is_text else self.arrow.float64(),
            )
        table = self.arrow.table(columns)
        # The name is taken as it is, blanks and all.
        self.context.from_arrow(table, name=case["table"])

    def ask(self, query):
        return self.context.sql(query).to_pylist()


class Postgres:
    """A server of its own, in a folder of its own, reached by a socket there."""

    def __init__(self):
        import psycopg

        self.folder = tempfile.mkdtemp(prefix="knockon-sql-")
        # The server refuses to run as root.
        user = "postgres" if os.geteuid() == 0 else None
        if user:
            shutil.chown(self.folder, user)
        self.run = lambda *words: subprocess.run(
            words, check=True, user=user, cwd=self.folder, stdout=subprocess.DEVNULL
        )
        self.data = f"{self.folder}/data"
        self.run("initdb", "-D", self.data, "-U", "knockon", "-E", "UTF8", "--no-sync", "-A", "trust")
        options = f"-c listen_addresses='' -c unix_socket_directories={self.folder} -c fsync=off"
        self.run("pg_ctl", "-D", self.data, "-o", options, "-l", f"{self.folder}/log", "-w", "start")
        atexit.register(self.end)
        self.connection = psycopg.connect(
            host=self.folder, user="knockon", dbname="postgres", autocommit=True
        )
        self.version = self.connection.info.server_version

    def end(self):
        self.connection.close()
        self.run("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder)

    def load(self, case):
        rows = rows_of(case)
        columns = ", ".join(
            f"{quoted(name)} {TYPES.get(name, 'double precision')}" for name in rows[0]
        )
        table = quoted(case["table"])
        self.connection.execute(f"create temporary table {table} ({columns})")
        names = ", ".join(quoted(name) for name in rows[0])
        with self.connection.cursor() as cursor:
            with cursor.copy(f"copy {table} ({names}) from stdin") as copy:
                for row in rows:
                    copy.write_row([value or None for value in row.values()])

    def ask(self, query):
        answer = self.connection.execute(query)
        names = [column.name for column in answer.description]
        return [dict(zip(names, row)) for row in answer.fetchall()]


ENGINES = {"duckdb": DuckDb, "datafusion": DataFusion, "postgres": Postgres}
worst = 0.0


def near(what, found, expected):
    global worst
    if found is None or not math.isfinite(found):
        sys.exit(f"{what}: {found} where {expected} is expected")
    off = abs(found - expected) / max(1.0, abs(expected))
    worst = max(worst, off)
    if off > ALLOWED:
        sys.exit(f"{what}: {found!r} where {expected!r} is expected, {off:e} apart")


def check(engine, name, case):
    engine.load(case)
    what = f"{name}, {case['name']}"
    queries = case["queries"][name]
    customers = engine.ask(queries["customers"])
    if len(customers) != len(case["customers"]):
        sys.exit(f"{what}: {len(customers)} customers")
    for row in customers:
        if row["refused"] != 0:
            sys.exit(f"{what}: refuses {row}")
        number = int(row["customer"][1:])
        near(f"{what}, {row['customer']}", row["quality"], case["customers"][number])
    segments = {row["region"]: row for row in engine.ask(queries["segments"])}
    for expected in case["segments"]:
        row = segments.pop(expected["region"])
        for column, value in expected.items():
            if column != "region":
                near(f"{what}, {expected['region']}, {column}", float(row[column]), value)
    if segments:
        sys.exit(f"{what}: further segments {list(segments)}")
    if queries["exposure"] is None:
        return 2
    means = {segment["region"]: segment for segment in case["segments"]}
    lost, best = dict.fromkeys(means, 0.0), {}
    for row in engine.ask(queries["exposure"]):
        if row["refused"] != 0:
            sys.exit(f"{what}: exposure refuses {row}")
        segment = row["segment"]
        near(f"{what}, {segment}, population", row["population"], means[segment]["population"])
        lost[segment] += row["exposure"] * (1.0 - case["departments"][row["department"]])
        best[segment] = row["best"]
    for segment, expected in means.items():
        near(f"{what}, {segment}, exposure", best[segment] - lost[segment], expected["mean"])
    return 3


def check_refused(engine, name, faults):
    """Rows that cannot be used are counted, and stop no query."""
    engine.load(faults)
    segments = {row["region"]: row["refused"] for row in engine.ask(faults["queries"][name]["segments"])}
    exposure = {row["segment"]: row["refused"] for row in engine.ask(faults["queries"][name]["exposure"])}
    for what, found in ("segments", segments), ("exposure", exposure):
        if found != faults[what]:
            sys.exit(f"{name}, {what}: refuses {found} where {faults[what]} is expected")


def main():
    written = json.loads((FOLDER / "cases.json").read_text(encoding="utf-8"))
    cases = written["cases"]
    for name in sys.argv[2:]:
        global worst
        worst = 0.0
        begun = time.monotonic()
        engine = ENGINES[name]()
        queries = sum(check(engine, name, case) for case in cases)
        check_refused(engine, name, written["refused"])
        took = time.monotonic() - begun
        print(f"{name} {engine.version}: {queries} queries of {len(cases)} rules, ", end="")
        print(f"at most {worst:.1e} apart, {took:.1f} s")


main()

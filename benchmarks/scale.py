#!/usr/bin/env python3
"""What the platform takes, per order and per read, and what that makes at other rates.

  benchmarks/scale.py measure [ORDERS]   loads the platform that ./run.sh runs, prints the figures as JSON
  benchmarks/scale.py model [FIGURES]    prints the tables of docs/scale.md, by default of figures.json beside this file

measure needs psql. It places orders of three lines as the demo customer, 32 at a time, and waits until parcels have arrived and
nothing moves any more, so an order is one with its payment, capture, shipment and mails; CARRIER_PACE=1s ./run.sh makes that fast.
Then it reads products as a guest. CPU is what processes took, idle ones too; all runs on one machine, and its rate is of no account.
"""
import concurrent.futures as futures
import http.client
import json
import os
import pathlib
import subprocess
import sys
import threading
import time
import uuid

HERE = pathlib.Path(__file__).parent
DATA = pathlib.Path(os.environ.get("EMPORIUM_DATA") or HERE.parent / ".data")
GATEWAY = int(os.environ.get("GATEWAY_PORT", 8080))
POSTGRES = os.environ.get("POSTGRES_PORT", "25432")
DATABASES = ["product", "cart", "orders", "payment", "shipping", "customer", "notification"]
OWNERS = ["product-service", "cart-service", "order-service", "payment-service", "shipping-service", "customer-service",
          "notification-service"]
NAMES = [*OWNERS, "gateway", "kafka", "postgres"]
LOCAL = threading.local()


def call(method, path, body=None, **headers):
    if not hasattr(LOCAL, "http"):
        LOCAL.http = http.client.HTTPConnection("127.0.0.1", GATEWAY, timeout=60)
    if body is not None:
        headers["Content-Type"] = "application/json"
    LOCAL.http.request(method, path, json.dumps(body) if body is not None else None, headers)
    answer = LOCAL.http.getresponse()
    text = answer.read()
    if answer.status >= 400:
        raise SystemExit(f"{method} {path}: {answer.status} {text[:300]}")
    return answer.status, json.loads(text) if text else None


def token(name):
    sign_in = {"grant_type": "password", "email": f"{name}@emporium.example", "password": f"demo-{name}-password"}
    return "Bearer " + call("POST", "/customers/tokens", sign_in)[1]["access_token"]


def sql(database, statement):
    command = ["psql", "-h", "127.0.0.1", "-p", POSTGRES, "-U", "postgres", "-Atc", statement, database]
    password = (DATA / "postgres.key").read_text().strip()
    environment = {**os.environ, "PGPASSWORD": password}
    return subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout.strip()


def processes():
    """CPU seconds of each process of the platform, its children included."""
    ticks, parents = {}, {}
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        # PostgreSQL's sessions are its children, and what those took that have ended counts too
        ticks[int(stat.parent.name)] = sum(map(int, fields[11:15]))
        parents[int(stat.parent.name)] = int(fields[1])
    seconds = {}
    for file in (DATA / "run").glob("*.pid"):
        pid = int(file.read_text().split()[0])
        if file.stem not in NAMES:
            continue
        whole = ticks.get(pid, 0) + sum(each for child, each in ticks.items() if pid and parents[child] == pid)
        seconds[file.stem] = whole / os.sysconf("SC_CLK_TCK")
    return seconds


def sizes():
    """Bytes of each table with its indexes, once what is deleted is given back."""
    query = """select relname, pg_total_relation_size(c.oid) from pg_class c
        join pg_namespace n on n.oid = relnamespace where relkind = 'r' and nspname = 'public'"""
    found = {}
    for database in DATABASES:
        sql(database, "vacuum")
        for line in sql(database, query).splitlines():
            name, size = line.split("|")
            found[f"{database}.{name}"] = int(size)
    return found


def kafka():
    return sum(file.stat().st_size for file in (DATA / "kafka").rglob("*.log"))


def state():
    return {"cpu": processes(), "tables": sizes(), "kafka": kafka(),
            "wal": int(sql("postgres", "select pg_current_wal_lsn() - '0/0'").split(".")[0])}


def load(tasks, work):
    with futures.ThreadPoolExecutor(32) as threads:
        list(threads.map(work, range(tasks)))


def settle(orders):
    """Waits until the parcels of that many more orders have arrived, and no message is left, nor a mail."""
    deadline = time.time() + 900
    while time.time() < deadline:
        delivered = int(sql("orders", "select count(*) from orders where status = 'delivered'"))
        left = sum(int(sql(database, "select count(*) from outbox")) for database in DATABASES)
        left += int(sql("notification", "select count(*) from notifications where status = 'queued'"))
        if delivered >= orders and left == 0:
            time.sleep(5)
            return
        time.sleep(1)
    raise SystemExit("the orders are not delivered within a quarter of an hour")


def measure(orders):
    staff = token("staff")
    products = [each["product_id"] for each in call("GET", "/products?limit=100&in_stock=true")[1]["items"]]
    for product in products:
        call("POST", f"/products/{product}/stock/adjustments", {"delta": orders, "reason": "scale"}, Authorization=staff)
    customer = token("customer")
    address = {"name": "Ada Lovelace", "line1": "12 St James's Square", "city": "London", "postal_code": "SW1Y 4JH",
               "country": "GB"}

    def place(number):
        lines = [{"product_id": products[(number * 3 + place) % len(products)], "quantity": 1} for place in range(3)]
        call("POST", "/orders/", {"items": lines, "shipping_address": address,
                                  "payment": {"method": "card", "token": "tok_visa"}},
             Authorization=customer, Prefer="wait=10", **{"Idempotency-Key": str(uuid.uuid4())})

    delivered = int(sql("orders", "select count(*) from orders where status = 'delivered'"))
    load(200, place)
    settle(delivered + 200)
    before = state()
    load(orders, place)
    settle(delivered + 200 + orders)
    after = state()
    tables = {name: round((size - before["tables"].get(name, 0)) / orders) for name, size in after["tables"].items()}
    figures = {"order": {
        "cpu_ms": {name: round(1000 * (seconds - before["cpu"].get(name, 0)) / orders, 2)
                   for name, seconds in sorted(after["cpu"].items())},
        "wal_bytes": round((after["wal"] - before["wal"]) / orders),
        "kafka_bytes": round((after["kafka"] - before["kafka"]) / orders),
        "table_bytes": dict(sorted(((name, size) for name, size in tables.items() if size > 0), key=lambda each: -each[1])),
    }}
    reads = orders * 10
    begin = processes()
    load(reads, lambda number: call("GET", "/products/" + products[number % len(products)]))
    end = processes()
    figures["read"] = {"cpu_ms": {name: round(1000 * (end[name] - begin.get(name, 0)) / reads, 3) for name in sorted(end)}}
    print(json.dumps(figures, indent=2))


# What a part is planned for: two thirds of it, so that the loss of a replica and an hour's peak find room.
USE = 0.66
# reads that come with an order, and how many times the mean an hour's busiest second has
READS, PEAK = 200, 3
# what one part takes
PARTITION_MB = 5      # a second, for one consumer that writes what it hears into its database
PRIMARY_CORES = 32
WAL_MB = 200          # a second that one primary writes and its replicas follow
DAYS_OF_MESSAGES = 7
# what an order leaves in the logs beside a line for each read; a line of a read took so much of Elasticsearch (400,000 of them, one
# segment, best_compression), and there are two of each; a month, and the day that an index grows
LINES, LINE_BYTES, DAYS_OF_LOGS = 40, 244, 31
# docs/retention.md; all else is kept
DAYS_KEPT = {"outbox": 0, "idempotency_keys": 7, "inbox": 14, "provider_calls": 90, "notifications": 90,
             "order_summaries": 400}
YEARS = 2


def whole(number):
    return max(1, -int(-number // 1))


def kept(table_bytes, days):
    """Bytes, per order a day, of what is there after that many days."""
    return sum(size * min(days, DAYS_KEPT.get(name.split(".")[1], days)) for name, size in table_bytes.items())


def table(head, rows):
    print("| " + " | ".join(head) + " |\n| --- |" + " ---: |" * (len(head) - 1))
    for row in rows:
        print("| " + " | ".join(str(cell) for cell in row) + " |")
    print()


def model(file):
    figures = json.loads(pathlib.Path(file).read_text())
    order, read = figures["order"], figures["read"]
    rates = [100, 10_000, 1_000_000]

    def cores(name, hourly):
        per_order = order["cpu_ms"].get(name, 0) + READS * read["cpu_ms"].get(name, 0)
        return per_order / 1000 * hourly * PEAK / 3600 / USE

    print(f"{READS} reads of a product come with an order; the busiest second has {PEAK} times the hour's mean; "
          f"two thirds of each part are used.\n")
    head = ["orders an hour"] + [f"{rate:,}" for rate in rates]
    rows = [["orders a second, busiest"] + [f"{rate * PEAK / 3600:,.1f}" for rate in rates]]
    rows += [[f"{name}: cores"] + [f"{cores(name, rate):,.1f}" for rate in rates] for name in NAMES]
    rows += [[f"{name}: replicas of 2 cores"] + [f"{max(2, whole(cores(name, rate) / 2)):,}" for rate in rates]
             for name in OWNERS]
    peak = [rate * PEAK / 3600 for rate in rates]
    rows += [
        ["WAL, MB a second"] + [f"{order['wal_bytes'] * each / 1e6:,.1f}" for each in peak],
        ["Kafka in, MB a second"] + [f"{order['kafka_bytes'] * each / 1e6:,.2f}" for each in peak],
        ["Kafka's disk of a broker, three copies on three, GB"]
        + [f"{order['kafka_bytes'] * rate * 24 * DAYS_OF_MESSAGES / 1e9:,.1f}" for rate in rates],
        [f"PostgreSQL's disks, {YEARS} years, GB"] + [f"{kept(order['table_bytes'], 365 * YEARS) * rate * 24 / 1e9:,.0f}" for rate in rates],
        ["Elasticsearch's disks for logs, two copies, GB"]
        + [f"{2 * LINE_BYTES * (READS + LINES) * rate * 24 * DAYS_OF_LOGS / 1e9:,.0f}" for rate in rates],
    ]
    table(head, rows)
    limits = [
        ("one PostgreSQL for all", PRIMARY_CORES / (order["cpu_ms"]["postgres"] + READS * read["cpu_ms"]["postgres"])
         * 1000 * USE),
        ("WAL of one primary", WAL_MB * 1e6 / order["wal_bytes"] * USE),
        ("three partitions", 3 * PARTITION_MB * 1e6 / order["kafka_bytes"] * USE),
        ("three partitions, one consumer of two cores each: order-service",
         3 * 2 / order["cpu_ms"]["order-service"] * 1000 * USE),
        ("ten replicas of two cores: order-service", 10 * 2 / order["cpu_ms"]["order-service"] * 1000 * USE),
        ("ten replicas of two cores: product-service",
         10 * 2 / (order["cpu_ms"]["product-service"] + READS * read["cpu_ms"]["product-service"]) * 1000 * USE),
    ]
    table(["limit", "orders a second", "orders an hour at that peak"],
          [[name, f"{limit:,.0f}", f"{limit * 3600 / PEAK:,.0f}"] for name, limit in sorted(limits, key=lambda each: each[1])])
    year = kept(order["table_bytes"], 365) * 1e6 / 365 / 1e9
    print(f"A year of a million orders leaves {year:.1f} GB in all databases together. The largest of it:\n")
    table(["table, with its indexes", "bytes per order", "days kept"],
          [[name, size, DAYS_KEPT.get(name.split(".")[1], "")] for name, size in list(order["table_bytes"].items())[:16]])
    table(["CPU ms", "per order", "per read"],
          [[name, order["cpu_ms"].get(name, 0), read["cpu_ms"].get(name, 0)] for name in NAMES])
    print(f"Besides, per order: {order['wal_bytes']:,} bytes of WAL, {order['kafka_bytes']:,} bytes in Kafka.")


if __name__ == "__main__":
    if sys.argv[1:2] == ["measure"]:
        measure(int(sys.argv[2]) if len(sys.argv) > 2 else 3000)
    elif sys.argv[1:2] == ["model"]:
        model(sys.argv[2] if len(sys.argv) > 2 else HERE / "figures.json")
    else:
        raise SystemExit(__doc__)

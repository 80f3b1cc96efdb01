#!/usr/bin/env python3
"""What vegeta and oha send at a constant rate, and what came of it: RATE, p50 and p99 in ms, errors, requests.

  benchmarks/constant.py orders URL FOLDER COUNT    for vegeta, as load.lua makes them, of the same folder
  benchmarks/constant.py latencies RATE             of vegeta's results as CSV
  benchmarks/constant.py summary RATE               of oha's summary as JSON

A latency counts from when its request was due, whenever it was sent. Of orders, what was due in the first second is not counted, only its
errors.
"""
import base64
import csv
import json
import math
import pathlib
import random
import sys
import uuid

ADDRESS = {"name": "Ada Lovelace", "line1": "12 St James's Square", "city": "London", "postal_code": "SW1Y 4JH",
           "country": "GB"}


def order(products):
    return {"items": [{"product_id": product, "quantity": 1} for product in random.sample(products, 3)],
            "shipping_address": ADDRESS, "payment": {"method": "card", "token": "tok_visa"}, "email": "ada@example.com"}


def orders(url, folder, count):
    products = (pathlib.Path(folder) / "products").read_text().split()
    token = (pathlib.Path(folder) / "token").read_text().strip()
    for _ in range(count):
        yield {"method": "POST", "url": f"{url}/orders/",
               "body": base64.b64encode(json.dumps(order(products)).encode()).decode(),
               "header": {"Content-Type": ["application/json"], "Authorization": [f"Bearer {token}"],
                          "Prefer": ["wait=10"], "Idempotency-Key": [str(uuid.uuid4())]}}


def latencies(results, rate):
    """Two a second: the third was sent when the second was answered, half a second late, and took 100 ms of its own.

    >>> second = 10**9
    >>> def result(number, sent, took, code=201):
    ...     answer = base64.b64encode(b'{"status": "confirmed"}')
    ...     return [sent * second, code, took * second, 0, 0, "", answer, "", number, "POST", "", ""]
    >>> latencies([result(0, 7, 9), result(1, 7.5, 9), result(2, 8.5, 0.1), result(3, 8.5, 0.2)], 2)
    (2, 200.0, 600.0, 0, 4)
    >>> latencies([result(0, 7, 1, 503), result(2, 8, 0.1)], 2)
    (2, 100.0, 100.0, 1, 2)
    """
    sent = [(float(row[0]), int(row[8]), float(row[2]), row) for row in results]
    begin = min(at - number / rate * 1e9 for at, number, _, _ in sent)
    times = sorted((at + took - begin - number / rate * 1e9) / 1e6 for at, number, took, _ in sent if number >= rate)
    return (rate, *(round(times[math.ceil(len(times) * part) - 1], 2) for part in (0.5, 0.99)),
            sum(not is_expected(row) for _, _, _, row in sent), len(sent))


def is_expected(row):
    return int(row[1]) == 201 and json.loads(base64.b64decode(row[6]))["status"] == "confirmed"


def summary(of, rate):
    """Whatever has no answer is an error, and so is any answer but 200.

    >>> summary({"statusCodeDistribution": {"200": 7, "503": 2}, "errorDistribution": {"timeout": 1},
    ...          "latencyPercentiles": {"p50": 0.001, "p99": 0.0123456}}, 5)
    (5, 1.0, 12.35, 3, 10)
    """
    statuses, errors = of["statusCodeDistribution"], sum(of["errorDistribution"].values())
    requests = sum(statuses.values()) + errors
    times = of["latencyPercentiles"]
    return (rate, *(round((times[part] or math.inf) * 1e3, 2) for part in ("p50", "p99")), requests - statuses.get("200", 0), requests)


if __name__ == "__main__":
    if sys.argv[1:2] == ["orders"] and len(sys.argv) == 5:
        for target in orders(*sys.argv[2:4], int(sys.argv[4])):
            print(json.dumps(target))
    elif sys.argv[1:2] == ["summary"] and len(sys.argv) == 3:
        print(*summary(json.load(sys.stdin), int(sys.argv[2])), sep="\t")
    elif sys.argv[1:2] == ["latencies"] and len(sys.argv) == 3:
        csv.field_size_limit(sys.maxsize)
        print(*latencies(csv.reader(sys.stdin), int(sys.argv[2])), sep="\t")
    else:
        raise SystemExit(__doc__)

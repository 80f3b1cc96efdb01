#!/usr/bin/env python3
"""What vegeta sends at a constant rate, and what came of it.

  benchmarks/constant.py targets product|order URL FOLDER COUNT    as load.lua makes them, of the same folder
  benchmarks/constant.py latencies RATE                            of vegeta's results as CSV: RATE, p50 and p99 in ms, errors, requests

A latency counts from when its request was due, whenever it was sent. What was due in the first second is not counted, only its errors.
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


def targets(kind, url, folder, count):
    products = (pathlib.Path(folder) / "products").read_text().split()
    token = (pathlib.Path(folder) / "token").read_text().strip()
    for number in range(count):
        if kind == "product":
            yield {"method": "GET", "url": f"{url}/products/{products[number % len(products)]}"}
        else:
            yield {"method": "POST", "url": f"{url}/orders/",
                   "body": base64.b64encode(json.dumps(order(products)).encode()).decode(),
                   "header": {"Content-Type": ["application/json"], "Authorization": [f"Bearer {token}"],
                              "Prefer": ["wait=10"], "Idempotency-Key": [str(uuid.uuid4())]}}


def latencies(results, rate):
    """Two a second: the third was sent when the second was answered, half a second late, and took 100 ms of its own.

    >>> second = 10**9
    >>> def result(number, sent, took, code=200):
    ...     return [sent * second, code, took * second, 0, 0, "", "", "", number, "GET", "", ""]
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
    if row[9] == "GET":
        return int(row[1]) == 200
    return int(row[1]) == 201 and json.loads(base64.b64decode(row[6]))["status"] == "confirmed"


if __name__ == "__main__":
    if sys.argv[1:2] == ["targets"] and len(sys.argv) == 6:
        for target in targets(*sys.argv[2:5], int(sys.argv[5])):
            print(json.dumps(target))
    elif sys.argv[1:2] == ["latencies"] and len(sys.argv) == 3:
        csv.field_size_limit(sys.maxsize)
        print(*latencies(csv.reader(sys.stdin), int(sys.argv[2])), sep="\t")
    else:
        raise SystemExit(__doc__)

#!/usr/bin/env python3
"""Usage: advisories.py: renews .github/advisories.json from the OSV database (https://osv.dev).

Asks for every library in the modules' target/libraries.txt, which `mvn package` writes. What stands under "accepted" is
kept. OSV_URL names another server. Ends with an error, and leaves the file alone, when an answer is missing.
"""
import datetime
import glob
import json
import os
import re
import urllib.request

OSV = os.environ.get("OSV_URL", "https://api.osv.dev")
ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
FILE = os.path.join(ROOT, ".github", "advisories.json")


def ask(path, question=None):
    body = None if question is None else json.dumps(question).encode()
    request = urllib.request.Request(OSV + path, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def libraries():
    found = set()
    for path in glob.glob(os.path.join(ROOT, "*", "target", "libraries.txt")):
        with open(path, encoding="utf-8") as lines:
            found.update(re.findall(r"^\s+([\w.-]+:[\w.-]+):jar:", lines.read(), re.MULTILINE))
    found = {name for name in found if not name.startswith("dev.emporium:")}
    if not found:
        raise SystemExit("There is no target/libraries.txt: build first, with mvn -DskipTests package")
    return sorted(found)


def ranges(advisory, library):
    rows = []
    for entry in advisory.get("affected", []):
        if entry["package"] != {**entry["package"], "ecosystem": "Maven", "name": library}:
            continue
        for span in entry.get("ranges", []):
            for event in span["events"]:
                if "introduced" in event:
                    rows.append(dict(event))
                else:
                    rows[-1].update(event)
    return rows


def main():
    names = libraries()
    rows = []
    for name in names:
        question = {"package": {"ecosystem": "Maven", "name": name}}
        while True:
            answer = ask("/v1/query", question)
            for advisory in answer.get("vulns", []):
                if "withdrawn" in advisory:
                    continue
                number = next((a for a in advisory.get("aliases", []) if a.startswith("CVE-")), advisory["id"])
                rows += [{"library": name, "id": number, **row} for row in ranges(advisory, name)]
            if not answer.get("next_page_token"):
                break
            question["page_token"] = answer["next_page_token"]
    with open(FILE, encoding="utf-8") as file:
        accepted = json.load(file)["accepted"]
    rows = sorted({json.dumps(row) for row in rows})
    with open(FILE, "w", encoding="utf-8") as file:
        file.write('{"renewed": "%s",\n' % datetime.date.today().isoformat())
        file.write(' "accepted": %s,\n "advisories": [\n' % json.dumps(accepted))
        file.write(",\n".join("  " + row for row in rows) + "\n ]}\n")


main()

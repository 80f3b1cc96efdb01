#!/usr/bin/env python3
"""What benchmarks/run.sh has measured, as tables and as a picture.

  benchmarks/report.py [--markdown] ROWS     prints the tables
  benchmarks/report.py --readme [ROWS]       puts the rows into the place of those of the same tables in result.tsv beside this
                                             file, and the tables and the picture of all into README.md

A row is a line of measure() in run.sh. The picture is drawn by matplotlib, which pip installs where there is none.
"""
import collections
import pathlib
import re
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
RESULT = HERE / "result.tsv"
README = HERE / "README.md"
PICTURE = HERE.parent / "docs/pictures/benchmarks.png"
CHARTS = HERE.parent / "target/pictures"
BEGIN, END = "<!-- benchmarks/report.py -->\n", "<!-- end -->"

READ, LIST, ORDER = "read a product", "list 20 products", "place an order of 3 lines"
FLOOD, SQL, KAFKA = f"{READ}, amid a sign-in flood", "the same SQL: pgbench", "messages: Kafka's producer-perf-test"
# who takes lines and spans in is no part of the platform
NOT_OURS = ("tool", "machine", "trace-receiver")
WAYS = {"nothing": "lines from WARN on alone", "logs": "logs", "metrics": "logs, metrics",
        "agent": "logs, metrics, the agent that records nothing", "tenth": "logs, metrics, 10 % of the traces",
        "all": "logs, metrics, all traces"}


class Row:
    def __init__(self, line):
        self.line = line
        self.table, self.label, self.clients, self.round, *numbers = line.split("\t")
        self.rate, self.p50, self.p99, self.errors, self.requests, self.seconds = map(float, numbers[:6])
        self.ms, self.mb = {}, {}
        for part in numbers[6:]:
            name, ms, mb = re.fullmatch(r"(.*)=(.*)/(.*)", part).groups()
            self.ms[name], self.mb[name] = float(ms), int(mb)

    def percent(self, name):
        """Of a core."""
        return self.ms.get(name, 0) / self.seconds / 10

    def others(self):
        """What other programs took, in percent of a core."""
        return max(0, 2 * self.percent("machine") - sum(map(self.percent, self.ms)))

    def per_request(self, name):
        return self.ms.get(name, 0) / self.requests if self.requests else 0

    def cost(self):
        """CPU in ms of all processes for one request, idle ones included."""
        return sum(self.per_request(name) for name in self.ms if name not in NOT_OURS)


class Result:
    def __init__(self, lines):
        self.lines = [line for line in lines if line]
        self.about = collections.defaultdict(list)
        self.rows = []
        for line in self.lines:
            if line.startswith("about\t"):
                self.about[line.split("\t")[1]].append(line.split("\t")[2])
            else:
                self.rows.append(Row(line))

    def of(self, table):
        """Its loads in their order, each with its rounds."""
        loads = collections.defaultdict(list)
        for row in self.rows:
            if row.table == table:
                loads[row.label, int(row.clients)].append(row)
        return list(loads.items())

    def many(self):
        """The rounds of each load with the many connections."""
        return {label: rows for (label, clients), rows in self.of("loads") if clients > 1 or label == KAFKA}

    def one(self):
        return {label: rows for (label, clients), rows in self.of("loads") if clients == 1}


def middle(rows, value):
    return statistics.median(map(value, rows)) if rows else 0


def spread(rows, value, digits):
    values = list(map(value, rows))
    return f"{min(values):.{digits}f}..{max(values):.{digits}f}"


def rate(row):
    return row.rate


def share(part, whole):
    return f"{part / whole * 100:.0f} %" if part and whole else ""


def loads(result):
    head = ["load", "connections", "requests/s", "of the rounds", "p50 ms", "p99 ms", "errors", "CPU ms/request",
            "of the rounds"]
    return [head] + [
        [label, clients, f"{middle(rows, rate):.1f}", spread(rows, rate, 1), f"{middle(rows, lambda row: row.p50):.2f}",
         f"{middle(rows, lambda row: row.p99):.2f}", f"{sum(row.errors for row in rows):.0f}",
         f"{middle(rows, Row.cost):.3f}", spread(rows, Row.cost, 3)] for (label, clients), rows in result.of("loads")]


def constant(result):
    head = ["load", "requests/s", "p50 ms", "p99 ms", "of the rounds", "errors", "CPU ms/request"]
    return [head] + [
        [label, rate, f"{middle(rows, lambda row: row.p50):.2f}", f"{middle(rows, lambda row: row.p99):.2f}",
         spread(rows, lambda row: row.p99, 2), f"{sum(row.errors for row in rows):.0f}", f"{middle(rows, Row.cost):.3f}"]
        for (label, rate), rows in result.of("constant")]


def processes(result, last, cell):
    names = [name for name in result.of("loads")[0][1][0].ms if name not in ("tool", "machine")]
    head = ["load", "connections", *(name.replace("-service", "").replace("-", " ") for name in names), *last]
    return [head] + [[label, clients, *(cell(rows, name) for name in names), *(each(rows) for each in last.values())]
                     for (label, clients), rows in result.of("loads")]


def per_request(result):
    return processes(result, {}, lambda rows, name: f"{middle(rows, lambda row: row.per_request(name)):.3f}")


def percent(result):
    def cell(rows, name):
        return f"{middle(rows, lambda row: row.percent(name)):.0f}/{middle(rows, lambda row: row.mb.get(name, 0)):.0f}"

    return processes(result, {"load tool": lambda rows: f"{middle(rows, lambda row: row.percent('tool')):.0f}",
                              "other programs": lambda rows: f"{middle(rows, Row.others):.0f}"}, cell)


def shares(result):
    one, many = result.one(), result.many()

    def line(part, whole, said, times=1):
        parts, wholes = many.get(part), many.get(whole)
        return [said, share(middle(one.get(part), rate) * times, middle(one.get(whole), rate)),
                share(middle(parts, rate) * times, middle(wholes, rate)), share(middle(wholes, Row.cost), middle(parts, Row.cost) / times)]

    lines = [["our share", "requests/s, 1 connection", "with many", "by CPU, with many"]]
    for what in (READ, LIST):
        for limit in ("Jetty", "Dropwizard"):
            lines.append(line(what, f"{what}: bare {limit}", f"{what}: of bare {limit}"))
            lines.append(line(f"{what}, no gateway", f"{what}: bare {limit}", f"{what}, no gateway: of bare {limit}"))
        lines.append(line(what, f"{what}, no gateway", f"{what}: of the same without the gateway"))
    lines.append(line(FLOOD, READ, f"{FLOOD}: of the same without"))
    lines.append(line(ORDER, SQL, "orders: of PostgreSQL's limit"))
    for messages in result.about["kafka"]:
        each = float(messages.split()[0])
        # it sends from as many connections as it likes
        lines.append([f"orders, of {each:.1f} messages: of Kafka's limit", "",
                      share(middle(many.get(ORDER), rate) * each, middle(many.get(KAFKA), rate)), ""])
    return [line for line in lines if any(line[1:])]


def rounds(result):
    head = ["round", "with", "requests/s", "p50 ms", "p99 ms", "errors", "CPU ms/request", "receiver", "other programs"]
    return [head] + [[row.round, row.label, f"{row.rate:.1f}", f"{row.p50:.2f}", f"{row.p99:.2f}", f"{row.errors:.0f}",
                      f"{row.cost():.3f}", f"{row.percent('trace-receiver'):.0f}", f"{row.others():.0f}"]
                     for row in result.rows if row.table == "observability"]


def costs(result, label, base):
    """In percent, of each round in which both were measured: in orders/s, and in CPU."""
    by_round = collections.defaultdict(lambda: collections.defaultdict(list))
    for row in result.rows:
        if row.table == "observability":
            by_round[row.round][row.label].append(row)
    pairs = [(each[label], each[base]) for each in by_round.values() if each[label] and each[base]]
    return ([(1 - statistics.mean(map(rate, rows)) / statistics.mean(map(rate, bases))) * 100 for rows, bases in pairs],
            [(statistics.mean(map(Row.cost, rows)) / statistics.mean(map(Row.cost, bases)) - 1) * 100 for rows, bases in pairs])


def with_spread(values):
    if not values:
        return ""
    return f"{statistics.median(values):.1f} % ({min(values):.1f}..{max(values):.1f})"


def observability(result):
    lines = [["with", "orders/s", "of the rounds", "CPU ms/order", "cost in orders/s", "cost in CPU", "of it beside logs"]]
    for (way, _), rows in result.of("observability"):
        throughput, cpu = costs(result, way, "nothing")
        lines.append([WAYS[way], f"{middle(rows, rate):.1f}", spread(rows, rate, 1), f"{middle(rows, Row.cost):.3f}",
                      with_spread(throughput), with_spread(cpu), with_spread(costs(result, way, "logs")[1])])
    return lines


def table(lines, markdown):
    wide = [max(len(str(line[column])) for line in lines) for column in range(len(lines[0]))]
    text = []
    for line in lines:
        cells = [str(cell).ljust(width) if column == 0 else str(cell).rjust(width)
                 for column, (cell, width) in enumerate(zip(line, wide))]
        text.append(f"| {' | '.join(cells)} |" if markdown else "  ".join(cells).rstrip())
    if markdown:
        text.insert(1, "| --- |" + " ---: |" * (len(wide) - 1))
    return "\n".join(text) + "\n"


def report(result, markdown):
    tables = {row.table for row in result.rows}

    def said(name):
        return "\n".join(("- " if markdown else "") + line for line in result.about[name]) + "\n"

    parts = []
    if "loads" in tables:
        parts += [said("loads"), table(loads(result), markdown)]
    if "constant" in tables:
        parts += [f"What comes at {''.join(result.about['constant'])}. A latency counts from when its request was due:\n",
                  table(constant(result), markdown)]
    if "loads" in tables:
        parts += [table(shares(result), markdown), "CPU in ms per request, of each process:\n", table(per_request(result), markdown),
                  "CPU in % of a core / memory in MB, of each process:\n", table(percent(result), markdown)]
    if "observability" in tables:
        parts += ["The same orders, ever more of which is seen:\n", said("observability"), table(observability(result), markdown),
                  table(rounds(result), markdown)]
    return "\n".join(parts)


def draw(result):
    try:
        import matplotlib
    except ImportError:
        sys.path.append(str(CHARTS))
        if not (CHARTS / "matplotlib").is_dir():
            subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--root-user-action=ignore",
                            "--target", CHARTS, "matplotlib==3.10.7"], check=True)
        import matplotlib
    matplotlib.use("Agg")
    import matplotlib.pyplot as plot

    figure, axes = plot.subplots(2, 2, figsize=(14, 9.5))
    many = result.many()
    bars(axes[0][0], f"requests a second, {max(int(row.clients) for row in result.rows if row.table == 'loads')} connections",
         {label: [row.rate for row in rows] for label, rows in many.items()}, log=True)
    stacked(axes[0][1], "CPU of each process for one request, % of all",
            {label: rows for label, rows in many.items() if label in (READ, LIST, "add to cart", ORDER)}, plot.get_cmap("tab20").colors)
    constants = {f"{label}, {rate}/s": rows for (label, rate), rows in result.of("constant")}
    bars(axes[1][0], "p99 at half of that rate, counted from when it was due, ms",
         {label: [row.p99 for row in rows] for label, rows in constants.items()})
    seen = {WAYS[way]: costs(result, way, "nothing")[1] for (way, _), _ in result.of("observability")}
    bars(axes[1][1], "what seeing an order costs in CPU, %", seen)
    for each in axes.flat:
        each.tick_params(labelsize=8, length=0)
        for side in each.spines.values():
            side.set_visible(False)
    figure.tight_layout()
    figure.savefig(PICTURE, dpi=80)


def bars(axes, title, values, log=False):
    axes.set_title(title, fontsize=10, loc="left")
    if not values:
        axes.text(0, 0.9, "not measured", fontsize=8)
        return axes.axis("off")
    labels = list(values)[::-1]
    medians = [statistics.median(values[label]) for label in labels]
    around = [[middle - min(values[label]) for middle, label in zip(medians, labels)],
              [max(values[label]) - middle for middle, label in zip(medians, labels)]]
    limits = ("bare", "pgbench", "Kafka")
    axes.barh(labels, medians, xerr=around, log=log, ecolor="#555555", error_kw={"linewidth": 1}, height=0.6,
              color=["#c4c4c4" if any(limit in label for limit in limits) else "#2b7a3d" for label in labels])
    for place, (label, value) in enumerate(zip(labels, medians)):
        axes.text(max(max(values[label]), 0) * (1.1 if log else 1.02), place, f" {value:,.3g}" if value < 1000 else f" {value:,.0f}",
                  fontsize=8, va="center")
    axes.set_ylim(min(0, len(labels) - 5) - 0.7, len(labels) - 0.3)
    axes.set_xlim(right=max(max(each) for each in values.values()) * (3 if log else 1.15))


def stacked(axes, title, loads, colours):
    axes.set_title(title, fontsize=10, loc="left")
    labels = list(loads)[::-1]
    ours = dict.fromkeys(name for rows in loads.values() for name in rows[0].ms if name not in NOT_OURS and "bare" not in name)
    # the counter of a process may go back a little
    parts = {name: [max(0, middle(loads[label], lambda row: row.per_request(name))) for label in labels] for name in ours}
    sums = [sum(each) or 1 for each in zip(*parts.values())]
    left = [0.0] * len(labels)
    for colour, (name, part) in zip(colours, parts.items()):
        percent = [each / whole * 100 for each, whole in zip(part, sums)]
        axes.barh(labels, percent, left=left, height=0.6, color=colour, label=name.replace("-service", "") if max(percent) > 3 else None)
        left = [sum(both) for both in zip(left, percent)]
    for place, label in enumerate(labels):
        axes.text(101, place, f"{middle(loads[label], Row.cost):.3g} ms", fontsize=8, va="center")
    axes.set_xlim(right=112)
    axes.legend(fontsize=7, ncols=6, loc="upper center", bbox_to_anchor=(0.45, -0.07), frameon=False)


def renew(rows):
    kept = RESULT.read_text().splitlines() if RESULT.exists() else []
    if rows:
        now = pathlib.Path(rows).read_text().splitlines()
        # what was measured without the others leaves them
        new = {line.split("\t")[1 if line.startswith("about") else 0] for line in now}
        kept = [line for line in kept if line.split("\t")[1 if line.startswith("about") else 0] not in new] + now
        RESULT.write_text("\n".join(kept) + "\n")
    result = Result(kept)
    draw(result)
    page = README.read_text()
    before, after = page.split(BEGIN)[0], page.split(END)[1]
    README.write_text(f"{before}{BEGIN}\n{report(result, True)}\n{END}{after}")


if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if not word.startswith("--")]
    if "--readme" in sys.argv and len(words) < 2:
        renew(*(words or [None]))
    elif len(words) == 1:
        print(report(Result(pathlib.Path(words[0]).read_text().splitlines()), "--markdown" in sys.argv), end="")
    else:
        raise SystemExit(__doc__)

"""Draws a dashboard's panels of what a Prometheus has seen: overview.py PROMETHEUS DASHBOARD SECONDS PNG"""

import json
import math
import sys
import time
import urllib.parse
import urllib.request
from datetime import datetime, timezone

import matplotlib

matplotlib.use("Agg")
import matplotlib.dates
import matplotlib.pyplot as plot
from matplotlib.ticker import FuncFormatter, MaxNLocator

STEP = 5


def said(value, unit):
    if unit == "percentunit":
        return f"{value:.1%}"
    if unit == "s":
        return f"{value * 1000:.0f} ms" if value < 1 else f"{value:.1f} s"
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"


def ask(prometheus, expression, begin, end):
    asked = {"query": expression.replace("$__rate_interval", "30s"), "start": begin, "end": end, "step": STEP}
    with urllib.request.urlopen(f"{prometheus}/api/v1/query_range?{urllib.parse.urlencode(asked)}") as answer:
        return json.load(answer)["data"]["result"]


def points(series):
    seen = [(datetime.fromtimestamp(at, timezone.utc), float(value)) for at, value in series["values"]]
    return [(at, value) for at, value in seen if math.isfinite(value)]


def name(series, legend):
    labels = series["metric"]
    for label in labels:
        legend = legend.replace("{{" + label + "}}", labels[label])
    return legend


# as Grafana lays them out, in 24 columns; the margins have room for the title above, and for numbers at the left and below
def place(rows, x, y, w, h):
    return (x + 1) / 24, 1 - (y + h - 1) / rows, (w - 1.4) / 24, (h - 2) / rows


def number(axes, found, unit):
    axes.axis("off")
    values = [points(series)[-1][1] for series in found]
    axes.text(0, 0.3, said(values[0], unit) if values else "none", fontsize=24, color="#2b7a3d")


def lines(axes, found, unit):
    for series, legend in found:
        seen = points(series)
        # of many only those that tell something are named
        told = name(series, legend) if len(found) <= 8 or any(value > 0 for _, value in seen) else None
        axes.plot([at for at, _ in seen], [value for _, value in seen], linewidth=1.2, label=told)
    # the names stand above the lines
    axes.set_ylim(0, axes.get_ylim()[1] * 1.35 or 1)
    axes.yaxis.set_major_locator(MaxNLocator(4))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: said(value, unit)))
    axes.xaxis.set_major_locator(MaxNLocator(4))
    axes.xaxis.set_major_formatter(matplotlib.dates.DateFormatter("%H:%M:%S"))
    axes.grid(color="#e4e4e4")
    axes.tick_params(labelsize=7, length=0)
    if axes.get_legend_handles_labels()[1]:
        axes.legend(fontsize=6, ncols=2, loc="upper left", framealpha=0.7)
    for side in axes.spines.values():
        side.set_visible(False)


def main(prometheus, dashboard, seconds, picture):
    with open(dashboard, encoding="utf-8") as file:
        panels = [panel for panel in json.load(file)["panels"] if panel["type"] in ("stat", "timeseries")]
    rows = max(panel["gridPos"]["y"] + panel["gridPos"]["h"] for panel in panels)
    figure = plot.figure(figsize=(14, rows * 0.34))
    end = time.time()
    for panel in panels:
        axes = figure.add_axes(place(rows, **panel["gridPos"]))
        axes.set_title(panel["title"], fontsize=9, loc="left")
        found = [
            (series, target.get("legendFormat", ""))
            for target in panel["targets"]
            for series in ask(prometheus, target["expr"], end - int(seconds), end)
        ]
        unit = panel.get("fieldConfig", {}).get("defaults", {}).get("unit")
        if panel["type"] == "stat":
            number(axes, [series for series, _ in found], unit)
        else:
            lines(axes, found, unit)
    figure.savefig(picture, dpi=80)


main(*sys.argv[1:])

"""Render the network report as one self-contained HTML page, without scripts, fonts or pictures from elsewhere."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined

from cardscan.followup.planning.network import NetworkReport
from cardscan.followup.templates.cadence import shipped_templates
from cardscan.model.plaintext import one_line

PAGE = Path("report") / "network.html.j2"
# The plots' drawing area in px; the page scales it to the window.
WIDTH, HEIGHT = 640, 160


def network_page(report: NetworkReport, today: date) -> str:
    """Return the page as HTML. The template engine escapes everything that comes from cards."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["plain"] = one_line
    source = (shipped_templates() / PAGE).read_text("utf-8")
    weeks = report.weeks
    plots = [
        _plot("People met for the first time", weeks_labels(report), [("people", [w.people for w in weeks])]),
        _plot("Touches", weeks_labels(report),
              [("to new people", [w.to_new for w in weeks]), ("to existing people", [w.to_existing for w in weeks])]),
    ]  # fmt: skip
    return environment.from_string(source).render(
        report=report, today=today.isoformat(), plots=plots, width=WIDTH, height=HEIGHT,
        ladder=_bars([(rung.value, number) for rung, number in report.ladder]),
        queues=_bars([(queue.value, number) for queue, number in report.queues]),
    )  # fmt: skip


def weeks_labels(report: NetworkReport) -> list[str]:
    """Return the weeks' Mondays as day and month."""
    return [f"{week.monday.day}.{week.monday.month}." for week in report.weeks]


def _plot(title: str, labels: list[str], series: list[tuple[str, list[int]]]) -> dict[str, Any]:
    """Return stacked columns ready to be drawn, in px from the top left."""
    totals = [sum(values) for values in zip(*(numbers for _, numbers in series), strict=True)]
    most = max(totals, default=0) or 1
    step = WIDTH / max(1, len(labels))
    columns = []
    floors = [0] * len(labels)
    for index, (_, numbers) in enumerate(series):
        for place, number in enumerate(numbers):
            height = number / most * HEIGHT
            columns.append(
                {
                    "x": round(place * step + step * 0.15, 1),
                    "y": round(HEIGHT - floors[place] / most * HEIGHT - height, 1),
                    "width": round(step * 0.7, 1),
                    "height": round(height, 1),
                    "series": index,
                    "title": f"{labels[place]} {series[index][0]}: {number}",
                }
            )
            floors[place] += number
    ticks = [{"x": round((place + 0.5) * step, 1), "text": text} for place, text in enumerate(labels)]
    return {"title": title, "most": most, "columns": columns, "ticks": ticks, "series": [name for name, _ in series],
            "totals": [sum(numbers) for _, numbers in series]}  # fmt: skip


def _bars(rows: list[tuple[str, int]]) -> list[dict[str, Any]]:
    most = max((number for _, number in rows), default=0) or 1
    return [{"name": name, "number": number, "share": round(100 * number / most, 1)} for name, number in rows]

"""docs/monitoring.md and the Grafana dashboard tell of Musubi's metrics as they are."""

import re
from pathlib import Path
from typing import Any

import msgspec

from tests.kit.exporter import DOCUMENTED, DOCUMENTED_LABELS, DOCUMENTED_VALUES, MONITORING, exporting, settings_in
from tests.kit.processes import ROOT

DASHBOARD: Any = msgspec.json.decode((ROOT / "deploy" / "grafana.json").read_bytes())
PANELS: list[Any] = DASHBOARD["panels"]
ROWS = [panel for panel in PANELS if panel["type"] == "row"]
SHOWN = [panel for panel in PANELS if panel["type"] != "row"]
ALERTS = re.findall(r"expr: (.+(?:\n {10}.+)*)", MONITORING)
EXPRESSIONS = [*ALERTS, *(one["expr"] for panel in SHOWN for one in panel["targets"])]
PARTS = {"histogram": ("_bucket", "_sum", "_count")}


async def kinds_in(folder: Path) -> dict[str, str]:
    """The metrics that Musubi tells of, with their types."""
    async with exporting(settings_in(folder)) as exporter:
        _, text = await exporter.ask()
    return dict(re.findall(r"^# TYPE (\w+) (\w+)", text, re.MULTILINE))


async def test_every_metric_is_documented_and_nothing_more(tmp_path: Path) -> None:
    assert sorted(name for name in await kinds_in(tmp_path) if name.startswith("musubi_")) == DOCUMENTED


async def test_alerts_and_dashboard_ask_for_metrics_that_are_there(tmp_path: Path) -> None:
    """Of another name an alert would never come, and a panel would stay empty."""
    told = {name + part for name, kind in (await kinds_in(tmp_path)).items() for part in ("", *PARTS.get(kind, ()))}
    assert len(ALERTS) == MONITORING.count("alert: ") == 7
    for expression in EXPRESSIONS:
        asked = set(re.findall(r"\b(?:musubi|process|python)_\w+", expression))
        assert asked <= told and (asked or "up{" in expression), expression


def test_alerts_and_dashboard_ask_for_labels_that_are_there() -> None:
    matched = [found for expression in EXPRESSIONS for found in re.findall(r'(\w+)[!=]~?"([^"]*)"', expression)]
    grouped = [found for expression in EXPRESSIONS for found in re.findall(r"by \(([^)]*)\)", expression)]
    labels = {*(label for label, _ in matched), *re.findall(r"\w+", " ".join(grouped))}
    assert labels <= {*DOCUMENTED_LABELS, "le", "instance", "job"}
    values = {value for label, text in matched if label in DOCUMENTED_LABELS for value in text.split("|")}
    assert values and values <= DOCUMENTED_VALUES


def test_the_dashboard_is_as_grafana_imports_it() -> None:
    assert (DASHBOARD["uid"], DASHBOARD["title"]) == ("musubi", "Musubi") and DASHBOARD["schemaVersion"] >= 39
    assert [(one["name"], one["type"]) for one in DASHBOARD["templating"]["list"]] == [
        *(("datasource", "datasource"), ("instance", "query"))
    ]
    assert len({panel["id"] for panel in PANELS}) == len(PANELS)
    taken = set[tuple[int, int]]()
    for panel in PANELS:
        place = panel["gridPos"]
        cells = {(place["x"] + x, place["y"] + y) for x in range(place["w"]) for y in range(place["h"])}
        assert not cells & taken and place["x"] + place["w"] <= 24, panel["title"]
        taken |= cells


def test_the_dashboard_is_made_for_reading() -> None:
    titles = [row["title"] for row in ROWS]
    assert titles == ["Now", "AniList", "Commands", "Notices", "People and servers", "Process"]
    for panel in SHOWN:
        assert panel["description"].endswith(".") and panel["fieldConfig"]["defaults"]["unit"], panel["title"]
        assert all(one["legendFormat"] for one in panel["targets"])
        assert {one["datasource"]["uid"] for one in (panel, *panel["targets"])} == {"${datasource}"}

"""Musubi's metrics as Prometheus reads them, and what docs/monitoring.md says of them."""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from bot import open_bot, serve_metrics
from chat.client import Musubi
from config import Settings, from_texts
from tests.kit.ports import free_port
from tests.kit.processes import ROOT, texts
from tests.kit.template import furnish
from version import VERSION

MONITORING = (ROOT / "docs" / "monitoring.md").read_text()
_ROWS = re.findall(r"^\| `(musubi_\w+)` \|([^|]*)\|", MONITORING, re.MULTILINE)
DOCUMENTED = sorted(name for name, _ in _ROWS)
DOCUMENTED_LABELS = {label for _, labels in _ROWS for label in re.findall(r"`(\w+)`", labels)}
DOCUMENTED_VALUES = {VERSION, *re.findall(r"`(\w+)`", MONITORING.split("| label | value |", 1)[1])}

Samples = dict[tuple[str, ...], float]


class Exporter:
    """Musubi, not logged in, and its metrics."""

    def __init__(self, bot: Musubi, settings: Settings) -> None:
        self.bot = bot
        self.settings = settings
        self.url = f"http://127.0.0.1:{settings.metrics_port}"

    async def ask(self, method: str = "GET", path: str = "/metrics") -> tuple[int, str]:
        async with aiohttp.ClientSession() as session, session.request(method, self.url + path) as response:
            return response.status, await response.text()

    async def samples(self) -> Samples:
        """By the sample's name and the values of its labels, in the order of their names."""
        status, text = await self.ask()
        assert status == 200
        return read(text)


def read(text: str) -> Samples:
    found = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    samples = {(one.name, *(one.labels[name] for name in sorted(one.labels))): one.value for one in found}
    assert len(samples) == len(found)
    return samples


def settings_in(folder: Path, **more: str) -> Settings:
    return from_texts(
        texts(
            DATA_DIR=str(folder / "data"),
            SECRET_KEY_FILE=str(folder / "key"),
            METRICS_PORT=str(free_port()),
            **more,
        )
    )


@asynccontextmanager
async def exporting(settings: Settings) -> AsyncGenerator[Exporter]:
    await furnish(settings.data_dir, settings.secret_key_file)
    async with open_bot(settings) as bot, serve_metrics(bot, settings):
        yield Exporter(bot, settings)


def families(text: str) -> list[Metric]:
    """Musubi's own, without the buckets of histograms."""
    found = [one for one in text_string_to_metric_families(text) if one.name.startswith("musubi_")]
    for family in found:
        family.samples = [sample for sample in family.samples if "le" not in sample.labels]
    return found

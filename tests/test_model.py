"""The model of the limits: pure numbers."""

import argparse
import math

import msgspec
import pytest

from anilist.budget import USUAL
from anilist.fairness import background_share
from bench.assumptions import USAGES, Assumptions, Measured, Usage, above_zero, described
from bench.model import LIMITS, Limit, Model, carried, nearness, tables

MEASURED = Measured(5, 10, 130)
NOBODY_ASKS = Usage(0, 0)


def test_where_nobody_asks_background_work_has_its_half_of_every_minute() -> None:
    renewal = Limit("", Model.renewal, "")
    members = carried(Model(NOBODY_ASKS, Assumptions(airing=1e-9, active=1e-9), MEASURED), renewal)
    room = background_share(USUAL) * 1440 - 1440  # the poll of activity takes a request a minute
    assert members == pytest.approx(room * 7 / 10, rel=0.01)


def test_a_limit_is_used_up_by_as_many_as_it_carries() -> None:
    for usage in USAGES.values():
        model = Model(usage, Assumptions(), MEASURED)
        for limit in LIMITS:
            assert limit.used(model, carried(model, limit)) == pytest.approx(1, abs=0.002), limit.name


def test_what_is_never_used_up() -> None:
    asking = Limit("", Model.at_anilist, "")
    assert carried(Model(NOBODY_ASKS, Assumptions(), MEASURED), asking) == math.inf


def test_every_assumption_counts() -> None:
    usual = tables(Assumptions(), MEASURED)
    for name in described():
        twice = msgspec.structs.replace(Assumptions(), **{name: 2 * getattr(Assumptions(), name)})
        assert tables(twice, MEASURED).split("\n\n")[0] != usual.split("\n\n")[0], name


def test_the_nearest_limit_comes_first() -> None:
    for section in nearness(13_000, Assumptions(), MEASURED).split("\n\n")[1:]:
        parts = [int(line.split("%")[0]) for line in section.splitlines()[1:]]
        assert parts == sorted(parts, reverse=True)
        assert len(parts) == len(LIMITS)


def test_what_is_measured_is_found_in_the_bench_s_words() -> None:
    document = (
        "| `/list` | 9.0 ms | 4.0 ms | 1.0 ms | 3.0 ms | 4.0 |\n"
        "| `/taste`, with its picture | 9.0 ms | 6.0 ms | 1.0 ms | 3.0 ms | 4.0 |\n"
        "| autocomplete | p50 7.50 ms, p99 9.0 ms (processor 8.0 ms) | p99 20 ms |  |\n"
        "| memory when idle | 131 MB | 150 MB | 2.8 |\n"
    )
    assert Measured.read(document) == Measured(5, 7.5, 131)


def test_an_option_is_a_number_above_zero() -> None:
    assert above_zero("0.5") == 0.5
    for wrong in ("0", "-1", "nan", "inf", "many", ""):
        with pytest.raises(argparse.ArgumentTypeError, match="no number above 0"):
            above_zero(wrong)

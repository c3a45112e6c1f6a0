"""`make bench` in short: every figure is there."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

BENCH = Path(__file__).parent / "benchmarks" / "run.py"


def test_every_figure_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_path(str(BENCH))["main"](runs=1, times=2, media=1)
    lines = capsys.readouterr().out.splitlines()
    for figure in (
        "build, reference course",
        "build, 2 times as long",
        "extract and build, three languages",
        "build, 1 MiB of media",
        "media into the zip",
    ):
        assert any(line.startswith(figure) for line in lines), figure
    assert sum(line.startswith("first lesson") for line in lines) == 2


def test_every_figure_of_learning_records_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_path(str(BENCH.parent / "records.py"))["main"](learners=30, times=3)
    lines = capsys.readouterr().out.splitlines()
    for figure in (
        "records, NDJSON into the store",
        "records, size in the store",
        "records, report on",
        "records, store of all",
    ):
        assert any(line.startswith(figure) for line in lines), figure

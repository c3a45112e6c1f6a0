"""Fixtures every test may use, and how thorough Hypothesis is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from sources import Source, copy_of_starter

settings.register_profile("desk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("desk"), derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "desk")


@pytest.fixture
def starter(tmp_path: Path) -> Source:
    """Return a copy of the starter course, free to be spoilt."""
    return copy_of_starter(tmp_path / "course")

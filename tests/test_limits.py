"""The numbers that the compiler and the player share come from one place."""

from __future__ import annotations

import os

from scorm_export import limits


def test_the_player_has_the_compilers_numbers() -> None:
    if os.environ.get("UPDATE"):
        limits.TYPESCRIPT.write_text(limits.typescript(), "utf-8")
    assert limits.TYPESCRIPT.read_text("utf-8") == limits.typescript(), "run this test with UPDATE=1"


def test_every_number_is_handed_on_with_what_it_means() -> None:
    names = [name for name in vars(limits) if name.isupper() and name != "TYPESCRIPT"]
    assert names
    assert [name for name in names if f"*/\nexport const {name} = " not in limits.typescript()] == []

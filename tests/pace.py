"""How long work takes, in seconds of the processor and beside work of the same moment.

A machine that is slow, or has much else to do, slows down both.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from lxml import etree

TRIES = 4
NOTICED = 0.1
"""Seconds below which a ratio says nothing."""
FIXED = 0.1
"""Seconds that the fixed work takes on the quiet machine for which limits in seconds are meant."""


def seconds(work: Callable[[], object]) -> float:
    """Return the seconds of the processor that the work takes once."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def standard_seconds(work: Callable[[], object], *, below: float) -> float:
    """Return the seconds that the work would take on the machine for which limits are meant: the least of some tries.

    Tries end at one below the limit.
    """
    least = float("inf")
    for _ in range(TRIES):
        least = min(least, seconds(work) * FIXED / seconds(_fixed))
        if least < below:
            break
    return least


def growth(work: Callable[[int], object], *, size: int, times: int, below: float) -> float:
    """Return how many times as long work of a size takes as work of a part of it: the least of some tries.

    Work that takes no time worth a ratio grows by 1. Tries end at one below the limit.
    """
    least = float("inf")
    for _ in range(TRIES):
        large = seconds(lambda: work(size))
        if large < NOTICED:
            return 1
        least = min(least, large / seconds(lambda: work(size // times)))
        if least < below:
            break
    return least


def _fixed() -> None:
    for _ in range(3):
        root = etree.fromstring("<a>" + '<b c="d">e</b>' * 40_000 + "</a>")
        names = {f"{element.tag}{number}": element.get("c") for number, element in enumerate(root)}
        assert len("".join(sorted(names))) > len(names)

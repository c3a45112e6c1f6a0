"""Figures of reading a record store: 100,000 statements from the one of the tests, with a break in the middle.

`make bench-pull` runs it. Each statement has to be in the store once.
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import datetime
from itertools import islice
from pathlib import Path

from real_lrs import RealLrs, Request
from reported import send
from scorm_export import check_course
from scorm_export.diagnostics import Diagnostics
from scorm_export.records.lrs import Lrs, LrsError, pull
from scorm_export.records.simulate.learners import simulate
from scorm_export.records.store import Store

REFERENCE = Path(__file__).parent.parent.parent / "course_source" / "learning-health-systems"
START = datetime(2026, 1, 5)  # noqa: DTZ001 — UTC
PAGE = 500


def main(number: int = 100_000) -> int:
    """Print how long it took to send, to read until the break and to read the rest; return 1 if one is missing."""
    checked = check_course(REFERENCE, [], Diagnostics())
    assert checked
    said = list(islice(simulate(checked.course, number // 50, 1, START), number))
    sent = {statement["id"] for statement in said}
    with tempfile.TemporaryDirectory() as folder, RealLrs() as lrs, Store(Path(folder) / "records.duckdb") as store:
        begun = time.perf_counter()
        send(lrs, said)
        show("sent", len(said), begun)
        pages = 0

        def breaks(request: Request) -> int | None:
            nonlocal pages
            pages += request.resource == "statements" and request.method == "GET"
            return 0 if pages > number // PAGE // 2 else None

        lrs.fault = breaks
        begun = time.perf_counter()
        try:
            with Lrs(lrs.endpoint, lrs.authorization, lambda _: None) as client:
                pull(store, client, START, lambda _: None)
        except LrsError as broken:
            show(f"read before the break ({broken})", store.number("SELECT count(*) FROM statements"), begun)
        lrs.fault = None
        begun = time.perf_counter()
        with Lrs(lrs.endpoint, lrs.authorization, lambda _: None) as client:
            rest = pull(store, client, START, lambda _: None)
        show(f"read afterwards, {rest.duplicates:,} of them again", rest.read, begun)
        kept = [str(key) for (key,) in store.rows("SELECT id FROM statements")]
        missing, twice = len(sent - set(kept)), len(kept) - len(set(kept))
        print(f"{len(kept):,} in the store, {missing} missing, {twice} twice")
        return int(bool(missing or twice))


def show(what: str, number: int, begun: float) -> None:
    took = time.perf_counter() - begun
    print(f"{number:>8,} {what}: {took:.1f} s, {number / took:,.0f} a second", flush=True)


if __name__ == "__main__":
    raise SystemExit(main(*map(int, sys.argv[1:])))

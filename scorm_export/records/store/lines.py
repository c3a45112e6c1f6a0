"""Lines that are not statements, with place and reason. Python reads them one by one when DuckDB has found any."""

from __future__ import annotations

import gzip
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any, cast


def unreadable_lines(files: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the place of each line, as `file:line`, and the reason."""
    for name in files:
        path = Path(name)
        with open_bytes(path) as lines:
            for number, line in enumerate(lines, 1):
                if line.strip() and (reason := _fault(line)):
                    yield f"{path.name}:{number}", reason


@contextmanager
def open_bytes(path: Path) -> Iterator[IO[bytes]]:
    """Open a file, through gzip where its name ends so."""
    with path.open("rb") as raw:
        if path.suffix != ".gz":
            yield raw
            return
        with gzip.GzipFile(fileobj=raw) as unpacked:
            yield cast("IO[bytes]", unpacked)


def _fault(line: bytes) -> str:
    try:
        read = json.loads(line)
    except ValueError:
        return "not JSON: the line is cut off or damaged"
    if not isinstance(read, dict):
        return "not a statement: a statement is a JSON object"
    if not _is_uuid(read.get("id")):
        return "no `id`: the store keeps each statement once, by the id that the LRS assigns"
    if not _is_time(read.get("timestamp")):
        return "no valid `timestamp`"
    verb = read.get("verb")
    return "" if isinstance(verb, dict) and verb.get("id") else "no verb"


def _is_uuid(value: Any) -> bool:
    try:
        return bool(uuid.UUID(value))
    except (ValueError, AttributeError, TypeError):
        return False


def _is_time(value: Any) -> bool:
    try:
        return bool(datetime.fromisoformat(value))
    except (ValueError, TypeError):
        return False

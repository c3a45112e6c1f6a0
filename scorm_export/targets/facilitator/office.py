"""What Office files have in common: their dates, and that the same content gives the same bytes."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from io import BytesIO

from scorm_export.targets.archive import zipped

DATE = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""The date that files have: the clock must not matter."""


def same_bytes(written: bytes) -> bytes:
    """Return an Office file (ECMA-376 part 2) as a zip whose bytes depend on nothing but what is in it."""
    with zipfile.ZipFile(BytesIO(written)) as archive:
        return zipped({name: archive.read(name) for name in archive.namelist()})

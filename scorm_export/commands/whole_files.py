"""Files that authors or translators have worked on are replaced whole, or stay as they were."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Write a file beside the one with this path and rename it.

    Raises OSError with this path as its `filename`, and then leaves nothing behind.
    """
    try:
        _write_beside(path, content)
    except OSError as problem:
        raise OSError(problem.errno, problem.strerror, path.as_posix()) from problem


def _write_beside(path: Path, content: bytes) -> None:
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        if path.exists():
            shutil.copymode(path, temporary)
        else:
            os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise

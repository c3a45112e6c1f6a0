"""Files that are replaced whole, or stay as they were: a full disk or a stopped command leaves no half of one."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """Open a file beside the one with this path, whose name is that of what is opened; rename it when all is written.

    The folder has to exist. Nothing is left behind by what is raised meanwhile; OSError about the file has this path as
    its `filename`.
    """
    beside = f".{path.name}."
    try:
        file = tempfile.NamedTemporaryFile(prefix=beside, dir=path.parent, delete=False)  # noqa: SIM115 — it is closed below
        try:
            with file:
                yield file
            if path.exists():
                shutil.copymode(path, file.name)
            else:
                os.chmod(file.name, 0o644)
            os.replace(file.name, path)
        except BaseException:
            os.unlink(file.name)
            raise
    except OSError as problem:
        is_of_the_file = problem.filename is None or Path(problem.filename).name.startswith(beside)
        if problem.errno is not None and is_of_the_file:
            raise OSError(problem.errno, problem.strerror, path.as_posix()) from problem
        raise


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole. Raises OSError as `whole_file` does."""
    with whole_file(path) as file:
        file.write(content)

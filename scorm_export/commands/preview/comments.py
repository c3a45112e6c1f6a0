"""Comments of reviewers, in a file beside the course: the author deletes what is done."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import yaml

from scorm_export.whole_files import write_whole

NAME = "review-comments.yaml"
_HEAD = "# Comments of reviewers, as `scorm-export preview --share` takes them. Delete what is done.\n"
_FIELDS = {"activity": 200, "block": 300, "by": 80, "date": 40, "text": 4000}
"""The most characters of each field. `block`: the beginning of the block's text, by which it is found again."""
_MOST = 1000

Comment = dict[str, str]


class CommentsError(Exception):
    """The file is not a list of comments, or is full; it is left as it is."""


def read(root: Path) -> list[Comment]:
    """Return the comments of a course, oldest first. Raises CommentsError; OSError where the file cannot be read."""
    try:
        text = (root / NAME).read_text("utf-8")
    except FileNotFoundError:
        return []
    except UnicodeDecodeError as problem:
        raise CommentsError(f"{NAME} is not UTF-8: {problem}") from None
    try:
        found = yaml.load(text, yaml.BaseLoader)  # noqa: S506 — makes texts, lists and mappings alone
    except yaml.YAMLError as problem:
        raise CommentsError(f"{NAME} is not YAML: {' '.join(str(problem).split())}") from None
    if not found:
        return []
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise CommentsError(f"{NAME} is not a list of comments")
    return [{name: str(one.get(name, "")) for name in _FIELDS} for one in found]


def stamp(root: Path) -> float:
    """Return what changes whenever the file does."""
    try:
        return (root / NAME).stat().st_mtime
    except OSError:
        return 0


def add(root: Path, given: object) -> Comment:
    """Add a comment with the fields that a page sent. Raises ValueError where it is none, CommentsError and OSError."""
    if not isinstance(given, dict):
        raise ValueError("no comment")  # noqa: TRY004 — of a page, not of a caller
    taken = {name: " ".join(str(given.get(name, "")).split(" "))[:most].strip() for name, most in _FIELDS.items()}
    if not taken["text"] or not taken["activity"]:
        raise ValueError("a comment needs a text and an activity")
    comment = {**taken, "date": datetime.now(UTC).isoformat(timespec="minutes")}
    known = read(root)
    if len(known) >= _MOST:
        raise CommentsError(f"{NAME} has {_MOST} comments already")
    _write(root, [*known, comment])
    return comment


def remove(root: Path, number: int) -> None:
    """Take out the comment at a place in the list. Raises CommentsError and OSError."""
    known = read(root)
    _write(root, [*known[:number], *known[number + 1 :]])


def _write(root: Path, comments: list[Comment]) -> None:
    shown = yaml.safe_dump(comments, sort_keys=False, allow_unicode=True, width=100) if comments else ""
    write_whole(root / NAME, (_HEAD + shown).encode())

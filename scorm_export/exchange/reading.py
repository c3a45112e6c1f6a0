"""Questions of other tools, read into a bank file: what cannot be imported is reported, line by line."""

from __future__ import annotations

import posixpath
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from scorm_export.blocks import BLOCK_SYNTAX
from scorm_export.check.accessibility import check_media
from scorm_export.check.media import agrees_with_name, drawn
from scorm_export.diagnostics import Diagnostics, SourceFile, Span
from scorm_export.exchange.bank import Bank, UnreadableError, slug
from scorm_export.exchange.base import IN_PARTS, Source
from scorm_export.exchange.counting import Counted, Seen
from scorm_export.exchange.formats import FORMATS
from scorm_export.reading.quiz import BANK
from scorm_export.source.folder import TEXT_LIMIT
from scorm_export.source.kinds import Reading
from scorm_export.source.yaml import read_yaml
from scorm_export.trust.files import HEAD

__all__ = ["Bank", "check_bank", "read_questions"]

FILE_LIMIT = 256 * 1024 * 1024
"""Bytes of the largest file that is read."""

_MOST_QUESTIONS = 5000
"""Of a file: a bank with more has more bytes than a file of a course may."""


@dataclass(frozen=True, slots=True)
class _Attempt:
    """The result of reading a file as one format: a bank, or the problem."""

    form: str
    found: Diagnostics
    bank: Bank
    problem: UnreadableError | None = None
    counted: Counted = field(default_factory=dict)
    """What each question of the file has."""

    @property
    def is_whole(self) -> bool:
        """Whether every question was carried, and each is what the format means."""
        return len(self.bank.questions) == len(self.counted) and not self.bank.doubts


def _attempt(source: Source, form: str) -> _Attempt:
    found = Diagnostics()
    bank = Bank(found, source.identifier or slug(source.path.name.split(".")[0]) or "bank", language=source.language)
    try:
        counted = FORMATS[form].count(source)
        if len(counted) > _MOST_QUESTIONS:
            message = f"it has {len(counted):,} questions, at most {_MOST_QUESTIONS:,} are read"
            raise UnreadableError(message, hint=IN_PARTS)  # noqa: TRY301 — the same as what a reader refuses
        FORMATS[form].read(source, bank)
    except UnreadableError as problem:
        return _Attempt(form, found, bank, problem)
    except (OSError, zipfile.BadZipFile) as problem:
        return _Attempt(form, found, bank, UnreadableError(f"`{source.path}` cannot be read: {problem}"))
    bank.losses.finish()
    return _Attempt(form, found, bank, None, counted)


def _guess(source: Source) -> _Attempt:
    """Read a file as every format and return the one it fits, or is likely to be. Raises UnreadableError for two."""
    attempts = [_attempt(source, form) for form in FORMATS]
    fits = [attempt for attempt in attempts if attempt.bank.questions and not attempt.problem]
    whole = [attempt for attempt in fits if attempt.is_whole] or fits
    if len(whole) > 1:
        ways = " and ".join(
            f"as {attempt.form} ({len(attempt.bank.questions)} of {len(attempt.counted)})" for attempt in whole
        )
        raise UnreadableError(f"it can be read {ways}, with different questions", hint="choose one with `--from`")
    if whole:
        return whole[0]
    likely = "qti" if source.is_zip else "moodle-xml" if b"<" in source.data[:8] else "gift"
    return min(attempts, key=lambda attempt: (attempt.problem is not None, attempt.form != likely))


def read_questions(
    path: Path,
    found: Diagnostics,
    *,
    form: str | None = None,
    identifier: str | None = None,
    encoding: str | None = None,
    language: str = "",
) -> Bank | None:
    """Return the questions of a file as a bank; None, with an error in `found`, if nothing could be read.

    Without `form` the format is the one that the file fits. `language` is kept of texts in several languages.
    """
    nowhere = SourceFile(path=path.as_posix()).span()
    try:
        source = Source(
            path=path, data=_content(path), identifier=identifier, encoding=encoding, language=language.lower()
        )
        attempt = _attempt(source, form) if form else _guess(source)
        if attempt.problem:
            raise attempt.problem
    except UnreadableError as problem:
        found.error("not-readable", str(problem), problem.at or nowhere, problem.hint)
        return None
    except OSError as problem:
        found.error("not-readable", f"`{path}` cannot be read: {problem}", nowhere)
        return None
    bank = attempt.bank
    found.found += attempt.found.found
    bank.found = bank.losses.found = found
    _check_account(attempt, nowhere)
    if not bank.questions:
        found.error("not-readable", "none of its questions could be imported", nowhere)
        return None
    bank.title = " ".join(bank.title.split())[:200] or path.stem
    return bank


def _check_account(attempt: _Attempt, at: Span) -> None:
    """Report questions, or answers and feedback of a question, that are neither carried nor reported."""
    bank, seen = attempt.bank, attempt.counted
    carried, left = len(bank.questions), bank.left_out
    hint = "compare the bank with the file before you use it, and please report this"
    if carried + left != len(seen):
        message = f"{len(seen)} questions were counted in it, but {carried} imported and {left} left out"
        bank.found.error("not-accounted", message, at, hint)
        return
    for key, account in bank.accounts.items():
        question = seen.get(key, Seen())
        for what, counted, found in (
            ("answers", question.answers, account.answers),
            ("texts of feedback", question.feedback, account.feedback),
        ):
            if counted > found:
                message = f"{counted} {what} were counted in this question, but {found} imported or reported"
                bank.found.error("not-accounted", message, account.at, hint)


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(FILE_LIMIT + 1)
    if len(data) > FILE_LIMIT:
        raise UnreadableError(f"it has more than {FILE_LIMIT:,} bytes")
    if not data.strip(b"\0 \t\r\n"):
        raise UnreadableError("there is nothing in it")
    return data


def check_bank(bank: Bank, path: str, found: Diagnostics) -> None:
    """Read a bank as a course would, and report what its author has to fix before it can be used."""
    for name, content in bank.images.items():
        shown = posixpath.join(posixpath.dirname(path), name)
        at = SourceFile(path=shown).span()
        if agrees_with_name(name, content[:HEAD], at, found) and name.endswith(".svg"):
            drawn(content, shown, found)
    text = bank.yaml()
    file = SourceFile(path=path, lines=tuple(text.split("\n")))
    if len(text.encode()) > TEXT_LIMIT:
        found.error("file-too-large", f"the bank has more than {TEXT_LIMIT:,} bytes", file.span(), "import it in parts")
    node = read_yaml(file, found)
    for question in (BANK.read(node, Reading(f"{bank.id}.yaml", found, BLOCK_SYNTAX)) if node else None) or ():
        question.check(found)
        for document in question.documents():
            check_media(document, found)

"""Moodle's report on the interactions of a SCORM activity, as it is downloaded, in any language of Moodle.

`mod/scorm/report/interactions/classes/report.php` writes a row for each attempt: the name, fields that identify the
learner, the attempt's number, when it was started and last accessed, its grade, and for each SCO its score and four
cells for each interaction: id, response, right answer, result. The header names the SCOs first and the interactions
once, so that rows about several SCOs are longer than it is. Only positions and the numbers of interactions are read,
since Moodle translates the words. Cells are HTML-escaped. "Text format" has tabs; spreadsheets may be saved as CSV.
"""

from __future__ import annotations

import csv
import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from scorm_export.records.lms_answers import Answer
from scorm_export.records.store import StoreError

TIME_FORMATS = ("%A, %d %B %Y, %I:%M %p", "%d %B %Y, %I:%M %p")
"""How Moodle in English writes times: as text, and in spreadsheets."""
_CELLS = 4
_AHEAD = 4
"""Cells between those that identify the learner and the scores."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A row of the report; `scores` has the cell of each SCO: points, points with their maximum, or a status."""

    line: int
    learner: str
    number: int
    started: str
    last: str
    scores: tuple[str, ...]
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be read."""

    line: int
    reason: str


def attempts(path: Path, learner: str, delimiter: str) -> Iterator[Attempt | BadRow]:
    """Yield the attempts in a report; learners without one are left out. Raises StoreError for another kind of file.

    `learner` is the header of the column that identifies the learner, `delimiter` "" to recognize it.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        delimiter = delimiter or ("\t" if "\t" in file.readline() else ",")
        file.seek(0)
        rows = csv.reader(file, delimiter=delimiter)
        head = next(rows, [])
        questions = _number_of_questions(path, head)
        at = head.index(learner) if learner in head else None
        if at is None:
            has = ", ".join(f"`{column}`" for column in head[: len(head) - questions * _CELLS])
            raise StoreError(f"`{path}` has no column `{learner}`; it has {has}")
        for row in rows:
            if any(row) and (read := _attempt(row, len(head), questions, at, rows.line_num)):
                yield read


def _number_of_questions(path: Path, head: Sequence[str]) -> int:
    numbers = [int(found[-1]) if (found := re.findall(r"\d+", cell)) else None for cell in head]
    last = numbers[-1] if numbers else None
    count = 0 if last is None else last + 1
    if count and numbers[-count * _CELLS :] == [number for number in range(count) for _ in range(_CELLS)]:
        return count
    raise StoreError(
        f"`{path}` is not a report on interactions with everything that is needed: tick all four summaries "
        "(question, responses, right answer, result) below the report in Moodle, and download it again"
    )


def _attempt(row: Sequence[str], width: int, questions: int, learner: int, line: int) -> Attempt | BadRow | None:
    block = questions * _CELLS
    more, left = divmod(len(row) - width, block)
    scos = more + 1
    first = width - block - scos
    if left or more < 0 or first - _AHEAD <= learner:
        return BadRow(line, f"the row has {len(row)} cells, which does not fit the header")
    number, started, last, _ = row[first - _AHEAD : first]
    if not number.strip().isdecimal():
        return None
    scores, answers = [], []
    for start in range(first, len(row), 1 + block):
        scores.append(row[start])
        cells = [html.unescape(cell).strip() for cell in row[start + 1 : start + 1 + block]]
        for place in range(0, block, _CELLS):
            name, response, _, result = cells[place : place + _CELLS]
            if name:
                answers.append(Answer(name, response, result))
    name = html.unescape(row[learner]).strip()
    return Attempt(line, name, int(number), started.strip(), last.strip(), tuple(scores), tuple(answers))

"""How many questions an Aiken file has, and how many options each has, counted in its text."""

from __future__ import annotations

import re

from scorm_export.exchange.counting import Seen, plain


def count(text: str) -> list[Seen]:
    """Count the lines that say which answer is right, the questions without one, and the lines that are options."""
    marks = ""
    for line in plain(text).split("\n"):
        if re.match(r"\s*(?:ANSWER:|(?i:answer):\s*[A-Za-z]\s*$)", line):
            marks += "A"
        elif re.fullmatch(r"\s*[A-Z][).]\s+.+", line) or (marks[-1:] in "TO" and _comes_next(line, marks)):
            marks += "O"
        else:
            marks += "T" if line.strip() else " "
    # An option, an empty line and a text: what came before ended without an answer.
    ends = [match.end() for match in re.finditer(r"A|O[OT]* [ ]*(?=T)", marks)]
    if re.search(r"[OT] *[^A]*$", marks):
        ends.append(len(marks))
    return [Seen(answers=marks[start:end].count("O")) for start, end in zip([0, *ends], ends, strict=False)]


def _comes_next(line: str, marks: str) -> bool:
    """Whether a line begins with the letter that the next option of the question has."""
    letter = chr(ord("A") + marks.rpartition("A")[2].count("O"))
    return re.match(rf"\s*{letter}[).]\s*\S", line, re.IGNORECASE) is not None

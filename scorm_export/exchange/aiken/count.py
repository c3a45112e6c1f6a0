"""How many questions an Aiken file has, counted in its text."""

from __future__ import annotations

import re

from scorm_export.exchange.counting import plain


def count(text: str) -> int:
    """Count the lines that tell an answer, and the questions that have none."""
    marks = ""
    for line in plain(text).split("\n"):
        if re.match(r"\s*(?:ANSWER:|(?i:answer):\s*[A-Za-z]\s*$)", line):
            marks += "A"
        elif re.fullmatch(r"\s*[A-Z][).]\s+.+", line) or (marks[-1:] in "TO" and re.match(r"\s*[A-Za-z][).]", line)):
            marks += "O"
        else:
            marks += "T" if line.strip() else " "
    # An option, an empty line and a text: what came before ended without an answer.
    unanswered = len(re.findall(r"O[OT]* [ ]*(?=T)", marks)) + (re.search(r"[OT] *[^A]*$", marks) is not None)
    return marks.count("A") + unanswered

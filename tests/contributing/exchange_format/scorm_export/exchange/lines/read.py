"""Lines: a statement, a tab, and `true` or `false`."""

from __future__ import annotations

from decimal import Decimal

from scorm_export.diagnostics import SourceFile
from scorm_export.exchange.bank import Bank, UnreadableError, lines_of


def read(path: str, text: str, bank: Bank) -> None:
    """Add the statements of a text to a bank. Raises UnreadableError where it has none."""
    file = SourceFile(path=path, lines=lines_of(text))
    if "\t" not in text:
        raise UnreadableError("a statement ends with a tab and `true` or `false`", file.span())
    for number, line in enumerate(file.lines, 1):
        statement, tab, answer = line.partition("\t")
        if not tab:
            continue
        if answer not in ("true", "false"):
            bank.leave_out(f"{bank.called(statement)}: `{answer}` is neither true nor false", file.line(number))
            continue
        prompt = bank.plain(statement)
        question = {"id": "", "type": "true-false", "points": Decimal(1), "prompt": prompt, "answer": answer == "true"}
        bank.add(question, (statement,), file.line(number))

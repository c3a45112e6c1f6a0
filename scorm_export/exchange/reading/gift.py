"""GIFT: questions as plain text, parted by empty lines, their answers in braces (qformat_gift).

`~ = # { } :` and the backslash have meanings and are written with a backslash where they are meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from scorm_export.diagnostics import SourceFile, Span
from scorm_export.exchange.reading._bank import Bank, Data, UnreadableError, decimal, source_file, tags
from scorm_export.exchange.reading._fields import (
    ALL,
    Choice,
    Pair,
    Written,
    blank,
    multiple_choice,
    nobody_grades,
    numeric,
    pairing,
    single_choice,
)

_HIDDEN = {sign: chr(0xE100 + number) for number, sign in enumerate("~=#{}:n\\")}
"""What stands for a sign with a backslash before it while a question is taken apart."""
_SHOWN = {hidden: "\n" if sign == "n" else sign for sign, hidden in _HIDDEN.items()}
_ESCAPE = re.compile(r"\\([~=#{}:n\\])")
_HEAD = re.compile(r"\s*(?:::(?P<name>.*?)::)?\s*(?P<rest>.*)", re.DOTALL)
_FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]")
_WEIGHT = re.compile(r"\s*%(-?\d{1,3}(?:\.\d*)?)%")
_META = re.compile(r"\[(id|tag):((?:\\.|[^\\\]])*)\]")
_TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}


def read(path: str, data: bytes, bank: Bank) -> None:
    """Add the questions of a text to a bank. Raises UnreadableError where it has none."""
    file = source_file(path, data.removeprefix(b"\xef\xbb\xbf"))
    category: str | None = None
    seen = False
    for number, comments, text in _blocks(file):
        at = file.line(number)
        if text.lstrip().startswith("$CATEGORY:"):
            path_of = text.partition(":")[2].strip().replace("//", "\0")
            category = path_of.split("/")[-1].replace("\0", "/").strip()
            bank.title = bank.title or category
            seen = True
            continue
        try:
            _add(bank, text, comments, category, at)
            seen = True
        except UnreadableError as problem:
            bank.lost(f"`{' '.join(text.split())[:60]}`: {problem}", problem.at or at)
    if not seen:
        raise UnreadableError("there is no question in GIFT here", file.span())


def _blocks(file: SourceFile) -> Iterator[tuple[int, str, str]]:
    """Yield each question's first line, its comments and its text; a category stands alone on its line."""
    comments: list[str] = []
    block: list[str] = []
    first = 1
    for number, line in enumerate([*file.lines, ""], 1):
        is_category = line.startswith("$CATEGORY:")
        if block and (not line.strip() or is_category):
            yield first, "\n".join(comments), "\n".join(block)
            comments, block = [], []
        if is_category:
            yield number, "", line
        elif line.lstrip().startswith("//"):
            comments.append(line)
        elif line.strip():
            first = first if block else number
            block.append(line)
        else:
            comments = []


def _add(bank: Bank, text: str, comments: str, category: str | None, at: Span) -> None:
    hidden = _ESCAPE.sub(lambda match: _HIDDEN[match[1]], text)
    match = _HEAD.fullmatch(hidden)
    assert match
    name, rest = _shown(match["name"] or ""), match["rest"]
    before, opened, behind = rest.partition("{")
    answers, closed, after = behind.partition("}")
    if bool(opened) != bool(closed):
        raise UnreadableError("one of its two braces is missing")
    if not opened:
        raise UnreadableError("it is a text without a question")
    named = _FORMAT.match(before)
    form = named[1] if named else "moodle"
    answers, _, explanation = answers.rpartition("####") if "####" in answers else (answers, "", "")
    reader = _Answers(bank, form, answers.strip(), at)
    fields = reader.fields()
    gap = "" if not after.strip() else "\\_\\_\\_\\_\\_"
    prompt = " ".join(filter(None, [reader.text(before), gap, reader.text(after, inline=True)])) or bank.plain(name)
    question: Data = {"id": "", "type": fields.pop("type")}
    if question["type"] != "long-answer":
        question["points"] = Decimal(1)
    question |= {"prompt": prompt or "–", **fields, "explanation": reader.text(explanation) or None}
    told = [(kind, re.sub(r"\\(.)", r"\1", value)) for kind, value in _META.findall(comments)]
    words = [value for kind, value in told if kind == "tag"]
    question["tags"] = tags([*words, *([category] if category and category != "top" else [])])
    names = (*(value for kind, value in told if kind == "id"), name, " ".join(re.findall(r"\w+", prompt)[:6]))
    bank.add(question, names, at)


def _shown(text: str) -> str:
    return "".join(_SHOWN.get(character, character) for character in text)


class _Answers:
    """What stands in the braces of a question."""

    def __init__(self, bank: Bank, form: str, answers: str, at: Span) -> None:
        self.bank = bank
        self.form = form
        self.answers = answers
        self.at = at

    def fields(self) -> Data:
        """Return the fields of the type that the signs in the answers tell, as Moodle tells them apart."""
        if not self.answers:
            nobody_grades(self.bank, Decimal(1), self.at)
            return {"type": "long-answer"}
        if self.answers.startswith("#"):
            return self._numeric()
        if "~" in self.answers:
            return self._choice()
        if "=" in self.answers and "->" in self.answers:
            return self._matching()
        if self.answers.split("#")[0].strip().upper() in _TRUTH:
            return self._true_false()
        written = [self._written(part) for part in self._parts("=")]
        return {"type": "fill-in", "blanks": [blank(self.bank, "a", written, self.at, match_case=False)]}

    def text(self, text: str, *, inline: bool = False) -> str:
        """Return a text as Markdown; without a format of its own it has that of the question."""
        match = _FORMAT.match(text)
        form = match[1] if match else self.form
        shown = _shown(text[match.end() :] if match else text).strip()
        if form == "markdown" and not inline:
            return shown
        if form == "plain":
            return self.bank.plain(" ".join(shown.split()) if inline else shown)
        html = shown if form in ("html", "markdown") else re.sub(r"\r?\n", "<br>", shown)
        return self.bank.markdown(html, self.at, lambda _: None, inline=inline)

    def _parts(self, sign: str) -> list[str]:
        return [part for part in self.answers.split(sign) if part.strip()]

    def _said(self, text: str) -> tuple[str, str]:
        answer, _, said = text.partition("#")
        return answer.strip(), self.text(said, inline=True)

    def _weighed(self, text: str) -> tuple[Decimal | None, str]:
        match = _WEIGHT.match(text)
        return (decimal(match[1]), text[match.end() :]) if match else (None, text)

    def _written(self, text: str) -> Written:
        weight, rest = self._weighed(text)
        answer, said = self._said(rest)
        match = _FORMAT.match(answer)
        plain = _shown(answer[match.end() :] if match else answer).strip()
        return Written(text=plain, fraction=ALL if weight is None else weight, feedback=said, at=self.at)

    def _choice(self) -> Data:
        is_single = "=" in self.answers
        choices = []
        for part in [part for part in self.answers.replace("=", "~=").split("~") if part.strip()]:
            is_right = part.startswith("=")
            weight, rest = self._weighed(part.removeprefix("="))
            answer, said = self._said(rest)
            fraction = ALL if is_right and weight is None else weight or Decimal(0)
            choices.append(Choice(text=self.text(answer, inline=True), fraction=fraction, feedback=said, at=self.at))
        if len(choices) < 2:  # noqa: PLR2004 — that is a choice
            raise UnreadableError("it has fewer than two options")
        return (single_choice if is_single else multiple_choice)(self.bank, choices, self.at)

    def _matching(self) -> Data:
        pairs: list[Pair] = []
        others: list[str] = []
        for part in self._parts("="):
            source, arrow, target = part.partition("->")
            if not arrow:
                raise UnreadableError(f"`{_shown(part).strip()}` has no `->`")
            written, right = self.text(source, inline=True), self.bank.plain(_shown(target).strip())
            if written:
                pairs.append(Pair(source=written, target=right))
            else:
                others.append(right)
        every = [*(pair.target for pair in pairs), *others]
        return pairing(pairs, dict(zip(every, every, strict=True)), self.at)

    def _true_false(self) -> Data:
        word, *said = self.answers.split("#", 2)
        answer = _TRUTH[word.strip().upper()]
        wrong, right = [*(self.text(text, inline=True) for text in said), "", ""][:2]
        feedback = {"true": right, "false": wrong} if answer else {"true": wrong, "false": right}
        feedback = {word: text for word, text in feedback.items() if text}
        return {"type": "true-false", "answer": answer, "feedback": feedback or None}

    def _numeric(self) -> Data:
        told, wrong, other = self.answers[1:].partition("~")
        numbers = []
        ranges: list[tuple[Decimal, Decimal]] = []
        for part in [part for part in told.split("=") if part.strip()]:
            each = self._written(part)
            least, dots, most = each.text.partition("..")
            answer, _, tolerance = each.text.partition(":")
            if dots and (low := decimal(least)) is not None and (high := decimal(most)) is not None:
                ranges.append((low, high))
                answer, tolerance = f"{(low + high) / 2}", f"{(high - low) / 2}"
            written = Written(text=answer, fraction=each.fraction, feedback=each.feedback, at=each.at)
            numbers.append((written, decimal(tolerance) or Decimal(0)))
        if wrong:
            numbers.append(
                (Written(text="*", fraction=Decimal(0), feedback=self._said(other)[1], at=self.at), Decimal(0))
            )
        fields = numeric(self.bank, numbers, self.at)
        if len(numbers) - bool(wrong) == len(ranges) == 1:
            least_right, most_right = ranges[0]
            del fields["answer"], fields["tolerance"]
            fields["range"] = {"least": least_right, "most": most_right}
        return fields

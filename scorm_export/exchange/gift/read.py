r"""GIFT: questions as plain text, with answers in braces and empty lines between questions (qformat_gift).

The characters `~ = # { } : \` are signs; as part of a text they have a backslash before them. Many files lack some of
the empty lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from scorm_export.diagnostics import SourceFile, Span
from scorm_export.exchange.arranging_fields import Pair, pairing, targets_by_text
from scorm_export.exchange.bank import (
    ALL,
    Bank,
    Data,
    UnreadableError,
    category_path,
    characters,
    decimal,
    lines_of,
    tags,
)
from scorm_export.exchange.choosing_fields import Choice, multiple_choice, single_choice
from scorm_export.exchange.writing_fields import Written, blank, nobody_grades, numeric
from scorm_export.questions import GRADED

_HIDDEN = {sign: chr(0xE100 + number) for number, sign in enumerate("~=#{}:n\\")}
"""Stand-ins for signs with a backslash before them, while a question is parsed."""
_SHOWN = {hidden: "\n" if sign == "n" else sign for sign, hidden in _HIDDEN.items()}
_ESCAPE = re.compile(r"\\([~=#{}:n\\])")
_HEAD = re.compile(r"\s*(?:::(?P<name>.*?)::)?\s*(?P<rest>.*)", re.DOTALL)
_BRACE = re.compile(r"[{}]")
_ONE_BRACE = "one of its two braces is missing"
_FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]")
_WEIGHT = re.compile(r"\s*%(-?\d{1,3}(?:\.\d*)?)%")
_META = re.compile(r"\[(id|tag):((?:\\.|[^\\\]])*)\]")
_TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}


def read(path: str, text: str, bank: Bank) -> None:
    """Add the questions of a text to a bank. Raises UnreadableError if there are no questions in it."""
    if text.lstrip().startswith(("<?xml", "<quiz", "<assessment", "<questestinterop")):
        raise UnreadableError("this is XML, not GIFT")
    file = SourceFile(path=path, lines=lines_of(text))
    category: tuple[str, ...] = ()
    seen = False
    for block in _blocks(file):
        at = file.line(block.first)
        if block.category is not None:
            category = category_path(block.category)
            bank.title = bank.title or (category[-1] if category else "")
            seen = True
            continue
        try:
            _add(bank, block, category, at)
            seen = True
        except UnreadableError as problem:
            bank.leave_out(
                f"{bank.called(_shown(block.text[:200]))}: {problem}", problem.at or at, number=max(1, block.opened)
            )
    if not seen and not bank.left_out:
        raise UnreadableError("there is no question in GIFT here", file.span())


@dataclass(slots=True)
class _Block:
    """What one question, or a text without one, has for lines; signs with a backslash before them are hidden."""

    first: int = 0
    comments: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    category: str | None = None
    opened: int = 0
    """How many braces were opened."""
    is_open: bool = False
    ended_at: int | None = None
    """The number in `lines` of the first line behind the one that closed the braces."""
    last_empty_at: int | None = None
    """The number in `lines` of the first line behind the last empty one within braces."""
    problem: str = ""

    @property
    def text(self) -> str:
        """The lines as one text."""
        return "\n".join(self.lines)

    def take(self, line: str) -> None:
        """Add a line."""
        for match in _BRACE.finditer(line):
            if match.group() == "{":
                if self.is_open or self.ended_at is not None:
                    self.problem = "it has braces within braces, or more than one pair of them"
                self.opened += 1
                self.is_open, self.last_empty_at = True, None
            elif self.is_open:
                self.is_open, self.ended_at = False, len(self.lines) + 1
            else:
                self.problem = _ONE_BRACE
        self.lines.append(line)

    def ends_before(self, start: str) -> bool:
        """Whether a line, without the space before it, is no part of this any more."""
        if start.startswith(("::", "$CATEGORY:")):
            return bool(self.lines)
        if start.startswith("//"):
            return self.ended_at is not None and not self.is_open
        return not start and not self.is_open

    def split(self) -> list[str] | None:
        """Return the lines that belong to another question, if a line with a brace cannot be of this one."""
        at = self.last_empty_at if self.is_open else self.ended_at
        if at is None:
            return None
        self.lines, rest = self.lines[:at], self.lines[at:]
        return rest


def _blocks(file: SourceFile) -> Iterator[_Block]:
    """Yield questions and categories. A question ends with an empty line behind its braces, or where another begins."""
    block = _Block()
    for number, written in enumerate(file.lines, 1):
        line = _ESCAPE.sub(lambda match: _HIDDEN[match[1]], written)
        start = line.lstrip()
        if block.ends_before(start):
            if block.lines:
                yield block
            block = _Block()
        if not start:
            block.last_empty_at = len(block.lines)
        elif start.startswith("//"):
            block.comments += [] if block.lines else [written]
        elif start.startswith("$CATEGORY:"):
            yield _Block(first=number, category=written.partition(":")[2])
            block = _Block()
        else:
            if "{" in line and (rest := block.split()) is not None:
                yield block
                block = _Block(first=number - len(rest))
                for each in rest:
                    block.take(each)
            block.first = block.first or number
            block.take(line)
    if block.lines:
        yield block


def _add(bank: Bank, block: _Block, category: tuple[str, ...], at: Span) -> None:
    if block.problem or block.is_open:
        raise UnreadableError(block.problem or _ONE_BRACE)
    if not block.opened:
        raise UnreadableError("it is a text without a question")
    match = _HEAD.fullmatch(block.text)
    assert match
    name, rest = _shown(match["name"] or ""), match["rest"]
    before, opened, behind = rest.partition("{")
    if not opened:
        raise UnreadableError("it is a text without a question: its braces are in its name")
    answers, _, after = behind.partition("}")
    named = _FORMAT.match(before)
    form = named[1] if named else "moodle"
    answers, _, explanation = answers.rpartition("####") if "####" in answers else (answers, "", "")
    reader = _Answers(bank, form, answers.strip(), at)
    gap = "" if not after.strip() else "\\_\\_\\_\\_\\_"
    prompt = " ".join(filter(None, [reader.text(before), gap, reader.text(after, inline=True)])) or bank.plain(name)
    if not prompt:
        raise UnreadableError("there is no text before its braces")
    fields = reader.fields()
    question: Data = {"id": "", "type": fields.pop("type")}
    if question["type"] in GRADED:
        question["points"] = Decimal(1)
    question |= {"prompt": prompt, **fields, "explanation": reader.text(explanation) or None}
    noted = [(kind, re.sub(r"\\(.)", r"\1", value)) for kind, value in _META.findall("\n".join(block.comments))]
    words = [value for kind, value in noted if kind == "tag"]
    question["tags"] = tags([*words, *category])
    names = (*(value for kind, value in noted if kind == "id"), name, " ".join(re.findall(r"\w+", prompt)[:6]))
    bank.add(question, names, at)


def _shown(text: str) -> str:
    return "".join(_SHOWN.get(character, character) for character in text)


class _Answers:
    """The content of the braces of a question."""

    def __init__(self, bank: Bank, form: str, answers: str, at: Span) -> None:
        self.bank = bank
        self.form = form
        self.answers = answers
        self.at = at

    def fields(self) -> Data:
        """Return the fields of the type that the signs in the answers mean, as in Moodle."""
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
        if not self.answers.startswith("="):
            self.bank.doubts += 1
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
        parts = [part for part in self.answers.replace("=", "~=").split("~") if part.strip()]
        characters(len(parts))
        for part in parts:
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
        return pairing(pairs, targets_by_text(self.bank, pairs, others), self.at)

    def _true_false(self) -> Data:
        word, *said = self.answers.split("#", 2)
        answer = _TRUTH[word.strip().upper()]
        wrong, right = [*(self.text(text, inline=True) for text in said), "", ""][:2]
        feedback = {"true": right, "false": wrong} if answer else {"true": wrong, "false": right}
        feedback = {word: text for word, text in feedback.items() if text}
        return {"type": "true-false", "answer": answer, "feedback": feedback or None}

    def _numeric(self) -> Data:
        listed, wrong, other = self.answers[1:].partition("~")
        others = re.split("[~=]", other)
        catches_all = bool(wrong) and not any(_shown(each.partition("#")[0]).strip(" *\n") for each in others)
        if wrong and not catches_all:
            said = sum("#" in each for each in others)
            self.bank.lost(f"a wrong number: `{_shown(other).strip()}`", self.at, answers=len(others), feedback=said)
        numbers = []
        ranges: list[tuple[Decimal, Decimal]] = []
        for part in [part for part in listed.split("=") if part.strip()]:
            each = self._written(part)
            least, dots, most = each.text.partition("..")
            answer, _, tolerance = each.text.partition(":")
            if dots and (low := decimal(least)) is not None and (high := decimal(most)) is not None:
                ranges.append((low, high))
                answer, tolerance = f"{(low + high) / 2}", f"{(high - low) / 2}"
            elif tolerance and decimal(tolerance) is None:
                raise UnreadableError(f"`{tolerance.strip()}` is not a tolerance")
            written = Written(text=answer, fraction=each.fraction, feedback=each.feedback, at=each.at)
            numbers.append((written, decimal(tolerance) or Decimal(0)))
        if catches_all:
            numbers.append(
                (Written(text="*", fraction=Decimal(0), feedback=self._said(other)[1], at=self.at), Decimal(0))
            )
        fields = numeric(self.bank, numbers, self.at)
        if len(numbers) - catches_all == len(ranges) == 1:
            least_right, most_right = ranges[0]
            del fields["answer"], fields["tolerance"]
            fields["range"] = {"least": least_right, "most": most_right}
        return fields

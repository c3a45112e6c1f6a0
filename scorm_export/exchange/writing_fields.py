"""The fields of questions with something to write, from what all formats have in common; blanks may have lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from scorm_export.diagnostics import Span
from scorm_export.exchange.bank import ALL, Bank, Data, UnreadableError, decimal, plainly
from scorm_export.exchange.plain_to_markdown import BLANK_CLOSE, BLANK_OPEN

_FEWEST_CHOICES = 2
_MOST_BLANKS = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """A text that may be written: its share of the points in per cent, and its feedback."""

    text: str
    """With `*` for any text, where `wild`."""
    fraction: Decimal
    feedback: str | None
    at: Span
    wild: bool = True


_ASTERISK = re.compile(r"(?<!\\)\*")
_PATTERN_SIGNS = re.compile(r"[\\^$.*+?()\[\]{}|/]")
_MOST_ANSWER = 200
_MOST_PATTERN = 200
_MOST_WRITTEN = 500
"""Texts of one blank, right and wrong: nobody wrote more."""


def blank(bank: Bank, name: str, written: Sequence[Written], at: Span, *, match_case: bool) -> Data:
    """Return a blank whose right answers earn all points; answers with `*` in them become its pattern."""
    if len(written) > _MOST_WRITTEN:
        raise UnreadableError(f"{len(written):,} answers are too many: a text has at most {_MOST_WRITTEN}", at)
    right = [each for each in written if each.fraction == ALL and each.text.strip()]
    _report_other_texts(bank, written, right)
    answers: list[str] = []
    patterns: list[str] = []
    for each in right:
        if each.wild and _ASTERISK.search(each.text):
            patterns.append(pattern_of(each.text))
            plain = " ".join(_ASTERISK.sub(" ", each.text).split())
        else:
            plain = each.text
        plain = (plain.replace("\\*", "*") if each.wild else plain).strip()
        if len(plain) > _MOST_ANSWER or "\n" in plain:
            message = f"the answer `{plain[:40]}…`: answers are one line of at most {_MOST_ANSWER} characters"
            bank.lost(message, each.at, answers=1)
        elif plain and plain not in answers:
            answers.append(plain)
        else:
            bank.account(answers=1)
    if not answers:
        raise UnreadableError("no text is right", at)
    pattern = "|".join(patterns)
    if len(pattern) > _MOST_PATTERN:
        bank.lost("answers with `*`, which are too long for a pattern", at)
        pattern = ""
    return {
        "id": name,
        "answers": answers,
        "pattern": pattern or None,
        "matchCase": True if match_case else None,
        "feedback": shared_feedback(bank, written),
    }


def _report_other_texts(bank: Bank, written: Sequence[Written], right: Sequence[Written]) -> None:
    """Report texts that are not right: what they earn, or that a right one takes them. Others need not be listed."""
    for each in written:
        if 0 < each.fraction < ALL:
            bank.lost(
                f"{plainly(each.fraction)} % for `{each.text}`: a text earns all points of its blank or none",
                each.at,
                answers=1,
            )
        elif each.fraction < 0:
            message = f"{plainly(each.fraction)} % for `{each.text}`: a wrong text deducts nothing here"
            bank.lost(message, each.at, answers=1)
        elif each not in right:
            if each.text != "*" and any(_takes(one, each.text) for one in right):
                bank.lost(f"the wrong answer `{each.text}`: a right one takes it", each.at, answers=1)
            else:
                bank.account(answers=1)


def _takes(wild: Written, text: str) -> bool:
    """Whether an answer, which may contain `*`, accepts a text."""
    parts = [part.replace("\\*", "*") for part in _ASTERISK.split(wild.text.strip())] if wild.wild else [wild.text]
    first, last = parts[0], parts[-1]
    if len(parts) == 1:
        return text == first
    at, end = len(first), len(text) - len(last)
    if at > end or not text.startswith(first) or not text.endswith(last):
        return False
    for part in parts[1:-1]:
        found = text.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True


def pattern_of(wild: str) -> str:
    """Return the pattern of an answer with `*` for any text."""
    return ".*".join(_PATTERN_SIGNS.sub(r"\\\g<0>", part.replace("\\*", "*")) for part in _ASTERISK.split(wild.strip()))


def shared_feedback(bank: Bank, written: Sequence[Written]) -> str | None:
    """Return the feedback that every answer gets; feedback on single answers is lost, and reported."""
    said = {each.feedback or "" for each in written}
    catches_all = any(each.text.strip() == "*" for each in written)
    if len(said) == 1 and catches_all:
        bank.account(feedback=len(written) - 1)
        return said.pop() or None
    for each in written:
        if each.feedback:
            bank.lost(f"feedback on the answer `{each.text}` alone: {each.feedback}", each.at, feedback=1)
    return None


def chosen_blank(bank: Bank, name: str, words: Sequence[Written], at: Span) -> Data:
    """Return a blank that is filled from a list of words, of which some earn all points."""
    choices = list(dict.fromkeys(" ".join(each.text.split()) for each in words))
    right = list(dict.fromkeys(" ".join(each.text.split()) for each in words if each.fraction >= ALL))
    if len(choices) < _FEWEST_CHOICES or not all(choices):
        raise UnreadableError("there are not two words to choose from for a gap", at)
    if not right:
        raise UnreadableError("no word is right in a gap", at)
    if long := next((choice for choice in choices if len(choice) > _MOST_ANSWER), None):
        raise UnreadableError(f"`{long[:40]}…` has more than {_MOST_ANSWER} characters, too many for a list", at)
    for each in words:
        if each.fraction not in (0, ALL):
            bank.lost(
                f"{plainly(each.fraction)} % for `{each.text}`: a word earns all points of its gap or none", each.at
            )
    bank.account(answers=len(words) - len(choices))
    said = {each.feedback for each in words}
    if len(said) > 1:
        feedback = shared_feedback(bank, words)
    else:
        feedback = said.pop()
        bank.account(feedback=len(words) - 1)
    return {"id": name, "choices": choices, "answers": right, "feedback": feedback or None}


def numeric(bank: Bank, numbers: list[tuple[Written, Decimal]], at: Span) -> Data:
    """Return the fields of a numeric question; numbers come with how far from them is right too."""
    right = [(decimal(each.text), tolerance, each) for each, tolerance in numbers if each.fraction == ALL]
    numbered = [each for each in right if each[0] is not None]
    if not numbered:
        raise UnreadableError("no number is right", at)
    for number, tolerance, each in right:
        if number is None:
            bank.lost(f"the right answer `{each.text}`, which is not a number", each.at, answers=1)
        elif each is not numbered[0][2]:
            bank.lost(f"a second right number, {each.text} ± {plainly(tolerance)}", each.at, answers=1)
    for each, tolerance in numbers:
        if each.fraction not in (0, ALL):
            share = f"{plainly(each.fraction)} % for {each.text} ± {plainly(tolerance)}"
            bank.lost(f"{share}: a number earns all points or none", each.at, answers=1)
        elif each.fraction == 0:
            _report_wrong_number(bank, each, tolerance, numbered[0])
    answer, tolerance, _ = numbered[0]
    return {
        "type": "numeric",
        "answer": answer,
        "tolerance": tolerance or None,
        "feedback": shared_feedback(bank, [each for each, _ in numbers]),
    }


def _report_wrong_number(
    bank: Bank, wrong: Written, tolerance: Decimal, right: tuple[Decimal | None, Decimal, Written]
) -> None:
    """Report a number that is wrong although it lies within the tolerance of the right one."""
    number, (middle, within, _) = decimal(wrong.text), right
    if number is not None and middle is not None and abs(number - middle) <= within + tolerance:
        bank.lost(f"the wrong number {wrong.text} ± {plainly(tolerance)}, close to the right one", wrong.at, answers=1)
    else:
        bank.account(answers=1)


@dataclass(frozen=True, slots=True)
class Gap:
    """A place in a text to fill: what it weighs, how it is filled, and with what."""

    weight: Decimal
    kind: str
    """`text`, `case` where capitals count, or `choice` where the words are picked from a list."""
    answers: list[Written]


def nobody_grades(bank: Bank, worth: Decimal, at: Span) -> None:
    """Report that a text, which the other tool has graded by hand, earns no points here."""
    hint = "list `criteria` for learners to assess their own text by, and give it `points`"
    bank.lost(f"its points, {plainly(worth)}: texts are not graded here", at, hint)


def are_alike(weights: Iterable[Decimal]) -> bool:
    """Whether weights differ by no more than rounding."""
    return len({weight.quantize(Decimal("0.00001"), ROUND_HALF_UP) for weight in weights}) <= 1


def gap_text(bank: Bank, text: str, gaps: Mapping[str, Gap], at: Span) -> Data:
    """Return the fields of a fill-in, whose blanks are written in or chosen for."""
    if len(gaps) > _MOST_BLANKS:
        raise UnreadableError(f"it has {len(gaps)} gaps: a text has at most {_MOST_BLANKS}", at)
    if not are_alike(gap.weight for gap in gaps.values()):
        bank.lost("the different weights of its gaps: each earns an equal share", at)
    blanks = [
        chosen_blank(bank, name, gap.answers, at)
        if gap.kind == "choice"
        else blank(bank, name, gap.answers, at, match_case=gap.kind == "case")
        for name, gap in gaps.items()
    ]
    prompt, text = divided(placed(text))
    return {"type": "fill-in", "prompt": prompt, "text": text, "blanks": blanks}


def placed(text: str) -> str:
    """Return a converted text with the blanks in the form of a fill-in."""
    return text.replace(BLANK_OPEN, "[[").replace(BLANK_CLOSE, "]]")


def divided(text: str) -> tuple[str | None, str]:
    """Return the text before the paragraph of the first blank, and the rest."""
    before, _, _ = text.partition("[[")
    at = before.rfind("\n\n")
    return (text[:at].strip(), text[at:].strip()) if at > 0 else (None, text)

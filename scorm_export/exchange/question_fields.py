"""The fields of each type of question, from what all formats have in common; what has no counterpart is reported."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from scorm_export.diagnostics import Span
from scorm_export.exchange.bank import Bank, Data, UnreadableError, characters, decimal, plainly
from scorm_export.exchange.plain_to_markdown import BLANK_CLOSE, BLANK_OPEN
from scorm_export.questions.categorise.question import MOST_GROUPS
from scorm_export.questions.order import is_telling

ALL = Decimal(100)
"""Per cent."""
_ROUNDED = Decimal("0.05")
"""Per cent by which shares that were rounded may differ."""
_FINEST = Decimal("0.00001")
_FEWEST_PAIRS = 2
_FEWEST_ITEMS = 3
_FEWEST_CHOICES = 2
_MOST_BLANKS = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """An answer to choose: its text, its share of the points in per cent, and its feedback."""

    text: str
    fraction: Decimal
    feedback: str | None
    at: Span


def single_choice(bank: Bank, choices: Sequence[Choice], at: Span) -> Data:
    """Return the fields of a single choice. Where several options are right together, of a multiple choice."""
    right = [choice for choice in choices if choice.fraction >= ALL]
    earning = sum((choice.fraction for choice in choices if choice.fraction > 0), Decimal(0))
    if len(right) > 1:
        bank.lost(
            f"each of its {len(right)} right options alone earns all points: "
            "imported as a multiple choice, with equal shares",
            at,
        )
        share = ALL / len(right)
        return multiple_choice(bank, [_worth(c, share if c in right else min(c.fraction, -share)) for c in choices], at)
    if not right and abs(earning - ALL) <= _ROUNDED:
        bank.lost(
            "one option is to be chosen, but only several together earn all points: imported as a multiple choice", at
        )
        return multiple_choice(bank, choices, at)
    if not right:
        raise UnreadableError("none of its options earns all points" if earning else "none of its options is right", at)
    options = _options(bank, choices, lambda choice: choice.fraction >= ALL)
    for option, choice in zip(options, choices, strict=True):
        if choice.fraction < -ALL:
            message = (
                f"{plainly(choice.fraction)} % for this option: an option deducts at most all points of its question"
            )
            bank.lost(message, choice.at)
        share = max(Decimal(-1), (choice.fraction / ALL).quantize(_FINEST, ROUND_HALF_UP))
        if share and share < 1:
            option["share"] = share.normalize() + 0
    return {"type": "single-choice", "options": options}


def _worth(choice: Choice, fraction: Decimal) -> Choice:
    return Choice(text=choice.text, fraction=fraction, feedback=choice.feedback, at=choice.at)


def multiple_choice(bank: Bank, choices: Sequence[Choice], at: Span) -> Data:
    """Return the fields of a multiple choice: right options in equal shares, wrong ones with one penalty."""
    right = [choice for choice in choices if choice.fraction > 0]
    wrong = [choice for choice in choices if choice.fraction <= 0]
    if not right:
        raise UnreadableError("none of its options is right", at)
    share = ALL / len(right)
    for choice in right:
        if abs(choice.fraction - share) > _ROUNDED:
            bank.lost(
                f"{plainly(choice.fraction)} % for this option: right options earn equal shares, {share:.2f} % each",
                choice.at,
            )
    penalties = {(-choice.fraction / share).quantize(Decimal("0.01"), ROUND_HALF_UP) for choice in wrong}
    penalty = max(penalties, default=Decimal(1))
    if wrong and not 0 < penalty <= 1:
        bank.lost(
            "wrong options deduct "
            + ("nothing, so that choosing all earns all points" if not penalty else "more than a right one earns")
            + "; here each deducts what a right one earns",
            at,
        )
        penalty = Decimal(1)
    elif len(penalties) > 1:
        bank.lost("wrong options deduct different shares: here each deducts the largest", at)
    fields: Data = {
        "type": "multiple-choice",
        "options": _options(bank, choices, lambda choice: choice.fraction > 0),
    }
    return fields | ({} if penalty == 1 else {"penalty": penalty.normalize() + 0})


_IMAGES_ALONE = re.compile(r"(?:!\[\]\([^)]*\)(?:\{\.decorative\})?\s*)+")


def _with_words(bank: Bank, choice: Choice) -> str:
    """Return an option's text; an image that is the whole option cannot be decorative."""
    if not _IMAGES_ALONE.fullmatch(choice.text) or "{.decorative}" not in choice.text:
        return choice.text
    bank.lost("the text alternative of the image of an option: write it, since the image is the option", choice.at)
    return choice.text.replace("{.decorative}", "")


def _options(bank: Bank, choices: Sequence[Choice], is_right: Callable[[Choice], bool]) -> list[Data]:
    for choice in choices:
        if not choice.text:
            raise UnreadableError("one of its options has no words", choice.at)
    return [
        {
            "id": name,
            "text": _with_words(bank, choice),
            **({"correct": True} if is_right(choice) else {}),
            "feedback": choice.feedback or None,
        }
        for name, choice in zip(characters(len(choices)), choices, strict=True)
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """A source, the key of its target, and its feedback."""

    source: str
    target: str
    feedback: str | None = None


def targets_by_text(bank: Bank, pairs: Sequence[Pair], others: Sequence[str]) -> dict[str, str]:
    """Return the targets of pairs, and those of none, each text once: some formats identify targets by their text."""
    every = [*(pair.target for pair in pairs), *others]
    targets = dict(zip(every, every, strict=True))
    bank.account(answers=len(every) - len(targets))
    return targets


def pairing(pairs: Sequence[Pair], targets: Mapping[str, str], at: Span) -> Data:
    """Return the fields of a matching; of a categorise where sources share targets and every target is used.

    `targets` are texts by their keys.
    """
    used = {pair.target for pair in pairs}
    if not all(targets.values()) or not all(pair.source for pair in pairs):
        raise UnreadableError("one of the things to match has no words", at)
    if min(len(pairs), len(targets)) < _FEWEST_PAIRS:
        raise UnreadableError("there are not two things to match with two others", at)
    is_sorting = len(used) == len(targets) <= MOST_GROUPS and len(used) < len(pairs)
    one, many, target = ("groups", "items", "group") if is_sorting else ("targets", "sources", "target")
    order = sorted(targets, key=lambda key: (targets[key], key))
    ids = dict(zip(order, characters(len(order)), strict=True))
    if is_telling([ids[pair.target] for pair in pairs]):
        ids = dict(zip(reversed(order), characters(len(order)), strict=True))
    fields: Data = {"type": "categorise" if is_sorting else "matching"}
    placed = [{"id": ids[key], "text": text} for key, text in targets.items()]
    named = [
        {"id": name, "text": pair.source, target: ids[pair.target], "feedback": pair.feedback or None}
        for name, pair in zip(characters(len(pairs)), pairs, strict=True)
    ]
    return fields | ({one: placed, many: named} if is_sorting else {many: named, one: placed})


def sequencing(texts: Sequence[str], at: Span) -> Data:
    """Return the fields of a sequencing, its items in the right order and with ids that do not reveal it."""
    if len(texts) < _FEWEST_ITEMS:
        raise UnreadableError(f"{len(texts)} items to put in order are too few: there are at least {_FEWEST_ITEMS}", at)
    if not all(texts):
        raise UnreadableError("one of its items has no words", at)
    order = sorted(range(len(texts)), key=lambda n: (texts[n], n))
    order = order[::-1] if is_telling([characters(len(texts))[order.index(n)] for n in range(len(texts))]) else order
    ids = {n: name for name, n in zip(characters(len(texts)), order, strict=True)}
    return {"type": "sequencing", "items": [{"id": ids[n], "text": text} for n, text in enumerate(texts)]}


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


def blank(bank: Bank, name: str, written: Sequence[Written], at: Span, *, match_case: bool) -> Data:
    """Return a blank whose right answers earn all points; answers with `*` in them become its pattern."""
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

"""Moodle's types of questions whose text has gaps, as a fill-in: `cloze`, and words from a list."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape

from scorm_export.exchange.bank import ALL, Data, UnreadableError, characters, decimal, points
from scorm_export.exchange.html_cleaning import plain_words
from scorm_export.exchange.moodle_xml.question import MoodleQuestion, Readers
from scorm_export.exchange.plain_to_markdown import BLANK_CLOSE, BLANK_OPEN
from scorm_export.exchange.writing_fields import Gap, Written, gap_text

_OPENING = re.compile(r"\{(?P<weight>\d*(?:\.\d+)?):(?P<kind>[A-Z]+)(?P<form>(?:_[A-Z]+)?):")
_ANSWERS = re.compile(r"((?:\\.|[^}\\])*+)\}", re.DOTALL)
_CLOZE_KINDS = {
    "SHORTANSWER": "text",
    "SA": "text",
    "MW": "text",
    "SHORTANSWER_C": "case",
    "SAC": "case",
    "MWC": "case",
    "NUMERICAL": "number",
    "NM": "number",
    "MULTICHOICE": "choice",
    "MC": "choice",
    "MCS": "choice",
    "MCV": "choice",
    "MCH": "choice",
    "MCVS": "choice",
    "MCHS": "choice",
}


def _cloze(question: MoodleQuestion) -> Data:
    element = question.element.find("questiontext")
    html = question.html(element)
    gaps: dict[str, Gap] = {}

    def keep(match: re.Match[str], written: str) -> str:
        name = characters(len(gaps) + 1)[-1]
        kind = (
            match["kind"] if match["kind"] in _CLOZE_KINDS and match["form"] != "_C" else match["kind"] + match["form"]
        )
        if kind.startswith(("MULTICHOICE", "MC")):
            kind = "MULTICHOICE"
        if kind not in _CLOZE_KINDS:
            raise UnreadableError(f"it has a gap `{kind}`, which has no counterpart")
        answers = _cloze_answers(written, question)
        filled = _CLOZE_KINDS[kind]
        weight = decimal(match["weight"]) or Decimal(1)
        gaps[name] = Gap(weight, filled, _exact(answers, question) if filled == "number" else answers)
        return BLANK_OPEN + name + BLANK_CLOSE

    pieces, at = [], 0
    for opening in _OPENING.finditer(html):
        if opening.start() < at:
            continue
        answers = _ANSWERS.match(html, opening.end())
        if answers is None:
            break  # then nothing closes those behind it either
        pieces += [html[at : opening.start()], keep(opening, answers[1])]
        at = answers.end()
    html = "".join([*pieces, html[at:]])
    if not gaps:
        raise UnreadableError("its text has no gap")
    if broken := re.search(r"\{\d*(?:\.\d+)?:[A-Za-z_]+:", html):
        raise UnreadableError(f"`{broken.group()}…` is a gap that cannot be read")
    text = question.bank.markdown(html, question.at, question.files(element))
    fields = gap_text(question.bank, text, gaps, question.at)
    weight = sum((gap.weight for gap in gaps.values()), Decimal(0))
    return fields | {
        "points": points(question.bank, weight, question.at),
        "prompt": fields["prompt"] or question.bank.plain(question.name),
    }


def _cloze_answers(text: str, question: MoodleQuestion) -> list[Written]:
    """Return the answers of a gap: `=right#feedback~wrong~%50%half`, with a backslash before signs that are meant."""
    answers = []
    for part in re.split(r"(?<!\\)~", text):
        match = re.fullmatch(
            r"(?P<share>=|%-?[\d.]+%)?(?P<answer>(?:\\.|&(?:amp;)?#|[^#\\])*)(?:#(?P<said>.*))?", part, re.DOTALL
        )
        if not match:
            continue
        share = match["share"] or ""
        fraction = Decimal(100) if share == "=" else decimal(share.strip("%")) or Decimal(0)
        plain = decoded_text(plain_words(match["answer"])).strip()
        said = question.bank.markdown(decoded_text(match["said"] or ""), question.at, lambda _: None, inline=True)
        answers.append(Written(text=plain, fraction=fraction, feedback=said, at=question.at))
    return answers


def decoded_text(text: str) -> str:
    """Return a text in a gap, decoded as Moodle does."""
    return unescape(text.replace("\\~", "~")).replace("\\}", "}").replace("\\#", "#")


def _exact(answers: list[Written], question: MoodleQuestion) -> list[Written]:
    """Return a number's answers as texts; `answer:tolerance` loses its tolerance, which is reported."""
    texts = []
    for each in answers:
        number, _, tolerance = each.text.partition(":")
        if decimal(tolerance):
            question.bank.lost(f"a tolerance of {tolerance} for {number}: a blank takes this very number", each.at)
        texts.append(Written(text=number, fraction=each.fraction, feedback=each.feedback, at=each.at))
    return texts


def _words_to_place(question: MoodleQuestion) -> Data:
    """Return a text whose `[[1]]` are filled from a list of words, as a fill-in with choices."""
    element = question.element.find("questiontext")
    options = question.element.findall("selectoption") or question.element.findall("dragbox")
    words = [" ".join((option.findtext("text") or "").split()) for option in options]
    groups = [option.findtext("group") or "1" for option in options]
    gaps: dict[str, int] = {}

    def keep(match: re.Match[str]) -> str:
        number = int(match.group(1))
        if not 0 < number <= len(words):
            raise UnreadableError(f"there is no word for its gap `[[{number}]]`")
        name = characters(len(gaps) + 1)[-1]
        gaps[name] = number - 1
        return BLANK_OPEN + name + BLANK_CLOSE

    html = re.sub(r"\[\[(\d{1,9})\]\]", keep, question.html(element))
    if not gaps:
        raise UnreadableError("its text has no gap")
    plain = [decoded_text(plain_words(word)) for word in words]
    if question.flag("shuffleanswers", "0"):
        order = sorted(range(len(words)), key=lambda n: (plain[n].casefold(), n))
    else:
        order = list(range(len(words)))

    def choice(number: int, right: int) -> Written:
        return Written(
            text=plain[number], fraction=ALL if number == right else Decimal(0), feedback=None, at=question.at
        )

    filled = {
        name: Gap(Decimal(1), "choice", [choice(n, at) for n in order if groups[n] == groups[at]])
        for name, at in gaps.items()
    }
    for number, word in enumerate(words):
        if groups[number] not in {groups[at] for at in gaps.values()}:
            question.bank.lost(f"the word `{word}`, which no gap can take", question.at, answers=1)
    text = question.bank.markdown(html, question.at, question.files(element))
    fields = gap_text(question.bank, text, filled, question.at)
    return fields | {"prompt": fields["prompt"] or question.bank.plain(question.name)}


WITH_GAPS: Readers = {
    "cloze": _cloze,
    "multianswer": _cloze,
    "gapselect": _words_to_place,
    "ddwtos": _words_to_place,
}

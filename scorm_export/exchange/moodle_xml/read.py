"""Moodle XML: a `<quiz>` of `<question>`s, each with its texts as HTML and their images in base64 (qformat_xml)."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Callable
from decimal import Decimal
from html import escape, unescape
from urllib.parse import unquote

from scorm_export.diagnostics import SourceFile
from scorm_export.exchange.bank import (
    Bank,
    Data,
    UnreadableError,
    category_path,
    characters,
    decimal,
    plainly,
    points,
    tags,
)
from scorm_export.exchange.html_cleaning import plain_words
from scorm_export.exchange.plain_to_markdown import BLANK_CLOSE, BLANK_OPEN
from scorm_export.exchange.question_fields import (
    ALL,
    Choice,
    Gap,
    Pair,
    Written,
    blank,
    gap_text,
    multiple_choice,
    nobody_grades,
    numeric,
    pairing,
    sequencing,
    single_choice,
    targets_by_text,
)
from scorm_export.exchange.xml_files import Element, name_of, parse_xml, place
from scorm_export.questions import GRADED

PLUGIN_FILE = "@@PLUGINFILE@@/"
_STANDARD_FEEDBACK = ("", "Your answer is correct.", "Your answer is partially correct.", "Your answer is incorrect.")
_KNOWN = frozenset(
    "name questiontext generalfeedback defaultgrade penalty hidden idnumber answer tags hint image image_base64 "
    "correctfeedback partiallycorrectfeedback incorrectfeedback single shuffleanswers answernumbering usecase units "
    "showstandardinstruction shownumcorrect unitgradingtype unitpenalty showunits unitsleft instructions subquestion "
    "layouttype selecttype selectcount gradingtype showgrading numberingstyle responseformat responserequired "
    "responsefieldlines minwordlimit maxwordlimit attachments attachmentsrequired maxbytes filetypeslist graderinfo "
    "responsetemplate selectoption dragbox file".split()
)
"""Fields that are read, or that say only how something looks in Moodle; of others the words are told."""
_NOT_QUESTIONS = {"description": "a text without a question"}


def read(path: str, text: str, bank: Bank) -> None:
    """Add the questions of a document to a bank. Raises UnreadableError where it is none."""
    root, file = parse_xml(path, text)
    if name_of(root) != "quiz":
        raise UnreadableError(f"Moodle XML begins with `<quiz>`, not `<{name_of(root)}>`", place(file, root))
    category: tuple[str, ...] = ()
    for element in root.iterchildren():
        kind = element.get("type", "")
        if element.tag != "question":
            bank.lost(f"`<{name_of(element)}>` between the questions", place(file, element))
        elif kind == "category":
            category = category_path(element.findtext("category/text") or "")
            bank.title = bank.title or (category[-1] if category else "")
            if words := _text_of(element.find("info")):
                bank.lost(f"what is said of the category `{'/'.join(category)}`: {words}", place(file, element))
        else:
            _Question(element, kind, file, bank).add(category)
        for nested in element.iterdescendants("question"):
            if nested.get("type") != "category":
                bank.leave_out("a question within another element, where none may be", place(file, nested))


def _text_of(element: Element | None) -> str:
    """Return the words of a text, whatever its format."""
    text = "" if element is None else element.findtext("text") or ""
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())


class _Question:
    """One `<question>` while it is read."""

    def __init__(self, element: Element, kind: str, file: SourceFile, bank: Bank) -> None:
        self.element = element
        self.kind = kind
        self.file = file
        self.bank = bank
        self.at = place(file, element)
        self.name = " ".join((element.findtext("name/text") or "").split())
        self.shown: set[Element] = set()
        """The files that texts have named."""

    def add(self, category: tuple[str, ...]) -> None:
        """Add it to the bank, or tell why not."""
        name = self.name
        called = self.bank.called(name, _text_of(self.element.find("questiontext")))
        reader = _READERS.get(self.kind)
        if reader is None:
            what = _NOT_QUESTIONS.get(self.kind, f"a question of the type `{self.kind}`, which has no counterpart")
            self.bank.leave_out(f"{called}: {what}", self.at)
            return
        if self.flag("hidden", "0"):
            self.bank.leave_out(f"{called}: a question that is hidden, so nobody was asked it any more", self.at)
            return
        try:
            own = reader(self)
            image = self.old_image()
        except UnreadableError as problem:
            self.bank.leave_out(f"{called}: {problem}", problem.at or self.at)
            return
        words = [element.text or "" for element in self.element.iterfind("tags/tag/text")]
        prompt = own.pop("prompt", None) or self.text(self.element.find("questiontext")) or self.bank.plain(name)
        question: Data = {"id": "", "type": own.pop("type")}
        if question["type"] in GRADED:
            question["points"] = own.pop("points", None) or points(self.bank, self.number("defaultgrade"), self.at)
        prompt = "\n\n".join(filter(None, [prompt, image]))
        question["prompt"] = prompt or "–"
        question |= {**own, "explanation": self.text(self.element.find("generalfeedback")) or None}
        question["tags"] = tags([*words, *category])
        self._report_misplaced_answers()
        self.bank.add(question, (self.element.findtext("idnumber") or "", name, _words(prompt)), self.at)
        self._tell_of_the_rest()

    def old_image(self) -> str:
        """Return the image that files of Moodle 1.9 have beside the text of a question, as Markdown."""
        address = (self.element.findtext("image") or "").strip()
        content = self.element.findtext("image_base64") or ""
        if not address:
            return ""
        image = escape(address, quote=True)
        return self.bank.markdown(f'<img src="{image}">', self.at, lambda _: _decoded(content))

    def _report_misplaced_answers(self) -> None:
        for answer in self.element.iter("answer", "subquestion", "selectoption", "dragbox"):
            above = answer.getparent()
            is_pair = above is not None and above.tag == "subquestion"
            if above is not self.element and not is_pair and next(answer.iterancestors("question")) is self.element:
                told = f"an answer within another element, where none may be: {_text_of(answer)}"
                self.bank.lost(told, place(self.file, answer), answers=1, feedback=1)

    def _tell_of_the_rest(self) -> None:
        for element in self.element.iterchildren():
            name = name_of(element)
            if name not in _KNOWN and (words := " ".join("".join(element.itertext()).split())):
                self.bank.lost(f"its `{name}`: {words[:80]}", place(self.file, element))
        for field in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
            said = self.element.find(field)
            text = self.text(said)
            if said is not None and unescape(text).replace("\\", "") not in _STANDARD_FEEDBACK:
                self.bank.lost(f"what is said of a whole answer (`{field}`): {text}", place(self.file, said))
        for hint in self.element.iterfind("hint"):
            if text := self.text(hint):
                self.bank.lost(f"a hint for another try: {text}", place(self.file, hint))
        if (penalty := self.number("penalty")) and self.kind not in ("truefalse", "essay"):
            self.bank.losses.count(f"a penalty of {plainly(penalty)} for another try", self.at)
        for file in self.element.iter("file"):
            if file not in self.shown:
                self.bank.lost(f"the file `{file.get('name')}`, which none of its texts shows", place(self.file, file))

    def number(self, field: str) -> Decimal | None:
        """Return what a field holds as a number."""
        return decimal(self.element.findtext(field))

    def flag(self, field: str, default: str) -> bool:
        """Return what a field holds as true or false."""
        return (self.element.findtext(field) or default).strip() in ("true", "1")

    def html(self, element: Element | None) -> str:
        """Return a text as HTML, whatever format it says it has; Markdown is kept apart."""
        if element is None:
            return ""
        text = (element.findtext("text") or "").strip()
        form = element.get("format", "html")
        if form == "plain_text":
            return escape(text).replace("\n", "<br>")
        return re.sub(r"\r?\n", "<br>\n", text) if form == "moodle_auto_format" else text

    def text(self, element: Element | None, *, inline: bool = False) -> str:
        """Return a text as Markdown."""
        if element is None or not (element.findtext("text") or "").strip():
            return ""
        at = place(self.file, element)
        if element.get("format") == "markdown" and not inline and PLUGIN_FILE not in (element.findtext("text") or ""):
            return (element.findtext("text") or "").strip()
        return self.bank.markdown(self.html(element), at, self.files(element), inline=inline)

    def files(self, element: Element | None) -> Callable[[str], bytes | None]:
        """Return a look-up of the `<file>`s beside a text; their paths may have folders."""

        def look_up(address: str) -> bytes | None:
            if address.startswith("data:"):
                return _decoded(address.partition(";base64,")[2])
            wanted = unquote(address).removeprefix(PLUGIN_FILE).lstrip("/")
            for file in [] if element is None else element.findall("file"):
                if (file.get("path", "/") + file.get("name", "")).lstrip("/") == wanted:
                    self.shown.add(file)
                    return _decoded(file.text or "")
            return None

        return look_up

    def choices(self) -> list[Choice]:
        """Return the `<answer>`s as choices."""
        return [
            Choice(
                text=self.text(answer, inline=True),
                fraction=decimal(answer.get("fraction")) or Decimal(0),
                feedback=self.text(answer.find("feedback"), inline=True),
                at=place(self.file, answer),
            )
            for answer in self.element.iterfind("answer")
        ]

    def written(self) -> list[Written]:
        """Return the `<answer>`s as texts that may be written."""
        return [
            Written(
                text=unescape(answer.findtext("text") or "").strip(),
                fraction=decimal(answer.get("fraction")) or Decimal(0),
                feedback=self.text(answer.find("feedback"), inline=True),
                at=place(self.file, answer),
            )
            for answer in self.element.iterfind("answer")
        ]


def _decoded(text: str) -> bytes | None:
    try:
        return b64decode(text) or None
    except (binascii.Error, ValueError):
        return None


def _words(markdown: str) -> str:
    return " ".join(re.findall(r"\w+", markdown)[:6])


def _multichoice(question: _Question) -> Data:
    choices = question.choices()
    fields = (single_choice if question.flag("single", "true") else multiple_choice)(
        question.bank, choices, question.at
    )
    return fields | ({} if question.flag("shuffleanswers", "true") else {"keepOrder": True})


def _multichoiceset(question: _Question) -> Data:
    fields = multiple_choice(
        question.bank,
        [
            Choice(text=c.text, fraction=c.fraction or Decimal(-100), feedback=c.feedback, at=c.at)
            for c in question.choices()
        ],
        question.at,
    )
    fields.pop("penalty", None)
    return fields | {"credit": "all-or-nothing"}


def _truefalse(question: _Question) -> Data:
    answers: dict[str, Element] = {}
    for answer in question.element.iterfind("answer"):
        word = (answer.findtext("text") or "").strip().lower()
        if word not in ("true", "false") or word in answers:
            told = f"the answer `{word}` beside `true` and `false`, and what is said of it"
            question.bank.lost(told, place(question.file, answer), answers=1, feedback=1)
        else:
            answers[word] = answer
    right = [word for word, answer in answers.items() if decimal(answer.get("fraction")) == ALL]
    if len(right) != 1:
        raise UnreadableError("neither `true` nor `false` is right, or both are")
    said = {word: question.text(a.find("feedback"), inline=True) or None for word, a in sorted(answers.items())[::-1]}
    feedback = {word: text for word, text in said.items() if text}
    return {"type": "true-false", "answer": right[0] == "true", "feedback": feedback or None}


def _shortanswer(question: _Question) -> Data:
    match_case = question.flag("usecase", "0")
    return {
        "type": "fill-in",
        "blanks": [blank(question.bank, "a", question.written(), question.at, match_case=match_case)],
    }


def _numerical(question: _Question) -> Data:
    written, at = question.written(), question.at
    tolerances = [decimal(a.findtext("tolerance")) or Decimal(0) for a in question.element.iterfind("answer")]
    fields = numeric(question.bank, list(zip(written, tolerances, strict=True)), question.at)
    grading, penalty = question.element.findtext("unitgradingtype"), question.number("unitpenalty")
    if penalty and (grading or "1").strip() != "0":
        question.bank.lost(f"a penalty of {plainly(penalty)} for a wrong unit: the unit is no part of the answer", at)
    units = [
        (unit.findtext("unit_name") or "", decimal(unit.findtext("multiplier")))
        for unit in question.element.iterfind(".//unit")
    ]
    for name, multiplier in units[1:]:
        told = "" if multiplier is None else f", a {plainly(multiplier)}-th"
        question.bank.lost(f"another unit, `{name}`{told}: answers have one unit here", question.at)
    return fields | ({"unit": units[0][0]} if units and units[0][0] else {})


def _matching(question: _Question) -> Data:
    pairs: list[Pair] = []
    others: list[str] = []
    for element in question.element.iterfind("subquestion"):
        text = question.text(element, inline=True)
        target = question.bank.plain(unescape(element.findtext("answer/text") or ""))
        if question.kind == "ddmatch":
            target = question.text(element.find("answer"), inline=True)
        if text:
            pairs.append(Pair(source=text, target=target))
        elif target:
            others.append(target)
    return pairing(pairs, targets_by_text(question.bank, pairs, others), question.at)


def _ordering(question: _Question) -> Data:
    answers = sorted(question.element.iterfind("answer"), key=lambda a: decimal(a.get("fraction")) or Decimal(0))
    grading = (question.element.findtext("gradingtype") or "RELATIVE_NEXT_EXCLUDE_LAST").strip()
    if question.element.findtext("selecttype", "").strip() not in ("", "ALL", "0"):
        question.bank.lost("that each learner gets some of the items only: all are put in order here", question.at)
    for answer in answers:
        if text := question.text(answer.find("feedback"), inline=True):
            question.bank.lost(f"what is said of an item: {text}", place(question.file, answer), feedback=1)
    fields = sequencing([question.text(answer, inline=True) for answer in answers], question.at)
    if grading in ("ALL_OR_NOTHING", "-1"):
        return fields | {"credit": "all-or-nothing"}
    if grading not in ("RELATIVE_NEXT_EXCLUDE_LAST", "1"):
        question.bank.lost(
            f"`{grading}` as the rule for points: here each item after its right neighbour earns some", question.at
        )
    return fields


def _essay(question: _Question) -> Data:
    if notes := question.text(question.element.find("graderinfo")):
        hint = "write what learners may compare their texts with as `model`"
        question.bank.lost(f"notes for who grades: {notes}", question.at, hint)
    nobody_grades(question.bank, question.number("defaultgrade") or Decimal(1), question.at)
    if template := question.text(question.element.find("responsetemplate")):
        question.bank.lost(f"a text that the answer begins with: {template}", question.at)
    if question.number("attachments"):
        question.bank.lost("files that learners attach", question.at)
    for field in ("minwordlimit", "maxwordlimit"):
        if limit := question.number(field):
            question.bank.lost(
                f"a limit of {plainly(limit)} words (`{field}`): `length` counts characters", question.at
            )
    return {"type": "long-answer"}


_CLOZE = re.compile(
    r"\{(?P<weight>\d*(?:\.\d+)?):(?P<kind>[A-Z]+)(?P<form>(?:_[A-Z]+)?):(?P<answers>(?:\\.|[^}\\])*)\}", re.DOTALL
)
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


def _cloze(question: _Question) -> Data:
    element = question.element.find("questiontext")
    html = question.html(element)
    gaps: dict[str, Gap] = {}

    def keep(match: re.Match[str]) -> str:
        name = characters(len(gaps) + 1)[-1]
        kind = (
            match["kind"] if match["kind"] in _CLOZE_KINDS and match["form"] != "_C" else match["kind"] + match["form"]
        )
        if kind.startswith(("MULTICHOICE", "MC")):
            kind = "MULTICHOICE"
        if kind not in _CLOZE_KINDS:
            raise UnreadableError(f"it has a gap `{kind}`, which has no counterpart")
        answers = _cloze_answers(match["answers"], question)
        filled = _CLOZE_KINDS[kind]
        weight = decimal(match["weight"]) or Decimal(1)
        gaps[name] = Gap(weight, filled, _exact(answers, question) if filled == "number" else answers)
        return BLANK_OPEN + name + BLANK_CLOSE

    html = _CLOZE.sub(keep, html)
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


def _cloze_answers(text: str, question: _Question) -> list[Written]:
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
        plain = _decoded_text(plain_words(match["answer"])).strip()
        said = question.bank.markdown(_decoded_text(match["said"] or ""), question.at, lambda _: None, inline=True)
        answers.append(Written(text=plain, fraction=fraction, feedback=said, at=question.at))
    return answers


def _decoded_text(text: str) -> str:
    """Return what a text in a gap stands for, as Moodle decodes it."""
    return unescape(text.replace("\\~", "~")).replace("\\}", "}").replace("\\#", "#")


def _exact(answers: list[Written], question: _Question) -> list[Written]:
    """Return a number's answers as texts; `answer:tolerance` loses its tolerance, and that is told."""
    texts = []
    for each in answers:
        number, _, tolerance = each.text.partition(":")
        if decimal(tolerance):
            question.bank.lost(f"a tolerance of {tolerance} for {number}: a blank takes this very number", each.at)
        texts.append(Written(text=number, fraction=each.fraction, feedback=each.feedback, at=each.at))
    return texts


def _words_to_place(question: _Question) -> Data:
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
    plain = [_decoded_text(plain_words(word)) for word in words]
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


_READERS: dict[str, Callable[[_Question], Data]] = {
    "multichoice": _multichoice,
    "multichoiceset": _multichoiceset,
    "truefalse": _truefalse,
    "shortanswer": _shortanswer,
    "numerical": _numerical,
    "matching": _matching,
    "ddmatch": _matching,
    "ordering": _ordering,
    "essay": _essay,
    "cloze": _cloze,
    "multianswer": _cloze,
    "gapselect": _words_to_place,
    "ddwtos": _words_to_place,
}
"""How each type of Moodle's is read; types that are not here have no counterpart."""

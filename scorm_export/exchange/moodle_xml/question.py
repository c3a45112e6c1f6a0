"""A `<question>` of Moodle XML while it is read: its texts, files and answers."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Callable, Mapping
from decimal import Decimal
from html import escape, unescape
from urllib.parse import unquote

from scorm_export.diagnostics import SourceFile
from scorm_export.exchange.bank import Bank, Data, UnreadableError, characters, decimal, plainly, points, tags
from scorm_export.exchange.choosing_fields import Choice
from scorm_export.exchange.writing_fields import Written
from scorm_export.exchange.xml_files import Element, name_of, place
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
"""Fields that are read, or that only concern the display in Moodle; the words of others are reported."""
_MANY = frozenset("answer hint subquestion selectoption dragbox file tag".split())
"""Elements that stand beside others of the same name."""
_TEXTS = frozenset("name questiontext generalfeedback answer feedback subquestion selectoption dragbox".split())
_IN_TEXTS = frozenset(
    "text file feedback answer group infinite tolerance tolerancetype correctanswerformat correctanswerlength".split()
)
"""What stands in texts and answers."""
_GAPS = ("cloze", "multianswer", "gapselect", "ddwtos")
"""Types whose answers stand in the text, or go into it."""
_NOT_QUESTIONS = {"description": "a text without a question"}


def text_of(element: Element | None) -> str:
    """Return the words of a text, whatever its format."""
    text = "" if element is None else element.findtext("text") or ""
    return " ".join(re.sub(r"<[^<>]*>", " ", text).split())


class MoodleQuestion:
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

    def add(self, category: tuple[str, ...], readers: Readers) -> None:
        """Add it to the bank, or report why not."""
        name = self.name
        called = self.bank.called(name, text_of(self.element.find("questiontext")))
        reader = readers.get(self.kind)
        if reader is None:
            what = _NOT_QUESTIONS.get(self.kind, f"a question of the type `{self.kind}`, which has no counterpart")
            self.bank.leave_out(f"{called}: {what}", self.at)
            return
        if self.flag("hidden", "0"):
            self.bank.leave_out(f"{called}: a hidden question, which was no longer in use", self.at)
            return
        try:
            self._report_unread()
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
        self._report_the_rest()

    def _report_unread(self) -> None:
        """Report words that Moodle does not read: in a second element of a name, in one out of place, and in none.

        Raises UnreadableError for a text with gaps that has another one.
        """
        for parent in [self.element, *self.element.iterdescendants("{*}*")]:
            seen: set[str] = set()
            within = name_of(parent)
            for element in parent.iterchildren("{*}*"):
                name = name_of(element)
                is_read = name in _IN_TEXTS if within in _TEXTS else name != "questiontext" or parent is self.element
                if is_read and (name not in seen or (name in _MANY and within != "subquestion")):
                    seen.add(name)
                    continue
                if self.kind in _GAPS and "questiontext" in (name, within):
                    raise UnreadableError("its text stands there twice", place(self.file, element))
                words = " ".join(re.sub(r"<[^<>]*>", " ", " ".join(map(str, element.itertext()))).split())
                if words:
                    message = f"a `<{name}>` that Moodle does not read: {words}"
                    self.bank.lost(message, place(self.file, element), answers=1, feedback=1)
            if parent is self.element or within in _TEXTS:
                around = " ".join("".join([parent.text or "", *(each.tail or "" for each in parent)]).split())
                if around:
                    self.bank.lost(f"words outside of its elements: {around}", place(self.file, parent))

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
                message = f"an answer inside another element: {text_of(answer)}"
                self.bank.lost(message, place(self.file, answer), answers=1, feedback=1)

    def _report_the_rest(self) -> None:
        for element in self.element.iterchildren():
            name = name_of(element)
            if name not in _KNOWN and (words := " ".join("".join(element.itertext()).split())):
                self.bank.lost(f"its `{name}`: {words[:80]}", place(self.file, element))
        for field in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
            said = self.element.find(field)
            text = self.text(said)
            if said is not None and unescape(text).replace("\\", "") not in _STANDARD_FEEDBACK:
                self.bank.lost(f"feedback on the whole answer (`{field}`): {text}", place(self.file, said))
        for hint in self.element.iterfind("hint"):
            if text := self.text(hint):
                self.bank.lost(f"a hint for a further attempt: {text}", place(self.file, hint))
        if (penalty := self.number("penalty")) and self.kind not in ("truefalse", "essay"):
            self.bank.losses.count(f"a penalty of {plainly(penalty)} for a further attempt", self.at)
        for file in self.element.iter("file"):
            if file not in self.shown:
                self.bank.lost(f"the file `{file.get('name')}`, which none of its texts uses", place(self.file, file))

    def number(self, field: str) -> Decimal | None:
        """Return what a field holds as a number."""
        return decimal(self.element.findtext(field))

    def flag(self, field: str, default: str) -> bool:
        """Return what a field holds as true or false."""
        return (self.element.findtext(field) or default).strip() in ("true", "1")

    def html(self, element: Element | None) -> str:
        """Return a text as HTML, from whatever format it declares except Markdown."""
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
        """Return the `<answer>`s as choices. Raises UnreadableError for more than a question has."""
        answers = self.element.findall("answer")
        characters(len(answers))
        return [
            Choice(
                text=self.text(answer, inline=True),
                fraction=decimal(answer.get("fraction")) or Decimal(0),
                feedback=self.text(answer.find("feedback"), inline=True),
                at=place(self.file, answer),
            )
            for answer in answers
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


Readers = Mapping[str, Callable[[MoodleQuestion], Data]]
"""How each type of Moodle's is read; types that are not here have no counterpart."""

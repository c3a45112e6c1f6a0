"""An item while it is read: its texts, its responses, and what its scoring makes of answers."""

from __future__ import annotations

import copy
import posixpath
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from urllib.parse import unquote

from lxml import etree

from scorm_export.diagnostics import SourceFile
from scorm_export.exchange import TOOL
from scorm_export.exchange.bank import Bank, Data, UnreadableError, decimal, points
from scorm_export.exchange.choosing_fields import Choice
from scorm_export.exchange.qti.files import Files
from scorm_export.exchange.qti.responses import Answers, Response, UnknownRuleError, declared
from scorm_export.exchange.qti.scoring import Scoring
from scorm_export.exchange.xml_files import Element, name_of, place
from scorm_export.questions import GRADED

UNKNOWN = "which has no counterpart"
_CHOICES = tuple(
    f"{{*}}{name}" for name in ("simpleChoice", "inlineChoice", "simpleAssociableChoice", "hotspotChoice", "gapText")
)
_HIDDEN = ("{*}templateBlock", "{*}templateInline", "{*}printedVariable", "{*}infoControl")
"""Elements that show learners something at times, or what was computed."""


class Item:
    """One `<assessmentItem>` while it is read."""

    def __init__(self, root: Element, file: SourceFile, name: str, files: Files, bank: Bank) -> None:
        self.root = root
        self.file = file
        self.key = name
        """Its file among those of the package."""
        self.folder = posixpath.dirname(name)
        self.files = files
        self.bank = bank
        self.at = place(file, root)
        self.responses = {r.get("identifier", ""): declared(r) for r in root.iter("{*}responseDeclaration")}
        self.scoring = Scoring(root, self.responses)
        self.is_unknown = False
        self.best: Decimal | None = None
        """What the right answer earns by the scoring, where that was seen."""
        self.said = _feedback(root)
        self.said_of: dict[Element, list[Element]] = {}
        """The feedback within each choice."""
        self.hidden: list[Element] = []
        """What learners see only at times, and no feedback."""
        self._take_out_what_is_shown_at_times()
        self.blanks: dict[str, str] = {}
        """The identifiers of their responses, by the ids that blanks get."""
        self.placed: set[Element] = set()
        """Feedback that has found its place."""

    def _take_out_what_is_shown_at_times(self) -> None:
        """Take out of the body what is no part of the question; what holds an interaction stays where it is."""
        body = self.root.find("{*}itemBody")
        inside = list(body.iter("{*}feedbackBlock", "{*}feedbackInline")) if body is not None else []
        for said in inside:
            if not _asks(said) and said.getparent() is not None:
                for choice in said.iterancestors("{*}simpleChoice", "{*}hotspotChoice"):
                    self.said_of.setdefault(choice, []).append(said)
                remove(said)
        for part in list(self.root.iter(*_HIDDEN)):
            if not _asks(part):
                self.hidden.append(part)
                remove(part)

    def add(self, fields_of: Callable[[Item], Data]) -> None:
        """Add it to the bank, or report why not; `fields_of` reads its interaction."""
        identifier = self.root.get("identifier", "")
        if self.root.get("toolName") == TOOL:
            identifier = identifier.rpartition(".")[2]
        title = " ".join((self.root.get("title") or identifier).split())
        try:
            own = fields_of(self)
        except UnreadableError as problem:
            self.bank.leave_out(f"{self.bank.called(title)}: {problem}", problem.at or self.at)
            return
        question: Data = {"id": "", "type": own.pop("type")}
        if question["type"] in GRADED:
            question["points"] = points(self.bank, self.points(), self.at)
        prompt = own.pop("prompt", None)
        question |= {"prompt": prompt or self.bank.plain(title) or "–", **own, "explanation": self._explanation()}
        self._report_the_rest()
        self.bank.add(question, (identifier, title), self.at, key=self.key)

    def earned(self, answers: Answers) -> Decimal | None:
        """Return what answers earn by the item's own scoring; None without scoring, or if it is not supported."""
        if not self.scoring.is_there:
            return None
        try:
            return self.scoring.earned(answers)
        except UnknownRuleError:
            return None

    def report_unknown_scoring(self) -> None:
        """Report, once, that the answer an item declares is taken as right, since its rules are not supported."""
        if self.scoring.is_there and not self.is_unknown and self.root.get("toolName") != TOOL:
            self.is_unknown = True
            self.bank.lost("its scoring, whose rules are not supported: the answer that it declares is right", self.at)

    def check_key(self, answers: Answers) -> None:
        """Refuse a key that earns nothing, and note what it earns."""
        earned = self.earned(answers)
        if earned is not None and earned <= 0:
            raise UnreadableError("what its `correctResponse` says earns nothing by its own scoring")
        if earned is None:
            self.report_unknown_scoring()
        self.best = earned

    def report_declared(self, response: Response, right: Iterable[str]) -> None:
        """Report that the answer an item declares is not the one that its scoring takes as right."""
        if response.right and set(response.right) != set(right):
            declared = ", ".join(response.right)
            self.bank.lost(f"its `correctResponse` ({declared}), which its scoring contradicts", self.at)

    def points(self) -> Decimal | None:
        """Return the item's maximum: as it declares it, or as its mappings add up."""
        for outcome in self.root.iter("{*}outcomeDeclaration"):
            if outcome.get("identifier") == "SCORE" and (most := decimal(outcome.get("normalMaximum"))):
                return most
        for outcome in self.root.iter("{*}outcomeDeclaration"):
            if outcome.get("identifier") == "MAXSCORE" and (
                most := decimal(outcome.findtext("{*}defaultValue/{*}value"))
            ):
                return most
        if self.best:
            return self.best
        if not self.maps():
            return None
        worth = [worth_of(response) for response in self.responses.values() if response.mapping]
        return sum(worth, Decimal(0)) or None

    def maps(self) -> bool:
        """Whether the scoring uses a mapping."""
        processing = self.root.find("{*}responseProcessing")
        if processing is None:
            return False
        return "map_response" in processing.get("template", "") or processing.find(".//{*}mapResponse") is not None

    def html(self, element: Element, *, without: Iterable[Element] = ()) -> str:
        """Return what is in an element as HTML."""
        gone = {self._way(element, other) for other in without}
        clone = copy.deepcopy(element)
        for way in sorted(gone, reverse=True):
            target = clone
            for step in way:
                target = target[step]
            remove(target)
        for each in clone.iter("{*}*"):
            each.tag = name_of(each)
            if each.tag == "object" and each.get("type", "").startswith("image/"):
                _as_image(each)
            for attribute in list(each.attrib):
                local = etree.QName(attribute).localname
                if attribute != local:
                    each.set(local, each.attrib.pop(attribute))
        etree.cleanup_namespaces(clone)
        inner = (etree.tostring(child, encoding="unicode", method="html") for child in clone)
        text = (clone.text or "").replace("&", "&amp;").replace("<", "&lt;")
        return text + "".join(inner)

    @staticmethod
    def _way(root: Element, element: Element) -> tuple[int, ...]:
        steps: list[int] = []
        while element is not root:
            parent = element.getparent()
            assert parent is not None
            steps.insert(0, parent.index(element))
            element = parent
        return tuple(steps)

    def text(self, element: Element | None, *, inline: bool = False, without: Iterable[Element] = ()) -> str:
        """Return what is in an element as Markdown."""
        if element is None:
            return ""
        at = place(self.file, element)
        return self.bank.markdown(self.html(element, without=without), at, self.file_at, inline=inline)

    def file_at(self, address: str) -> bytes | None:
        """Return a file that the item names, relative to itself."""
        name = posixpath.normpath(posixpath.join(self.folder, unquote(address)))
        try:
            return self.files.read(name)
        except OSError:
            return None

    def choice(self, element: Element, fraction: Decimal) -> Choice:
        """Return a choice with its share in per cent, its feedback inside it or of its name."""
        said = self.said_of.get(element) or [f for f in self.said if f.get("identifier") == element.get("identifier")]
        return Choice(
            text=self.text(element, inline=True),
            fraction=fraction,
            feedback=self.joined(said),
            at=place(self.file, element),
        )

    def joined(self, said: Sequence[Element]) -> str:
        """Return feedback in one line; it has its place in the question."""
        texts = [text for text in (self.text(each, inline=True) for each in said) if text]
        self.placed |= set(said)
        self.bank.account(feedback=max(0, len(texts) - 1))
        return " ".join(texts)

    def prompt(self, body: Element, interaction: Element) -> str:
        """Return the text around an interaction, and its prompt."""
        around = self.text(body, without=[interaction, *self.aside(body, interaction)])
        return "\n\n".join(filter(None, [around, self.text(interaction.find("{*}prompt"))]))

    def aside(self, body: Element, interaction: Element) -> list[Element]:
        """Return what is in a body but not for learners to read while they answer."""
        found = []
        for rubric in body.iter("{*}rubricBlock"):
            if "candidate" in rubric.get("view", "").split():
                self.placed.add(rubric)
            else:
                found.append(rubric)
        around = set(interaction.iterancestors())
        return [each for each in found if each not in around]

    def _explanation(self) -> str | None:
        """Return the feedback that every learner gets, since its outcome is set unconditionally."""
        processing = self.root.find("{*}responseProcessing")
        always = {
            (rule.get("identifier"), (rule.findtext("{*}baseValue") or "").strip())
            for rule in (processing.iterchildren("{*}setOutcomeValue") if processing is not None else ())
        }
        left = [said for said in self.said if said not in self.placed]
        shown = [said for said in left if (said.get("outcomeIdentifier"), said.get("identifier")) in always]
        self.placed |= set(shown)
        self.bank.account(feedback=len(shown))
        return "\n\n".join(filter(None, map(self.text, shown))) or None

    def _report_the_rest(self) -> None:
        for said in self.said:
            if said not in self.placed:
                text = self.text(said, inline=True)
                self.bank.lost(
                    f"feedback `{said.get('identifier')}`, which depends on the answer: {text}",
                    place(self.file, said),
                    feedback=1,
                )
        for rubric in self.root.iter("{*}rubricBlock"):
            if rubric not in self.placed:
                self.bank.lost(
                    f"a text for {rubric.get('view')}: {self.text(rubric, inline=True)}", place(self.file, rubric)
                )
        self._report_out_of_place()
        for part in self.hidden:
            name, words = name_of(part), self.text(part, inline=True)
            what = (
                f"words that are shown only at times: {words}" if words else f"the value of `{part.get('identifier')}`"
            )
            self.bank.lost(f"`<{name}>`, {what}", place(self.file, part))
        for stimulus in self.root.iter("{*}assessmentStimulusRef"):
            self.bank.lost(f"the text `{stimulus.get('href')}`, which belongs to it", place(self.file, stimulus))
        for sheet in self.root.iter("{*}stylesheet"):
            self.bank.lost(f"the style sheet `{sheet.get('href')}`", place(self.file, sheet))

    def _report_out_of_place(self) -> None:
        """Report choices and interactions that are not where an item has them."""
        for choice in self.root.iter(*_CHOICES):
            name, above = name_of(choice), [name_of(each) for each in choice.iterancestors()]
            within = "simpleMatchSet" if name == "simpleAssociableChoice" else "Interaction"
            is_in_another = name in above
            if is_in_another or not any(each.endswith(within) for each in above):
                where = "inside another" if is_in_another else "outside an interaction"
                message = f"`<{name}>` {where}: {self.text(choice, inline=True)}"
                self.bank.lost(message, place(self.file, choice), answers=1)
        body = self.root.find("{*}itemBody")
        for each in self.root.iter("{*}*"):
            if name_of(each).endswith("Interaction") and all(above is not body for above in each.iterancestors()):
                answers = 1 + sum(1 for _ in each.iter(*_CHOICES))
                message = f"`<{name_of(each)}>` outside of its text: {self.text(each, inline=True)}"
                self.bank.lost(message, place(self.file, each), answers=answers)


def worth_of(response: Response) -> Decimal:
    """Return what the best response earns by its mapping; 1 without one."""
    earning = [value for value in response.mapping.values() if value > 0]
    if not earning:
        return Decimal(1)
    best = sum(earning, Decimal(0)) if response.cardinality != "single" else max(earning)
    return min(best, response.most) if response.most else best


def _feedback(root: Element) -> list[Element]:
    return [*root.iterchildren("{*}modalFeedback"), *root.iter("{*}feedbackBlock", "{*}feedbackInline")]


def _asks(element: Element) -> bool:
    """Whether an element contains an interaction."""
    return any(name_of(part).endswith("Interaction") for part in element.iter("{*}*"))


def _as_image(element: Element) -> None:
    """Turn an `<object>` that shows an image into an `<img>`, with its content as the text alternative."""
    alternative = " ".join("".join(element.itertext()).split())
    source, tail = element.get("data", ""), element.tail
    element.clear()
    element.tag, element.tail = "img", tail
    element.set("src", source)
    if alternative:
        element.set("alt", alternative)


def remove(element: Element) -> None:
    """Take an element out of its parent, but not the text behind it."""
    replace_by(element, "")


def replace_by(element: Element, text: str) -> None:
    """Put a text in the place of an element."""
    parent, previous = element.getparent(), element.getprevious()
    assert parent is not None
    text += element.tail or ""
    if previous is not None:
        previous.tail = (previous.tail or "") + text
    else:
        parent.text = (parent.text or "") + text
    parent.remove(element)

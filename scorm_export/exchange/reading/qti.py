"""QTI 2.1: an item, a test, or a package of both (IMS QTI 2.1, Assessment Test, Section, and Item).

Whatever version 2 a document says it has is read, since the parts that have a counterpart are the same in all.
"""

from __future__ import annotations

import copy
import lzma
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from scorm_export.diagnostics import Diagnostics, SourceFile
from scorm_export.exchange import TOOL
from scorm_export.exchange.reading._bank import Bank, Data, UnreadableError, characters, decimal, plainly, points
from scorm_export.exchange.reading._fields import (
    ALL,
    Choice,
    Gap,
    Pair,
    Written,
    are_alike,
    gap_text,
    multiple_choice,
    nobody_grades,
    pairing,
    sequencing,
    single_choice,
)
from scorm_export.exchange.reading._markdown import BLANK_CLOSE, BLANK_OPEN
from scorm_export.exchange.reading._xml import Element, name_of, place, read_xml
from scorm_export.questions.likert import MOST_LEVELS

MANIFEST = "imsmanifest.xml"
ENTRY_LIMIT = 64 * 1024 * 1024
"""Bytes of the largest file of a package."""
PACKAGE_LIMIT = 512 * 1024 * 1024
"""Bytes of all files of a package that are read."""
_MOST_ENTRIES = 20_000
_DAMAGES = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, RuntimeError, OSError, EOFError, ValueError)
"""What comes of entries that are damaged, locked or packed in a way that is not known."""
_ITEM, _TEST = re.compile(r"imsqti_item_xmlv2p\d"), re.compile(r"imsqti_(?:test|assessment)_xmlv2p\d")
_PIXEL = Decimal("0.01")
_UNKNOWN = "which has no counterpart"


class Files:
    """The files of a package, or those beside a single document, by paths with forward slashes."""

    def __init__(self, shown: str, names: Iterable[str], content: Callable[[str], bytes]) -> None:
        self.shown = shown
        self.names = set(names)
        self._content = content
        self._read = 0

    def read(self, name: str) -> bytes | None:
        """Return a file's bytes, or None. Raises UnreadableError for more than the limits."""
        if name not in self.names:
            return None
        data = self._content(name)
        self._read += len(data)
        if self._read > PACKAGE_LIMIT:
            raise UnreadableError(f"its files have more than {PACKAGE_LIMIT:,} bytes")
        return data


def package_files(path: str, data: bytes) -> Files:
    """Return the files of a zip; nothing is ever unpacked to where a name leads. Raises UnreadableError."""
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except zipfile.BadZipFile as problem:
        raise UnreadableError(f"this is not a zip that can be read: {problem}") from problem
    entries = {entry.filename: entry for entry in archive.infolist() if not entry.is_dir()}
    if len(entries) > _MOST_ENTRIES:
        raise UnreadableError(f"it has {len(entries):,} files, at most {_MOST_ENTRIES:,} are read")
    for name in entries:
        if name.startswith("/") or "\\" in name or ".." in name.split("/") or ":" in name.split("/")[0]:
            raise UnreadableError(f"its file `{name}` leads out of the package")

    def content(name: str) -> bytes:
        try:
            with archive.open(entries[name]) as entry:
                content = entry.read(ENTRY_LIMIT + 1)
        except _DAMAGES as problem:
            raise UnreadableError(f"its file `{name}` cannot be unpacked: {problem}") from problem
        if len(content) > ENTRY_LIMIT:
            raise UnreadableError(f"its file `{name}` has more than {ENTRY_LIMIT:,} bytes")
        return content

    return Files(path, entries, content)


def folder_files(path: Path) -> Files:
    """Return what lies beside a document and below, but nothing outside its folder."""
    root = path.parent.resolve()

    def content(name: str) -> bytes:
        with (root / name).open("rb") as file:
            data = file.read(ENTRY_LIMIT + 1)
        if len(data) > ENTRY_LIMIT:
            raise UnreadableError(f"`{name}` has more than {ENTRY_LIMIT:,} bytes")
        return data

    class Beside(set[str]):
        def __contains__(self, name: object) -> bool:
            if "\0" in str(name):
                return False
            target = (root / str(name)).resolve()
            return target.is_relative_to(root) and target.is_file()

    files = Files(path.parent.as_posix(), (), content)
    files.names = Beside()
    return files


def read_package(path: str, data: bytes, bank: Bank) -> None:
    """Add the questions of a package to a bank. Raises UnreadableError where it is none."""
    files = package_files(path, data)
    manifest = files.read(MANIFEST)
    if manifest is None:
        raise UnreadableError(f"a QTI package has an `{MANIFEST}` at its root")
    root, _ = read_xml(f"{path}/{MANIFEST}", manifest)
    resources = [(r.get("type", ""), unquote(r.get("href", ""))) for r in root.iter("{*}resource")]
    items = [href for kind, href in resources if _ITEM.match(kind)]
    tests = [href for kind, href in resources if _TEST.match(kind)]
    if not items and not tests:
        other = next((kind for kind, _ in resources if "qti" in kind), "")
        raise UnreadableError(f"it holds no questions in QTI 2{f', only `{other}`' if other else ''}")
    _read_documents(files, [*tests, *items], bank)


def read_document(path: Path, bank: Bank) -> None:
    """Add the questions of an item or a test, with what lies beside it, to a bank. Raises UnreadableError."""
    _read_documents(folder_files(path), [path.name], bank)


def _read_documents(files: Files, names: Iterable[str], bank: Bank) -> None:
    """Read documents, and after each those that it refers to, every one once. The first has to be readable."""
    waiting, read = list(names)[::-1], set[str]()
    while waiting:
        name = waiting.pop()
        if name in read:
            continue
        read.add(name)
        try:
            waiting += _read_document(files, name, bank)[::-1]
        except UnreadableError as problem:
            if len(read) == 1:
                raise
            shown = SourceFile(path=posixpath.join(files.shown, name)).span()
            bank.lost(f"`{name}`: {problem}", problem.at or shown)


def _read_document(files: Files, name: str, bank: Bank) -> list[str]:
    """Read a document and return the names of those it refers to. Raises UnreadableError."""
    shown = posixpath.join(files.shown, name)
    data = files.read(name)
    if data is None:
        bank.lost(f"`{name}`: there is no such file", SourceFile(path=shown).span())
        return []
    root, file = read_xml(shown, data)
    kind = name_of(root)
    if kind in ("assessmentTest", "assessmentSection"):
        if kind == "assessmentTest":
            bank.title = bank.title or root.get("title", "")
        references = root.iter("{*}assessmentItemRef", "{*}assessmentSectionRef")
        hrefs = [unquote(reference.get("href", "")) for reference in references]
        return [posixpath.normpath(posixpath.join(posixpath.dirname(name), href)) for href in hrefs]
    if kind != "assessmentItem":
        raise UnreadableError(
            f"QTI 2 begins with `<assessmentItem>` or `<assessmentTest>`, not `<{kind}>`", place(file, root)
        )
    _Item(root, file, posixpath.dirname(name), files, bank).add()
    return []


@dataclass(frozen=True, slots=True)
class _Response:
    """A `<responseDeclaration>`: what is right, and what each response is worth."""

    cardinality: str
    base_type: str
    right: list[str]
    mapping: dict[str, Decimal]
    case_sensitive: bool
    default: Decimal
    most: Decimal | None


class _Item:
    """One `<assessmentItem>` while it is read."""

    def __init__(self, root: Element, file: SourceFile, folder: str, files: Files, bank: Bank) -> None:
        self.root = root
        self.file = file
        self.folder = folder
        self.files = files
        self.bank = bank
        self.at = place(file, root)
        self.responses = {r.get("identifier", ""): _response(r) for r in root.iter("{*}responseDeclaration")}
        self.said = _feedback(root)
        self.blanks: dict[str, str] = {}
        """The identifiers of their responses, by the ids that blanks get."""
        self.told: set[Element] = set()
        """Feedback that has found its place."""

    def add(self) -> None:
        """Add it to the bank, or tell why not."""
        identifier = self.root.get("identifier", "")
        if self.root.get("toolName") == TOOL:
            identifier = identifier.rpartition(".")[2]
        title = " ".join((self.root.get("title") or identifier).split())
        try:
            own = self._own()
        except UnreadableError as problem:
            self.bank.lost(f"`{title}`: {problem}", problem.at or self.at)
            return
        question: Data = {"id": "", "type": own.pop("type")}
        if question["type"] not in ("long-answer", "likert"):
            question["points"] = points(self.bank, self.points(), self.at)
        prompt = own.pop("prompt", None)
        question |= {"prompt": prompt or self.bank.plain(title) or "–", **own, "explanation": self._explanation()}
        self.bank.add(question, (identifier, title), self.at)
        self._tell_of_the_rest()

    def _own(self) -> Data:
        if self.root.find("{*}templateDeclaration") is not None:
            raise UnreadableError("it is made anew for each learner by a template")
        if self.root.get("adaptive") == "true":
            raise UnreadableError("it is adaptive")
        body = self.root.find("{*}itemBody")
        found = [] if body is None else [e for e in body.iter("{*}*") if name_of(e).endswith("Interaction")]
        if body is None or not found:
            raise UnreadableError("it asks nothing")
        names = {name_of(interaction) for interaction in found}
        if names <= {"textEntryInteraction", "inlineChoiceInteraction"}:
            return self._blanks(body, found)
        if len(found) > 1:
            raise UnreadableError(f"it asks {len(found)} things in one question", place(self.file, found[1]))
        (interaction,) = found
        reader = _READERS.get(name_of(interaction))
        if reader is None:
            raise UnreadableError(
                f"a question of the type `{name_of(interaction)}`, {_UNKNOWN}", place(self.file, interaction)
            )
        response = self.responses.get(interaction.get("responseIdentifier", ""))
        if response is None:
            raise UnreadableError("its response is not declared", place(self.file, interaction))
        fields = reader(self, interaction, response)
        return fields | {"prompt": self._prompt(body, interaction)}

    def points(self) -> Decimal | None:
        """Return what the item is worth: what it says itself, or what its mappings add up to."""
        for outcome in self.root.iter("{*}outcomeDeclaration"):
            if outcome.get("identifier") == "SCORE" and (most := decimal(outcome.get("normalMaximum"))):
                return most
        for outcome in self.root.iter("{*}outcomeDeclaration"):
            if outcome.get("identifier") == "MAXSCORE" and (
                most := decimal(outcome.findtext("{*}defaultValue/{*}value"))
            ):
                return most
        if not self.maps():
            return None
        worth = [_worth(response) for response in self.responses.values() if response.mapping]
        return sum(worth, Decimal(0)) or None

    def maps(self) -> bool:
        """Whether responses earn what their mapping says."""
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
            _remove(target)
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
        inside = list(element.iter("{*}feedbackInline", "{*}feedbackBlock"))
        said = inside or [f for f in self.said if f.get("identifier") == element.get("identifier")]
        self.told |= set(said)
        return Choice(
            text=self.text(element, inline=True, without=inside),
            fraction=fraction,
            feedback=" ".join(filter(None, (self.text(each, inline=True) for each in said))),
            at=place(self.file, element),
        )

    def _prompt(self, body: Element, interaction: Element) -> str:
        """Return all that stands around an interaction, and its prompt."""
        around = self.text(body, without=[interaction, *self._aside(body, interaction)])
        return "\n\n".join(filter(None, [around, self.text(interaction.find("{*}prompt"))]))

    def _aside(self, body: Element, interaction: Element) -> list[Element]:
        """Return what is in a body but not for learners to read while they answer."""
        found = list(body.iter("{*}feedbackBlock"))
        for rubric in body.iter("{*}rubricBlock"):
            if "candidate" in rubric.get("view", "").split():
                self.told.add(rubric)
            else:
                found.append(rubric)
        around = set(interaction.iterancestors())
        return [each for each in found if each not in around]

    def _explanation(self) -> str | None:
        """Return the feedback that every learner gets: its outcome is set whatever was answered."""
        processing = self.root.find("{*}responseProcessing")
        always = {
            (rule.get("identifier"), (rule.findtext("{*}baseValue") or "").strip())
            for rule in (processing.iterchildren("{*}setOutcomeValue") if processing is not None else ())
        }
        left = [said for said in self.said if said not in self.told]
        shown = [said for said in left if (said.get("outcomeIdentifier"), said.get("identifier")) in always]
        self.told |= set(shown)
        return "\n\n".join(filter(None, map(self.text, shown))) or None

    def _tell_of_the_rest(self) -> None:
        for said in self.said:
            if said not in self.told:
                text = self.text(said, inline=True)
                self.bank.lost(
                    f"feedback `{said.get('identifier')}`, which depends on the answer: {text}", place(self.file, said)
                )
        for rubric in self.root.iter("{*}rubricBlock"):
            if rubric not in self.told:
                self.bank.lost(
                    f"a text for {rubric.get('view')}: {self.text(rubric, inline=True)}", place(self.file, rubric)
                )
        for sheet in self.root.iter("{*}stylesheet"):
            self.bank.lost(f"the style sheet `{sheet.get('href')}`", place(self.file, sheet))

    # blanks

    def _blanks(self, body: Element, found: list[Element]) -> Data:
        names = [each.get("responseIdentifier", "") for each in found]
        if len(set(names)) < len(names):
            raise UnreadableError("blanks share a response, so nothing tells which answer is right where", self.at)
        responses = [self.responses.get(name) for name in names]
        if len(found) == 1 and responses[0] and responses[0].base_type in ("float", "integer"):
            return self._number(body, found[0], responses[0])
        gaps: dict[str, Gap] = {}
        aside = self._aside(body, found[0])
        for name, interaction, response in zip(characters(len(found)), found, responses, strict=True):
            if response is None:
                raise UnreadableError("its response is not declared", place(self.file, interaction))
            gaps[name] = self._gap(interaction, response)
            self.blanks[name] = interaction.get("responseIdentifier", "")
            _replace(interaction, BLANK_OPEN + name + BLANK_CLOSE)
        return self.with_gaps(self.text(body, without=aside), gaps)

    def with_gaps(self, text: str, gaps: Mapping[str, Gap]) -> Data:
        """Return a text with its blanks, and what is said of them."""
        fields = gap_text(self.bank, text, gaps, self.at)
        blanks: list[Data] = fields["blanks"]
        for one in blanks:
            said = [
                f
                for f in self.said
                if f.get("identifier") == f"blank_{self.blanks.get(one['id'], '').removeprefix('RESPONSE_')}"
            ]
            self.told |= set(said)
            one["feedback"] = " ".join(self.text(each, inline=True) for each in said) or None
            if pattern := self._pattern(self.blanks.get(one["id"], "")):
                one["pattern"] = pattern
        if fields["text"] == f"[[{blanks[0]['id']}]]":
            del fields["text"]
        if any(_mentions(self.root, "blank_all")):
            fields["credit"] = "all-or-nothing"
        return fields

    def _pattern(self, response: str) -> str | None:
        """Return the pattern that a response may match."""
        for match in self.root.iter("{*}patternMatch"):
            variable = match.find("{*}variable")
            if variable is not None and variable.get("identifier") == response:
                return match.get("pattern")
        return None

    def _gap(self, interaction: Element, response: _Response) -> Gap:
        at = place(self.file, interaction)
        worth = _worth(response)
        if name_of(interaction) == "inlineChoiceInteraction":
            written = [
                Written(
                    text=" ".join("".join(c.itertext()).split()),
                    fraction=ALL if c.get("identifier") in response.right else Decimal(0),
                    feedback=None,
                    at=place(self.file, c),
                    wild=False,
                )
                for c in interaction.iter("{*}inlineChoice")
            ]
            return Gap(worth, "choice", written)
        shares = dict.fromkeys(response.right, ALL)
        if response.mapping:
            shares |= {text: ALL * value / worth for text, value in response.mapping.items() if value > 0}
        written = [Written(text=t, fraction=s, feedback=None, at=at, wild=False) for t, s in shares.items()]
        return Gap(worth, "case" if response.case_sensitive else "text", written)

    def _number(self, body: Element, interaction: Element, response: _Response) -> Data:
        least, most = (_bound(self.root, sign) for sign in ("gte", "lte"))
        fields: Data = {"type": "numeric"}
        if response.right:
            fields["answer"] = decimal(response.right[0])
            equal = next(self.root.iter("{*}equal"), None)
            if equal is not None and equal.get("toleranceMode") == "absolute":
                fields["tolerance"] = decimal(equal.get("tolerance", "").split(" ")[0]) or None
            elif equal is not None and equal.get("toleranceMode") == "relative":
                share = decimal(equal.get("tolerance", "").split(" ")[0]) or Decimal(0)
                fields["tolerance"] = abs(fields["answer"] or Decimal(0)) * share / 100
            elif least is not None and most is not None and fields["answer"] is not None:
                fields["tolerance"] = max(most - fields["answer"], fields["answer"] - least) or None
        elif least is not None or most is not None:
            fields["range"] = {"least": least, "most": most}
        if fields.get("answer") is None and "range" not in fields:
            raise UnreadableError("no number is right")
        unit = body.find(".//{*}span[@class='unit']")
        if unit is not None:
            fields["unit"] = " ".join("".join(unit.itertext()).split())
        said = [f for f in self.said if f.get("identifier") == "said"]
        self.told |= set(said)
        fields["feedback"] = " ".join(self.text(each, inline=True) for each in said) or None
        gone = [interaction, *([unit] if unit is not None else [])]
        return fields | {"prompt": self.text(body, without=[*gone, *self._aside(body, interaction)])}


def _response(declaration: Element) -> _Response:
    mapping = declaration.find("{*}mapping")
    entries = [] if mapping is None else list(mapping.iter("{*}mapEntry"))
    area = declaration.find("{*}areaMapping")
    if area is not None:
        entries = []
    return _Response(
        cardinality=declaration.get("cardinality", "single"),
        base_type=declaration.get("baseType", "identifier"),
        right=[(v.text or "").strip() for v in declaration.iterfind("{*}correctResponse/{*}value")],
        mapping={e.get("mapKey", ""): decimal(e.get("mappedValue")) or Decimal(0) for e in entries},
        case_sensitive=any(e.get("caseSensitive", "true") == "true" for e in entries) if entries else True,
        default=decimal(mapping.get("defaultValue")) or Decimal(0) if mapping is not None else Decimal(0),
        most=decimal(mapping.get("upperBound")) if mapping is not None else None,
    )


def _worth(response: _Response) -> Decimal:
    """Return what the best response earns by its mapping; 1 without one."""
    earning = [value for value in response.mapping.values() if value > 0]
    if not earning:
        return Decimal(1)
    best = sum(earning, Decimal(0)) if response.cardinality != "single" else max(earning)
    return min(best, response.most) if response.most else best


def _feedback(root: Element) -> list[Element]:
    return [*root.iterchildren("{*}modalFeedback"), *root.iter("{*}feedbackBlock", "{*}feedbackInline")]


def _mentions(root: Element, identifier: str) -> Iterator[bool]:
    return (element.get("identifier") == identifier for element in root.iter("{*}outcomeDeclaration"))


def _bound(root: Element, sign: str) -> Decimal | None:
    element = next(root.iter(f"{{*}}{sign}"), None)
    return None if element is None else decimal(element.findtext("{*}baseValue"))


def _as_image(element: Element) -> None:
    """Turn an `<object>` that shows an image into an `<img>`; what it holds says what it shows."""
    alternative = " ".join("".join(element.itertext()).split())
    source, tail = element.get("data", ""), element.tail
    element.clear()
    element.tag, element.tail = "img", tail
    element.set("src", source)
    if alternative:
        element.set("alt", alternative)


def _remove(element: Element) -> None:
    """Take an element out of its parent, but not the text behind it."""
    _replace(element, "")


def _replace(element: Element, text: str) -> None:
    parent, previous = element.getparent(), element.getprevious()
    assert parent is not None
    text += element.tail or ""
    if previous is not None:
        previous.tail = (previous.tail or "") + text
    else:
        parent.text = (parent.text or "") + text
    parent.remove(element)


def _choice(item: _Item, interaction: Element, response: _Response) -> Data:
    elements = list(interaction.iter("{*}simpleChoice"))
    if not response.right and not response.mapping:
        if response.cardinality != "single" or len(elements) > MOST_LEVELS:
            raise UnreadableError("none of its options is right")
        return _scale(item, elements)
    if response.cardinality == "single" and [e.get("identifier") for e in elements] == ["true", "false"]:
        said = {c: item.choice(e, ALL).feedback for c, e in zip(("true", "false"), elements, strict=True)}
        feedback = {word: text for word, text in said.items() if text}
        return {"type": "true-false", "answer": response.right == ["true"], "feedback": feedback or None}
    fields = _chosen(item, [(e, item.choice) for e in elements], response)
    keeps = interaction.get("shuffle", "false") == "false" and item.root.get("toolName") == TOOL
    return fields | ({"keepOrder": True} if keeps else {})


def _chosen(item: _Item, made: list[tuple[Element, Callable[[Element, Decimal], Choice]]], response: _Response) -> Data:
    """Return the fields of a single or multiple choice, by what is right or what each option is worth."""
    maps = item.maps() and bool(response.mapping)
    worth = _worth(response)

    def share(identifier: str) -> Decimal:
        if maps:
            return ALL * response.mapping.get(identifier, response.default) / worth
        return ALL if identifier in response.right else Decimal(0)

    choices = [make(element, share(element.get("identifier", ""))) for element, make in made]
    if response.cardinality == "single":
        return single_choice(item.bank, choices, item.at)
    if not maps:
        exact = [
            Choice(
                text=c.text,
                fraction=ALL / max(1, len(response.right)) if c.fraction else -ALL,
                feedback=c.feedback,
                at=c.at,
            )
            for c in choices
        ]
        fields = multiple_choice(_quiet(item.bank), exact, item.at)
        fields.pop("penalty", None)
        return fields | {"credit": "all-or-nothing"}
    return multiple_choice(item.bank, choices, item.at)


def _quiet(bank: Bank) -> Bank:
    """Return a bank that is told of nothing: the shares were made up."""
    return Bank(Diagnostics(), bank.id)


def _scale(item: _Item, elements: list[Element]) -> Data:
    """Return the fields of a scale: no option is right."""
    levels = [
        {"id": name, "text": item.text(element, inline=True)}
        for name, element in zip(characters(len(elements)), elements, strict=True)
    ]
    return {"type": "likert", "scale": levels}


def _matching(item: _Item, interaction: Element, response: _Response) -> Data:
    sets = list(interaction.iter("{*}simpleMatchSet"))
    if len(sets) != 2:  # noqa: PLR2004 — the specification's
        raise UnreadableError("it has not two sets to match")
    texts = {c.get("identifier", ""): item.text(c, inline=True) for s in sets for c in s}
    targets = {c.get("identifier", ""): texts[c.get("identifier", "")] for c in sets[1]}
    goes: dict[str, list[str]] = {}
    for value in response.right or list(response.mapping):
        source, _, target = value.partition(" ")
        goes.setdefault(source, []).append(target.strip())
    sources = [c.get("identifier", "") for c in sets[0]]
    for source in sources:
        if len(goes.get(source, [])) != 1:
            raise UnreadableError(f"`{texts[source]}` goes with {len(goes.get(source, []))} things, not with one")
        if goes[source][0] not in targets:
            raise UnreadableError(f"`{texts[source]}` goes with `{goes[source][0]}`, which is not there")
    pairs = []
    for source in sources:
        said = [f for f in item.said if f.get("identifier") == f"said_{source}"]
        item.told |= set(said)
        feedback = " ".join(item.text(each, inline=True) for each in said) or None
        pairs.append(Pair(source=texts[source], target=goes[source][0], feedback=feedback))
    fields = pairing(pairs, targets, item.at)
    if not are_alike(response.mapping.values()) and item.maps():
        item.bank.lost("that its pairs are worth different points: each earns an equal share", item.at)
    wrong = -response.default / (_worth(response) / max(1, len(pairs))) if item.maps() else Decimal(0)
    if wrong:
        fields["penalty"] = min(Decimal(1), wrong.quantize(_PIXEL, ROUND_HALF_UP).normalize() + 0)
    return fields | ({} if item.maps() else {"credit": "all-or-nothing"})


def _order(item: _Item, interaction: Element, response: _Response) -> Data:
    texts = {c.get("identifier", ""): item.text(c, inline=True) for c in interaction.iter("{*}simpleChoice")}
    if sorted(response.right) != sorted(texts):
        raise UnreadableError("its right order does not name every item once")
    fields = sequencing([texts[name] for name in response.right], item.at)
    return fields | ({} if any(_mentions(item.root, "NEIGHBOURS")) else {"credit": "all-or-nothing"})


def _gap_match(item: _Item, interaction: Element, response: _Response) -> Data:
    """Return a text whose gaps take words from a list, as a fill-in."""
    words = {w.get("identifier", ""): " ".join("".join(w.itertext()).split()) for w in interaction.iter("{*}gapText")}
    if any(True for _ in interaction.iter("{*}gapImg")):
        raise UnreadableError("images are put into its gaps")
    goes = {value.split(" ")[-1]: value.split(" ")[0] for value in response.right or list(response.mapping)}
    gaps: dict[str, Gap] = {}
    found = list(interaction.iter("{*}gap"))
    for name, gap in zip(characters(len(found)), found, strict=True):
        right = goes.get(gap.get("identifier", ""))
        if right not in words:
            raise UnreadableError(f"no word is right in its gap `{gap.get('identifier')}`")
        written = [
            Written(
                text=text,
                fraction=ALL if key == right else Decimal(0),
                feedback=None,
                at=place(item.file, gap),
                wild=False,
            )
            for key, text in words.items()
        ]
        gaps[name] = Gap(Decimal(1), "choice", written)
        _replace(gap, BLANK_OPEN + name + BLANK_CLOSE)
    prompt = interaction.find("{*}prompt")
    gone = [*interaction.iter("{*}gapText"), *([prompt] if prompt is not None else [])]
    fields = item.with_gaps(item.text(interaction, without=gone), gaps)
    if fields["prompt"]:
        fields["text"] = f"{fields.pop('prompt')}\n\n{fields['text']}"
    return fields


def _hotspot(item: _Item, interaction: Element, response: _Response) -> Data:
    image = interaction.find("{*}object")
    image = interaction.find("{*}img") if image is None else image
    address = (image.get("data") or image.get("src") or "") if image is not None else ""
    name = item.bank.keep_image(address, item.file_at)
    if image is None or name is None:
        raise UnreadableError(f"its image `{address}` is not there")
    width, height = decimal(image.get("width")), decimal(image.get("height"))
    if not width or not height:
        raise UnreadableError("its image does not say how wide and high it is", place(item.file, image))
    alternative = " ".join((image.get("alt") or "".join(image.itertext())).split())
    if not alternative:
        item.bank.lost("what the image shows in words: write it as `alternative`", place(item.file, image))
    elements = list(interaction.iter("{*}hotspotChoice"))

    def make(element: Element, fraction: Decimal) -> Choice:
        choice = item.choice(element, fraction)
        label = element.get("hotspotLabel") or element.get("label") or ""
        if not label:
            item.bank.lost(
                f"a name of the place `{element.get('identifier')}`: it had none",
                choice.at,
                "write what it is as its `text`",
            )
        text = item.bank.plain(label or element.get("identifier", ""))
        return Choice(text=text, fraction=choice.fraction, feedback=choice.feedback, at=choice.at)

    fields = _chosen(item, [(element, make) for element in elements], response)
    areas = fields.pop("options")
    for area, element in zip(areas, elements, strict=True):
        area["shape"] = _shape(item, element, width, height)
    if fields.pop("type") == "single-choice" or sum("correct" in area for area in areas) == 1:
        fields = {}
    return {"type": "hotspot", "image": name, "alternative": alternative or "–", "areas": areas, **fields}


def _shape(item: _Item, element: Element, width: Decimal, height: Decimal) -> str:
    """Return a shape in per cent of the image's width and height."""
    numbers = [decimal(part) for part in re.split(r"[\s,]+", element.get("coords", "").strip())]
    told = [number for number in numbers if number is not None]
    kind = element.get("shape")
    at = place(item.file, element)

    def across(number: Decimal) -> str:
        return plainly(min(max(number * 100 / width, Decimal(0)), ALL).quantize(_PIXEL, ROUND_HALF_UP))

    def down(number: Decimal) -> str:
        return plainly(min(max(number * 100 / height, Decimal(0)), ALL).quantize(_PIXEL, ROUND_HALF_UP))

    if kind == "rect" and len(told) == 4:  # noqa: PLR2004 — left, top, right, bottom
        left, top, right, bottom = told
        return f"rectangle {across(left)} {down(top)} {across(right - left)} {down(bottom - top)}"
    if kind == "circle" and len(told) == 3:  # noqa: PLR2004 — middle, radius
        return f"circle {across(told[0])} {down(told[1])} {across(told[2])}"
    if kind == "poly" and len(told) >= 6 and len(told) % 2 == 0:  # noqa: PLR2004 — three corners
        corners = list(zip(told[::2], told[1::2], strict=True))
        corners = corners[:-1] if corners[0] == corners[-1] else corners
        return "polygon " + ", ".join(f"{across(x)} {down(y)}" for x, y in corners)
    if kind == "ellipse" and len(told) == 4:  # noqa: PLR2004 — middle, both radii
        x, y, horizontal, vertical = told
        item.bank.lost("an ellipse, which becomes the rectangle around it", at)
        return f"rectangle {across(x - horizontal)} {down(y - vertical)} {across(2 * horizontal)} {down(2 * vertical)}"
    raise UnreadableError(f"a place of the shape `{kind}`, {_UNKNOWN}", at)


def _extended_text(item: _Item, interaction: Element, response: _Response) -> Data:
    del response
    model, criteria = "", []
    for rubric in item.root.iter("{*}rubricBlock"):
        if "scorer" not in rubric.get("view", "").split():
            continue
        item.told.add(rubric)
        listed = rubric.find("{*}ul[@class='criteria']")
        criteria += [item.text(each, inline=True) for each in (listed if listed is not None else ())]
        model += item.text(rubric, without=[listed] if listed is not None else ())
    length = decimal(interaction.get("expectedLength"))
    fields: Data = {"type": "long-answer"}
    worth = item.points()
    if criteria and model:
        fields["points"] = points(item.bank, worth, item.at)
    elif worth:
        nobody_grades(item.bank, worth, item.at)
    if length:
        fields["length"] = max(Decimal(1), min(length, Decimal(2000)))
    named = [{"id": n, "text": t} for n, t in zip(characters(len(criteria)), criteria, strict=True)]
    return fields | {"model": model or None, "criteria": named or None}


_READERS: dict[str, Callable[[_Item, Element, _Response], Data]] = {
    "choiceInteraction": _choice,
    "matchInteraction": _matching,
    "orderInteraction": _order,
    "gapMatchInteraction": _gap_match,
    "hotspotInteraction": _hotspot,
    "extendedTextInteraction": _extended_text,
}
"""How each kind of interaction is read; kinds that are not here have no counterpart."""

"""QTI 2.1: an item, a test, or a package of both (IMS QTI 2.1, Assessment Test, Section, and Item).

Whatever version 2 a document says it has is read, since the parts that have a counterpart are the same in all.
"""

from __future__ import annotations

import codecs
import copy
import lzma
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from scorm_export.diagnostics import SourceFile
from scorm_export.exchange import TOOL
from scorm_export.exchange.bank import Bank, Data, UnreadableError, characters, decimal, plainly, points
from scorm_export.exchange.html_to_markdown import BLANK_CLOSE, BLANK_OPEN
from scorm_export.exchange.qti.scoring import Answers, Response, Scoring, UnknownRuleError, declared
from scorm_export.exchange.question_fields import (
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
from scorm_export.exchange.xml_files import Element, name_of, place, read_xml
from scorm_export.questions import GRADED
from scorm_export.questions.likert.question import MOST_LEVELS

MANIFEST = "imsmanifest.xml"
ENTRY_LIMIT = 64 * 1024 * 1024
"""Bytes of the largest file of a package."""
PACKAGE_LIMIT = 512 * 1024 * 1024
"""Bytes of all files of a package that are read."""
_MOST_ENTRIES = 20_000
_DAMAGES = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, RuntimeError, OSError, EOFError, ValueError)
"""What comes of entries that are damaged, locked or packed in a way that is not known."""
_ITEM, _TEST = re.compile(r"imsqti_item_xmlv2p\d"), re.compile(r"imsqti_(?:test|assessment)_xmlv2p\d")
_IS_ITEM = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?assessmentItem[\s>]")
_MOST_TRIED = 10
"""Options of which every set is tried, where the scoring looks at sets only."""
_TRUTH = ("true", "false")
_PIXEL = Decimal("0.01")
_UNKNOWN = "which has no counterpart"


class Files:
    """The files of a package, or those beside a single document, by paths with forward slashes."""

    def __init__(self, shown: str, names: Iterable[str], content: Callable[[str], bytes]) -> None:
        self.shown = shown
        self.names = set(names)
        self._content = content
        self._read = 0

    @property
    def is_full(self) -> bool:
        """Whether no more is read."""
        return self._read > PACKAGE_LIMIT

    def is_item(self, name: str) -> bool:
        """Whether a file can be read and looks like a question."""
        try:
            data = self.read(name) or b""
            if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                data = data.decode("utf-16", "replace").encode()
            return _IS_ITEM.search(data) is not None
        except (UnreadableError, OSError):
            return False

    def read(self, name: str) -> bytes | None:
        """Return a file's bytes, or None. Raises UnreadableError for more than the limits."""
        if name not in self.names:
            return None
        if not self.is_full:
            data = self._content(name)
            self._read += len(data)
        if self.is_full:
            raise UnreadableError(f"its files have more than {PACKAGE_LIMIT:,} bytes")
        return data


def package_files(path: str, data: bytes) -> Files:
    """Return the files of a zip; nothing is ever unpacked to where a name leads. Raises UnreadableError."""
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except _DAMAGES as problem:
        raise UnreadableError(f"this is not a zip that can be read: {problem}") from problem
    entries = {entry.filename.replace("\\", "/"): entry for entry in archive.infolist() if not entry.is_dir()}
    entries = {name: entry for name, entry in entries.items() if not name.endswith("/")}
    if len(entries) > _MOST_ENTRIES:
        raise UnreadableError(f"it has {len(entries):,} files, at most {_MOST_ENTRIES:,} are read")
    for name in entries:
        if name.startswith("/") or ".." in name.split("/") or ":" in name.split("/")[0]:
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
    root_folder = _root_folder(files)
    manifest = files.read(posixpath.join(root_folder, MANIFEST))
    assert manifest is not None
    root, file = read_xml(f"{path}/{posixpath.join(root_folder, MANIFEST)}", manifest, bank.found)
    listed = list(root.iter("{*}resource"))
    resources = [(r.get("type", ""), _within(root_folder, r.get("href", ""))) for r in listed if r.get("href")]
    for resource in listed:
        if not resource.get("href") and _ITEM.match(resource.get("type", "")):
            bank.lost(f"the question `{resource.get('identifier')}`, of which no file is named", place(file, resource))
    items = [href for kind, href in resources if _ITEM.match(kind)]
    tests = [href for kind, href in resources if _TEST.match(kind)]
    if not items and not tests:
        other = next((kind for kind, _ in resources if "qti" in kind), "")
        raise UnreadableError(f"it holds no questions in QTI 2{f', only `{other}`' if other else ''}")
    read = _read_documents(files, [*tests, *items], bank, items)
    for name in sorted(files.names - read):
        if name.endswith(".xml") and files.is_item(name):
            shown = SourceFile(path=posixpath.join(files.shown, name)).span()
            bank.leave_out(f"`{name}`: a question that neither the manifest nor a test names", shown)


def _root_folder(files: Files) -> str:
    """Return the folder that the manifest lies in: the root, or one that somebody packed around it."""
    found = sorted((name for name in files.names if posixpath.basename(name) == MANIFEST), key=lambda n: n.count("/"))
    if not found:
        raise UnreadableError(f"a QTI package has an `{MANIFEST}` at its root")
    if len(found) > 1 and found[0] != MANIFEST:
        raise UnreadableError(f"it has {len(found)} files `{MANIFEST}`, and none at its root: import them one by one")
    return posixpath.dirname(found[0])


def _within(folder: str, href: str) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(href).replace("\\", "/")))


def read_document(path: Path, bank: Bank, encoding: str | None = None) -> None:
    """Add the questions of an item or a test, with what lies beside it, to a bank. Raises UnreadableError."""
    _read_documents(folder_files(path), [path.name], bank, (), encoding)


def _read_documents(
    files: Files, names: Iterable[str], bank: Bank, items: Iterable[str] = (), encoding: str | None = None
) -> set[str]:
    """Read documents, and after each those that it refers to, every one once; return their names.

    `items` are known to be questions. The first document has to be readable.
    """
    waiting, read, asked = list(names)[::-1], set[str](), set(items)
    while waiting:
        name = waiting.pop()
        if name in read:
            continue
        read.add(name)
        try:
            more, sections = _read_document(files, name, bank, encoding)
        except UnreadableError as problem:
            if len(read) == 1 and not waiting:
                raise
            shown = SourceFile(path=posixpath.join(files.shown, name)).span()
            told = f"`{name}`: {problem}"
            if name in asked or files.is_item(name):
                bank.leave_out(told, problem.at or shown)
            else:
                bank.lost(told, problem.at or shown)
            continue
        asked |= set(more)
        waiting += [*more, *sections][::-1]
    return read


def _read_document(files: Files, name: str, bank: Bank, encoding: str | None) -> tuple[list[str], list[str]]:
    """Read a document; return the names of the items and of the sections it refers to. Raises UnreadableError."""
    shown = posixpath.join(files.shown, name)
    data = files.read(name)
    if data is None:
        raise UnreadableError("there is no such file", SourceFile(path=shown).span())
    root, file = read_xml(shown, data, bank.found, encoding)
    kind = name_of(root)
    if kind in ("assessmentTest", "assessmentSection"):
        if kind == "assessmentTest":
            bank.title = bank.title or root.get("title", "")
        items, sections = (
            [_within(posixpath.dirname(name), reference.get("href", "")) for reference in root.iter(tag)]
            for tag in ("{*}assessmentItemRef", "{*}assessmentSectionRef")
        )
        return items, sections
    if kind != "assessmentItem":
        raise UnreadableError(
            f"QTI 2 begins with `<assessmentItem>` or `<assessmentTest>`, not `<{kind}>`", place(file, root)
        )
    _Item(root, file, posixpath.dirname(name), files, bank).add()
    return [], []


class _Item:
    """One `<assessmentItem>` while it is read."""

    def __init__(self, root: Element, file: SourceFile, folder: str, files: Files, bank: Bank) -> None:
        self.root = root
        self.file = file
        self.folder = folder
        self.files = files
        self.bank = bank
        self.at = place(file, root)
        self.responses = {r.get("identifier", ""): declared(r) for r in root.iter("{*}responseDeclaration")}
        self.scoring = Scoring(root, self.responses)
        self.is_unknown = False
        self.best: Decimal | None = None
        """What the right answer earns by the scoring, where that was seen."""
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
            self.bank.leave_out(f"{self.bank.called(title)}: {problem}", problem.at or self.at)
            return
        question: Data = {"id": "", "type": own.pop("type")}
        if question["type"] in GRADED:
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

    def earned(self, answers: Answers) -> Decimal | None:
        """Return what answers earn by the item's own scoring; None where it has none, or one that is not known here."""
        if not self.scoring.is_there:
            return None
        try:
            return self.scoring.earned(answers)
        except UnknownRuleError:
            return None

    def tell_of_unknown_scoring(self) -> None:
        """Tell, once, that what is right is what an item declares, since its rules are not known here."""
        if self.scoring.is_there and not self.is_unknown and self.root.get("toolName") != TOOL:
            self.is_unknown = True
            self.bank.lost("how it is scored, by rules that are not known here: what it declares is right", self.at)

    def check_key(self, answers: Answers) -> None:
        """Refuse a key that earns nothing, and note what it earns."""
        earned = self.earned(answers)
        if earned is not None and earned <= 0:
            raise UnreadableError("what its `correctResponse` says earns nothing by its own scoring")
        if earned is None:
            self.tell_of_unknown_scoring()
        self.best = earned

    def tell_of_declared(self, response: Response, right: Iterable[str]) -> None:
        """Tell that what an item declares to be right is not what its scoring takes for right."""
        if response.right and set(response.right) != set(right):
            declared = ", ".join(response.right)
            self.bank.lost(f"its `correctResponse` ({declared}), which its scoring does not go by", self.at)

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
        if self.best:
            return self.best
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
        if not blanks:
            raise UnreadableError("it has no gap")
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

    def _gap(self, interaction: Element, response: Response) -> Gap:
        at = place(self.file, interaction)
        name = interaction.get("responseIdentifier", "")
        if name_of(interaction) == "inlineChoiceInteraction":
            choices = {
                c.get("identifier", ""): (" ".join("".join(c.itertext()).split()), place(self.file, c))
                for c in interaction.iter("{*}inlineChoice")
            }
            shares = self._shares_of_gap(name, response, list(choices))
            written = [
                Written(text=text, fraction=shares.get(key, Decimal(0)), feedback=None, at=where, wild=False)
                for key, (text, where) in choices.items()
            ]
            return Gap(_worth(response), "choice", written)
        texts = [v.text.strip() for v in self.root.iter("{*}baseValue") if v.get("baseType") == "string" and v.text]
        shares = self._shares_of_gap(name, response, [*response.right, *response.mapping, *texts])
        written = [Written(text=t, fraction=s, feedback=None, at=at, wild=False) for t, s in shares.items() if s > 0]
        right = [each.text for each in written if each.fraction == ALL]
        return Gap(_worth(response), "case" if self._counts_case(name, response, right) else "text", written)

    def _counts_case(self, name: str, response: Response, right: Iterable[str]) -> bool:
        """Whether a right text earns less in other letters: by the mapping, or else by the scoring."""
        text = next((each for each in right if each != each.swapcase()), None)
        if response.mapping or text is None:
            return response.case_sensitive
        others = {key: other.right[:1] for key, other in self.responses.items() if key != name}
        one, other = (self.earned({**others, name: [each]}) for each in (text, text.swapcase()))
        return response.case_sensitive if one is None else one != other

    def _shares_of_gap(self, name: str, response: Response, candidates: Iterable[str]) -> dict[str, Decimal]:
        """Return the share in per cent that each candidate earns where all other gaps are right."""
        others = {key: other.right[:1] for key, other in self.responses.items() if key != name}
        without = self.earned(others)
        earned = {text: self.earned({**others, name: [text]}) for text in dict.fromkeys(candidates)}
        if without is None or any(each is None for each in earned.values()):
            self.tell_of_unknown_scoring()
            shares = dict.fromkeys(response.right, ALL)
            worth = _worth(response)
            return shares | {text: ALL * value / worth for text, value in response.mapping.items() if value > 0}
        more = {text: each - without for text, each in earned.items() if each is not None}
        best = max(more.values(), default=Decimal(0))
        if best <= 0:
            return {}
        right = [text for text, each in more.items() if each == best]
        if response.right and response.right[0] not in right:
            self.tell_of_declared(response, right)
        order = sorted(more, key=lambda text: text not in response.right)
        return {text: (ALL * more[text] / best).quantize(_PIXEL) for text in order}

    def _number(self, body: Element, interaction: Element, response: Response) -> Data:
        fields: Data = {"type": "numeric", **self._accepted(interaction.get("responseIdentifier", ""), response)}
        unit = body.find(".//{*}span[@class='unit']")
        if unit is not None:
            fields["unit"] = " ".join("".join(unit.itertext()).split())
        said = [f for f in self.said if f.get("identifier") == "said"]
        self.told |= set(said)
        fields["feedback"] = " ".join(self.text(each, inline=True) for each in said) or None
        aside = [*([unit] if unit is not None else []), *self._aside(body, interaction)]
        if _stands_in_words(interaction, unit):
            _replace(interaction, BLANK_OPEN)
        else:
            aside.append(interaction)
        prompt = self.text(body, without=aside).replace(BLANK_OPEN, "\\_\\_\\_\\_\\_")
        return fields | {"prompt": prompt}

    def _accepted(self, name: str, response: Response) -> Data:
        """Return the answer and its tolerance, or the range, that the rules take, and that earns what it should."""
        least, most = (_bound(self.root, sign) for sign in ("gte", "lte"))
        for sign, end in (("gt", least), ("lt", most)):
            if end is None and (bound := _bound(self.root, sign)) is not None and bound != 0:
                raise UnreadableError(
                    f"a number has to be `{sign}` {plainly(bound)}: here the ends of a range are right too"
                )
        equal = next(self.root.iter("{*}equal"), None)
        literal = None if equal is None else equal.find("{*}baseValue")
        declared_right = response.right[0] if response.right else ""
        answer = decimal(literal.text if literal is not None else declared_right)
        if literal is not None and answer != decimal(declared_right):
            self.tell_of_declared(response, [literal.text or ""])
        tolerance = decimal((equal.get("tolerance", "").split() or [""])[0]) if equal is not None else None
        fields: Data = {"answer": answer}
        if equal is not None and equal.get("toleranceMode") == "absolute":
            fields["tolerance"] = tolerance or None
        elif equal is not None and equal.get("toleranceMode") == "relative":
            fields["tolerance"] = abs(answer or Decimal(0)) * (tolerance or Decimal(0)) / 100
        elif answer is not None and least is not None and most is not None and most - answer == answer - least:
            fields["tolerance"] = most - answer or None
        elif least is not None or most is not None:
            fields = {"range": {"least": least, "most": most}}
        if answer is None and "range" not in fields:
            raise UnreadableError("no number is right")
        right = answer if "range" not in fields else least if least is not None else most
        self.check_key({name: [plainly(right or Decimal(0))]})
        return fields


def _worth(response: Response) -> Decimal:
    """Return what the best response earns by its mapping; 1 without one."""
    earning = [value for value in response.mapping.values() if value > 0]
    if not earning:
        return Decimal(1)
    best = sum(earning, Decimal(0)) if response.cardinality != "single" else max(earning)
    return min(best, response.most) if response.most else best


def _feedback(root: Element) -> list[Element]:
    return [*root.iterchildren("{*}modalFeedback"), *root.iter("{*}feedbackBlock", "{*}feedbackInline")]


def _stands_in_words(interaction: Element, unit: Element | None) -> bool:
    """Whether words, but for a unit, come after something that is to be filled in on its line."""
    parent = interaction.getparent()
    assert parent is not None
    behind = [interaction.tail or ""]
    for sibling in interaction.itersiblings():
        behind += ["" if sibling is unit else "".join(sibling.itertext()), sibling.tail or ""]
    return bool("".join(behind).strip())


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


def _choice(item: _Item, interaction: Element, response: Response) -> Data:
    elements = list(interaction.iter("{*}simpleChoice"))
    name = interaction.get("responseIdentifier", "")
    ids = [e.get("identifier", "") for e in elements]
    if len(set(ids)) < max(len(ids), 2):
        raise UnreadableError(
            "it has not two options, each with an identifier of its own", place(item.file, interaction)
        )
    if not response.right and not response.mapping and not any(item.earned({name: [each]}) for each in ids):
        if response.cardinality != "single" or len(elements) > MOST_LEVELS:
            raise UnreadableError("none of its options is right")
        return _scale(item, elements)
    if response.cardinality == "single" and ids == list(_TRUTH) and _says_true_and_false(elements):
        shares = _shares(item, name, response, ids)
        said = {c: item.choice(e, ALL).feedback for c, e in zip(_TRUTH, elements, strict=True)}
        feedback = {word: text for word, text in said.items() if text}
        if sorted(shares.values()) != [0, ALL]:
            raise UnreadableError("neither `true` nor `false` is right, or both are")
        return {"type": "true-false", "answer": shares["true"] == ALL, "feedback": feedback or None}
    fields = _chosen(item, name, [(e, item.choice) for e in elements], response)
    keeps = interaction.get("shuffle", "false") == "false" and item.root.get("toolName") == TOOL
    return fields | ({"keepOrder": True} if keeps else {})


def _says_true_and_false(elements: Iterable[Element]) -> bool:
    """Whether options named `true` and `false` say nothing else."""
    words = [
        "".join(
            (e.text or "", *(c.tail or "" for c in e.iterchildren("{*}feedbackInline", "{*}feedbackBlock")))
        ).strip()
        for e in elements
    ]
    return [word.lower() for word in words] == list(_TRUTH)


def _shares(item: _Item, name: str, response: Response, ids: Sequence[str]) -> dict[str, Decimal]:
    """Return the share in per cent that each option alone earns: by the scoring, or else by what is declared."""
    earned = {each: item.earned({name: [each]}) for each in ids}
    known = {each: number for each, number in earned.items() if number is not None}
    if len(known) == len(earned):
        best = max(known.values(), default=Decimal(0))
        if best <= 0:
            raise UnreadableError("none of its options earns anything by its own scoring")
        item.best = best
        item.tell_of_declared(response, [each for each, number in known.items() if number == best])
        return {each: ALL * number / best for each, number in known.items()}
    item.tell_of_unknown_scoring()
    if item.maps() and response.mapping:
        worth = _worth(response)
        return {each: ALL * response.mapping.get(each, response.default) / worth for each in ids}
    return {each: ALL if each in response.right else Decimal(0) for each in ids}


def _chosen(
    item: _Item, name: str, made: list[tuple[Element, Callable[[Element, Decimal], Choice]]], response: Response
) -> Data:
    """Return the fields of a single or multiple choice, by what each option earns."""
    ids = [element.get("identifier", "") for element, _ in made]
    if response.cardinality == "single":
        shares = _shares(item, name, response, ids)
        return single_choice(item.bank, [make(e, shares[i]) for i, (e, make) in zip(ids, made, strict=True)], item.at)
    if by_option := _shares_together(item, name, response, ids):
        choices = [make(e, by_option[i]) for i, (e, make) in zip(ids, made, strict=True)]
        return multiple_choice(item.bank, choices, item.at)
    right = _right_set(item, name, response, ids)
    share = ALL / max(1, len(right))
    choices = [make(e, share if i in right else -share) for i, (e, make) in zip(ids, made, strict=True)]
    fields = multiple_choice(item.bank, choices, item.at)
    fields.pop("penalty", None)
    return fields | {"credit": "all-or-nothing"}


def _shares_together(item: _Item, name: str, response: Response, ids: Sequence[str]) -> dict[str, Decimal] | None:
    """Return the share in per cent that each option adds or takes away; None where only whole sets earn anything."""
    alone = {each: item.earned({name: [each]}) or Decimal(0) for each in ids}
    right = [each for each, number in alone.items() if number > 0]
    whole = item.earned({name: right}) if right else None
    if whole is None:
        if item.scoring.is_there and item.earned({name: list(ids)}) is None and item.maps() and response.mapping:
            worth = _worth(response)
            return {each: ALL * response.mapping.get(each, response.default) / worth for each in ids}
        return None
    if len(right) == 1 and not item.maps():
        return None  # it is the same, and said more plainly
    if whole <= 0 or abs(whole - sum((alone[each] for each in right), Decimal(0))) > _PIXEL:
        return None
    item.best = whole
    item.tell_of_declared(response, right)
    lost = {each: (item.earned({name: [*right, each]}) or Decimal(0)) - whole for each in ids if each not in right}
    return {each: ALL * (alone[each] if each in right else lost[each]) / whole for each in ids}


def _right_set(item: _Item, name: str, response: Response, ids: Sequence[str]) -> list[str]:
    """Return the options that earn all points together: those declared, or the only set that the scoring takes."""
    declared = [each for each in ids if each in response.right]
    earned = item.earned({name: declared}) if declared else Decimal(0)
    if earned is None or earned > 0:
        item.check_key({name: declared})
        return declared
    if len(ids) > _MOST_TRIED:
        raise UnreadableError("its scoring does not tell which of its options are right")
    sets = [[each for n, each in enumerate(ids) if chosen >> n & 1] for chosen in range(1, 1 << len(ids))]
    worth = [(item.earned({name: each}) or Decimal(0), each) for each in sets]
    best = max(number for number, _ in worth)
    found = [each for number, each in worth if number == best]
    if best <= 0 or len(found) != 1:
        raise UnreadableError("its scoring does not tell which of its options are right")
    item.best = best
    item.tell_of_declared(response, found[0])
    return found[0]


def _scoring_pairs(item: _Item, name: str, response: Response) -> list[str]:
    """Return the pairs that are right: those that earn something alone, or all that are declared."""
    candidates = list(dict.fromkeys([*response.right, *response.mapping]))
    right = [pair for pair in candidates if (item.earned({name: [pair]}) or 0) > 0]
    if right:
        item.best = item.earned({name: right})
        item.tell_of_declared(response, right)
        return right
    item.check_key({name: response.right})
    return response.right or [pair for pair, worth in response.mapping.items() if worth > 0]


def _scale(item: _Item, elements: list[Element]) -> Data:
    """Return the fields of a scale: no option is right."""
    levels = [
        {"id": name, "text": item.text(element, inline=True)}
        for name, element in zip(characters(len(elements)), elements, strict=True)
    ]
    return {"type": "likert", "scale": levels}


def _matching(item: _Item, interaction: Element, response: Response) -> Data:
    sets = list(interaction.iter("{*}simpleMatchSet"))
    if len(sets) != 2:  # noqa: PLR2004 — the specification's
        raise UnreadableError("it has not two sets to match")
    texts = {c.get("identifier", ""): item.text(c, inline=True) for s in sets for c in s}
    targets = {c.get("identifier", ""): texts[c.get("identifier", "")] for c in sets[1]}
    goes: dict[str, list[str]] = {}
    for value in _scoring_pairs(item, interaction.get("responseIdentifier", ""), response):
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


def _order(item: _Item, interaction: Element, response: Response) -> Data:
    texts = {c.get("identifier", ""): item.text(c, inline=True) for c in interaction.iter("{*}simpleChoice")}
    if sorted(response.right) != sorted(texts):
        raise UnreadableError("its right order does not name every item once")
    item.check_key({interaction.get("responseIdentifier", ""): response.right})
    fields = sequencing([texts[name] for name in response.right], item.at)
    return fields | ({} if any(_mentions(item.root, "NEIGHBOURS")) else {"credit": "all-or-nothing"})


def _gap_match(item: _Item, interaction: Element, response: Response) -> Data:
    """Return a text whose gaps take words from a list, as a fill-in."""
    words = {w.get("identifier", ""): " ".join("".join(w.itertext()).split()) for w in interaction.iter("{*}gapText")}
    if any(True for _ in interaction.iter("{*}gapImg")):
        raise UnreadableError("images are put into its gaps")
    pairs = _scoring_pairs(item, interaction.get("responseIdentifier", ""), response)
    goes = {value.split(" ")[-1]: value.split(" ")[0] for value in pairs}
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


def _hotspot(item: _Item, interaction: Element, response: Response) -> Data:
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
    if len({element.get("identifier") for element in elements}) < max(len(elements), 2):
        raise UnreadableError(
            "it has not two places, each with an identifier of its own", place(item.file, interaction)
        )

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

    name_of_response = interaction.get("responseIdentifier", "")
    fields = _chosen(item, name_of_response, [(element, make) for element in elements], response)
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


def _extended_text(item: _Item, interaction: Element, response: Response) -> Data:
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


_READERS: dict[str, Callable[[_Item, Element, Response], Data]] = {
    "choiceInteraction": _choice,
    "matchInteraction": _matching,
    "orderInteraction": _order,
    "gapMatchInteraction": _gap_match,
    "hotspotInteraction": _hotspot,
    "extendedTextInteraction": _extended_text,
}
"""How each kind of interaction is read; kinds that are not here have no counterpart."""

"""A bank in the making: what the readers of all formats add questions, images and losses to, and how it is written."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import yaml

from scorm_export.check.media import IMAGE_SUFFIXES
from scorm_export.diagnostics import CONTROL_CHARACTER, Diagnostics, Span
from scorm_export.exchange.losses import Losses
from scorm_export.exchange.plain_to_markdown import plain_markdown
from scorm_export.questions.options import OPTION_CHARACTERS
from scorm_export.trust.files import is_known
from scorm_export.whole_files import whole_file

Data = dict[str, Any]
"""A question as a mapping of a bank file; points and other numbers are Decimals."""
Files = Callable[[str], bytes | None]
"""Returns the bytes of a file that a text names, or None."""

ALL = Decimal(100)
"""All points, as a share in per cent."""
_ID_LENGTH = 40
_LINE_WIDTH = 110
_MOST_OF_A_NAME = 60
_MOST_POINTS = Decimal(2000)
_MOST_MAGNITUDE = 15
"""Power of ten, either way: more digits than any answer may have, and few enough for exact arithmetic."""


class UnreadableError(Exception):
    """Why a file, or a question, cannot be read at all, where, and what to do."""

    def __init__(self, problem: str, at: Span | None = None, hint: str = "") -> None:
        super().__init__(problem)
        self.at = at
        self.hint = hint


@dataclass(slots=True)
class Account:
    """What became of the answers and the feedback of a question: what the bank has, and what was reported or merged."""

    at: Span
    answers: int
    feedback: int

    @classmethod
    def of(cls, question: Data, at: Span) -> Account:
        """Return the account of a question as the bank has it."""
        listed = ("options", "scale", "areas", "items", "groups", "sources", "targets")
        answers = sum(len(question.get(name, ())) for name in listed)
        answers += sum(len(each.get("choices") or each["answers"]) for each in question.get("blanks", ()))
        answers += 2 if question["type"] == "true-false" else "answer" in question or "range" in question
        return cls(at, answers, _feedback_in(question))

    def add(self, answers: int, feedback: int) -> None:
        """Add answers and feedback that were reported, or merged with others."""
        self.answers += answers
        self.feedback += feedback


def _feedback_in(value: Any) -> int:
    if isinstance(value, list):
        return sum(map(_feedback_in, value))
    if not isinstance(value, dict):
        return 0
    said = value.get("feedback")
    own = len(said) if isinstance(said, dict) else bool(said)
    return own + sum(_feedback_in(part) for name, part in value.items() if name != "feedback")


@dataclass(slots=True)
class Bank:
    """Questions as they will stand in a bank file, its images, and what could not be carried."""

    found: Diagnostics
    id: str
    title: str = ""
    questions: list[Data] = field(default_factory=list)
    images: dict[str, bytes] = field(default_factory=dict)
    """By path beside the bank."""
    losses: Losses = field(init=False)
    left_out: int = 0
    """How many questions were reported as left out."""
    doubts: int = 0
    """How many questions could be read, but are hardly what the format means."""
    language: str = ""
    """The language that is kept of texts in several; the first one found unless it was chosen."""
    accounts: dict[str, Account] = field(default_factory=dict)
    """Of the questions that are carried, by the keys that they are counted under (`counting.Counted`)."""
    _reported: tuple[int, int] = (0, 0)
    """Answers and feedback of the question that is being read, which are not carried as they stand."""
    _taken: dict[str, int] = field(default_factory=dict)
    """The ids of questions, each with the number that was last put behind it."""
    _yaml: str | None = None

    def __post_init__(self) -> None:
        self.losses = Losses(self.found)

    def leave_out(self, what: str, at: Span, hint: str = "", *, number: int = 1) -> None:
        """Report questions that are left out."""
        self.left_out += number
        self._reported = (0, 0)
        self.losses.report(what, at, hint)

    def called(self, *names: str) -> str:
        """Return how a message calls a question that is read next: its name or first words, else its number."""
        words = next(filter(None, (" ".join(name.split()) for name in names)), "")
        number = len(self.questions) + self.left_out + 1
        if not words:
            return f"question {number}"
        return f"`{words}`" if len(words) <= _MOST_OF_A_NAME else f"`{words[: _MOST_OF_A_NAME - 1].rstrip()}…`"

    def lost(self, what: str, at: Span, hint: str = "", *, answers: int = 0, feedback: int = 0) -> None:
        """Report something that is not carried, and how many answers and feedback texts of the question that is."""
        self.losses.report(what, at, hint)
        self.account(answers, feedback)

    def account(self, answers: int = 0, feedback: int = 0) -> None:
        """Count answers and feedback that are carried by others that say the same."""
        self._reported = (self._reported[0] + answers, self._reported[1] + feedback)

    def add(self, question: Data, names: Iterable[str], at: Span, *, key: str = "") -> None:
        """Add a question; its id is made of the first name that makes one, and differs from every other's.

        `key` is the one that it is counted under, where that is not its number in the file.
        """
        account = Account.of(question, at)
        account.add(*self._reported)
        self._reported = (0, 0)
        self.accounts[key or str(len(self.questions) + self.left_out + 1)] = account
        name = next(filter(None, map(slug, names)), f"question-{len(self.questions) + 1}")
        question["id"] = self._distinct(name)
        self._yaml = None
        self.questions.append(
            {key: self._clean(value, at) for key, value in question.items() if value not in (None, [])}
        )

    def _distinct(self, name: str) -> str:
        """Return an id that no question has: the name, or the name and a number."""
        number, made = self._taken.get(name, 1), name
        while made in self._taken:
            number += 1
            made = f"{name[: _ID_LENGTH - 1 - len(str(number))]}-{number}"
        self._taken[name] = number
        self._taken.setdefault(made, 1)
        return made

    def _clean(self, value: Any, at: Span) -> Any:
        """Return a value without the characters that no source may hold."""
        if isinstance(value, str) and CONTROL_CHARACTER.search(value):
            self.lost("control characters, which no text here may hold", at)
            return CONTROL_CHARACTER.sub(" ", value)
        if isinstance(value, dict):
            return {key: self._clean(part, at) for key, part in value.items() if part is not None}
        return [self._clean(part, at) for part in value] if isinstance(value, list) else value

    def markdown(self, html: str, at: Span, files: Files, *, inline: bool = False) -> str:
        """Return HTML as Markdown, and keep the images it shows."""
        from scorm_export.exchange.html_cleaning import COLOUR  # noqa: PLC0415 — what it imports takes long
        from scorm_export.exchange.html_to_markdown import markdown  # noqa: PLC0415 — likewise

        def keep(address: str) -> str | None:
            return self.keep(address, files)

        def lost(what: str) -> None:
            (self.losses.count if what == COLOUR else self.losses.report)(what, at)

        return markdown(self._in_one_language(html, at), keep, lost, inline=inline)

    def _in_one_language(self, html: str, at: Span) -> str:
        """Return a text in one of its languages, and report what is left out of the others."""
        from scorm_export.exchange.languages import in_one_language  # noqa: PLC0415 — likewise

        text, self.language, others = in_one_language(html, self.language)
        for language, words in others:
            self.lost(
                f"text in `{language}`: {words}",
                at,
                "`--language` names the one to keep; import each by itself",
            )
        return text

    def plain(self, text: str) -> str:
        """Return plain text as Markdown: paragraphs where empty lines are."""
        return "\n\n".join(filter(None, map(plain_markdown, re.split(r"\n[ \t]*\n", text))))

    def keep(self, address: str, files: Files) -> str | None:
        """Keep a file that a text names, and return its path; None when it is not there or not packed."""
        content = files(address)
        name = file_name(address)
        suffix = posixpath.splitext(name)[1]
        if content is None or not is_known(name):
            return None
        stem, number, path = name.removesuffix(suffix), 1, f"{self.id}-files/{name}"
        while self.images.get(path, content) != content:
            number += 1
            path = f"{self.id}-files/{stem}-{number}{suffix}"
        self.images[path] = content
        return path

    def keep_image(self, address: str, files: Files) -> str | None:
        """Keep a file that has to be an image."""
        return self.keep(address, files) if file_name(address).endswith(IMAGE_SUFFIXES) else None

    def yaml(self) -> str:
        """Return the bank file as YAML; the bank is complete by then."""
        if self._yaml is None:
            head = {"id": self.id, "title": self.title, "questions": self.questions}
            self._yaml = yaml.dump(
                head, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_LINE_WIDTH, default_flow_style=False
            )
        return self._yaml

    def write(self, folder: Path, *, force: bool) -> list[Path]:
        """Write the bank's files and return their paths, the bank file first.

        Each appears whole or not at all, the bank file last. Raises FileExistsError, before anything is written, for
        files that are there already unless `force` says to replace them; and OSError when the disk does.
        """
        files = {**self.images, f"{self.id}.yaml": self.yaml().encode()}
        paths = {name: folder / name for name in files}
        there = [path for path in paths.values() if path.exists()]
        if there and not force:
            raise FileExistsError(", ".join(f"`{path}`" for path in there))
        with ExitStack() as opened:  # what is opened first is renamed last
            for name, content in reversed(files.items()):
                paths[name].parent.mkdir(parents=True, exist_ok=True)
                opened.enter_context(whole_file(paths[name])).write(content)
        return [paths[f"{self.id}.yaml"], *(paths[name] for name in self.images)]


class _Dumper(yaml.SafeDumper):
    """Writes every value as text, which is how a source is read: only signs of YAML's own need quotes."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 — the library's own name for it

    def ignore_aliases(self, _data: object) -> bool:
        return True


def _scalar(dumper: yaml.SafeDumper, value: str | bool | Decimal) -> yaml.ScalarNode:
    text = f"{value:f}" if isinstance(value, Decimal) else str(value).lower() if isinstance(value, bool) else value
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


for _kind in (str, bool, Decimal):
    _Dumper.add_representer(_kind, _scalar)  # type: ignore[arg-type]


def lines_of(text: str) -> tuple[str, ...]:
    """Return the lines of a text, without characters that may not be shown."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return tuple(CONTROL_CHARACTER.sub(" ", line) for line in plain.split("\n"))


def slug(name: str) -> str:
    """Return an id made of a name's words; "" when it has no Latin letter or digit."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    words = words if not words or words[0].isalpha() else f"q-{words}"
    return words[:_ID_LENGTH].strip("-")


def file_name(address: str) -> str:
    """Return a name that every LMS can serve, made of a file's."""
    last = posixpath.basename(address.split("?", 1)[0].split("#", 1)[0])
    plain = unicodedata.normalize("NFKD", last).encode("ascii", "ignore").decode().lower()
    stem, suffix = posixpath.splitext(re.sub(r"[^a-z0-9._-]+", "-", plain))
    return (re.sub(r"^[^a-z0-9]+", "", stem)[:_ID_LENGTH].strip("-.") or "file") + suffix


def characters(count: int) -> str:
    """Return so many ids for the parts of a question, in order. Raises UnreadableError for more than there are."""
    if count > len(OPTION_CHARACTERS):
        raise UnreadableError(f"{count} parts are too many: a question has at most {len(OPTION_CHARACTERS)} of a kind")
    return OPTION_CHARACTERS[:count]


def category_path(path: str) -> tuple[str, ...]:
    """Return the names in a category's path, without those that every path has; a slash in a name is written twice."""
    names = (name.replace("\0", "/").strip() for name in path.replace("//", "\0").split("/"))
    return tuple(name.removeprefix("Default for ") for name in names if not re.fullmatch(r"\$\w+\$|top|", name))


def tags(words: Iterable[str]) -> list[str]:
    """Return tags made of words, each once."""
    return list(dict.fromkeys(filter(None, (slug(word).removeprefix("q-") for word in words))))


def decimal(text: str | None) -> Decimal | None:
    """Return a number, with an exponent or a decimal comma too; None for other text and extreme magnitudes."""
    try:
        number = Decimal((text or "").strip().replace(",", "."))
    except InvalidOperation:
        return None
    return number.normalize() + 0 if number.is_finite() and abs(number.adjusted()) <= _MOST_MAGNITUDE else None


def points(bank: Bank, number: Decimal | None, at: Span) -> Decimal:
    """Return points as courses have them: above 0, at most two decimals."""
    rounded = (number if number is not None else Decimal(1)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    if not 0 < rounded <= _MOST_POINTS:
        bank.lost(f"{number} points: a question is worth more than 0 and at most {_MOST_POINTS} here; it gets 1", at)
        return Decimal(1)
    if number is not None and rounded != number:
        bank.lost(f"{number} points, rounded to {rounded}: points have two decimals", at)
    return rounded.normalize() + 0


def plainly(number: Decimal) -> str:
    """Return a number without an exponent and without zeros at its end."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

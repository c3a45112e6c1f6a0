"""The language server, driven by pygls' client over standard input and output, and its parts by themselves."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pygls")

from lsprotocol import types
from pygls.lsp.client import LanguageClient
from pygls.uris import from_fs_path

from scorm_export import rules
from scorm_export.commands.fixing import edited
from scorm_export.commands.lsp.completion import proposals
from scorm_export.commands.lsp.courses import Courses
from scorm_export.commands.lsp.definitions import definition, description
from scorm_export.commands.lsp.references import renamed
from scorm_export.diagnostics import Span
from scorm_export.questions import QUESTION_TYPES
from sources import Source

LESSON, QUIZ = "first-steps/a-lesson.md", "going-further/quiz.yaml"


class Editor:
    """A client with one open file after another."""

    def __init__(self, client: LanguageClient, course: Source) -> None:
        self.client, self.course = client, course
        self.found: dict[str, list[types.Diagnostic]] = {}
        self.arrived = asyncio.Event()

        @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def take(params: types.PublishDiagnosticsParams) -> None:
            self.found[params.uri] = list(params.diagnostics)
            self.arrived.set()

    def uri(self, path: str) -> str:
        return from_fs_path(str(self.course.root / path))

    def open(self, path: str, text: str) -> None:
        item = types.TextDocumentItem(self.uri(path), "markdown", 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def type(self, path: str, text: str) -> None:
        document = types.VersionedTextDocumentIdentifier(2, self.uri(path))
        change = types.TextDocumentContentChangeWholeDocument(text)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))

    async def until(self, path: str, wanted: list[str]) -> list[types.Diagnostic]:
        """Wait until a file has problems of these rules and no others."""
        async with asyncio.timeout(20):
            while [each.code for each in self.found.get(self.uri(path), [])] != wanted:
                self.arrived.clear()
                await self.arrived.wait()
        return self.found.get(self.uri(path), [])


def play(course: Source, story: Callable[[Editor], Coroutine[Any, Any, None]]) -> None:
    async def run() -> None:
        client = LanguageClient("test", "1")
        editor = Editor(client, course)
        await client.start_io(sys.executable, "-m", "scorm_export", "lsp")
        root = from_fs_path(str(course.root))
        await client.initialize_async(types.InitializeParams(capabilities=types.ClientCapabilities(), root_uri=root))
        client.initialized(types.InitializedParams())
        async with asyncio.timeout(120):
            await story(editor)
            await client.shutdown_async(None)
            client.exit(None)
            await client.stop()

    # Tests in browsers leave a loop running in this thread.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, run()).result()


def test_an_hour_in_an_editor(starter: Source) -> None:
    """Problems come and go while somebody types; each is explained and fixed, and nothing is written to disk."""

    async def story(editor: Editor) -> None:
        client, text = editor.client, starter.text(LESSON)
        broken = text.replace("kind: reading", "kind: readings 😀").replace("::: key", "😀\n\n::: keys")
        editor.open(LESSON, broken)
        kind, container = await editor.until(LESSON, ["wrong-type", "unknown-container"])
        assert (kind.range.start.line, container.range.start.character) == (3, 4)

        at = types.TextDocumentPositionParams(types.TextDocumentIdentifier(editor.uri(LESSON)), container.range.start)
        shown = await client.text_document_hover_async(types.HoverParams(at.text_document, at.position))
        assert shown.contents.value == rules.page("unknown-container")

        asked = types.CodeActionParams(at.text_document, container.range, types.CodeActionContext([container]))
        quick, every = await client.text_document_code_action_async(asked)
        assert quick.edit.changes[editor.uri(LESSON)][0].new_text == "key"
        (whole,) = every.edit.changes[editor.uri(LESSON)]
        assert whole.new_text == broken.replace("keys", "key").replace("readings 😀", "reading")

        editor.type(LESSON, text)
        await editor.until(LESSON, [])

        asked = types.RenameFilesParams([types.FileRename(editor.uri(QUIZ), editor.uri("first-steps/last.yaml"))])
        changes = (await client.workspace_will_rename_files_async(asked)).changes
        assert {uri: [each.new_text for each in edits] for uri, edits in changes.items()} == {
            editor.uri("going-further/module.yaml"): ["../first-steps/last.yaml"]
        }
        place = types.Position(9, text.split("\n")[9].index("media.md"))
        found = await client.text_document_definition_async(types.DefinitionParams(at.text_document, place))
        assert (found.uri, found.range.start.line) == (editor.uri("going-further/media.md"), 8)
        place = types.Position(5, len("objectives: ["))
        proposed = await client.text_document_completion_async(types.CompletionParams(at.text_document, place))
        assert [each.label for each in proposed] == ["write", "ask"]
        assert starter.text(LESSON) == text

    play(starter, story)


def proposed(course: Source, path: str, text: str) -> list[str]:
    """Return what is proposed where `|` is in a text; the rest of the file is as it was."""
    before, _, after = text.partition("|")
    rows = before.split("\n")
    courses = Courses()
    courses.change(course.root / path, before + after)
    found = proposals(courses, course.root / path, (before + after).split("\n"), len(rows) - 1, len(rows[-1]))
    return [each.label for each in found]


QUESTION = "id: q\ntitle: Q\nminutes: 1\nquestions:\n  - id: a\n    type: single-choice\n"


@pytest.mark.parametrize(
    ("path", "text", "some", "none"),
    [
        ("course.yaml", "id: a\n|\ntitle: A\n", ["iri", "scoring"], ["id", "title", "total"]),
        ("course.yaml", "scoring:\n  to|\n", ["total", "pass"], ["title"]),
        ("course.yaml", "level: |\n", ["introductory", "advanced"], ["true"]),
        ("course.yaml", "shared_devices: |\n", ["true", "false"], []),
        ("course.yaml", "authors:\n  - name: A\n    |\n", ["role"], ["name", "id"]),
        ("course.yaml", "modules:\n  - |\n", ["first-steps", "going-further"], ["id"]),
        ("course.yaml", "rules:\n  |\n", ["unlisted-file"], ["missing-file"]),
        ("course.yaml", "rules:\n  unlisted-file: |\n", ["off", "error"], ["true"]),
        ("first-steps/module.yaml", "activities:\n  - a-lesson.md\n  - |", ["quiz.yaml"], ["module.yaml"]),
        ("first-steps/module.yaml", "objectives: [write, |]", ["ask"], ["title"]),
        (LESSON, "---\nid: a\n|\n---\n", ["kind", "minutes"], ["id", "iri"]),
        (LESSON, "---\nkind: |\n---\n", ["reading", "case-study"], ["id"]),
        (QUIZ, QUESTION + "    |\n", ["options", "points"], ["id", "steps"]),
        (QUIZ, QUESTION + "    options:\n      - |\n", ["text", "correct"], ["options"]),
        (QUIZ, QUESTION + "    options:\n      - id: a\n        correct: |\n", ["true"], ["reading"]),
        (QUIZ, "questions:\n  - type: |\n", [kind.name for kind in QUESTION_TYPES], []),
        (QUIZ, QUESTION + "    read: |\n", ["a-lesson", "media"], ["last-quiz"]),
        (LESSON, "---\nid: a\n---\n\n::: |\n", ["note", "check", "timeline"], ["id"]),
        (LESSON, "---\nid: a\n---\n\n[words](|)\n", ["../going-further/media.md", "a-lesson.md"], ["quiz.yaml"]),
        (LESSON, "---\nid: a\n---\n\n[words](../going-further/media.md#|)\n", ["figures", "formulas"], []),
        (LESSON, "---\nid: a\n---\n\n::: check What? {objectives=|}\n", ["write", "ask"], []),
        (LESSON, "---\nid: a\n---\n\nwords |\n", [], ["id"]),
    ],
)
def test_what_can_be_written_is_proposed(
    path: str, text: str, some: list[str], none: list[str], starter: Source
) -> None:
    labels = proposed(starter, path, text)
    assert [each for each in some if each not in labels] == []
    assert [each for each in none if each in labels] == []


@pytest.mark.parametrize(
    ("path", "word", "wanted"),
    [
        ("course.yaml", "first-steps", "first-steps/module.yaml"),
        ("first-steps/module.yaml", "a-lesson.md", LESSON),
        ("first-steps/module.yaml", "write", "course.yaml:24"),
        (LESSON, "media.md#figures", "going-further/media.md:9"),
        (LESSON, "commonmark.org", None),
        ("going-further/media.md", "cycle.svg", "going-further/cycle.svg"),
    ],
)
def test_a_name_leads_to_what_it_names(path: str, word: str, wanted: str | None, starter: Source) -> None:
    lines = starter.text(path).split("\n")
    row = next(number for number, line in enumerate(lines) if word in line)
    found = definition(Courses(), starter.root / path, lines, row, lines[row].index(word) + 1)
    shown = f"{found.path}:{found.line}" if isinstance(found, Span) else str(found)
    assert shown == (f"{starter.root.as_posix()}/{wanted}" if wanted else "None")


def test_a_field_says_what_it_is_for(starter: Source) -> None:
    lines = starter.text(QUIZ).split("\n")
    row = next(number for number, line in enumerate(lines) if "credit:" in line)
    assert description(starter.root / QUIZ, lines, row, 5).startswith("`credit`: ")
    assert description(starter.root / QUIZ, lines, row, 15) == ""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("going-further/media.md", "going-further/figures.md"),
        ("going-further/media.md", "first-steps/media.md"),
        ("going-further/cycle.svg", "first-steps/circle.svg"),
        (LESSON, "a-lesson.md"),
        ("going-further", "further"),
    ],
)
def test_a_file_is_renamed_with_its_links(old: str, new: str, starter: Source) -> None:
    starter.write(LESSON, starter.text(LESSON).replace("\n", "\r\n"))
    renames = {starter.root / old: starter.root / new}
    for path, edits in renamed(starter.root, renames, Courses().text).items():
        path.write_bytes(edited(path.read_bytes().decode(), edits).encode())
    (starter.root / old).rename(starter.root / new)
    assert starter.shown() == []


def test_a_project_file_concerns_the_courses_that_are_open(starter: Source) -> None:
    courses = Courses(found={starter.root: []})
    assert courses.roots_of(starter.root.parent / "scorm-export.yaml") == [starter.root]
    assert courses.roots_of(starter.root / LESSON) == [starter.root]
    assert courses.roots_of(Path("/nowhere/a.md")) == []

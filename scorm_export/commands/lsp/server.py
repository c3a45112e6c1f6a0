"""The language server: requests of an editor, answered from what the compiler knows (LSP 3.17, by pygls)."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable
from pathlib import Path

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path, to_fs_path

from scorm_export import __version__, rules
from scorm_export.commands.fixing import fix_all
from scorm_export.commands.lsp.completion import proposals
from scorm_export.commands.lsp.courses import Courses
from scorm_export.commands.lsp.definitions import definition, description
from scorm_export.commands.lsp.references import renamed
from scorm_export.diagnostics import Diagnostic, Edit, Severity, Span
from scorm_export.reading.course import COURSE_FILE

_PAUSE = 0.15
"""Seconds without another change after which a course is checked."""
_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.NOTE: types.DiagnosticSeverity.Information,
}
_KINDS = {
    "field": types.CompletionItemKind.Field,
    "value": types.CompletionItemKind.Value,
    "id": types.CompletionItemKind.Reference,
    "file": types.CompletionItemKind.File,
    "heading": types.CompletionItemKind.Reference,
    "block": types.CompletionItemKind.Snippet,
}
_OF_COURSES = types.FileOperationRegistrationOptions(
    filters=[types.FileOperationFilter(pattern=types.FileOperationPattern(glob="**/*"))]
)


class Server(LanguageServer):
    """A server with the courses that its editor has open."""

    def __init__(self) -> None:
        super().__init__("scorm-export", __version__)
        self.courses = Courses()
        self.shown: dict[Path, set[str]] = {}
        """By course, the files for which diagnostics were sent."""
        self.waiting: dict[Path, asyncio.Task[None]] = {}

    def span_range(self, span: Span) -> types.Range:
        """Return a span in the positions that the editor counts in."""
        line = span.line - 1
        start = types.Position(line, span.column - 1)
        end = types.Position(line, span.column - 1 + span.length)
        lines = span.file.lines or self.courses.text(_path(span)).splitlines()
        if line >= len(lines):
            return types.Range(start, end)
        return self.workspace.position_codec.range_to_client_units(lines, types.Range(start, end))

    def text_edits(self, edits: Iterable[Edit]) -> list[types.TextEdit]:
        """Return edits as the editor makes them."""
        return [types.TextEdit(range=self.span_range(edit.span), new_text=edit.text) for edit in edits]

    def changed(self, uri: str, text: str | None) -> None:
        """Take a text that the editor has now, and check its courses after a pause."""
        path = path_of(uri)
        self.courses.change(path, text)
        for root in self.courses.roots_of(path):
            if root in self.waiting:
                self.waiting[root].cancel()
            self.waiting[root] = asyncio.get_running_loop().create_task(self._check_later(root))

    async def _check_later(self, root: Path) -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(_PAUSE)
            texts = dict(self.courses.unsaved)
            found = await asyncio.to_thread(self.courses.check, root, texts)
            self.courses.found[root] = list(found)
            self._publish(root)
            await asyncio.to_thread(self.courses.read, root, texts)

    def _publish(self, root: Path) -> None:
        by_file: dict[str, list[types.Diagnostic]] = {}
        for each in self.courses.found[root]:
            by_file.setdefault(uri_of(_path(each.span)), []).append(self._diagnostic(each))
        for uri in self.shown.get(root, set()) | set(by_file):
            params = types.PublishDiagnosticsParams(uri=uri, diagnostics=by_file.get(uri, []))
            self.text_document_publish_diagnostics(params)
        self.shown[root] = set(by_file)

    def _diagnostic(self, found: Diagnostic) -> types.Diagnostic:
        second = found.related
        related = second and types.DiagnosticRelatedInformation(
            location=types.Location(uri_of(_path(second.span)), self.span_range(second.span)), message=second.message
        )
        return types.Diagnostic(
            range=self.span_range(found.span),
            message=found.message + (f"\n{found.hint}" if found.hint else ""),
            severity=_SEVERITIES[found.severity],
            code=found.rule,
            source="scorm-export",
            related_information=[related] if related else None,
        )

    def position(self, uri: str, at: types.Position) -> tuple[Path, list[str], int, int]:
        """Return the path and lines of an open file, and a row and column in them, from 0."""
        lines = self.workspace.get_text_document(uri).source.splitlines() or [""]
        row = min(at.line, len(lines) - 1)
        position = self.workspace.position_codec.position_from_client_units(lines, types.Position(row, at.character))
        return path_of(uri), lines, position.line, position.character


def path_of(uri: str) -> Path:
    """Return the path of a file that an editor names."""
    return Path(to_fs_path(uri) or "/")


def uri_of(path: Path) -> str:
    """Return how an editor names a file."""
    return from_fs_path(str(path)) or ""


def _path(span: Span) -> Path:
    return Path(span.path).absolute()


SERVER = Server()


@SERVER.feature(types.TEXT_DOCUMENT_DID_OPEN)
async def opened(server: Server, params: types.DidOpenTextDocumentParams) -> None:
    """Check the course of a file that was opened."""
    server.changed(params.text_document.uri, params.text_document.text)


@SERVER.feature(types.TEXT_DOCUMENT_DID_CHANGE)
async def edited(server: Server, params: types.DidChangeTextDocumentParams) -> None:
    """Check the course of a file that was changed."""
    uri = params.text_document.uri
    server.changed(uri, server.workspace.get_text_document(uri).source)


@SERVER.feature(types.TEXT_DOCUMENT_DID_SAVE)
async def saved(server: Server, params: types.DidSaveTextDocumentParams) -> None:
    """Check the course of a file that was saved."""
    uri = params.text_document.uri
    server.changed(uri, server.workspace.get_text_document(uri).source)


@SERVER.feature(types.TEXT_DOCUMENT_DID_CLOSE)
async def closed(server: Server, params: types.DidCloseTextDocumentParams) -> None:
    """Take the file on disk again."""
    server.changed(params.text_document.uri, None)


@SERVER.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
async def changed_on_disk(server: Server, params: types.DidChangeWatchedFilesParams) -> None:
    """Check the courses of files that other programs changed."""
    for change in params.changes:
        path = path_of(change.uri)
        server.changed(change.uri, server.courses.unsaved.get(str(path)))


@SERVER.feature(
    types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=[":", " ", "(", "#", "-", "["])
)
def complete(server: Server, params: types.CompletionParams) -> list[types.CompletionItem]:
    """Propose what can be written."""
    found = proposals(server.courses, *server.position(params.text_document.uri, params.position))
    return [
        types.CompletionItem(
            label=each.label, kind=_KINDS[each.what], detail=each.about or None, insert_text=each.inserted or each.label
        )
        for each in found
    ]


@SERVER.feature(types.TEXT_DOCUMENT_HOVER)
def hover(server: Server, params: types.HoverParams) -> types.Hover | None:
    """Show the page of a rule where it reports something, or what a field is for."""
    path, lines, row, column = server.position(params.text_document.uri, params.position)
    here = (each for each in _found_in(server, path) if _covers(server.span_range(each.span), params.position))
    pages = [rules.page(rule) for rule in dict.fromkeys(each.rule for each in here)]
    text = "\n\n---\n\n".join(pages) or description(path, lines, row, column)
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text)) if text else None


@SERVER.feature(types.TEXT_DOCUMENT_DEFINITION)
def define(server: Server, params: types.DefinitionParams) -> types.Location | None:
    """Go to the file, heading, objective or block that something names."""
    path, lines, row, column = server.position(params.text_document.uri, params.position)
    found = definition(server.courses, path, lines, row, column)
    if found is None:
        return None
    if isinstance(found, Span):
        return types.Location(uri_of(_path(found)), server.span_range(found))
    return types.Location(uri_of(found), types.Range(types.Position(0, 0), types.Position(0, 0)))


@SERVER.feature(
    types.TEXT_DOCUMENT_CODE_ACTION,
    types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix, types.CodeActionKind.SourceFixAll]),
)
def fixes(server: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
    """Offer the fixes of what is reported here, and one of everything in the file."""
    uri, path = params.text_document.uri, path_of(params.text_document.uri)
    wanted = params.context.only or [types.CodeActionKind.QuickFix, types.CodeActionKind.SourceFixAll]
    fixable = [each for each in _found_in(server, path) if each.fix]
    actions = []
    for each in fixable if types.CodeActionKind.QuickFix in wanted else ():
        at = server.span_range(each.span)
        if at.start.line <= params.range.end.line and params.range.start.line <= at.end.line:
            changes = {uri: server.text_edits(each.fix)}
            title = f"Fix: {each.hint or each.message}"
            edit = types.WorkspaceEdit(changes=changes)
            actions.append(types.CodeAction(title=title, kind=types.CodeActionKind.QuickFix, edit=edit))
    root = server.courses.root_of(path)
    if fixable and root and any(types.CodeActionKind.SourceFixAll.startswith(kind) for kind in wanted):
        courses = server.courses
        result = fix_all(lambda unsaved: courses.check(root, unsaved), courses.unsaved)
        text, before = result.texts.get(str(path)), courses.text(path)
        if text is not None and text != before:
            end = types.Position(len(before.splitlines()) + 1, 0)
            whole = types.TextEdit(range=types.Range(types.Position(0, 0), end), new_text=text)
            edit = types.WorkspaceEdit(changes={uri: [whole]})
            title = "Fix everything that has exactly one safe fix"
            actions.append(types.CodeAction(title=title, kind=types.CodeActionKind.SourceFixAll, edit=edit))
    return actions


@SERVER.feature(types.WORKSPACE_WILL_RENAME_FILES, _OF_COURSES)
def follow(server: Server, params: types.RenameFilesParams) -> types.WorkspaceEdit | None:
    """Change what refers to files that are about to be renamed."""
    renames = {path_of(each.old_uri): path_of(each.new_uri) for each in params.files}
    roots = {root for path in renames for root in [server.courses.root_of(path)] if root}
    changes = {
        uri_of(path): server.text_edits(edits)
        for root in roots
        if (root / COURSE_FILE).is_file()
        for path, edits in renamed(root, renames, server.courses.text).items()
    }
    return types.WorkspaceEdit(changes=changes) if changes else None


def _found_in(server: Server, path: Path) -> list[Diagnostic]:
    root = server.courses.root_of(path)
    found = server.courses.found.get(root, []) if root else []
    return [each for each in found if _path(each.span) == path]


def _covers(at: types.Range, position: types.Position) -> bool:
    start, end = (at.start.line, at.start.character), (at.end.line, at.end.character)
    return start <= (position.line, position.character) <= end

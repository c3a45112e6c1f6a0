"""From an edit to the screen, in Chromium, beside MkDocs; from a key to its diagnostics; memory after many reloads.

`make bench` runs it. `RELOADS=1000 python tests/benchmarks/preview.py` also edits so many times and shows the memory.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from lsprotocol import types
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright
from pygls.lsp.client import LanguageClient
from run import REFERENCE, lengthen, show

LESSON = "levels-loops-means/loops.md"
EDITS = 10
_FIRST_MS = 180_000
FRAME = "document.getElementById('course').contentWindow"


def main(times: int = 10, reloads: int = int(os.environ.get("RELOADS", "0"))) -> None:
    """Measure everything and print a line for each figure: `times` as long a course."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        work = Path(folder)
        browser = playwright.chromium.launch(executable_path=_browser())
        reference = Path(shutil.copytree(REFERENCE, work / "reference"))
        longer = lengthen(REFERENCE, work / "longer", times)
        for name, course, budget in (("reference course", reference, "0.3 s"), (f"{times} times", longer, "1 s")):
            with _mkdocs(course, work) as address, _page(browser, address) as page:
                mkdocs = _edits(course, lambda text, page=page: _until(page, "window", text))
            with _preview(course) as (address, _), _page(browser, address) as page:
                _open_lesson(page)
                took = _edits(course, lambda text, page=page: _until(page, FRAME, text))
                show(f"edit to screen, {name}", f"{took:.2f} s", f"MkDocs {mkdocs:.2f} s", budget)
            with ThreadPoolExecutor(1) as pool:  # Playwright's loop runs in this thread
                took = pool.submit(lambda course=course: asyncio.run(_typing(course))).result()
            show(f"key to diagnostics, {name}", f"{took:.2f} s", "with a pause of 0.15 s", "1 s")
        if reloads:
            with _preview(reference) as (address, process), _page(browser, address) as page:
                _open_lesson(page)
                _reload(page, reference, process.pid, reloads)
        browser.close()


def _browser() -> str | None:
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


@contextmanager
def _page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    page.goto(address, timeout=_FIRST_MS)  # the course is built first
    yield page
    context.close()


@contextmanager
def _preview(course: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    # Ten times the answers are more than SCORM 1.2 keeps.
    options = ["--port", "0", "--target", "scorm2004-4th"]
    command = [sys.executable, "-u", "-m", "scorm_export", "preview", str(course), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            address = process.stdout.readline().split()[2]
            # What it says of each edit has to go somewhere.
            threading.Thread(target=process.stdout.read, daemon=True).start()
            yield address, process
        finally:
            process.terminate()


@contextmanager
def _mkdocs(course: Path, work: Path) -> Iterator[str]:
    """Serve the course's texts with MkDocs; the address of the lesson."""
    config = work / "mkdocs.yml"
    config.write_text(f"site_name: Course\ndocs_dir: {course}\nexclude_docs: README.md\n", "utf-8")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "mkdocs", "serve", "-q", "-f", str(config), "-a", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(port)
            yield f"http://127.0.0.1:{port}/{LESSON.removesuffix('.md')}/"
        finally:
            process.terminate()


def _wait_for(port: int) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("MkDocs does not answer: `pip install --group docs`")


def _open_lesson(page: Page) -> None:
    page.wait_for_function(f"{FRAME}.document.querySelector('#save-status[data-status=saved]')", timeout=_FIRST_MS)
    page.evaluate(f"{FRAME}.location.hash = '#/m2-loops'")
    page.wait_for_function(f"{FRAME}.document.querySelector('#page article[data-activity=m2-loops]')")


def _until(page: Page, window: str, text: str) -> None:
    page.wait_for_function(f"(text) => {window}.document.body?.textContent.includes(text)", arg=text, timeout=60_000)


def _edits(course: Path, shown: Callable[[str], None]) -> float:
    """Return the median seconds from an edit of the lesson until it is shown."""
    file = course / LESSON
    before = file.read_text("utf-8")
    took = []
    for number in range(EDITS):
        text = f"Edit number {number} by {os.getpid()}"
        start = time.perf_counter()
        file.write_text(f"{before}\n{text}.\n", "utf-8")
        shown(text)
        took.append(time.perf_counter() - start)
        time.sleep(0.3)
    file.write_text(before, "utf-8")
    return statistics.median(took[1:])


def _reload(page: Page, course: Path, pid: int, reloads: int) -> None:
    """Show the memory of the server and the page at the tenth, the middle and the last of many edits."""
    file, cdp = course / LESSON, page.context.new_cdp_session(page)
    before = file.read_text("utf-8")
    for number in range(1, reloads + 1):
        text = f"Reload number {number}."
        file.write_text(f"{before}\n{text}\n", "utf-8")
        _until(page, FRAME, text)
        if number in (10, reloads // 10, reloads // 2, reloads):
            show(f"memory after {number} reloads", f"{_resident(pid):.0f} MiB", f"the page: {_heap(cdp):.0f} MiB", "")
    file.write_text(before, "utf-8")


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    found = re.search(r"VmRSS:\s+(\d+)", status)
    return int(found[1]) / 1024 if found else 0


def _heap(cdp: CDPSession) -> float:
    cdp.send("HeapProfiler.collectGarbage")
    return float(cdp.send("Runtime.getHeapUsage")["usedSize"]) / 2**20


async def _typing(course: Path) -> float:
    """Return the median seconds from a change in an editor until its diagnostics arrive."""
    client, arrived = LanguageClient("bench", "1"), asyncio.Event()
    wanted = ""

    @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    def take(params: types.PublishDiagnosticsParams) -> None:
        if any(wanted in each.message for each in params.diagnostics):
            arrived.set()

    await client.start_io(sys.executable, "-m", "scorm_export", "lsp")
    await client.initialize_async(types.InitializeParams(capabilities=types.ClientCapabilities()))
    client.initialized(types.InitializedParams())
    file = course / LESSON
    uri, text = file.as_uri(), file.read_text("utf-8")
    client.text_document_did_open(types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, "markdown", 1, text)))
    took = []
    for number in range(EDITS):
        wanted = f"nowhere-{number}.md"
        arrived.clear()
        start = time.perf_counter()
        client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(number + 2, uri),
                [types.TextDocumentContentChangeWholeDocument(f"{text}\n[This]({wanted}) is nowhere.\n")],
            )
        )
        async with asyncio.timeout(120):
            await arrived.wait()
        took.append(time.perf_counter() - start)
        await asyncio.sleep(1)
    await client.shutdown_async(None)
    client.exit(None)
    await client.stop()
    return statistics.median(took[1:])


if __name__ == "__main__":
    main()

"""The preview's server: what a browser gets while a course is written, and who gets nothing."""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import uuid4

import pytest
from click.testing import CliRunner

from scorm_export.commands.main import main
from scorm_export.commands.preview.live import LiveCourse
from scorm_export.commands.preview.server import _Server
from sources import Source, copy_of_starter, copy_translations


@contextmanager
def previewing(root: Path, port: int = 0, *options: str) -> Iterator[str]:
    """Run the command, and end it by its own process."""
    command = [sys.executable, "-u", "-m", "scorm_export", "preview", str(root), "--port", str(port), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield process.stdout.readline().split()[2]
        finally:
            process.terminate()


@contextmanager
def sharing(root: Path) -> Iterator[tuple[str, str, IO[str]]]:
    """Run the command with a link for reviewers: the author's address, the link, and what is said afterwards."""
    command = [sys.executable, "-u", "-m", "scorm_export", "preview", str(root), "--port", "0", "--share", "127.0.0.2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield process.stdout.readline().split()[2], process.stdout.readline().split()[-1], process.stdout
        finally:
            process.terminate()


@pytest.fixture
def address(starter: Source) -> Iterator[str]:
    with previewing(starter.root) as at:
        yield at


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the address of a preview for tests that change no file."""
    with previewing(copy_of_starter(tmp_path_factory.mktemp("standing") / "course").root) as at:
        yield at


@pytest.fixture
def unchanged(standing: str) -> Iterator[str]:
    """Yield the same without what went wrong in the test before."""
    yield standing
    post(f"{standing}trouble", saving="", line="")


def ask(
    url: str, method: str = "GET", body: str | None = None, **headers: str
) -> tuple[int, http.client.HTTPMessage, bytes]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=20)
    connection.request(
        method,
        parts.path + (f"?{parts.query}" if parts.query else ""),
        body,
        {name.replace("_", "-"): value for name, value in headers.items()},
    )
    answer = connection.getresponse()
    said = answer.status, answer.headers, answer.read()
    connection.close()
    return said


def post(url: str, **what: str) -> tuple[int, Any]:
    """Send JSON, as the panel does."""
    status, _, body = ask(url, "POST", json.dumps(what), Content_Type="application/json")
    return status, json.loads(body) if body[:1] == b"{" else None


def get(url: str) -> bytes:
    return ask(url)[2]


@contextmanager
def heard(address: str) -> Iterator[Callable[[Callable[[dict[str, Any]], bool]], dict[str, Any]]]:
    """Listen to what the server says of changes; what is yielded waits for a state."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)
    connection.request("GET", f"{urlsplit(address).path}events")
    answer = connection.getresponse()

    def wait_for(arrived: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        while line := answer.readline():
            if line.startswith(b"data: ") and arrived(state := json.loads(line.removeprefix(b"data: "))):
                return dict(state)
        raise AssertionError("the server said nothing more")

    yield wait_for
    connection.close()


def test_pages_scripts_and_media_are_served_with_their_types(unchanged: str) -> None:
    _, headers, page = ask(f"{unchanged}course/")
    assert headers["Content-Type"].startswith("text/html")
    assert b"My course" in page
    assert "javascript" in ask(f"{unchanged}course/player.js")[1]["Content-Type"]
    assert ask(f"{unchanged}course/media/going-further/cycle.svg")[1]["Content-Type"] == "image/svg+xml"
    assert b'id="panel"' in get(unchanged)


def test_a_change_renders_what_has_changed_and_nothing_else(address: str, starter: Source) -> None:
    with heard(address) as wait_for:
        wait_for(lambda state: state["launches"] != [])
        starter.replace("first-steps/a-lesson.md", "A lesson is a text file", "A lesson is a file")
        state = wait_for(lambda state: bool(state["changed"]) and state["revision"] > 1)
        assert state["changed"] == ["page-a-lesson.html", "page-a-lesson.js"]
        starter.replace("course.yaml", "title: My course", "title: Renamed")
        assert "index.html" in wait_for(lambda state: "index.html" in state["changed"])["changed"]
    assert b'<h1 tabindex="-1">Renamed</h1>' in get(f"{address}course/index.html")


def test_a_mistake_is_said_the_last_sound_course_stays_and_the_fix_is_said_too(address: str, starter: Source) -> None:
    with heard(address) as wait_for:
        starter.replace("course.yaml", "pass: 8", "pass: 80")
        (problem,) = wait_for(lambda state: state["problems"] != [])["problems"]
        assert (problem["rule"], problem["source"].strip()) == ("unreachable-pass-mark", "pass: 80")
        assert b"My course" in get(f"{address}course/index.html")
        starter.replace("course.yaml", "pass: 80", "pass: 8")
        wait_for(lambda state: state["problems"] == [])


def test_what_another_lesson_shows_of_a_lesson_is_rendered_again(address: str, starter: Source) -> None:
    with heard(address) as wait_for:
        wait_for(lambda state: state["launches"] != [])
        starter.replace("first-steps/a-lesson.md", "title: What a lesson looks like", "title: What it looks like")
        changed = wait_for(lambda state: "index.html" in state["changed"])["changed"]
    assert "page-first-quiz.js" in changed or "page-media.js" in changed


def test_videos_seek_and_heads_have_no_body(address: str, starter: Source) -> None:
    cycle = (starter.root / "going-further/cycle.svg").read_bytes()
    starter.write("going-further/notes.pdf", b"%PDF-1.4 " + cycle)
    with heard(address) as wait_for:
        starter.write("going-further/media.md", starter.text("going-further/media.md") + "\nThe [notes](notes.pdf).\n")
        wait_for(lambda state: "media/going-further/notes.pdf" in state["changed"])
    file = f"{address}course/media/going-further/notes.pdf"
    status, headers, body = ask(file, Range="bytes=0-3")
    assert (status, headers["Content-Range"], body) == (206, f"bytes 0-3/{len(cycle) + 9}", b"%PDF")
    status, headers, body = ask(file, "HEAD")
    assert (status, headers["Content-Length"], body) == (200, str(len(cycle) + 9), b"")


def test_another_target_is_shown_when_the_page_asks_for_it_and_no_other_page_can(unchanged: str) -> None:
    choice = json.dumps({"target": "scorm2004-4th", "lms": "generic", "structure": "module", "theme": "journal"})
    assert ask(f"{unchanged}choose", "POST", choice, Content_Type="text/plain")[0] == 404
    assert ask(f"{unchanged}choose", "POST", '{"target": "scorm99"}', Content_Type="application/json")[0] == 400
    assert ask(f"{unchanged}choose", "POST", choice, Content_Type="application/json")[0] == 200
    state = json.loads(get(f"{unchanged}state"))
    assert (state["version"], len(state["launches"])) == ("2004", 2)
    assert b"2004 4th" in get(f"{unchanged}course/imsmanifest.xml")


def test_the_author_changes_the_language(starter: Source) -> None:
    copy_translations(starter.root)
    with previewing(starter.root) as address, heard(address) as wait_for:
        state = wait_for(lambda state: state["launches"] != [])
        assert state["choices"]["language"] == ["", "ar", "fr", "zh"]
        assert post(f"{address}choose", target="scorm12", lms="generic", theme="journal", language="tlh")[0] == 400
        assert post(f"{address}choose", target="scorm12", lms="generic", theme="journal", language="ar")[0] == 200
        assert b'<html lang="ar" dir="rtl"' in get(f"{address}course/index.html")
        journal = get(f"{address}course/style.css")
        assert post(f"{address}choose", target="scorm12", lms="generic", theme="journal", language="fr")[0] == 200
        assert get(f"{address}course/style.css") == journal
        page = f"{address}course/page-a-lesson.html"
        assert "À quoi ressemble une leçon".encode() in get(page)
        before = json.loads(get(f"{address}state"))["revision"]
        starter.replace("translations/fr.po", "À quoi ressemble une leçon", "Voici une leçon")
        wait_for(lambda state: state["revision"] > before and "page-a-lesson.html" in state["changed"])
        assert "Voici une leçon".encode() in get(page)
        starter.replace("translations/fr.po", "Voici une leçon", "Voici [une leçon](https://example.org)")
        (problem, *_) = wait_for(lambda state: state["problems"] != [])["problems"]
        assert (problem["rule"], problem["path"].endswith("translations/fr.po")) == ("translation-markup", True)
        (starter.root / "translations/fr.po").unlink()
        wait_for(lambda state: state["problems"] == [])
        assert b'<html lang="en"' in get(f"{address}course/index.html")


def test_the_preview_begins_in_a_language_of_the_course(starter: Source) -> None:
    copy_translations(starter.root)
    with previewing(starter.root, 0, "--language", "zh") as address:
        assert json.loads(get(f"{address}state"))["choice"]["language"] == "zh"
        assert b'<html lang="zh"' in get(f"{address}course/index.html")
    result = CliRunner().invoke(main, ["preview", str(starter.root), "--language", "sw"])
    assert (result.exit_code, "translated into `sw`" in result.output) == (2, True)


def launch(address: str, target: str) -> dict[str, str]:
    """Show the course as a target and launch it: the parameters of the launch."""
    assert post(f"{address}choose", target=target, lms="generic")[0] == 200
    (part,) = json.loads(get(f"{address}state"))["launches"]
    status, answer = post(f"{address}launch", part=part["id"], learner="learner-1", base=address)
    assert status == 200
    return {name: value for name, (value,) in parse_qs(urlsplit(answer["address"]).query).items()}


def test_an_lrs_keeps_statements_and_state_and_fails_as_the_author_asks(unchanged: str) -> None:
    given = launch(unchanged, "xapi")
    lrs = given["endpoint"]
    headers = {"Authorization": given["auth"], "X_Experience_API_Version": "1.0.3", "Content_Type": "application/json"}
    statement = {
        "id": str(uuid4()),
        "actor": json.loads(given["actor"]),
        "verb": {"id": "http://a/v"},
        "object": {"id": "http://a/o"},
    }
    assert ask(f"{lrs}statements", "POST", json.dumps([statement]), **headers)[0] == 200
    assert ask(f"{lrs}statements", "POST", json.dumps([statement]), **headers)[0] == 409
    assert ask(f"{lrs}statements", "POST", "{}", **headers)[0] == 400
    assert ask(f"{lrs}statements?statementId={statement['id']}", **headers)[0] == 200
    assert ask(f"{lrs}statements", "POST", "[]", **{**headers, "Authorization": "Basic bm8="})[0] == 403

    names = ("actor", "registration")
    where = urlencode(
        {"activityId": given["activity_id"], "agent": given[names[0]], names[1]: given[names[1]], "stateId": "s"}
    )
    state = f"{lrs}activities/state?{where}"
    assert ask(state, **headers)[0] == 404
    for field in ("a", "b"):
        assert ask(state, "POST", json.dumps({field: 1}), **headers)[0] == 204
    _, found, body = ask(state, **headers)
    assert json.loads(body) == {"a": 1, "b": 1}
    assert ask(state, "PUT", "{}", **headers, If_Match='"other"')[0] == 412
    assert ask(state, "PUT", "{}", **headers, If_Match=found["ETag"])[0] == 204

    post(f"{unchanged}trouble", saving="503", line="")
    status, found, _ = ask(state, **headers)
    assert (status, found["Retry-After"]) == (503, "2")
    assert ask(state.replace("127.0.0.1", "localhost"), **headers)[0] == 200, "another device"
    post(f"{unchanged}trouble", saving="dropped", line="")
    with pytest.raises(ConnectionError):
        ask(state, "PUT", '{"dropped": 1}', **headers)
    assert b"dropped" in ask(state, **headers)[2]
    post(f"{unchanged}trouble", saving="", line="offline")
    with pytest.raises(ConnectionError):
        ask(f"{unchanged}course/player.js")
    assert post(f"{unchanged}trouble", saving="strange")[0] == 400


def test_a_cmi5_launch_has_one_token_and_launch_data_and_ends_the_session_before(unchanged: str) -> None:
    tokens = []
    for _ in range(2):
        given = launch(unchanged, "cmi5")
        tokens.append(json.loads(ask(given["fetch"], "POST")[2])["auth-token"])
        assert "error-code" in json.loads(ask(given["fetch"], "POST")[2])
    where = urlencode(
        {"activityId": given["activityId"], "agent": given["actor"], "registration": given["registration"]}
    )
    data = f"{given['endpoint']}activities/state?{where}&stateId=LMS.LaunchData"
    old, new = ({"Authorization": f"Basic {token}", "X_Experience_API_Version": "1.0.3"} for token in tokens)
    assert ask(data, **old)[0] == 403
    found = json.loads(ask(data, **new)[2])
    assert (found["moveOn"], found["masteryScore"], found["launchMode"]) == ("CompletedAndPassed", 0.8, "Normal")
    own = f"{given['endpoint']}statements?{urlencode({'registration': given['registration']})}"
    verbs = [one["verb"]["display"]["en"] for one in json.loads(ask(own, **new)[2])["statements"]]
    assert verbs == ["launched", "abandoned", "launched"]


def test_reviewers_come_by_the_link_alone_and_their_comments_are_kept_beside_the_course(starter: Source) -> None:
    file = starter.root / "review-comments.yaml"
    with sharing(starter.root) as (own, link, said):
        assert ask(link)[0] == 200
        assert ask(link.replace(urlsplit(link).path.split("/")[1], "guess"))[0] == 400
        assert ask(link.replace(urlsplit(link).path, "/course/"), Host="127.0.0.1")[0] == 400
        assert post(f"{link}choose", target="xapi", lms="generic")[0] == 404
        assert post(f"{link}trouble", saving="500")[0] == 404
        comment = {"activity": "a-lesson", "block": "A lesson is a text file", "by": "Awa", "text": "Which one?"}
        assert post(f"{link}comments", **comment)[0] == 200
        assert post(f"{link}comments", text="")[0] == 400
        assert "comment by Awa on a-lesson: Which one?" in said.readline()
        assert "block: A lesson is a text file" in file.read_text("utf-8")
        assert json.loads(get(f"{own}state"))["comments"][0]["text"] == "Which one?"
        assert ask(f"{link}comments/0", "DELETE")[0] == 404
        assert ask(f"{own}comments/0", "DELETE")[0] == 200
        assert json.loads(get(f"{own}state"))["comments"] == []
        file.write_text("[broken", "utf-8")
        assert post(f"{link}comments", **comment)[0] == 409
        assert file.read_text("utf-8") == "[broken"


def test_what_goes_wrong_in_a_build_is_said_and_the_next_change_is_followed() -> None:
    said: list[str] = []

    class Broken:
        def follow(self, _paths: set[Path]) -> None:
            raise ZeroDivisionError("of the course")

    # In a thread of its own: Playwright leaves a loop in that of the tests.
    following = _Server({}, said.append)._follow(cast("LiveCourse", Broken()), set())
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, following).result()
    assert "ZeroDivisionError: of the course" in said[0]


def test_names_of_other_hosts_and_files_outside_the_package_are_refused(unchanged: str) -> None:
    assert ask(unchanged, Host="evil.example")[0] == 400
    for path in ("../course.yaml", "..%2Fcourse.yaml", "course.yaml"):
        assert ask(f"{unchanged}course/{path}")[0] == 404


def test_a_port_in_use_is_passed_over(starter: Source) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with previewing(starter.root, port) as address:
            assert (urlsplit(address).port or 0) > port
            assert ask(address)[0] == 200


def test_where_the_extra_is_missing_it_is_named(starter: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "scorm_export.commands.preview.server")
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    result = CliRunner().invoke(main, ["preview", str(starter.root)])
    assert result.exit_code == 2
    assert "pip install scorm-export[preview]" in result.output

"""The preview: what a browser gets while a course is written."""

from __future__ import annotations

import http.client
import subprocess
import sys
from collections.abc import Iterator
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from sources import Source


@pytest.fixture
def address(starter: Source) -> Iterator[str]:
    """Run the command, and end it by its own process."""
    command = [sys.executable, "-u", "-m", "scorm_export", "preview", str(starter.root), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield process.stdout.readline().split()[2]
        process.terminate()


def get(url: str) -> tuple[str, bytes]:
    answer: http.client.HTTPResponse
    with urlopen(url) as answer:
        return answer.headers["Content-Type"], answer.read()


def test_pages_scripts_and_media_are_served_with_their_types(address: str) -> None:
    kind, page = get(address)
    assert kind == "text/html"
    assert b"My course" in page
    assert "javascript" in get(f"{address}player.js")[0]
    assert get(f"{address}media/going-further/cycle.svg")[0] == "image/svg+xml"


def test_the_home_page_shows_the_text_as_it_is_now(address: str, starter: Source) -> None:
    get(address)
    course = starter.root / "course.yaml"
    course.write_text(course.read_text("utf-8").replace("title: My course", "title: Renamed"), "utf-8")
    assert b'<h1 tabindex="-1">Renamed</h1>' in get(address)[1]


def test_a_mistake_is_shown_in_the_browser(address: str, starter: Source) -> None:
    course = starter.root / "course.yaml"
    course.write_text(course.read_text("utf-8").replace("pass: 8", "pass: 80"), "utf-8")
    assert b"unreachable-pass-mark" in get(address)[1]


def test_what_is_not_in_the_package_is_not_served(address: str) -> None:
    get(address)
    with pytest.raises(HTTPError, match="404") as caught:
        get(f"{address}../course.yaml")
    caught.value.close()

"""The videos of the reference course: storyboards, captions, transcripts, and the files that were made of them."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import polib
import pytest

from scorm_export.diagnostics import Diagnostics, SourceFile
from scorm_export.source.captions import Cue, read_captions

ROOT = Path(__file__).parent.parent
COURSE = ROOT / "course_source" / "learning-health-systems"
sys.path.append(str(ROOT / "course_source" / "videos"))
from storyboard import Storyboard, StoryboardError, read, words  # noqa: E402 - a tool beside the courses

BOARDS = [read(path) for path in sorted((COURSE / "videos").glob("*.yaml"))]
LANGUAGES = {language: set(board.words) for board in BOARDS for language in board.words}
MEGABYTE = 1_000_000
on_each = pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.name)


def beside(board: Storyboard, suffix: str) -> Path:
    return (COURSE / board.lesson).parent / f"{board.name}{suffix}"


def cues_of(path: Path) -> tuple[Cue, ...]:
    found = Diagnostics()
    cues = read_captions(SourceFile(path=path.name, lines=tuple(path.read_text("utf-8").splitlines())), found)
    assert not found.errors
    return cues


def boxes(data: bytes, at: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Yield the boxes of an MP4 (ISO/IEC 14496-12) with the places of their contents."""
    while at < end:
        size, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8].decode("latin-1")
        yield kind, at + 8, at + size
        at += size


def inside(data: bytes, *path: str, within: tuple[int, int] | None = None) -> list[tuple[int, int]]:
    """Return the contents of every box at a path."""
    places = [within or (0, len(data))]
    for kind in path:
        places = [(start, end) for place in places for name, start, end in boxes(data, *place) if name == kind]
    return places


def tracks(data: bytes) -> dict[str, int]:
    """Return the tracks by their kind, with the number of their samples: frames of a picture."""
    found = {}
    for track in inside(data, "moov", "trak"):
        ((handler, _),) = inside(data, "mdia", "hdlr", within=track)
        ((table, _),) = inside(data, "mdia", "minf", "stbl", "stsz", within=track)
        found[data[handler + 8 : handler + 12].decode()] = int.from_bytes(data[table + 8 : table + 12])
    return found


def seconds_of(data: bytes) -> float:
    ((at, _),) = inside(data, "moov", "mvhd")
    return int.from_bytes(data[at + 16 : at + 20]) / int.from_bytes(data[at + 12 : at + 16])


def test_every_module_has_a_video_that_its_lesson_shows() -> None:
    assert len({board.lesson.split("/")[0] for board in BOARDS}) == 5
    for board in BOARDS:
        lesson = (COURSE / board.lesson).read_text("utf-8")
        assert f'({board.name}.mp4){{captions="{board.name}.vtt" poster="{board.name}.png"}}' in lesson


@on_each
def test_a_transcript_says_what_is_seen_and_what_is_said(board: Storyboard) -> None:
    lesson = (COURSE / board.lesson).read_text("utf-8")
    (transcript,) = re.findall(r"^::: transcript\n(.*?)\n:::$", lesson, re.MULTILINE | re.DOTALL)
    assert transcript.split("\n\n") == [scene.transcript for scene in board.scenes]


@on_each
def test_every_scene_moves_and_every_move_starts_at_a_word(board: Storyboard) -> None:
    for scene in board.scenes:
        starts = [0, *sorted(move.word or 0 for move in scene.moves), len(words(scene.say))]
        assert max(after - before for before, after in pairwise(starts)) <= 14, scene.say


@on_each
def test_captions_are_the_words_of_the_narration(board: Storyboard) -> None:
    cues = cues_of(beside(board, ".vtt"))
    assert [word for cue in cues for word in words(cue.text)] == words(board.narration)
    assert all(before.end <= after.start for before, after in pairwise(cues))
    assert max(len(line) for cue in cues for line in cue.text.split("\n")) <= 44
    assert all(0.8 <= cue.end - cue.start <= 8 and len(cue.text) / (cue.end - cue.start) <= 22 for cue in cues)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_subtitles_are_the_words_of_the_translated_transcript(language: str) -> None:
    texts = {entry.msgid: entry.msgstr for entry in polib.pofile(str(COURSE / "translations" / f"{language}.po"))}
    for board in BOARDS:
        if beside(board, f".{language}.vtt").exists():
            said = " ".join(texts[scene.transcript].split("* ", 1)[1] for scene in board.scenes)
            cues = cues_of(beside(board, f".{language}.vtt"))
            assert [word for cue in cues for word in words(cue.text)] == words(said)
            assert cues[-1].end < seconds_of(beside(board, ".mp4").read_bytes())
        else:
            assert language == "ar" and not all(texts[scene.transcript] for scene in board.scenes)


@on_each
def test_a_video_has_a_voice_and_stays_within_its_limits(board: Storyboard) -> None:
    for suffix in (".mp4", *(f".{language}.mp4" for language in board.words)):
        data = beside(board, suffix).read_bytes()
        assert len(data) <= 6 * MEGABYTE
        seconds = seconds_of(data)
        assert 90 <= seconds <= 180
        assert 200 <= len(words(board.narration)) <= 400
        assert 130 <= len(words(board.narration)) / seconds * 60 <= 165
        assert cues_of(beside(board, ".vtt"))[-1].end < seconds
        samples = tracks(data)
        assert set(samples) == {"vide", "soun"}
        assert samples["vide"] / seconds > 24.5
        sizes = [(data[end - 8 : end - 6], data[end - 4 : end - 2]) for _, end in inside(data, "moov", "trak", "tkhd")]
        assert ((1280).to_bytes(2), (720).to_bytes(2)) in sizes
        names = [name for name, _, _ in boxes(data, 0, len(data))]
        assert names.index("moov") < names.index("mdat"), "playing waits for the whole file"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("cue: there", "cue: nowhere", "nobody says `nowhere`"),
        ("cue: there", "cue: go", "is said 2 times"),
        ("of: ann", "of: bob", "there is no `bob`"),
        ("ease: out", "ease: slow", "`slow` is no easing"),
        ("poster: {scene: 1", "poster: {scene: 2", "in no scene"),
        ("Bonjour", "Bonjour\n    Goodbye: Au revoir", "not in the picture"),
        ("Hello there: Bonjour", "Hello: Bonjour", "not in the words for `fr`: Hello there"),
        ("say:", "sya:", "unknown: sya"),
    ],
)
def test_a_storyboard_with_a_mistake_says_where(tmp_path: Path, old: str, new: str, message: str) -> None:
    sound = (
        "lesson: a.md\nposter: {scene: 1, at: 0.5}\nscenes:\n  - say: We go there, and go.\n    show: A street.\n"
        "    things:\n      ann: {is: person, who: nurse}\n      hello: {is: words, text: Hello there}\n"
        "    moves:\n      - {cue: there, of: ann, to: {x: 3}, ease: out}\nwords:\n  fr:\n    Hello there: Bonjour\n"
    )
    path = tmp_path / "board.yaml"
    path.write_text(sound, "utf-8")
    assert read(path).scenes[0].moves[0].word == 2
    path.write_text(sound.replace(old, new), "utf-8")
    with pytest.raises((StoryboardError, KeyError), match=re.escape(message)):
        read(path)

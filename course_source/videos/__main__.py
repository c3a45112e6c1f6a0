"""Films storyboards: NAME.mp4, NAME.png and NAME.vtt beside the lesson that shows the video, as `make videos` does.

    python course_source/videos COURSE                  # every storyboard in COURSE/videos
    python course_source/videos COURSE loops --look 2 --out DIR   # only contact sheets, a frame every 2 seconds
    python course_source/videos COURSE --narration DIR  # with recordings, DIR/loops-01.wav and so on, one a scene
    python course_source/videos COURSE --judge          # measure the narration, film nothing

For each language that a storyboard has words in, NAME.fr.mp4 and NAME.fr.png follow; for each in which the lesson's
transcript is translated, NAME.fr.vtt.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import polib

import captions
from filming import contact_sheets, film_to, poster
from judging import judged
from speech import VOICES, Narration, recorded, spoken
from stage import Film
from storyboard import Storyboard, read


def main() -> None:
    """Film what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("course", type=Path)
    parser.add_argument("names", nargs="*", help="names of storyboards; all if left out")
    parser.add_argument("--voice", choices=sorted(VOICES), default="flite")
    parser.add_argument("--narration", type=Path, help="a folder of recordings, instead of a voice")
    parser.add_argument("--rate", type=int, default=25, help="frames a second")
    parser.add_argument("--language", action="append", help="film only in this language; `en` is the storyboard's own")
    parser.add_argument("--look", type=float, help="write only contact sheets, a frame every so many seconds")
    parser.add_argument("--judge", action="store_true", help="only measure the narration")
    parser.add_argument("--captions", action="store_true", help="write only captions")
    parser.add_argument("--out", type=Path, help="where to write, instead of beside the lesson")
    options = parser.parse_args()
    for path in sorted((options.course / "videos").glob("*.yaml")):
        if not options.names or path.stem in options.names:
            board = read(path)
            narration = recorded(board, options.narration) if options.narration else spoken(board, options.voice)
            print(judged(board, narration, recognize=options.judge))
            if not options.judge:
                _film(board, narration, options)


def _film(board: Storyboard, narration: Narration, options: argparse.Namespace) -> None:
    folder: Path = options.out or (options.course / board.lesson).parent
    for language in ("", *board.words):
        if options.language and (language or "en") not in options.language:
            continue
        film, name = Film(board, narration.timings, language), f"{board.name}.{language}".rstrip(".")
        if options.look:
            contact_sheets(film, folder, name, options.look)
        elif not options.captions:
            film_to(film, narration.samples, folder / f"{name}.mp4", options.rate)
            scene = narration.timings[board.poster[0]]
            poster(film, scene.start + (scene.end - scene.start) * board.poster[1], folder / f"{name}.png")
            print(f"  {name}.mp4: {film.end:.1f} s, {(folder / f'{name}.mp4').stat().st_size / 1e6:.2f} MB")
    if not options.look:
        (folder / f"{board.name}.vtt").write_text(captions.web_vtt(captions.cues(board, narration.spoken)), "utf-8")
        for language, paragraphs in _translations(board, options.course):
            found = captions.translated(board, narration.spoken, paragraphs)
            (folder / f"{board.name}.{language}.vtt").write_text(captions.web_vtt(found), "utf-8")


def _translations(board: Storyboard, course: Path) -> list[tuple[str, list[str]]]:
    """Return by language what is said in each scene, from the translations of the lesson's transcript."""
    found = []
    for path in sorted((course / "translations").glob("*.po")):
        texts = {entry.msgid: entry.msgstr for entry in polib.pofile(str(path)) if entry.translated()}
        paragraphs = [texts.get(scene.transcript, "") for scene in board.scenes]
        if all(paragraphs):
            found.append((path.stem, [paragraph.partition("*")[2].partition("* ")[2] for paragraph in paragraphs]))
    return found


if __name__ == "__main__":
    main()

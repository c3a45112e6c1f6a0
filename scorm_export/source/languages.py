"""Language tags (BCP 47), and which tag people mean who write something else."""

from __future__ import annotations

import locale
import re
from dataclasses import dataclass

from scorm_export.source.texts import Nearly

_ALIAS = re.compile(r"([a-z]{2})_[A-Z]{2}\b")
_SHORT = 3
"""Characters of what is no name of a language."""


def _pairs(text: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in text.split())


_NAMES = {
    name: match[1]
    for name, alias in locale.locale_alias.items()
    if len(name) > _SHORT and (match := _ALIAS.match(alias))
} | _pairs(
    "bahasa=id bangla=bn bengali=bn chinese=zh español=es espanol=es francais=fr hindi=hi indonesian=id irish=ga "
    "italiano=it kiswahili=sw latin=la latvian=lv mandarin=zh nederlands=nl persian=fa polski=pl português=pt "
    "portugues=pt svenska=sv swahili=sw ukrainian=uk urdu=ur vietnamese=vi welsh=cy العربية=ar বাংলা=bn हिन्दी=hi "
    "русский=ru 中文=zh 日本語=ja 한국어=ko"
)
"""By the name of a language, in English or in itself: those that the standard library knows, and more."""
_INSTEAD = _pairs(
    "at=de-AT cn=zh cz=cs dk=da gb=en-GB jp=ja ua=uk us=en-US "
    "ara=ar ben=bn cat=ca ces=cs chi=zh cze=cs dan=da deu=de dut=nl ell=el eng=en fas=fa fin=fi fra=fr fre=fr ger=de "
    "gre=el heb=he hin=hi hun=hu ind=id ita=it jpn=ja kor=ko nld=nl nor=no per=fa pol=pl por=pt ron=ro rum=ro rus=ru "
    "slk=sk spa=es swa=sw swe=sv tur=tr ukr=uk vie=vi zho=zh"
)
"""Codes of countries that are no language's, and codes of three letters where BCP 47 takes those of two (2.2.1)."""
_REGIONS = _pairs("austria=AT brazil=BR brasil=BR england=GB uk=GB usa=US")
"""What is written for a region; `UK` is none (ISO 3166-1)."""
_WORDS = re.compile(r"([^\W\d_]+)(?:[\s(]+([A-Za-z]{2,8})\)?)?")
"""A language, and a region after it or in parentheses."""


def _tag(text: str) -> str:
    """Return the tag that a text means; if it means none that is known, the text with hyphens."""
    words = _WORDS.fullmatch(text)
    language, *rest = [part for part in words.groups() if part] if words else text.replace("_", "-").split("-")
    if words and rest and len(rest[0]) > len("GB") and rest[0].lower() not in _REGIONS:
        return text
    language = language.lower()
    language = _NAMES.get(language) or _INSTEAD.get(language, language)
    return "-".join([language, *(_REGIONS.get(part.lower(), part) for part in rest)])


@dataclass(frozen=True)
class _Language(Nearly):
    def parse(self, text: str) -> str | None:
        """Refuse what has the form of a tag and is none."""
        tag = super().parse(text)
        return tag if tag is None or _tag(tag) == tag else None


LANGUAGE = _Language(
    "a language tag such as `en` or `pt-BR`",
    r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*",
    advice="it is two letters, such as `de` for German, and the region where that matters, such as `pt-BR`",
    alike=_tag,
)

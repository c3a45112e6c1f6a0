"""What a quiz's page says of right answers: nothing that can be read, only what an answer can be tried against.

A seal stands for an answer and shows whether another answer is the same. A veil hides a text that the learner is to
see later. The salt is in the package, so neither is a secret from who runs the player's own code; decision 14 says
what this stops and what not. The player's side is `answer_key.ts`.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from itertools import count

_SALT_LENGTH = 8
_SEAL_LENGTH = 8
"""Digits of six bits each: one guess in 2^48 is taken for right by accident."""


def _base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def _digest(*texts: str) -> bytes:
    return hashlib.sha256("\n".join(texts).encode()).digest()


@dataclass(frozen=True, slots=True)
class AnswerKey:
    """The seals and veils of one question."""

    salt: str

    @classmethod
    def of(cls, course: str, quiz: str, question: str) -> AnswerKey:
        """Return the key of a question, by the course's IRI and the ids: the same in every build."""
        return cls(_base64url(_digest(course, quiz, question))[:_SALT_LENGTH])

    def seal(self, answer: str) -> str:
        """Return eight characters that stand for an answer."""
        return _base64url(_digest(self.salt, answer))[:_SEAL_LENGTH]

    def seals(self, answers: list[str]) -> list[str]:
        """Return the seals of several answers, in an order that gives nothing away."""
        return sorted(map(self.seal, answers))

    def veil(self, text: str) -> str:
        """Return a text as base64url of its UTF-8 bytes, each exclusive-or a byte of a stream that the salt begins."""
        data = text.encode()
        stream = bytearray()
        for block in count():
            if len(stream) >= len(data):
                break
            stream += _digest(self.salt, str(block))
        return _base64url(bytes(one ^ other for one, other in zip(data, stream, strict=False)))

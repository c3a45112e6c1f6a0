"""What a quiz's page contains of right answers: nothing readable, only data to compare an answer with.

A seal stands for an answer and shows whether another answer is the same. A veil hides a text that the learner is to
see later. The salt is in the package, so neither is a secret from anyone who runs the player's own code; decision 14
says what this prevents and what it does not. The player's side is `answer_key.ts`.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from itertools import count

_SALT_LENGTH = 8
_SEAL_LENGTH = 8
"""Digits of six bits each: a wrong answer is accepted with a probability of 1 in 2^48."""


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

"""The same for whoever uses TextBlob: ``TextBlob(text, analyzer=ChatAnalyzer()).sentiment``."""

from __future__ import annotations

from typing import Any

from textblob.base import CONTINUOUS, BaseSentimentAnalyzer

from bot.sentiment.judging import polarity


class ChatAnalyzer(BaseSentimentAnalyzer):  # type: ignore[misc]  # TextBlob has no types
    """Answers with the polarity, −1 to 1, or None where it cannot be told."""

    kind = CONTINUOUS

    def analyze(self, text: str) -> Any:
        return polarity(str(text))

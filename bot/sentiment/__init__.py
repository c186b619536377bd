"""Text to a number: how warm or cold it is."""

from bot.sentiment.judging import THRESHOLDS, polarity

__all__ = ["THRESHOLDS", "polarity"]

"""Text to a number: how warm or cold its words are. The only room that knows TextBlob."""

from bot.sentiment.judging import THRESHOLDS, polarity, score

__all__ = ["THRESHOLDS", "polarity", "score"]

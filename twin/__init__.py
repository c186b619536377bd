"""A stand-in for Discord on the loopback address: gateway v10 and REST v10, for an unmodified discord.py."""

from twin.outcomes import Outcome
from twin.sent import SentFile, SentMessage
from twin.server import Twin
from twin.world import World

__all__ = ["Outcome", "SentFile", "SentMessage", "Twin", "World"]

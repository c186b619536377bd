"""``rapport demo``: the real bot against a stand-in for Discord, with a sample community."""

from bot.cli.demo.entry import command

__all__ = ["command"]

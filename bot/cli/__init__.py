"""The command line: one file a command, and nothing heavy loaded before a command needs it."""

"""Render: a report becomes plain text, a table, a document, a picture or a Discord message."""

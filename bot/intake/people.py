"""Who is a person."""

from __future__ import annotations

DELETED_USER_ID = 456226577798135808
"""Discord's one stand-in for the authors of old messages whose accounts are gone: many people, so nobody."""

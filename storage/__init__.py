"""What Rapport keeps, and the only SQL."""

from typing import TYPE_CHECKING

from storage.errors import (
    StoreBusy,
    StoreClosed,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreMissing,
    StoreNewer,
    StoreNotADatabase,
    StoreNotWritable,
)
from storage.readable import ReadableStore

if TYPE_CHECKING:
    from storage.store import Store
else:

    def __getattr__(name: str) -> object:
        """The store for recording is loaded where it is named: a report only reads, and is to begin soon."""
        if name != "Store":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from storage.store import Store

        return Store


__all__ = [
    "ReadableStore",
    "Store",
    "StoreBusy",
    "StoreClosed",
    "StoreDamaged",
    "StoreError",
    "StoreFull",
    "StoreMissing",
    "StoreNewer",
    "StoreNotADatabase",
    "StoreNotWritable",
]

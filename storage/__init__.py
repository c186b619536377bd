"""What Rapport keeps, and the only SQL."""

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
from storage.store import Store

__all__ = [
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

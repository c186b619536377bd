"""Sample communities: people with habits, invented from a seed."""

from twin.community.live import live
from twin.community.planting import plant

__all__ = ["live", "plant"]

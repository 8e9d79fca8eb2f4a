"""The compiled catalogue: one read-only SQLite file in which every name is found within a frame."""

from offline_cache.catalogue.reading import CompiledIndex, open_index
from offline_cache.catalogue.writing import Part, build_catalogue

__all__ = ["CompiledIndex", "Part", "build_catalogue", "open_index"]

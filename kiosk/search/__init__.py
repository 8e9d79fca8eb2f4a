"""Finding a life event, an item or a department by what people type: characters, pinyin, initials, or a mixture."""

from kiosk.search.finding import IndexFinder, memory_finder, standing_in

__all__ = ["IndexFinder", "memory_finder", "standing_in"]

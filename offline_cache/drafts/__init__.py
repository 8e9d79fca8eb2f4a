"""Drafts of visits left half way: sealed under their own pick-up code, for a day."""

from offline_cache.drafts.keeping import SqliteDrafts

__all__ = ["SqliteDrafts"]

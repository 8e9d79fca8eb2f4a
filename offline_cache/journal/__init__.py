"""What technicians and the hall may know of the past, without anything about a person."""

from offline_cache.journal.statistics import Statistics, statistics
from offline_cache.journal.visits import VisitDiary
from offline_cache.journal.writing import SAFE_KEYS, Journal

__all__ = ["SAFE_KEYS", "Journal", "Statistics", "VisitDiary", "statistics"]

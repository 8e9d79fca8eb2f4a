"""Encryption at rest: what seals values, where its key comes from, and how it is exchanged for another."""

from offline_cache.vault.opening import open_vault
from offline_cache.vault.sealing import Vault

__all__ = ["Vault", "open_vault"]

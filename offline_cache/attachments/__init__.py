"""Photographed papers beside the outbox: one encrypted file a bundle, useless once the bundle's row is gone."""

from offline_cache.attachments.beside import Attachments
from offline_cache.attachments.sealed_file import SealedFile, Shelf

__all__ = ["Attachments", "SealedFile", "Shelf"]

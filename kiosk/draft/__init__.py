"""Leaving half way and coming back: what is kept, the code that opens it, and how the work is taken up again."""

from kiosk.draft.code import CODE_LENGTH, is_code, new_code, read_code, shown_code
from kiosk.draft.keeping import Draft, DraftField, DraftPage, NoDraft, TooManyTries, draft_page
from kiosk.draft.slip import CodeSlip

__all__ = [
    "CODE_LENGTH", "CodeSlip", "Draft", "DraftField", "DraftPage", "NoDraft", "TooManyTries", "draft_page",
    "is_code", "new_code", "read_code", "shown_code",
]  # fmt: skip

"""What technicians are told of the releases on a machine; the same facts for ``catalog status`` and ``doctor``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from config.settings import Settings
from kiosk.cli.catalogue.releases.choosing import packs_in_use, shelf_of
from kiosk.errors import StoreError
from offline_cache.releases.shelf import Kept, Shelf
from offline_cache.releases.state import State


@dataclass(frozen=True)
class Telling:
    """``name`` is the release in use, empty for the program's own packs; ``wrong`` is what somebody should look at."""

    keys: int
    name: str
    sentences: tuple[str, ...]
    wrong: str = ""
    remedy: str = ""
    document: Mapping[str, Any] = field(default_factory=dict)


def told(settings: Settings) -> Telling:
    """What there is to say, read-only."""
    shelf, keys = shelf_of(settings), len(settings.catalogue.publisher_keys)
    try:
        state = shelf.state()
    except StoreError as error:
        return Telling(keys, "", (error.message,), error.message, error.remedy, {"error": error.message})
    kept = shelf.in_use()
    own = kept is None or packs_in_use(settings) != kept.packs
    sentences, wrong, asked = [_in_use(state, kept, own)], "", _asked(shelf)
    if state.current and (kept is None or kept.name != state.current):
        wrong = f"发布版 {state.current} 的文件不全，下次启动退回上一版"
    if asked.get("wrong"):
        wrong = wrong or str(asked["wrong"]).rstrip("。")
    sentences += [f"上次问大厅 {asked['at']}：{_OUTCOMES[asked['outcome']]}"] if asked else []
    sentences += [wrong] if wrong else []
    return Telling(
        keys, kept.name if kept and not own else "", tuple(sentences), wrong,
        "请运行 kiosk catalog update --now，按提示处理。" if wrong else "",
        {
            "publisher_keys": keys, "in_use": None if own or kept is None else kept.name,
            "as_of": None if own or kept is None else kept.manifest.as_of,
            "created": None if own or kept is None else kept.manifest.created,
            "previous": state.previous or None, "on_trial": state.trial is not None, "newest": state.newest or None,
            "refused": dict(state.refused), "asked": asked or None,
        },
    )


def release_lines(settings: Settings) -> tuple[str, ...]:
    """For people."""
    found = told(settings)
    head = f"目录更新：{found.sentences[0]}" if found.keys or found.name else "目录更新：没有写发布者公钥，不更新"
    refused: Mapping[str, str] = found.document.get("refused", {})
    return (
        head, *(f"  {sentence}" for sentence in found.sentences[1:]),
        *((f"  备用：发布版 {found.document['previous']}",) if found.document.get("previous") else ()),
        *(f"  不再试：发布版 {name}（{why}）" for name, why in refused.items()),
    )


def release_document(settings: Settings) -> dict[str, Any]:
    """For programs."""
    return dict(told(settings).document)


_OUTCOMES = {
    "unchanged": "没有新的", "same": "内容与本机相同", "taken": "已取来并启用", "refused": "没有收",
    "unreachable": "没有取到", "failed": "没有做完",
}


def _in_use(state: State, kept: Kept | None, own: bool) -> str:
    if own or kept is None:
        return "现在用程序自带的数据包"
    manifest = kept.manifest
    trial = "，试用中（完成一次启动后转正）" if state.trial else ""
    back = f"，退回旧资料：{manifest.withdraws}" if manifest.withdraws else ""
    return f"现在用发布版 {kept.name}（资料日期 {manifest.as_of}，签发于 {manifest.created}{back}）{trial}"


def _asked(shelf: Shelf) -> dict[str, Any]:
    from dataclasses import asdict

    from offline_cache.releases.asking import last_asked

    found = last_asked(shelf)
    return asdict(found) if found and found.outcome in _OUTCOMES else {}

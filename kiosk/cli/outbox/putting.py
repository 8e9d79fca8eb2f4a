"""``kiosk outbox put``: keep sealed bundles from a file, one line a bundle after it is durable."""

from __future__ import annotations

import argparse
import json
import re
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

from kiosk.cli.outbox.opening import DONE, common, opened
from kiosk.errors import UsageError
from kiosk.filing.bundle import Bundle, new_bundle_id
from kiosk.filing.receipt import kept_code

_ID = re.compile("[0-9a-f]{32}")
_TEXTS = ("scenario", "title", "region", "catalog_version", "machine", "sealed_at")
_LISTS = ("answers", "items", "fields", "materials")


def add_commands(outbox: Any) -> None:
    """Register the command."""
    put = outbox.add_parser("put", help="封存并保存申请包文件；每件落盘后输出一行")
    put.add_argument("file", type=Path, help="kiosk bundle sample 写出的文件")
    put.add_argument("--count", type=_count, metavar="N", help="保存 N 份，每份用新编号（默认一份，用文件里的编号）")
    common(put, do)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 1_000_000:
        raise argparse.ArgumentTypeError(f"「{text}」应是 1 到 1000000 的整数")
    return int(text)


def do(chosen: argparse.Namespace) -> int:
    """Keep them; each line is printed and flushed after its bundle would survive a power cut."""
    document = read_bundle(chosen.file)
    with opened(chosen, own=True) as machine:
        for _ in range(chosen.count or 1):
            bundle_id = new_bundle_id() if chosen.count else document["id"]
            sealed = canonical({**document, "id": bundle_id})
            new = machine.outbox.put_sealed(bundle_id, document["scenario"], sealed)
            _tell(bundle_id, new, len(sealed), chosen.json)
    return DONE


def _tell(bundle_id: str, new: bool, size: int, as_json: bool) -> None:
    if as_json:
        line = json.dumps({"bundle": bundle_id, "code": kept_code(bundle_id), "new": new, "bytes": size})
    else:
        line = f"{bundle_id}  {kept_code(bundle_id)}  {'已保存' if new else '原来就有'}"
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def canonical(document: dict[str, Any]) -> bytes:
    """The bytes :meth:`Bundle.to_bytes` gives for the same content."""
    document = {name: value for name, value in document.items() if name != "attachments" or value}
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def read_bundle(path: Path) -> dict[str, Any]:
    """A bundle file as a document. Raises UsageError naming everything that keeps it from being one."""
    from offline_cache.outbox import LARGEST

    try:
        size = path.stat().st_size
        if size > 2 * LARGEST:
            raise UsageError(f"{path}: 有 {size} 字节，最多 {LARGEST}。", "请减少所附内容。")
        document = json.loads(path.read_bytes())
    except OSError as error:
        raise UsageError(f"{path}: 读不出（{error.strerror}）。", "请检查文件名。") from error
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise UsageError(f"{path}: 不是 JSON 文件。", "请用 kiosk bundle sample 做一个看看。") from error
    faults = _faults(document) if isinstance(document, dict) else ["应是一个 JSON 对象"]
    if faults:
        raise UsageError(f"{path}: " + "；".join(faults) + "。", "请用 kiosk bundle sample 做一个看看。")
    return dict(document)


def _faults(document: dict[str, Any]) -> list[str]:
    known = {member.name for member in fields(Bundle)}
    faults = [f"缺少 {name}" for name in ("id", *_TEXTS, *_LISTS) if name not in document]
    faults += [f"不认识 {name}" for name in sorted(document.keys() - known)]
    faults += ["attachments 应为空：附件随拍照或 kiosk outbox import 保存"] if document.get("attachments") else []
    faults += [f"{name} 应是文字" for name in _TEXTS if not isinstance(document.get(name, ""), str)]
    faults += [f"{name} 应是列表" for name in _LISTS if not isinstance(document.get(name, []), list)]
    if "id" in document and not (isinstance(document["id"], str) and _ID.fullmatch(document["id"])):
        faults.append("id 应是 32 位十六进制小写数字")
    return faults

"""``kiosk catalog keygen`` and ``sign``: a publisher's key, and a proven pack as a signed release."""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.pack_holidays import HOLIDAYS_FILE, read_holidays
from config.pack_reader import PACKS, open_pack, regions
from kiosk.catalog.release import Manifest, ReleasedFile, read_manifest, read_signed
from kiosk.cli.output import say, say_json
from kiosk.errors import PackError, ReleaseRefused, StoreError, UsageError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from offline_cache.vault.key_file import AskPassphrase

_REMEDY = "有错的数据包不能发布。请先改到 kiosk catalog check 通过。"


def add_publishing(actions: Any) -> None:
    """Register ``keygen`` and ``sign``."""
    keygen = actions.add_parser("keygen", help="新建发布密钥，并显示终端要认的公钥")
    keygen.add_argument("--output", type=Path, required=True, metavar="FILE", help="密钥写到这个新文件（只有本人能读）")
    keygen.add_argument("--passphrase", action="store_true", help="密钥用口令保护（从终端或标准输入读）")
    keygen.add_argument("--passphrase-file", type=Path, metavar="FILE", help="密钥的口令在这个文件里")
    keygen.add_argument("--json", action="store_true", help="只输出一份 JSON")
    keygen.set_defaults(do=do_keygen)
    sign = actions.add_parser("sign", help="检查数据包，签成可以发给终端的发布版")
    sign.add_argument("--key", type=Path, required=True, metavar="FILE", help="发布密钥")
    sign.add_argument("--passphrase-file", type=Path, metavar="FILE", help="密钥的口令在这个文件里（默认从终端读）")
    sign.add_argument("--output", type=Path, required=True, metavar="DIR",
                      help="写到这个目录（大厅服务器的 --releases）；以前发布的留着")
    which = sign.add_mutually_exclusive_group()
    which.add_argument("--region", help="只发布这个地区（默认随程序的全部地区）")
    which.add_argument("--pack", type=Path, metavar="DIR", help="发布这个目录里的数据包")
    sign.add_argument("--number", type=int, help="发布号，只能越来越大（默认按日期，如 2026112201）")
    sign.add_argument("--withdraw", default="", metavar="原因", help="叫终端退回较旧的资料；不写的，终端不收较旧的资料")
    sign.add_argument("--json", action="store_true", help="只输出一份 JSON")
    sign.set_defaults(do=do_sign)


def do_keygen(chosen: argparse.Namespace) -> int:
    """Make a key."""
    from kiosk.cli.outbox.keys import new_passphrase
    from offline_cache.releases.signing import make_key

    public = make_key(chosen.output, new_passphrase(chosen))
    if chosen.json:
        say_json({"key": str(chosen.output), "publisher_key": public})
    else:
        say(f"发布密钥在 {chosen.output}，请收好：有它的人能改每台终端的目录。",
            "每台终端的 kiosk.toml 里写：", "[catalogue]", f'publisher_keys = ["{public}"]')
    return 0


def do_sign(chosen: argparse.Namespace) -> int:
    """Prove and sign; nothing is written when a pack has faults."""
    from offline_cache.releases.signing import read_key

    if chosen.region is not None and chosen.region not in regions():
        raise UsageError(f"没有地区「{chosen.region}」。", f"可用：{'、'.join(regions())}。")
    if chosen.pack and not chosen.pack.is_dir():
        raise UsageError(f"没有目录「{chosen.pack}」。", "请用 --pack 指向数据包目录。")
    key = read_key(chosen.key, _passphrase(chosen))
    names = regions() if chosen.region is None else (chosen.region,)
    folders = [chosen.pack] if chosen.pack else [PACKS / name for name in names]
    for folder in folders:
        prove_pack(folder, date.today())
    made = [publish(folder, key, chosen.output, chosen.number, chosen.withdraw) for folder in folders]
    if chosen.json:
        say_json([
            {"region": one.region, "number": one.number, "version": one.version, "as_of": one.as_of,
             "files": len(one.files), "bytes": one.size, "previous": one.previous, "withdraws": one.withdraws}
            for one in made
        ])
    else:
        say(*(f"{one.region}：发布号 {one.number}，版本 {one.version}，资料日期 {one.as_of}，"
              f"{len(one.files)} 个文件、{one.size} 字节" for one in made),
            f"已写入 {chosen.output}。大厅服务器：kiosk backend serve --releases {chosen.output}")
    return 0


def _passphrase(chosen: argparse.Namespace) -> AskPassphrase | None:
    from kiosk.cli.outbox.opening import typed_passphrase

    path: Path | None = chosen.passphrase_file
    if path is None:
        return typed_passphrase()
    try:
        found = path.read_text(encoding="utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: 口令文件读不出。", "请检查文件名和编码。") from error
    return lambda: found


def prove_pack(folder: Path, today: date) -> dict[str, Any]:
    """What ``kiosk catalog check`` reports of a pack without any fault. Raises PackError naming every fault."""
    from kiosk.cli.catalogue.proving import proven

    report, faults = proven(folder, today)
    if faults:
        raise PackError(faults, _REMEDY)
    return report


def publish(
    folder: Path, key: Ed25519PrivateKey, output: Path, number: int | None = None, withdraws: str = ""
) -> Manifest:
    """Sign the pack in ``folder`` and write it to ``output``, its files first. It is read, not proven.

    Raises PackError, ReleaseRefused (``older`` for a number that does not rise), or StoreError.
    """
    from offline_cache.releases.signing import sign

    pack = open_pack(folder)
    contents = dict(_contents(pack.files.folders))
    before = published(output, pack.catalog.region)
    today = int(f"{datetime.now(UTC):%Y%m%d}01")
    number = number if number is not None else max(today, before.number + 1 if before else 0)
    if before and number <= before.number:
        raise ReleaseRefused(
            "older", f"发布号 {number} 不比上次的 {before.number} 大，终端不会收。", "请写更大的 --number，或不写。"
        )
    manifest = Manifest(
        region=pack.catalog.region, number=number, version=pack.catalog.version, as_of=pack.catalog.source.as_of,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        files=tuple(
            ReleasedFile(path, hashlib.sha256(content).hexdigest(), len(content))
            for path, content in sorted(contents.items())
        ),
        previous=before.version if before else "", withdraws=withdraws,
    )
    document = sign(manifest, key)
    _write_out(output, manifest, contents, document)
    return manifest


def published(output: Path, region: str) -> Manifest | None:
    """The release of a region that lies in ``output`` now; None when there is none. Raises ReleaseRefused."""
    try:
        return read_manifest(read_signed((output / f"{region}.json").read_bytes()).manifest)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(f"{output}: 读不出（{error.strerror}）。", "请检查目录权限。") from error


def _contents(folders: tuple[Path, ...]) -> Iterator[tuple[str, bytes]]:
    for folder in folders:
        for path in sorted(folder.rglob("*.toml")):
            yield f"{folder.name}/{path.relative_to(folder).as_posix()}", path.read_bytes()
    own = folders[-1].parent / HOLIDAYS_FILE.name
    holidays = own if own.is_file() else HOLIDAYS_FILE
    read_holidays(holidays)
    yield HOLIDAYS_FILE.name, holidays.read_bytes()


def _write_out(output: Path, manifest: Manifest, contents: dict[str, bytes], document: bytes) -> None:
    from offline_cache.releases.state import write_durably

    try:
        (output / "files").mkdir(parents=True, exist_ok=True)
        for file in manifest.files:
            place = output / "files" / file.sha256
            if not place.exists():
                write_durably(place, contents[file.path])
        write_durably(output / f"{manifest.region}.json", document)
    except OSError as error:
        raise StoreError(f"{output}: 写不进去（{error.strerror}）。", "请检查目录权限和磁盘空间。") from error

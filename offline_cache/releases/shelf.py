"""Releases on this machine's disk: put together beside the others, taken into use and taken back in one step.

::

    current.json                 which release is in use (offline_cache/releases/state.py)
    asked.json                   what the hall last said
    files/<sha256>               what has arrived of a release that is not whole yet
    releases/<name>/release.json the signed release as it came
    releases/<name>/packs/…      its files, under the names of the manifest

Needs the standard library only: it is read before the first frame.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from kiosk.catalog.release import Manifest, newer_than, read_manifest, read_signed
from kiosk.errors import ReleaseRefused, StoreError, StoreInUse
from offline_cache.releases.state import State, Trial, read_state, sync_folder, this_boot, write_durably

_LOCK_SECONDS = 5.0
_MOST_STARTS = 2
"""Starts in a row that were not seen through, before a release is taken back for good."""
_NEW = ".new"


@dataclass(frozen=True)
class Kept:
    """A release on this machine, every file there in its full size."""

    manifest: Manifest
    folder: Path

    @property
    def name(self) -> str:
        """Number and version."""
        return self.manifest.name

    @property
    def packs(self) -> Path:
        """Where its packs are; also holidays.toml, when the release has one."""
        return self.folder / "packs"

    def spoilt(self) -> tuple[str, ...]:
        """Paths whose bytes are not those the publisher signed; reads everything."""
        return tuple(
            file.path for file in self.manifest.files if digest_of(self.packs / file.path) != file.sha256
        )


@dataclass(frozen=True)
class Begun:
    """What a start begins with: ``kept`` or, when None, the packs that came with the program; and what to note."""

    kept: Kept | None
    notes: tuple[str, ...] = ()


class Shelf:
    """The releases in ``folder``. Safe to use from several programs; every call may raise StoreError.

    ``boot`` names the computer's start (see :class:`offline_cache.releases.state.Trial`).
    """

    def __init__(self, folder: Path, boot: Callable[[], str] = this_boot) -> None:
        self.folder, self._boot = folder, boot
        self.files, self._releases = folder / "files", folder / "releases"
        self._pointer = folder / "current.json"
        self._updates = False

    # Reading

    def state(self) -> State:
        """What is in use."""
        return read_state(self._pointer)

    def kept(self, name: str) -> Kept | None:
        """The release of that name; None when it is not here or a file of it is missing or cut short."""
        folder = self._releases / name
        if not name or "/" in name or name.startswith("."):
            return None
        try:
            manifest = read_manifest(read_signed((folder / "release.json").read_bytes()).manifest)
            found = Kept(manifest, folder)
            whole = all((found.packs / file.path).stat().st_size == file.size for file in manifest.files)
        except (OSError, ReleaseRefused):
            return None
        return found if whole and manifest.name == name else None

    def in_use(self) -> Kept | None:
        """The release in use, as the next start will see it; changes nothing."""
        state = self.state()
        return self.kept(state.current) or self.kept(state.previous)

    def held(self) -> Mapping[str, Path]:
        """Content by its SHA-256, out of the releases in use and in reserve."""
        state = self.state()
        kept = filter(None, (self.kept(state.previous), self.kept(state.current)))
        return {file.sha256: one.packs / file.path for one in kept for file in one.manifest.files}

    # Starting

    def begin(self) -> Begun:
        """Choose what to start with. A release on trial is marked before it is used; two marks in a row left over from
        starts that were not seen through take it back for good. Where no mark can be written, what came before is used.
        """
        if not self._pointer.exists():
            return Begun(None)
        state = self.state()
        if state.trial is None and (whole := self.kept(state.current)):
            return Begun(whole)
        try:
            with self._changing():
                return self._begin()
        except StoreError as error:
            return Begun(self.kept(state.previous), (error.message,))

    def _begin(self) -> Begun:
        state, notes = self.state(), list[str]()
        if state.trial and state.trial.starts:
            cut = state.trial.boot != self._boot()
            if state.trial.starts + state.trial.cuts >= _MOST_STARTS:
                notes.append(f"发布版 {state.current} 连续 {_MOST_STARTS} 次没有完成启动，已退回上一版。")
                state = _back(state, "启动没有完成")
            elif cut:
                state = replace(state, trial=Trial(0, "", 1))
        while state.current and self.kept(state.current) is None:
            notes.append(f"发布版 {state.current} 的文件不全，先用上一版。")
            state = _back(state)
        self._write(self._marked(state))
        return Begun(self.kept(state.current), tuple(notes))

    def begin_live(self) -> None:
        """A running kiosk goes over to the release in use; marked like a start when it is on trial."""
        with self._changing():
            self._write(self._marked(self.state()))

    def _marked(self, state: State) -> State:
        if state.trial is None:
            return state
        return replace(state, trial=Trial(state.trial.starts + 1, self._boot(), state.trial.cuts))

    def seen_through(self, name: str, *, started: bool) -> None:
        """The kiosk runs well with release ``name``. The trial ends with a start; until then the next start marks."""
        with self._changing():
            state = self.state()
            if state.trial and state.current == name:
                self._write(replace(state, trial=None if started else Trial()))

    def left_in_order(self, name: str) -> None:
        """A kiosk on trial was stopped by somebody before it could prove itself: that is no failed start."""
        with self._changing():
            state = self.state()
            if state.trial and state.trial.starts and state.current == name:
                self._write(replace(state, trial=replace(state.trial, starts=state.trial.starts - 1)))

    # Changing

    def check_refused(self, name: str) -> None:
        """Raises ReleaseRefused ``refused`` for a release that is not to be tried again here."""
        why = self.state().refused.get(name)
        if why is not None:
            raise ReleaseRefused(
                "refused", f"发布版 {name} 在本机停用过（{why.rstrip('。')}），不再试。",
                "等发布者发新的；要再试这一版：kiosk catalog update --now --again。",
            )

    def accept(self, manifest: Manifest) -> bool:
        """Whether the release is news; False for the one in use. Raises ReleaseRefused ``older`` or ``refused``."""
        self.check_refused(manifest.name)
        state = self.state()
        if manifest.name == state.current:
            return False
        if manifest.number < state.newest or (manifest.number == state.newest and manifest.name != state.newest_name):
            raise ReleaseRefused(
                "older", f"发布号 {manifest.number} 不比本机见过的 {state.newest} 新。", "请发布者用更大的编号发布。"
            )
        if newer_than(state.newest_as_of, manifest.as_of) and not manifest.withdraws:
            raise ReleaseRefused(
                "older", f"资料日期 {manifest.as_of} 比本机见过的 {state.newest_as_of} 早。",
                "真要退回旧资料的，请发布者签发时写 --withdraw 原因。",
            )
        return True

    def put(self, document: bytes, manifest: Manifest, contents: Mapping[str, Path]) -> Kept:
        """Put a release together out of ``contents`` (by SHA-256), whole or not at all.

        Raises ReleaseRefused ``content`` naming the file whose bytes are not those that were signed.
        """
        if whole := self._proven(manifest.name):
            return whole
        target, fresh = self._releases / manifest.name, self._releases / f"{os.urandom(8).hex()}{_NEW}"
        with self._writing(target):
            try:
                for file in manifest.files:
                    if file.sha256 not in contents:
                        raise StoreError(
                            f"{target}: 取来的目录文件又不在了，继续用现在的版本。", "下次更新时会重新取得。"
                        )
                    content = contents[file.sha256].read_bytes()
                    if hashlib.sha256(content).hexdigest() != file.sha256:
                        raise wrong_content(file.path)
                    _write(fresh / "packs" / file.path, content)
                _write(fresh / "release.json", document)
                for folder, _, _ in os.walk(fresh):
                    sync_folder(Path(folder))
                shutil.rmtree(target, ignore_errors=True)
                fresh.rename(target)
                sync_folder(self._releases)
            finally:
                shutil.rmtree(fresh, ignore_errors=True)
        return Kept(manifest, target)

    def adopt(self, kept: Kept) -> None:
        """Use this release from now on, on trial; the last one that proved itself stays in reserve."""
        with self._changing():
            if self.kept(kept.name) is None:
                raise StoreError(f"{kept.folder}: 发布版不在了，继续用现在的版本。", "下次更新时会重新取得。")
            state = self.state()
            proven = state.previous if state.trial else state.current
            self._write(_seen(replace(state, current=kept.name, previous=proven, trial=Trial()), kept.manifest))
            self._clear(kept.name, proven)

    def same_as_shipped(self, manifest: Manifest) -> None:
        """The release holds what is in use already; only remember how new it is."""
        with self._changing():
            self._write(replace(_seen(self.state(), manifest), same=manifest.name))

    def refuse(self, name: str, why: str) -> None:
        """Never try this release again; when it is in use, go back to the one before."""
        with self._changing():
            state = self.state()
            refused = replace(state, refused={**state.refused, name: why})
            state = _back(state, why) if state.current == name else refused
            self._write(state)
            self._clear(state.current, state.previous)

    def drop(self, name: str) -> None:
        """A release whose files are no longer those that were signed: go back until it has been fetched again."""
        with self._changing():
            state = self.state()
            state = _back(state) if state.current == name else state
            self._write(state)
            self._clear(state.current, state.previous)

    def forgive(self, name: str) -> None:
        """Let a refused release be tried once more."""
        with self._changing():
            state = self.state()
            self._write(replace(state, refused={key: why for key, why in state.refused.items() if key != name}))

    def mend(self) -> None:
        """Put a pointer that cannot be understood right: the program's packs, and nothing older than what is here."""
        with self._changing():
            try:
                self.state()
            except StoreError:
                here = [kept.manifest for path in sorted(self._releases.iterdir()) if (kept := self.kept(path.name))]
                state = State()
                for manifest in sorted(here, key=lambda manifest: manifest.number):
                    state = _seen(state, manifest)
                self._write(state)

    @contextmanager
    def updating(self) -> Iterator[None]:
        """One update at a time. Raises StoreInUse when another program is at it."""
        with self._locked("updating", 0.0, "另一个程序正在更新目录。"):
            self._updates = True
            try:
                yield
            finally:
                self._updates = False

    # Disk

    def _write(self, state: State) -> None:
        with self._writing(self._pointer):
            write_durably(self._pointer, state.to_bytes())

    def _proven(self, name: str) -> Kept | None:
        whole = self.kept(name)
        try:
            return whole if whole and not whole.spoilt() else None
        except OSError:
            return None

    def _clear(self, *names: str) -> None:
        """Drop every release but these, and what is left of unfinished ones; what cannot be dropped waits.

        While another program updates nothing is: it may be at work on any of it.
        """
        with suppress(StoreInUse), nullcontext() if self._updates else self.updating():
            self._clear_now(names)

    def _clear_now(self, names: tuple[str, ...]) -> None:
        with suppress(OSError):
            for path in self._releases.iterdir():
                if path.name not in names:
                    shutil.rmtree(path, ignore_errors=True)
        shutil.rmtree(self.files, ignore_errors=True)
        for path in self.folder.glob(f"*{_NEW}"):
            path.unlink(missing_ok=True)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        with self._locked("lock", _LOCK_SECONDS, "目录的发布版正被另一个程序改动。"):
            yield

    @contextmanager
    def _locked(self, name: str, patience: float, said: str) -> Iterator[None]:
        with self._writing(self.folder):
            self._releases.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.folder / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            end = time.monotonic() + patience
            while True:
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() >= end:
                        raise StoreInUse(said, "稍等再试。") from None
                    time.sleep(0.02)
            yield
        finally:
            os.close(handle)

    @contextmanager
    def _writing(self, place: Path) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StoreError(
                f"{place}: 目录的发布版写不进去（{error.strerror}），继续用现在的版本。", "请检查目录权限和磁盘空间。"
            ) from error


def wrong_content(path: str) -> ReleaseRefused:
    """The bytes of a file are not those that were signed."""
    return ReleaseRefused("content", f"{path} 的内容与发布单不符。", "网络恢复后会重新取；一直这样的，请联系发布者。")


def digest_of(path: Path) -> str:
    """SHA-256 of a file in hex. Raises OSError."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _back(state: State, why: str = "") -> State:
    """In use is what was before; with a reason the release is not tried again."""
    refused = {**state.refused, state.current: why} if why else state.refused
    return replace(state, current=state.previous, previous="", trial=None, refused=refused)


def _seen(state: State, manifest: Manifest) -> State:
    if manifest.number < state.newest:
        return state
    older = newer_than(state.newest_as_of, manifest.as_of) and not manifest.withdraws
    as_of = state.newest_as_of if older else manifest.as_of
    return replace(state, newest=manifest.number, newest_name=manifest.name, newest_as_of=as_of)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())

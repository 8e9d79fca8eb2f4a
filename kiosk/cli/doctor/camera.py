"""The document camera or sheet scanner: does it open, does a picture come, and can papers be read in it."""

from __future__ import annotations

from pathlib import Path

from config.settings import Settings
from kiosk.cli.doctor.findings import Finding, Verdict
from kiosk.devices.camera import CameraTrouble, PageWarning, View
from kiosk.errors import SettingsError

CAMERA = "高拍仪或扫描仪"
CAMERAS = Path("/dev/v4l/by-id")
_KEY = "camera"
_SECONDS = 9.0
_REMEDIES = {
    CameraTrouble.NO_DEVICE: "请检查 USB 线和电源，用 v4l2-ctl --list-devices 或 scanimage -L 核对 [camera] url；"
                             "别的程序正在用的，请先关掉它。",
    CameraTrouble.NO_PICTURES: "请重新插拔；仍没有画面的，换一个 USB 口或换一根线。",
}
_SEEN_BADLY = {
    PageWarning.DARK: ("画面太暗", "请打开高拍仪的补光灯。"),
    PageWarning.GLARE: ("画面有反光", "请换个角度，或关掉上方的灯。"),
    PageWarning.BLURRED: ("画面模糊", "请擦一擦镜头，把纸压平。"),
}


def look_at_camera(settings: Settings, cameras: Path = CAMERAS) -> Finding:
    """One picture of a camera; a scanner is only opened, since it would draw paper in. Nothing seen is kept.

    Where none is set, which cameras are plugged in.
    """
    from kiosk.wiring.devices import paper_desk, paper_source

    plugged = sorted(str(path) for path in cameras.glob("*-video-index0"))
    facts: dict[str, object] = {"plugged": plugged}
    if settings.camera is None:
        name = next(iter(plugged), "")
        remedy = f"接着 {name}：先用 kiosk doctor --camera {name} 看它好不好，再写进 [camera] url。"
        return _finding(Verdict.SKIPPED, "没有设置高拍仪或扫描仪。", remedy if name else "", facts)
    url = settings.camera.url
    facts |= {"url": url, "source": paper_source(settings)}
    try:
        desk = paper_desk(settings)
    except SettingsError as error:
        return _finding(Verdict.FAIL, "".join(error.faults), error.remedy, facts)
    assert desk is not None, "named in the settings"
    try:
        outcome = desk.camera.look(_SECONDS, lambda: False)
    finally:
        desk.camera.close()
    if outcome.view is not None:
        return _seen(url, outcome.view, facts)
    if outcome.trouble is CameraTrouble.NO_PAGE:
        return _finding(Verdict.PASS, f"{url}：扫描仪已连上。", "", facts)
    why = f"（{outcome.detail}）" if outcome.detail else ""
    trouble = outcome.trouble or CameraTrouble.NO_PICTURES
    said = "打不开" if trouble is CameraTrouble.NO_DEVICE else "没有画面"
    remedy = _REMEDIES.get(trouble, _REMEDIES[CameraTrouble.NO_PICTURES])
    return _finding(Verdict.FAIL, f"{url}：{said}{why}。", remedy, facts)


def _seen(url: str, view: View, facts: dict[str, object]) -> Finding:
    facts |= {"page": view.found, "warnings": [warning.value for warning in view.warnings]}
    bad = next((words for warning, words in _SEEN_BADLY.items() if warning in view.warnings), None)
    if bad:
        return _finding(Verdict.WARN, f"{url}：有画面，但{bad[0]}。", bad[1], facts)
    found = "看到一张纸" if view.found else "下面没有放纸"
    return _finding(Verdict.PASS, f"{url}：有画面，{found}。", "", facts)


def _finding(verdict: Verdict, said: str, remedy: str, facts: dict[str, object]) -> Finding:
    return Finding(_KEY, CAMERA, verdict, said, remedy, facts)

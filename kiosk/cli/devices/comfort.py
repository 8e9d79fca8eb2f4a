"""``kiosk voice say``, ``kiosk light point``, ``kiosk camera look|scan``: each of the three by itself."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.settings import SETTINGS_FILE, VoicePrompts, read_settings
from kiosk.cli.devices.fault_option import add_fault, asked_for
from kiosk.cli.output import say, say_json
from kiosk.devices.camera import CameraOutcome, CameraTrouble, PageWarning
from kiosk.devices.outcomes import VoiceStatus
from kiosk.devices.pointing import Spot
from kiosk.errors import DeviceError, DeviceRefused, DeviceSilent, KioskError, PortUnavailable, UsageError

if TYPE_CHECKING:
    from hardware.camera.driver import ProcessCamera

_LONGEST = 120.0
_CAMERA_SECONDS = 15.0
_DRAWN = "drawn:"
_SOUNDLESS: dict[VoiceStatus, tuple[type[KioskError], str, str]] = {
    VoiceStatus.NO_SOUND_DEVICE: (
        PortUnavailable, "没有声卡，或声卡名字不对。", "请接好喇叭；aplay -L 会列出声卡，写进 [voice] device。"
    ),
    VoiceStatus.NO_PLAYER: (DeviceError, "没有安装 aplay。", "请安装 alsa-utils。"),
    VoiceStatus.NO_SPEECH: (DeviceError, "没有安装 espeak-ng，也没有录音。", "请安装 espeak-ng，或录好提示语。"),
}
_WARNINGS = {
    PageWarning.NO_PAGE: "没有看到纸：请放平，或换一块深色垫板",
    PageWarning.TWO_PAGES: "不止一张纸：请一次放一张",
    PageWarning.CUT_OFF: "纸伸到画面外面了：请往里挪",
    PageWarning.BLURRED: "画面模糊：请压平、别动，或擦一擦镜头",
    PageWarning.GLARE: "有反光：请换个角度，或关掉上方的灯",
    PageWarning.DARK: "太暗：请打开高拍仪的补光灯",
}
_BLIND: dict[CameraTrouble, tuple[type[KioskError], str, str]] = {
    CameraTrouble.NO_DEVICE: (
        PortUnavailable, "没有这台摄像头，或别的程序正在用。", "请接好高拍仪；ls /dev/v4l/by-id 会列出名字。"
    ),
    CameraTrouble.NO_PICTURES: (DeviceSilent, "摄像头没有送来画面。", "请重新插拔高拍仪后再试。"),
    CameraTrouble.JAMMED: (DeviceRefused, "扫描仪卡纸了。", "请把卡住的纸轻轻拉出来，重新放好再试。"),
    CameraTrouble.COVER_OPEN: (DeviceRefused, "扫描仪的盖子开着。", "请合上盖子再试。"),
    CameraTrouble.NO_PAGE: (DeviceRefused, "没有找到纸。", "请把纸放平在镜头下；浅色桌面请垫深色垫板。"),
}


def add_commands(commands: Any) -> None:
    """Register the commands."""
    voice = commands.add_parser("voice", help="语音播报").add_subparsers(required=True, metavar="动作")
    speak = voice.add_parser("say", help="念一句话")
    speak.add_argument("text")
    speak.add_argument("--english", action="store_true", help="用英语念")
    speak.add_argument("--loud", action="store_true", help="用最大音量")
    speak.add_argument("--folder", type=Path, help="不出声，写成 WAV 文件放进这个目录")
    speak.add_argument("--settings", type=Path, default=SETTINGS_FILE, help="设置文件")
    speak.set_defaults(do=say_aloud)
    light = commands.add_parser("light", help="指示灯").add_subparsers(required=True, metavar="动作")
    point = light.add_parser("point", help="点亮几秒再熄灭")
    point.add_argument("spots", nargs="+", choices=[spot.value for spot in Spot])
    point.add_argument("--seconds", type=float, default=3.0, help="亮几秒")
    point.add_argument("--settings", type=Path, default=SETTINGS_FILE, help="设置文件")
    point.set_defaults(do=point_at)
    camera = commands.add_parser("camera", help="高拍仪").add_subparsers(required=True, metavar="动作")
    look = camera.add_parser("look", help="看一眼：找到纸没有，画面有什么毛病")
    scan = camera.add_parser("scan", help="拍一页，存成 PDF")
    for parser in (look, scan):
        said = "/dev/video0、/dev/v4l/by-id/…、sane:（馈纸扫描仪）、drawn:dark-desk（模拟）"
        parser.add_argument("--device", required=True, help=said)
        parser.add_argument("--json", action="store_true", help="只输出一份 JSON")
    scan.add_argument("--output", type=Path, required=True, help="PDF 写到哪里")
    look.set_defaults(do=look_once)
    scan.set_defaults(do=scan_one)


def add_camera(emulate: Any) -> None:
    """Register ``kiosk emulate camera``."""
    from hardware.camera.faults import Fault
    from hardware.fault_names import fault_table

    parser = emulate.add_parser("camera", help="高拍仪：给出设备名，可以画出它看到的样子")
    add_fault(parser, fault_table(Fault))
    parser.add_argument("--output", type=Path, help="它看到的画面写成这个 PNG")
    parser.set_defaults(do=emulate_camera)


def emulate_camera(chosen: argparse.Namespace) -> int:
    """Print what a driver opens as this camera; it runs in the driver's own process, so nothing is served here."""
    from hardware.camera.faults import Fault
    from hardware.fault_names import read_fault

    fault = asked_for(chosen.fault, lambda written: read_fault(written, Fault)[0]) or Fault.DARK_DESK
    if chosen.output:
        import cv2

        from hardware.camera.emulated_desk import draw

        good, png = cv2.imencode(".png", draw(fault, size=(1296, 972)).picture)
        assert good, "a picture of bytes can be packed"
        try:
            chosen.output.write_bytes(png.tobytes())
        except OSError as error:
            raise UsageError(f"写不了 {chosen.output}（{error.strerror}）。", "请换一个可写的位置。") from error
    say(f"{_DRAWN}{fault.word}")
    return 0


def say_aloud(chosen: argparse.Namespace) -> int:
    """Say one text as a visit would hear it, and wait for its end."""
    from hardware.voice.clips import read_recorded
    from hardware.voice.driver import EspeakVoice
    from hardware.voice.emulator import FolderPlayer
    from hardware.voice.player import Aplay

    prompts = read_settings(chosen.settings).voice or VoicePrompts()
    player = FolderPlayer(chosen.folder) if chosen.folder else Aplay(prompts.device)
    voice = EspeakVoice(player, recorded=read_recorded(prompts.clips), volume=prompts.volume)
    with closing(voice):
        voice.start()
        voice.speak(chosen.text, "en" if chosen.english else "zh", loud=chosen.loud, keep=False)
        done = voice.wait_until_silent(_LONGEST)
        status = voice.status()
    if status in _SOUNDLESS:
        kind, message, remedy = _SOUNDLESS[status]
        raise kind(message, remedy)
    if not done:
        raise DeviceSilent("念不完。", "请把话分成几句。")
    if isinstance(player, FolderPlayer):
        say(*map(str, player.played))
    return 0


def point_at(chosen: argparse.Namespace) -> int:
    """Light the lamps for some seconds."""
    import threading

    from kiosk.wiring.devices import light

    settings = read_settings(chosen.settings)
    if settings.light is None:
        raise UsageError("设置里没有指示灯。", "请在 kiosk.toml 的 [light] 写上继电器板的端口和各路的灯。")
    missing: list[str] = []
    lamps = light(settings, lambda: missing.append(settings.light.url or "LED" if settings.light else ""))
    with closing(lamps):
        lamps.point(frozenset(Spot(name) for name in chosen.spots))
        threading.Event().wait(max(0.2, min(chosen.seconds, 60.0)))
    if missing:
        raise PortUnavailable(f"连不上指示灯：{missing[0]}。", "请检查继电器板的数据线、端口和灯的名字。")
    return 0


def look_once(chosen: argparse.Namespace) -> int:
    """Say whether a page lies under the camera and what is wrong with the picture."""
    with closing(_camera(chosen)) as camera:
        view = _checked(camera.look(_CAMERA_SECONDS, lambda: False)).view
    assert view is not None, "no trouble, so a view"
    found: dict[str, object] = {"found": view.found, "warnings": [warning.value for warning in view.warnings]}
    if chosen.json:
        say_json({**found, "corners": view.corners})
    else:
        say("看到一张纸" if view.found else "没有看到纸", *(_WARNINGS[warning] for warning in view.warnings))
    return 0


def scan_one(chosen: argparse.Namespace) -> int:
    """Take the page found and write it as a PDF."""
    from hardware.camera.binding import bind

    with closing(_camera(chosen)) as camera:
        page = _checked(camera.take(None, _CAMERA_SECONDS, lambda: False)).page
    assert page is not None, "no trouble, so a page"
    try:
        chosen.output.write_bytes(bind([page]).reveal())
    except OSError as error:
        raise UsageError(f"写不了 {chosen.output}（{error.strerror}）。", "请换一个可写的位置。") from error
    if chosen.json:
        warnings = [warning.value for warning in page.warnings]
        say_json({"output": str(chosen.output), "width": page.width, "height": page.height, "warnings": warnings})
    else:
        say(f"{chosen.output}：{page.width}×{page.height}", *(_WARNINGS[warning] for warning in page.warnings))
    return 0


def _camera(chosen: argparse.Namespace) -> ProcessCamera:
    from hardware.camera.driver import ProcessCamera
    from hardware.camera.faults import Fault

    if chosen.device.startswith("sane:"):
        from hardware.sheet_scanner.driver import SheetScanner

        return SheetScanner(chosen.device.removeprefix("sane:"))
    known = [f"{_DRAWN}{fault.word}" for fault in Fault]
    if chosen.device.startswith(_DRAWN) and chosen.device not in known:
        raise UsageError(f"没有 {chosen.device}。", "可以写：" + "、".join(known))
    return ProcessCamera(chosen.device)


def _checked(outcome: CameraOutcome) -> CameraOutcome:
    if outcome.trouble is None:
        return outcome
    kind, message, remedy = _BLIND[outcome.trouble]
    raise kind(message + (f"（{outcome.detail}）" if outcome.detail else ""), remedy)

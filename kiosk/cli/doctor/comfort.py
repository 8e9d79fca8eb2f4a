"""What helps people beside the screen: the voice and the guide lamps. Neither may be needed."""

from __future__ import annotations

from pathlib import Path

from config.settings import GuideLamps, Settings, VoicePrompts
from hardware.port import open_port
from kiosk.cli.doctor.findings import Finding, Verdict
from kiosk.devices.outcomes import VoiceStatus
from kiosk.devices.pointing import Spot
from kiosk.errors import DeviceError

VOICE, LAMPS = "语音播报", "指示灯"
_LEDS = Path("/sys/class/leds")
_WITHOUT = "没有语音也照常办事，屏幕上不出现这个开关。"
_SOUNDLESS: dict[VoiceStatus, tuple[str, str]] = {
    VoiceStatus.NO_SOUND_DEVICE: (
        "没有声音出来：没有声卡，名字不对，或正被别的程序占用",
        "请接好喇叭，用 aplay -L 找到声卡，写进 [voice] device。"
    ),
    VoiceStatus.NO_PLAYER: ("没有安装 aplay", "请安装 alsa-utils。"),
    VoiceStatus.NO_SPEECH: ("没有安装 espeak-ng，也没有录音", "请安装 espeak-ng，或在 [voice] clips 目录里放录音。"),
}
_SPOTS = {Spot.READER: "读卡区", Spot.TICKET: "出票口", Spot.FORMS: "出纸口", Spot.CAMERA: "高拍仪或扫描仪"}


def look_at_voice(settings: Settings) -> Finding:
    """A twentieth of a second of silence through the loudspeaker, one syllable made, every recording read.

    Raises SettingsError naming every fault of the recordings.
    """
    wanted = settings.voice
    if wanted is None:
        return Finding("voice", VOICE, Verdict.SKIPPED, "设置里关掉了语音。", "", {"status": VoiceStatus.OFF.value})
    return judge_voice(wanted)


def judge_voice(wanted: VoicePrompts, player: str = "aplay", speech: str = "espeak-ng") -> Finding:
    """The voice with these programs."""
    from hardware.voice.clips import read_recorded
    from hardware.voice.player import Aplay
    from hardware.voice.synthesis import Espeak

    recorded = len(read_recorded(wanted.clips).clips)
    status, speaks = Aplay(wanted.device, player).look(), Espeak(speech).works()
    if status is VoiceStatus.READY and not (speaks or recorded):
        status = VoiceStatus.NO_SPEECH
    facts = {"status": status.value, "device": wanted.device, "speech": speaks, "recorded": recorded}
    if status is not VoiceStatus.READY:
        said, remedy = _SOUNDLESS[status]
        return Finding("voice", VOICE, Verdict.WARN, f"{said}（[voice] device = {wanted.device}）。",
                       f"{remedy}{_WITHOUT}", facts)
    clips = f"录音 {recorded} 句" if recorded else "没有录音"
    if not speaks:
        said = f"声卡 {wanted.device} 能用，{clips}，但没有 espeak-ng：没有录的句子念不出来。"
        return Finding("voice", VOICE, Verdict.WARN, said, "请安装 espeak-ng。", facts)
    said = f"声卡 {wanted.device} 能用，espeak-ng 会念，{clips}。"
    return Finding("voice", VOICE, Verdict.PASS, said, "", facts)


def look_at_lamps(settings: Settings, leds: Path = _LEDS) -> Finding:
    """The board's port opens, or every LED can be switched. Called once the ports have been surveyed."""
    wanted = settings.light
    if wanted is None:
        return Finding("light", LAMPS, Verdict.SKIPPED, "设置里没有指示灯。")
    named = {_SPOTS[spot]: name for spot, name in _lamps(wanted).items()}
    facts: dict[str, object] = {"kind": wanted.kind, "port": wanted.url or None, "lamps": named}
    told = "、".join(f"{spot}={name}" for spot, name in named.items())
    if wanted.kind == "led":
        return _leds(named, leds, told, facts)
    if wanted.url.startswith("/") and not Path(wanted.url).exists():
        remedy = "请插好继电器板；端口变了的，请改 [light] url。"
        return Finding("light", LAMPS, Verdict.FAIL, f"{wanted.url}：没有这个端口。", remedy, facts)
    try:
        open_port(wanted.url, baudrate=9600, timeout=0.2, write_timeout=1.0).close()
    except DeviceError as error:
        return Finding("light", LAMPS, Verdict.FAIL, error.message, error.remedy, facts)
    return Finding(
        "light", LAMPS, Verdict.WARN, f"{wanted.url}：端口在；继电器板从不回话，只能看一眼灯（{told}）。",
        f"请运行 kiosk light point {' '.join(spot.value for spot in _lamps(wanted))}，看灯亮不亮。", facts,
    )


def _lamps(wanted: GuideLamps) -> dict[Spot, str]:
    lamps = {
        Spot.READER: wanted.reader, Spot.TICKET: wanted.ticket, Spot.FORMS: wanted.forms, Spot.CAMERA: wanted.camera,
    }
    return {spot: name for spot, name in lamps.items() if name}


def _leds(named: dict[str, str], folder: Path, told: str, facts: dict[str, object]) -> Finding:
    missing = [name for name in named.values() if not (folder / name / "brightness").is_file()]
    shut = [name for name in named.values() if name not in missing and not _can_switch(folder / name / "brightness")]
    if missing:
        remedy = f"请核对 [light] 里的名字；ls {folder} 会列出系统里的灯。"
        return Finding("light", LAMPS, Verdict.FAIL, f"系统里没有这些灯：{'、'.join(missing)}。", remedy, facts)
    if shut:
        remedy = "请给运行本程序的用户写 brightness 的权限（udev 规则）。"
        return Finding("light", LAMPS, Verdict.FAIL, f"没有权限开关：{'、'.join(shut)}。", remedy, facts)
    return Finding("light", LAMPS, Verdict.PASS, f"系统里的灯都能开关（{told}）。", "", facts)


def _can_switch(brightness: Path) -> bool:
    """Writes what it holds already: no lamp changes."""
    try:
        brightness.write_text(brightness.read_text())
    except OSError:
        return False
    return True

"""Faults by name: what lies under an emulated document camera, or what is wrong with it. Needs no OpenCV."""

from __future__ import annotations

from hardware.fault_names import NamedFault


class Fault(NamedFault):
    """What lies under the camera, or what is wrong with it."""

    DARK_DESK = ("dark-desk", 0, "", "深色桌面上一张清楚的纸，没有毛病")
    LIGHT_DESK = ("light-desk", 0, "", "浅色桌面上一张清楚的纸")
    BLURRED = ("blurred", 0, "", "没有对上焦")
    GLARE = ("glare", 0, "", "纸上有反光")
    DIM = ("dim", 0, "", "光线太暗")
    NO_PAGE = ("no-page", 0, "", "桌面上没有纸")
    TWO_PAGES = ("two-pages", 0, "", "并排两张纸")
    CUT_OFF = ("cut-off", 0, "", "纸有一部分在画面外")
    UNPLUGGED = ("unplugged", 0, "", "摄像头拔掉了")
    FROZEN = ("frozen", 0, "", "永远是同一幅画面")
    STUCK = ("stuck", 0, "", "一幅画面也不来，也不报错")

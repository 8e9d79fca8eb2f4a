"""A slip to print and a printer to print it on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from hardware.pty_host import PtyHost
from hardware.ticket_printer.driver import SerialTicketPrinter
from hardware.ticket_printer.emulator import EmulatedTicketPrinter
from kiosk.slips.plan import PlanSlip, SlipItem, SlipPaper, SlipStage
from kiosk.slips.ticket import Ticket


@pytest.fixture
def ticket() -> Ticket:
    """A full slip: way, notes, code, everything."""
    return Ticket(
        number="A023",
        matter="开办餐饮店一件事",
        window="3 号综合窗口",
        people_ahead=5,
        way=("从本机左转，沿蓝色地面线直行约 20 米", "到咨询台右转，3 号窗口在“企业开办”专区第二个"),
        issued_at=datetime(2026, 11, 21, 10, 23),
        hall="海州区政务服务中心",
        machine="A03 号机",
        qr="https://hall.example/c/HZ-2026-004217",
        case_code="HZ-2026-004217",
        notes=("请带身份证原件", "营业执照由系统共享，不用再交"),
        demo=True,
    )


@pytest.fixture
def plan_in_short() -> PlanSlip:
    """A plan of three items in two steps with everything a slip can hold."""
    return PlanSlip(
        title="开办餐饮店",
        hall="海州区政务服务中心",
        machine="A03 号机",
        stages=(
            SlipStage("第 1 步（2 项同时办）", (
                SlipItem("①", "营业执照（设立登记）", "市场监督管理局", "", "1个工作日"),
                SlipItem("②", "食品经营许可", "市场监督管理局", "", "10个工作日※"),
            )),
            SlipStage("第 2 步", (
                SlipItem("③", "公众聚集场所投入使用、营业前消防安全检查", "消防救援大队", "2楼 消防窗口", "当场办",
                         "材料补齐后办"),
            )),
        ),
        bring_title="要带的材料（2 份，每份只交一次）",
        bring=(
            SlipPaper("房屋租赁合同", "复印件1"),
            SlipPaper("员工岗前消防安全教育培训记录", "原件1", "最迟 2026-12-04 补交"),
        ),
        not_to_bring=("营业执照", "消防备案文书"),
        tally="跑 1 个窗口、1 次，最长 11 个工作日",
        window="3 号综合窗口",
        way=("从本机左转", "到咨询台右转"),
        notes=("带 ※ 的各地规定不一，请先问窗口。",),
        hours="周一至周五 9:00—17:00",
        phone="0000-000000",
        source="示例依据（2026-10）",
        caveat="材料与时限以窗口核实为准。",
        qr="onething:plan:open-restaurant:0123abcd",
        printed_at=datetime(2026, 11, 21, 10, 23),
        demo=True,
    )


@pytest.fixture
def emulator() -> EmulatedTicketPrinter:
    """A printer with paper and its cover closed."""
    return EmulatedTicketPrinter()


@pytest.fixture
def printer(emulator: EmulatedTicketPrinter) -> Iterator[SerialTicketPrinter]:
    """The driver on a pty with the emulator at its far end."""
    with PtyHost(emulator) as host:
        driver = SerialTicketPrinter(host.url, answer_timeout=1.0)
        yield driver
        driver.close()

"""The result as lines, as the published JSON, and as a paper to print and sign."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hardware.form_printer.printable import is_printable
from hardware.ports.survey import Seen
from kiosk.cli.doctor.devices import port_words
from kiosk.cli.doctor.findings import Finding, Verdict
from kiosk.cli.output import table
from kiosk.forms.document import Block, Document, Signature, Table

SCHEMA = 1
_MARKS = {Verdict.PASS: "✓", Verdict.WARN: "!", Verdict.FAIL: "×", Verdict.UNKNOWN: "?", Verdict.SKIPPED: "-"}


@dataclass(frozen=True)
class Examination:
    """One run of the doctor."""

    machine: str
    hall: str
    at: datetime
    seconds: float
    ports: tuple[Seen, ...]
    findings: tuple[Finding, ...]

    @property
    def is_ready(self) -> bool:
        """True when nothing fails and nothing stays unknown."""
        return all(finding.verdict.is_ready for finding in self.findings)

    @property
    def summary(self) -> str:
        """The conclusion in one line."""
        counts = [
            f"{verdict.chinese} {count}"
            for verdict in Verdict
            if (count := sum(finding.verdict is verdict for finding in self.findings))
        ]
        return f"{'可以开放' if self.is_ready else '还不能开放'}：{'、'.join(counts)}"


def lines(found: Examination) -> list[str]:
    """For people, at most a screen."""
    title = f"体检 {found.machine}　{found.at:%Y-%m-%d %H:%M}　用时 {found.seconds:.1f} 秒"
    said = [title, "", *port_lines(found.ports), ""]
    for finding in found.findings:
        said.append(f"{_MARKS[finding.verdict]} {finding.verdict.chinese}  {finding.title}：{finding.said}")
        if finding.remedy:
            said.append(f"          → {finding.remedy}")
    return [*said, "", found.summary]


def port_lines(ports: tuple[Seen, ...]) -> list[str]:
    """The ports as a table."""
    if not ports:
        return ["没有找到任何端口。"]
    rows = [("端口", "谁在回答", "波特率", "写进设置")]
    return table([*rows, *(_port_row(seen) for seen in ports)])


def as_json(found: Examination) -> dict[str, Any]:
    """The published document; ``docs/doctor.md`` describes it."""
    return {
        "schema": SCHEMA,
        "ready": found.is_ready,
        "machine": found.machine,
        "at": found.at.isoformat(timespec="seconds"),
        "seconds": round(found.seconds, 2),
        "ports": [port_json(seen) for seen in found.ports],
        "checks": [
            {
                "key": finding.key, "title": finding.title, "verdict": finding.verdict.value, "said": finding.said,
                "remedy": finding.remedy, "facts": dict(finding.facts),
            }
            for finding in found.findings
        ],
    }


def paper(found: Examination, demo: bool) -> Document:
    """The readiness report for the form printer."""
    blocks: list[Block] = [
        *_to_do("开放前要做的事", [one for one in found.findings if not one.verdict.is_ready]),
        *_to_do("可以以后做的事", [one for one in found.findings if one.verdict.is_ready]),
        Table(
            "检查结果", ("结果", "项目", "看到的"),
            tuple(
                (f"{_MARKS[finding.verdict]} {finding.verdict.chinese}", finding.title, _clean(finding.said))
                for finding in found.findings
            ),
            (1.2, 2.0, 7.0),
        )
    ]
    if found.ports:
        blocks.append(
            Table(
                "端口", ("端口", "谁在回答", "波特率", "写进设置"),
                tuple(tuple(map(_clean, _port_row(seen))) for seen in found.ports), (2.4, 3.0, 1.2, 3.4),
            )
        )
    blocks.append(Signature("以上各项已核对，未通过的项目已处理或已登记报修。", "检查人（签名）"))
    return Document(
        kind="checklist",
        title="自助终端开机检查单",
        subtitle=found.summary,
        head=(("机号", found.machine), ("检查时间", f"{found.at:%Y-%m-%d %H:%M}")),
        blocks=tuple(blocks),
        foot=f"{found.hall} · 由 kiosk doctor 生成，不含个人信息",
        printed_at=f"{found.at:%Y-%m-%d %H:%M}",
        demo=demo,
        most_pages=2,
    )


def _to_do(title: str, findings: list[Finding]) -> list[Block]:
    """What there is to do, each with a box to tick; nothing when there is nothing."""
    rows = tuple((finding.title, _clean(finding.remedy)) for finding in findings if finding.remedy)
    return [Table(title, ("项目", "怎么做"), rows, (2.0, 8.0), checkbox=True)] if rows else []


def _port_row(seen: Seen) -> tuple[str, str, str, str]:
    speed = str(seen.heard.baudrate) if seen.heard.baudrate and not seen.port.printer_class else "—"
    return seen.port.path, port_words(seen), speed, f'url = "{seen.pin}"'


def port_json(seen: Seen) -> dict[str, Any]:
    """One port in the published JSON."""
    port, heard = seen.port, seen.heard
    return {
        "path": port.path,
        "pin": seen.pin,
        "hearing": heard.hearing.value,
        "kind": heard.kind.value if heard.kind else None,
        "baudrate": heard.baudrate,
        "sam_id": heard.sam_id,
        "usb": {
            "vendor": f"{port.vendor:04x}" if port.vendor is not None else None,
            "product": f"{port.product:04x}" if port.product is not None else None,
            "serial": port.usb_serial,
            "model": port.model,
        },
    }


def _clean(text: str) -> str:
    """What a device or the system says may hold anything; paper takes only what it can print."""
    return "".join(char if is_printable(char) else "?" for char in text)

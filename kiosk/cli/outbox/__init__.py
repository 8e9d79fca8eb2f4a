"""``kiosk outbox``, ``kiosk bundle`` and ``kiosk vault``: what staff and technicians do with kept applications.

Exit status: 0 done; 1 done as far as possible, something is left or was not allowed; 2 nothing was done, standard
error names every fault and what to do.
"""

from __future__ import annotations

import argparse
from typing import Any

from kiosk.cli.outbox import carrying, deciding, keys, looking, putting, samples, sending

_ENDS = """结束代码：0 完成；1 只完成一部分（还有没送出的、状态不允许的）；2 没有做，标准错误说明全部原因和怎么办。
看（list、show、status）和决定（set-aside、retry、discard、export）可以在终端运行时做；
put、import、rotate 要独占数据文件，被占用时会说出占用它的进程；send 被占用时请正在运行的程序马上送。
除 show --reveal 外，任何命令都不显示个人信息；--reveal 要先输入凭条编号确认，并记录在案。
"""


def add_commands(commands: Any) -> None:
    """Register the commands."""
    outbox = _group(commands, "outbox", "待发箱：还没送到大厅的申请")
    for room in (looking, sending, putting, deciding, carrying):
        room.add_commands(outbox)
    samples.add_commands(_group(commands, "bundle", "申请包：做一个演示用的"))
    keys.add_commands(_group(commands, "vault", "本机数据的密钥"))


def _group(commands: Any, name: str, words: str) -> Any:
    parser = commands.add_parser(
        name, help=words, description=words, epilog=_ENDS, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    return parser.add_subparsers(required=True, metavar="动作")

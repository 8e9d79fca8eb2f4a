"""The outbox beside a bare SQLite loop and durable queues of others: same bytes, same durability, one run, interleaved.

``python -m benchmarks storage`` also prints the table of peers. Speeds depend on the disk; ratios and syncs do not.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from benchmarks.result import Result, median
from benchmarks.storage_attachments import attachment_results
from benchmarks.storage_drain import drain_results
from benchmarks.storage_peers import LIMIT, OURS, QUEUES, Queue
from benchmarks.storage_scale import scale_results
from benchmarks.syncs import counted
from benchmarks.visits import restaurant_bundle
from kiosk.cli.output import table

ROUNDS, BLOCK, COUNTED = 24, 25, 100
SIZE = 20_000
ACKNOWLEDGING = ("persist-queue SQLiteAckQueue", "litequeue（FULL）")


def measure() -> list[Result]:
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
        folder = Path(name)
        return [
            *_beside_peers(folder), *drain_results(folder), *attachment_results(folder), *scale_results(folder),
        ]


def _beside_peers(folder: Path) -> list[Result]:
    sealed = (restaurant_bundle().to_bytes() * 8)[:SIZE]
    queues: dict[str, Queue] = {}
    for number, (name, make) in enumerate(QUEUES.items()):
        place = folder / f"queue-{number}"
        place.mkdir()
        try:
            queues[name] = make(place)
        except ImportError as error:
            print(f"  {name} 没有安装，跳过（{error.name}；pip install -r requirements-bench.lock）")
    puts, both = _times(queues, sealed)
    syncs = {name: _syncs(queue, sealed, folder) for name, queue in queues.items()}
    for queue in queues.values():
        queue.close()
    rows = [("队列", "保存/秒", "保存＋取出确认/秒", "fsync/保存", "fsync/确认")]
    rows += [
        (name, f"{1000 / puts[name]:.0f}", f"{1000 / both[name]:.0f}", f"{syncs[name][0]:.2f}", f"{syncs[name][1]:.2f}")
        for name in queues
    ]
    print("\n".join(table(rows)))
    slowest = {name: both[OURS] / both[name] for name in queues if name not in (OURS, LIMIT)}
    return [
        Result("待发箱一次落盘 ÷ 同样字节的裸 SQLite 提交", puts[OURS] / puts[LIMIT], "×", 1 / 0.85,
               f"{puts[OURS]:.3f} / {puts[LIMIT]:.3f} ms，{SIZE} 字节，加密"),
        Result("待发箱落盘＋确认 ÷ 裸 SQLite 循环", both[OURS] / both[LIMIT], "×", 1 / 0.85,
               f"{both[OURS]:.3f} / {both[LIMIT]:.3f} ms"),
        *(Result(f"待发箱落盘＋确认 ÷ {name}", ratio, "×", 1.0,
                 f"{both[name]:.3f} ms" + ("" if name in ACKNOWLEDGING else "，取出即删，崩溃会丢，没有确认"))
          for name, ratio in slowest.items()),
        Result("待发箱每次落盘的 fsync", syncs[OURS][0], "次", 1.1, "含检查点"),
        Result("待发箱每次确认的 fsync", syncs[OURS][1], "次", 1.1, "含检查点"),
    ]


def _times(queues: dict[str, Queue], sealed: bytes) -> tuple[dict[str, float], dict[str, float]]:
    """Milliseconds of one put, and of one put with its acknowledgement: the median of interleaved blocks."""
    puts: dict[str, list[float]] = {name: [] for name in queues}
    acks: dict[str, list[float]] = {name: [] for name in queues}
    for turn in range(ROUNDS):
        for name, queue in sorted(queues.items(), reverse=turn % 2 == 1):
            start = time.perf_counter()
            for _ in range(BLOCK):
                queue.put(sealed)
            middle = time.perf_counter()
            for _ in range(BLOCK):
                queue.take_and_ack()
            puts[name].append((middle - start) * 1000 / BLOCK)
            acks[name].append((time.perf_counter() - middle) * 1000 / BLOCK)
    return (
        {name: median(found) for name, found in puts.items()},
        {name: median(puts[name]) + median(acks[name]) for name in queues},
    )


def _syncs(queue: Queue, sealed: bytes, folder: Path) -> tuple[float, float]:
    with counted(folder) as seen:
        for _ in range(COUNTED):
            queue.put(sealed)
        after_puts = seen.count
        for _ in range(COUNTED):
            queue.take_and_ack()
        return after_puts / COUNTED, (seen.count - after_puts) / COUNTED

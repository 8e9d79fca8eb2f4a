"""Run alone: CPU of every screen's first and second opening without raster, as JSON on standard output."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any


def main() -> None:
    from screens.environment import prepare

    prepare(Path("var"), offscreen=True, mock_gl=True)
    from config.settings import read_settings
    from kiosk.cli.starting import LateMachine, build_app, read_data
    from kiosk.visit import World
    from kiosk.visit.rehearsing import SilentErrands

    settings = read_settings()
    data = read_data(settings)
    machine = LateMachine(settings, data)
    app = build_app(settings, data, machine, Path("var"))
    app._run_prepare()
    world = World(data.catalog, data.hall, SilentErrands(), app.shell.clock)
    print(json.dumps(opens(app, world)))


def opens(app: Any, world: Any) -> dict[str, list[float]]:
    """Milliseconds of CPU by step kind: the first opening, then a screen seen before shown again."""
    from kiosk.visit.rehearsing import rehearsal
    from screens.registry import screen_class
    from screens.rehearsing import QuietDesk

    desk = QuietDesk(app.hall, app.scenarios)
    found: dict[str, list[float]] = {}
    for step in rehearsal(world):
        kind = type(step)
        if kind.__name__ in found:
            continue
        maker = screen_class(kind)
        started = time.process_time()
        screen = maker(app.kit, desk)
        screen.show(step)
        app.stage.add_widget(screen)
        first = time.process_time() - started
        app.stage.remove_widget(screen)
        started = time.process_time()
        screen.show(step)
        app.stage.add_widget(screen)
        second = time.process_time() - started
        app.stage.remove_widget(screen)
        found[kind.__name__] = [first * 1000, second * 1000]
    return found


if __name__ == "__main__":
    main()
    sys.exit(0)

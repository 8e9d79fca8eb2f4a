"""The window: one visit at a time, one screen at a time, and what happens when nobody touches it."""

from __future__ import annotations

import gc
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kivy.app import App
from kivy.base import ExceptionManager
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.uix.widget import Widget

from screens.attending import Attendant
from screens.calm import CalmHandler, every
from screens.early import EarlyTouch
from screens.entrance.attract import AttractScreen, Idle
from screens.keyboard import KeysHeard
from screens.look.theme import Manner, Theme, manner
from screens.parts.art import Art
from screens.parts.frame import Screen, Veil, cover
from screens.parts.pages import Region
from screens.parts.pen import Box, Kit, Pen
from screens.parts.writing import TextBank
from screens.registry import screen_class
from screens.shell import Shell
from screens.stage import Stage

if TYPE_CHECKING:
    from kiosk.invitation import HallFace, Offer
    from kiosk.steps import Step
    from kiosk.visit import Visit

TICK = 0.5
GLANCE = 0.1
SAME_TAP = 0.28
AFTER_CHANGE = 0.22
AFTER_MESSAGE = 0.45  # a page that came by itself: a finger already on its way was meant for the page before
REHEARSE_AFTER = 0.5  # the first frame comes first
REHEARSE_GAP = 0.05
LOSING = frozenset({"ShowPlan", "ConfirmCard", "FillForm", "GatherMaterials", "PhotographPaper", "Review"})
ANSWER_TIME = 0.6  # after a touch the question stays this long, so that its own buttons are heard first


class KioskApp(App):
    """Runs on a :class:`screens.shell.Shell` and nothing else. ``visit`` is None while the invitation shows."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self.hall: HallFace = shell.hall
        self._offered = shell.scenarios
        self.scenarios = _for_the_invitation(shell.scenarios)
        self.bank = TextBank(shell.fonts)
        self.art = Art(shell.fonts.regular.parent / "art")
        self.running: Visit | None = None
        self.frozen = False
        self._look = Manner()
        self._screens: dict[type, Screen[Any]] = {}
        self._kept: dict[tuple[type, Manner], Screen[Any]] = {}
        self._screen: Screen[Any] | None = None
        self._veil: Veil | None = None
        self._dialog = ""
        self.countdown: Region | None = None
        self.seconds_left = 0
        self._last_touch = 0.0
        self._last_tap = -1.0
        self._last_change = -1.0
        self._rest = AFTER_CHANGE
        self._by_tap = False
        self._trouble_since: float | None = None
        self._goodbye_since: float | None = None
        self._stops: list[Callable[[], None]] = []
        self._rehearsal: Iterator[Step | None] | None = None
        self._handler = CalmHandler(self.calm_down, shell.log, Clock.get_time)
        self._attendant = Attendant(shell)
        self._early = EarlyTouch(shell.ready)
        self._keys = KeysHeard(shell.press)
        self.kit = self._make_kit()

    @property
    def can_speak(self) -> bool:
        """Whether this machine has a voice that can be heard now."""
        return self.shell.can_speak()

    @property
    def visit(self) -> Visit:
        """The running visit. Raises RuntimeError while there is none."""
        if self.running is None:
            raise RuntimeError("no visit is running")
        return self.running

    def _make_kit(self) -> Kit:
        return Kit(
            theme=Theme(self.shell.glass, self._look),
            bank=self.bank,
            art=self.art,
            t=self.shell.texts.speaking(self._look.language),
            act=self.act,
            now=self.shell.clock.now,
            demo=self.shell.demo,
        )

    # Life of the window

    def build(self) -> Widget:
        """The root with the invitation on it."""
        Window.clearcolor = self.kit.theme.colours.ground
        Window.bind(on_request_close=self._refuse_close, on_keyboard=self._swallow_key)
        self._keys.listen()
        ExceptionManager.add_handler(self._handler)
        self.stage = Stage(self._touched, size=(self.kit.theme.width, self.kit.theme.height))
        self._last_touch = Clock.get_time()
        self._show_attract()
        return self.stage

    def on_start(self) -> None:
        """Timers, then unseen rehearsals while idle."""
        beat = every(self.shell.beat_seconds, lambda _: self.shell.beat())
        self._stops = [every(TICK, self._tick), every(GLANCE, self._glance), beat]
        self.shell.beat()
        self._rehearsal = iter(self.shell.rehearse())
        Clock.schedule_once(self._rehearse, REHEARSE_AFTER)

    def on_stop(self) -> None:
        """Let go of everything the process shares."""
        for stop in self._stops:
            stop()
        self._stops = []
        self._rehearsal = None
        Clock.unschedule(self._rehearse)
        ExceptionManager.remove_handler(self._handler)
        Window.unbind(on_request_close=self._refuse_close, on_keyboard=self._swallow_key)
        self._keys.leave()
        self._drop_visit()

    def stop_on_signals(self) -> None:
        """SIGTERM and SIGINT end the loop in order (SDL's own handlers are switched off)."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop_soon())

    def stop_soon(self) -> None:
        """End the loop in order; callable from any thread."""
        Clock.schedule_once(lambda _dt: self.stop(), -1)

    def after_first_frame(self, call: Callable[[], None]) -> None:
        """Have ``call`` made once the first frame is on the glass and its turn of the clock is over."""

        def flipped(*_: object) -> None:
            Window.unbind(on_flip=flipped)
            Clock.schedule_once(lambda _dt: call(), 0)

        Window.bind(on_flip=flipped)

    def open_settings(self, *_: object) -> bool:
        """Kivy's settings panel never opens."""
        return False

    def _refuse_close(self, *_: object, **__: object) -> bool:
        return True

    def _swallow_key(self, *_: object) -> bool:
        return True

    def _rehearse(self, _elapsed: float) -> None:
        if self._rehearsal is None:
            return
        if self.running is not None:
            Clock.schedule_once(self._rehearse, 1.0)
            return
        self.bank.keep_first_page()
        try:
            step = next(self._rehearsal)
        except StopIteration:
            self._rehearsal = None
            gc.collect()
            gc.freeze()
            self.frozen = True
            return
        from screens.rehearsing import QuietDesk

        Clock.schedule_once(self._rehearse, REHEARSE_GAP)
        if step is None:
            return
        kind = screen_class(type(step))
        screen = kind(self.kit, self if kind.keeps else QuietDesk(self.hall, self.scenarios))  # type: ignore[arg-type]
        screen.show(step)
        if screen.keeps:
            self._kept[type(step), self._look] = screen

    # Touch

    def _touched(self) -> None:
        self._last_touch = Clock.get_time()
        self._attendant.hush()

    def act(self, call: Callable[[], object], repeat: bool = False) -> bool:
        """Run what a tap means, once: a second tap of the same finger and one just after a page change are lost."""
        now = Clock.get_time()
        if now - self._last_change < self._rest:
            self._last_change = now  # a run of impatient taps belongs to the page before, until the finger rests
            return False
        if not repeat and now - self._last_tap < SAME_TAP:
            return False
        self._last_tap = now
        if isinstance(self._screen, AttractScreen) and self._early.keeps(call):
            self._open("starting")
            return True
        self._by_tap = True
        try:
            call()
            self.refresh()
        finally:
            self._by_tap = False
        return True

    def _changed(self) -> None:
        self._last_change = Clock.get_time()
        self._rest = AFTER_CHANGE if self._by_tap else AFTER_MESSAGE

    def refresh(self) -> None:
        """Draw whatever the visit now wants to show."""
        if self.running is None:
            return
        look = manner(self.running.look)
        if look != self._look:
            self._new_look(look)
        step = self.running.step
        self._show(step)
        self._attendant.attend(step, self.running.look, self.kit.t, self._dialog)

    # Visits

    def start(self) -> None:
        """A new visit on its first page."""
        if self.running is None:
            self.bank.begin_visit()
            self.running = self.shell.make_visit()

    def leave(self) -> None:
        """The visit is over now."""
        self._drop_visit()
        self._show_attract()
        gc.collect()

    def _drop_visit(self) -> None:
        over, self.running = self.running, None
        self._attendant.end()
        if over is not None:
            try:
                over.leave()
            except Exception as error:  # noqa: BLE001  a visit that cannot say goodbye is dropped all the same
                self.shell.log("visit_leave_failed", {"kind": type(error).__name__})
        self._trouble_since = self._goodbye_since = None
        self._close_dialog()
        if self._screen is not None:
            self.stage.remove_widget(self._screen)
            self._screen = None
        self._screens.clear()
        self.bank.end_visit()
        if self._look != Manner():
            self._new_look(Manner())

    def calm_down(self) -> None:
        """After a surprise: no visit, a calm page, and back to the invitation by itself."""
        self._drop_visit()
        self.stage.let_go()
        try:
            from kiosk.steps import Trouble

            self._show(Trouble("trouble.surprise"))
            self._trouble_since = Clock.get_time()
        except Exception as error:  # noqa: BLE001  the calm page itself must never end the app
            self.shell.log("trouble_page_failed", {"kind": type(error).__name__})
            self._screens.clear()
            self._show_attract()

    def _offers_changed(self) -> bool:
        """Whether other life events are on offer now; what was drawn of the old ones is then dropped."""
        offered = self.shell.offers() if self.shell.offers else self._offered
        if offered == self._offered:
            return False
        self._offered, self.scenarios = offered, _for_the_invitation(offered)
        self._kept = {key: screen for key, screen in self._kept.items() if key[0] is not Idle}
        return True

    def _show_attract(self) -> None:
        self._offers_changed()
        key = (Idle, self._look)
        screen = self._kept.get(key)
        if screen is None:
            screen = self._kept[key] = AttractScreen(self.kit, self)
        screen.show(Idle())
        self._put(screen)
        self._rest = AFTER_CHANGE

    def _show(self, step: Step) -> None:
        kind = type(step)
        screen = self._screens.get(kind) or self._kept.get((kind, self._look))
        if screen is None:
            screen = screen_class(kind)(self.kit, self)
        self._screens[kind] = screen
        if screen.keeps:
            self._kept[kind, self._look] = screen
        if screen is self._screen and screen.turns(step):
            self._changed()
        screen.show(step)
        self._put(screen)
        if kind.__name__ == "Goodbye":
            self._goodbye_since = self._goodbye_since or Clock.get_time()

    def _put(self, screen: Screen[Any]) -> None:
        if screen is self._screen:
            return
        if self._screen is not None:
            self.stage.remove_widget(self._screen)
            self._screen.on_hidden()
        self._screen = screen
        self.stage.add_widget(screen, index=len(self.stage.children))
        screen.on_shown()
        self._changed()

    def _new_look(self, look: Manner) -> None:
        self._look = look
        self.kit = self._make_kit()
        self._screens.clear()
        Window.clearcolor = self.kit.theme.colours.ground
        if self._dialog:
            self._open(self._dialog)

    # Dialogs

    def open_looks(self) -> None:
        """Large type, contrast, reach, language."""
        self._open("looks")

    def set_look(self, **changes: Any) -> None:
        """Change how the visit is shown."""
        self.visit.set_look(replace(self.visit.look, **changes))

    def switch_language(self) -> None:
        """Chinese or English."""
        if self.running is None:
            self.start()
        self.set_look(language="en" if self.visit.look.language == "zh" else "zh")

    def go_home(self) -> None:
        """The first page; asks first when something would be lost."""
        step = self.visit.step
        if self.visit.started and (type(step).__name__ in LOSING or getattr(step, "answered", False)):
            self._open("home")
        else:
            self.visit.open_home()

    def _open(self, dialog: str) -> None:
        from screens.overlays import dialog_home, dialog_idle, dialog_looks, dialog_starting

        self._close_dialog()
        self._dialog = dialog
        made = {"looks": dialog_looks, "idle": dialog_idle, "home": dialog_home, "starting": dialog_starting}
        part = made[dialog](self.kit, self)
        pen = Pen(self.kit, self.stage)
        self._veil = cover(pen, Box(0, 0, self.kit.theme.width, self.kit.theme.height), part)
        self._changed()

    def _close_dialog(self) -> None:
        if self._veil is not None:
            self.stage.remove_widget(self._veil)
        self._veil = None
        self._dialog = ""

    def close_dialog(self) -> None:
        """Back to the page beneath."""
        self._close_dialog()
        self._changed()

    # Time

    def _tick(self, _elapsed: float) -> None:
        now = Clock.get_time()
        if self._screen is not None:
            self._screen.tick()
        if self.running is None:
            list(self.shell.drain(None))
            if isinstance(self._screen, AttractScreen) and self._offers_changed():
                self._show_attract()
            if self._trouble_since is not None and now - self._trouble_since >= self.shell.trouble_seconds:
                self.leave()
            return
        self._hear()
        self.running.tick(self.shell.clock.monotonic())
        if not self.stage.held:
            self.refresh()
        if self._goodbye_since is not None:
            if type(self.running.step).__name__ != "Goodbye":
                self._goodbye_since = None
            elif now - self._goodbye_since >= self.shell.goodbye_seconds:
                self.leave()
            return
        self._watch_idle(now)

    def _hear(self) -> None:
        for message in self.shell.drain(self.visit.id):
            self.visit.receive(message)

    def _glance(self, _elapsed: float) -> None:
        """A live picture does not wait for the tick, nor does a touch from before the machine was ready."""
        wished = self._early.granted()
        if wished is not None:
            self._close_dialog()
            if Clock.get_time() - self._last_touch < self.shell.idle_seconds:
                wished()
                self.refresh()
        if self.running is not None and self._screen is not None and self._screen.live and not self.stage.held:
            self._hear()
            self.refresh()

    def patience(self) -> float:
        """Seconds without a touch before the question; twice as long for those who asked for easier display."""
        look = self._look
        return self.shell.idle_seconds * (2 if look.large or look.high_contrast or look.low_reach or look.voice else 1)

    def _watch_idle(self, now: float) -> None:
        quiet = now - self._last_touch - self.patience()
        if quiet < 0:
            if self._dialog == "idle" and not self.stage.held and now - self._last_touch > ANSWER_TIME:
                self.close_dialog()
        elif quiet >= self.shell.warn_seconds:
            self.shell.log("visit_idle_out", {})
            self.leave()
        else:
            self._count_down(int(self.shell.warn_seconds - quiet + 0.999))

    def _count_down(self, left: int) -> None:
        """Open the question, later draw only its number: a button under a finger stays where it is."""
        before, self.seconds_left = self.seconds_left, left
        if self._dialog != "idle":
            self._open("idle")
        elif left != before and self.countdown is not None:
            self.countdown.redraw()


def _for_the_invitation(scenarios: tuple[Offer, ...]) -> tuple[Offer, ...]:
    return tuple(sorted(scenarios, key=lambda scenario: scenario.id, reverse=True))

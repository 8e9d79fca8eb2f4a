"""A document camera that draws what lies under it; misbehaves by name. The same process and pipes as a real one."""

from __future__ import annotations

from hardware.camera.driver import ProcessCamera
from hardware.camera.emulated_desk import Fault


class EmulatedCamera(ProcessCamera):
    """A camera over a drawn desk, with a sharp page on a dark desk until told otherwise."""

    def __init__(self, size: tuple[int, int] = (1296, 972), *, pause: float = 0.05) -> None:
        super().__init__(f"drawn:{Fault.DARK_DESK.word}", size, pause=pause)

    def misbehave(self, fault: Fault) -> None:
        """Show ``fault`` from now on; the camera is started anew, as after plugging it in."""
        self.close()
        self._source = f"drawn:{fault.word}"

    def behave(self) -> None:
        """A sharp page on a dark desk again."""
        self.misbehave(Fault.DARK_DESK)

"""One way to open a slip printer's line, whatever it hangs on."""

from __future__ import annotations

from hardware.port import Port, open_port

WRITE_SECONDS = 2.0


def open_line(url: str, baudrate: int, answer_timeout: float) -> Port:
    """Open ``url``; waiting for an answer and for the printer to take bytes are both bounded (seconds).

    ``socket://host[:9100]`` is a printer on the network, ``usb:VVVV:PPPP[:number]`` one that the system's usblp
    driver holds; everything else is as in :func:`hardware.port.open_port` (a serial path, ``auto:ticket-printer``,
    ``serial:<number>``, ``/dev/usb/lp0``). Raises PortUnavailable naming the url and what to do.
    """
    if url.startswith("socket://"):
        from hardware.ticket_printer.lines.network import NetworkWire

        return Port(NetworkWire(url, timeout=answer_timeout, write_timeout=WRITE_SECONDS), url, answer_timeout)
    if url.startswith("usb:"):
        from hardware.ticket_printer.lines.usb import device_of

        url = device_of(url)
    return open_port(url, baudrate=baudrate, timeout=answer_timeout, write_timeout=WRITE_SECONDS)

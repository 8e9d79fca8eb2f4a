"""A real cupsd of its own to practise and measure with: private folders, a free loopback port, as any user."""

from __future__ import annotations

import getpass
import grp
import os
import random
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from kiosk.errors import DeviceRefused, DeviceSilent

_OWN_PORTS = range(20000, 30000)  # below what Linux gives to outgoing connections
_PATHS = ("/usr/sbin", "/sbin", "/usr/bin", "/bin")

_FILES = """
ServerRoot {root}/etc
ServerBin /usr/lib/cups
DataDir /usr/share/cups
DocumentRoot /usr/share/cups/doc-root
RequestRoot {root}/spool
CacheDir {root}/cache
StateDir {root}/state
TempDir {root}/temp
AccessLog {root}/access_log
ErrorLog {root}/error_log
PageLog {root}/page_log
FileDevice Yes
Sandboxing relaxed
{users}
"""

_DAEMON = """
LogLevel warn
Listen 127.0.0.1:{port}
Browsing Off
WebInterface No
DefaultAuthType Basic
DefaultPolicy open
PreserveJobHistory Yes
PreserveJobFiles Yes
JobRetryInterval 1
<Location />
Order allow,deny
Allow localhost
</Location>
<Location /admin>
Order allow,deny
Allow localhost
</Location>
<Policy open>
JobPrivateAccess default
JobPrivateValues default
<Limit Create-Job Print-Job Print-URI Validate-Job>
Order deny,allow
</Limit>
<Limit Send-Document Hold-Job Release-Job Set-Job-Attributes Cancel-My-Jobs Close-Job>
Require user @OWNER @SYSTEM
Order deny,allow
</Limit>
<Limit Cancel-Job CUPS-Authenticate-Job>
Require user @OWNER @SYSTEM
Order deny,allow
</Limit>
<Limit All>
Order deny,allow
</Limit>
</Policy>
"""


def _free_port() -> int:
    """A free port that no outgoing connection takes before cupsd does."""
    for port in random.sample(_OWN_PORTS, 100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise DeviceSilent("没有空闲的本机端口。", "请结束不用的程序后再试。")


def missing() -> str:
    """Why no cupsd can be started here; empty when it can."""
    wanted = {"cupsd": "cups-daemon", "lpadmin": "cups-client"}
    lacking = [package for tool, package in wanted.items() if _tool(tool) is None]
    if not Path("/usr/lib/cups/filter/pdftopdf").exists():
        lacking.append("cups-filters-core-drivers")
    return f"no cupsd: apt-get install --no-install-recommends {' '.join(lacking)}" if lacking else ""


def _need(name: str) -> str:
    tool = _tool(name)
    if tool is None:
        raise DeviceSilent(f"没有命令 {name}。", missing() or "请安装 cups-client。")
    return tool


def _tool(name: str) -> str | None:
    return shutil.which(name, path=os.pathsep.join(_PATHS))


class CupsService:
    """One cupsd with Debian's own rules for jobs; it keeps files and history of jobs, as carelessly as can be set."""

    def __init__(self) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="cups-"))  # not below pytest's folder: filters run as another user
        self.root.chmod(0o755)
        for name in ("etc", "etc/ppd", "etc/ssl", "spool", "cache", "state", "state/certs", "temp"):
            (self.root / name).mkdir()
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        group = grp.getgrgid(os.getgid()).gr_name
        users = f"SystemGroup {group}"
        if os.getuid() != 0:
            users += f"\nUser {getpass.getuser()}\nGroup {group}"
        (self.root / "etc/cups-files.conf").write_text(_FILES.format(root=self.root, users=users))
        (self.root / "etc/cupsd.conf").write_text(_DAEMON.format(port=self.port))

    @property
    def server(self) -> str:
        """What ``[form_printer] server`` and ``-h`` take."""
        return f"localhost:{self.port}"

    def start(self) -> None:
        """Start and wait until it answers. Raises DeviceSilent with its log."""
        etc = self.root / "etc"
        self._process = subprocess.Popen(
            [_need("cupsd"), "-f", "-c", str(etc / "cupsd.conf"), "-s", str(etc / "cups-files.conf")],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            if self._process.poll() is not None:
                break
            time.sleep(0.05)
        raise DeviceSilent(f"cupsd 没有启动：{self.log()}", "请看上面的日志。")

    def stop(self) -> None:
        """End it as a service manager does."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None

    def remove(self) -> None:
        """Stop and delete every folder of it."""
        self.stop()
        shutil.rmtree(self.root)

    def hold(self, signal: int) -> None:
        """Send a signal (SIGSTOP makes it hang, SIGCONT wakes it)."""
        if self._process is not None:
            self._process.send_signal(signal)

    def lpadmin(self, *words: str) -> None:
        """The command a technician types."""
        self.command("lpadmin", *words)

    def command(self, name: str, *words: str) -> str:
        """Any command of CUPS on this service; what it printed. Raises DeviceRefused with what it complained of."""
        done = subprocess.run(
            [_need(name), "-h", self.server, *words], capture_output=True, text=True, timeout=30,
            env={**os.environ, "CUPS_SERVER": self.server, "LC_ALL": "C"}, check=False,
        )
        if done.returncode:
            raise DeviceRefused(f"{name} {' '.join(words)}：{done.stderr.strip()}", self.log())
        return done.stdout

    def spooled(self) -> list[str]:
        """Documents and job records in the spool."""
        return sorted(path.name for path in (self.root / "spool").iterdir() if path.is_file())

    def log(self) -> str:
        """The end of its log, without what it says of filters that are not installed."""
        path = self.root / "error_log"
        lines = path.read_text(errors="replace").splitlines() if path.exists() else []
        return "\n".join(line for line in lines if "Filter" not in line)[-3000:]

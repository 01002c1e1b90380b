"""How Jupyter asks the fork server for a kernel, and watches over it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Unicode

LAUNCHER = ("-m", "ipykernel_launcher")
"""What follows the interpreter in the command of an ordinary kernel."""


class ForkedKernel:
    """One forked kernel, with the part of :class:`subprocess.Popen` that Jupyter asks for.

    The kernel is a child of the fork server, so its end is learned from the socket: a line with the exit status, or
    an end of file when the fork server itself died.
    """

    stdin = stdout = stderr = None

    def __init__(self, address: str, argv: Sequence[str], env: dict[str, str], cwd: str) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.settimeout(30)
        self._socket.connect(address)
        self._socket.sendall(json.dumps({"argv": list(argv), "env": env, "cwd": cwd}).encode() + b"\n")
        self.pid = int(self._socket.recv(32).split(b"\n")[0])
        self._socket.setblocking(False)
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Return the exit status, or None while the kernel runs (-9 when the fork server died under it)."""
        if self.returncode is None:
            try:
                line = self._socket.recv(32)
            except BlockingIOError:
                return None
            except OSError:
                line = b""
            self.returncode = int(line) if line.strip() else -int(signal.SIGKILL)
            self.close()
        return self.returncode

    def close(self) -> None:
        """Stop listening for the end of the kernel."""
        self._socket.close()

    def wait(self) -> int | None:
        """Return the exit status; Jupyter only asks once :meth:`poll` has said that there is one."""
        return self.poll()

    def send_signal(self, number: int) -> None:
        """Send a signal to the kernel, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the kernel."""
        self.send_signal(signal.SIGKILL)


class WarmProvisioner(LocalProvisioner):
    """Start kernels by asking the fork server at `address` (named in the kernel specification)."""

    address = Unicode(config=True)
    process: Any

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:  # noqa: ANN401 (Jupyter's)
        """Fork a kernel with the arguments that follow ``python -m ipykernel_launcher`` in `cmd`."""
        cwd = str(kwargs.get("cwd") or Path.cwd())
        self.process = ForkedKernel(str(self.address), cmd[1 + len(LAUNCHER) :], dict(kwargs["env"]), cwd)
        self.pid = self.pgid = self.process.pid  # a forked kernel leads its own process group
        self.cwd = Path(cwd)
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:
        """End the kernel and see it gone, so that Jupyter's slower look (every 100 ms) finds nothing to wait for."""
        await super().kill(restart)
        await self.wait()

    async def wait(self) -> int | None:
        """Wait for the end of the kernel; notebooks are short, so look every 5 ms."""
        while (status := await self.poll()) is None:
            await asyncio.sleep(0.005)
        if self.process:
            self.process.close()
        self.process = None
        return status

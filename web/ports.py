"""The port that the page is served on, and who has it when it is taken."""

from __future__ import annotations

import errno
import socket

import psutil

from sfa_live.errors import UsageError


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there; `UsageError` that names the process which already does, where that can be seen."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=128)
    except OSError as wrong:
        if wrong.errno != errno.EADDRINUSE:
            raise UsageError(f"Port {port} of {host} cannot be used: {wrong.strerror}.") from wrong
        message = f"Port {port} is already in use{_holder(port)}. Stop that, or choose another with --port."
        raise UsageError(message, code="port_taken") from wrong


def _holder(port: int) -> str:
    """`` by python (process 4711)``, or nothing when this user may not see it."""
    try:
        for connection in psutil.net_connections(kind="tcp"):
            at = getattr(connection.laddr, "port", None)
            if connection.status == psutil.CONN_LISTEN and at == port and connection.pid:
                return f" by {psutil.Process(connection.pid).name()} (process {connection.pid})"
    except psutil.Error:
        return ""
    return ""

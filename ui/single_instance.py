"""One window an office: a second start raises the first and ends."""

from __future__ import annotations

import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_PATIENCE_MS = 500
_RAISE = b"raise\n"


def _name(folder: Path) -> str:
    """Return the name under which the window of this folder listens."""
    said = str(folder.resolve()).casefold() + str(Path.home())
    return "hazard-desk-" + hashlib.sha256(said.encode()).hexdigest()[:24]


def raise_other(folder: Path) -> bool:
    """Ask the window that has this folder open to come to the front; tell whether there is one."""
    socket = QLocalSocket()
    socket.connectToServer(_name(folder))
    if not socket.waitForConnected(_PATIENCE_MS):
        return False
    socket.write(_RAISE)
    heard = socket.waitForBytesWritten(_PATIENCE_MS)
    socket.disconnectFromServer()
    return heard


class Listener(QObject):
    """Hears of second starts while the office is open here."""

    raised = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        """Listen for `folder`; a name that a crashed window left behind is taken over."""
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        if not self._server.listen(_name(folder)):
            # Whoever holds the office file is the only one who may listen, so this name is a dead one's.
            QLocalServer.removeServer(_name(folder))
            self._server.listen(_name(folder))

    def close(self) -> None:
        """Stop listening."""
        self._server.close()

    def _on_connection(self) -> None:
        connection = self._server.nextPendingConnection()
        if connection is not None:
            connection.disconnected.connect(connection.deleteLater)
            self.raised.emit()

"""One window an office: a second start raises the first, hands it the file it was called with, and ends."""

from __future__ import annotations

import ctypes
import hashlib
import sys
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_PATIENCE_MS = 500
_HEARD_MS = 5_000  # Windows keeps nothing for a window that is busy: what is said waits until it is read
_RAISE = b"raise\n"
_OPEN = "open "  # and the full path of a file; a window of before 0.8 is raised by any word
_LONGEST = 2**17  # of a path as bytes; whoever says more is none of ours


def _name(folder: Path) -> str:
    """Return the name under which the window of this folder listens."""
    said = str(folder.resolve()).casefold() + str(Path.home())
    return "hazard-desk-" + hashlib.sha256(said.encode()).hexdigest()[:24]


def raise_other(folder: Path, file: Path | None = None) -> bool:
    """Ask the window that has this folder open to come to the front; tell whether there is one.

    `file` is handed over to it: what a double click wants to be opened.
    """
    socket = QLocalSocket()
    socket.connectToServer(_name(folder))
    if not socket.waitForConnected(_PATIENCE_MS):
        return False
    _let_come_to_the_front()
    said = _RAISE if file is None else f"{_OPEN}{file.absolute()}\n".encode("utf-8", "surrogateescape")
    socket.write(said)
    heard = socket.waitForBytesWritten(_HEARD_MS)
    socket.disconnectFromServer()
    return heard


def _let_come_to_the_front() -> None:
    """Pass on the right to come to the front, which Windows gives only to what the user has just started."""
    if sys.platform == "win32":
        ctypes.windll.user32.AllowSetForegroundWindow(-1)


class _Visitor(QObject):
    """Takes what a second start says; it goes with its connection."""

    handed_over = Signal(object)

    def __init__(self, connection: QLocalSocket) -> None:
        super().__init__(connection)
        self._connection = connection
        self._said = bytearray()
        connection.setReadBufferSize(_LONGEST)
        # By methods: a lambda would hold on to the listener, and take it along when the connection goes.
        connection.readyRead.connect(self.take)
        connection.disconnected.connect(connection.deleteLater)

    def take(self) -> None:
        """Take what has come; a whole line may name a file. Whoever says too much isn't read any more."""
        if len(self._said) < _LONGEST:
            self._said += self._connection.readAll().data()
        line, ended, _ = bytes(self._said).partition(b"\n")
        if ended:
            self._said.clear()
            words = line.decode("utf-8", "surrogateescape")
            if words.startswith(_OPEN):
                self.handed_over.emit(Path(words.removeprefix(_OPEN)))


class Listener(QObject):
    """Hears of second starts while the office is open here."""

    raised = Signal()
    handed_over = Signal(object)  # the path of a file that is to be opened here

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
            visitor = _Visitor(connection)
            visitor.handed_over.connect(self.handed_over)
            self.raised.emit()
            visitor.take()
            if connection.state() == QLocalSocket.LocalSocketState.UnconnectedState:
                connection.deleteLater()  # it was gone before anybody listened to that

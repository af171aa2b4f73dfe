"""A time by which everything must be over, however busy the other side looks."""

import os
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self


class Deadline:
    """
    Ends every wait on one connection when its time is over.

    A socket's own timeout starts again with each byte: a server that sends one a second would
    hold us for ever. So the connection itself is cut from outside; `passed` says that it was.
    """

    def __init__(self, seconds: float) -> None:
        self.ends = time.monotonic() + seconds
        self.seconds = seconds
        self.passed = False
        self.watched: list[socket.socket] = []
        self.lock = threading.Lock()
        self.timer = threading.Timer(seconds, self.cut)
        self.timer.daemon = True

    def __enter__(self) -> Self:
        self.timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.timer.cancel()
        with self.lock:
            for each in self.watched:
                each.close()
            self.watched.clear()

    def left(self) -> float:
        """Return how many seconds there are still; raise TimeoutError when there are none."""
        left = self.ends - time.monotonic()
        if left <= 0 or self.passed:
            raise TimeoutError
        return left

    def watch(self, line: socket.socket) -> None:
        """Cut *line* when the time is over, whatever it is wrapped in until then."""
        # A handle of our own: TLS takes the socket out of its first object.
        ours = socket.socket(fileno=os.dup(line.fileno()))
        with self.lock:
            self.watched.append(ours)
        if self.passed:
            self.cut()

    def cut(self) -> None:
        with self.lock:
            self.passed = True
            for each in self.watched:
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)

    def wait_for[T](self, ask: Callable[[], T]) -> T:
        """Return what *ask* answers, or raise TimeoutError: a name server cannot be cut."""
        answers: list[T] = []
        errors: list[OSError] = []

        def work() -> None:
            try:
                answers.append(ask())
            except OSError as error:
                errors.append(error)
            except UnicodeError:  # a host name that no name server would take
                errors.append(OSError("no name"))

        asking = threading.Thread(target=work, daemon=True)
        asking.start()
        asking.join(self.left())
        if errors:
            raise errors[0]
        if not answers:
            raise TimeoutError
        return answers[0]

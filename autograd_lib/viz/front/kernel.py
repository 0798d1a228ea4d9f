"""Hear what the page says while a cell is still running.

JupyterLab with ipykernel 7 hands the messages of widgets to a thread of their own (a subshell): they arrive by
themselves.  Before ipykernel 7 they wait in the kernel's queue until the cell is done; `poll` takes them out of it, and
leaves everything else where it was.  What is not to happen in that other thread, `in_main` puts off until the cell is
done.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

__all__ = ["in_main", "poll"]

OURS = ("comm_msg",)


def poll() -> int:
    """Handle the messages of widgets that wait in an ipykernel before 7; how many there were."""
    kernel = running_kernel()
    queue, stream = getattr(kernel, "msg_queue", None), getattr(kernel, "shell_stream", None)
    if queue is None or stream is None:
        return 0
    import zmq

    stream.flush(zmq.POLLIN)  # from the socket into the queue
    waiting = []
    while not queue.empty():
        waiting.append(queue.get_nowait())
    handled = 0
    for entry in waiting:
        message = _ours(kernel, entry)
        if message is None:
            queue.put_nowait(entry)
        else:
            kernel.comm_manager.comm_msg(stream, message[0], message[1])
            handled += 1
    return handled


def in_main(act: Callable[[], Any]) -> None:
    """Do it in the thread that runs cells, at once if this is it: else when that is free."""
    loop = None if threading.current_thread() is threading.main_thread() else main_loop()
    if loop is None:
        act()
    else:
        loop.add_callback(act)


def main_loop() -> Any:
    """Where a kernel's main thread takes work from; None outside of one."""
    return getattr(running_kernel(), "io_loop", None)


def running_kernel() -> Any:
    """The kernel that this program runs in; None outside of one."""
    import sys

    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return getattr(shell, "kernel", None)


def _ours(kernel: Any, entry: Any) -> tuple[Any, Any] | None:
    """The sender and the message of an entry of the queue that a widget's page has sent; None for any other."""
    arguments = entry[-1]
    frames = arguments[0] if isinstance(arguments, tuple) and arguments else None
    if not isinstance(frames, list):
        return None
    session = kernel.session
    idents, parts = session.feed_identities(frames, copy=False)
    if session.unpack(getattr(parts[1], "bytes", parts[1])).get("msg_type") not in OURS:
        return None  # read without being checked in: the kernel will do that, and only once
    return idents, session.deserialize(parts, content=True, copy=False)

"""A JupyterLab of its own and a page of Chromium that looks at a notebook in it.

What the page shows is compared with what the kernel holds: `Page.ask` evaluates an expression in the kernel.
"""

from __future__ import annotations

import ast
import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ("course", "exercises", "solutions")
SHOTS = ROOT / "build" / "browser"  # screenshots, to be looked at
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CALM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
FOLDERS = (
    "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_SETTINGS_DIR",
    "JUPYTERLAB_WORKSPACES_DIR", "IPYTHONDIR",
)  # fmt: skip
SETTINGS = {
    "apputils-extension/notification": '{"fetchNews": "false", "checkForUpdates": false}',
    "notebook-extension/tracker": '{"windowingMode": "none"}',  # cells out of sight are drawn too
}
IS_READY = """() => {
    const widget = window.jupyterapp?.shell?.currentWidget;
    return widget?.context?.isReady && widget.sessionContext?.session?.kernel?.status === 'idle';
}"""
CLOSE = """async () => {
    const book = jupyterapp.shell.currentWidget;
    await book.sessionContext.shutdown();
    book.dispose();
}"""
OPEN = """async (path) => {
    const book = await jupyterapp.commands.execute('docmanager:open', {path, factory: 'Notebook'});
    jupyterapp.shell.activateById(book.id);
}"""
ASK = """async (expression) => {
    const kernel = jupyterapp.shell.currentWidget.sessionContext.session.kernel;
    const done = await kernel.requestExecute(
        {code: '', silent: true, store_history: false, user_expressions: {answer: expression}}).done;
    const answer = done.content.user_expressions.answer;
    return answer.status === 'ok' ? answer.data['text/plain'] : 'raise ' + answer.ename + ': ' + answer.evalue;
}"""
DIGEST = """async (image) => {
    const bytes = await (await fetch(image.src)).arrayBuffer();
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    return Array.from(hash).map(each => each.toString(16).padStart(2, '0')).join('');
}"""


def chromium() -> str | None:
    """The path of a browser of the machine's own; None if there is none."""
    return next(filter(None, map(shutil.which, CHROMIUM)), None)


@contextlib.contextmanager
def jupyterlab(folder: Path) -> Iterator[str]:
    """A server on copies of the notebooks, with nothing of the user's settings: its address."""
    files = folder / "files"
    for name in NOTEBOOKS:
        shutil.copytree(ROOT / name, files / name, ignore=shutil.ignore_patterns("src", "wrong", ".ipynb_checkpoints"))
    settings = {name: str(folder / name.lower()) for name in FOLDERS}
    for name, text in SETTINGS.items():
        path = folder / "jupyterlab_settings_dir" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    settings |= {"AUTOGRAD_LIB_PROGRESS": str(folder / "progress.json"), "OMP_NUM_THREADS": "1"}
    # Lesson 07 takes the small digits, which it learns in seconds: no copy of MNIST, none in the cache, no network.
    settings |= {name: str(folder / "nothing") for name in ("XDG_CACHE_HOME", "LOCALAPPDATA")}
    settings |= dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
    settings |= {"no_proxy": "127.0.0.1,localhost", "NO_PROXY": "127.0.0.1,localhost"}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}"]
    command += ["--ServerApp.port_retries=0", "--IdentityProvider.token=", f"--ServerApp.root_dir={files}"]
    command += ["--LabApp.expose_app_in_browser=True"]
    inherited = {name: value for name, value in os.environ.items() if name not in ("MPLBACKEND", "AUTOGRAD_LIB_DATA")}
    with open(folder / "jupyterlab.log", "wb") as log:
        server = subprocess.Popen(command, env=inherited | settings, stdout=log, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address, server, folder / "jupyterlab.log")
        yield address
    finally:
        server.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(20)
        server.kill()


def wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/api/status", timeout=5):
            return
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text(encoding='utf-8', errors='replace')[-2000:]}")


OVERFLOW = """() => {
    const book = document.querySelector('.jp-NotebookPanel-notebook');
    return Math.max(0, book.scrollWidth - book.clientWidth);
}"""
FAILURES = """() => {
    const cells = jupyterapp.shell.currentWidget.content.model.cells, found = [];
    for (let i = 0; i < cells.length; i++) {
        const outputs = cells.get(i).outputs;
        for (let j = 0; outputs && j < outputs.length; j++) {
            const output = outputs.get(j).toJSON();
            if (output.output_type === 'error') found.push(output.ename + ': ' + output.evalue);
        }
    }
    return found;
}"""


class Page:
    """A notebook that is open in a browser.

    Attributes:
        page: playwright's.
        errors: what the page's own scripts raised.
        outside: the addresses beyond this machine that it asked for.
        held: how many elements have a mark.
    """

    def __init__(self, browser: Any, address: str, notebook: str, width: int = 1200) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": 900})
        self.page = self.context.new_page()
        self.errors: list[str] = []
        self.outside: list[str] = []
        self.held = 0
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", lambda request: self._note(request.url, address))
        self.page.goto(f"{address}/lab/tree/{notebook}?reset")
        self.page.wait_for_function(IS_READY, timeout=120_000, polling=100)
        self.page.evaluate("jupyterapp.commands.execute('application:toggle-left-area')")

    @property
    def path(self) -> str:
        """Of the notebook that is open."""
        return self.page.evaluate("jupyterapp.shell.currentWidget.context.path")

    def turn_to(self, notebook: str) -> None:
        """Close the notebook, with its kernel, and open another one in the same JupyterLab, with a clean slate."""
        self.page.evaluate(CLOSE)
        self.errors.clear()
        self.outside.clear()
        self.page.evaluate(OPEN, notebook)
        self.page.wait_for_function(IS_READY, timeout=120_000, polling=100)
        assert self.path == notebook

    def _note(self, url: str, address: str) -> None:
        own = (address, address.replace("http:", "ws:"), "data:", "blob:")
        if not url.startswith(own):
            self.outside.append(url)

    def close(self) -> None:
        self.page.evaluate("jupyterapp.shell.currentWidget.sessionContext.shutdown()")
        self.context.close()

    def run_all(self) -> None:
        """Run all cells, to the end."""
        self.page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
        self.page.wait_for_function(IS_READY, timeout=600_000, polling=100)

    def hold(self, found: Any) -> Any:
        """The same element by a mark of its own: a long search through the notebook is done once."""
        self.held += 1
        found.evaluate("(each, mark) => { each.dataset.held = mark; }", str(self.held))
        return self.page.locator(f'[data-held="{self.held}"]')

    def failures(self) -> list[str]:
        """The errors that cells ended with."""
        return list(self.page.evaluate(FAILURES))

    def ask(self, expression: str) -> Any:
        """What an expression is worth in the kernel: anything that `ast.literal_eval` reads."""
        answer = self.page.evaluate(ASK, expression)
        if answer.startswith("raise "):
            raise RuntimeError(f"{expression}: {answer[6:]}")
        return ast.literal_eval(answer)

    def until(self, expression: str, seconds: float = 30) -> None:
        """Wait until an expression is true in the kernel."""
        end = time.monotonic() + seconds
        while not self.ask(f"bool({expression})"):
            assert time.monotonic() < end, f"not true after {seconds} s: {expression}"
            self.page.wait_for_timeout(50)

    def digest(self, image: Any) -> str:
        """The SHA-256 of the picture that an <img> shows."""
        return image.evaluate(DIGEST)

    def overflow(self) -> float:
        """How many pixels the widest cell sticks out of the notebook, on the right."""
        return self.page.evaluate(OVERFLOW)

    def shoot(self, name: str) -> None:
        """Screenshots of the whole notebook, piece by piece: build/browser/NAME-00.jpg ... (in CI where SCREENSHOTS is set)."""
        if "CI" in os.environ and "SCREENSHOTS" not in os.environ:
            return
        SHOTS.mkdir(parents=True, exist_ok=True)
        size = self.page.viewport_size
        self.page.set_viewport_size({"width": size["width"], "height": 4 * size["height"]})  # few pieces are quick
        book = self.page.locator(".jp-NotebookPanel-notebook .jp-WindowedPanel-outer").first
        height, seen = book.evaluate("each => [each.scrollHeight, each.clientHeight]")
        for number, top in enumerate(range(0, int(height), max(1, int(seen) - 40))):
            book.evaluate("(each, top) => each.scrollTo(0, top)", top)
            self.page.wait_for_timeout(60)
            book.screenshot(path=SHOTS / f"{name}-{number:02}.jpg", type="jpeg", quality=80)
        self.page.set_viewport_size(size)

"""Downloads are complete and right, or they do not happen: a server on this machine misbehaves on demand."""

import contextlib
import gzip
import hashlib
import os
import re
import socket
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from autograd_lib.datasets import MNIST, _download

DIRECT = ("no_proxy", "NO_PROXY")  # an environment with a proxy must not send 127.0.0.1 there


def idx(array):
    return bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">u4").tobytes() + array.astype(np.uint8).tobytes()


def tiny_files():
    """The four files of a small MNIST: {name: decompressed bytes}. Random pixels, so that gzip leaves them long."""
    random = np.random.default_rng(0)
    files = {}
    for prefix, count in (("train", 40), ("t10k", 10)):
        files[f"{prefix}-images-idx3-ubyte"] = idx(random.integers(0, 256, (count, 28, 28)))
        files[f"{prefix}-labels-idx1-ubyte"] = idx(random.integers(0, 10, count))
    return files


FILES = tiny_files()
IMAGES = "train-images-idx3-ubyte"
PACKED = {f"/{name}.gz": gzip.compress(content, mtime=0) for name, content in FILES.items()}
LENGTH = len(PACKED[f"/{IMAGES}.gz"])


class Mirror(BaseHTTPRequestHandler):
    """Serves `server.files`; `server.fault(handler, path, attempt)` may answer in its own way and return True."""

    def do_GET(self):
        server = self.server
        server.asked.append((self.path, self.headers.get("Range")))
        attempt = sum(path == self.path for path, _ in server.asked)
        if server.fault is not None and server.fault(self, self.path, attempt):
            return
        content = server.files.get(self.path)
        if content is None:
            self.send_error(404)
            return
        self.answer(content)

    def answer(self, content, send=None, ranges=True):
        """The whole content or the rest asked for; `send` cuts the answer after so many bytes."""
        start = int(re.match(r"bytes=(\d+)-$", self.headers.get("Range") or "bytes=0-").group(1)) if ranges else 0
        if start and start >= len(content):
            self.send_response(416)
            self.send_header("Content-Range", f"bytes */{len(content)}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(206 if start else 200)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        with contextlib.suppress(ConnectionError):  # the client may have gone
            self.wfile.write(content[start:][:send])

    def log_message(self, *args):
        pass


@contextlib.contextmanager
def mirror(files=PACKED, fault=None):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Mirror)
    server.daemon_threads = True
    server.files, server.fault, server.asked = files, fault, []
    server.url = f"http://127.0.0.1:{server.server_address[1]}/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


class TinyMNIST(MNIST):
    resources = tuple((f"{name}.gz", hashlib.sha256(content).hexdigest()) for name, content in FILES.items())


@pytest.fixture(autouse=True)
def alone(monkeypatch, tmp_path):
    """Neither the machine's own data nor its cache takes part; small chunks and short patience."""
    monkeypatch.delenv("AUTOGRAD_LIB_DATA", raising=False)
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "cache"))
    for name in DIRECT:
        monkeypatch.setenv(name, "127.0.0.1")
    monkeypatch.setattr(_download, "CHUNK", 4096)
    monkeypatch.setattr(_download, "TIMEOUT", 5.0)


def get(monkeypatch, root, *mirrors, train=True):
    monkeypatch.setattr(TinyMNIST, "mirrors", [server if isinstance(server, str) else server.url for server in mirrors])
    return TinyMNIST(root, train=train, download=True)


def raw(root):
    return root / "TinyMNIST" / "raw"


def leave_part(root, content):
    raw(root).mkdir(parents=True)
    (raw(root) / f"{IMAGES}.gz.part").write_bytes(content)


def ranges_asked(server):
    return [wanted for path, wanted in server.asked if path == f"/{IMAGES}.gz"]


def assert_complete(root):
    for name, content in FILES.items():
        assert (raw(root) / name).read_bytes() == content
    assert list(raw(root).glob("*.part")) == []
    assert list(raw(root).glob("*.tmp")) == []


def test_download_leaves_four_verified_files_and_no_part(monkeypatch, tmp_path, capsys):
    with mirror() as server:
        dataset = get(monkeypatch, tmp_path, server)
        assert len(server.asked) == 4
    assert_complete(tmp_path)
    assert idx(dataset.data.numpy()) == FILES[IMAGES]
    assert f"{IMAGES}.gz: 100%" in capsys.readouterr().err  # the progress bar


def test_what_is_there_is_not_downloaded_again(monkeypatch, tmp_path):
    with mirror() as server:
        get(monkeypatch, tmp_path, server)
        get(monkeypatch, tmp_path, server)
        get(monkeypatch, tmp_path, server, train=False)
        assert len(server.asked) == 4


def test_without_root_the_files_go_to_the_cache_folder(monkeypatch, tmp_path):
    with mirror() as server:
        get(monkeypatch, None, server)
    assert_complete(_download.cache_folder())
    assert tmp_path in _download.cache_folder().parents
    assert len(TinyMNIST(train=False)) == 10


def test_broken_connection_goes_on_where_it_broke(monkeypatch, tmp_path):
    def cut(handler, path, attempt):
        if path == f"/{IMAGES}.gz" and attempt == 1:
            handler.answer(PACKED[path], send=10_000)
            return True
        return False

    with mirror(fault=cut) as server:
        get(monkeypatch, tmp_path, server)
        assert ranges_asked(server) == [None, "bytes=10000-"]
    assert_complete(tmp_path)


def test_keyboard_interrupt_keeps_what_has_arrived_for_the_next_call(monkeypatch, tmp_path):
    from tqdm import tqdm

    def interrupt(bar, count):
        raise KeyboardInterrupt

    with mirror() as server:
        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(tqdm, "update", interrupt)
            get(monkeypatch, tmp_path, server)
        arrived = (raw(tmp_path) / f"{IMAGES}.gz.part").stat().st_size
        assert 0 < arrived < LENGTH
        assert not (raw(tmp_path) / IMAGES).exists()
        get(monkeypatch, tmp_path, server)
        assert ranges_asked(server) == [None, f"bytes={arrived}-"]
    assert_complete(tmp_path)


def test_next_mirror_goes_on_where_the_first_one_died(monkeypatch, tmp_path):
    def cut(handler, path, attempt):
        if path != f"/{IMAGES}.gz":
            return False
        if attempt == 1:
            handler.answer(PACKED[path], send=8192)
        else:
            handler.send_error(503)
        return True

    with mirror(fault=cut) as first, mirror() as second:
        get(monkeypatch, tmp_path, first, second)
        assert ranges_asked(first) == [None, "bytes=8192-"]
        assert ranges_asked(second) == ["bytes=8192-"]
    assert_complete(tmp_path)


def test_server_that_ignores_ranges_sends_everything_again(monkeypatch, tmp_path):
    leave_part(tmp_path, PACKED[f"/{IMAGES}.gz"][:9000])

    def whole(handler, path, attempt):
        handler.answer(PACKED[path], ranges=False)
        return True

    with mirror(fault=whole) as server:
        get(monkeypatch, tmp_path, server)
        assert ranges_asked(server) == ["bytes=9000-"]
    assert_complete(tmp_path)


@pytest.mark.parametrize(
    ("part", "asked"),
    [
        (b"\x1f\x8b of another file" * 500, ["bytes=9000-", None]),
        (PACKED[f"/{IMAGES}.gz"] + b"more", [f"bytes={LENGTH + 4}-", None]),
        (b"x" * LENGTH, [f"bytes={LENGTH}-", None]),
    ],
    ids=["stale", "too long", "stale and as long"],
)
def test_part_that_does_not_belong_is_thrown_away(monkeypatch, tmp_path, part, asked):
    leave_part(tmp_path, part)
    with mirror() as server:
        get(monkeypatch, tmp_path, server)
        assert ranges_asked(server) == asked
    assert_complete(tmp_path)


def test_part_that_is_complete_is_used(monkeypatch, tmp_path):
    leave_part(tmp_path, PACKED[f"/{IMAGES}.gz"])
    with mirror() as server:
        get(monkeypatch, tmp_path, server)
        assert ranges_asked(server) == [f"bytes={LENGTH}-"]  # answered by 416, no bytes
    assert_complete(tmp_path)


def test_answer_with_another_range_is_not_appended(monkeypatch, tmp_path):
    leave_part(tmp_path, PACKED[f"/{IMAGES}.gz"][:5000])

    def off_by_one(handler, path, attempt):
        if handler.headers.get("Range"):
            handler.headers.replace_header("Range", "bytes=4999-")
        return False

    with mirror(fault=off_by_one) as wrong, mirror() as right:
        get(monkeypatch, tmp_path, wrong, right)
        assert ranges_asked(right) == ["bytes=5000-"]
    assert_complete(tmp_path)


def test_wrong_content_sends_us_to_the_next_mirror(monkeypatch, tmp_path):
    other = gzip.compress(FILES[IMAGES][:-1] + b"\x00", mtime=0)
    with mirror({**PACKED, f"/{IMAGES}.gz": other}) as wrong, mirror() as right:
        get(monkeypatch, tmp_path, wrong, right)
        assert len(ranges_asked(wrong)) == 1
        assert ranges_asked(right) == [None]
    assert_complete(tmp_path)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (gzip.compress(FILES[IMAGES] + b"\x00"), "is not the expected file"),
        (PACKED[f"/{IMAGES}.gz"][:-3000], "is truncated or damaged"),
        (PACKED[f"/{IMAGES}.gz"][:5000] + b"\x00" * 5000, "is truncated or damaged"),
        (b"<html>please log in to the hotel's network</html>", "is not the expected file"),
        (b"", "is not the expected file"),
    ],
    ids=["wrong hash", "truncated", "corrupt", "a web page", "empty"],
)
def test_content_that_is_nowhere_right_is_one_clear_error_and_nothing_on_disk(monkeypatch, tmp_path, content, reason):
    with mirror({**PACKED, f"/{IMAGES}.gz": content}) as a, mirror({**PACKED, f"/{IMAGES}.gz": content}) as b:
        with pytest.raises(RuntimeError) as caught:
            get(monkeypatch, tmp_path, a, b)
        lines = str(caught.value).splitlines()
        assert lines[0] == f"Error downloading {IMAGES}.gz:"
        assert [f"Tried {a.url}, got:", f"Tried {b.url}, got:"] == [line for line in lines if line.startswith("Tried")]
        assert str(caught.value).count(reason) == 2
        assert "AUTOGRAD_LIB_DATA" in lines[-1] and "datasets.Digits" in lines[-1]
    assert [path.name for path in raw(tmp_path).iterdir() if path.name != ".lock"] == []


def test_missing_file_and_dead_mirror_lead_to_the_next_mirror(monkeypatch, tmp_path):
    with socket.socket() as taken:  # bound, but nobody listens
        taken.bind(("127.0.0.1", 0))
        dead = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        with mirror({}) as empty, mirror() as right:
            get(monkeypatch, tmp_path, empty, dead, right)
            assert len(empty.asked) == 4
            with pytest.raises(RuntimeError) as caught:
                get(monkeypatch, tmp_path / "other", empty, dead)
    assert_complete(tmp_path)
    assert "HTTP Error 404: Not Found" in str(caught.value)
    assert "refused" in str(caught.value)


def test_silent_server_is_given_up(monkeypatch, tmp_path):
    monkeypatch.setattr(_download, "TIMEOUT", 1.0)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with mirror() as right:
            get(monkeypatch, tmp_path, f"http://127.0.0.1:{silent.getsockname()[1]}/", right)
    assert_complete(tmp_path)


def test_failed_download_leaves_what_was_there(monkeypatch, tmp_path):
    labels = "train-labels-idx1-ubyte"
    raw(tmp_path).mkdir(parents=True)
    (raw(tmp_path) / labels).write_bytes(FILES[labels])
    with mirror({}) as empty:
        with pytest.raises(RuntimeError, match="Error downloading"):
            get(monkeypatch, tmp_path, empty)
    assert (raw(tmp_path) / labels).read_bytes() == FILES[labels]


def test_folder_that_cannot_be_written_is_named(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    with mirror() as server:
        with pytest.raises(OSError, match="choose a folder") as caught:
            get(monkeypatch, tmp_path / "file", server)
        assert str(tmp_path / "file") in str(caught.value)
        assert server.asked == []


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="this user may write everywhere")
def test_read_only_folder_is_named(monkeypatch, tmp_path):
    raw(tmp_path).mkdir(parents=True)
    raw(tmp_path).chmod(0o500)
    with mirror() as server:
        with pytest.raises(PermissionError, match="choose a folder"):
            get(monkeypatch, tmp_path, server)
    raw(tmp_path).chmod(0o700)


def test_full_disk_is_not_blamed_on_the_mirror(monkeypatch, tmp_path):
    def full(path, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(_download, "write_atomically", full)
    with mirror() as first, mirror() as second:
        with pytest.raises(OSError, match="No space left on device; .*choose a folder") as caught:
            get(monkeypatch, tmp_path, first, second)
        assert caught.value.errno == 28
        assert second.asked == []
    assert not (raw(tmp_path) / IMAGES).exists()


def test_two_processes_at_once_download_every_file_once(tmp_path):
    both_are_ready = threading.Event()

    def hold(handler, path, attempt):
        both_are_ready.wait(30)
        return False

    program = (
        "import sys, test_download as t\n"
        "t.TinyMNIST.mirrors = [sys.argv[1]]\n"
        "print('ready', flush=True)\n"
        "print(int(t.TinyMNIST(sys.argv[2], download=True).data.numpy().sum()))"
    )
    here = os.path.dirname(os.path.abspath(__file__))
    paths = [here, os.path.dirname(here), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    with mirror(fault=hold) as server:
        command = [sys.executable, "-c", program, server.url, str(tmp_path)]
        pair = [
            subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)
        ]
        first_lines = [process.stdout.readline() for process in pair]
        time.sleep(0.2)  # now one waits for the server and the other for the lock
        both_are_ready.set()
        results = [process.communicate(timeout=60) for process in pair]
        asked = sorted(path for path, _ in server.asked)
    assert [process.returncode for process in pair] == [0, 0], results
    assert [line.strip() for line in first_lines] == [b"ready", b"ready"]
    assert results[0][0] == results[1][0] != b""
    assert asked == sorted(PACKED)
    assert_complete(tmp_path)


def test_file_system_without_locks_downloads_all_the_same(monkeypatch, tmp_path):
    fcntl = pytest.importorskip("fcntl")

    def unsupported(file, operation):
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(fcntl, "flock", unsupported)
    with mirror() as server:
        get(monkeypatch, tmp_path, server)
    assert_complete(tmp_path)


def test_cache_folder_follows_the_system(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    monkeypatch.setattr(_download.sys, "platform", "linux")
    assert _download.cache_folder() == tmp_path / "xdg" / "autograd_lib"
    monkeypatch.setattr(_download.sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    assert _download.cache_folder() == tmp_path / "local" / "autograd_lib"
    monkeypatch.setattr(_download.sys, "platform", "darwin")
    assert _download.cache_folder().parts[-3:] == ("Library", "Caches", "autograd_lib")

"""Fetching a gzipped file from one of several mirrors: resumable, verified, and all or nothing."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from ..serialization import write_atomically

TIMEOUT = 30.0  # seconds without a sign of life before the next mirror is asked
TRIES = 4  # how often one mirror is asked for one file, as long as every answer brings us further
CHUNK = 1 << 16


class Corrupt(RuntimeError):
    """Bytes that are not the expected file."""


class _MirrorFailed(Exception):
    """A mirror did not deliver; another one may."""


def cache_folder() -> Path:
    """The user's folder for what can be downloaded again."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "autograd_lib"


def decompress(content: bytes, name: str) -> bytes:
    """What gzip packed; bytes that are not packed stay as they are.

    Raises:
        Corrupt: a truncated or damaged archive.
    """
    import gzip
    import zlib

    if content[:2] != b"\x1f\x8b":
        return content
    try:
        return gzip.decompress(content)
    except (EOFError, OSError, zlib.error) as error:
        raise Corrupt(f"{name} is truncated or damaged: {error}") from None


def check_sha256(content: bytes, expected: str | None, name: str) -> None:
    """Raise Corrupt unless the bytes have this SHA-256 (as hexadecimal digits; None allows any)."""
    import hashlib

    found = hashlib.sha256(content).hexdigest()
    if expected is not None and found != expected:
        raise Corrupt(
            f"{name} is not the expected file: its {len(content):,} bytes have SHA-256 {found[:16]}..., "
            f"not {expected[:16]}..."
        )


def fetch(filename: str, mirrors: Sequence[str], folder: Path, sha256: str | None) -> None:
    """Leave `filename` (a .gz), decompressed and verified, in the folder.

    Mirrors are asked in turn. What has arrived stays in `filename.part`, where the next try goes on, also after an
    interruption; the file itself appears only when it is complete and right.

    Args:
        filename: such as "t10k-labels-idx1-ubyte.gz"; the file in the folder has the same name without ".gz".
        mirrors: addresses to which the file name is added.
        folder: an existing folder.
        sha256: of the decompressed bytes.

    Raises:
        RuntimeError: no mirror delivered the file; the text tells each one's reason.
        OSError: the folder cannot be written.
    """
    part = folder / f"{filename}.part"
    failures = []
    for mirror in mirrors:
        try:
            content = _from_mirror(mirror + filename, part, sha256)
        except (_MirrorFailed, Corrupt) as error:
            failures.append(f"Tried {mirror}, got:\n{error}")
            continue
        write_atomically(folder / filename.removesuffix(".gz"), content)
        part.unlink(missing_ok=True)
        return
    raise RuntimeError("\n".join([f"Error downloading {filename}:", *failures]))


def _from_mirror(url: str, part: Path, sha256: str | None) -> bytes:
    """The decompressed, verified bytes from one mirror."""
    for attempt in range(1, TRIES + 1):
        before = _size(part)
        try:
            _transfer(url, part)
        except _MirrorFailed:
            if attempt == TRIES or _size(part) <= before:
                raise
            continue  # the connection broke: go on from there
        try:
            content = decompress(part.read_bytes(), part.name)
            check_sha256(content, sha256, url)
            return content
        except Corrupt:
            part.unlink(missing_ok=True)
            if attempt == TRIES or before == 0:
                raise  # else the beginning came from an earlier try and may be to blame: once more from the start
    raise AssertionError("the last attempt returns or raises")


def _transfer(url: str, part: Path) -> None:
    """Append to `part` what it lacks of the file; start anew if the server cannot send a rest."""
    from http.client import HTTPException
    from urllib.error import HTTPError
    from urllib.request import Request, urlopen

    have = _size(part)
    headers = {"User-Agent": "autograd_lib", "Accept-Encoding": "identity"}
    if have:
        headers["Range"] = f"bytes={have}-"
    try:
        response = urlopen(Request(url, headers=headers), timeout=TIMEOUT)
    except HTTPError as error:
        error.close()
        if error.code == 416 and have:
            return  # nothing beyond what we have: it is complete, or not this file; the hash will tell
        raise _MirrorFailed(str(error)) from None
    except (OSError, HTTPException) as error:
        raise _MirrorFailed(str(error) or repr(error)) from None
    with response:
        if response.status == 206:
            if not response.headers.get("Content-Range", "").startswith(f"bytes {have}-"):
                raise _MirrorFailed(f"asked for the bytes from {have} on, it sent others")
        else:
            have = 0
        length = response.headers.get("Content-Length")
        _receive(response, part, have, None if length is None else have + int(length))


def _receive(response: Any, part: Path, have: int, total: int | None) -> None:
    from http.client import HTTPException

    from tqdm import tqdm

    name = part.name.removesuffix(".part")
    with (
        open(part, "ab" if have else "wb") as file,
        tqdm(total=total, initial=have, unit="B", unit_scale=True, desc=name) as bar,
    ):
        while True:
            try:
                chunk = response.read(CHUNK)
            except (OSError, HTTPException) as error:
                raise _MirrorFailed(f"the connection broke after {have:,} bytes: {error!r}") from None
            if not chunk:
                break
            file.write(chunk)
            bar.update(len(chunk))
            have += len(chunk)
    if total is not None and have < total:
        raise _MirrorFailed(f"the connection ended after {have:,} of {total:,} bytes")


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


@contextmanager
def one_process_at_a_time(folder: Path) -> Iterator[None]:
    """Hold the folder's lock file, after waiting for whoever holds it.

    So a second process finds the files there instead of writing into the same `.part`. Where a file system knows no
    locks, two processes at once may spoil each other's `.part`; the hash finds that out, so no file is ever wrong.
    """
    with open(folder / ".lock", "ab") as file:
        _wait_for_lock(file)
        yield  # closing the file, or the end of the process, lets go


def _wait_for_lock(file: IO[bytes]) -> None:
    if sys.platform == "win32":
        import errno
        import msvcrt

        while True:
            try:
                return msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)  # gives up after ten seconds
            except OSError as error:
                if error.errno != errno.EDEADLOCK:
                    return None
    else:
        import fcntl

        try:
            fcntl.flock(file, fcntl.LOCK_EX)
        except OSError:
            pass

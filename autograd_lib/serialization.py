"""`save` and `load`: tensors on disk in the safetensors format, which PyTorch users read and write too.

A file is eight bytes with the length of a JSON header, the header (name, dtype, shape and place of every tensor), and
the numbers. What surrounds the tensors (dicts, lists, plain values) is written as JSON into the header's free-text
part. Nothing in it can run code, so a file from a stranger is safe to load.
"""

import json
import os
from collections import OrderedDict
from typing import IO, Any

import numpy as np

from ._tensor import Tensor, wrap
from .size import Size

__all__ = ["load", "save"]

_DTYPES = {
    "F32": np.float32, "F64": np.float64, "F16": np.float16, "U8": np.uint8, "BOOL": np.bool_,
    "I8": np.int8, "I16": np.int16, "I32": np.int32, "I64": np.int64,
}  # fmt: skip
_STRUCTURE = "autograd_lib"  # the header's entry that tells how the tensors were arranged
_SEQUENCES: dict[type, str] = {list: "list", tuple: "tuple", Size: "Size"}
_DICTS: dict[type, str] = {dict: "dict", OrderedDict: "OrderedDict"}
_CONTAINERS = {name: kind for kind, name in (_SEQUENCES | _DICTS).items()}
_DEEPEST = 100


def save(obj: Any, f: str | os.PathLike[str] | IO[bytes]) -> None:
    """Write a Tensor, or dicts, lists and tuples of tensors and plain values, to a safetensors file.

    `save(net.state_dict(), "net.safetensors")` makes a file that `safetensors.torch.load_file` reads in PyTorch.
    Plain values are int, float, str, bool and None; the keys of dicts are plain values or tuples of them.

    What is not kept: `requires_grad`, the graph and the difference between Parameter and Tensor (a Parameter comes back
    as a Tensor, ready for `load_state_dict`), and sharing: tensors that share memory are written once each and come
    back independent; of a view, only what it shows is written.

    The file appears under its name only when it is complete: a failed save leaves what was there.

    Args:
        obj: what to save.
        f: a path, or a file object open for writing bytes.

    Raises:
        TypeError: something that cannot be saved, named by its place, as in `obj['model'][2]`.
        RuntimeError: the folder of the path does not exist.
    """
    arrays: dict[str, np.ndarray] = {}
    structure = _encode(obj, "obj", "", arrays, depth=0)
    content = _to_bytes(arrays, json.dumps(structure))
    if isinstance(f, str | os.PathLike):
        folder = os.path.dirname(f) or os.curdir
        if not os.path.isdir(folder):
            raise RuntimeError(f"Parent directory {folder} does not exist.\nmake it with os.makedirs({folder!r})")
        write_atomically(f, content)
    elif hasattr(f, "write"):
        f.write(content)
    else:
        raise AttributeError(
            "expected 'f' to be string, path, or a file-like object with a 'write' attribute\n"
            f"got {type(f).__name__}; the order is save(what, where)"
        )


def load(f: str | os.PathLike[str] | IO[bytes], map_location: Any = None, *, weights_only: bool = True) -> Any:
    """Read what `save` wrote, or any safetensors file; the latter gives a dict from names to tensors.

    Args:
        f: a path, or a file object open for reading bytes.
        map_location: None or a device: where the tensors are put.
        weights_only: PyTorch's argument; both values do the same, since nothing is ever unpickled.

    Raises:
        RuntimeError: a pickle or PyTorch's .pt format (the text says how to convert it), or a damaged file.
        EOFError: an empty file.
        NotImplementedError: a dtype that does not exist here, such as bfloat16; a `map_location` that is no device.
    """
    if callable(map_location) or isinstance(map_location, dict):
        raise NotImplementedError("load does not support map_location as a function or dict\ngive a device, or None")
    if isinstance(f, str | os.PathLike):
        name = os.fspath(f)
        with open(f, "rb") as file:
            content = file.read()
    elif hasattr(f, "read"):
        content, name = f.read(), getattr(f, "name", "the file object")
    else:
        raise AttributeError(
            f"{type(f).__name__!r} object has no attribute 'read'\ngive a path, or a file object open for reading bytes"
        )
    tensors, structure = _parse(content, name)
    if map_location is not None:
        tensors = {key: tensor.to(map_location) for key, tensor in tensors.items()}
    if structure is None:
        return tensors
    try:
        return _decode(json.loads(structure), tensors)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise RuntimeError(
            f"{name}: the tensors and the structure that was saved with them do not fit together\n"
            "another program changed the file; safetensors.numpy.load_file reads the tensors alone"
        ) from error


# ---- objects to JSON and back ------------------------------------------------------------------------------------


def _encode(obj: Any, place: str, name: str, arrays: dict[str, np.ndarray], depth: int) -> Any:
    """The object as JSON; its tensors go to `arrays`.

    Plain values stay as they are. Everything else becomes a dict of one entry: {"tensor": name},
    {"list": [...]}, {"tuple": [...]}, {"dict": [[key, value], ...]}.
    """
    kind = type(obj)
    if obj is None or kind in (bool, int, float, str):
        return obj
    if isinstance(obj, Tensor):
        name = _free_name(name or "tensor", arrays)
        arrays[name] = obj.detach().cpu().numpy()
        return {"tensor": name}
    if depth > _DEEPEST:
        raise ValueError(f"cannot save {place[:60]}...: nested deeper than {_DEEPEST}\ndoes it contain itself?")
    if kind in _SEQUENCES:
        entries = [_encode(entry, f"{place}[{i}]", _joined(name, i), arrays, depth + 1) for i, entry in enumerate(obj)]
        return {_SEQUENCES[kind]: entries}
    if kind in _DICTS:
        pairs = []
        for key, value in obj.items():
            at = f"{place}[{key!r}]"
            pairs.append([_encode_key(key, at), _encode(value, at, _joined(name, key), arrays, depth + 1)])
        return {_DICTS[kind]: pairs}
    raise TypeError(f"cannot save {place}: it is a {kind.__module__}.{kind.__qualname__}\n{_advice(obj)}")


def _encode_key(key: Any, place: str) -> Any:
    if key is None or type(key) in (bool, int, float, str):
        return key
    if type(key) is tuple:
        return {"tuple": [_encode_key(part, place) for part in key]}
    raise TypeError(
        f"cannot save {place}: its key is a {type(key).__name__}\n"
        "keys are int, float, str, bool, None, or tuples of these"
    )


def _advice(obj: Any) -> str:
    if hasattr(obj, "state_dict"):
        return "save its state_dict(), and load that with load_state_dict()"
    if isinstance(obj, np.ndarray):
        return "torch.from_numpy(array) makes a Tensor of it"
    if isinstance(obj, np.generic):
        return ".item() makes a plain number of it"
    if callable(obj):
        return "functions and classes cannot be saved: keep them in the program, and save their settings"
    return "tensors, dict, list, tuple, int, float, str, bool and None can be saved"


def _joined(name: str, key: Any) -> str:
    return f"{name}.{key}" if name else str(key)


def _free_name(name: str, arrays: dict[str, np.ndarray]) -> str:
    """The name, or with a number behind it if it is taken: {"a.b": x, "a": {"b": y}} has a.b twice."""
    free, number = name, 1
    while free in arrays or free == "__metadata__":
        number += 1
        free = f"{name}#{number}"
    return free


def _decode(structure: Any, tensors: dict[str, Tensor]) -> Any:
    if not isinstance(structure, dict):
        return structure
    ((kind, content),) = structure.items()
    if kind == "tensor":
        return tensors[content]
    if _CONTAINERS[kind] in _SEQUENCES:
        return _CONTAINERS[kind]([_decode(entry, tensors) for entry in content])
    return _CONTAINERS[kind]([(_decode(key, tensors), _decode(value, tensors)) for key, value in content])


# ---- bytes -------------------------------------------------------------------------------------------------------


def _to_bytes(arrays: dict[str, np.ndarray], structure: str) -> bytes:
    """A safetensors file. Large numbers come first, so that each one lies at a multiple of its own size."""
    codes = {np.dtype(dtype): code for code, dtype in _DTYPES.items()}
    header: dict[str, Any] = {"__metadata__": {"format": "pt", _STRUCTURE: structure}}
    parts, end = [], 0
    for name in sorted(arrays, key=lambda name: -arrays[name].itemsize):
        array = arrays[name]
        begin, end = end, end + array.nbytes
        header[name] = {
            "dtype": codes[array.dtype.newbyteorder("=")],
            "shape": array.shape,
            "data_offsets": [begin, end],
        }
        parts.append(array.astype(array.dtype.newbyteorder("<"), copy=False).tobytes())
    text = json.dumps(header, ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    return b"".join([len(text).to_bytes(8, "little"), text, *parts])


def _parse(content: bytes, name: str) -> tuple[dict[str, Tensor], str | None]:
    """The tensors of a safetensors file in its order, and the structure that `save` added."""
    from safetensors import SafetensorError, deserialize

    if not isinstance(content, bytes | bytearray | memoryview):
        raise TypeError(f"{name} gives {type(content).__name__}, not bytes\nopen it in binary mode: open(path, 'rb')")
    content = bytes(content)
    if not content:
        raise EOFError(f"{name} is empty\nafter writing to a file object, go back to its start: f.seek(0)")
    try:
        entries = dict(deserialize(content))
    except SafetensorError as error:
        raise RuntimeError(_what_is_wrong(content, name, error)) from None
    header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
    metadata = header.pop("__metadata__", None) or {}
    return {key: _tensor(entries[key], key, name) for key in header}, metadata.get(_STRUCTURE)


def _tensor(entry: dict[str, Any], key: str, name: str) -> Tensor:
    dtype = _DTYPES.get(entry["dtype"])
    if dtype is None:
        raise NotImplementedError(
            f"{name}: tensor {key!r} has dtype {entry['dtype']}, which does not exist here\n"
            "convert it in PyTorch first, for example with .float()"
        )
    little = np.frombuffer(entry["data"], dtype=np.dtype(dtype).newbyteorder("<"))
    return wrap(little.astype(dtype).reshape(entry["shape"]))


def _what_is_wrong(content: bytes, name: str, error: Exception) -> str:
    """Explain bytes that are not a safetensors file."""
    length = int.from_bytes(content[:8], "little")
    if len(content) > 8 and content[8:9] == b"{" and length < 100_000_000:
        return (
            f"{name} is damaged or cut off: it has {len(content):,} bytes, and its header does not fit ({error})\n"
            "download or save it again"
        )
    if content[:1] == b"\x80" or content[:2] == b"PK":
        kind = "a zip archive, as torch.save writes it" if content[:2] == b"PK" else "a pickle"
        return (
            f"{name} is {kind}, which could run any code when loaded; only safetensors files are read here\n"
            "convert it in PyTorch: safetensors.torch.save_file(torch.load(path, weights_only=True), "
            '"model.safetensors") for a state_dict'
        )
    return f"{name} is not a safetensors file ({error})\nit begins with the bytes {content[:8]!r}"


def write_atomically(path: str | os.PathLike[str], content: bytes) -> None:
    """Write a whole file or nothing: until everything is on disk, `path` keeps what it had."""
    target = os.path.realpath(path)
    if os.path.exists(target) and not os.path.isfile(target):  # a pipe or a device is written to; a folder is an error
        with open(target, "wb") as file:
            file.write(content)
        return
    temporary = f"{target}.{os.urandom(4).hex()}.tmp"
    try:
        with open(temporary, "xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if os.path.exists(target):
            os.chmod(temporary, os.stat(target).st_mode & 0o7777)
        os.replace(temporary, target)
    except BaseException:
        if os.path.exists(temporary):
            os.remove(temporary)
        raise

"""What is saved comes back, PyTorch reads it and writes it, and nothing else is ever loaded or lost."""

import io
import json
import os
import pickle
import stat
import zipfile
from collections import OrderedDict, defaultdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd_lib as torch
from autograd_lib import serialization
from autograd_lib.serialization import load, save

try:
    import torch as pytorch
except ImportError:
    pytorch = None
needs_pytorch = pytest.mark.skipif(pytorch is None, reason="PyTorch is not installed")

DTYPES = ("float32", "float64", "float16", "int8", "int16", "int32", "int64", "uint8", "bool")


def there_and_back(obj):
    file = io.BytesIO()
    save(obj, file)
    file.seek(0)
    return load(file)


def same(a, b):
    """Equal in type, order and every bit."""
    if isinstance(a, torch.Tensor):
        a, b = a.detach().numpy(), b.numpy()
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if type(a) is not type(b):
        return False
    if isinstance(a, dict):
        pairs = zip(a.items(), b.items())  # side by side: a key that is nan cannot be looked up
        return len(a) == len(b) and all(same(x, y) for pair in pairs for x, y in zip(*pair))
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b))
    return repr(a) == repr(b)


# ---- there and back ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 0, 3), (2, 3, 4)], ids=str)
def test_tensor_of_every_dtype_comes_back(dtype, shape):
    values = np.random.default_rng(0).integers(0, 2, shape).astype(dtype)
    tensor = torch.from_numpy(np.asarray(values))
    assert same(tensor, there_and_back(tensor))


def test_view_is_saved_as_what_it_shows():
    matrix = torch.arange(12).reshape(3, 4)
    for view in (matrix.t(), matrix[:, 1], matrix[1], matrix[::2, ::3], matrix[0, 0].expand(2, 3)):
        file = io.BytesIO()
        save(view, file)
        assert same(view, load(io.BytesIO(file.getvalue())))
        assert len(file.getvalue()) < 400


def test_checkpoint_comes_back_with_its_types_keys_and_order():
    checkpoint = {
        "epoch": 3,
        "model": OrderedDict([("0.weight", torch.ones(2, 3)), ("0.bias", torch.zeros(2))]),
        "optimizer": {
            "state": {0: {"step": torch.tensor(5.0), "momentum_buffer": None}, 1: {}},
            "param_groups": [{"lr": 0.1, "betas": (0.9, 0.999), "nesterov": False, "params": [0, 1]}],
        },
        "best": float("inf"),
        "history": [0.1, float("nan"), -0.0, 1e-300, 2**80],
        "note": 'a "quoted" note\n日本語',
        (1, "two"): torch.Size([2, 3]),
        None: (),
        1.5: [],
        True: {"": torch.tensor([1.0])},
    }
    back = there_and_back(checkpoint)
    assert same(checkpoint, back)
    assert isinstance(back["optimizer"]["state"][0]["step"], torch.Tensor)


@pytest.mark.parametrize(
    "obj",
    [None, True, 3, -0.0, "text", [], {}, (), [[], {}], {"a": {}}, OrderedDict(), {"a": 1}],
    ids=repr,
)
def test_values_without_any_tensor_come_back(obj):
    assert same(obj, there_and_back(obj))


def test_names_that_collide_stay_apart():
    obj = {
        "a.b": torch.tensor(1.0),
        "a": {"b": torch.tensor(2.0), "b#2": torch.tensor(3.0)},
        1: torch.tensor(4.0),
        "1": torch.tensor(5.0),
        "__metadata__": torch.tensor(6.0),
        "": torch.tensor(7.0),
    }
    assert same(obj, there_and_back(obj))


def test_shared_memory_comes_back_as_independent_tensors():
    weight = torch.ones(3)
    back = there_and_back({"a": weight, "b": weight, "c": weight[1:]})
    back["a"].zero_()
    assert back["b"].tolist() == [1.0, 1.0, 1.0]
    assert back["c"].tolist() == [1.0, 1.0]


def test_loaded_tensors_can_be_written_and_need_no_gradient():
    back = there_and_back([torch.ones(2, requires_grad=True) * 2, torch.nn.Parameter(torch.ones(1))])
    assert [type(tensor) for tensor in back] == [torch.Tensor, torch.Tensor]
    assert [tensor.requires_grad for tensor in back] == [False, False]
    assert back[0].grad_fn is None
    back[0].add_(1)
    assert back[0].tolist() == [3.0, 3.0]


def test_model_and_optimizer_go_on_where_they_were_saved(tmp_path):
    def made():
        torch.manual_seed(0)
        net = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Tanh(), torch.nn.Linear(4, 1))
        return net, torch.optim.Adam(net.parameters(), lr=0.1)

    def step(net, optimizer):
        loss = net(torch.ones(2, 3)).square().sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.item()

    net, optimizer = made()
    for _ in range(3):
        step(net, optimizer)
    path = tmp_path / "checkpoint.safetensors"
    save({"epoch": 3, "model": net.state_dict(), "optimizer": optimizer.state_dict()}, path)
    expected = [step(net, optimizer) for _ in range(3)]

    net, optimizer = made()
    checkpoint = load(path)
    net.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    assert [step(net, optimizer) for _ in range(3)] == expected
    assert checkpoint["epoch"] == 3


tensors = st.builds(
    lambda shape, dtype, seed: torch.from_numpy(
        np.asarray(np.random.default_rng(seed).integers(0, 2, shape).astype(dtype))
    ),
    st.lists(st.integers(0, 3), max_size=3).map(tuple),
    st.sampled_from(DTYPES),
    st.integers(0, 9),
)
plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=["Cs"]))
keys = plain | st.tuples(plain, plain)
trees = st.recursive(
    plain | tensors,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(keys, inner, max_size=3)
        | st.dictionaries(keys, inner, max_size=3).map(OrderedDict)
    ),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(trees)
def test_any_tree_comes_back(tree):
    assert same(tree, there_and_back(tree))


# ---- PyTorch and the format --------------------------------------------------------------------------------------


def small_state_dict(library):
    return OrderedDict(
        [
            ("z.weight", library.tensor([[1.0, 2.0], [3.0, 4.0]])),
            ("a.bias", library.tensor([0.5, -0.5], dtype=library.float64)),
            ("steps", library.tensor(7)),
            ("none", library.zeros(0, 3)),
            ("mask", library.tensor([True, False])),
            ("half", library.tensor([1.5], dtype=library.float16)),
        ]
    )


@needs_pytorch
def test_pytorch_reads_our_state_dict(tmp_path):
    from safetensors.torch import load_file

    path = tmp_path / "ours.safetensors"
    save(small_state_dict(torch), path)
    back = load_file(path)
    expected = small_state_dict(pytorch)
    assert set(back) == set(expected)
    for name, tensor in expected.items():
        assert back[name].dtype is tensor.dtype and back[name].shape == tensor.shape
        assert pytorch.equal(back[name], tensor)


@needs_pytorch
def test_we_read_pytorchs_state_dict(tmp_path):
    from safetensors.torch import save_file

    path = tmp_path / "theirs.safetensors"
    save_file(small_state_dict(pytorch), path, metadata={"made by": "a test"})
    back = load(path)
    expected = small_state_dict(torch)
    assert type(back) is dict and set(back) == set(expected)
    assert all(same(expected[name], back[name]) for name in expected)


@needs_pytorch
def test_trained_network_moves_to_pytorch_and_back(tmp_path):
    from safetensors.torch import load_file, save_file

    def net(library):
        nn = library.nn
        return nn.Sequential(nn.Linear(4, 3), nn.BatchNorm1d(3), nn.ReLU(), nn.Linear(3, 2)).eval()

    ours, theirs, back = net(torch), net(pytorch), net(torch)
    save(ours.state_dict(), tmp_path / "a.safetensors")
    theirs.load_state_dict(load_file(tmp_path / "a.safetensors"))
    save_file(theirs.state_dict(), tmp_path / "b.safetensors")
    back.load_state_dict(load(tmp_path / "b.safetensors"))
    x = np.random.default_rng(0).random((5, 4), dtype=np.float32)
    np.testing.assert_allclose(ours(torch.tensor(x)).detach().numpy(), theirs(pytorch.tensor(x)).detach().numpy(), 1e-5)
    assert all(same(a, b) for a, b in zip(ours.state_dict().values(), back.state_dict().values()))


def test_file_is_plain_safetensors_with_the_state_dicts_names(tmp_path):
    from safetensors import safe_open

    save(small_state_dict(torch), tmp_path / "file")
    with safe_open(tmp_path / "file", "np") as file:
        assert set(file.keys()) == set(small_state_dict(torch))
        assert file.metadata()["format"] == "pt"
        assert file.get_tensor("steps") == 7


def test_names_in_a_nested_file_are_its_paths(tmp_path):
    from safetensors import safe_open

    save({"model": {"0.weight": torch.ones(2)}, "list": [1, torch.ones(1)]}, tmp_path / "file")
    with safe_open(tmp_path / "file", "np") as file:
        assert set(file.keys()) == {"model.0.weight", "list.1"}


def test_every_tensor_lies_at_a_multiple_of_its_size():
    file = io.BytesIO()
    save([torch.ones(3, dtype=getattr(torch, name)) for name in reversed(DTYPES)], file)
    content = file.getvalue()
    start = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:start])
    sizes = {"F64": 8, "I64": 8, "F32": 4, "I32": 4, "F16": 2, "I16": 2, "I8": 1, "U8": 1, "BOOL": 1}
    places = [(start + entry["data_offsets"][0], sizes[entry["dtype"]]) for entry in list(header.values())[1:]]
    assert len(places) == 9 and all(place % size == 0 for place, size in places)


def test_saving_twice_gives_the_same_bytes():
    first, second = io.BytesIO(), io.BytesIO()
    save(small_state_dict(torch), first)
    save(small_state_dict(torch), second)
    assert first.getvalue() == second.getvalue()


def test_unknown_dtype_names_the_tensor(tmp_path):
    header = json.dumps({"w": {"dtype": "BF16", "shape": [1], "data_offsets": [0, 2]}}).encode()
    with pytest.raises(NotImplementedError, match="'w' has dtype BF16"):
        load(io.BytesIO(len(header).to_bytes(8, "little") + header + bytes(2)))


# ---- paths and file objects --------------------------------------------------------------------------------------


def test_path_string_and_file_object_hold_the_same_bytes(tmp_path):
    obj = {"a": torch.ones(2), "b": 1}
    save(obj, tmp_path / "path")
    save(obj, str(tmp_path / "string"))
    with open(tmp_path / "object", "wb") as file:
        save(obj, file)
    contents = {path.read_bytes() for path in tmp_path.iterdir()}
    assert len(contents) == 1
    assert same(obj, load(str(tmp_path / "object")))
    with open(tmp_path / "path", "rb") as file:
        assert same(obj, load(file))


def test_map_location_takes_devices_only():
    file = io.BytesIO()
    save(torch.ones(2), file)
    for device in ("cpu", torch.device("cpu")):
        file.seek(0)
        assert load(file, map_location=device).tolist() == [1.0, 1.0]
    for other in (lambda storage, place: storage, {"cuda": "cpu"}):
        with pytest.raises(NotImplementedError, match="map_location"):
            load(io.BytesIO(file.getvalue()), other)


def test_neither_path_nor_file_is_refused():
    with pytest.raises(AttributeError, match="expected 'f' to be string, path, or a file-like object with a 'write'"):
        save("weights.safetensors", {"a": torch.ones(1)})
    with pytest.raises(AttributeError, match="'int' object has no attribute 'read'"):
        load(5)
    with pytest.raises(TypeError, match="binary mode"):
        load(io.StringIO("text"))


# ---- a failed save leaves what was there -------------------------------------------------------------------------

REFUSED = [
    (lambda x: x, "cannot save obj: it is a builtins.function"),
    ({"a": {"b": [1, abs]}}, r"cannot save obj\['a'\]\['b'\]\[1\]: it is a builtins.builtin_function"),
    ({"net": torch.nn.Linear(1, 1)}, r"cannot save obj\['net'\]: .*Linear\n.*state_dict"),
    ([np.zeros(3)], r"cannot save obj\[0\]: it is a numpy.ndarray\n.*from_numpy"),
    ([np.float64(3)], r"cannot save obj\[0\]: it is a numpy.float64\n.*item"),
    ({1: {2, 3}}, r"cannot save obj\[1\]: it is a builtins.set"),
    ([b"bytes"], r"cannot save obj\[0\]: it is a builtins.bytes"),
    ([1j], r"cannot save obj\[0\]: it is a builtins.complex"),
    ([defaultdict(int)], r"cannot save obj\[0\]: it is a collections.defaultdict"),
    ({torch.ones(1): 1}, "its key is a Tensor"),
    ({(1, frozenset()): 1}, "its key is a frozenset"),
]


@pytest.mark.parametrize(("obj", "text"), REFUSED, ids=[text for _, text in REFUSED])
def test_what_cannot_be_saved_is_named_by_its_place_and_the_old_file_stays(tmp_path, obj, text):
    path = tmp_path / "file"
    path.write_text("old")
    with pytest.raises(TypeError, match=text):
        save(obj, path)
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["file"]


def test_container_in_itself_is_refused():
    circle = []
    circle.append(circle)
    with pytest.raises(ValueError, match="does it contain itself"):
        save(circle, io.BytesIO())


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_save_that_fails_on_the_disk_leaves_the_old_file_and_no_other(tmp_path, monkeypatch, step):
    def fail(*args):
        raise OSError(28, "No space left on device")

    path = tmp_path / "file"
    save(torch.zeros(1), path)
    monkeypatch.setattr(serialization.os, step, fail)
    with pytest.raises(OSError, match="No space left"):
        save(torch.ones(1), path)
    assert load(path).tolist() == [0.0]
    assert os.listdir(tmp_path) == ["file"]


@pytest.mark.skipif(os.name == "nt", reason="permissions and links are others on Windows")
def test_saving_again_replaces_the_file_and_keeps_its_permissions_and_links(tmp_path):
    path, link = tmp_path / "file", tmp_path / "link"
    save(torch.zeros(1), path)
    path.chmod(0o640)
    link.symlink_to(path)
    save(torch.ones(1), link)
    assert link.is_symlink()
    assert load(path).tolist() == [1.0]
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_missing_folder_is_pytorchs_error(tmp_path):
    with pytest.raises(RuntimeError, match=r"^Parent directory .*nowhere does not exist\.\nmake it with"):
        save(torch.ones(1), tmp_path / "nowhere" / "file")
    with pytest.raises(OSError):  # IsADirectoryError; Windows has another one
        save(torch.ones(1), tmp_path)


# ---- what load refuses -------------------------------------------------------------------------------------------


class Bomb:
    """Unpickling it would set a flag."""

    exploded = False

    def __reduce__(self):
        return (setattr, (Bomb, "exploded", True))


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_pickle_is_refused_with_the_way_to_convert_it_and_never_run(tmp_path, protocol):
    path = tmp_path / "model.pt"
    path.write_bytes(pickle.dumps(Bomb(), protocol))
    for weights_only in (True, False):
        with pytest.raises(RuntimeError, match=r"model\.pt is a pickle.*\n.*safetensors\.torch\.save_file"):
            load(path, weights_only=weights_only)
    assert not Bomb.exploded


def test_zip_archive_is_refused_with_the_way_to_convert_it(tmp_path):
    path = tmp_path / "model.pt"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps(Bomb()))
    with pytest.raises(RuntimeError, match=r"zip archive, as torch\.save writes it.*\n.*safetensors\.torch\.save_file"):
        load(path)
    assert not Bomb.exploded


@needs_pytorch
@pytest.mark.parametrize("zipped", [True, False])
def test_pytorchs_own_files_are_refused(tmp_path, zipped):
    path = tmp_path / "model.pt"
    pytorch.save({"a": pytorch.ones(1)}, path, _use_new_zipfile_serialization=zipped)
    with pytest.raises(RuntimeError, match="only safetensors files are read here"):
        load(path)


@needs_pytorch
def test_the_advised_conversion_works(tmp_path):
    import safetensors.torch

    net, path = pytorch.nn.Linear(2, 1), tmp_path / "model.pt"
    pytorch.save(net.state_dict(), path)
    safetensors.torch.save_file(pytorch.load(path, weights_only=True), tmp_path / "model.safetensors")
    ours = torch.nn.Linear(2, 1)
    ours.load_state_dict(load(tmp_path / "model.safetensors"))
    assert ours.weight.tolist() == net.weight.tolist()


def whole_file():
    file = io.BytesIO()
    save({"a": torch.arange(10), "b": [torch.ones(2, 2), 1]}, file)
    return file.getvalue()


def test_file_cut_off_anywhere_is_refused():
    content = whole_file()
    for length in range(1, len(content)):
        with pytest.raises(RuntimeError, match="damaged or cut off|is not a safetensors file"):
            load(io.BytesIO(content[:length]))


def test_file_with_bytes_added_is_refused():
    with pytest.raises(RuntimeError, match="damaged or cut off"):
        load(io.BytesIO(whole_file() + b"\x00"))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_corrupt_header_is_refused_or_harmless_but_never_another_error(data):
    content = bytearray(whole_file())
    end = 8 + int.from_bytes(content[:8], "little")
    content[data.draw(st.integers(0, end - 1))] = data.draw(st.integers(0, 255))
    try:
        load(io.BytesIO(content))
    except (RuntimeError, NotImplementedError):
        pass


def test_empty_file_says_what_may_have_happened():
    file = io.BytesIO()
    save(torch.ones(1), file)
    with pytest.raises(EOFError, match=r"empty\n.*seek\(0\)"):
        load(file)  # at its end


def test_other_bytes_are_not_a_safetensors_file(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("These are not the tensors that you are looking for.")
    with pytest.raises(RuntimeError, match=r"notes\.txt is not a safetensors file.*\nit begins with"):
        load(path)


def test_structure_that_does_not_fit_its_tensors_is_refused():
    from safetensors.numpy import save as to_bytes

    for structure in ('{"tensor": "b"}', '{"dict": [["a"]]}', '{"set": []}', "{", '{"list": [{}]}', "[" * 5000):
        content = to_bytes({"a": np.ones(1)}, metadata={"autograd_lib": structure})
        with pytest.raises(RuntimeError, match="do not fit together"):
            load(io.BytesIO(content))


def test_missing_file_is_the_usual_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        load(Path(tmp_path / "nowhere"))

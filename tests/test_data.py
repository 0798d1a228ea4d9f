"""Data sets, samplers, batches and loaders give what PyTorch's give, in PyTorch's order for the same seed."""

import importlib.util
import json
import re
import warnings
from collections import OrderedDict, UserDict, namedtuple
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import autograd_lib as torch

try:
    import torch as pytorch
except ImportError:
    pytorch = None
needs_pytorch = pytest.mark.skipif(pytorch is None, reason="PyTorch is not installed")

GOLDENS = Path(__file__).with_name("goldens")
STORED = json.loads((GOLDENS / "data.json").read_text(encoding="utf-8"))
spec = importlib.util.spec_from_file_location("make_data", GOLDENS / "make_data.py")
make_data = importlib.util.module_from_spec(spec)
spec.loader.exec_module(make_data)

data = torch.utils.data
DataLoader, TensorDataset, Subset = data.DataLoader, data.TensorDataset, data.Subset
Pair = namedtuple("Pair", "x y")


def rows(size: int = 10, lib: Any = torch) -> Any:
    return lib.utils.data.TensorDataset(lib.arange(2.0 * size).reshape(size, 2), lib.arange(size))


# --- the order -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", make_data.LOADERS)
def test_batches_and_the_numbers_drawn_after_them_are_pytorchs(source):
    assert [make_data.epochs(torch, source, seed) for seed in make_data.SEEDS] == STORED["epochs"][source]


@pytest.mark.parametrize("source", make_data.SPLITS)
def test_splits_are_pytorchs(source):
    assert [make_data.split(torch, source, seed) for seed in make_data.SEEDS] == STORED["split"][source]


@needs_pytorch
def test_goldens_are_what_pytorch_gives_today():
    assert json.loads(json.dumps(make_data.goldens(pytorch))) == STORED


@needs_pytorch
@pytest.mark.parametrize("size", [1, 31, 32, 33, 1000])
@pytest.mark.parametrize("drop_last", [False, True])
def test_a_shuffled_epoch_of_any_size_is_pytorchs(size, drop_last):
    def seen(lib):
        lib.manual_seed(size)
        loader = lib.utils.data.DataLoader(rows(size, lib), batch_size=16, shuffle=True, drop_last=drop_last)
        order = [[index for _, batch in loader for index in batch.tolist()] for _ in range(2)]
        return order, lib.rand(3).tolist(), len(loader)

    assert seen(torch) == seen(pytorch)


def test_workers_change_neither_batches_nor_order_and_draw_one_seed_when_persistent():
    def seen(**options):
        torch.manual_seed(5)
        dataset = TensorDataset(torch.arange(10.0))
        loader = DataLoader(dataset, batch_size=4, shuffle=True, **options)
        return [
            ([int(number) for (batch,) in loader for number in batch], torch.randint(0, 99, (1,)).item())[0]
            for _ in range(3)
        ]

    # What PyTorch 2.13 gives with two worker processes.
    persistent = [[8, 3, 0, 5, 9, 1, 6, 2, 4, 7], [1, 0, 4, 8, 5, 2, 6, 9, 3, 7], [4, 6, 1, 0, 8, 9, 5, 3, 2, 7]]
    anew = [[8, 3, 0, 5, 9, 1, 6, 2, 4, 7], [9, 5, 3, 1, 7, 0, 6, 2, 8, 4], [5, 4, 7, 1, 0, 9, 6, 8, 2, 3]]
    assert seen() == seen(num_workers=2) == seen(num_workers=2, prefetch_factor=4, timeout=3) == anew
    assert seen(num_workers=2, persistent_workers=True) == persistent


def test_each_epoch_has_every_sample_once_in_a_new_order():
    loader = DataLoader(rows(100), batch_size=7, shuffle=True)
    orders = [[index for _, batch in loader for index in batch.tolist()] for _ in range(3)]
    assert all(sorted(order) == list(range(100)) for order in orders)
    assert orders[0] != orders[1] != orders[2] != list(range(100))


# --- whole batches at once -------------------------------------------------------------------------------------------


class OneByOne(data.Dataset):
    """The same samples, but nothing that could be fetched at once."""

    def __init__(self, dataset):
        self.dataset = dataset

    def __getitem__(self, index):
        return self.dataset[index]

    def __len__(self):
        return len(self.dataset)


def tensors_of_all_kinds():
    random = np.random.RandomState(0)
    return TensorDataset(
        torch.from_numpy(random.normal(size=(20, 3, 2)).astype("float32")),
        torch.from_numpy(np.asfortranarray(random.normal(size=(20, 4)))),
        torch.from_numpy(random.randint(0, 9, size=40)[::2]),
        torch.from_numpy(random.randint(0, 9, size=(20, 1)).astype("uint8")),
        torch.from_numpy(random.normal(size=20) > 0),
        torch.from_numpy(np.zeros((20, 0), dtype="float32")),
    )


@pytest.mark.parametrize(
    "choose",
    [
        lambda dataset: dataset,
        lambda dataset: Subset(dataset, [3, 1, 4, 1, 5, 9, 2, 6]),
        lambda dataset: Subset(dataset, range(19, 0, -3)),
        lambda dataset: Subset(dataset, np.array([7, 7, -1])),
        lambda dataset: Subset(Subset(dataset, [5, 6, 7, 8]), [3, 0]),
        lambda dataset: data.random_split(dataset, [0.5, 0.5])[1],
    ],
)
@pytest.mark.parametrize("options", [{}, {"batch_size": 3}, {"batch_size": 3, "shuffle": True}, {"batch_size": 64}])
def test_rows_fetched_at_once_are_those_fetched_one_by_one(choose, options):
    chosen = choose(tensors_of_all_kinds())
    for batch, expected in zip(*(epoch(dataset, options) for dataset in (chosen, OneByOne(chosen))), strict=True):
        assert type(batch) is type(expected) is list
        for one, two in zip(batch, expected, strict=True):
            assert one.dtype == two.dtype and one.shape == two.shape
            assert one.tolist() == two.tolist()
            assert one.is_contiguous() and not one.requires_grad


def epoch(dataset, options):
    torch.manual_seed(1)
    return list(DataLoader(dataset, **options))


def test_a_plain_tensor_dataset_is_indexed_once_a_batch():
    calls = []

    class Counted(TensorDataset):
        def __getitem__(self, index):
            calls.append(index)
            return super().__getitem__(index)

    x = torch.arange(10)
    assert len(list(DataLoader(Counted(x), batch_size=5))) == 2
    assert calls == list(range(10))  # a subclass may do anything in __getitem__: each sample is asked for
    original, calls[:] = TensorDataset.__getitem__, []
    TensorDataset.__getitem__ = lambda self, index: calls.append(index)
    try:
        assert [batch.tolist() for (batch,) in DataLoader(TensorDataset(x), batch_size=5)] == [
            [0, 1, 2, 3, 4],
            [5, 6, 7, 8, 9],
        ]
    finally:
        TensorDataset.__getitem__ = original
    assert calls == []


def test_a_batch_shares_no_memory_with_the_data_set():
    x = torch.zeros(4, 2)
    for loader in (
        DataLoader(TensorDataset(x), batch_size=4),
        DataLoader(Subset(TensorDataset(x), [0, 1]), batch_size=2),
    ):
        for (batch,) in loader:
            batch.fill_(7.0)
    assert x.sum().item() == 0


def test_gradients_flow_through_a_batch_to_a_tensor_that_requires_them():
    x = torch.ones(4, 2, requires_grad=True)
    (batch,) = next(iter(DataLoader(TensorDataset(x), batch_size=3)))
    batch.sum().backward()
    assert x.grad.tolist() == [[1, 1], [1, 1], [1, 1], [0, 0]]


def test_a_data_set_that_fetches_many_at_once_is_asked_once_a_batch():
    class Squares(data.Dataset):
        asked = []

        def __getitems__(self, indices):
            self.asked.append(indices)
            return [index**2 for index in indices]

        def __len__(self):
            return 5

    assert [batch.tolist() for batch in DataLoader(Squares(), batch_size=2)] == [[0, 1], [4, 9], [16]]
    assert Squares.asked == [[0, 1], [2, 3], [4]]
    assert [batch.tolist() for batch in DataLoader(Subset(Squares(), [4, 3]), batch_size=2)] == [[16, 9]]


# --- loaders ---------------------------------------------------------------------------------------------------------


def test_the_length_of_a_loader_is_its_number_of_batches():
    assert len(DataLoader(rows(), batch_size=3)) == 4
    assert len(DataLoader(rows(), batch_size=3, drop_last=True)) == 3
    assert len(DataLoader(rows(), batch_size=5)) == 2
    assert len(DataLoader(rows(), batch_size=None)) == 10
    assert len(DataLoader(rows(), batch_sampler=[[1], [2, 3]])) == 2
    assert len(DataLoader(rows(), sampler=[1, 2, 3], batch_size=2)) == 2


def test_two_epochs_can_run_side_by_side():
    loader = DataLoader(rows(4), batch_size=2, shuffle=True)
    pairs = [(one[1].tolist(), two[1].tolist()) for one, two in zip(loader, loader)]
    assert sorted(sum((one for one, _ in pairs), [])) == sorted(sum((two for _, two in pairs), [])) == [0, 1, 2, 3]


def test_an_error_in_a_sample_reaches_the_caller_and_the_epoch_goes_on():
    class Broken(data.Dataset):
        def __getitem__(self, index):
            if index == 1:
                raise KeyError("sample 1")
            return index

        def __len__(self):
            return 3

    batches = iter(DataLoader(Broken()))
    assert next(batches).tolist() == [0]
    with pytest.raises(KeyError, match="sample 1"):
        next(batches)
    assert next(batches).tolist() == [2]


def test_collate_fn_makes_the_batch():
    loader = DataLoader(range(5), batch_size=2, collate_fn=lambda samples: sum(samples))
    assert list(loader) == [1, 5, 4]
    loader.collate_fn = max
    assert list(loader) == [1, 3, 4]
    assert list(DataLoader(range(3), batch_size=None)) == [0, 1, 2]
    sample = next(iter(DataLoader([np.zeros(2, "float32")], batch_size=None)))
    assert isinstance(sample, torch.Tensor) and sample.dtype == torch.float32


def test_pinned_memory_is_warned_about_as_in_pytorch():
    with pytest.warns(UserWarning, match="no accelerator is found"):
        list(DataLoader(rows(), pin_memory=True))


def test_worker_information_is_none():
    assert data.get_worker_info() is None
    assert len(list(DataLoader(rows(), num_workers=3, worker_init_fn=lambda worker: 1 / 0))) == 10


# --- data sets -------------------------------------------------------------------------------------------------------


def test_a_tensor_dataset_gives_rows():
    dataset = rows()
    x, y = dataset[3]
    assert x.tolist() == [6, 7] and y.item() == 3 and len(dataset) == 10
    assert dataset[-1][1].item() == 9
    assert dataset[2:4][1].tolist() == dataset[[2, 3]][1].tolist() == [2, 3]


def test_data_sets_can_be_joined():
    joined = rows(3) + rows(2)
    assert isinstance(joined, data.ConcatDataset) and len(joined) == 5 and joined.cumulative_sizes == [3, 5]
    assert [joined[i][1].item() for i in (0, 2, 3, 4, -1, -5)] == [0, 2, 0, 1, 1, 0]

    class Stream(data.IterableDataset):
        def __iter__(self):
            return iter("ab")

        def __len__(self):
            return 2

    chained = Stream() + Stream()
    assert list(chained) == ["a", "b", "a", "b"] and len(chained) == 4
    assert len(DataLoader(Stream(), batch_size=3)) == 1
    assert len(DataLoader(Stream(), batch_size=3, drop_last=True)) == 0
    assert len(DataLoader(Stream(), batch_size=None)) == 2
    with pytest.raises(AssertionError, match="ChainDataset only supports IterableDataset"):
        list(Stream() + rows())


def test_a_subset_looks_up_its_indices():
    subset = Subset(rows(), [5, 6, 7])
    assert len(subset) == 3 and subset[1][1].item() == 6 and subset[[0, 2]][1].tolist() == [5, 7]
    with pytest.raises(IndexError):
        subset[3]


def test_a_split_has_every_sample_once():
    parts = data.random_split(range(11), [0.8, 0.2], generator=torch.Generator().manual_seed(0))
    assert [len(part) for part in parts] == [9, 2]
    assert sorted(index for part in parts for index in part) == list(range(11))
    with pytest.warns(UserWarning, match="Length of split at index 1 is 0"):
        data.random_split(range(1), [0.9, 0.1])


def test_data_sets_and_samplers_take_a_type_in_brackets():
    class Words(data.Dataset[str]):
        def __getitem__(self, index):
            return "abc"[index]

        def __len__(self):
            return 3

    class Backwards(data.Sampler[int]):
        def __iter__(self):
            return iter([2, 1, 0])

    assert list(DataLoader(Words(), batch_size=2, sampler=Backwards())) == [["c", "b"], ["a"]]


# --- collating -------------------------------------------------------------------------------------------------------

BATCHES = (
    "[1, 2]",
    "[1.0, 2]",
    "[1, 2.5]",
    "[True, False]",
    "['a', 'b']",
    "[b'a']",
    "[{'a': 1, 'b': 2.0}, {'a': 3, 'b': 4}]",
    "[Pair(1, 2.0), Pair(3, 4.0)]",
    "[(1, 2), (3, 4)]",
    "[[1, 2], [3, 4]]",
    "[[1, 2], (3, 4)]",
    "((1, 2), (3, 4))",
    "[(1, 'a'), (2, 'b')]",
    "[np.float32(1), np.float32(2)]",
    "[np.float32(1), np.float64(2)]",
    "[np.float64(1)]",
    "[np.int32(1)]",
    "[np.bool_(True)]",
    "[np.str_('a')]",
    "[np.zeros(2, np.float32), np.ones(2, np.float32)]",
    "[np.array(3)]",
    "[torch.zeros(2), torch.ones(2)]",
    "[torch.tensor(1), torch.tensor(2)]",
    "[torch.zeros(2), torch.zeros(2, dtype=torch.int64)]",
    "[[torch.zeros(2)], [torch.ones(2)]]",
    "[OrderedDict(a=1)]",
    "[UserDict(a=1)]",
    "[range(3), range(3)]",
    "[[], []]",
    "[()]",
    "[{'x': (torch.zeros(1), [1, 2.0])}] * 2",
)
REFUSED = (
    "[None]",
    "[object]",
    "[{1, 2}]",
    "[1j]",
    "[]",
    "[(1, 2), (3,)]",
    "[{'a': 1}, {'b': 1}]",
    "[np.array('a')]",
    "[np.array(['a'])]",
    "[np.zeros(2), np.zeros(3)]",
    "[torch.zeros(2), torch.zeros(3)]",
)
SINGLES = (
    "1",
    "'s'",
    "np.zeros(2)",
    "np.array('a')",
    "np.float32(3)",
    "np.str_('a')",
    "(1, np.zeros(1))",
    "[1, np.zeros(1)]",
    "{'a': np.zeros(1)}",
    "Pair(np.zeros(1), 1)",
    "range(2)",
    "torch.zeros(1)",
)


def described(value: Any) -> Any:
    """Types and contents, tensors as (dtype, shape, numbers): the same for both libraries."""
    if type(value).__name__ == "Tensor":
        return ("Tensor", str(value.dtype), list(value.shape), value.tolist())
    if hasattr(value, "keys"):
        return (type(value).__name__, [(key, described(value[key])) for key in value])
    if isinstance(value, (list, tuple)):
        return (type(value).__name__, [described(entry) for entry in value])
    return (type(value).__name__, str(value))


def evaluated(source: str, lib: Any, function: str) -> Any:
    names = {"torch": lib, "np": np, "Pair": Pair, "OrderedDict": OrderedDict, "UserDict": UserDict}
    return getattr(lib.utils.data, function)(eval(source, names))


@needs_pytorch
@pytest.mark.parametrize("source", BATCHES)
def test_samples_of_any_kind_are_collated_as_in_pytorch(source):
    assert described(evaluated(source, torch, "default_collate")) == described(
        evaluated(source, pytorch, "default_collate")
    )


@needs_pytorch
@pytest.mark.parametrize("source", SINGLES)
def test_single_samples_are_converted_as_in_pytorch(source):
    assert described(evaluated(source, torch, "default_convert")) == described(
        evaluated(source, pytorch, "default_convert")
    )


@needs_pytorch
@pytest.mark.parametrize("source", REFUSED)
def test_samples_that_make_no_batch_are_refused_as_in_pytorch(source):
    texts = []
    for lib in (torch, pytorch):
        with pytest.raises(Exception) as caught:
            evaluated(source, lib, "default_collate")
        texts.append((caught.type.__name__, str(caught.value).split("\n")[0]))
    assert texts[0] == texts[1]


def test_a_batch_has_one_dimension_more():
    batch = data.default_collate(
        [{"x": torch.zeros(2, 3), "name": "a", "y": 1.5}, {"x": torch.ones(2, 3), "name": "b", "y": 2}]
    )
    assert batch["x"].shape == (2, 2, 3) and batch["name"] == ["a", "b"]
    assert batch["y"].dtype == torch.float64 and batch["y"].tolist() == [1.5, 2]
    assert data.default_collate([1, 2]).dtype == torch.int64
    with pytest.raises(RuntimeError, match="each element in list of batch should be of equal size"):
        data.default_collate([(1, 2), (3,)])
    with pytest.raises(TypeError, match=re.escape("numbers, dicts or lists; found <class 'NoneType'>")):
        data.default_collate([None])


# --- misuse ----------------------------------------------------------------------------------------------------------

MISUSES = (
    "DataLoader(rows, batch_size=0)",
    "DataLoader(rows, batch_size=-1)",
    "DataLoader(rows, batch_size=2.5)",
    "DataLoader(rows, batch_size=True)",
    "DataLoader(rows, shuffle=True, sampler=[1])",
    "DataLoader(rows, batch_sampler=[[1]], batch_size=2)",
    "DataLoader(rows, batch_sampler=[[1]], shuffle=True)",
    "DataLoader(rows, batch_sampler=[[1]], drop_last=True)",
    "DataLoader(rows, batch_size=None, drop_last=True)",
    "DataLoader(rows, num_workers=-1)",
    "DataLoader(rows, timeout=-1)",
    "iter(DataLoader(rows, timeout=1))",
    "DataLoader(rows, prefetch_factor=2)",
    "DataLoader(rows, prefetch_factor=-2, num_workers=1)",
    "DataLoader(rows, persistent_workers=True)",
    "DataLoader(rows, multiprocessing_context='fork')",
    "DataLoader(rows, drop_last=3)",
    "DataLoader([], shuffle=True)",
    "len(DataLoader(3))",
    "list(DataLoader(3))",
    "DataLoader(Stream(), shuffle=True)",
    "DataLoader(Stream(), sampler=[1])",
    "DataLoader(Stream(), batch_sampler=[[1]])",
    "len(DataLoader(Stream()))",
    "list(DataLoader(rows, sampler=[50]))",
    "list(DataLoader(rows, sampler=[-11]))",
    "list(DataLoader(data.Subset(rows, [50])))",
    "list(DataLoader(data.Subset(rows, [1]), sampler=[1]))",
    "list(DataLoader(data.Subset(data.Subset(rows, [1]), [1])))",
    "list(DataLoader(rows, batch_sampler=[[]]))",
    "list(DataLoader(rows, batch_sampler=[3]))",
    "list(DataLoader(rows, sampler=[True, 2], batch_size=2))",
    "setattr(DataLoader(rows), 'batch_size', 3)",
    "setattr(DataLoader(rows), 'dataset', rows)",
    "data.TensorDataset(torch.zeros(3), torch.zeros(4))",
    "data.TensorDataset(torch.zeros(3), [1, 2, 3])",
    "rows[10]",
    "data.Dataset()[0]",
    "len(data.Dataset())",
    "data.IterableDataset()",
    "data.ConcatDataset([])",
    "data.ConcatDataset([Stream()])",
    "(rows + rows)[20]",
    "(rows + rows)[-21]",
    "data.random_split(rows, [3, 6])",
    "data.random_split(rows, [0.5, 0.6])",
    "data.random_split(rows, [0.5, 0.4])",
    "data.random_split(rows, [-0.5, 1.5])",
    "data.random_split(rows, 3)",
    "data.RandomSampler(rows, replacement=3)",
    "data.RandomSampler(rows, num_samples=0)",
    "data.RandomSampler(rows, num_samples=2.5)",
    "data.RandomSampler(3)",
    "list(data.Sampler())",
    "len(data.Sampler())",
    "data.BatchSampler(range(7), 0, False)",
    "data.BatchSampler(range(7), 3, 1)",
    "Careless(rows, [1])",
)


def raised(lib: Any, source: str) -> tuple[str, str]:
    words = make_data.words(lib)
    words["rows"] = rows(10, lib)

    class Careless(lib.utils.data.Subset):
        def __getitem__(self, index):
            return 3

    with pytest.raises(Exception) as caught:
        eval(source, {**words, "Careless": Careless})
    return caught.type.__name__, re.sub(r" object at 0x\w+", "", str(caught.value))


@needs_pytorch
@pytest.mark.parametrize("source", MISUSES)
def test_a_misuse_raises_pytorchs_error_and_a_line_that_helps(source):
    kind, text = raised(torch, source)
    their_kind, their_text = raised(pytorch, source)
    assert kind == their_kind
    if their_text:
        assert text.split("\n")[0] == their_text.split("\n")[0]


@pytest.mark.parametrize(
    ("source", "kind", "first_line"),
    [
        (
            "DataLoader(rows, batch_size=0)",
            "ValueError",
            "batch_size should be a positive integer value, but got batch_size=0",
        ),
        (
            "DataLoader(rows, shuffle=True, sampler=[1])",
            "ValueError",
            "sampler option is mutually exclusive with shuffle",
        ),
        ("data.TensorDataset(torch.zeros(3), torch.zeros(4))", "AssertionError", "Size mismatch between tensors"),
        (
            "data.random_split(rows, [3, 6])",
            "ValueError",
            "Sum of input lengths does not equal the length of the input dataset!",
        ),
    ],
)
def test_common_misuses_raise_what_pytorch_raises(source, kind, first_line):
    found, text = raised(torch, source)
    assert found == kind
    assert text.split("\n")[0] == first_line
    assert len(text.split("\n")) == 2


def test_an_epoch_raises_no_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        list(DataLoader(rows(), batch_size=3, shuffle=True))


def test_workers_that_there_are_not_are_named_once():
    with pytest.warns(UserWarning, match=r"num_workers=7.*loads in the training process"):
        list(DataLoader(rows(), num_workers=7))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        list(DataLoader(rows(), num_workers=7))

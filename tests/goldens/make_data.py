"""Writes data.json: the batches of PyTorch's DataLoader, and the random numbers drawn after them, for some seeds.

    python tests/goldens/make_data.py      (needs torch)

tests/test_data.py runs the same functions on this library and expects the very same numbers.
"""

import json
from pathlib import Path
from typing import Any

TARGET = Path(__file__).with_name("data.json")

# Options of a DataLoader in PyTorch's words, with `torch`, `data` (torch.utils.data), `rows` and `g` (a generator).
LOADERS = (
    "DataLoader(rows)",
    "DataLoader(rows, batch_size=4)",
    "DataLoader(rows, batch_size=4, drop_last=True)",
    "DataLoader(rows, batch_size=5, shuffle=True)",
    "DataLoader(rows, batch_size=4, shuffle=True)",
    "DataLoader(rows, 4, True, drop_last=True)",
    "DataLoader(rows, batch_size=100, shuffle=True)",
    "DataLoader(rows, batch_size=None, shuffle=True)",
    "DataLoader(rows, batch_size=4, shuffle=True, generator=g)",
    "DataLoader(rows, batch_size=5, shuffle=True, generator=g, drop_last=True)",
    "DataLoader(rows, batch_size=None, shuffle=True, generator=g)",
    "DataLoader(rows, batch_size=4, generator=g)",
    "DataLoader(rows, batch_size=4, sampler=data.RandomSampler(rows))",
    "DataLoader(rows, batch_size=4, sampler=data.RandomSampler(rows, generator=g))",
    "DataLoader(rows, batch_size=4, sampler=data.RandomSampler(rows, replacement=True))",
    "DataLoader(rows, batch_size=8, sampler=data.RandomSampler(rows, replacement=True, num_samples=70, generator=g))",
    "DataLoader(rows, batch_size=8, sampler=data.RandomSampler(rows, num_samples=27))",
    "DataLoader(rows, batch_size=8, sampler=data.RandomSampler(rows, num_samples=20, generator=g))",
    "DataLoader(rows, batch_size=2, sampler=data.RandomSampler(rows, num_samples=3))",
    "DataLoader(rows, batch_size=2, sampler=data.SubsetRandomSampler([1, 3, 5, 7, 9]))",
    "DataLoader(rows, batch_size=2, sampler=data.SubsetRandomSampler(range(5), generator=g))",
    "DataLoader(rows, batch_size=None, sampler=data.SubsetRandomSampler(range(5)))",
    "DataLoader(rows, batch_sampler=data.BatchSampler(data.RandomSampler(rows), 3, True))",
    "DataLoader(rows, batch_sampler=[[1, 2], [3], [9, 0, 9]])",
    "DataLoader(data.random_split(rows, [7, 3])[0], batch_size=3, shuffle=True)",
    "DataLoader(data.random_split(rows, [0.25, 0.75], generator=g)[1], batch_size=3, shuffle=True)",
    "DataLoader(data.ConcatDataset([rows, rows]), batch_size=6, shuffle=True)",
    "DataLoader(data.Subset(data.Subset(rows, [9, 8, 7, 6]), [3, 0]), batch_size=3, shuffle=True)",
    "DataLoader(Stream(), batch_size=3)",
    "DataLoader(Stream(), batch_size=3, drop_last=True, generator=g)",
    "DataLoader(Stream(), batch_size=None)",
    "DataLoader(Noisy(), batch_size=3, shuffle=True)",
    "DataLoader(EagerOrder(), batch_size=None, sampler=EagerOrder())",
    "DataLoader(EagerOrder(), batch_size=2, sampler=EagerOrder())",
)
SEEDS = (0, 1, 123456789)

SPLITS = (
    "(10, [3, 7])",
    "(10, [10])",
    "(10, [4, 0, 6])",
    "(10, [0.5, 0.5])",
    "(10, [0.33, 0.33, 0.34])",
    "(11, [0.8, 0.2])",
    "(101, [0.1, 0.2, 0.7])",
    "(7, [0.1, 0.9])",
)


def words(torch: Any) -> dict[str, Any]:
    """What the sources above speak of."""
    data = torch.utils.data

    class Stream(data.IterableDataset):
        def __iter__(self):
            return iter(range(8))

    class Noisy(data.Dataset):
        """Draws from the default generator for each sample."""

        def __getitem__(self, index):
            return index + int(torch.randint(0, 10, (1,)).item()) * 100

        def __len__(self):
            return 7

    class EagerOrder(data.Dataset):
        """A sampler that draws its permutation when it is asked for an iterator; and a data set."""

        def __iter__(self):
            return iter(torch.randperm(6).tolist())

        def __getitem__(self, index):
            return index

        def __len__(self):
            return 6

    return {"torch": torch, "data": data, "DataLoader": data.DataLoader, **locals()}


def plain(value: Any) -> Any:
    """Tensors as lists."""
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    return value.tolist() if hasattr(value, "tolist") else value


def epochs(torch: Any, source: str, seed: int) -> dict[str, Any]:
    """Three epochs, the second given up after a batch; what is drawn after each from the two generators."""
    torch.manual_seed(seed)
    g = torch.Generator()
    g.manual_seed(seed + 1)
    names = words(torch)
    rows = names["data"].TensorDataset(torch.arange(10.0) / 2, torch.arange(10))
    loader = eval(source, {**names, "rows": rows, "g": g})
    seen: dict[str, Any] = {"batches": [], "drawn": []}
    for epoch in range(3):
        for batch in loader:
            seen["batches"].append(plain(batch))
            if epoch == 1:
                break
        seen["drawn"] += [torch.randint(0, 1000, (1,)).item(), torch.randint(0, 1000, (1,), generator=g).item()]
    return seen


def split(torch: Any, source: str, seed: int) -> list[list[int]]:
    """The indices of the parts."""
    torch.manual_seed(seed)
    size, lengths = eval(source)
    return [list(part.indices) for part in torch.utils.data.random_split(range(size), lengths)]


def goldens(torch: Any) -> dict[str, Any]:
    """All that is stored."""
    return {
        "epochs": {source: [epochs(torch, source, seed) for seed in SEEDS] for source in LOADERS},
        "split": {source: [split(torch, source, seed) for seed in SEEDS] for source in SPLITS},
    }


if __name__ == "__main__":
    import torch

    TARGET.write_text(
        json.dumps(goldens(torch), separators=(",", ":")).replace('},"', '},\n"') + "\n", encoding="utf-8"
    )

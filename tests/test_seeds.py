"""Everything that a reader of the introductions types, with what PyTorch prints, byte for byte.

Each story is a listing and its output; it runs on autograd_lib and, where PyTorch is installed, on PyTorch itself.
"""

import contextlib
import importlib
import io
import warnings
from types import ModuleType

import pytest
from oracle import stories_learning, stories_tensors
from oracle.record import blocks

STORIES = {
    case.name: case.source.split("\n#out:\n") for case in blocks(stories_tensors.STORIES + stories_learning.STORIES)
}


def tell(listing: str, library: ModuleType) -> str:
    """What a listing prints on a library."""
    name = library.__name__
    source = listing.replace("from torch", f"from {name}").replace("import torch.", f"import {name}.")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # y.grad of a result that is no leaf: PyTorch warns, and prints None
        exec(compile(source, "story", "exec"), {"torch": library, "__name__": "story"})
    return printed.getvalue()


@pytest.mark.parametrize("name", STORIES)
def test_the_library_prints_what_pytorch_prints(name: str) -> None:
    listing, printed = STORIES[name]
    assert tell(listing, importlib.import_module("autograd_lib")) == printed + "\n"


@pytest.mark.parametrize("name", STORIES)
def test_pytorch_prints_what_is_written_here(name: str) -> None:
    torch = pytest.importorskip("torch")
    listing, printed = STORIES[name]
    assert tell(listing, torch) == printed + "\n"

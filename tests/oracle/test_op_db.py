"""PyTorch's own list of operations: of what this library has, no sample comes out wrong, and most operations are whole."""

import pytest

pytest.importorskip("torch")

from . import op_db

LEFT = {  # operations of which a form is left out, and says so
    "cdist": "compute_mode",
    "gradient": "tensors of coordinates, edge_order",
    "to": "channels_last",
    **dict.fromkeys(("bool", "byte", "char", "double", "float", "half", "int", "long", "short"), "channels_last"),
}
WHOLE = 435  # operations with every sample right; raise it when there are more


@pytest.fixture(scope="module")
def answers() -> dict[str, op_db.Answer]:
    """Every operation that the library has."""
    found = (op_db.ask(info) for info in op_db.database())
    return {answer.name: answer for answer in found if answer is not None}


def test_no_sample_comes_out_wrong(answers: dict[str, op_db.Answer]) -> None:
    wrong = [f"{name}{each}" for name, answer in answers.items() for each in answer.wrong]
    assert not wrong, "\n".join(wrong)


def test_most_operations_are_right_in_every_sample(answers: dict[str, op_db.Answer]) -> None:
    whole = [name for name, answer in answers.items() if answer.right and not answer.refused]
    assert len(whole) >= WHOLE
    assert {"add", "matmul", "sort", "scatter_reduce.prod", "linalg.svd"} <= set(whole)


def test_what_is_refused_is_on_the_list(answers: dict[str, op_db.Answer]) -> None:
    refused = {name for name, answer in answers.items() if answer.refused and not name.startswith("nn.functional.")}
    assert refused <= set(LEFT)

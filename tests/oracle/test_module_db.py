"""PyTorch's own samples of modules: none comes out wrong, and what is refused is what is known to be left out."""

import pytest

pytest.importorskip("torch")

from . import module_db

LEFT_OUT = {
    *(f"{kind}{n}d" for kind in ("LazyConv", "LazyConvTranspose") for n in (1, 2, 3)),
    *(f"{kind}3d" for kind in ("AdaptiveAvgPool", "AdaptiveMaxPool", "AvgPool", "BatchNorm", "Conv", "ConvTranspose")),
    *(f"{kind}3d" for kind in ("InstanceNorm", "LPPool", "MaxPool")),
    "CTCLoss",
    "FractionalMaxPool2d",
    "FractionalMaxPool3d",
    "LinearCrossEntropyLoss",
}


@pytest.fixture(scope="module")
def answers() -> list[module_db.Answer]:
    """Of every module; PyTorch's list takes seconds to import, so nobody does it who only collects tests."""
    return module_db.report()


def test_no_module_of_pytorchs_database_is_wrong(answers: list[module_db.Answer]) -> None:
    wrong = [f"{answer.name}: {each}" for answer in answers for each in answer.wrong]
    assert not wrong, "\n".join(wrong)


def test_every_module_is_right_in_every_sample_or_known_to_be_left_out(answers: list[module_db.Answer]) -> None:
    assert {answer.name for answer in answers} >= LEFT_OUT and len(answers) > 100
    for answer in answers:
        if answer.name in LEFT_OUT:
            assert answer.refused == ["there is no such layer"], answer.name
        else:
            assert answer.right and not answer.refused, (answer.name, answer.refused)

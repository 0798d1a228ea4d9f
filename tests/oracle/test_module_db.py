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


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("info", module_db.database(), ids=lambda info: info.name.removeprefix("nn."))
def test_no_module_of_pytorchs_database_is_wrong(info: object) -> None:
    answer = module_db.judged(info)
    assert not answer.wrong, "\n".join(answer.wrong)
    if answer.name in LEFT_OUT:
        assert answer.refused == ["there is no such layer"]
    else:
        assert answer.right and not answer.refused, answer.refused

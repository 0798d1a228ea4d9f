"""Building blocks of neural networks: `Module`, layers, activations, losses, and how weights start."""

from typing import NoReturn

from . import functional, init
from .modules.activation import (
    CELU,
    ELU,
    GELU,
    SELU,
    Hardshrink,
    Hardtanh,
    LeakyReLU,
    LogSigmoid,
    LogSoftmax,
    Mish,
    PReLU,
    ReLU,
    ReLU6,
    Sigmoid,
    SiLU,
    Softmax,
    Softmin,
    Softplus,
    Softshrink,
    Softsign,
    Tanh,
    Tanhshrink,
)
from .modules.attention import MultiheadAttention
from .modules.batchnorm import BatchNorm1d, BatchNorm2d
from .modules.container import ModuleDict, ModuleList, ParameterList, Sequential
from .modules.conv import Conv2d
from .modules.dropout import Dropout, Dropout2d
from .modules.flatten import Flatten
from .modules.linear import Identity, Linear
from .modules.loss import (
    BCELoss,
    BCEWithLogitsLoss,
    CrossEntropyLoss,
    HuberLoss,
    KLDivLoss,
    L1Loss,
    MSELoss,
    NLLLoss,
    SmoothL1Loss,
)
from .modules.module import Module
from .modules.pooling import AvgPool2d, MaxPool2d
from .modules.rnn import GRU, LSTM, RNN, GRUCell, LSTMCell, RNNBase, RNNCell, RNNCellBase
from .parameter import Buffer, Parameter


def __getattr__(name: str) -> NoReturn:
    here = ", ".join(sorted(each for each in globals() if each[0].isupper() and each != "NoReturn"))
    raise AttributeError(f"module 'torch.nn' has no attribute '{name}'\nOf torch.nn, this small library has: {here}.")

"""What PyTorch's messages call a type: 'Float', 'torch.FloatTensor', or C++'s 'float'."""

from __future__ import annotations

from typing import Any

from .dtypes import dtype as DType
from .dtypes import from_numpy_dtype

SCALAR_NAMES = {
    "float16": "Half", "float32": "Float", "float64": "Double", "int8": "Char", "int16": "Short", "int32": "Int",
    "int64": "Long", "uint8": "Byte", "bool": "Bool",
}  # fmt: skip
CPP_NAMES = {
    "float16": "c10::Half", "float32": "float", "float64": "double", "int8": "signed char", "int16": "short int",
    "int32": "int", "int64": "long int", "uint8": "unsigned char", "bool": "bool",
}  # fmt: skip


def scalar_name(dtype: DType) -> str:
    """'Float' for float32."""
    return SCALAR_NAMES[dtype.name]


def cpp_name(dtype: DType) -> str:
    """'long int' for int64."""
    return CPP_NAMES[dtype.name]


def tensor_type(tensor: Any) -> str:
    """'torch.FloatTensor' for a float32 tensor, 'torch.cuda.FloatTensor' for one on a GPU."""
    return f"torch.{'cuda.' if tensor.is_cuda else ''}{SCALAR_NAMES[from_numpy_dtype(tensor._data.dtype).name]}Tensor"

"""What PyTorch has and this library leaves out, in one table: `python -m autograd_lib --left-out` prints it as Markdown."""

from __future__ import annotations

from typing import NamedTuple


class LeftOut(NotImplementedError, AttributeError):
    """Raised for a name in the table.  (An AttributeError too, so that `hasattr(torch, "compile")` is False.)"""


class Row(NamedTuple):
    """What is left out, by which of PyTorch's names (without the `torch.`), and what to use instead."""

    what: str
    names: str
    instead: str


TABLE = (
    Row(
        "compilation",
        "compile jit export fx onnx compiler _dynamo package",
        "Leave the call out: it makes a program faster, not different.",
    ),
    Row(
        "several processes or devices",
        "distributed multiprocessing nn.DataParallel nn.parallel nn.SyncBatchNorm",
        "Use the module itself, and DataLoader: all runs in one process.",
    ),
    Row(
        "function transforms",
        "func vmap",
        "Use torch.autograd.functional (jacobian, hessian, vjp, jvp); for vmap a batch dimension or a loop.",
    ),
    Row(
        "complex numbers",
        "complex complex64 complex128 cfloat cdouble view_as_complex view_as_real polar fft stft istft real imag",
        "Keep the real and the imaginary part in two tensors, or use numpy.fft.",
    ),
    Row(
        "sparse tensors",
        "sparse sparse_coo_tensor sparse_csr_tensor sparse_csc_tensor sparse_bsr_tensor sparse_compressed_tensor "
        "optim.SparseAdam",
        "Use dense tensors: torch.zeros and indexing.",
    ),
    Row(
        "nested and masked tensors",
        "nested masked",
        "Use padding and a mask: torch.where, masked_fill.",
    ),
    Row(
        "quantization",
        "quantization ao quantize_per_tensor quantize_per_channel qint8 quint8 qint32",
        "Use float32.",
    ),
    Row(
        "bfloat16, 8-bit floats, large unsigned integers",
        "bfloat16 float8_e4m3fn float8_e5m2 uint16 uint32 uint64",
        "Use float32 (float16 is there, computed as NumPy does), int64.",
    ),
    Row(
        "mixed precision",
        "amp autocast cuda.amp set_autocast_enabled",
        "Leave it out and compute in float32.",
    ),
    Row(
        "devices other than the CPU and one NVIDIA GPU",
        "mps xpu mtia",
        "Use torch.device('cpu'), or torch.device('cuda') where torch.cuda.is_available().",
    ),
    Row(
        "ready-made models",
        "hub torchvision.models torchtext torchaudio",
        "Build the model of layers, and load its numbers by load_state_dict.",
    ),
    Row(
        "profiling and logging",
        "profiler utils.tensorboard utils.bottleneck utils.benchmark monitor",
        "Use time.perf_counter(), print, and the curves of autograd_lib.viz.",
    ),
    Row(
        "gradient checkpointing",
        "utils.checkpoint",
        "Call the module itself: more memory, the same numbers.",
    ),
    Row(
        "operators in other languages",
        "library utils.cpp_extension utils.dlpack",
        "Write a torch.autograd.Function.",
    ),
    Row(
        "signal windows",
        "signal hann_window hamming_window blackman_window bartlett_window kaiser_window",
        "Use numpy: torch.from_numpy(np.hanning(n)).",
    ),
    Row(
        "rare optimizers",
        "optim.Adafactor optim.Muon optim.swa_utils",
        "Use AdamW, or SGD with a momentum.",
    ),
)

BY_NAME = {name: row for row in TABLE for name in row.names.split()}


def reason(name: str) -> str | None:
    """Why there is no `name` ("nn.DataParallel", or something inside what is left out), and what to use instead."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        row = BY_NAME.get(".".join(parts[:end]))
        if row is not None:
            full = name if name.startswith("torch") else f"torch.{name}"
            return f"{full} is left out of this library: {row.what}.\n{row.instead}"
    return None


def refuse(name: str) -> None:
    """LeftOut, if the name is in the table."""
    text = reason(name)
    if text is not None:
        raise LeftOut(text)


def markdown() -> str:
    """The table for a README."""
    lines = ["| Left out | PyTorch's names | Instead |", "|---|---|---|"]
    for row in TABLE:
        names = ", ".join(f"`{name if name.startswith('torch') else 'torch.' + name}`" for name in row.names.split())
        lines.append(f"| {row.what} | {names} | {row.instead} |")
    return "\n".join(lines) + "\n"

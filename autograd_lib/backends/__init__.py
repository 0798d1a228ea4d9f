"""`torch.backends`: what programs ask or set before they begin.  There is one way to compute here, on the CPU."""

from . import cudnn, mps

__all__ = ["cudnn", "mps"]

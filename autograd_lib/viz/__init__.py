"""Pictures of computation graphs.  Written against the public graph protocol: PyTorch's own tensors work too."""

from .graph import make_dot
from .picture import Graph

__all__ = ["Graph", "make_dot"]

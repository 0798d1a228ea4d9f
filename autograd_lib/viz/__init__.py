"""Pictures of computation graphs, and the numbers on them.

Written against the public graph protocol: PyTorch's own tensors work too.
"""

from .graph import make_dot
from .picture import Graph
from .recording import Recording, Trace, record, trace

__all__ = ["Graph", "Recording", "Trace", "make_dot", "record", "trace"]

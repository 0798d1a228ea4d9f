"""Pictures of computation graphs, and the numbers on them.

Written against the public graph protocol: PyTorch's own tensors work too.
"""

from .cockpit import Cockpit, watch
from .explorer import GraphExplorer, explore_graph
from .graph import make_dot
from .picture import Graph
from .recording import Recording, Trace, record, trace

__all__ = [
    "Cockpit",
    "Graph",
    "GraphExplorer",
    "Recording",
    "Trace",
    "explore_graph",
    "make_dot",
    "record",
    "trace",
    "watch",
]

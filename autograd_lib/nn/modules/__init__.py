"""The layers, containers, activations and losses of `nn`, one file per kind."""

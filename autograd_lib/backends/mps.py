"""`torch.backends.mps`: Apple's GPUs, which this library does not use."""


def is_available() -> bool:
    """False."""
    return False


def is_built() -> bool:
    """False."""
    return False

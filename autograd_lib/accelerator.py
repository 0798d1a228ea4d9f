"""`torch.accelerator`: programs ask it for the fastest device, and get the answer that there is only the CPU."""


def is_available() -> bool:
    """False: there is only the CPU."""
    return False


def device_count() -> int:
    """0."""
    return 0


def current_accelerator(check_available: bool = False) -> None:
    """None: there is none."""

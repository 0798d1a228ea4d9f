"""Programs as a beginner finds them, unmodified on PyTorch and on this library."""

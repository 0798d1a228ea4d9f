"""`python -m autograd_lib script.py [arguments]`: run a PyTorch program on this library."""

import sys

from .running import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""What PyTorch says, written down case by case, and asked of autograd_lib again."""

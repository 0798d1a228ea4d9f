"""MNIST on several processes, or several machines: PyTorch's own DistributedDataParallel, started by torchrun.

    torchrun --standalone --nproc-per-node 1 examples/mnist_ddp.py       one process
    torchrun --standalone --nproc-per-node 2 examples/mnist_ddp.py       two, and the same losses

On two machines, the same command on each of them, one of which (HOST) is where they meet:

    torchrun --nnodes 2 --nproc-per-node 8 --rdzv-backend c10d --rdzv-endpoint HOST:29500 examples/mnist_ddp.py

Every process holds the whole model and sees its share of each batch; their gradients are averaged, so that all take the
same step. `--batch-size` counts the images of all processes together. This one needs PyTorch (pip install torch).
"""

import argparse
import os
import sys

try:
    import torch
    import torch.distributed as dist
    from torch import nn, optim
    from torch.nn.parallel import DistributedDataParallel
    from torch.utils.data import DataLoader, TensorDataset
    from torch.utils.data.distributed import DistributedSampler
except ImportError:
    sys.exit("mnist_ddp.py needs PyTorch: pip install torch")

from autograd_lib import datasets


class Net(nn.Module):
    """784 pixels, 128 hidden units, 10 digits: the network of lesson 07."""

    def __init__(self):
        super().__init__()
        self.l1 = nn.Linear(784, 128)
        self.l2 = nn.Linear(128, 10)

    def forward(self, x):
        return self.l2(torch.relu(self.l1(x.flatten(1))))


def digits(folder, train):
    """MNIST as two tensors of PyTorch's: the images, scaled as in lesson 07, and their labels."""
    found = datasets.MNIST(folder, train=train, download=True)
    images = torch.from_numpy(found.data.numpy()).float() / 255
    return TensorDataset((images - 0.1307) / 0.3081, torch.from_numpy(found.targets.numpy()))


def total(number):
    """The sum of this number over all processes."""
    tensor = torch.tensor(number, dtype=torch.float64)
    dist.all_reduce(tensor)
    return tensor.item()


def train(model, loader, criterion, optimizer):
    """One epoch: the four steps for every batch. Returns the mean loss per image, of all processes."""
    model.train()
    loss_sum, images = 0.0, 0
    for inputs, labels in loader:
        loss = criterion(model(inputs), labels)  # 1. predict  2. measure the loss
        optimizer.zero_grad()
        loss.backward()  # 3. compute the gradients; DistributedDataParallel averages them
        optimizer.step()  # 4. change the parameters, in all processes alike
        loss_sum += loss.item() * len(inputs)
        images += len(inputs)
    return total(loss_sum) / total(images)


def evaluate(model, data):
    """The share of images whose digit the model names; every process looks at its part of them."""
    model.eval()
    inputs, labels = (tensor[dist.get_rank() :: dist.get_world_size()] for tensor in data.tensors)
    with torch.no_grad():
        right = (model(inputs).argmax(1) == labels).sum().item()
    return total(right) / len(data)


def work(options):
    rank, processes = dist.get_rank(), dist.get_world_size()
    if options.batch_size % processes:
        raise ValueError(f"--batch-size {options.batch_size} cannot be shared equally by {processes} processes")
    torch.manual_seed(options.seed)
    if rank:
        dist.barrier()  # the first process fetches the data, where they are not there yet
    train_set, test_set = (digits(options.data, train) for train in (True, False))
    if not rank:
        dist.barrier()
    sampler = DistributedSampler(train_set, shuffle=True, seed=options.seed)
    loader = DataLoader(train_set, batch_size=options.batch_size // processes, sampler=sampler)
    model = DistributedDataParallel(Net())  # all begin with the parameters of process 0
    optimizer = optim.SGD(model.parameters(), lr=options.lr, momentum=0.9)
    for epoch in range(1, options.epochs + 1):
        sampler.set_epoch(epoch)  # another order, the same in all processes
        loss = train(model, loader, nn.CrossEntropyLoss(), optimizer)
        accuracy = evaluate(model, test_set)
        if not rank:
            print(f"epoch {epoch}: loss {loss:.4f}, test accuracy {accuracy:.2%}", flush=True)
    if not rank and options.save:
        torch.save(model.module.state_dict(), options.save)  # model.module: the network inside
        print(f"weights written to {options.save}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--batch-size", type=int, default=128, help="images of all processes together")
    parser.add_argument("--lr", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--data", metavar="FOLDER", help="where MNIST is kept (default: the user's cache folder)")
    parser.add_argument("--save", metavar="FILE", help="write the trained weights to FILE (PyTorch's format)")
    options = parser.parse_args()
    if "RANK" not in os.environ:
        sys.exit("Start it with torchrun:\n    torchrun --standalone --nproc-per-node 2 examples/mnist_ddp.py")
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    dist.init_process_group("gloo")  # "nccl" where every process has its own GPU, and model and batches are there
    name = f"process {dist.get_rank()} of {dist.get_world_size()}"
    try:
        work(options)
    except KeyboardInterrupt:
        sys.exit(f"{name} was interrupted")
    except Exception as error:
        if isinstance(error, RuntimeError) and "onnection" in str(error):  # gloo: the other end is gone
            sys.exit(f"{name} stops: another process has ended before its time")
        sys.exit(f"{name} stops: {type(error).__name__}: {error}")
    dist.destroy_process_group()


if __name__ == "__main__":
    main()

"""Train a network on real handwritten digits: an ordinary PyTorch script, on a library that you can read.

    python examples/mnist.py                  784-128-10: 98 % of the test images, in a few seconds
    python examples/mnist.py --model cnn      a small convolutional network: 99 %, in about a minute

On PyTorch it runs too, and prints the same numbers: write `import torch`, take `nn` and `optim` from `torch`,
`datasets` and `transforms` from `torchvision`, and say `--data FOLDER`.
"""

import argparse

from tqdm import tqdm

import autograd_lib as torch
from autograd_lib import datasets, nn, optim, transforms
from autograd_lib.utils.data import DataLoader


class MLP(nn.Module):
    """784 pixels, 128 hidden units, 10 digits."""

    def __init__(self):
        super().__init__()
        self.flatten = nn.Flatten()
        self.l1 = nn.Linear(784, 128)
        self.l2 = nn.Linear(128, 10)

    def forward(self, x):
        x = self.flatten(x)
        x = torch.relu(self.l1(x))
        return self.l2(x)


class CNN(nn.Module):
    """Two convolutions that look at 3×3 pixels at a time, each followed by pooling, and a linear layer."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 3, padding=1)
        self.conv2 = nn.Conv2d(16, 32, 3, padding=1)
        self.pool = nn.MaxPool2d(2)
        self.flatten = nn.Flatten()
        self.linear = nn.Linear(32 * 7 * 7, 10)

    def forward(self, x):
        x = self.pool(torch.relu(self.conv1(x)))
        x = self.pool(torch.relu(self.conv2(x)))
        return self.linear(self.flatten(x))


MODELS = {"mlp": (MLP, 5), "cnn": (CNN, 3)}  # with the epochs they need


def train(model, loader, criterion, optimizer, scheduler, title):
    """One epoch: the four steps for every batch.  Returns the mean loss per image."""
    model.train()
    total = 0.0
    progress = tqdm(loader, desc=title, unit="batch", leave=False)
    for inputs, labels in progress:
        outputs = model(inputs)  # 1. predict
        loss = criterion(outputs, labels)  # 2. measure the loss
        optimizer.zero_grad()
        loss.backward()  # 3. compute the gradients
        optimizer.step()  # 4. change the parameters
        scheduler.step()
        total += loss.item() * len(inputs)
        progress.set_postfix(loss=f"{loss.item():.3f}", refresh=False)
    return total / len(loader.dataset)


def evaluate(model, loader):
    """The share of images whose digit the model names."""
    model.eval()
    right = 0
    with torch.no_grad():
        for inputs, labels in loader:
            right += (model(inputs).argmax(1) == labels).sum().item()
    return right / len(loader.dataset)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", choices=MODELS, default="mlp")
    parser.add_argument("--epochs", type=int, help="times to go through all images (default: mlp 5, cnn 3)")
    parser.add_argument("--batch-size", type=int, default=128)
    parser.add_argument("--lr", type=float, default=3e-3, help="learning rate at the start; it shrinks to 0 at the end")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--data", metavar="FOLDER", help="where MNIST is kept (default: the user's cache folder)")
    parser.add_argument("--save", metavar="FILE", help="write the trained weights to FILE (safetensors)")
    options = parser.parse_args()
    network, epochs = MODELS[options.model]
    epochs = options.epochs or epochs

    torch.manual_seed(options.seed)
    transform = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))])
    train_set = datasets.MNIST(options.data, train=True, transform=transform, download=True)
    test_set = datasets.MNIST(options.data, train=False, transform=transform, download=True)
    train_loader = DataLoader(train_set, batch_size=options.batch_size, shuffle=True)
    test_loader = DataLoader(test_set, batch_size=1000)

    model = network()
    criterion = nn.CrossEntropyLoss()
    optimizer = optim.Adam(model.parameters(), lr=options.lr)
    steps = epochs * len(train_loader)
    scheduler = optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1 - step / steps)

    print(model)
    print(f"{sum(p.numel() for p in model.parameters()):,} parameters, {len(train_set):,} images to learn from")
    for epoch in range(1, epochs + 1):
        loss = train(model, train_loader, criterion, optimizer, scheduler, f"epoch {epoch}/{epochs}")
        print(f"epoch {epoch}: loss {loss:.4f}, test accuracy {evaluate(model, test_loader):.2%}")
    if options.save:
        torch.save(model.state_dict(), options.save)
        print(f"weights written to {options.save}")


if __name__ == "__main__":
    main()

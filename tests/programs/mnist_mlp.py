"""MNIST with a network of two layers: the first thing that everybody trains."""

import argparse

import torch
import torch.nn.functional as F
from torch import nn, optim
from torch.utils.data import DataLoader, Subset
from torchvision import datasets, transforms

parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=0.05)
parser.add_argument("--batch-size", type=int, default=64)
args = parser.parse_args([])

torch.manual_seed(1)
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
transform = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))])
train_data = Subset(datasets.MNIST("data", train=True, download=True, transform=transform), range(1280))
test_data = Subset(datasets.MNIST("data", train=False, transform=transform), range(500))
train_loader = DataLoader(train_data, batch_size=args.batch_size, shuffle=True)
test_loader = DataLoader(test_data, batch_size=250)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(28 * 28, 64)
        self.fc2 = nn.Linear(64, 10)

    def forward(self, x):
        x = F.relu(self.fc1(self.flatten(x)))
        return F.log_softmax(self.fc2(x), dim=1)


model = Net().to(device)
optimizer = optim.SGD(model.parameters(), lr=args.lr, momentum=0.5)
for epoch in range(1, 3):
    model.train()
    for batch, (data, target) in enumerate(train_loader):
        data, target = data.to(device), target.to(device)
        optimizer.zero_grad()
        loss = F.nll_loss(model(data), target)
        loss.backward()
        optimizer.step()
        if batch % 5 == 0:
            print(f"Train Epoch: {epoch} [{batch * len(data)}/{len(train_data)}]\tLoss: {loss.item():.4f}")
    model.eval()
    test_loss, correct = 0.0, 0
    with torch.no_grad():
        for data, target in test_loader:
            data, target = data.to(device), target.to(device)
            output = model(data)
            test_loss += F.nll_loss(output, target, reduction="sum").item()
            correct += (
                output.argmax(dim=1, keepdim=True).eq(target.view_as(output.argmax(dim=1, keepdim=True))).sum().item()
            )
    print(f"Test: average loss {test_loss / len(test_data):.4f}, accuracy {correct}/{len(test_data)}")

"""Three arms of a spiral, told apart by a small network; batches from a DataLoader, a learning rate that falls."""

import math

import torch
import torch.nn as nn
import torch.optim as optim
from torch.optim.lr_scheduler import StepLR
from torch.utils.data import DataLoader, TensorDataset, random_split

torch.manual_seed(0)

points, labels = [], []
for arm in range(3):
    radius = torch.linspace(0.1, 1, 60)
    angle = 4 * radius + arm * 2 * math.pi / 3 + 0.15 * torch.randn(60)
    points.append(torch.stack([radius * torch.cos(angle), radius * torch.sin(angle)], dim=1))
    labels.append(torch.full((60,), arm))
dataset = TensorDataset(torch.cat(points), torch.cat(labels))
train_set, test_set = random_split(dataset, [150, 30])
train_loader = DataLoader(train_set, batch_size=25, shuffle=True)
test_loader = DataLoader(test_set, batch_size=30)

model = nn.Sequential(nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 3))
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam(model.parameters(), lr=0.02)
scheduler = StepLR(optimizer, step_size=5, gamma=0.5)

for epoch in range(12):
    running = 0.0
    for inputs, targets in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        running += loss.item() * len(inputs)
    scheduler.step()
    if epoch % 3 == 2:
        correct = 0
        with torch.no_grad():
            for inputs, targets in test_loader:
                correct += (model(inputs).argmax(dim=1) == targets).sum().item()
        print(
            f"epoch {epoch + 1}: loss {running / len(train_set):.4f}, {correct} of {len(test_set)} right, "
            f"lr {scheduler.get_last_lr()[0]:.4f}"
        )

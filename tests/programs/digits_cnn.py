"""A convolutional network on scikit-learn's small digits: batch normalization, pooling, dropout, AdamW, one cycle."""

import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(0)


class Digits(Dataset):
    def __init__(self, start, end):
        digits = load_digits()
        self.images = torch.tensor(digits.images[start:end], dtype=torch.float32).unsqueeze(1) / 16
        self.labels = torch.tensor(digits.target[start:end])

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        return self.images[index], self.labels[index]


class CNN(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 8, kernel_size=3, padding=1, bias=False),
            nn.BatchNorm2d(8),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(2),
            nn.Conv2d(8, 16, kernel_size=3, padding=1, bias=False),
            nn.BatchNorm2d(16),
            nn.ReLU(inplace=True),
            nn.AdaptiveAvgPool2d(2),
        )
        self.dropout = nn.Dropout(0.25)
        self.classifier = nn.Linear(64, classes)
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                nn.init.kaiming_normal_(m.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, x):
        x = torch.flatten(self.features(x), 1)
        return self.classifier(self.dropout(x))


train_loader = DataLoader(Digits(0, 512), batch_size=64, shuffle=True, drop_last=True, pin_memory=False)
test_loader = DataLoader(Digits(512, 768), batch_size=128)
model = CNN()
print(sum(p.numel() for p in model.parameters() if p.requires_grad), "parameters")
optimizer = torch.optim.AdamW(model.parameters(), lr=0.01, weight_decay=0.01)
epochs = 3
scheduler = torch.optim.lr_scheduler.OneCycleLR(
    optimizer, max_lr=0.02, steps_per_epoch=len(train_loader), epochs=epochs
)
for epoch in range(epochs):
    model.train()
    total = 0.0
    for images, labels in train_loader:
        loss = F.cross_entropy(model(images), labels, label_smoothing=0.1)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        scheduler.step()
        total += loss.item()
    model.eval()
    with torch.no_grad():
        hits = torch.cat([model(images).argmax(1) == labels for images, labels in test_loader])
    print(f"epoch {epoch}: loss {total / len(train_loader):.4f}, accuracy {hits.float().mean():.4f}")

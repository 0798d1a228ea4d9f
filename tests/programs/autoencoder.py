"""An autoencoder: squeeze a picture through three numbers, and draw it again."""

import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader

torch.manual_seed(0)
pictures = torch.tensor(load_digits().data[:600] / 16, dtype=torch.float32)
loader = DataLoader(pictures, batch_size=50, shuffle=True)


class AutoEncoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(64, 32), nn.Tanh(), nn.Linear(32, 12), nn.Tanh(), nn.Linear(12, 3))
        self.decoder = nn.Sequential(
            nn.Linear(3, 12), nn.Tanh(), nn.Linear(12, 32), nn.Tanh(), nn.Linear(32, 64), nn.Sigmoid()
        )

    def forward(self, x):
        encoded = self.encoder(x)
        return encoded, self.decoder(encoded)


model = AutoEncoder()
optimizer = torch.optim.Adam(model.parameters(), lr=0.005)
loss_func = nn.MSELoss()
for epoch in range(5):
    for x in loader:
        _, decoded = model(x)
        loss = loss_func(decoded, x)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"Epoch: {epoch} | train loss: {loss.item():.4f}")
codes, _ = model(pictures[:4])
print(codes.shape, f"{codes.std().item():.2f}")

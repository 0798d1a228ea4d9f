"""Forecast a wave with an LSTM; the learning rate falls when the validation loss no longer does."""

import numpy as np
import torch
import torch.nn as nn

np.random.seed(0)
torch.manual_seed(0)
series = np.sin(np.arange(200) * 0.15) + 0.05 * np.random.randn(200)
window = 20
X = torch.tensor(np.array([series[i : i + window] for i in range(180)]), dtype=torch.float32).unsqueeze(-1)
y = torch.tensor(series[window:], dtype=torch.float32).unsqueeze(-1)
X_train, y_train, X_val, y_val = X[:140], y[:140], X[140:], y[140:]


class Forecaster(nn.Module):
    def __init__(self, hidden=16):
        super().__init__()
        self.lstm = nn.LSTM(input_size=1, hidden_size=hidden, batch_first=True)
        self.head = nn.Linear(hidden, 1)

    def forward(self, x):
        _, (h_n, _) = self.lstm(x)
        return self.head(h_n[-1])


model = Forecaster()
optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.5, patience=1)
loss_fn = nn.MSELoss()
for epoch in range(15):
    model.train()
    optimizer.zero_grad()
    loss = loss_fn(model(X_train), y_train)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
    optimizer.step()
    model.eval()
    with torch.no_grad():
        val_loss = loss_fn(model(X_val), y_val)
    scheduler.step(val_loss)
    if epoch % 3 == 2:
        print(
            f"Epoch {epoch + 1}: train {loss.item():.4f}, val {val_loss.item():.4f}, lr {scheduler.get_last_lr()[0]:.4f}"
        )

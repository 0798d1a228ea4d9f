"""A bidirectional LSTM that reads a digit row by row, from both ends."""

import torch
from sklearn.datasets import load_digits
from torch import nn

torch.manual_seed(3)
digits = load_digits()
x = torch.from_numpy(digits.images[:400]).float() / 16
y = torch.from_numpy(digits.target[:400]).long()


class BiLSTM(nn.Module):
    def __init__(self, input_size=8, hidden_size=16, num_layers=2, num_classes=10):
        super().__init__()
        self.num_layers, self.hidden_size = num_layers, hidden_size
        self.lstm = nn.LSTM(input_size, hidden_size, num_layers, batch_first=True, bidirectional=True)
        self.fc = nn.Linear(hidden_size * 2, num_classes)

    def forward(self, x):
        h0 = torch.zeros(self.num_layers * 2, x.size(0), self.hidden_size)
        c0 = torch.zeros(self.num_layers * 2, x.size(0), self.hidden_size)
        out, _ = self.lstm(x, (h0, c0))
        return self.fc(out[:, -1, :])


model = BiLSTM()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
criterion = nn.CrossEntropyLoss()
for step in range(30):
    batch = torch.randint(0, 400, (64,))
    loss = criterion(model(x[batch]), y[batch])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if (step + 1) % 10 == 0:
        print(f"Step [{step + 1}/30], Loss: {loss.item():.4f}")
with torch.no_grad():
    print("accuracy", (model(x).argmax(1) == y).float().mean().item() > 0.3)

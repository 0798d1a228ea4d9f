"""A recurrent network that reads a digit row by row."""

import torch
from sklearn.datasets import load_digits
from torch import nn

torch.manual_seed(3)
digits = load_digits()
x = torch.from_numpy(digits.images[:400]).float() / 16  # 8 rows of 8 pixels
y = torch.from_numpy(digits.target[:400]).long()


class RNN(nn.Module):
    def __init__(self, input_size=8, hidden_size=24, num_layers=2, num_classes=10):
        super().__init__()
        self.num_layers, self.hidden_size = num_layers, hidden_size
        self.rnn = nn.RNN(input_size, hidden_size, num_layers, batch_first=True)
        self.fc = nn.Linear(hidden_size, num_classes)

    def forward(self, x):
        h0 = torch.zeros(self.num_layers, x.size(0), self.hidden_size)
        out, _ = self.rnn(x, h0)
        return self.fc(out[:, -1, :])


model = RNN()
optimizer = torch.optim.RMSprop(model.parameters(), lr=0.003)
criterion = nn.CrossEntropyLoss()
for step in range(30):
    batch = torch.randint(0, 400, (64,))
    loss = criterion(model(x[batch]), y[batch])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if (step + 1) % 10 == 0:
        print(f"Step [{step + 1}/30], Loss: {loss.item():.4f}")

"""Fit a straight line to noisy points, once by hand and once with a module and an optimizer."""

import torch
from torch import nn

torch.manual_seed(42)

x = torch.linspace(0, 1, 50).unsqueeze(1)
y = 0.7 * x + 0.3 + 0.02 * torch.randn(50, 1)
train, test = torch.arange(40), torch.arange(40, 50)

# by hand
w = torch.randn(1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
for epoch in range(101):
    loss = ((w * x[train] + b - y[train]) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= 0.3 * w.grad
        b -= 0.3 * b.grad
    w.grad.zero_()
    b.grad.zero_()
    if epoch % 25 == 0:
        print(f"by hand, epoch {epoch}: loss {loss.item():.4f}, w {w.item():.4f}, b {b.item():.4f}")


# with a module
class LinearRegression(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(in_features=1, out_features=1)

    def forward(self, x):
        return self.linear(x)


model = LinearRegression()
loss_fn = nn.L1Loss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
for epoch in range(101):
    model.train()
    loss = loss_fn(model(x[train]), y[train])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if epoch % 25 == 0:
        model.eval()
        with torch.inference_mode():
            test_loss = loss_fn(model(x[test]), y[test])
        print(f"module, epoch {epoch}: loss {loss:.4f}, test loss {test_loss:.4f}")
print({name: round(p.item(), 3) for name, p in model.state_dict().items()})

"""A training loop as the cell of a notebook, watched by a cockpit; `before` has the weights at the start of each round."""

from __future__ import annotations

LOOP = """\
import time
import autograd_lib as torch
from autograd_lib import nn, optim, viz
X, y = torch.tensor([[1.0], [2.0], [3.0]]), torch.tensor([[2.0], [4.0], [6.0]])
net, criterion, before = nn.Linear(1, 1), nn.MSELoss(), []
optimizer = optim.SGD(net.parameters(), lr={lr})
run = viz.watch(range(100_000), optimizer, model=net, criterion=criterion)
for epoch in run:
    before.append((net.weight.item(), net.bias.item()))
    loss = criterion(net(X), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    run.log(loss=loss)
    time.sleep({seconds})"""


def loop(lr: float, seconds: float) -> str:
    """The cell, with a learning rate and a rest after each round."""
    return LOOP.format(lr=lr, seconds=seconds)

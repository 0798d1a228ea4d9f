"""Eight letters joined two by two, as in a tree (van den Oord et al. 2016), in modules."""

from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(42)
words = Path(__file__).with_name("names.txt").read_text().split()
stoi = {s: i for i, s in enumerate(["."] + sorted(set("".join(words))))}
block_size, vocab = 8, len(stoi)
X, Y = [], []
for w in words:
    context = [0] * block_size
    for ch in w + ".":
        X.append(context)
        Y.append(stoi[ch])
        context = context[1:] + [stoi[ch]]
X, Y = torch.tensor(X), torch.tensor(Y)


class FlattenConsecutive(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.n = n

    def forward(self, x):
        B, T, C = x.shape
        x = x.reshape(B, T // self.n, C * self.n)
        return x.squeeze(1) if x.shape[1] == 1 else x


class Norm(nn.BatchNorm1d):
    """Over batch and time: BatchNorm1d wants the channels in the middle."""

    def forward(self, x):
        return super().forward(x) if x.ndim == 2 else super().forward(x.transpose(1, 2)).transpose(1, 2)


n_embd, n_hidden = 8, 24
model = nn.Sequential(
    nn.Embedding(vocab, n_embd),
    FlattenConsecutive(2),
    nn.Linear(n_embd * 2, n_hidden, bias=False),
    Norm(n_hidden),
    nn.Tanh(),
    FlattenConsecutive(2),
    nn.Linear(n_hidden * 2, n_hidden, bias=False),
    Norm(n_hidden),
    nn.Tanh(),
    FlattenConsecutive(2),
    nn.Linear(n_hidden * 2, n_hidden, bias=False),
    Norm(n_hidden),
    nn.Tanh(),
    nn.Linear(n_hidden, vocab),
)
with torch.no_grad():
    model[-1].weight *= 0.1
print(sum(p.nelement() for p in model.parameters()))
for i in range(40):
    ix = torch.randint(0, X.shape[0], (32,))
    loss = F.cross_entropy(model(X[ix]), Y[ix])
    for p in model.parameters():
        p.grad = None
    loss.backward()
    for p in model.parameters():
        p.data += -0.1 * p.grad
    if i % 10 == 9:
        print(f"{i + 1}: {loss.item():.4f}")
model.eval()
with torch.no_grad():
    print(f"all: {F.cross_entropy(model(X), Y).item():.4f}")
    context, out = [0] * block_size, ""
    while len(out) < 12:
        ix = torch.multinomial(F.softmax(model(torch.tensor([context])), dim=1), num_samples=1).item()
        if ix == 0:
            break
        context, out = context[1:] + [ix], out + sorted(stoi, key=stoi.get)[ix]
    print(out)

"""Names from the three letters before: an embedding, a hidden layer, a softmax (Bengio et al. 2003), all by hand."""

import random
from pathlib import Path

import torch
import torch.nn.functional as F

words = Path(__file__).with_name("names.txt").read_text().split()
chars = sorted(set("".join(words)))
stoi = {s: i + 1 for i, s in enumerate(chars)}
stoi["."] = 0
itos = {i: s for s, i in stoi.items()}
block_size = 3


def build_dataset(words):
    X, Y = [], []
    for w in words:
        context = [0] * block_size
        for ch in w + ".":
            ix = stoi[ch]
            X.append(context)
            Y.append(ix)
            context = context[1:] + [ix]
    return torch.tensor(X), torch.tensor(Y)


random.seed(42)
random.shuffle(words)
n1, n2 = int(0.8 * len(words)), int(0.9 * len(words))
Xtr, Ytr = build_dataset(words[:n1])
Xdev, Ydev = build_dataset(words[n1:n2])
print(Xtr.shape, Ytr.shape, Xtr.dtype)

g = torch.Generator().manual_seed(2147483647)
C = torch.randn((len(stoi), 6), generator=g)
W1 = torch.randn((18, 40), generator=g)
b1 = torch.randn(40, generator=g)
W2 = torch.randn((40, len(stoi)), generator=g)
b2 = torch.randn(len(stoi), generator=g)
parameters = [C, W1, b1, W2, b2]
for p in parameters:
    p.requires_grad = True
print(sum(p.nelement() for p in parameters))
for i in range(60):
    ix = torch.randint(0, Xtr.shape[0], (32,), generator=g)
    emb = C[Xtr[ix]]
    h = torch.tanh(emb.view(-1, 18) @ W1 + b1)
    loss = F.cross_entropy(h @ W2 + b2, Ytr[ix])
    for p in parameters:
        p.grad = None
    loss.backward()
    lr = 0.1 if i < 40 else 0.01
    for p in parameters:
        p.data += -lr * p.grad
    if i % 20 == 19:
        print(f"{i + 1}: {loss.item():.4f}")
with torch.no_grad():
    h = torch.tanh(C[Xdev].view(-1, 18) @ W1 + b1)
    print(f"dev: {F.cross_entropy(h @ W2 + b2, Ydev).item():.4f}")
for _ in range(3):
    out, context = [], [0] * block_size
    while len(out) < 10:
        h = torch.tanh(C[torch.tensor([context])].view(1, -1) @ W1 + b1)
        probs = F.softmax(h @ W2 + b2, dim=1)
        ix = torch.multinomial(probs, num_samples=1, generator=g).item()
        context = context[1:] + [ix]
        if ix == 0:
            break
        out.append(itos[ix])
    print("".join(out))

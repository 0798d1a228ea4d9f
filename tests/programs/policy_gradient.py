"""Policy gradient (REINFORCE): learn in a corridor to walk to the right."""

import torch
import torch.nn as nn
import torch.optim as optim
from torch.distributions import Categorical

torch.manual_seed(5)


class Policy(nn.Module):
    def __init__(self):
        super().__init__()
        self.affine1 = nn.Linear(5, 16)
        self.dropout = nn.Dropout(p=0.2)
        self.affine2 = nn.Linear(16, 2)

    def forward(self, x):
        x = torch.relu(self.dropout(self.affine1(x)))
        return torch.softmax(self.affine2(x), dim=-1)


policy = Policy()
optimizer = optim.Adam(policy.parameters(), lr=0.02)
for episode in range(25):
    place, log_probs, rewards = 1, [], []
    for _ in range(12):
        m = Categorical(policy(torch.eye(5)[place]))
        action = m.sample()
        log_probs.append(m.log_prob(action))
        place = max(0, min(4, place + (1 if action.item() == 1 else -1)))
        rewards.append(1.0 if place == 4 else -0.1)
        if place == 4:
            break
    returns, R = [], 0.0
    for r in rewards[::-1]:
        R = r + 0.9 * R
        returns.insert(0, R)
    returns = torch.tensor(returns)
    loss = torch.stack([-log_prob * R for log_prob, R in zip(log_probs, returns)]).sum()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if episode % 5 == 4:
        print(f"Episode {episode + 1}\tsteps {len(rewards)}\tloss {loss.item():.4f}\treward {sum(rewards):.4f}")

import autograd_lib as torch
from autograd_lib import nn

torch.manual_seed(0)
points = torch.randn(400, 2)
blue = (points.norm(dim=1) < 1.1).float()  # 1 near the middle, 0 outside

net = nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 1))
criterion = nn.BCEWithLogitsLoss()
optimizer = torch.optim.Adam(net.parameters(), lr=0.05)

for step in range(201):
    outputs = net(points).squeeze(1)  # 1. predict
    loss = criterion(outputs, blue)  # 2. measure the loss
    optimizer.zero_grad()
    loss.backward()  # 3. compute the gradients
    optimizer.step()  # 4. change the weights
    if step % 50 == 0:
        right = ((outputs > 0) == (blue > 0)).float().mean()
        print(f"step {step:3}  loss {loss.item():.4f}  right {right.item():.1%}")

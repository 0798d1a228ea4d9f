"""A deep convolutional GAN on small digits: transposed convolutions draw, convolutions judge."""

import torch
from sklearn.datasets import load_digits
from torch import nn, optim

torch.manual_seed(0)
images = torch.tensor(load_digits().images[:256] / 8 - 1, dtype=torch.float32).unsqueeze(1)
nz, ngf, ndf = 8, 8, 8

netG = nn.Sequential(
    nn.ConvTranspose2d(nz, ngf * 2, 2, 1, 0, bias=False),
    nn.BatchNorm2d(ngf * 2),
    nn.ReLU(True),
    nn.ConvTranspose2d(ngf * 2, ngf, 4, 2, 1, bias=False),
    nn.BatchNorm2d(ngf),
    nn.ReLU(True),
    nn.ConvTranspose2d(ngf, 1, 4, 2, 1, bias=False),
    nn.Tanh(),
)
netD = nn.Sequential(
    nn.Conv2d(1, ndf, 4, 2, 1, bias=False),
    nn.LeakyReLU(0.2, inplace=True),
    nn.Conv2d(ndf, ndf * 2, 4, 2, 1, bias=False),
    nn.BatchNorm2d(ndf * 2),
    nn.LeakyReLU(0.2, inplace=True),
    nn.Conv2d(ndf * 2, 1, 2, 1, 0, bias=False),
)
for net in (netG, netD):
    for m in net.modules():
        if isinstance(m, (nn.Conv2d, nn.ConvTranspose2d)):
            nn.init.normal_(m.weight, 0.0, 0.02)
        elif isinstance(m, nn.BatchNorm2d):
            nn.init.normal_(m.weight, 1.0, 0.02)
            nn.init.zeros_(m.bias)
criterion = nn.BCEWithLogitsLoss()
optD = optim.Adam(netD.parameters(), lr=2e-3, betas=(0.5, 0.999))
optG = optim.Adam(netG.parameters(), lr=2e-3, betas=(0.5, 0.999))
for step in range(12):
    real = images[torch.randint(len(images), (32,))]
    fake = netG(torch.randn(32, nz, 1, 1))
    optD.zero_grad()
    lossD = criterion(netD(real).view(-1), torch.ones(32)) + criterion(netD(fake.detach()).view(-1), torch.zeros(32))
    lossD.backward()
    optD.step()
    optG.zero_grad()
    lossG = criterion(netD(fake).view(-1), torch.ones(32))
    lossG.backward()
    optG.step()
    if step % 4 == 3:
        print(f"step {step + 1}: Loss_D {lossD.item():.4f}, Loss_G {lossG.item():.4f}")

"""A generative adversarial network: one net draws numbers of a bell, the other tells them from real ones."""

import torch
import torch.nn as nn

torch.manual_seed(7)


class Generator(nn.Module):
    def __init__(self, noise=4):
        super().__init__()
        self.main = nn.Sequential(nn.Linear(noise, 16), nn.LeakyReLU(0.2), nn.Linear(16, 1))

    def forward(self, z):
        return self.main(z)


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.main = nn.Sequential(nn.Linear(1, 16), nn.LeakyReLU(0.2), nn.Linear(16, 1), nn.Sigmoid())

    def forward(self, x):
        return self.main(x)


def weights_init(m):
    if m.__class__.__name__.find("Linear") != -1:
        nn.init.normal_(m.weight.data, 0.0, 0.2)
        nn.init.constant_(m.bias.data, 0)


netG, netD = Generator(), Discriminator()
netG.apply(weights_init)
netD.apply(weights_init)
criterion = nn.BCELoss()
optimizerD = torch.optim.Adam(netD.parameters(), lr=0.01, betas=(0.5, 0.999))
optimizerG = torch.optim.Adam(netG.parameters(), lr=0.01, betas=(0.5, 0.999))
real_label, fake_label = torch.ones(64, 1), torch.zeros(64, 1)
for i in range(60):
    # the discriminator: more for the real ones, less for the others
    netD.zero_grad()
    real = 3 + 0.5 * torch.randn(64, 1)
    errD_real = criterion(netD(real), real_label)
    errD_real.backward()
    fake = netG(torch.randn(64, 4))
    errD_fake = criterion(netD(fake.detach()), fake_label)
    errD_fake.backward()
    errD = errD_real + errD_fake
    optimizerD.step()
    # the generator: what it draws is to pass for real
    netG.zero_grad()
    errG = criterion(netD(fake), real_label)
    errG.backward()
    optimizerG.step()
    if i % 15 == 14:
        print(f"[{i + 1}/60] Loss_D: {errD.item():.4f} Loss_G: {errG.item():.4f} mean drawn: {fake.mean().item():.4f}")

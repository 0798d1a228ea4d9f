# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
#   course:
#     title: {en: Handwritten digits}
#     minutes: 30
#     needs: ["02"]
#     languages: en  # not translated yet
# ---

# %% [markdown] id="title" lang="en"
# # 07 · Handwritten digits
#
# **Goal:** train a network that reads digits, with four steps, on 60,000 real pictures.
#
# **You need:** the four-step loop: predict, loss, gradient, update. **Time:** 30 minutes; the two trainings take a
# minute or two of them.
#
# Every name below is PyTorch's: what you type here is PyTorch code.
#
# {badges}

# %%
{bootstrap}

# %%
from tqdm.auto import tqdm

import autograd_lib as torch
from autograd_lib import nn, optim, transforms, viz
from autograd_lib.course import load_digits, plot_history, show_digits, show_pixels, show_scores
from autograd_lib.utils.data import DataLoader

_ = torch.manual_seed(0)

# %% [markdown] id="pictures" lang="en"
# ## The pictures
#
# Around 1990, high-school students and census workers in the United States wrote these digits. They became **MNIST**,
# the picture set that almost everybody in the field has trained on once.
#
# `ToTensor` turns a picture into numbers between 0 and 1. `Normalize` then shifts and scales them, so that their mean
# is about 0 and their spread about 1. Numbers of that size train best.

# %% tags=["nbval-check-output"]
transform = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))])
train_set, test_set = load_digits(transform)

# %%
show_digits(train_set.data[:30], train_set.targets[:30])

# %% [markdown] id="pictures-caption" lang="en"
# *The first thirty pictures of the training set in three rows, gray on white, each with its label above it.*
#
# Cover the labels with your hand. Would you read all thirty as their writers meant them?

# %% [markdown] id="row-of-numbers" lang="en"
# ## A picture is a row of numbers
#
# **Predict:** what is the shape of one picture, and how many numbers does the network get to see?

# %% tags=["nbval-check-output"]
image, label = train_set[0]
pixels = image.numel()
print("shape", tuple(image.shape), "is", pixels, "numbers; the label is", label)

# %%
show_pixels(train_set.data[0])

# %% [markdown] id="pixels-caption" lang="en"
# *Left, a five as its pixels, with each pixel's gray level from 0 (white) to 255 (black) written in it. Right, the
# same rows of pixels cut apart and laid end to end: one long row, the first of its pixels at the top left.*
#
# The network takes the long row. It does not know which pixels were neighbors. Keep that in mind for the end of this
# lesson.

# %% [markdown] id="mini-batches" lang="en"
# ## Mini-batches
#
# A `DataLoader` hands the pictures out in **mini-batches** of 128, in a new order every time it starts again. One such
# run through all pictures is an **epoch**.
#
# **Predict:** how many mini-batches does an epoch have?

# %% tags=["nbval-check-output"]
train_loader = DataLoader(train_set, batch_size=128, shuffle=True)
test_loader = DataLoader(test_set, batch_size=1000)
inputs, labels = next(iter(train_loader))
print("inputs", tuple(inputs.shape), "labels", tuple(labels.shape))
print(len(train_set), "/ 128, rounded up:", len(train_loader), "mini-batches an epoch")

# %% [markdown] id="network" lang="en"
# ## The network
#
# One hidden layer of 128 neurons with ReLU; then ten outputs, one **score** for each digit. The digit with the highest
# score is the answer. Such scores are called **logits**.

# %%
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.l1 = nn.Linear(pixels, 128)
        self.l2 = nn.Linear(128, 10)

    def forward(self, x):
        x = torch.relu(self.l1(x.flatten(1)))
        return self.l2(x)

# %% tags=["nbval-check-output"]
net = Net()
print(net)
print(sum(p.numel() for p in net.parameters()), "parameters")

# %% [markdown] id="loss" lang="en"
# ## The loss
#
# `CrossEntropyLoss` turns the ten scores into ten probabilities and asks how surprising the right digit was: $-\ln p$.
# A sure and right answer costs nothing; the surer the wrong answer, the higher the loss.
#
# **Predict:** the network has learned nothing yet, so each digit gets about $p = 1/10$. What is the loss, and what share
# of the test pictures does it name right?

# %%
criterion = nn.CrossEntropyLoss()


def accuracy(net):
    net.eval()
    with torch.no_grad():
        right = sum((net(inputs).argmax(1) == labels).sum().item() for inputs, labels in test_loader)
    net.train()
    return right / len(test_set)

# %% tags=["nbval-check-output"]
loss = criterion(net(inputs), labels)
print(f"loss {loss.item():.2f}, ln 10 = {torch.tensor(10.0).log().item():.2f}")
print(f"right {accuracy(net):.0%}")

# %% [markdown] id="guessing" lang="en"
# The loss is close to ln 10 ≈ 2.30, and the share is no better than one in ten: that is guessing. A new classifier that
# starts far from there has a bug.
#
# What lies between the parameters and this one number? Follow the arrows down:

# %%
viz.make_dot({"loss": loss}, params=dict(net.named_parameters()))

# %% [markdown] id="graph-caption" lang="en"
# *The computation graph of the loss. Blue boxes are the weights and biases of the two layers. Gray ellipses are
# operations: Addmm is a linear layer and T turns its weights on their side; Relu, LogSoftmax and NllLoss follow; at
# AccumulateGrad a parameter receives its gradient. The green box at the bottom is the loss.*

# %% [markdown] id="four-steps" lang="en"
# ## The four steps
#
# Nothing in them knows that the numbers are pictures.
#
# **Predict:** one step on a mini-batch, then the loss of the same mini-batch once more. Lower, or higher?

# %%
def step(net, inputs, labels, optimizer):
    outputs = net(inputs)                 # 1. predict
    loss = criterion(outputs, labels)     # 2. measure the loss
    optimizer.zero_grad()
    loss.backward()                       # 3. compute the gradients
    optimizer.step()                      # 4. change the parameters
    return loss.item()

# %% tags=["nbval-check-output"]
optimizer = optim.Adam(net.parameters(), lr=3e-3)
before = step(net, inputs, labels, optimizer)
after = criterion(net(inputs), labels).item()
print(f"before {before:.2f}, after {after:.2f}")

# %% [markdown] id="lower" lang="en"
# Lower. Now the same for every mini-batch, five times through all pictures. The learning rate starts at 0.003 and
# shrinks to 0: long steps at first, short ones at the end.

# %%
def train(net, epochs, lr=3e-3):
    optimizer = optim.Adam(net.parameters(), lr=lr)
    steps = epochs * len(train_loader)
    schedule = optim.lr_scheduler.LambdaLR(optimizer, lambda done: 1 - done / steps)
    losses, accuracies = [], []
    for _ in range(epochs):
        for inputs, labels in tqdm(train_loader, leave=False):
            losses.append(step(net, inputs, labels, optimizer))
            schedule.step()
        accuracies.append(accuracy(net))
    return losses, accuracies

# %%
losses, accuracies = train(net, epochs=5)
plot_history(losses, accuracies)

# %% [markdown] id="history-caption" lang="en"
# *Left, the loss of each mini-batch (pale) and its running mean, falling from about 2 to below 0.05 on a logarithmic
# axis. Right, the share of test pictures named right after each of the five epochs, rising from 96 to 98 percent.*

# %% tags=["nbval-check-output"]
print(f"{accuracies[-1]:.0%} of the test pictures are right")
assert accuracies[-1] >= 0.975 or len(test_set) < 10000

# %% [markdown] id="answer" lang="en"
# 98 of 100, on pictures that it has never seen.
#
# ## From scores to an answer
#
# **Predict:** a score can be negative, or larger than 1. Which property must the ten probabilities have?

# %%
image, label = test_set[0]
with torch.no_grad():
    scores = net(image.unsqueeze(0))[0]
show_scores(image, scores, torch.softmax(scores, 0), label)

# %% [markdown] id="scores-caption" lang="en"
# *Left, the first test picture. Middle, the ten scores, some of them negative. Right, the ten probabilities that softmax
# makes of them: none negative, their sum 1, nearly all of it on the right digit.*

# %% [markdown] id="mistakes" lang="en"
# ## Where is it wrong?
#
# **Predict:** will its mistakes be pictures that you find hard too?

# %%
def mistakes(net):
    with torch.no_grad():
        answers = torch.cat([net(inputs).argmax(1) for inputs, labels in test_loader])
    return (answers != test_set.targets).nonzero().flatten(), answers


wrong, answers = mistakes(net)
show_digits(test_set.data[wrong[:20]], test_set.targets[wrong[:20]], answers[wrong[:20]])

# %% [markdown] id="mistakes-caption" lang="en"
# *Twenty test pictures that the network misread. Above each: the label, a cross, and what the network said.*
#
# Some of them would fool you too. Others would not: the network has not understood what a digit is.

# %% [markdown] id="neighborhoods" lang="en"
# ## A network that looks at neighborhoods
#
# A **convolution** looks at 3×3 pixels at a time, with the same nine weights everywhere in the picture. **Pooling** then
# keeps the largest answer of each 2×2 block, so that the next convolution sees further.
#
# **Predict:** will such a network need more parameters than the first one, or fewer?

# %%
class ConvNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 16, 3, padding=1), nn.Conv2d(16, 32, 3, padding=1)
        self.pool = nn.MaxPool2d(2)
        self.linear = nn.Linear(32 * (pixels // 16), 10)

    def forward(self, x):
        x = self.pool(torch.relu(self.conv1(x)))
        x = self.pool(torch.relu(self.conv2(x)))
        return self.linear(x.flatten(1))

# %%
conv_net = ConvNet()
losses, accuracies = train(conv_net, epochs=3)
plot_history(losses, accuracies)

# %% [markdown] id="conv-caption" lang="en"
# *The same two curves for the convolutional network: after three epochs 99 percent of the test pictures are right.*

# %% tags=["nbval-check-output"]
for name, model in (("Net", net), ("ConvNet", conv_net)):
    print(f"{name:8}{sum(p.numel() for p in model.parameters()):7} parameters, {accuracy(model):.0%} right")
assert accuracies[-1] >= 0.988 or len(test_set) < 10000

# %%
print(f"mistakes: {len(wrong)} before, {len(mistakes(conv_net)[0])} now")

# %% [markdown] id="conv-result" lang="en"
# A fifth of the parameters, and about half of the mistakes. The second network was told something about pictures: that
# neighbors belong together, and that a stroke is a stroke wherever it stands.

# %% [markdown] id="take-away" lang="en"
# ## What we saw
#
# 1. A picture is a tensor of numbers; shifted and scaled to mean 0 and spread 1 they train best.
# 2. A `DataLoader` hands out mini-batches; one run through all of them is an epoch.
# 3. The four steps are the same for three points and for 60,000 pictures.
# 4. With ten classes the loss starts at ln 10 ≈ 2.30: a first check that nothing is wrong.
# 5. Convolutions use the same weights everywhere: fewer parameters, better answers.

# %% [markdown] id="questions" lang="en"
# ## Three questions
#
# 1. What loss does an untrained network start with when there are 100 classes?
# 2. Why is the accuracy measured on pictures that were not trained on?
# 3. If you shuffled the pixels of all pictures in one and the same way, which of the two networks would suffer?
#
# <details><summary>Answers</summary>
#
# 1. ln 100 ≈ 4.61.
# 2. Because the training pictures can be learned by heart.
# 3. Only the second: the first never knew which pixels are neighbors.
#
# </details>

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
# ---

# %% [markdown] id="title" lang="en"
# # 06 · Exercises: The four-step loop
#
# **Goal:** write the loop yourself, by hand and with PyTorch's parts, and find out why it sometimes takes so long.
#
# **You need:** lesson 06. **Time:** 60 minutes.
#
# Put your answer in place of `...`, run the cell, read what the check says. Stuck? Write `hint("06.1")` in a new cell:
# three hints each, the gentlest first. `reveal("06.1")` shows an answer.
#
# {badges}

# %% [markdown] id="title" lang="ja" of=""
# # 06 · 演習：4 つのステップのループ
#
# **目標**：手作業のループと、PyTorch の部品を使ったループを自分で書きましょう。ループにとても時間がかかることがあるのはなぜかも調べます。
#
# **必要なもの**：レッスン 06。**時間**：60 分。
#
# `...` を自分の答えに書きかえてセルを実行すると、答え合わせの結果が出ます。行きづまったら、
# 新しいセルに `hint("06.1")` と書きましょう。ヒントは各問 3 つで、控えめなものから順に出ます。
# `reveal("06.1")` で解答例を見られます。
#
# {badges}

# %%
{bootstrap}

# %%
import autograd_lib as torch
from autograd_lib import nn, optim
from autograd_lib.course import figures_loop as figures

X = torch.tensor([[1.0], [2.0], [3.0]])
y = torch.tensor([[2.0], [4.0], [6.0]])

# %% [markdown] id="order" lang="en"
# ## 06.1 Five lines, shuffled
#
# These lines belong into a loop, but somebody has dropped them:
#
# ```python
# A   optimizer.step()
# B   loss.backward()
# C   outputs = net(inputs)
# D   optimizer.zero_grad()
# E   loss = criterion(outputs, labels)
# ```
#
# In which order do they stand? Answer with the five letters, such as `"ABCDE"`. (One of the lines may stand in more than
# one place: any order that learns is right.)

# %% [markdown] id="order" lang="ja" of=""
# ## 06.1 ばらばらになった 5 行
#
# ループの中の 5 行が、ばらばらになってしまいました。
#
# ```python
# A   optimizer.step()
# B   loss.backward()
# C   outputs = net(inputs)
# D   optimizer.zero_grad()
# E   loss = criterion(outputs, labels)
# ```
#
# 正しい順に並べて、`"ABCDE"` のように 5 つの文字で答えましょう（置き場所が 1 つに決まらない行もあります。
# きちんと学習できる順番なら、どれも正解です）。

# %% exercise="06.1"
order = "CEDBA"  # answer

check("06.1", order)

# %% [markdown] id="by-hand" lang="en"
# ## 06.2 The loop by hand
#
# Write the inside of the loop: the line `X @ w + b`, the mean squared error to `y`, the gradient, the update of `w` and `b`
# with the learning rate `lr`. No `nn`, no optimizer.
#
# Your own check: with the three points, `lr` 0.01 and 100 epochs the lesson had 1.7451 and 0.5795.

# %% [markdown] id="by-hand" lang="ja" of=""
# ## 06.2 手作業のループ
#
# ループの中身を書きましょう。直線 `X @ w + b`、`y` との平均二乗誤差、勾配、そして学習率 `lr` による `w` と `b` の更新です。
# `nn` もオプティマイザも使いません。
#
# 自分でも確かめられます。レッスンでは、3 つの点、`lr` が 0.01、100 エポックで、1.7451 と 0.5795 になりました。

# %% exercise="06.2"
def train(X, y, lr, epochs):
    w = torch.zeros(1, 1, requires_grad=True)
    b = torch.zeros(1, 1, requires_grad=True)
    for epoch in range(epochs):
        # answer:
        loss = ((X @ w + b - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
            b -= lr * b.grad
        w.grad.zero_()
        b.grad.zero_()
        # end answer
    return w, b


check("06.2", train)

# %% [markdown] id="why" lang="en"
# ## 06.3 Why not 2?
#
# After 100 epochs $w$ is 1.7451, though the points lie on $2x$. Why?
#
# - a: the loop has a bug; the gradients come out too small
# - b: the learning rate is too large; $w$ jumps to and fro over 2
# - c: along the valley of the loss the slope is so small that 100 steps are not enough
# - d: the three points do not lie on one line
#
# Then find out: after how many updates is $|w - 2| < 0.01$ for the first time, with `lr=0.01`? And with 0.1, ten times
# as large? Try it, with a loop of your own or with `train`. Answer with the letter and the two numbers.

# %% [markdown] id="why" lang="ja" of=""
# ## 06.3 なぜ 2 にならないのか
#
# 3 つの点は $2x$ の上にあるのに、100 エポックのあと $w$ は 1.7451 です。なぜでしょうか。
#
# - a：ループに誤りがあり、勾配が小さすぎる
# - b：学習率が大きすぎて、$w$ が 2 の前後を行ったり来たりしている
# - c：損失の谷に沿う方向の傾きがとても小さいので、100 回では足りない
# - d：3 つの点が 1 本の直線の上にない
#
# 次に、調べてみましょう。初めて $|w - 2| < 0.01$ となるのは、`lr=0.01` では何回目の更新のあとですか。10 倍の 0.1 ではどうですか。
# 自分でループを書いても、`train` を使ってもかまいません。文字 1 つと数 2 つで答えましょう。

# %% exercise="06.3"
reason = "c"  # answer
updates = 1446  # answer
updates_with_lr_01 = 143  # answer

check("06.3", [reason, updates, updates_with_lr_01])

# %% [markdown] id="parts" lang="en"
# ## 06.4 The same with PyTorch's parts
#
# Write the class and the loop. `Net` has one layer `self.l1`, linear, from one input to one output; `train_net` trains it
# with `nn.MSELoss` and `optim.SGD` at the learning rate `lr`, and returns it.
#
# (The two lines with `zeros_` start the line at 0, so that the results can be compared.)

# %% [markdown] id="parts" lang="ja" of=""
# ## 06.4 PyTorch の部品で同じことを
#
# クラスとループを書きましょう。`Net` は線形の層 `self.l1` を 1 つ持ちます。入力は 1 つ、出力も 1 つです。`train_net` は、
# `nn.MSELoss` と、学習率 `lr` の `optim.SGD` で `Net` を学習させて、それを返します。
#
# （`zeros_` の 2 行は、結果を比べられるように、直線を 0 から始めるためのものです。）

# %% exercise="06.4"
class Net(nn.Module):
    def __init__(self):
        # answer:
        super().__init__()
        self.l1 = nn.Linear(1, 1)
        # end answer
        nn.init.zeros_(self.l1.weight)
        nn.init.zeros_(self.l1.bias)

    def forward(self, x):
        return self.l1(x)  # answer


def train_net(inputs, labels, lr, epochs):
    net = Net()
    # answer:
    criterion = nn.MSELoss()
    optimizer = optim.SGD(net.parameters(), lr=lr)
    for epoch in range(epochs):
        loss = criterion(net(inputs), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    # end answer
    return net


check("06.4", train_net)

# %% [markdown] id="parts-used" lang="en"
# The two loops, yours by hand and yours with parts. **Predict:** which digits will differ?

# %% [markdown] id="parts-used" lang="ja" of=""
# 手作業のループと、部品を使ったループです。**予想しましょう**：値が違うのはどの桁でしょうか。

# %%
print([each.item() for each in train(X, y, 0.01, 100)])
print([each.item() for each in train_net(X, y, 0.01, 100).parameters()])

# %% [markdown] id="neuron" lang="en"
# ## 06.5 The gradients of a neuron
#
# One neuron, two inputs, tanh. You are given its `weight` (a list of two numbers), its `bias` (a number), a `point` (a list
# of two) and the point's `label`. Give `layer` that weight and bias, let the neuron predict, measure the mean squared error,
# and go backward.
#
# In the lesson, weights 0.6 and −0.2, bias 0.8, point (1, 2) and label 1 gave −0.2002, −0.4005 and −0.2002.

# %% [markdown] id="neuron" lang="ja" of=""
# ## 06.5 ニューロンの勾配
#
# 入力が 2 つで tanh のニューロンが 1 つあります。`weight`（2 つの数のリスト）、`bias`（数）、`point`（2 つの数のリスト）と、
# その点の正解 `label` が与えられます。`layer` をその重みとバイアスにして予測し、平均二乗誤差を計算して、勾配を求めましょう。
#
# レッスンでは、重みが 0.6 と −0.2、バイアスが 0.8、点が (1, 2)、正解が 1 のとき、−0.2002、−0.4005、−0.2002 でした。

# %% exercise="06.5"
def neuron_grads(weight, bias, point, label):
    layer = nn.Linear(2, 1)
    # answer:
    layer.weight = nn.Parameter(torch.tensor([weight]))
    layer.bias = nn.Parameter(torch.tensor([bias]))
    outputs = torch.tanh(layer(torch.tensor([point])))
    loss = nn.MSELoss()(outputs, torch.tensor([[label]]))
    loss.backward()
    # end answer
    return layer.weight.grad, layer.bias.grad


check("06.5", neuron_grads)

# %% [markdown] id="persons" lang="en"
# ## 06.6 Five persons
#
# The heights (cm) and weights (kg) of five persons, and a loop that fits a line to them. A rate of 0.00003 is nearly the
# largest that does not explode here.
#
# **Predict:** how far do the second 1000 rounds get?

# %% [markdown] id="persons" lang="ja" of=""
# ## 06.6 5 人の身長と体重
#
# 5 人の身長（cm）と体重（kg）、そして直線を当てはめるループです。ここでは、発散しない学習率は 0.00003 くらいが限界です。
#
# **予想しましょう**：次の 1000 回で、どこまで進むでしょうか。

# %%
heights = [159.0, 164.0, 166.0, 167.0, 169.0]
weights = [49.0, 58.9, 60.5, 64.2, 67.4]


def descend(x, y, lr, epochs):
    inputs, labels = torch.tensor(x).view(-1, 1), torch.tensor(y).view(-1, 1)
    w, b = torch.zeros(1, 1, requires_grad=True), torch.zeros(1, 1, requires_grad=True)
    optimizer = optim.SGD([w, b], lr=lr)
    for epoch in range(epochs):
        optimizer.zero_grad()
        ((inputs @ w + b - labels) ** 2).mean().backward()
        optimizer.step()
    return w.item(), b.item()

# %%
for epochs in (1000, 2000):
    w, b = descend(heights, weights, lr=0.00003, epochs=epochs)
    print(f"{epochs} rounds: w {w:.5f}   b {b:.4f}")
figures.persons(heights, weights, [(w, b)])

# %% [markdown] id="persons-figure" lang="en"
# *Five points, weight against height, rising steeply, and a line far too flat for them, with slope 0.364.*
#
# The right slope is 105.6/58 = 1.8207. All heights are near 165, so a little more slope and a lot less intercept look the
# same to the loss: the curvatures are 54475 and 0.00085, a valley 64 million times longer than wide. At this pace it takes
# some 200 million rounds.
#
# Take the mean height away from all heights, and the valley becomes nearly round: 23.2 and 2. Write `fit_line`: it
# **centers** the heights, descends, and gives back slope and intercept *for the heights as they were*: what must the
# intercept be, if $\text{weight} = w\,(\text{height} - \text{mean}) + b$?

# %% [markdown] id="persons-figure" lang="ja" of=""
# *身長に対する体重の 5 つの点。急な右上がりです。そこに引かれた直線の傾きは 0.364 しかなく、緩すぎます。*
#
# 正しい傾きは 105.6/58 = 1.8207 です。身長はどれも 165 に近いので、傾きを少し増やして切片をたくさん減らしても、損失はほとんど変わりません。
# 曲率は 54475 と 0.00085。幅の 6400 万倍も長い谷です。この調子では 2 億回ほどかかります。
#
# ところが、すべての身長から平均を引くと、谷はほぼ丸くなります（曲率は 23.2 と 2）。身長を**中心化**（平均を引くこと）して坂を下り、
# **もとの身長に対する**傾きと切片を返す関数 `fit_line` を書きましょう。
# $\text{体重} = w\,(\text{身長} - \text{平均}) + b$ のとき、切片はいくつですか。

# %% exercise="06.6"
def fit_line(heights, weights):
    # answer:
    mean = sum(heights) / len(heights)
    centered = [height - mean for height in heights]
    # end answer
    w, b = descend(centered, weights, lr=0.04, epochs=200)
    return w, b - w * mean  # answer


check("06.6", fit_line)

# %% [markdown] id="speed" lang="en"
# **Predict:** how many rounds does it take now until the slope is right to 0.01? Take your line for the picture, too.

# %% [markdown] id="speed" lang="ja" of=""
# **予想しましょう**：傾きが 0.01 の誤差で求まるまで、今度は何回かかるでしょうか。あなたの直線も図に加えてみます。

# %% tags=["solution-only"]
mean = sum(heights) / len(heights)
rounds, w = 0, 0.0
while abs(w - 105.6 / 58) >= 0.01:
    rounds += 1
    w, b = descend([height - mean for height in heights], weights, lr=0.04, epochs=rounds)
print(rounds, "rounds instead of some 200 million")
figures.persons(heights, weights, [descend(heights, weights, 0.00003, 1000), fit_line(heights, weights)])

# %% [markdown] id="end" lang="en"
# ## How far are you?

# %% [markdown] id="end" lang="ja" of=""
# ## どこまで進みましたか

# %%
progress()

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
# **You need:** lesson 06. **Time:** 70 minutes.
#
# Put your answer in place of `...`, run the cell, read what the check says. Stuck? Write `hint("06.1")` in a new cell:
# three hints each, the gentlest first. `reveal("06.1")` shows an answer.
#
# {badges}

# %% [markdown] id="title" lang="ja" of="d8d8f36c"
# # 06 · 演習：4 つのステップのループ
#
# **目標**：手作業のループと、PyTorch の部品を使ったループを自分で書きましょう。ループにとても時間がかかることがあるのはなぜかも調べます。
#
# **必要なもの**：レッスン 06。**時間**：70 分。
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
# These lines belong in a loop, but somebody has dropped them:
#
# ```python
# A   opt.step()
# B   error.backward()
# C   guess = net(x)
# D   opt.zero_grad()
# E   error = criterion(guess, target)
# ```
#
# In which order do they stand? Answer with the five letters, such as `"ABCDE"`. (One of the lines may stand in more than
# one place: any order that learns is right.)

# %% [markdown] id="order" lang="ja" of="77606df6"
# ## 06.1 ばらばらになった 5 行
#
# ループの中の 5 行が、ばらばらになってしまいました。
#
# ```python
# A   opt.step()
# B   error.backward()
# C   guess = net(x)
# D   opt.zero_grad()
# E   error = criterion(guess, target)
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

# %% [markdown] id="by-hand" lang="ja" of="6b1b456f"
# ## 06.2 手作業のループ
#
# ループの中身を書きましょう。直線 `X @ w + b`、`y` との平均二乗誤差、勾配、そして学習率 `lr` による `w` と `b` の更新です。
# `nn` もオプティマイザも使いません。
#
# 自分でも確かめられます。レッスンでは、3 つの点、`lr` が 0.01、100 エポックで、1.7451 と 0.5795 になりました。

# %% exercise="06.2"
def train(X, y, lr, epochs):
    w, b = torch.zeros(1, 1, requires_grad=True), torch.zeros(1, 1, requires_grad=True)
    for epoch in range(epochs):
        # answer:
        ((X @ w + b - y) ** 2).mean().backward()
        with torch.no_grad():
            for p in (w, b):
                p -= lr * p.grad
                p.grad.zero_()
        # end answer
    return w, b


check("06.2", train)

# %% [markdown] id="why" lang="en"
# ## 06.3 Why not 2?
#
# After 100 epochs $w$ is 1.7451, though the points lie on $2x$. Why?
#
# - a: the loop has a bug; the gradients come out too small
# - b: the learning rate is too large; $w$ jumps back and forth over 2
# - c: along the valley of the loss the slope is so small that 100 steps are not enough
# - d: the three points do not lie on one line
#
# Then find out: after how many updates is $|w - 2| < 0.01$ for the first time, with `lr=0.01`? And with 0.1, ten times
# as large? Try it, with a loop of your own or with `train`. Answer with the letter and the two numbers.

# %% [markdown] id="why" lang="ja" of="a9715473"
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

# %% [markdown] id="net" lang="en"
# ## 06.4 The line as a module
#
# Now with PyTorch's parts, in two exercises. First the class: `Net` holds one linear layer, from one input to one output,
# and `net(x)` gives what the layer makes of `x`.

# %% [markdown] id="net" lang="ja" of="fa4d9bcd"
# ## 06.4 直線をモジュールにする
#
# 今度は PyTorch の部品を使います。2 問に分けましょう。まずはクラスです。`Net` は、入力が 1 つ、出力も 1 つの線形の層を持ち、
# `net(x)` は、その層が `x` から計算した値を返します。

# %% exercise="06.4"
class Net(nn.Module):
    def __init__(self):
        # answer:
        super().__init__()
        self.l1 = nn.Linear(1, 1)
        # end answer

    def forward(self, x):
        return self.l1(x)  # answer


check("06.4", Net)

# %% [markdown] id="parts" lang="en"
# ## 06.4b The loop with parts
#
# Then the loop. `train_net` is given a network, changes its parameters by `nn.MSELoss` and `optim.SGD` with the learning
# rate `lr`, and returns it. It shall work for every network.

# %% [markdown] id="parts" lang="ja" of="fbea1514"
# ## 06.4b 部品を使ったループ
#
# 次はループです。`train_net` は、渡されたネットワークのパラメータを、`nn.MSELoss` と、学習率 `lr` の `optim.SGD` で
# 学習させて、そのネットワークを返します。どんなネットワークでも使えるようにしましょう。

# %% exercise="06.4b"
def train_net(net, inputs, labels, lr, epochs):
    criterion = nn.MSELoss()  # answer
    optimizer = optim.SGD(net.parameters(), lr=lr)  # answer
    for epoch in range(epochs):
        # answer:
        loss = criterion(net(inputs), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        # end answer
    return net


check("06.4b", train_net)

# %% [markdown] id="parts-used" lang="en"
# Your loop by hand, and your loop with parts on a line that also starts at 0. **Predict:** which digits will differ?

# %% [markdown] id="parts-used" lang="ja" of="29d25cdc"
# 手作業のループと、同じく 0 から始めた直線に部品のループを使った結果です。**予想しましょう**：値が違うのはどの桁でしょうか。

# %%
line = nn.Linear(1, 1)
for p in line.parameters():
    nn.init.zeros_(p)
print([each.item() for each in train(X, y, 0.01, 100)])
print([each.item() for each in train_net(line, X, y, 0.01, 100).parameters()])

# %% [markdown] id="neuron" lang="en"
# ## 06.5 The gradients of a neuron
#
# One neuron, two inputs, tanh. You are given its `weight` (a list of two numbers), its `bias` (a number), a `point` (a list
# of two) and the point's `label`. Give `layer` that weight and bias, let the neuron predict, measure the mean squared error,
# and go backward.
#
# In the lesson, weights 0.6 and −0.2, bias 0.8, point (1, 2) and label 1 gave −0.2002, −0.4005 and −0.2002.

# %% [markdown] id="neuron" lang="ja" of="6f81b6cd"
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
# ## 06.6 Five people
#
# The heights (cm) and weights (kg) of five people, and a loop that fits a line to them, its two gradients written out.
# A rate of 0.00003 is nearly the largest that does not explode here.
#
# **Predict:** how far do the second 1000 rounds get?

# %% [markdown] id="persons" lang="ja" of="3a0c502e"
# ## 06.6 5 人の身長と体重
#
# 5 人の身長（cm）と体重（kg）、そして直線を当てはめるループです（2 つの勾配は式で書いてあります）。
# ここでは、発散しない学習率は 0.00003 くらいが限界です。
#
# **予想しましょう**：次の 1000 回で、どこまで進むでしょうか。

# %%
heights = [159.0, 164.0, 166.0, 167.0, 169.0]
weights = [49.0, 58.9, 60.5, 64.2, 67.4]


def descend(x, y, lr, epochs):
    x, y = torch.tensor(x), torch.tensor(y)
    w, b = torch.tensor(0.0), torch.tensor(0.0)
    for epoch in range(epochs):
        gap = w * x + b - y
        w, b = w - lr * 2 * (gap * x).mean(), b - lr * 2 * gap.mean()
    return w.item(), b.item()

# %%
for epochs in (1000, 2000):
    w, b = descend(heights, weights, lr=0.00003, epochs=epochs)
    print(f"{epochs} rounds: w {w:.5f}   b {b:.4f}")
figures.persons(heights, weights, [(w, b)])

# %% [markdown] id="persons-figure" lang="en"
# *Left, five points, weight against height, rising steeply, and a line far too flat for them. Right, its slope against
# the rounds, from 1 to 1000: from the first few rounds on it sticks at 0.364, far below the dotted 1.8207.*
#
# The right slope is 105.6/58 = 1.8207. All heights are near 165, so a little more slope and a lot less intercept look the
# same to the loss: the curvatures are 54475 and 0.00085, a valley 64 million times longer than wide. At this pace it takes
# some 200 million rounds.

# %% [markdown] id="persons-figure" lang="ja" of="0382a7c4"
# *左は身長に対する体重の 5 つの点。急な右上がりですが、引かれた直線はずっと緩やかです。右は 1 回から 1000 回までの
# 傾きの変化。はじめの数回から 0.364 のままで、点線の 1.8207 には遠く及びません。*
#
# 正しい傾きは 105.6/58 = 1.8207 です。身長はどれも 165 に近いので、傾きを少し増やして切片をたくさん減らしても、損失はほとんど変わりません。
# 曲率は 54475 と 0.00085。幅の 6400 万倍も長い谷です。この調子では 2 億回ほどかかります。

# %% [markdown] id="center" lang="en"
# Now take the mean height away from all heights, and the valley becomes nearly round: 23.2 and 2. Write `fit_line`: it
# **centers** the heights, calls `descend` with `lr=0.04` and 200 epochs, and gives back slope and intercept *for the
# heights as they were*. What is the intercept, if $\text{weight} = w\,(\text{height} - \text{mean}) + b$?

# %% [markdown] id="center" lang="ja" of="23008164"
# ところが、すべての身長から平均を引くと、谷はほぼ丸くなります（曲率は 23.2 と 2）。身長を**中心化**（平均を引くこと）し、
# `lr=0.04`、200 エポックで `descend` を呼び、**もとの身長に対する**傾きと切片を返す関数 `fit_line` を書きましょう。
# $\text{体重} = w\,(\text{身長} - \text{平均}) + b$ のとき、切片はいくつですか。

# %% exercise="06.6"
def fit_line(heights, weights):
    # answer:
    mean = sum(heights) / len(heights)
    centered = [height - mean for height in heights]
    w, b = descend(centered, weights, lr=0.04, epochs=200)
    # end answer
    return w, b - w * mean  # answer


check("06.6", fit_line)

# %% [markdown] id="speed" lang="en"
# **Predict:** how many rounds does it take now until the slope is right to 0.01? Look at both lines, and at how each came
# about. (As long as `fit_line` gives `...`, there is only one.)

# %% [markdown] id="speed" lang="ja" of="399e71d3"
# **予想しましょう**：傾きが 0.01 の誤差で求まるまで、今度は何回かかるでしょうか。2 本の直線と、それぞれの傾きが決まるまでの
# 様子を見てください（`fit_line` が `...` を返すあいだは、1 本だけです）。

# %%
figures.persons(heights, weights, [descend(heights, weights, lr=0.00003, epochs=1000), fit_line(heights, weights)])

# %% [markdown] id="speed-figure" lang="en"
# *Left, the five points with two lines: the flat one, and, once `fit_line` is right, one that follows the points. Right,
# the slope against the rounds, from 1 to 1000: without centering it sticks at 0.364; with centered heights it reaches
# 1.8207.*
#
# Two rounds, instead of some 200 million: a hundred million times faster, for one subtraction. That is why data are
# centered before training, and why lesson 07 does it to pictures.

# %% [markdown] id="speed-figure" lang="ja" of="fc7f45bf"
# *左は 5 つの点と 2 本の直線。1 本は緩い直線で、もう 1 本は（`fit_line` が正しければ）点に沿った直線です。
# 右は 1 回から 1000 回までの傾きの変化。中心化しないと 0.364 のままで、身長を中心化すると 1.8207 に達します。*
#
# 2 億回が、たったの 2 回になりました。引き算 1 つで 1 億倍速くなったのです。学習の前にデータを中心化するのはこのためで、
# レッスン 07 では画像にも同じことをします。

# %% [markdown] id="end" lang="en"
# ## How far are you?

# %% [markdown] id="end" lang="ja" of="6da20ca5"
# ## どこまで進みましたか

# %%
progress()

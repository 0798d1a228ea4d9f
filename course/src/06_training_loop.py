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
#     title: {en: The four-step loop, ja: 4 つのステップのループ}
#     minutes: 70
#     needs: ["05"]
# ---

# %% [markdown] id="title" lang="en"
# # 06 · The four-step loop
#
# {badges}
#
# **Goal:** write the loop by which every network learns, three times: by hand, with PyTorch's parts, and for a deep
# network that tells two colors apart.
#
# **You need:** lesson 03 (loss, learning rate, curvature) and lesson 05 (`backward()`, `.grad`, `no_grad`).
# **Time:** 70 minutes. The last part, on optimizers, can wait for another day.
#
# Everything so far was preparation. The box, the slope, the hill, the graph: now they turn together, in a loop of four
# lines. Larger models than ours have more parameters. The four lines are the same.

# %% [markdown] id="title" lang="ja" of="34e9533e"
# # 06 · 4 つのステップのループ
#
# {badges}
#
# **目標**：ネットワークが学習するときのループを、3 回書いてみましょう。1 回目はすべて手作業で、2 回目は PyTorch の部品で、
# 3 回目は 2 色の点を見分ける深いネットワークのために書きます。
#
# **必要なもの**：レッスン 03（損失、学習率、曲率）とレッスン 05（`backward()`、`.grad`、`no_grad`）。
# **時間**：70 分。オプティマイザを扱う最後の部分は、別の日にまわしてもかまいません。
#
# ここまでは準備でした。箱、傾き、山、グラフ。これらがいよいよ 1 つになって、4 行のループとして回り始めます。
# もっと大きなモデルでも、増えるのはパラメータだけです。4 行は変わりません。

# %%
{bootstrap}

# %% [markdown] id="three-points" lang="en"
# ## Three points
#
# Three inputs, 1, 2, 3, and three labels, 2, 4, 6. You see the rule at once. The machine does not: it has a line
# $w x + b$ with two knobs, both at 0.
#
# **Predict:** what does the line say for the three inputs, and how large is the mean squared error?

# %% [markdown] id="three-points" lang="ja" of="7c6b2a11"
# ## 3 つの点
#
# 入力は 1、2、3 の 3 つ、正解は 2、4、6 です。あなたには規則がすぐに見えます。機械には見えません。
# 機械にあるのは直線 $w x + b$ と、0 に合わせた 2 つのつまみ $w$、$b$ だけです。
#
# **予想しましょう**：この直線は 3 つの入力に何と答えますか。平均二乗誤差はいくつになりますか。

# %% tags=["nbval-check-output"]
import autograd_lib as torch
from autograd_lib.course import explore, play
from autograd_lib.course import figures_loop as figures

X = torch.tensor([[1.0], [2.0], [3.0]])
y = torch.tensor([[2.0], [4.0], [6.0]])
w = torch.tensor([[0.0]], requires_grad=True)
b = torch.tensor([[0.0]], requires_grad=True)

outputs = X @ w + b                      # 1. predict
loss = ((outputs - y) ** 2).mean()       # 2. measure the loss
print(outputs.flatten().tolist(), " loss", round(loss.item(), 4))

# %% [markdown] id="gradient" lang="en"
# Three zeros; squared errors 4, 16 and 36; their mean is 18.6667. Those were two steps: **predict**, and measure the
# **loss**.
#
# The third asks for the **gradient**, the fourth, the **update**, walks a little way downhill. `no_grad` keeps the update
# out of the graph.
#
# **Predict:** which signs will the two slopes have? Should $w$ grow or shrink?

# %% [markdown] id="gradient" lang="ja" of="84be4b27"
# 答えは 3 つとも 0 です。誤差の 2 乗は 4、16、36 で、その平均が 18.6667 になります。ここまでが 2 つのステップ、
# **予測**と**損失の計算**です。
#
# 3 つ目のステップで**勾配**を求め、4 つ目の**更新**で坂を少しだけ下ります。更新はグラフに記録してほしくないので、
# `no_grad` の中で行います。
#
# **予想しましょう**：2 つの傾きの符号はどうなりますか。$w$ は増やすべきでしょうか、減らすべきでしょうか。

# %% tags=["nbval-check-output"]
w = torch.tensor([[0.0]], requires_grad=True)
b = torch.tensor([[0.0]], requires_grad=True)
loss = ((X @ w + b - y) ** 2).mean()
loss.backward()                          # 3. compute the gradient
print(f"gradient {w.grad.item():.4f} {b.grad.item():.4f}")

with torch.no_grad():                    # 4. update
    w -= 0.01 * w.grad
    b -= 0.01 * b.grad
print(f"w {w.item():.4f}   b {b.item():.4f}")

# %% [markdown] id="by-hand" lang="en"
# Both negative: a larger $w$ and a larger $b$ lower the loss, so the update, with its minus, raises both. (That 18.6667
# turns up twice is a coincidence: it comes of labels that are exactly twice the inputs.)
#
# Again, 100 times. The old gradient must go each time, since `backward()` *adds* to `.grad` (lesson 05).
#
# **Predict:** which $w$ and $b$ do you get after 100 rounds?

# %% [markdown] id="by-hand" lang="ja" of="4a9609a1"
# どちらも負です。$w$ も $b$ も、大きくすれば損失が減ります。更新の式にはマイナスが付いているので、両方が増えます
# （18.6667 が 2 度出てくるのは、正解がちょうど入力の 2 倍だからで、偶然です）。
#
# これを 100 回くり返しましょう。`backward()` は `.grad` に**足していく**ので（レッスン 05）、古い勾配は毎回消します。
#
# **予想しましょう**：100 回まわしたあと、$w$ と $b$ はいくつになりますか。

# %% tags=["nbval-check-output"]
w = torch.tensor([[0.0]], requires_grad=True)
b = torch.tensor([[0.0]], requires_grad=True)
for epoch in range(100):
    outputs = X @ w + b                     # 1. predict
    loss = ((outputs - y) ** 2).mean()      # 2. loss
    loss.backward()                         # 3. gradient
    with torch.no_grad():
        w -= 0.01 * w.grad                  # 4. update
        b -= 0.01 * b.grad
    w.grad.zero_()
    b.grad.zero_()
print(f"loss {loss.item():.4f}   w {w.item():.4f}   b {b.item():.4f}")

# %% [markdown] id="careful-100" lang="en"
# > **Careful.** You may read that a loop like this "finds $w = 2$ and $b = 0$". After 100 rounds it has not: it stands at
# > 1.7451 and 0.5795. The loop has no bug, and the loss has fallen from 18.6667 to 0.0484. Why does it not arrive?
#
# **Try:** exercise 06.2, the same loop from memory.
#
# One round through all the data is called an **epoch**. Now watch three pictures of the same run. **Predict:** does its
# path lead straight to (2, 0)?

# %% [markdown] id="careful-100" lang="ja" of="77826013"
# > **注意**：このようなループで「$w = 2$、$b = 0$ が求まる」という説明を見かけます。100 回では求まりません。
# > 値は 1.7451 と 0.5795 です。ループに誤りはなく、損失も 18.6667 から 0.0484 まで減りました。
# > では、なぜたどり着かないのでしょうか。
#
# **やってみよう**：問題 06.2。同じループを、何も見ないで書いてみます。
#
# 全データをひととおり使う 1 回分を**エポック**といいます。では、同じ計算を 3 つの図で見てみましょう。
# **予想しましょう**：道すじは (2, 0) へまっすぐ向かうでしょうか。

# %%
explore(figures.valley, epoch=play(0, 100, seconds=0.2), lr=(0.002, 0.2))

# %% [markdown] id="valley" lang="en"
# *Left, the three points and the line after 100 epochs, w = 1.745 and b = 0.5795, close to all three. Middle, the loss
# from above, over w and b, a long narrow valley; an orange path runs from (0, 0) straight to its floor and
# stops; a dotted line goes on along the floor to a star at (2, 0). Arrows: 11.1 across, 0.24 along. Right,
# the loss, 0.0482 after the last update: it falls fast for 30 epochs, then hardly.*
#
# It is the valley of lesson 03: quick down the wall, slow along the floor, which is nearly level.
# **Try** `lr`: which value gets to the star, which is too much?

# %% [markdown] id="valley" lang="ja" of="9b639955"
# *左は 3 つの点と 100 エポック後の直線。w = 1.745、b = 0.5795 で、3 点のすぐ近くを通ります。
# 中央は w と b の平面を上から見た損失で、細長い谷の形です。オレンジの道すじは (0, 0) から谷底へまっすぐ下り、
# そこで止まっています。点線は谷底に沿って (2, 0) の星まで続きます。矢印の数は、谷を横切る方向が 11.1、谷に沿う方向が 0.24。
# 右は損失（最後の更新のあとは 0.0482）で、30 エポックまで急に下がり、そのあとはほとんど下がりません。*
#
# レッスン 03 で見た、あの細長い谷です。壁を下るのは速いのに、ほぼ平らな谷底ではほとんど進みません。
# **やってみよう**：`lr` を動かしましょう。星に届くのはどのくらいの値ですか。大きすぎるのはどこからですか。

# %% tags=["nbval-check-output"]
def loss_at(w, b):
    return ((X * w + b - y) ** 2).mean().item()


for u, v in ((0.915, 0.403), (-0.403, 0.915)):  # from the star: across the valley, along the valley
    curvature = 2 * loss_at(2 + u, 0 + v)       # one step of length 1 lifts the loss by half the curvature
    left = (1 - 0.01 * curvature) ** 100
    print(f"curvature {curvature:5.2f}: after 100 epochs {left:7.3%} of the way is left")

# %% [markdown] id="curvatures" lang="en"
# A step leaves $1 - \mathtt{lr} \cdot \text{curvature}$ of the distance (lesson 03). Across the valley 0.889 a round:
# soon nothing is left. Along it 0.9976: after 100 rounds 79% of the way still lies ahead. A larger `lr` would help, but
# the wall allows at most 2/11.09 = 0.18.
#
# **Predict:** how far do 1000 epochs get, and 5000? For this the loop becomes a function, with a knob `keep`: how much of
# the old gradient stays. 0 forgets it, as `zero_()` does.
#
# **Predict** also `keep=1`, the commonest slip of all: nobody zeroes, and each `backward()` adds to the sum of all
# gradients so far. Does that harm? After all, every one of them pointed downhill.

# %% [markdown] id="curvatures" lang="ja" of="4d4d75ac"
# 1 回のステップで、距離は $1 - \mathtt{lr} \cdot \text{曲率}$ 倍になります（レッスン 03）。谷を横切る方向では毎回 0.889 倍で、
# すぐに何も残らなくなります。谷に沿う方向では 0.9976 倍なので、100 回まわしても道のりの 79% が残っています。
# `lr` を大きくすれば速くなりますが、壁があるため 2/11.09 = 0.18 が限界です。
#
# **予想しましょう**：1000 エポック、5000 エポックではどこまで進みますか。試しやすいように、ループを関数にします。
# つまみ `keep` は、古い勾配をどれだけ残すかを表します。0 なら、`zero_()` と同じようにすべて忘れます。
#
# もう 1 つ、`keep=1` のときも**予想しましょう**。勾配を 0 に戻し忘れるという、いちばん多い間違いです。`backward()` のたびに、
# これまでの勾配の合計に足されていきます。それで困ることはあるでしょうか。足される勾配は、どれも下る方向を教えてくれたはずですが。

# %% tags=["nbval-check-output"]
def train(epochs, keep=0.0):
    w = torch.zeros(1, 1, requires_grad=True)
    b = torch.zeros(1, 1, requires_grad=True)
    for epoch in range(epochs):
        loss = ((X @ w + b - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            for p in (w, b):
                p -= 0.01 * p.grad
                p.grad *= keep
    return f"loss {loss.item():.4f}   w {w.item():.3f}   b {b.item():.3f}"

# %% tags=["nbval-check-output"]
print("1000 epochs:         ", train(1000))
print("5000 epochs:         ", train(5000))
print("100 epochs, keep=1:  ", train(100, keep=1.0))
print("100 epochs, keep=0.9:", train(100, keep=0.9))

# %%
explore(figures.rolling, keep=(0.0, 1.0, 0.05), epoch=play(0, 100, seconds=0.2))

# %% [markdown] id="momentum" lang="en"
# *Left, the valley from above, with `keep=1`: the path shoots across it, up the other wall and back, again and
# again, around the star. Right, the loss: it swings between 0.01 and 19 and never settles. After 100 epochs w = 2.949,
# b = 0.6057.*
#
# Old gradients push on where they no longer fit: a ball that rolls without friction. The 1.76 that was printed is chance:
# one update later it is 6.869, a few epochs earlier 19.
#
# But look at `keep=0.9`: with a little friction the ball gets further in 100 epochs than plain descent in 1000. A slip,
# tamed, is a method: **momentum**. **Try** `keep`: where does the swinging begin? And then exercise 06.3.

# %% [markdown] id="momentum" lang="ja" of="781cb746"
# *左は上から見た谷で、`keep=1` のときの道すじです。谷を横切って反対側の壁を登り、また戻ることを、星のまわりで何度もくり返します。
# 右は損失で、0.01 と 19 の間を揺れ続けて落ち着きません。100 エポック後は w = 2.949、b = 0.6057 です。*
#
# 古い勾配が、もう役に立たない場所でも押し続けます。摩擦のないボールと同じです。ループが 1.76 という損失で終わったのは、
# たまたまです。最後の更新のあとは 6.869 に増えていますし、数エポック前は 19 でした。
#
# ところが `keep=0.9` を見てください。摩擦を少し加えただけで、たった 100 エポックで、ふつうの 1000 エポックよりも先まで進みました。
# 間違いも、うまく手なずければ方法になります。これが**モーメンタム**です。**やってみよう**：`keep` を動かしましょう。
# 0 から 1 までのどのあたりで揺れ始めますか。そのあとは問題 06.3 へ。

# %% [markdown] id="parts" lang="en"
# ## The same with PyTorch's parts
#
# Nobody updates a million parameters by name. Three parts take over:
#
# - A **module**, your class, derived from `nn.Module`, holds the parameters. You write `forward`; you call `net(X)`.
# - A **criterion** measures the loss.
# - An **optimizer** is handed the parameters and changes them: `step()` and `zero_grad()`.
#
# `nn.Linear(1, 1)` is our line: one input, one output, a weight and a bias. It starts at random; we set it to 0, to
# compare.
#
# **Predict:** which $w$ and $b$ will it find in 100 epochs?

# %% [markdown] id="parts" lang="ja" of="43e3a4d2"
# ## PyTorch の部品で同じことを
#
# 100 万個のパラメータを 1 つずつ名前で更新する人はいません。そこは 3 つの部品に任せます。
#
# - **モジュール**：`nn.Module` を継承した、あなたのクラスです。パラメータを持ちます。`forward` を書いておき、`net(X)` と呼びます。
# - **criterion**：損失を計算します（損失関数です）。
# - **オプティマイザ**：パラメータを受け取って書きかえます。使うのは `step()` と `zero_grad()` です。
#
# `nn.Linear(1, 1)` が先ほどの直線です。入力 1 つ、出力 1 つで、重みとバイアスを持ちます。初期値は乱数なので、
# 比べるために 0 にしておきます。
#
# **予想しましょう**：100 エポックで、$w$ と $b$ はいくつになりますか。

# %%
from autograd_lib import nn, optim


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.l1 = nn.Linear(1, 1)
        nn.init.zeros_(self.l1.weight)
        nn.init.zeros_(self.l1.bias)

    def forward(self, x):
        return self.l1(x)

# %% tags=["nbval-check-output"]
net = Net()
criterion = nn.MSELoss()
optimizer = optim.SGD(net.parameters(), lr=0.01)
for epoch in range(100):
    outputs = net(X)                     # 1. predict
    loss = criterion(outputs, y)         # 2. loss
    optimizer.zero_grad()
    loss.backward()                      # 3. gradient
    optimizer.step()                     # 4. update
print(f"loss {loss.item():.4f}")
print(dict(net.state_dict()))
assert round(net.l1.weight.item(), 4) == 1.7451 and round(net.l1.bias.item(), 4) == 0.5795

# %% [markdown] id="three-or-four" lang="en"
# The same numbers to the last digit: **SGD** (stochastic gradient descent) is `w -= lr * w.grad`. The gradients lie in
# `net.l1.weight.grad` and `net.l1.bias.grad`; `zero_grad()` sets them to `None`, which is as good as 0. `state_dict()`
# writes all parameters out, by name.
#
# Learn the five lines of the loop by heart: they are the same for every network. **Try:** exercises 06.1, 06.4 and 06.4b.
#
# > **Careful.** Some count *three* steps, "forward, backward, step", others *four*. Who is right?

# %% [markdown] id="three-or-four" lang="ja" of="ae9f59ae"
# 最後の桁まで同じ値です。**SGD**（確率的勾配降下法）がしているのは、`w -= lr * w.grad` だけだからです。勾配は `net.l1.weight.grad` と
# `net.l1.bias.grad` に入っています。`zero_grad()` はこれを `None` にします（0 にするのと同じことです）。
# `state_dict()` は、すべてのパラメータを名前付きで書き出します。
#
# ループの中の 5 行は、そらで書けるようにしましょう。どんなネットワークでも、この 5 行は同じです。
# **やってみよう**：問題 06.1、06.4、06.4b。
#
# > **注意**：「forward、backward、step の **3** ステップ」と数える人もいれば、**4** ステップと数える人もいます。どちらが正しいのでしょう。

# %%
figures.three_is_four()

# %% [markdown] id="wheel-question" lang="en"
# *Left, three boxes, numbered 1 to 3: forward, backward, step. Right, four, numbered 1 to 4: outputs = net(inputs), loss
# = criterion(outputs, labels), loss.backward(), optimizer.step(). Lines join them: forward is the first two on the
# right, the others match one to one.*
#
# Both. Who counts three takes predict and loss together as "forward". We count four: predict, loss, gradient, update.
#
# Now turn the wheel by hand, one step at a time. **Predict:** untick `zero_grad`. In which epoch, counted from 0, is a
# number wrong for the first time, and in which box?

# %% [markdown] id="wheel-question" lang="ja" of="268c303c"
# *左は 1 から 3 の番号が付いた 3 つの箱：forward、backward、step。右は 1 から 4 の 4 つの箱：outputs = net(inputs)、
# loss = criterion(outputs, labels)、loss.backward()、optimizer.step()。線で結ばれていて、forward は右側の最初の 2 つに、
# 残りは 1 つずつに対応します。*
#
# どちらも正しいのです。3 つと数える人は、予測と損失の計算をまとめて「forward」と呼んでいます。このコースでは、予測、損失、
# 勾配、更新の 4 つと数えます。
#
# では、車輪を 1 ステップずつ手で回してみましょう。**予想しましょう**：`zero_grad` のチェックを外すと、
# 最初におかしな数が現れるのは、0 から数えて何番目のエポックで、どの箱でしょうか。

# %%
explore(figures.wheel, step=play(0, 399, 1, 2), lr=(0.001, 0.2), momentum=(0.0, 0.9, 0.1), zero_grad=True)

# %% [markdown] id="wheel" lang="en"
# *A wheel of four boxes joined by arrows: 1, outputs = net(inputs); 2, loss = criterion(outputs, labels), 18.67; 3,
# optimizer.zero_grad() and loss.backward(), w.grad = −18.67 and b.grad = −8; 4, optimizer.step(). Box 3 is highlighted:
# epoch 0 has come that far. In the hub the three points with the line.*
#
# In epoch 1, box 3: `w.grad` is −35.27 instead of −16.6, the old −18.67 still in it. Nothing warns you.
#
# `net(inputs)` runs your `forward`, with some bookkeeping around it that tools rely on. So never call `net.forward` yourself.
#
# ## A chain again
#
# Boxes 1 and 2 are lesson 01's `x1 = f1(x); x2 = f2(x1)`: the loss is the composition criterion ∘ net, and `backward()`
# runs through both. **Predict:** which boxes of its graph keep a gradient?

# %% [markdown] id="wheel" lang="ja" of="cc46e3f4"
# *矢印でつながった 4 つの箱の輪。1 は outputs = net(inputs)、2 は loss = criterion(outputs, labels) で 18.67、
# 3 は optimizer.zero_grad() と loss.backward() で w.grad = −18.67、b.grad = −8、4 は optimizer.step()。
# いまはエポック 0 の 3 まで進んだところで、箱 3 が強調されています。中央は 3 つの点と直線です。*
#
# 答えはエポック 1 の箱 3 です。`w.grad` は −16.6 のはずが −35.27 で、前回の −18.67 が残っています。警告は何も出ません。
#
# `net(inputs)` と書くと、あなたの `forward` が呼ばれ、その前後でいろいろな道具に必要な処理も行われます。`net.forward` を
# 直接呼ばないようにしましょう。
#
# ## ここにも合成関数
#
# 箱 1 と箱 2 は、レッスン 01 の `x1 = f1(x); x2 = f2(x1)` と同じ形です。損失は合成関数 criterion ∘ net で、`backward()` は
# 2 つの箱を通り抜けます。**予想しましょう**：損失のグラフのうち、勾配が残されるのはどこでしょうか。

# %%
figures.composition(criterion(net(X), y), net)

# %% [markdown] id="composition" lang="en"
# *Above, inputs → net → outputs → criterion → loss. Below, the graph recorded for this loss. In the blue area, net: the
# operation Addmm, fed by the inputs, by bias and, through T, by weight; both parameters are dotted green boxes. In the
# dashed orange area, criterion: MseLoss, fed by the labels. It ends in the loss.*
#
# Only the green boxes, the parameters, keep a `.grad`. Inputs and labels are data: nobody changes them.
#
# ## A neuron
#
# Next task: a point with two coordinates is blue (1) or orange (−1). A **neuron** weighs its two inputs, adds a bias,
# and squashes the sum with an **activation function**, here tanh. **Predict:** why tanh rather than the sigmoid σ, for
# these labels?

# %% [markdown] id="composition" lang="ja" of="fe772f12"
# *上の段は inputs → net → outputs → criterion → loss。下の段は、この損失について記録されたグラフです。青い領域が net で、
# 演算 Addmm に、inputs と bias と、T を通った weight が入ります。2 つのパラメータは点々の付いた緑の箱です。
# 破線で囲んだオレンジの領域が criterion で、MseLoss に labels が入ります。最後は loss です。*
#
# `.grad` が残るのは、緑の箱、つまりパラメータだけです。inputs と labels はデータなので、書きかえることはありません。
#
# ## ニューロン
#
# 次の課題です。座標が 2 つある点は、青（1）かオレンジ（−1）のどちらかです。**ニューロン**は 2 つの入力に重みをかけて足し、
# バイアスを加え、その和を**活性化関数**（ここでは tanh）で押し縮めます。**予想しましょう**：この正解には、シグモイド σ よりも
# tanh が合っています。なぜでしょうか。

# %%
from autograd_lib.course import figures_training

explore(figures_training.squash, x=(-6.0, 6.0, 0.1))

# %% [markdown] id="squash" lang="en"
# *Left, two S-shaped curves: tanh (solid) from −1 to 1 and the sigmoid σ (dashed) from 0 to 1. Right, their slopes: two
# bells, tanh's 1 high, the sigmoid's only 0.25. Points at x = 1: tanh 0.7616, σ 0.7311.*
#
# tanh reaches from −1 to 1, as our labels do; σ gives nothing below 0. And its slope is steeper: four times, in the
# middle. Far out, both are level: no slope, no learning.
#
# Here is the neuron. To follow it by hand, give it weights of our own, 0.6 and −0.2, and the bias 0.8, each as an
# `nn.Parameter`: a tensor that a module counts as its own.

# %% [markdown] id="squash" lang="ja" of="2230875d"
# *左は S 字形の 2 本の曲線。tanh（実線）は −1 から 1 まで、シグモイド σ（破線）は 0 から 1 までです。右はその傾きで、
# 2 つの釣り鐘形。tanh の高さは 1、シグモイドは 0.25 しかありません。印は x = 1 で、tanh は 0.7616、σ は 0.7311 です。*
#
# tanh の値は −1 から 1 まで、正解と同じ範囲です。σ は 0 より下の値を出せません。中央での傾きも tanh のほうが 4 倍急です。
# 遠くではどちらも水平になり、傾きがなくなって学習が進みません。
#
# では、ニューロンを作りましょう。手で計算を追えるように、重みを 0.6 と −0.2、バイアスを 0.8 にします。`nn.Parameter` に
# 包んだテンソルは、モジュールが自分のパラメータとして扱います。

# %% tags=["nbval-check-output"]
class Neuron(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer1 = nn.Linear(2, 1)

    def forward(self, x):
        return torch.tanh(self.layer1(x))


neuron = Neuron()
neuron.layer1.weight = nn.Parameter(torch.tensor([[0.6, -0.2]]))
neuron.layer1.bias = nn.Parameter(torch.tensor([0.8]))
print(dict(neuron.state_dict()))

# %% [markdown] id="neuron-question" lang="en"
# **Predict,** with a pencil: what does the neuron say about the point (1.0, 2.0)?
#
# Then the point's label is 1.0. The loss is $(\tanh u - 1)^2$ with $u = 0.6 x_1 - 0.2 x_2 + 0.8$. By the chain rule
#
# $$\frac{\partial\,\text{loss}}{\partial u} = 2\,(\tanh u - 1)\,(1 - \tanh^2 u)$$
#
# and each weight multiplies that by its input. Which of the three gradients is the largest?

# %% [markdown] id="neuron-question" lang="ja" of="b5310992"
# 鉛筆で計算して**予想しましょう**：このニューロンは、点 (1.0, 2.0) に何と答えますか。
#
# この点の正解は 1.0 です。損失は $(\tanh u - 1)^2$、ただし $u = 0.6 x_1 - 0.2 x_2 + 0.8$ です。連鎖律から
#
# $$\frac{\partial\,\text{loss}}{\partial u} = 2\,(\tanh u - 1)\,(1 - \tanh^2 u)$$
#
# となり、重みの勾配は、これに入力をかけたものです。3 つの勾配のうち、いちばん大きいのはどれでしょうか。

# %% tags=["nbval-check-output"]
neuron.zero_grad()
outputs = neuron(torch.tensor([[1.0, 2.0]]))
print(outputs)
loss = criterion(outputs, torch.tensor([[1.0]]))
loss.backward()
print(neuron.layer1.weight.grad, neuron.layer1.bias.grad)
u = torch.tensor(0.6 * 1 - 0.2 * 2 + 0.8)
print(f"by hand: {2 * (u.tanh() - 1) * (1 - u.tanh() ** 2):.4f}")

# %% [markdown] id="torchviz" lang="en"
# $u = 1$, and $\tanh 1 = 0.7616$. `TanhBackward0` says how the output came about. The second weight has the largest
# gradient: its input is 2, so −0.4005 is twice −0.2002. The bias has the input 1. **Try:** exercise 06.5.
#
# There are three ways to write a model:
#
# 1. Derive a class from `nn.Module`: the usual way; `forward` may hold any Python.
# 2. `nn.Sequential(...)`: layers in a row, nothing else to write.
# 3. Bare tensors, as in our first loop: to understand, not to work.
#
# **Predict:** does way 2 give the same number, and which boxes will its graph have? `viz.make_dot` draws it as the tool
# torchviz does.

# %% [markdown] id="torchviz" lang="ja" of="aa67cf7b"
# $u = 1$ なので $\tanh 1 = 0.7616$ です。`TanhBackward0` は、この出力がどう計算されたかを示しています。勾配がいちばん大きいのは
# 2 番目の重みです。入力が 2 なので、−0.2002 の 2 倍の −0.4005 になります。バイアスの入力は 1 と考えます。
# **やってみよう**：問題 06.5。
#
# モデルの書き方は 3 通りあります。
#
# 1. `nn.Module` を継承したクラス：ふつうはこれです。`forward` には、どんな Python のコードでも書けます。
# 2. `nn.Sequential(...)`：層を一列に並べるだけで、ほかに何も書きません。
# 3. テンソルだけ：最初のループの書き方です。仕組みを理解するためのもので、実用には向きません。
#
# **予想しましょう**：2 の書き方でも同じ値になりますか。グラフにはどんな箱が並びますか。`viz.make_dot` は、
# torchviz というツールと同じ形でグラフをかきます。

# %%
from autograd_lib import viz

model = nn.Sequential(nn.Linear(2, 1), nn.Tanh())
model[0].load_state_dict(neuron.layer1.state_dict())
outputs = model(torch.tensor([[1.0, 2.0]]))
print(outputs)
names = {"parameter": ".grad", "operation": "grad_fn", "output": "loss.backward()"}
viz.make_dot({"loss": criterion(outputs, torch.tensor([[1.0]]))}, params=model, legend=names)

# %% [markdown] id="careful-colors" lang="en"
# *From top to bottom: blue boxes 0.weight (1, 2) and 0.bias (1), each above an AccumulateGrad; T; then Addmm, Tanh and
# MseLoss as gray ellipses; at the bottom the green box, loss. A legend: .grad, grad_fn, loss.backward().*
#
# The same 0.7616. `Sequential` numbers its layers, hence `0.weight`. The colors are those of lesson 05; again the green box
# is no function but the result. From there `backward()` walks up, against the arrows.
#
# tanh has many sisters, each a class in `nn` (lesson 10 has more of them):
#
# | shape | names |
# |---|---|
# | S, bounded | `Tanh`, `Sigmoid`, `Softsign`, `Hardtanh`, `ReLU6` |
# | bent, open above | `ReLU`, `LeakyReLU`, `PReLU`, `ELU`, `CELU`, `SELU`, `GELU`, `SiLU`, `Mish`, `Softplus` |
# | others | `LogSigmoid`, `Softshrink`, `Hardshrink`, `Tanhshrink` |
# | for a whole row | `Softmax`, `Softmin`, `LogSoftmax` |

# %% [markdown] id="careful-colors" lang="ja" of="1d7aa987"
# *上から順に、青い箱 0.weight (1, 2) と 0.bias (1)。その下にそれぞれ AccumulateGrad、そして T。続いて Addmm、Tanh、
# MseLoss が灰色の楕円で並び、いちばん下が緑の箱 loss です。凡例は .grad、grad_fn、loss.backward()。*
#
# 同じ 0.7616 になりました。`Sequential` は層に番号を付けるので、名前が `0.weight` になっています。色の意味はレッスン 05 と同じです。
# 緑の箱は、ここでも関数ではなく計算の結果です。`backward()` はここから出発し、矢印を逆にたどって上へ進みます。
#
# tanh には仲間がたくさんいて、どれも `nn` のクラスです（レッスン 10 でもっと紹介します）。
#
# | 形 | 名前 |
# |---|---|
# | S 字形で、上下に限りがある | `Tanh`、`Sigmoid`、`Softsign`、`Hardtanh`、`ReLU6` |
# | 折れ曲がって、上に限りがない | `ReLU`、`LeakyReLU`、`PReLU`、`ELU`、`CELU`、`SELU`、`GELU`、`SiLU`、`Mish`、`Softplus` |
# | そのほか | `LogSigmoid`、`Softshrink`、`Hardshrink`、`Tanhshrink` |
# | 行全体に働く | `Softmax`、`Softmin`、`LogSoftmax` |

# %% [markdown] id="two-colors" lang="en"
# ## Points of two colors
#
# Hundreds of data are not typed into a cell. A **Dataset** answers two questions: how many are there, and what is number
# $i$? Yours makes two spiral arms:

# %% [markdown] id="two-colors" lang="ja" of="0de62141"
# ## 2 色の点
#
# データが何百もあると、セルに打ち込むわけにはいきません。**Dataset** は 2 つの問いに答えるクラスです。データはいくつあるか。
# $i$ 番目は何か。ここでは、2 本の渦の腕を作る Dataset を書きます。

# %%
import math

from autograd_lib.utils.data import DataLoader, Dataset


class Points(Dataset):
    def __init__(self, n):
        r = 0.15 + 0.85 * torch.rand(n)                             # how far from the middle
        self.colors = (torch.arange(n) % 2 * 2.0 - 1).view(n, 1)    # -1, 1, -1, 1, ...
        angle = 1.8 * math.pi * r + math.pi / 2 * self.colors[:, 0]
        self.points = r.view(n, 1) * torch.stack([angle.cos(), angle.sin()], 1) + 0.06 * torch.randn(n, 2)

    def __len__(self):
        return len(self.points)

    def __getitem__(self, i):
        return self.points[i], self.colors[i]

# %% tags=["nbval-check-output"]
_ = torch.manual_seed(1)
train_set, valid_set = Points(300), Points(300)
train_loader = DataLoader(train_set, batch_size=20, shuffle=True)
inputs, labels = next(iter(train_loader))   # the first mini-batch
print(len(train_set), "points:", len(train_loader), "mini-batches of", tuple(inputs.shape), tuple(labels.shape))
figures_training.points(train_set, valid_set)

# %% [markdown] id="loader" lang="en"
# *Two sheets of points, train_set (filled) and valid_set (hollow), drawn alike: two arms of a spiral around each other,
# one of blue circles, one of orange squares.*
#
# The **DataLoader** shuffles and hands out **mini-batches** of 20: 15 updates an epoch instead of one. Who meets whom in a
# batch is chance: hence the *stochastic* in SGD. The **validation** set is never trained on. It asks whether the network
# has understood, or only remembered.
#
# The loop has one more line, for the mini-batches. After each epoch we note both losses and a copy of the parameters.
#
# **Predict:** how many of the points can a single neuron get right?

# %% [markdown] id="loader" lang="ja" of="9a157988"
# *点をかいた 2 枚の図。train_set は塗りつぶし、valid_set は白抜きで、かたちは同じです。青い丸とオレンジの四角が、
# 1 本ずつ渦の腕になって、互いに巻きついています。*
#
# **DataLoader** はデータをよく混ぜて、20 個ずつの**ミニバッチ**に分けて渡します。更新は 1 エポックに 1 回ではなく 15 回です。
# どの点が同じミニバッチに入るかは偶然に決まります。SGD の「確率的」とは、このことです。
# **検証**用のデータは学習に使いません。わかったのか、覚えただけなのかを確かめるためのものです。
#
# ループには、ミニバッチのための行が 1 つ増えます。エポックが終わるたびに、両方の損失と、パラメータのコピーを記録します。
#
# **予想しましょう**：ニューロン 1 つで、何割の点を正しく分けられるでしょうか。

# %%
from copy import deepcopy


def losses(net):
    with torch.no_grad():
        return [criterion(net(each.points), each.colors).item() for each in (train_set, valid_set)]


def accuracy(net, data):
    with torch.no_grad():
        return (net(data.points).sign() == data.colors).float().mean().item()

# %%
def fit(net, optimizer, epochs):
    history, snapshots = [losses(net)], [deepcopy(net.state_dict())]
    for epoch in range(epochs):
        for inputs, labels in train_loader:
            outputs = net(inputs)
            loss = criterion(outputs, labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        history.append(losses(net))
        snapshots.append(deepcopy(net.state_dict()))
    return history, snapshots

# %%
_ = torch.manual_seed(2)
neuron = Neuron()
fit(neuron, optim.SGD(neuron.parameters(), lr=0.05, momentum=0.9), epochs=20)
print(f"{accuracy(neuron, train_set):.0%} of the training points are right")
figures_training.regions({"Neuron()": neuron}, train_set)

# %% [markdown] id="straight" lang="en"
# *The plane in two colors, divided by one straight line, with the two arms on it: large pieces of both lie on the wrong
# side.*
#
# Two of three. The border of a neuron, $w_1 x_1 + w_2 x_2 + b = 0$, is a straight line, and no line parts these arms.
#
# Sixteen neurons side by side draw sixteen lines; a second **layer** of sixteen bends and combines them; a last neuron
# decides. That is a **deep** network: more functions in the chain. The loop stays.
#
# **Predict:** which of the two losses ends lower?

# %% [markdown] id="straight" lang="ja" of="0c5fac70"
# *1 本の直線で 2 色に塗り分けた平面と、その上の 2 本の腕。どちらの腕も、大きな部分が反対側にはみ出しています。*
#
# およそ 3 分の 2 です。ニューロンの境界 $w_1 x_1 + w_2 x_2 + b = 0$ は直線で、この 2 本の腕は、どんな直線でも分けられません。
#
# ニューロンを 16 個並べると、直線が 16 本引けます。次の**層**の 16 個がそれを曲げて組み合わせ、最後の 1 個が決めます。
# これが**深い**ネットワークです。合成関数の鎖が長くなるだけで、ループは変わりません。
#
# **予想しましょう**：2 つの損失のうち、最後に小さくなるのはどちらですか。

# %%
class Deep(nn.Module):
    def __init__(self, width=16):
        super().__init__()
        self.l1 = nn.Linear(2, width)
        self.l2 = nn.Linear(width, width)
        self.l3 = nn.Linear(width, 1)

    def forward(self, x):
        x = torch.tanh(self.l1(x))
        x = torch.tanh(self.l2(x))
        return torch.tanh(self.l3(x))

# %% [markdown] id="layers-question" lang="en"
# Before it learns, walk once through its graph. The layers are folded; a click opens them. ‖3‖ stands for many numbers: the
# root of the sum of their squares.
#
# **Predict:** on the way back from the loss, do the gradients grow or shrink from layer to layer?

# %% [markdown] id="layers-question" lang="ja" of="bc91bbb9"
# 学習を始める前に、一度このグラフをたどってみましょう。層はたたんであり、クリックすると開きます。‖3‖ は、たくさんの数をまとめて
# 表したもので、2 乗の和の平方根です。
#
# **予想しましょう**：損失から戻るとき、勾配は層を通るたびに大きくなりますか、小さくなりますか。

# %%
_ = torch.manual_seed(2)
deep = Deep()
viz.explore_graph(lambda: criterion(deep(train_set.points), train_set.colors))

# %% [markdown] id="layers" lang="en"
# *A column of boxes: l1, tanh, l2, tanh, l3, tanh, mse_loss. Blue in the boxes, the values; orange at the arrows, the
# gradients, from below: 0.115, 0.112, 0.0603, 0.0578, 0.0308, 0.0276.*
#
# They shrink: to a quarter after three layers. In a chain of a hundred such layers the first would learn next to nothing.
# Lesson 10 names what helps. Now train it.

# %% [markdown] id="layers" lang="ja" of="3c7ea050"
# *箱が縦に並びます：l1、tanh、l2、tanh、l3、tanh、mse_loss。箱の中の青が値、矢印のそばのオレンジが勾配で、下から順に
# 0.115、0.112、0.0603、0.0578、0.0308、0.0276 です。*
#
# 小さくなっています。3 つの層で約 4 分の 1 です。このような層が 100 も続いたら、最初の層はほとんど何も学べません。
# どうすればよいかは、レッスン 10 で紹介します。では、学習させましょう。

# %%
_ = torch.manual_seed(2)
deep = Deep()
history, snapshots = fit(deep, optim.SGD(deep.parameters(), lr=0.05, momentum=0.9), epochs=60)
print(f"right: {accuracy(deep, train_set):.0%} of train_set, {accuracy(deep, valid_set):.0%} of valid_set")
assert accuracy(deep, valid_set) > 0.9

# %%
explore(figures_training.film(deep, snapshots, history, train_set, valid_set), epoch=play(0, 60))

# %% [markdown] id="film" lang="en"
# *Left, the plane after 60 epochs, in two colors with a black border that winds between the two arms; all training
# points lie on their own color. Right, two loss curves: both stay between 0.6 and 0.9 for some fifteen epochs, fall
# together, then part; train_set goes to 0.001, valid_set stays near 0.1.*
#
# Play the film. When does the border stop being straight? Where is the validation loss lowest?
#
# The training points are all right; of the others, two or three in a hundred are not. From about epoch 40 on, only the
# training loss still falls: what is polished now is learned by heart. What to do about it: lesson 07.

# %% [markdown] id="film" lang="ja" of="4225c3ec"
# *左は 60 エポック後の平面。黒い境界が 2 本の腕の間を縫って曲がり、学習に使った点はすべて自分の色の側にあります。
# 右は 2 本の損失曲線。15 エポックほどは 0.6 から 0.9 の間にとどまり、そのあと一緒に下がり、やがて離れます。train_set は 0.001 まで下がりますが、
# valid_set は 0.1 前後で止まります。*
#
# 再生してみましょう。境界がまっすぐでなくなるのはいつですか。検証用の損失がいちばん小さいのはどこですか。
#
# 学習に使った点はすべて正解ですが、そうでない点は 100 個のうち 2、3 個を間違えます。40 エポックあたりからは、
# 学習用の損失しか下がっていません。そこで進んでいるのは丸暗記です。対策はレッスン 07 で考えます。

# %% [markdown] id="cockpit-question" lang="en"
# ## Your hand on the wheel
#
# The same training once more, but this time you steer. `viz.watch` goes around the loop; `run.log` notes what you want to
# see. While it runs you can pause, take the four steps one by one, turn `lr`, and forget `zero_grad`.
#
# **Predict:** which curve shows first that `lr` is too large: the loss, or the accuracy?

# %% [markdown] id="cockpit-question" lang="ja" of="bcab79e1"
# ## ハンドルを握る
#
# 同じ学習をもう一度。今度は、あなたが操縦します。ループを `viz.watch` で包み、見たい数を `run.log` で記録します。
# 実行中に一時停止したり、4 ステップを 1 つずつ進めたり、`lr` を変えたり、`zero_grad` を忘れさせたりできます。
#
# **予想しましょう**：`lr` が大きすぎることは、損失と正解率のどちらの曲線に先に現れますか。

# %%
_ = torch.manual_seed(2)
deep = Deep()
optimizer = optim.SGD(deep.parameters(), lr=0.05, momentum=0.9)
run = viz.watch(range(60), optimizer, model=deep, criterion=criterion,
                view=lambda: figures_training.regions({"deep": deep}, train_set))
for epoch in run:
    for inputs, labels in train_loader:
        loss = criterion(deep(inputs), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    run.log(train_loss=losses(deep)[0], valid_loss=losses(deep)[1], accuracy=accuracy(deep, valid_set))

# %% [markdown] id="cockpit" lang="en"
# *Three pictures: train_loss and valid_loss over 60 epochs, as in the film; the accuracy, from 0.7 to 0.98; the plane in
# two colors with the training points, after the last epoch.*
#
# The loss jumps at once; the accuracy may stay as it is for a while, since a point counts as right however narrowly. Run the
# cell again and try: `lr` at 1, then back; `zero_grad` forgotten from the beginning. A loop of your own, with PyTorch too,
# needs just these two words: `watch` and `log`.

# %% [markdown] id="cockpit" lang="ja" of="14ea3b7b"
# *図は 3 つです。60 エポックの train_loss と valid_loss は、先ほどのアニメーションと同じ曲線です。正解率は、0.7 あたりから 0.98 まで上がります。
# 残る 1 つは、最後のエポックのあとの 2 色の平面と、学習用の点です。*
#
# 損失はすぐに跳ね上がります。正解率は、しばらく変わらないこともあります。きわどくても、当たりは当たりと数えるからです。
# セルをもう一度実行して、`lr` を 1 にしてから戻す、最初から `zero_grad` を忘れさせる、などと試しましょう。自分のループでも、
# PyTorch でも、必要な言葉は `watch` と `log` の 2 つだけです。

# %% [markdown] id="optimizers" lang="en"
# ## Last part: who goes down best?
#
# Write $\theta$ for a parameter and $g$ for its gradient. Four rules for one step:
#
# - **SGD**: $\theta \leftarrow \theta - \mathtt{lr} \cdot g$
# - with **momentum**: $v \leftarrow 0.9\,v + g$, then $\theta \leftarrow \theta - \mathtt{lr} \cdot v$: our `keep=0.9`
# - **Adam**: a mean of the last gradients, divided by the usual size of $g$, for each parameter by itself. A step is about
#   `lr` long, however steep it is.
# - **AdaBelief** (so spelled): as Adam, but divided by how much $g$ *surprises*. Our library has it; for PyTorch its
#   authors have a package.
#
# A race in our valley, one start, 100 steps, each with a good `lr` of its own. **Predict:** who wins?

# %% [markdown] id="optimizers" lang="ja" of="9cec99fd"
# ## 最後の部分：坂を下るのがうまいのは？
#
# パラメータを $\theta$、その勾配を $g$ と書きます。1 ステップの規則を 4 つ紹介します。
#
# - **SGD**：$\theta \leftarrow \theta - \mathtt{lr} \cdot g$
# - **モーメンタム**付き：$v \leftarrow 0.9\,v + g$、そして $\theta \leftarrow \theta - \mathtt{lr} \cdot v$。先ほどの `keep=0.9` です。
# - **Adam**：最近の勾配の平均を、$g$ のふだんの大きさで割ります。これをパラメータごとに行います。急でも緩やかでも、
#   1 歩の長さは `lr` くらいです。
# - **AdaBelief**（つづりはこうです）：Adam と似ていますが、$g$ が予想からどれだけ**外れた**かで割ります。このライブラリには入っていますが、
#   PyTorch で使うには作者たちのパッケージが必要です。
#
# 先ほどの細長い谷で競争させます。出発点は同じ、歩数は 100、`lr` はそれぞれに合ったものを選びました。
# **予想しましょう**：勝つのはだれですか。

# %%
from autograd_lib.course import figures_optimizers

explore(figures_optimizers.race, step=play(0, 100, seconds=0.2), surface=list(figures_optimizers.SURFACES),
        lr_factor=(0.1, 10.0))

# %% [markdown] id="race" lang="en"
# *Left, the valley from above with four paths from (0, 0) to the star at (2, 0): SGD down the wall, a little back and
# forth, then along the floor; momentum swinging wide across it; Adam and AdaBelief setting out along a diagonal and swinging too. Right,
# their losses, all below 0.001 after 100 steps; SGD's line is smooth, the others bounce.*
#
# On this surface all four arrive. Choose the bent valley, and SGD stays behind. Turn `lr_factor`: who flies off, who
# creeps? The ranking hangs on the learning rates, so the next picture tries 33 of them for each.

# %% [markdown] id="race" lang="ja" of="ddb8c4d0"
# *左は上から見た谷。(0, 0) から (2, 0) の星まで 4 本の道すじがあります。SGD は壁を下り、少し行き来してから、谷底をまっすぐ進みます。モーメンタムは谷を大きく横切って揺れ、
# Adam と AdaBelief は斜め 45° に歩き出し、やはり揺れます。右は損失で、100 歩で 4 本とも 0.001 を下回ります。
# SGD の線はなめらかで、ほかは跳ねています。*
#
# この地形では 4 つとも着きます。曲がった谷を選ぶと、SGD が遅れます。`lr_factor` を動かしましょう。谷から飛び出すのはどれで、
# ほとんど進まなくなるのはどれですか。順位は学習率しだいで変わります。そこで次の図では、33 通りの学習率をすべて試します。

# %%
figures_optimizers.rates()

# %% [markdown] id="rates" lang="en"
# *The loss after 100 steps (the worst of the last ten) against lr from 0.001 to 10, both axes logarithmic; shaded, what
# lies below 0.01. SGD falls
# slowly to the lowest point, 0.0002 at lr = 0.13, and shoots up to infinity right behind it; momentum has a wide
# floor near 0.001 and its cliff beyond 0.3. Adam and AdaBelief start high, reach 0.0006 and 0.0005, and only rise gently.*
#
# > **Careful.** "Take Adam, it is nearly always fine." Here it never blew up: true for the first try. But at its default,
# > `lr=0.001`, it got nowhere, and the best result was plain SGD's.
#
# No other number decides so much as `lr`. Change it by factors of 3, and watch.

# %% [markdown] id="rates" lang="ja" of="a5ac256c"
# *100 歩のあとの損失（最後の 10 歩のうち最悪の値）を、0.001 から 10 までの lr に対してかいた両対数グラフ。0.01 より下に色が付いています。
# SGD はゆっくり下がり、lr = 0.13 で全体の最小値 0.0002 になりますが、そのすぐ先で無限大に飛び出します。モーメンタムは 0.001 付近が
# 広い底で、崖は 0.3 の先です。Adam と AdaBelief は高いところから始まり、0.0006 と 0.0005 まで下がって、その先はゆるやかに上がるだけです。*
#
# > **注意**：「迷ったら Adam を使えばまず間違いない」。ここでも Adam は一度も発散しませんでした。最初に試すものとしては、そのとおりです。
# > しかし既定値の `lr=0.001` ではほとんど進まず、最良の結果を出したのはただの SGD でした。
#
# `lr` ほど結果を左右する数はありません。3 倍、3 分の 1 と変えて、曲線を見比べましょう。

# %% [markdown] id="groups" lang="en"
# ## A learning rate for each layer
#
# An optimizer takes **groups** of parameters, each with options of its own: useful when the first layers are already
# good and only the last one shall learn something new.
#
# **Predict:** below, l1 and l2 have `lr=0.001` and l3 has 0.1. By what factor does l3 move further, for the same
# gradient?

# %% [markdown] id="groups" lang="ja" of="e2219d37"
# ## 層ごとの学習率
#
# オプティマイザには、パラメータを**グループ**に分けて渡し、グループごとに設定を変えることもできます。はじめの層はもう十分よくて、
# 最後の層だけに新しいことを覚えさせたいときなどに使います。
#
# **予想しましょう**：次のセルでは、l1 と l2 が `lr=0.001`、l3 が 0.1 です。勾配が同じなら、l3 は何倍大きく動きますか。

# %% tags=["nbval-check-output"]
_ = torch.manual_seed(0)
fresh = Deep()
early = [*fresh.l1.parameters(), *fresh.l2.parameters()]
optimizer = optim.SGD([{"params": early}, {"params": fresh.l3.parameters(), "lr": 0.1}], lr=0.001)
before = deepcopy(fresh.state_dict())
criterion(fresh(train_set.points), train_set.colors).backward()
optimizer.step()
for name, p in fresh.named_parameters():
    moved = (p.detach() - before[name]).abs().max() / p.grad.abs().max()
    print(f"{name:<10} moved {moved.item():.3f} times its gradient")

# %% [markdown] id="summary" lang="en"
# A hundred times. **Try:** exercise 06.6, where one subtraction makes a valley round.
#
# ## What you take along
#
# 1. Predict, loss, gradient, update: four steps, for three points as for millions.
# 2. `zero_grad()` in every round; old gradients push on. Tamed, that is momentum.
# 3. A small loss does not mean that the parameters have arrived: along a valley they creep.
# 4. A module holds the parameters, a criterion measures, an optimizer changes them. Call `net(x)`.
# 5. Watch two curves, training and validation, and choose the learning rate before all else.

# %% [markdown] id="summary" lang="ja" of="c80d60b1"
# 100 倍です。**やってみよう**：問題 06.6。引き算 1 つで、細長い谷が丸くなります。
#
# ## まとめ
#
# 1. 予測、損失、勾配、更新。3 つの点でも何百万のデータでも、この 4 ステップです。
# 2. `zero_grad()` は毎回。古い勾配は押し続けます。うまく手なずければモーメンタムになります。
# 3. 損失が小さくても、パラメータが目標に着いたとは限りません。谷に沿う方向にはなかなか進みません。
# 4. パラメータを持つのがモジュール、損失を計算するのが criterion、書きかえるのがオプティマイザ。呼ぶときは `net(x)` です。
# 5. 学習用と検証用の 2 本の曲線を見ましょう。そして何よりもまず、学習率を選びましょう。

# %% [markdown] id="quiz" lang="en"
# ## Three questions
#
# 1. A loop has `optimizer.step()` above `loss.backward()`, right after `zero_grad()`. What does it learn?
# 2. The loss is 0.05 and hardly falls. Are the parameters right?
# 3. The training loss falls, the validation loss rises. What is the network doing?
#
# <details><summary>Answers</summary>
#
# 1. Nothing: each step uses a gradient that was cleared a moment ago.
# 2. Perhaps not: it may be creeping along a valley, as ours did.
# 3. It learns the training points by heart.
#
# </details>
#
# Now it is your turn: [the exercises of lesson 06](../../exercises/en/06_training_loop.ipynb).
#
# Then: [07 · Handwritten digits](07_mnist.ipynb).

# %% [markdown] id="quiz" lang="ja" of="f2db1415"
# ## 3 つの質問
#
# 1. あるループでは、`zero_grad()` のすぐ次に `optimizer.step()` があり、`loss.backward()` はその下にあります。何を学習しますか。
# 2. 損失は 0.05 で、もうほとんど下がりません。パラメータは正しい値になっていますか。
# 3. 学習用の損失は下がり、検証用の損失は上がっています。ネットワークは何をしているのでしょうか。
#
# <details><summary>答え</summary>
#
# 1. 何も学習しません。消したばかりの勾配で更新しているからです。
# 2. そうとは限りません。このレッスンの例のように、谷に沿って少しずつ進んでいる途中かもしれません。
# 3. 学習用の点を丸暗記しています。
#
# </details>
#
# 次はあなたの番です：[レッスン 06 の演習](../../exercises/ja/06_training_loop.ipynb)
#
# そのあとは、[07 · 手書き数字を読む](07_mnist.ipynb)へ。

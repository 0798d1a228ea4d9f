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
#     title: {en: From here to PyTorch, ja: ここから PyTorch へ}
#     minutes: 40
#     needs: ["07"]
# ---

# %% [markdown] id="title" lang="en"
# # 10 · From here to PyTorch
#
# {badges}
#
# **Goal:** delete two words and work with PyTorch itself; know what stays the same, what differs, what PyTorch has more,
# and where to go when one machine is too small.
#
# **You need:** lesson 07. PyTorch itself is *not* needed: where it is installed, the cells use it; where it is not, they
# say so, and everything else runs. (In Colab it is there. Elsewhere: `pip install torch`, gigabytes on some systems.)
# **Time:** 40 minutes.

# %% [markdown] id="title" lang="ja" of="c17d8472"
# # 10 · ここから PyTorch へ
#
# {badges}
#
# **目標**：2 つの単語を消して、本物の PyTorch に移りましょう。何が同じで、何が違い、PyTorch にはほかに何があるのか、
# そして 1 台のコンピュータで足りなくなったらどうするのかがわかります。
#
# **必要なもの**：レッスン 07。PyTorch 本体は**なくてもかまいません**。インストールされていればセルが使い、なければそう表示して、
# ほかはすべてそのまま動きます（Colab には入っています。手元では `pip install torch`。環境によっては数 GB になります）。
# **時間**：40 分。

# %%
{bootstrap}

# %% [markdown] id="two-words" lang="en"
# ## Two words
#
# Every lesson began with `import autograd_lib as torch`. All that you have typed since then was PyTorch code. So delete
# the words `autograd_lib as`, and it should run on PyTorch.
#
# Here is the loop of lesson 06, for both. **Predict:** in how many of its 17 lines do the two differ?

# %% [markdown] id="two-words" lang="ja" of="2088c92a"
# ## 2 つの単語
#
# どのレッスンも `import autograd_lib as torch` で始まりました。そのあとあなたが書いたのは、すべて PyTorch のコードです。
# それなら、`autograd_lib as` という 2 つの単語を消せば、PyTorch で動くはずです。
#
# レッスン 06 のループを、両方の書き方で並べます。**予想しましょう**：17 行のうち、違うのは何行でしょうか。

# %%
import autograd_lib as torch
from autograd_lib import nn, optim
from autograd_lib.course import explore, play, port, tables
from autograd_lib.course import figures_port as figures

explore(figures.listing, line=play(1, 18, seconds=0.4), what=list(figures.LISTINGS)[:3])

# %% [markdown] id="listing" lang="en"
# *Two columns, autograd_lib and torch. The first two lines stand out, in bold on yellow: import autograd_lib as torch, from
# autograd_lib import nn, optim; on the right, import torch, from torch import nn, optim. The other 15 lines are gray: the
# same on both sides.*
#
# Two, both of them imports. Choose `07`: there, a line comes from **torchvision**, PyTorch's package for pictures. That
# is the whole rule. Figures and checks (`autograd_lib.course`) stay; they take PyTorch's tensors too.
#
# **Predict:** `w` after 100 epochs was 1.7451. What will PyTorch say?

# %% [markdown] id="listing" lang="ja" of="1d4ad8e7"
# *左が autograd_lib、右が torch の 2 列。最初の 2 行だけが黄色の地に太字で、左は import autograd_lib as torch と
# from autograd_lib import nn, optim、右は import torch と from torch import nn, optim。残りの 15 行は灰色で、左右とも同じです。*
#
# 2 行だけ、どちらも import です。`07` を選ぶと、1 行だけ **torchvision**（画像のための PyTorch のパッケージ）からの import になります。
# 規則はこれで全部です。図や答え合わせ（`autograd_lib.course`）はそのまま使え、PyTorch のテンソルも受け取ります。
#
# **予想しましょう**：100 エポックのあと、`w` は 1.7451 でした。PyTorch では、いくつになるでしょうか。

# %%
port.both(figures.LOOP)

# %% [markdown] id="digits-question" lang="en"
# The same to the last digit shown: 1.7451 and 0.5795. It is the same arithmetic, in the same order.
#
# That loop started from zeros. But most networks start at random, and a `Dropout` throws dice at every step.
# **Predict:** are there two numbers below that differ?

# %% [markdown] id="digits-question" lang="ja" of="ec5b0efa"
# 1.7451 と 0.5795。表示された最後の桁まで同じです。同じ計算を、同じ順序でしているからです。
#
# でも、このループの重みは 0 から始まりました。ふつうのネットワークは乱数から始まりますし、`Dropout` は 1 ステップごとにさいころを振ります。
# **予想しましょう**：下の表示に、違う数はあるでしょうか。

# %%
port.both("""
import autograd_lib as torch
from autograd_lib import nn

torch.manual_seed(0)
net = nn.Sequential(nn.Linear(2, 3), nn.Dropout(0.5))
print(net[0].weight.detach())
print(net(torch.ones(1, 2)).detach(), torch.randperm(8))
""")

# %% [markdown] id="seed" lang="en"
# None. With the same **seed**, our library draws the same random numbers as PyTorch (on the CPU): starting weights, dropout,
# the order of a shuffled `DataLoader`. So even whole trainings agree.
#
# Now you. Run this cell. Then delete the words `autograd_lib as` in it, and run it again. (Without PyTorch you get an
# error that says so: put the words back.)

# %% [markdown] id="seed" lang="ja" of="a37d5551"
# ありません。**シード**が同じなら、このライブラリは PyTorch（CPU）と同じ乱数を作ります。重みの初期値も、ドロップアウトも、
# `DataLoader` がかき混ぜる順番も同じです。だから、学習全体の結果まで一致します。
#
# 次はあなたの番です。このセルを実行しましょう。それから `autograd_lib as` を消して、もう一度実行しましょう
# （PyTorch がなければ、そのことを伝えるエラーになります。2 つの単語を元に戻してください）。

# %%
import autograd_lib as torch

x = torch.ones(2, 2, requires_grad=True)
out = (3 * (x + 2) ** 2).mean()
out.backward()
print(torch.__name__, x.grad)
assert x.grad.tolist() == [[4.5, 4.5], [4.5, 4.5]]

# %% [markdown] id="same" lang="en"
# 4.5 is the number of lesson 05. You can do this with *every* lesson: open it, delete the two words, *Restart and run
# all*.
#
# Does it really hold for every cell? We have a program that tries it: it runs all cells of the course and its solutions on
# both, and compares every word and every digit. **Predict:** where would *you* expect something else?

# %% [markdown] id="same" lang="ja" of="7285bdef"
# 4.5 はレッスン 05 の数です。同じことは**どのレッスンでも**できます。開いて、2 つの単語を消して、
# **カーネルを再起動してすべて実行**してみましょう。
#
# 本当にどのセルでも成り立つのでしょうか。それを試すプログラムがあります。コースと解答のセルをすべて両方で動かし、
# 1 語ずつ、1 桁ずつ比べます。**予想しましょう**：違う表示になるのは、どんなところだと思いますか。

# %%
tables.differences()

# %% [markdown] id="differences" lang="en"
# That is the complete list. No number in it: only uninitialized memory, documentation, file formats, and a line more
# below our errors. (Two rows are cells of this lesson.)
#
# > **Careful.** "The same digits" holds for what we *show*. Far behind the point, sums taken in another order differ; on a GPU
# > nearly always. Compare floats with `allclose`, not with `==`.
#
# ## What must become a tensor
#
# Code that you find elsewhere often begins in NumPy. **Predict:** which of these three can a `Linear` digest?

# %% [markdown] id="differences" lang="ja" of="ce330dd5"
# これで全部です。計算した数の違いは 1 つもありません。初期化されていないメモリ、説明文、ファイルの形式、そしてエラーの下の 1 行だけです
# （2 行はこのレッスンのセルです）。
#
# > **注意**：「同じ桁」というのは、**表示した**桁のことです。もっと下の桁は、足す順序が違えば変わります。GPU ではほとんどいつも変わります。
# > 小数を比べるときは、`==` ではなく `allclose` を使いましょう。
#
# ## 何をテンソルにするのか
#
# よそで見つけたコードは、NumPy で始まることがよくあります。`Linear` が受け取れるのは、次の 3 つのうちどれか、**予想しましょう**。

# %% tags=["nbval-check-output"]
import numpy as np


def attempt(function, *values):
    try:
        print("works:", function(*values).shape)
    except (TypeError, RuntimeError) as error:
        print(str(error).splitlines()[0])


array, labels = np.array([[1.0, 2.0]]), np.array([1], dtype=np.int32)
for inputs in (array, torch.tensor(array), torch.tensor(array, dtype=torch.float32)):
    attempt(nn.Linear(2, 3), inputs)
for targets in (torch.tensor(labels), torch.tensor(labels).long()):
    attempt(nn.CrossEntropyLoss(), torch.zeros(1, 3), targets)

# %% [markdown] id="three-rules" lang="en"
# Only the third. Three rules for whatever comes from NumPy:
#
# 1. Inputs become tensors. An array is none.
# 2. Of `float32`: NumPy computes in `float64` (*Double*), and parameters are `float32` (*Float*).
# 3. Class numbers become `long`, that is `int64`.
#
# **Try:** exercise 10.1.
#
# ## Three ways to write a model
#
# In other people's code you will meet all three. **Predict:** the neuron of lesson 06 gave 0.7616 for (1, 2). Will all of
# these?

# %% [markdown] id="three-rules" lang="ja" of="98480c37"
# 3 つ目だけです。NumPy から来たものには、3 つの規則があります。
#
# 1. 入力はテンソルにする。配列のままでは受け取れません。
# 2. `float32` にする。NumPy は `float64`（Double）で計算しますが、パラメータは `float32`（Float）です。
# 3. クラスの番号は `long`、つまり `int64` にする。
#
# **やってみよう**：問題 10.1。
#
# ## モデルの書き方は 3 通り
#
# ほかの人のコードでは、3 通りとも目にします。レッスン 06 のニューロンは、(1, 2) に対して 0.7616 と答えました。
# 下の 3 つは、どれも同じ答えになるでしょうか。**予想しましょう**。

# %% tags=["nbval-check-output"]
class Neuron(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer1 = nn.Linear(2, 1)

    def forward(self, x):
        return torch.tanh(self.layer1(x))


weight, bias, point = torch.tensor([[0.6, -0.2]]), torch.tensor([0.8]), torch.tensor([[1.0, 2.0]])
model, chain = Neuron(), nn.Sequential(nn.Linear(2, 1), nn.Tanh())
model.load_state_dict({"layer1.weight": weight, "layer1.bias": bias})
chain.load_state_dict({"0.weight": weight, "0.bias": bias})
scratch = torch.tanh(point @ weight.t() + bias)
print(*(f"{outputs.item():.4f}" for outputs in (model(point), chain(point), scratch)))

# %% [markdown] id="three-ways" lang="en"
# - A **subclass of `nn.Module`**: the usual way. You write `forward`, so `if` and `for` are at hand.
# - **`nn.Sequential`**: shorter, for layers in a row. Their names are numbers.
# - **From scratch**: good for learning; nobody collects your parameters for you.
#
# `Tanh` is one of many. Here are those that work number by number, with their slopes. Move `x` far to the left. **Look:**
# which of them still have a slope there? What does that mean for a neuron that lands there?

# %% [markdown] id="three-ways" lang="ja" of="b37e2747"
# - **`nn.Module` のサブクラス**：いちばん普通の書き方です。`forward` を自分で書くので、`if` や `for` も使えます。
# - **`nn.Sequential`**：層を 1 列に並べるだけなら、こちらが短く書けます。層の名前は番号になります。
# - **一から手で書く**：勉強にはよい方法ですが、パラメータを集める仕事も自分でします。
#
# 活性化関数は `Tanh` だけではありません。1 つの数ごとに計算するものを、傾きと一緒に並べました。`x` をずっと左へ動かして、
# **よく見てください**：そこでもまだ傾きがあるのはどれですか。そこに来てしまったニューロンは、どうなるでしょうか。

# %%
explore(figures.activations, x=(-4.0, 4.0, 0.5, 1.0))

# %% [markdown] id="activations" lang="en"
# *Twenty-three small plots, each named after a class of torch.nn: ReLU, LeakyReLU, PReLU, RReLU, ReLU6, ELU, CELU, SELU,
# GELU, SiLU, Mish, Hardswish, Sigmoid, Hardsigmoid, LogSigmoid, Tanh, Hardtanh, Softsign, Softplus, Tanhshrink,
# Softshrink, Hardshrink, Threshold. Solid blue, the function from −4 to 4; dashed orange, its slope; a dot and a number at
# x = 1.*
#
# Slope 0, no gradient: the neuron stops learning for such inputs, as the dead ones of lesson 07. That is why there are
# leaky and exponential ones.
#
# Lists of activations also name `Softmax`, `Softmin`, `LogSoftmax`, `Softmax2d`, `GLU`, `AdaptiveLogSoftmaxWithLoss` and
# `MultiheadAttention`. These mix several numbers, so they have no such curve.

# %% [markdown] id="activations" lang="ja" of="1b755ad5"
# *23 枚の小さなグラフ。名前は torch.nn のクラス名で、ReLU、LeakyReLU、PReLU、RReLU、ReLU6、ELU、CELU、SELU、GELU、SiLU、Mish、
# Hardswish、Sigmoid、Hardsigmoid、LogSigmoid、Tanh、Hardtanh、Softsign、Softplus、Tanhshrink、Softshrink、Hardshrink、Threshold。
# 青い実線が −4 から 4 までの関数、オレンジの破線がその傾きで、x = 1 に点と値があります。*
#
# 傾きが 0 なら勾配も 0 です。そういう入力では、レッスン 07 の「学習できなくなったニューロン」のように、もう学べません。
# Leaky や指数を使うものがあるのは、そのためです。
#
# 活性化関数の一覧には、`Softmax`、`Softmin`、`LogSoftmax`、`Softmax2d`、`GLU`、`AdaptiveLogSoftmaxWithLoss`、`MultiheadAttention` も
# 出てきます。これらは複数の数を混ぜて計算するので、このような曲線にはなりません。

# %% [markdown] id="five-question" lang="en"
# ## Five bugs that everybody meets
#
# None of them raises an error. Here is a training on scikit-learn's small digits (lesson 07's stand-in) with a switch for
# each. (`item` is what some do to get rid of an error message: a new tensor, made of the plain number.)
#
# **Predict:** which bug leaves the loss just as it should be, and still costs you points in the exam?

# %% [markdown] id="five-question" lang="ja" of="8f3e749e"
# ## だれもが一度は出会う 5 つのバグ
#
# どれもエラーは出ません。scikit-learn の小さな数字（レッスン 07 で、MNIST の代わりになる画像）での学習に、
# バグのスイッチを 5 つ付けました（`item` は、エラーメッセージを消そうとして、ただの数から新しいテンソルを作ってしまう例です）。
#
# **予想しましょう**：損失は正しいままなのに、試験の点数だけが下がるのは、どのバグでしょうか。

# %%
from sklearn.datasets import load_digits

pixels, digits = load_digits(return_X_y=True)
inputs, targets = torch.tensor(pixels / 16, dtype=torch.float32), torch.tensor(digits)


def loss_of(outputs, targets, bug):
    if bug == "softmax":                              # CrossEntropyLoss has a softmax inside
        outputs = outputs.softmax(1)
    if bug == "dim":                                  # along the pictures, not along the ten digits
        return nn.functional.nll_loss(outputs.log_softmax(0), targets)
    loss = nn.functional.cross_entropy(outputs, targets)
    return torch.tensor(loss.item(), requires_grad=True) if bug == "item" else loss

# %%
def step(net, optimizer, bug):
    loss = loss_of(net(inputs[:1000]), targets[:1000], bug)
    if bug != "zero_grad":
        optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()

# %%
def train(bug):
    _ = torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Dropout(0.5), nn.Linear(64, 10))
    optimizer = optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
    losses = [step(net, optimizer, bug) for _ in range(60)]
    if bug != "eval":
        net.eval()
    return losses, (net(inputs[1000:]).argmax(1) == targets[1000:]).float().mean().item()


runs = {bug: train(bug) for bug in ("no bug", "zero_grad", "softmax", "item", "dim", "eval")}
for bug, (losses, share) in runs.items():
    print(f"{bug:10}loss {losses[0]:.2f} ... {losses[-1]:.2f}   right {share:.0%}")
figures.symptoms(runs)

# %% [markdown] id="symptoms" lang="en"
# *Left, the loss of six runs over 60 steps. Without a bug and with eval it falls from 2.3 to about 0.4; zero_grad jumps
# high, softmax hardly falls, item stays level, dim starts at 6.9. Right, bars: the share of new pictures read right.*
#
# Learn the *symptoms*:
#
# | You see | Look for |
# |---|---|
# | a loss that jumps about and grows | `zero_grad()` missing |
# | a loss that gets stuck high | softmax before `CrossEntropyLoss` |
# | a loss that stays | the graph cut by `.item()` or `.detach()` |
# | a first loss that is not ln 10 ≈ 2.30 | a wrong `dim` |
# | answers that change from call to call | `eval()` missing |
#
# (`dim` starts at ln 1000 ≈ 6.91: the probability is shared among 1000 *pictures*.)
#
# **Try:** exercises 10.2 and 10.4.

# %% [markdown] id="symptoms" lang="ja" of="e11fad81"
# *左は 60 ステップの損失の曲線が 6 本。バグなしと eval は同じ曲線で、2.3 から約 0.4 まで下がります。zero_grad は高く跳ね上がり、
# softmax はほとんど下がらず、item は水平のまま、dim は 6.9 から始まります。右の棒は、初めて見る画像を正しく読めた割合です。*
#
# **症状**で覚えましょう。
#
# | 見えること | 疑うところ |
# |---|---|
# | 損失が暴れて大きくなる | `zero_grad()` がない |
# | 損失が高いところで止まる | `CrossEntropyLoss` の前のソフトマックス |
# | 損失がまったく動かない | `.item()` や `.detach()` で切れたグラフ |
# | 最初の損失が ln 10 ≈ 2.30 でない | `dim` の間違い |
# | 呼ぶたびに答えが変わる | `eval()` がない |
#
# （`dim` の最初の値は ln 1000 ≈ 6.91 です。確率を 1000 枚の**画像**に分けてしまったからです。）
#
# **やってみよう**：問題 10.2 と 10.4。

# %% [markdown] id="exchange-question" lang="en"
# ## Numbers that travel
#
# Train 100 epochs here, write the numbers into a **safetensors** file, read them in PyTorch, go on for 900 epochs, and come
# back. Lesson 06 had w = 1.971 after 1000 epochs without a break.
#
# **Predict:** and now, with two libraries taking turns?

# %% [markdown] id="exchange-question" lang="ja" of="8c1bfde2"
# ## 数を持ち運ぶ
#
# ここで 100 エポック学習し、数を **safetensors** のファイルに書き、PyTorch で読み込んで 900 エポック続け、また戻ってきます。
# レッスン 06 では、休まず 1000 エポック続けると w = 1.971 でした。
#
# **予想しましょう**：2 つのライブラリが交代で学習したら、いくつになるでしょうか。

# %%
import autograd_lib as ours

theirs = port.installed() or ours  # PyTorch where it is installed; else our own takes its place


def go_on(library, state, epochs):
    X, y = library.tensor([[1.0], [2.0], [3.0]]), library.tensor([[2.0], [4.0], [6.0]])
    net = library.nn.Linear(1, 1)
    net.load_state_dict({name: library.tensor(array) for name, array in state.items()})
    optimizer = library.optim.SGD(net.parameters(), lr=0.01)
    for epoch in range(epochs):
        optimizer.zero_grad()
        library.nn.functional.mse_loss(net(X), y).backward()
        optimizer.step()
    return {name: tensor.numpy() for name, tensor in net.state_dict().items()}

# %% tags=["nbval-check-output"]
import os
import tempfile

from safetensors.numpy import load_file, save_file

state = {"weight": np.zeros((1, 1), "float32"), "bias": np.zeros(1, "float32")}
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "line.safetensors")
    for library, epochs in ((ours, 100), (theirs, 900), (ours, 4000)):
        state = go_on(library, state, epochs)
        save_file(state, path)
        state = load_file(path)
        print(f"{epochs:4} more   w {state['weight'].item():.4f}   b {state['bias'].item():.4f}")
    print({name: tuple(tensor.shape) for name, tensor in ours.load(path).items()})

# %% [markdown] id="exchange" lang="en"
# 1.7451, then 1.9708, then 2.0000: nobody notices the change of hands. A `state_dict` is names and numbers, nothing else.
# Any program can read the file; in PyTorch, `safetensors.torch.load_file(path)` gives tensors at once.
#
# **Predict:** which shape has the weight of `Linear(3, 2)`, three numbers in, two out?

# %% [markdown] id="exchange" lang="ja" of="eaeffd9e"
# 1.7451、1.9708、2.0000。途中で持ち主が変わっても、数は気づきません。`state_dict` の中身は名前と数だけだからです。
# このファイルはどんなプログラムでも読めます。PyTorch なら `safetensors.torch.load_file(path)` で、すぐにテンソルになります。
#
# **予想しましょう**：`Linear(3, 2)`（入力 3 個、出力 2 個）の重みは、どんな形状でしょうか。

# %% tags=["nbval-check-output"]
layer = nn.Linear(3, 2)
print(layer.weight.shape, layer.bias.shape)
try:
    layer.load_state_dict({"weight": torch.zeros(3, 2), "bias": torch.zeros(2)})
except RuntimeError as error:
    print(str(error).splitlines()[1].strip())
x = torch.tensor([[1.0, 2.0, 3.0]])
assert torch.allclose(layer(x), x @ layer.weight.t() + layer.bias)

# %% [markdown] id="careful-shape" lang="en"
# > **Careful.** Many texts write a layer as $xW + b$, with $W$ of shape [in, out], and some of them print PyTorch's weight that
# > way, too. PyTorch keeps it as **[out, in]**, a row per neuron, and computes $xW^{\mathsf T} + b$. If both sizes are
# > equal, a wrong way round raises no error at all.
#
# **Try:** exercise 10.3.
#
# ## What PyTorch has more
#
# Our library is a small part of PyTorch. **Predict:** which part is larger, what you know or what you do not?

# %% [markdown] id="careful-shape" lang="ja" of="2d6a49ac"
# > **注意**：層を $xW + b$（$W$ の形状は [入力, 出力]）と書く本は多く、PyTorch の重みまでその形で印刷しているものもあります。
# > PyTorch の重みは **[出力, 入力]** で、1 行がニューロン 1 個です。計算は $xW^{\mathsf T} + b$ です。入力と出力の数が同じときは、
# > 向きを間違えてもエラーになりません。
#
# **やってみよう**：問題 10.3。
#
# ## PyTorch にはほかに何があるか
#
# このライブラリは、PyTorch の小さな一部分です。**予想しましょう**：知っている部分と知らない部分、どちらが大きいでしょうか。

# %%
figures.feature_map()

# %% [markdown] id="map" lang="en"
# *A large frame, torch. In its middle, in blue, autograd_lib: twelve boxes with the number of their names, such as nn.functional,
# optim, utils.data, linalg. Around it sixteen dashed and hatched boxes with names that are left out: compile jit export,
# distributed, func vmap, complex, sparse and others.*
#
# The blue part is what a training consists of. Around it lie speed, size, and special data. Nothing there changes what you
# have learned. **Predict:** what happens if you call something from outside?

# %% [markdown] id="map" lang="ja" of="dbdaee31"
# *大きな枠が torch。中央の青い部分が autograd_lib で、nn.functional、optim、utils.data、linalg など 12 個の箱に、名前の数が書かれています。
# まわりには、ここにない名前の入った破線と斜線の箱が 16 個あります。compile jit export、distributed、func vmap、complex、sparse などです。*
#
# 青い部分は、学習に必要なものです。まわりにあるのは、速さ、大きさ、特別なデータのためのものです。どれも、これまでに学んだことを変えません。
# **予想しましょう**：外側のものを呼ぶと、どうなるでしょうか。

# %%
try:
    torch.compile(nn.Linear(1, 1))
except NotImplementedError as error:
    print(error)
tables.left_out()

# %% [markdown] id="left-out" lang="en"
# It never pretends: what is missing says so, with the way around it. The table is complete; a test holds it against the
# library.
#
# ## When one machine is too small
#
# The second row, `distributed`: many processes, on one machine or on a thousand, train *one* network. Each takes its share of
# every batch and finds a gradient of its own. Then all of them take the mean (**all-reduce**) and make the same step.
#
# **Predict:** is the mean of two means the mean of all? Look at two processes, then at three and four.

# %% [markdown] id="left-out" lang="ja" of="41b693c8"
# あるふりはしません。ないものは「ない」と言い、代わりの方法を教えます。この表で全部であることは、テストで確かめています。
#
# ## 1 台で足りなくなったら
#
# 表の 2 行目が `distributed` です。1 台の中の、あるいは 1000 台の上のたくさんのプロセスが、**1 つの**ネットワークを学習させます。
# どのプロセスも、バッチのうち自分の分だけを受け取り、自分の勾配を求めます。それから全員で平均を取り（**all-reduce**）、同じ 1 歩を進みます。
#
# **予想しましょう**：2 つの平均の平均は、全体の平均と同じでしょうか。プロセス 2 つの図を見てから、3 つ、4 つにしてみましょう。

# %%
explore(figures.shares, processes=(1, 4, 1, 2))

# %% [markdown] id="shares" lang="en"
# *Above, twelve pictures of a batch, numbered from 0, with the slope that each asks for; circles go to rank 0, squares to
# rank 1. Below, the mean of each process, −11.917 and −15.167; at the bottom their mean, −13.542, the same as the sum of all
# twelve divided by 12.*
#
# It is, if all shares are equally large. **Predict** the counter-example: 8 pictures in one process, 4 in the other.

# %% [markdown] id="shares" lang="ja" of="dfd58294"
# *上は 1 つのバッチの 12 枚の画像で、0 から番号が付き、下にそれぞれの傾きがあります。丸は rank 0、四角は rank 1 に渡ります。
# 中央は各プロセスの平均 −11.917 と −15.167、下はその平均 −13.542 で、12 個の和を 12 で割った値と同じです。*
#
# 同じです。ただし、取り分がどれも同じ大きさなら、です。反例を**予想しましょう**：一方が 8 枚、もう一方が 4 枚だったら、どうなるでしょうか。

# %% tags=["nbval-check-output"]
def gradient(x):
    w = torch.tensor(0.0, requires_grad=True)
    ((w * x - 2 * x) ** 2).mean().backward()
    return w.grad


x = torch.arange(1, 13) / 4
print("one process   ", gradient(x))
print("6 and 6       ", (gradient(x[0::2]) + gradient(x[1::2])) / 2)
print("8 and 4       ", (gradient(x[:8]) + gradient(x[8:])) / 2)
assert torch.allclose(gradient(x), (gradient(x[0::2]) + gradient(x[1::2])) / 2)

# %% [markdown] id="ddp-question" lang="en"
# It is the trap of lesson 07 again: a mean of means, over unequal batches.
#
# What must you change in your loop for this? **Predict:** the four steps? Left, one process; right, many.

# %% [markdown] id="ddp-question" lang="ja" of="eeab4b9d"
# レッスン 07 の落とし穴と同じです。大きさの違うバッチの「平均の平均」でした。
#
# では、そのためにループのどこを書きかえればよいのでしょうか。**予想しましょう**：あの 4 つのステップでしょうか。左が 1 つのプロセス、
# 右がたくさんのプロセスです。

# %%
explore(figures.listing, what=["torchrun"], line=play(1, 14, 1, 14, seconds=0.4))

# %% [markdown] id="ddp" lang="en"
# *Two columns, python and torchrun. On the right, new in bold: init_process_group, DistributedDataParallel around Net,
# a DistributedSampler, a share of 128, set_epoch, destroy_process_group. The four steps and the loop are gray: the same.*
#
# The steps stay. `DistributedDataParallel` waits inside `backward()` for the others and takes the mean; the sampler deals out
# the pictures. [examples/mnist_ddp.py](../../examples/mnist_ddp.py) is the whole script. In a terminal:
#
# ```
# $ torchrun --standalone --nproc-per-node 1 examples/mnist_ddp.py
# epoch 1: loss 0.2371, test accuracy 96.47%
# $ torchrun --standalone --nproc-per-node 2 examples/mnist_ddp.py
# epoch 1: loss 0.2371, test accuracy 96.47%
# ```
#
# One process or two: the same loss.

# %% [markdown] id="ddp" lang="ja" of="33cbf04c"
# *左が python、右が torchrun の 2 列。右で新しいのは太字の init_process_group、Net を包む DistributedDataParallel、DistributedSampler、
# 128 枚を分けた取り分（share）、set_epoch、destroy_process_group。ループと 4 つのステップは灰色で、同じです。*
#
# ステップはそのままです。`DistributedDataParallel` は `backward()` の中でほかのプロセスを待って平均を取り、サンプラーが画像を配ります。
# スクリプト全体は [examples/mnist_ddp.py](../../examples/mnist_ddp.py) にあります。ターミナルで実行すると、こうなります。
#
# ```
# $ torchrun --standalone --nproc-per-node 1 examples/mnist_ddp.py
# epoch 1: loss 0.2371, test accuracy 96.47%
# $ torchrun --standalone --nproc-per-node 2 examples/mnist_ddp.py
# epoch 1: loss 0.2371, test accuracy 96.47%
# ```
#
# プロセスが 1 つでも 2 つでも、損失は同じです。

# %% [markdown] id="next" lang="en"
# On two machines it is the same script; the command also says how many there are, and where they meet (see its top).
# With a GPU per process, `"gloo"` becomes `"nccl"`, and each process sends its network and its batches to its
# own GPU, as in lesson 09.
#
# ## Where next?
#
# Whatever you saw in this course is what PyTorch is made of. Two habits will carry you on: **read the shapes**, and **compare with a
# number that you know**, such as ln 10. A free GPU waits in Colab. Layers with learning rates of their own you know from
# lesson 06.
#
# Choose something *you* want to know, take the loop, and begin small. **Try:** exercise 10.5.

# %% [markdown] id="next" lang="ja" of="f1f967a4"
# 2 台のコンピュータでも、スクリプトは同じです。台数と待ち合わせの場所を、コマンドに書き足すだけです（ファイルの先頭に例があります）。
# プロセスごとに GPU があれば、`"gloo"` を `"nccl"` にし、どのプロセスも、レッスン 09 のように、ネットワークとバッチを自分の GPU に送ります。
#
# ## この先は
#
# このコースで見たものは、どれも PyTorch を形づくっている部品です。この先も役に立つ習慣が 2 つあります。**形状を読むこと**、
# そして ln 10 のような**自分の知っている数と比べること**です。Colab には無料の GPU があります。層ごとに学習率を変える方法は、
# レッスン 06 で見ました。
#
# **あなたが**知りたいことを 1 つ選び、あのループを持ち出して、小さく始めましょう。**やってみよう**：問題 10.5。

# %% [markdown] id="summary" lang="en"
# ## What you take along
#
# 1. Delete `autograd_lib as`: the same code, the same numbers. `transforms` come from torchvision.
# 2. From NumPy: inputs become `float32` tensors, class numbers become `long`.
# 3. Five silent bugs have five symptoms; the first loss of ten classes is 2.30.
# 4. A `state_dict` is names and numbers; safetensors carries it anywhere. Weights are [out, in].
# 5. Many processes: equal shares, the mean of the gradients, the same four steps.

# %% [markdown] id="summary" lang="ja" of="d4b578e0"
# ## まとめ
#
# 1. `autograd_lib as` を消せば、同じコードから同じ数が得られます。`transforms` は torchvision から。
# 2. NumPy から来た入力は `float32` のテンソルに、クラスの番号は `long` に。
# 3. 静かなバグは 5 つ、症状も 5 つ。10 クラスなら、最初の損失は 2.30 です。
# 4. `state_dict` は名前と数。safetensors でどこへでも運べます。重みは [出力, 入力]。
# 5. プロセスがいくつあっても、取り分は等しく、勾配は平均し、4 つのステップは同じです。

# %% [markdown] id="quiz" lang="en"
# ## Three questions
#
# 1. You find a program that begins with `import torch`. What do you change to run it on our library?
# 2. A network for 100 classes shows the loss 4.61 at the first step and 4.61 after an hour. What do you look for?
# 3. With four processes and a batch of 128, how many pictures does each one see at a step?
#
# <details><summary>Answers</summary>
#
# 1. Only the import: `import autograd_lib as torch`. (Or nothing: `python -m autograd_lib program.py`.)
# 2. ln 100 ≈ 4.61 is a sound start. It never moves: the graph is cut, or the optimizer has other parameters.
# 3. 32.
#
# </details>
#
# Now it is your turn: [the exercises of lesson 10](../../exercises/en/10_pytorch.ipynb).

# %% [markdown] id="quiz" lang="ja" of="2283fea4"
# ## 3 つの質問
#
# 1. `import torch` で始まるプログラムを見つけました。このライブラリで動かすには、どこを変えますか。
# 2. 100 クラスのネットワークの損失が、最初のステップで 4.61、1 時間後も 4.61 でした。何を疑いますか。
# 3. プロセスが 4 つ、バッチが 128 枚のとき、1 つのプロセスが 1 ステップで見る画像は何枚ですか。
#
# <details><summary>答え</summary>
#
# 1. import だけです：`import autograd_lib as torch`（何も変えずに `python -m autograd_lib program.py` でも動きます）。
# 2. ln 100 ≈ 4.61 なので、始まりは正常です。まったく動かないのは、グラフが切れているか、オプティマイザに別のパラメータを渡しているからです。
# 3. 32 枚です。
#
# </details>
#
# 次はあなたの番です：[レッスン 10 の演習](../../exercises/ja/10_pytorch.ipynb)

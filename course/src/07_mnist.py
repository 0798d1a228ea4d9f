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
#     title: {en: Handwritten digits, ja: 手書き数字を読む}
#     minutes: 75
#     needs: ["06"]
# ---

# %% [markdown] id="title" lang="en"
# # 07 · Handwritten digits
#
# {badges}
#
# **Goal:** train a network that reads digits, on 60,000 real pictures; then find out what it has learned, and what it
# has not.
#
# **You need:** lesson 06 (the four-step loop, `nn.Module`, optimizers). **Time:** 75 minutes, a few of which you wait
# for a training.
#
# Around 1990, high-school students and census workers in the United States wrote thousands of digits for a machine
# that was to read them. Their pictures became **MNIST**. Almost everybody in the field has trained on them once. Now it
# is your turn.

# %% [markdown] id="title" lang="ja" of="85e2aa50"
# # 07 · 手書き数字を読む
#
# {badges}
#
# **目標**：本物の手書き数字 60,000 枚で、数字を読むネットワークを学習させましょう。
# そして、何を学び、何を学んでいないのかを調べます。
#
# **必要なもの**：レッスン 06（4 ステップのループ、`nn.Module`、オプティマイザ）。**時間**：75 分。そのうち数分は学習の待ち時間です。
#
# 1990 年ごろ、アメリカの高校生と国勢調査の職員が、数字を読む機械のために大量の数字を書きました。
# その画像をまとめたものが **MNIST** です。この分野の人なら、ほとんどだれもが一度はこれで学習を試しています。
# 今度はあなたの番です。

# %%
{bootstrap}

# %% [markdown] id="pictures" lang="en"
# ## The pictures
#
# `ToTensor` turns a picture into numbers between 0 and 1. `Normalize` then subtracts 0.1307 and divides by 0.3081, the
# mean and the spread of all training pixels, so that the numbers lie around 0. Networks learn faster from such numbers.
#
# Two sets of pictures are loaded: one to learn from, and one that is kept away from the training, for the exam.
#
# **Predict:** why must the exam use other pictures than the training?

# %% [markdown] id="pictures" lang="ja" of="418e40f0"
# ## 画像を見る
#
# `ToTensor` は画像を 0 から 1 までの数に変えます。`Normalize` は、そこから 0.1307 を引いて 0.3081 で割ります。
# この 2 つは、訓練データの全画素の平均とばらつき（標準偏差）です。こうすると数が 0 のまわりに集まり、学習が速く進みます。
#
# 画像は 2 組あります。学習に使うもの（訓練データ）と、学習には使わず試験のためにとっておくもの（テストデータ）です。
#
# **予想しましょう**：試験に使う画像は、なぜ学習に使ったものと別でなければならないのでしょうか。

# %% tags=["nbval-check-output"]
import os
import tempfile

from tqdm.auto import tqdm  # progress bars

import autograd_lib as torch
from autograd_lib import nn, optim, transforms
from autograd_lib.course import digit_pad, explore, load_digits, play
from autograd_lib.course import figures_digits as figures
from autograd_lib.utils.data import DataLoader, Subset

transform = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))])
train_set, test_set = load_digits(transform)
figures.sheet(train_set.data[:30], train_set.targets[:30])

# %% [markdown] id="sheet" lang="en"
# *The first thirty pictures of the training set in three rows, black on white, each with its label above it: 5, 0, 4, 1,
# 9, 2, 1, 3, 1, 4 and so on.*
#
# Cover the labels with your hand. Would you read all thirty as their writers meant them?
#
# ## A picture is a row of numbers
#
# **Predict:** what is the shape of one picture, and how many numbers does the network get to see?

# %% [markdown] id="sheet" lang="ja" of="7bf5205b"
# *訓練データの最初の 30 枚を 3 段に並べたもの。白地に黒の数字で、上にラベル（正解）が付いています。
# 5、0、4、1、9、2、1、3、1、4 と続きます。*
#
# 手でラベルを隠してみてください。30 枚とも、書いた人のつもりどおりに読めますか。
#
# ## 画像は数の列
#
# **予想しましょう**：画像 1 枚の形状は何でしょうか。ネットワークには、いくつの数が入力されますか。

# %% tags=["nbval-check-output"]
image, label = train_set[0]
pixels = image.numel()
print("shape", tuple(image.shape), "is", pixels, "numbers; the label is", label)
figures.pixels(train_set.data[0])

# %% [markdown] id="pixels" lang="en"
# *Left, a five as 28 × 28 pixels, with the gray level of each written in it, from 0 (white) to 255 (black). Right, its
# rows laid end to end: 784 numbers, from 0 to 783. The pixel in row 7 and column 13 is marked on both sides: number
# 28 · 7 + 13 = 209.*
#
# The network takes the long row, a vector of 784 numbers. It is not told which pixels were neighbors. Keep that in mind
# until the end.
#
# ## Ten scores
#
# Out come ten numbers, one **score** for each digit. The highest one is the answer. Such scores are called **logits**.
#
# **Predict:** how many parameters does this network have? (Between pixels and scores lies a **hidden layer** of 128
# neurons.)

# %% [markdown] id="pixels" lang="ja" of="c28ae95d"
# *左は「5」を 28 × 28 画素で表したもので、各画素に濃さが 0（白）から 255（黒）で書き込まれています。
# 右は、その行を端から順につないだもので、0 番から 783 番まで 784 個の数が並びます。
# 7 行 13 列の画素には左右とも印が付いていて、右では 28 · 7 + 13 = 209 番です。*
#
# ネットワークが受け取るのは、この長い 1 列、784 個の数のベクトルです。どの画素どうしが隣り合っていたかは知らされません。
# レッスンの終わりまで覚えておいてください。
#
# ## 10 個の得点
#
# 出てくるのは 10 個の数で、それぞれの数字の**得点**です。得点がいちばん高い数字が答えになります。
# このような得点を**ロジット**（logit）といいます。
#
# **予想しましょう**：次のネットワークのパラメータは全部でいくつでしょうか（画素と得点の間に、ニューロン 128 個の**隠れ層**があります）。

# %% tags=["nbval-check-output"]
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.l1 = nn.Linear(pixels, 128)
        self.l2 = nn.Linear(128, 10)

    def forward(self, x):
        return self.l2(torch.relu(self.l1(x.flatten(1))))


print(sum(p.numel() for p in Net().parameters()), "parameters")

# %% [markdown] id="flatten" lang="en"
# 784 · 128 + 128 in the first layer, 128 · 10 + 10 in the second: the 101,770 of lesson 02. `flatten(1)` lays out each
# picture and leaves axis 0, the pictures of a batch, alone. `relu` keeps what is positive and makes 0 of the rest.
#
# ## From scores to probabilities
#
# A score can be −2 or 30. You would rather hear "55 percent a 4, 20 percent a 9". **Predict:** which two properties must
# ten probabilities have?

# %% [markdown] id="flatten" lang="ja" of="c4791b3c"
# 1 層目に 784 · 128 + 128 個、2 層目に 128 · 10 + 10 個。レッスン 02 に出てきた 101,770 個です。
# `flatten(1)` は画像を 1 枚ずつ 1 列に並べ、軸 0（バッチの中の何枚目か）はそのままにします。
# `relu` は正の数をそのまま通し、残りを 0 にします。
#
# ## 得点から確率へ
#
# 得点は −2 のことも 30 のこともあります。それよりも「4 が 55 %、9 が 20 %」と言ってもらえるほうがわかりやすいですね。
# **予想しましょう**：10 個の確率には、どんな 2 つの性質が必要でしょうか。

# %% tags=["nbval-check-output"]
z = torch.tensor([-1.0, 0, -1, 1, 3, 0, -2, 1, 0, 2])
powers = z.exp()
p = powers / powers.sum()
print([round(each, 2) for each in p.tolist()])
assert torch.allclose(p, torch.softmax(z, 0))
explore(figures.softmax(z), scale=(0.0, 4.0, 0.25), shift=(-5.0, 5.0, 0.5))

# %% [markdown] id="softmax" lang="en"
# *Three rows of ten bars. Left, the logits, the highest one 3, for the digit 4. Middle, their exponentials: all
# positive, their sum 36.8. Right, the exponentials divided by that sum: 0.546 for the 4, about 0.2 for the 9.*
#
# None is negative, and their sum is 1. $e^z$ makes everything positive, the division makes the sum 1: **softmax**.
#
# One slider does not change the right-hand bars at all. Which one, and why? What do they become at scale 0, and what at
# scale 4?

# %% [markdown] id="softmax" lang="ja" of="9d7f4a21"
# *10 本の棒が 3 組。左はロジットで、いちばん高いのは数字 4 の 3 です。中央はその指数で、すべて正、和は 36.8 です。
# 右は指数をその和で割ったもので、4 が 0.546、9 が約 0.2 です。*
#
# どれも負ではなく、和は 1 です。$e^z$ ですべてを正にし、割り算で和を 1 にする、これが**ソフトマックス**（softmax）です。
#
# 2 つのスライダーのうち、右の棒をまったく変えないものがあります。どちらでしょうか。それはなぜですか。
# また、scale を 0 にすると右の棒はどうなりますか。4 ではどうですか。

# %% [markdown] id="overflow" lang="en"
# The same number added to all scores multiplies all exponentials by the same factor, and the division takes it out
# again. Only *differences* of scores count.
#
# That turns out to be useful. **Predict:** what does the formula make of the scores 1000 and 999?

# %% [markdown] id="overflow" lang="ja" of="a867a7dd"
# 全部の得点に同じ数を足すと、どの指数にも同じ数が掛かり、割り算で消えてしまいます。意味があるのは得点の「差」だけです。
#
# この性質は、次のようなときに役立ちます。**予想しましょう**：得点が 1000 と 999 のとき、上の式はどうなるでしょうか。

# %% tags=["nbval-check-output"]
huge = torch.tensor([1000.0, 999.0])
print("as it stands", huge.exp() / huge.exp().sum())
less = huge - huge.max()
print("shifted     ", less.exp() / less.exp().sum())
print("softmax     ", torch.softmax(huge, 0))

# %% [markdown] id="loss" lang="en"
# $e^{1000}$ is too large for a float, and infinity over infinity is "not a number". `torch.softmax` first subtracts the
# highest score from all of them. **Try:** exercise 07.5, when you know the loss.
#
# ## The price of a surprise
#
# The network gives the right digit the probability $p_y$. Let that cost $-\ln p_y$: nothing if it was sure and right, a
# lot if it thought the truth impossible.
#
# **Predict:** what does it cost to know nothing, with $p_y = 1/10$?

# %% [markdown] id="loss" lang="ja" of="2f1fad1d"
# $e^{1000}$ は浮動小数点数には大きすぎます。無限大 ÷ 無限大は「数ではない」（nan）になります。
# `torch.softmax` は、まず全部の得点から最大の得点を引いています。**やってみよう**：問題 07.5（損失を学んでから）。
#
# ## 驚きに値段をつける
#
# ネットワークが、正しい数字に確率 $p_y$ を与えたとします。そのときの「値段」を $-\ln p_y$ と決めます。
# 自信をもって当てたなら無料、正解を「ありえない」と思っていたなら、とても高くつきます。
#
# **予想しましょう**：何も知らずに $p_y = 1/10$ としたら、いくらになるでしょうか。

# %%
explore(figures.surprise, p=(0.01, 1.0, 0.01))

# %% [markdown] id="cross-entropy" lang="en"
# *Left, −ln p falls steeply from above 5 near p = 0 to 0 at p = 1; at p = 1/10 it is ln 10 = 2.30. Right, the formula for
# two classes: −ln p if y = 1 (solid, falling), −ln(1 − p) if y = 0 (dashed, rising).*
#
# 2.30, the price of knowing nothing: remember that number. (At which $p$ is the price 1? Try the slider.) Averaged over
# pictures, this price is the **cross-entropy**.
#
# `nn.CrossEntropyLoss` takes *logits* and the right class. **Predict** its value for the ten scores above if the right
# digit is the 4, the 9, or the 6. And does it agree with the formula for two classes (`halves`)?

# %% [markdown] id="cross-entropy" lang="ja" of="2d16a36b"
# *左の −ln p は、p = 0 の近くの 5 以上から急に下がり、p = 1 で 0 になります。p = 1/10 では ln 10 = 2.30 です。
# 右は 2 クラスの式で、y = 1 なら −ln p（実線、右下がり）、y = 0 なら −ln(1 − p)（破線、右上がり）です。*
#
# 2.30、これが「何も知らない」ことの値段です。覚えておいてください（スライダーで、値段がちょうど 1 になる $p$ を探してみましょう）。
# この値段を画像全体で平均したものが**交差エントロピー**（cross-entropy）です。
#
# `nn.CrossEntropyLoss` には「ロジット」と正しいクラスを渡します。**予想しましょう**：上の 10 個の得点で、正解が 4、9、6 のとき、
# 値はそれぞれいくらになるでしょうか。また、2 クラスの式（`halves`）とは一致するでしょうか。

# %% tags=["nbval-check-output"]
criterion = nn.CrossEntropyLoss()
z = torch.tensor([[-1.0, 0, -1, 1, 3, 0, -2, 1, 0, 2]])
for y in (4, 9, 6):
    price = -torch.softmax(z, 1)[0, y].log()
    print(f"y = {y}: by hand {price.item():.3f}, CrossEntropyLoss {criterion(z, torch.tensor([y])).item():.3f}")
z = torch.tensor([[0.5, 2.0]])
p = torch.softmax(z, 1)[0, 1]
for y in (1, 0):
    halves = -(y * p.log() + (1 - y) * (1 - p).log())
    print(f"y = {y}: two classes {halves.item():.3f}, CrossEntropyLoss {criterion(z, torch.tensor([y])).item():.3f}")

# %% [markdown] id="softmax-inside" lang="en"
# The scores of 4, 9 and 6 are 3, 2 and −2; each point less costs 1 more.
#
# > **Careful.** You may meet cross-entropy only as $-[y \ln p + (1 - y) \ln(1 - p)]$. That is the case of *two* classes,
# > with $y$ 1 or 0: one of its halves is always 0. For ten classes nothing new is needed: take $-\ln$ of the probability
# > of the right one.
#
# Now a network that is as sure as can be: score 20 for the right digit, 0 for all others. Its loss is nearly 0.
#
# **Predict:** and if the ten scores go through softmax *before* they are given to `CrossEntropyLoss`?

# %% [markdown] id="softmax-inside" lang="ja" of="cda2e9b4"
# 4、9、6 の得点は 3、2、−2 でした。得点が 1 低くなるごとに、値段は 1 高くなっています。
#
# > **注意**：交差エントロピーが $-[y \ln p + (1 - y) \ln(1 - p)]$ とだけ書かれていることがあります。これは**2 クラス**の場合の式です。
# > $y$ は 1 か 0 なので、どちらか半分は必ず 0 です。10 クラスでも新しい式は要りません。
# > 正しいクラスの確率の $-\ln$ をとるだけです。
#
# 次は、これ以上ないほど自信のあるネットワークです。正しい数字の得点が 20、ほかはすべて 0。損失はほとんど 0 のはずです。
#
# **予想しましょう**：10 個の得点を、`CrossEntropyLoss` に渡す**前に**ソフトマックスに通したら、どうなるでしょうか。

# %% tags=["nbval-check-output"]
sure, right = torch.zeros(1, 10), torch.tensor([5])
sure[0, 5] = 20.0
print(f"logits        {criterion(sure, right).item():.2f}")
print(f"probabilities {criterion(torch.softmax(sure, 1), right).item():.2f}")

# %% [markdown] id="careful-softmax" lang="en"
# > **Careful.** Softmax is already *inside* `CrossEntropyLoss`. Listings that end a network with a softmax layer do it
# > twice: then the best possible loss is 1.46 instead of 0, and learning is slow. No error tells you. Give the loss
# > logits; use softmax only to look at probabilities.
#
# ## Mini-batches
#
# A `DataLoader` hands the pictures out in **mini-batches** of 128, shuffled anew each time; once through all pictures is
# an **epoch**. **Predict:** how large is the last mini-batch?
#
# And suppose there were three, of 128, 128 and 4 pictures, with mean losses 0.2, 0.2 and 1.0. What is the mean loss of a
# picture?

# %% [markdown] id="careful-softmax" lang="ja" of="dde0204a"
# > **注意**：ソフトマックスは `CrossEntropyLoss` の**中に**入っています。ネットワークの最後にソフトマックス層を置いたコードでは、
# > 2 回かけることになります。すると、どんなによくても損失は 0 ではなく 1.46 までしか下がらず、学習も遅くなります。
# > エラーは出ません。損失にはロジットを渡し、ソフトマックスは確率を見たいときだけ使いましょう。
#
# ## ミニバッチ
#
# `DataLoader` は、画像を 128 枚ずつの**ミニバッチ**に分けて渡します。順番は毎回新しくかき混ぜます。
# 全部の画像を 1 回使い終えるまでが 1 **エポック**です。**予想しましょう**：最後のミニバッチは何枚でしょうか。
#
# また、ミニバッチが 3 つあって、枚数が 128、128、4、平均損失が 0.2、0.2、1.0 だったとします。画像 1 枚あたりの平均損失はいくつでしょうか。

# %% tags=["nbval-check-output"]
train_loader = DataLoader(train_set, batch_size=128, shuffle=True)
test_loader = DataLoader(test_set, batch_size=1000)
sizes = [len(labels) for _, labels in train_loader]
print(len(sizes), "mini-batches: the first of", sizes[0], "pictures, the last of", sizes[-1])
assert sum(sizes) == len(train_set)

losses, sizes = [0.2, 0.2, 1.0], [128, 128, 4]
total = sum(loss * size for loss, size in zip(losses, sizes))
print(f"mean of the three {sum(losses) / 3:.3f},  mean of the pictures {total / sum(sizes):.3f}")

# %% [markdown] id="careful-mean" lang="en"
# > **Careful.** The plain mean lets four hard pictures count as much as 128 others. Weight each loss by the *real* size of
# > its mini-batch, and divide by the number of pictures. (Dividing the sum of the losses by the number of mini-batches is
# > a bug that even books have.)
#
# **Try:** exercises 07.1, 07.2 and 07.4.
#
# ## Before an exam
#
# `torch.max(t, 1)` looks along axis 1, row by row: what does it find below? And `nn.Dropout(0.5)` sets each of its
# inputs to 0 with probability one half and doubles the others, so that no neuron relies on a single other one.
# **Predict:** what would that do in an exam?

# %% [markdown] id="careful-mean" lang="ja" of="6f465971"
# > **注意**：単純に平均すると、難しい 4 枚が残りの 128 枚と同じ重さになってしまいます。損失に、そのミニバッチの「実際の」枚数を掛けて
# > 足し合わせ、全体の枚数で割りましょう（損失の和をミニバッチの数で割るのは、本にも見られる間違いです）。
#
# **やってみよう**：問題 07.1、07.2、07.4。
#
# ## 試験の前に
#
# `torch.max(t, 1)` は、軸 1 に沿って、つまり 1 行ずつ調べます。下の例では何が見つかるでしょうか。
# また、`nn.Dropout(0.5)` は、入力を 1 つずつ確率 1/2 で 0 にし、残りを 2 倍にします。どのニューロンも、ほかの 1 つだけに頼りきらないようにするためです。
# **予想しましょう**：試験のときにこれが働いていたら、どうなるでしょうか。

# %% tags=["nbval-check-output"]
t = torch.tensor([[1.0, 5, 2], [4, 0, 3]])
values, indices = torch.max(t, 1)
print("values", values, "  indices", indices)
print("argmax(1)", t.argmax(1), "  argmax(0)", t.argmax(0))

_ = torch.manual_seed(0)
dropout = nn.Dropout(0.5)
print("train()", dropout(torch.ones(8)))
print("train()", dropout(torch.ones(8)))
print("eval() ", dropout.eval()(torch.ones(8)))

# %% [markdown] id="evaluate" lang="en"
# `max` gives two things: the *values* are scores, the *indices* are the answers. For the indices alone, write `argmax(1)`. Mind
# the 1: along axis 0 the pictures of a batch compete with each other. **Try:** exercise 07.3.
#
# With dropout on, the network rolls dice in its exam. So say `net.eval()` before you measure, and `net.train()` afterwards.
#
# > **Careful.** Two things are easily forgotten, without any error: `eval()`, about how layers behave, and
# > `torch.no_grad()`, about recording. Without the latter each exam builds a graph that nobody uses, which costs time and
# > memory.
#
# **Predict** loss and accuracy of a network that has learned nothing.

# %% [markdown] id="evaluate" lang="ja" of="ef3878b7"
# `max` は 2 つのものを返します。値（values）は得点、番号（indices）が答えです。番号だけでよければ `argmax(1)` と書きます。
# 1 を忘れないでください。軸 0 に沿って調べると、バッチの中の画像どうしが競争してしまいます。**やってみよう**：問題 07.3。
#
# ドロップアウトが働いたままでは、さいころを振りながら答える受験生になってしまいます。測る前に `net.eval()`、終わったら `net.train()` と書きましょう。
#
# > **注意**：忘れやすく、忘れてもエラーの出ないものが 2 つあります。層の振る舞いを決める `eval()` と、記録を止める `torch.no_grad()` です。
# > 後者がないと、試験のたびにだれも使わない計算グラフが作られ、時間とメモリがむだになります。
#
# **予想しましょう**：まだ何も学んでいないネットワークの損失と正解率はどのくらいでしょうか。

# %% tags=["nbval-check-output"]
def evaluate(net, loader):
    net.eval()
    total, right = 0.0, 0
    with torch.no_grad():
        for inputs, labels in loader:
            outputs = net(inputs)
            total += criterion(outputs, labels).item() * len(labels)
            right += (outputs.argmax(1) == labels).sum().item()
    net.train()
    return total / len(loader.dataset), right / len(loader.dataset)


_ = torch.manual_seed(0)
print("loss {:.1f}, right {:.0%}".format(*evaluate(Net(), test_loader)))

# %% [markdown] id="four-steps" lang="en"
# The loss is close to ln 10 ≈ 2.30, and about one picture in ten is right: that is guessing. A new classifier that starts
# far from there has a bug.
#
# ## One step
#
# Now the four steps of lesson 06. Only the loss is new; nothing in them knows that the numbers are pictures.
#
# **Predict:** after one step on a mini-batch, is the loss of this same mini-batch lower? And what do the *changes* of a
# neuron's 784 weights look like, drawn as a picture?

# %% [markdown] id="four-steps" lang="ja" of="c63e66e5"
# 損失は ln 10 ≈ 2.30 に近く、当たるのは 10 枚に 1 枚ほど。つまり当てずっぽうです。
# 作ったばかりの分類器がここから大きく外れていたら、どこかに間違いがあります。
#
# ## 最初の一歩
#
# いよいよレッスン 06 の 4 ステップです。変わったのは損失だけで、入力が画像だということは、どの行にも出てきません。
#
# **予想しましょう**：1 つのミニバッチで一歩進むと、同じミニバッチの損失は下がるでしょうか。
# また、1 つのニューロンの 784 個の重みの「変化」を画像として描くと、何が見えるでしょうか。

# %%
def step(net, inputs, labels, optimizer):
    outputs = net(inputs)                 # 1. predict
    loss = criterion(outputs, labels)     # 2. measure the loss
    optimizer.zero_grad()
    loss.backward()                       # 3. compute the gradients
    optimizer.step()                      # 4. update the parameters
    return loss.item()

# %% tags=["nbval-check-output"]
_ = torch.manual_seed(0)
before, net = Net(), Net()
net.load_state_dict(before.state_dict())
inputs, labels = next(iter(train_loader))
old = step(net, inputs, labels, optim.SGD(net.parameters(), lr=0.1))
new = criterion(net(inputs), labels).item()
print(f"before {old:.1f}, after {new:.1f}")
figures.one_step(before, net, inputs, labels)

# %% [markdown] id="one-step" lang="en"
# *Left, for twelve pictures of the mini-batch, an arrow from the old to the new probability of the right digit; all point
# up, most from about 0.1. Right, the changes of the weights of eight neurons as pictures, blue up, orange down: blurred
# digits.*
#
# The gradient is a mixture of the pictures themselves: weights move most where they have ink.
#
# Eighty such steps, on the first 10,000 pictures, and you watch: pause, go step by step, turn `lr`. **Predict:** after how
# many steps does it read half of the twenty test pictures below the curve?

# %% [markdown] id="one-step" lang="ja" of="154a057a"
# *左は、ミニバッチの中の 12 枚について、正しい数字の確率が一歩の前後でどう変わったかを示す矢印です。
# 多くは 0.1 あたりから、どれも上を向いています。右は、変化の大きい 8 個のニューロンの重みの変化を画像にしたもので、青は増加、オレンジは減少です。
# ぼやけた数字が見えます。*
#
# 勾配は、画像そのものを混ぜ合わせたものになっています。インクのあるところほど、重みが大きく動くからです。
#
# 最初の 10,000 枚で、この一歩を 80 回ほど繰り返し、そのようすを見てみましょう。一時停止したり、1 ステップずつ進めたり、`lr` を変えたりできます。
# **予想しましょう**：曲線の下に並ぶ 20 枚のテスト画像の半分を読めるようになるのは、何歩目くらいでしょうか。

# %%
from autograd_lib import viz

_ = torch.manual_seed(0)
first = next(iter(test_loader))[0][:20]
part = DataLoader(Subset(train_set, range(min(10_000, len(train_set)))), batch_size=128, shuffle=True)
pupil = Net()
optimizer = optim.SGD(pupil.parameters(), lr=0.1)
run = viz.watch(part, optimizer, model=pupil, criterion=criterion,
                view=lambda: figures.sheet(test_set.data[:20], test_set.targets[:20], pupil(first).argmax(1)))
for inputs, labels in run:
    run.log(loss=step(pupil, inputs, labels, optimizer))

# %% [markdown] id="watched" lang="en"
# *Above, the loss of each mini-batch: from 2.3 down to well below 0.5, quickly at first, then in small jumps. Below, the first
# twenty test pictures, each with its label, a check mark or a cross, and the answer of the network.*
#
# A few steps are enough for half of them. The curve jumps because each mini-batch holds other pictures.
#
# Now the same for every mini-batch, five epochs long: well under a minute. We take Adam instead of SGD, with a learning
# rate that shrinks from 0.003 to 0 (`LambdaLR`). After each epoch comes an exam, on 10,000 pictures that were learned
# from (`seen_loader`) and on 10,000 new ones. **Predict:** what percentage of each will it read?

# %% [markdown] id="watched" lang="ja" of="bcf4295d"
# *上は、ミニバッチごとの損失です。2.3 から始まり、はじめは急に、あとは小さく跳ねながら 0.5 を大きく下回るまで下がります。下は最初の 20 枚のテスト画像で、
# それぞれにラベル、チェックか×印、ネットワークの答えが付いています。*
#
# 数歩で半分ほど読めるようになります。曲線が跳ねるのは、ミニバッチごとに画像が違うからです。
#
# これをすべてのミニバッチで、5 エポック繰り返します。1 分もかかりません。SGD の代わりに Adam を使い、
# 学習率は 0.003 から 0 まで少しずつ小さくします（`LambdaLR`）。1 エポックごとに、学習に使った 10,000 枚（`seen_loader`）と、
# 初めて見る 10,000 枚とで試験をします。**予想しましょう**：それぞれ何 % を正しく読めるでしょうか。


# %%
def train(net, loader, seen_loader, epochs, lr=3e-3):
    optimizer = optim.Adam(net.parameters(), lr=lr)
    steps = epochs * len(loader)
    schedule = optim.lr_scheduler.LambdaLR(optimizer, lambda done: 1 - done / steps)
    history = [(*evaluate(net, seen_loader), *evaluate(net, test_loader))]
    for epoch in range(1, epochs + 1):
        for inputs, labels in tqdm(loader, desc=f"{epoch}/{epochs}", leave=False):
            step(net, inputs, labels, optimizer)
            schedule.step()
        history.append((*evaluate(net, seen_loader), *evaluate(net, test_loader)))
    return history

# %%
seen_loader = DataLoader(Subset(train_set, range(min(10_000, len(train_set)))), batch_size=1000)
_ = torch.manual_seed(0)
net = Net()
history = train(net, train_loader, seen_loader, epochs=5)
print(f"{history[-1][3]:.0%} of the test pictures are right")
assert history[-1][3] >= 0.975 or len(test_set) < 10000
figures.curves(history)

# %% [markdown] id="curves" lang="en"
# *Left, the loss after each epoch on a logarithmic axis, from ln 10 down: to about 0.02 on the training set (circles), to
# 0.06 on the test set (squares). Right, the accuracy: above 99 percent on the training set, 98 on the test set.*
#
# 98 of 100, on pictures that it has never seen. Its loss there fell from 2.30 to 0.06: on (geometric) average the right
# digit now gets $e^{-0.06} \approx 0.94$ instead of 0.1.
#
# It is a little better on the pictures that it learned from. Remember the gap between the curves.
#
# Let it read the test pictures one by one. **Predict:** does it ever hesitate?

# %% [markdown] id="curves" lang="ja" of="55419ed8"
# *左は各エポック後の損失（対数目盛）。ln 10 から始まり、訓練データ（丸）では約 0.02、テストデータ（四角）では約 0.06 まで下がります。
# 右は正解率で、訓練データでは 99 % を超え、テストデータでは 98 % です。*
#
# 初めて見る画像を、100 枚のうち 98 枚読めました。テストデータでの損失は 2.30 から 0.06 に下がっています。
# 正しい数字に与える確率は、（幾何）平均で 0.1 から $e^{-0.06} \approx 0.94$ に上がったことになります。
#
# 学習に使った画像のほうが、少しだけ成績がよいですね。2 本の曲線の間が開いていることを覚えておきましょう。
#
# テストデータを 1 枚ずつ読ませてみます。**予想しましょう**：迷うことはあるでしょうか。

# %%
def predict(net):
    net.eval()
    with torch.no_grad():
        logits = torch.cat([net(inputs) for inputs, _ in test_loader])
    net.train()
    return logits


logits = predict(net)
explore(figures.answer(test_set.data, test_set.targets, logits), number=(0, 99))

# %% [markdown] id="answer" lang="en"
# *Left, the first test picture, a seven, with a check mark. Middle, its ten logits: one of them high above the others,
# most of them negative. Right, the ten probabilities: practically all of it on the 7.*
#
# Go through the hundred pictures with the slider. Which of them make it hesitate? Would you hesitate too?
#
# ## Where is it wrong?
#
# Two in a hundred: some 200 pictures. **Predict:** which digits does it take for which others?

# %% [markdown] id="answer" lang="ja" of="b7cc5519"
# *左はテストデータの最初の画像で、数字は 7、チェックが付いています。中央は 10 個のロジットで、1 つだけが飛び抜けて高く、多くは負です。
# 右は 10 個の確率で、ほとんどすべてが 7 に集まっています。*
#
# スライダーで 100 枚を順に見てみましょう。どの画像で迷っていますか。あなたも迷いますか。
#
# ## どこで間違えるのか
#
# 間違いは 100 枚に 2 枚、全部で 200 枚ほどです。**予想しましょう**：どの数字をどの数字と間違えるでしょうか。

# %%
explore(figures.browser(test_set.data, test_set.targets, logits), true=(0, 9), predicted=(0, 9))

# %% [markdown] id="confusion" lang="en"
# *Left, the confusion matrix: a row for each true digit y, a column for each answer ŷ. Blue on the diagonal, about a
# thousand each; in orange the mistakes, most of them for pairs such as 4 and 9. Right, the pictures behind the marked
# cell, fours that were read as nines, each with the probability of that answer.*
#
# This table is the **confusion matrix**. Move the mark with the two sliders. Which pair is confused most? Is 4 ✗ 9 as
# frequent as 9 ✗ 4? **Try:** exercise 07.7.
#
# Some mistakes are worse than others. **Predict:** how sure can it be of a wrong answer?

# %% [markdown] id="confusion" lang="ja" of="c93d3e6e"
# *左は混同行列。行が正しい数字 y、列がネットワークの答え ŷ です。対角線上の青はそれぞれ約 1,000 枚、
# オレンジは間違いで、4 と 9 のような組に多くなっています。右は印を付けたマスにあたる画像、
# つまり 9 と読まれた 4 で、その答えの確率が付いています。*
#
# この表を**混同行列**といいます。2 つのスライダーで印を動かしてみましょう。いちばん混同される組はどれですか。
# 4 ✗ 9 と 9 ✗ 4 は同じくらいありますか。**やってみよう**：問題 07.7。
#
# 間違いにも程度があります。**予想しましょう**：間違った答えに、どれほど自信をもつことがあるでしょうか。

# %%
answers, sureness = logits.argmax(1), torch.softmax(logits, 1).max(1).values
wrong = (answers != test_set.targets).nonzero().flatten().tolist()
surest = sorted(wrong, key=lambda number: -sureness[number].item())[:20]
print("the surest mistake:", f"p = {sureness[surest[0]].item():.3f}")
figures.sheet(test_set.data[surest], test_set.targets[surest], answers[surest])

# %% [markdown] id="mistakes" lang="en"
# *The twenty wrong answers of which the network was surest. Above each picture its label, a cross, and what the network
# said.*
#
# Some would fool you too; a few labels are open to debate. Others you would never miss. A probability of 0.99 is what
# the network *computes*, not a promise: it has not understood what a digit is.
#
# ## What the first layer has learned
#
# A neuron of the first layer has 784 weights, one for each pixel. So its weights can be drawn as a picture. **Predict:**
# what will you see? Small digits?

# %% [markdown] id="mistakes" lang="ja" of="769b2971"
# *ネットワークが最も自信をもって間違えた 20 枚。画像の上は、ラベル、×印、ネットワークの答えです。*
#
# あなたも読み間違えそうなものや、ラベルのほうが疑わしいものもあります。しかし、人間なら決して間違えないものもあります。
# 確率 0.99 は、ネットワークが「計算した」数であって、正しさを保証するものではありません。数字とは何かを理解しているわけではないのです。
#
# ## 1 層目は何を学んだのか
#
# 1 層目のニューロンには、画素ごとに 1 つずつ、784 個の重みがあります。ですから、重みを画像として描くことができます。
# **予想しましょう**：何が見えるでしょうか。小さな数字でしょうか。

# %%
figures.weights(net.l1.weight)

# %% [markdown] id="weights" lang="en"
# *The weights of the first 48 neurons as small pictures in four rows of twelve, blue above 0, orange below: blobs and
# strokes in the middle, side by side in both colors; a fine speckle towards the edges.*
#
# No digits. A neuron looks for a stroke *here* and no ink *there*: blue where ink excites it, orange where ink calms it.
# The speckle at the edges is left over from the random start: there is hardly ever ink there, so no pixel could become
# more important than its neighbor.
#
# What is one of them good for? **Predict** from its weights which pictures excite neuron 0.

# %% [markdown] id="weights" lang="ja" of="af1148ab"
# *最初の 48 個のニューロンの重みを、12 個ずつ 4 段に並べた小さな画像。青は正、オレンジは負です。
# 中央にはかたまりや線の形が 2 色並んで見え、端のほうは細かなざらつきになっています。*
#
# 数字は見えません。ニューロンは「ここに線があり、そこにはインクがない」というパターンを探しています。
# 青のところにインクがあると強く反応し、オレンジのところにあると反応が弱まります。
# 端のざらつきは、乱数で始めた重みの名残です。そこにはほとんどインクが来ないので、隣どうしの画素の差を学びようがありません。
#
# では、1 つのニューロンは何の役に立つのでしょうか。**予想しましょう**：重みを見て、0 番のニューロンがどんな画像に強く反応するか考えてください。

# %%
test_inputs = torch.cat([inputs for inputs, _ in test_loader])
explore(figures.neuron(test_set.data, test_inputs, net.l1, net.l2), neuron=(0, 47))

# %% [markdown] id="neuron" lang="en"
# *Left, the weights of neuron 0 as a picture. Middle, the twelve test pictures that excite it most, with its output h.
# Right, ten bars: how much one unit of h adds to the score of each digit, striped where it takes away.*
#
# The second layer adds up such votes. Try other neurons. Find one that votes for a single digit, and one that mainly
# votes *against* something. (And the few of the 48 above that were pale all over? They answer 0 to every picture, so no
# gradient reaches them, and they have stopped learning.)
#
# ## One step to the side
#
# Your eyes do not mind if a digit stands a little to the right. **Predict:** does the network?

# %% [markdown] id="neuron" lang="ja" of="b968286d"
# *左は 0 番のニューロンの重みの画像。中央は、これを最も強く反応させるテスト画像 12 枚で、上は出力 h です。
# 右の 10 本の棒は、h が 1 増えるとそれぞれの数字の得点がどれだけ増えるかを表し、減る場合は斜線です。*
#
# 2 層目は、このような「票」を足し合わせています。ほかのニューロンも見てみましょう。1 つの数字だけに票を入れるもの、
# おもに「反対票」を入れるものを探してください（では、上の 48 個の中で、
# 全体が薄い色だったものは何でしょう。どの画像にも 0 と答えるため勾配が届かず、もう学習できなくなったニューロンです）。
#
# ## 少し横にずらすと
#
# 数字が少し右に寄っていても、あなたなら困らずに読めますね。**予想しましょう**：ネットワークはどうでしょうか。

# %%
explore(figures.moved(test_set, net), shift=(-8, 8), turn=(-180, 180, 15), number=(0, 20))

# %% [markdown] id="moved" lang="en"
# *Left, the seven, five pixels to the right. Middle, the ten probabilities: nearly all of it is now on another digit.
# Right, the probability of the 7 against the shift: near 1 from −4 to 3, then it drops to 0.*
#
# Five pixels, and it reads another digit, quite sure of itself. It knows digits only where they stood in training, in the
# middle. For it, a shifted seven is a different row of 784 numbers.
#
# By how many degrees can you turn the 7 (`turn`) before it is lost? Which of the first pictures (`number`) survive
# upside down?

# %% [markdown] id="moved" lang="ja" of="2b1e120e"
# *左は、右へ 5 画素ずらした 7。中央は 10 個の確率で、ほとんどが別の数字に移っています。
# 右は、ずらした画素数に対する 7 の確率で、−4 から 3 までは 1 に近く、その先で急に 0 まで下がります。*
#
# たった 5 画素で、しかもかなりの自信をもって、別の数字と読んでしまいます。ネットワークが知っているのは、
# 学習のときにあった場所、つまり中央にある数字だけです。ずれた 7 は、まったく違う 784 個の数の列なのです。
#
# `turn` を動かすと、7 は何度まで回しても読めますか。`number` を変えて、逆さまにしても読める画像を探してみましょう。

# %% [markdown] id="by-heart" lang="en"
# ## Learning by heart
#
# 60,000 pictures are many. What if you have only 300? Train the same network on them, 40 times through.
#
# **Predict** four curves: loss and accuracy, on the 300 pictures and on the test set. Does more training always help?

# %% [markdown] id="by-heart" lang="ja" of="1a00b563"
# ## 丸暗記
#
# 60,000 枚はとても多い数です。300 枚しかなかったらどうなるでしょうか。同じネットワークを、その 300 枚で 40 エポック学習させます。
#
# **予想しましょう**：300 枚での損失と正解率、テストデータでの損失と正解率。4 本の曲線はどんな形になりますか。
# 学習は長いほどよいのでしょうか。

# %%
few_loader = DataLoader(Subset(train_set, range(300)), batch_size=20, shuffle=True)
_ = torch.manual_seed(0)
few_net = Net()
few_history = train(few_net, few_loader, few_loader, epochs=40)
few_losses, few_accuracies, test_losses, test_accuracies = zip(*few_history)
best = test_losses.index(min(test_losses))
assert best < 40 and few_losses[-1] < few_losses[best] and few_accuracies[-1] > 0.95
print(f"right at the end: {few_accuracies[-1]:.0%} of the 300, {test_accuracies[-1]:.0%} of the test pictures")
figures.curves(few_history)

# %% [markdown] id="overfitting" lang="en"
# *Left, the loss on the 300 pictures (circles) falls to practically 0; on the test set (squares) it falls to about 0.65
# within the first epochs, where a star marks the lowest point, and then climbs above 0.75. Right, the accuracy: 100 percent
# on the training set; on the test set a little above 80, and flat.*
#
# The network knows its 300 pictures by heart. On new ones it goes on making the same mistakes, only with more and more
# confidence: that is what the rising loss says. This is **overfitting**.

# %% [markdown] id="overfitting" lang="ja" of="8a0d0d0c"
# *左、300 枚での損失（丸）はほとんど 0 まで下がります。テストデータでの損失（四角）は最初の数エポックで約 0.65 まで下がり、
# 星印の最低点を過ぎると、0.75 より上まで上がっていきます。右の正解率は、訓練データでは 100 %、テストデータでは 80 % を少し超えたところで横ばいです。*
#
# ネットワークは 300 枚を丸暗記しました。初めて見る画像では同じ間違いを繰り返し、しかもどんどん自信を深めています。
# 損失が上がっていくのはそのためです。これが**過学習**です。

# %% [markdown] id="neighborhoods" lang="en"
# Only pictures that were *not* learned from tell you when to stop. What helps against overfitting: more pictures (the
# best cure), dropout, stopping in time. **Try:** exercise 07.6.
#
# > **Careful.** If you pick the best epoch by the test set, you have studied with the exam paper. A real project takes a
# > third set for it, the **validation set**, and opens the test set once, at the end.
#
# ## A network that sees neighbors
#
# `Net` had to learn a stroke anew at each place. Better: a small detector for all places. Nine weights look at 3 × 3
# pixels, multiply, add up, move on: a **convolution**.
#
# **Predict:** its weights are 1 above, 0 in the middle, −1 below. Where does it answer strongly?

# %% [markdown] id="neighborhoods" lang="ja" of="598673d7"
# いつやめるべきかは、学習に使って**いない**画像でしかわかりません。過学習を防ぐには、画像を増やす（いちばんの薬です）、
# ドロップアウトを使う、早めにやめる、といった方法があります。**やってみよう**：問題 07.6。
#
# > **注意**：テストデータを見て最良のエポックを選ぶと、試験問題で勉強したことになります。実際の開発では、そのために第 3 のデータ
# > （**検証データ**）を用意し、テストデータは最後に 1 回だけ使います。
#
# ## 隣の画素が見えるネットワーク
#
# `Net` は、同じ線でも場所が違えば一から学び直さなければなりませんでした。小さな検出器を 1 つ作って、画像全体の上を動かすほうがよさそうです。
# 9 個の重みで 3 × 3 画素を見て、掛けて、足して、次へ進む。これが**畳み込み**です。
#
# **予想しましょう**：重みが上の行で 1、中央の行で 0、下の行で −1 の検出器は、どこで強く反応するでしょうか。

# %%
explore(figures.convolution(train_set.data[0]), step=play(0, 675), kernel=list(figures.KERNELS))

# %% [markdown] id="convolution" lang="en"
# *Left, the five with a window of 3 × 3 pixels on it. Middle, the window enlarged: gray levels times weights, and their
# sum above. Right, the sums of all places as a picture, pale where the window has yet to come: one color along the upper
# edges of the strokes, the other along the lower ones.*
#
# A detector of horizontal edges. Press play, then try `|` and `□`. What does each show?
#
# In a network the nine weights are parameters, to be learned. **Pooling** then keeps the largest of each 2 × 2 answers:
# the next convolution sees further.
#
# **Predict:** will such a network need more parameters than `Net`, or fewer? Will it beat 98 percent? (Two epochs,
# twice the rate: a minute.)

# %% [markdown] id="convolution" lang="ja" of="c6c3733e"
# *左は「5」の上に置いた 3 × 3 画素の窓。中央はその拡大で、画素の濃さと重みの積が書かれ、上に和があります。
# 右は、すべての場所での和を画像にしたもの（窓がまだ来ていないところは薄い色）で、線の上の縁と下の縁が別の色で現れます。*
#
# 横向きの縁を見つける検出器です。再生ボタンを押してみましょう。ほかの 2 つ、`|` と `□` も試してください。それぞれ何が見えますか。
#
# ネットワークの中では、この 9 個の重みもパラメータです。どんな検出器がよいかは、学習が見つけます。
# そのあとの**プーリング**は、2 × 2 画素ごとにいちばん大きい値だけを残します。こうして、次の畳み込みはより広い範囲を見られます。
#
# **予想しましょう**：パラメータは `Net` より多いでしょうか、少ないでしょうか。正解率は 98 % を超えられるでしょうか（学習率を 2 倍にして 2 エポック、1 分ほどかかります）。

# %% tags=["nbval-check-output"]
class ConvNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 3, padding=1)       # 16 detectors of 3 × 3; a rim of zeros keeps the size
        self.conv2 = nn.Conv2d(16, 32, 3, padding=1)
        self.pool = nn.MaxPool2d(2)                       # half the rows, half the columns
        self.linear = nn.Linear(32 * (pixels // 16), 10)  # two poolings leave one place of 16

    def forward(self, x):
        x = self.pool(torch.relu(self.conv1(x)))
        x = self.pool(torch.relu(self.conv2(x)))
        return self.linear(x.flatten(1))


print(sum(p.numel() for p in ConvNet().parameters()), "parameters")

# %%
_ = torch.manual_seed(0)
conv_net = ConvNet()
conv_history = train(conv_net, train_loader, seen_loader, epochs=2, lr=6e-3)
assert conv_history[-1][3] >= 0.988 or len(test_set) < 10000
print(f"mistakes: {len(wrong)} before, {round((1 - conv_history[-1][3]) * len(test_set))} now")
figures.curves(conv_history)

# %% [markdown] id="conv-curves" lang="en"
# *The same two plots for the convolutional network: after two epochs the loss is about 0.03 on both sets, and the
# accuracy about 99 percent; the two curves stay close together.*
#
# 16 detectors on the picture (16 · 9 + 16 parameters), 32 more on their answers (32 · 16 · 9 + 32), then a linear
# layer as before, on 32 · 7 · 7 numbers: a fifth of the parameters, about half of the mistakes. This network was told
# something about pictures: neighbors belong together, and a stroke is a stroke wherever it stands.
#
# So it should mind a shift less. **Predict:** what share does each of the two read correctly when all test pictures move
# three pixels to the right?

# %% [markdown] id="conv-curves" lang="ja" of="74ba059b"
# *畳み込みネットワークの同じ 2 つのグラフ。2 エポック後の損失はどちらのデータでも約 0.03、正解率は約 99 % で、2 本の曲線は近いままです。*
#
# 画像を見る検出器が 16 個（パラメータは 16 · 9 + 16 個）、その答えを見る検出器が 32 個（32 · 16 · 9 + 32 個）、
# そして前と同じ線形層が 32 · 7 · 7 個の数を受け取ります。パラメータは 5 分の 1、間違いは約半分になりました。
# このネットワークには、画像についての知識が 2 つ組み込まれています。
# 隣どうしの画素には関係があること、そして、線はどこにあっても線だということです。
#
# それなら、ずれにも強いはずです。**予想しましょう**：テスト画像をすべて右へ 3 画素ずらすと、2 つのネットワークはそれぞれ何割を正しく読めるでしょうか。

# %%
shifted = torch.cat([test_inputs[..., -3:], test_inputs[..., :-3]], dim=3)
for name, model in (("Net", net), ("ConvNet", conv_net)):
    with torch.no_grad():
        answers = torch.cat([model(each).argmax(1) for each in shifted.split(1000)])
    print(f"{name:8}{(answers == test_set.targets).float().mean().item():.0%}")
explore(figures.moved(test_set, net, conv_net), shift=(-8, 8, 1, 4), turn=(-180, 180, 15), number=(0, 20, 1, 3))

# %% [markdown] id="conv-moved" lang="en"
# *Left, a zero, four pixels to the right. Middle, the ten probabilities of both networks, ConvNet's striped. Right, the
# probability of the 0 against the shift, ConvNet's dashed with squares: it stays near 1 over a wider range.*
#
# Better, though not immune: its last layer still knows places. How large a shift does each of the two survive?
#
# ## Your own digits
#
# 99 of 100, on digits by people whom you have never met. **Predict:** how many of *yours* will it read? And what does it
# answer if you draw a house?

# %% [markdown] id="conv-moved" lang="ja" of="7833f2b1"
# *左は、右へ 4 画素ずらした 0。中央は 2 つのネットワークの 10 個の確率で、斜線が ConvNet です。
# 右は、ずらした画素数に対する 0 の確率で、ConvNet（破線と四角）のほうが広い範囲で 1 に近いままです。*
#
# よくなりましたが、万能ではありません。最後の層は、まだ場所を区別しているからです。2 つのネットワークは、それぞれ何画素のずれまで持ちこたえますか。
#
# ## 自分で数字をかく
#
# 会ったこともない人たちの数字は、100 枚のうち 99 枚読めました。**予想しましょう**：「あなた」の数字は 10 個のうちいくつ読めるでしょうか。
# 数字ではなく家の絵をかいたら、何と答えるでしょうか。

# %%
pad = digit_pad(conv_net, train_set)
pad

# %% [markdown] id="pad" lang="en"
# *An example: a three drawn with a thick pen, in a dashed box; the 28 × 28 pixels that are made of it; the first
# hidden layer, sixteen small pictures of the three, in each of which other parts are lit; ten probabilities, nearly all of
# it on the 3.*
#
# Draw, or take a photo of a digit on paper. Yours is treated as MNIST's were: scaled to a box of 20 × 20 pixels, then laid
# into 28 × 28 with its center of mass in the middle. (Which weakness of the network does that hide?)
#
# Keep ten of your digits and count. Then draw a house: it knows ten answers, and "none of them" is not among them.

# %% [markdown] id="pad" lang="ja" of="84ae7e02"
# *例：太いペンでかいた 3（破線の枠付き）、それを変換した 28 × 28 画素の画像、1 つ目の隠れ層（16 枚の小さな 3 で、
# 1 枚ごとに違う部分が光っています）、10 個の確率です。確率はほとんどすべて 3 に集まっています。*
#
# パッドに数字をかくか、紙にかいた数字の写真を選んでください。かいた数字は、MNIST の画像が作られたときと同じように処理されます。
# まず 20 × 20 画素の枠に収まるように拡大・縮小し、次に重心が 28 × 28 画素の真ん中に来るように置きます
# （この処理は、ネットワークのどんな弱点を隠しているでしょうか）。
#
# 数字を 10 個残して、いくつ読めたか数えましょう。そのあとで家の絵もかいてみてください。ネットワークが知っている答えは 10 個だけで、
# 「どれでもない」という答えはありません。

# %% [markdown] id="keep" lang="en"
# ## Keep what was learned
#
# Minutes of training, and all of it lies in tensors that vanish with the kernel. `state_dict()` gives them with their
# names, `torch.save` writes them into a file. **Predict:** how large is the file? (4 bytes a number.) And what happens if
# you load it into the *wrong* network?

# %% [markdown] id="keep" lang="ja" of="f8c04118"
# ## 学んだことを保存する
#
# 何分もかけた学習の成果は、すべてテンソルの中にあり、カーネルを止めると消えてしまいます。
# `state_dict()` はそれを名前付きで取り出し、`torch.save` はファイルに書き込みます。
# **予想しましょう**：ファイルの大きさはどのくらいでしょうか（数 1 個は 4 バイトです）。また、**別の**ネットワークに読み込もうとすると、どうなるでしょうか。

# %% tags=["nbval-check-output"]
twin = ConvNet()
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "digits.weights")
    torch.save(conv_net.state_dict(), path)
    print(f"{os.path.getsize(path) / 1000:.0f} kB:", *conv_net.state_dict())
    twin.load_state_dict(torch.load(path))
print("same answers:", torch.equal(twin(test_inputs[:100]), conv_net(test_inputs[:100])))
try:
    Net().load_state_dict(twin.state_dict())
except RuntimeError as error:
    print(*str(error).splitlines()[:3], sep="\n")

# %% [markdown] id="saved" lang="en"
# 20,490 numbers of 4 bytes, and their names. The wrong network refuses them, and tells you what is missing
# and what does not belong there.
#
# The folder is a temporary one: it works even where this notebook may not write, and is gone afterwards. To keep a
# network, give `save` a path of your own, such as `"digits.safetensors"`.
#
# Only the numbers are in the file, not the class: `ConvNet` must be there when you load. (Our file is in the safetensors
# format, which PyTorch users read too; PyTorch's own `torch.save` writes another one. The calls are the same.)

# %% [markdown] id="saved" lang="ja" of="4f6c5c80"
# 4 バイトの数が 20,490 個と、その名前です。別のネットワークに読み込もうとするとエラーになり、足りないものと余分なものを教えてくれます。
#
# ここで使ったのは一時フォルダです。ノートブックのあるフォルダに書き込めなくても動きますが、終わると消えます。
# 残しておきたいときは、`"digits.safetensors"` のような自分のパスを `save` に渡しましょう。
#
# ファイルに入るのは数だけで、クラスは入りません。読み込むときには `ConvNet` の定義が必要です
# （ここでのファイルは safetensors 形式で、PyTorch の利用者も読めます。PyTorch 自身の `torch.save` は別の形式ですが、呼び方は同じです）。

# %% [markdown] id="summary" lang="en"
# ## What you take along
#
# 1. A picture is a vector of numbers; the network makes ten logits of it, softmax makes probabilities of them.
# 2. Cross-entropy is $-\ln p_y$, with softmax inside: give it logits. Knowing nothing costs ln 10 ≈ 2.30.
# 3. Exams: other pictures, `eval()`, `no_grad()`, `argmax(1)`, and means weighted by batch size.
# 4. Overfitting: training loss falls, test loss turns up. Only pictures that were not learned from can tell.
# 5. A convolution uses the same few weights everywhere: fewer parameters, fewer mistakes.

# %% [markdown] id="summary" lang="ja" of="84f9c43c"
# ## まとめ
#
# 1. 画像は数のベクトルです。ネットワークがそれを 10 個のロジットにし、ソフトマックスが確率にします。
# 2. 交差エントロピーは $-\ln p_y$。ソフトマックスは中に入っているので、ロジットを渡します。何も知らないと ln 10 ≈ 2.30 です。
# 3. 試験では、別の画像を使い、`eval()`、`no_grad()`、`argmax(1)` を忘れず、平均にはバッチの枚数で重みを付けます。
# 4. 過学習では、訓練データでの損失が下がるのに、テストデータでの損失が上がります。それは、学習に使っていない画像でしかわかりません。
# 5. 畳み込みは、同じ少数の重みをあらゆる場所で使います。パラメータも間違いも少なくなります。

# %% [markdown] id="quiz" lang="en"
# ## Three questions
#
# 1. What loss does an untrained network start with when there are 100 classes?
# 2. In training, the test accuracy stays at 90 percent, but the test loss rises from 0.3 to 0.9. What is going on?
# 3. If you shuffled the pixels of all pictures in one and the same way, which of the two networks would suffer?
#
# <details><summary>Answers</summary>
#
# 1. About ln 100 ≈ 4.61.
# 2. Overfitting: the network gets surer and surer of its mistakes.
# 3. Only `ConvNet`: `Net` never knew which pixels are neighbors.
#
# </details>
#
# Now it is your turn: [the exercises of lesson 07](../../exercises/en/07_mnist.ipynb).
#
# Then: [08 · Under the hood: build your own autograd](08_autograd.ipynb).

# %% [markdown] id="quiz" lang="ja" of="9b59e2fe"
# ## 3 つの質問
#
# 1. クラスが 100 個のとき、まだ学習していないネットワークの損失はいくらから始まりますか。
# 2. 学習を続けると、テストデータでの正解率は 90 % のままなのに、損失は 0.3 から 0.9 に上がりました。何が起きているのでしょうか。
# 3. すべての画像の画素を同じ規則で並べかえたら、成績が落ちるのは 2 つのネットワークのうちどちらですか。
#
# <details><summary>答え</summary>
#
# 1. およそ ln 100 ≈ 4.61 です。
# 2. 過学習です。間違った答えに、どんどん自信を深めています。
# 3. `ConvNet` だけです。`Net` は、もともとどの画素が隣どうしかを知りません。
#
# </details>
#
# 次はあなたの番です：[レッスン 07 の演習](../../exercises/ja/07_mnist.ipynb)
#
# そのあとは、[08 · しくみの中へ：自分の自動微分を作る](08_autograd.ipynb)へ。

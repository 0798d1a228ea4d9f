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
# # 07 · Exercises: Handwritten digits
#
# **Goal:** write the parts of the lesson yourself: pixels to vectors, mini-batches, accuracy, losses, and the choice of
# the right moment to stop.
#
# **You need:** lesson 07, but not its pictures: small made-up tensors will do. **Time:** 50 minutes.
#
# Put your answer in place of `...`, run the cell, read what the check says. Stuck? Write `hint("07.1")` in a new cell:
# three hints each, the gentlest first. `reveal("07.1")` shows an answer.
#
# {badges}

# %% [markdown] id="title" lang="ja" of="dfa5959d"
# # 07 · 演習：手書き数字を読む
#
# **目標**：画素からベクトルへ、ミニバッチ、正解率、損失、やめどきの見極め。レッスンで使った部品を自分の手で書いてみましょう。
#
# **必要なもの**：レッスン 07。ただし、画像はいりません。小さなテンソルだけで進められます。**時間**：50 分。
#
# `...` を自分の答えに書きかえてセルを実行すると、答え合わせの結果が出ます。行きづまったら、
# 新しいセルに `hint("07.1")` と書きましょう。ヒントは各問 3 つで、控えめなものから順に出ます。
# `reveal("07.1")` で解答例を見られます。
#
# {badges}

# %%
{bootstrap}

# %%
import autograd_lib as torch

# %% [markdown] id="prepare" lang="en"
# ## 07.1 From pictures to vectors
#
# A batch of pictures comes as whole numbers from 0 to 255, with the shape (pictures, rows, columns). Write
# `prepare(images)`. It returns numbers from 0 to 1 with the shape (pictures, rows · columns): one long row for each
# picture, 255 becoming 1.
#
# Here are two pictures of 2 × 3 pixels to try it on:

# %% [markdown] id="prepare" lang="ja" of="b8887a88"
# ## 07.1 画像からベクトルへ
#
# 画像のバッチは、0 から 255 までの整数で、形状は（枚数, 行, 列）です。
# これを、形状が（枚数, 行 · 列）で、0 から 1 までの数のテンソルにして返す関数 `prepare(images)` を書きましょう。
# 画像 1 枚が長い 1 行になり、255 は 1 になります。
#
# 試してみるための、2 × 3 画素の画像 2 枚です。

# %%
images = torch.tensor([[[0, 51, 102], [153, 204, 255]], [[255, 0, 0], [0, 0, 51]]], dtype=torch.uint8)
print(images.shape)

# %% exercise="07.1"
def prepare(images):
    return images.flatten(1) / 255  # answer


check("07.1", prepare)

# %% [markdown] id="mini-batches" lang="en"
# ## 07.2 Mini-batches
#
# Write what a `DataLoader` does inside. `order` is a shuffled list of all places, such as `[2, 0, 4, 1, 3]`. Write
# `mini_batches(inputs, labels, order, size)`. It returns a list of pairs (inputs, labels): first the pictures at the
# first `size` places of `order`, with their labels; then the next ones; and so on, until each has come exactly once. The
# last pair may be smaller.
#
# A tensor takes a list of places as its index: `inputs[[2, 0]]`.

# %% [markdown] id="mini-batches" lang="ja" of="65c36e46"
# ## 07.2 ミニバッチ
#
# `DataLoader` が中でしていることを書いてみましょう。`order` は、`[2, 0, 4, 1, 3]` のように、全部の番号をかき混ぜたリストです。
# 組 (inputs, labels) のリストを返す関数 `mini_batches(inputs, labels, order, size)` を書きましょう。
# 最初の組は、`order` の先頭から `size` 個の番号にある入力とそのラベル、次の組はその次の `size` 個、と続けて、
# どれもちょうど 1 回ずつ出てくるようにします。最後の組は小さくなってもかまいません。
#
# テンソルの添字には、`inputs[[2, 0]]` のように番号のリストを使えます。

# %% exercise="07.2"
def mini_batches(inputs, labels, order, size):
    # answer:
    pairs = []
    for start in range(0, len(order), size):
        places = order[start : start + size]
        pairs.append((inputs[places], labels[places]))
    return pairs
    # end answer


check("07.2", mini_batches)

# %% [markdown] id="accuracy" lang="en"
# ## 07.3 Accuracy
#
# `batches` is a list of pairs (outputs, labels): the logits of a mini-batch, with a row for each picture, and the right
# digits. Write `accuracy(batches)`: the share of all pictures, between 0 and 1, whose highest logit stands at the right
# place. The mini-batches may differ in size.

# %% [markdown] id="accuracy" lang="ja" of="8729a383"
# ## 07.3 正解率
#
# `batches` は組 (outputs, labels) のリストです。outputs はミニバッチのロジット（1 行が画像 1 枚）、labels は正しい数字です。
# いちばん高いロジットが正しい位置にある画像の割合（0 から 1 まで）を、画像全体について求める関数 `accuracy(batches)` を書きましょう。
# ミニバッチの大きさは、そろっているとは限りません。

# %% exercise="07.3"
def accuracy(batches):
    # answer:
    right, pictures = 0, 0
    for outputs, labels in batches:
        right += (outputs.argmax(1) == labels).sum().item()
        pictures += len(labels)
    return right / pictures
    # end answer


check("07.3", accuracy)

# %% [markdown] id="epoch-loss" lang="en"
# ## 07.4 The loss of an epoch
#
# `losses` are the mean losses of the mini-batches of an epoch, `sizes` their numbers of pictures. Write
# `epoch_loss(losses, sizes)`: the mean loss of a picture.
#
# For losses 0.2, 0.2, 1.0 and sizes 128, 128, 4 you saw 0.212 in the lesson.

# %% [markdown] id="epoch-loss" lang="ja" of="054f464a"
# ## 07.4 1 エポックの損失
#
# `losses` は 1 エポックの各ミニバッチの平均損失、`sizes` はその枚数です。
# 画像 1 枚あたりの平均損失を返す関数 `epoch_loss(losses, sizes)` を書きましょう。
#
# レッスンでは、損失が 0.2、0.2、1.0、枚数が 128、128、4 のとき、0.212 でした。

# %% exercise="07.4"
def epoch_loss(losses, sizes):
    # answer:
    total = 0
    for loss, size in zip(losses, sizes):
        total += loss * size
    return total / sum(sizes)
    # end answer


check("07.4", epoch_loss)

# %% [markdown] id="stable" lang="en"
# ## 07.5 A cross-entropy that never breaks
#
# Write `cross_entropy(logits, labels)` yourself: the mean of $-\ln p_y$ over the pictures, a row of logits for each. It
# must give the right number for logits such as 1000 and −1000 too.
#
# The way: with $m$ the highest logit of the row,
#
# $$-\ln p_y = \ln \sum_j e^{z_j - m} - (z_y - m)$$
#
# No exponential in it is larger than 1, and the sum is never 0. (`z[range(n), labels]` picks one number from each row.)

# %% [markdown] id="stable" lang="ja" of="8fa68dec"
# ## 07.5 壊れない交差エントロピー
#
# `cross_entropy(logits, labels)` を自分で書きましょう。logits の 1 行が画像 1 枚で、$-\ln p_y$ の全画像についての平均を返します。
# 1000 や −1000 のようなロジットでも正しい値になるようにしてください。
#
# その行でいちばん大きいロジットを $m$ とすると、次の式が使えます。
#
# $$-\ln p_y = \ln \sum_j e^{z_j - m} - (z_y - m)$$
#
# どの指数も 1 を超えず、和が 0 になることもありません（`z[range(n), labels]` は各行から数を 1 つずつ取り出します）。

# %% exercise="07.5"
def cross_entropy(logits, labels):
    # answer:
    m = logits.max(1, keepdim=True).values
    z = logits - m
    prices = z.exp().sum(1).log() - z[range(len(labels)), labels]
    return prices.mean()
    # end answer


check("07.5", cross_entropy)

# %% [markdown] id="stop" lang="en"
# ## 07.6 When to stop
#
# Both curves of a training, epoch by epoch:

# %% [markdown] id="stop" lang="ja" of="a56a816b"
# ## 07.6 やめどき
#
# ある学習の 2 本の曲線を、エポックごとに並べました。

# %%
train_losses = [2.30, 0.61, 0.42, 0.30, 0.21, 0.14, 0.08, 0.04, 0.02, 0.01, 0.02]
test_losses = [2.31, 0.68, 0.55, 0.58, 0.49, 0.44, 0.42, 0.45, 0.52, 0.61, 0.66]
for epoch, pair in enumerate(zip(train_losses, test_losses)):
    print(f"epoch {epoch:2}   train {pair[0]:.2f}   test {pair[1]:.2f}")

# %% [markdown] id="best-epoch" lang="en"
# You have kept the network of every epoch. Which one reads *new* pictures best? Think first. Then write
# `best_epoch(train_losses, test_losses)`, which gives the number of the epoch to keep for any two such lists. Epochs are
# counted from 0, the untrained network.

# %% [markdown] id="best-epoch" lang="ja" of="bef4d181"
# どのエポックのネットワークも保存してあります。**初めて見る**画像をいちばんよく読めるのはどれでしょうか。まず考えてください。
# それから、このような 2 つのリストを受け取り、残すべきエポックの番号を返す関数 `best_epoch(train_losses, test_losses)` を書きましょう。
# エポックは 0（学習前）から数えます。

# %% exercise="07.6"
def best_epoch(train_losses, test_losses):
    return test_losses.index(min(test_losses))  # answer


check("07.6", best_epoch)

# %% [markdown] id="confusion" lang="en"
# ## 07.7 The confusion matrix
#
# Write `confusion(labels, answers, classes)`: a table with `classes` rows and columns. The number in row $y$ and column
# $a$ tells how many pictures of a $y$ were read as an $a$. Give it back as a list of lists, an array or a tensor.

# %% [markdown] id="confusion" lang="ja" of="5a88b2ad"
# ## 07.7 混同行列
#
# `classes` 行 `classes` 列の表を返す関数 `confusion(labels, answers, classes)` を書きましょう。
# $y$ 行 $a$ 列の数は、正解が $y$ の画像のうち $a$ と読まれたものが何枚あったかです。
# リストのリスト、配列、テンソルのどれで返してもかまいません。

# %% exercise="07.7"
def confusion(labels, answers, classes):
    # answer:
    counts = torch.zeros(classes, classes)
    for label, answer in zip(labels, answers):
        counts[label, answer] += 1
    return counts
    # end answer


check("07.7", confusion)

# %% [markdown] id="end" lang="en"
# ## How far are you?

# %% [markdown] id="end" lang="ja" of="6da20ca5"
# ## どこまで進みましたか

# %%
progress()

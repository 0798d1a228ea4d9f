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
# # 10 · Exercises: From here to PyTorch
#
# **Goal:** bring a NumPy program over, name five bugs by their look, carry numbers from one network to another, and choose
# what comes next.
#
# **You need:** lesson 10. **Time:** 45 minutes.
#
# Put your answer in place of `...`, run the cell, read what the check says. Stuck? Write `hint("10.1")` in a new cell:
# three hints each, the gentlest first. `reveal("10.1")` shows an answer. (With PyTorch installed, you may delete the words
# `autograd_lib as` below: the checks understand its tensors too.)
#
# {badges}

# %% [markdown] id="title" lang="ja" of="3e7224f7"
# # 10 · 演習：ここから PyTorch へ
#
# **目標**：NumPy のプログラムを書きかえ、5 つのバグを見た目から言い当て、ネットワークからネットワークへ数を移し、
# 次に進む道を選びましょう。
#
# **必要なもの**：レッスン 10。**時間**：45 分。
#
# `...` を自分の答えに書きかえてセルを実行すると、答え合わせの結果が出ます。行きづまったら、
# 新しいセルに `hint("10.1")` と書きましょう。ヒントは各問 3 つで、控えめなものから順に出ます。
# `reveal("10.1")` で解答例を見られます（PyTorch があれば、下の `autograd_lib as` を消してもかまいません。
# 答え合わせは PyTorch のテンソルも受け取ります）。
#
# {badges}

# %%
{bootstrap}

# %%
import numpy as np

import autograd_lib as torch
from autograd_lib import nn

# %% [markdown] id="numpy-loop" lang="en"
# ## 10.1 A loop that speaks NumPy
#
# Somebody wrote this training without any library. `pixels` is a NumPy array, a row per picture; `labels` are the
# class numbers 0, 1 or 2, as `int32`. The two lines with the gradient were worked out on paper.

# %% [markdown] id="numpy-loop" lang="ja" of="5850d038"
# ## 10.1 NumPy で書かれたループ
#
# だれかが、ライブラリを使わずに学習のプログラムを書きました。`pixels` は 1 行が画像 1 枚の NumPy 配列、`labels` はクラスの番号
# （0、1、2）で `int32` です。勾配の 2 行は、手計算で求めたものです。

# %%
def numpy_train(pixels, labels, epochs, lr):
    W, rows, history = np.zeros((pixels.shape[1], 3)), np.arange(len(labels)), []
    for epoch in range(epochs):
        z = pixels @ W
        p = np.exp(z) / np.exp(z).sum(1, keepdims=True)
        history.append(-np.log(p[rows, labels]).mean())
        p[rows, labels] -= 1                    # the gradient,
        W -= lr * pixels.T @ p / len(labels)    # by hand
    return history


numpy_train(np.array([[0.0, 1.0], [1.0, 0.0]]), np.array([0, 2], dtype=np.int32), 3, 0.5)

# %% [markdown] id="port" lang="en"
# Complete `train`: the same arguments, the same list of losses. But autograd finds the gradient, and
# `nn.functional.cross_entropy(outputs, targets)` the loss. Two places are open. `start` gives you
# `W`, all zeros, an optimizer for it, and an empty list. (You may as well write the whole loop in a way of your own.)

# %% [markdown] id="port" lang="ja" of="3372c124"
# 同じ引数を受け取って、同じ損失のリストを返す `train` を完成させましょう。ただし勾配は autograd に、損失は
# `nn.functional.cross_entropy(outputs, targets)` に任せます。空いているところは 2 つです。`start` は、
# すべて 0 の `W`、そのオプティマイザ、空のリストを返します（ループ全体を自分なりに書き直してもかまいません）。

# %%
def start(columns, lr):
    W = torch.zeros(columns, 3, requires_grad=True)
    return W, torch.optim.SGD([W], lr=lr), []

# %% exercise="10.1"
def train(pixels, labels, epochs, lr):
    inputs, targets = torch.tensor(pixels, dtype=torch.float32), torch.tensor(labels).long()  # answer
    W, sgd, history = start(pixels.shape[1], lr)
    for epoch in range(epochs):
        # answer:
        loss = nn.functional.cross_entropy(inputs @ W, targets)
        history.append(loss.item())
        sgd.zero_grad()
        loss.backward()
        sgd.step()
        # end answer
    return history

check("10.1", train)

# %% [markdown] id="bugs" lang="en"
# ## 10.2 Five programs, five bugs
#
# None of these raises an error. `net` ends with `Linear(64, 10)` and has a `Dropout` in it; `criterion` is
# `nn.CrossEntropyLoss()`.
#
# ```python
# 1   net.train()
#     right = (net(inputs).argmax(1) == targets).float().mean()   # the exam
# 2   criterion(net(inputs), targets).backward()
#     optimizer.step()                                            # and on to the next batch
# 3   answers = net(inputs).argmax(0)
# 4   probabilities = torch.softmax(net(inputs), 1)
#     loss = criterion(probabilities, targets)
# 5   outputs = net(inputs).detach().requires_grad_()
#     loss = criterion(outputs, targets)
# ```

# %% [markdown] id="bugs" lang="ja" of="2346ac57"
# ## 10.2 5 つのプログラムと 5 つのバグ
#
# どれもエラーは出ません。`net` は最後が `Linear(64, 10)` で、途中に `Dropout` があります。`criterion` は `nn.CrossEntropyLoss()` です。
#
# ```python
# 1   net.train()
#     right = (net(inputs).argmax(1) == targets).float().mean()   # the exam
# 2   criterion(net(inputs), targets).backward()
#     optimizer.step()                                            # and on to the next batch
# 3   answers = net(inputs).argmax(0)
# 4   probabilities = torch.softmax(net(inputs), 1)
#     loss = criterion(probabilities, targets)
# 5   outputs = net(inputs).detach().requires_grad_()
#     loss = criterion(outputs, targets)
# ```

# %% [markdown] id="causes" lang="en"
# What is wrong with each? Answer with a list of five letters, for 1 to 5. Two of the letters are not needed.
#
# - A: the gradients of all batches pile up
# - B: the probabilities are made twice
# - C: no gradient can reach the parameters
# - D: some neurons are switched off by chance, in an exam
# - E: it looks for the best picture of a digit, not for the best digit of a picture
# - F: the labels must be `float`
# - G: the learning rate is too small

# %% [markdown] id="causes" lang="ja" of="f0a0b5fe"
# それぞれ、どこが間違っているのでしょうか。1 から 5 の順に、5 つの文字のリストで答えましょう。使わない文字が 2 つあります。
#
# - A：すべてのバッチの勾配が積み重なっていく
# - B：確率にする計算を 2 回している
# - C：勾配がパラメータまで届かない
# - D：試験なのに、いくつかのニューロンがランダムに消されている
# - E：「画像の中でいちばんの数字」ではなく「数字ごとにいちばんの画像」を探している
# - F：ラベルは `float` でなければならない
# - G：学習率が小さすぎる

# %% exercise="10.2"
bugs = ["D", "A", "E", "B", "C"]  # answer

check("10.2", bugs)

# %% [markdown] id="book" lang="en"
# ## 10.3 Numbers out of a book
#
# A book about NumPy stores its network as a dictionary of arrays: `W1` with a row per *input*, `b1`, `W2`, `b2`. It computes
# `relu(x @ W1 + b1) @ W2 + b2`.
#
# Write `as_state_dict(book)`: a dictionary of **tensors** that this network could load.
#
# ```python
# nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))
# ```

# %% [markdown] id="book" lang="ja" of="d0232fe4"
# ## 10.3 本から来た数
#
# ある NumPy の本は、ネットワークを配列の辞書で持っています。`W1` は 1 行が**入力** 1 つで、ほかに `b1`、`W2`、`b2` があります。計算は
# `relu(x @ W1 + b1) @ W2 + b2` です。
#
# 次のネットワークに読み込める**テンソル**の辞書を返す関数 `as_state_dict(book)` を書きましょう。
#
# ```python
# nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))
# ```

# %% exercise="10.3"
def as_state_dict(book):
    # answer:
    return {
        "0.weight": torch.tensor(book["W1"].T),
        "0.bias": torch.tensor(book["b1"]),
        "2.weight": torch.tensor(book["W2"].T),
        "2.bias": torch.tensor(book["b2"]),
    }
    # end answer


check("10.3", as_state_dict)

# %% [markdown] id="on-the-way" lang="en"
# ## 10.4 The gradient on the way
#
# $y = f(x)$, then $z = g(y)$. Write `gradient_at_y(f, g, x)`: the gradient that arrives at $y$ when `backward()` is called on
# $z$. `f` and `g` are functions of tensors, `x` is a plain number.

# %% [markdown] id="on-the-way" lang="ja" of="57bb389d"
# ## 10.4 途中の勾配
#
# $y = f(x)$、次に $z = g(y)$ を計算します。$z$ に対して `backward()` を呼んだとき、$y$ に届く勾配を返す関数
# `gradient_at_y(f, g, x)` を書きましょう。`f` と `g` はテンソルの関数、`x` はただの数です。

# %% exercise="10.4"
def gradient_at_y(f, g, x):
    # answer:
    x = torch.tensor(x, requires_grad=True)
    y = f(x)
    y.retain_grad()
    g(y).backward()
    return y.grad
    # end answer


check("10.4", gradient_at_y)

# %% [markdown] id="plan" lang="en"
# ## 10.5 What next?
#
# Choose a project that you would like:
#
# - A: tell 100 kinds of birds apart, from 2,000 photos of your own
# - B: train one network on 50 million pictures, on eight machines
# - C: put lesson 07's network into a phone app that is not written in Python
# - D: foretell tomorrow's noon temperature from a table of 3,000 days
# - E: make an epoch faster that takes 40 minutes on your one GPU
#
# What does it need most?
#
# 1. `torch.distributed`
# 2. `torch.compile` and `torch.autocast`
# 3. a ready-made network that learned from millions of pictures, and a new last layer
# 4. `torch.export` or `torch.onnx`
# 5. nothing beyond this course
#
# Answer with the pair, such as `("B", 5)`.

# %% [markdown] id="plan" lang="ja" of="02a40885"
# ## 10.5 次はどこへ
#
# いちばんやってみたい企画を選びましょう。
#
# - A：自分で撮った 2,000 枚の写真から、100 種類の鳥を見分ける
# - B：5,000 万枚の画像で、1 つのネットワークを 8 台のコンピュータを使って学習させる
# - C：レッスン 07 の数字のネットワークを、Python 以外で書かれたスマートフォンのアプリに入れる
# - D：3,000 日分の表から、明日の正午の気温を予想する
# - E：1 台しかない GPU で 40 分かかる 1 エポックを、もっと速くする
#
# それには、次のどれがいちばん必要でしょうか。
#
# 1. `torch.distributed`
# 2. `torch.compile` と `torch.autocast`
# 3. 何百万枚もの画像で学習ずみのネットワークと、新しい最後の層
# 4. `torch.export` か `torch.onnx`
# 5. このコースで学んだことだけで足りる
#
# `("B", 5)` のような組で答えましょう。

# %% exercise="10.5"
plan = ("D", 5)  # answer

check("10.5", plan)

# %% [markdown] id="end" lang="en"
# ## How far are you?

# %% [markdown] id="end" lang="ja" of="6da20ca5"
# ## どこまで進みましたか

# %%
progress()

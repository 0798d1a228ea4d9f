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

# %% [markdown] id="exercises" lang="en"
# # 00 · Start here: exercises
#
# Write where you see `...`, then run the cell. **Time:** about 10 minutes. Wrong answers cost nothing.
#
# {badges}

# %% [markdown] id="exercises" lang="ja" of="e2119ae2"
# # 00 · はじめに：演習
#
# `...` のところに答えを書いて、セルを実行しましょう。**時間**：10 分ほど。間違えても、損はしません。
#
# {badges}

# %%
{bootstrap}

# %% [markdown] id="secret" lang="en"
# ## 00.1 The secret number · 2 minutes
#
# The course has a favorite number, between 1 and 100. Which one?
#
# You cannot know. Guess once, read what `check` says, then ask: type `hint("00.1")` into a new cell.

# %% [markdown] id="secret" lang="ja" of="32d3d098"
# ## 00.1 秘密の数 · 2 分
#
# このコースには、お気に入りの数があります。1 から 100 までのどれかです。どれでしょうか。
#
# わからなくて当然です。1 回だけ答えてみて、`check` の返事を読みましょう。それから、新しいセルに `hint("00.1")` と書いて、ヒントをもらいましょう。

# %% exercise="00.1"
favorite = 20  # answer
check("00.1", favorite)

# %% [markdown] id="order" lang="en"
# ## 00.2 Which n? · 2 minutes
#
# Three cells on a page. The numbers in brackets say when each was run:
#
# ```
# [1]:  n = 5
# [3]:  n = n + 10
# [2]:  n = n * 2
# ```
#
# **Predict**, without running them: which value has `n` now?

# %% [markdown] id="order" lang="ja" of="cb35db2a"
# ## 00.2 n はいくつ？ · 2 分
#
# ページに 3 つのセルがあります。角かっこの数字は、何番目に実行されたかを表します。
#
# ```
# [1]:  n = 5
# [3]:  n = n + 10
# [2]:  n = n * 2
# ```
#
# **予想しましょう**：実行せずに答えてください。いま `n` の値はいくつですか。

# %% exercise="00.2"
n_now = 20  # answer
check("00.2", n_now)

# %% [markdown] id="mean" lang="en"
# ## 00.3 The mean of five heights · 2 minutes
#
# Five people were measured, in centimeters. Compute their mean height, with NumPy or by hand. (An array has methods such
# as `.sum()`; one of them computes the mean.)

# %% [markdown] id="mean" lang="ja" of="122c18e6"
# ## 00.3 5 人の身長の平均 · 2 分
#
# 5 人の身長を測りました。単位はセンチメートルです。平均を求めましょう。NumPy を使っても、自分で計算してもかまいません。
# （配列には `.sum()` のようなメソッドがあります。平均を求めるものもあります。）

# %% exercise="00.3"
import numpy as np

heights = np.array([152, 160, 171, 158, 166])
average = heights.mean()  # answer
check("00.3", average)

# %% [markdown] id="names" lang="en"
# ## 00.4 Who changes with x? · 3 minutes
#
# ```python
# x = np.array([1, 2, 3])
# y = x
# z = x[:]
# w = x.copy()
# x[1] = -1
# ```
#
# **Predict**, before you try it: what are `y[1]`, `z[1]` and `w[1]` now? Give three numbers. (A surprise waits for those
# who know lists well.)

# %% [markdown] id="names" lang="ja" of="c74a51bd"
# ## 00.4 x と一緒に変わるのは？ · 3 分
#
# ```python
# x = np.array([1, 2, 3])
# y = x
# z = x[:]
# w = x.copy()
# x[1] = -1
# ```
#
# **予想しましょう**：試す前に考えてください。このあと `y[1]`、`z[1]`、`w[1]` はいくつですか。3 つの数で答えましょう。
# （リストに慣れている人ほど、驚くかもしれません。）

# %% exercise="00.4"
middles = [-1, -1, 2]  # answer
check("00.4", middles)

# %% [markdown] id="places" lang="en"
# ## 00.5 Where do you look? · 1 minute
#
# 1. What does lesson 05 need, and how long does it take?
# 2. Which formula does `torch.tanh` compute, and with which code?
# 3. How do I install the course on another computer?
#
# Three places: **T** the table of contents, **R** the README, **Q** a cell with `torch.tanh??`. Which answer fits?
#
# - `"a"`: 1 R, 2 Q, 3 T
# - `"b"`: 1 T, 2 R, 3 Q
# - `"c"`: 1 T, 2 Q, 3 R
# - `"d"`: 1 Q, 2 T, 3 R

# %% [markdown] id="places" lang="ja" of="88f1de50"
# ## 00.5 どこを見ればよいでしょう · 1 分
#
# 1. レッスン 05 には何が必要で、どのくらい時間がかかりますか。
# 2. `torch.tanh` はどんな式を、どんなコードで計算していますか。
# 3. 別のコンピュータにコースを入れるには、どうすればよいですか。
#
# 見るところは 3 つ。**T** 目次、**R** README、**Q** セルに `torch.tanh??`。正しい組み合わせはどれでしょうか。
#
# - `"a"`：1 R、2 Q、3 T
# - `"b"`：1 T、2 R、3 Q
# - `"c"`：1 T、2 Q、3 R
# - `"d"`：1 Q、2 T、3 R

# %% exercise="00.5"
places = "c"  # answer
check("00.5", places)

# %% [markdown] id="done" lang="en"
# ## How far are you?

# %% [markdown] id="done" lang="ja" of="6da20ca5"
# ## どこまで進みましたか

# %% tags=["nbval-ignore-output"]
progress()

# %% [markdown] id="onward" lang="en"
# Back to [the lesson](../../course/en/00_start_here.ipynb), or on to
# [01 · Functions](../../course/en/01_functions.ipynb).

# %% [markdown] id="onward" lang="ja" of="d54bf311"
# [レッスンに戻る](../../course/ja/00_start_here.ipynb)、または [01 · 関数](../../course/ja/01_functions.ipynb)に進みましょう。

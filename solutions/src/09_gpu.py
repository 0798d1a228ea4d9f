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
# # 09 · Exercises: GPU
#
# **Goal:** send the right things over the bridge, time them honestly, and write programs that run anywhere.
#
# **You need:** lesson 09, and no GPU: the checks run your functions on a pretend machine. **Time:** 30 minutes.
#
# Put your answer in place of `...`, run the cell, read what the check says. Stuck? Write `hint("09.1")` in a new cell:
# three hints each, the gentlest first. `reveal("09.1")` shows an answer.
#
# {badges}

# %% [markdown] id="title" lang="ja" of="f4717599"
# # 09 · 演習：GPU
#
# **目標**：橋を渡すべきものを渡し、時間を正しく測り、どこでも動くプログラムを書けるようになりましょう。
#
# **必要なもの**：レッスン 09。GPU はいりません。書いた関数は、模擬 GPU のある機械の上で動かして確かめます。**時間**：30 分。
#
# `...` を自分の答えに書きかえてセルを実行すると、答え合わせの結果が出ます。行きづまったら、
# 新しいセルに `hint("09.1")` と書きましょう。ヒントは各問 3 つで、控えめなものから順に出ます。
# `reveal("09.1")` で解答例を見られます。
#
# {badges}

# %%
{bootstrap}

# %% [markdown] id="predict" lang="en"
# ## 09.1 There and back
#
# A network `net` and a tensor `x` lie on the CPU. Write `predict(net, x, device)`. It computes `net(x)` *on* `device`, which
# is `"cuda"` or `"cpu"`, and returns the result on the CPU.

# %% [markdown] id="predict" lang="ja" of="a67b93ee"
# ## 09.1 行って、戻る
#
# ネットワーク `net` とテンソル `x` が CPU にあります。`net(x)` を `device`（`"cuda"` か `"cpu"`）の**上で**計算し、
# 結果を CPU に戻して返す関数 `predict(net, x, device)` を書きましょう。

# %% exercise="09.1"
def predict(net, x, device):
    # answer:
    outputs = net.to(device)(x.to(device))
    return outputs.to("cpu")
    # end answer


check("09.1", predict)

# %% [markdown] id="seconds" lang="en"
# ## 09.2 An honest clock
#
# Write `seconds(f, x, torch, time)`: how many seconds one run of `f` takes *on the GPU*, once everything is warm. `x` lies on the
# CPU; its trip over the bridge shall not count, nor shall whatever else the GPU is busy with when you are called.
#
# `torch` and `time` are handed in, so that the check can give you a pretend machine. The clock is `time.perf_counter()`;
# how to wait for a GPU, the lesson told. On a real GPU the same function works with the real two.

# %% [markdown] id="seconds" lang="ja" of="741c9a43"
# ## 09.2 正直な時計
#
# `f` を **GPU の上で** 1 回動かすと何秒かかるかを返す関数 `seconds(f, x, torch, time)` を書きましょう。準備運動が済んだあとの時間を測ります。
# `x` は CPU にありますが、橋を渡る時間は数えません。呼ばれたときに GPU がまだ別の仕事をしていても、その時間は数えません。
#
# `torch` と `time` を引数にしてあるのは、チェックが模擬の機械を渡せるようにするためです。時計は `time.perf_counter()` です。
# GPU を待つ方法は、レッスンに出てきました。本物の GPU でも、本物の `torch` と `time` を渡せば、同じ関数がそのまま使えます。

# %% exercise="09.2"
def seconds(f, x, torch, time):
    # answer:
    x = x.to("cuda")
    f(x)
    torch.cuda.synchronize()
    start = time.perf_counter()
    f(x)
    torch.cuda.synchronize()
    return time.perf_counter() - start
    # end answer


check("09.2", seconds)

# %% [markdown] id="where" lang="en"
# ## 09.3 From which size on?
#
# Another computer: its CPU does $10^{11}$ operations a second, its GPU $10^{13}$. The bridge carries $10^{10}$ bytes a
# second. Going there, computing, and coming back are three launches of 10 µs each.
#
# A matrix of $n \times n$ `float32` numbers lies on the CPU; `x @ x` shall be there too. Predict from which $n$ on the
# GPU is quicker, both trips included:
#
# - `"a"`: at every size
# - `"b"`: from about 40 on
# - `"c"`: from about 130 on
# - `"d"`: from about 10,000 on
# - `"e"`: at no size

# %% [markdown] id="where" lang="ja" of="50560910"
# ## 09.3 どの大きさから？
#
# 別のコンピュータの話です。CPU は 1 秒に $10^{11}$ 回、GPU は $10^{13}$ 回の演算をします。橋は 1 秒に $10^{10}$ バイトを運びます。
# 行く、計算する、戻る、の 3 つに、それぞれ 10 µs の起動がかかります。
#
# $n \times n$ の `float32` の行列が CPU にあり、`x @ x` の結果も CPU に必要です。往復の時間も含めて、GPU のほうが速いのは
# どの $n$ からでしょうか。予想しましょう。
#
# - `"a"`：どの大きさでも
# - `"b"`：約 40 から
# - `"c"`：約 130 から
# - `"d"`：約 10,000 から
# - `"e"`：どの大きさでも GPU は速くならない

# %% exercise="09.3"
letter = "c"  # answer

check("09.3", letter)

# %% [markdown] id="total" lang="en"
# ## 09.4 At home on every device
#
# Somebody's program runs on a CPU only, and asks for a number in each step:
#
# ```python
# def total(batches):
#     found = 0.0
#     for x in batches:
#         found = found + np.square(x.numpy()).sum().item()
#     return found
# ```
#
# Write `total(batches, torch, device)`. `batches` is a list of tensors on the CPU. The squares and their sums are
# computed on `device` (`"cuda"` or `"cpu"`). A Python number comes back, and only at the end does a number cross the bridge back.

# %% [markdown] id="total" lang="ja" of="383781ab"
# ## 09.4 どのデバイスでも動く
#
# だれかが書いたこのプログラムは、CPU でしか動かず、しかも毎回、数を取り出しています。
#
# ```python
# def total(batches):
#     found = 0.0
#     for x in batches:
#         found = found + np.square(x.numpy()).sum().item()
#     return found
# ```
#
# これを `total(batches, torch, device)` に書き直しましょう。`batches` は CPU にあるテンソルのリストです。2 乗とその和は
# `device`（`"cuda"` か `"cpu"`）の上で計算します。返すのは Python の数で、数が橋を戻るのは最後の 1 回だけにします。

# %% exercise="09.4"
def total(batches, torch, device):
    # answer:
    found = torch.zeros((), device=device)
    for each in batches:
        x = each.to(device)
        found = found + (x * x).sum()
    return found.item()
    # end answer


check("09.4", total)

# %% [markdown] id="gpu-seconds" lang="en"
# ## 09.5 Calculate it
#
# Write the rough formula as a function. `gpu_seconds(n, launch, bridge, peak)` returns the seconds for an $n \times n$
# matrix of `float32` (4 bytes) that goes to the GPU, is multiplied by itself, and whose product comes back:
#
# - three launches of `launch` seconds each: there, compute, back;
# - two trips over a bridge of `bridge` bytes a second;
# - $2n^3$ operations, of which the GPU does `peak` a second.
#
# (The GPU's own memory is so quick that we leave it out.)

# %% [markdown] id="gpu-seconds" lang="ja" of="0a7aecd6"
# ## 09.5 計算してみる
#
# あの大まかな式を関数にしましょう。$n \times n$ の `float32`（4 バイト）の行列を GPU に送り、自分自身との積を求め、結果を戻すまでの
# 秒数を返す関数 `gpu_seconds(n, launch, bridge, peak)` を書きます。
#
# - 起動は、行く、計算する、戻る、の 3 回で、1 回 `launch` 秒。
# - 橋を渡るのは 2 回。橋は 1 秒に `bridge` バイトを運びます。
# - 演算は $2n^3$ 回。GPU は 1 秒に `peak` 回の演算をします。
#
# （GPU 自身のメモリはとても速いので、省きます。）

# %% exercise="09.5"
def gpu_seconds(n, launch, bridge, peak):
    return 3 * launch + 2 * 4 * n**2 / bridge + 2 * n**3 / peak  # answer


check("09.5", gpu_seconds)

# %% [markdown] id="gpu-seconds-used" lang="en"
# Your function on the computer of exercise 09.3, beside its CPU, in microseconds. At which size do they meet?

# %% [markdown] id="gpu-seconds-used" lang="ja" of="20bcb052"
# あなたの関数で、問題 09.3 のコンピュータの GPU を CPU と比べてみます（単位は µs）。どの大きさで並びますか。

# %%
if gpu_seconds(1, 1, 1, 1) is not ...:
    for n in (40, 130, 1000, 10_000):
        print(f"n {n:6}   cpu {1e6 * 2 * n**3 / 1e11:14,.0f}   gpu {1e6 * gpu_seconds(n, 1e-5, 1e10, 1e13):14,.0f}")

# %% [markdown] id="crossings" lang="en"
# ## 09.6 How often?
#
# Lesson 07 trained for 5 epochs, each of 469 mini-batches. Take it to a GPU. Predict how often something crosses the
# bridge *to* the GPU in the whole training, as a list of four numbers:
#
# 1. each picture, if `images = images.to(device)` stands once, before the loops;
# 2. each picture, if `inputs = inputs.to(device)` stands in the inner loop instead, for the mini-batch at hand;
# 3. each parameter, if `net.to(device)` stands once, before the loops;
# 4. each parameter, if `net.to(device)` stands in the inner loop.

# %% [markdown] id="crossings" lang="ja" of="15a50821"
# ## 09.6 何回渡る？
#
# レッスン 07 では、1 エポックにミニバッチ 469 個の学習を、5 エポック行いました。これを GPU で行うとします。学習全体で、橋を GPU の
# **ほうへ**渡る回数を予想し、4 つの数のリストで答えましょう。
#
# 1. 画像 1 枚ごと。`images = images.to(device)` がループの前に 1 回だけあるとき。
# 2. 画像 1 枚ごと。代わりに、内側のループに、そのミニバッチの `inputs = inputs.to(device)` があるとき。
# 3. パラメータ 1 個ごと。`net.to(device)` がループの前に 1 回だけあるとき。
# 4. パラメータ 1 個ごと。`net.to(device)` が内側のループにあるとき。

# %% exercise="09.6"
crossings = [1, 5, 1, 1]  # answer

check("09.6", crossings)

# %% [markdown] id="end" lang="en"
# ## How far are you?

# %% [markdown] id="end" lang="ja" of="6da20ca5"
# ## どこまで進みましたか

# %%
progress()

"""The operations of layers: options of each, graph and gradients; and what goes wrong."""

from .record import Case, blocks, lines, prefixed

FUNCTIONS = """
conv1d_1: F.conv1d(B, m[None,:, :3].repeat(2,1,1), v[:2])
conv1d_2: F.conv1d(B[0], m[None,:, :3].repeat(2,1,1), v[:2], padding=1, stride=2)
conv1d_3: F.conv1d(B, m[None,:, :2], padding="same")
conv1d_4: F.conv1d(B64, m64[:,None, :2], padding=(1,), groups=3, dilation=2)
conv_transpose2d_1: F.conv_transpose2d(img, k[:4,:2], bias4[:2])
conv_transpose2d_2: F.conv_transpose2d(img, k[:4], stride=(2,3), padding=(1,0), output_padding=(1,2))
conv_transpose2d_3: F.conv_transpose2d(img64, k64[:4], bias464, output_padding=1, dilation=2)
conv_transpose2d_4: F.conv_transpose2d(img64, k64[:4], bias464, output_padding=(2,1), dilation=3, stride=2, padding=2)
conv_transpose2d_5: F.conv_transpose2d(img, k[:4,:3], stride=2, groups=2)
conv_transpose2d_6: F.conv_transpose2d(img[0], k[:4,:3], stride=2, groups=2, padding=1)
conv_transpose1d_1: F.conv_transpose1d(B, m[:,None,:3], stride=2)
conv_transpose1d_2: F.conv_transpose1d(B, m[:,None,:3].expand(3,2,3), v[:2], stride=2, padding=1, output_padding=1)
conv_transpose1d_3: F.conv_transpose1d(B[0], m[:,None,:3])
avg_pool1d_1: F.avg_pool1d(B, 2)
avg_pool1d_2: F.avg_pool1d(B[0], 3, 2, 1, True, False)
max_pool1d_1: F.max_pool1d(B, 2)
max_pool1d_2: F.max_pool1d(B[0], 3, 2, 1, 1, True)
max_pool1d_3: F.max_pool1d(B, 2, 1, return_indices=True)
max_pool1d_4: F.max_pool1d(B, 2, 1, dilation=2)
adaptive_avg_pool1d_1: F.adaptive_avg_pool1d(B, 3)
adaptive_avg_pool1d_2: F.adaptive_avg_pool1d(B[0], 2)
adaptive_avg_pool2d_1: F.adaptive_avg_pool2d(img, (4, 2))
adaptive_avg_pool2d_2: F.adaptive_avg_pool2d(img[0], 3)
adaptive_avg_pool2d_3: F.adaptive_avg_pool2d(img, 1)
adaptive_avg_pool2d_4: F.adaptive_avg_pool2d(img64, (None, 2))
adaptive_avg_pool2d_5: F.adaptive_avg_pool2d(img, (7, 9))
adaptive_avg_pool2d_6: F.adaptive_avg_pool2d(img.detach(), (0, 3))
adaptive_avg_pool2d_7: F.adaptive_avg_pool2d(img[:0], 2)
adaptive_max_pool2d_1: F.adaptive_max_pool2d(img, (4, 2))
adaptive_max_pool2d_2: F.adaptive_max_pool2d(img, 3, return_indices=True)
adaptive_max_pool2d_3: F.adaptive_max_pool2d(img.detach() * math.nan, (4, 2), return_indices=True)
adaptive_max_pool1d_1: F.adaptive_max_pool1d(B, 3, return_indices=True)
adaptive_max_pool1d_2: F.adaptive_max_pool1d(B[0], 3)
lp_pool1d_1: F.lp_pool1d(B, 2, 2)
lp_pool1d_2: F.lp_pool1d(B, 3, 2, 1)
lp_pool2d_1: F.lp_pool2d(img, 2, (2, 3), 2)
lp_pool2d_2: F.lp_pool2d(img, 1.5, 2, ceil_mode=True)
pad_1: F.pad(B, (1, 2), "reflect")
pad_2: F.pad(a, (1, 2), "reflect")
pad_3: F.pad(img, (1, 2, 3, 0), "reflect")
pad_4: F.pad(img[0], (4, 2, 3, 0), "reflect")
pad_5: F.pad(img[None], (1, 2, 3, 0, 1, 1), "reflect")
pad_6: F.pad(img, (-1, 2, 3, -2), "reflect")
pad_7: F.pad(B, (1, 2), "replicate")
pad_8: F.pad(img64, (1, 7, 9, 0), "replicate")
pad_9: F.pad(img64, (1, -2, -1, 0), "replicate")
pad_10: F.pad(img[None], (1, 2, 3, 0, 1, 1), "replicate")
pad_11: F.pad(B, (1, 2), "circular")
pad_12: F.pad(B, (0, 2), "circular")
pad_13: F.pad(img, (1, 2, 3, 1), "circular")
pad_14: F.pad(img, (-1, 2, 3, -1), "circular")
pad_15: F.pad(img.detach(), (5, 5, 6, 6), "circular")
pad_16: F.pad(grid[None], (1, 1), "circular")
pad_17: F.pad(grid[None], (1, 1), "reflect")
pad_18: F.pad(B, (1, 2), "circular", 0)
pad_19: F.pad(B, (1, 2), "constant", 3)
interpolate_1: F.interpolate(B, scale_factor=2)
interpolate_2: F.interpolate(img, scale_factor=2)
interpolate_3: F.interpolate(img, size=(4, 9))
interpolate_4: F.interpolate(img, scale_factor=(1.7, 0.6))
interpolate_5: F.interpolate(img, scale_factor=(1.7, 0.6), recompute_scale_factor=True)
interpolate_6: F.interpolate(img64, scale_factor=1.7, mode="nearest-exact")
interpolate_7: F.interpolate(B, size=7, mode="nearest-exact")
interpolate_8: F.interpolate(B, size=7, mode="linear")
interpolate_9: F.interpolate(B, size=7, mode="linear", align_corners=True)
interpolate_10: F.interpolate(B, scale_factor=0.6, mode="linear")
interpolate_11: F.interpolate(img, scale_factor=2, mode="bilinear")
interpolate_12: F.interpolate(img64, size=(1, 9), mode="bilinear", align_corners=True)
interpolate_13: F.interpolate(img, scale_factor=(1.7, 0.6), mode="bilinear")
interpolate_14: F.interpolate(img, scale_factor=2, mode="bicubic")
interpolate_15: F.interpolate(img64, size=(4, 9), mode="bicubic", align_corners=True)
interpolate_16: F.interpolate(img, size=(4, 2), mode="area")
interpolate_17: F.interpolate(B, scale_factor=0.5, mode="area")
upsample_1: F.upsample(img, 3), F.upsample_nearest(img, scale_factor=2), F.upsample_bilinear(img, (3, 4))
unfold_1: F.unfold(img, 2)
unfold_2: F.unfold(img, (3, 2), (1, 2), (1, 0), (2, 1))
unfold_3: F.unfold(img64[0], 3, padding=2)
fold_1: F.fold(img[:, :, :4].reshape(2, 4, 20), (5, 6), 2)
fold_2: F.fold(img[:, :, :4].reshape(2, 4, 20), (5, 7), (1, 2), dilation=(1, 3))
fold_3: F.fold(img[0, :, :4].reshape(4, 20), (5, 6), 2)
fold_4: F.fold(img[:, :, :4].reshape(2, 4, 20), (7, 8), 2, padding=1, stride=2)
pixel_shuffle_1: F.pixel_shuffle(img, 2)
pixel_shuffle_2: F.pixel_shuffle(img[0], 2)
pixel_shuffle_3: F.pixel_shuffle(img[None], 2)
pixel_unshuffle_1: F.pixel_unshuffle(img[:,:,:,:4], 2)
channel_shuffle_1: F.channel_shuffle(img, 2)
channel_shuffle_2: F.channel_shuffle(img64, 4)
layer_norm_1: F.layer_norm(m, (4,), gain, bias4)
layer_norm_2: F.layer_norm(m64, (4,))
layer_norm_3: F.layer_norm(B, (3, 4), m, None, 1e-3)
layer_norm_4: F.layer_norm(B, [4], None, bias4)
layer_norm_5: F.layer_norm(m[:0], (4,), gain, bias4)
layer_norm_6: F.layer_norm(m.detach().half(), (4,))
group_norm_1: F.group_norm(img, 2, gain, bias4)
group_norm_2: F.group_norm(img64, 4)
group_norm_3: F.group_norm(img[:0], 2, gain, bias4)
instance_norm_1: F.instance_norm(img, None, None, gain, bias4)
instance_norm_2: F.instance_norm(B64)
instance_norm_3: F.instance_norm(img, torch.zeros(4), torch.ones(4), use_input_stats=False)
rms_norm_1: F.rms_norm(m, (4,), gain)
rms_norm_2: F.rms_norm(m64, [4], eps=1e-3)
rms_norm_3: F.rms_norm(B, (3, 4))
local_response_norm_1: F.local_response_norm(B, 2)
local_response_norm_2: F.local_response_norm(img, 3, 0.1, 0.5, 2).detach()
local_response_norm_3: (F.local_response_norm(img, 3, 0.1, 0.5, 2) * 2).sum().detach()
embedding_1: F.embedding(torch.tensor([[0, 2], [1, 0]]), m)
embedding_2: F.embedding(torch.tensor(1), m)
embedding_3: F.embedding(torch.tensor([0, 2, 0, 1]), m64, padding_idx=0)
embedding_4: F.embedding(torch.tensor([0, 2, 0, 1]), m, padding_idx=-1)
embedding_5: F.embedding(torch.tensor([0, 2, 0, 1]), m, scale_grad_by_freq=True)
embedding_6: F.embedding(torch.tensor([0, 2, 0, 1]).int(), m.detach())
embedding_7: F.embedding(torch.tensor([0, 2, 0, 1]), m * 1, max_norm=1.0)
embedding_bag_1: F.embedding_bag(torch.tensor([0,1,2,2,1]), m, torch.tensor([0,2]))
embedding_bag_2: F.embedding_bag(torch.tensor([[0,1],[2,2]]), m64, mode="sum")
embedding_bag_3: F.embedding_bag(torch.tensor([0,1,2,2,1]), m, torch.tensor([0,2,2]), mode="max")
embedding_bag_4: F.embedding_bag(torch.tensor([0,1,2]), m, torch.tensor([0,2]), mode="sum", per_sample_weights=v)
embedding_bag_5: F.embedding_bag(torch.tensor([0,1,2]), m, torch.tensor([0,2,3]), include_last_offset=True, padding_idx=1)
bilinear_1: F.bilinear(a, b, B[:, :, :3], c[:2])
bilinear_2: F.bilinear(B, B, torch.ones(2, 4, 4))
normalize_1: F.normalize(a), F.normalize(a64, 1, 0), F.normalize(v, dim=0), F.normalize(a, 3.0)
normalize_2: F.normalize(a * 0)
cosine_similarity_1: F.cosine_similarity(a, b)
cosine_similarity_2: F.cosine_similarity(B64, m64, dim=-1)
cosine_similarity_3: F.cosine_similarity(v, v4[:3], 0)
cosine_similarity_4: F.cosine_similarity(a * 0, b)
pairwise_distance_1: F.pairwise_distance(a, b), F.pairwise_distance(a64, b64, 1, keepdim=True), F.pairwise_distance(v, c)
pairwise_distance_2: F.pairwise_distance(a, b, 3.0)
margin_ranking_loss_1: F.margin_ranking_loss(a, b, torch.tensor([[1.,-1,1],[-1,-1,1]])), F.margin_ranking_loss(a, b, torch.ones(2,3), 0.5, reduction="none")
hinge_embedding_loss_1: F.hinge_embedding_loss(a, torch.tensor([[1.,-1,1],[-1,-1,1]])), F.hinge_embedding_loss(a64, torch.ones(2,3), 2.0, reduction="sum")
cosine_embedding_loss_1: F.cosine_embedding_loss(a, b, torch.tensor([1., -1])), F.cosine_embedding_loss(a64, b64, torch.tensor([1, -1]), 0.1, reduction="none")
cosine_embedding_loss_2: F.cosine_embedding_loss(v, c, torch.tensor(1.))
cosine_embedding_loss_3: F.cosine_embedding_loss(v, c, torch.tensor(-1.), reduction="none")
soft_margin_loss_1: F.soft_margin_loss(a, torch.tensor([[1.,-1,1],[-1,-1,1]])), F.soft_margin_loss(a64, torch.ones(2,3).double(), reduction="none")
soft_margin_loss_2: F.soft_margin_loss(a, torch.ones(3))
triplet_margin_loss_1: F.triplet_margin_loss(a, b, x), F.triplet_margin_loss(a, b, p, swap=True, p=1), F.triplet_margin_loss(a64, b64, p64, margin=3.0, reduction="none")
triplet_margin_with_distance_loss_1: F.triplet_margin_with_distance_loss(a, b, x), F.triplet_margin_with_distance_loss(a, b, p, swap=True, distance_function=lambda x, y: (x - y).abs().sum(1))
multi_margin_loss_1: F.multi_margin_loss(logits, labels), F.multi_margin_loss(logits64, labels, p=2, margin=0.5, reduction="none")
multi_margin_loss_2: F.multi_margin_loss(logits, labels, weight=torch.tensor([1., 2, 3, 4, 5]), reduction="sum")
multi_margin_loss_3: F.multi_margin_loss(v4, torch.tensor(2)), F.multi_margin_loss(v4, torch.tensor([2]), reduction="none")
multilabel_margin_loss_1: F.multilabel_margin_loss(m, torch.tensor([[0,1,-1,2],[3,-1,0,0],[-1,0,0,0]])), F.multilabel_margin_loss(m64, torch.tensor([[0,1,-1,2],[3,2,1,0],[1,0,-1,0]]), reduction="none")
multilabel_margin_loss_2: F.multilabel_margin_loss(v4, torch.tensor([0,2,-1,2]))
multilabel_soft_margin_loss_1: F.multilabel_soft_margin_loss(a, mask.float()), F.multilabel_soft_margin_loss(a, u, torch.tensor([1.,2,3]), reduction="none")
poisson_nll_loss_1: F.poisson_nll_loss(a, x), F.poisson_nll_loss(p, q, False, reduction="sum"), F.poisson_nll_loss(a, q, full=True, reduction="none")
gaussian_nll_loss_1: F.gaussian_nll_loss(a, b, p), F.gaussian_nll_loss(a, b, 2.0), F.gaussian_nll_loss(a, b, p[:, :1], full=True, reduction="none"), F.gaussian_nll_loss(a, b, p[:, 0])
dropout1d_1: torch.manual_seed(0), F.dropout1d(B, 0.4), F.dropout1d(B[0], 0.4), torch.rand(1)
dropout3d_1: torch.manual_seed(0), F.dropout3d(img, 0.4), F.dropout3d(img[None], 0.4)
alpha_dropout_1: torch.manual_seed(0), F.alpha_dropout(m, 0.4, True), F.alpha_dropout(m64, 0.4, True), F.alpha_dropout(m, 0.4), F.alpha_dropout(m, 1.0, True)
feature_alpha_dropout_1: torch.manual_seed(0), F.feature_alpha_dropout(img, 0.4, True)
alpha_dropout_2: torch.manual_seed(0), F.alpha_dropout(m.detach(), 0.4, True, True)
scaled_dot_product_attention_1: F.scaled_dot_product_attention(B, B2.transpose(1,2), torch.ones(2,2,5))
scaled_dot_product_attention_2: F.scaled_dot_product_attention(B, B, B, torch.tensor([[True,False,False],[True,True,False],[False,False,False]]))
scaled_dot_product_attention_3: F.scaled_dot_product_attention(B, B, B, sq)
scaled_dot_product_attention_4: F.scaled_dot_product_attention(B, B, B, is_causal=True)
scaled_dot_product_attention_5: F.scaled_dot_product_attention(m, m, m, scale=0.3)
scaled_dot_product_attention_6: torch.manual_seed(0), F.scaled_dot_product_attention(B, B, B, dropout_p=0.5)
scaled_dot_product_attention_7: F.scaled_dot_product_attention(img, img[:, :, :3], img[:, :, 1:4])
scaled_dot_product_attention_8: F.scaled_dot_product_attention(img64, img64[:, :, :3], img64[:, :, 1:4], torch.arange(18).reshape(6,3) % 4 > 2)
scaled_dot_product_attention_9: F.scaled_dot_product_attention(img, img[:, :, :3], img[:, :, 1:4], torch.arange(18.).reshape(6,3), scale=.2)
scaled_dot_product_attention_10: F.scaled_dot_product_attention(img, img[:, :, :3], img[:, :, 1:4], is_causal=True)
scaled_dot_product_attention_11: F.scaled_dot_product_attention(img, img[:, :, :3], img[:, :, 1:4], k[0, :3, :, 0].T.repeat(2, 1))
scaled_dot_product_attention_12: F.scaled_dot_product_attention(img, img[:, :, :3], img[:, :, 1:4, :2])
"""

MISUSES = """
conv1d_1: F.conv1d(v, m[None])
conv1d_2: F.conv1d(img, m[None])
conv1d_3: F.conv1d(B, m[None,:2])
conv1d_4: F.conv1d(B, k)
conv1d_5: F.conv1d(B, torch.ones(2,3,9))
conv1d_6: F.conv1d(B, m[None], c)
conv1d_7: F.conv1d(B, m[None], stride=(1,2))
conv1d_8: F.conv1d(B, m[None], stride=0)
conv1d_9: F.conv1d(B, m[None], stride=1.5)
conv1d_10: F.conv1d(B, m64[None])
conv1d_11: F.conv1d(B64, m[None])
conv1d_12: F.conv1d([1.], m[None])
conv_transpose1d_1: F.conv_transpose1d(v, m[:,None,:3])
conv_transpose1d_2: F.conv_transpose1d(B, m[:2,None,:3])
conv_transpose1d_3: F.conv_transpose1d(B, m[:,None,:3], v)
conv_transpose1d_4: F.conv_transpose1d(B, m[:,None,:3], output_padding=1)
conv_transpose2d_1: F.conv_transpose2d(img, k[:4], output_padding=(1,0))
conv_transpose2d_2: F.conv_transpose2d(img, k[:4], groups=3)
conv_transpose2d_3: F.conv_transpose2d(img, k[:4], padding="same")
conv_transpose2d_4: F.conv_transpose2d(v, k[:4])
conv_transpose2d_5: F.conv_transpose2d(img, k)
conv_transpose2d_6: F.conv_transpose2d(img, k[:4], bias6)
conv_transpose2d_7: F.conv_transpose2d(img, k[:4], stride=0)
conv_transpose2d_8: F.conv_transpose2d(img, k[:4], padding=-1)
conv_transpose2d_9: F.conv_transpose2d([1.], k[:4], padding=-1)
conv_transpose2d_10: F.conv_transpose2d(img, k64[:4])
conv_transpose2d_11: F.conv_transpose2d(img, k[:4], stride=(1,2,3))
avg_pool1d_1: F.avg_pool1d(v, 2)
avg_pool1d_2: F.avg_pool1d(img, 2)
avg_pool1d_3: F.avg_pool1d(B, 9)
avg_pool1d_4: F.avg_pool1d(B, 2, padding=2)
avg_pool1d_5: F.avg_pool1d(B, (2,2))
avg_pool1d_6: F.avg_pool1d(B, 2, 0)
max_pool1d_1: F.max_pool1d(v, 2)
max_pool1d_2: F.max_pool1d(img, 2)
max_pool1d_3: F.max_pool1d(B, 9)
max_pool1d_4: F.max_pool1d(B, 2, padding=2)
max_pool1d_5: F.max_pool1d(B, (2,2))
max_pool1d_6: F.max_pool1d(B, 2, 0)
max_pool1d_7: F.max_pool1d(B, 0)
max_pool1d_8: F.max_pool1d(B, 2, dilation=0)
max_pool1d_9: F.max_pool1d(B, 2, padding=-1)
adaptive_avg_pool1d_1: F.adaptive_avg_pool1d(B, (2,2))
adaptive_avg_pool1d_2: F.adaptive_avg_pool1d(v, 2)
adaptive_avg_pool2d_1: F.adaptive_avg_pool2d(v, 2)
adaptive_avg_pool2d_2: F.adaptive_avg_pool2d(img, (2,2,2))
adaptive_avg_pool2d_3: F.adaptive_avg_pool2d(img, -1)
adaptive_avg_pool2d_4: F.adaptive_avg_pool2d(img.long(), 2)
adaptive_max_pool2d_1: F.adaptive_max_pool2d(img.long(), 2)
adaptive_max_pool2d_2: F.adaptive_max_pool2d(v, 2)
adaptive_max_pool1d_1: F.adaptive_max_pool1d(v, 2)
adaptive_avg_pool2d_5: F.adaptive_avg_pool2d(img[:, :, :0], 2)
adaptive_max_pool2d_3: F.adaptive_max_pool2d(img[:, :, :0], 2)
adaptive_avg_pool1d_3: F.adaptive_avg_pool1d([1.], 2)
pad_1: F.pad(B, (9, 2), "reflect")
pad_2: F.pad(img, (1, 1, 1, 9), "reflect")
pad_3: F.pad(img, (1, 2), "reflect")
pad_4: F.pad(v, (1, 2), "reflect")
pad_5: F.pad(B, (1, 2, 1), "reflect")
pad_6: F.pad(B, (7, 2), "circular")
pad_7: F.pad(B, (1, 2), "reflect", 1.0)
pad_8: F.pad(B, (1, 2), "foo")
pad_9: F.pad(B, (-3, -2), "replicate")
interpolate_1: F.interpolate(img)
interpolate_2: F.interpolate(img, 3, 2)
interpolate_3: F.interpolate(img, (3,3,3))
interpolate_4: F.interpolate(img, scale_factor=(3,3,3))
interpolate_5: F.interpolate(img, 3, mode="linear")
interpolate_6: F.interpolate(B, 3, mode="bilinear")
interpolate_7: F.interpolate(B, 3, mode="foo")
interpolate_8: F.interpolate(B, 3, align_corners=True)
interpolate_9: F.interpolate(a, 3)
interpolate_10: F.interpolate(img, 3, recompute_scale_factor=True)
interpolate_11: F.interpolate(img, 3, antialias=True)
interpolate_12: F.interpolate(img, size=0)
interpolate_13: F.interpolate(B, size=0)
interpolate_14: F.interpolate(B, 3, mode="bicubic")
interpolate_15: F.interpolate(img, 3, mode="area", align_corners=False)
unfold_1: F.unfold(img, 9)
unfold_2: F.unfold(a, 2)
unfold_3: F.unfold(img, (2,2,2))
unfold_4: F.unfold(img, 2, stride=0)
unfold_5: F.unfold(img, 2, dilation=0)
unfold_6: F.unfold(img, 0)
unfold_7: F.unfold(img, 2, padding=-1)
unfold_8: F.unfold(img[None], 2)
fold_1: F.fold(B, (6,6), 2)
fold_2: F.fold(torch.zeros(2,8,25), (6,6), 3)
fold_3: F.fold(torch.zeros(2,8,24), (6,6), 2)
fold_4: F.fold(torch.zeros(2,8,25), (1,1), 2)
fold_5: F.fold(img, (1,1), 2)
fold_6: F.fold(torch.zeros(8,25), (6,6,6), 2)
pixel_shuffle_1: F.pixel_shuffle(img, 3)
pixel_shuffle_2: F.pixel_shuffle(a, 3)
pixel_shuffle_3: F.pixel_shuffle(img, 0)
pixel_unshuffle_1: F.pixel_unshuffle(img, 4)
pixel_unshuffle_2: F.pixel_unshuffle(a, 4)
pixel_unshuffle_3: F.pixel_unshuffle(img, 0)
channel_shuffle_1: F.channel_shuffle(img, 3)
channel_shuffle_2: F.channel_shuffle(img, 0)
channel_shuffle_3: F.channel_shuffle(a, 2)
layer_norm_1: F.layer_norm(m, (3,))
layer_norm_2: F.layer_norm(m, ())
layer_norm_3: F.layer_norm(m, (4,), v)
layer_norm_4: F.layer_norm(m, (4,), gain, v)
layer_norm_5: F.layer_norm(m, 4)
layer_norm_6: F.layer_norm(i, (3,))
layer_norm_7: F.layer_norm(m64, (4,), gain)
layer_norm_8: F.layer_norm(m, (4,), gain64)
group_norm_1: F.group_norm(img, 3)
group_norm_2: F.group_norm(img, 0)
group_norm_3: F.group_norm(img, 2, v)
group_norm_4: F.group_norm(img, 2, gain, v)
group_norm_5: F.group_norm(v, 1)
group_norm_6: F.group_norm(torch.ones(1,1), 1)
group_norm_7: F.group_norm(img64, 2, gain)
group_norm_8: F.group_norm(img.long(), 2)
instance_norm_1: F.instance_norm(a)
instance_norm_2: F.instance_norm(B[:, :, :1])
instance_norm_3: F.instance_norm(img, None, None, v)
instance_norm_4: F.instance_norm(img, use_input_stats=False)
rms_norm_1: F.rms_norm(m, (3,))
rms_norm_2: F.rms_norm(m, (4,), v)
rms_norm_3: F.rms_norm(i, (3,))
local_response_norm_1: F.local_response_norm(a, 2)
embedding_1: F.embedding(torch.tensor([0,3]), m)
embedding_2: F.embedding(torch.tensor([-1]), m)
embedding_3: F.embedding(a, m)
embedding_4: F.embedding(labels, v)
embedding_5: F.embedding(labels, m, 9)
embedding_6: F.embedding(mask, m)
embedding_bag_1: F.embedding_bag(labels, m)
embedding_bag_2: F.embedding_bag(torch.tensor([0,1,2]), m, torch.tensor([1,2]))
embedding_bag_3: F.embedding_bag(torch.tensor([[0,1,2]]), m, torch.tensor([1,2]))
embedding_bag_4: F.embedding_bag(torch.tensor([0,1,2]), m, torch.tensor([0,2]), mode="x")
embedding_bag_5: F.embedding_bag(torch.tensor([0,1,2]), m, torch.tensor([0,2]), per_sample_weights=v)
bilinear_1: F.bilinear(a, b, torch.ones(2,3,4))
bilinear_2: F.bilinear(a, b, torch.ones(2,3,3), c)
bilinear_3: F.bilinear(a, m[:, :3], torch.ones(2,3,3))
margin_ranking_loss_1: F.margin_ranking_loss(a, b, torch.ones(3))
cosine_embedding_loss_1: F.cosine_embedding_loss(a, b, torch.ones(4))
cosine_embedding_loss_2: F.cosine_embedding_loss(a, b, torch.ones(2,1))
cosine_embedding_loss_3: F.cosine_embedding_loss(a, v, torch.ones(2))
cosine_embedding_loss_4: F.cosine_embedding_loss(a, b, torch.tensor(1.))
soft_margin_loss_1: F.soft_margin_loss(a, b)
triplet_margin_loss_1: F.triplet_margin_loss(a, b, p, margin=-1)
triplet_margin_loss_2: F.triplet_margin_loss(a, b, v)
triplet_margin_with_distance_loss_1: F.triplet_margin_with_distance_loss(a, b, v)
triplet_margin_loss_3: F.triplet_margin_loss(a, b, p, reduction="x")
multi_margin_loss_1: F.multi_margin_loss(logits, labels, p=3)
multi_margin_loss_2: F.multi_margin_loss(logits, labels, weight=v)
multi_margin_loss_3: F.multi_margin_loss(logits, labels + 4)
multi_margin_loss_4: F.multi_margin_loss(logits, labels[:2])
multi_margin_loss_5: F.multi_margin_loss(logits, labels.float())
multi_margin_loss_6: F.multi_margin_loss(B, labels)
multilabel_margin_loss_1: F.multilabel_margin_loss(m, torch.tensor([[0,1,-1,2]]))
multilabel_margin_loss_2: F.multilabel_margin_loss(m, torch.tensor([[0,1,-1,9]]*3))
multilabel_margin_loss_3: F.multilabel_margin_loss(B, torch.tensor([[0,1,-1,9]]*3))
gaussian_nll_loss_1: F.gaussian_nll_loss(a, b, -p)
gaussian_nll_loss_2: F.gaussian_nll_loss(a, b, p[:, :2])
gaussian_nll_loss_3: F.gaussian_nll_loss(a, b, p, reduction="x")
dropout1d_1: F.dropout1d(v)
dropout1d_2: F.dropout1d(img)
alpha_dropout_1: F.alpha_dropout(a, 2)
alpha_dropout_2: F.alpha_dropout(i, 0.5, True)
scaled_dot_product_attention_1: F.scaled_dot_product_attention(B, B[:, :, :3], B)
scaled_dot_product_attention_2: F.scaled_dot_product_attention(v, B, B)
scaled_dot_product_attention_3: F.scaled_dot_product_attention(B, B, B, sq, is_causal=True)
scaled_dot_product_attention_4: F.scaled_dot_product_attention(B, B, B, sq64)
scaled_dot_product_attention_5: F.scaled_dot_product_attention(B, B64, B)
scaled_dot_product_attention_6: F.scaled_dot_product_attention(B, B, B, torch.ones(3, 4))
"""

RECURRENT = """
## lstm
torch.manual_seed(0); m_ = nn.LSTM(4, 3); w1, w2, b1, b2 = m_.parameters(); y, h = m_(B); y, *h
## lstm_state
torch.manual_seed(0); m_ = nn.LSTM(4, 3); w1, w2, b1, b2 = m_.parameters(); y, h = m_(B, (img[:1, 0, :2, :3], img[:1, 1, :2, :3])) ; y, *h
## lstm_state_of_views
torch.manual_seed(0); m_ = nn.LSTM(4, 3); w1, w2, b1, b2 = m_.parameters(); y, h = m_(B[:, :3], (img[:1, 0, :3, :3], img[:1, 1, :3, :3])) ; h
## lstm_two_layers_both_ways
torch.manual_seed(0); m_ = nn.LSTM(4, 3, 2, bidirectional=True, batch_first=True); P=list(m_.parameters()); w1,w2,w3,w4=P[0],P[5],P[8],P[14]; y, h = m_(B); y, *h
## lstm_dropout
torch.manual_seed(0); m_ = nn.LSTM(4, 3, 2, bias=False, dropout=0.5); P=list(m_.parameters()); w1,w2=P[0],P[3]; y, h = m_(B); y, *h, torch.rand(1)
## lstm_double
torch.manual_seed(0); m_ = nn.LSTM(4, 3, 2, bidirectional=True).double(); P=list(m_.parameters()); w1,w2,w3,w4=P[0],P[5],P[8],P[14]; y, h = m_(B64); y, *h
## lstm_projection
torch.manual_seed(0); m_ = nn.LSTM(4, 3, 2, proj_size=2); P=list(m_.parameters()); w1,w2,w3,w4=P[0],P[5],P[4],P[9]; y, h = m_(B); y, *h
## gru
torch.manual_seed(0); m_ = nn.GRU(4, 3); w1, w2, b1, b2 = m_.parameters(); m_(B)
## gru_two_layers_both_ways
torch.manual_seed(0); m_ = nn.GRU(4, 3, 2, bidirectional=True, batch_first=True, dropout=0.3); P=list(m_.parameters()); w1,w2,w3,w4=P[0],P[5],P[8],P[14]; m_(B)
## gru_unbatched
torch.manual_seed(0); m_ = nn.GRU(4, 3, bias=False); w1, w2 = m_.parameters(); m_(B[0], img[0, 0, :1, :3])
## rnn_state
torch.manual_seed(0); m_ = nn.RNN(4, 3); w1, w2, b1, b2 = m_.parameters(); m_(B, img[:1, 0, :3, :3])
## rnn_relu_both_ways
torch.manual_seed(0); m_ = nn.RNN(4, 3, 2, "relu", bidirectional=True); P=list(m_.parameters()); w1,w2,w3,w4=P[0],P[5],P[8],P[14]; m_(B)
## lstm_cell
torch.manual_seed(0); m_ = nn.LSTMCell(4, 3); w1, w2, b1, b2 = m_.parameters(); m_(m)
## gru_cell
torch.manual_seed(0); m_ = nn.GRUCell(4, 3, bias=False); w1, w2 = m_.parameters(); m_(m, sq)
## rnn_cell_unbatched
torch.manual_seed(0); m_ = nn.RNNCell(4, 3, nonlinearity="relu"); w1, w2, b1, b2 = m_.parameters(); m_(v4), m_(v4, v)
## lstm_cell_unbatched
torch.manual_seed(0); m_ = nn.LSTMCell(4, 3); m_(v4, (v, c))
## lstm_second_derivative
torch.manual_seed(0); m_ = nn.LSTM(4, 3, 2, bidirectional=True); P = list(m_.parameters())
y, (h, c_) = m_(B)
g = torch.autograd.grad((y ** 2).sum() + (h * c_).sum(), [B, *P], create_graph=True)
torch.autograd.grad(sum((each ** 2).sum() for each in g), [B, *P])
## printed
nn.LSTM(3,2,2,bidirectional=True,dropout=.3), nn.RNN(3,2,nonlinearity='relu'), nn.RNNCell(3,2,nonlinearity='relu'), nn.RNNCell(3,2,False), nn.LSTMCell(3,2), nn.GRU(3,2,2,False,True), nn.LSTM(3,2,proj_size=1), list(nn.LSTM(3,2,2,bidirectional=True,proj_size=1).state_dict())
"""

HEADS = """
## self
torch.manual_seed(0); M = nn.MultiheadAttention(4, 2); w, b_, ow, ob = M.parameters(); M(B, B, B)
## self_batch_first
torch.manual_seed(0); M = nn.MultiheadAttention(4, 2, batch_first=True); w, b_, ow, ob = M.parameters(); M(B, B, B)
## self_without_weights
torch.manual_seed(0); M = nn.MultiheadAttention(4, 2); w, b_, ow, ob = M.parameters(); M(B, B, B, need_weights=False)
## unbatched
torch.manual_seed(0); M = nn.MultiheadAttention(4, 2, bias=False); w, ow = M.parameters(); M(m, m, m, average_attn_weights=False)
## cross
torch.manual_seed(0); M = nn.MultiheadAttention(4, 2); w, b_, ow, ob = M.parameters(); M(B, C4[:2].transpose(1,2).repeat(1,1,2)[:, :1].repeat(1,3,1), B)
## cross_one_memory
torch.manual_seed(0); M = nn.MultiheadAttention(4, 2); w, b_, ow, ob = M.parameters(); K = B * 2; M(B, K, K)
## mask
torch.manual_seed(0); M = nn.MultiheadAttention(4, 2); w, b_, ow, ob = M.parameters(); K = B * 2; M(B, K, K, attn_mask=torch.tensor([[False, True], [False, False]]))
## mask_without_weights
torch.manual_seed(0); M = nn.MultiheadAttention(4, 2); w, b_, ow, ob = M.parameters(); K = B * 2; M(B, K, K, attn_mask=torch.tensor([[False, True], [False, False]]), need_weights=False)
## padding_and_extra_places
torch.manual_seed(0); M = nn.MultiheadAttention(4, 2, add_bias_kv=True, add_zero_attn=True); P = list(M.parameters()); K = B * 2; M(B, K, K, key_padding_mask=torch.tensor([[False, True], [False, False], [True, False]]), attn_mask=a[:, :2])
## padding_without_weights
torch.manual_seed(0); M = nn.MultiheadAttention(4, 2, batch_first=True); P = list(M.parameters()); M(B, B, B, key_padding_mask=torch.tensor([[False, True, False], [True, False, False]]), need_weights=False)
## dropout_and_3d_mask
torch.manual_seed(0); M = nn.MultiheadAttention(4, 2, dropout=0.5); M(B, B, B, attn_mask=img[0, :, :2, :2] * 1)
## other_sizes
torch.manual_seed(0); M = nn.MultiheadAttention(4, 2, kdim=3, vdim=4); M(B, B[:, :, :3], B)
## causal
torch.manual_seed(0); M = nn.MultiheadAttention(4, 2); M(B, B, B, attn_mask=torch.ones(2,2).triu(1).bool(), is_causal=True, need_weights=False)
## printed
M = nn.MultiheadAttention(4, 2, kdim=3); M, list(M.state_dict()), nn.MultiheadAttention(4, 2, add_bias_kv=True).state_dict().keys().__len__()
"""

LAYERS = """
## encoder_layer_training
torch.manual_seed(0); M = nn.TransformerEncoderLayer(4, 2, 8); P = list(M.parameters()); w1, w2, w3 = P[0], P[4], P[8]
M(B)
## encoder_layer_norm_first_gelu
torch.manual_seed(0); M = nn.TransformerEncoderLayer(4, 2, 8, 0.0, "gelu", norm_first=True, batch_first=True, bias=False); P = list(M.parameters()); w1 = P[0]
M(B, src_mask=torch.tensor([[False, True, True], [False, False, True], [False, False, False]]))
## encoder_padding
torch.manual_seed(0); M = nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 8, 0.0), 2, nn.LayerNorm(4)); P = list(M.parameters()); w1 = P[0]
M(B, src_key_padding_mask=torch.tensor([[False, True], [False, False], [True, False]])).sum()
## encoder_skips_padding
torch.manual_seed(0); M = nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 8, batch_first=True), 2, nn.LayerNorm(4)).eval()
pads = torch.tensor([[False, True, True], [False, False, False]]), torch.tensor([[0.0, 0.0, -math.inf], [0.0, -math.inf, -math.inf]]), torch.tensor([[True, False, False], [False, False, False]])
with torch.no_grad():
    found = [M(B, src_key_padding_mask=pad) for pad in pads]
found, M(B, src_key_padding_mask=pads[0]).detach()
## encoder_causal
torch.manual_seed(0); M = nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 8, 0.0, batch_first=True), 1)
M(B, mask=nn.Transformer.generate_square_subsequent_mask(3))
## decoder_layer_training
torch.manual_seed(0); M = nn.TransformerDecoderLayer(4, 2, 8, dropout=0.3); P = list(M.parameters()); w1 = P[0]
M(B, B * 2)
## transformer
torch.manual_seed(0); M = nn.Transformer(4, 2, 1, 1, 8, 0.0); P = list(M.parameters()); w1 = P[0]
M(B, B * 2, tgt_mask=M.generate_square_subsequent_mask(2)).detach()
## transformer_wrong_width
nn.Transformer(6, 2, 1, 1, 8)(B, B)
## activation_by_another_name
nn.TransformerEncoderLayer(4, 2, activation="tanh")
## subsequent_mask
nn.Transformer.generate_square_subsequent_mask(3), nn.Transformer.generate_square_subsequent_mask(2, dtype=torch.float64)
## adaptive_softmax
torch.manual_seed(0); M = nn.AdaptiveLogSoftmaxWithLoss(4, 10, [3, 6], 2.0); P = list(M.parameters()); w1, w2, w3 = P[0].detach(), P[1], P[2]
out, loss = M(m, torch.tensor([1, 4, 9])); out.detach(), loss.detach(), M.log_prob(m).detach(), M.predict(m), torch.autograd.grad(loss, [m, *P], allow_unused=True)
## adaptive_softmax_single
torch.manual_seed(0); M = nn.AdaptiveLogSoftmaxWithLoss(4, 10, [3, 6], 2.0, True)
out, loss = M(v4, torch.tensor(7)); out.detach(), loss.detach()
## adaptive_softmax_out_of_range
nn.AdaptiveLogSoftmaxWithLoss(4, 10, [3, 6], 2.0)(m, torch.tensor([1, 4, 10]))
## adaptive_softmax_cutoffs
nn.AdaptiveLogSoftmaxWithLoss(4, 10, [6, 3])
## adaptive_softmax_no_cutoffs
nn.AdaptiveLogSoftmaxWithLoss(4, 10, [])
## adaptive_softmax_sizes
nn.AdaptiveLogSoftmaxWithLoss(4, 10, [3, 6], 2.0)(m, torch.tensor([1, 4]))
## adaptive_softmax_2d_target
nn.AdaptiveLogSoftmaxWithLoss(4, 10, [3, 6], 2.0)(m, torch.tensor([[1, 4]]))
## gumbel_softmax
torch.manual_seed(0)
F.gumbel_softmax(m, 0.5), F.gumbel_softmax(m, hard=True).detach(), torch.rand(1)
## conv_padding_modes
torch.manual_seed(0)
[nn.Conv2d(4, 2, 3, padding=(1, 2), padding_mode=mode)(img).detach() for mode in ("reflect", "replicate", "circular")], nn.Conv1d(3, 2, 2, padding="same", padding_mode="circular")(B).detach()
## conv_transpose_output_size
torch.manual_seed(0)
nn.ConvTranspose1d(3, 2, 3, stride=2)(B, output_size=[10]).detach(), nn.ConvTranspose2d(4, 1, 2, stride=2)(img, output_size=(2, 1, 13, 11)).detach()
## conv_transpose_wrong_output_size
nn.ConvTranspose1d(3, 2, 3, stride=2)(B, output_size=[20])
## conv_transpose_output_size_of_one
nn.ConvTranspose2d(4, 2, 3, stride=2)(img, output_size=[14])
## conv_transpose_padding_mode
nn.ConvTranspose1d(4, 2, 3, padding_mode="reflect")
## embedding_from_pretrained
e_ = nn.Embedding.from_pretrained(m.detach(), padding_idx=1); e_(labels[:2]), e_.weight.requires_grad, nn.Embedding.from_pretrained(m.detach(), freeze=False).weight.requires_grad
## embedding_padding
torch.manual_seed(0); e_ = nn.Embedding(4, 2, padding_idx=-1); w_ = e_.weight; e_(torch.tensor([0, 3, 3]))
## embedding_bad_padding
nn.Embedding(4, 2, padding_idx=4)
## embedding_bad_weight
nn.Embedding(4, 2, _weight=torch.ones(3, 2))
## instance_norm_wrong_channels
nn.InstanceNorm2d(3, affine=True)(img)
## instance_norm_wrong_rank
nn.InstanceNorm1d(3)(img)
## group_norm_wrong_channels
nn.GroupNorm(3, 4)
## unflatten_wrong_size
nn.Unflatten(1, 4)
## unflatten_wrong_element
nn.Unflatten(1, (2, 2.0))
## circular_pad_wrong_rank
nn.CircularPad2d(1)(a)
## softmax2d_wrong_rank
nn.Softmax2d()(a)
## triplet_margin
nn.TripletMarginLoss(-1.0)
## multi_margin_p
nn.MultiMarginLoss(p=3)
## bilinear_no_inputs
nn.Bilinear(0, 2, 3)
"""

MISUSED_LAYERS = """
multiheadattention_1: nn.MultiheadAttention(5, 2)
multiheadattention_2: nn.MultiheadAttention(0, 2)
multiheadattention_3: nn.MultiheadAttention(4, 2)(v, v, v)
multiheadattention_4: nn.MultiheadAttention(4, 2)(B, m, m)
multiheadattention_5: nn.MultiheadAttention(4, 2)(B, B, B, attn_mask=torch.ones(3,3))
multiheadattention_6: nn.MultiheadAttention(4, 2)(B, B, B, attn_mask=torch.ones(3,2,2))
multiheadattention_7: nn.MultiheadAttention(4, 2)(B, B, B, key_padding_mask=torch.ones(3,2).long())
multiheadattention_8: nn.MultiheadAttention(4, 2)(B, B, B, key_padding_mask=torch.ones(2,2).bool())
multiheadattention_9: nn.MultiheadAttention(4, 2)(B, B, B, is_causal=True)
multiheadattention_10: nn.MultiheadAttention(4, 2)(B[:, :, :3], B, B)
multiheadattention_11: nn.MultiheadAttention(4, 2)(B, B, B[:1])
multiheadattention_12: nn.MultiheadAttention(4, 2)(B, B, B, key_padding_mask=torch.ones(2).bool())
lstm_1: nn.LSTM(3,2)(v)
lstm_2: nn.LSTM(3,2)(B)
lstm_3: nn.LSTM(4,2)(B,torch.ones(1,1,2))
lstm_4: nn.LSTM(4,2)(B,(torch.ones(1,2,2),torch.ones(1,3,2)))
lstm_5: nn.LSTM(4,2)(B,(torch.ones(1,3,2),torch.ones(1,2,2)))
lstm_6: nn.LSTM(4,2)(B,(torch.ones(1,2),torch.ones(1,2)))
lstm_7: nn.LSTM(4,2)(m,(torch.ones(1,1,2),torch.ones(1,1,2)))
lstm_8: nn.LSTM(4,2)(B64)
gru_1: nn.GRU(4,2)(B,torch.ones(1,2,2))
gru_2: nn.GRU(4,2)(m,torch.ones(1,1,2))
gru_3: nn.GRU(4,2)(B,torch.ones(1,2))
gru_4: nn.GRU(4,2)(B[:0])
lstm_9: nn.LSTM(4,2)(B[:, :0])
lstm_10: nn.LSTM(3,2,proj_size=2)
lstm_11: nn.LSTM(3,2,num_layers=0)
lstm_12: nn.LSTM(3,2,dropout=2)
lstm_13: nn.LSTM(3,2,dropout=.5)
lstm_14: nn.LSTM(3,0)
lstm_15: nn.LSTM(3,2.5)
rnn_1: nn.RNN(3,2,nonlinearity='x')
lstm_16: nn.LSTM(3)
gru_5: nn.GRU(3,2,proj_size=1)
lstmcell_1: nn.LSTMCell(3,2)(B)
lstmcell_2: nn.LSTMCell(3,2)(m)
lstmcell_3: nn.LSTMCell(4,2)(m,(torch.ones(2,2),torch.ones(3,2)))
grucell_1: nn.GRUCell(4,2)(m,torch.ones(2,2))
grucell_2: nn.GRUCell(4,2)(m,torch.ones(3,3))
rnncell_1: nn.RNNCell(4,2,nonlinearity='x')(m)
"""

CASES: list[Case] = [
    *lines(FUNCTIONS, grads=True),
    *prefixed("misuse", lines(MISUSES)),
    *prefixed("rnn", blocks(RECURRENT, grads=True)),
    *prefixed("heads", blocks(HEADS, grads=True)),
    *prefixed("layer", blocks(LAYERS, grads=True)),
    *prefixed("misuse_layer", lines(MISUSED_LAYERS)),
]

"""Cases for modules, layers and initialization: Python in PyTorch's words, run by nn_records.py."""

# --- modules that are built: their printed form, the names in state_dict, their starting values -----------------------

BUILT = """
nn.Identity(54, bias=False)
nn.Linear(3, 2)
nn.Linear(2, 3, bias=False)
nn.Linear(20, 4)
nn.Linear(4, 3, dtype=torch.float64)
nn.Conv2d(1, 2, 3)
nn.Conv2d(2, 4, (3, 2), stride=(2, 1), padding=(1, 0), dilation=(1, 2), groups=2, bias=False)
nn.Conv2d(1, 3, 5, padding='same')
nn.Conv2d(1, 1, [2, 3], padding='valid', stride=2)
nn.MaxPool2d(2)
nn.MaxPool2d((3, 2), stride=(2, 1), padding=1, dilation=2, ceil_mode=True)
nn.AvgPool2d(3)
nn.AvgPool2d((3, 2), (2, 1), 1, count_include_pad=False)
nn.Flatten()
nn.Flatten(0, 2)
nn.Dropout()
nn.Dropout(0.2, inplace=True)
nn.Dropout2d(0.2)
nn.BatchNorm1d(3)
nn.BatchNorm1d(2, eps=0.01, momentum=None, affine=False)
nn.BatchNorm2d(4, momentum=0.3, track_running_stats=False)
nn.BatchNorm2d(4, bias=False)
nn.ReLU()
nn.ReLU(inplace=True)
nn.ReLU6()
nn.LeakyReLU(0.2)
nn.LeakyReLU(inplace=True)
nn.PReLU()
nn.PReLU(3, init=0.1)
nn.ELU(1.5)
nn.ELU(inplace=True)
nn.SELU()
nn.CELU(0.5)
nn.GELU()
nn.GELU('tanh')
nn.SiLU()
nn.Mish()
nn.Hardtanh(-2, 2)
nn.Hardtanh(inplace=True)
nn.Tanh()
nn.Sigmoid()
nn.LogSigmoid()
nn.Softplus(2)
nn.Softsign()
nn.Tanhshrink()
nn.Hardshrink()
nn.Softshrink(0.3)
nn.Softmax(dim=1)
nn.LogSoftmax(-1)
nn.Softmin(0)
nn.MSELoss()
nn.L1Loss(reduction='sum')
nn.SmoothL1Loss(beta=0.5)
nn.HuberLoss(delta=2)
nn.NLLLoss()
nn.CrossEntropyLoss(label_smoothing=0.1)
nn.CrossEntropyLoss(weight=torch.tensor([1.0, 2.0]))
nn.BCELoss()
nn.BCEWithLogitsLoss(pos_weight=torch.tensor([3.0]))
nn.KLDivLoss(reduction='batchmean', log_target=True)
nn.Sequential()
nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1))
nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2), nn.Linear(2, 2))
nn.Sequential(OrderedDict(fc=nn.Linear(2, 1), act=nn.Sigmoid()))
nn.ModuleList()
nn.ModuleList([nn.Linear(2, 2) for _ in range(3)] + 2 * [nn.Sequential(nn.ReLU(), nn.Tanh())] + [nn.Linear(1, 1)])
nn.ModuleDict()
nn.ModuleDict({'x': nn.Linear(2, 1), 'y': nn.ModuleList([nn.ReLU(), nn.ReLU()])})
nn.ParameterList([torch.ones(2, 3), nn.Parameter(torch.zeros(2)), 7])
Net()
Outer()
nn.Conv1d(4,2,3,padding=1,padding_mode='reflect')
nn.ConvTranspose2d(4,2,3,2,1,1,bias=False,dilation=2)
nn.MaxPool1d(2)
nn.AvgPool1d(2)
nn.AvgPool1d(2,1,1)
nn.AdaptiveAvgPool1d(3)
nn.AdaptiveAvgPool2d((3,None))
nn.AdaptiveMaxPool2d(3,True)
nn.LPPool1d(2,3)
nn.LPPool2d(2,(3,2),2,True)
nn.LayerNorm(3)
nn.LayerNorm((3,2),1e-3,bias=False)
nn.LayerNorm(3,elementwise_affine=False)
nn.GroupNorm(2,4)
nn.RMSNorm(3)
nn.RMSNorm([3],1e-3,False)
nn.LocalResponseNorm(2)
nn.InstanceNorm1d(3)
nn.InstanceNorm2d(3,affine=True,track_running_stats=True)
nn.Embedding(3,2)
nn.Embedding(3,2,0,1.0,3.0,True)
nn.EmbeddingBag(3,2)
nn.EmbeddingBag(3,2,1.0,3.0,True,'sum',padding_idx=1)
nn.ZeroPad2d(2)
nn.ConstantPad1d((1,2),3.5)
nn.ReflectionPad1d(2)
nn.ReplicationPad2d((1,2,3,4))
nn.CircularPad2d(1)
nn.Upsample(scale_factor=2)
nn.Upsample((2,3),mode='bilinear',align_corners=True)
nn.UpsamplingNearest2d(scale_factor=2)
nn.UpsamplingBilinear2d((2,2))
nn.PixelShuffle(2)
nn.PixelUnshuffle(2)
nn.ChannelShuffle(2)
nn.Fold((2,3),2)
nn.Unfold(2,padding=1)
nn.Unflatten(1,(2,2))
nn.Bilinear(2,3,4)
nn.CosineSimilarity(dim=1)
nn.PairwiseDistance(p=1)
nn.GLU()
nn.Hardsigmoid()
nn.Hardsigmoid(True)
nn.Hardswish(True)
nn.RReLU(inplace=True)
nn.RReLU(0.1)
nn.Threshold(1,2,True)
nn.Threshold(1.5,2)
nn.Softmax2d()
nn.Dropout1d(.2)
nn.AlphaDropout(.2,True)
nn.FeatureAlphaDropout()
nn.PoissonNLLLoss()
nn.GaussianNLLLoss(full=True)
nn.MultiMarginLoss()
nn.TripletMarginLoss(2.0,swap=True)
nn.TripletMarginWithDistanceLoss()
nn.CosineEmbeddingLoss(.5)
nn.TransformerEncoderLayer(4,2,8)
nn.TransformerEncoder(nn.TransformerEncoderLayer(4,2,8,activation='gelu',batch_first=True),2)
nn.TransformerDecoderLayer(4,2,8,norm_first=True,bias=False)
nn.Transformer(4,2,1,1,8)
nn.ParameterDict({'a': torch.ones(2, 3), 'b': nn.Parameter(torch.zeros(1)), 'c': 3})
nn.AdaptiveLogSoftmaxWithLoss(8, 10, [3, 6], div_value=2.0)
nn.RNN(2, 3, nonlinearity='relu')
nn.LSTM(2, 3, 2, bidirectional=True, proj_size=2)
nn.GRU(2, 3, bias=False, batch_first=True)
nn.LSTMCell(2, 3)
nn.GRUCell(2, 3, False)
nn.RNNCell(2, 3, nonlinearity='relu')
nn.MultiheadAttention(4, 2)
nn.MultiheadAttention(4, 2, kdim=3, vdim=2, add_bias_kv=True, bias=False)
nn.Module()
"""

# --- modules that are called: result, and the gradients of input and parameters ---------------------------------------

CALLED = """
nn.Identity() ; x(2, 3)
nn.Linear(3, 2) ; x(4, 3)
nn.Linear(3, 2, bias=False) ; x(3)
nn.Linear(3, 2) ; x(2, 2, 3)
nn.Conv2d(2, 3, 3) ; x(2, 2, 5, 4)
nn.Conv2d(2, 4, (3, 2), stride=(2, 1), padding=(1, 0), groups=2, bias=False) ; x(1, 2, 5, 4)
nn.Conv2d(1, 2, 3, padding='same', dilation=2) ; x(1, 1, 5, 5)
nn.Conv2d(1, 2, 2, padding='valid') ; x(1, 3, 3)
nn.MaxPool2d(2) ; x(1, 2, 5, 4)
nn.MaxPool2d(3, stride=1, padding=1) ; x(1, 1, 4, 4)
nn.AvgPool2d(2) ; x(1, 2, 5, 4)
nn.AvgPool2d(3, stride=2, padding=1, count_include_pad=False) ; x(1, 1, 5, 5)
nn.Flatten() ; x(2, 3, 2)
nn.BatchNorm1d(3) ; x(4, 3)
nn.BatchNorm1d(3, momentum=None) ; x(2, 3, 2)
nn.BatchNorm1d(3).eval() ; x(4, 3)
nn.BatchNorm1d(3, affine=False, track_running_stats=False).eval() ; x(4, 3)
nn.BatchNorm2d(2) ; x(2, 2, 3, 2)
nn.BatchNorm2d(2, bias=False) ; x(2, 2, 3, 2)
nn.Dropout(0.3) ; x(6, 5)
nn.Dropout(0.3).eval() ; x(6, 5)
nn.Dropout2d(0.4) ; x(2, 4, 2, 2)
nn.ReLU() ; x(3, 4)
nn.ReLU6() ; x(3, 4) * 5
nn.LeakyReLU(0.2) ; x(3, 4)
nn.PReLU() ; x(3, 4)
nn.PReLU(3) ; x(2, 3, 2)
nn.ELU(1.5) ; x(3, 4)
nn.SELU() ; x(3, 4)
nn.CELU(0.5) ; x(3, 4)
nn.GELU() ; x(3, 4)
nn.GELU('tanh') ; x(3, 4)
nn.SiLU() ; x(3, 4)
nn.Mish() ; x(3, 4)
nn.Hardtanh(-0.7, 0.9) ; x(3, 4)
nn.Tanh() ; x(3, 4)
nn.Sigmoid() ; x(3, 4)
nn.LogSigmoid() ; x(3, 4)
nn.Softplus(2, threshold=1) ; x(3, 4)
nn.Softsign() ; x(3, 4)
nn.Tanhshrink() ; x(3, 4)
nn.Hardshrink() ; x(3, 4)
nn.Softshrink(0.3) ; x(3, 4)
nn.Softmax(dim=1) ; x(3, 4)
nn.LogSoftmax(dim=0) ; x(3, 4)
nn.Softmin(-1) ; x(3, 4)
nn.Sequential(nn.Linear(4, 3), nn.Tanh(), nn.Dropout(0.5), nn.Linear(3, 1)) ; x(5, 4)
nn.MSELoss() ; x(3, 2), y(3, 2)
nn.MSELoss(reduction='none') ; x(3, 2), y(3, 2)
nn.L1Loss(reduction='sum') ; x(3, 2), y(3, 2)
nn.SmoothL1Loss(beta=0.5) ; x(3, 2), y(3, 2)
nn.HuberLoss(delta=0.5) ; x(3, 2), y(3, 2)
nn.NLLLoss() ; x(3, 4), torch.tensor([0, 3, 1])
nn.NLLLoss(weight=torch.tensor([1.0, 2.0, 0.5, 1.5]), ignore_index=3) ; x(3, 4), torch.tensor([0, 3, 1])
nn.CrossEntropyLoss() ; x(3, 4), torch.tensor([0, 3, 1])
nn.CrossEntropyLoss(weight=torch.tensor([1.0, 2.0, 0.5, 1.5]), reduction='sum') ; x(3, 4), torch.tensor([0, 3, 1])
nn.CrossEntropyLoss(label_smoothing=0.2, ignore_index=1) ; x(3, 4), torch.tensor([0, 3, 1])
nn.BCELoss() ; torch.sigmoid(x(3, 2)), torch.sigmoid(y(3, 2))
nn.BCELoss(weight=torch.tensor([1.0, 3.0])) ; torch.sigmoid(x(3, 2)), torch.sigmoid(y(3, 2))
nn.BCEWithLogitsLoss(pos_weight=torch.tensor([1.0, 3.0])) ; x(3, 2), torch.sigmoid(y(3, 2))
nn.KLDivLoss(reduction='batchmean') ; torch.log_softmax(x(3, 2), 1), torch.softmax(y(3, 2), 1)
Net() ; x(2, 3)
"""

# --- nn.init: a seed, a shape, a function -----------------------------------------------------------------------------

STARTED = """
uniform_(w(2, 3))
uniform_(w(5), -2, 3)
normal_(w(3))
normal_(w(4, 5), 1, 0.1)
normal_(w(3, 3), generator=torch.Generator().manual_seed(5))
trunc_normal_(w(4, 6))
trunc_normal_(w(5), std=3.0)
trunc_normal_(w(4, 5), mean=0.5, std=0.2, a=0.0, b=1.0)
trunc_normal_(w(4, 6), a=2.0, b=4.0)
trunc_normal_(w(3), mean=1.0, a=-3.0, b=-0.9)
constant_(w(2, 2), 0.3)
ones_(w(2, 2))
zeros_(w(2, 2))
eye_(w(2, 3))
dirac_(w(3, 2, 3, 3))
dirac_(w(4, 2, 3), groups=2)
dirac_(w(2, 2, 1, 2, 3))
xavier_uniform_(w(3, 4))
xavier_uniform_(w(3, 2, 2, 2), gain=nn.init.calculate_gain('relu'))
xavier_normal_(w(3, 6), gain=2)
kaiming_uniform_(w(3, 4))
kaiming_uniform_(w(3, 4), nonlinearity='relu')
kaiming_uniform_(w(2, 2, 2, 2), a=0.1, mode='fan_out')
kaiming_normal_(w(4, 5), mode='fan_out', nonlinearity='relu')
kaiming_normal_(w(2, 3), nonlinearity='tanh', generator=torch.Generator().manual_seed(5))
orthogonal_(w(3, 3))
orthogonal_(w(5, 2))
orthogonal_(w(2, 5), gain=2)
orthogonal_(w(4, 2, 3))
orthogonal_(w(0, 3))
sparse_(w(5, 4), 0.4)
normal_(w(17, dtype=torch.float64))
kaiming_uniform_(w(3, 4, dtype=torch.float64))
xavier_normal_(torch.empty(4, 4).t())
"""

GAINS = """
'linear'
'conv2d'
'conv_transpose3d'
'sigmoid'
'tanh'
'relu'
'selu'
'leaky_relu'
'leaky_relu', 0.3
'leaky_relu', 1
"""

# --- misuses: the exception's type and first line ---------------------------------------------------------------------

MISUSES = """
class A(nn.Module):
    def __init__(self): self.w = nn.Parameter(torch.ones(1))
A()
---
class A(nn.Module):
    def __init__(self): self.fc = nn.Linear(1, 1)
A()
---
class A(nn.Module):
    def __init__(self): self.b = nn.Buffer(torch.ones(1))
A()
---
class A(nn.Module):
    def __init__(self): self.register_buffer("b", torch.ones(1))
A()
---
class A(nn.Module):
    def __init__(self): self.register_parameter("w", None)
A()
---
class A(nn.Module):
    def __init__(self): self.a = 3
    def forward(self, x): return x
A()(3)
---
class A(nn.Module):
    def __init__(self): self.a = 3
list(A().parameters())
---
class A(nn.Module): pass
A()(torch.ones(1))
---
class A(nn.Module): pass
A(3)
---
class A(nn.Module): pass
A(lr=3)
---
net.wrong
---
net.fc.wrong
---
del net.wrong
---
net.p = torch.ones(2)
---
net.p = torch.ones(2, dtype=torch.float64)
---
net.p = torch.tensor([True])
---
net.p = 3
---
net.p = [3]
---
net.p = nn.Linear(1, 1)
---
net.fc = 3
---
net.fc = torch.ones(2)
---
net.b = 3
---
net.b = "text"
---
net.register_parameter("q", torch.ones(2))
---
net.register_parameter("q", 3)
---
net.register_parameter("q", Net())
---
net.register_parameter("a.b", None)
---
net.register_parameter("", None)
---
net.register_parameter(3, None)
---
net.register_parameter("forward", None)
---
net.register_parameter("fc", None)
---
net.register_buffer("c", 3)
---
net.register_buffer("c", [3])
---
net.register_buffer("c.d", None)
---
net.register_buffer("", None)
---
net.register_buffer("p", None)
---
net.add_module("c.d", None)
---
net.add_module("", None)
---
net.add_module(3, None)
---
net.add_module("c", 3)
---
net.add_module("c", nn.ReLU)
---
net.add_module("c", lambda x: x)
---
net.add_module("train", nn.ReLU())
---
net.get_submodule("wrong.deeper")
---
net.get_submodule("fc.weight")
---
net.get_submodule("training")
---
net.get_parameter("fc.wrong")
---
net.get_parameter("fc.in_features")
---
net.get_buffer("fc.weight")
---
net.train(1)
---
net.to(torch.int64)
---
net.to(dtype=torch.bool)
---
net.to(torch.ones(2, dtype=torch.int32))
---
net.to("nowhere")
---
net.load_state_dict(3)
---
net.load_state_dict({})
---
net.load_state_dict({"p": torch.ones(2), "z": torch.ones(2), "fc.z": torch.ones(1)})
---
net.load_state_dict({**net.state_dict(), "p": torch.ones(3), "b": torch.ones(2, 2)})
---
net.load_state_dict({"p": torch.ones(3)}, strict=False)
---
net.load_state_dict({"p": 3}, strict=False)
---
net.load_state_dict({"fc.weight": torch.ones(3, 2), "fc.extra": torch.ones(1)})
---
nn.Sequential(torch.nn.ReLU(), nn.Linear(1, 1)).load_state_dict({"0.weight": torch.ones(1, 1)})
---
nn.Parameter(torch.tensor([1, 2]))
---
nn.Parameter([1.0, 2.0])
---
nn.Parameter(3.0)
---
nn.Sequential(3)
---
nn.Sequential([nn.ReLU()])
---
nn.Sequential({"a": nn.ReLU()})
---
nn.Sequential(nn.ReLU())[5]
---
nn.Sequential(nn.ReLU())[-2]
---
nn.Sequential(nn.ReLU())["a"]
---
nn.Sequential(nn.ReLU()) + 3
---
nn.Sequential(nn.ReLU()) * 0
---
nn.Sequential(nn.ReLU()) * "a"
---
nn.Sequential(nn.ReLU()).insert(7, nn.ReLU())
---
nn.Sequential(nn.ReLU()).insert(0, 3)
---
nn.Sequential(nn.ReLU())(torch.ones(1), 2)
---
nn.Sequential(nn.ReLU(), None)(torch.ones(1))
---
del nn.Sequential(nn.ReLU())[1]
---
nn.ModuleList([nn.ReLU()])(torch.ones(1))
---
nn.ModuleList(3)
---
nn.ModuleList([3])
---
nn.ModuleList()[0]
---
nn.ModuleDict({"a": nn.ReLU()})(torch.ones(1))
---
nn.ModuleDict({"a": nn.ReLU()})["b"]
---
nn.ModuleDict([1])
---
nn.ModuleDict([(1, 2, 3)])
---
nn.ModuleDict(3)
---
nn.ModuleDict({3: nn.ReLU()})
---
nn.ModuleDict({"keys": nn.ReLU()})
---
nn.ParameterList(3)
---
nn.ParameterList(torch.ones(2))
---
nn.ParameterList([torch.ones(1)])[1]
---
nn.ParameterList([torch.ones(1)])(1)
---
nn.Linear(3)
---
nn.Linear(3, 2, dtype=torch.int64)
---
nn.Linear(3, 2)(torch.ones(4, 5))
---
nn.Conv2d(1, 2)
---
nn.Conv2d(2, 2, 3, groups=0)
---
nn.Conv2d(3, 2, 3, groups=2)
---
nn.Conv2d(2, 3, 3, groups=2)
---
nn.Conv2d(2, 2, 3, padding="same", stride=2)
---
nn.Dropout(2)
---
nn.Dropout(-0.1)
---
nn.BatchNorm1d(3)(torch.ones(3))
---
nn.BatchNorm1d(3)(torch.ones(1, 3))
---
nn.BatchNorm1d(3)(torch.ones(2, 4))
---
nn.BatchNorm2d(3)(torch.ones(2, 3))
---
nn.Hardtanh(2, 1)
---
nn.HuberLoss(delta="a")
---
nn.CrossEntropyLoss(weight=[1.0, 2.0])
---
nn.MSELoss(reduction="wrong")(torch.ones(1), torch.ones(1))
---
nn.MSELoss()(torch.ones(1))
---
net.register_forward_pre_hook(lambda module, args, kwargs: 3, with_kwargs=True)
net(torch.ones(1, 3))
---
net.register_full_backward_hook(lambda module, grad_input, grad_output: (None, None))
net(torch.ones(1, 3, requires_grad=True)).sum().backward()
---
net.fc.register_full_backward_hook(lambda module, grad_input, grad_output: 3)
net(torch.ones(1, 3)).sum().backward()
---
net.register_full_backward_pre_hook(lambda module, grad_output: (None, None))
net(torch.ones(1, 3)).sum().backward()
---
nn.init.eye_(torch.empty(3))
---
nn.init.dirac_(torch.empty(3, 3))
---
nn.init.dirac_(torch.empty(3, 2, 1), groups=2)
---
nn.init.xavier_uniform_(torch.empty(3))
---
nn.init.xavier_normal_(torch.empty(()))
---
nn.init.kaiming_uniform_(torch.empty(3))
---
nn.init.kaiming_normal_(torch.empty(3, 2), mode="wrong")
---
nn.init.kaiming_uniform_(torch.empty(3, 2), nonlinearity="wrong")
---
nn.init.kaiming_normal_(torch.empty(3, 2), a=True)
---
nn.init.calculate_gain("wrong")
---
nn.init.calculate_gain("leaky_relu", "a")
---
nn.init.orthogonal_(torch.empty(3))
---
nn.init.sparse_(torch.empty(3), 0.1)
"""

"""More cases for `gradcheck_cases.py`: order, statistics, scatter, special functions, linear algebra."""

TRIPLE = "i = torch.tensor([[0, 1, 1], [1, 0, 0]]); "
FIRST = "i = torch.tensor([1, 0]); "
UNEVEN = "a * torch.tensor([[1., 0., 1.], [0., 0., 1.]]).double()"
SPD = "(sq @ sq.T + 2 * torch.eye(3, dtype=torch.float64))"
DOMINANT = "sq + 4 * torch.eye(3, dtype=torch.float64)"
WIDE = "m + torch.tensor([[3., 0, 0, 0], [0, 2, 0, 0], [0, 0, 4, 0]]).double()"

MORE: dict[str, list[str]] = {
    # --- two or three tensors
    "AddcmulBackward0": ["torch.addcmul(a, b, c, value=0.5)", "torch.addcmul(c, a, a)"],
    "AddcdivBackward0": ["torch.addcdiv(a, b, p, value=0.5)", "torch.addcdiv(c, col, p)"],
    "Logaddexp2Backward0": ["torch.logaddexp2(a, b)", "torch.logaddexp2(c, col)"],
    "FmaxBackward0": ["torch.fmax(a, b)", "torch.fmax(c, col)"],
    "FminBackward0": ["torch.fmin(a, b)", "torch.fmin(c, col)"],
    "CopysignBackward0": ["torch.copysign(a, b) * b", "torch.copysign(c, col)"],
    "CopysignBackward1": ["torch.copysign(a, -2.0) * a"],
    "NextafterBackward0": ["torch.nextafter(a, b) * b"],
    "LdexpBackward0": ["torch.ldexp(a, b)", "torch.ldexp(c, col)"],
    "FrexpBackward0": ["torch.frexp(a)[0] * a"],
    "ClampMinBackward1": ["a.clamp_min(b)", "a.clamp_min(col)"],
    "ClampMaxBackward1": ["a.clamp_max(b)", "a.clamp_max(col)"],
    # --- special functions
    "LgammaBackward0": ["p.lgamma()"],
    "DigammaBackward0": ["p.digamma()"],
    "PolygammaBackward0": ["torch.polygamma(1, p)", "p.polygamma(2)"],
    "MvlgammaBackward0": ["torch.mvlgamma(p + 1, 3)"],
    "I0Backward0": ["a.i0()"],
    "SpecialI0EBackward0": ["torch.special.i0e(a)"],
    "SpecialI1Backward0": ["torch.special.i1(a)"],
    "SpecialI1EBackward0": ["torch.special.i1e(a)"],
    "SincBackward0": ["a.sinc()"],
    "SpecialEntrBackward0": ["torch.special.entr(p)"],
    "SpecialErfcxBackward0": ["torch.special.erfcx(a)"],
    "SpecialNdtriBackward0": ["torch.special.ndtri(u)", "torch.special.ndtri(torch.special.ndtr(a))"],
    "SpecialLogNdtrBackward0": ["torch.special.log_ndtr(a)"],
    "SpecialXlog1PyBackward0": ["torch.special.xlog1py(a, p)"],
    "SpecialXlog1PyBackward1": ["torch.special.xlog1py(2.0, p)"],
    "SpecialXlog1PyBackward2": ["torch.special.xlog1py(a, 2.0)"],
    # --- running
    "CumprodBackward0": ["a.cumprod(1)", "batch.cumprod(0)", f"({UNEVEN}).cumprod(1)", f"({UNEVEN}).cumprod(0)", "s.cumprod(0)"],
    "LogcumsumexpBackward0": ["a.logcumsumexp(1)", "batch.logcumsumexp(0) ** 2", "s.logcumsumexp(0)"],
    "CummaxBackward0": ["a.cummax(1)[0] ** 2", "batch.cummax(0)[0]"],
    "CumminBackward0": ["a.cummin(1)[0] ** 2", "batch.cummin(1).values"],
    "FillBackward0": ["torch.fill(a, 2.0) * a"],
    "FillBackward1": ["torch.fill(a, s) * a"],
    "SelectScatterBackward0": ["a.select_scatter(c, 0, 1) ** 2"],
    "SliceScatterBackward0": ["m.slice_scatter(a.T[:, :2], 1, 0, None, 2) ** 2"],
    # --- order
    "SortBackward0": ["a.sort(1)[0] ** 2", "batch.sort(0, descending=True)[0] * batch"],
    "SortBackward1": ["a.sort(dim=1, stable=True)[0] ** 2"],
    "TopkBackward0": ["m.topk(2)[0] ** 2", "batch.topk(1, 1, largest=False).values"],
    "KthvalueBackward0": ["m.kthvalue(2)[0] ** 2", "batch.kthvalue(1, 0, keepdim=True)[0]"],
    "MedianBackward0": ["a.median() ** 2"],
    "MedianBackward1": ["m.median(1)[0] ** 2", "batch.median(2, keepdim=True)[0]"],
    "NanmedianBackward0": ["a.nanmedian() ** 2"],
    "NanmedianBackward1": ["m.nanmedian(0)[0] ** 2"],
    "ModeBackward0": ["a.mode(1)[0] ** 2"],
    # --- statistics
    "NansumBackward0": ["a.nansum() ** 2", "batch.nansum((0, 2), keepdim=True) * batch"],
    "AminmaxBackward0": ["y = a.aminmax(); y[0] * y[1]", "m.aminmax(dim=1)[0] ** 2", "m.aminmax(dim=0, keepdim=True).max"],
    "VarMeanBackward0": ["y = torch.var_mean(a); y[0] * y[1]", "torch.var_mean(batch, (0, 1))[1] ** 2", "torch.var_mean(m, 1, correction=0)[0]"],
    "StdMeanBackward0": ["y = torch.std_mean(a, 1); y[0] * y[1]", "torch.std_mean(m, 0, keepdim=True)[0] * m"],
    # --- diagonals
    "DiagonalBackward0": ["sq.diagonal() ** 2", "m.diagonal(1)", "batch.diagonal(-1, 0, 2) * 2"],
    "DiagonalBackward0_copy": ["torch.diag(sq) ** 2", "torch.diag(m, -1)"],
    "DiagEmbedBackward0": ["torch.diag_embed(a) ** 2", "torch.diag(c, 1)", "torch.diag_embed(a, -1, 0, 2)"],
    "TraceBackward0": ["sq.trace() ** 2", "m.trace()"],
    "BlockDiagBackward0": ["torch.block_diag(a, c, s) ** 2"],
    # --- scatter
    "ScatterBackward0": ["m.scatter(1, torch.tensor([[3, 0, 1], [0, 1, 2]]), a) ** 2", "m.scatter(0, torch.tensor([[2, 0]]), col.T) ** 2"],
    "ScatterBackward1": [TRIPLE + "a.scatter(1, i, 2.5) ** 2"],
    "ScatterAddBackward0": [TRIPLE + "a.scatter_add(1, i, b) ** 2", "m.scatter_add(0, torch.tensor([[2, 2, 0]]), c[None]) ** 2"],
    "ScatterReduceBackward0": [
        TRIPLE + f"a.scatter_reduce(1, i, b, '{how}') ** 2" for how in ("sum", "prod", "mean", "amax", "amin")
    ] + [TRIPLE + f"a.scatter_reduce(1, i, b, '{how}', include_self=False) ** 2" for how in ("sum", "prod", "mean", "amax")],
    "IndexReduceBackward0": [FIRST + f"a.index_reduce(0, i, b, '{how}') ** 2" for how in ("prod", "mean", "amin")],
    "IndexAddBackward0": ["a.index_add(1, torch.tensor([0, 0, 2]), b, alpha=2) ** 2", "batch.index_add(0, torch.tensor([1, 1]), batch) ** 2"],
    "IndexCopyBackward0": [FIRST + "a.index_copy(0, i, b) ** 2", "m.index_copy(1, torch.tensor([3]), c[:, None]) ** 2"],
    "IndexFillBackward0": [FIRST + "m.index_fill(1, i, 2.5) ** 2"],
    "IndexFillBackward1": ["m.index_fill(1, torch.tensor([1, 1]), s) ** 2"],
    "MaskedScatterBackward0": ["a.masked_scatter(mask, b) ** 2", "c.masked_scatter(mask, m) ** 2"],
    "PutBackward0": ["a.put(places + torch.tensor([[0, 0], [4, 2]]), v4) ** 2", "a.put(places, v4, accumulate=True) ** 2"],
    # --- products
    "AddmvBackward0": ["torch.addmv(c[:2], a, c, beta=0.5, alpha=2)", "torch.addmv(s, a, c)"],
    "AddrBackward0": ["torch.addr(m, c, v4, beta=0.5, alpha=2)", "torch.addr(s, c, v4)"],
    "BaddbmmBackward0": ["torch.baddbmm(s, batch, batch2, beta=0.5, alpha=2)"],
    "AddbmmBackward0": ["torch.addbmm(s, batch, batch2, beta=0.5, alpha=2)"],
    "VdotBackward0": ["torch.vdot(c, p1) ** 2"],
    "LinalgCrossBackward0": ["torch.linalg.cross(a, b)", "torch.cross(sq, c[:, None], 0)"],
    "CdistBackward0": ["torch.cdist(a, b)", "torch.cdist(a, sq, 1)", "torch.cdist(a, sq, 3)", "torch.cdist(batch, sq, float('inf'))"],
    "DistBackward0": ["torch.dist(a, b)", "torch.dist(a, c, 1)", "torch.dist(a, col, 3)"],
    # --- rearranged
    "UnfoldBackward0": ["m.unfold(1, 2, 1) ** 2", "v4.unfold(0, 3, 1) * 2", "batch.unfold(2, 2, 1)"],
    "RollBackward0": ["a.roll(1) ** 2", "batch.roll((1, -1), (0, 2)) * batch"],
    "Rot90Backward0": ["m.rot90() ** 2", "batch.rot90(2, (0, 2)) * batch"],
    # --- matrices
    "LinalgInvExBackward0": ["torch.linalg.inv(sq)"],
    "LinalgDetBackward0": ["torch.linalg.det(sq)", "torch.linalg.det(sq @ torch.stack([sq, sq.T]))"],
    "LinalgSlogdetBackward0": ["torch.linalg.slogdet(sq)[1]", f"torch.logdet({SPD})"],
    "LinalgSolveExBackward0": ["torch.linalg.solve(sq, m)", "torch.linalg.solve(sq, c)", "torch.linalg.solve(sq, a, left=False)"],
    "LinalgSolveTriangularBackward0": [
        f"torch.linalg.solve_triangular({DOMINANT}, m, upper=True)", f"torch.linalg.solve_triangular({DOMINANT}, a, upper=False, left=False)", "torch.linalg.solve_triangular(sq, m, upper=False, unitriangular=True)",
    ],
    "LinalgCholeskyExBackward0": [f"torch.linalg.cholesky({SPD})", f"torch.linalg.cholesky({SPD}, upper=True)"],
    "LinalgQrBackward0": ["q, r = torch.linalg.qr(sq); q * r", "torch.linalg.qr(m)[1]", "q, r = torch.linalg.qr(m.T); q @ r * r[0, 0]"],
    "LinalgEighBackward0": [f"torch.linalg.eigvalsh({SPD})", f"L, V = torch.linalg.eigh({SPD}); V.abs() * L"],
    "LinalgSvdBackward0": ["torch.linalg.svdvals(a)", f"U, S, V = torch.linalg.svd({WIDE}, full_matrices=False); U.abs() @ (S[:, None] * V.abs())"],
    "LinalgPinvBackward0": ["torch.linalg.pinv(a)", "torch.linalg.pinv(m.T)"],
    "LinalgLstsqBackward0": ["torch.linalg.lstsq(m.T, v4[:, None])[0]"],
}  # fmt: skip

NOT_CHECKED = {
    "Drawn": "the common part of other rules",
    "BernoulliBackward0": "random, and its gradient is 0: tests/oracle/op_db.py",
    "NormalBackward1": "random, and its gradient is 0: tests/oracle/op_db.py",
    "NormalBackward2": "random, and its gradient is 0: tests/oracle/op_db.py",
    "NormalBackward3": "random, and its gradient is 0: tests/oracle/op_db.py",
    "NoDerivative": "the common part of other rules",
    "HeavisideBackward": "PyTorch has no derivative of heaviside: tests/oracle/cases_operations.py",
    "ScatterWithBackward": "PyTorch has no derivative of scatter with reduce: tests/oracle/cases_operations.py",
}

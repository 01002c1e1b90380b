"""The school level and the criterion, given what the student level leaves: D and Γ in units of the residual variance.

    V = V_s + W Γ W',  J = Γ (I + HΓ)⁻¹,  [X y]'V⁻¹[X y] = [X y]'V_s⁻¹[X y] − Σ Q'JQ

with H = W'V_s⁻¹W and Q = W'V_s⁻¹[X y] of each school. With C = X'V⁻¹X, r = y − Xβ and ν = n − p (n for ML) the
profiled criterion is log|V| + log|C| + ν log r'V⁻¹r (log|C| for REML alone; Bates and others 2015, equation 42).
"""

from dataclasses import dataclass

import numpy as np

from mtss_analysis.estimators.multilevel.labels import Floats


@dataclass(frozen=True, slots=True)
class Bottom:
    """What the students leave: `H` (K, 2, 2), `Q` (K, 2, p + 1), `W` = [X y]'V_s⁻¹[X y] (p + 1, p + 1), log|V_s|.

    `n` (K,) are the students of each school.
    """

    H: Floats
    Q: Floats
    W: Floats
    logdet: float
    n: Floats


@dataclass(frozen=True, slots=True)
class Corrected:
    """The same with the schools in, and the fixed effects.

    Attributes
    ----------
    H, J, P
        H, J (K, 2, 2) and JQ (K, 2, p + 1) of each school; JQ (−β, 1) is its predicted effect.
    out
        (I + HΓ)⁻¹ of each school (K, 2, 2).
    beta
        Fixed effects (p,).
    half
        Root L of C⁻¹ = LL' (p, p).
    rss
        r'V⁻¹r.
    criterion
        Profiled criterion, or that for a known residual variance.
    """

    H: Floats
    J: Floats
    P: Floats
    out: Floats
    beta: Floats
    half: Floats
    rss: float
    criterion: float


@dataclass(frozen=True, slots=True)
class Gradient:
    """Sums over units of one level: of U'V⁻¹U, of its part through the fixed effects, of residuals; (2, 2) each.

    `products` holds the sums of H[a, b] H[d, e] over the students of each school (K, 2, 2, 2, 2), and `moved` those of
    H[a, b] q[d] with q = Z'V⁻¹(y − Xβ) (K, 2, 2, 2); of schools themselves, q alone (K, 2).
    """

    H: Floats
    fixed: Floats
    residual: Floats
    products: Floats
    moved: Floats

    def derivative(self, nu_by_rss: float, reml: bool) -> Floats:
        """Return the derivative of the criterion with respect to the level's covariance, a symmetric (2, 2)."""
        found: Floats = self.H - nu_by_rss * self.residual - (self.fixed if reml else 0.0)
        return found


@dataclass(frozen=True, slots=True)
class Form:
    """Which criterion: REML or ML, `rows` n, and whether the residual variance is known (1) or profiled out.

    Parameters at the places `held` stay as they are.
    """

    reml: bool
    rows: int
    known: bool = False
    held: tuple[int, ...] = ()

    def freedom(self, columns: int) -> int:
        """Return ν."""
        return self.rows - columns if self.reml else self.rows

    def weight(self, columns: int, rss: float) -> float:
        """Return the derivative of the criterion with respect to r'V⁻¹r."""
        return 1.0 if self.known else self.freedom(columns) / rss


def corrected(bottom: Bottom, Gamma: Floats, form: Form) -> Corrected:
    """Add the schools and solve for the fixed effects.

    Raises
    ------
    numpy.linalg.LinAlgError
        C is not positive definite, or r'V⁻¹r is lost in rounding.
    """
    out, size = _inverse(np.eye(2) + (bottom.H.reshape(-1, 2) @ Gamma).reshape(-1, 2, 2))
    J = (Gamma @ out.transpose(1, 0, 2).reshape(2, -1)).reshape(2, -1, 2).transpose(1, 0, 2)
    J = (J + J.swapaxes(1, 2)) / 2
    P = J @ bottom.Q
    W = bottom.W - np.tensordot(bottom.Q, P, ([0, 1], [0, 1]))
    p = len(W) - 1
    lower = np.linalg.cholesky(W[:p, :p])
    half: Floats = np.linalg.inv(lower).T
    beta = half @ (half.T @ W[:p, p])
    rss = float(W[p, p] - W[:p, p] @ beta)
    if rss <= 0:
        raise np.linalg.LinAlgError("the residual sum of squares is lost in rounding")
    logdet = bottom.logdet + float(np.log(size).sum())
    logdet += 2 * float(np.log(np.diag(lower)).sum()) if form.reml else 0.0
    nu = form.freedom(p)
    criterion = logdet + (rss if form.known else nu * float(np.log(rss)))
    return Corrected(bottom.H, J, P, out, beta, half, rss, criterion)


def school_gradient(bottom: Bottom, top: Corrected, weight: float) -> Gradient:
    """Return the sums over schools that the derivatives in Γ are made of.

    Schools are few, so `products` are those of the observed curvature, 2 `weight` q q' ⊗ H − H ⊗ H, which has H ⊗ H for
    its expectation.
    """
    H = top.out @ bottom.H
    Q = top.out @ bottom.Q
    spread, residual = turned(Q[:, :, :-1], top.half), turned(Q, np.append(-top.beta, 1.0)[:, None])[:, :, 0]
    found = 2 * weight * np.einsum("ka,kb,kde->kabde", residual, residual, H) - np.einsum("kab,kde->kabde", H, H)
    products = (found + found.transpose(0, 3, 4, 1, 2)) / 2
    return Gradient(
        H.sum(axis=0), np.tensordot(spread, spread, ([0, 2], [0, 2])), residual.T @ residual, products, residual
    )


def turned(stack: Floats, by: Floats) -> Floats:
    """Return `stack` @ `by`, (K, 2, p) @ (p, q), as one product of matrices: many small ones are slow.

    Examples
    --------
    >>> turned(np.ones((3, 2, 4)), np.ones((4, 1))).ravel().tolist()
    [4.0, 4.0, 4.0, 4.0, 4.0, 4.0]
    """
    found: Floats = (stack.reshape(-1, stack.shape[2]) @ by).reshape(*stack.shape[:2], -1)
    return found


def _inverse(matrices: Floats) -> tuple[Floats, Floats]:
    """Return inverses (K, 2, 2) and determinants (K,)."""
    (a, b), (c, d) = matrices.transpose(1, 2, 0)
    size = a * d - b * c
    return (np.array([[d, -b], [-c, a]]) / size).transpose(2, 0, 1), size


def unfold(packed: Floats) -> Floats:
    """Turn (…, 3) of a symmetric matrix, as (11, 12, 22), into (…, 2, 2).

    Examples
    --------
    >>> unfold(np.array([1.0, 2.0, 3.0])).tolist()
    [[1.0, 2.0], [2.0, 3.0]]
    """
    return packed[..., np.array([[0, 1], [1, 2]])]

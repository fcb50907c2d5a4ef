"""Maps as trRosetta writes them, made from a known backbone."""

import numpy as np
from prct.core.virtual_sites import virtual_cb

CONTACT_A = 20.0


def dihedral(a, b, c, d):
    """Signed, rad, over leading axes."""
    f, g, h = a - b, b - c, d - c
    m, n = np.cross(f, g), np.cross(h, g)
    return np.arctan2(np.sum(np.cross(n, m) * g, axis=-1) / np.linalg.norm(g, axis=-1), np.sum(m * n, axis=-1))


def angles(backbone_a):
    """CB-CB distance, ω, θ and φ [L, L] each; meaningless on the diagonal."""
    n, ca, cb = backbone_a[:, 0], backbone_a[:, 1], virtual_cb(backbone_a)
    first, second = np.meshgrid(np.arange(len(cb)), np.arange(len(cb)), indexing="ij")
    with np.errstate(all="ignore"):
        omega = dihedral(ca[first], cb[first], cb[second], ca[second])
        theta = dihedral(n[first], ca[first], cb[first], cb[second])
        u, v = ca[first] - cb[first], cb[second] - cb[first]
        cosine = np.sum(u * v, axis=-1) / (np.linalg.norm(u, axis=-1) * np.linalg.norm(v, axis=-1))
    return np.linalg.norm(cb[first] - cb[second], axis=-1), omega, theta, np.arccos(cosine)


def trrosetta_maps(backbone_a, spread=1.0):
    """The arrays of an npz: bell curves of `spread` bins about the truth, or all "no contact" beyond 20 Å."""
    distance, omega, theta, phi = angles(backbone_a)
    far = distance > CONTACT_A
    np.fill_diagonal(far, True)
    width = np.pi / 12

    def bins(value, lowest, width, count, turns):
        away = np.arange(count) + 0.5 - (np.nan_to_num(value)[..., None] - lowest) / width
        if turns:
            away = (away + count / 2) % count - count / 2
        curve = np.exp(-0.5 * (away / spread) ** 2)
        whole = np.concatenate([np.zeros((*value.shape, 1)), curve], axis=2)
        whole[far] = 0.0
        whole[far, 0] = 1.0
        return whole / whole.sum(axis=2, keepdims=True)

    return {
        "dist": bins(distance, 2.0, 0.5, 36, False),
        "omega": bins(omega, -np.pi, width, 24, True),
        "theta": bins(theta, -np.pi, width, 24, True),
        "phi": bins(phi, 0.0, width, 12, False),
    }

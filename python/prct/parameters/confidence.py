"""Coefficients of the confidence (Eq. 34), a logistic on the features of :mod:`prct.folding.confidence`."""

CONFIDENCE = {
    "intercept": -2.5,
    "agreement": 3.0,
    "satisfied": 1.0,
    "density": 0.0,
    "agreement_mean": 1.5,
    "satisfied_mean": 0.5,
}

"""From candidates to ranked models: :mod:`prct.folding.pipeline` shows the whole fold on one screen."""

"""One file a restraint format; :mod:`prct.io.restraints` tells them apart."""

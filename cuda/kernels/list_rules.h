// What neighbour lists of small and of large systems share.
#pragma once

#include "kernels/system_view.h"
#include "kernels/workspace.h"
#include "prct/energy/pair_separations.h"
#include "prct/physics/burial_term.h"
#include "prct/physics/hydrogen_bond_term.h"
#include "prct/physics/pair_potential_term.h"

namespace prct::device {

PRCT_DEVICE float squared(float x) { return x * x; }

/// Entries of a list that are there: what is beyond its capacity has been counted and lost.
PRCT_DEVICE int length_of(const Workspace& w, List which) {
    const int count = w.count[which], capacity = w.lists.capacity[which];
    return count < capacity ? count : capacity;
}

/// Eq. 9a: not named, and far enough apart in the chain.
PRCT_DEVICE bool is_absent(const SystemView& s, int i, int j) {
    if (s.absence_separation == 0 || s.too_near(i, j, s.absence_separation)) return false;
    int low = s.absence_row[i], high = s.absence_row[i + 1];
    while (low < high) {
        const int middle = (low + high) / 2;
        if (s.absence_named[middle] < j)
            low = middle + 1;
        else
            high = middle;
    }
    return low == s.absence_row[i + 1] || s.absence_named[low] != j;
}

}  // namespace prct::device

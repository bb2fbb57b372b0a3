// SPDX-License-Identifier: Apache-2.0
#include "noc/clocked.h"

#include "noc/clock_domain.h"

namespace eyeriss::noc {

Clocked::Clocked(ClockDomain& domain) : domain_(domain) { domain.attach(*this); }

void Clocked::wake(Cycle at) { domain_.wake(id_, at); }

}  // namespace eyeriss::noc

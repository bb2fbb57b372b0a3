# SPDX-License-Identifier: Apache-2.0
"""Which resource of a machine a layer keeps busiest."""

# By resource: its networks in the results, of which the busiest direction binds, the routers of a
# cluster that carry it, and the cycles in which they wait for what is off chip.
NETWORKS = {
    "iacts": (("ifmap",), "iact", "router_ifmap"),
    "weights": (("filter",), "weight", "router_filter"),
    "psums": (("psum_in", "psum_out"), "psum", None),
}


def occupancies(result, layer):
    """By resource, its mean occupancy over all cycles of a layer, 0 to 1.

    PEs: cycles with a MAC, an accumulation or a bubble, of the active PEs; in a bubble it is the PE
    itself that holds the layer. Networks: words a cycle, over one for each router, or one in all
    where there are no routers. Off chip: cycles in which the controller holds the array for it, or
    routers wait for it.
    """
    cycles = result.count("cycles/total", layer)
    busy = result.count("pe_cycles/mac", layer) + \
        result.count("pe_cycles/accumulate", layer) + result.stalled("pe_bubbles", [layer])
    shares = {"PEs": busy / (cycles * result.count("active_pes", layer)),
              "off chip": 1 - result.count("cycles/processing", layer) / cycles}
    for resource, (networks, router, wait) in NETWORKS.items():
        words = [result.count(f"accesses/noc/{network}/words", layer) for network in networks]
        if not result.is_clustered():
            shares[resource] = max(words) / cycles
            continue
        router_cycles = cycles * result.clusters() * result.config(f"noc/{router}/routers")
        shares[resource] = _router_words(result, layer, resource, words) / router_cycles
        if wait:
            waits = result.count(f"stalls/{wait}", layer) / router_cycles
            shares["off chip"] = max(shares["off chip"], waits)
    return shares


def _router_words(result, layer, resource, words):
    """Words that routers move. An iact or a weight takes a router in its first cluster and in each
    to which it is passed on; psums have ports of their own for what comes in, goes out and is
    passed on."""
    if resource == "psums":
        return max(*words, result.count("accesses/noc/psum/hops", layer))
    return sum(words) + sum(result.count(f"accesses/noc/{network}/hops", layer)
                            for network in NETWORKS[resource][0])


def bound(result, layer):
    """The busiest resource, and its occupancy."""
    shares = occupancies(result, layer)
    resource = max(shares, key=shares.get)
    return resource, shares[resource]

"""Branches of block roots in beacon states of every fork, by the executable specification. Usage: generate.py OUT"""
import hashlib, importlib, json, sys

FORKS = ["altair", "bellatrix", "capella", "deneb", "electra", "fulu", "gloas"]
CASES = [("minimal", fork) for fork in FORKS] + [("mainnet", "electra"), ("mainnet", "gloas")]
SUMMARIES = 5


def digest(*parts):
    return hashlib.sha256(repr(parts).encode()).digest()


def write(name, kind, slot, anchor_slot, state, root, branch, module):
    return dict(preset=name, fork=kind[0], kind=kind[1], anchorSlot=str(anchor_slot), slot=str(slot), blockRoot=bytes(root).hex(),
                stateRoot=bytes(module.hash_tree_root(state)).hex(), branch=[bytes(node).hex() for node in branch])


def make(preset, fork):
    spec = importlib.import_module(f"eth_consensus_specs.{fork}.{preset}")
    count = int(spec.SLOTS_PER_HISTORICAL_ROOT)
    anchor = count * (SUMMARIES + 2) + count // 2 + 3
    state = spec.BeaconState.empty()
    state.slot = spec.Slot(anchor)
    state.genesis_time = spec.Uint64(1234567)
    state.latest_block_header.parent_root = spec.Root(digest("parent", fork))
    root_at = lambda slot: digest("block", preset, fork, slot)
    for slot in range(anchor - count, anchor):
        state.block_roots[slot % count] = spec.Root(root_at(slot))
        state.state_roots[slot % count] = spec.Root(digest("state", slot))
    cases = []
    vectors = {}
    if fork not in ("altair", "bellatrix"):
        for period in range(2, 2 + SUMMARIES):
            roots = type(state.block_roots).empty()
            for i in range(count):
                roots[i] = spec.Root(root_at(period * count + i))
            vectors[period] = roots
            summary = spec.HistoricalSummary(block_summary_root=spec.Root(spec.hash_tree_root(roots)),
                                             state_summary_root=spec.Root(digest("states", period)))
            state.historical_summaries.append(summary)
    for slot in (anchor - count, anchor - count // 3, anchor - 1):
        index = spec.get_generalized_index(spec.BeaconState, "block_roots", slot % count)
        branch = spec.compute_merkle_proof(state, index)
        cases.append(write(preset, (fork, "recent"), slot, anchor, state, root_at(slot), branch, spec))
    for period, place in ((2, 0), (4, count // 3), (1 + SUMMARIES, count - 1)) if vectors else ():
        roots, slot = vectors[period], period * count + place
        inner = spec.compute_merkle_proof(roots, spec.get_generalized_index(type(roots), place))
        outer = spec.compute_merkle_proof(
            state, spec.get_generalized_index(spec.BeaconState, "historical_summaries", period - 2, "block_summary_root"))
        cases.append(write(preset, (fork, "historical"), slot, anchor, state, root_at(slot), inner + outer, spec))
    return cases


cases = [case for preset, fork in CASES for case in make(preset, fork)]
with open(sys.argv[1], "w") as out:
    out.write("[\n" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "\n]\n")

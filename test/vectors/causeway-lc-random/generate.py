"""Random updates, judged by the executable specification. Usage: generate.py deneb-electra|electra-gloas OUT [RUNS [STEPS]]"""
import base64
import importlib
import json
import random
import sys

from eth_consensus_specs.utils import bls

FORKS = ["ALTAIR", "BELLATRIX", "CAPELLA", "DENEB", "ELECTRA", "FULU", "GLOAS"]
BEFORE, AFTER = sys.argv[1].split("-")
old = importlib.import_module(f"eth_consensus_specs.{BEFORE}.minimal")
spec = importlib.import_module(f"eth_consensus_specs.{AFTER}.minimal")

bls.bls_active = True
FORK_EPOCH, PERIOD, SIZE = 6, 64, 32
ORDER = 0x73EDA753299D7D483339D80809A1D80553BDA402FFFE5BFEFFFFFFFF00000001
ROOT = spec.Root(b"\x07" * 32)
DATED = FORKS[: FORKS.index(AFTER.upper()) + 1]
EPOCHS = {f"{n}_FORK_EPOCH": 0 if FORKS.index(n) <= FORKS.index(BEFORE.upper()) else FORK_EPOCH for n in DATED}
for module in (old, spec):
    known = {name: spec.Epoch(epoch) for name, epoch in EPOCHS.items() if name in module.config._fields}
    module.config = module.config._replace(**known)

SUFFIX = "GLOAS" if AFTER == "gloas" else "ELECTRA"
LENGTHS = {
    name: getattr(spec, f"{name.upper()}_GINDEX_{SUFFIX}").bit_length() - 1
    for name in ["current_sync_committee", "next_sync_committee", "finalized_root"]
}
EXECUTION_FIELDS = [
    "parent_hash", "fee_recipient", "state_root", "receipts_root", "logs_bloom", "prev_randao", "block_number", "gas_limit",
    "gas_used", "timestamp", "extra_data", "base_fee_per_gas", "block_hash", "blob_gas_used", "excess_blob_gas",
]
COMMITTEES, BLOCKS = {}, {}


def secrets(number):
    return [number * 1000 + i + 1 for i in range(SIZE)]


def committee(number):
    if number not in COMMITTEES:
        result = spec.SyncCommittee.empty()
        for i, key in enumerate(secrets(number)):
            result.pubkeys[i] = spec.BLSPubkey(bls.SkToPk(key))
        result.aggregate_pubkey = spec.BLSPubkey(bls.SkToPk(sum(secrets(number)) % ORDER))
        COMMITTEES[number] = result
    return COMMITTEES[number]


def block(slot, finalized=None, salt=0):
    """Header in the fields of the newer fork, state, and the fork of the slot. `finalized` is a root or None."""
    key = (slot, finalized, salt)
    if key not in BLOCKS:
        m = spec if slot // 8 >= FORK_EPOCH else old
        state = m.BeaconState.empty()
        state.slot = m.Slot(slot)
        state.current_sync_committee = committee(slot // PERIOD)
        state.next_sync_committee = committee(slot // PERIOD + 1)
        if finalized is not None:
            state.finalized_checkpoint.root = m.Root(finalized)
            state.finalized_checkpoint.epoch = m.Epoch(1)
        BLOCKS[key] = (header(slot, state, m, salt), state, m)
    return BLOCKS[key]


def header(slot, state, m, salt):
    body = m.BeaconBlockBody.empty()
    is_gloas = hasattr(body, "signed_execution_payload_bid")
    if is_gloas:
        body.signed_execution_payload_bid.message.parent_block_hash = m.Hash32(bytes([slot % 250 + 1, salt + 1]) * 16)
    else:
        body.execution_payload.block_number = m.Uint64(slot + 1000 + salt)
        body.execution_payload.block_hash = m.Hash32(bytes([salt + 1]) * 32)
    beacon = m.BeaconBlockHeader(
        slot=m.Slot(slot),
        proposer_index=m.ValidatorIndex(salt),
        parent_root=m.Root(b"\x01" * 32),
        state_root=m.Root(m.hash_tree_root(state)),
        body_root=m.Root(m.hash_tree_root(body)),
    )
    if is_gloas:
        proof = m.compute_merkle_proof(body, m.EXECUTION_BLOCK_HASH_GINDEX_GLOAS)
        block_hash = body.signed_execution_payload_bid.message.parent_block_hash
        return m.LightClientHeader(beacon=beacon, execution_block_hash=block_hash, execution_branch=m.ExecutionBranch(data=proof))
    execution = m.ExecutionPayloadHeader.empty()
    for name in EXECUTION_FIELDS:
        setattr(execution, name, getattr(body.execution_payload, name))
    execution.transactions_root = m.Root(m.hash_tree_root(body.execution_payload.transactions))
    execution.withdrawals_root = m.Root(m.hash_tree_root(body.execution_payload.withdrawals))
    proof = m.compute_merkle_proof(body, m.EXECUTION_PAYLOAD_GINDEX)
    result = m.LightClientHeader(beacon=beacon, execution=execution, execution_branch=m.ExecutionBranch(data=proof))
    return result if m is spec else getattr(spec, f"upgrade_lc_header_to_{AFTER}")(result)


def branch(state, m, name):
    gindex = getattr(m, f"{name}_gindex_at_slot")(state.slot)
    nodes = [bytes(node) for node in m.compute_merkle_proof(state, gindex)]
    return [spec.Bytes32(node) for node in [b"\x00" * 32] * (LENGTHS[name] - len(nodes)) + nodes]


def sign(attested, signature_slot, number, participants, rng):
    chosen = set(rng.sample(range(SIZE), participants))
    secret = sum(secrets(number)[i] for i in chosen) % ORDER
    version = spec.compute_fork_version(spec.compute_epoch_at_slot(spec.Slot(max(signature_slot, 1) - 1)))
    domain = spec.compute_domain(spec.DOMAIN_SYNC_COMMITTEE, version, ROOT)
    root = spec.compute_signing_root(attested.beacon, domain)
    signature = bls.Sign(secret, root) if secret else b"\xc0" + b"\x00" * 95
    bits = spec.SyncCommitteeBits(data=[i in chosen for i in range(SIZE)])
    return spec.SyncAggregate(sync_committee_bits=bits, sync_committee_signature=spec.BLSSignature(signature))


def update(rng, store):
    base = int(store.finalized_header.beacon.slot)
    attested = max(0, base + rng.choice([-9, -1, 0, 1, 5, 12, 20, 30, 40, 55, 70]))
    if rng.random() < 0.75:  # within reach of the known committees
        reach = base // PERIOD + (1 if spec.is_next_sync_committee_known(store) else 0)
        attested = min(attested, reach * PERIOD + PERIOD - 2)
    finality = rng.choice([None, "genesis", 0, 3, 8, 16, 24])
    finalized = block(attested - finality)[0] if isinstance(finality, int) and attested > finality else None
    root = None if finalized is None else bytes(spec.hash_tree_root(finalized.beacon))
    attested_header, state, m = block(attested, root, rng.choice([0, 0, 0, 1]))
    u = spec.LightClientUpdate.empty()
    u.attested_header = attested_header
    if rng.random() < 0.6:
        u.next_sync_committee = state.next_sync_committee
        u.next_sync_committee_branch = spec.NextSyncCommitteeBranch(data=branch(state, m, "next_sync_committee"))
    if finality is not None:
        u.finality_branch = spec.FinalityBranch(data=branch(state, m, "finalized_root"))
        if finalized is not None:
            u.finalized_header = finalized
    signature_slot = attested + rng.choice([1] * 12 + [2, 6, 0, 70])
    participants = rng.choice([32, 32, 32, 22, 22, 21, 20, 17, 16, 12, 8, 1, 0])
    number = signature_slot // PERIOD + rng.choice([0] * 24 + [1])
    u.signature_slot = spec.Slot(signature_slot)
    u.sync_aggregate = sign(attested_header, signature_slot, number, participants, rng)
    spoil(rng, u)
    return u, max(signature_slot + rng.choice([0] * 8 + [1, 40, -1]), 0)


def spoil(rng, u):
    five = spec.Bytes32(b"\x05" * 32)
    kinds = ["finality", "next", "header", "committee", "no-finality", "no-next", "execution", "finalized-execution", "bits"]
    kind = rng.choice([None] * 24 + kinds)
    if kind == "finality":
        u.finality_branch[rng.randrange(LENGTHS["finalized_root"])] = five
    if kind == "next":
        u.next_sync_committee_branch[rng.randrange(LENGTHS["next_sync_committee"])] = five
    if kind == "header":
        u.finalized_header = block(rng.randrange(1, 60))[0]
    if kind == "committee":
        u.next_sync_committee = committee(rng.randrange(6))
    if kind == "no-finality":
        u.finality_branch = spec.FinalityBranch()
    if kind == "no-next":
        u.next_sync_committee_branch = spec.NextSyncCommitteeBranch()
    if kind == "execution":
        u.attested_header = u.attested_header.copy()
        u.attested_header.execution_branch[rng.randrange(4)] = five
    if kind == "finalized-execution":
        u.finalized_header = u.finalized_header.copy()
        if AFTER == "gloas":
            u.finalized_header.execution_block_hash = spec.Hash32(b"\x05" * 32)
        else:
            u.finalized_header.execution.gas_used = spec.Uint64(5)
    if kind == "bits":
        at = rng.randrange(SIZE)
        u.sync_aggregate.sync_committee_bits[at] = spec.Boolean(not u.sync_aggregate.sync_committee_bits[at])


def encode(value):
    return base64.b64encode(bytes(value.encode_bytes())).decode()


def root_of(value):
    return "0x" + bytes(spec.hash_tree_root(value)).hex()


def show(store):
    best = store.best_valid_update
    return {
        "finalized": str(int(store.finalized_header.beacon.slot)),
        "finalizedRoot": root_of(store.finalized_header),
        "optimisticRoot": root_of(store.optimistic_header),
        "current": root_of(store.current_sync_committee),
        "next": root_of(store.next_sync_committee) if spec.is_next_sync_committee_known(store) else None,
        "best": None if best is None else root_of(best),
        "previousMax": int(store.previous_max_active_participants),
        "currentMax": int(store.current_max_active_participants),
    }


def step(rng, store):
    if rng.random() < 0.08:
        now = int(store.finalized_header.beacon.slot) + rng.choice([10, 64, 65, 200])
        spec.process_light_client_store_force_update(store, spec.Slot(now))
        return {"forceUpdate": str(now), "store": show(store)}
    u, now = update(rng, store)
    before = show(store)
    result = {"update": encode(u), "currentSlot": str(now)}
    try:
        spec.process_light_client_update(store, u.copy(), spec.Slot(now), ROOT)
        return {**result, "valid": True, "store": show(store)}
    except (AssertionError, ValueError, IndexError):
        assert show(store) == before, "a refused update changes nothing"
        return {**result, "valid": False}


def run(seed, steps):
    rng = random.Random(20261128 + seed)
    start, state, m = block([8, 40, 57, 63, 100, 20, 47, 30][seed % 8])
    proof = spec.CurrentSyncCommitteeBranch(data=branch(state, m, "current_sync_committee"))
    bootstrap = spec.LightClientBootstrap(
        header=start, current_sync_committee=state.current_sync_committee, current_sync_committee_branch=proof
    )
    root = spec.hash_tree_root(start.beacon)
    store = spec.initialize_light_client_store(root, bootstrap)
    result = {"trustedBlockRoot": "0x" + bytes(root).hex(), "bootstrap": encode(bootstrap)}
    return {**result, "steps": [step(rng, store) for _ in range(steps)]}


def main(out, runs=9, steps=20):
    version = {n: "0x" + bytes(getattr(spec.config, f"{n}_FORK_VERSION")).hex() for n in ["GENESIS", *DATED]}
    forks = {n: {"version": version[n], "epoch": EPOCHS.get(f"{n}_FORK_EPOCH", 0)} for n in version}
    config = {"genesisValidatorsRoot": "0x" + bytes(ROOT).hex(), "forks": forks}
    with open(out, "w", encoding="utf-8") as file:
        json.dump({"config": config, "runs": [run(seed, steps) for seed in range(runs)]}, file, indent=1)


main(sys.argv[2], *map(int, sys.argv[3:]))

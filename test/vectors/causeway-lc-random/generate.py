"""Random updates, judged by the executable specification. Usage: generate.py OUT [RUNS [STEPS]]"""
import base64, json, random, sys
from eth_consensus_specs.deneb import minimal as deneb
from eth_consensus_specs.electra import minimal as spec
from eth_consensus_specs.utils import bls

bls.bls_active = True
EPOCHS = dict(ALTAIR_FORK_EPOCH=spec.Epoch(0), BELLATRIX_FORK_EPOCH=spec.Epoch(0), CAPELLA_FORK_EPOCH=spec.Epoch(0),
              DENEB_FORK_EPOCH=spec.Epoch(0), ELECTRA_FORK_EPOCH=spec.Epoch(6))
spec.config = spec.config._replace(**EPOCHS)
deneb.config = deneb.config._replace(**{k: v for k, v in EPOCHS.items() if k in deneb.config._fields})
ROOT = spec.Root(b"\x07" * 32)
PERIOD, SIZE, ORDER = 64, 32, 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001
CACHE = {}

def keys(number):
    return [number * 1000 + i + 1 for i in range(SIZE)]

def committee(number):
    if number not in CACHE:
        pubs = [bls.SkToPk(k) for k in keys(number)]
        aggregate = bls.SkToPk(sum(keys(number)) % ORDER)
        CACHE[number] = spec.SyncCommittee(pubkeys=spec.SyncCommittee.empty().pubkeys.__class__(data=[spec.BLSPubkey(p) for p in pubs]), aggregate_pubkey=spec.BLSPubkey(aggregate))
    return CACHE[number]

def module(slot):
    return spec if spec.compute_epoch_at_slot(spec.Slot(slot)) >= 6 else deneb

BLOCKS = {}

def block(slot, finalized=None, salt=0):
    """Header and state; `finalized` is a root or None."""
    key = (slot, finalized, salt)
    if key in BLOCKS:
        return BLOCKS[key]
    m = module(slot)
    state = m.BeaconState.empty()
    state.slot = m.Slot(slot)
    state.current_sync_committee = committee(slot // PERIOD)
    state.next_sync_committee = committee(slot // PERIOD + 1)
    if finalized is not None:
        state.finalized_checkpoint.root = m.Root(finalized)
        state.finalized_checkpoint.epoch = m.Epoch(1)
    body = m.BeaconBlockBody.empty()
    body.execution_payload.block_number = spec.Uint64(slot + 1000 + salt)
    body.execution_payload.block_hash = spec.Hash32(bytes([salt + 1]) * 32)
    payload = body.execution_payload
    execution = spec.ExecutionPayloadHeader.empty()
    for name in ["parent_hash", "fee_recipient", "state_root", "receipts_root", "logs_bloom", "prev_randao", "block_number", "gas_limit", "gas_used",
                 "timestamp", "extra_data", "base_fee_per_gas", "block_hash", "blob_gas_used", "excess_blob_gas"]:
        setattr(execution, name, getattr(payload, name))
    execution.transactions_root = spec.Root(m.hash_tree_root(payload.transactions))
    execution.withdrawals_root = spec.Root(m.hash_tree_root(payload.withdrawals))
    header = spec.LightClientHeader(
        beacon=spec.BeaconBlockHeader(slot=spec.Slot(slot), proposer_index=spec.ValidatorIndex(salt), parent_root=spec.Root(b"\x01" * 32),
                                      state_root=spec.Root(m.hash_tree_root(state)), body_root=spec.Root(m.hash_tree_root(body))),
        execution=execution,
        execution_branch=spec.ExecutionBranch(data=m.compute_merkle_proof(body, m.EXECUTION_PAYLOAD_GINDEX)),
    )
    BLOCKS[key] = (header, state, m)
    return BLOCKS[key]

def proof(state, m, name, length):
    gindex = getattr(m, name + "_at_slot")(state.slot)
    branch = [bytes(b) for b in m.compute_merkle_proof(state, gindex)]
    return [spec.Bytes32(b) for b in [b"\x00" * 32] * (length - len(branch)) + branch]

def sign(header, signature_slot, number, participants, rng):
    members = list(range(SIZE)); rng.shuffle(members)
    chosen = sorted(members[:participants])
    secret = sum(keys(number)[i] for i in chosen) % ORDER
    fork_slot = max(signature_slot, 1) - 1
    version = spec.compute_fork_version(spec.compute_epoch_at_slot(spec.Slot(fork_slot)))
    domain = spec.compute_domain(spec.DOMAIN_SYNC_COMMITTEE, version, ROOT)
    root = spec.compute_signing_root(header.beacon, domain)
    signature = bls.Sign(secret, root) if secret else b"\xc0" + b"\x00" * 95
    bits = spec.SyncCommitteeBits(data=[i in chosen for i in range(SIZE)])
    return spec.SyncAggregate(sync_committee_bits=bits, sync_committee_signature=spec.BLSSignature(signature))

def update(rng, store):
    base = int(store.finalized_header.beacon.slot)
    attested = max(0, base + rng.choice([-9, -1, 0, 1, 5, 12, 20, 30, 40, 55, 70]))
    if rng.random() < 0.75:  # within reach of the known committees
        known = base // PERIOD + (1 if spec.is_next_sync_committee_known(store) else 0)
        attested = min(attested, known * PERIOD + PERIOD - 2)
    finalized = rng.choice([None, 0, 3, 8, 16, 24, -1])
    salt = rng.choice([0, 0, 0, 1])
    u = spec.LightClientUpdate.empty()
    fin_header = None
    if finalized is not None and finalized != -1 and attested - finalized > 0:
        fin_header = block(attested - finalized)[0]
    root = None if fin_header is None else bytes(spec.hash_tree_root(fin_header.beacon))
    header, state, m = block(attested, root, salt)
    u.attested_header = header
    if rng.random() < 0.6:
        u.next_sync_committee = state.next_sync_committee
        u.next_sync_committee_branch = spec.NextSyncCommitteeBranch(data=proof(state, m, "next_sync_committee_gindex", 6))
    if finalized is not None:
        u.finality_branch = spec.FinalityBranch(data=proof(state, m, "finalized_root_gindex", 7))
        if fin_header is not None:
            u.finalized_header = fin_header
    signature_slot = attested + rng.choice([1] * 12 + [2, 6, 0, 70])
    number = signature_slot // PERIOD + rng.choice([0] * 24 + [1])
    u.signature_slot = spec.Slot(signature_slot)
    u.sync_aggregate = sign(header, signature_slot, number, rng.choice([32, 32, 32, 22, 22, 21, 20, 17, 16, 12, 8, 1, 0]), rng)
    spoil(rng, u)
    return u, signature_slot + rng.choice([0] * 8 + [1, 40, -1])

def spoil(rng, u):
    kind = rng.choice(["none"] * 24 + ["fin-branch", "next-branch", "fin-header", "committee", "no-fin-branch", "no-next-branch", "execution", "fin-execution", "signature"])
    if kind == "fin-branch": u.finality_branch[rng.randrange(7)] = spec.Bytes32(b"\x05" * 32)
    if kind == "next-branch": u.next_sync_committee_branch[rng.randrange(6)] = spec.Bytes32(b"\x05" * 32)
    if kind == "fin-header": u.finalized_header = block(rng.randrange(1, 60))[0]
    if kind == "committee": u.next_sync_committee = committee(rng.randrange(6))
    if kind == "no-fin-branch": u.finality_branch = spec.FinalityBranch()
    if kind == "no-next-branch": u.next_sync_committee_branch = spec.NextSyncCommitteeBranch()
    if kind == "execution": u.attested_header = u.attested_header.copy(); u.attested_header.execution.gas_used = spec.Uint64(5)
    if kind == "fin-execution": u.finalized_header = u.finalized_header.copy(); u.finalized_header.execution.gas_used = spec.Uint64(5)
    if kind == "signature": u.sync_aggregate.sync_committee_bits[rng.randrange(SIZE)] = spec.Boolean(not u.sync_aggregate.sync_committee_bits[0])

def b64(x): return base64.b64encode(bytes(x.encode_bytes())).decode()

def show(store):
    best = store.best_valid_update
    return dict(finalized=str(int(store.finalized_header.beacon.slot)), finalizedRoot="0x" + bytes(spec.hash_tree_root(store.finalized_header)).hex(),
                optimisticRoot="0x" + bytes(spec.hash_tree_root(store.optimistic_header)).hex(),
                current="0x" + bytes(spec.hash_tree_root(store.current_sync_committee)).hex(),
                next="0x" + bytes(spec.hash_tree_root(store.next_sync_committee)).hex() if spec.is_next_sync_committee_known(store) else None,
                best="0x" + bytes(spec.hash_tree_root(best)).hex() if best is not None else None,
                previousMax=int(store.previous_max_active_participants), currentMax=int(store.current_max_active_participants))

def main(out, runs=8, steps=24):
    result, valid, total = [], 0, 0
    for seed in range(runs):
        rng = random.Random(20261128 + seed)
        slot = [8, 40, 57, 63, 100, 20, 47, 30][seed % 8]
        header, state, m = block(slot)
        bootstrap = spec.LightClientBootstrap(header=header, current_sync_committee=state.current_sync_committee,
            current_sync_committee_branch=spec.CurrentSyncCommitteeBranch(data=proof(state, m, "current_sync_committee_gindex", 6)))
        root = spec.hash_tree_root(header.beacon)
        store = spec.initialize_light_client_store(root, bootstrap)
        run = dict(trustedBlockRoot="0x" + bytes(root).hex(), bootstrap=b64(bootstrap), steps=[])
        for _ in range(steps):
            if rng.random() < 0.08:
                now = int(store.finalized_header.beacon.slot) + rng.choice([10, 64, 65, 200])
                spec.process_light_client_store_force_update(store, spec.Slot(now))
                run["steps"].append(dict(forceUpdate=str(now), store=show(store)))
                continue
            u, now = update(rng, store)
            before = show(store)
            try:
                spec.process_light_client_update(store, u.copy(), spec.Slot(max(now, 0)), ROOT)
                ok = True
            except (AssertionError, ValueError, IndexError) as e:
                ok = False
                assert show(store) == before, "a refused update changes nothing"
            valid += ok; total += 1
            run["steps"].append(dict(update=b64(u), currentSlot=str(max(now, 0)), valid=ok, **(dict(store=show(store)) if ok else {})))
        result.append(run)
    config = dict(genesisValidatorsRoot="0x" + bytes(ROOT).hex(), forks={n: dict(version="0x" + bytes(getattr(spec.config, n + "_FORK_VERSION")).hex(), epoch=int(getattr(spec.config, n + "_FORK_EPOCH", 0))) for n in ["GENESIS", "ALTAIR", "BELLATRIX", "CAPELLA", "DENEB", "ELECTRA"]})
    json.dump(dict(config=config, runs=result), open(out, "w"), indent=1)
    print(valid, total)

main(sys.argv[1], *map(int, sys.argv[2:]))

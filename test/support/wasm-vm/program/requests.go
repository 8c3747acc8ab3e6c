package main

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"time"

	storetypes "cosmossdk.io/store/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	wasmtypes "github.com/cosmos/ibc-go/modules/light-clients/08-wasm/v10/types"
	clienttypes "github.com/cosmos/ibc-go/v10/modules/core/02-client/types"
	commitmenttypes "github.com/cosmos/ibc-go/v10/modules/core/23-commitment/types/v2"
	host "github.com/cosmos/ibc-go/v10/modules/core/24-host"
)

// request names what to do; the other fields are read by what needs them. Bytes are base64.
type request struct {
	Do string `json:"do"`
	// Nanoseconds since 1970, of the block that the request is in.
	Time int64 `json:"time,string"`
	// 0: no limit.
	GasLimit uint64 `json:"gas_limit"`

	Client         string          `json:"client"`
	Substitute     string          `json:"substitute"`
	File           string          `json:"file"`
	Checksum       []byte          `json:"checksum"`
	ClientState    []byte          `json:"client_state"`
	ConsensusState []byte          `json:"consensus_state"`
	Height         uint64          `json:"height"`
	Data           []byte          `json:"data"`
	Entry          string          `json:"entry"`
	Message        json.RawMessage `json:"message"`
	Proof          []byte          `json:"proof"`
	Path           [][]byte        `json:"path"`
	Value          []byte          `json:"value"`
	DelayTime      uint64          `json:"delay_time"`
	DelayBlocks    uint64          `json:"delay_blocks"`
	Key            []byte          `json:"key"`
}

// answer has either a result or an error, and what was spent in both cases.
type answer struct {
	Result any    `json:"result,omitempty"`
	Error  string `json:"error,omitempty"`
	// SDK gas of everything that the request did.
	Gas uint64 `json:"gas"`
	// Each call into the virtual machine.
	Calls []vmCall `json:"calls"`
}

// answer does what a transaction does: all or nothing, and a panic is an error.
func (c *chain) answer(r request) (a answer) {
	meter := storetypes.NewInfiniteGasMeter()
	if r.GasLimit > 0 {
		meter = storetypes.NewGasMeter(r.GasLimit)
	}
	c.engine.calls = []vmCall{}
	ctx := c.context(time.Unix(0, r.Time)).WithGasMeter(meter)
	branch, write := ctx.CacheContext()
	defer func() {
		if cause := recover(); cause != nil {
			a = answer{Error: describePanic(cause)}
		}
		a.Gas, a.Calls = meter.GasConsumed(), c.engine.calls
	}()
	result, err := c.do(branch, r)
	if err != nil {
		return answer{Error: err.Error()}
	}
	write()
	return answer{Result: result}
}

func describePanic(cause any) string {
	if out, ok := cause.(storetypes.ErrorOutOfGas); ok {
		return "out of gas: " + out.Descriptor
	}
	return fmt.Sprint(cause)
}

func (c *chain) do(ctx sdk.Context, r request) (any, error) {
	switch r.Do {
	case "store":
		return c.storeCode(ctx, r.File)
	case "create":
		return c.createClient(ctx, r)
	case "update":
		return nil, c.clients.UpdateClient(ctx, r.Client, &wasmtypes.ClientMessage{Data: r.Data})
	case "recover":
		return nil, c.clients.RecoverClient(ctx, r.Client, r.Substitute)
	case "upgrade":
		return nil, c.upgradeClient(ctx, r)
	case "migrate":
		message := &wasmtypes.MsgMigrateContract{Signer: authority, ClientId: r.Client, Checksum: r.Checksum, Msg: r.Message}
		_, err := c.wasm.MigrateContract(ctx, message)
		return nil, err
	case "status":
		return c.module.Status(ctx, r.Client).String(), nil
	case "latest-height":
		return c.module.LatestHeight(ctx, r.Client).GetRevisionHeight(), nil
	case "timestamp":
		timestamp, err := c.module.TimestampAtHeight(ctx, r.Client, height(r.Height))
		return fmt.Sprint(timestamp), err
	case "member":
		path := commitmenttypes.MerklePath{KeyPath: r.Path}
		return nil, c.module.VerifyMembership(ctx, r.Client, height(r.Height), r.DelayTime, r.DelayBlocks, r.Proof, path, r.Value)
	case "absent":
		path := commitmenttypes.MerklePath{KeyPath: r.Path}
		return nil, c.module.VerifyNonMembership(ctx, r.Client, height(r.Height), r.DelayTime, r.DelayBlocks, r.Proof, path)
	case "call":
		return c.call(ctx, r)
	case "dump":
		return c.dump(ctx, r.Client), nil
	case "overwrite":
		return nil, c.overwrite(ctx, r)
	case "put":
		c.clients.ClientStore(ctx, r.Client).Set(r.Key, r.Value)
		return nil, nil
	}
	return nil, fmt.Errorf("want a request that is known, got %q", r.Do)
}

func height(slot uint64) clienttypes.Height {
	return clienttypes.NewHeight(0, slot)
}

func (c *chain) storeCode(ctx sdk.Context, file string) (any, error) {
	code, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	stored, err := c.wasm.StoreCode(ctx, &wasmtypes.MsgStoreCode{Signer: authority, WasmByteCode: code})
	if err != nil {
		return nil, err
	}
	return hex.EncodeToString(stored.Checksum), nil
}

func (c *chain) createClient(ctx sdk.Context, r request) (any, error) {
	client := wasmtypes.NewClientState(r.ClientState, r.Checksum, height(r.Height))
	consensus := wasmtypes.NewConsensusState(r.ConsensusState)
	return c.clients.CreateClient(ctx, wasmtypes.Wasm, c.codec.MustMarshal(client), c.codec.MustMarshal(consensus))
}

// overwrite replaces the JSON of a client's state and leaves the wrapper as it is.
func (c *chain) overwrite(ctx sdk.Context, r request) error {
	state, err := c.wasm.GetWasmClientState(ctx, r.Client)
	if err != nil {
		return err
	}
	state.Data = r.ClientState
	c.clients.SetClientState(ctx, r.Client, state)
	return nil
}

func (c *chain) upgradeClient(ctx sdk.Context, r request) error {
	client := wasmtypes.NewClientState(r.ClientState, r.Checksum, height(r.Height))
	consensus := wasmtypes.NewConsensusState(r.ConsensusState)
	upgraded := c.codec.MustMarshal(client)
	return c.clients.UpgradeClient(ctx, r.Client, upgraded, c.codec.MustMarshal(consensus), r.Proof, r.Proof)
}

// stored is what a client keeps: keys as text, values as what they wrap.
type stored struct {
	Key string `json:"key"`
	// The JSON inside the wrapper; raw bytes where there is no wrapper of a kind that we know.
	Data []byte `json:"data"`
	// Of a client state only.
	LatestHeight uint64 `json:"latest_height,omitempty"`
	Checksum     []byte `json:"checksum,omitempty"`
}

func (c *chain) dump(ctx sdk.Context, client string) []stored {
	entries := []stored{}
	iterator := c.clients.ClientStore(ctx, client).Iterator(nil, nil)
	defer iterator.Close()
	for ; iterator.Valid(); iterator.Next() {
		entries = append(entries, c.unwrap(iterator.Key(), iterator.Value()))
	}
	return entries
}

func (c *chain) unwrap(key, value []byte) stored {
	entry := stored{Key: string(key), Data: value}
	if entry.Key == host.KeyClientState {
		if state, ok := clienttypes.MustUnmarshalClientState(c.codec, value).(*wasmtypes.ClientState); ok {
			entry.Data, entry.Checksum = state.Data, state.Checksum
			entry.LatestHeight = state.LatestHeight.RevisionHeight
		}
	} else if state, err := clienttypes.UnmarshalConsensusState(c.codec, value); err == nil {
		if wasm, ok := state.(*wasmtypes.ConsensusState); ok {
			entry.Data = wasm.Data
		}
	}
	return entry
}

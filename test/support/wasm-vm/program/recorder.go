package main

import (
	"encoding/json"
	"math"

	wasmvm "github.com/CosmWasm/wasmvm/v2"
	vmtypes "github.com/CosmWasm/wasmvm/v2/types"

	wasmtypes "github.com/cosmos/ibc-go/modules/light-clients/08-wasm/v10/types"
)

// vmCall is one call into the virtual machine and what it used of the machine's own gas (140 000 make one of the SDK's).
type vmCall struct {
	Entry string `json:"entry"`
	// The name of the message, such as `update_state`.
	Message string `json:"message"`
	Gas     uint64 `json:"gas"`
}

// recorder notes what passes through it.
type recorder struct {
	wasmtypes.WasmEngine
	calls []vmCall
}

func (r *recorder) note(entry string, message []byte, gas uint64) {
	if gas > math.MaxInt64 {
		gas = math.MaxInt64
	}
	r.calls = append(r.calls, vmCall{Entry: entry, Message: nameOf(message), Gas: gas})
}

func nameOf(message []byte) string {
	var fields map[string]json.RawMessage
	if json.Unmarshal(message, &fields) == nil && len(fields) == 1 {
		for name := range fields {
			return name
		}
	}
	return ""
}

func (r *recorder) Instantiate(code wasmvm.Checksum, env vmtypes.Env, info vmtypes.MessageInfo, message []byte, kv wasmvm.KVStore, api wasmvm.GoAPI, querier wasmvm.Querier, meter wasmvm.GasMeter, limit uint64, cost vmtypes.UFraction) (*vmtypes.ContractResult, uint64, error) {
	result, used, err := r.WasmEngine.Instantiate(code, env, info, message, kv, api, querier, meter, limit, cost)
	r.note("instantiate", nil, used)
	return result, used, err
}

func (r *recorder) Query(code wasmvm.Checksum, env vmtypes.Env, message []byte, kv wasmvm.KVStore, api wasmvm.GoAPI, querier wasmvm.Querier, meter wasmvm.GasMeter, limit uint64, cost vmtypes.UFraction) (*vmtypes.QueryResult, uint64, error) {
	result, used, err := r.WasmEngine.Query(code, env, message, kv, api, querier, meter, limit, cost)
	r.note("query", message, used)
	return result, used, err
}

func (r *recorder) Sudo(code wasmvm.Checksum, env vmtypes.Env, message []byte, kv wasmvm.KVStore, api wasmvm.GoAPI, querier wasmvm.Querier, meter wasmvm.GasMeter, limit uint64, cost vmtypes.UFraction) (*vmtypes.ContractResult, uint64, error) {
	result, used, err := r.WasmEngine.Sudo(code, env, message, kv, api, querier, meter, limit, cost)
	r.note("sudo", message, used)
	return result, used, err
}

func (r *recorder) Migrate(code wasmvm.Checksum, env vmtypes.Env, message []byte, kv wasmvm.KVStore, api wasmvm.GoAPI, querier wasmvm.Querier, meter wasmvm.GasMeter, limit uint64, cost vmtypes.UFraction) (*vmtypes.ContractResult, uint64, error) {
	result, used, err := r.WasmEngine.Migrate(code, env, message, kv, api, querier, meter, limit, cost)
	r.note("migrate", message, used)
	return result, used, err
}

package main

import (
	"errors"
	"fmt"
	"time"

	wasmvm "github.com/CosmWasm/wasmvm/v2"
	vmtypes "github.com/CosmWasm/wasmvm/v2/types"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	dbm "github.com/cosmos/cosmos-db"

	"cosmossdk.io/log"
	"cosmossdk.io/store"
	"cosmossdk.io/store/metrics"
	storetypes "cosmossdk.io/store/types"
	"github.com/cosmos/cosmos-sdk/baseapp"
	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/runtime"
	sdk "github.com/cosmos/cosmos-sdk/types"

	wasm "github.com/cosmos/ibc-go/modules/light-clients/08-wasm/v10"
	wasmkeeper "github.com/cosmos/ibc-go/modules/light-clients/08-wasm/v10/keeper"
	wasmtypes "github.com/cosmos/ibc-go/modules/light-clients/08-wasm/v10/types"
	clientkeeper "github.com/cosmos/ibc-go/v10/modules/core/02-client/keeper"
	clienttypes "github.com/cosmos/ibc-go/v10/modules/core/02-client/types"
	"github.com/cosmos/ibc-go/v10/modules/core/exported"
)

const (
	authority = "authority"
	chainID   = "harness-1"
)

// chain is what of a chain a light client can see.
type chain struct {
	codec   codec.Codec
	stores  storetypes.CommitMultiStore
	clients *clientkeeper.Keeper
	wasm    wasmkeeper.Keeper
	module  wasm.LightClientModule
	engine  *recorder
}

func newChain(folder string, memory uint32) (*chain, error) {
	// As 08-wasm's NewKeeperWithConfig makes it of a chain's DefaultWasmConfig.
	config := wasmtypes.DefaultWasmConfig(folder)
	cache := uint32(wasmtypes.MemoryCacheSize)
	vm, err := wasmvm.NewVM(config.DataDir, config.SupportedCapabilities, memory, config.ContractDebugMode, cache)
	if err != nil {
		return nil, err
	}
	registry := codectypes.NewInterfaceRegistry()
	clienttypes.RegisterInterfaces(registry)
	wasmtypes.RegisterInterfaces(registry)

	ibcKey, wasmKey := storetypes.NewKVStoreKey(exported.StoreKey), storetypes.NewKVStoreKey(wasmtypes.StoreKey)
	c := &chain{codec: codec.NewProtoCodec(registry), engine: &recorder{WasmEngine: vm}}
	c.stores = store.NewCommitMultiStore(dbm.NewMemDB(), log.NewNopLogger(), metrics.NewNoOpMetrics())
	c.stores.MountStoreWithDB(ibcKey, storetypes.StoreTypeIAVL, nil)
	c.stores.MountStoreWithDB(wasmKey, storetypes.StoreTypeIAVL, nil)
	if err := c.stores.LoadLatestVersion(); err != nil {
		return nil, err
	}
	c.clients = clientkeeper.NewKeeper(c.codec, runtime.NewKVStoreService(ibcKey), nil, nil)
	service, router := runtime.NewKVStoreService(wasmKey), baseapp.NewGRPCQueryRouter()
	c.wasm = wasmkeeper.NewKeeperWithVM(c.codec, service, c.clients, authority, c.engine, router)
	c.module = wasm.NewLightClientModule(c.wasm, c.clients.GetStoreProvider())
	c.clients.AddRoute(wasmtypes.Wasm, &c.module)

	ctx := c.context(time.Unix(1, 0))
	c.clients.SetParams(ctx, clienttypes.DefaultParams())
	c.clients.SetNextClientSequence(ctx, 0)
	return c, nil
}

func (c *chain) context(at time.Time) sdk.Context {
	return sdk.NewContext(c.stores, cmtproto.Header{ChainID: chainID, Height: 1, Time: at}, false, log.NewNopLogger())
}

// call passes a message to an entry point as it is, with the parameters that 08-wasm gives.
func (c *chain) call(ctx sdk.Context, r request) (any, error) {
	if len(r.Checksum) == 0 {
		return nil, errors.New("want a checksum, got none")
	}
	env := vmtypes.Env{
		Block:    vmtypes.BlockInfo{Height: 1, Time: vmtypes.Uint64(r.Time), ChainID: chainID},
		Contract: vmtypes.ContractInfo{Address: r.Client},
	}
	kv := c.clients.ClientStore(ctx, r.Client)
	meter := wasmtypes.NewMultipliedGasMeter(ctx.GasMeter(), wasmtypes.VMGasRegister)
	limit := wasmtypes.VMGasRegister.RuntimeGasForContract(ctx)
	ctx.GasMeter().ConsumeGas(wasmtypes.VMGasRegister.SetupContractCost(true, len(r.Message)), "Loading CosmWasm module")
	state, cost, noQuerier := adapter{kv}, wasmtypes.CostJSONDeserialization, noQueries{}
	var result *vmtypes.ContractResult
	var used uint64
	var err error
	switch r.Entry {
	case "instantiate":
		result, used, err = c.engine.Instantiate(r.Checksum, env, vmtypes.MessageInfo{}, r.Message, state, noAddresses, noQuerier, meter, limit, cost)
	case "sudo":
		result, used, err = c.engine.Sudo(r.Checksum, env, r.Message, state, noAddresses, noQuerier, meter, limit, cost)
	case "migrate":
		result, used, err = c.engine.Migrate(r.Checksum, env, r.Message, state, noAddresses, noQuerier, meter, limit, cost)
	case "query":
		answer, used, err := c.engine.Query(r.Checksum, env, r.Message, state, noAddresses, noQuerier, meter, limit, cost)
		wasmtypes.VMGasRegister.ConsumeRuntimeGas(ctx, used)
		if err == nil && answer.Err != "" {
			err = errors.New(answer.Err)
		}
		if err != nil {
			return nil, err
		}
		return []byte(answer.Ok), nil
	default:
		return nil, fmt.Errorf("want an entry point, got %q", r.Entry)
	}
	wasmtypes.VMGasRegister.ConsumeRuntimeGas(ctx, used)
	if err == nil && result.Err != "" {
		err = errors.New(result.Err)
	}
	if err != nil {
		return nil, err
	}
	return result.Ok, nil
}

// adapter is a client's store as the virtual machine wants it.
type adapter struct{ storetypes.KVStore }

func (a adapter) Iterator(start, end []byte) vmtypes.Iterator {
	return a.KVStore.Iterator(start, end)
}

func (a adapter) ReverseIterator(start, end []byte) vmtypes.Iterator {
	return a.KVStore.ReverseIterator(start, end)
}

// noQueries refuses whatever a contract asks: a light client that asks nothing runs on any chain.
type noQueries struct{}

func (noQueries) GasConsumed() uint64 { return 0 }

func (noQueries) Query(vmtypes.QueryRequest, uint64) ([]byte, error) {
	return nil, errors.New("this chain answers no queries")
}

var noAddresses = wasmvm.GoAPI{
	HumanizeAddress:     func([]byte) (string, uint64, error) { return "", 0, errors.New("no addresses here") },
	CanonicalizeAddress: func(string) ([]byte, uint64, error) { return nil, 0, errors.New("no addresses here") },
	ValidateAddress:     func(string) (uint64, error) { return 0, errors.New("no addresses here") },
}

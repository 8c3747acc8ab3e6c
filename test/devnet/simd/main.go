// Command simd is the chain that the devnet runs: ibc-go's own test application with the 08-wasm client module.
// Both flavours (the go.mod next to this file, and the one in ../simd-v10.3) build from this text.
package main

import (
	"log"

	sdkserver "github.com/cosmos/cosmos-sdk/server/cmd"

	"github.com/cosmos/ibc-go/modules/light-clients/08-wasm/v10/testing/simapp"
	simdcmd "github.com/cosmos/ibc-go/modules/light-clients/08-wasm/v10/testing/simapp/simd/cmd"
)

func main() {
	log.SetFlags(0)
	root := simdcmd.NewRootCmd()
	// The home folder is always given by flag; the default matters to nobody.
	if err := sdkserver.Execute(root, "", simapp.DefaultNodeHome); err != nil {
		log.Fatal(err)
	}
}

// Command wasm-vm runs light-client contracts as a chain with ibc-go's 08-wasm module runs them: that module, its virtual
// machine with the settings of a chain that changes none, ibc-go's client keeper and the SDK's gas. There is no chain around
// it: it reads one JSON request a line and answers each with one line. It builds with the module versions of simd.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"strconv"

	wasmtypes "github.com/cosmos/ibc-go/modules/light-clients/08-wasm/v10/types"
)

func main() {
	log.SetFlags(0)
	folder, err := os.MkdirTemp("", "wasm-vm-")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	// As 08-wasm has it, unless a test wants to see that less is enough.
	memory := uint32(wasmtypes.ContractMemoryLimit)
	if len(os.Args) > 1 {
		mebibytes, err := strconv.ParseUint(os.Args[1], 10, 32)
		if err != nil {
			log.Fatal(err)
		}
		memory = uint32(mebibytes)
	}
	if err := serve(folder, memory); err != nil {
		os.RemoveAll(folder)
		log.Fatal(err)
	}
}

func serve(folder string, memory uint32) error {
	chain, err := newChain(folder, memory)
	if err != nil {
		return err
	}
	out := json.NewEncoder(os.Stdout)
	if err := out.Encode(map[string]string{"folder": folder}); err != nil {
		return err
	}
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	decoder := json.NewDecoder(in)
	for decoder.More() {
		var r request
		if err := decoder.Decode(&r); err != nil {
			return fmt.Errorf("want a JSON request, got %w", err)
		}
		if err := out.Encode(chain.answer(r)); err != nil {
			return err
		}
	}
	return nil
}

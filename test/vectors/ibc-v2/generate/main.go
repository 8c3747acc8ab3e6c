// Answers, one JSON line each, what ibc-go says to the requests on its input.
package main

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"

	sdkmath "cosmossdk.io/math"
	transfertypes "github.com/cosmos/ibc-go/v10/modules/apps/transfer/types"
	clienttypes "github.com/cosmos/ibc-go/v10/modules/core/02-client/types"
	channeltypes "github.com/cosmos/ibc-go/v10/modules/core/04-channel/types"
	channeltypesv2 "github.com/cosmos/ibc-go/v10/modules/core/04-channel/v2/types"
	host "github.com/cosmos/ibc-go/v10/modules/core/24-host"
)

type req struct {
	Kind string   `json:"kind"`
	Text string   `json:"text"`
	Hex  string   `json:"hex"`
	Five []string `json:"five"`
}

func chainID(s string) (out any) {
	defer func() {
		if recover() != nil {
			out = "panic"
		}
	}()
	return clienttypes.ParseChainID(s)
}

func main() {
	sc := bufio.NewScanner(os.Stdin)
	sc.Buffer(make([]byte, 1<<24), 1<<24)
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for sc.Scan() {
		var r req
		if err := json.Unmarshal(sc.Bytes(), &r); err != nil {
			panic(err)
		}
		switch r.Kind {
		case "id":
			out.Encode(map[string]any{"text": r.Text,
				"client": host.ClientIdentifierValidator(r.Text) == nil, "connection": host.ConnectionIdentifierValidator(r.Text) == nil,
				"channel": host.ChannelIdentifierValidator(r.Text) == nil, "port": host.PortIdentifierValidator(r.Text) == nil,
				"isClientId": clienttypes.IsValidClientID(r.Text), "isChannelId": channeltypes.IsValidChannelID(r.Text)})
		case "chain":
			out.Encode(map[string]any{"text": r.Text, "revision": fmt.Sprint(chainID(r.Text))})
		case "height":
			h, err := clienttypes.ParseHeight(r.Text)
			if err != nil {
				out.Encode(map[string]any{"text": r.Text, "height": nil})
			} else {
				out.Encode(map[string]any{"text": r.Text, "height": h.String()})
			}
		case "denom":
			d := transfertypes.ExtractDenomFromPath(r.Text)
			hops := [][]string{}
			for _, h := range d.Trace {
				hops = append(hops, []string{h.PortId, h.ChannelId})
			}
			out.Encode(map[string]any{"path": r.Text, "base": d.Base, "trace": hops, "coin": d.IBCDenom(), "valid": d.Validate() == nil})
		case "amount":
			i, ok := sdkmath.NewIntFromString(r.Text)
			if !ok {
				out.Encode(map[string]any{"text": r.Text, "value": nil})
			} else {
				out.Encode(map[string]any{"text": r.Text, "value": i.String()})
			}
		case "json":
			var d transfertypes.FungibleTokenPacketData
			err := json.Unmarshal([]byte(r.Text), &d)
			res := map[string]any{"text": r.Text, "data": nil}
			if err == nil {
				res["data"] = []string{d.Denom, d.Amount, d.Sender, d.Receiver, d.Memo}
				res["valid"] = d.ValidateBasic() == nil
			}
			out.Encode(res)
		case "encode":
			d := transfertypes.NewFungibleTokenPacketData(r.Five[0], r.Five[1], r.Five[2], r.Five[3], r.Five[4])
			j, _ := transfertypes.MarshalPacketData(d, "ics20-1", "application/json")
			p, _ := transfertypes.MarshalPacketData(d, "ics20-1", "application/x-protobuf")
			a, _ := transfertypes.MarshalPacketData(d, "ics20-1", "application/x-solidity-abi")
			out.Encode(map[string]any{"data": r.Five, "json": hex.EncodeToString(j), "protobuf": hex.EncodeToString(p), "abi": hex.EncodeToString(a)})
		case "ack":
			bz, _ := hex.DecodeString(r.Hex)
			res := "refused"
			if bytes.Equal(bz, channeltypesv2.ErrorAcknowledgement[:]) {
				res = "error"
			} else {
				var ack channeltypes.Acknowledgement
				if err := transfertypes.ModuleCdc.UnmarshalJSON(bz, &ack); err == nil {
					if bytes.Equal(transfertypes.ModuleCdc.MustMarshalJSON(&ack), bz) && ack.Success() {
						res = "success"
					}
				}
			}
			out.Encode(map[string]any{"hex": r.Hex, "utf8": string(bz), "verdict": res})
		case "escrow":
			out.Encode(map[string]any{"channelId": r.Text, "address": hex.EncodeToString(transfertypes.GetEscrowAddress("transfer", r.Text)), "bech32": transfertypes.GetEscrowAddress("transfer", r.Text).String()})
		}
	}
}

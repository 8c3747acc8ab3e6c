// Command simd is the chain that the devnet runs: ibc-go's own test application with the 08-wasm client module, and with
// one more IBC v2 application whose packets say themselves how they want to be treated.
// Both flavours (the go.mod next to this file, and the one in ../simd-v10.3) build from this text.
package main

import (
	"fmt"
	"io"
	"log"
	"strconv"
	"strings"

	sdklog "cosmossdk.io/log"
	dbm "github.com/cosmos/cosmos-db"
	sdkserver "github.com/cosmos/cosmos-sdk/server"
	sdkcmd "github.com/cosmos/cosmos-sdk/server/cmd"
	servertypes "github.com/cosmos/cosmos-sdk/server/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/spf13/cobra"

	"github.com/cosmos/ibc-go/modules/light-clients/08-wasm/v10/testing/simapp"
	simdcmd "github.com/cosmos/ibc-go/modules/light-clients/08-wasm/v10/testing/simapp/simd/cmd"
	channelkeeper "github.com/cosmos/ibc-go/v10/modules/core/04-channel/v2/keeper"
	channeltypes "github.com/cosmos/ibc-go/v10/modules/core/04-channel/v2/types"
)

func main() {
	log.SetFlags(0)
	// The home folder is always given by flag; the default matters to nobody.
	root := simdcmd.NewRootCmd()
	replaceStart(root)
	if err := sdkcmd.Execute(root, "", simapp.DefaultNodeHome); err != nil {
		log.Fatal(err)
	}
}

// replaceStart makes `simd start` run the application of newApp.
func replaceStart(root *cobra.Command) {
	for _, command := range root.Commands() {
		if command.Name() == "start" {
			root.RemoveCommand(command)
		}
	}
	root.AddCommand(sdkserver.StartCmd(newApp, simapp.DefaultNodeHome))
}

func newApp(logger sdklog.Logger, db dbm.DB, trace io.Writer, options servertypes.AppOptions) servertypes.Application {
	app := simapp.NewBinarySimApp(logger, db, trace, true, options, nil, sdkserver.DefaultBaseappOptions(options)...)
	channel := app.IBCKeeper.ChannelKeeperV2
	channel.Router.AddRoute(probePort, probe{channel})
	return app
}

// probePort is where probe sends from and receives at.
const probePort = "probe"

// probe does with a packet what the text in it says. On the receiving side:
//
//	refuse             an error acknowledgement
//	later              no acknowledgement for now
//	answer SEQUENCE    acknowledges the packet of that sequence, which said "later"
//	anything else      an acknowledgement that repeats the text
//
// On the sending side, with " after SEQUENCE" at the end: acknowledgement and timeout are refused while the packet of that
// sequence, which came the other way and said "later", is not answered.
type probe struct{ channel *channelkeeper.Keeper }

func (probe) OnSendPacket(sdk.Context, string, string, uint64, channeltypes.Payload, sdk.AccAddress) error {
	return nil
}

func (p probe) OnRecvPacket(
	ctx sdk.Context, _, client string, _ uint64, payload channeltypes.Payload, _ sdk.AccAddress,
) channeltypes.RecvPacketResult {
	text := string(payload.Value)
	word, rest, _ := strings.Cut(text, " ")
	switch word {
	case "refuse":
		return channeltypes.RecvPacketResult{Status: channeltypes.PacketStatus_Failure}
	case "later":
		return channeltypes.RecvPacketResult{Status: channeltypes.PacketStatus_Async}
	case "answer":
		if err := p.answer(ctx, client, rest); err != nil {
			return channeltypes.RecvPacketResult{Status: channeltypes.PacketStatus_Failure}
		}
	}
	return channeltypes.RecvPacketResult{
		Status:          channeltypes.PacketStatus_Success,
		Acknowledgement: []byte("heard " + text),
	}
}

func (p probe) answer(ctx sdk.Context, client, text string) error {
	sequence, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return err
	}
	return p.channel.WriteAcknowledgement(ctx, client, sequence, channeltypes.NewAcknowledgement([]byte("heard at last")))
}

func (p probe) OnAcknowledgementPacket(
	ctx sdk.Context, client, _ string, _ uint64, _ []byte, payload channeltypes.Payload, _ sdk.AccAddress,
) error {
	return p.refuseEarly(ctx, client, payload)
}

func (p probe) OnTimeoutPacket(
	ctx sdk.Context, client, _ string, _ uint64, payload channeltypes.Payload, _ sdk.AccAddress,
) error {
	return p.refuseEarly(ctx, client, payload)
}

func (p probe) refuseEarly(ctx sdk.Context, client string, payload channeltypes.Payload) error {
	_, awaited, found := strings.Cut(string(payload.Value), " after ")
	if !found {
		return nil
	}
	sequence, err := strconv.ParseUint(awaited, 10, 64)
	if err != nil {
		return err
	}
	if _, pending := p.channel.GetAsyncPacket(ctx, client, sequence); pending {
		return fmt.Errorf("probe: not before packet %d of %s is answered", sequence, client)
	}
	return nil
}

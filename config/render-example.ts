/** The commented file that `causeway init` writes; `config/example.yaml` is a copy, kept equal by a test. @module */
import { SCHEMA_FILE } from './json-schema.ts';

/** @param schema Where an editor finds the JSON schema, relative to the file. */
export function renderExample(schema: string = SCHEMA_FILE): string {
  return `# yaml-language-server: $schema=${schema}
#
# Causeway configuration. Check it with 'causeway config validate', see all settings in effect with
# 'causeway config show'. Each setting can be overridden by an environment variable: http.port by CAUSEWAY_HTTP_PORT,
# chains.alpha.rpc by CAUSEWAY_CHAINS_ALPHA_RPC (a list is separated by commas).
version: 1

chains:
  alpha: # the name that this file, the store and you call the chain by
    chainId: alpha-1
    rpc: # several are better than one: work goes on when one fails, lags or lies
      - http://127.0.0.1:26657
    gasPrice: 0.025stake
    addressPrefix: cosmos
    key: default # see 'causeway keys list'
    # consistency: 2-of-3        # an answer counts once 2 of 3 endpoints give it; default: first-answer
    # gasAdjustment: 1.3         # simulated gas is multiplied by this
    # maxGas: 50000000           # the most gas that one transaction may ask for
    # maxMessages: 100           # the most packet messages in one transaction
    # maxTxBytes: 700000         # the most bytes in one transaction
    # trust:                     # where our own light client starts; default: what the endpoints agree on at 'link'
    #   height: 1234567
    #   hash: 0000000000000000000000000000000000000000000000000000000000000000
    # trustingPeriod: 336h       # how long a header is trusted; default: two thirds of the unbonding period
    # clockDrift: 10s            # how far ahead of the verifying clock a header may be
    # trustLevel: 1/3            # part of the trusted voting power that must sign a skipped-to header
    # blockTime: 6s              # a hint for polling; default: measured
    # requestTimeout: 10s
    # maxResponseBytes: 67108864
    # concurrency: 8             # requests in flight per endpoint

  beta:
    chainId: beta-1
    rpc:
      - http://127.0.0.1:26667
    gasPrice: 0.025stake
    addressPrefix: cosmos
    key: default

paths:
  alpha-beta:
    a:
      chain: alpha
      # client: 07-tendermint-0  # omitted: 'causeway link' creates one and remembers it
    b:
      chain: beta
    # refreshRate: 1/3           # a client is refreshed once this part of its trusting period has passed
    # trustingPeriod: 336h       # for clients that 'link' creates; default: as configured for the chain they follow
    # clockDrift: 10s

store:
  sqlite: causeway.db # relative to this file
  # postgres: postgres://user@127.0.0.1/causeway   # instead of sqlite; give the password in CAUSEWAY_STORE_POSTGRES

queue:
  driver: local # in memory, refilled from the store
  # driver: bullmq
  # redis: redis://127.0.0.1:6379

http: # /health, /ready, /metrics and the read-only API
  host: 127.0.0.1
  port: 3001

log:
  level: info # fatal, error, warn, info, debug, trace or silent
  format: auto # readable lines on a terminal, JSON otherwise

keys:
  dir: keys # relative to this file
`;
}

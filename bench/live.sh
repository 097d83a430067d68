#!/usr/bin/env bash
# Live: `homeostat run` beside viem's and ethers' WebSocket clients, in turn, against one replay server that publishes
# recorded blocks and says when the first transaction for its newest head arrived.
#   bench/live.sh DIRECTORY [ROUNDS]
# DIRECTORY is the harness after its `run.sh setup` and `run.sh record`. Prints a Markdown table of milliseconds from the
# publication of a head to the arrival of the transaction at the node, and of how homeostat keeps up with 100 blocks/s.
set -euo pipefail
rounds=${2:-3} port=${PORT:-8713}
command -v taskset > /dev/null || { echo "taskset (util-linux) is needed: one row is of one core"; exit 1; }
. "$(dirname "$0")/harness.sh"
export HOMEOSTAT_KEY_PASSWORD=for-the-bench
"$homeostat" keys new --directory "$work/keys" --password-env HOMEOSTAT_KEY_PASSWORD > /dev/null

# A fresh run each time: what was contained in an earlier one would not be acted on again.
ours() { # blocks per second, blocks
  rm -rf "$work/state"
  node "$harness/live.mjs" --port="$port" --name=homeostat --wait=8 --blocks="$2" --bps="$1" --after=3 -- "$homeostat" run \
    --protocol "$here/config/protocols/synthetic-perp.yaml" --rpc "ws://127.0.0.1:$port" \
    --action-target 0x00000000000000000000000000000000000000aa --key-file "$work"/keys/*.json \
    --state "$work/state" --metrics-port "${METRICS:-9555}" 2> "$work/log"
}
report() { grep RESULT | sed 's/^RESULT //' | node -e "
  const r = JSON.parse(fs.readFileSync(0, 'utf8')), t = r.tx_ms
  fs.appendFileSync('$work/samples', JSON.stringify({ name: '$1', ...t }) + '\n')"; }

for _ in $(seq "$rounds"); do
  ours 10 300 | report "homeostat run"
  node "$harness/peers/viem.mjs" --mode=ws --port="$port" | report "viem, WebSocket"
  node "$harness/peers/ethers.mjs" --mode=ws --port="$port" | report "ethers, WebSocket"
done

# 100 blocks/s of 100 logs on one core: how far the newest verdict is behind the newest head, looked at ten times a second.
(sleep 13; for _ in $(seq 120); do curl -s "http://127.0.0.1:${METRICS:-9555}/metrics" | awk '/^block_checkpoint_lag/{print $2}' >> "$work/lag"; sleep .1; done) &
watch=$!
printf '#!/bin/sh\nexec taskset -c 1 %s "$@"\n' "$homeostat" > "$work/pinned" && chmod +x "$work/pinned" && homeostat=$work/pinned
ours 100 1500 > /dev/null
kill $watch 2> /dev/null || true

node -e "
  const samples = fs.readFileSync('$work/samples', 'utf8').trim().split('\n').map(x => JSON.parse(x))
  const median = a => [...a].sort((x, y) => x - y)[a.length >> 1], f = x => x.toFixed(2)
  const rows = [...new Set(samples.map(s => s.name))].map(name => { const of = samples.filter(s => s.name === name); return { name, n: of.reduce((a, s) => a + s.n, 0), p50: median(of.map(s => s.p50)), each: of.map(s => f(s.p50)).join(', '), p90: median(of.map(s => s.p90)), max: Math.max(...of.map(s => s.max)) } })
  const us = rows[0].p50
  console.log('| what | transactions | p50, median of $rounds (each) [ms] | p90 [ms] | max [ms] | p50, homeostat = 1 |\n|---|---|---|---|---|---|')
  for (const r of rows) console.log('| ' + [r.name, r.n, f(r.p50) + ' (' + r.each + ')', f(r.p90), f(r.max), f(r.p50 / us)].join(' | ') + ' |')
  const lag = fs.readFileSync('$work/lag', 'utf8').trim().split('\n').map(Number).filter(Number.isFinite)
  console.log('\n100 blocks/s, one core: verdicts behind the head, ' + lag.length + ' looks: p50 ' + median(lag) + ', p90 ' + [...lag].sort((a, b) => a - b)[Math.floor(lag.length * .9)] + ', max ' + Math.max(...lag) + ' blocks')"

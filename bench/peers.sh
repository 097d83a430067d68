#!/usr/bin/env bash
# Range: `homeostat backtest` beside the peers and the bare loop, interleaved, against one replay server of recorded blocks.
#   bench/peers.sh DIRECTORY [ROUNDS]
# DIRECTORY is the harness after its `run.sh setup` and `run.sh record` (LOGS=1000 for the published figures). Prints a
# Markdown table of CPU seconds as the operating system counts them for each whole process, start-up included.
set -euo pipefail
rounds=${2:-3} port=${PORT:-8711}
. "$(dirname "$0")/harness.sh"
protocol=$here/config/protocols/synthetic-perp.yaml
read -r first last logs <<< "$(node -p "const m = JSON.parse(fs.readFileSync('$harness/out/meta.json')); [m.start, m.end, m.logs].join(' ')")"
# The bare loop reads each answer into a buffer of 64 MiB; peers ask for about as much at once as their runtimes like.
blocks=$(( 12000 * (last - first + 1) / logs )); blocks=$(( blocks < 1 ? 1 : blocks > 100 ? 100 : blocks ))

# Runs a command and appends "name cpu_s max_rss_mb alerts events" to the samples.
sample() { # name, file that will hold its report, command...
  local name=$1 report=$2; shift 2
  /usr/bin/env time -f '%U %S %M' -o "$work/time" "$@" > "$work/out" 2> "$work/err" || { cat "$work/err"; exit 1; }
  [ "$report" = - ] && grep RESULT "$work/out" | head -1 | sed 's/^RESULT //' > "$work/report" || cp "$report" "$work/report"
  node -e "
    const [user, system, kib] = fs.readFileSync('$work/time', 'utf8').trim().split(/\s+/).map(Number)
    const r = JSON.parse(fs.readFileSync('$work/report'))
    fs.appendFileSync('$work/samples', JSON.stringify({ name: '$name', cpu: user + system, rss: kib / 1024, alerts: r.alerts, events: r.events }) + '\n')"
}
ours() { # name, definition, last block, options...
  local name=$1 definition=$2 to=$3; shift 3
  sample "$name" "$work/report.json" "$homeostat" backtest --protocol "$definition" --rpc "http://127.0.0.1:$port" --from "$first" --to "$to" --json "$work/report.json" "$@"
}
# The bare loop makes three passes in one process: the first, which pays its compilation, is the one that compares. It counts
# its own CPU, without the start of its runtime.
bare() {
  dotnet "$harness/out/csharp/bin/Release/net10.0/floor.dll" range "$port" "$blocks" > "$work/bare" &
  local loop=$!
  until grep -q RESULT "$work/bare"; do kill -0 $loop; sleep .2; done
  kill $loop; wait $loop 2> /dev/null || true
  node -e "
    const r = JSON.parse(fs.readFileSync('$work/bare', 'utf8').split('\n')[0].replace('RESULT ', ''))
    fs.appendFileSync('$work/samples', JSON.stringify({ name: 'bare loop', cpu: r.cpu_s, rss: r.max_rss_mb, alerts: r.alerts, events: r.events }) + '\n')"
}

rules=$work/rules.yaml
sed '/^rules:/q' "$protocol" > "$rules"
for i in $(seq 256); do
  printf '  - {slug: rule-%s, kind: price_deviation, price: index, smoothing: 0.05, threshold: 0.%s}\n' "$i" "$(printf '%04d' $((500 + i)))" >> "$rules"
done
contracts=$work/contracts.yaml
node -e "
  const text = fs.readFileSync('$protocol', 'utf8'), more = []
  for (let i = 1; i <= 9992; i++) more.push('      - \"0x' + (0xc0ffee0000n + BigInt(i)).toString(16).padStart(40, '0') + '\"')
  fs.writeFileSync('$contracts', text.replace('\nevents:', more.join('\n') + '\n\nevents:'))"

for _ in $(seq "$rounds"); do
  ours homeostat "$protocol" "$last"
  bare
  ours "nothing checked" "$protocol" "$last" --verify none
  ours "receipts roots" "$protocol" "$last" --verify receipts
  ours "256 rules" "$rules" "$last"
  ours "10,000 contracts" "$contracts" "$last"
  ours "first tenth of the blocks" "$protocol" $(( first + (last - first + 1) / 10 - 1 ))
  sample viem - node "$harness/peers/viem.mjs" --port="$port" --chunk="$blocks"
done

node -e "
  const samples = fs.readFileSync('$work/samples', 'utf8').trim().split('\n').map(x => JSON.parse(x))
  const median = a => [...a].sort((x, y) => x - y)[a.length >> 1]
  const rows = [...new Set(samples.map(s => s.name))].map(name => {
    const of = samples.filter(s => s.name === name)
    return { name, cpu: median(of.map(s => s.cpu)), worst: Math.max(...of.map(s => s.cpu)), rss: Math.max(...of.map(s => s.rss)), events: of[0].events, alerts: of[0].alerts }
  })
  const us = rows.find(r => r.name === 'homeostat').cpu
  console.log('| what | events | alerts | CPU s, median (worst) of $rounds | events per CPU-second | CPU, homeostat = 1 | peak RSS MiB |\n|---|---|---|---|---|---|---|')
  for (const r of rows) console.log('| ' + [r.name, r.events.toLocaleString('en'), r.alerts.toLocaleString('en'), r.cpu.toFixed(2) + ' (' + r.worst.toFixed(2) + ')', Math.round(r.events / r.cpu).toLocaleString('en'), (r.cpu / us).toFixed(2), Math.round(r.rss)].join(' | ') + ' |')"

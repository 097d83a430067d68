# Sourced by the comparisons with $1, the directory of the harness, and $port: builds what is missing, serves the recorded
# blocks on that port until the script ends, and names $harness, $here, $homeostat and $work, a directory to write in.
harness=$(cd "${1:?the directory of the harness}" && pwd)
here=$(cd "$(dirname "$0")/.." && pwd)
homeostat=${HOMEOSTAT:-$here/artifacts/bin/Homeostat.Cli/release/homeostat}
work=$(mktemp -d)
export BENCH=$harness DOTNET_CLI_TELEMETRY_OPTOUT=1

[ -x "$homeostat" ] || dotnet build -c Release -v q "$here/src/Homeostat.Cli"
node "$harness/replay.mjs" --port="$port" > "$work/replay.log" 2>&1 < /dev/null &
server=$!
trap 'kill $server; rm -rf "$work"' EXIT
for _ in $(seq 600); do
  grep -qs ready "$work/replay.log" && break
  kill -0 $server || { cat "$work/replay.log"; exit 1; }
  sleep .2
done

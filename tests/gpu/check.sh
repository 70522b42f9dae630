#!/usr/bin/env bash
# Checks a publish of epmrl on a machine with an NVIDIA GPU: parity with the processor, speed, memory, a training step.
# Needs neither .NET nor a package registry; see README.md in this folder. The last lines are one table.
set -euo pipefail

usage() {
    cat <<'TEXT'
check.sh [--publish folder] [--device cuda[:n]|cpu] [--texts file.jsonl] [--seconds n] [--rounds n] [--python program]

  --publish   the self-contained publish with -p:Cuda=true; default: the folder "publish" beside this script
  --device    what is checked; cpu proves the script on a machine without a GPU; default: cuda
  --texts     listings (title, description), a line each; default: the publish's samples/products.jsonl
  --seconds   how long calls of one size are repeated; default: 3
  --rounds    training steps that are timed; default: 20
  --python    where torch and sentence-transformers may be; default: python3

Exit codes: 0 all parities hold, 1 something did not run, 2 wrong arguments, 4 a parity does not hold.
TEXT
}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
publish=$here/publish device=cuda texts='' seconds=3 rounds=20 python=python3
while [ $# -gt 0 ]; do
    case $1 in
        --help | -h) usage; exit 0 ;;
        --publish | --device | --texts | --seconds | --rounds | --python)
            [ $# -ge 2 ] || { echo "$1 needs a value." >&2; exit 2; }
            declare "${1#--}=$2"
            shift 2
            ;;
        *) echo "Unknown argument '$1'." >&2; usage >&2; exit 2 ;;
    esac
done

epmrl=$publish/epmrl
model=$publish/models/catalog-l6
texts=${texts:-$publish/samples/products.jsonl}
for file in "$epmrl" "$model/encoder.json" "$texts"; do
    [ -e "$file" ] || { echo "'$file' was not found. Name the publish with --publish <folder>, the texts with --texts <file>." >&2; exit 1; }
done
[ -x "$epmrl" ] || chmod +x "$epmrl"

# shellcheck source=libraries.sh
. "$here/libraries.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Runs a command and notes, twice a second, the memory in MiB that epmrl holds on a GPU, and all that is used of it: in a container the driver
# may hide the processes.
watched() {
    local to=$1 code=0 command
    shift
    : >"$to"
    "$@" &
    command=$!
    while [ "$device" != cpu ] && kill -0 "$command" 2>/dev/null; do
        nvidia-smi --query-compute-apps=process_name,used_memory --format=csv,noheader,nounits 2>/dev/null | awk -F', *' '/epmrl/ { print $NF, "MiB" }' >>"$to" || true
        nvidia-smi --query-gpu=memory.used --format=csv,noheader,nounits 2>/dev/null | awk '{ print $1, "MiB in all" }' >>"$to" || true
        sleep 0.5
    done
    wait "$command" || code=$?
    return "$code"
}
memory() { sort -n "$1" | awk '/all/ { all = $0; next } $1 > 0 { own = $0 } END { print own ? own : all ? all : "-" }'; }

failed=0
run() { # name, output, command …: notes a parity that does not hold, stops at anything else
    local name=$1 output=$2 code=0
    shift 2
    echo "$name ..." >&2
    watched "$output.memory" "$@" >"$output" || code=$?
    case $code in
        0) ;;
        4) failed=4 ;;
        *) echo "$name failed with exit code $code." >&2; exit 1 ;;
    esac
}

run "Encoder on $device" "$work/encoder" "$epmrl" bench device --device "$device" --texts "$texts" --model "$model" --seconds "$seconds" --json
run "Training on $device" "$work/training" "$epmrl" bench training --device "$device" --model "$model" --rounds "$rounds" --json
peers=0
"$python" "$here/peers.py" "$model" "$texts" "$device" "$seconds" >"$work/peers" 2>"$work/peers.log" || peers=$?

# Indented JSON has a field a line; a row ends with its brace.
rows() {
    awk -v memory="$2" -v kind="$3" '
        { gsub(/[",]/, ""); name = $1; sub(/:$/, "", name); value[name] = $2 }
        /^ *}/ && kind == "encoder" {
            printf "epmrl %s %s\t%s\t%.1f\t%.2f\t%.2f\tcosine %.6f (>= %s) %s\t%s\n", value["device"], value["precision"], value["call_texts"], value["texts_per_second"],
                value["median_milliseconds"], value["p99_milliseconds"], value["least_cosine"], value["least_cosine_allowed"], value["passed"] == "true" ? "ok" : "FAILED", memory
        }
        /^ *}/ && kind == "training" {
            printf "epmrl %s fp32 step\t%sx%s\t%.1f\t%.2f\t%.2f\tloss %.6f, norm %.6f, difference %s (<= %s) %s\t%s\n", value["device"], value["texts"], value["tokens"],
                1000 * value["texts"] / value["step_milliseconds"], value["step_milliseconds"], value["longest_step_milliseconds"], value["first_loss"],
                value["first_gradient_norm"], value["largest_difference"], value["difference_allowed"], value["passed"] == "true" ? "ok" : "FAILED", memory
        }' "$1"
}

{
    "$epmrl" --version | head -1
    if [ "$device" = cpu ]; then
        echo "No GPU was used: the processor stands in for it."
    else
        nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader || true
    fi
    date -u +%Y-%m-%d
}
{
    printf 'what\ttexts\ttexts/s\tp50 ms\tp99 ms\tparity\tdevice memory\n'
    rows "$work/encoder" "$(memory "$work/encoder.memory")" encoder
    rows "$work/training" "$(memory "$work/training.memory")" training
    cat "$work/peers"
} | awk -F'\t' '
    { for (i = 1; i <= 7; i++) { cell[NR, i] = $i; if (length($i) > width[i]) width[i] = length($i) } }
    END { for (row = 1; row <= NR; row++) { line = ""; for (i = 1; i <= 7; i++) line = line sprintf("%-*s  ", width[i], cell[row, i]); sub(/ +$/, "", line); print line } }'
if [ "$peers" -ne 0 ] || [ -s "$work/peers.log" ]; then
    echo "Rows of sentence-transformers and PyTorch: $(tail -1 "$work/peers.log")"
fi
[ "$failed" -eq 0 ] || echo "A parity does not hold; see FAILED above."
exit "$failed"

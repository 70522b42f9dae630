#!/usr/bin/env bash
# Trains the generative matcher stage by stage and runs its ablations on a machine with an NVIDIA GPU. Needs neither .NET nor a package
# registry. Each run resumes where the last call stopped, so that the grid can be run in short parts; the last lines are one table.
set -euo pipefail

usage() {
    cat <<'TEXT'
epm-rl.sh --base folder --data folder [--out folder] [--publish folder] [--device cuda[:n]|cpu] [--minutes n] [--pairs n] [--prompts n]
          [--validation n] [--seeds "1 2 3"] [--only "name ..."] [--python program]

  --base        the base model: model folder with Gemma 3's weights
  --data        labelled pairs: offers.csv or tableA.csv and tableB.csv, train.csv, valid.csv
  --out         where the runs are kept; default: ./epm-rl
  --publish     the self-contained publish with -p:Cuda=true; default: the folder "publish" beside this script
  --minutes     time of this call; a run that is cut resumes in the next; default: 9
  --pairs       pairs of the supervised stages; default: 5000
  --prompts     pairs that reinforcement chooses its prompts from; default: 2000
  --only        names of the runs to do, as the table prints them; default: all

Exit codes: 0 the grid is complete, 1 a run failed, 2 wrong arguments, 3 the time is over: call again.
TEXT
}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
base='' data='' out=$PWD/epm-rl publish=$here/publish device=cuda minutes=9 pairs=5000 prompts=2000 validation=600 seeds='1 2 3' only='' python=python3
while [ $# -gt 0 ]; do
    case $1 in
        --help | -h) usage; exit 0 ;;
        --base | --data | --out | --publish | --device | --minutes | --pairs | --prompts | --validation | --seeds | --only | --python)
            [ $# -ge 2 ] || { echo "$1 needs a value." >&2; exit 2; }
            declare "${1#--}=$2"
            shift 2
            ;;
        *) echo "Unknown argument '$1'." >&2; usage >&2; exit 2 ;;
    esac
done
[ -n "$base" ] && [ -n "$data" ] || { echo "--base and --data are required." >&2; usage >&2; exit 2; }
epmrl=$publish/epmrl
for file in "$epmrl" "$base/model.safetensors" "$data/train.csv"; do
    [ -e "$file" ] || { echo "'$file' was not found. See --help." >&2; exit 1; }
done
[ -x "$epmrl" ] || chmod +x "$epmrl"

# shellcheck source=libraries.sh
. "$here/libraries.sh"

mkdir -p "$out"
end=$(($(date +%s) + 60 * minutes))

table() {
    "$python" - "$out" <<'PYTHON'
import glob, json, os, sys
print("| run | pairs | others per match | F1 | 95 % | of reasons | both orders | ECE | in form | quotes | follows | flips | tokens | tokens spent |")
print("| --- " * 14 + "|")
for path in sorted(glob.glob(os.path.join(sys.argv[1], "*", "training.json"))):
    run = json.load(open(path))
    spent = sum(part["tokens"] for part in run["cost"].values())
    for one in run["figures"]:
        share = lambda name: f'{100 * one[name]:.1f}'
        print(f'| {os.path.basename(os.path.dirname(path))} | {one["part"]}: {one["pairs"]} | {one["ratio"]:.1f} | {share("f1")} '
              f'| {share("low")} to {share("high")} | {share("f1_of_reasons")} '
              f'| {share("f1_of_both_orders")} | {one["calibration_error"]:.3f} | {share("parsed")} '
              f'| {share("quotes")} | {share("follows")} | {share("flips")} | {one["tokens"]:.0f} | {spent:,} |')
PYTHON
}

train() { # name, options …: a run that is complete is left alone
    local name=$1 left
    shift
    [ -z "$only" ] || [[ " $only " == *" $name "* ]] || return 0
    [ ! -e "$out/$name/training.json" ] || return 0
    left=$(((end - $(date +%s)) / 60))
    [ "$left" -ge 1 ] || { table; echo "The time is over; call again to go on with $name." >&2; exit 3; }
    echo "== $name" >&2
    "$epmrl" train matcher --generative --base "$base" --data "$data" --out "$out/$name" --device "$device" --minutes "$left" \
        --validation-pairs "$validation" "$@" >&2
    [ -e "$out/$name/training.json" ] || { table; echo "The time is over within $name; call again to resume it." >&2; exit 3; }
}

train label-only --stage sft --pairs "$pairs" --no-reasons
for seed in $seeds; do
    train "sft-$seed" --stage sft --pairs "$pairs" --seed "$seed"
done
train sft-no-first-word --stage sft --pairs "$pairs" --no-direct-verdict
train sft-parse --stage sft --pairs "$pairs" --parse-listings "$((pairs / 2))"
train reject --stage reject --pairs "$prompts" --from "$out/sft-1"
for seed in $seeds; do
    for way in grpo rloo-by-part; do
        train "rl-$way-sampled-$seed" --stage rl --pairs "$prompts" --from "$out/sft-$seed" --seed "$seed" --advantage "$way" --sampled-verdict
    done
    train "rl-exact-$seed" --stage rl --pairs "$prompts" --from "$out/sft-$seed" --seed "$seed"
done
for part in calibration symmetry invariance spans cover core-identity model-identifier variant-conflict consistency invented length; do
    train "rl-without-$part" --stage rl --pairs "$prompts" --from "$out/sft-1" --without-part "$part"
done
for kl in 0.005 0.02; do
    train "rl-kl-$kl" --stage rl --pairs "$prompts" --from "$out/sft-1" --kl "$kl"
done
for samples in 2 8; do
    train "rl-samples-$samples" --stage rl --pairs "$prompts" --from "$out/sft-1" --samples "$samples"
done
train rl-random-judges --stage rl --pairs "$prompts" --from "$out/sft-1" --random-judges
for share in 0.1 0.3; do
    train "sft-flipped-$share" --stage sft --pairs "$pairs" --flip-labels "$share"
    train "rl-flipped-$share" --stage rl --pairs "$prompts" --from "$out/sft-1" --flip-labels "$share"
done
table

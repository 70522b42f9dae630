#!/usr/bin/env bash
# Bulk load into the emulator: the adapter of an earlier commit against the one that is checked out, in alternation.
# The earlier commit must have its tests on xunit.v3, too.
#   tests/EpmRl.Retrieval.Indexing.Qdrant.Tests/qdrant-load-bench.sh <commit> [turns]
set -euo pipefail
project=tests/EpmRl.Retrieval.Indexing.Qdrant.Tests
root=$(git rev-parse --show-toplevel)
earlier=$(mktemp -d)
trap 'git -C "$root" worktree remove --force "$earlier/tree"; rm -rf "$earlier"' EXIT
git -C "$root" worktree add --detach "$earlier/tree" "$1" > /dev/null
cp "$root/$project/LoadBench.cs" "$earlier/tree/$project/"
for tree in "$root" "$earlier/tree"; do
  (cd "$tree" && dotnet build "$project" -c Release -v q -nologo > /dev/null)
done
for _ in $(seq "${2:-3}"); do
  for tree in "$earlier/tree" "$root"; do
    (cd "$tree" && EPMRL_BENCH="$earlier/results" dotnet test --project "$project" -c Release --no-build --filter-class "*LoadBench" > /dev/null)
  done
done
cat "$earlier/results"

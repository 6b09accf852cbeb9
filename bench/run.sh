#!/usr/bin/env bash
# Builds and runs the benchmarks of the recorder. See bench/README.md.
#
#   bench/run.sh [sampling|recorder|slowdown|disk|series|startup|operations|analysis|frames|otlp|agents|serve|soak|micro|all] [--option value]…
#
# Needs the .NET 10 SDK and a C compiler; psutil for /usr/bin/python3 where it is to be compared with (Debian: python3-psutil).
set -eu
root=$(cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/.." && pwd)
cd "$root"
tools=artifacts/bench
what=${1:-all}
[ $# -gt 0 ] && shift

mkdir -p "$tools"
for program in floor tree cost; do
    if [ ! -x "$tools/$program" ] || [ "bench/$program/$program.c" -nt "$tools/$program" ]; then
        "${CC:-cc}" -O2 -Wall -Wextra -o "$tools/$program" "bench/$program/$program.c"
    fi
done
dotnet build bench/Vigil.Bench -c Release --artifacts-path artifacts/build -p:Dashboard=false -v quiet -nologo >"$tools/build.log" 2>&1 || {
    cat "$tools/build.log" >&2
    exit 1
}
bench="artifacts/build/bin/Vigil.Bench/release/Vigil.Bench"
# The program under test is the one that people get: built, and started once so that it is not built while it is measured.
case $what in recorder | slowdown | startup | frames | agents | all) ./vigil --version >/dev/null ;; esac

"$bench" machine
case $what in
all)
    for one in sampling recorder slowdown disk series startup operations analysis otlp agents serve; do
        "$bench" "$one" "$@"
    done
    ;;
frames)
    # A day of 8 GPUs at 1 s, made once; the page over it in the machine's Chromium.
    "$bench" synthetic --db "$tools/day.db" "$@"
    ./vigil serve --port 0 --db "$tools/day.db" 2>"$tools/serve.log" &
    server=$!
    trap 'kill "$server"' EXIT
    until address=$(grep -o 'http://[^/ ]*' "$tools/serve.log"); do sleep 0.2; done
    node bench/frames/frames.cjs "$address"
    ;;
*) "$bench" "$what" "$@" ;;
esac

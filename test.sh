#!/usr/bin/env bash
# Builds everything and runs every test. What the tests need beyond the .NET 10 SDK and Python 3 is installed with apt where
# that is allowed (root, or passwordless sudo); where it is not, the tests that need it are skipped and say why.
# The last line printed is: N passed, N failed, N skipped
set -u
# A caller that ignores signals (nohup, a background job) would pass that on to every program that the tests interrupt.
if [ "${1:-}" != --signals-reset ] && env --default-signal true 2>/dev/null; then
    exec env --default-signal bash "${BASH_SOURCE[0]}" --signals-reset
fi
cd -- "$(dirname -- "${BASH_SOURCE[0]}")" || exit 1
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 OMP_NUM_THREADS="${OMP_NUM_THREADS:-1}"

if ! command -v dotnet >/dev/null 2>&1; then
    echo "test.sh: the .NET 10 SDK is needed and 'dotnet' is not on the PATH; see https://dot.net" >&2
    exit 1
fi

# package:what it serves
wanted=(python3:"the samples and clients" gcc:"the scripted NVML library" libc6-dev:"the scripted NVML library"
    python3-torch:"training with PyTorch" libopenblas0-pthread:"training with PyTorch" python3-yaml:"samples/train_gan.py"
    chromium:"the dashboard in a browser" python3-tqdm:"real tqdm bars" git:"the snapshot's git state" util-linux:"mounts for full disks"
    prometheus:"what scrapes /metrics, and promtool" prometheus-alertmanager:"alerts told to a real Alertmanager"
    python3-aiosmtpd:"alerts by mail" openssl:"certificates of the mail server")
missing=()
if command -v dpkg-query >/dev/null 2>&1; then
    for entry in "${wanted[@]}"; do
        dpkg-query -W -f='${Status}' "${entry%%:*}" 2>/dev/null | grep -q "ok installed" || missing+=("${entry%%:*}")
    done
    if [ ${#missing[@]} -gt 0 ]; then
        as_root=()
        [ "$(id -u)" = 0 ] || as_root=(sudo -n)
        if [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; then
            echo "test.sh: installing ${missing[*]}"
            log=$(mktemp)
            # The tests start what they need themselves: no service of a package is to run besides.
            policy=/usr/sbin/policy-rc.d
            [ -e "$policy" ] && policy=
            [ -z "$policy" ] || printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" install -m 755 /dev/stdin "$policy"
            if ! { "${as_root[@]}" apt-get update -qq &&
                DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
                echo "test.sh: apt could not install them; the tests that need them are skipped. Its last words:"
                tail -n 3 "$log"
            fi
            [ -z "$policy" ] || "${as_root[@]}" rm -f "$policy"
            if [[ " ${missing[*]} " == *" prometheus "* ]] && command -v systemctl >/dev/null 2>&1; then
                "${as_root[@]}" systemctl disable -q prometheus prometheus-alertmanager >/dev/null 2>&1
            fi
            rm -f "$log"
        else
            echo "test.sh: not installed, and this user may not install: ${missing[*]}; the tests that need them are skipped"
        fi
    fi
else
    echo "test.sh: no apt here; tests whose packages are missing are skipped"
fi

passed=0
failed=0
skipped=0
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

echo "test.sh: building"
if ! dotnet build Vigil.slnx -c Release --nologo -v quiet; then
    echo "test.sh: the build failed"
    echo "0 passed, 1 failed, 0 skipped"
    exit 1
fi

# One project after the other: end-to-end tests want the machine to themselves.
for project in tests/*.Tests; do
    name=$(basename "$project")
    echo "test.sh: $name"
    dotnet test "$project" -c Release --no-build --nologo --logger "trx;LogFileName=$name.trx" --results-directory "$results" \
        --logger "console;verbosity=minimal" || true
    trx="$results/$name.trx"
    if [ ! -f "$trx" ]; then
        echo "test.sh: $name did not report its results"
        failed=$((failed + 1))
        continue
    fi
    counters=$(grep -o '<Counters [^>]*>' "$trx" | head -n 1)
    number() { sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" <<<"$counters"; }
    total=$(number total)
    p=$(number passed)
    f=$(($(number failed) + $(number error) + $(number timeout) + $(number aborted)))
    passed=$((passed + p))
    failed=$((failed + f))
    skipped=$((skipped + total - p - f))
    # Why something was skipped is part of the result.
    python3 - "$trx" <<'PY' || true
import sys, xml.etree.ElementTree as tree
space = {"t": "http://microsoft.com/schemas/VisualStudio/TeamTest/2010"}
for result in tree.parse(sys.argv[1]).iterfind(".//t:UnitTestResult", space):
    if result.get("outcome") == "NotExecuted":
        reason = result.find(".//t:ErrorInfo/t:Message", space)
        output = result.find(".//t:StdOut", space)
        text = next((part.text for part in (reason, output) if part is not None and part.text), "no reason given")
        print("  skipped: %s: %s" % (result.get("testName").split("(")[0].rsplit(".", 1)[-1], " ".join(text.split())[:200]))
PY
done

# The Python client, on every Python 3 that may differ: the first on the PATH, and the system's, which sees PyTorch.
for python in $(printf '%s\n' "$(command -v python3 || true)" /usr/bin/python3 | sort -u); do
    [ -x "$python" ] || continue
    echo "test.sh: clients/python with $python"
    log="$results/python.log"
    (cd clients/python && PYTHONDONTWRITEBYTECODE=1 "$python" -W ignore -m unittest -v) >"$log" 2>&1
    code=$?
    ran=$(sed -n 's/^Ran \([0-9]*\) tests\{0,1\} .*/\1/p' "$log")
    bad=$(sed -n 's/^FAILED (\(.*\))$/\1/p' "$log" | tr ',' '\n' | sed -n 's/.*\(failures\|errors\)=\([0-9]*\).*/\2/p' | awk '{ sum += $1 } END { print sum + 0 }')
    left=$(grep -c ' \.\.\. skipped ' "$log")
    if [ -z "$ran" ] || { [ "$code" -ne 0 ] && [ "$bad" -eq 0 ]; }; then
        tail -n 20 "$log"
        failed=$((failed + 1))
        continue
    fi
    [ "$bad" -eq 0 ] || grep -E -A 20 '^(FAIL|ERROR):' "$log" | head -n 60
    grep ' \.\.\. skipped ' "$log" | sed 's/^/  skipped: /' | cut -c1-200
    echo "  $((ran - bad - left)) passed, $bad failed, $left skipped"
    passed=$((passed + ran - bad - left))
    failed=$((failed + bad))
    skipped=$((skipped + left))
done

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]

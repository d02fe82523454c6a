#!/usr/bin/env bash
# `make demo` as a stranger meets it: the system's own Python, an ordinary user, an empty home, a clean copy.
# Started by root it becomes `nobody`; started by somebody else it stays them, with an empty home.
set -euo pipefail
cd "$(dirname "$0")/.."

python=/usr/bin/python3
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "stranger: $python is older than 3.11; left out"; exit 0; }
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
mkdir "$place/home" "$place/checkout"
git ls-files -z --cached --others --exclude-standard | tar --null --files-from=- --ignore-failed-read -c | tar -x -C "$place/checkout"

# Of the environment only how packages are reached.
keep=()
while IFS= read -r -d '' variable; do
  case $variable in PIP_*|SSL_*|REQUESTS_*|*_proxy=*|*_PROXY=*) keep+=("$variable") ;; esac
done < <(env -0)
clean=(env -i "${keep[@]}" HOME="$place/home" PATH=/usr/bin:/bin LANG=C)
as=()
if [ "$(id -u)" -eq 0 ]; then
  chown -R nobody: "$place"
  as=(setpriv --reuid=nobody --regid="$(id -g nobody)" --clear-groups)
fi

echo "stranger: make demo with $("$python" --version), as $("${as[@]}" id -un), in an empty home"
"${as[@]}" "${clean[@]}" make -s -C "$place/checkout" PYTHON="$python" demo </dev/null | tee "$place/said"
grep -q '^[5-9] cards read from [5-9] photos\.$' "$place/said"
grep -q '^Drafts: [1-9]' "$place/said"
# Nothing but the package client's own files was left in the home.
rest=$(find "$place/home" -mindepth 1 -maxdepth 2 -not -name .cache -not -path '*/.cache/pip*')
[ -z "$rest" ] || { echo "stranger: the demo left in the home: $rest" >&2; exit 1; }
echo "stranger: ok"

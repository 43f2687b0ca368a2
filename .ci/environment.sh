# Sourced by `.ci/run` and by every step: the place to work in, and how environments are made.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

CI_WORK="${CI_WORK:-$PWD/.nox/ci}"  # a step that runs alone keeps its environments here
export CI_WORK NO_MKDOCS_2_WARNING=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_WARN_SCRIPT_LOCATION=1
mkdir -p "$CI_WORK"

# Only the step `coverage` runs the large budgets; the others check something else.
profile="${HYPOTHESIS_PROFILE:-ci}"
unset HYPOTHESIS_PROFILE

# uv fills an environment in a third of the time that pip takes. Where it cannot be had or cannot
# reach an index that pip is configured for, pip does it.
find_uv() {
    command -v uv && return
    local home="$CI_WORK/uv"
    if [ ! -e "$home" ]; then
        python3 -m venv "$home" && "$home/bin/python" -m pip install -q uv || true
    fi
    if [ -x "$home/bin/uv" ]; then echo "$home/bin/uv"; fi
}

# environment NAME PYTHON REQUIREMENT...: make an environment, unless it is there already. Versions are
# those of constraints.txt, unless others are asked for (-c), or the newest ones (CI_NEWEST=1).
environment() {
    local home="$CI_WORK/$1" base="$2" constrained=(-c .ci/constraints.txt)
    shift 2
    [ ! -e "$home/whole" ] || return 0
    if [ -n "${CI_NEWEST:-}" ] || [[ " $* " == *" -c "* ]]; then constrained=(); fi
    if ! fill "$home" "$base" "${constrained[@]}" "$@"; then
        [ "${#constrained[@]}" -gt 0 ] || return 1
        echo "NOTE: .ci/constraints.txt cannot be met here, so the versions below are the newest ones" >&2
        fill "$home" "$base" "$@"
    fi
    touch "$home/whole"
}

# fill HOME PYTHON REQUIREMENT...: make an environment anew, and install into it.
fill() {
    local home="$1" base="$2" uv
    shift 2
    rm -rf "$home"
    "$base" -m venv "$home"
    uv=$(find_uv 2>/dev/null)
    if [ -z "$uv" ] || ! "$uv" pip install -q --python "$home/bin/python" "$@"; then
        "$home/bin/python" -m pip install -q "$@"
    fi
}

# everything: be in the environment with all extras, the project's own sources and all tools.
everything() {
    environment all python3 -e ".[test,docs,dev]"
    export PATH="$CI_WORK/all/bin:$PATH"  # type checkers look at the Python that they find there
}

# test_wheel NAME PYTHON TESTS [INSTALL OPTION...]: run fast tests of the unpacked sdist, without its
# sources, against the built wheel. Both come from the step `packages`.
test_wheel() {
    environment "$1" "$2" "${@:4}" "dukcapil[test] @ file://$(echo "$CI_WORK"/dist/*.whl)"
    # shellcheck disable=SC2086  the tests are several words
    (cd "$CI_WORK/unpacked" && "$CI_WORK/$1/bin/python" -m pytest -q -n 0 -m "not property" $3)
}
of_packages="$(echo tests/package/test_{imports,privacy,project,public_api}.py) tests/law tests/reference"
of_rules="tests/unit $of_packages"

# postgresql: give the tests of the store a server: the one that is named, one that listens, or a
# new one of the machine's own programs until this step ends. Without any, say so; tests then skip.
postgresql() {
    if [ -n "${DUKCAPIL_TEST_POSTGRES:-}" ]; then
        echo "PostgreSQL: the one that DUKCAPIL_TEST_POSTGRES names"
        return
    elif (exec 3<>/dev/tcp/127.0.0.1/5432) 2>/dev/null; then
        echo "PostgreSQL: the one on 127.0.0.1:5432"
        return
    fi
    local tools="" port=54329 as=()
    tools=$(command -v initdb || ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null | tail -n 1) || true
    if [ -z "$tools" ]; then
        echo "PostgreSQL: none listens on 127.0.0.1:5432 and none is installed; its tests are skipped"
        return
    fi
    tools=$(dirname "$(readlink -f "$tools")")
    postgres_home=$(mktemp -d)
    if [ "$(id -u)" = 0 ]; then  # it refuses to run as root
        as=(runuser -u postgres --)
        chown postgres "$postgres_home"
    fi
    postgres_stop=("${as[@]}" "$tools/pg_ctl" -D "$postgres_home/data" -m immediate -s stop)
    trap '"${postgres_stop[@]}" || true; rm -rf "$postgres_home"' EXIT
    if (cd / && "${as[@]}" "$tools/initdb" -A trust -U postgres -D "$postgres_home/data") >"$postgres_home/start" 2>&1 &&
        (cd / && "${as[@]}" "$tools/pg_ctl" -D "$postgres_home/data" -l "$postgres_home/log" -s -w \
            -o "-p $port -k $postgres_home -c listen_addresses=127.0.0.1" start) >>"$postgres_home/start" 2>&1; then
        export DUKCAPIL_TEST_POSTGRES="postgresql+psycopg://postgres@127.0.0.1:$port/postgres"
        echo "PostgreSQL: started from $tools"
    else
        echo "PostgreSQL: installed, but it does not start; its tests are skipped: $(tail -n 1 "$postgres_home/start")"
    fi
}

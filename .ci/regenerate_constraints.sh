# Write the versions that CI installs: the newest that an index has today, of everything.
source "$(dirname "$0")/environment.sh"
export CI_NEWEST=1
rm -rf "$CI_WORK/constraints"
environment constraints python3 -e ".[test,docs,dev]"
"$CI_WORK/constraints/bin/python" -m pip freeze --exclude-editable >"$CI_WORK/constraints/found"
{
    echo "# The versions that CI installs, written by .ci/regenerate_constraints.sh. The package itself takes others."
    grep -E '^[A-Za-z0-9._-]+==' "$CI_WORK/constraints/found"
} >.ci/constraints.txt

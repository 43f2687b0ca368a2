# Small changes of the rules, drawn by the week, which the tests of their package must notice.
source "$(dirname "$0")/environment.sh"
everything
python .ci/mutants.py --seed "${MUTANTS_SEED:-$(date +%Y%V)}" --sample "${MUTANTS_SAMPLE:-12}"

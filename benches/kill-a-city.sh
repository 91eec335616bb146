#!/bin/sh
# Kills a first load and nights of a city at random moments, and runs each again until it is done; in the
# end the ledger must be whole and come to what one run without a ledger comes to.
#
#   benches/kill-a-city.sh CITY WORK [NIGHTS] [KILLS_A_NIGHT]
#
# CITY is a folder that `huzhu generate` wrote; WORK is made, and holds the ledger. Runs are recorded in
# benches/runs/.
set -eu

city=$1 work=$2 nights=${3:-20} kills=${4:-5}
huzhu=${HUZHU:-target/release/huzhu}
rules=${RULES:-rules/city}
a_night=1000
mkdir "$work"
"$huzhu" ledger new "$work/ledger" --lang en

# The first load has all bills but those of the nights, which have 1,000 each and nothing else.
bills=$(($(wc -l < "$city/bills.csv") - 1))
first=$((bills - nights * a_night))
mkdir "$work/first" "$work/night"
cp "$city/members.csv" "$city/enrolments.csv" "$work/first/"
head -n $((first + 1)) "$city/bills.csv" > "$work/first/bills.csv"
for file in members enrolments; do head -n 1 "$city/$file.csv" > "$work/night/$file.csv"; done

# A number below $1, from the system's own randomness.
below() { echo $(($(od -An -N4 -tu4 /dev/urandom) % $1)); }

# One night, in $1, of number $2; in the background with `exec`, so that the program itself is killed.
night() {
    ${3-} "$huzhu" batch --rules "$rules" --data "$1" --ledger "$work/ledger" --out "$work/out" --by kill \
        --posted-on "2026-$(printf %02d $((1 + $2 / 28)))-$(printf %02d $((1 + $2 % 28)))" --lang en
}

# The milliseconds that a night takes, and the night again and again, killed within them.
killed=0
try() {
    for _ in $(seq "$3"); do
        night "$1" "$2" exec > "$work/said" 2>&1 &
        pid=$!
        sleep "$(awk -v ms="$(below "$4")" 'BEGIN { print ms / 1000 }')"
        if kill -9 "$pid" 2> /dev/null; then killed=$((killed + 1)); fi
        wait "$pid" 2> /dev/null || true
    done
    night "$1" "$2" > "$work/said" 2>&1
}

try "$work/first" 0 "$kills" 6000
echo "first load: $killed kills"
for number in $(seq "$nights"); do
    from=$((first + 2 + (number - 1) * a_night))
    { head -n 1 "$city/bills.csv"; sed -n "$from,$((from + a_night - 1))p" "$city/bills.csv"; } \
        > "$work/night/bills.csv"
    try "$work/night" "$number" "$kills" 600
done
echo "first load and $nights nights: $killed kills"

"$huzhu" ledger verify "$work/ledger" --lang en
"$huzhu" batch --rules "$rules" --data "$city" --out "$work/once" --lang en > "$work/said" 2>&1
once=$(sed -n 's/^payable: \([0-9.]*\) .*/\1/p' "$work/said")
posted=$("$huzhu" ledger as-of "$work/ledger" 2027-01-01 --format json | sed -n 's/.*"entitled": *"\([0-9.]*\)".*/\1/p')
echo "payable in one run: $once; in the ledger: $posted"
test "$once" = "$posted"

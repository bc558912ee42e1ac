# Sourced by the scripts of this folder: builds, runs commands under a limit, writes the page.
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. cmake/packages.sh
command_line=bench/$(basename "$0")
[ $# -eq 0 ] || printf -v command_line %s "$command_line$(printf " %q" "$@")"
kru=build/release/kru
generate=build/release/kru-generate
bench=build/release/kru-bench

stop() {
    echo "${0##*/}: $*" >&2
    exit 2
}

# Builds the release preset; arguments are further packages, as install_packages takes them.
prepare() {
    install_packages "${BUILD_PACKAGES[@]}" "$@"
    mkdir -p build/bench
    drop_moved_build release
    { [ -f build/release/build.ninja ] || cmake --preset release; } >build/bench/build.log 2>&1 &&
        cmake --build --preset release >>build/bench/build.log 2>&1 ||
        stop "the build failed; the log is build/bench/build.log"
    load=$(cut -d' ' -f1 /proc/loadavg)
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
}

# timed LIMIT_S OUT COMMAND...: output to OUT; a line `elapsed processor` is added to OUT.times. The limit
# is of processor time, so that other work on the machine does not count. False when it failed.
timed() {
    local limit=$1 out=$2 status=0 start
    shift 2
    times >"$work/before"
    start=$EPOCHREALTIME
    { (
        ulimit -t "$limit"
        exec "$@" >"$out" 2>"$out.err"
    ); } 2>/dev/null || status=$?
    times >"$work/after"
    awk -v from="$start" -v to="$EPOCHREALTIME" '
        function seconds(text, part) { split(text, part, /[ms]/); return 60 * part[1] + part[2] }
        FNR == 2 { sum = seconds($1) + seconds($2) - sum }
        END { printf "%.3f %.3f\n", to - from, sum }' "$work/before" "$work/after" >>"$out.times"
    return "$status"
}

# The value of `name value` in a file of lines like that.
value_of() { awk -v name="$1" '$1 == name { print $2; exit }' "$2"; }

# median COLUMN FILE
median() {
    awk -v c="$1" '{ print $c }' "$2" | sort -g |
        awk '{ v[NR] = $1 } END { printf "%.2f\n", (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'
}

# differ A B: relative difference; fails when it is above 1e-8 or one is no number.
differ() {
    awk -v a="$1" -v b="$2" 'BEGIN {
        if (a !~ /^[-+0-9.]/ || b !~ /^[-+0-9.]/) { print "-"; exit 1 }
        d = a - b; m = a < 0 ? -a : a
        d = (d < 0 ? -d : d) / (m < 1 ? 1 : m)
        printf "%.0e\n", d
        exit !(d <= 1e-8)
    }'
}

ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.1fx\n", a / b }'; }

# scaled_caps SCHOOLS: settings that let what the city may do grow with its schools.
scaled_caps() {
    local key
    for key in exam.seats_total=300 pipeline.erawan.places_total=100 transfer.max=300 \
        pipeline.cooperation.places_total=60 pipeline.local.places_total=40 retrain.max=30; do
        echo "--set ${key%=*}=$((${key#*=} * $1 / 437))"
    done
}

about_machine() {
    local cpu memory
    cpu=$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1)
    memory=$(awk '/^MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo)
    echo "\`$command_line\`, $(date -u +%Y-%m-%d), kru $("$kru" --version | grep -o '[0-9][0-9.]*' | head -n 1)"
    echo "at $(git rev-parse --short HEAD 2>/dev/null || echo 'no commit'). ${cpu:-unknown processor}," \
        "$(nproc) cores, $memory; load of other work at the start: $load."
}

# page_section NAME [PAGE]: standard input takes the place of the part between the marks of NAME in
# docs/performance.md or PAGE, and is shown.
page_section() {
    local page=${2:-docs/performance.md} part=$work/section
    { echo "<!-- $1 -->" && cat && echo "<!-- end of $1 -->"; } >"$part"
    grep -qxF "<!-- $1 -->" "$page" || printf '\n<!-- %s -->\n<!-- end of %s -->\n' "$1" "$1" >>"$page"
    awk -v from="<!-- $1 -->" -v to="<!-- end of $1 -->" -v part="$part" '
        $0 == from { while ((getline line < part) > 0) print line; skip = 1 }
        !skip { print }
        $0 == to { skip = 0 }' "$page" >"$work/page"
    cat "$work/page" >"$page"
    cat "$part"
}

# Sourced by ./run and ./test: installs the Debian packages that are missing, and says why.
#   install_packages "package=what it is for" ...

install_packages() {
    local missing=() entry name
    if ! command -v dpkg-query >/dev/null; then
        echo "kru: this is no Debian system; please install by hand: ${*%%=*}" >&2
        return 0
    fi
    for entry in "$@"; do
        name=${entry%%=*}
        dpkg-query -W -f='${db:Status-Status}\n' "$name" 2>/dev/null | grep -qx installed ||
            missing+=("$entry")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    echo "kru needs ${#missing[@]} Debian packages that are not installed:" >&2
    for entry in "${missing[@]}"; do printf '  %-20s %s\n' "${entry%%=*}" "${entry#*=}" >&2; done
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null; then
            echo "kru: they can be installed only by root, and there is no sudo; as root please run: apt-get install ${missing[*]%%=*}" >&2
            return 1
        fi
        as_root=(sudo)
        echo "Installing them with 'sudo apt-get install' (sudo may ask for your password)." >&2
    else
        echo "Installing them with 'apt-get install'." >&2
    fi
    local log
    log=$(mktemp)
    if ! { "${as_root[@]}" apt-get -q update &&
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q install -y \
            --no-install-recommends "${missing[@]%%=*}"; } >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        rm -f "$log"
        echo "kru: apt-get could not install them; its last words stand above" >&2
        return 1
    fi
    rm -f "$log"
}

# A build folder made where the checkout stood before is of no use: it is made anew.
drop_moved_build() {
    local cache=build/$1/CMakeCache.txt
    if [ -f "$cache" ] && ! grep -qx "CMAKE_HOME_DIRECTORY:INTERNAL=$PWD" "$cache"; then
        rm -rf "build/$1"
    fi
}

BUILD_PACKAGES=(
    "build-essential=C compiler"
    "cmake=the build"
    "ninja-build=the build"
    "pkg-config=finds the libraries"
    "libglpk-dev=linear programming"
    "libsqlite3-dev=the database"
    "libiniparser-dev=scenario files"
    "libcsv-dev=reads CSV"
    "libsmartcols-dev=tables with Thai widths"
    "libsodium-dev=hashes"
    "libutf8proc-dev=Unicode forms of Thai text"
    "libxlsxwriter-dev=writes workbooks"
    "libzip-dev=opens workbooks"
    "libexpat1-dev=reads workbooks"
    "libpango1.0-dev=sets Thai text on pages"
    "libcairo2-dev=writes PDF"
    "fonts-noto-core=Noto Sans Thai"
)
TEST_PACKAGES=(
    "libcmocka-dev=unit tests"
    "libcjson-dev=tests read JSON with it"
    "python3-openpyxl=tests read workbooks with it"
    "poppler-utils=tests read PDF with it"
    "python3-jsonschema=tests check JSON with it"
)

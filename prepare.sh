#!/usr/bin/env bash
# Makes this checkout ready to run: system packages, .venv with the locked packages, fonts for the screens.
# Does nothing when everything is there. "prepare.sh test" also installs what only tests and benchmarks need: a print
# service to try the A4 printer with. Where that cannot be installed its tests are skipped and say so.
set -euo pipefail
cd "$(dirname "$0")"

APT_PACKAGES=(python3-venv libgl1 libegl1 libgl1-mesa-dri fonts-noto-cjk)
VOICE_PACKAGES=(espeak-ng alsa-utils)
TEST_PACKAGES=(cups-daemon cups-client cups-filters-core-drivers)

missing_packages() {
    command -v dpkg-query >/dev/null || return 0
    local package
    for package in "$@"; do
        dpkg-query -W -f='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || echo "$package"
    done
}

install_packages() {
    local missing
    mapfile -t missing < <(missing_packages "${APT_PACKAGES[@]}")
    [ "${#missing[@]}" -eq 0 ] && return 0
    local apt=(env DEBIAN_FRONTEND=noninteractive apt-get)
    if [ "$(id -u)" -ne 0 ]; then
        if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
            apt=(sudo "${apt[@]}")
        else
            echo "缺少系统软件包。请先运行这一行，再重新执行刚才的命令：" >&2
            echo "  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing[*]}" >&2
            exit 1
        fi
    fi
    echo "正在安装系统软件包：${missing[*]}"
    "${apt[@]}" update -qq
    "${apt[@]}" install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# What the kiosk also runs without: "what it is" and "what is left out without it", then the packages. Tried once:
# a machine that cannot fetch packages must not wait for them at every start.
install_if_possible() {
    local what=$1 without=$2 tried=var/not-installed/$1 missing apt=(env DEBIAN_FRONTEND=noninteractive apt-get)
    shift 2
    mapfile -t missing < <(missing_packages "$@")
    [ "${#missing[@]}" -eq 0 ] && return 0
    [ ! -e "$tried" ] || return 0
    [ "$(id -u)" -eq 0 ] || apt=(sudo -n "${apt[@]}")
    echo "正在安装${what}：${missing[*]}"
    { "${apt[@]}" update -qq && "${apt[@]}" install -y -qq --no-install-recommends "${missing[@]}"; } >/dev/null 2>&1 ||
        { mkdir -p "${tried%/*}" && : >"$tried"
          echo "${what}装不上，${without}。需要时运行：apt-get install --no-install-recommends ${missing[*]}" >&2; }
}

find_python() {
    local candidate
    for candidate in python3 python3.13 python3.12 python3.11; do
        if command -v "$candidate" >/dev/null &&
            "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
            echo "$candidate"
            return 0
        fi
    done
    echo "需要 Python 3.11、3.12 或 3.13。请安装后重试，例如：apt-get install python3.11 python3.11-venv" >&2
    exit 1
}

install_python_packages() {
    local stamp=.venv/prepared wanted
    wanted=$(cat requirements.lock setup.py | sha256sum)
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && return 0
    echo "正在准备 Python 环境（第一次约一分钟）"
    [ -x .venv/bin/python ] || "$(find_python)" -m venv .venv
    .venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
    .venv/bin/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e . 2>/dev/null ||
        .venv/bin/python -m pip install --disable-pip-version-check --no-deps --no-build-isolation -e .
    echo "$wanted" > "$stamp"
}

cut_fonts() {
    [ -f var/fonts/cut.json ] || echo "正在裁剪屏幕字体（第一次约十秒）"
    mkdir -p var
    .venv/bin/python -m screens.look.fonts var/fonts >/dev/null
}

# A kiosk that may not write beside its program would compile it at every start, which is half of its starting time.
compile_sources() {
    .venv/bin/python -m compileall -q kiosk screens config hardware offline_cache backend
}

install_packages
install_if_possible 语音 没有语音播报 "${VOICE_PACKAGES[@]}"
[ "${1:-}" != test ] || install_if_possible 测试用的打印服务 跳过它的测试 "${TEST_PACKAGES[@]}"
install_python_packages
compile_sources
cut_fonts

"""The parts of the script (`script`) that no call is named in."""

from __future__ import annotations

from typing import Final

HEAD: Final = r"""#!/bin/sh
# shellcheck disable=SC2030,SC2031 # what a pipe sets is used within it alone
# Asks one AWS account what trailgate judges, read-only (Describe*, Get*, List*), with nothing but the AWS command line.
# Made by {program}: trailgate collect --script aws-cli
#
#   sh collect.sh [FOLDER]      writes FOLDER (trailgate-export) and FOLDER.tar.gz; run again, it goes on where it ended
#   trailgate import FOLDER.tar.gz -o snapshots/
#
# It asks as whom the AWS command line does (AWS_PROFILE, CloudShell's own credentials).
# The regions in which trails are looked for; none: every enabled one.
regions="{regions}"
"""

FUNCTIONS: Final = r"""
set -u
umask 077
export AWS_PAGER=""
out=${1:-trailgate-export}
tab=$(printf '\t')
start=${AWS_REGION:-${AWS_DEFAULT_REGION:-$(aws configure get region 2>/dev/null)}}
start=${start:-us-east-1}
account=""
tool=$(aws --version 2>&1 | head -n 1 | tr -cd 'A-Za-z0-9 ._/+-')
case $tool in
    aws-cli/*) ;;
    *)
        echo "collect: the AWS command line (aws) is needed, and is not on PATH." >&2
        exit 5
        ;;
esac
mkdir -p "$out" || exit 5
: >"$out/asked" || exit 5
printf '%s\n' "$tool" >"$out/aws-version.txt"

plain() { printf '%s' "$1" | sed 's/^"//; s/"$//'; }

# One of an ARN's parts, from 1.
field() { plain "$2" | cut -s -d: -f "$1"; }

# The file of an answer, without its ending.
place() { printf '%s/%s-%s-%s-%s' "$out" "$1" "$2" "$3" "$(printf '%s %s' "$4" "${5:-}" | cksum | cut -d ' ' -f 1)"; }

answer_of() { printf '%s.json' "$(place "$@")"; }

# For each element of a list in an answer, as the command line prints it, these members, as JSON, with tabs between them.
rows() {
    [ -s "$1" ] || return 0
    file=$1 list=$2
    shift 2
    LC_ALL=C awk -v list="$list" -v keys="$*" '
        $0 ~ "^    \"" list "\": \\[$" { within = 1; next }
        /^    [\]}]/ { within = 0 }
        within && /^        \{$/ { split("", found) }
        within && /^            "[A-Za-z]+": / {
            key = $1
            gsub(/[":]/, "", key)
            text = $0
            sub(/^ *"[A-Za-z]+": /, "", text)
            sub(/,$/, "", text)
            found[key] = text
        }
        within && /^        \}/ {
            count = split(keys, wanted, " ")
            line = ""
            for (n = 1; n <= count; n++) {
                line = line (n > 1 ? "\t" : "") ((wanted[n] in found) ? found[wanted[n]] : "null")
            }
            print line
        }' "$file"
}

# Two members that stand in each object of a list within a list.
pairs() {
    [ -s "$1" ] || return 0
    LC_ALL=C awk -v one="$2" -v other="$3" '
        /^                \{$/ { first = second = "" }
        /^                    "[A-Za-z]+": / {
            key = $1
            gsub(/[":]/, "", key)
            text = $0
            sub(/^ *"[A-Za-z]+": /, "", text)
            sub(/,$/, "", text)
            if (key == one) { first = text }
            if (key == other) { second = text }
        }
        /^                \}/ { if (first != "" && second != "") { print first "\t" second } }' "$1" | sort -u
}

# The topics that alarms of an answer name as their actions.
topics() {
    [ -s "$1" ] || return 0
    LC_ALL=C awk '
        /^            "AlarmActions": \[$/ { within = 1; next }
        /^            \]/ { within = 0 }
        within { gsub(/^ +|,$/, ""); print }' "$1" | grep '^"arn:[^:]*:sns:[^:]' | sort -u
}

# A member of an answer, wherever it stands first, as JSON.
value() {
    [ -s "$1" ] || return 0
    sed -n 's/^ *"'"$2"'": \(".*"\),\{0,1\}$/\1/p' "$1" | head -n 1
}

# Sets region, owner and name to what the ARN of a log group says; false where there is none.
of_group() {
    case $1 in
        \"arn:*)
            region=$(field 4 "$1")
            owner=$(field 5 "$1")
            name=$(plain "$1" | cut -d: -f 7- | sed 's/:\*$//')
            ;;
        *) return 1 ;;
    esac
}

# Whether a log group is the one that was asked for, and not one whose name begins so.
is_asked() { [ "{\"logGroupNamePrefix\":$1}" = "$request" ]; }

# Region, file and request of each answer to a call.
asked_of() {
    for entry in "$out"/*-"$1"-*.call; do
        [ -e "$entry" ] || continue
        answer=${entry%.call}.json
        [ -s "$answer" ] || continue
        printf '%s\t%s\t%s\n' "$(sed -n 1p "$entry")" "$answer" "$(sed -n 2p "$entry")"
    done
}

# ask any|own SERVICE OPERATION COMMAND REGION REQUEST [OWNER [named]]
ask() {
    whose=$1 service=$2 operation=$3 command=$4 where=$5 what=$6 of=${7:-}
    [ -n "$where" ] || return 0
    base=$(place "$service" "$operation" "$where" "$what" "$([ "$of" = "$account" ] || printf '%s' "$of")")
    if [ -s "$base.json" ] || grep -qxF "$base" "$out/asked"; then return 0; fi
    printf '%s\n' "$base" >>"$out/asked"
    printf '%s\n%s\n' "$where" "$what" >"$base.call"
    error=""
    if [ -n "$of" ] && [ "$of" != "$account" ] && { [ "$whose" = own ] || [ -z "${8:-}" ]; }; then
        text="the resource belongs to account $of, and these credentials to $account"
        error=",\"error\":{\"code\":\"OtherAccount\",\"message\":\"$text\"}"
        file=null
    else
        # The command line turns the pages by itself, unless it is told how long they are.
        given=$(printf '%s' "$what" | sed 's/, "MaxRecords": 100//; s/"Limit": 100//')
        if aws "$service" "$command" --region "$where" --output json --cli-input-json "$given" \
            >"$base.part" 2>"$base.err" </dev/null; then
            [ -s "$base.part" ] || echo '{}' >"$base.part"
            mv "$base.part" "$base.json"
            rm -f "$base.err"
            file=\"$(basename "$base").json\"
            printf '.' >&2
        else
            rm -f "$base.part"
            file=\"$(basename "$base").err\"
            printf '\n%s %s in %s: %s\n' "$service" "$command" "$where" "$(tr '\n' ' ' <"$base.err" | cut -c 1-200)" >&2
        fi
    fi
    {
        printf '{"file":%s,"service":"%s","operation":"%s","region":"%s",' "$file" "$service" "$operation" "$where"
        printf '"account":"@","request":%s,"at":"%s",' "$what" "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
        printf '"tool":"%s"%s}\n' "$tool" "$error"
    } >"$base.entry"
}
"""

TAIL: Final = r"""
{
    echo '['
    cat "$out"/*.entry | sed "s/\"account\":\"@\"/\"account\":\"$account\"/; \$!s/\$/,/"
    echo ']'
} >"$out/manifest.json"
rm -f "$out/asked"
folder=$(dirname "$out")
tar -czf "$out.tar.gz" -C "$folder" "$(basename "$out")" || exit 5
refused=$(find "$out" -name '*.err' | wc -l | tr -d ' ')
printf '\n%s.tar.gz holds the answers of account %s; %s calls were refused.\n' "$out" "$account" "$refused" >&2
printf 'Judge them: trailgate evaluate %s.tar.gz\n' "$out" >&2
"""

#!/bin/sh
# Asks AWS what the control is about, and prints each question with its answer: the output is evidence. It reads only.
# `@CONTROL@`: @TITLE@.
#
# usage: sh check.sh [PROFILE]      the profile of the AWS CLI; without one, what the environment says
set -u
if [ -n "${1:-}" ]; then export AWS_PROFILE="$1"; fi
AWS_REGION=${AWS_REGION:-${AWS_DEFAULT_REGION:-us-east-1}}
export AWS_REGION AWS_PAGER=

say() { printf '\n## %s\n' "$1"; }

@STEPS@

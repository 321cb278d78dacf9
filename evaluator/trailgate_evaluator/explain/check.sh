#!/bin/sh
# Asks AWS about every link of the chain, from the trail to the subscription, and prints each question with its answer: the output
# is evidence. It reads only. `@CONTROL@`: @TITLE@.
#
# usage: sh check.sh [PROFILE]      the profile of the AWS CLI; without one, what the environment says
#        AWS_REGION (or AWS_DEFAULT_REGION, or us-east-1) is where trails are first asked for; every other region is read from an ARN
set -u
PROFILE=${1:-}
FIRST=${AWS_REGION:-${AWS_DEFAULT_REGION:-us-east-1}}
if [ -n "$PROFILE" ]; then export AWS_PROFILE="$PROFILE"; fi
export AWS_PAGER=
FAILED=$(mktemp) || exit 1
trap 'rm -f "$FAILED"' EXIT

# call REGION ARGUMENT...: one question, nothing said
call() {
  where=$1
  shift
  aws --region "$where" "$@"
}

# ask LABEL REGION ARGUMENT...: says what is asked and of whom, then the answer as AWS gave it
ask() {
  printf '\n## %s\n' "$1"
  shift
  printf '$ aws%s --region' "${PROFILE:+ --profile $PROFILE}"
  for word; do
    case $word in
      *[!A-Za-z0-9_./:=-]*) printf " '%s'" "$(printf '%s' "$word" | sed "s/'/'\\\\''/g")" ;;
      *) printf ' %s' "$word" ;;
    esac
  done
  printf '\n'
  call "$@" || printf '(no answer: the AWS CLI ended with %s)\n' "$?" | tee -a "$FAILED"
}

# part ARN NUMBER: one part of an ARN
part() { printf '%s' "$1" | cut -d: -f"$2"; }

# literal TEXT: a raw string of JMESPath
literal() { printf "'%s'" "$(printf '%s' "$1" | sed "s/\\\\/\\\\\\\\/g; s/'/\\\\'/g")"; }

topic() {
  TOPIC=$1
  PLACE=$(part "$TOPIC" 4)
  ask "topic $TOPIC: it exists, its policy lets cloudwatch.amazonaws.com publish, and it is not encrypted with alias/aws/sns" \
    "$PLACE" sns get-topic-attributes --topic-arn "$TOPIC"
  ask "subscriptions of $TOPIC: at least one has an ARN; PendingConfirmation and Deleted are none" \
    "$PLACE" sns list-subscriptions-by-topic --topic-arn "$TOPIC"
}

metric() {
  REGION=$1 NAMESPACE=$2 METRIC=$3
  ask "filters of any log group that write the metric $NAMESPACE/$METRIC: the alarm sees all their data; best there is one" \
    "$REGION" logs describe-metric-filters --metric-namespace "$NAMESPACE" --metric-name "$METRIC"
  WATCHES="MetricAlarms[?Namespace==$(literal "$NAMESPACE") && MetricName==$(literal "$METRIC")]"
  ask "alarms on the metric $NAMESPACE/$METRIC: one with no other dimensions, actions enabled, a threshold that one match crosses" \
    "$REGION" cloudwatch describe-alarms --alarm-types MetricAlarm --query "$WATCHES"
  call "$REGION" cloudwatch describe-alarms --alarm-types MetricAlarm --output text \
    --query "$WATCHES.AlarmActions[].[@]" </dev/null 2>/dev/null | sort -u | while IFS= read -r ACTION; do
    case $ACTION in *:sns:*) topic "$ACTION" </dev/null ;; esac
  done
}

filter() {
  REGION=$1 GROUP=$2 FILTER=$3
  THIS="metricFilters[?filterName==$(literal "$FILTER")]"
  PATTERN=$(call "$REGION" logs describe-metric-filters --log-group-name "$GROUP" --filter-name-prefix "$FILTER" \
    --query "$THIS.[filterPattern]" --output text)
  # `-` before a pattern would be an option to the CLI, hence the `=`.
  ask "metric filter $FILTER: which of @COUNT@ records AWS's own matcher finds@REFUSED@" \
    "$REGION" logs test-metric-filter --filter-pattern="$PATTERN" --query 'matches[].eventNumber' --log-event-messages @MESSAGES@
  call "$REGION" logs describe-metric-filters --log-group-name "$GROUP" --filter-name-prefix "$FILTER" --output text \
    --query "$THIS.metricTransformations[].[metricNamespace, metricName]" </dev/null |
    while IFS="$(printf '\t')" read -r NAMESPACE METRIC; do metric "$REGION" "$NAMESPACE" "$METRIC" </dev/null; done
}

trail() {
  TRAIL=$1
  HOME_REGION=$(part "$TRAIL" 4)
  ask "trail $TRAIL: it logs, and there is no delivery error (of its home region)" "$HOME_REGION" cloudtrail get-trail-status --name "$TRAIL"
  ask "selectors of $TRAIL: management events, @RECORDED@; no condition on a field that varies" \
    "$HOME_REGION" cloudtrail get-event-selectors --trail-name "$TRAIL"
  ARN=$(call "$HOME_REGION" cloudtrail describe-trails --trail-name-list "$TRAIL" --output text \
    --query 'trailList[0].CloudWatchLogsLogGroupArn')
  case $ARN in
    arn:*) ;;
    *) printf '\n## trail %s sends nothing to CloudWatch Logs\n' "$TRAIL"; return ;;
  esac
  REGION=$(part "$ARN" 4)
  GROUP=$(part "$ARN" 7)
  ask "log group $GROUP in account $(part "$ARN" 5): it exists, in class STANDARD" \
    "$REGION" logs describe-log-groups --log-group-name-prefix "$GROUP"
  ask "metric filters of $GROUP: their patterns together match every required record; the value is a constant other than 0" \
    "$REGION" logs describe-metric-filters --log-group-name "$GROUP"
  call "$REGION" logs describe-metric-filters --log-group-name "$GROUP" --query 'metricFilters[].[filterName]' --output text |
    while IFS= read -r FILTER; do filter "$REGION" "$GROUP" "$FILTER" </dev/null; done
  ask "composite alarms of $REGION: they count where the alarm on the metric alone moves them" \
    "$REGION" cloudwatch describe-alarms --alarm-types CompositeAlarm
}

ask "who asks" "$FIRST" sts get-caller-identity
ask "trails: one records every region, with global service events, and sends its records to a log group" \
  "$FIRST" cloudtrail describe-trails
TRAILS=$(call "$FIRST" cloudtrail describe-trails --query 'trailList[?IsMultiRegionTrail].[TrailARN]' --output text) || exit 1
if [ -z "$TRAILS" ]; then printf '\n## no trail records every region\n'; fi
for TRAIL in $TRAILS; do trail "$TRAIL"; done
[ ! -s "$FAILED" ]

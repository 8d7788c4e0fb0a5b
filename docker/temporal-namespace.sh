#!/bin/sh
# Registers what adaccess needs in a Temporal server: the namespace, and the search attributes that
# contracts/search_attributes.py declares (a test compares the two lists). Safe to repeat.
# Talks to TEMPORAL_ADDRESS. KEEP_FOR is how long the histories of ended collaborations stay readable.
set -eu
namespace="${TEMPORAL_NAMESPACE:-default}"
keep_for="${KEEP_FOR:-90d}"

tries=0
until temporal operator cluster health >/dev/null 2>&1; do
  tries=$((tries + 1))
  if [ "$tries" -ge 60 ]; then
    echo "no healthy Temporal server at ${TEMPORAL_ADDRESS:-127.0.0.1:7233}" >&2
    exit 1
  fi
  sleep 1
done

temporal operator namespace describe --namespace "$namespace" >/dev/null 2>&1 ||
  temporal operator namespace create --namespace "$namespace" --retention "$keep_for"

# A namespace that is seconds old is not known everywhere in the server yet: each step is tried for a while.
while read -r name kind; do
  tries=0
  until temporal operator search-attribute create --namespace "$namespace" --name "$name" --type "$kind" </dev/null; do
    tries=$((tries + 1))
    [ "$tries" -lt 30 ] || exit 1
    sleep 1
  done
done <<'LIST'
AccessStage Keyword
BlockedOn Keyword
CreatorId Keyword
BusinessId Keyword
InstagramUsername Keyword
TermEnd Datetime
AuthorizationExpires Datetime
NeedsAttention Bool
LIST

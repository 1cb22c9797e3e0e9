import { clusterResources } from './clusterResources.ts';
import type { ClusterResource, ClusterResourceId } from './clusterResources.ts';

/** Of objects, what holds secrets and is read by no check. It does not even reach the gatherer's disk. */
const leftOut = [
  'annotations',
  'args',
  'command',
  'env',
  'envFrom',
  'lifecycle',
  'livenessProbe',
  'managedFields',
  'readinessProbe',
  'startupProbe',
];

/**
 * A shell script that gathers with nothing but kubectl and awk what a snapshot is made from, for networks that this program does
 * not get into: a file a resource, or what kubectl said where there is none. `fromGathered` reads it.
 */
export function toGatherScript(needs: readonly ClusterResourceId[]): string {
  const gathers = needs.map((id): string => {
    const { only }: ClusterResource = clusterResources[id];
    if (only === undefined) return `gather ${id} ${id} --all-namespaces`;
    return only
      .map((full) => {
        const [namespace, name] = full.split('/');
        return `gather ${id} ${id} ${name} --namespace=${namespace} --ignore-not-found`;
      })
      .join('\n');
  });
  return `#!/bin/sh
# Gathers with kubectl what PDP Workbench reads of a cluster, into a new folder: sh gather.sh FOLDER [CONTEXT]
# It only gets and lists. No Secret is read; environments, commands and annotations are dropped before they reach the disk. Of
# commands is left whether kube-apiserver is told --encryption-provider-config, without its value.
# Afterwards, where PDP Workbench is: pdp snapshot --from-gathered FOLDER --output FILE
set -eu
out=\${1:?name a new folder}
mkdir "$out"
[ -z "\${2:-}" ] || context="--context=$2"

ask() { kubectl \${context:-} "$@"; }

# kubectl prints a field a line: of those that are named here the whole block goes, and the comma that it leaves behind. Of
# a list of words go all but two.
drop() {
  awk '
    BEGIN { depth = -1; words = -1 }
    {
      match($0, /^ */)
      if (depth >= 0) { if (RLENGTH == depth && $0 ~ /^ *[]}],?$/) depth = -1; next }
      if (words >= 0 && RLENGTH > words) {
        if ($0 !~ /^ *"([^"]*\\/)?kube-apiserver",?$|^ *"--encryption-provider-config[="]/) next
        sub(/=[^"]*/, "")
        sub(/"[^"]*\\//, "\\"")
      } else words = -1
      if ($0 ~ /^ *"(args|command)": \\[$/) words = RLENGTH
      else if ($0 ~ /^ *"(${leftOut.join('|')})": /) { if ($0 ~ /[[{]$/) depth = RLENGTH; next }
      if ($0 ~ /^ *[]}]/) sub(/,$/, "", held)
      if (NR > 1) print held
      held = $0
    }
    END { print held }'
}

# A file of what there is, or beside it what kubectl said.
gather() {
  file=$out/$1.json
  shift
  { ask get "$@" --output=json 2> "$file.error" || : > "$out/failed"; } | drop > "$file"
  if [ -e "$out/failed" ]; then rm "$out/failed" "$file"; else rm "$file.error"; fi
  echo "$1" >&2
}

date -u +%Y-%m-%dT%H:%M:%SZ > "$out/startedAt"
ask config view --minify --output='jsonpath={.clusters[0].cluster.server}' > "$out/server"
ask get --raw /version > "$out/version"
ask get --raw /api > "$out/api"
ask get --raw /apis > "$out/apis"
${gathers.join('\n')}
date -u +%Y-%m-%dT%H:%M:%SZ > "$out/finishedAt"
`;
}

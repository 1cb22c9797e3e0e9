import { clusterResources, metadataShapeOf } from './clusterResources.ts';
import type { ClusterResource, ClusterResourceId } from './clusterResources.ts';
import type { FieldShape } from './pickFields.ts';

/**
 * A shell script that gathers with nothing but kubectl and awk what a snapshot is made from, for networks that this program does
 * not get into: a file a resource, or what kubectl said where there is none. `fromGathered` reads it.
 */
export function toGatherScript(needs: readonly ClusterResourceId[]): string {
  const gathers = needs.map((id): string => {
    const resource: ClusterResource = clusterResources[id];
    const { only, fields = {}, withheld = [] } = resource;
    const shape: FieldShape = { apiVersion: true, kind: true, metadata: metadataShapeOf(resource), ...fields };
    const kept = (below: string): string =>
      `'${[...keptPaths(shape, below), ...withheld.map((field) => `-${field}`)].join(' ')}'`;
    if (only === undefined) return `gather ${id} ${kept('items')} ${id} --all-namespaces`;
    return only
      .map((full) => {
        const [namespace, name] = full.split('/');
        return `gather ${id} ${kept('')} ${id} ${name} --namespace=${namespace} --ignore-not-found`;
      })
      .join('\n');
  });
  return `#!/bin/sh
# Gathers with kubectl what PDP Workbench reads of a cluster, into a new folder: sh gather.sh FOLDER [CONTEXT]
# It only gets and lists. No Secret is read; of each object only the fields that are named below reach the disk, and addresses
# without user, password and query. Of commands is left whether kube-apiserver is told --encryption-provider-config, without
# its value, and what agents are told by --enable-network-policy.
# Afterwards, where PDP Workbench is: pdp snapshot --from-gathered FOLDER --output FILE
set -eu
out=\${1:?name a new folder}
mkdir "$out"
[ -z "\${2:-}" ] || context="--context=$2"

ask() { kubectl \${context:-} "$@"; }

# kubectl prints a field a line, and deeper what is below it. A field stays if its path is named, or leads to one that is; below
# a named path all stays but what is named with a - and is no label, and below one with = at its end three words alone; of one
# with ? at its end stays true where it says something. A comma before what is dropped goes with it.
keep() {
  awk -v paths="$1" '
    BEGIN {
      for (each = split(paths, named, " "); each > 0; each--) {
        path = named[each]
        if (sub(/^-/, "", path)) { withheld[path] = 1; continue }
        how = path ~ /=$/ ? "words" : path ~ /[?]$/ ? "there" : path ~ /\\{$/ ? "part" : "whole"
        sub(/[=?{]$/, "", path)
        kept[path] = how
        while (sub(/[.][^.]*$/, "", path)) if (!(path in kept)) kept[path] = "part"
      }
      whole = words = dropped = -1
    }
    function put(line) {
      if (line ~ /:\\/\\//) {
        gsub(/:\\/\\/([^ \\/?#"\\047@\\\\]*@)+/, "://", line)
        while (match(line, /:\\/\\/[^ ?#"\\047<>\\\\]*[?#]((\\\\u0026|[^ "\\047<>\\\\])*(\\\\u0026|[^] "\\047<>\\\\},]))?/)) {
          place = substr(line, RSTART, RLENGTH)
          sub(/[?#].*/, "", place)
          line = substr(line, 1, RSTART - 1) place substr(line, RSTART + RLENGTH)
        }
      }
      if (line ~ /^ *[]}]/) sub(/,$/, "", held)
      if (isHeld) print held
      held = line
      isHeld = 1
    }
    {
      match($0, /^ */)
      depth = RLENGTH
      isEnd = $0 ~ /^ *[]}],?$/
      if (dropped >= 0) { if (isEnd && depth == dropped) dropped = -1; next }
      if (whole >= 0 && isEnd) { if (depth == whole) whole = -1; put($0); next }
      if (words >= 0) {
        if (isEnd) { words = -1; put($0); next }
        if ($0 ~ /^ *"--enable-network-policy(=([01tfTF]|true|TRUE|True|false|FALSE|False))?",?$/) { put($0); next }
        if ($0 !~ /^ *"([^"]*\\/)?kube-apiserver",?$|^ *"--encryption-provider-config[="]/) next
        sub(/=[^"]*/, "")
        sub(/"[^"]*\\//, "\\"")
        put($0)
        next
      }
      isOpening = $0 ~ /[[{]$/
      isEmpty = $0 ~ /^ *[{]},?$/
      if (!match($0, /^ *"([^"\\\\]|\\\\.)*": /)) { if (isEnd || isOpening || isEmpty || whole >= 0) put($0); next }
      while (level > 0 && depthAt[level] >= depth) level--
      field = substr($0, depth + 2, RLENGTH - depth - 4)
      path = level > 0 ? pathAt[level] "." field : field
      isLabel = level > 0 && pathAt[level] ~ /[lL]abels$/
      depthAt[++level] = depth
      pathAt[level] = path
      if (whole >= 0) {
        if (!(field in withheld) || isLabel) put($0)
        else if (isOpening) dropped = depth
        next
      }
      how = path in kept ? kept[path] : "none"
      if (how == "whole") { if (isOpening) whole = depth; put($0) }
      else if (how == "there") {
        if ($0 !~ /: (""|null|\\[\\]),?$/) put(substr($0, 1, depth) "\\"" field "\\": true,")
        if (isOpening) dropped = depth
      }
      else if (how != "none" && $0 ~ /[[{][]}]?,?$/) { if (how == "words" && isOpening) words = depth; put($0) }
      else if (isOpening) dropped = depth
    }
    END { if (isHeld) print held }'
}

# A file of what there is, or beside it what kubectl said.
gather() {
  file=$out/$1.json
  paths=$2
  shift 2
  { ask get "$@" --output=json 2> "$file.error" || : > "$out/failed"; } | keep "$paths" > "$file"
  if [ -e "$out/failed" ]; then rm "$out/failed" "$file"; else rm "$file.error"; fi
  echo "$1" >&2
}

date -u +%Y-%m-%dT%H:%M:%SZ > "$out/startedAt"
ask config view --minify --output='jsonpath={.clusters[0].cluster.server}' | sed 's|//[^/]*@|//|' > "$out/server"
ask get --raw /version > "$out/version"
ask get --raw /api > "$out/api"
ask get --raw /apis > "$out/apis"
${gathers.join('\n')}
date -u +%Y-%m-%dT%H:%M:%SZ > "$out/finishedAt"
`;
}

/** As paths of the printed JSON, which the script goes by: `=` at the end of one of which words are kept, `?` where only that it says something, `{` where only that it is an object. */
function keptPaths(shape: FieldShape, path: string): readonly string[] {
  if (shape === true) return [path];
  if (shape === 'there') return [`${path}?`];
  if (shape instanceof RegExp) return [`${path}=`];
  if (Array.isArray(shape)) return keptPaths((shape as readonly [FieldShape])[0], path);
  const inner = Object.entries(shape as Readonly<Record<string, FieldShape>>);
  if (inner.length === 0) return [`${path}{`];
  return inner.flatMap(([name, each]) => keptPaths(each, path === '' ? name : `${path}.${name}`));
}

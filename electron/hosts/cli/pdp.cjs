#!/bin/sh
':' /*
# Started by the shell, this file is a shell script that ends in exec; started by Node, these lines are a comment.
# So the command begins with the project's Node even where PATH has an old one, and does not start that one first.
# npm's shim for Windows can't run it through sh: there it is `node pdp.cjs`, which the JavaScript below serves.
# (A formatter that puts a semicolon after ':' breaks it: the file is on the formatter's list of exceptions.)

self=$0
while [ -L "$self" ]; do
  link=$(readlink "$self")
  case $link in
    "/"*) self=$link ;;
    *) self=$(dirname "$self")/$link ;;
  esac
done
case $self in
  *"/"*) folder=${self%"/"*} ;;
  *) folder=. ;;
esac
project=$folder/../../..
node=$project/node_modules/node/bin/node
bundle=$project/dist/node/pdp.js
if [ -x "$node" ]; then
  # Garbage is collected a little more often: of a large cluster, whose objects stay, more often still. It takes a third of the
  # memory less for a fifth more work.
  case ${1:-} in
    "audit" | "snapshot") thrift="--max-semi-space-size=8 --heap-growing-percent=50" ;;
    # Rules stay until they are judged: to look through them for garbage before there are many is in vain.
    "egress") thrift="--max-semi-space-size=16 --initial-heap-size=400" ;;
    *) thrift=--max-semi-space-size=16 ;;
  esac
  if [ -f "$bundle" ]; then exec "$node" $thrift "$bundle" "$@"; fi
  exec "$node" "$self" "$@"
fi
if command -v node >"/dev/null"; then exec node "$self" "$@"; fi
echo "pdp needs Node, and there is none here. Run \`npm install\` in the folder of PDP Workbench." >&2
exit 3
*/
'use strict';

const { spawn } = require('node:child_process');
const { existsSync } = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const project = path.resolve(__dirname, '..', '..', '..');
const needed = Number.parseInt(require('../../../package.json').devDependencies.node, 10);
const running = Number.parseInt(process.versions.node, 10);
const nodeFile = process.platform === 'win32' ? 'node.exe' : 'node';
const projectNode = path.join(project, 'node_modules', 'node', 'bin', nodeFile);
const bundle = path.join(project, 'dist', 'node', 'pdp.js');

/** Exit code 3: it could not be completed, for want of a part of the program itself. */
function say(message) {
  process.stderr.write(`${message}\n`);
  process.exitCode = 3;
}

if (!existsSync(bundle)) {
  say('pdp is not built yet. Run `npm install` and `npm run build` in the folder of PDP Workbench.');
} else if (running >= needed) {
  import(pathToFileURL(bundle).href);
} else if (existsSync(projectNode)) {
  const child = spawn(projectNode, [bundle, ...process.argv.slice(2)], { stdio: 'inherit' });
  // A terminal sends Ctrl-C to both: the child decides what it means, and this process waits for it.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('error', (error) => say(`${projectNode} could not be started (${error.message}). Run \`npm install\`.`));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 3);
  });
} else {
  const remedy = 'Run `npm install` in the folder of PDP Workbench.';
  say(`pdp needs Node ${needed}; this is Node ${process.versions.node}. ${remedy}`);
}

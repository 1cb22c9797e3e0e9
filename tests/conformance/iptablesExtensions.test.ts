/** Every match and target of the iptables that is installed is known, and each of its options: to be judged, or to be unknown. */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readFirewall } from '#shared/network/formats/nodeFirewall/testing/askNodeFirewall.ts';

/** `libxt_tcp.so` is a match of both families, `libip6t_HL.so` a target of IPv6 alone. */
const shape = /^lib(?<family>xt|ipt|ip6t)_(?<name>\w+)\.so$/;
const extensions = globSync('/usr/lib/*/xtables/lib*.so').flatMap((file) => {
  const { family, name } = shape.exec(path.basename(file))?.groups ?? {};
  // What carries the built-in verdicts, and all kinds of translation, is no extension of its own.
  return family === undefined || name === undefined || ['standard', 'NAT'].includes(name) ? [] : [{ family, name }];
});

/** The options that its help lists below its title. */
function optionsOf(program: string, flag: string, name: string): readonly string[] {
  const { stdout } = spawnSync(program, [flag, name, '-h'], { encoding: 'utf8' });
  const [, own = ''] = stdout.split(new RegExp(`^.*${name}6? (?:match|target)(?: v\\S+)? options.*$`, 'im'));
  return [...new Set(Array.from(own.matchAll(/^\s*(?:\[?!\]?\s*)?(--[a-z][\w-]*)/gm), ([, option = '']) => option))];
}

describe.skipIf(extensions.length === 0)(
  `extensions${extensions.length === 0 ? ' (skipped: needs iptables)' : ''}`,
  () => {
    it.each(extensions)('$name of $family is known, with its options', ({ family, name }) => {
      const isTarget = /^[A-Z]/.test(name);
      const program = family === 'ip6t' ? 'ip6tables' : 'iptables';
      const flag = isTarget ? '-j' : '-m';
      for (const option of [undefined, ...optionsOf(program, flag, name)]) {
        const words = option === undefined ? '' : `${option} 1 1`;
        const rule = isTarget ? `-A FORWARD -j ${name} ${words}` : `-A FORWARD -m ${name} ${words} -j ACCEPT`;
        const { problems } = readFirewall({ 'node.txt': ['*filter', rule, 'COMMIT', ''].join('\n') });
        const notKnown = problems.filter(({ message }) =>
          new RegExp(`(?:match|target|option) (?:${name}|${option ?? name}) is not known`).test(message),
        );
        expect(notKnown, rule).toEqual([]);
      }
    });
  },
);

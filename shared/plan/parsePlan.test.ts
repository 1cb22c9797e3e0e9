import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMap, stringify } from 'yaml';
import planJsonSchema from '#resources/schemas/plan.schema.json' with { type: 'json' };
import { describeProblem } from '../kernel/problem.ts';
import type { JsonSchema } from './jsonSchema.ts';
import { newPlan } from './newPlan.ts';
import { describePlanFailure, parsePlan } from './parsePlan.ts';
import type { ParsedPlan } from './parsePlan.ts';
import { planSchema } from './plan.ts';
import { readPlanText } from './planText.ts';
import { readBySchema } from './readBySchema.ts';
import { readPlainPlan } from './readPlainPlan.ts';
import { textRules } from './textRules.ts';

const choices = `apiVersion: pdp-workbench/v1
kind: Plan
metadata: {name: acme-prod}
edition: integration-platform
managementModel: self-managed
cloud: azure
securityTier: standard
`;

const sample = readFileSync(path.join(import.meta.dirname, '../../resources/samples/azure-standard/plan.yaml'), 'utf8');

function parsed(text: string): ParsedPlan {
  const plan = parsePlan(text, 'plan.yaml');
  if (!plan.ok) throw new Error(describePlanFailure(plan.failure));
  return plan.value;
}

/** Every problem as a line of text; of a plan that could be read, its warnings. */
function problemsOf(text: string, file = 'plan.yaml'): readonly string[] {
  const plan = parsePlan(text, file);
  const { problems } = plan.ok ? plan.value : plan.failure;
  return problems.map(describeProblem);
}

describe('parsePlan', () => {
  it('reads a plan with every part, and knows where each stands', () => {
    const { plan, problems, locate, places } = parsed(sample);
    expect(problems).toEqual([]);
    expect(plan).toMatchObject({
      metadata: { name: 'azure-standard' },
      network: {
        path: [{ layer: 'pod-policy', source: 'rules/kubernetes' }, {}, { attachedTo: ['snet-aks'] }, {}, {}],
      },
      connections: { 'pdp-agent--control-plane': { failover: { hosts: ['cp2.example.com'] } } },
      owners: { 'firewall-rules': { responsible: { who: 'net-team@acme.example' } } },
    });
    const lines = sample.split('\n');
    const at = (...way: (string | number)[]) => lines[locate(way).line - 1];
    expect(at('network', 'path', 2, 'attachedTo')).toContain('{layer: azure-nsg');
    expect(at('connections', 'pdp-agent--control-plane', 'failover', 'hosts', 0)).toContain('cp2.example.com');
    expect(at('waivers', 0, 'expires')).toContain('2027-01-31');
    expect(places().get('securityTier')).toEqual({ line: 16, column: 1 });
  });

  it('finds for what is not there the place where it would be', () => {
    const { locate } = parsed(`${choices}network:\n  egress: open\n`);
    expect(locate(['network', 'proxy', 'url'])).toEqual({ line: 8, column: 1 });
    expect(locate(['owners'])).toEqual({ line: 1, column: 1 });
    expect(parsed(`# Comments stand above.\n\n${choices}`).locate(['owners'])).toEqual({ line: 3, column: 1 });
  });

  it.each([
    ['YAML', choices],
    ['YAML with Windows line breaks', choices.replaceAll('\n', '\r\n')],
    ['YAML with a byte order mark', `\uFEFF${choices}`],
    ['YAML with a document marker', `---\n${choices}...\n`],
    ['JSON', JSON.stringify(parsed(choices).plan)],
    ['JSON over several lines', JSON.stringify(parsed(choices).plan, null, 2)],
    ['JSON indented by tabs', JSON.stringify(parsed(choices).plan, null, '\t')],
  ])('reads %s', (_, text) => {
    expect(parsed(text).plan).toEqual({
      apiVersion: 'pdp-workbench/v1',
      kind: 'Plan',
      metadata: { name: 'acme-prod' },
      edition: 'integration-platform',
      managementModel: 'self-managed',
      cloud: 'azure',
      securityTier: 'standard',
    });
  });

  it('counts lines and columns as editors do, whatever the line breaks', () => {
    const wrong = choices.replace('azure', 'azur');
    const told =
      'plan.yaml:6:8: “azur” is not a value of cloud. Did you mean azure? Known here: azure, aws, gcp, on-premises.';
    expect(problemsOf(wrong)).toEqual([told]);
    expect(problemsOf(wrong.replaceAll('\n', '\r\n'))).toEqual([told]);
    expect(problemsOf(`\uFEFF${wrong}`)).toEqual([told]);
    expect(problemsOf(JSON.stringify({ ...parsed(choices).plan, cloud: 'azur' }, null, 2), 'plan.json')).toEqual([
      told.replace('plan.yaml:6:8', 'plan.json:9:12'),
    ]);
  });

  it.each([
    [
      'nothing',
      '',
      '1:1: The file holds no plan: it is empty or has only comments. Run `pdp init FILE` for a plan to start from.',
    ],
    [
      'comments only',
      '# a plan\n',
      '1:1: The file holds no plan: it is empty or has only comments. Run `pdp init FILE` for a plan to start from.',
    ],
    [
      'a marker only',
      '---\n',
      '1:1: The file holds no plan: it is empty or has only comments. Run `pdp init FILE` for a plan to start from.',
    ],
    [
      'prose',
      'Hello, world',
      '1:1: This is not a plan: a plan is a set of `key: value` lines. Run `pdp init FILE` for a plan to start from.',
    ],
    [
      'a list',
      '- a\n- b\n',
      '1:1: This is not a plan: a plan is a set of `key: value` lines. Run `pdp init FILE` for a plan to start from.',
    ],
    [
      'a bracket that is not closed',
      `${choices}addOns: [siem\n`,
      '9:1: This is not YAML: Flow sequence in block collection must be sufficiently indented and end with a ]. Check quotes, brackets and indentation here and on the line above.',
    ],
    [
      'a quote that is not closed',
      `${choices}region: "west\n`,
      '9:1: This is not YAML: Missing closing "quote. Close the quote or bracket that was opened before.',
    ],
    [
      'a colon in a plain text',
      `${choices}region: a: b\n`,
      '8:9: This is not YAML: Nested mappings are not allowed in compact mappings. Put a text that has a colon in quotes.',
    ],
    [
      'a reserved character',
      `${choices}region: @west\n`,
      '8:9: Plain value cannot start with reserved character @. Put the value in quotes.',
    ],
    [
      'a tab as indentation',
      `${choices}network:\n\tegress: open\n`,
      '9:1: A tab indents this line; YAML takes spaces only. Put spaces in place of the tab.',
    ],
    [
      'a second document',
      `${choices}---\n${choices}`,
      '8:1: A second document begins here; a plan is one document. Keep one plan in a file, without `---` between parts.',
    ],
    [
      'another kind of file',
      'apiVersion: apps/v1\nkind: Deployment\n',
      '1:13: This is not a plan: its apiVersion is “apps/v1”. A plan begins with `apiVersion: pdp-workbench/v1`.',
    ],
    [
      'a newer form',
      choices.replace('/v1', '/v2'),
      '1:13: This plan has the form pdp-workbench/v2; this version of PDP Workbench reads pdp-workbench/v1. Upgrade PDP Workbench to open it.',
    ],
    [
      'a form that never was',
      choices.replace('/v1', '/v1beta1'),
      '1:13: “pdp-workbench/v1beta1” is not a value of apiVersion. Did you mean pdp-workbench/v1? Known here: pdp-workbench/v1.',
    ],
    [
      'an unknown key',
      `${choices}managmentModel: self-managed\n`,
      '8:1: “managmentModel” is not a key of the plan. Did you mean “managementModel”?',
    ],
    [
      'a key written in another way',
      `${choices}network: {pod_cidrs: []}\n`,
      '8:11: “pod_cidrs” is not a key of network. Did you mean “podCidrs”?',
    ],
    [
      'a key that belongs elsewhere',
      `${choices}cni: cilium\n`,
      '8:1: “cni” is not a key of the plan. It belongs under “network”.',
    ],
    [
      'a key that means nothing',
      `${choices}metadata2: {}\nnetwork: {proxy: {url: "http://p:1", zebra: 1}}\n`.replace('metadata2: {}\n', ''),
      '8:38: “zebra” is not a key of network.proxy. Known here: url, cidrs, noProxy, caFile.',
    ],
    [
      'a key given twice',
      `${choices}cloud: aws\n`,
      '8:1: “cloud” is given twice; the first is in line 6. Keep one of them.',
    ],
    [
      'a key without a value',
      `${choices}network:\n`,
      '8:1: “network” has no value. Give it a set of keys, or remove it.',
    ],
    [
      'a choice without a value',
      choices.replace('cloud: azure', 'cloud:'),
      '6:1: “cloud” has no value. Give it one of azure, aws, gcp, on-premises, or remove it.',
    ],
    [
      'a number for a choice',
      choices.replace('securityTier: standard', 'securityTier: 2'),
      '7:15: securityTier must be text, but this is 2. Known here: basic, standard, premium.',
    ],
    [
      'a choice that is near to none',
      choices.replace('securityTier: standard', 'securityTier: silver'),
      '7:15: “silver” is not a value of securityTier. Known here: basic, standard, premium.',
    ],
    [
      'a key at a place that has no room for it',
      `${choices}network: {proxy: {url: "http://p:1", cni: cilium}}\n`,
      '8:38: “cni” is not a key of network.proxy. Known here: url, cidrs, noProxy, caFile.',
    ],
    [
      'a missing key',
      choices.replace('edition: integration-platform\n', ''),
      '1:1: “edition” is missing in the plan. Add `edition: integration-platform | devant | developer-platform | choreo`.',
    ],
    [
      'a missing key further in',
      `${choices}waivers:\n  - {requirement: control.sast, reason: r, owner: o}\n`,
      '9:5: “expires” is missing in waivers[0]. Add `expires: 2026-11-02`.',
    ],
    [
      'a missing key of a part, below comments',
      `# A plan.\n${choices.replace('{name: acme-prod}', '{}')}`,
      '4:1: “name” is missing in metadata. Add `name: …`.',
    ],
    [
      'a missing key of the plan, below comments',
      `# A plan.\n\n${choices.replace('edition: integration-platform\n', '')}`,
      '3:1: “edition” is missing in the plan.',
    ],
    [
      'a list where a set of keys belongs',
      choices.replace('{name: acme-prod}', '[acme-prod]'),
      '3:11: metadata must be a set of keys, but this is a list. Write `key: value` lines, indented below it.',
    ],
    [
      'a text where a list belongs',
      `${choices}addOns: siem\n`,
      '8:9: addOns must be a list, but this is text. Write a list: [siem].',
    ],
    [
      'a number where a text belongs',
      choices.replace('acme-prod', '2026'),
      '3:18: metadata.name must be text, but this is 2026. Put it in quotes: "2026".',
    ],
    [
      'a list item without a value',
      `${choices}addOns: [siem, , soc]\n`,
      '8:16: This is not YAML: Unexpected , in flow sequence. Check quotes, brackets and indentation here and on the line above.',
    ],
    [
      'an empty list item',
      `${choices}addOns:\n  - siem\n  -\n`,
      '10:4: addOns[1] must be text, but this is nothing. Give it one of siem, soc, or remove it.',
    ],
    [
      'a port as a text',
      `${choices}connections: {pdp-agent--kubernetes-api: {ports: ["443"]}}\n`,
      '8:51: connections.pdp-agent--kubernetes-api.ports[0] must be a whole number, but this is text. Write 443 without quotes.',
    ],
    [
      'a port that can not be',
      `${choices}connections: {pdp-agent--kubernetes-api: {ports: [70000]}}\n`,
      '8:51: 70000 is not a value of connections.pdp-agent--kubernetes-api.ports[0]. A port number, from 1 to 65535.',
    ],
    [
      'half a port',
      `${choices}connections: {pdp-agent--kubernetes-api: {ports: [4.5]}}\n`,
      '8:51: connections.pdp-agent--kubernetes-api.ports[0] must be a whole number, but this is 4.5. A port number, from 1 to 65535.',
    ],
    [
      'an address range that is none',
      `${choices}network: {podCidrs: [10.0.0.0/33]}\n`,
      '8:22: “10.0.0.0/33” has a prefix longer than 32 bits. Write an address, a slash and a prefix length, such as 10.20.0.0/16.',
    ],
    [
      'garbage for an address range',
      `${choices}network: {podCidrs: [pods]}\n`,
      '8:22: “pods” is not an address range in CIDR notation. Write an address, a slash and a prefix length, such as 10.20.0.0/16.',
    ],
    [
      'octets with leading zeros',
      `${choices}network: {podCidrs: [010.0.0.0/8]}\n`,
      '8:22: “010.0.0.0/8” is not an address range in CIDR notation. Write an address, a slash and a prefix length, such as 10.20.0.0/16.',
    ],
    [
      'one address for a range',
      `${choices}network: {podCidrs: [10.0.0.1]}\n`,
      '8:22: “10.0.0.1” is one address, not a range. Write 10.0.0.1/32 for this one address.',
    ],
    [
      'a URL for a host',
      `${choices}connections: {pdp-agent--control-plane: {hosts: ["https://cp.example.com:443/x"]}}\n`,
      '8:50: “https://cp.example.com:443/x” is more than a host name. Write cp.example.com; ports have a key of their own.',
    ],
    [
      'an address for a host',
      `${choices}connections: {pdp-agent--control-plane: {hosts: [198.51.100.7]}}\n`,
      '8:50: “198.51.100.7” is an address, not a host name. Enter it under `cidrs`.',
    ],
    [
      'an address for browsers for a registry',
      `${choices}allowedRegistries: ["https://acme.azurecr.io/pdp"]\n`,
      '8:21: “https://acme.azurecr.io/pdp” is an address for browsers; images name their registry without https://. Write acme.azurecr.io/pdp.',
    ],
    [
      'an image for a registry',
      `${choices}allowedRegistries: ["reg.example:5000/acme/web:1.2"]\n`,
      '8:21: “reg.example:5000/acme/web:1.2” names one image with its tag or digest. Write reg.example:5000/acme/web.',
    ],
    [
      'an organisation for a registry',
      `${choices}allowedRegistries: [acme]\n`,
      '8:21: “acme” names no registry. Write docker.io/acme for one of Docker Hub, or the registry’s whole name.',
    ],
    [
      'a name without its namespace for a way in',
      `${choices}network: {entries: [shop]}\n`,
      '8:21: “shop” is not a value of network.entries[0]. A Service, Ingress or Gateway as namespace/name. Such as web/shop.',
    ],
    [
      'a selector that is none',
      `${choices}components: {flux: {selector: "app in"}}\n`,
      '8:31: “app in” is not a label selector: "app in" is no condition on a label. Write it as kubectl does, such as app=web,tier in (a,b),!canary.',
    ],
    [
      'a day that is none',
      `${choices}waivers: [{requirement: a, reason: b, owner: c, expires: 2026-02-30}]\n`,
      '8:58: “2026-02-30” is not a value of waivers[0].expires. A day, written as 2026-11-02.',
    ],
    [
      'a password in the proxy’s address',
      `${choices}network: {proxy: {url: "http://ann:secret@proxy:3128"}}\n`,
      '8:24: The proxy’s address carries a user name or password. Leave them out; a plan is kept in git.',
    ],
    ['a tag', `${choices}region: !west x\n`, '8:9: Unresolved tag: !west. Remove the tag.'],
    [
      'an alias without an anchor',
      `${choices}region: *west\n`,
      '8:9: There is no anchor “west” above this alias. Write the value itself.',
    ],
    [
      'text that is not UTF-8',
      choices.replace('acme', 'acm\uFFFD'),
      '3:21: This is not a text file in UTF-8. Save the plan as UTF-8 text, or name another file.',
    ],
    [
      'a binary file',
      '\u007FELF\u0002\u0001\u0001\0\0',
      '1:1: This is not a text file in UTF-8. Save the plan as UTF-8 text, or name another file.',
    ],
    [
      'UTF-16',
      [...choices].map((character) => `${character}\0`).join(''),
      '1:2: This is not a text file in UTF-8. Save the plan as UTF-8 text, or name another file.',
    ],
    [
      'a huge file',
      `${choices}# ${'x'.repeat(1_000_000)}`,
      '1:1: The file has 1000166 characters, which is too much for a plan. Name the plan file; rules and evidence are kept in files of their own.',
    ],
    [
      'brackets without end',
      `${choices}addOns: ${'['.repeat(100_000)}`,
      'This is nested too deeply to be read. Name the plan file; no plan is nested like this.',
    ],
  ])('refuses %s, with line, column and remedy', (_, text, problem) => {
    expect(parsePlan(text, 'plan.yaml').ok).toBe(false);
    expect(problemsOf(text)).toHaveLength(1);
    expect(problemsOf(text)[0]).toContain(problem);
    expect(problemsOf(text)[0]).toMatch(/^plan\.yaml:\d+:\d+: /);
  });

  it('does not repeat a password that it finds', () => {
    expect(problemsOf(`${choices}network: {proxy: {url: "http://ann:secret@proxy:3128"}}\n`).join()).not.toContain(
      'secret',
    );
  });

  it.each([
    ['10.20.0.1/16', '10.20.0.0/16', '10.20.0.1/32'],
    ['2001:db8::1/48', '2001:db8::/48', '2001:db8::1/128'],
  ])('reads %s as %s, and says so', (written, read, one) => {
    const { plan, problems } = parsed(`${choices}network: {podCidrs: ["${written}"]}\n`);
    expect(plan.network?.podCidrs).toEqual([read]);
    expect(problems.map(describeProblem)).toEqual([
      `plan.yaml:8:22: “${written}” has bits set beyond its prefix; it was read as the network ${read}. Write ${read}, or ${one} if the one address is meant.`,
    ]);
    expect(problems.map(({ severity }) => severity)).toEqual(['warning']);
  });

  it('tells everything that is wrong at once, in the order of the file', () => {
    const lines = problemsOf('kind: Plam\ncloud: moon\nnetwork: {podCidrs: [x, 10.0.0.1/8]}\nzebra: 1\n').map((line) =>
      line.replace(/^plan\.yaml:(\d+:\d+).*?(“[^”]*”|missing).*$/, '$1 $2'),
    );
    expect(lines).toEqual([
      '1:1 “apiVersion”',
      '1:1 “metadata”',
      '1:1 “edition”',
      '1:1 “managementModel”',
      '1:1 “securityTier”',
      '1:7 “Plam”',
      '2:8 “moon”',
      '3:22 “x”',
      '3:25 “10.0.0.1/8”',
      '4:1 “zebra”',
    ]);
  });

  it('stops at aliases that multiply, in no time', () => {
    const levels = [...'abcdefghijk'].map((name, index, all) => {
      const inside = index === 0 ? 'x' : `*${all[index - 1] ?? ''}`;
      return `  ${name}: &${name} [${Array.from({ length: 9 }, () => inside).join(', ')}]\n`;
    });
    const problems = problemsOf(`${choices}network:\n${levels.join('')}`.replaceAll(/ {2}([a-k]): /g, '  podCidrs: '));
    expect(problems.join('\n')).toContain('“podCidrs” is given twice');
    const bomb = problemsOf(
      `${choices}answers:\n  a: &a x\nnetwork:\n  podCidrs: [${Array.from({ length: 101 }, () => '*a').join(', ')}]\n`,
    );
    expect(bomb.join('\n')).toContain('Aliases stand for more than 100 values here. Write the values themselves.');
  });

  it('follows an alias that contains itself only so far', () => {
    const text = `${choices}network:\n  path: &p\n    - {layer: proxy, source: none, attachedTo: *p}\n`;
    expect(problemsOf(text).join('\n')).toContain('network.path[0].attachedTo');
  });

  it('takes keys that objects have anyway as what they are: unknown', () => {
    expect(problemsOf(`${choices}__proto__: {}\nconstructor: {}\n`)).toEqual([
      expect.stringContaining('8:1: “__proto__” is not a key of the plan. Known here: '),
      expect.stringContaining('9:1: “constructor” is not a key of the plan. Known here: '),
    ]);
  });

  it('tells a hundred problems of very many, and counts the rest', () => {
    const keys = Array.from({ length: 50_000 }, (_, index) => `  k${index}: 1\n`).join('');
    const problems = problemsOf(`${choices}owners:\n${keys}`);
    expect(problems).toHaveLength(101);
    expect(problems.at(-1)).toMatch(/:109: And 49,900 more errors in this file from here on\./);
  });
});

describe('a plan that is right', () => {
  const json = planJsonSchema as JsonSchema;
  const texts = [sample, newPlan('acme-prod'), choices, JSON.stringify(parsed(choices).plan, null, 2)];

  it('is read by the fast parser, also with comments and Windows line breaks', () => {
    for (const text of texts.slice(0, 3)) {
      expect(readPlainPlan(text, json, textRules)).toEqual(parsed(text).plan);
      expect(readPlainPlan(text.replaceAll('\n', '\r\n'), json, textRules)).toEqual(parsed(text).plan);
    }
  });

  const pieces = fc.constantFrom(
    '"',
    "'",
    '#',
    ' #',
    ': ',
    ':',
    '- ',
    '-',
    ',',
    '[',
    ']',
    '{',
    '}',
    '\n',
    '\n  ',
    '\r\n',
    ' ',
    '\t',
    '? ',
    '&a ',
    '*a',
    '!t ',
    '!!str ',
    '!!int ',
    '|',
    '>',
    '|-\n   x',
    '%',
    '@',
    '`',
    '~',
    '<<: ',
    '---\n',
    '...',
    '\n---\n',
    '0b1',
    '0x1',
    '1_0',
    '1e1',
    '.5',
    '1.',
    '+1',
    '007',
    '0o7',
    'null',
    'true',
    'yes',
    'é',
    '\u00A0',
    '\u2028',
    '\uFEFF',
    '\\',
    '\\n',
    '\\x41',
    'answers: {a: b}\n',
    'answers: {[a]: b}\n',
    'answers: {~: b}\n',
    'answers: {1: 2}\n',
    '10.0.0.1/8',
    'a=b,',
  );

  it('leaves anchors, and what only one of them understands, to the parser that knows lines', () => {
    for (const more of [
      'region: &r west',
      'answers: {[a]: b}',
      'answers: {n: 1_000}',
      'answers: {n: 0b1}',
      '? region\n: west',
    ]) {
      expect(readPlainPlan(`${choices}${more}\n`, json, textRules)).toBeUndefined();
    }
  });

  it('is read alike by both parsers, whatever somebody types into it', () => {
    let plain = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.array(fc.tuple(fc.nat(), fc.nat(3), pieces), { maxLength: 3 }),
        (text, typing) => {
          const typed = typing.reduce((written, [place, gone, piece]) => {
            const at = place % (written.length + 1);
            return written.slice(0, at) + piece + written.slice(at + gone);
          }, text);
          const fast = readPlainPlan(typed, json, textRules);
          if (fast !== undefined) plain += 1;
          const slow = readPlanText(typed, 'plan.yaml');
          const reading =
            slow.ok && isMap(slow.value.root) ? readBySchema(slow.value, json, textRules, 'plan.yaml') : undefined;
          const isRight = reading?.problems.length === 0;
          expect(fast === undefined || isRight).toBe(true);
          expect(fast ?? reading?.value).toEqual(reading?.value);
        },
      ),
      { numRuns: 2000 },
    );
    expect(plain).toBeGreaterThan(200);
  });
});

const ajv = addFormats(new Ajv2020({ allErrors: true, strict: true, strictRequired: false }));
const isPlanByAjv = ajv.compile(planJsonSchema);

describe('the published schema', () => {
  it('takes the sample', () => {
    expect(isPlanByAjv(parsed(sample).plan)).toBe(true);
  });

  it.each([
    ['an unknown key', { zebra: 1 }],
    ['a cloud that is none', { cloud: 'moon' }],
    ['an unknown connection', { connections: { 'a--b': {} } }],
    ['a port that can not be', { connections: { 'pdp-agent--control-plane': { ports: [0] } } }],
    ['a range without a prefix length', { network: { podCidrs: ['10.0.0.0'] } }],
    ['a host with a port', { connections: { 'pdp-agent--control-plane': { hosts: ['a:443'] } } }],
    ['a layer that is none', { network: { path: [{ layer: 'moat', source: 'none' }] } }],
    ['a waiver without an end', { waivers: [{ requirement: 'a', reason: 'b', owner: 'c' }] }],
    ['no value', { network: null }],
  ])('refuses %s', (_, change) => {
    expect(isPlanByAjv({ ...parsed(choices).plan, ...change })).toBe(false);
  });

  it('describes every key that is not described by its own name', () => {
    const undescribed: string[] = [];
    const walk = (schema: unknown, place: string): void => {
      if (typeof schema !== 'object' || schema === null) return;
      for (const [key, value] of Object.entries(schema)) {
        if (key === 'properties') {
          for (const [name, property] of Object.entries(value as object)) {
            const { description, $ref } = property as { description?: string; $ref?: string };
            if (description === undefined && $ref === undefined) undescribed.push(`${place}.${name}`);
            walk(property, `${place}.${name}`);
          }
        } else walk(value, place);
      }
    };
    walk(planJsonSchema, '');
    expect(undescribed).toEqual([
      '.kind',
      '.metadata',
      '.split.WSO2',
      '.split.Customer',
      '.signature.algorithm',
      '.signature.publicKey',
      '.signature.value',
    ]);
  });

  it('uses no word of JSON Schema that the reader of plans does not know', () => {
    const known = new Set(
      '$schema $id $ref $defs type const enum anyOf properties required additionalProperties propertyNames items minLength minimum maximum pattern format title description examples'.split(
        ' ',
      ),
    );
    const foreign = new Set<string>();
    const walk = (schema: unknown): void => {
      if (typeof schema !== 'object' || schema === null) return;
      for (const [word, value] of Object.entries(schema)) {
        if (!known.has(word)) foreign.add(word);
        if (word === 'properties' || word === '$defs') Object.values(value as object).forEach(walk);
        else if (Array.isArray(value)) value.forEach(walk);
        else walk(value);
      }
    };
    walk(planJsonSchema);
    expect([...foreign]).toEqual([]);
  });

  const anything = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 2 },
      fc.constantFrom(
        'siem',
        'azure',
        'none',
        'a',
        '',
        '10.0.0.0/8',
        '10.0.0.1',
        'a.example.com',
        '*.b.c',
        'A_b',
        '-x',
        '1.2.3.4',
        '2026-11-02',
        '2026-02-30',
        'http://p:1',
      ),
      fc.integer({ min: -1, max: 70_000 }),
      fc.boolean(),
      fc.constant(1.5),
      fc.array(tie('value'), { maxLength: 2 }),
      fc.dictionary(fc.constantFrom('name', 'hosts', 'layer', 'source', 'url', 'x'), tie('value'), {
        maxKeys: 2,
        noNullPrototype: true,
      }),
    ),
  })).value;
  const places = fc.constantFrom<string[]>(
    ['metadata'],
    ['cloud'],
    ['addOns'],
    ['network'],
    ['region'],
    ['network', 'podCidrs'],
    ['network', 'path'],
    ['network', 'proxy'],
    ['network', 'proxy', 'url'],
    ['network', 'backends'],
    ['connections', 'pdp-agent--control-plane'],
    ['connections', 'pdp-agent--control-plane', 'hosts'],
    ['connections', 'pdp-agent--control-plane', 'ports'],
    ['answers'],
    ['answers', 'x'],
    ['owners', 'dns-management', 'responsible'],
    ['waivers'],
    ['attestations'],
    ['components', 'flux'],
  );

  it('and zod and the reader agree on every plan: what one refuses, all refuse', () => {
    let accepted = 0;
    fc.assert(
      fc.property(places, anything, (place, value) => {
        const plan = withValue(parsed(choices).plan, place, value);
        const byAjv = isPlanByAjv(plan);
        expect(planSchema.safeParse(plan).success).toBe(byAjv);
        const read = parsePlan(stringify(plan), 'plan.yaml');
        // Only the reader knows which ranges and selectors are well formed.
        const isBeyondSchema =
          !read.ok &&
          read.failure.problems.every(({ message }) => /CIDR|prefix|selector|address, not a host/.test(message));
        expect(read.ok || isBeyondSchema).toBe(byAjv || isBeyondSchema);
        if (read.ok) accepted += 1;
      }),
      { numRuns: 1500 },
    );
    expect(accepted).toBeGreaterThan(100);
  });
});

function withValue(whole: object, [step, ...rest]: readonly string[], value: unknown): object {
  if (step === undefined) throw new Error('A path has a step.');
  const inside = (whole as Record<string, unknown>)[step];
  return {
    ...whole,
    [step]:
      rest.length === 0 ? value : withValue(typeof inside === 'object' && inside !== null ? inside : {}, rest, value),
  };
}

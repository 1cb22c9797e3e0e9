import { describe, expect, it } from 'vitest';
import type { LayerKind } from '../../plan/plan.ts';
import { makeDecideLayer } from '../judging/decideLayer.ts';
import { verdictOn } from '../judging/flowVerdict.ts';
import { ALL_FLOWS, flowsTo } from '../flows/flowSet.ts';
import { toRanges } from '../flows/addressSpaces.ts';
import type { RequiredFlow } from '../judging/findRequiredFlows.ts';
import { readRules } from './readRules.ts';
import type { RuleSet } from './readRules.ts';
import type { FormatInput, LayerBinding, LayerRules, Origin, RuleFormat, Subject } from './ruleFormat.ts';
import { azureFormat } from '../formats/azure/azureFormat.ts';
import { terraformFormat } from '../formats/terraform/terraformFormat.ts';
import { ruleFormats } from './ruleFormats.ts';
import type { Rule } from '../machine/ruleProgram.ts';
import { servicesOf } from '../flows/services.ts';
import { fileOf } from '../testing/rules.ts';
import type { Verdict } from '../judging/verdict.ts';

const matchAll: Rule['match'] = () => ({ certain: ALL_FLOWS, possible: ALL_FLOWS });

/** A format that keeps `host allow` a line, for hosts that a plan's attachedTo names, in files that begin with its name. */
function wordFormat(name: string, layer: LayerKind = 'node-firewall', goesByWorkload = false): RuleFormat {
  const isOwn = (input: FormatInput): boolean => input.kind === 'text' && input.text.startsWith(`# ${name}\n`);
  return {
    title: name,
    accepts: `words of ${name}`,
    layers: [layer],
    recognise: isOwn,
    read(inputs) {
      const rules = new Map(
        inputs.flatMap((input) =>
          input.kind === 'text'
            ? input.text.split('\n').flatMap((line, index) => {
                const [host, action] = line.split(' ');
                const place = { file: input.file, document: 0, path: [index + 1], rule: `${name} ${host}` };
                return host !== undefined && (action === 'allow' || action === 'deny')
                  ? [[host, { action, place, match: matchAll } satisfies Rule] as const]
                  : [];
              })
            : [],
        ),
      );
      const bind = (attachedTo: readonly string[]): LayerBinding => {
        const missing = attachedTo.find((host) => !rules.has(host));
        if (attachedTo.length === 0 || missing !== undefined) {
          return { kind: 'unbound', because: `${name} does not know ${missing ?? 'the host'}.` };
        }
        const own = attachedTo.flatMap((host) => rules.get(host) ?? []);
        const programs = own.map((rule) => ({
          sections: [{ rules: [rule], otherwise: 'deny' as const, otherwiseBy: [] }],
        }));
        return { kind: 'bound', programs };
      };
      const speaks: LayerRules = { layer, goesByWorkload, finds: (target) => rules.has(target), bind };
      return {
        layers: rules.size > 0 ? [speaks] : [],
        problems: [],
        found: [...rules.values()].map(({ place }) => ({ what: 'word', place })),
        unreadable: [],
      };
    },
  };
}

const services = servicesOf('TCP', 443);
const flow: RequiredFlow = {
  host: undefined,
  failover: false,
  protocol: 'TCP',
  port: 443,
  services,
  addressesKnown: true,
  mayStayInside: false,
  where: undefined,
  destination: { flows: flowsTo(toRanges(['203.0.113.7/32']), services), outside: true },
};
const network = { cni: undefined, podRanges: toRanges(['10.2.0.0/16']), nodeRanges: [], serviceRanges: [] };

interface Answer {
  readonly verdict: Verdict;
  readonly reason: string | undefined;
}

function ask(
  { layers }: Pick<RuleSet, 'layers'>,
  attachedTo: readonly string[],
  subject: Subject = { kind: 'node' },
): Answer {
  const decide = makeDecideLayer({ ruleSet: { layers }, network });
  const layer = { layer: 'node-firewall', state: 'supplied', attachedTo, clouds: [] } as const;
  const { decision, reason } = decide(layer, subject, flow);
  return { verdict: verdictOn(flow, decision), reason };
}

const formats = [...ruleFormats, wordFormat('one'), wordFormat('two')];
const read = (files: Readonly<Record<string, string>>): RuleSet =>
  readRules(
    Object.entries(files).map(([file, text]) => fileOf(file, text)),
    undefined,
    [],
    formats,
  );

describe('several formats for one layer', () => {
  const both = (one: string, two: string): RuleSet => read({ 'one.txt': `# one\n${one}`, 'two.txt': `# two\n${two}` });

  it.each<[string, string, readonly string[], Verdict]>([
    ['a allow', 'a allow', ['a'], 'allowed'],
    ['a allow', 'a deny', ['a'], 'denied'],
    ['a deny', 'a allow', ['a'], 'denied'],
    // Each is asked about what it finds.
    ['a allow', 'b allow', ['a', 'b'], 'allowed'],
    ['a allow', 'b deny', ['a', 'b'], 'denied'],
    ['a allow', 'b deny', ['a'], 'allowed'],
    // A name that neither finds.
    ['a allow', 'b allow', ['a', 'c'], 'unknown'],
    ['a allow', 'b allow', [], 'unknown'],
  ])('must all allow what they are bound to: %s and %s at %j is %s', (one, two, attachedTo, verdict) => {
    expect(ask(both(one, two), attachedTo).verdict).toBe(verdict);
  });

  it('say what is missing where a name is found by none', () => {
    expect(ask(both('a allow', 'b allow'), ['c']).reason).toBe('one does not know c.');
  });
});

describe('a layer', () => {
  it('that tells workloads apart is bound for each, and one that does not is bound once for all that leave alike', () => {
    const origins: Origin[] = [];
    const counting = (goesByWorkload: boolean): RuleSet['layers'] => {
      const bind = (_attachedTo: readonly string[], origin: Origin): LayerBinding => {
        origins.push(origin);
        return { kind: 'bound', programs: [] };
      };
      return new Map([['node-firewall', [{ layer: 'node-firewall', goesByWorkload, finds: () => true, bind }]]]);
    };
    const subjects: readonly Subject[] = [
      { kind: 'node' },
      { kind: 'missing-workload', because: 'one' },
      { kind: 'missing-workload', because: 'other' },
    ];
    const count = (goesByWorkload: boolean): number => {
      origins.length = 0;
      const decide = makeDecideLayer({ ruleSet: { layers: counting(goesByWorkload) }, network });
      const layer = { layer: 'node-firewall', state: 'supplied', attachedTo: [], clouds: [] } as const;
      for (const subject of [...subjects, ...subjects]) decide(layer, subject, flow);
      return origins.length;
    };
    expect(count(true)).toBe(3);
    expect(count(false)).toBe(2);
    expect(origins.map(({ addresses }) => addresses)).toEqual([[], network.podRanges]);
  });

  it('may say that it does not bear on what the subject opens', () => {
    const bind = (): LayerBinding => ({ kind: 'idle', because: 'Not here.' });
    const layers: RuleSet['layers'] = new Map([
      ['node-firewall', [{ layer: 'node-firewall', goesByWorkload: false, finds: () => true, bind }]],
    ]);
    expect(ask({ layers }, [])).toEqual({ verdict: 'allowed', reason: 'Not here.' });
  });
});

describe('a text', () => {
  const dump = '# one\n: [\n"\na deny\n';

  it('that a format recognises is no broken YAML, whatever its file is called', () => {
    const rules = read({ 'rules.yaml': dump });
    expect(rules.problems).toEqual([]);
    expect(rules.sources).toMatchObject([{ format: 'one', layers: ['node-firewall'], holds: '1 word' }]);
    expect(rules.clouded.size).toBe(0);
    expect(ask(rules, ['a']).verdict).toBe('denied');
    expect(rules.locate({ file: 'rules.yaml', document: 0, path: [4], rule: 'one a' })).toEqual({
      file: 'rules.yaml',
      line: 4,
      rule: 'one a',
    });
  });

  it('that none recognises is read as what it is named', () => {
    expect(read({ 'rules.yaml': dump.replace('# one', '# three') }).problems).toMatchObject([
      { file: 'rules.yaml', severity: 'error' },
    ]);
  });
});

describe('a document', () => {
  const mixed = JSON.stringify({
    SecurityGroups: [{ GroupId: 'sg-1', IpPermissionsEgress: [] }],
    securityRules: [],
    name: 'nsg',
  });

  it('of several formats is read by each', () => {
    const rules = read({ 'all.json': mixed });
    expect([...rules.layers.keys()].toSorted()).toEqual(['aws-security-group', 'azure-nsg']);
    expect(rules.problems).toEqual([]);
    expect(rules.sources).toMatchObject([
      { format: 'Azure network, AWS network', holds: '1 network security group, 1 security group' },
    ]);
  });

  it('that could not be parsed clouds the layers of the formats that are in its file beside it', () => {
    const files = { 'x.yaml': `${mixed.replaceAll('\n', '')}\n---\na: [\n` };
    expect([...read(files).clouded.keys()]).toEqual([
      'azure-nsg',
      'azure-firewall',
      'route',
      'aws-security-group',
      'aws-network-acl',
      'aws-network-firewall',
    ]);
  });

  it('of no format is told with what to give for its layer', () => {
    const remedyFor = (layer: LayerKind | undefined, value: unknown = { a: 1 }): string | undefined =>
      readRules([fileOf('x.json', JSON.stringify(value))], () => layer, [], formats).problems[0]?.remedy;
    const seen = 'It holds an object with a.';
    expect(remedyFor('azure-nsg')).toBe(`${seen} Give ${azureFormat.accepts}, or ${terraformFormat.accepts}.`);
    expect(remedyFor('node-firewall')).toMatch(
      /^It holds an object with a\. Give the output of `iptables-save`.*, or words of one, or words of two\.$/,
    );
    const list = 'What can be given is listed in the README under Limits.';
    expect(remedyFor(undefined)).toBe(`${seen} ${list}`);
    expect(remedyFor(undefined, [{ a: 1, b: 'secret', c: 3, d: 4, e: 5 }])).toBe(
      `It holds a list, at first of an object with a, b, c and 2 other fields. ${list}`,
    );
    expect(remedyFor(undefined, 'secret')).toBe(`It holds a text. ${list}`);
    expect(remedyFor(undefined, {})).toBe(`It holds an empty object. ${list}`);
    expect(remedyFor(undefined, ['secret'])).toBe(`It holds a list of no objects. ${list}`);
  });
});

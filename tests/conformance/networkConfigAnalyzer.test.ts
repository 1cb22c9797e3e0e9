import { readFileSync } from 'node:fs';
import path from 'node:path';
import { load, loadAll } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { parseAddress, parseCidr } from '#shared/network/flows/address.ts';
import type { AddressRange } from '#shared/network/flows/address.ts';
import {
  ALL_IPV4_FLOWS,
  areEqual,
  describeFlows,
  flowsTo,
  intersect,
  uniteAll,
  withServices,
} from '#shared/network/flows/flowSet.ts';
import type { FlowSet } from '#shared/network/flows/flowSet.ts';
import { maySelectThing, parseCalicoSelector } from '#shared/network/formats/kubernetes/calico/calicoSelector.ts';
import { makePodPolicies } from '#shared/network/formats/kubernetes/makePodPolicies.ts';
import type { Workload } from '#shared/network/formats/kubernetes/manifests.ts';
import { readRules } from '#shared/network/reading/readRules.ts';
import type { RuleSet } from '#shared/network/reading/readRules.ts';
import { certainlyAllowed, unknownReasons } from '#shared/network/machine/decision.ts';
import { runProgram } from '#shared/network/machine/runProgram.ts';
import { CONNECTION_SERVICES, NO_SERVICES, servicesOf, uniteServices } from '#shared/network/flows/services.ts';
import type { Protocol, Services } from '#shared/network/flows/services.ts';
import { fileOf } from '#shared/network/testing/rules.ts';
import { foreignData, isForeignDataPresent, readForeignFiles } from './foreignData.ts';
import { scoreCases } from './scoreCases.ts';

const policies = 'network-config-analyzer/tests/calico_testcases/example_policies';

interface Scheme {
  readonly namespaceList: string;
  readonly podList: string;
  readonly networkConfigList: readonly {
    readonly name: string;
    readonly networkPolicyList?: readonly string[];
    readonly resourceList?: readonly string[];
  }[];
  readonly queries: readonly { readonly expectedOutput?: string; readonly connectivityMap?: readonly string[] }[];
}

/** An object of a manifest; what is not read here is passed on as it is. */
interface ManifestItem {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly items?: readonly ManifestItem[];
  readonly metadata?: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Record<string, string>;
    readonly generateName?: string;
  };
  readonly spec?: { readonly ports?: readonly { name: string; protocol: string; port: number }[] };
}

interface Case {
  readonly config: string;
  readonly rules: RuleSet;
  readonly lines: readonly string[];
}

/** The schemes whose pods and policies are those of Kubernetes and Calico alone. */
const schemes = [
  'testcase16-nets/testcase16-scheme.yaml',
  'testcase18-pass/testcase18-scheme.yaml',
  'testcase19-profiles/testcase19-scheme.yaml',
  'testcase25-mix-k8s-calico-policies/testcase25-scheme.yaml',
];

function readCases(file: string): readonly Case[] {
  const folder = path.dirname(path.join(foreignData, policies, file));
  const scheme = load(readFileSync(path.join(foreignData, policies, file), 'utf8')) as Scheme;
  const facts = [scheme.namespaceList, scheme.podList].flatMap((name) => readItems(path.join(folder, name)));
  return scheme.queries.flatMap(({ expectedOutput, connectivityMap }) => {
    if (expectedOutput === undefined || connectivityMap === undefined) return [];
    const answers = readFileSync(path.join(folder, expectedOutput), 'utf8')
      .split('final fw rules for query: ')
      .slice(1);
    return connectivityMap.flatMap((config, index) => {
      const lines = (answers[index] ?? '').split('\n').slice(1);
      const [name = '', ...rest] = config.split('/');
      const listed = scheme.networkConfigList.find((one) => one.name === name);
      if (listed?.networkPolicyList === undefined) return [];
      const objects = listed.networkPolicyList.flatMap((one) => readItems(path.join(folder, one)));
      // A configuration can be narrowed to one policy of it, by name and if need be by kind.
      const wanted = rest.at(-1);
      const isKubernetes = rest[0]?.startsWith('K8s') ? true : rest[0]?.startsWith('Calico') ? false : undefined;
      const chosen = objects.filter(
        ({ metadata, apiVersion = '' }) =>
          wanted === undefined ||
          (metadata?.name === wanted && isKubernetes !== !apiVersion.startsWith('networking.k8s.io')),
      );
      const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [...facts, ...chosen] });
      return [{ config: `${file}: ${config}`, rules: readRules([fileOf(file, text)]), lines }];
    });
  });
}

function readItems(file: string): readonly ManifestItem[] {
  const documents = loadAll(readFileSync(file, 'utf8')) as (ManifestItem | null)[];
  return documents
    .flatMap((document) => document ?? [])
    .flatMap(({ items, ...one }) => {
      const kind = one.kind?.replace(/List$/, '') ?? '';
      const inherited = kind === '' ? {} : { kind, apiVersion: one.apiVersion ?? 'v1' };
      return (items ?? [one]).map((item) => toPod({ ...inherited, ...item }));
    });
}

/** Endpoints of Calico stand for pods here. */
function toPod(item: ManifestItem): ManifestItem {
  const { kind, metadata, spec } = item;
  if (kind !== 'WorkloadEndpoint' || metadata === undefined) return item;
  const labels = metadata.labels ?? {};
  const ports = (spec?.ports ?? []).map(({ name, protocol, port }) => ({ name, protocol, containerPort: port }));
  const podSpec = { serviceAccountName: labels['projectcalico.org/serviceaccount'], containers: [{ ports }] };
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: podSpec } as ManifestItem;
}

/** `src_ns: [a,b] src_pods: [selector] dst: ranges conn: connections`, for destinations outside of the cluster. */
function reachOf(lines: readonly string[], workload: Workload): FlowSet {
  return uniteAll(
    lines.flatMap((line) => {
      const [, namespaces = '', pods = '', ranges = '', connections = ''] =
        /^src_ns: \[([^\]]*)\] src_pods: \[(.*?)\] dst: (\S+) conn: (.*)$/.exec(line) ?? [];
      const isMeant = namespaces.split(',').includes(workload.namespace) && isAmong(pods, workload);
      return isMeant ? [flowsTo(ranges.split(',').map(toRange), toServices(connections))] : [];
    }),
  );
}

/** `*`, a selector in words, or names of pods and their owners. */
function isAmong(pods: string, { labels, name, namespace }: Workload): boolean {
  if (pods === '*') return true;
  const names = pods.split(',').map((one) => one.trim());
  if (names.includes(name)) return true;
  const text = pods
    .replaceAll(' or ', ' || ')
    .replaceAll(' and ', ' && ')
    .replaceAll(
      / in \(([^)]*)\)/g,
      (_, values: string) =>
        ` in {${values
          .split(',')
          .map((one) => `'${one}'`)
          .join(',')}}`,
    )
    .replaceAll(
      /(!?=)([\w.-]+)/g,
      (_, operator: string, value: string) => ` ${operator === '=' ? '==' : '!='} '${value}'`,
    );
  const selector = parseCalicoSelector(text);
  if (!selector.ok) return false;
  return maySelectThing(selector.value, { namespace, labelOf: (key) => ({ value: labels[key] }) }) === 'yes';
}

function toRange(text: string): AddressRange {
  const [from, to] = text.split('-').map(parseAddress);
  if (from?.family === 4 && to?.family === 4) return { family: 4, first: from.value, last: to.value };
  const cidr = parseCidr(text);
  if (!cidr.ok) throw new Error(`Not a range: ${text}`);
  return cidr.value.range;
}

function toServices(connections: string): Services {
  if (connections === 'All connections') return CONNECTION_SERVICES;
  const [, names = '', , ports = '1-65535'] =
    /^\{protocols:([A-Z,]+?)(,dst_ports:([\d,-]+))?\}$/.exec(connections) ?? [];
  if (names === '') throw new Error(`Not a connection: ${connections}`);
  return names.split(',').reduce<Services>(
    (all, protocol) =>
      ports.split(',').reduce<Services>((some, range) => {
        const [first = 0, last = first] = range.split('-').map(Number);
        return uniteServices(some, servicesOf(protocol as Protocol, first, last));
      }, all),
    NO_SERVICES,
  );
}

const ipv4Connections = withServices(ALL_IPV4_FLOWS, CONNECTION_SERVICES);

const cases = isForeignDataPresent ? schemes.flatMap(readCases) : [];

describe.skipIf(!isForeignDataPresent)('network-config-analyzer’s connectivity maps of Calico', () => {
  scoreCases((name) => (name.startsWith('agree on') ? 'network-config-analyzer, Calico' : undefined));

  it('are there', () => expect(cases.length).toBeGreaterThan(5));

  it.each(cases)('agree on what each workload may reach outside: $config', ({ rules, lines }) => {
    expect(rules.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(rules.manifests.workloads.length).toBeGreaterThan(5);
    const network = { cni: 'calico' as const, podRanges: [], nodeRanges: [], serviceRanges: [] };
    const podPolicies = makePodPolicies(rules.manifests, network, 'egress');
    const differences = rules.manifests.workloads.flatMap((workload) => {
      const policy = podPolicies.of(workload);
      const asked = { flows: ipv4Connections, outside: true, isNameless: true };
      // What runs on the node's network is a pod like any other to them.
      const decision = policy.kind === 'program' ? runProgram(policy.program, asked) : undefined;
      if (policy.kind === 'node-network') return [];
      const ours = decision === undefined ? undefined : intersect(certainlyAllowed(decision), ipv4Connections);
      const theirs = intersect(reachOf(lines, workload), ipv4Connections);
      const unknown = decision === undefined ? [policy] : unknownReasons([decision]);
      if (ours !== undefined && areEqual(ours, theirs) && unknown.length === 0) return [];
      const { namespace, name } = workload;
      return [
        { workload: `${namespace}/${name}`, ours: ours && describeFlows(ours), theirs: describeFlows(theirs), unknown },
      ];
    });
    expect(differences).toEqual([]);
  });

  const files = isForeignDataPresent
    ? readForeignFiles(policies).filter(({ file, text }) => file.endsWith('.yaml') && /projectcalico/.test(text))
    : [];

  it('are read without an unexplained problem', () => {
    const problems = files.flatMap((file) => readRules([file]).problems);
    // Rules of profiles, and what Calico refuses as well: rules with addresses of both families, alone or within their ranges,
    // names of ports that are longer than those of pods, and one selector that is a map.
    const explained =
      /Calico makes the profiles|IPv4 and of IPv6|CIDR notation|behind its mask|“no-exist-named-port\d” is no port|“a map” is no selector/;
    expect(files.length).toBeGreaterThan(40);
    expect(problems.filter(({ message }) => !explained.test(message))).toEqual([]);
  });
});

/** Rules for tests, written as short as YAML allows, and questions put to them as a user would. */
import type { Cni } from '../../plan/plan.ts';
import { parseAddress } from '../flows/address.ts';
import { reachEgress } from '../judging/reachEgress.ts';
import { readRules } from '../reading/readRules.ts';
import type { RuleSet } from '../reading/readRules.ts';
import type { RuleFile } from '../source/ruleFile.ts';
import type { Protocol } from '../flows/services.ts';
import type { EgressReach, Traffic } from '../judging/verdict.ts';

export function fileOf(file: string, text: string): RuleFile {
  return { file, text, bytes: text.length, hash: '' };
}

/** YAML documents as the file `rules.yaml`, each on a line of its own that begins with `--- `. */
export function readDocuments(...documents: readonly string[]): RuleSet {
  return readRules([fileOf('rules.yaml', documents.map((document) => `--- ${document}\n`).join(''))]);
}

export function networkPolicy(spec: string, metadata = 'name: policy'): string {
  return `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {${metadata}}, spec: ${spec}}`;
}

/** A Deployment `web` in `default`. */
export function deployment(labels = '{app: web}', { metadata = 'name: web', podSpec = '{}' } = {}): string {
  return `{apiVersion: apps/v1, kind: Deployment, metadata: {${metadata}}, spec: {template: {metadata: {labels: ${labels}}, spec: ${podSpec}}}}`;
}

export function namespace(name: string, labels = '{}'): string {
  return `{apiVersion: v1, kind: Namespace, metadata: {name: ${name}, labels: ${labels}}}`;
}

export interface ReachQuestion {
  /** Outside of the cluster. */
  readonly to?: string;
  readonly port?: number;
  readonly protocol?: Protocol;
  readonly workload?: string;
  readonly cni?: Cni;
}

export type ReachAnswer = 'allowed' | 'denied' | 'unknown' | 'no such workload';

/** What the reach of a workload says of one flow. */
export function askReach(rules: RuleSet, question: ReachQuestion = {}): ReachAnswer {
  const { workload = 'default/web', cni = 'generic' } = question;
  const rows = reachEgress(rules, { cni, workload }).workloads;
  const answers = new Set(rows.map((row) => answerOf(row, question)));
  const [answer = 'no such workload'] = answers;
  return answers.size > 1 ? 'unknown' : answer;
}

function answerOf({ allowed, unknown }: EgressReach['workloads'][number], question: ReachQuestion): ReachAnswer {
  if (allowed.some((traffic) => isPartOf(question, traffic))) return 'allowed';
  return unknown.length > 0 ? 'unknown' : 'denied';
}

function isPartOf({ to = '203.0.113.7', port = 443, protocol = 'TCP' }: ReachQuestion, traffic: Traffic): boolean {
  const address = parseAddress(to);
  return (
    traffic.ranges.some((range) => {
      const [first, last] = range.split('-').map(parseAddress);
      if (address === undefined || first?.family !== address.family || last === undefined) return false;
      return first.value <= address.value && address.value <= last.value;
    }) &&
    (traffic.ports[protocol] ?? []).some((range) => {
      const [first = 0, last = first] = range.split('-').map(Number);
      return first <= port && port <= last;
    })
  );
}

/** `file:line message`, errors marked. */
export function describeProblems({ problems }: Pick<RuleSet, 'problems'>): readonly string[] {
  return problems.map(({ line, severity, message }) => `${line} ${severity === 'error' ? '' : '(warning) '}${message}`);
}

/** Asks a layer one question, by a plan or a state as Terraform prints it, and other files beside it. */
import type { LayerKind } from '../../../../plan/plan.ts';
import { parseCidr } from '../../../flows/address.ts';
import { toRanges } from '../../../flows/addressSpaces.ts';
import { makeDecideLayer } from '../../../judging/decideLayer.ts';
import { flowsTo } from '../../../flows/flowSet.ts';
import { verdictOn } from '../../../judging/flowVerdict.ts';
import { readRules } from '../../../reading/readRules.ts';
import type { RuleSet } from '../../../reading/readRules.ts';
import { unknownReasons } from '../../../machine/decision.ts';
import { servicesOf } from '../../../flows/services.ts';
import type { Protocol, Services } from '../../../flows/services.ts';
import { fileOf } from '../../../testing/rules.ts';
import type { RuleReference, Verdict } from '../../../judging/verdict.ts';

export interface TerraformQuestion {
  readonly layer: LayerKind;
  readonly attachedTo?: readonly string[];
  readonly to?: string;
  readonly host?: string;
  readonly port?: number;
  readonly protocol?: Protocol;
  /** In place of a port of a protocol. */
  readonly services?: Services;
  readonly nodes?: readonly string[];
  readonly region?: string;
}

export interface TerraformAnswer {
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
  readonly decidedBy: readonly RuleReference[];
}

export function readTerraform(files: Readonly<Record<string, unknown>>): RuleSet {
  return readRules(Object.entries(files).map(([file, value]) => fileOf(file, JSON.stringify(value, undefined, 1))));
}

export function askTerraform(
  given: RuleSet | Readonly<Record<string, unknown>>,
  {
    layer,
    attachedTo = [],
    to = '203.0.113.7',
    port = 443,
    protocol = 'TCP',
    services = servicesOf(protocol, port, port),
    host,
    nodes = [],
    region,
  }: TerraformQuestion,
): TerraformAnswer {
  const isRead = 'layers' in given && given.layers instanceof Map;
  const ruleSet = isRead ? (given as RuleSet) : readTerraform(given as Readonly<Record<string, unknown>>);
  const network = { cni: undefined, podRanges: [], nodeRanges: toRanges(nodes), serviceRanges: [], region };
  const cidr = parseCidr(to);
  if (!cidr.ok) throw new Error(cidr.failure);
  const flow = {
    host,
    failover: false,
    protocol,
    port,
    services,
    addressesKnown: true,
    mayStayInside: layer !== 'azure-firewall',
    destination: { flows: flowsTo([cidr.value.range], services), host, outside: true },
  };
  const clouds = ruleSet.clouded.get(layer) ?? [];
  const state = ruleSet.layers.has(layer) ? 'supplied' : 'not-supplied';
  const path = { layer, state, attachedTo, clouds } as const;
  const { decision } = makeDecideLayer({ ruleSet, network })(path, { kind: 'node' }, flow);
  return {
    verdict: verdictOn(flow, decision),
    reasons: unknownReasons([decision]),
    decidedBy: decision.steps.flatMap(({ places }) => places.map(ruleSet.locate)),
  };
}

import { isRecord } from '../../../jsonFields.ts';
import type { DocumentInput, Translation } from '../../../ruleFormat.ts';
import { clusterwideKind } from './readCiliumPolicy.ts';

/**
 * Rules as Cilium’s agent takes and prints them, without an object of Kubernetes around them: `cilium-dbg policy get`. Each
 * names the namespaces that it is for among its labels, as the rules of a policy for the whole cluster do. Source: cilium
 * pkg/policy/api, Rule.
 */
export function holdsAgentRules(value: unknown): value is AgentRules {
  return isAgentRule(Array.isArray(value) ? value[0] : value);
}

type AgentRules = Record<string, unknown> | readonly unknown[];

function isAgentRule(value: unknown): boolean {
  if (!isRecord(value) || Object.hasOwn(value, 'kind') || Object.hasOwn(value, 'apiVersion')) return false;
  return isRecord(value['endpointSelector']) || isRecord(value['nodeSelector']);
}

/** The same as one policy, whose name is that of the file. */
export function translateAgentRules({ file, value }: DocumentInput): Translation | undefined {
  if (!holdsAgentRules(value)) return undefined;
  const isList = Array.isArray(value);
  const policy = {
    apiVersion: 'cilium.io/v2',
    kind: clusterwideKind,
    metadata: { name: file },
    ...(isList ? { specs: value } : { spec: value }),
  };
  return {
    documents: [policy],
    trace: (_document, [_specs, ...path]) => path,
  };
}

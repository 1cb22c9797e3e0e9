import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import { enumerate } from '#shared/kernel/enumerate.ts';
import { succeed } from '#shared/kernel/result.ts';
import { parseCidr } from '#shared/network/flows/address.ts';
import type { AddressRange } from '#shared/network/flows/address.ts';
import { explainFlow, findUnknownTargets } from '#shared/network/explain/explainFlow.ts';
import type { EgressExplanation } from '#shared/network/explain/explanation.ts';
import { findOrigins } from '#shared/network/explain/findOrigins.ts';
import { parseFlowTarget } from '#shared/network/explain/flowTarget.ts';
import { deriveRequirements } from '#shared/requirements/deriveRequirements.ts';
import type { Abilities, ExplainFlowInput } from '../ports.ts';
import { readRuleSet } from './readRuleSet.ts';

/** Follows one flow through every layer. Plain values in and out, as in `judgeRules`. */
export async function computeExplanation(
  abilities: Pick<Abilities, 'catalog' | 'digest' | 'planFiles' | 'ruleFiles' | 'workingFolder' | 'giveWay'>,
  input: ExplainFlowInput,
  signal?: AbortSignal,
): Promise<Outcome<EgressExplanation>> {
  const to = parseFlowTarget(input.to);
  if (!to.ok) return failure('bad-input', to.failure);
  const addresses = parseAddresses(input.addresses ?? []);
  if (!addresses.ok) return addresses;
  const gathered = await readRuleSet(abilities, input, signal);
  if (!gathered.ok) return gathered;
  const { ruleSet, plan, plugIn } = gathered.value;
  // What is not found may stand in what could not be read.
  const { problems } = ruleSet;
  const from = findOrigins(input.from, ruleSet.manifests);
  if (!from.ok) return failure('not-found', from.failure.message, { remedy: from.failure.remedy, problems });
  const receivers = to.value.kind === 'workload' ? findOrigins(to.value.workload, ruleSet.manifests) : succeed([]);
  if (!receivers.ok) {
    return failure('not-found', receivers.failure.message, { remedy: receivers.failure.remedy, problems });
  }
  const [unknown, ...others] = findUnknownTargets(ruleSet, input.attachedTo ?? []);
  if (unknown !== undefined) {
    return failure('not-found', `No rules in these files are attached to ${enumerate([unknown, ...others])}.`, {
      remedy: 'Write the name or id of a subnet, security group or firewall as the files have it.',
      problems,
    });
  }
  return succeed(
    explainFlow({
      ruleSet,
      from: from.value,
      to: to.value,
      receivers: receivers.value.flatMap((subject) => (subject.kind === 'workload' ? subject.workload : [])),
      addresses: addresses.value,
      plan: plan && { plan, requirements: deriveRequirements(abilities.catalog, plan) },
      cni: input.cni ?? plugIn,
      attachedTo: input.attachedTo,
    }),
  );
}

function parseAddresses(texts: readonly string[]): Outcome<readonly AddressRange[]> {
  const ranges: AddressRange[] = [];
  for (const text of texts) {
    const cidr = parseCidr(text);
    if (!cidr.ok) return failure('bad-input', cidr.failure);
    ranges.push(cidr.value.range);
  }
  return succeed(ranges);
}

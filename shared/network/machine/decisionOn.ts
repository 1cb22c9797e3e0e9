import type { LayerDecision } from '../judging/decideLayer.ts';
import { NO_FLOWS } from '../flows/flowSet.ts';
import type { RequiredFlow } from '../judging/findRequiredFlows.ts';
import { verdictOn } from '../judging/flowVerdict.ts';
import type { Decision } from './decision.ts';

/** What a layer that was asked about the way to a proxy makes of what the proxy carries: all of it, nothing, or it is open. */
export function decisionOn(
  { destination: { flows } }: Pick<RequiredFlow, 'destination'>,
  { decision, asked }: LayerDecision,
): Decision {
  if (asked === undefined) return decision;
  const verdict = verdictOn(asked, decision);
  return {
    mayAllow: verdict === 'denied' ? NO_FLOWS : flows,
    mayDeny: verdict === 'allowed' ? NO_FLOWS : flows,
    steps: decision.steps,
    unknowns: decision.unknowns.map((unknown) => ({ ...unknown, flows })),
  };
}

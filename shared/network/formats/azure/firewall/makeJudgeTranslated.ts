import { flowsTo, isEmpty, NO_FLOWS, unite } from '../../../flows/flowSet.ts';
import type { FlowSet } from '../../../flows/flowSet.ts';
import { runProgram } from '../../../machine/runProgram.ts';
import type { Rule, Section } from '../../../machine/ruleProgram.ts';
import { servicesOf } from '../../../flows/services.ts';
import { parseAddressRange } from '../bounds.ts';
import type { NatRule } from './azureFirewall.ts';
import { carriedBy } from './servicesOfPackets.ts';

/** What becomes of traffic once a rule has given it another address. */
export type JudgeTranslated = (rule: NatRule) => 'let through' | 'may be denied';

/** By the rules of network, which are asked about it next. */
export function makeJudgeTranslated(network: readonly Rule[]): JudgeTranslated {
  const section: Section = { rules: network, otherwise: 'allow', otherwiseBy: [] };
  return ({ translatedAddress, translatedPort, protocols }) => {
    const address = translatedAddress === undefined ? undefined : parseAddressRange(translatedAddress);
    const carried = [...new Set(protocols.flatMap((protocol) => carriedBy.get(protocol) ?? []))];
    let flows: FlowSet = NO_FLOWS;
    for (const one of carried)
      flows = unite(flows, flowsTo(address === undefined ? [] : [address], servicesOf(one, translatedPort)));
    if (isEmpty(flows)) return network.some(({ action }) => action === 'deny') ? 'may be denied' : 'let through';
    const { mayDeny } = runProgram({ sections: [section] }, { flows, outside: true, isNameless: true });
    return isEmpty(mayDeny) ? 'let through' : 'may be denied';
  };
}

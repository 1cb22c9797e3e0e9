/** What Network Firewall makes of a domain list: rules like those that one would write. Source: API, RulesSourceList. */
import { entryOf } from '../../../../kernel/entryOf.ts';
import { spend } from '../../../flows/effort.ts';
import { NO_CONDITIONS, usualPriority } from './conditions.ts';
import type { Conditions } from './conditions.ts';
import type { DomainList, RuleOrder } from './firewallPolicy.ts';
import type { ContentCondition } from './nameContent.ts';
import { opaqueRule } from './parseSuricataRules.ts';
import { stepsToKeepRule } from './suricataRule.ts';
import type { SuricataRule } from './suricataRule.ts';

const ruleActions = { allow: 'pass', drop: 'drop', reject: 'reject', alert: 'alert' } as const;

/**
 * The same for all whose traffic the list decides about: there may be hundreds of thousands, so that whether there is room for them
 * is asked before they are made.
 */
export function toDomainRules(list: DomainList, order: RuleOrder): readonly SuricataRule[] {
  spend(stepsToKeepRule * countAtMost(list));
  const ofList = entryOf(known, list, () => new Map<RuleOrder, readonly SuricataRule[]>());
  return entryOf(ofList, order, () => makeDomainRules(list, order));
}

const known = new WeakMap<DomainList, Map<RuleOrder, readonly SuricataRule[]>>();

/** Its names by each protocol, and what is not listed. */
function countAtMost(list: DomainList): number {
  return (list.targets.length + 1) * protocolsOf(list).length;
}

function protocolsOf({ matchesTls, matchesHttp }: DomainList): readonly ('tls' | 'http')[] {
  return [...(matchesTls ? (['tls'] as const) : []), ...(matchesHttp ? (['http'] as const) : [])];
}

function makeDomainRules(list: DomainList, order: RuleOrder): readonly SuricataRule[] {
  const { matchesResolved, place, notUnderstood } = list;
  if (notUnderstood !== undefined || list.action === undefined) {
    const because = notUnderstood ?? `${place.rule} is not understood.`;
    return (['pass', 'drop'] as const).map((one) => opaqueRule(one, place, because));
  }
  const protocols = protocolsOf(list);
  const action = ruleActions[list.action];
  if (protocols.length === 0) {
    return [
      opaqueRule(action, place, `${place.rule} goes by what the Route 53 Resolver answered, which is not known.`),
    ];
  }
  const unjudged = matchesResolved ? ['what the Route 53 Resolver answered'] : [];
  const listed = list.targets.flatMap((target): readonly SuricataRule[] => {
    if (target.notUnderstood !== undefined) return [opaqueRule(action, target.place, target.notUnderstood)];
    const named: Conditions = { ...standing, contents: [contentOf(target.name)], unjudged };
    return protocols.map((protocol) => ({ ...ruleOf(action, protocol, named), place: target.place }));
  });
  // In strict order the policy’s default action drops what is not listed; in action order the list itself does.
  const rest =
    list.action === 'allow' && order === 'action'
      ? protocols.map((protocol): SuricataRule => ({
          ...ruleOf('drop', protocol, standing),
          place: { ...place, rule: `${place.rule}: other ${protocol === 'tls' ? 'TLS' : 'HTTP'}` },
        }))
      : [];
  return [...listed, ...rest];
}

function ruleOf(
  action: SuricataRule['action'],
  protocol: 'tls' | 'http',
  conditions: Conditions,
): Omit<SuricataRule, 'place'> {
  return {
    action,
    protocol,
    source: '$HOME_NET',
    sourcePorts: 'any',
    destination: '$EXTERNAL_NET',
    destinationPorts: 'any',
    isBidirectional: false,
    conditions,
    priority: usualPriority,
    notUnderstood: undefined,
  };
}

const standing: Conditions = {
  ...NO_CONDITIONS,
  state: 'established',
  side: 'to server',
  isByPacket: true,
  readsData: true,
  scope: 'established',
};

/** A name in the SNI or Host: `.x.com` is x.com and all below, `x.com` is itself alone. */
function contentOf(name: string): ContentCondition {
  const isWhole = !name.startsWith('.');
  return {
    content: name,
    isNegated: false,
    ignoresCase: true,
    atStart: isWhole,
    atEnd: true,
    afterDot: !isWhole,
    isLimited: false,
  };
}

/** What the platform adds to the rules of a firewall. */
import { never } from '../../../machine/condition.ts';
import type { Destination } from '../../../machine/destination.ts';
import { NO_FLOWS, withServices } from '../../../flows/flowSet.ts';
import type { Rule, RuleMatch, RulePlace } from '../../../machine/ruleProgram.ts';
import { servicesOf, uniteServices } from '../../../flows/services.ts';
import { platform } from '../bounds.ts';
import { makeNameSet } from './firewallNames.ts';

/** What the platform answers at is reached from its own host, and no route leads it to a firewall. */
export function unrouted(firewall: RulePlace): Rule {
  const place: RulePlace = { ...firewall, isBuiltIn: true, rule: `${firewall.rule}: the platform’s own addresses` };
  return { action: 'allow', place, match: () => ({ certain: platform, possible: platform }), reach: platform };
}

/**
 * Names that the platform needs are let through last, unless a rule denies them; which ones is not published, but for the
 * services that they belong to: images, disks and diagnostics, which are kept in Azure Storage.
 */
export function infrastructure(firewall: RulePlace): Rule {
  const place: RulePlace = {
    ...firewall,
    isBuiltIn: true,
    rule: `${firewall.rule}: built-in rules for Azure’s own infrastructure`,
  };
  const names = makeNameSet(['*.core.windows.net', '*.storage.azure.net']);
  const services = uniteServices(servicesOf('TCP', 80), servicesOf('TCP', 443));
  const match = (destination: Destination): RuleMatch => {
    const { host, flows } = destination;
    if (host === undefined || names.answer(destination) === 'no') return never;
    const unknownBecause = `${place.rule} may let ${host} through: which names they are for is not published. Write it into a rule of its own.`;
    return { certain: NO_FLOWS, possible: withServices(flows, services), unknownBecause };
  };
  return { action: 'allow', place, match };
}

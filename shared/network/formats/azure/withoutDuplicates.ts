import type { RulePlace } from '../../machine/ruleProgram.ts';
import { endOfId, isOfTemplate } from './azureResource.ts';
import type { AzureProblem } from './securityGroup/readSecurityRule.ts';

/** Something that a file tells of. */
export interface ReadThing<Of> {
  readonly thing: Of;
  /** What it says that decides, to tell whether two of a name are the same. */
  readonly written: () => string;
}

interface Thing {
  readonly name: string;
  readonly id: string | undefined;
  readonly place: RulePlace;
  readonly notUnderstood: string | undefined;
}

/** Each thing once. It may stand in several files; where they say other things of it, nobody knows which is in force. */
export function withoutDuplicates<Of extends Thing>(
  things: readonly ReadThing<Of>[],
  problems: AzureProblem[],
  merge: (same: readonly Of[]) => Of,
): readonly Of[] {
  const byEnd = Map.groupBy(things, ({ thing: { name, id } }) => endOfId(id ?? name));
  return [...byEnd.values()].flatMap((similar) => {
    const byId = Map.groupBy(similar, ({ thing: { name, id } }) => (id ?? name).toLowerCase());
    // Of a template nobody knows the resource group: it is the one of that name, where there is one.
    const isOne = byId.size === 2 && similar.some(({ thing: { id } }) => id !== undefined && isOfTemplate(id));
    return (isOne ? [similar] : [...byId.values()]).map((same) => mergeSame(same, problems, merge));
  });
}

function mergeSame<Of extends Thing>(
  same: readonly ReadThing<Of>[],
  problems: AzureProblem[],
  merge: (same: readonly Of[]) => Of,
): Of {
  const merged = merge(same.map(({ thing }) => thing));
  const [first, ...others] = same;
  if (first === undefined || others.length === 0) return merged;
  const written = first.written();
  const other = others.find((one) => one.written() !== written);
  if (other === undefined) return merged;
  const { place } = other.thing;
  const message = `${place.rule}: It stands twice, with other rules in ${first.thing.place.file}.`;
  problems.push({ place, severity: 'error', message, remedy: 'Leave out the one that is not in force.' });
  return { ...merged, notUnderstood: message };
}

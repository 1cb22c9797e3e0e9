import type { RulePlace } from '../machine/ruleProgram.ts';

/** Tells places of rules apart; rules that a product implies stand where their group does, under names of their own. */
export function keyOfPlace({ file, document, path, rule }: RulePlace): string {
  return `${file}#${document}#${path.join('/')}#${rule}`;
}

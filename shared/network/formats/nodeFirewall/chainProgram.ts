import type { FlowSet } from '../../flows/flowSet.ts';
import type { Origin } from '../../reading/ruleFormat.ts';
import type { RulePlace, RuleProgram, Section } from '../../machine/ruleProgram.ts';
import { bypassReading } from './bypassReading.ts';
import { exactly } from '../../machine/condition.ts';
import { ruleOf } from '../../machine/ruleOf.ts';

/** What is of the other family goes by; what the data path of the plug-in takes past the filter may as well. */
export function chainProgram(
  { place, sections }: { readonly place: RulePlace; readonly sections: readonly Section[] },
  flows: FlowSet,
  translate: RuleProgram['translate'],
  origin: Origin,
): RuleProgram {
  const { match, reach } = ruleOf('pass', place, exactly(flows));
  const main = { action: 'run', undecided: 'pass', place, match, reach, sections } as const;
  const bypass = bypassReading(origin);
  return {
    sections: [{ rules: [main], otherwise: 'allow', otherwiseBy: [] }],
    goesByFlowsAlone: true,
    translate,
    ...(bypass === undefined ? {} : { otherReadings: [bypass] }),
  };
}

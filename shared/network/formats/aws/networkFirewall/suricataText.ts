import { firstStatement } from '../../../source/firstStatement.ts';
import type { FormatProblem } from '../../../reading/ruleFormat.ts';

/** Rules of Suricata by themselves, by the first of them: to which rule group they belong they do not say. */
export function isSuricataText(text: string): boolean {
  const { statement } = firstStatement(text);
  return beginning.test(statement) && /[-<]> /.test(statement) && statement.includes(';');
}

const beginning = /^(?:alert|pass|drop|reject(?:src|dst|both)?)\s+[a-z][\w-]*\s/;

/** Where the file stands for the rules of a group, their order and variables are not known. */
export function findSuricataText({ file, text }: { readonly file: string; readonly text: string }): FormatProblem {
  return {
    place: { file, document: 0, path: [firstStatement(text).line], rule: 'Suricata rules' },
    severity: 'error',
    message: 'These are rules of Suricata by themselves: their order and variables stand in their rule group.',
    remedy: 'Give the output of `aws network-firewall describe-rule-group` in its place.',
  };
}

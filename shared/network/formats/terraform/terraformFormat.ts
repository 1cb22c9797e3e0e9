import { isRecord, textOf } from '../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';
import type {
  FormatInput,
  FormatProblem,
  FormatReading,
  Found,
  RuleFormat,
  Unreadable,
  Untold,
} from '../../reading/ruleFormat.ts';
import type { RulePlace } from '../../machine/ruleProgram.ts';
import { keepNoText } from '../../source/keepNoText.ts';
import { hideAll, hideValues } from './hideValues.ts';
import { isStoredState, isTerraformDocument } from './terraformPlan.ts';
import { translateTerraform } from './translateTerraform.ts';

/**
 * What Terraform says will be there, or is there. It speaks for no layer itself: its resources are read by the formats of
 * their clouds, in the words of whose tools they are said.
 */
export const terraformFormat: RuleFormat = {
  title: 'Terraform',
  accepts: 'what `terraform show -json` prints of a plan or a state',
  layers: [
    'aws-security-group',
    'aws-network-acl',
    'aws-network-firewall',
    'route',
    'azure-nsg',
    'azure-firewall',
    'gcp-firewall',
  ],
  recognise: (input) =>
    input.kind === 'document'
      ? isTerraformDocument(input.value) || isStoredState(input.value) || isRunLog(input.value)
      : forPeople.test(input.text),
  keepText: keepNoText,
  translate: ({ value }) => {
    if (!isTerraformDocument(value)) return undefined;
    const { documents, trace } = translateTerraform(value);
    return { documents, trace, remedy };
  },
  hideSecrets: ({ value }, text, mark) => {
    // It has passwords in the clear, and nothing of it is read that could be quoted.
    if (isStoredState(value) || isRunLog(value)) return hideAll(text, mark);
    return isTerraformDocument(value) ? hideValues(text, value, translateTerraform(value), mark) : text;
  },
  resembles: (text) => ownWords.test(text),
  read,
};

/** Keys of plans and states that nobody else writes. */
const ownKeys = [
  'terraform_version',
  'planned_values',
  'prior_state',
  'resource_changes',
  'resource_drift',
  'before_sensitive',
  'after_sensitive',
  'sensitive_values',
  'sensitive_attributes',
  'lineage',
];

const ownWords = new RegExp(`\\b(?:${ownKeys.join('|')})["']?\\s*:|["']terraform[.]ui["']`);

/** A line of the log of `terraform plan -json` or `terraform apply -json`. */
function isRunLog(value: unknown): boolean {
  return isRecord(value) && value['@module'] === 'terraform.ui';
}

const forPeople =
  /^(?:Terraform|OpenTofu) (?:will perform the following actions:|used the selected providers to generate the following)/m;

const giveThePlan = 'Save the plan, `terraform plan -out=P`, and give what `terraform show -json P` prints.';

const remedy =
  'Mend the configuration and plan again. What is known only after the apply stands in the state: `terraform show -json`.';

/** Of a plan that is not whole only some of what will be there is in the file, and nothing tells how much. */
function findGap({ errored, complete }: JsonRecord): { field: string; message: string; remedy: string } | undefined {
  if (errored === true) {
    return {
      field: 'errored',
      message: 'Terraform broke off this plan with an error: what will be there is in it only in part.',
      remedy: 'Mend what `terraform plan` tells of, and plan again.',
    };
  }
  if (complete !== false) return undefined;
  return {
    field: 'complete',
    message: 'This plan leaves out resources: it was made with `-target`, or Terraform puts some of them off.',
    remedy:
      'Plan again without `-target`. What was put off stands in the state once it is applied: `terraform show -json`.',
  };
}

function read(inputs: readonly FormatInput[]): FormatReading {
  const problems: FormatProblem[] = [];
  const found: Found[] = [];
  const unreadable: Unreadable[] = [];
  const untold: Untold[] = [];
  const refuse = (place: RulePlace, message: string, way: string): void => {
    problems.push({ place, message, remedy: way, severity: 'error' });
    unreadable.push({ file: place.file });
  };
  const logs = new Set<string>();
  for (const input of inputs) {
    const { file } = input;
    if (input.kind === 'text') {
      const line = input.text.slice(0, input.text.search(forPeople)).split('\n').length;
      const place = { file, document: 0, path: [line], rule: 'Terraform' };
      refuse(place, 'This is a plan as Terraform prints it for people.', giveThePlan);
      continue;
    }
    const { document } = input;
    const place: RulePlace = { file, document, path: [], rule: 'Terraform' };
    if (isRunLog(input.value)) {
      if (!logs.has(file)) refuse(place, 'This is the log of a run, which leaves out what will be there.', giveThePlan);
      logs.add(file);
    }
    if (isStoredState(input.value)) {
      found.push({ what: 'Terraform state', place, isFact: true, layers: [] });
      const message = 'This is a state as Terraform keeps it for itself, in a form that only Terraform reads.';
      refuse(place, message, 'Export it with `terraform show -json`.');
    }
    if (!isTerraformDocument(input.value)) continue;
    const isPlan = 'planned_values' in input.value;
    found.push({ what: isPlan ? 'Terraform plan' : 'Terraform state', place, isFact: true, layers: [] });
    const version = textOf(input.value['format_version']) ?? '';
    if (!/^[01]\./.test(version)) {
      const message = `This is version ${version} of what Terraform prints, which is not known here.`;
      refuse(place, message, 'Export it with a release of Terraform 1.');
    }
    const gap = findGap(input.value);
    if (gap !== undefined) {
      const { field, message, remedy: way } = gap;
      refuse({ ...place, path: [field] }, message, way);
    }
    for (const trouble of translateTerraform(input.value).troubles) {
      const { path, message, remedy: way = remedy, severity = 'error', givesWay = false, layers } = trouble;
      const problem: FormatProblem = { place: { ...place, path }, message, remedy: way, severity };
      if (givesWay) {
        untold.push({ problem, layers });
      } else {
        problems.push(problem);
        unreadable.push({ file, layers });
      }
    }
  }
  return { layers: [], problems, found, unreadable, untold };
}

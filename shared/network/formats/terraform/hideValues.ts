import { describeValue } from '../../../kernel/describeValue.ts';
import { visit } from 'jsonc-parser';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';
import { isRecord } from '../../../kernel/jsonFields.ts';
import type { JsonPath } from './terraformPlan.ts';
import type { TranslatedPlan } from './translateTerraform.ts';

/**
 * The text of a plan or state with every value blacked out that does not bear on egress, or that Terraform says nobody is to
 * see: variables, outputs, prior states and other resources hold passwords and keys in the clear. Lines stay where they are,
 * and what is read of it stays the same. In YAML, which Terraform does not write, values can't be told by their places: of
 * that nothing is shown.
 */
export function hideValues(text: string, document: JsonRecord, read: TranslatedPlan, mark: string): string {
  const [before = ''] = documentMarker.exec(text) ?? [];
  const json = text.slice(before.length);
  let shown = '';
  let end = 0;
  let isJson = true;
  visit(
    json,
    {
      onLiteralValue(value, offset, length, _line, _column, pathTo) {
        if (typeof value !== 'string' && typeof value !== 'number') return;
        if (isShown(pathTo(), document, read)) return;
        shown += `${json.slice(end, offset)}${JSON.stringify(mark)}`;
        end = offset + length;
      },
      onError() {
        isJson = false;
      },
    },
    { disallowComments: true },
  );
  return isJson ? before + shown + json.slice(end) : hideAll(text, mark);
}

/** All of a document, but for its lines and what parts it from the one before. */
export function hideAll(text: string, mark: string): string {
  const marker = documentMarker.test(text) ? '--- ' : '';
  return `${marker}${mark}${text.replaceAll(/[^\r\n]/g, '')}`;
}

/** What begins a document of YAML. */
const documentMarker = /^---(?=\s|$)/;

function isShown(path: JsonPath, document: JsonRecord, read: TranslatedPlan): boolean {
  switch (path[0]) {
    case 'format_version':
    case 'terraform_version':
      return true;
    case 'planned_values':
    case 'values':
      return path[1] === 'root_module' && isShownOfModule(path, document, read);
    case 'resource_changes':
      return isShownOfChange(path, document, read);
    case 'configuration':
      return path[1] === 'root_module' && isShownOfConfiguration(path);
    default:
      return false;
  }
}

function isShownOfModule(path: JsonPath, document: JsonRecord, read: TranslatedPlan): boolean {
  const at = path.indexOf('resources');
  if (at < 0) return path.at(-1) === 'address';
  const [part, ...attribute] = path.slice(at + 2);
  if (part !== 'values') return true;
  const resource = valueAt(document, path.slice(0, at + 2));
  if (!isRecord(resource) || !read.types.has(describeValue(resource['type']))) return false;
  return isShownAttribute(attribute, resource['sensitive_values'], read);
}

function isShownOfChange(path: JsonPath, document: JsonRecord, read: TranslatedPlan): boolean {
  const [part, side, ...attribute] = path.slice(2);
  if (part !== 'change' || side === 'actions') return part !== 'previous_address';
  const change = valueAt(document, path.slice(0, 2));
  if (side !== 'before' || !isRecord(change) || !read.types.has(describeValue(change['type']))) return false;
  const what = change['change'];
  return isShownAttribute(attribute, isRecord(what) ? what['before_sensitive'] : undefined, read);
}

/** What expressions refer to, never what they say. */
function isShownOfConfiguration(path: JsonPath): boolean {
  if (path.includes('references')) return true;
  return ['address', 'mode', 'type', 'name'].includes(describeValue(path.at(-1))) && path.at(-3) === 'resources';
}

function isShownAttribute(attribute: JsonPath, sensitive: unknown, read: TranslatedPlan): boolean {
  let marks = sensitive;
  for (const step of attribute) {
    if (marks === true) return false;
    marks = valueAt(marks, [step]);
  }
  if (marks === true) return false;
  const names = attribute.filter((step) => typeof step === 'string');
  const [head = '', ...below] = names;
  // Of tags only those called Name are names that a plan can use; on Google Cloud tags are no pairs.
  if (head === 'tags' || head === 'tags_all') return below.every((name) => name === 'Name');
  return names.every((name) => read.attributes.has(name));
}

function valueAt(value: unknown, path: JsonPath): unknown {
  let at = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Readonly<Record<string | number, unknown>>)[step];
  }
  return at;
}

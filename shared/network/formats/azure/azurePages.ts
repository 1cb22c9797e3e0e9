/** Pages of lists, as the REST API and the Resource Graph answer them. */
import { isRecord, listOf, textOf } from '../../../kernel/jsonFields.ts';
import { describeValue } from '../../../kernel/describeValue.ts';
import { listFieldOf, wordOf } from './azureResource.ts';
import type { Trouble } from './azureResource.ts';

/**
 * The REST API answers in pages, of which several may be joined in a list; so does the Resource Graph, which gives no token for
 * the next one where rows have no id, or at the end of what was asked for with `--skip`.
 */
export function findCuts(value: unknown, path: Trouble['path'] = []): readonly Trouble[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => findCuts(item, [...path, index]));
  const list = isRecord(value) ? listFieldOf(value) : undefined;
  if (!isRecord(value) || list === undefined) return [];
  const count = listOf(value[list]).length;
  const sign = Object.entries(signsOfMore[list]).find(([field, tellsOfMore]) => tellsOfMore(value[field], count))?.[0];
  if (sign === undefined) return [];
  return [{ path: [...path, sign], message: 'The list was cut short, and what it leaves out is not known.' }];
}

/** Whether the value of a field tells of more than the items that there are. */
type TellsOfMore = (value: unknown, count: number) => boolean;

const isToken: TellsOfMore = (value) => textOf(value) !== undefined;

const isGreater: TellsOfMore = (value, count) => Number(describeValue(value)) > count;

const isTrue: TellsOfMore = (value) => wordOf(value) === 'true';

/** Of a list by its field; the command line and the REST API write the same ones differently. */
const signsOfMore: Readonly<Record<'value' | 'data', Readonly<Record<string, TellsOfMore>>>> = {
  value: { nextLink: isToken },
  data: {
    skip_token: isToken,
    $skipToken: isToken,
    total_records: isGreater,
    totalRecords: isGreater,
    result_truncated: isTrue,
    resultTruncated: isTrue,
  },
};

/** A page may be empty and not the last; then its link alone says what it is a list of. */
export function isPageOfNetwork(value: unknown): boolean {
  return (
    isRecord(value) &&
    findCuts(value).length > 0 &&
    /\/providers\/microsoft\.network\//i.test(String(value['nextLink']))
  );
}

/** Nothing tells what it is a list of, which may be of what is read here. */
export function isEmptyPageOfGraph(value: unknown): boolean {
  return (
    isRecord(value) &&
    listFieldOf(value) === 'data' &&
    listOf(value['data']).length === 0 &&
    typeof value['count'] === 'number' &&
    findCuts(value).length > 0
  );
}

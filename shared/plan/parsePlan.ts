import { isMap, isNode, isScalar } from 'yaml';
import type { Node } from 'yaml';
import planJsonSchema from '#resources/schemas/plan.schema.json' with { type: 'json' };
import { capProblems } from '../kernel/capProblems.ts';
import { describeProblem } from '../kernel/problem.ts';
import type { Position, Problem } from '../kernel/problem.ts';
import { fail, succeed } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import type { JsonSchema } from './jsonSchema.ts';
import type { Plan } from './plan.ts';
import type { PlanPath } from './planPath.ts';
import { withoutByteOrderMark } from '../kernel/withoutByteOrderMark.ts';
import { longestPlan, readPlanText } from './planText.ts';
import type { PlanText } from './planText.ts';
import { readBySchema } from './readBySchema.ts';
import { readPlainPlan } from './readPlainPlan.ts';
import { textRules } from './textRules.ts';

export interface ParsedPlan {
  /** Address ranges have their host bits cleared. */
  readonly plan: Plan;
  /** Warnings only: what was read otherwise than it is written. */
  readonly problems: readonly Problem[];
  /** Where each key and list item stands, by its path joined with `/`; found when first asked for. */
  places(): ReadonlyMap<string, Position>;
  /** Where the value at the path stands, or what is nearest above it in the file; the first key where nothing is. */
  locate(path: PlanPath): Position;
}

export interface PlanFailure {
  readonly kind: 'plan-unreadable';
  readonly file: string;
  /** What is wrong, in the order of the file, its errors up to a hundred; at least one error. */
  readonly problems: readonly Problem[];
}

export function describePlanFailure({ problems }: PlanFailure): string {
  return problems.map(describeProblem).join('\n');
}

/**
 * Reads a plan file, YAML or JSON, against the published schema. What is wrong is told at once, with line and column.
 * `file` is only used to name the place of a problem.
 */
export function parsePlan(written: string, file: string): Result<ParsedPlan, PlanFailure> {
  const refuse = (problems: readonly Problem[]) =>
    fail({ kind: 'plan-unreadable' as const, file, problems: capProblems(problems.toSorted(byPlace)) });

  const plain =
    written.length <= longestPlan ? readPlainPlan(withoutByteOrderMark(written), schema, textRules) : undefined;
  if (plain !== undefined) return succeed(toParsedPlan(plain, [], () => placesIn(written, file)));

  const text = readPlanText(written, file);
  if (!text.ok) return refuse(text.failure);
  const foreign = findForeignForm(text.value, file);
  if (foreign !== undefined) return refuse([foreign]);

  const { value, problems, places } = readBySchema(text.value, schema, textRules, file);
  if (problems.some(({ severity }) => severity === 'error')) return refuse(problems);
  return succeed(toParsedPlan(value, capProblems(problems), () => places));
}

/** The value was read against the schema that the type is inferred from, without an error. */
function toParsedPlan(
  value: unknown,
  problems: readonly Problem[],
  findPlaces: () => ReadonlyMap<string, Position>,
): ParsedPlan {
  let found: ReadonlyMap<string, Position> | undefined;
  const places = (): ReadonlyMap<string, Position> => (found ??= findPlaces());
  return { plan: value as Plan, problems, places, locate: (path) => locate(places(), path) };
}

function placesIn(written: string, file: string): ReadonlyMap<string, Position> {
  const text = readPlanText(written, file);
  return text.ok ? readBySchema(text.value, schema, textRules, file).places : new Map();
}

const schema = planJsonSchema as JsonSchema;
const currentForm = schema.properties?.['apiVersion']?.const ?? '';

/** A file that is something else, or newer than this program: telling what a plan lacks would only mislead. */
function findForeignForm({ root, position }: PlanText, file: string): Problem | undefined {
  const problem = (node: Node, message: string, remedy: string): Problem => {
    const { line, column } = position(node.range?.[0] ?? 0);
    return { file, line, column, message, remedy, severity: 'error' };
  };
  if (!isMap(root)) {
    return problem(
      root,
      'This is not a plan: a plan is a set of `key: value` lines.',
      'Run `pdp init FILE` for a plan to start from.',
    );
  }
  const written = root.get('apiVersion', true);
  const form = isScalar(written) && typeof written.value === 'string' ? written.value : currentForm;
  if (!isNode(written) || form === currentForm) return undefined;
  const [, version] = /^pdp-workbench\/v(\d+)/.exec(form) ?? [];
  if (version === undefined) {
    return problem(
      written,
      `This is not a plan: its apiVersion is “${form}”.`,
      `A plan begins with \`apiVersion: ${currentForm}\`.`,
    );
  }
  const isNewer = Number(version) > Number(currentForm.replace(/^.*\/v/, ''));
  return isNewer
    ? problem(
        written,
        `This plan has the form ${form}; this version of PDP Workbench reads ${currentForm}.`,
        'Upgrade PDP Workbench to open it.',
      )
    : undefined;
}

function locate(places: ReadonlyMap<string, Position>, path: PlanPath): Position {
  for (let length = path.length; length > 0; length -= 1) {
    const place = places.get(path.slice(0, length).join('/'));
    if (place !== undefined) return place;
  }
  // What the plan lacks as a whole goes beside its first key; comments may stand above that.
  const [first = { line: 1, column: 1 }] = places.values();
  return first;
}

function byPlace(one: Problem, other: Problem): number {
  return one.line - other.line || (one.column ?? 0) - (other.column ?? 0);
}

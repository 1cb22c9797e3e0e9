import { isMap, isNode, isScalar } from 'yaml';
import type { Node } from 'yaml';
import planJsonSchema from '#resources/schemas/plan.schema.json' with { type: 'json' };
import { parseLabelSelector } from '../catalog/labelSelector.ts';
import { describeProblem } from '../kernel/problem.ts';
import type { Position, Problem } from '../kernel/problem.ts';
import { fail, succeed } from '../kernel/result.ts';
import type { Result } from '../kernel/result.ts';
import { parseAddress, parseCidr } from '../network/address.ts';
import type { Plan } from './plan.ts';
import type { PlanPath } from './planPath.ts';
import { readPlanText } from './planText.ts';
import type { PlanText } from './planText.ts';
import { readBySchema } from './readBySchema.ts';
import type { JsonSchema, JudgedText, TextRules } from './readBySchema.ts';

export interface ParsedPlan {
  /** Address ranges have their host bits cleared. */
  readonly plan: Plan;
  /** Warnings only: what was read otherwise than it is written. */
  readonly problems: readonly Problem[];
  /** Where each key and list item stands, by its path joined with `/`. */
  readonly places: ReadonlyMap<string, Position>;
  /** Where the value at the path stands, or what is nearest above it in the file. */
  locate(path: PlanPath): Position;
}

export interface PlanFailure {
  readonly kind: 'plan-unreadable';
  readonly file: string;
  /** Everything that is wrong, in the order of the file; at least one error. */
  readonly problems: readonly Problem[];
}

export function describePlanFailure({ problems }: PlanFailure): string {
  return problems.map(describeProblem).join('\n');
}

/**
 * Reads a plan file, YAML or JSON, against the published schema. All that is wrong is told at once, with line and column.
 * `file` is only used to name the place of a problem.
 */
export function parsePlan(written: string, file: string): Result<ParsedPlan, PlanFailure> {
  const refuse = (problems: readonly Problem[]) =>
    fail({ kind: 'plan-unreadable' as const, file, problems: problems.toSorted(byPlace) });

  const text = readPlanText(written, file);
  if (!text.ok) return refuse(text.failure);
  const foreign = findForeignForm(text.value, file);
  if (foreign !== undefined) return refuse([foreign]);

  const { value, problems, places } = readBySchema(text.value, schema, textRules, file);
  if (problems.some(({ severity }) => severity === 'error')) return refuse(problems);
  return succeed({
    // Read against the schema that the type is inferred from, without an error.
    plan: value as Plan,
    problems,
    places,
    locate: (path) => locate(places, path),
  });
}

const schema = planJsonSchema as JsonSchema;
const currentForm = schema.properties?.['apiVersion']?.const ?? '';

const textRules: TextRules = {
  Cidr: judgeCidr,
  Host: judgeHost,
  ProxyUrl(text) {
    // The value is not repeated: it holds a password, and messages end up in logs.
    return text.includes('@')
      ? {
          kind: 'wrong',
          message: 'The proxy’s address carries a user name or password.',
          remedy: 'Leave them out; a plan is kept in git.',
        }
      : { kind: 'good' };
  },
  Selector(text) {
    const selector = parseLabelSelector(text);
    if (selector.ok) return { kind: 'good' };
    const { reason } = selector.failure;
    return {
      kind: 'wrong',
      message: `“${text}” is not a label selector: ${reason}.`,
      remedy: 'Write it as kubectl does, such as app=web,tier in (a,b),!canary.',
    };
  },
};

function judgeCidr(text: string): JudgedText {
  const cidr = parseCidr(text);
  if (!cidr.ok)
    return {
      kind: 'wrong',
      message: cidr.failure,
      remedy: 'Write an address, a slash and a prefix length, such as 10.20.0.0/16.',
    };
  const { canonical, hasHostBits } = cidr.value;
  if (!text.includes('/'))
    return {
      kind: 'wrong',
      message: `“${text}” is one address, not a range.`,
      remedy: `Write ${canonical} for this one address.`,
    };
  if (!hasHostBits) return { kind: 'good' };
  return {
    kind: 'normalised',
    value: canonical,
    message: `“${text}” has bits set beyond its prefix; it was read as ${canonical}.`,
    remedy: `Write ${canonical}, or correct the prefix length.`,
  };
}

/** Only what people write in place of a name; names themselves are judged by the schema's pattern. */
function judgeHost(text: string): JudgedText {
  if (parseAddress(text) !== undefined) {
    return { kind: 'wrong', message: `“${text}” is an address, not a host name.`, remedy: 'Enter it under `cidrs`.' };
  }
  const bare = /^(?:[a-z]+:\/\/)?(?:[^/@]*@)?([^/:?#]+)(?::\d+)?(?:[/?#].*)?$/i.exec(text)?.[1];
  if (bare === undefined || bare === text) return { kind: 'good' };
  return {
    kind: 'wrong',
    message: `“${text}” is more than a host name.`,
    remedy: `Write ${bare}; ports have a key of their own.`,
  };
}

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
  return { line: 1, column: 1 };
}

function byPlace(one: Problem, other: Problem): number {
  return one.line - other.line || (one.column ?? 0) - (other.column ?? 0);
}

import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import { fail, succeed } from '#shared/kernel/result.ts';
import { parsePlan } from '#shared/plan/parsePlan.ts';
import type { ParsedPlan } from '#shared/plan/parsePlan.ts';
import type { Abilities } from '../ports.ts';

/** A plan as its file has it now. */
export interface ReadPlan extends ParsedPlan {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
  /** SHA-256 of the file's bytes. */
  readonly hash: string;
}

export function readPlan({ planFiles }: Pick<Abilities, 'planFiles'>, file: string): Outcome<ReadPlan> {
  const path = planFiles.resolve(file);
  if (!path.ok) return path;
  const read = planFiles.read(path.value);
  if (!read.ok) return read.failure.kind === 'not-found' ? fail({ ...read.failure, remedy: noPlanYet }) : read;
  const { text, hash } = read.value;
  const parsed = parsePlan(text, path.value);
  if (!parsed.ok) {
    return failure('bad-input', `${path.value} can’t be read as a plan.`, { problems: parsed.failure.problems });
  }
  return succeed({ ...parsed.value, path: path.value, text, hash });
}

const noPlanYet = 'Name another file, or run `pdp init FILE` for a plan to start from.';

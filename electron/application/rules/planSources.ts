import { memberMark } from '#shared/kernel/archiveNames.ts';
import type { LayerKind } from '#shared/plan/plan.ts';
import { folderOf, nameIn, pathFrom } from './fileNames.ts';
import type { Abilities } from '../ports.ts';
import type { ReadPlan } from '../plans/readPlan.ts';

/** A file or folder that the plan names as the rules of a layer. */
export interface PlanSource {
  readonly layer: LayerKind;
  /** Its place in the plan's path, from 0. */
  readonly index: number;
  /** Absolute. */
  readonly path: string;
  /** From the plan's folder, where it lies below it. */
  readonly name: string;
  /** Where in the plan it is named. */
  readonly line: number;
}

/** The layers of the plan's path whose rules come from files; `cluster` and `none` are not files. */
export function findPlanSources(
  { planFiles }: Pick<Abilities, 'planFiles'>,
  { path, plan, locate }: ReadPlan,
): readonly PlanSource[] {
  const folder = folderOf(path);
  return (plan.network?.path ?? []).flatMap(({ layer, source }, index) => {
    if (source === 'cluster' || source === 'none') return [];
    const written = pathFrom(folder, source);
    const resolved = planFiles.resolve(written);
    // A path that this host may not resolve is read all the same: the reading says why it can't be.
    const place = resolved.ok ? resolved.value : written;
    const { line } = locate(['network', 'path', index, 'source']);
    return [{ layer, index, path: place, name: nameIn(folder, place), line }];
  });
}

/** Whether a file is what was named, or lies in the folder or the archive that was. */
export function isNamedBy(file: string, name: string): boolean {
  const plain = file.replaceAll('\\', '/');
  const above = name.replaceAll('\\', '/').replace(/\/$/, '');
  return plain === above || plain.startsWith(`${above}/`) || plain.startsWith(`${above}${memberMark}`);
}

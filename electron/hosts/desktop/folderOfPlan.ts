import path from 'node:path';
import { isNetworkPath } from '#shared/kernel/isNetworkPath.ts';

/**
 * Where a dialog begins that is asked for while a plan is open. The page names the plan; what is no path on this machine is
 * passed over, since the dialog would go and look there.
 */
export function folderOfPlan(plan: unknown, platform: NodeJS.Platform = process.platform): string | undefined {
  const { isAbsolute, dirname } = platform === 'win32' ? path.win32 : path.posix;
  if (typeof plan !== 'string' || !isAbsolute(plan) || isNetworkPath(plan, platform)) return undefined;
  return dirname(plan);
}

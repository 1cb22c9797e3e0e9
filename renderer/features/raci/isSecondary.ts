import { raciRoles } from '#shared/raci/raci.ts';
import type { RaciRole } from '#shared/raci/raci.ts';

/** Who does it and who answers for it: what stays where there is no room for all four. */
export const FIRST_PARTIES = 2;

export function isSecondary(role: RaciRole): boolean {
  return raciRoles.indexOf(role) >= FIRST_PARTIES;
}

import { describe, expect, it } from 'vitest';
import { folderOfPlan } from './folderOfPlan.ts';

describe('where a dialog begins', () => {
  it.each([
    ['/home/me/plans/plan.yaml', 'linux', '/home/me/plans'],
    ['C:\\plans\\acme\\plan.yaml', 'win32', 'C:\\plans\\acme'],
  ] as const)('is the folder of the plan that is open: %s', (plan, platform, folder) => {
    expect(folderOfPlan(plan, platform)).toBe(folder);
  });

  it.each([
    [undefined, 'linux'],
    [['/etc'], 'linux'],
    ['plans/plan.yaml', 'linux'],
    ['\\\\host\\share\\plan.yaml', 'win32'],
    ['//host/share/plan.yaml', 'win32'],
  ] as const)('is the system’s choice for %j on %s', (plan, platform) => {
    expect(folderOfPlan(plan, platform)).toBeUndefined();
  });
});

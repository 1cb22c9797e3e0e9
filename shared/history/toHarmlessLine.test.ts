import { describe, expect, it } from 'vitest';
import { toHarmlessLine } from './toHarmlessLine.ts';

const canary = 'c4n4ry5ecret0453';

describe('what somebody else wrote', () => {
  it.each([
    `GET https://ana:${canary}@charts.example/v2/?token=${canary}: unauthorized`,
    `failed with authorization: Bearer ${canary}`,
    `values: {"password": "${canary}"}`,
    `could not sign in\n  api_key=${canary}\nat all`,
    `rejected eyJhbGciOiJSUzI1NiJ9.${canary}.${canary}`,
  ])('is told without what lets somebody in: %j', (text) => {
    const told = toHarmlessLine(text);
    expect(told).not.toContain(canary);
    expect(told).not.toContain('\n');
    expect(told.split(' ')[0]).toBe(text.split(' ')[0]);
    expect(toHarmlessLine(told)).toBe(told);
  });

  it('is cut where it goes on and on', () => {
    const told = toHarmlessLine('Helm upgrade failed\n'.repeat(1000));
    expect(told.length).toBeLessThanOrEqual(500);
    expect(toHarmlessLine(told)).toBe(told);
  });
});

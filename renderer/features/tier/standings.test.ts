import { describe, expect, it } from 'vitest';
import { catalog, sample } from '../../client/testing/sample.ts';
import { toTierColumns } from './standings.ts';

const { view, audit } = sample;
const record = { tier: audit.tier, findings: audit.findings } as never;

describe('tiers as columns', () => {
  it('call nothing reached and nothing proved before the first run', () => {
    const columns = toTierColumns(catalog, view.plan, undefined);
    expect(columns.map(({ tier, isReached, proved }) => [tier, isReached, proved])).toEqual([
      ['basic', undefined, 0],
      ['standard', undefined, 0],
      ['premium', undefined, 0],
    ]);
    expect(columns.map(({ asked }) => asked)).toEqual([10, 12, 13]);
  });

  it('ask only for what is to be had on-premises', () => {
    const columns = toTierColumns(catalog, { ...view.plan, cloud: 'on-premises' }, undefined);
    expect(columns.map(({ asked }) => asked)).toEqual([6, 6, 6]);
  });

  it('show what the run has judged, and which one is wanted', () => {
    const columns = toTierColumns(catalog, view.plan, record);
    expect(columns.map(({ tier, isWanted }) => [tier, isWanted])).toEqual([
      ['basic', false],
      ['standard', true],
      ['premium', false],
    ]);
    expect(columns[1]?.proved).toBe(
      audit.tier.provedBy.attested + audit.tier.provedBy.observed + audit.tier.provedBy.imported,
    );
    expect(columns.every(({ isReached }) => isReached === false)).toBe(true);
  });

  it('reach every tier below the one that is reached', () => {
    const reached = { tier: { ...audit.tier, reached: 'standard' }, findings: [] } as never;
    expect(toTierColumns(catalog, view.plan, reached).map(({ isReached }) => isReached)).toEqual([true, true, false]);
  });
});

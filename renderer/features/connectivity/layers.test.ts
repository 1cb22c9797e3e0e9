import { describe, expect, it } from 'vitest';
import { sample } from '../../client/testing/sample.ts';
import { beyondBlock, decidingLayer, layersOf } from './layers.ts';

const { egress } = sample;
const verdictOf = (verdict: string) => egress.connections.find((connection) => connection.verdict === verdict);

describe('layers of the connections', () => {
  it('are those that some connection meets, from the pod outward', () => {
    expect(layersOf(egress)).toEqual(['pod-policy', 'node-firewall', 'azure-nsg', 'azure-firewall', 'proxy']);
    expect(layersOf({ ...egress, connections: [], preconditions: [] })).toEqual([]);
  });

  it('end for a packet at the first that blocks it', () => {
    const denied = verdictOf('denied');
    expect(denied?.blockedBy).toBe('pod-policy');
    expect(denied && [...beyondBlock(denied, layersOf(egress))]).toEqual([
      'node-firewall',
      'azure-nsg',
      'azure-firewall',
      'proxy',
    ]);
    const allowed = verdictOf('allowed');
    expect(allowed && [...beyondBlock(allowed, layersOf(egress))]).toEqual([]);
  });

  it('decide by the one that blocks, else by the last that has a rule', () => {
    const denied = verdictOf('denied');
    expect(denied && decidingLayer(denied)?.layer).toBe('pod-policy');
    const allowed = verdictOf('allowed');
    expect(allowed && decidingLayer(allowed)?.layer).toBe('azure-nsg');
    expect(allowed && decidingLayer({ ...allowed, layers: [] })).toBeUndefined();
  });
});

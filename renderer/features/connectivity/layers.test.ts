import { describe, expect, it } from 'vitest';
import { sample } from '../../client/testing/sample.ts';
import { beyondBlock, decidingLayer, layersNotThere, layersOf } from './layers.ts';

const { egress } = sample;
const verdictOf = (verdict: string) => egress.connections.find((connection) => connection.verdict === verdict);

describe('layers of the connections', () => {
  it('are those that some connection meets, from the pod outward', () => {
    expect(layersOf(egress)).toEqual(['pod-policy', 'node-firewall', 'azure-nsg', 'azure-firewall', 'proxy']);
    expect(layersOf({ ...egress, connections: [], preconditions: [] })).toEqual([]);
  });

  it('leave out what the plan says is not there, and name it', () => {
    const path = sample.view.plan.network?.path ?? [];
    expect(layersOf(egress, path)).toEqual(['pod-policy', 'azure-nsg']);
    expect(layersNotThere(egress, path)).toEqual(['node-firewall', 'azure-firewall', 'proxy']);
  });

  it('keep one that the plan says is not there, and of which rules were found all the same', () => {
    const path = sample.view.plan.network?.path ?? [];
    const connections = egress.connections.map((connection) => ({
      ...connection,
      layers: connection.layers.map((layer) =>
        layer.layer === 'proxy' ? { ...layer, verdict: 'denied' as const } : layer,
      ),
    }));
    expect(layersOf({ ...egress, connections }, path)).toEqual(['pod-policy', 'azure-nsg', 'proxy']);
    expect(layersNotThere({ ...egress, connections }, path)).toEqual(['node-firewall', 'azure-firewall']);
  });

  it('are met from their other end by what comes from outside', () => {
    const denied = verdictOf('denied');
    const inbound = denied && { ...denied, direction: 'inbound' as const, blockedBy: 'azure-nsg' as const };
    expect(inbound && [...beyondBlock(inbound, layersOf(egress))]).toEqual(['pod-policy', 'node-firewall']);
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

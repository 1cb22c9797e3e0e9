import { describe, expect, it } from 'vitest';
import type { ConnectionVerdict } from '#shared/network/judging/verdict.ts';
import { sample } from '../../client/testing/sample.ts';
import { endsOf, flowOf } from './flowOf.ts';

function row(id: string): ConnectionVerdict {
  const found = sample.egress.connections.find((connection) => connection.id === id);
  if (found === undefined) throw new Error(`The sample has no row ${id}.`);
  return found;
}

describe('the flow of a row that is explained first', () => {
  it('is the one that is stopped, where others get through', () => {
    const { from, to } = flowOf(row('apim-adaptor--global-adaptor')) ?? {};
    expect([from, to]).toEqual(['pdp-gateway/adapter', 'adaptor.example.com:443/tcp']);
  });

  it('begins at a node where nodes open the connection', () => {
    expect(flowOf(row('container-registry--internal-registry'))).toEqual({
      from: 'node',
      to: 'registry.acme.example:443/tcp',
    });
  });

  it('goes to an address where no name is known, in brackets where it is IPv6', () => {
    const byAddress = row('pdp-agent--kubernetes-api');
    expect(flowOf(byAddress)?.to).toBe('10.40.0.4:443/tcp');
    const [destination] = byAddress.destinations;
    if (destination === undefined) throw new Error('The row has no destination.');
    const sixth = { ...destination, ranges: ['2001:db8::7-2001:db8::9'] };
    expect(flowOf({ ...byAddress, destinations: [sixth] })?.to).toBe('[2001:db8::7]:443/tcp');
  });

  it('is none where nobody is known to open it', () => {
    expect(flowOf({ ...row('pdp-agent--kubernetes-api'), workloads: [] })).toBeUndefined();
    expect(flowOf(row('container-registry--public-registry'))).toBeUndefined();
  });
});

describe('what is offered for a flow of one’s own', () => {
  it('are the ends that the plan’s connections have, each once', () => {
    const { from, to } = endsOf(sample.egress.connections);
    expect(from).toContain('pdp-gateway/adapter');
    expect(from[0]).toBe('node');
    expect(to).toContain('adaptor.example.com:443/tcp');
    expect(new Set(from).size).toBe(from.length);
    expect(new Set(to).size).toBe(to.length);
  });
});

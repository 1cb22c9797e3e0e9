import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { DestinationVerdict } from '#shared/network/judging/verdict.ts';
import { sample } from '../../client/testing/sample.ts';
import { DestinationList } from './PartVerdicts.tsx';

afterEach(cleanup);

const [first] = sample.egress.connections.flatMap(({ destinations }) => destinations);
const ranges = Array.from({ length: 200 }, (_, index) => `198.51.100.${index}-198.51.100.${index}`);

describe('the destinations of a connection', () => {
  it.each(['cp.example.com', undefined])('tell the first of hundreds of addresses, and all on demand (%s)', (host) => {
    render(<DestinationList destinations={[{ ...(first as DestinationVerdict), host, ranges }]} />);
    const item = screen.getByRole('listitem');
    expect(item.textContent).toContain('198.51.100.6, 198.51.100.7 and 192 more ranges');
    expect(item.textContent).not.toContain('198.51.100.8');
    expect(screen.getAllByTitle(/198\.51\.100\.199$/).length).toBeGreaterThan(0);
  });
});

import { describe, expect, it } from 'vitest';
import { assessOn, clusterOf, daemonSetOf } from '../testing/clusterOf.ts';
import { ciliumIsMaintained } from './PDP-CMP-003-ciliumIsMaintained.ts';

const agents = (image: string) =>
  daemonSetOf('kube-system/cilium', { 'k8s-app': 'cilium' }, ['a'], { name: 'cilium-agent', image });
const ask = (image: string, asOf?: string) =>
  assessOn(ciliumIsMaintained, clusterOf(agents(image)), asOf === undefined ? {} : { asOf });

describe('PDP-CMP-003, on 2026-11-21', () => {
  it.each([
    ['pass', 'quay.io/cilium/cilium:v1.19.4@sha256:ab'],
    ['pass', 'quay.io/cilium/cilium:v1.18.11'],
    ['unknown', 'quay.io/cilium/cilium:v1.17.9'],
    ['fail', 'quay.io/cilium/cilium:v1.16.1'],
    ['fail', 'quay.io/cilium/cilium:v1.9.0'],
    ['unknown', 'quay.io/cilium/cilium:v1.20.0'],
    ['unknown', 'quay.io/cilium/cilium@sha256:ab'],
  ])('is %s for %s', (outcome, image) => {
    expect(ask(image).outcome).toBe(outcome);
  });

  it('is unknown past what the catalogue knows', () => {
    expect(ask('quay.io/cilium/cilium:v1.19.4', '2028-01-01T00:00:00Z').outcome).toBe('unknown');
  });

  it('is unknown in the middle of an upgrade', () => {
    const [one, other] = [agents('c/c:v1.18.1'), agents('c/c:v1.19.0')];
    const cluster = clusterOf({ ...one, pods: [...one.pods, ...other.pods] });
    expect(assessOn(ciliumIsMaintained, cluster)).toMatchObject({ unknownBecause: 'incomplete' });
  });

  it('is unknown without Cilium', () => {
    expect(assessOn(ciliumIsMaintained, clusterOf()).outcome).toBe('unknown');
  });
});

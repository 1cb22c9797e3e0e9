import { describe, expect, it } from 'vitest';
import { assessOn, clusterOf } from '../testing/clusterOf.ts';
import { podOf } from '../testing/podOf.ts';
import { containersDoNotRunAsRoot } from './PDP-SEC-003-containersDoNotRunAsRoot.ts';

const assess = (own: object, ofPod: object = {}) =>
  assessOn(
    containersDoNotRunAsRoot,
    clusterOf({ pods: [podOf('web/a', { container: { securityContext: own }, spec: { securityContext: ofPod } })] }),
  );

describe('PDP-SEC-003', () => {
  it.each([
    [{ runAsNonRoot: true }, {}],
    [{}, { runAsNonRoot: true }],
    [{ runAsUser: 1000 }, {}],
    [{ runAsUser: 1000 }, { runAsUser: 0 }],
  ])('passes with %j in a pod with %j', (own, ofPod) => {
    expect(assess(own, ofPod)).toMatchObject({ outcome: 'pass', how: 'observed' });
  });

  it.each([
    [{}, {}, 'nothing keeps container main from running as root'],
    [{ runAsNonRoot: false }, { runAsNonRoot: true }, 'nothing keeps container main from running as root'],
    [{ runAsUser: 0 }, {}, 'container main runs as user 0'],
    [{}, { runAsUser: 0 }, 'container main runs as user 0'],
  ])('fails with %j in a pod with %j', (own, ofPod, said) => {
    const { outcome, evidence } = assess(own, ofPod);
    expect(outcome).toBe('fail');
    expect(evidence[0]?.text).toContain(said);
  });

  it('is unknown where pods may not be read', () => {
    expect(assessOn(containersDoNotRunAsRoot, clusterOf({ pods: 'forbidden' }))).toMatchObject({ outcome: 'unknown' });
  });
});

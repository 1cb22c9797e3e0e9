import { describe, expect, it } from 'vitest';
import { assessOn, clusterOf, objectOf } from '../testing/clusterOf.ts';
import { fluxReadsTheRightRegistry } from './PDP-CMP-020-fluxReadsTheRightRegistry.ts';

const git = 'gitrepositories.source.toolkit.fluxcd.io';
const oci = 'ocirepositories.source.toolkit.fluxcd.io';
const seen = (resource: typeof git | typeof oci, spec: object) =>
  clusterOf({ [resource]: [objectOf(resource, 'flux-system/a', { spec })] });
const registry = { more: 'connections: {flux-helm-controller--wso2-registry: {hosts: [registry.example.com]}}\n' };

describe('PDP-CMP-020', () => {
  it.each([
    ['pass', 'GitHub, which the catalogue names', seen(git, { url: 'https://github.com/acme/platform' }), {}],
    ['pass', 'GitHub by ssh', seen(git, { url: 'ssh://git@github.com/acme/platform' }), {}],
    ['fail', 'another host', seen(git, { url: 'https://github.com.evil.example/acme' }), {}],
    ['fail', 'clear text', seen(git, { url: 'http://github.com/acme/platform' }), {}],
    ['pass', 'the registry of the plan', seen(oci, { url: 'oci://registry.example.com/charts' }), registry],
    ['fail', 'it without TLS', seen(oci, { url: 'oci://registry.example.com/charts', insecure: true }), registry],
    ['unknown', 'a registry, where the plan names none', seen(oci, { url: 'oci://registry.example.com/charts' }), {}],
    ['unknown', 'an address that is none', seen(git, { url: 'platform' }), {}],
    ['unknown', 'none', clusterOf(), {}],
  ] as const)('is %s for %s', (outcome, _, cluster, options) => {
    expect(assessOn(fluxReadsTheRightRegistry, cluster, options).outcome).toBe(outcome);
  });
});

import { describe, expect, it } from 'vitest';
import { assessOn, clusterOf, objectOf } from '../testing/clusterOf.ts';
import { clusterIsWherePlanned } from './PDP-INF-005-clusterIsWherePlanned.ts';

const node = (providerID: string | undefined, region?: string) =>
  objectOf(
    'nodes',
    'a',
    { spec: providerID === undefined ? {} : { providerID } },
    { labels: region === undefined ? {} : { 'topology.kubernetes.io/region': region } },
  );
const inEurope = { more: 'region: westeurope\n' };
const onPremises = { replace: { 'cloud: azure': 'cloud: on-premises' } };

describe('PDP-INF-005', () => {
  it.each([
    ['pass', 'azure:///subscriptions/1', 'westeurope', inEurope],
    ['pass', 'azure:///subscriptions/1', undefined, {}],
    ['fail', 'aws:///eu-west-1a/i-1', undefined, {}],
    ['fail', 'azure:///subscriptions/1', 'eastus', inEurope],
    ['unknown', 'azure:///subscriptions/1', undefined, inEurope],
    ['unknown', undefined, undefined, {}],
    ['pass', undefined, undefined, onPremises],
    ['fail', 'gce://p/z/n', undefined, onPremises],
  ] as const)('is %s for nodes of %s in %s and %j', (outcome, providerID, region, options) => {
    expect(assessOn(clusterIsWherePlanned, clusterOf({ nodes: [node(providerID, region)] }), options).outcome).toBe(
      outcome,
    );
  });

  it('names what the plan says and what the cluster says', () => {
    const cluster = clusterOf({ nodes: [node('aws:///eu-west-1a/i-1', 'eu-west-1')] });
    expect(assessOn(clusterIsWherePlanned, cluster).title).toBe(
      'The plan is for Azure, the cluster names AWS, eu-west-1',
    );
  });

  it('is unknown on-premises without nodes', () => {
    expect(assessOn(clusterIsWherePlanned, clusterOf(), onPremises).outcome).toBe('unknown');
  });
});

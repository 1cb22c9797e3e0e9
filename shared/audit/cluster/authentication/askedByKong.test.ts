import { describe, expect, it } from 'vitest';
import { routesAreAuthenticated } from '../../checks/PDP-CMP-011-routesAreAuthenticated.ts';
import { assessOn, clusterOf, conditionsOf, objectOf } from '../../testing/clusterOf.ts';
import { gatewayOf } from '../../testing/gatewaysOf.ts';
import { kongPlugins } from './askedByKong.ts';

const annotations = { 'konghq.com/plugins': 'limits, keys,groups' };
const plugIn = (named: string, fields: object) => objectOf(kongPlugins, named, { ...fields });
const keys = { plugin: 'key-auth', config: {} };

describe('a route of Kong', () => {
  it.each([
    [[plugIn('shop/keys', keys)], 'pass', 'key-auth by KongPlugin shop/keys, without authorization'],
    [[plugIn('shop/keys', keys), plugIn('shop/groups', { plugin: 'acl' })], 'pass', 'authorization by acl'],
    [[plugIn('shop/keys', { ...keys, disabled: true })], 'unknown', 'no KongPlugin that it names asks'],
    [[plugIn('shop/keys', { ...keys, config: { anonymous: true } })], 'unknown', 'its anonymous consumer'],
    [[plugIn('shop/keys', { ...keys, configFrom: true })], 'unknown', 'in a Secret'],
    [[plugIn('shop/keys', { ...keys, protocols: true })], 'unknown', 'some protocols only'],
    [[plugIn('shop/keys', { ...keys, status: conditionsOf(['Programmed', 'False']) })], 'unknown', 'not programmed'],
    [[plugIn('shop/limits', { plugin: 'rate-limiting' })], 'unknown', 'no KongPlugin that it names asks'],
    [[plugIn('shop/other', keys)], 'unknown', 'no KongPlugin that it names asks'],
    [[plugIn('elsewhere/keys', keys)], 'unknown', 'no KongPlugin that it names asks'],
    ['forbidden', 'unknown', 'The cluster does not grant list kongplugins.configuration.konghq.com'],
  ] as const)('with %j is judged as %s, by an Ingress and by an HTTPRoute', (plugIns, outcome, says) => {
    const spec = { ingressClassName: 'kong', parentRefs: [{ name: 'main', namespace: 'edge' }] };
    const route = { spec: { ...spec, rules: [{}] } };
    const ingress = {
      'ingressclasses.networking.k8s.io': [
        objectOf('ingressclasses.networking.k8s.io', 'kong', {
          spec: { controller: 'ingress-controllers.konghq.com/kong' },
        }),
      ],
      'ingresses.networking.k8s.io': [objectOf('ingresses.networking.k8s.io', 'shop/orders', route, { annotations })],
    };
    const gateway = {
      ...gatewayOf({}, { controllerName: 'konghq.com/kic-gateway-controller' }),
      'httproutes.gateway.networking.k8s.io': [
        objectOf('httproutes.gateway.networking.k8s.io', 'shop/orders', route, { annotations }),
      ],
    };
    for (const seen of [ingress, gateway]) {
      const { outcome: found, evidence } = assessOn(
        routesAreAuthenticated,
        clusterOf({ ...seen, [kongPlugins]: plugIns }),
      );
      expect([found, evidence[0]?.text]).toEqual([outcome, expect.stringContaining(says)]);
    }
  });
});

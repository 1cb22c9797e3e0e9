import { describe, expect, it } from 'vitest';
import { assessOn, clusterOf, objectOf } from '../testing/clusterOf.ts';
import { podOf } from '../testing/podOf.ts';
import { onlyEntriesOfThePlanAreExposed } from './PDP-CLU-003-onlyEntriesOfThePlanAreExposed.ts';

const service = (spec: object, ip?: string) =>
  objectOf('services', 'web/front', {
    spec,
    status: { loadBalancer: ip === undefined ? {} : { ingress: [{ ip }] } },
  });
const balancer = { type: 'LoadBalancer', selector: { app: 'choreo-connect-deployment' } };
const gatewayPod = podOf('web/gateway', { labels: { app: 'choreo-connect-deployment' } });
const planned = (network: string) => ({ more: `network: {${network}}\n` });
const named = planned('entries: [web/front], clients: [{name: partners, cidrs: [203.0.113.0/24]}]');
const anybody = planned('clients: [{name: anybody, cidrs: [0.0.0.0/0, "::/0"]}]');

describe('PDP-CLU-003', () => {
  it('passes where nothing leads in', () => {
    const inside = service({ type: 'ClusterIP', selector: { app: 'a' } });
    expect(assessOn(onlyEntriesOfThePlanAreExposed, clusterOf({ services: [inside] }))).toMatchObject({
      outcome: 'pass',
      title: 'Nothing of the cluster can be reached from outside',
    });
  });

  it.each<[string, object, string]>([
    ['a load balancer', { type: 'LoadBalancer' }, 'LoadBalancer at 198.51.100.4 for any address'],
    ['a port of the nodes', { type: 'NodePort', ports: [{ nodePort: 30080 }] }, 'port 30080 of every node'],
    ['external addresses', { type: 'ClusterIP', externalIPs: ['198.51.100.9'] }, 'externalIPs 198.51.100.9'],
  ])('fails for %s that the plan does not name', (_what, spec, said) => {
    const assessment = assessOn(
      onlyEntriesOfThePlanAreExposed,
      clusterOf({ services: [service(spec, '198.51.100.4')] }),
    );
    expect(assessment.outcome).toBe('fail');
    expect(assessment.evidence[0]).toMatchObject({ text: `web/front: ${said}, which the plan does not name` });
  });

  const owning = {
    'gateway.envoyproxy.io/owning-gateway-name': 'edge',
    'gateway.envoyproxy.io/owning-gateway-namespace': 'web',
  };
  const madeFor = (spec: object, ownerReferences: readonly { readonly kind: string; readonly name: string }[] = []) =>
    clusterOf({
      services: [
        objectOf(
          'services',
          'envoy-system/envoy-web-edge',
          { spec: { type: 'LoadBalancer', ...spec }, status: { loadBalancer: { ingress: [{ ip: '198.51.100.4' }] } } },
          { labels: owning, ownerReferences },
        ),
      ],
      'gateways.gateway.networking.k8s.io': [
        objectOf('gateways.gateway.networking.k8s.io', 'web/edge', {
          spec: { listeners: [{ port: 443, protocol: 'HTTPS' }] },
        }),
      ],
    });

  it.each([
    ['its pods', madeFor({ selector: owning })],
    ['its owner', madeFor({}, [{ kind: 'Gateway', name: 'edge' }])],
    ['its owner, the class', madeFor({}, [{ kind: 'GatewayClass', name: 'public' }])],
  ])(
    'tells a Gateway and the load balancer that is its own by %s as one way in, which either name stands for',
    (_, cluster) => {
      expect(assessOn(onlyEntriesOfThePlanAreExposed, cluster)).toMatchObject({
        title: '1 way into the cluster that the plan does not name',
        evidence: [
          {
            text: 'web/edge: Gateway on 443/HTTPS, LoadBalancer at 198.51.100.4 for any address, which the plan does not name',
          },
        ],
      });
      for (const entry of ['web/edge', 'envoy-system/envoy-web-edge']) {
        expect(assessOn(onlyEntriesOfThePlanAreExposed, cluster, planned(`entries: [${entry}]`))).toMatchObject({
          outcome: 'fail',
          title: '1 way into the cluster for more than the clients of the plan',
        });
        const open = planned(`entries: [${entry}], clients: [{name: anybody, cidrs: [0.0.0.0/0, "::/0"]}]`);
        expect(assessOn(onlyEntriesOfThePlanAreExposed, cluster, open).outcome).toBe('pass');
      }
    },
  );

  it('does not believe a Service that calls itself a Gateway’s, and leads elsewhere', () => {
    const posing = madeFor({ selector: { app: 'back-door' } }, [{ kind: 'Deployment', name: 'edge' }]);
    expect(assessOn(onlyEntriesOfThePlanAreExposed, posing, planned('entries: [web/edge]'))).toMatchObject({
      outcome: 'fail',
      evidence: [
        {
          text: 'envoy-system/envoy-web-edge: LoadBalancer at 198.51.100.4 for any address, which the plan does not name',
        },
      ],
    });
  });

  it('fails for an Ingress and a Gateway that the plan does not name, and passes once it does', () => {
    const cluster = clusterOf({
      services: [objectOf('services', 'default/kubernetes', { spec: { type: 'ClusterIP' } })],
      'ingresses.networking.k8s.io': [
        objectOf('ingresses.networking.k8s.io', 'web/shop', { spec: { rules: [{ host: 'shop.acme.example' }] } }),
      ],
      'gateways.gateway.networking.k8s.io': [
        objectOf('gateways.gateway.networking.k8s.io', 'web/edge', {
          spec: { listeners: [{ port: 443, protocol: 'HTTPS' }] },
        }),
      ],
    });
    expect(assessOn(onlyEntriesOfThePlanAreExposed, cluster).evidence.map(({ text }) => text)).toEqual([
      'web/shop: Ingress for shop.acme.example, which the plan does not name',
      'web/edge: Gateway on 443/HTTPS, which the plan does not name',
    ]);
    expect(assessOn(onlyEntriesOfThePlanAreExposed, cluster, planned('entries: [web/shop, web/edge]')).outcome).toBe(
      'pass',
    );
  });

  it('knows the API gateway’s own by its pods, and asks who its clients are', () => {
    const cluster = (spec: object, ip?: string) =>
      clusterOf({ services: [service({ ...balancer, ...spec }, ip)], pods: [gatewayPod] });
    const open = cluster({}, '198.51.100.4');
    expect(assessOn(onlyEntriesOfThePlanAreExposed, open).evidence[0]?.text).toContain('and the plan names no clients');
    expect(assessOn(onlyEntriesOfThePlanAreExposed, open, anybody).outcome).toBe('pass');
    expect(assessOn(onlyEntriesOfThePlanAreExposed, cluster({}, '10.1.2.3')).outcome).toBe('pass');
    const limited = cluster({ loadBalancerSourceRanges: ['203.0.113.0/25'] }, '198.51.100.4');
    expect(assessOn(onlyEntriesOfThePlanAreExposed, limited, named).outcome).toBe('pass');
    const wider = cluster({ loadBalancerSourceRanges: ['203.0.112.0/23'] }, '198.51.100.4');
    expect(assessOn(onlyEntriesOfThePlanAreExposed, wider, named).outcome).toBe('fail');
  });

  it('takes a load balancer without an address for one that anybody will reach', () => {
    expect(assessOn(onlyEntriesOfThePlanAreExposed, clusterOf({ services: [service(balancer)] }), named).outcome).toBe(
      'fail',
    );
  });

  it('is unknown where Services may not be read', () => {
    expect(assessOn(onlyEntriesOfThePlanAreExposed, clusterOf({ services: 'forbidden' }))).toMatchObject({
      outcome: 'unknown',
      unknownBecause: 'forbidden',
    });
  });
});

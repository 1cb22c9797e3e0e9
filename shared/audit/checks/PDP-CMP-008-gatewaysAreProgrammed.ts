import { conditionOf, describeCondition, fieldAt, textAt } from '../../evidence/objectFields.ts';
import { count } from '../../kernel/count.ts';
import { assessEach } from '../cluster/assessEach.ts';
import type { Judged } from '../cluster/assessEach.ts';
import { clusterCheck } from '../cluster/clusterCheck.ts';
import { gatewayApiIsNotUsed, gatewayClasses, gateways, noGateways } from '../cluster/gatewayApi.ts';

/** A gateway that its controller has not taken lets nobody in. */
export const gatewaysAreProgrammed = clusterCheck({
  id: 'PDP-CMP-008',
  title: 'Gateways of the Gateway API are accepted and programmed, and so are their classes',
  about: 'Gateways of the Gateway API',
  requirement: 'component.api-gateways',
  task: 'components-management',
  needs: [gatewayClasses, gateways],
  assess(cluster, material) {
    const notUsed = gatewayApiIsNotUsed(cluster, material);
    if (notUsed !== undefined) return notUsed;
    const all = cluster.objects(gateways);
    const used = new Set(all.map((gateway) => textAt(gateway, 'spec', 'gatewayClassName')));
    const judged = [
      ...cluster
        .objects(gatewayClasses)
        .filter(({ metadata: { name } }) => used.has(name))
        .map((one) => ({
          resource: gatewayClasses as typeof gatewayClasses | typeof gateways,
          object: one,
          types: ['Accepted'],
        })),
      ...all.map((one) => ({
        resource: gateways as typeof gatewayClasses | typeof gateways,
        object: one,
        types: ['Accepted', 'Programmed'],
      })),
    ].map(({ resource, object, types }): Judged => {
      const conditions = types.map((type) => ({ type, condition: conditionOf(fieldAt(object, 'status'), type) }));
      const { generation = 0 } = object.metadata;
      const isOld = conditions.some(({ condition }) => (condition?.observedGeneration ?? generation) < generation);
      const isRefused = conditions.some(({ condition }) => condition?.status === 'False');
      const isGood = conditions.every(({ condition }) => condition?.status === 'True');
      return {
        state: isOld ? 'open' : isRefused ? 'bad' : isGood ? 'good' : 'open',
        evidence: cluster.evidence(
          resource,
          object,
          `${object.kind}, ${conditions.map(({ type, condition }) => describeCondition(type, condition)).join(', ')}${isOld ? ', of an older form of it' : ''}`,
        ),
      };
    });
    return assessEach(all.length === 0 ? [] : judged, {
      source: cluster.source(gateways),
      pass: () => `${count(all.length, 'gateway')} accepted and programmed`,
      fail: (bad) => `${count(bad, 'gateway or class', 'gateways and classes')} not accepted, or not programmed`,
      remedy: 'Run kubectl describe on what is named: the condition says what its controller refuses.',
      open: {
        title: (open) => `${count(open, 'gateway or class', 'gateways and classes')} without a word of the controller`,
        remedy: 'See whether the controller of the gateway class runs.',
      },
      none: noGateways,
    });
  },
});

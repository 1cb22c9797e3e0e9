import { nameOf, textAt } from '../../evidence/objectFields.ts';
import { workloadOf } from '../../evidence/workloadOf.ts';
import { count } from '../../kernel/count.ts';
import { enumerate } from '../../kernel/enumerate.ts';
import { fail, notApplicable, pass, unknown } from '../assessment.ts';
import type { AuditMaterial } from '../auditCheck.ts';
import { isOver, isReady } from '../cluster/componentWorkloads.ts';
import { takesNoDaemonSets } from '../cluster/nodeCoverage.ts';
import { isOfAgent } from '../cluster/runtimeAgents.ts';
import { safeguardCheck } from '../cluster/safeguardCheck.ts';
import { describeSource } from '../describeSource.ts';
import { firstEvidence } from '../firstEvidence.ts';

/**
 * An agent of the catalogue's list has a pod that is ready on every node. One that is not on the list can't be told from any
 * other workload, so that finding none leaves it open.
 */
export const agentsWatchEveryNode = safeguardCheck({
  id: 'PDP-SEC-012',
  title: 'A runtime protection agent is ready on every node',
  about: 'Runtime protection',
  safeguard: 'runtime-agents',
  proves: 'runtime-protection',
  needs: ['pods', 'nodes'],
  failsOnlyOnAll: true,
  assess(cluster, material) {
    const { catalog } = material;
    const nodes = cluster.objects('nodes');
    const serverless = new Set(nodes.filter(takesNoDaemonSets).map(nameOf));
    const pods = cluster.objects('pods').filter((pod) => !isOver(pod));
    const source = cluster.source('pods');
    const seen = catalog.runtimeAgents
      .map((agent) => ({ agent, own: pods.filter((pod) => isOfAgent(agent, workloadOf(pod), pod)) }))
      .filter(({ own }) => own.length > 0)
      .map(({ agent, own }) => {
        const watched = new Set(own.filter(isReady).flatMap((pod) => textAt(pod, 'spec', 'nodeName') ?? []));
        return { agent, bare: nodes.map(nameOf).filter((node) => !watched.has(node)) };
      });
    if (seen.length === 0) {
      const titles = enumerate(catalog.runtimeAgents.map(({ title }) => title));
      const none = { text: `No pods of ${titles} were found.`, source };
      return isAskedFor(material)
        ? unknown('absent', {
            title: 'No runtime protection agent that is known was found',
            evidence: [none],
            remedy: 'Install one of these agents on every node, or attest which other product watches the nodes.',
          })
        : notApplicable({
            title: 'The plan does not ask for runtime protection',
            evidence: [
              none,
              {
                text: `The ${material.plan.securityTier} tier does without, or it is not to be had here.`,
                source: tierSource(material),
              },
            ],
          });
    }
    if (nodes.length === 0) {
      return unknown('absent', {
        title: 'The cluster has no nodes to be watched',
        evidence: [{ text: 'The list of nodes is empty.', source: cluster.source('nodes') }],
        remedy: 'Add nodes to the cluster, and audit again.',
      });
    }
    const evidence = firstEvidence(
      seen.map(({ agent, bare }) => ({
        text:
          bare.length === 0
            ? `${agent.title}: ready on all of ${count(nodes.length, 'node')}`
            : `${agent.title}: not ready on ${count(bare.length, 'node')}, such as ${bare.slice(0, 5).join(', ')}`,
        source,
      })),
      { source },
    );
    if (seen.some(({ bare }) => bare.length === 0)) {
      return pass('observed', { title: `Every node is watched at run time`, evidence });
    }
    if (seen.some(({ bare }) => bare.every((node) => serverless.has(node)))) {
      return unknown('not-understood', {
        title: `Every node that takes DaemonSets is watched at run time, and ${count(serverless.size, 'other is', 'others are')} not`,
        evidence,
        remedy:
          'Agents can’t run on nodes of Fargate and virtual ones: run what has to be watched elsewhere, or attest what watches the pods there.',
      });
    }
    return fail({
      title: 'Some nodes are not watched at run time',
      evidence,
      remedy: 'Let the agent’s DaemonSet tolerate the taints of these nodes, and see why its pods are not ready there.',
    });
  },
});

function isAskedFor({ requirements }: AuditMaterial): boolean {
  return requirements.controls.some(({ id, required }) => id === 'runtime-protection' && required);
}

function tierSource({ catalog }: AuditMaterial): string {
  const control = catalog.controls.find(({ id }) => id === 'runtime-protection');
  return control === undefined ? 'the catalogue' : describeSource(catalog, control.source);
}

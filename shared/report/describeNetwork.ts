import { layerTitles } from '../network/judging/layerTitles.ts';
import type { Plan } from '../plan/plan.ts';

/** What the plan declares about its network, as names and values; what it leaves out is left out. */
export function describeNetwork({ network, connections, profile }: Plan): { name: string; values: string[] }[] {
  const { egress, podCidrs, serviceCidrs, nodeCidrs, controlPlaneCidrs, cni, backends, path, proxy } = network ?? {};
  const declared: readonly (readonly [string, readonly (string | undefined)[] | undefined])[] = [
    ['Outbound traffic', [egress]],
    ['Pod addresses', podCidrs],
    ['Service addresses', serviceCidrs],
    ['Node subnets', nodeCidrs],
    ['Control plane', controlPlaneCidrs],
    ['Enforces pod policies', [cni]],
    ['Labels of components', [profile]],
    [
      'Path of a packet',
      path?.map(({ layer, source, attachedTo }) => {
        const rules = source === 'none' ? 'no such layer' : source;
        return `${layerTitles[layer]}: ${rules}${attachedTo === undefined ? '' : `, attached to ${attachedTo.join(', ')}`}`;
      }),
    ],
    ['Proxy', [proxy?.url, ...(proxy?.noProxy ?? []).map((name) => `not for ${name}`)]],
    [
      'Backends',
      backends?.map(({ name, hosts = [], cidrs = [], ports = [], via }) => {
        const where = [...hosts, ...cidrs].join(', ') || 'no address given';
        const at = ports.length === 0 ? '' : ` on ${ports.join(', ')}`;
        return `${name}: ${where}${at}${via === undefined ? '' : `, by ${via}`}`;
      }),
    ],
    [
      'Connections without need',
      Object.entries(connections ?? {}).flatMap(([id, choices]) =>
        choices?.notNeeded === undefined ? [] : [`${id}: ${choices.notNeeded}`],
      ),
    ],
  ];
  return declared
    .map(([name, values]) => ({ name, values: (values ?? []).filter((value) => value !== undefined) }))
    .filter(({ values }) => values.length > 0);
}

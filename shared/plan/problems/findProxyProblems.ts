import { parseCidr } from '../../network/flows/address.ts';
import type { Plan } from '../plan.ts';
import type { PlanFinding } from '../planFinding.ts';
import { areInside } from './findNetworkProblems.ts';

/** Whether the proxy and the path agree, and whether what is inside stays inside. */
export function findProxyProblems({ network = {} }: Plan): PlanFinding[] {
  const { proxy, path = [], serviceCidrs = [] } = network;
  const layers = path.filter(({ layer }) => layer === 'proxy');
  if (proxy === undefined) {
    if (layers.every(({ source }) => source === 'none')) return [];
    return [
      {
        id: 'proxy-address-missing',
        kind: 'open',
        path: ['network', 'proxy', 'url'],
        message: 'The path passes a proxy whose address the plan does not give.',
        remedy: 'Enter network.proxy.url and what is called without it.',
      },
    ];
  }
  const findings: PlanFinding[] = [];
  if (layers.some(({ source }) => source === 'none')) {
    findings.push({
      id: 'proxy-without-layer',
      kind: 'contradiction',
      path: ['network', 'proxy'],
      message: 'Components are configured with a proxy, but the path says that there is none.',
      remedy: 'Name the proxy’s rules in network.path, or remove network.proxy.',
    });
  }
  const noProxy = proxy.noProxy ?? [];
  const place = ['network', 'proxy', ...(proxy.noProxy === undefined ? [] : ['noProxy'])];
  if (!noProxy.some(isForServiceNames)) {
    findings.push({
      id: 'no-proxy-names',
      kind: 'warning',
      path: place,
      message: 'Calls to Services by name would go to the proxy, which does not know them.',
      remedy: 'Add .svc and .cluster.local to noProxy.',
    });
  }
  const ranges = noProxy.filter((entry) => parseCidr(entry).ok);
  if (!noProxy.includes('*') && !areInside(serviceCidrs, ranges)) {
    findings.push({
      id: 'no-proxy-services',
      kind: 'warning',
      path: place,
      message: 'Calls to the Kubernetes API go to an address of a Service, and noProxy does not cover those.',
      remedy: `Add ${serviceCidrs.join(' and ')} to noProxy.`,
    });
  }
  for (const [index, entry] of noProxy.entries()) {
    if (!entry.includes('/') || parseCidr(entry).ok) continue;
    findings.push({
      id: `no-proxy-range.${index}`,
      kind: 'warning',
      path: ['network', 'proxy', 'noProxy', index],
      message: `“${entry}” is not an address range, so it keeps nothing from the proxy.`,
      remedy: 'Correct the range.',
    });
  }
  return findings;
}

/** Name endings under which every Service can be called. */
const serviceEndings: ReadonlySet<string> = new Set(['svc', 'cluster.local', 'svc.cluster.local', '*']);

function isForServiceNames(entry: string): boolean {
  return serviceEndings.has(entry.replace(/^\*?\./, ''));
}

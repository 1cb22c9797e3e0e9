import { parseAddress } from '../../flows/address.ts';
import type { AddressRange } from '../../flows/address.ts';
import { toRanges } from '../../flows/addressSpaces.ts';
import { protocols, servicesOf, uniteAllServices } from '../../flows/services.ts';
import type { Services } from '../../flows/services.ts';
import { isRecord } from '../../../kernel/jsonFields.ts';
import type { KnownLabels } from '../../machine/destination.ts';
import { maySelect } from './labelSelector.ts';
import { makeReport, nameOf, namespaceOf, placeOf, readLabels, recordAt } from './manifestObject.ts';
import type { ManifestObject, ManifestProblem } from './manifestObject.ts';
import type { KnownService } from './clusterFacts.ts';
import { isPortNumber } from './readFields.ts';
import { everyPort } from './rulePorts.ts';
import type { RulePorts } from './rulePorts.ts';

const endpointKinds: Readonly<Record<string, string>> = { Endpoints: '', EndpointSlice: 'discovery.k8s.io' };

/** Whether it says what stands behind a Service. */
export function isOfService(group: string, kind: string): boolean {
  return (kind === 'Service' && group === '') || (Object.hasOwn(endpointKinds, kind) && endpointKinds[kind] === group);
}

/**
 * Services with the pods that they select, or with the addresses behind them where they select none. One whose labels the
 * API refuses isn't there.
 */
export function readServices(objects: readonly ManifestObject[], problems: ManifestProblem[]): readonly KnownService[] {
  const endpoints = Map.groupBy(
    objects.filter(({ value }) => value['kind'] !== 'Service'),
    ({ value }) => `${namespaceOf(value)}/${serviceOf(value)}`,
  );
  const read = objects
    .filter(({ value }) => value['kind'] === 'Service')
    .flatMap((object) => {
      const { value } = object;
      let isRefused = false;
      const report = makeReport(placeOf(object), problems, () => (isRefused = true));
      const [namespace, name] = [namespaceOf(value), nameOf(value)];
      const labels = readLabels(recordAt(value, 'metadata')['labels'], report.at('metadata', 'labels'));
      const selector = readLabels(recordAt(value, 'spec')['selector'], report.at('spec', 'selector'));
      if (isRefused) return [];
      const behind = endpoints.get(`${namespace}/${name}`);
      const service = {
        namespace,
        name,
        labels,
        selector: Object.keys(selector).length === 0 ? undefined : selector,
        addresses: behind?.flatMap(({ value: one }) => readAddresses(one)),
        ports: readTargetPorts(recordAt(value, 'spec')['ports']),
        report,
      };
      return [service];
    });
  const byName = Map.groupBy(read, ({ namespace, name }) => `${namespace}/${name}`);
  return [...byName.values()].flatMap((same) => {
    const [first, ...others] = same.map(({ report, ...service }) => ({ service, report }));
    const other = others.find(({ service }) => first === undefined || !leadTheSameWay(service, first.service));
    if (other === undefined) return same.map(({ report: _report, ...service }) => service);
    other.report.warn(
      'It stands twice, and stands for other pods or ports there.',
      'Leave out the one that is not in force.',
    );
    // What is behind it is not known then.
    return same.map(({ report: _report, ...service }) => ({ ...service, selector: undefined, addresses: undefined }));
  });
}

function leadTheSameWay(one: KnownService, other: KnownService): boolean {
  return JSON.stringify([one.selector, one.ports]) === JSON.stringify([other.selector, other.ports]);
}

/** A Service without ports leads to every one. */
function readTargetPorts(value: unknown): RulePorts {
  const items = Array.isArray(value) ? value.filter(isRecord) : [];
  if (items.length === 0) return everyPort;
  const numbered: Services[] = [];
  const named: RulePorts['named'][number][] = [];
  for (const { protocol: written = 'TCP', port, targetPort = port } of items) {
    const protocol = protocols.find((known) => known === written);
    if (protocol === undefined) continue;
    if (typeof targetPort === 'string') named.push({ name: targetPort, protocol });
    else if (isPortNumber(targetPort)) numbered.push(servicesOf(protocol, targetPort));
  }
  return { numbered: uniteAllServices(numbered), named };
}

/** Endpoints have the name of their Service, slices its name as a label. */
function serviceOf(value: Record<string, unknown>): string {
  if (value['kind'] === 'Endpoints') return nameOf(value);
  const label = recordAt(recordAt(value, 'metadata'), 'labels')['kubernetes.io/service-name'];
  return typeof label === 'string' ? label : '';
}

function readAddresses(value: Record<string, unknown>): readonly AddressRange[] {
  const listed = (field: unknown): readonly unknown[] => (Array.isArray(field) ? field : []);
  const texts =
    value['kind'] === 'Endpoints'
      ? listed(value['subsets'])
          .filter(isRecord)
          .flatMap((subset) => [...listed(subset['addresses']), ...listed(subset['notReadyAddresses'])])
          .flatMap((address) => (isRecord(address) ? [address['ip']] : []))
      : listed(value['endpoints'])
          .filter(isRecord)
          .flatMap((endpoint) => listed(endpoint['addresses']));
  return texts.flatMap((text) =>
    typeof text === 'string' && parseAddress(text) !== undefined ? toRanges([text]) : [],
  );
}

/** Whether a Service stands for a pod with these labels. */
export function mayStandFor({ selector }: KnownService, labels: KnownLabels): 'yes' | 'no' | 'perhaps' {
  if (selector === undefined) return 'no';
  const requirements = Object.entries(selector).map(
    ([key, value]) => ({ key, operator: 'In', values: [value] }) as const,
  );
  return maySelect(requirements, labels);
}

/** What the selectors of Calico see: pods, network sets and host endpoints with all the labels that Calico gives them. */
import type { DestinationPod, KnownLabels } from '../../../machine/destination.ts';
import type { Manifests } from '../manifests.ts';
import { namespaceLabels } from '../manifests.ts';
import type { KnownLabel, LabelledThing } from './calicoSelector.ts';

export type CalicoPod = Pick<DestinationPod, 'namespace' | 'namespaceLabels' | 'labels' | 'serviceAccount'>;

const namespaceKey = 'projectcalico.org/namespace';
const nameKey = 'projectcalico.org/name';
const namespacePrefix = 'pcns.';
const accountPrefix = 'pcsa.';

export function toThing(pod: CalicoPod, manifests: Manifests): LabelledThing {
  const { namespace, serviceAccount } = pod;
  const ofNamespace = toNamespace(namespace, pod.namespaceLabels);
  const ofAccount = toServiceAccount(pod, manifests);
  const profiles = new Set([`kns.${namespace}`, `ksa.${namespace}.${serviceAccount ?? ''}`]);
  const applied = manifests.calico.profiles.filter(({ name }) => profiles.has(name));
  return {
    namespace,
    labelOf(key) {
      if (key === namespaceKey) return { value: namespace };
      if (key === 'projectcalico.org/orchestrator') return { value: 'k8s' };
      if (key === 'projectcalico.org/serviceaccount') {
        return serviceAccount === undefined ? 'unknown' : { value: serviceAccount };
      }
      if (key.startsWith(namespacePrefix)) return ofNamespace.labelOf(key.slice(namespacePrefix.length));
      if (key.startsWith(accountPrefix)) return ofAccount.labelOf(key.slice(accountPrefix.length));
      const own = lookUp(pod.labels, key);
      if (own === 'unknown' || own === 'there' || own.value !== undefined) return own;
      // What a file adds to a profile that Calico makes itself may be gone again.
      return applied.some(({ labels }) => Object.hasOwn(labels, key)) ? 'unknown' : own;
    },
  };
}

function lookUp({ labels, incomplete, open }: KnownLabels, key: string): KnownLabel {
  const label = open?.get(key);
  if (label !== undefined) return label.isThere ? 'there' : 'unknown';
  if (Object.hasOwn(labels, key)) return { value: labels[key] };
  return incomplete === undefined ? { value: undefined } : 'unknown';
}

/** Selectors of namespaces see the labels of the namespace, and its name as one. */
export function toNamespace(namespace: string, labels: KnownLabels): LabelledThing {
  return { namespace, labelOf: (key) => (key === nameKey ? { value: namespace } : lookUp(labels, key)) };
}

export function toServiceAccount(
  { namespace, serviceAccount }: CalicoPod,
  { serviceAccounts }: Manifests,
): LabelledThing {
  const labels = serviceAccount === undefined ? undefined : serviceAccounts.get(`${namespace}/${serviceAccount}`);
  return {
    namespace,
    labelOf(key) {
      if (serviceAccount !== undefined && key === nameKey) return { value: serviceAccount };
      return labels === undefined ? 'unknown' : { value: Object.hasOwn(labels, key) ? labels[key] : undefined };
    },
  };
}

/** A network set or a host endpoint. */
export function toThingWithLabels(
  { namespace, labels }: { readonly namespace: string | undefined; readonly labels: Readonly<Record<string, string>> },
  manifests: Manifests,
): LabelledThing {
  const ofNamespace =
    namespace === undefined ? undefined : toNamespace(namespace, namespaceLabels(manifests, namespace));
  return {
    namespace,
    labelOf(key) {
      if (key === namespaceKey) return { value: namespace };
      if (key.startsWith(namespacePrefix)) {
        return ofNamespace?.labelOf(key.slice(namespacePrefix.length)) ?? { value: undefined };
      }
      return { value: Object.hasOwn(labels, key) ? labels[key] : undefined };
    },
  };
}

import type { ClusterObject } from '../../../evidence/clusterSnapshot.ts';
import { fieldAt, recordsAt } from '../../../evidence/objectFields.ts';
import { enumerate } from '../../../kernel/enumerate.ts';
import { parseGoBoolean } from '../../../kernel/goBoolean.ts';
import { textsOf } from '../../../kernel/jsonFields.ts';
import type { Asked } from './asked.ts';
import { authorizationBy, withoutAuthorization } from './asked.ts';

/** Of ingress-nginx itself, of a second one of it in the same cluster, and of the application routing add-on of AKS. */
export const controllerOfNginx =
  /^k8s\.io\/(?:[\w.-]+-)?ingress-nginx(?:-[\w.-]+)?$|^webapprouting\.kubernetes\.azure\.com\/nginx(?:\/|$)/;

/**
 * By the annotations of an Ingress. A range of addresses that is let in is no authentication. Where none of them asks anything
 * it stays open: the controller may be told to ask for all Ingresses at once, in a ConfigMap whose name only it knows. Source:
 * ingress-nginx, User guide, Annotations.
 */
export function askedByNginx(ingress: ClusterObject): Asked {
  const { annotations = {} } = ingress.metadata;
  const told = (name: string): string | true | undefined => {
    const said = annotations[`nginx.ingress.kubernetes.io/${name}`];
    return typeof said === 'string' ? said.trim() : said;
  };
  const parsed = (name: string): boolean | undefined => parseGoBoolean(String(told(name)));
  const isAny = (...names: readonly string[]): boolean => names.some((name) => told(name) !== undefined);
  const demandsCertificate = isAny('auth-tls-secret') && (told('auth-tls-verify-client') ?? 'on') === 'on';
  const asksForCertificate = demandsCertificate && parsed('ssl-redirect') !== false && hasOwnCertificates(ingress);
  const byRequest = [
    ...(isAny('auth-url') ? ['auth-url'] : []),
    // Without the Secret of its users the controller serves nothing there.
    ...(isAny('auth-type') && isAny('auth-secret') ? ['auth-type'] : []),
  ];
  const ways = [...byRequest, ...(asksForCertificate ? ['auth-tls-secret'] : [])];
  if (ways.length === 0 && demandsCertificate) {
    const text =
      'auth-tls-secret by annotation, which asks nobody who comes by plain HTTP: not all hosts send on to HTTPS';
    return { state: 'open', text };
  }
  if (ways.length === 0) {
    const text =
      'no annotation asks its clients who they are; what ingress-nginx is told for all Ingresses is not read';
    return { state: 'open', text };
  }
  const by = `${enumerate(ways)} by annotation`;
  if (parsed('ssl-passthrough') === true) {
    return { state: 'open', text: `${by}, which ssl-passthrough may keep from being looked at` };
  }
  if (isAny('auth-snippet', 'configuration-snippet', 'server-snippet')) {
    return { state: 'open', text: `${by}, and a snippet that is not read and may undo it` };
  }
  if (told('satisfy') === 'any' && !asksForCertificate) {
    return isAny('whitelist-source-range', 'allowlist-source-range')
      ? { state: 'bad', text: `${by}, and satisfy: any, which lets in unasked who comes from the allowed addresses` }
      : {
          state: 'open',
          text: `${by}, and satisfy: any, with which addresses that are allowed elsewhere get in unasked`,
        };
  }
  return { state: 'good', text: `${by}, ${isAny('auth-url') ? authorizationBy('auth-url') : withoutAuthorization}` };
}

/** Whether each of its hosts has a certificate: clients of these alone are sent on from HTTP, where nobody is asked for theirs. */
function hasOwnCertificates(ingress: ClusterObject): boolean {
  const hosts = new Set(recordsAt(ingress, 'spec', 'tls').flatMap((one) => textsOf(one['hosts'])));
  const rules = recordsAt(ingress, 'spec', 'rules');
  const isForOthers = fieldAt(ingress, 'spec', 'defaultBackend') !== undefined || rules.length === 0;
  return !isForOthers && rules.every(({ host }) => typeof host === 'string' && hosts.has(host));
}

import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import { toHarmlessLine } from '#shared/history/toHarmlessLine.ts';
import { codesOf } from './askServer.ts';
import type { Answer } from './askServer.ts';

/** What a person calls the cluster, and how it was reached. */
export interface Asked {
  readonly context: string;
  readonly server: string;
  readonly proxy: string | undefined;
}

const untrusted: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'INVALID_CA',
]);

/** Whether the server's certificate was signed by nobody whose word was taken. */
export function isUntrusted(answer: Answer): boolean {
  return answer.kind === 'broken' && codesOf(answer.cause).some((code) => untrusted.has(code));
}

/** Why a cluster could not be asked at all: one clear sentence, and what to do. */
export function describeTrouble(answer: Exclude<Answer, { kind: 'given' }>, asked: Asked): Outcome<never> {
  const { server, proxy, context } = asked;
  const incomplete = (message: string, remedy: string): Outcome<never> => failure('incomplete', message, { remedy });
  if (answer.kind === 'refused') {
    if (answer.status === 401) {
      return incomplete(
        `${server} does not accept the login of context ${context}: it has expired, or was withdrawn.`,
        'Sign in again as you do for kubectl, see that `kubectl version` works, and try again.',
      );
    }
    if (!answer.isStatus) {
      return incomplete(
        `${server} is no Kubernetes API server: it answers ${answer.message} where one tells its version.`,
        'Correct the cluster’s server in the kubeconfig; a page to sign in, or a load balancer, may stand before it.',
      );
    }
    if (answer.status === 429) {
      return incomplete(
        `${server} is asked too much at the moment, and takes no more questions as context ${context}.`,
        'Try again later. If it stays so, whoever runs the cluster gives this user a share of what it answers (API Priority and Fairness).',
      );
    }
    return incomplete(
      `${server} could not be asked as context ${context}: ${toHarmlessLine(answer.message)}.`,
      'Try again later, or ask whoever runs the cluster.',
    );
  }
  const codes = codesOf(answer.cause);
  const has = (...wanted: readonly string[]): boolean => codes.some((code) => wanted.includes(code));
  if (isUntrusted(answer)) {
    return incomplete(
      `The certificate of ${server} is signed neither by the kubeconfig’s CA nor by one that this machine trusts.`,
      'Fetch the kubeconfig again from whoever runs the cluster; do not switch verification off.',
    );
  }
  if (has('CERT_HAS_EXPIRED')) {
    return incomplete(
      `The certificate of ${server} has expired, by this machine’s clock.`,
      'See whether the clock is ahead; if not, whoever runs the cluster has to renew it.',
    );
  }
  if (has('CERT_NOT_YET_VALID')) {
    return incomplete(
      `The certificate of ${server} is not valid yet, by this machine’s clock.`,
      'See whether the clock is behind; if not, whoever runs the cluster has to look at theirs.',
    );
  }
  if (has('ERR_TLS_CERT_ALTNAME_INVALID')) {
    return incomplete(
      `The certificate of ${server} is for another name.`,
      'Name the one that it is for as tls-server-name in the kubeconfig, if that is how the cluster is reached.',
    );
  }
  if (proxy !== undefined && (has('UND_ERR_PRX_TLS', 'UND_ERR_PRX_CONN') || /proxy/i.test(answer.because))) {
    return incomplete(
      `The proxy ${proxy} does not let through to ${server} (${toHarmlessLine(answer.because)}).`,
      'Correct proxy-url in the kubeconfig or HTTPS_PROXY, or name the server in NO_PROXY.',
    );
  }
  if (has('ENOTFOUND', 'EAI_AGAIN')) {
    return incomplete(`The name of ${proxy ?? server} is not known here.`, 'Is the VPN on? Is the name right?');
  }
  if (codes.some((code) => code.startsWith('ERR_SSL') || code === 'EPROTO')) {
    return incomplete(
      `${server} does not speak TLS as it should (${codes[0]}).`,
      'Correct the cluster’s server in the kubeconfig, and see that the client certificate is the right one.',
    );
  }
  if (answer.cause === undefined) {
    return incomplete(
      `${server} is no Kubernetes API server: ${answer.because}.`,
      'Correct the cluster’s server in the kubeconfig.',
    );
  }
  return incomplete(
    `${server} is out of reach${proxy === undefined ? '' : ` by the proxy ${proxy}`} (${codes[0] ?? toHarmlessLine(answer.because)}).`,
    'Is the VPN on, and does a firewall let this machine through? See whether `kubectl version` works.',
  );
}

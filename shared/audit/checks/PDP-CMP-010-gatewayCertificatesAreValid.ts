import { conditionOf, describeCondition, fieldAt, recordsAt, textAt } from '../../evidence/objectFields.ts';
import { count } from '../../kernel/count.ts';
import { assessEach } from '../cluster/assessEach.ts';
import type { Judged } from '../cluster/assessEach.ts';
import { clusterCheck } from '../cluster/clusterCheck.ts';
import { gatewayApiIsNotUsed, gateways } from '../cluster/gatewayApi.ts';

const certificates = 'certificates.cert-manager.io';
/** cert-manager renews long before this, so what has come so near was not renewed. */
const daysLeftAtLeast = 7;
const dayMs = 86_400_000;

/** By the status of cert-manager: what is in the secrets themselves is never read. */
export const gatewayCertificatesAreValid = clusterCheck({
  id: 'PDP-CMP-010',
  title: 'Certificates of the gateways’ listeners are valid for days to come',
  about: 'Certificates of the gateways',
  requirement: 'component.api-gateways',
  task: 'components-management',
  needs: [gateways, certificates],
  assess(cluster, material) {
    const notUsed = gatewayApiIsNotUsed(cluster, material);
    if (notUsed !== undefined) return notUsed;
    const known = cluster.objects(certificates);
    const asOf = Date.parse(material.asOf);
    const judged = cluster.objects(gateways).flatMap((gateway) =>
      recordsAt(gateway, 'spec', 'listeners').flatMap((listener) =>
        recordsAt(listener, 'tls', 'certificateRefs').map((reference): Judged => {
          const secret = textAt(reference, 'name') ?? '';
          const namespace = textAt(reference, 'namespace') ?? gateway.metadata.namespace;
          const certificate = known.find(
            (one) => one.metadata.namespace === namespace && textAt(one, 'spec', 'secretName') === secret,
          );
          if (certificate === undefined) {
            const text = `listener ${textAt(listener, 'name')}: no Certificate of cert-manager fills ${namespace}/${secret}`;
            return { state: 'open', evidence: cluster.evidence(gateways, gateway, text) };
          }
          const ready = conditionOf(fieldAt(certificate, 'status'), 'Ready');
          const notAfter = textAt(certificate, 'status', 'notAfter');
          const left = (Date.parse(notAfter ?? '') - asOf) / dayMs;
          const evidence = cluster.evidence(
            certificates,
            certificate,
            `for ${gateway.metadata.namespace}/${gateway.metadata.name}, status.notAfter=${notAfter ?? 'none'}, ${describeCondition('Ready', ready)}`,
          );
          if (ready?.status === 'False' || left < daysLeftAtLeast) return { state: 'bad', evidence };
          return { state: ready?.status === 'True' && left >= daysLeftAtLeast ? 'good' : 'open', evidence };
        }),
      ),
    );
    return assessEach(judged, {
      source: cluster.source(certificates),
      pass: (all) => `${count(all, 'certificate')} of gateways valid for ${daysLeftAtLeast} days at least`,
      fail: (bad, all) => `${bad} of ${count(all, 'certificate')} of gateways not ready, or about to expire`,
      remedy: 'Run kubectl describe certificate on what is named: it says why it is not renewed.',
      open: {
        title: (open, all) => `${open} of ${count(all, 'certificate')} of gateways can’t be judged`,
        remedy: 'Let cert-manager issue the certificate, or look at its end by a TLS handshake with the gateway.',
      },
      none: {
        title: 'No listener names a certificate',
        text: 'No listener of a Gateway has certificateRefs.',
        remedy: 'Give the listeners certificates; where TLS ends before the gateway, look at the certificate there.',
      },
    });
  },
});

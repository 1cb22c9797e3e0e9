import type { ClusterObject } from '../../evidence/clusterSnapshot.ts';
import { conditionOf, describeCondition, fieldAt, textAt } from '../../evidence/objectFields.ts';
import { count } from '../../kernel/count.ts';
import { partOf } from '../../kernel/partOf.ts';
import { unknown } from '../assessment.ts';
import { assessEach } from '../cluster/assessEach.ts';
import type { Judged } from '../cluster/assessEach.ts';
import { safeguardCheck } from '../cluster/safeguardCheck.ts';

const certificates = 'certificates.cert-manager.io';

/** By what cert-manager says of them: no Secret is read. A renewal that is a day late is one that does not come by itself. */
export const certificatesAreRenewedInTime = safeguardCheck({
  id: 'PDP-SEC-009',
  title: 'Every certificate that cert-manager keeps is valid, and renewed when it should be',
  about: 'Validity of certificates',
  safeguard: 'certificate-renewal',
  needs: [certificates],
  assess(cluster, { asOf }) {
    const source = cluster.source(certificates);
    if (!cluster.isServed(certificates)) {
      return unknown('absent', {
        title: 'What keeps the certificates of the cluster is not known',
        evidence: [{ text: 'cert-manager is not installed: its definitions are missing.', source }],
        remedy: 'Have whoever issues the certificates attest how they are renewed.',
      });
    }
    return assessEach(
      cluster.objects(certificates).map((certificate): Judged => {
        const { state, text } = judge(certificate, Date.parse(asOf));
        return { state, evidence: cluster.evidence(certificates, certificate, text) };
      }),
      {
        source,
        pass: (all) => `${count(all, 'certificate')} valid and renewed in time`,
        fail: (bad, all) => `${bad} of ${count(all, 'certificate')} expired, not ready, or overdue for renewal`,
        remedy:
          'Run `cmctl status certificate NAME -n NAMESPACE` on each that is named, and mend its issuer or request.',
        open: {
          title: (open, all) => `How long ${partOf(open, all, 'certificate', ['is', 'are'])} valid is not known`,
          remedy: 'Wait until cert-manager has issued them, and audit again.',
        },
        none: {
          title: 'cert-manager keeps no certificates',
          text: 'The list of Certificates is empty.',
          remedy: 'Have whoever issues the certificates attest how they are renewed.',
        },
      },
    );
  },
});

const dayMs = 24 * 60 * 60 * 1000;

function judge(certificate: ClusterObject, now: number): { readonly state: Judged['state']; readonly text: string } {
  const notAfter = textAt(certificate, 'status', 'notAfter');
  const renewal = textAt(certificate, 'status', 'renewalTime');
  const ready = conditionOf(fieldAt(certificate, 'status'), 'Ready');
  if (notAfter !== undefined && Date.parse(notAfter) <= now) return { state: 'bad', text: `expired on ${notAfter}` };
  if (ready?.status === 'False') return { state: 'bad', text: describeCondition('Ready', ready) };
  if (renewal !== undefined && Date.parse(renewal) + dayMs <= now) {
    return {
      state: 'bad',
      text: `to be renewed on ${renewal}, which has passed; valid until ${notAfter ?? 'a day not said'}`,
    };
  }
  const isKnown = ready?.status === 'True' && notAfter !== undefined && !Number.isNaN(Date.parse(notAfter));
  return isKnown
    ? { state: 'good', text: `valid until ${notAfter}, to be renewed on ${renewal ?? 'a day not said'}` }
    : { state: 'open', text: `${describeCondition('Ready', ready)}, status.notAfter is ${notAfter ?? 'not there'}` };
}

import type { Assessment } from './assessment.ts';
import { pass, unknown } from './assessment.ts';
import type { JudgedAttestation } from './attestations.ts';
import { attestationFor, attestationForCheck, judgeAttestations } from './attestations.ts';
import type { AuditCheck, AuditMaterial } from './auditCheck.ts';
import type { CommonCause, Evidence } from './finding.ts';
import type { CatalogRequirement } from './severity.ts';

interface Attestable {
  /** For titles. */
  readonly name: string;
  readonly requirement: CatalogRequirement;
  /** What `attestations[].control` has to say. */
  readonly key: string;
  /** Which evidence would settle it without anybody's word, as a sentence. */
  readonly decidedBy: string;
  /** What would settle it for others as well; an attestation, where it is not said. */
  readonly waitsFor?: CommonCause | undefined;
}

/** What a person's word decides: a pass that is known as attested while the word counts, unknown before, after and without. */
export function assessByAttestation(
  { name, requirement, key, decidedBy, waitsFor = 'attestation' }: Attestable,
  { plan, planFile, locate, asOf }: Pick<AuditMaterial, 'plan' | 'planFile' | 'locate' | 'asOf'>,
): Assessment {
  const judged = attestationFor(requirement, judgeAttestations(plan, asOf));
  const attest = `under attestations in ${planFile}, with control: ${key}`;
  if (judged === undefined) {
    return {
      ...unknown('not-collected', {
        title: `${name}: no evidence yet`,
        evidence: [
          {
            text: 'The plan has no attestation of it, and nothing else that was read bears on it.',
            source: `${planFile}:${locate(['attestations']).line}`,
          },
        ],
        remedy: `${decidedBy} Somebody who knows can also vouch for it, ${attest}.`,
      }),
      about: name,
      waitsFor,
    };
  }
  const evidence = evidenceOf(judged, placeOf(judged, { planFile, locate }));
  const { by, on, expires } = judged.attestation;
  if (judged.state === 'expired') {
    return unknown(
      'expired',
      {
        title: `${name}: the attestation has expired`,
        evidence,
        remedy: `It counted until ${expires ?? on}. Have ${by}, or who follows them, attest it again, ${attest}.`,
      },
      'attested',
    );
  }
  if (judged.state === 'not-yet') {
    return unknown(
      'not-collected',
      {
        title: `${name}: the attestation does not count yet`,
        evidence,
        remedy: `It is dated ${on}, which is after the day of this audit. Correct the day, or audit again from then on.`,
      },
      'attested',
    );
  }
  return pass('attested', { title: `${name} is attested`, evidence });
}

/**
 * A person's word on one check of the cluster: it counts where what was seen leaves that check open, and stands beside what was
 * seen. Of one that does not count is said why.
 */
export function orAttestedAlone(
  seen: Assessment,
  { id, title }: Pick<AuditCheck, 'id' | 'title'>,
  { plan, planFile, locate, asOf }: Pick<AuditMaterial, 'plan' | 'planFile' | 'locate' | 'asOf'>,
): Assessment {
  if (seen.outcome !== 'unknown') return seen;
  const judged = attestationForCheck(id, judgeAttestations(plan, asOf));
  if (judged === undefined) return seen;
  const evidence = [...seen.evidence, ...evidenceOf(judged, placeOf(judged, { planFile, locate }))];
  if (judged.state === 'counts') return pass('attested', { title: `${title}: attested`, evidence });
  const because = judged.state === 'expired' ? 'has expired' : 'does not count yet';
  return { ...seen, title: `${seen.title}; the attestation of it ${because}`, evidence };
}

function placeOf(
  { index }: JudgedAttestation,
  { planFile, locate }: Pick<AuditMaterial, 'planFile' | 'locate'>,
): string {
  return `${planFile}:${locate(['attestations', index]).line}`;
}

function evidenceOf({ attestation }: JudgedAttestation, source: string): readonly Evidence[] {
  const { statement, by, on, expires, evidence, signature } = attestation;
  const until = expires === undefined ? 'without an end' : `until ${expires}`;
  return [
    { text: `“${statement}” Attested by ${by} on ${on}, ${until}.`, source },
    ...(evidence === undefined
      ? []
      : [{ text: 'Proof named by the attestation; it was not opened.', source: evidence }]),
    ...(signature === undefined
      ? []
      : [{ text: 'The attestation is signed; the signature was not verified.', source }]),
  ];
}

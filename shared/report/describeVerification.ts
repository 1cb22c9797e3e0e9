import type { RunRecord } from '../history/runRecord.ts';
import { planEvidence } from '../history/keptEvidence.ts';

/** How a reader who trusts neither this page nor this program checks what the seal covers, step by step. */
export function describeVerification({ run, egress }: RunRecord): readonly string[] {
  const kept = run.evidence.filter(({ kind }) => kind !== planEvidence);
  return [
    `Run \`pdp history verify --head ${run.hash}\`: it computes the hash of every kept run anew, follows the chain, and says whether this run is still in it. A chain that was cut short at its end holds all the same, so the hash is to be taken from here.`,
    `Without this program: take the run’s record as \`pdp history show ${run.id}\` prints it, remove run.hash, write it as canonical JSON (RFC 8785) and compute its SHA-256. It is the hash given here. Its run.previous is the hash of the run before it, which is checked in the same way, down to the first.`,
    `The plan: the SHA-256 of ${egress.plan.file} as it was audited is ${run.planHash}.`,
    ...(egress.sources.length === 0
      ? []
      : ['The rule files: the SHA-256 of each stands under “What was and was not tested”.']),
    ...(kept.length === 0
      ? []
      : [
          `What was kept of them: \`pdp history evidence ${run.id} NAME\` prints it; its SHA-256 stands beside the file’s and in the record, and is sealed with it.`,
        ]),
    ...(run.catalogHash === undefined
      ? []
      : [
          `The catalogue: \`pdp catalog --format json\` of version ${run.catalogVersion}, as canonical JSON, has the SHA-256 ${run.catalogHash}.`,
        ]),
    'The seal shows that nothing was changed after it was given. It does not show who ran the audit: nobody’s key is in it.',
  ];
}

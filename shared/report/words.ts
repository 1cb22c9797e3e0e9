import type { AttestationState } from '../audit/attestations.ts';
import type { Standing } from '../audit/coverage.ts';
import type { HowKnown, Severity, UnknownBecause } from '../audit/finding.ts';
import type { WaiverState } from '../audit/waivers.ts';
import type { CloudId, SecurityTierId } from '../catalog/catalog.ts';
import type { ConnectionVerdict, Verdict } from '../network/judging/verdict.ts';

/** The words that a report uses for the domain's values; the same in every format. */
export const standingWords = {
  fail: 'Fail',
  unknown: 'Unknown',
  waived: 'Waived',
  pass: 'Pass',
  notApplicable: 'Not applicable',
  outOfScope: 'Out of scope',
} as const satisfies Record<Standing, string>;

export const verdictWords = {
  allowed: 'Allowed',
  denied: 'Denied',
  'partly-allowed': 'Partly allowed',
  unknown: 'Unknown',
  'not-applicable': 'Not applicable',
} as const satisfies Record<Verdict, string>;

export const howKnownWords = {
  observed: 'Observed',
  attested: 'Attested',
  imported: 'Imported',
} as const satisfies Record<HowKnown, string>;

export const severityWords = { high: 'High', medium: 'Medium', low: 'Low' } as const satisfies Record<Severity, string>;

/** Why something is unknown, as a sentence, and in the few words that fit under an outcome. */
export const unknownWords = {
  forbidden: 'It may not be read.',
  absent: 'The plan does not say it.',
  incomplete: 'What was read does not suffice.',
  failed: 'The check itself broke.',
  expired: 'Its proof has expired.',
  'not-collected': 'Nothing was read that bears on it.',
  'not-understood': 'A file that may decide it could not be read.',
} as const satisfies Record<UnknownBecause, string>;

export const unknownLabels = {
  forbidden: 'May not be read',
  absent: 'Not stated',
  incomplete: 'Not enough evidence',
  failed: 'Check broke',
  expired: 'Proof expired',
  'not-collected': 'No evidence yet',
  'not-understood': 'Not readable',
} as const satisfies Record<UnknownBecause, string>;

export const waiverWords = {
  applied: 'Applied',
  unused: 'Not used: it does not fail',
  expired: 'Expired',
  superseded: 'Not used: an earlier one applies',
  unmatched: 'Not used: nothing has that name',
} as const satisfies Record<WaiverState, string>;

export const attestationWords = {
  counts: 'Counts',
  superseded: 'Not used: a newer one counts',
  expired: 'Expired',
  'not-yet': 'Not yet: dated after this audit',
  'not-asked-for': 'Not used: rules decide connections',
  'not-in-tier': 'Not used: this tier does not ask for it',
  unmatched: 'Not used: nothing has that name',
} as const satisfies Record<AttestationState, string>;

export const tierTitles = {
  basic: 'Basic',
  standard: 'Standard',
  premium: 'Premium',
} as const satisfies Record<SecurityTierId, string>;

export const cloudTitles = {
  azure: 'Azure',
  aws: 'AWS',
  gcp: 'GCP',
  'on-premises': 'On-premises',
} as const satisfies Record<CloudId, string>;

/** The documents’ own words. */
export const scopeWords = {
  internet: 'Internet',
  'control-plane': 'Control plane',
  'vpc-internal': 'VPC-internal',
  'cluster-internal': 'Cluster-internal',
} as const satisfies Record<ConnectionVerdict['scope'], string>;

export const originatorWords = {
  pod: 'A pod opens it.',
  node: 'A node opens it; pod policies do not bear on it.',
  outside: 'Something outside of the data plane opens it.',
} as const satisfies Record<ConnectionVerdict['originator'], string>;

const numberWords = [
  'no',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];

/** `two`, `13`: as numbers stand in a sentence. */
export function inWords(count: number): string {
  return numberWords[count] ?? String(count);
}

/** `one control is`, `two controls are`: the noun's plural ends in s. */
export function counted(count: number, noun: string, verbs?: readonly [one: string, several: string]): string {
  const verb = verbs === undefined ? '' : ` ${count === 1 ? verbs[0] : verbs[1]}`;
  return `${inWords(count)} ${noun}${count === 1 ? '' : 's'}${verb}`;
}

/** `one is`, `two are`. */
export function isOrAre(count: number): string {
  return `${inWords(count)} ${count === 1 ? 'is' : 'are'}`;
}

export function capitalised(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `2 Nov 2026`, from `2026-11-02`. */
export function describeDay(day: string): string {
  const [year, month, dayOfMonth] = day.split('-').map(Number);
  return `${dayOfMonth} ${months[(month ?? 1) - 1]} ${year}`;
}

/** `20 Nov 2026, 16:42 UTC`. Always UTC: a report reads the same wherever it is opened. */
export function describeInstant(instant: string): string {
  const utc = new Date(instant).toISOString();
  return `${describeDay(utc.slice(0, 10))}, ${utc.slice(11, 16)} UTC`;
}

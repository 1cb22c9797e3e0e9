import type { Catalog } from '../../catalog/catalog.ts';
import { clusterCheckIds, safeguardIds } from '../../catalog/ids.ts';
import type { Requirements } from '../../requirements/deriveRequirements.ts';
import { askedKinds } from '../../network/findings/askedKinds.ts';
import { nearestWord } from '../nearestWord.ts';
import type { Plan, PlanAttestation, PlanWaiver } from '../plan.ts';
import type { PlanFinding } from '../planFinding.ts';

/** Whether attestations and waivers name something that this plan asks for. Days are judged by the audit, which has a clock. */
export function findPromiseProblems(catalog: Catalog, plan: Plan, requirements: Requirements): PlanFinding[] {
  const known = requirementNames(catalog);
  const asked = new Set(askedFor(requirements));
  const { attestations = [], waivers = [] } = plan;
  return [
    ...attestations.flatMap((attestation, index) => findAttestationProblems(attestation, index, known, asked)),
    ...waivers.flatMap((waiver, index) => findWaiverProblems(waiver, index, known, asked)),
    ...findWaivedTwice(waivers),
    ...findAttestedAndWaived(attestations, waivers),
  ];
}

/** What an audit judges, by the names that waivers use; `connection.dns` is what every row by name needs first. */
function requirementNames(catalog: Catalog): readonly string[] {
  return [
    ...catalog.connections.map(({ id }) => `connection.${id}`),
    'connection.dns',
    ...ofRules,
    ...catalog.controls.map(({ id }) => `control.${id}`),
    ...catalog.components.map(({ id }) => `component.${id}`),
    ...catalog.infrastructure.map(({ id }) => `infrastructure.${id}`),
    ...ofCluster,
    ...clusterCheckIds,
  ];
}

/** What the rules as a whole are asked for. */
const ofRules = askedKinds.map((kind) => `egress.${kind}`);

/** What a cluster is asked for. */
const ofCluster = safeguardIds.map((id) => `cluster.${id}`);

function askedFor({ connections, controls, components, infrastructure }: Requirements): string[] {
  return [
    ...connections.filter(({ required }) => required).map(({ id }) => `connection.${id}`),
    'connection.dns',
    ...ofRules,
    ...controls.filter(({ required }) => required).map(({ id }) => `control.${id}`),
    ...components.map(({ id }) => `component.${id}`),
    ...infrastructure.map(({ id }) => `infrastructure.${id}`),
    ...ofCluster,
    ...clusterCheckIds,
  ];
}

/** An attestation may name a control by its bare id. */
function requirementOf({ control }: PlanAttestation, known: readonly string[]): string {
  return known.includes(control) ? control : `control.${control}`;
}

function findAttestationProblems(
  attestation: PlanAttestation,
  index: number,
  known: readonly string[],
  asked: ReadonlySet<string>,
): PlanFinding[] {
  const path = ['attestations', index];
  const requirement = requirementOf(attestation, known);
  if (!known.includes(requirement)) {
    return [
      {
        id: `attestation-unknown.${index}`,
        kind: 'contradiction',
        path: [...path, 'control'],
        message: `Nothing is called “${attestation.control}”, so this attestation is for nothing.`,
        remedy: didYouMean(attestation.control, known),
      },
    ];
  }
  const findings: PlanFinding[] = [];
  if (attestation.expires !== undefined && attestation.expires < attestation.on) {
    findings.push({
      id: `attestation-never-valid.${index}`,
      kind: 'contradiction',
      path: [...path, 'expires'],
      message: `The attestation of ${attestation.control} expires before it is made.`,
      remedy: 'Correct one of the two days.',
    });
  }
  if (requirement.startsWith('connection.')) {
    findings.push({
      id: `attestation-of-connection.${index}`,
      kind: 'warning',
      path: [...path, 'control'],
      message: 'Connections are judged by rules, so nobody’s word counts for them.',
      remedy: 'Remove the attestation and declare the layer’s rules in network.path.',
    });
  } else if (!asked.has(requirement)) {
    findings.push({
      id: `attestation-not-asked-for.${index}`,
      kind: 'warning',
      path: [...path, 'control'],
      message: `This plan does not ask for ${attestation.control}, so its attestation counts for nothing.`,
      remedy: 'Keep it only if you want it on record.',
    });
  }
  const lacking = [
    ...(attestation.expires === undefined ? ['has no last day'] : []),
    ...(attestation.evidence === undefined ? ['names no proof'] : []),
  ];
  if (lacking.length > 0 && findings.length === 0) {
    findings.push({
      id: `attestation-thin.${index}`,
      kind: 'warning',
      path,
      message: `The attestation of ${attestation.control} ${lacking.join(' and ')}.`,
      remedy: 'Give it expires and evidence, so that others can follow it.',
    });
  }
  return findings;
}

function findWaiverProblems(
  { requirement }: PlanWaiver,
  index: number,
  known: readonly string[],
  asked: ReadonlySet<string>,
): PlanFinding[] {
  // Findings about the plan itself can be waived too; whether one of that name exists shows in the audit.
  if (requirement.startsWith('plan.') || asked.has(requirement)) return [];
  const path = ['waivers', index, 'requirement'];
  if (!known.includes(requirement)) {
    return [
      {
        id: `waiver-unknown.${index}`,
        kind: 'contradiction',
        path,
        message: `Nothing is called “${requirement}”, so this waiver is for nothing.`,
        remedy: didYouMean(requirement, known),
      },
    ];
  }
  return [
    {
      id: `waiver-not-asked-for.${index}`,
      kind: 'warning',
      path,
      message: `This plan does not ask for ${requirement}, so there is nothing to waive.`,
      remedy: 'Remove the waiver.',
    },
  ];
}

function didYouMean(word: string, known: readonly string[]): string {
  if (/^PDP-[A-Z]{3}-\d{3}$/.test(word)) {
    return 'Name a check that asks one thing of the cluster, such as PDP-SEC-007, or the requirement that its finding gives.';
  }
  const bare = known.find((name) => name.slice(name.indexOf('.') + 1) === word);
  const near = bare ?? nearestWord(word, known) ?? nearestWord(`control.${word}`, known);
  return near === undefined
    ? 'Name it as in the audit, such as control.sast or connection.pdp-agent--control-plane.'
    : `Did you mean ${near}?`;
}

function findWaivedTwice(waivers: readonly PlanWaiver[]): PlanFinding[] {
  return waivers
    .map(({ requirement }, index) => ({
      requirement,
      index,
      first: waivers.findIndex((other) => other.requirement === requirement),
    }))
    .filter(({ index, first }) => first < index)
    .map(({ requirement, index }) => ({
      id: `waiver-twice.${index}`,
      kind: 'warning',
      path: ['waivers', index, 'requirement'],
      message: `${requirement} is waived twice; only one of them counts.`,
      remedy: 'Keep one of them.',
    }));
}

function findAttestedAndWaived(
  attestations: readonly PlanAttestation[],
  waivers: readonly PlanWaiver[],
): PlanFinding[] {
  return waivers
    .map(({ requirement }, index) => ({ requirement, index }))
    .filter(({ requirement }) =>
      attestations.some(({ control }) => requirement === control || requirement === `control.${control}`),
    )
    .map(({ requirement, index }) => ({
      id: `attested-and-waived.${index}`,
      kind: 'warning',
      path: ['waivers', index, 'requirement'],
      message: `${requirement} is attested to hold, and waived as if it did not.`,
      remedy: 'Keep the one that is true.',
    }));
}

import { judgeAttestationsUsed } from '../audit/attestations.ts';
import { coverageOf, standingOf, standings } from '../audit/coverage.ts';
import { describeSource } from '../audit/describeSource.ts';
import { gatherCauses } from '../audit/gatherCauses.ts';
import type { Finding } from '../audit/finding.ts';
import { severities } from '../audit/finding.ts';
import { dayOf } from '../audit/day.ts';
import { judgeWaivers } from '../audit/waivers.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Plan } from '../plan/plan.ts';
import type { RunRecord } from '../history/runRecord.ts';
import { layerTitles } from '../network/judging/layerTitles.ts';
import type { Requirements } from '../requirements/deriveRequirements.ts';
import { buildConnections } from './buildConnections.ts';
import { buildResponsibilities } from './buildResponsibilities.ts';
import { buildSummary } from './buildSummary.ts';
import { describeMethod } from './describeMethod.ts';
import { describeScope } from './describeScope.ts';
import { describeVerification } from './describeVerification.ts';
import { describeNetwork } from './describeNetwork.ts';
import { holderOf, holderTitles, holders } from './holders.ts';
import { judgeSources } from './judgeSources.ts';
import { numberQuotes } from './numberQuotes.ts';
import type { ReportInput } from './reportInput.ts';
import type { Report, ReportFinding } from './report.ts';
import { enumerate } from '../kernel/enumerate.ts';
import { uncapitalised } from '../kernel/uncapitalised.ts';
import { capitalised, cloudTitles, counted, describeDay, describeInstant, tierTitles, unknownWords } from './words.ts';

/** Everything that the readers of a report are told, and no format. */
export function buildReport(input: ReportInput): Report {
  const { catalog, plan, requirements, record, sequence } = input;
  const { run, tier } = record;
  const quotes = numberQuotes(input.quotes, record.egress);
  const connections = buildConnections(input, quotes);
  const findings = groupByHolder(record.findings, requirements);
  const titleOf = <Id extends string>(entries: readonly { readonly id: Id; readonly title: string }[], id: Id) => ({
    id,
    title: entries.find((entry) => entry.id === id)?.title ?? id,
  });
  return {
    apiVersion: 'pdp-workbench/v1',
    kind: 'Report',
    title: `Private data plane audit: ${record.plan.name}`,
    plan: {
      name: record.plan.name,
      // Its name alone: where somebody keeps their files is nothing that a report has to tell.
      file: record.egress.plan.file,
      ...(plan.metadata.description !== undefined && { description: plan.metadata.description }),
      edition: titleOf(catalog.editions, record.plan.edition),
      managementModel: titleOf(catalog.managementModels, record.plan.managementModel),
      cloud: { id: record.plan.cloud, title: cloudTitles[record.plan.cloud] },
      ...(record.plan.region !== undefined && { region: record.plan.region }),
      securityTier: { id: record.plan.securityTier, title: tierTitles[record.plan.securityTier] },
      addOns: (plan.addOns ?? []).map((id) => titleOf(catalog.addOns, id)),
      network: describeNetwork(plan),
      answers: buildAnswers(catalog, plan),
    },
    run: {
      id: run.id,
      ...(sequence !== undefined && { sequence }),
      startedAt: run.startedAt,
      finishedAt: run.finishedAt,
      asOf: run.asOf,
      ...(run.programVersion !== undefined && { programVersion: run.programVersion }),
      catalogVersion: run.catalogVersion,
      ...(run.catalogHash !== undefined && { catalogHash: run.catalogHash }),
      planHash: run.planHash,
      ...(run.signedHash !== undefined && { signedHash: run.signedHash }),
      previous: run.previous,
      hash: run.hash,
    },
    scope: describeScope(record),
    cautions: findCautions(input),
    summary: buildSummary(input),
    responsibilities: buildResponsibilities(catalog, requirements.raci, run.signedHash),
    connections,
    quotes,
    causes: gatherCauses(record.findings, record.egress).map(({ findings: waiting, ...cause }) => ({
      ...cause,
      findings: waiting.map(({ id }) => id),
    })),
    findings,
    tier: {
      wanted: tier.wanted,
      reached: tier.reached,
      provedBy: tier.provedBy,
      blockedBy: tier.blockedBy,
      unknown: tier.unknown,
      remarks: tier.remarks,
      controls: catalog.controls.map(({ id, title }) => {
        const finding = record.findings.find(({ requirement }) => requirement === `control.${id}`);
        return {
          id,
          title,
          tiers: tier.tiers.flatMap((standing) =>
            standing.controls
              .filter(({ control }) => control === id)
              .map(({ level, available, outcome, how }) => ({
                tier: standing.tier,
                ...(level !== undefined && { level }),
                available,
                outcome,
                ...(how !== undefined && { how }),
              })),
          ),
          ...(finding !== undefined && { finding: finding.id }),
        };
      }),
      addOns: catalog.addOns.map(({ id, title, purpose }) => ({
        id,
        title,
        purpose,
        chosen: plan.addOns?.includes(id) ?? false,
      })),
    },
    waivers: judgeWaivers(plan, record.findings, run.asOf).map(({ waiver, state, findings: ids }) => ({
      ...waiver,
      state,
      findings: ids,
    })),
    attestations: judgeAttestationsUsed(plan, record.findings, run.asOf).map(({ attestation, state }) => {
      const { signature, ...said } = attestation;
      return { ...said, signed: signature !== undefined, state };
    }),
    tested: {
      sentence: describeTested(record),
      evidence: run.evidence.map(({ name, kind, hash }) => ({ name, kind, hash })),
      sources: judgeSources(record).sources,
      layersNotSupplied: record.egress.layersNotSupplied.map((layer) => ({ layer, title: layerTitles[layer] })),
      ...(record.egress.layersNotRead !== undefined && {
        layersNotRead: record.egress.layersNotRead.map((unread) => ({ ...unread, title: layerTitles[unread.layer] })),
      }),
      missing: gatherMissing(record.findings),
      unknown: record.findings
        .filter((finding) => standingOf(finding) === 'unknown')
        .map(({ id, title, unknownBecause, remedy }) => ({
          finding: id,
          title,
          because: unknownBecause === undefined ? '' : unknownWords[unknownBecause],
          needed: remedy,
        })),
      problems: record.problems,
      apiCalls: record.apiCalls,
      openQuestions: requirements.openQuestions.map(({ question, untilAnswered, says }) => ({
        question,
        untilAnswered: `Until it is answered, ${uncapitalised(untilAnswered)}`,
        says: says.map(({ text, source }) => ({ text, source: describeSource(catalog, source) })),
      })),
      assumptions: gatherAssumptions(connections),
    },
    method: describeMethod(catalog, record),
    documents: Object.entries(catalog.documents).map(([id, { title, location, asOf }]) => ({
      id,
      title,
      ...(location !== undefined && { location }),
      ...(asOf !== undefined && { asOf }),
    })),
    chain: {
      hash: run.hash,
      previous: run.previous,
      ...(sequence !== undefined && { sequence }),
      verify: describeVerification(record),
    },
  };
}

function findCautions({ catalog, planHash, record, remarks = [] }: ReportInput): readonly string[] {
  const { run, problems } = record;
  const broken = problems.filter(({ severity }) => severity === 'error').length;
  const [asOf, day] = [dayOf(run.asOf), dayOf(run.startedAt)];
  return [
    ...remarks,
    ...(asOf === day
      ? []
      : [
          `Waivers and attestations are judged as of ${describeDay(asOf)}, and not as of ${describeDay(day)}, the day of the run.`,
        ]),
    ...(planHash === run.planHash
      ? []
      : [
          `The plan has changed since this run of ${describeInstant(run.finishedAt)}. Verdicts and findings are of the run; responsibilities, waivers and attestations are of the plan as it is now.`,
        ]),
    ...(catalog.version === run.catalogVersion
      ? []
      : [
          `This run was judged with catalogue ${run.catalogVersion}; titles and sources here are of catalogue ${catalog.version}.`,
        ]),
    ...(broken === 0
      ? []
      : [`${counted(broken, 'problem')} kept rule files from being read in full. What depends on them is unknown.`]),
  ];
}

function groupByHolder(findings: readonly Finding[], { raci }: Requirements): Report['findings'] {
  return holders
    .map((holder) => {
      const held = findings.filter((finding) => holderOf(finding) === holder).toSorted(byUrgency);
      return {
        holder,
        title: holderTitles[holder],
        coverage: coverageOf(held),
        findings: held.map((finding): ReportFinding => ({
          ...finding,
          standing: standingOf(finding),
          task: finding.task as ReportFinding['task'],
          taskTitle: raci.tasks.find(({ id }) => id === finding.task)?.title ?? finding.task,
        })),
      };
    })
    .filter((group) => group.findings.length > 0);
}

function byUrgency(one: Finding, other: Finding): number {
  const standing = standings.indexOf(standingOf(one)) - standings.indexOf(standingOf(other));
  return standing === 0 ? severities.indexOf(one.severity) - severities.indexOf(other.severity) : standing;
}

function describeTested(record: RunRecord): string {
  const { egress, apiCalls } = record;
  const { read, unread } = judgeSources(record);
  const missing = egress.layersNotSupplied.map((layer) => layerTitles[layer]);
  const unreadable = (egress.layersNotRead ?? []).map(({ layer }) => layerTitles[layer]);
  const calls = apiCalls.reduce((sum, { count }) => sum + count, 0);
  return [
    read === 0 ? 'No rule file was read.' : capitalised(`${counted(read, 'rule file', ['was', 'were'])} read.`),
    ...(unread.length === 0
      ? []
      : [`${enumerate(unread)} ${unread.length === 1 ? 'was' : 'were'} given and could not be read.`]),
    ...(unreadable.length === 0
      ? []
      : [`What was supplied for ${enumerate(unreadable)} can’t be read, so that nothing is known of it.`]),
    missing.length === 0
      ? 'Every layer of the path was supplied or declared not to exist.'
      : `Nothing is known of ${enumerate(missing)}: ${missing.length === 1 ? 'it was' : 'they were'} neither supplied nor declared not to exist.`,
    calls === 0
      ? 'No cluster, no cloud and no network was asked anything.'
      : `${calls} calls were made to systems, all of them listed; none of them writes.`,
  ].join(' ');
}

/** The plan’s answers, each with what was asked; one to a question that the catalogue does not have stands under its id. */
function buildAnswers({ openQuestions }: Catalog, { answers = {} }: Plan): NonNullable<Report['plan']['answers']> {
  return Object.entries(answers).map(([id, answer]) => ({
    id,
    question: openQuestions.find((open) => open.id === id)?.question ?? id,
    answer: String(answer),
  }));
}

/** Each key once: many rows and rules miss a few of the same. */
function gatherMissing(findings: readonly Finding[]): Report['tested']['missing'] {
  const bearing = Map.groupBy(
    findings.flatMap(({ id, missing = [] }) => missing.map((key) => ({ key, id }))),
    ({ key }) => key,
  );
  return [...bearing].map(([key, some]) => ({ key, findings: some.map(({ id }) => id) }));
}

function gatherAssumptions({ rows, preconditions }: Report['connections']): Report['tested']['assumptions'] {
  const madeFor = Map.groupBy(
    [...preconditions, ...rows].flatMap(({ id, assumptions }) => assumptions.map((statement) => ({ statement, id }))),
    ({ statement }) => statement,
  );
  return [...madeFor].map(([statement, made]) => ({ statement, connections: made.map(({ id }) => id) }));
}

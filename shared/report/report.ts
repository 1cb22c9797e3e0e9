/**
 * The report of one run: everything that its readers are told, and no format. `report.json` is this value as it stands;
 * every other format is written from it, so that all of them have the same ids, outcomes and counts.
 */
import { z } from 'zod';
import { attestationStates } from '../audit/attestations.ts';
import { standings } from '../audit/coverage.ts';
import { commonCauses, outcomes, severities } from '../audit/finding.ts';
import { waiverStates } from '../audit/waivers.ts';
import {
  addOnIds,
  cloudIds,
  connectionIds,
  controlIds,
  editionIds,
  managementModelIds,
  partyIds,
  responsibilityCell,
  securityTierIds,
  taskIds,
} from '../catalog/catalog.ts';
import { holders } from './holders.ts';
import { sourceStates } from './judgeSources.ts';
import { verdicts } from '../network/judging/verdict.ts';
import { layerKinds } from '../plan/plan.ts';

/** What a sign-off was given for: the plan that was audited, another state of it, or none that it names. */
export const signedStates = ['this-plan', 'another-plan', 'not-said'] as const;

const text = z.string();
const count = z.int().nonnegative();
const texts = z.array(text);
const day = z.iso.date();
const instant = z.iso.datetime({ offset: true });
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const verdict = z.enum(verdicts);
const layerKind = z.enum(layerKinds);
const tierId = z.enum(securityTierIds);
const howKnown = z.enum(['observed', 'attested', 'imported']);
/** `{id, title}`: a choice and how people call it. */
const chosen = <Id extends z.ZodType>(id: Id) => z.strictObject({ id, title: text });

const coverageSchema = z
  .strictObject({
    pass: count,
    fail: count,
    unknown: count,
    notApplicable: count,
    waived: count,
    outOfScope: count.optional().meta({ description: 'Absent where the audit was asked for everything.' }),
  })
  .meta({
    id: 'Coverage',
    description: 'Each finding counts once: a waived failure under `waived`, never under `fail`.',
  });

const evidence = z.strictObject({
  text,
  source: text.meta({ description: '`file:line`, or what was asked of which system.' }),
  sources: texts.optional().meta({ description: 'Every one of the files, where `source` names the first of many.' }),
});

const findingSchema = z
  .strictObject({
    id: z.uuid(),
    check: text,
    requirement: text,
    title: text,
    subject: text,
    outcome: z.enum(outcomes),
    standing: z.enum(standings).meta({ description: 'Where it is counted.' }),
    how: howKnown.optional().meta({ description: 'Absent where nothing was seen or said.' }),
    severity: z.enum(severities),
    evidence: z.array(evidence).min(1),
    remedy: text,
    task: z.enum(taskIds),
    taskTitle: text,
    responsible: z.array(z.enum(partyIds)),
    accountable: z.array(z.enum(partyIds)),
    owner: text.optional(),
    waiver: z.strictObject({ reason: text, owner: text, expires: day }).optional(),
    unknownBecause: z
      .enum(['forbidden', 'absent', 'incomplete', 'failed', 'expired', 'not-collected', 'not-understood'])
      .optional(),
    standsFor: texts
      .optional()
      .meta({ description: 'Open points of the plan that it stands for: one cause counts once.' }),
    about: text.optional().meta({ description: 'What it is about, as a noun; where its title says more than that.' }),
    missing: texts.optional().meta({ description: 'Keys of the plan that would decide it or a part of it.' }),
    waitsFor: z
      .enum(commonCauses)
      .optional()
      .meta({ description: 'Of an unknown: the one thing that it waits for, together with others.' }),
    outOfScope: text.optional().meta({
      description:
        'Of an unknown that whoever ran the audit did not want looked into: why. It is counted as out of scope.',
    }),
  })
  .meta({ id: 'Finding' });

const ports = z.partialRecord(z.enum(['TCP', 'UDP', 'SCTP']), texts);
const ruleReference = z.strictObject({
  file: text,
  line: z.int().min(1),
  column: z.int().min(1).optional().meta({ description: 'In a line so long that it does not tell the place alone.' }),
  rule: text,
  note: text
    .optional()
    .meta({ description: 'What it has to do with the connection, where it does not decide it itself.' }),
  quote: z.int().min(1).optional().meta({ description: 'The number of its quote in `quotes`.' }),
});

const layerSchema = z.strictObject({
  layer: layerKind,
  title: text,
  verdict,
  reason: text,
  attachedTo: texts,
  decidedBy: z.array(ruleReference),
  uncovered: z.array(
    z.strictObject({
      ranges: texts,
      ports,
      where: text.optional().meta({ description: 'What the ranges stand for, where the addresses are not known.' }),
    }),
  ),
  remedy: text.optional().meta({ description: 'What to write where, so that the layer lets it through.' }),
});

const connectionSchema = z
  .strictObject({
    id: z.enum([...connectionIds, 'dns']),
    component: text,
    endpoint: text,
    direction: z.enum(['outbound', 'inbound']),
    originator: z.enum(['pod', 'node', 'outside']),
    scope: z.enum(['internet', 'control-plane', 'vpc-internal', 'cluster-internal']),
    protocols: texts,
    ports: texts,
    verdict,
    summary: text,
    finding: z.uuid().optional().meta({ description: 'The finding that this verdict became.' }),
    standing: z.enum(standings).optional(),
    missing: texts,
    workloads: z.array(z.strictObject({ namespace: text, name: text, kind: text, verdict })),
    destinations: z.array(
      z.strictObject({ host: text.optional(), ranges: texts, ports, failover: z.boolean(), verdict }),
    ),
    layers: z.array(layerSchema),
    blockedBy: layerKind.optional(),
    why: z
      .strictObject({ purpose: text, source: text, planPath: text.optional() })
      .optional()
      .meta({ description: 'Why this row is here: the catalogue’s word, and where the plan says something of it.' }),
    assumptions: texts,
    remarks: texts.optional().meta({ description: 'What to know beside the verdict, e.g. that DNS is closed.' }),
  })
  .meta({ id: 'Connection' });

const quoteSchema = z.strictObject({
  number: z.int().min(1),
  file: text,
  line: z.int().min(1).meta({ description: 'The number of the first of `lines` in its file.' }),
  column: z
    .int()
    .min(1)
    .optional()
    .meta({ description: 'Of the one rule that is quoted of a very long line, in the user’s file.' }),
  lines: texts,
  deciding: z.array(z.int().min(1)).meta({ description: 'Numbers of the lines at which rules that decide stand.' }),
  withheld: z
    .array(z.int().min(1))
    .meta({ description: 'Numbers of the lines of which a part was withheld as a secret.' }),
  rules: texts,
  connections: z.array(z.enum([...connectionIds, 'dns'])),
});

const stepSchema = z.strictObject({
  step: text,
  effect: text,
  responsible: text,
  findings: z.array(z.uuid()).meta({ description: 'The findings that it bears on.' }),
});

const tierStandingSchema = z.strictObject({
  tier: tierId,
  title: text,
  wanted: z.boolean(),
  result: z.enum(['reached', 'not-reached', 'not-decidable']),
  asked: count.meta({ description: 'Controls that the tier asks for and that are to be had on this cloud.' }),
  proved: count,
  failing: count,
  provedBy: z.strictObject({ observed: count, attested: count, imported: count }),
});

const problemSchema = z.strictObject({
  file: text,
  id: text.optional().meta({ description: 'Of an open point of the plan, its id, as `pdp plan check` gives it.' }),
  line: z.int().min(1),
  column: z.int().min(1).optional(),
  message: text,
  remedy: text.optional(),
  severity: z.enum(['error', 'warning']),
});

export const reportSchema = z
  .strictObject({
    apiVersion: z.literal('pdp-workbench/v1'),
    kind: z.literal('Report'),
    title: text,
    plan: z.strictObject({
      name: text,
      file: text,
      description: text.optional(),
      edition: chosen(z.enum(editionIds)),
      managementModel: chosen(z.enum(managementModelIds)),
      cloud: chosen(z.enum(cloudIds)),
      region: text.optional(),
      securityTier: chosen(tierId),
      addOns: z.array(chosen(z.enum(addOnIds))),
      network: z.array(z.strictObject({ name: text, values: texts })),
      answers: z
        .array(z.strictObject({ id: text, question: text, answer: text }))
        .optional()
        .meta({ description: 'To questions that the documents leave open, by the plan’s word.' }),
    }),
    run: z.strictObject({
      id: z.uuid(),
      sequence: z.int().min(1).optional(),
      startedAt: instant,
      finishedAt: instant,
      asOf: instant.meta({ description: 'The instant at which expiries are judged.' }),
      programVersion: text.optional().meta({ description: 'Of the program that judged; absent in old records.' }),
      catalogVersion: text,
      catalogHash: hash.optional().meta({ description: 'SHA-256 of the catalogue as canonical JSON.' }),
      planHash: hash,
      signedHash: hash
        .optional()
        .meta({ description: 'SHA-256 of what a sign-off is given for; absent in old records.' }),
      previous: hash.nullable(),
      hash,
    }),
    scope: z
      .strictObject({
        sentence: text,
        withoutCluster: z.boolean().meta({ description: 'Whoever ran the audit wanted no cluster looked at.' }),
        cluster: z
          .strictObject({
            name: text,
            server: text,
            uid: text
              .optional()
              .meta({ description: 'Of the namespace kube-system: it tells one cluster from another.' }),
            caHash: text.optional().meta({ description: 'SHA-256 of the CA that its certificate was verified by.' }),
            version: text.optional(),
            collectedAt: instant,
          })
          .optional()
          .meta({ description: 'Absent where none was looked at.' }),
      })
      .meta({ description: 'What the audit was asked for.' }),
    /** What a reader has to know before anything else, e.g. that the plan has changed since the run. */
    cautions: texts,
    summary: z.strictObject({
      headline: text,
      sentences: texts,
      coverage: coverageSchema,
      coverageSentence: text,
      causeSentence: text
        .optional()
        .meta({ description: 'How many causes the unknown checks come from, and which of them bear most.' }),
      areas: z.array(z.strictObject({ area: text, title: text, coverage: coverageSchema })),
      tiers: z.array(tierStandingSchema),
      open: z.array(
        z.strictObject({ holder: z.enum(holders), title: text, fail: count, unknown: count, waived: count }),
      ),
      changed: z.strictObject({ since: text, sentences: texts }).optional(),
      steps: z.array(stepSchema),
    }),
    responsibilities: z.strictObject({
      sentence: text,
      tasks: z.array(
        z.strictObject({
          id: z.enum(taskIds),
          title: text,
          description: texts,
          scope: z.enum(['platform', 'workload']),
          responsible: responsibilityCell,
          accountable: responsibilityCell,
          consulted: responsibilityCell,
          informed: responsibilityCell,
          owners: z.array(
            z.strictObject({
              role: z.enum(['responsible', 'accountable']),
              who: text,
              signed: text.optional(),
              signedFor: z
                .enum(signedStates)
                .optional()
                .meta({ description: 'Whether what was signed is the plan that was audited; absent for old records.' }),
            }),
          ),
          split: z.array(z.strictObject({ party: z.enum(partyIds), part: text })),
          /** The customer has a part in it and the plan names nobody. */
          ownerMissing: z.boolean(),
          source: text,
        }),
      ),
    }),
    connections: z.strictObject({
      sentence: text,
      layers: z.array(
        z.strictObject({
          layer: layerKind,
          title: text,
          state: z.enum(['read', 'declared-none', 'not-supplied', 'not-read']),
          from: texts.meta({ description: 'The files that speak for it.' }),
          attachedTo: texts,
        }),
      ),
      rows: z.array(connectionSchema),
      preconditions: z.array(connectionSchema),
    }),
    quotes: z.array(quoteSchema),
    causes: z
      .array(
        z.strictObject({
          id: z.enum(commonCauses),
          title: text,
          remedy: text,
          page: text.meta({ description: 'Of the app, where it can be brought.' }),
          findings: z.array(z.uuid()),
        }),
      )
      .meta({ description: 'What several unknown findings wait for alike: one cause is told once.' }),
    findings: z.array(
      z.strictObject({
        holder: z.enum(holders),
        title: text,
        coverage: coverageSchema,
        findings: z.array(findingSchema),
      }),
    ),
    tier: z.strictObject({
      wanted: tierId,
      reached: tierId.nullable(),
      provedBy: z.strictObject({ observed: count, attested: count, imported: count }),
      blockedBy: z.array(z.enum(controlIds)),
      unknown: z.array(z.enum(controlIds)),
      remarks: texts,
      controls: z.array(
        z.strictObject({
          id: z.enum(controlIds),
          title: text,
          tiers: z.array(
            z.strictObject({
              tier: tierId,
              level: text.optional(),
              available: z.boolean(),
              outcome: z.enum(outcomes),
              how: howKnown.optional(),
            }),
          ),
          finding: z.uuid().optional(),
        }),
      ),
      addOns: z.array(z.strictObject({ id: z.enum(addOnIds), title: text, purpose: text, chosen: z.boolean() })),
    }),
    waivers: z.array(
      z.strictObject({
        requirement: text,
        reason: text,
        owner: text,
        expires: day,
        state: z.enum(waiverStates),
        findings: z.array(z.uuid()),
      }),
    ),
    attestations: z.array(
      z.strictObject({
        control: text,
        statement: text,
        evidence: text.optional(),
        by: text,
        on: day,
        expires: day.optional(),
        signed: z.boolean().meta({ description: 'It carries a signature. No signature is verified.' }),
        state: z.enum(attestationStates),
      }),
    ),
    tested: z.strictObject({
      sentence: text,
      evidence: z.array(z.strictObject({ name: text, kind: text, hash })),
      sources: z.array(
        z.strictObject({
          file: text,
          format: text,
          holds: text,
          bytes: count,
          hash,
          layers: z.array(layerKind),
          isFacts: z
            .literal(true)
            .optional()
            .meta({ description: 'It holds facts alone (workloads, networks, settings), and decides nothing itself.' }),
          state: z.enum(sourceStates),
        }),
      ),
      layersNotSupplied: z.array(z.strictObject({ layer: layerKind, title: text })),
      layersNotRead: z
        .array(z.strictObject({ layer: layerKind, title: text, files: texts, because: texts }))
        .optional()
        .meta({ description: 'Layers whose rules the plan names and that could not be read.' }),
      missing: z
        .array(z.strictObject({ key: text, findings: z.array(z.uuid()) }))
        .meta({ description: 'Keys that the plan leaves out, each with the findings that it bears on.' }),
      unknown: z.array(z.strictObject({ finding: z.uuid(), title: text, because: text, needed: text })),
      problems: z.array(problemSchema),
      apiCalls: z.array(z.strictObject({ verb: text, path: text, count, bytes: count.optional() })),
      openQuestions: z.array(
        z.strictObject({ question: text, untilAnswered: text, says: z.array(z.strictObject({ text, source: text })) }),
      ),
      assumptions: z.array(
        z.strictObject({ statement: text, connections: z.array(z.enum([...connectionIds, 'dns'])) }),
      ),
    }),
    method: z.array(z.strictObject({ title: text, text })),
    documents: z.array(z.strictObject({ id: text, title: text, location: text.optional(), asOf: day.optional() })),
    chain: z.strictObject({ hash, previous: hash.nullable(), sequence: z.int().min(1).optional(), verify: texts }),
  })
  .meta({
    title: 'PDP Workbench report',
    description: 'The report of one audit of a private data plane.',
  });

export type Report = DeepReadonly<z.infer<typeof reportSchema>>;
export type ReportFinding = Report['findings'][number]['findings'][number];
export type ReportConnection = Report['connections']['rows'][number];
export type ReportLayer = ReportConnection['layers'][number];
export type ReportQuote = Report['quotes'][number];
export type ReportStep = Report['summary']['steps'][number];

type DeepReadonly<Value> = Value extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> }
    : Value;

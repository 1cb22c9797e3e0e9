/**
 * The facts that a plan is made from: editions, models, tasks, connections, components, infrastructure and controls.
 * Everything here is read from `resources/catalog/*.yaml`; each entry names the document that says so.
 */
import { z } from 'zod';
import {
  editionIds,
  managementModelIds,
  cloudIds,
  securityTierIds,
  addOnIds,
  partyIds,
  taskIds,
  connectionIds,
  componentIds,
  infrastructureIds,
  controlIds,
  distributionIds,
  safeguardIds,
  selectorProfileIds,
  impliedFlowIds,
  openQuestionIds,
  softwareIds,
} from './ids.ts';

export * from './ids.ts';

const text = z.string().min(1);

/** Where a fact comes from; `note` says what was taken over from another edition or inferred. */
const source = z.strictObject({
  /** A key of `documents` in documents.yaml. */
  document: text,
  heading: text,
  note: text.optional(),
});

/** A value that no document states, shown as an assumption and editable in the plan. */
const assumption = z.strictObject({ statement: text, because: text });

const document = z.strictObject({
  title: text,
  /** The edition that the document describes; absent where it is about another product or all of them. */
  edition: z.enum(editionIds).optional(),
  /** Where it is published: a site or repository, and the page in it. */
  location: text.optional(),
  /** The state of the document that was read. */
  asOf: z.iso.date().optional(),
});

/** A name that an edition may have a word of its own for. */
const nameByEdition = z.strictObject({
  default: text,
  'integration-platform': text.optional(),
  devant: text.optional(),
  'developer-platform': text.optional(),
  choreo: text.optional(),
} satisfies Record<'default' | (typeof editionIds)[number], z.ZodType>);

const edition = z.strictObject({
  id: z.enum(editionIds),
  title: text,
  /** Full product name as the vendor writes it. */
  product: text,
  /** What the vendor calls the part it runs in the data plane, e.g. "Choreo system". */
  systemName: text,
  /** What customers deploy: "integration" or "application". */
  workloadName: text,
  /** The data-protection laws that the edition's documents name. */
  regulations: z.array(text),
  source,
});

const managementModel = z.strictObject({
  id: z.enum(managementModelIds),
  title: text,
  /** For table heads, e.g. "WSO2 fully managed, customer subscription". */
  shortTitle: text,
  subscriptionOwner: z.enum(partyIds),
  description: text,
  clouds: z.array(z.enum(cloudIds)),
  /** On a cloud that is not in `clouds`: an error where a document says so, a warning where it is inferred. */
  otherClouds: z.enum(['error', 'warning', 'allowed']),
  /** What WSO2 needs from the customer. */
  customerProvides: text,
  source,
});

export const responsibilityCell = z.strictObject({ parties: z.array(z.enum(partyIds)), ifRequired: z.boolean() });

const responsibilities = z.strictObject({
  responsible: responsibilityCell,
  accountable: responsibilityCell,
  consulted: responsibilityCell,
  informed: responsibilityCell,
});

const task = z.strictObject({
  id: z.enum(taskIds),
  /** `platform` tasks are shared by the model; `workload` tasks are the customer's in every model. */
  scope: z.enum(['platform', 'workload']),
  /** By edition. */
  title: z.record(z.enum(editionIds), text),
  /** One line for narrow tables, edition-neutral. */
  summary: text,
  /** Lines that hold in each edition and model; lines of an edition or model follow in `only`. */
  description: z.array(
    z.strictObject({
      text,
      editions: z.array(z.enum(editionIds)).optional(),
      models: z.array(z.enum(managementModelIds)).optional(),
      tiers: z.array(z.enum(securityTierIds)).optional(),
    }),
  ),
  cells: z.record(z.enum(managementModelIds), responsibilities),
  /** By edition, since each has its own document. */
  source: z.record(z.enum(editionIds), source),
});

/** Label selectors as kubectl writes them: `a=b,c in (d,e),!f`. `note` says where the labels are published, or that they are assumed. */
const workloadSelector = z.strictObject({ namespace: text.optional(), selector: text, note: text.optional() });

/** Pods that any selector of the list matches. Empty: the profile has no such workload, so the plan must name one. */
const selectorProfile = z.record(z.enum(selectorProfileIds), z.array(workloadSelector));

const connection = z.strictObject({
  id: z.enum(connectionIds),
  component: text,
  /** By edition where the name differs; `default` otherwise. */
  endpoint: nameByEdition,
  direction: z.enum(['outbound', 'inbound']),
  /** Who opens the connection: NetworkPolicy bears on pods only. */
  originator: z.enum(['pod', 'node', 'outside']),
  scope: z.enum(['internet', 'control-plane', 'vpc-internal', 'cluster-internal']),
  protocols: z.array(z.enum(['HTTPS', 'WSS', 'WS', 'AMQP'])),
  transport: z.enum(['TCP', 'UDP']),
  /** The ports used when the plan gives none. */
  ports: z.array(z.int().min(1).max(65535)),
  /** Public host names used when the plan gives none; empty where only the customer or WSO2 can say. `*.` covers any depth. */
  hosts: z.array(text),
  /** Clouds on which the row applies; elsewhere it needs the plan's word. */
  clouds: z.array(z.enum(cloudIds)).optional(),
  /** The component whose pods open it. */
  componentId: z.enum(componentIds).optional(),
  infrastructureId: z.enum(infrastructureIds).optional(),
  selectors: selectorProfile,
  /** A second originator to judge as well, where the row's text and practice differ. */
  alsoJudged: z.strictObject({ component: text, selectors: selectorProfile, because: text }).optional(),
  task: z.enum(taskIds),
  purpose: text,
  assumptions: z.array(assumption),
  source,
});

/** A flow that the documents imply without listing it in the connectivity table. */
const impliedFlow = z.strictObject({
  id: z.enum(impliedFlowIds),
  title: text,
  from: text,
  to: text,
  direction: z.enum(['outbound', 'inbound']),
  /** `customer-network`: the customer's own networks behind VPN or peering, or wherever their users sit. */
  scope: z.enum(['internet', 'control-plane', 'vpc-internal', 'cluster-internal', 'customer-network']),
  protocols: z.array(text),
  /** Empty where only the plan can say. */
  ports: z.array(z.int().min(1).max(65535)),
  transports: z.array(z.enum(['TCP', 'UDP'])),
  purpose: text,
  assumptions: z.array(assumption),
  source,
});

const component = z.strictObject({
  id: z.enum(componentIds),
  title: nameByEdition,
  purpose: text,
  selectors: selectorProfile,
  /** The task under which it is kept running. */
  task: z.enum(taskIds),
  installedBy: text,
  updatedBy: text,
  source,
});

const infrastructure = z.strictObject({
  id: z.enum(infrastructureIds),
  title: text,
  purpose: text,
  /** What usually provides it, by cloud. */
  examples: z.record(z.enum(cloudIds), text),
  task: z.enum(taskIds),
  source,
});

const level = z.strictObject({
  required: z.boolean(),
  /** Where the tiers differ in degree: "basic", "premium", "foundational". */
  level: text.optional(),
});

const control = z.strictObject({
  id: z.enum(controlIds),
  title: text,
  purpose: text,
  tiers: z.record(z.enum(securityTierIds), level),
  /** On-premises column of the source table. */
  onPremises: z.enum(['available', 'not-available']),
  task: z.enum(taskIds),
  source,
});

/** What keeps a cluster safe beside the controls of a tier. */
const safeguard = z.strictObject({
  id: z.enum(safeguardIds),
  title: text,
  purpose: text,
  task: z.enum(taskIds),
  source,
});

/** A product that watches running containers on every node. */
const runtimeAgent = z.strictObject({
  id: text,
  title: text,
  /** By `namespace/name`, where the product always uses the same. */
  daemonSets: z.array(text),
  selectors: z.array(workloadSelector),
  source,
});

/** Namespaces of the cluster itself, whose they are, and names of users and groups that only it gives. A name may end in `*`. */
const systemNamespaces = z.strictObject({
  names: z.array(text),
  /** The API group that clusters of this owner serve: elsewhere anybody may give these names to namespaces of their own. */
  servedGroup: text.optional(),
  subjects: z
    .array(
      z.strictObject({
        name: text,
        /** Who that is, as the end of a sentence on the name. */
        as: text,
        /** Where the name means nothing in clusters of others. */
        on: z.enum(distributionIds).optional(),
      }),
    )
    .optional(),
  owner: text,
  source,
});

const addOn = z.strictObject({ id: z.enum(addOnIds), title: text, purpose: text, source });

const fact = z.strictObject({
  id: text,
  topic: z.enum(['observability', 'data-locality', 'security', 'connectivity']),
  text,
  source,
});

/** A program that clusters run, and until when each of its lines is maintained by those who make it; oldest line first. */
const softwareRelease = z.strictObject({
  id: z.enum(softwareIds),
  title: text,
  lines: z
    .array(
      z.strictObject({
        /** `1.34` */
        line: z.string().regex(/^\d+\.\d+$/),
        /** The day on which it ends, or ended at the latest. */
        endOfLife: z.iso.date().optional(),
        /** Maintained at least so long, where its end is not published. */
        maintainedUntil: z.iso.date().optional(),
      }),
    )
    .min(1),
  /** Who builds it anew and maintains the builds by days of their own, by how the names of its images begin. */
  otherBuilds: z.array(z.strictObject({ images: z.array(text).min(1), by: text, goesWith: text, source })).optional(),
  source,
});

/** Something that runs on every node, found by any of its selectors. */
const nodeAgent = z.strictObject({ id: text, title: text, selectors: z.array(workloadSelector).min(1), source });

/** Where the documents contradict each other or leave open what a plan depends on. */
const openQuestion = z.strictObject({
  id: z.enum(openQuestionIds),
  question: text,
  /** What is done until somebody answers it. */
  untilAnswered: text,
  /** Plans for which it matters; a missing list means any. */
  appliesTo: z.strictObject({
    editions: z.array(z.enum(editionIds)).min(1).optional(),
    models: z.array(z.enum(managementModelIds)).min(1).optional(),
    clouds: z.array(z.enum(cloudIds)).min(1).optional(),
    tiers: z.array(z.enum(securityTierIds)).min(1).optional(),
    /** Only while the plan does without this add-on. */
    withoutAddOn: z.enum(addOnIds).optional(),
  }),
  /** What each document says. */
  says: z.array(z.strictObject({ text, source })),
});

export const catalogSchema = z.strictObject({
  version: text,
  documents: z.record(z.string(), document),
  editions: z.array(edition),
  managementModels: z.array(managementModel),
  tasks: z.array(task),
  connections: z.array(connection),
  impliedFlows: z.array(impliedFlow),
  components: z.array(component),
  infrastructure: z.array(infrastructure),
  controls: z.array(control),
  safeguards: z.array(safeguard),
  runtimeAgents: z.array(runtimeAgent),
  systemNamespaces: z.array(systemNamespaces),
  addOns: z.array(addOn),
  facts: z.array(fact),
  openQuestions: z.array(openQuestion),
  softwareReleases: z.array(softwareRelease),
  loggingAgents: z.array(nodeAgent),
});

export type Catalog = Readonly<z.infer<typeof catalogSchema>>;
export type Edition = Catalog['editions'][number];
export type Task = Catalog['tasks'][number];
export type ResponsibilityCell = z.infer<typeof responsibilityCell>;
export type RequiredConnection = Catalog['connections'][number];
export type ImpliedFlow = Catalog['impliedFlows'][number];
export type Component = Catalog['components'][number];
export type Control = Catalog['controls'][number];
export type RuntimeAgent = Catalog['runtimeAgents'][number];
export type OpenQuestion = Catalog['openQuestions'][number];
export type SoftwareRelease = Catalog['softwareReleases'][number];
export type WorkloadSelector = z.infer<typeof workloadSelector>;
export type CatalogSource = z.infer<typeof source>;

import type {
  Catalog,
  CatalogSource,
  CloudId,
  Component,
  ComponentId,
  ConnectionId,
  ControlId,
  EditionId,
  ImpliedFlow,
  InfrastructureId,
  OpenQuestion,
  RequiredConnection,
  SelectorProfileId,
  TaskId,
  WorkloadSelector,
} from '../catalog/catalog.ts';
import { describePath } from '../plan/planPath.ts';
import type { PlanPath } from '../plan/planPath.ts';
import type { Backend, ConnectionChoices, Plan } from '../plan/plan.ts';
import { deriveRaci } from '../raci/raci.ts';
import type { Raci } from '../raci/raci.ts';
import { findOpenQuestions } from './findOpenQuestions.ts';

/** Why a requirement is there and has these values: the catalogue's source, the place in the plan, what was assumed. */
export interface Reason {
  readonly source: CatalogSource;
  /** What the plan says of it; absent where it says nothing. */
  readonly planPath?: PlanPath | undefined;
  readonly assumptions: RequiredConnection['assumptions'];
}

/** Where a connection goes. A host's addresses are known only as far as `cidrs` holds them. */
export interface Destination {
  readonly hosts: readonly string[];
  readonly cidrs: readonly string[];
  readonly ports: readonly number[];
}

/** One row of the connectivity table, for this plan. */
export interface ConnectionRequirement extends Destination {
  readonly id: ConnectionId;
  readonly component: string;
  /** As the plan's edition calls it. */
  readonly endpoint: string;
  readonly direction: RequiredConnection['direction'];
  readonly originator: RequiredConnection['originator'];
  readonly scope: RequiredConnection['scope'];
  readonly protocols: RequiredConnection['protocols'];
  readonly transport: RequiredConnection['transport'];
  /** The connection uses one of its ports, and the plan does not say which: `443 or 6443`. */
  readonly portsAreAlternatives: boolean;
  /** The second site; as necessary as the first. */
  readonly failover?: Destination | undefined;
  /** The pods that open it: any of these. Empty where no pod does, or where nobody knows its labels. */
  readonly selectors: readonly WorkloadSelector[];
  /** Another workload that needs the same connection, because text and practice differ. */
  readonly alsoJudged?:
    | { readonly component: string; readonly selectors: readonly WorkloadSelector[]; readonly because: string }
    | undefined;
  /** False when the plan says that this data plane does without it. */
  readonly required: boolean;
  readonly notNeeded?: string | undefined;
  /** What the plan must say before there can be a verdict, as paths such as `connections.pdp-agent--control-plane.hosts`. */
  readonly missing: readonly string[];
  readonly task: TaskId;
  readonly purpose: string;
  readonly why: Reason;
}

export interface ComponentRequirement {
  readonly id: ComponentId;
  readonly title: string;
  readonly purpose: string;
  readonly selectors: readonly WorkloadSelector[];
  /** Somebody has seen that the selectors are right here: what they don't find is not there. */
  readonly selectorIsConfirmed: boolean;
  readonly installedBy: string;
  readonly updatedBy: string;
  readonly task: TaskId;
  readonly why: Reason;
}

export interface InfrastructureRequirement {
  readonly id: InfrastructureId;
  readonly title: string;
  readonly purpose: string;
  /** What usually provides it on the plan's cloud. */
  readonly example: string;
  readonly task: TaskId;
  readonly why: Reason;
}

export interface ControlRequirement {
  readonly id: ControlId;
  readonly title: string;
  readonly purpose: string;
  /** Asked for by the wanted tier and to be had on the plan's cloud. */
  readonly required: boolean;
  /** In what degree, where tiers differ by it: `basic`, `foundational`, `premium`. */
  readonly level?: string | undefined;
  /** False for what the source table says is not to be had on-premises. */
  readonly available: boolean;
  readonly task: TaskId;
  readonly why: Reason;
}

/** A system of the customer's that the plan declares; expected traffic. */
export interface BackendRequirement extends Destination {
  readonly name: string;
  readonly via?: Backend['via'];
  readonly missing: readonly string[];
  readonly planPath: PlanPath;
}

/** Everything that follows from a plan's choices. */
export interface Requirements {
  readonly raci: Raci;
  /** In the order of the table. */
  readonly connections: readonly ConnectionRequirement[];
  readonly impliedFlows: readonly ImpliedFlow[];
  readonly backends: readonly BackendRequirement[];
  readonly components: readonly ComponentRequirement[];
  readonly infrastructure: readonly InfrastructureRequirement[];
  /** All of the catalogue, also those that the tier does not ask for. */
  readonly controls: readonly ControlRequirement[];
  readonly openQuestions: readonly OpenQuestion[];
  /** Of the cluster itself or its distribution: no plan says what they need. A name may end in `*`. */
  readonly systemNamespaces: readonly string[];
}

export function deriveRequirements(catalog: Catalog, plan: Plan): Requirements {
  return {
    raci: deriveRaci(catalog, {
      edition: plan.edition,
      model: plan.managementModel,
      tier: plan.securityTier,
      owners: plan.owners,
    }),
    connections: catalog.connections.map((connection) => deriveConnection(catalog, plan, connection)),
    impliedFlows: catalog.impliedFlows,
    backends: (plan.network?.backends ?? []).map(deriveBackend),
    components: catalog.components.map((component) => deriveComponent(plan, component)),
    infrastructure: catalog.infrastructure.map(({ id, title, purpose, examples, task, source }) => ({
      id,
      title,
      purpose,
      example: examples[plan.cloud],
      task,
      why: { source, assumptions: [] },
    })),
    controls: catalog.controls.map(({ id, title, purpose, tiers, onPremises, task, source }) => {
      const { required, level } = tiers[plan.securityTier];
      const available = isAvailable(onPremises, plan.cloud);
      const why = { source, planPath: ['securityTier'], assumptions: [] };
      return { id, title, purpose, required: required && available, level, available, task, why };
    }),
    openQuestions: findOpenQuestions(catalog, plan),
    systemNamespaces: catalog.systemNamespaces.flatMap(({ names }) => names),
  };
}

function isAvailable(onPremises: 'available' | 'not-available', cloud: CloudId): boolean {
  return cloud !== 'on-premises' || onPremises === 'available';
}

function deriveConnection(catalog: Catalog, plan: Plan, connection: RequiredConnection): ConnectionRequirement {
  const choices = plan.connections?.[connection.id];
  const destination = destinationOf(plan, connection, choices);
  const isRequired = choices?.notNeeded === undefined;
  // More than one port in the catalogue means that it is one of them, and only the customer knows which.
  const portsAreAlternatives = choices?.ports === undefined && connection.ports.length > 1;
  const { alsoJudged } = connection;
  return {
    id: connection.id,
    component: connection.component,
    endpoint: nameIn(plan.edition, connection.endpoint),
    direction: connection.direction,
    originator: connection.originator,
    scope: connection.scope,
    protocols: connection.protocols,
    transport: connection.transport,
    ...destination,
    portsAreAlternatives,
    failover: choices?.failover && {
      hosts: choices.failover.hosts ?? [],
      cidrs: choices.failover.cidrs ?? [],
      ports: choices.failover.ports ?? destination.ports,
    },
    selectors: selectorsOf(catalog, plan, connection),
    alsoJudged: alsoJudged && {
      component: alsoJudged.component,
      selectors: selectorsAlsoJudged(catalog, plan, alsoJudged),
      because: alsoJudged.because,
    },
    required: isRequired,
    notNeeded: choices?.notNeeded,
    missing: isRequired ? missingIn(connection, destination, portsAreAlternatives) : [],
    task: connection.task,
    purpose: connection.purpose,
    why: {
      source: connection.source,
      planPath: choices === undefined ? undefined : ['connections', connection.id],
      assumptions: connection.assumptions,
    },
  };
}

/**
 * The plan's word before the catalogue's. The control plane's public range stands for the rows that go to it, but not for
 * those that the catalogue sends to a public service: Azure's Service Bus and event hubs have addresses of Azure's own.
 */
function destinationOf(
  plan: Plan,
  { scope, hosts, ports }: RequiredConnection,
  choices: ConnectionChoices | undefined,
): Destination {
  const isInControlPlaneRange = scope === 'control-plane' && hosts.length === 0;
  return {
    hosts: choices?.hosts ?? hosts,
    cidrs: choices?.cidrs ?? (isInControlPlaneRange ? plan.network?.controlPlaneCidrs : undefined) ?? [],
    ports: choices?.ports ?? ports,
  };
}

/** Inside a network the address is what rules go by; elsewhere it is the name. */
const firstToEnter = {
  internet: 'hosts',
  'control-plane': 'hosts',
  'vpc-internal': 'cidrs',
  'cluster-internal': 'cidrs',
} as const satisfies Record<RequiredConnection['scope'], keyof Destination>;

function missingIn(
  { id, scope, direction }: RequiredConnection,
  destination: Destination,
  portsAreAlternatives: boolean,
): string[] {
  const key = direction === 'inbound' ? 'cidrs' : firstToEnter[scope];
  const hasDestination = destination.hosts.length > 0 || destination.cidrs.length > 0;
  const hasPorts = destination.ports.length > 0 && !portsAreAlternatives;
  return [
    ...(hasDestination ? [] : [describePath(['connections', id, key])]),
    ...(hasPorts ? [] : [describePath(['connections', id, 'ports'])]),
  ];
}

/**
 * A row's own selector first; then the selector of its component, but only where the profile finds both by the same labels:
 * a selector for all of Flux does not say which of its pods is the source controller. Then the profile's.
 */
function selectorsOf(catalog: Catalog, plan: Plan, connection: RequiredConnection): readonly WorkloadSelector[] {
  if (connection.originator !== 'pod') return [];
  const choices = plan.connections?.[connection.id];
  if (choices?.selector !== undefined) {
    return [
      { selector: choices.selector, ...(choices.namespace === undefined ? {} : { namespace: choices.namespace }) },
    ];
  }
  const fromProfile = connection.selectors[profileOf(plan)];
  const component = catalog.components.find(({ id }) => id === connection.componentId);
  const selectors =
    component !== undefined && areSameSelectors(component.selectors[profileOf(plan)], fromProfile)
      ? selectorsOfComponent(plan, component)
      : fromProfile;
  const { namespace } = choices ?? {};
  return namespace === undefined ? selectors : selectors.map((selector) => ({ ...selector, namespace }));
}

/** The second workload of a row has a row of its own as a rule, and is found as it is found there. */
function selectorsAlsoJudged(
  catalog: Catalog,
  plan: Plan,
  { component, selectors }: NonNullable<RequiredConnection['alsoJudged']>,
): readonly WorkloadSelector[] {
  const own = catalog.connections.find((connection) => connection.component === component);
  return own === undefined ? selectors[profileOf(plan)] : selectorsOf(catalog, plan, own);
}

function areSameSelectors(ones: readonly WorkloadSelector[], others: readonly WorkloadSelector[]): boolean {
  return (
    ones.length === others.length &&
    ones.every(({ namespace, selector }, index) => {
      const other = others[index];
      return other?.namespace === namespace && other?.selector === selector;
    })
  );
}

function profileOf(plan: Plan): SelectorProfileId {
  return plan.profile ?? 'wso2';
}

function nameIn(edition: EditionId, names: RequiredConnection['endpoint']): string {
  return names[edition] ?? names.default;
}

/** The plan's selector, or the profile's in the namespace that the plan names. */
function selectorsOfComponent(plan: Plan, { id, selectors }: Component): readonly WorkloadSelector[] {
  const { selector, namespace } = plan.components?.[id] ?? {};
  const inNamespace = namespace === undefined ? {} : { namespace };
  if (selector !== undefined) return [{ selector, ...inNamespace }];
  return selectors[profileOf(plan)].map((fromProfile) => ({ ...fromProfile, ...inNamespace }));
}

function deriveComponent(plan: Plan, component: Component): ComponentRequirement {
  const choices = plan.components?.[component.id];
  const { id, purpose, installedBy, updatedBy, task, source } = component;
  return {
    id,
    title: nameIn(plan.edition, component.title),
    purpose,
    selectors: selectorsOfComponent(plan, component),
    selectorIsConfirmed: choices?.confirmedSelector === true,
    installedBy,
    updatedBy,
    task,
    why: { source, planPath: choices === undefined ? undefined : ['components', id], assumptions: [] },
  };
}

function deriveBackend({ name, hosts = [], cidrs = [], ports = [], via }: Backend, index: number): BackendRequirement {
  const planPath = ['network', 'backends', index];
  const missing = [
    ...(hosts.length === 0 && cidrs.length === 0 ? [describePath([...planPath, 'cidrs'])] : []),
    ...(ports.length === 0 ? [describePath([...planPath, 'ports'])] : []),
  ];
  return { name, hosts, cidrs, ports, via, missing, planPath };
}

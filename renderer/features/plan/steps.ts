import type { Catalog } from '#shared/catalog/catalog.ts';
import type { PlanView } from '#shared/contract/views.ts';
import type { Requirements } from '#shared/requirements/deriveRequirements.ts';
import type { ChoiceStep } from '../../state/route.ts';
import { cloudTitles, editionTitle, modelTitle, tierTitles } from '../words/choices.ts';
import { capitalised, count, countOf } from '../words/counts.ts';

export interface StepEntry {
  readonly step: ChoiceStep;
  readonly title: string;
  /** The question that the step answers, its page's title. */
  readonly question: string;
  readonly about: string;
}

export const stepList: readonly StepEntry[] = [
  {
    step: 'edition',
    title: 'Edition',
    question: 'Which product does it belong to?',
    about: 'The responsibilities are the same in all of them; names and documents differ.',
  },
  {
    step: 'model',
    title: 'Management model',
    question: 'Who manages the data plane?',
    about: 'The model sets who does each task. You can change it later; the plan shows what moves.',
  },
  {
    step: 'cloud',
    title: 'Cloud and region',
    question: 'Where does it run?',
    about: 'The cloud sets what provides the infrastructure, and which layers of rules a packet meets.',
  },
  {
    step: 'tier',
    title: 'Security tier',
    question: 'How safe does it have to be?',
    about: 'A tier is reached when every control in it is proved. Add-ons are bought beside it.',
  },
  {
    step: 'network',
    title: 'Network',
    question: 'What does a packet meet on its way out?',
    about:
      'Every layer of rules between pod and internet, and what is attached to what. A layer left out stays unknown.',
  },
  {
    step: 'connections',
    title: 'Connections',
    question: 'Where do the connections go?',
    about: 'Hosts and addresses that only you or WSO2 can know. Until they are here, their rows are unknown.',
  },
  {
    step: 'cluster',
    title: 'Cluster',
    question: 'What may run in the cluster, and who administers it?',
    about: 'What the checks of a cluster can’t know by themselves. What is not said here stays unknown or fails there.',
  },
  {
    step: 'owners',
    title: 'Owners',
    question: 'Who does each task?',
    about: 'A team or a person for every task that is yours, best as an e-mail address.',
  },
  {
    step: 'review',
    title: 'Review',
    question: 'What is left to be said?',
    about: 'Everything that is open or contradicts itself, with its line in the plan file.',
  },
];

/** The step in which a path of the plan is entered. */
export function stepOfPath(path: readonly (string | number)[]): ChoiceStep {
  switch (path[0]) {
    case 'metadata':
    case 'edition':
      return 'edition';
    case 'managementModel':
      return 'model';
    case 'cloud':
    case 'region':
      return 'cloud';
    case 'securityTier':
    case 'addOns':
      return 'tier';
    case 'network':
      return 'network';
    case 'connections':
      return 'connections';
    case 'profile':
    case 'components':
    case 'allowedRegistries':
    case 'clusterAdministrators':
      return 'cluster';
    case 'owners':
      return 'owners';
    default:
      return 'review';
  }
}

/** What was chosen, as it stands under the step's title. */
export function describeStep(step: ChoiceStep, catalog: Catalog, view: PlanView, requirements: Requirements): string {
  const { plan } = view;
  switch (step) {
    case 'edition':
      return editionTitle(catalog, plan.edition);
    case 'model':
      return modelTitle(catalog, plan.managementModel);
    case 'cloud':
      return [cloudTitles[plan.cloud], plan.region].filter(Boolean).join(', ');
    case 'tier':
      return [tierTitles[plan.securityTier], ...(plan.addOns ?? []).map((addOn) => addOn.toUpperCase())].join(', ');
    case 'network':
      return describeNetwork(plan.network);
    case 'connections':
      return describeConnections(requirements);
    case 'cluster':
      return describeCluster(plan);
    case 'owners':
      return describeOwners(view, requirements);
    case 'review':
      return view.findings.length === 0 ? 'Nothing open' : count(view.findings.length, 'point');
  }
}

function describeNetwork(network: PlanView['plan']['network']): string {
  const egress = network?.egress === undefined ? 'Not said' : capitalised(network.egress);
  const layers = network?.path?.length ?? 0;
  return `${egress}, ${layers === 0 ? 'no layer named' : count(layers, 'layer')}`;
}

function describeConnections({ connections }: Requirements): string {
  const incomplete = connections.filter(({ missing }) => missing.length > 0).length;
  return incomplete === 0
    ? `${connections.length} of ${connections.length} known`
    : `${countOf(incomplete, connections.length, incomplete === 1 ? 'needs a host' : 'need a host')}`;
}

function describeCluster({ allowedRegistries = [], clusterAdministrators = [] }: PlanView['plan']): string {
  return allowedRegistries.length + clusterAdministrators.length === 0
    ? 'Nothing named'
    : `${count(allowedRegistries.length, 'registry', 'registries')}, ${count(clusterAdministrators.length, 'administrator')}`;
}

function describeOwners({ findings }: PlanView, { raci }: Requirements): string {
  const missing = findings.filter(({ path, kind }) => path[0] === 'owners' && kind === 'open').length;
  return missing === 0
    ? 'All named'
    : countOf(missing, raci.tasks.length, missing === 1 ? 'is missing' : 'are missing');
}

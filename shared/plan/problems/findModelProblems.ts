import type { Catalog } from '../../catalog/catalog.ts';
import { cloudTitles } from '../cloudTitles.ts';
import type { Plan } from '../plan.ts';
import type { PlanFinding } from '../planFinding.ts';

/** Whether model, cloud, tier and questionnaire go together. */
export function findModelProblems(catalog: Catalog, plan: Plan): PlanFinding[] {
  return [...findUnsupportedCloud(catalog, plan), ...findOtherHolder(catalog, plan), ...findTiersAlike(catalog, plan)];
}

function findUnsupportedCloud(catalog: Catalog, plan: Plan): PlanFinding[] {
  const model = catalog.managementModels.find(({ id }) => id === plan.managementModel);
  if (model === undefined || model.otherClouds === 'allowed' || model.clouds.includes(plan.cloud)) return [];
  const clouds = model.clouds
    .map((cloud) => cloudTitles[cloud])
    .join(', ')
    .replace(/, ([^,]*)$/, ' and $1');
  const isStated = model.otherClouds === 'error';
  const question = catalog.openQuestions.find(({ id }) => id === 'clouds-in-customer-subscription');
  return [
    {
      id: 'model-not-on-cloud',
      kind: isStated ? 'contradiction' : 'warning',
      path: ['managementModel'],
      message: `“${model.shortTitle}” ${isStated ? 'is' : 'is probably'} supported on ${clouds} only; the plan is for ${cloudTitles[plan.cloud]}.`,
      remedy: isStated
        ? 'Choose the model customer self-managed, or one of these clouds.'
        : 'Ask WSO2, or choose the model customer self-managed.',
      says: question?.says,
    },
  ];
}

/** The questionnaire asks who holds the subscription, and the model says it too. */
function findOtherHolder(catalog: Catalog, plan: Plan): PlanFinding[] {
  const model = catalog.managementModels.find(({ id }) => id === plan.managementModel);
  const answer = plan.answers?.['holdsSubscription'];
  const answered = ['WSO2', 'Customer'].find((party) => party.toLowerCase() === String(answer).toLowerCase());
  if (model === undefined || answered === undefined || answered === model.subscriptionOwner) return [];
  return [
    {
      id: 'subscription-holder',
      kind: 'contradiction',
      path: ['answers', 'holdsSubscription'],
      message: `The answer is that the subscription is ${answered}’s; in the model “${model.shortTitle}” it is ${model.subscriptionOwner}’s.`,
      remedy: 'Correct the answer or the model.',
      says: [{ text: model.description, source: model.source }],
    },
  ];
}

function findTiersAlike(catalog: Catalog, plan: Plan): PlanFinding[] {
  if (plan.cloud !== 'on-premises') return [];
  const available = catalog.controls.filter(({ onPremises }) => onPremises === 'available');
  const [first] = available;
  if (first === undefined) return [];
  return [
    {
      id: 'tiers-alike-on-premises',
      kind: 'warning',
      path: ['securityTier'],
      message: `On-premises ${available.length} of ${catalog.controls.length} controls are available, the same in every tier: tiers can’t be told apart here.`,
      remedy: 'Agree with WSO2 on what the tier means for this data plane.',
      says: [
        { text: `Available on-premises: ${available.map(({ title }) => title).join(', ')}.`, source: first.source },
      ],
    },
  ];
}

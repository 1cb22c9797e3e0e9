import type { Catalog, ConnectionId, OpenQuestion, OpenQuestionId } from '../../catalog/catalog.ts';
import { uncapitalised } from '../../kernel/uncapitalised.ts';
import { findOpenQuestions } from '../../requirements/findOpenQuestions.ts';
import type { Plan } from '../plan.ts';
import type { PlanFinding } from '../planFinding.ts';
import type { PlanPath } from '../planPath.ts';

/**
 * Questions that the documents leave to this plan. Those that concern every plan alike are the catalogue's to show; only the
 * inbound row is told here too, since what the plan says of that row is what settles it.
 */
export function findUnanswered(catalog: Catalog, plan: Plan): PlanFinding[] {
  return findOpenQuestions(catalog, plan)
    .filter((question) => isForSomePlans(question) || question.id === 'inbound-image-row')
    .filter(({ id }) => !(settlements[id]?.isSettled(plan) ?? false))
    .map(({ id, question, untilAnswered, says }) => ({
      id: `question.${id}`,
      kind: 'open',
      path: settlements[id]?.path ?? ['answers', id],
      message: question,
      remedy: `${settlements[id]?.remedy ?? 'Ask WSO2.'} Or write the answer under answers.${id}. Until then, ${uncapitalised(untilAnswered)}`,
      says,
    }));
}

function isForSomePlans({ appliesTo }: OpenQuestion): boolean {
  return Object.keys(appliesTo).length > 0;
}

interface Settlement {
  readonly path: PlanPath;
  readonly remedy: string;
  readonly isSettled: (plan: Plan) => boolean;
}

/** Where the plan has a place of its own for the answer. */
const settlements: Partial<Record<OpenQuestionId, Settlement>> = {
  'siem-tier-or-add-on': {
    path: ['addOns'],
    remedy: 'Add siem to addOns if you buy it.',
    isSettled: ({ addOns }) => addOns?.includes('siem') ?? false,
  },
  'inbound-image-row': settledByRow(
    'container-registry--public-registry',
    'Enter under cidrs or hosts where images come from, or say under notNeeded why none come from outside.',
  ),
  'azure-dns-elsewhere': settledByRow(
    'certificate-manager--azure-dns',
    'Enter the hosts, or say under notNeeded who proves your domains.',
  ),
  // Told with the model, as the warning that it is.
  'clouds-in-customer-subscription': { path: ['managementModel'], remedy: '', isSettled: () => true },
};

function settledByRow(id: ConnectionId, remedy: string): Settlement {
  return {
    path: ['connections', id],
    remedy,
    isSettled({ connections }) {
      const { hosts = [], cidrs = [], notNeeded } = connections?.[id] ?? {};
      return hosts.length > 0 || cidrs.length > 0 || notNeeded !== undefined;
    },
  };
}

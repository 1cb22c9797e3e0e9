import type { Report } from '../../../report.ts';
import { facts, list } from '../cells.ts';
import { markup } from '../markup.ts';
import type { Section } from './section.ts';

/** The plan’s choices and what it declares about its network. */
export function choices({ plan }: Report): Section {
  return {
    id: 'plan',
    title: 'Plan',
    body: markup`<p class="lead">What ${plan.file} declares. What is asked of it follows from these choices; what was found follows from the rules and promises in the sections below.</p>
${facts([
  ['Edition', plan.edition.title],
  ['Management model', plan.managementModel.title],
  ['Cloud', plan.region === undefined ? plan.cloud.title : `${plan.cloud.title}, ${plan.region}`],
  ['Security tier', plan.securityTier.title],
  ['Add-ons', plan.addOns.length === 0 ? 'None' : list(plan.addOns.map(({ title }) => title))],
])}
<h3>Network</h3>
${
  plan.network.length === 0
    ? markup`<p>The plan declares nothing about its network.</p>`
    : facts(plan.network.map(({ name, values }) => [name, list(values)]))
}
${
  plan.answers !== undefined &&
  markup`<h3>Answers to questions that the documents leave open</h3>${
    plan.answers.length === 0
      ? markup`<p>The plan gives none.</p>`
      : facts(plan.answers.map(({ question, answer }) => [question, answer]))
  }`
}`,
  };
}

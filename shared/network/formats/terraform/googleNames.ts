/** What things of Google Cloud are called, in plans and in what is made of them. */
import type { Target } from './fields.ts';
import type { TerraformResource } from './terraformPlan.ts';

/** `projects/P/global/networks/N`, as the provider makes ids; without the project where the plan does not know it. */
export function googlePathOf({ values, address }: TerraformResource, folder: string): string {
  const { self_link: link, id, name, project } = values;
  if (typeof link === 'string' && link !== '') return link;
  if (typeof id === 'string' && id.includes('/')) return id;
  const called = typeof name === 'string' && name !== '' ? name : address;
  return `${typeof project === 'string' && project !== '' ? `projects/${project}/` : ''}${folder}/${called}`;
}

export const googleNetworks: Target = {
  types: new Set(['google_compute_network']),
  nameOf: (resource) => googlePathOf(resource, 'global/networks'),
};

/** What every resource says of itself, and none of it decides. */
export const aboutGoogleResource = [
  'id',
  'name',
  'description',
  'project',
  'region',
  'self_link',
  'self_link_with_id',
  'creation_timestamp',
  'timeouts',
  'kind',
  'deletion_policy',
  'params',
  'enable_logging',
  'log_config',
  'rule_tuple_count',
];

import type { CloudId } from '../catalog/catalog.ts';

/** The clouds as people call them. */
export const cloudTitles = {
  azure: 'Azure',
  aws: 'AWS',
  gcp: 'GCP',
  'on-premises': 'on-premises',
} as const satisfies Record<CloudId, string>;

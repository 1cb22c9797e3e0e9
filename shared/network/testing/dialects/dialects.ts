/** Every format of rules by addresses, for what holds of all. */
import { awsDialects } from './awsDialects.ts';
import { azureDialects } from './azureDialects.ts';
import type { Dialects } from './dialect.ts';
import { gcpDialects } from './gcpDialects.ts';
import { kubernetesDialects } from './kubernetesDialects.ts';
import { nodeDialects } from './nodeDialects.ts';
import { terraformDialects } from './terraformDialects.ts';

export const dialects: Dialects = {
  ...kubernetesDialects,
  ...awsDialects,
  ...azureDialects,
  ...gcpDialects,
  ...nodeDialects,
  ...terraformDialects,
};

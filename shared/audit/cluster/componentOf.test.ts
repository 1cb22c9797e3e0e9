import { expect, it } from 'vitest';
import { componentRuns } from '../checks/PDP-CMP-001-componentRuns.ts';
import { observabilityIsNotExported } from '../checks/PDP-CMP-015-observabilityIsNotExported.ts';
import { observabilityIsStoredInside } from '../checks/PDP-CMP-014-observabilityIsStoredInside.ts';
import { embeddedCatalog } from '#electron/adapters/files/embeddedCatalog.ts';
import { auditMaterial } from '../testing/auditMaterial.ts';
import { clusterOf } from '../testing/clusterOf.ts';

it('says alike, in every check of a component that is not found, by which labels of pods it was looked for', () => {
  const material = auditMaterial(embeddedCatalog, { cluster: clusterOf() });
  const said = [componentRuns, observabilityIsStoredInside, observabilityIsNotExported].map((check) => {
    const question = check.questions(material).find(({ requirement }) => requirement === 'component.observability');
    return question?.assess().evidence[0];
  });
  const text =
    'Looked for the workloads labelled app.kubernetes.io/name in (fluent-bit, opentelemetry-collector); found none.';
  const source = 'list pods of https://10.0.0.1:6443';
  expect(said.map((one) => ({ text: one?.text, source: one?.source }))).toEqual(said.map(() => ({ text, source })));
});

import { describe, expect, it } from 'vitest';
import { catalog, sample } from '../../client/testing/sample.ts';
import { findEffects } from './effects.ts';
import { describeWhatToGive, insertLayer, listLayers, sourceKindOf, undeclaredLayers } from './pathLayers.ts';
import { describeStep, stepList, stepOfPath } from './steps.ts';
import { choiceSteps } from '../../state/route.ts';
import { listOrNothing, portsOrNothing, textOrNothing } from './values.ts';

const { view, requirements } = sample;

describe('the steps', () => {
  it('are those of the addresses, in their order', () => {
    expect(stepList.map(({ step }) => step)).toEqual(choiceSteps);
  });

  it.each([
    [['managementModel'], 'model'],
    [['region'], 'cloud'],
    [['addOns'], 'tier'],
    [['network', 'path', 0], 'network'],
    [['connections', 'dns', 'hosts'], 'connections'],
    [['clusterAdministrators'], 'cluster'],
    [['components', 'flux', 'selector'], 'cluster'],
    [['owners', 'workload-logs'], 'owners'],
    [['answers', 'siem-tier-or-add-on'], 'review'],
  ])('%j is mended in %s', (path, step) => {
    expect(stepOfPath(path)).toBe(step);
  });

  it('say what was chosen in each', () => {
    const values = choiceSteps.map((step) => describeStep(step, catalog, view, requirements));
    expect(values).toEqual([
      'Integration Platform',
      'Customer self-managed',
      'Azure, westeurope',
      'Standard',
      'Restricted, 5 layers',
      '1 of 12 needs a host',
      'Nothing named',
      '3 of 16 are missing',
      expect.stringMatching(/^\d+ points$/),
    ]);
  });
});

describe('effects of another choice', () => {
  it('are none for the choice that is made', () => {
    expect(findEffects(catalog, view.plan, view.plan)).toEqual({ favourable: [], unfavourable: [] });
  });

  it('say what it would contradict', () => {
    const { unfavourable } = findEffects(catalog, view.plan, {
      ...view.plan,
      managementModel: 'wso2-subscription',
      cloud: 'on-premises',
    });
    expect(unfavourable.length).toBeGreaterThan(0);
  });

  it('say of the way back what the way there has opened', () => {
    const aws = { ...view.plan, cloud: 'aws' as const };
    const there = findEffects(catalog, view.plan, aws).unfavourable;
    const back = findEffects(catalog, aws, view.plan).favourable;
    expect(there.length).toBeGreaterThan(0);
    expect(back.length).toBe(there.length);
  });
});

describe('layers of the path', () => {
  const layer = (kind: 'pod-policy' | 'azure-nsg' | 'proxy' | 'aws-network-acl') => ({ layer: kind, source: 'none' });

  it('are asked for as long as the plan does not name them', () => {
    expect(undeclaredLayers('azure', [layer('pod-policy'), layer('azure-nsg')])).toEqual([
      'node-firewall',
      'azure-firewall',
      'proxy',
    ]);
    expect(undeclaredLayers('azure', view.plan.network?.path ?? [])).toEqual([]);
  });

  it.each([
    [
      'between its neighbours',
      [layer('pod-policy'), layer('proxy')],
      'azure-nsg',
      ['pod-policy', 'azure-nsg', 'proxy'],
    ],
    ['at the end', [layer('pod-policy')], 'proxy', ['pod-policy', 'proxy']],
    [
      'at the end, being of another cloud',
      [layer('pod-policy'), layer('proxy')],
      'aws-network-acl',
      ['pod-policy', 'proxy', 'aws-network-acl'],
    ],
  ] as const)('are added %s', (_place, path, added, expected) => {
    expect(insertLayer('azure', path, layer(added)).map(({ layer: kind }) => kind)).toEqual(expected);
  });

  it('stand where a packet meets them, and keep their row when the plan names them', () => {
    const before = listLayers('azure', [layer('azure-nsg')]);
    const after = listLayers('azure', insertLayer('azure', [layer('azure-nsg')], layer('pod-policy')));
    expect(before.map(({ key }) => key)).toEqual([
      'pod-policy 0',
      'node-firewall 0',
      'azure-nsg 0',
      'azure-firewall 0',
      'proxy 0',
    ]);
    expect(after.map(({ key }) => key)).toEqual(before.map(({ key }) => key));
    expect(after.map(({ declared }) => declared?.index)).toEqual([0, undefined, 1, undefined, undefined]);
  });

  it('keep the order and the repetitions of the plan', () => {
    const listed = listLayers('azure', [layer('proxy'), layer('pod-policy'), layer('proxy')]);
    expect(listed.flatMap(({ key, declared }) => (declared === undefined ? [] : [key]))).toEqual([
      'proxy 0',
      'pod-policy 0',
      'proxy 1',
    ]);
  });

  it('say what to give for them, or that nothing can be', () => {
    const formats = [{ title: 'Azure', accepts: 'the output of `az`', layers: ['azure-nsg' as const] }];
    expect(describeWhatToGive('azure-nsg', formats)).toBe('A file or folder, relative to the plan. The output of `az`');
    expect(describeWhatToGive('proxy', formats)).toMatch(/not judged yet, so the layer stays unknown$/);
  });

  it.each([
    [undefined, 'unsaid'],
    ['none', 'none'],
    ['cluster', 'cluster'],
    ['rules/', 'files'],
  ])('with the source %s are %s', (source, kind) => {
    expect(sourceKindOf(source)).toBe(kind);
  });
});

describe('values of fields', () => {
  it('are no key at all when they are empty', () => {
    expect(listOrNothing([])).toBeUndefined();
    expect(textOrNothing('  ')).toBeUndefined();
    expect(portsOrNothing([])).toBeUndefined();
  });

  it('turn ports into numbers, and leave what is none for the refusal to name', () => {
    expect(portsOrNothing(['443', '44x3'])).toEqual([443, '44x3']);
  });
});
